"""What a browser is let do with a server, and under which name."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
from playwright.sync_api import Browser, expect

from maturity.server.headers import FIXED, policy

if TYPE_CHECKING:
    from tests.browser.conftest import Server


def test_a_web_site_whose_name_leads_here_is_not_served(
    launch: Callable[..., Browser], shared_server: "Server"
) -> None:
    """DNS rebinding, as far as a browser can be told to do it: evil.example is this computer."""
    rebound = launch("--host-resolver-rules=MAP evil.example 127.0.0.1")
    page = rebound.new_page()
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    answer = page.goto(f"http://evil.example:{shared_server.port}/administration")
    assert answer is not None
    assert answer.status == 421
    expect(page.get_by_text("does not answer under that name")).to_be_visible()
    assert sockets == []
    rebound.close()


def test_every_response_has_the_headers(shared_server: "Server") -> None:
    with httpx.Client(base_url=shared_server.address) as client:
        page = client.get("/").text
        script = re.findall(r'src="(?:\./)?(static/[^"]+\.js)"', page)[0]
        answers = [
            client.request(method, path, headers=headers)
            for method, path, headers in (
                ("GET", "/", {}),
                ("HEAD", "/compare", {}),
                ("OPTIONS", "/compare", {}),
                ("GET", "/no-such-page", {}),
                ("GET", f"/{script}", {}),
                ("GET", "/static/nothing.js", {}),
                ("GET", "/media/nothing", {}),
                ("GET", "/component/nothing/at.js", {}),
                ("GET", "/_stcore/health", {}),
                ("GET", "/_stcore/host-config", {}),
                ("GET", "/_stcore/metrics", {}),
                ("GET", "/_stcore/stream", {}),
                ("PUT", "/_stcore/upload_file/1/2", {}),
                ("DELETE", "/", {}),
                ("GET", "/..%2f..%2fetc/passwd", {}),
                ("GET", "//evil.example/", {}),
                ("GET", "/health", {}),
                ("GET", "/ready", {}),
                ("GET", "/compare", {"Host": "evil.example"}),
                ("GET", "/oauth2callback?error=x", {}),
            )
        ]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in FIXED} == FIXED, answer.request.url
        assert answer.headers["content-security-policy"] == policy()
        assert answer.headers["x-request-id"]
    assert {answer.status_code for answer in answers} >= {200, 404, 421}
    assert answers[9].json()["allowedOrigins"] == []  # nobody's page may hold ours


def test_no_page_of_anybody_may_hold_ours(browser: Browser, shared_server: "Server") -> None:
    """Click-jacking: a page of another origin that shows ours in a frame gets the browser's refusal."""
    page = browser.new_page()
    held = f'<iframe src="{shared_server.address}/administration"></iframe>'
    page.route("http://other.example/", lambda route: route.fulfill(content_type="text/html", body=held))
    page.goto("http://other.example/")
    for _ in range(80):
        if page.frames[-1].url.startswith("chrome-error:"):
            break
        page.wait_for_timeout(250)
    assert page.frames[-1].url.startswith("chrome-error:")
    assert page.frames[-1].locator("[data-testid=stApp]").count() == 0
    page.close()
