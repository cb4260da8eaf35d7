"""What every response tells a browser about what it may do with it.

The policy was tried enforced: every page, typing, charts, tables, downloads and uploads, with and without sign-in.
"""

import base64
import hashlib
import re
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"


def policy() -> str:
    """The Content-Security-Policy: only from here, less what Streamlit and plotly cannot do without."""
    return "; ".join(
        (
            "default-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            # The inline scripts of Streamlit's own page, each by its hash; `blob:` as components whose script is
            # written in Python are imported from one; 'wasm-unsafe-eval' for protobuf's long numbers.
            f"script-src 'self' {' '.join(_inline_scripts())} blob: 'wasm-unsafe-eval'",
            # Streamlit's and plotly's style sheets are written by their scripts, and differ with each version.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",  # plotly's marks and icons; its PNG is a blob
            "font-src 'self' data:",  # one font lies inlined in Streamlit's bundle
            "connect-src 'self'",
        )
    )


def _inline_scripts() -> list[str]:
    """The hashes of the scripts that stand in Streamlit's index.html itself: Content Security Policy 3, 2.3.1."""
    written = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", _INDEX.read_text("utf-8"), re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in written)
    return [f"'sha256-{each}'" for each in hashes]


FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "same-origin",  # an address names rounds and departments
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), clipboard-read=(), "
    "clipboard-write=(self)",
}
"""Beside the policy, on every response."""


class SafeHeaders:
    """ASGI middleware: the headers above on every response; what somebody downloads is kept by no cache.

    Where people come by https, cookies are sent back by https alone, and browsers come by https from then on.
    """

    def __init__(self, app: ASGIApp, *, base: str = "", https: bool = False) -> None:
        self._app, self._downloads, self._https = app, f"{base}/media/", https
        self._fixed = FIXED | {"Content-Security-Policy": policy()}
        if https:
            self._fixed["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._fixed)
                if scope["path"].startswith(self._downloads):
                    headers["Cache-Control"] = "no-store, private"
                if self._https:
                    _secure_cookies(headers)
            await send(message)

        await self._app(scope, receive, with_headers)


def _secure_cookies(headers: MutableHeaders) -> None:
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        flags = [part.strip().lower() for part in cookie.split(";")]
        headers.append("set-cookie", cookie if "secure" in flags else f"{cookie}; Secure")
