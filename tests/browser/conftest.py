"""A real server and a real browser. Each test has a database, a port and a browser context of its own."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from tests.browser.steady import WATCH, NewContext, settle
from tests.browser.warm import Forked, Warm

ROOT = Path(__file__).parent.parent.parent
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
expect.set_options(timeout=20_000)  # ms: a slow machine is no fault


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))  # named in the summary: see decision 24


@dataclass
class Server:
    """`maturity serve` on a database, which can be killed and started again."""

    database: str
    port: int
    log: Path
    process: subprocess.Popen[bytes] | Forked | None = field(default=None)
    settings: dict[str, str] = field(default_factory=dict)
    warm: Warm | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, "MATURITY_DATABASE_URL": self.database, **self.settings}
        arguments = ["serve", "--port", str(self.port)]
        if self.warm:
            self.process = self.warm.start(arguments, environment, self.log)
        else:
            command = [sys.executable, "-m", "maturity", *arguments]
            with self.log.open("ab") as log:
                self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        for _ in range(1200):
            if self.healthy():
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def healthy(self) -> bool:
        try:
            base = urlsplit(self.settings.get("MATURITY_PUBLIC_URL", "")).path
            with urllib.request.urlopen(f"{self.address}{base}/_stcore/health", timeout=2) as answer:
                return bool(answer.read() == b"ok")
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL: no chance to finish or tidy anything."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(timeout=20)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider on this computer, which believes whoever they say they are."""

    address: str

    def knows(self, subject: str, **claims: object) -> None:
        """What it says of that subject from now on."""
        request = urllib.request.Request(
            f"{self.address}/users/{subject}",
            data=json.dumps(claims).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        urllib.request.urlopen(request, timeout=10).close()

    def serving(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.address}/.well-known/openid-configuration", timeout=2).close()
        except OSError:
            return False
        return True


@pytest.fixture(scope="session")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    port = free_port()
    log = tmp_path_factory.mktemp("provider") / "provider.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)], stdout=output, stderr=output
        )
    found = Provider(f"http://127.0.0.1:{port}")
    for _ in range(120):
        if found.serving() or process.poll() is not None:
            break
        time.sleep(0.25)
    assert found.serving(), f"the provider did not start:\n{log.read_text()}"
    yield found
    process.terminate()
    process.wait(timeout=20)


@pytest.fixture(scope="session")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm | None]:
    """What starts servers in a moment; None where a process that has imported so much cannot fork."""
    if sys.platform != "linux":
        yield None
        return
    made = Warm(tmp_path_factory.mktemp("warm") / "log")
    yield made
    made.stop()


@pytest.fixture
def make_server(tmp_path: Path, warm: Warm | None) -> Iterator[Callable[[str], Server]]:
    """`make_server(database)`: a server on it that is still to be started."""
    made: list[Server] = []

    def make(database: str) -> Server:
        made.append(Server(database, free_port(), tmp_path / "server.log", warm=warm))
        return made[-1]

    yield make
    for each in made:
        each.stop()


@pytest.fixture
def serve_own_frameworks(tmp_path: Path, make_server: Callable[[str], Server]) -> Callable[[], Server]:
    """`serve_own_frameworks()`: a started server on the test's database, with its frameworks alone."""

    def serve() -> Server:
        served = make_server(f"sqlite:///{tmp_path / 'maturity.sqlite'}")
        served.settings = {
            "MATURITY_FRAMEWORKS": str(tmp_path / "frameworks"),
            "MATURITY_BENCHMARKS": str(tmp_path / "none"),
        }
        served.start()
        return served

    return serve


@pytest.fixture
def server(tmp_path: Path, make_server: Callable[[str], Server]) -> Server:
    served = make_server(f"sqlite:///{tmp_path / 'maturity.sqlite'}")
    served.start()
    return served


@pytest.fixture(scope="module")
def shared_server(tmp_path_factory: pytest.TempPathFactory, warm: Warm | None) -> Iterator[Server]:
    """A server for a module, whose tests leave each other alone."""
    folder = tmp_path_factory.mktemp("shared")
    served = Server(f"sqlite:///{folder / 'maturity.sqlite'}", free_port(), folder / "server.log", warm=warm)
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def signing_server(
    tmp_path_factory: pytest.TempPathFactory, provider: Provider, warm: Warm | None
) -> Iterator[Server]:
    """A server with sign-in, for a module: nobody of one test is anybody in another."""
    folder = tmp_path_factory.mktemp("sign-in")
    served = Server(f"sqlite:///{folder / 'maturity.sqlite'}", free_port(), folder / "server.log", warm=warm)
    served.settings = {
        "MATURITY_OIDC_METADATA_URL": f"{provider.address}/.well-known/openid-configuration",
        "MATURITY_OIDC_CLIENT_ID": "maturity-tests",
        "MATURITY_OIDC_CLIENT_SECRET": "not looked at",
        "MATURITY_COOKIE_SECRET": "a secret of the tests, and of nobody else",
        "MATURITY_PUBLIC_URL": served.address,
        "MATURITY_CONTACT": "the data office",
    }
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="session")
def launch(missing: Callable[[str, str], NoReturn]) -> Iterator[Callable[..., Browser]]:
    """`launch(*arguments)`: a headless browser, found on this machine or else Playwright's own if that can be had."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, capture_output=True, timeout=600)  # where it fails, the launch says so
    with sync_playwright() as playwright:

        def start(*arguments: str) -> Browser:
            try:
                return playwright.chromium.launch(executable_path=found, args=[*ARGUMENTS, *arguments])
            except Error as error:
                first = str(error).splitlines()[0]
                missing(
                    "browser",
                    f"Browser tests are skipped: no browser starts here ({first}). Install chromium.",
                )

        yield start


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    opened = launch()
    yield opened
    opened.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """`new_context(base_url=…)` is somebody's browser, with nothing kept in it: Playwright's own options.

    Whatever the Content-Security-Policy keeps from working fails the test.
    """
    opened: list[BrowserContext] = []
    refused: list[str] = []

    def another(**options: Any) -> BrowserContext:
        options.setdefault("viewport", {"width": 1280, "height": 1000})
        opened.append(browser.new_context(**options))
        opened[-1].set_default_timeout(30_000)  # ms
        opened[-1].add_init_script(WATCH)
        opened[-1].on(
            "console",
            lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None,
        )
        return opened[-1]

    yield another
    for each in opened:
        each.close()
    assert refused == []


@pytest.fixture
def context(new_context: NewContext, server: Server) -> Iterator[BrowserContext]:
    """A visitor's browser, at desktop width; a request to any other host fails the test."""
    opened = new_context(base_url=server.address, accept_downloads=True)
    foreign: list[str] = []
    opened.on(
        "request",
        lambda request: (
            foreign.append(request.url)
            if not request.url.startswith((server.address, "data:", "blob:"))
            else None
        ),
    )
    yield opened
    opened.close()
    assert foreign == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def go(page: Page) -> Callable[[str], Page]:
    """`go("/compare")` opens a page and waits until it has settled."""

    def opened(path: str) -> Page:
        page.goto(path)
        return settle(page)

    return opened


@pytest.fixture
def serious_faults(page: Page) -> Callable[[], list[tuple[str, str]]]:
    """Asks axe for the serious faults of the page as it is: the rule, and where it is broken.

    Colours fade into each other where the theme changes, so a fault is one that is still there a moment later.
    """

    def found() -> list[tuple[str, str]]:
        once = asked()
        for _ in range(3):
            if not once:
                break
            page.wait_for_timeout(1000)
            once = asked()
        return once

    def asked() -> list[tuple[str, str]]:
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
        return [
            (fault["id"], node["html"][:120])
            for fault in Axe().run(page, options={"runOnly": rules}).response["violations"]
            if fault["impact"] in ("serious", "critical")
            for node in fault["nodes"]
        ]

    return found
