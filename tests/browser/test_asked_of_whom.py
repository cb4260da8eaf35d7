"""A round for part of a framework, and a group that does not apply, in a real browser."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from maturity.assessment.answer import State
from maturity.assessment.people import local_person
from maturity.services import answering
from maturity.services.installation import open_installation
from maturity.settings import ROOT
from tests.browser.steady import click, press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server


def states(server: "Server") -> list[tuple[State, str]]:
    """What is kept of the only assessment."""
    kept = open_installation(server.database, ROOT / "frameworks")
    me = local_person()
    (number,) = [
        assessment.id for assessment, _ in answering.assessments_to_answer(kept, me, round_id="one-theme")
    ]
    said = answering.assessment_view(kept, me, assessment_id=number).answers
    kept.store.close()
    return [(each.state, each.reason) for each in said.values()]


def test_a_round_asks_one_theme_and_the_theme_does_not_apply_until_it_does(
    go: Callable[[str], Page], server: "Server"
) -> None:
    page = go("/administration")
    page.get_by_label("Title of the round").fill("One theme")
    click(page.get_by_role("combobox", name="Ask only these"))
    click(page.get_by_role("option", name="Strategy (8)"))
    page.keyboard.press("Escape")
    press(page, "Open the round")
    expect(page.get_by_role("cell", name="8 of 18 statements")).to_be_visible()
    page.get_by_label("Name of the department").fill("Treasury")
    press(page, "Add the department")

    page = go("/answer")
    press(page, "Start the assessment")
    expect(page.get_by_text("Asked: 8 of 18 statements")).to_be_visible()
    expect(page.get_by_text("0 of 8 answered.")).to_be_visible()
    press(page, "Strategy does not apply")
    popover = page.get_by_test_id("stPopoverBody")
    popover.get_by_label("Why it does not apply").fill("Another department does this for us")
    press(popover, "It does not apply")
    expect(page.get_by_text("8 of 8 answered.")).to_be_visible()
    assert states(server) == [(State.NOT_APPLICABLE, "Another department does this for us")] * 8

    page.reload()
    settle(page)
    press(page, "Strategy does not apply")
    press(page.get_by_test_id("stPopoverBody"), "It applies after all")
    expect(page.get_by_text("0 of 8 answered.")).to_be_visible()
    assert states(server) == [(State.NOT_ANSWERED, "")] * 8
