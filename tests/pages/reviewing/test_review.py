"""Review: the queue, a finding recorded and challenged, the department's reply, and agreeing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Radio

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move, Status
from maturity.services import administering, answering, reviewing
from maturity.services.installation import Installation

Visit = Callable[..., AppTest]
ME = local_person()
NOW = datetime.now(UTC)
FIRST = "enterprise-data-strategy"


def words(app: AppTest) -> str:
    kinds = (app.title, app.header, app.subheader, app.markdown, app.info, app.warning, app.error)
    drawn = [re.sub(r"<[^>]*>", "", unescape(element.proto.body)) for element in app.get("html")]
    return "\n".join([*(str(element.value) for kind in kinds for element in kind), *drawn]).replace("\\", "")


def verdicts(app: AppTest) -> list[Radio[Standing]]:
    return [radio for radio in app.radio if radio.label == "Your finding"]


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
    visit: Visit, held: Installation, submitted: int
) -> None:
    app = visit("review", roles=[Role.AUDITOR])
    assert "Tests & *Trials*: submitted" in words(app)
    assert "> We checked" in words(app)
    assert not verdicts(app)  # nothing can be found before the review begins
    press(app, "Begin the review")
    app.query_params["statement"] = FIRST
    app.run()
    said = words(app)
    assert "The strategy of <b>May</b>" in said
    assert "Marked as unsure." in said
    verdicts(app)[0].set_value(Standing.CHALLENGED).run()
    next(each for each in app.selectbox if each.label == "What did you find?").set_value(1).run()
    assert "You began a finding that is not recorded yet: choose what you found, and write" in words(app)
    next(a for a in app.text_area if a.label == "Reason").set_value("Only a draft was shown").run()
    assert not app.exception
    made = found(held, submitted)
    assert (made.level, made.standing, made.reason) == (1, Standing.CHALLENGED, "Only a draft was shown")
    press(app.run(), "Agree the assessment")
    assert "Not agreed: 1 challenged and not resolved (Enterprise data strategy)" in words(app)
    verdicts(app)[0].set_value(Standing.RESOLVED).run()
    assert found(held, submitted).standing is Standing.RESOLVED
    press(app.run(), "Agree the assessment")
    assert answering.assessment_view(held, ME, assessment_id=submitted).assessment.status is Status.AGREED
    assert "It is locked." in words(app)


@pytest.mark.parametrize("kept", [None, Standing.AGREED])
def test_a_finding_begun_is_shown_again_and_agreeing_warns(
    visit: Visit, held: Installation, submitted: int, kept: Standing | None
) -> None:
    reviewing.move_assessment(held, ME, NOW, assessment_id=submitted, move=Move.BEGIN_REVIEW)
    if kept is not None:
        theirs = Finding(state=State.LEVEL, level=4, standing=kept, answer_version=1)
        reviewing.record_finding(held, ME, NOW, assessment_id=submitted, statement_id=FIRST, finding=theirs)
    begun = "You began a finding that is not recorded: Enterprise data strategy."
    app = visit("review", roles=[Role.AUDITOR], statement=FIRST)
    verdicts(app)[0].set_value(Standing.CHALLENGED).run()
    next(each for each in app.selectbox if each.label == "What did you find?").set_value(None).run()
    next(a for a in app.text_area if a.label == "Reason").set_value("Only a draft was shown").run()
    assert begun in words(app.run())
    app.query_params["statement"] = "improvement-road-map"
    assert begun in words(app.run())
    app.query_params["statement"] = FIRST
    app.run()
    assert verdicts(app)[0].value is Standing.CHALLENGED
    assert "You began a finding that is not recorded yet: choose what you found" in words(app)
    next(each for each in app.selectbox if each.label == "What did you find?").set_value(1).run()
    made = found(held, submitted)
    assert (made.level, made.standing, made.reason) == (1, Standing.CHALLENGED, "Only a draft was shown")
    assert "You began" not in words(app.run())


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
    visit: Visit, held: Installation, submitted: int
) -> None:
    reviewing.move_assessment(held, ME, NOW, assessment_id=submitted, move=Move.BEGIN_REVIEW)
    app = visit("review", roles=[Role.AUDITOR], statement=FIRST)
    theirs = Finding(state=State.LEVEL, level=4, standing=Standing.AGREED, answer_version=1)
    reviewing.record_finding(held, ME, NOW, assessment_id=submitted, statement_id=FIRST, finding=theirs)
    verdicts(app)[0].set_value(Standing.CHALLENGED).run()
    next(each for each in app.selectbox if each.label == "What did you find?").set_value(1).run()
    next(a for a in app.text_area if a.label == "Reason").set_value("Only a draft was shown").run()
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
    (listed,) = (frame for frame in app.dataframe if "Why" in frame.value)
    assert list(listed.value["Statement"]) == ["Enterprise data strategy"]
    assert "Marked as unsure" in words(app)
    app.query_params["show"] = "first"
    app.run()
    assert [header.value for header in app.subheader] == ["Enterprise data strategy"]


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
    assert [each.value for each in app.title] == ["Enterprise data strategy"]
    assert "**2 Under development** (challenged)" in words(app)
    next(a for a in app.text_area if a.label == "The department's reply").set_value("See page 4").run()
    assert not app.exception
    assert found(held, submitted).reply == "See page 4"
    assert "is challenged: change the answer" not in words(visit("home", roles=[Role.CONTRIBUTOR]))
    auditor = visit("review", roles=[Role.AUDITOR])
    assert "The queue: 1 of 1 still to be agreed, 1 of them sent back" in str(auditor.expander[0].label)
    assert "To review" not in words(visit("home", roles=[Role.AUDITOR]))
