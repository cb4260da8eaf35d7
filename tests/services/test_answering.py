from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest

from maturity.assessment.answer import (
    NOT_ANSWERED,
    Answer,
    LevelNotOffered,
    ReasonNeeded,
    State,
    StatementUnknown,
)
from maturity.assessment.people import NotPermitted, Person, Role, local_person
from maturity.assessment.round import Assessment, NotInDraft, PublishedIsFixed, Round, RoundNotOpen, Status
from maturity.errors import MaturityError, NotFound, Stale
from maturity.services import answering
from maturity.services.installation import Installation
from maturity.store import history
from maturity.store.constraints import Refused

Unchanged = Callable[[], AbstractContextManager[None]]
SomeoneOf = Callable[..., Person]

TWO = Answer(state=State.LEVEL, level=2)


def _day(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_recorded_answer_is_in_the_view(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment
) -> None:
    kept = answering.record_answer(
        installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=TWO
    )
    assert (kept.level, kept.version, kept.changed_by, kept.changed_at) == (2, 1, ada.id, noon)
    view = answering.assessment_view(installation, ada, assessment_id=treasury.id)
    assert view.answers == {"a1": kept}
    assert (view.assessment, view.round.id, view.department.id) == (treasury, "spring", "treasury")
    assert view.framework == installation.frameworks["two-themes"]


def test_a_recorded_answer_is_in_the_history_with_a_mark_where_nobody_vouched_for_the_person(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment
) -> None:
    for who, level, version in ((ada, 1, 0), (local_person(), 3, 1)):
        answer = Answer(state=State.LEVEL, level=level, version=version)
        answering.record_answer(
            installation, who, noon, assessment_id=treasury.id, statement_id="a1", answer=answer
        )
    with installation.store.reading() as session:
        last, first, _ = history.of_assessment(session, treasury.id)
        history.verify_chain(session)
    assert [(change.person, change.local) for change in (first, last)] == [
        (ada.id, False),
        ("local", True),
    ]
    assert first.after == last.before


@pytest.mark.parametrize(
    ("statement", "answer", "problem", "words"),
    [
        ("a1", Answer(state=State.LEVEL, level=5), LevelNotOffered, r"level 5 .* \(0 to 4\)"),
        ("a1", Answer(state=State.LEVEL, level=-1), LevelNotOffered, r"level -1 .* \(0 to 4\)"),
        ("a1", Answer(state=State.NOT_APPLICABLE), ReasonNeeded, "“A plan”: say in a few words"),
        (
            "a1",
            Answer(state=State.NOT_APPLICABLE, reason=" \n"),
            ReasonNeeded,
            "“A plan”: say in a few words",
        ),
        ("c9", TWO, StatementUnknown, "no statement “c9” in Two themes, edition 1"),
        ("a1", TWO.model_copy(update={"version": 3}), Stale, "changed elsewhere"),
    ],
)
def test_an_answer_that_cannot_stand_is_refused_and_changes_nothing(
    statement: str,
    answer: Answer,
    problem: type[MaturityError],
    words: str,
    installation: Installation,
    ada: Person,
    noon: datetime,
    treasury: Assessment,
    unchanged: Unchanged,
) -> None:
    with unchanged(), pytest.raises(problem, match=words):
        answering.record_answer(
            installation, ada, noon, assessment_id=treasury.id, statement_id=statement, answer=answer
        )


def test_a_stale_answer_is_refused_with_both_versions(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment, unchanged: Unchanged
) -> None:
    kept = answering.record_answer(
        installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=TWO
    )
    mine = Answer(state=State.LEVEL, level=4, evidence="What I wrote meanwhile")
    with unchanged(), pytest.raises(Stale) as caught:
        answering.record_answer(
            installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=mine
        )
    assert (caught.value.kept, caught.value.yours) == (kept, mine)


def test_a_reason_given_makes_a_statement_not_applicable(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment
) -> None:
    answer = Answer(state=State.NOT_APPLICABLE, reason="No such service")
    kept = answering.record_answer(
        installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=answer
    )
    assert kept.content() == answer.content()


def test_an_answer_can_be_taken_back(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment
) -> None:
    answering.record_answer(installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=TWO)
    back = answering.record_answer(
        installation,
        ada,
        noon,
        assessment_id=treasury.id,
        statement_id="a1",
        answer=NOT_ANSWERED.model_copy(update={"version": 1}),
    )
    assert (back.state, back.version) == (State.NOT_ANSWERED, 2)


@pytest.mark.parametrize("evidence", ["\0", "a plan\0 of May", "\0" * 10])
def test_a_null_character_which_no_database_is_sure_to_keep_is_left_out(
    evidence: str, installation: Installation, ada: Person, noon: datetime, treasury: Assessment
) -> None:
    answer = Answer(state=State.NOT_APPLICABLE, evidence=evidence, reason=f"Not ours{evidence}")
    kept = answering.record_answer(
        installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=answer
    )
    assert kept.evidence == evidence.replace("\0", "")
    assert kept.reason == "Not ours" + evidence.replace("\0", "")


def test_a_reason_of_null_characters_is_no_reason(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment, unchanged: Unchanged
) -> None:
    answer = Answer(state=State.NOT_APPLICABLE, reason="\0\0")
    with unchanged(), pytest.raises(ReasonNeeded):
        answering.record_answer(
            installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=answer
        )


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (_day(3, 1), "opens on 2 March 2026"),
        (_day(3, 1, 23, 59), "opens on 2 March 2026"),
        (_day(3, 2, 0, 0), None),
        (_day(3, 31, 23, 59), None),  # the last day is within
        (_day(4, 1, 0, 0), "has closed"),
    ],
)
def test_answers_are_taken_from_the_first_day_to_the_last(
    at: datetime,
    words: str | None,
    installation: Installation,
    ada: Person,
    treasury: Assessment,
    unchanged: Unchanged,
) -> None:
    def record() -> Answer:
        return answering.record_answer(
            installation, ada, at, assessment_id=treasury.id, statement_id="a1", answer=TWO
        )

    if words is None:
        assert record().level == 2
        return
    with unchanged(), pytest.raises(RoundNotOpen, match=words):
        record()


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.IN_REVIEW, Status.AGREED])
def test_an_assessment_that_is_no_draft_takes_no_answers(
    status: Status,
    installation: Installation,
    ada: Person,
    noon: datetime,
    treasury: Assessment,
    put_into: Callable[..., None],
    unchanged: Unchanged,
) -> None:
    put_into(status, treasury)
    with unchanged(), pytest.raises(NotInDraft, match=f"Treasury is {status.words.lower()}"):
        answering.record_answer(
            installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=TWO
        )


def test_published_findings_take_no_answers(
    installation: Installation, noon: datetime, nao_2019: Round, unchanged: Unchanged
) -> None:
    everyone = local_person()
    (first, _), *_ = answering.assessments_to_answer(installation, everyone, round_id=nao_2019.id)
    statement = installation.frameworks["nao-data-2019"].statements[0].id
    with unchanged(), pytest.raises(PublishedIsFixed, match="published findings, which cannot be edited"):
        answering.record_answer(
            installation, everyone, noon, assessment_id=first.id, statement_id=statement, answer=TWO
        )


def test_somebody_elses_department_takes_no_answers(
    installation: Installation,
    ada: Person,
    noon: datetime,
    home_office: Assessment,
    put_into: Callable[..., None],
    unchanged: Unchanged,
) -> None:
    for status in (Status.DRAFT, Status.AGREED):  # Ada may read the second
        put_into(status, home_office)
        with unchanged(), pytest.raises(NotPermitted, match="The contributor may not"):
            answering.record_answer(
                installation, ada, noon, assessment_id=home_office.id, statement_id="a1", answer=TWO
            )


def test_a_department_has_one_assessment_a_round(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(Refused, match="already has an assessment in this round"):
        answering.start_assessment(
            installation, ada, noon, round_id=treasury.round_id, department_id="treasury"
        )


@pytest.mark.parametrize("at", [_day(3, 1), _day(4, 1)])
def test_no_assessment_starts_while_the_round_is_not_open(
    at: datetime, installation: Installation, treasury: Assessment, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(RoundNotOpen):
        answering.start_assessment(
            installation, local_person(), at, round_id="spring", department_id="treasury"
        )


def test_no_assessment_starts_among_published_findings(
    installation: Installation, noon: datetime, nao_2019: Round, treasury: Assessment, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(PublishedIsFixed):
        answering.start_assessment(
            installation, local_person(), noon, round_id=nao_2019.id, department_id="treasury"
        )


@pytest.mark.parametrize(
    ("round_id", "department_id", "words"),
    [("winter", "treasury", "no round “winter”"), ("spring", "navy", "no department “navy”")],
)
def test_no_assessment_starts_of_what_is_not_there(
    round_id: str,
    department_id: str,
    words: str,
    installation: Installation,
    noon: datetime,
    treasury: Assessment,
    unchanged: Unchanged,
) -> None:
    with unchanged(), pytest.raises(NotFound, match=words):
        answering.start_assessment(
            installation, local_person(), noon, round_id=round_id, department_id=department_id
        )


def test_an_assessment_that_is_not_there_is_named(
    installation: Installation, noon: datetime, unchanged: Unchanged
) -> None:
    with unchanged():
        with pytest.raises(NotFound, match="no assessment “99”"):
            answering.assessment_view(installation, local_person(), assessment_id=99)
        with pytest.raises(NotFound, match="no assessment “99”"):
            answering.record_answer(
                installation, local_person(), noon, assessment_id=99, statement_id="a1", answer=TWO
            )


def test_a_contributor_is_offered_their_own_assessments_and_the_agreed(
    installation: Installation,
    person: SomeoneOf,
    ada: Person,
    treasury: Assessment,
    home_office: Assessment,
    put_into: Callable[..., None],
) -> None:
    def offered(who: Person) -> list[str]:
        found = answering.assessments_to_answer(installation, who, round_id="spring")
        return [department.id for _, department in found]

    assert offered(ada) == ["treasury"]
    assert offered(person(Role.AUDITOR)) == ["home-office", "treasury"]
    assert offered(person(Role.READER)) == []
    put_into(Status.AGREED, home_office)
    assert offered(ada) == ["home-office", "treasury"]
    assert offered(person(Role.READER)) == ["home-office"]
