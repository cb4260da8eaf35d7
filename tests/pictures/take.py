"""`make pictures` takes the documents' pictures of the made-up government, so that they show the pages as they are."""

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from maturity.assessment.people import local_person
from maturity.services import demo
from maturity.services.startup import open_with
from maturity.settings import ROOT, Settings
from tests.browser.conftest import ARGUMENTS, Server, free_port

FOLDER = ROOT / "docs" / "pictures"
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
EMPTY = {"home-first": ""}
"""Pictures of an installation in which nothing has happened: by name, the address."""
FULL = {
    "home-government": "",
    "home-department": "?department=made-up-bridges-guild",
    "compare": "compare",
    "compare-statements": "compare?part=statements",
    "board-pack": "board-pack",
}
"""Pictures of the made-up government."""
SIZE = {"width": 1440, "height": 900}
STANDS = 1500  # ms, until charts are drawn


def take() -> None:
    """Every picture, in the light scheme."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        for name, pictures in (("empty", EMPTY), ("full", FULL)):
            url = f"sqlite:///{Path(made) / name}.sqlite"
            installation = open_with(Settings(database_url=url))
            if name == "full":
                demo.make_up(installation, local_person(), datetime.now(UTC), number=40, rounds_made=3)
            installation.store.close()
            server = Server(url, free_port(), Path(made) / f"{name}.log")
            server.start()
            for picture, address in pictures.items():
                _one(browser, f"{server.address}/{address}", FOLDER / f"{picture}.png")
            server.stop()
        browser.close()


def _one(browser: Browser, address: str, file: Path) -> None:
    context = browser.new_context(viewport=SIZE, color_scheme="light")  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(address)
    page.wait_for_selector(SETTLED)
    page.locator("[data-testid=stMain] h1").wait_for()
    page.wait_for_timeout(STANDS)
    page.screenshot(path=file)
    context.close()
    sys.stdout.write(f"{file.relative_to(ROOT)}\n")


if __name__ == "__main__":
    take()
