"""Every page with a whole made-up government behind it: `make long` has 300 departments and six rounds."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.people import local_person
from maturity.demo.government import OPEN_FOR
from maturity.pages.navigation import TITLES
from maturity.services import comparing
from maturity.services.installation import open_installation
from maturity.settings import ROOT
from tests.browser.steady import settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DEPARTMENTS, ROUNDS = (300, 6) if os.environ.get("MATURITY_TEST_LONG") else (40, 2)
MADE_UP = """() => [document.body.innerText, ...Array.from(document.querySelectorAll("input"), each => each.value)]
    .join(" ").includes("Made-up")"""
NEWEST = (datetime.now(UTC) - timedelta(days=OPEN_FOR)).year
ADDRESSES = [
    f"answer?round=made-up-round-{NEWEST - 1}",  # agreed, so it can only be read
    *(title.lower().replace(" ", "-") for name, title in TITLES.items() if name not in ("home", "glossary")),
    "",
    "compare?part=themes",
    "compare?part=spread",
    "compare?page=2&sort=name&view=audited&benchmark=yes",
    "over-time?view=audited",
]


@pytest.fixture
def government(server: "Server") -> "Server":
    subprocess.run(
        [
            sys.executable,
            "-m",
            "maturity",
            "demo",
            "--departments",
            str(DEPARTMENTS),
            "--rounds",
            str(ROUNDS),
        ],
        cwd=ROOT,
        env={**os.environ, "MATURITY_DATABASE_URL": server.database},
        check=True,
        capture_output=True,
        timeout=600,
    )
    return server


def test_every_page_holds_a_whole_government_says_that_it_is_made_up_and_is_accessible(
    page: Page, government: "Server", serious_faults: Callable[[], list[tuple[str, str]]]
) -> None:
    page.set_default_timeout(60_000)
    faults = []
    for address in ADDRESSES:
        page.goto(f"/{address}")
        settle(page)
        expect(page.get_by_test_id("stException"), address).to_have_count(0)
        expect(page.get_by_text("went wrong"), address).to_have_count(0)
        page.wait_for_function(MADE_UP)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(300)  # the colours fade into each other
            faults += [(address, scheme, *fault) for fault in serious_faults()]
    assert faults == []
    installation = open_installation(government.database, ROOT / "frameworks")
    compared = comparing.comparison(installation, local_person(), round_id=f"made-up-round-{NEWEST}")
    installation.store.close()
    page.goto("/compare")
    settle(page)
    first = f"Departments 1–25 of {len(compared.departments)}"
    expect(page.get_by_role("combobox", name="Page", exact=True)).to_have_value(first)
