"""Which addresses there are, under which names, and what is said at any other."""

import asyncio
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from maturity.settings import THIS_COMPUTER

ALIVE, READY = "/health", "/ready"
"""Asked by balancers, by number and not by name."""
NEVER_KEPT = {"Cache-Control": "no-store"}
PATIENCE = 4
"""Seconds after which a database that does not answer is away, whatever it waits for."""


class KnownAddresses:
    """ASGI middleware: another host name is refused, the counters are private, and what is no page is not found.

    A web site that has its name resolve to this computer (DNS rebinding) would otherwise be served as if it were
    the visitor. Streamlit answers any path with its page, which then says that there is none: here with status 404.
    """

    def __init__(self, app: ASGIApp, *, pages: Collection[str], base: str = "") -> None:
        self._app = app
        self._pages = {f"{base}/{name}" for name in pages} | {base, f"{base}/"}
        self._by_number = {f"{base}{ALIVE}", f"{base}{READY}"}
        self._private = f"{base}/_stcore/metrics"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # Streamlit asks the same of a WebSocket
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self._by_number and not is_host_allowed(Request(scope).headers.get("host")):
            await PlainTextResponse(
                "This installation does not answer under that name. Use the address you were given.", 421
            )(scope, receive, send)
            return
        if path == self._private:
            await PlainTextResponse("Not found.", 404)(scope, receive, send)
            return

        async def honest(message: Message) -> None:
            if message["type"] == "http.response.start" and path not in self._pages and _is_page(message):
                message["status"] = 404
            await send(message)

        await self._app(scope, receive, honest)


def _is_page(message: Message) -> bool:
    kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
    return message["status"] == 200 and any(kind.startswith(b"text/html") for kind in kinds)


def health_routes(answers: Callable[[], bool], base: str = "") -> list[Route]:
    """`/health`: this server runs. `/ready`: its database answers too, or 503 within a few seconds."""

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers=NEVER_KEPT)

    async def ready(_: Request) -> Response:
        try:
            async with asyncio.timeout(PATIENCE):
                there = await asyncio.to_thread(answers)
        except TimeoutError:
            there = False
        said, status = ("ok", 200) if there else ("the database does not answer", 503)
        return JSONResponse({"status": said}, status, headers=NEVER_KEPT)

    return [Route(f"{base}{ALIVE}", health), Route(f"{base}{READY}", ready)]


def host_names(public_url: str, address: str) -> list[str]:
    """The names under which an installation answers: its public address's, or this computer's own."""
    named = urlsplit(public_url).hostname
    return [named] if named else sorted({*THIS_COMPUTER, address})
