"""The way to the sign-in's provider and back: a cookie that is small, an address that is kept, words of failure."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks, set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import TOKENS_COOKIE_NAME, USER_COOKIE_NAME

from maturity.assessment.sign_in import FAILED, OAUTH_ERRORS, READ, read_groups

CAME_TO = "maturity_came_to"
"""The cookie that holds where somebody was who goes to sign in."""
AWAY_FOR = timedelta(minutes=30)
"""How long somebody may take at the provider and still come back to where they were."""
STREAMLITS_OWN = ("origin", "is_logged_in", "provider")
"""What Streamlit itself keeps beside the claims."""


class SignInTrips:
    """ASGI middleware around Streamlit's sign-in.

    Its cookie keeps the claims that are read here and nothing else: no token, and not the hundreds of groups of
    which browsers, proxies and servers each refuse the size. It ends when the sign-in does. Whoever came by an
    address is at it afterwards, and whoever was not let in is told so at the door. Files are for who has signed in.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        secret: str,
        lasts: timedelta,
        pages: Collection[str],
        base: str = "",
        groups_claim: str = "",
        groups: Collection[str] = (),
    ) -> None:
        self._app, self._secret, self._lasts, self._base = app, secret, lasts, base
        self._groups_claim, self._groups = groups_claim, frozenset(groups)
        self._pages = {f"{base}/{name}" for name in pages} | {f"{base}/"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"].removeprefix(self._base) if scope["type"] == "http" else ""
        if path == "/auth/login":
            came = self._came_from(Request(scope).headers.get("referer", ""))

            def away(status: int, _: MutableHeaders) -> Response | None:
                there = self._failed(came or f"{self._base}/", "temporarily_unavailable")
                return RedirectResponse(there, 302) if status >= 400 else None

            remembering = self._changing(send, lambda headers: self._remember(headers, came))
            await self._app(scope, receive, self._answering(scope, receive, remembering, away))
        elif path == "/oauth2callback":
            request = Request(scope)
            asked = request.query_params
            error = self._hush(scope) or ("other" if "code" in asked else "")
            back = request.cookies.get(CAME_TO, "")
            await self._app(
                scope, receive, self._changing(send, lambda headers: self._come_back(headers, back, error))
            )
        elif path.startswith("/media/") and self._signed_in(Request(scope)) is None:
            await self._app(scope, receive, self._answering(scope, receive, send, _withheld))
        else:
            await self._app(scope, receive, send)

    @staticmethod
    def _answering(
        scope: Scope, receive: Receive, send: Send, instead: Callable[[int, MutableHeaders], Response | None]
    ) -> Send:
        """Answer with what `instead` makes of a response's status and headers, where it makes anything."""
        answered = False

        async def answer(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                other = instead(message["status"], MutableHeaders(scope=message))
                if other is not None:
                    answered = True
                    await other(scope, receive, send)
            if not answered:
                await send(message)

        return answer

    @staticmethod
    def _changing(send: Send, change: Callable[[MutableHeaders], None]) -> Send:
        async def changed(message: Message) -> None:
            if message["type"] == "http.response.start":
                change(MutableHeaders(scope=message))
            await send(message)

        return changed

    def _came_from(self, referer: str) -> str:
        """The page and query of an address of ours; empty for any other."""
        asked = urlsplit(referer)
        if asked.path not in self._pages:
            return ""
        query = [(name, value) for name, value in parse_qsl(asked.query) if name != FAILED]
        return asked.path + (f"?{urlencode(query)}" if query else "")

    def _remember(self, headers: MutableHeaders, came: str) -> None:
        self._set(headers, CAME_TO, came, AWAY_FOR)

    @staticmethod
    def _hush(scope: Scope) -> str:
        """Streamlit writes what the address says of an error into the log, whoever made the address: so it says
        one of OAuth's own words. Returns it; empty where there is no error.
        """
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        said = dict(query).get("error")
        if said is None:
            return ""
        error = said if said in OAUTH_ERRORS else "other"
        kept = [
            (name, value) for name, value in query if name not in ("error", "error_description", "error_uri")
        ]
        scope["query_string"] = urlencode([*kept, ("error", error)]).encode("ascii")
        return error

    def _come_back(self, headers: MutableHeaders, back: str, error: str) -> None:
        claims = self._claims(headers)
        for name, value in list(_cookies(headers)):
            if value and name.startswith((USER_COOKIE_NAME, TOKENS_COOKIE_NAME)):
                _drop(headers, name)
        asked = urlsplit(back)
        here = (
            not asked.scheme and not asked.netloc and asked.path in self._pages
        )  # a cookie says it: anybody may
        page = back if here else f"{self._base}/"
        if claims is None:
            # A return from signing out comes by the same address, and has failed in nothing.
            headers["location"] = self._failed(page, error) if error else page
            return
        set_cookie_with_chunks(
            lambda name, value: self._set(headers, name, self._signed(name, value).decode(), self._lasts),
            self._signed,
            USER_COOKIE_NAME,
            {name: claims[name] for name in (*READ, *STREAMLITS_OWN) if name in claims}
            | self._own_groups(claims),
            cookie_attr_size=100,
        )
        headers["location"] = page
        self._set(headers, CAME_TO, "", timedelta(0))

    @staticmethod
    def _failed(page: str, error: str) -> str:
        return f"{page}{'&' if '?' in page else '?'}{FAILED}={error}"

    def _own_groups(self, claims: Mapping[str, object]) -> dict[str, object]:
        """Of somebody's groups those that give roles here; nothing where the provider does not say which they have."""
        theirs = read_groups(claims.get(self._groups_claim)) if self._groups else None
        return {} if theirs is None else {self._groups_claim: sorted(theirs & self._groups)}

    def _claims(self, headers: MutableHeaders) -> dict[str, object] | None:
        """What Streamlit was about to keep of a sign-in; None if there was none."""
        return self._read(dict(_cookies(headers)))

    def _signed_in(self, request: Request) -> dict[str, object] | None:
        """What the cookie of somebody says who has signed in here; None for anybody else."""
        return self._read(request.cookies)

    def _read(self, cookies: Mapping[str, str]) -> dict[str, object] | None:
        def read(name: str) -> bytes | None:
            value = cookies.get(name, "").encode("latin-1", "replace")
            return decode_signed_value(self._secret, name, value) if value else None

        kept = get_cookie_with_chunks(read, USER_COOKIE_NAME)
        return None if kept is None else json.loads(kept)

    def _signed(self, name: str, value: str) -> bytes:
        return create_signed_value(self._secret, name, value)

    def _set(self, headers: MutableHeaders, name: str, value: str, lasts: timedelta) -> None:
        made = Response()
        made.set_cookie(
            name,
            value,
            max_age=int(lasts.total_seconds()),
            path=self._base or "/",
            httponly=True,
            samesite="lax",
        )
        headers.append("set-cookie", made.headers["set-cookie"])


def _withheld(_: int, headers: MutableHeaders) -> Response | None:
    """A file to download is not handed out, whoever has its address; pictures of the door are."""
    if not headers.get("content-disposition", "").startswith("attachment"):
        return None
    return PlainTextResponse("Sign in, and download it again.", 403)


def _cookies(headers: MutableHeaders) -> Iterator[tuple[str, str]]:
    """The cookies that a response sets, by name; one that is being deleted is empty."""
    for line in headers.getlist("set-cookie"):
        with suppress(CookieError):
            yield from ((name, cookie.value) for name, cookie in SimpleCookie(line).items())


def _drop(headers: MutableHeaders, name: str) -> None:
    kept = [line for line in headers.getlist("set-cookie") if not line.startswith(f"{name}=")]
    del headers["set-cookie"]
    for line in kept:
        headers.append("set-cookie", line)
