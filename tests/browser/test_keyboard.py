"""By the keyboard alone, from Home to the submission: Tab, Enter, arrow keys and words, with the focus in sight."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Status
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
LAST = "governance-oversight"
FOCUS = """() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const name = (at.getAttribute("aria-label") || [...(at.labels ?? [])].map((each) => each.textContent).join() ||
        at.textContent || at.getAttribute("placeholder") || at.id).trim().replace(/\\s+/g, " ");
    const drawn = (each) => {
        if (!each?.matches) return false;
        const style = getComputedStyle(each);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    let seen = at.type === "date"; // the button of its calendar, a stop of the browser's own, draws its own ring
    for (let each = at, up = 0; each && up < 4; up += 1, each = each.parentElement ?? each.getRootNode().host) {
        seen ||= drawn(each) || drawn(each.nextElementSibling);
    }
    return { tag: at.tagName, type: at.type ?? "", name: name.slice(0, 90), seen };
}"""


@pytest.fixture
def held(server: "Server") -> Iterator[Installation]:
    """Kent has answered all but the last statement, and Ada may submit."""
    opened = open_installation(server.database, ROOT / "frameworks")
    now = datetime.now(UTC)
    administering.open_round(opened, ME, now, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(opened, ME, now, name="Kent")
    administering.register_person(opened, ME, now, name="Ada", roles=[(Role.APPROVER, "kent")])
    key = answering.start_assessment(opened, ME, now, round_id="spring", department_id="kent").id
    view = answering.assessment_view(opened, ME, assessment_id=key)
    for statement in view.framework.statements:
        if statement.id != LAST:
            given = Answer(state=State.LEVEL, level=2, evidence="Minutes of May")
            answering.record_answer(
                opened, ME, now, assessment_id=key, statement_id=statement.id, answer=given
            )
    yield opened
    opened.store.close()


def tab_to(page: Page, name: str, unseen: list[str], *, key: str = "Tab") -> None:
    """Press it until what is so called has the focus; what had it on the way and did not show it is noted."""
    passed: list[str] = []
    for _ in range(90):
        page.keyboard.press(key)
        at = page.evaluate(FOCUS)
        assert at["tag"] != "BODY" or not passed, f"the focus was lost: {passed}"
        if at["tag"] != "BODY" and not at["seen"]:
            unseen.append(f"{at['tag']} {at['name']}")
        passed.append(at["name"])
        if at["name"].startswith(name):
            return
    raise AssertionError(f"{name!r} cannot be reached: {passed}")


def test_from_home_to_submission_by_the_keyboard_alone(
    held: Installation, go: Callable[[str], Page], page: Page
) -> None:
    ((assessment, _),) = answering.assessments_to_answer(held, ME, round_id="spring")
    unseen: list[str] = []
    go("/?as=ada")
    tab_to(page, "Next: Effective oversight", unseen)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Effective oversight", level=1)).to_be_visible()
    settle(page)
    tab_to(page, "0Not in place", unseen)
    for _ in range(2):  # walking through the levels is one decision
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    tab_to(page, "Evidence, in your own words", unseen)
    page.keyboard.type("The board's minutes of May")
    expect(page.get_by_text("✓ Saved").first).to_be_visible()
    settle(page)
    tab_to(page, "Check and submit", unseen)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check and submit", level=1)).to_be_focused()
    settle(page)
    tab_to(page, "Submit the assessment", unseen)
    page.keyboard.press("Enter")
    told = page.get_by_text("Not submitted. Write the statement of assurance")
    expect(told).to_be_visible()  # and nothing was asked before
    expect(page.get_by_role("button", name="Yes, submit it")).to_have_count(0)
    settle(page)
    tab_to(page, "Statement of assurance", unseen, key="Shift+Tab")
    page.keyboard.type("I read every answer with those who gave it.")
    tab_to(page, "Submit the assessment", unseen)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Yes, submit it")).to_be_visible()
    settle(page)
    tab_to(page, "Yes, submit it", unseen)
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is read-only until an auditor sends it back")).to_be_visible()
    view = answering.assessment_view(held, ME, assessment_id=assessment.id)
    assert view.assessment.status is Status.SUBMITTED
    assert (view.answers[LAST].level, view.answers[LAST].evidence) == (2, "The board's minutes of May")
    entries = answering.history_of(held, ME, assessment_id=assessment.id, statement_id=LAST)
    assert len(entries) == 2  # a level and its evidence
    assert unseen == []
