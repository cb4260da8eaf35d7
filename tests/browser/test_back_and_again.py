"""What was sent back is replied to where it was answered; what was carried over is confirmed together."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import local_person
from maturity.assessment.round import Move
from maturity.services import administering, answering, comparing, reviewing
from maturity.services.installation import Installation, open_installation
from tests.browser.steady import click

if TYPE_CHECKING:
    from tests.browser.conftest import Server

Go = Callable[[str], Page]
ME = local_person()
FRAMEWORKS = Path(__file__).parent.parent.parent / "frameworks"
STATEMENT, OTHER = "enterprise-data-strategy", "improvement-road-map"
REPLY = "The department's reply"


@pytest.fixture
def held(server: "Server") -> Iterator[Installation]:
    """The server's own database: “Spring” with two answers at 3, of which one was challenged and sent back."""
    here = open_installation(server.database, FRAMEWORKS)
    now = datetime.now(UTC)
    administering.open_round(here, ME, now, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(here, ME, now, name="Home Office")
    key = answering.start_assessment(here, ME, now, round_id="spring", department_id="home-office").id
    for statement in (STATEMENT, OTHER):
        answer = Answer(state=State.LEVEL, level=3, unsure=True)
        answering.record_answer(here, ME, now, assessment_id=key, statement_id=statement, answer=answer)
    answering.submit(here, ME, now, assessment_id=key, assurance="Checked")
    reviewing.move_assessment(here, ME, now, assessment_id=key, move=Move.BEGIN_REVIEW)
    found = Finding(
        state=State.LEVEL, level=2, reason="Half of it", standing=Standing.CHALLENGED, answer_version=1
    )
    reviewing.record_finding(here, ME, now, assessment_id=key, statement_id=STATEMENT, finding=found)
    reviewing.move_assessment(here, ME, now, assessment_id=key, move=Move.SEND_BACK, why="Show the plan")
    yield here
    here.store.close()


def key_of(held: Installation, round_id: str) -> int:
    ((assessment, _),) = answering.assessments_to_answer(held, ME, round_id=round_id)
    return assessment.id


def test_a_challenge_is_seen_and_replied_to_beside_the_answer(go: Go, held: Installation) -> None:
    key = key_of(held, "spring")
    page = go("/")
    expect(page.get_by_text("Show the plan")).to_be_visible()
    click(page.get_by_role("button", name="Next: reply on Enterprise data strategy"))
    card = page.locator(f".st-key-card-{STATEMENT}")
    expect(card.get_by_text("Half of it")).to_be_visible()
    for number, words in enumerate(
        ("See page 4", "See page 5"), start=2
    ):  # a second save goes over the first
        card.get_by_label(REPLY).fill(words)
        card.get_by_label(REPLY).press("Control+Enter")
        for _ in range(60):
            finding = reviewing.review(held, ME, assessment_id=key).findings[STATEMENT]
            if finding.reply == words:
                break
            page.wait_for_timeout(250)
        assert (finding.reply, finding.reason, finding.version) == (words, "Half of it", number)
        expect(card.get_by_label(REPLY)).to_have_value(words)
    replies = [
        change
        for change in answering.latest_changes(held, ME, assessment_id=key, most=50)
        if change.kind == "finding"
    ]
    assert len(replies) == 3  # the challenge and two replies, and nothing else
    assert reviewing.review(held, ME, assessment_id=key).to_do == []


def test_what_is_unchanged_is_confirmed_together_and_shown_so(go: Go, held: Installation) -> None:
    now = datetime.now(UTC)
    administering.open_round(held, ME, now, title="Autumn", framework_id="nao-data-2019", closes=None)
    given = {"round_id": "autumn", "department_id": "home-office"}
    key = answering.start_assessment(held, ME, now, **given, carry_over=True).id
    assert comparing.comparison(held, ME, round_id="autumn").scores["home-office"].score is None
    page = go("/answer?round=autumn&department=home-office&theme=strategy")
    expect(page.get_by_text("Carried over. Does it still hold?")).to_be_visible()
    click(page.get_by_role("button", name="Confirm what is unchanged in Strategy"))
    expect(page.get_by_text("3 Partly in place, and the auditor found 2 Under development")).to_be_visible()
    click(page.get_by_role("button", name="Confirm the one"))
    expect(page.get_by_role("button", name="Confirm the one")).to_have_count(0)

    def carried() -> dict[str, bool]:
        kept = answering.assessment_view(held, ME, assessment_id=key).answers
        return {statement: each.carried for statement, each in kept.items()}

    assert carried() == {STATEMENT: True, OTHER: False}  # the challenged one is looked at by itself
    entries = answering.history_of(held, ME, assessment_id=key, statement_id=OTHER)
    assert [each.after and each.after["carried"] for each in entries] == [False, True]
    revision = held.store.revision()
    page.reload()
    expect(page.get_by_text("Carried over. Does it still hold?")).to_have_count(1)
    click(page.get_by_role("button", name="Yes, it still holds"))
    expect(page.get_by_text("Carried over. Does it still hold?")).to_have_count(0)
    assert not any(carried().values())
    assert held.store.revision() == revision + 1
    assert comparing.comparison(held, ME, round_id="autumn").scores["home-office"].score == 75
