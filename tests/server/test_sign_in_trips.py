"""The way to the provider and back, with Streamlit's part of it played by a few lines."""

import json
from collections.abc import Callable
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from httpx import Response as Answer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value, decode_signed_value

from maturity.server.sign_in import SignInTrips

SECRET = "a secret of these tests, and of no other"
USER, TOKENS = "_streamlit_user", "_streamlit_user_tokens"
CLAIMS: dict[str, object] = {
    "iss": "https://login.example.gov",
    "sub": "ada",
    "name": "Ada",
    "groups": [f"{number:036}" for number in range(400)],
    "is_logged_in": True,
    "provider": "default",
}

Back = Callable[..., Answer]


@pytest.fixture
def back(ask: Callable[[ASGIApp], Callable[..., Answer]]) -> Back:
    """`back("/compare?round=x")` is what a browser is told that comes back from the provider, having been there."""
    seen: list[str] = []

    async def callback(request: Request) -> Response:
        seen.append(request.url.query)
        answer = RedirectResponse("/", 302)
        if "error" in request.query_params:
            answer.delete_cookie(USER)
            return answer
        for name, value in ((USER, CLAIMS), (TOKENS, {"id_token": "t" * 5000})):
            set_cookie_with_chunks(
                lambda part, text: answer.set_cookie(part, create_signed_value(SECRET, part, text).decode()),
                lambda part, text: create_signed_value(SECRET, part, text),
                name,
                value,
                cookie_attr_size=60,
            )
        return answer

    async def login(_: Request) -> Response:
        return RedirectResponse("https://login.example.gov", 302)

    app = Starlette(
        routes=[Route("/auth/login", login), Route("/oauth2callback", callback)],
        middleware=[
            Middleware(SignInTrips, secret=SECRET, lasts=timedelta(hours=2), pages=["compare", "answer"])
        ],
    )

    def trip(came: str = "/", query: str = "state=1&code=2", forged: str | None = None) -> Answer:
        left = ask(app)("/auth/login", referer=f"http://127.0.0.1:8501{came}")
        kept = left.headers["set-cookie"].partition(";")[0]
        cookie = kept if forged is None else f'maturity_came_to="{forged}"'
        answer = ask(app)(f"/oauth2callback?{query}", cookie=cookie)
        answer.extensions["seen"] = seen[-1]
        return answer

    return trip


def cookies(answer: Answer) -> dict[str, str]:
    found = [SimpleCookie(line) for line in answer.headers.get_list("set-cookie")]
    return {name: each.value for cookie in found for name, each in cookie.items()}


def test_the_cookie_keeps_what_is_read_and_neither_tokens_nor_groups(back: Back) -> None:
    answer = back()
    kept = cookies(answer)
    assert set(kept) == {USER, "maturity_came_to"}
    said = json.loads(decode_signed_value(SECRET, USER, kept[USER].encode()) or b"")
    assert said == {name: value for name, value in CLAIMS.items() if name != "groups"}
    assert len(kept[USER]) < 600
    (line,) = [line for line in answer.headers.get_list("set-cookie") if line.startswith(f"{USER}=")]
    assert "Max-Age=7200" in line
    assert "HttpOnly" in line


@pytest.mark.parametrize(
    ("came", "there"),
    [
        ("/", "/"),
        ("/compare?round=spring&as=x%26y", "/compare?round=spring&as=x%26y"),
        ("/answer?sign-in-failed=access_denied", "/answer"),
        ("/no-such-page", "/"),
        ("/auth/login", "/"),
    ],
)
def test_whoever_came_by_an_address_is_at_it_afterwards(back: Back, came: str, there: str) -> None:
    assert back(came).headers["location"] == there


@pytest.mark.parametrize(
    "forged", ["//evil.example/compare", "https://evil.example/compare", "javascript:x", "\\\\e"]
)
def test_nobody_is_sent_elsewhere(back: Back, forged: str) -> None:
    assert back(forged=forged).headers["location"] == "/"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("error=access_denied", "access_denied"),
        ("error=jane.doe%40dept.example&error_description=x%0Ay", "other"),
    ],
)
def test_a_sign_in_that_fails_is_told_by_one_of_oauths_own_words(back: Back, query: str, error: str) -> None:
    answer = back("/compare?round=spring", query=f"state=1&{query}")
    assert answer.headers["location"] == f"/compare?round=spring&sign-in-failed={error}"
    assert answer.extensions["seen"] == f"state=1&error={error}"
    assert cookies(answer)[USER] == ""


@pytest.fixture
def media(ask: Callable[[ASGIApp], Callable[..., Answer]]) -> Callable[..., Answer]:
    async def media(request: Request) -> Response:
        kind = "attachment; filename=pack.xlsx" if request.url.path.endswith("xlsx") else "inline"
        return Response(b"cells", headers={"Content-Disposition": kind})

    app = Starlette(
        routes=[Route("/media/{name}", media)],
        middleware=[Middleware(SignInTrips, secret=SECRET, lasts=timedelta(hours=2), pages=[])],
    )
    return ask(app)


@pytest.mark.parametrize("secret", [SECRET, "another that is as long as it needs to be", None])
def test_a_file_is_handed_out_to_somebody_who_has_signed_in_here_alone(
    media: Callable[..., Answer], secret: str | None
) -> None:
    signed = create_signed_value(secret, USER, json.dumps(CLAIMS)).decode() if secret else ""
    asked = {"cookie": f"{USER}={signed}"} if signed else {}
    answer = media("/media/0a1b.xlsx", **asked)
    assert (answer.status_code, b"cells" in answer.content) == (
        (200, True) if secret == SECRET else (403, False)
    )
    assert media("/media/icon.svg", **asked).content == b"cells"  # the door has one


def test_a_provider_that_is_away_is_told_at_the_door(ask: Callable[[ASGIApp], Callable[..., Answer]]) -> None:
    async def login(_: Request) -> Response:
        return Response("Authentication error", 400)

    app = Starlette(
        routes=[Route("/auth/login", login)],
        middleware=[Middleware(SignInTrips, secret=SECRET, lasts=timedelta(hours=2), pages=["compare"])],
    )
    answer = ask(app)("/auth/login", referer="http://127.0.0.1:8501/compare?round=spring")
    assert answer.status_code == 302
    assert answer.headers["location"] == "/compare?round=spring&sign-in-failed=temporarily_unavailable"
    assert "Authentication error" not in answer.text
