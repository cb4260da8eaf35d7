"""Whom one acts as is found in a long register by keyboard alone, and what was found is said aloud."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.people import Person, local_person
from maturity.services.installation import open_installation
from maturity.settings import ROOT
from tests.browser.steady import click, settle
from tests.made_up_register import register_made_up

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()


@pytest.fixture
def many(server: "Server") -> Iterator[list[Person]]:
    installation = open_installation(server.database, ROOT / "frameworks")
    yield register_made_up(installation.store, ME, datetime.now(UTC), 120)
    installation.store.close()


def test_whom_to_act_as_is_found_by_keyboard_and_said_aloud(
    many: list[Person], go: Callable[[str], Page]
) -> None:
    wanted = next(each for each in many if "Ø" in each.name)
    page = go("/")
    click(page.get_by_role("button", name="Acting as"))
    there = page.get_by_role("radio")
    expect(there).to_have_count(1 + 20)
    said = page.get_by_role("status").filter(has_text="more: type more of the name")
    expect(said).to_have_text("The first 20 people are listed. 100 more: type more of the name.")
    page.get_by_label("Name or e-mail contains").focus()
    page.keyboard.type(wanted.name.lower())
    expect(page.get_by_role("status").filter(has_text="1 person found.")).to_be_visible()
    expect(there).to_have_count(2)
    settle(page)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name=f"Acting as {wanted.name}")).to_be_visible()
    settle(page)
    expect(page.get_by_role("radio", name=wanted.name)).to_be_checked()
