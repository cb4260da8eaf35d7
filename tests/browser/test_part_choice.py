"""One value of a facet alone: Back undoes it, one press shows all, and what is being typed meanwhile is kept."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.answer import NOT_ANSWERED
from maturity.assessment.people import local_person
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from tests.browser.steady import click, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

Go = Callable[[str], Page]
ME = local_person()
TINY = Path(__file__).parents[1] / "frameworks" / "matrix.yaml"
EVIDENCE = "The budget of the first of May"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Installation]:
    """An assessment of topics by themes, read and written past the server."""
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / TINY.name).write_text(TINY.read_text())
    installation = open_installation(f"sqlite:///{tmp_path / 'maturity.sqlite'}", tmp_path / "frameworks")
    now = datetime.now(UTC)
    administering.open_round(installation, ME, now, title="First", framework_id="matrix", closes=None)
    administering.add_department(installation, ME, now, name="Tests")
    answering.start_assessment(installation, ME, now, round_id="first", department_id="tests")
    yield installation
    installation.store.close()


@pytest.fixture
def server(held: Installation, serve_own_frameworks: "Callable[[], Server]") -> "Server":
    return serve_own_frameworks()


def choose(page: Page, label: str) -> None:
    """Choose at once, without waiting for what is still under way."""
    page.get_by_role("combobox", name=re.compile(r"\bTheme$")).click(delay=60)
    page.get_by_role("option", name=label, exact=True).click()
    settle(page)


def see_kept(page: Page, held: Installation, statement: str, words: str) -> None:
    """Words are sent a second after the last key, and never into a run: they may follow what was pressed after them."""
    for _ in range(80):
        answer = answering.assessment_view(held, ME, assessment_id=1).answers.get(statement, NOT_ANSWERED)
        if answer.evidence == words:
            return
        page.wait_for_timeout(250)
    assert answer.evidence == words


def test_the_filter_is_in_the_address_and_loses_nothing(go: Go, held: Installation) -> None:
    page = go("/answer?round=first&department=tests&statement=b2")
    page.get_by_label("Evidence, in your own words").press_sequentially(EVIDENCE)
    choose(page, "Theme: Tools")
    expect(page.get_by_text("2 of 4 statements: Theme: Tools.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"only=way(%2F|/)tools"))
    see_kept(page, held, "b2", EVIDENCE)
    expect(page.get_by_role("heading", level=1)).to_have_text("A budget")
    click(page.get_by_role("link", name="Next unanswered: An owner"))
    expect(page.get_by_text("2 of 4 statements: Theme: Tools.")).to_be_visible()
    page.get_by_label("Evidence, in your own words").press_sequentially("Half")
    click(page.get_by_role("link", name="Show all 4"))
    expect(page).not_to_have_url(re.compile("only="))
    expect(page.get_by_text("statements: Theme")).to_have_count(0)
    see_kept(page, held, "b1", "Half")
    page.go_back()
    settle(page)
    expect(page.get_by_text("2 of 4 statements: Theme: Tools.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("An owner")


def test_on_the_road_map_a_half_filled_form_stays(go: Go) -> None:
    page = go("/road-map?round=first&department=tests&statement=b2")
    page.get_by_role("textbox", name="Owner").press_sequentially("Ada")
    page.get_by_role("combobox", name=re.compile(r"\bTheme$")).scroll_into_view_if_needed()
    settle(page)
    choose(page, "Theme: Tools")
    expect(page.get_by_text("2 of 4 gaps: Theme: Tools.")).to_be_visible()
    expect(page.get_by_role("textbox", name="Owner")).to_have_value("Ada")
    click(page.get_by_role("link", name="Show all 4").first)
    expect(page.get_by_text("gaps: Theme")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Owner")).to_have_value("Ada")
