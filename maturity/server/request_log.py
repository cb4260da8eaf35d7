"""Which request a line of the log belongs to, and how the log is written: for people, or for what collects logs."""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Collection
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Literal

import streamlit as st
import streamlit.logger
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

REQUEST_ID = "X-Request-ID"
Format = Literal["text", "json"]

log = logging.getLogger("maturity.requests")
_number: ContextVar[str] = ContextVar("request", default="")
_ANY = re.compile(r"[0-9A-Za-z-]{8,64}")
"""What a proxy's number of a request may look like; anything else was written by somebody."""


class NumberedRequests:
    """ASGI middleware: each request has a number, the proxy's own where it gives one, which the log and the response
    name. With `json` each request is logged, too, without its query and without a path that anybody made up.

    A request that fails is answered in plain words with its number, and by the headers of everything else.
    """

    def __init__(self, app: ASGIApp, *, pages: Collection[str], base: str = "") -> None:
        self._app, self._base = app, base
        named = ("health", "ready", "auth/login", "auth/logout", "oauth2callback", "favicon.png", *pages, "")
        self._named = {base, *(f"{base}/{each}" for each in named)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        number = Headers(scope=scope).get(REQUEST_ID, "")
        if not _ANY.fullmatch(number):
            number = secrets.token_hex(8)
        MutableHeaders(scope=scope)[REQUEST_ID] = number  # a page finds it there, as long as it is open
        began, status = time.monotonic(), 0
        _number.set(number)

        async def numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = number
            await send(message)

        try:
            await self._app(scope, receive, numbered)
        except Exception as bug:
            if scope["type"] != "http" or status:
                raise
            log.error("a request failed", exc_info=bug)
            words = f"Something went wrong here. Tell whoever runs this installation the reference {number}."
            await PlainTextResponse(words, 500)(scope, receive, numbered)
        self._tell(scope, status, time.monotonic() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        path = self._told(scope["path"])
        if path.startswith("/static/") or (path in ("/health", "/ready") and status == 200):
            return  # a hundred of a page, and one every few seconds
        method = scope.get("method", "WEBSOCKET")
        said = {"method": method, "path": path, "status": status, "seconds": round(seconds, 3)}
        log.info("%s %s %s", method, path, status or "", extra={"said": said})

    def _told(self, path: str) -> str:
        """As much of a path as nobody can have made up: strangers write addresses of people into it, and the name of
        a download opens it.
        """
        if path in self._named:
            return path.removeprefix(self._base) or "/"
        kinds = ("/_stcore/", "/media/", "/static/", "/component/")
        found = next((kind for kind in kinds if path.startswith(f"{self._base}{kind}")), "/")
        return f"{found}…"


def write_log(as_: Format) -> None:
    """From now on every log of this process is written so, to standard error; call it again when others have set up
    theirs.
    """
    formatter = _OneObject() if as_ == "json" else _Line()

    def dress(logger: logging.Logger) -> None:
        for handler in logger.handlers:
            handler.setFormatter(formatter)

    def set_up(logger: logging.Logger, by: Callable[[logging.Logger], None] = _STREAMLITS) -> None:
        by(logger)
        dress(logger)

    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(logging.StreamHandler())
    logging.captureWarnings(True)
    log.setLevel(logging.INFO if as_ == "json" else logging.WARNING)
    known = [each for each in logging.Logger.manager.loggerDict.values() if isinstance(each, logging.Logger)]
    for logger in (logging.getLogger(), *known):
        dress(logger)
    streamlit.logger.__dict__["setup_formatter"] = set_up  # it gives each of its loggers a handler of its own


_STREAMLITS = streamlit.logger.setup_formatter


class _Line(logging.Formatter):
    default_msec_format = "%s.%03d"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's own name
        number = _number_now()
        return super().formatMessage(record) + (f" (request {number})" if number else "")


class _OneObject(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if number := _number_now():
            found["request"] = number
        if record.exc_text:  # its words are left out already: see pages.shell.log_redaction
            found["error"] = record.exc_text
        return json.dumps(found | getattr(record, "said", {}), ensure_ascii=False)


def _number_now() -> str:
    """The number of the request that this is done for: of a page, of the one that its connection began with."""
    if number := _number.get():
        return number
    if get_script_run_ctx(suppress_warning=True) is None:
        return ""
    return st.context.headers.get(REQUEST_ID) or ""
