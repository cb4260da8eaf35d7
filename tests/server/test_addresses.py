"""What a server answers, under which name, and with what on every response."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from streamlit.testing.v1.util import patch_config_options

from maturity.server.addresses import KnownAddresses, health_routes, host_names
from maturity.server.headers import FIXED, SafeHeaders, policy
from maturity.store.database import open_store
from maturity.store.readiness import Readiness

Asked = Callable[..., httpx.Response]


@pytest.fixture(params=["", "/maturity"])
def base(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def there() -> list[bool]:
    """Whether the database answers."""
    return [True]


@pytest.fixture
def client(base: str, there: list[bool], ask: Callable[[ASGIApp], Asked]) -> Iterator[Asked]:
    """The middleware around something that answers any path with a page, as Streamlit does."""

    async def page(request: Request) -> Response:
        if request.url.path.startswith(f"{base}/media/"):
            answer: Response = PlainTextResponse("a pack", headers={"Cache-Control": "public"})
            answer.set_cookie("one", "1")
            answer.set_cookie("two", "2", secure=True)
            return answer
        return HTMLResponse("<p>the page of everything</p>")

    app = Starlette(
        routes=[*health_routes(lambda: there[0], base), Route("/{path:path}", page)],
        middleware=[
            Middleware(SafeHeaders, base=base, https=True),
            Middleware(KnownAddresses, pages=["home", "compare"], base=base),
        ],
    )
    with patch_config_options({"server.allowedHosts": host_names("", "10.0.0.7")}):
        yield ask(app)


def test_a_page_is_found_and_what_is_none_is_not(client: Asked, base: str) -> None:
    for path in ("/", "/home", "/compare"):
        assert client(base + path).status_code == 200, path
    for path in ("/no-such-page", "/compare/more", "/static/js/nothing.js", "/_stcore/metrics"):
        assert client(base + path).status_code == 404, path


@pytest.mark.parametrize("name", ["127.0.0.1:8501", "localhost:8501", "[::1]:8501", "10.0.0.7"])
def test_it_answers_under_its_own_names(client: Asked, base: str, name: str) -> None:
    assert client(f"{base}/compare", host=name).status_code == 200


@pytest.mark.parametrize("name", ["evil.example", "127.0.0.1.evil.example", "", "localhost@evil.example"])
def test_it_answers_under_no_other_but_to_balancers(client: Asked, base: str, name: str) -> None:
    refused = client(f"{base}/compare", host=name)
    assert refused.status_code == 421
    assert "page of everything" not in refused.text
    assert client(f"{base}/ready", host=name).status_code == 200


def test_behind_a_public_address_its_name_is_the_only_one() -> None:
    assert host_names("https://maturity.example.gov/path", "0.0.0.0") == ["maturity.example.gov"]


def test_every_response_has_the_headers_and_a_download_is_not_kept(client: Asked, base: str) -> None:
    for path in ("/compare", "/no-such-page", "/media/pack", "/ready", "/_stcore/metrics"):
        answer = client(base + path)
        assert {name: answer.headers[name] for name in FIXED} == FIXED
        assert answer.headers["content-security-policy"] == policy()
        assert answer.headers["strict-transport-security"]
    pack = client(f"{base}/media/pack")
    assert pack.headers["cache-control"] == "no-store, private"
    cookies = pack.headers.get_list("set-cookie")
    assert [cookie.lower().count("secure") for cookie in cookies] == [1, 1]


def test_the_policy_has_no_wildcard_and_lets_no_inline_script_run() -> None:
    parts = {part.split()[0]: part.split()[1:] for part in policy().split("; ")}
    assert not any(
        source in ("*", "https:", "http:") or "*" in source for each in parts.values() for source in each
    )
    assert "'unsafe-inline'" not in parts["script-src"]
    assert "'unsafe-eval'" not in parts["script-src"]
    assert [source for source in parts["script-src"] if source.startswith("'sha256-")]
    assert parts["default-src"] == parts["frame-ancestors"] == ["'none'"]


def test_a_server_is_alive_without_its_database_and_not_ready(
    client: Asked, base: str, there: list[bool]
) -> None:
    assert client(f"{base}/ready").json() == {"status": "ok"}
    there[0] = False
    assert client(f"{base}/ready").status_code == 503
    assert client(f"{base}/health").status_code == 200
    there[0] = True
    assert client(f"{base}/ready").status_code == 200


def test_a_database_file_is_ready_while_it_is_there(tmp_path: Path) -> None:
    file = tmp_path / "maturity.sqlite"
    asked = Readiness(f"sqlite:///{file}")
    assert not asked.answers()
    assert not file.exists()
    open_store(f"sqlite:///{file}").close()
    assert asked.answers()
    file.rename(tmp_path / "away.sqlite")
    assert not asked.answers()
    (tmp_path / "away.sqlite").rename(file)
    assert asked.answers()
    asked.close()
