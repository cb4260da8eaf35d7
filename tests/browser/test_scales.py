"""Levels without numbers, and levels that are kinds: chosen, cleared and found in a browser, then saved again."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.answer import NOT_ANSWERED, Answer
from maturity.assessment.finding import NO_FINDING, Finding, Standing
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move
from maturity.services import administering, answering, reviewing
from maturity.services.installation import Installation, open_installation
from tests.browser.steady import click, press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
TINY = Path(__file__).parents[1] / "frameworks"
CASES = [
    (1, "no-numbers", "a1", ["Not achieved", "Partly achieved", "Achieved"]),
    (2, "kinds", "b1", ["Our own", "Shared", "Bought"]),
]


@pytest.fixture
def held(tmp_path: Path) -> Installation:
    """A round of each framework, read and written past the server."""
    (tmp_path / "frameworks").mkdir()
    for _, name, _, _ in CASES:
        (tmp_path / "frameworks" / f"{name}.yaml").write_text((TINY / f"{name}.yaml").read_text())
    made = open_installation(f"sqlite:///{tmp_path / 'maturity.sqlite'}", tmp_path / "frameworks")
    now = datetime.now(UTC)
    for name, role in (("Ann", Role.APPROVER), ("Cyd", Role.AUDITOR)):
        administering.register_person(made, ME, now, name=name, roles=[(role, "*")])
    administering.add_department(made, ME, now, name="Tests")
    for _, name, _, _ in CASES:
        administering.open_round(made, ME, now, title=name, framework_id=name, closes=None)
        answering.start_assessment(made, ME, now, round_id=name, department_id="tests")
    return made


@pytest.fixture
def server(held: Installation, serve_own_frameworks: "Callable[[], Server]") -> "Server":
    return serve_own_frameworks()


def saved(page: Page, read: Callable[[], Answer | Finding], version: int) -> Answer | Finding:
    """What is kept once it was saved so often."""
    for _ in range(200):
        if read().version >= version:
            settle(page)
            return read()
        page.wait_for_timeout(100)
    raise AssertionError(f"it was not saved {version} times: {read()}")


def test_a_level_without_a_number_is_chosen_cleared_and_found(held: Installation, page: Page) -> None:
    for assessment, name, statement, (first, middle, last) in CASES:
        answered(
            held, page, assessment, f"round={name}&department=tests&statement={statement}", statement, middle
        )
        answering.submit(held, ME, datetime.now(UTC), assessment_id=assessment, assurance="So it is.")
        reviewing.move_assessment(
            held, ME, datetime.now(UTC), assessment_id=assessment, move=Move.BEGIN_REVIEW
        )
        found(held, page, assessment, f"round={name}&department=tests&show=all&statement={statement}", statement,
              (first, last))  # fmt: skip
        page.goto(f"/history?as=cyd&round={name}&department=tests")
        for each in (middle, first, last):
            expect(page.get_by_text(each).first).to_be_attached()
    held.store.close()


def answered(
    held: Installation, page: Page, assessment: int, where: str, statement: str, middle: str
) -> None:
    """Choose, clear, choose again, and write words beside it."""

    def kept() -> Answer:
        return answering.assessment_view(held, ME, assessment_id=assessment).answers.get(
            statement, NOT_ANSWERED
        )

    page.goto(f"/answer?as=ann&{where}")
    settle(page)
    level = page.get_by_role("radio", name=middle)
    click(level)
    assert saved(page, kept, 1).level == 1
    expect(level).to_be_checked()
    press(page, "Clear the level")
    assert saved(page, kept, 2).level is None
    expect(level).not_to_be_checked()
    click(level)
    assert saved(page, kept, 3).level == 1
    page.get_by_label("Evidence, in your own words").fill("The minutes.")
    page.keyboard.press("Tab")
    again = saved(page, kept, 4)
    assert isinstance(again, Answer)
    assert (again.level, again.evidence) == (1, "The minutes.")
    page.reload()
    settle(page)
    expect(level).to_be_checked()


def found(
    held: Installation, page: Page, assessment: int, where: str, statement: str, levels: tuple[str, str]
) -> None:
    """Challenge it with one level, then with another."""

    def kept() -> Finding:
        return reviewing.review(held, ME, assessment_id=assessment).findings.get(statement, NO_FINDING)

    for version, (value, name) in enumerate(zip((0, 2), levels, strict=True), start=1):
        page.goto(f"/review?as=cyd&{where}")
        settle(page)
        card = page.locator(f".st-key-finding-{statement}")
        card.locator("label").filter(has_text="Challenge it").first.click(delay=50)
        card.locator("label.step").filter(has=page.get_by_role("radio", name=name, exact=True)).click(
            delay=50
        )
        card.get_by_label("Why (the department reads this)").fill(f"I saw {version}.")
        card.get_by_label("Why (the department reads this)").press("Control+Enter")
        now = saved(page, kept, version)
        assert isinstance(now, Finding)
        assert (now.standing, now.level, now.reason) == (Standing.CHALLENGED, value, f"I saw {version}.")
        page.goto(f"/review?as=cyd&{where}")
        settle(page)
        expect(card.get_by_role("radio", name=name, exact=True)).to_be_checked()
