"""Reviewing blind, on every page: nothing that reaches the browser tells of what is hidden; and then it is shown."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Standing
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move
from maturity.pages import navigation
from maturity.services import administering, answering, blind_reviewing, reviewing
from maturity.services.installation import Installation
from maturity.store.tables import AnswerRow

Visit = Callable[..., AppTest]
Say = Callable[[AppTest, str, str], AppTest]
ME, AUDITOR, NOW = local_person(), local_person([Role.AUDITOR]), datetime.now(UTC)
SECRET, FIRST, SECOND = "Zebra", "enterprise-data-strategy", "business-ownership"
WHERE = {"round": "spring", "department": "caves", "statement": FIRST}


@pytest.fixture
def blind(held: Installation) -> int:
    """The assessment of the Caves in review, of which the auditor here sees nothing yet; the Locks have one too."""
    administering.open_round(held, ME, NOW, title="Spring", framework_id="nao-data-2019", closes=None)
    begun = {}
    for name in ("Caves", "Locks"):
        administering.add_department(held, ME, NOW, name=name)
        made = answering.start_assessment(held, ME, NOW, round_id="spring", department_id=name.lower())
        for statement, level in ((FIRST, 4), (SECOND, 1)):
            answering.record_answer(
                held,
                ME,
                NOW,
                assessment_id=made.id,
                statement_id=statement,
                answer=Answer(state=State.LEVEL, level=level, evidence=f"{SECRET} of {name}"),
            )
        answering.submit(held, ME, NOW, assessment_id=made.id, assurance="Checked")
        begun[name] = made.id
    blind_reviewing.begin_blind_review(held, AUDITOR, NOW, round_id="spring", sample=False)
    reviewing.move_assessment(held, ME, NOW, assessment_id=begun["Caves"], move=Move.BEGIN_REVIEW)
    return begun["Caves"]


def everything(app: AppTest) -> str:
    """Whatever was sent to the browser, shown or not, but for what is random or a moment."""
    assert not app.exception
    sent = "\n".join(str(each.proto) for each in app.main if hasattr(each, "proto"))
    return re.sub(r"[0-9a-f]{8,}|\d\d:\d\d", "-", sent)


def test_no_page_tells_of_what_is_hidden(visit: Visit, held: Installation, blind: int) -> None:
    def seen() -> dict[str, str]:
        held.store.memory.forget()
        return {page: everything(visit(page, roles=[Role.AUDITOR], **WHERE)) for page in navigation.TITLES}

    before = seen()
    assert [page for page, sent in before.items() if SECRET in sent] == []
    with held.store.transaction(ME, NOW) as transaction:
        answer = transaction.session.get_one(AnswerRow, (blind, FIRST))
        answer.level, answer.evidence, answer.unsure = 0, "", True
    after = seen()  # the history is checked against what is kept, and does not say of what it differs
    assert [page for page in before if before[page] != after[page] and page != "history"] == []
    held.store.memory.forget()
    everyone = everything(visit("review", roles=list(Role), **WHERE))
    assert SECRET not in everyone  # the local person has one blind review, whatever else they may


def test_a_statement_reviewed_blind_opens_once_its_finding_is_recorded(
    visit: Visit, held: Installation, blind: int, say: Say
) -> None:
    app = visit("review", roles=[Role.AUDITOR], **WHERE)
    assert app.title[0].value.replace("\\", "") == "Caves: 18 of 18 statements to review blind"
    told = "\n".join(each.value for each in app.markdown)
    assert "you review this statement blind" in told
    say(app, "/blind", "found 2\nHalf of it is there")
    assert not app.exception
    assert app.title[0].value.replace("\\", "") == "Caves: 17 of 18 statements to review blind"
    assert f"{SECRET} of Caves" in "\n".join(each.value for each in app.markdown)
    made = reviewing.review(held, ME, assessment_id=blind).findings
    assert made == {} or made[FIRST].standing is Standing.CHALLENGED


def test_it_is_begun_and_ended_on_the_page_of_working_papers(
    visit: Visit, held: Installation, blind: int
) -> None:
    app = visit("review", roles=[Role.AUDITOR], round="spring", papers="yes")
    assert not app.exception
    next(button for button in app.button if button.label == "End it").click().run()
    assert not app.exception
    own = blind_reviewing.blind_review_of(held, AUDITOR, round_id="spring")
    assert own is not None
    assert own.over
    app.number_input[0].set_value(2)
    next(button for button in app.button if button.label == "Draw the sample").click().run()
    assert not app.exception
    assert "The sample has 2 of 18 statements" in "\n".join(each.value for each in app.markdown)
