"""Review: the queue, a finding recorded and challenged, the department's reply, and agreeing."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import AGREED_TOGETHER, Finding, Standing
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move, Status
from maturity.assessment.working_papers import Outcome
from maturity.pages.reviewing.finding_card import finding_at
from maturity.pages.saving.fields import Written
from maturity.services import administering, answering, reviewing, working_papers
from maturity.services.installation import Installation

Visit = Callable[..., AppTest]
Say = Callable[[AppTest, str, str], AppTest]
ME = local_person()
NOW = datetime.now(UTC)
FIRST = "enterprise-data-strategy"


def words(app: AppTest) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.info, app.warning, app.error)
    drawn = [re.sub(r"<[^>]*>", "", unescape(element.proto.body)) for element in app.get("html")]
    return "\n".join([*(str(element.value) for kind in kinds for element in kind), *drawn]).replace("\\", "")


def fields(app: AppTest, kind: str = "finding") -> list[dict[str, Any]]:
    """What was sent to the browser for every finding, or for what became of reasons."""
    sent = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    return [data for data in sent if data["kind"] == "finding" and data["place"].endswith(f"/{kind}")]


def links(app: AppTest) -> str:
    return "\n".join(each.proto.body for each in app.get("html"))


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


@pytest.fixture
def submitted(held: Installation) -> int:
    administering.open_round(held, ME, NOW, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(held, ME, NOW, name="Tests & *Trials*")
    begun = answering.start_assessment(held, ME, NOW, round_id="spring", department_id="tests-trials").id
    answering.record_answer(
        held,
        ME,
        NOW,
        assessment_id=begun,
        statement_id=FIRST,
        answer=Answer(state=State.LEVEL, level=4, evidence="The strategy of <b>May</b>", unsure=True),
    )
    answering.submit(held, ME, NOW, assessment_id=begun, assurance="We checked")
    return begun


def found(held: Installation, assessment_id: int) -> Finding:
    return reviewing.review(held, ME, assessment_id=assessment_id).findings[FIRST]


def test_nothing_is_in_the_queue_until_something_is_submitted(visit: Visit, held: Installation) -> None:
    administering.open_round(held, ME, NOW, title="Spring", framework_id="nao-data-2019", closes=None)
    assert "No assessment that you may see has been submitted" in words(visit("review"))


def test_an_auditor_begins_challenges_resolves_and_agrees(
    visit: Visit, held: Installation, submitted: int, say: Say
) -> None:
    app = visit("review", roles=[Role.AUDITOR])
    assert app.title[0].value.replace("\\", "") == "Tests & *Trials*: look first at 1 of 18 answers"
    assert "> We checked" in words(app)
    assert not fields(app)  # nothing can be found before the review begins
    press(app, "Begin the review")
    said = words(app)
    assert "The strategy of <b>May</b>" in said
    assert "Marked as unsure." in said
    assert [verdict for verdict, _ in fields(app)[0]["verdicts"]] == ["agreed", "challenged"]
    say(app, "/finding", "challenged 1\nOnly a draft was shown")
    assert not app.exception
    made = found(held, submitted)
    assert (made.level, made.standing, made.reason) == (1, Standing.CHALLENGED, "Only a draft was shown")
    app.run()
    assert "1 challenge is open: resolve it, then agree." in words(app)
    assert "Agree the assessment" not in [button.label for button in app.button]
    say(app, "/finding", "resolved 1\nOnly a draft was shown")
    assert found(held, submitted).standing is Standing.RESOLVED
    press(app.run(), "Agree the assessment")
    assert answering.assessment_view(held, ME, assessment_id=submitted).assessment.status is Status.AGREED
    assert "It is locked." in words(app)


def test_a_finding_begun_elsewhere_is_shown_again_and_agreeing_warns(
    visit: Visit, held: Installation, submitted: int
) -> None:
    reviewing.move_assessment(held, ME, NOW, assessment_id=submitted, move=Move.BEGIN_REVIEW)
    app = visit("review", roles=[Role.AUDITOR], statement="improvement-road-map")
    app.session_state[f"{finding_at(f'{submitted}/{FIRST}')}:heard"] = Written(
        "n", "", "challenged\nOnly a draft was shown", 0, ("",)
    )  # as the sweeper has it of a browser in which it was left behind
    assert "You began a finding that is not recorded: Enterprise data strategy." in words(app.run())


def test_the_rest_is_agreed_together_once_it_is_said_what_that_means(
    visit: Visit, held: Installation, submitted: int
) -> None:
    reviewing.move_assessment(held, ME, NOW, assessment_id=submitted, move=Move.SEND_BACK, why="More")
    for statement in ("improvement-road-map", "data-architecture"):
        answering.record_answer(
            held,
            ME,
            NOW,
            assessment_id=submitted,
            statement_id=statement,
            answer=Answer(state=State.LEVEL, level=1),
        )
    answering.submit(held, ME, NOW, assessment_id=submitted, assurance="We checked")
    reviewing.move_assessment(held, ME, NOW, assessment_id=submitted, move=Move.BEGIN_REVIEW)
    app = visit("review", roles=[Role.AUDITOR])
    assert "2 answers are recorded as agreed" in words(app)
    press(app, "Agree them together")
    made = reviewing.review(held, ME, assessment_id=submitted).findings
    assert {key: each.standing for key, each in made.items()} == {
        "improvement-road-map": Standing.AGREED,
        "data-architecture": Standing.AGREED,
    }
    assert {each.reason for each in made.values()} == {AGREED_TOGETHER}
    assert "2 answers were agreed together." in [each.value.replace("\\", "") for each in app.success]


def test_what_became_of_a_reason_is_written_down_beside_it(
    visit: Visit, held: Installation, submitted: int, say: Say
) -> None:
    app = visit("review", roles=[Role.AUDITOR])
    say(app, "/unsure/disposition", "explained\nThe plan was shown")
    assert not app.exception
    (kept,) = working_papers.dispositions_on(held, ME, round_id="spring", department_id="tests-trials")
    assert (kept.outcome, kept.words) == (Outcome.EXPLAINED, "The plan was shown")
    (shown,) = [each for each in fields(app.run(), "disposition") if "unsure" in each["place"]]
    assert shown["text"] == "explained\nThe plan was shown"


def test_a_department_sees_the_finding_and_replies(visit: Visit, held: Installation, submitted: int) -> None:
    reviewing.move_assessment(held, ME, NOW, assessment_id=submitted, move=Move.BEGIN_REVIEW)
    challenge = Finding(
        state=State.NOT_DETERMINED,
        reason="Nothing was *shown*",
        standing=Standing.CHALLENGED,
        answer_version=1,
    )
    reviewing.record_finding(held, ME, NOW, assessment_id=submitted, statement_id=FIRST, finding=challenge)
    app = visit("review", roles=[Role.CONTRIBUTOR], statement=FIRST)
    said = words(app)
    assert "**Not determined** (challenged)" in said
    assert "Nothing was *shown*" in said
    assert not [button for button in app.button if "Agree" in button.label or "Send" in button.label]
    next(a for a in app.text_area if a.label == "The department's reply").set_value("See page 4").run()
    assert not app.exception
    assert found(held, submitted).reply == "See page 4"
    assert found(held, submitted).reason == "Nothing was *shown*"


def test_a_finding_changed_meanwhile_is_not_recorded_over(
    visit: Visit, held: Installation, submitted: int, say: Say
) -> None:
    reviewing.move_assessment(held, ME, NOW, assessment_id=submitted, move=Move.BEGIN_REVIEW)
    app = visit("review", roles=[Role.AUDITOR], statement=FIRST)
    theirs = Finding(state=State.LEVEL, level=4, standing=Standing.AGREED, answer_version=1)
    reviewing.record_finding(held, ME, NOW, assessment_id=submitted, statement_id=FIRST, finding=theirs)
    say(app, "/finding", "challenged 1\nOnly a draft was shown")
    assert "Recorded meanwhile: **4 In place** (agreed)" in words(app)
    assert found(held, submitted).standing is Standing.AGREED
    press(app, "Record mine all the same")
    made = found(held, submitted)
    assert (made.level, made.standing, made.reason) == (1, Standing.CHALLENGED, "Only a draft was shown")


@pytest.mark.parametrize("role", [Role.READER, Role.ADMINISTRATOR])
def test_who_may_not_see_it_is_not_shown_it(visit: Visit, submitted: int, role: Role) -> None:
    app = visit("review", roles=[role])
    assert "No assessment that you may see has been submitted" in words(app)


def test_where_to_look_first_is_said_for_the_round_and_on_the_card(
    visit: Visit, held: Installation, submitted: int
) -> None:
    app = visit("review", roles=[Role.AUDITOR])
    assert "look first at 1 of 18" in app.title[0].value
    assert "Marked as unsure" in links(app)
    assert [each.value for each in app.header] == ["Enterprise data strategy"]
    app.query_params["show"] = "all"
    app.run()
    assert "Improvement road map" in links(app)


def test_what_was_sent_back_is_told_where_the_department_works_and_replied_to_there(
    visit: Visit, held: Installation, submitted: int
) -> None:
    reviewing.move_assessment(held, ME, NOW, assessment_id=submitted, move=Move.BEGIN_REVIEW)
    challenge = Finding(
        state=State.LEVEL,
        level=2,
        reason="Half of it",
        standing=Standing.CHALLENGED,
        answer_version=1,
    )
    reviewing.record_finding(held, ME, NOW, assessment_id=submitted, statement_id=FIRST, finding=challenge)
    reviewing.move_assessment(
        held, ME, NOW, assessment_id=submitted, move=Move.SEND_BACK, why="Show the *plan*"
    )
    for page in ("home", "answer", "check", "review"):
        said = words(visit(page, roles=[Role.CONTRIBUTOR]))
        assert "Sent back by The person at this computer" in said
        assert "Show the *plan*" in said
    home = visit("home", roles=[Role.CONTRIBUTOR])
    assert "Enterprise data strategy: the auditor found 2 Under development. Half of it" in words(home)
    assert "Next: reply on Enterprise data strategy" in [button.label for button in home.button]
    app = visit("answer", roles=[Role.CONTRIBUTOR], show="Challenged")
    assert ">Enterprise data strategy</h1>" in links(app)
    assert "**2 Under development** (challenged)" in words(app)
    next(a for a in app.text_area if a.label == "The department's reply").set_value("See page 4").run()
    assert not app.exception
    assert found(held, submitted).reply == "See page 4"
    assert "is challenged: change the answer" not in words(visit("home", roles=[Role.CONTRIBUTOR]))
    auditor = visit("review", roles=[Role.AUDITOR])
    assert "Queue: 1 of 1" in [each.value for each in auditor.subheader]
    assert "sent back" in links(auditor)
    assert "To review" not in words(visit("home", roles=[Role.AUDITOR]))
