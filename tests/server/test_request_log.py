"""What the log says of requests: whose number a line bears, and nothing that anybody wrote."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import httpx
import pytest
import streamlit.logger
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from maturity.pages.shell.log_redaction import keep_words_out
from maturity.server.headers import FIXED, SafeHeaders
from maturity.server.request_log import NumberedRequests, write_log

Asked = Callable[..., httpx.Response]
NUMBER = "0123456789abcdef0123456789abcdef"
PLAN = "the minister's plan"


@pytest.fixture(params=["", "/maturity"])
def base(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def client(base: str, ask: Callable[[ASGIApp], Asked]) -> Asked:
    async def answer(request: Request) -> Response:
        if request.url.path == f"{base}/broken":
            raise ValueError(PLAN)
        if request.url.path == f"{base}/compare":
            logging.getLogger("maturity").warning("the database is away")
        return PlainTextResponse("there", 200 if request.url.path != f"{base}/jane.doe@dept.example" else 404)

    middleware = [Middleware(SafeHeaders), Middleware(NumberedRequests, pages=["compare"], base=base)]
    return ask(Starlette(routes=[Route("/{path:path}", answer)], middleware=middleware))


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is written in place of standard error, as JSON."""
    found = io.StringIO()
    monkeypatch.setitem(streamlit.logger.__dict__, "setup_formatter", streamlit.logger.setup_formatter)
    before, root = logging.getLogRecordFactory(), logging.getLogger()
    handlers = [(each, each.formatter) for each in root.handlers]
    keep_words_out()
    handler = logging.StreamHandler(found)
    root.addHandler(handler)
    write_log("json")
    yield found
    root.removeHandler(handler)
    for each, formatter in handlers:
        each.setFormatter(formatter)
    logging.getLogger("maturity.requests").setLevel(logging.NOTSET)
    logging.captureWarnings(False)
    logging.setLogRecordFactory(before)


def lines(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_request_bears_the_proxys_number_in_the_answer_and_in_every_line(
    client: Asked, base: str, written: io.StringIO
) -> None:
    assert (
        client(f"{base}/compare?round=secret", **{"x-request-id": NUMBER}).headers["x-request-id"] == NUMBER
    )
    said, asked = lines(written)
    assert (said["message"], said["request"], said["level"]) == ("the database is away", NUMBER, "warning")
    assert (asked["method"], asked["path"], asked["status"], asked["request"]) == (
        "GET",
        "/compare",
        200,
        NUMBER,
    )
    assert "secret" not in written.getvalue()


@pytest.mark.parametrize("given", ["", "jane.doe@dept.example", "a\x01b", "x" * 65])
def test_a_number_that_somebody_wrote_is_not_taken(client: Asked, base: str, given: str) -> None:
    number = client(f"{base}/compare", **{"x-request-id": given}).headers["x-request-id"]
    assert number != given
    assert len(number) == 16


def test_a_path_that_somebody_made_up_and_a_downloads_name_are_not_logged(
    client: Asked, base: str, written: io.StringIO
) -> None:
    for path in (
        "/jane.doe@dept.example",
        "/media/0a1b2c.xlsx",
        "/_stcore/upload_file/77/x",
        "/oauth2callback?error=Jane",
    ):
        client(base + path)
    client(f"{base}/static/js/index.js")
    client(f"{base}/ready")
    paths = [line["path"] for line in lines(written)]
    assert paths == ["/…", "/media/…", "/_stcore/…", "/oauth2callback"]


def test_a_request_that_fails_is_answered_with_its_number_and_the_headers(
    client: Asked, base: str, written: io.StringIO
) -> None:
    answer = client(f"{base}/broken", **{"x-request-id": NUMBER})
    assert answer.status_code == 500
    assert NUMBER in answer.text
    assert {name: answer.headers[name] for name in FIXED} == FIXED
    told = lines(written)[0]
    assert told["request"] == NUMBER
    assert "builtins.ValueError" in str(told["error"])
    assert "minister" not in written.getvalue()


def test_a_logger_that_streamlit_makes_later_is_written_alike(written: io.StringIO) -> None:
    made = streamlit.logger.get_logger("maturity.test.made-later")
    (handler,) = made.handlers
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(written)
    made.warning("late")
    assert [line["message"] for line in lines(written)] == ["late"]
