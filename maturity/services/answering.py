"""A department's own assessment: starting it, reading it, and recording its answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from maturity.assessment.answer import Answer, check_answer
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import (
    Assessment,
    Department,
    PublishedIsFixed,
    Round,
    RoundNotOpen,
    Status,
    check_may_change,
)
from maturity.framework.model import Framework
from maturity.services.installation import Installation
from maturity.store import answers, assessments, departments, rounds


@dataclass(frozen=True)
class Sheet:
    """One assessment as it lies before a person: what is asked, and what has been said so far."""

    round: Round
    department: Department
    assessment: Assessment
    framework: Framework
    answers: Mapping[str, Answer]


def assessments_to_answer(
    installation: Installation, person: Person, *, round_id: str
) -> list[tuple[Assessment, Department]]:
    """The assessments of a round that the person may see, by department name."""
    with installation.store.reading() as session:
        return [
            (assessment, department)
            for assessment, department in assessments.of_round(session, round_id)
            if person.may_see(department.id, assessment.status)
        ]


def start_assessment(
    installation: Installation, person: Person, at: datetime, *, round_id: str, department_id: str
) -> Assessment:
    """Begin a department's assessment in an open round; Refused if it has one already."""
    person.must(Permission.START_ASSESSMENT, department_id)
    with installation.store.transaction(person, at) as transaction:
        round_ = rounds.get(transaction.session, round_id)
        department = departments.get(transaction.session, department_id)
        installation.framework_of(round_)
        if round_.published:
            raise PublishedIsFixed(round_)
        if not round_.is_open(at.date()):
            raise RoundNotOpen(round_, at.date())
        return assessments.start(transaction, round_, department, Status.DRAFT)


def sheet(installation: Installation, person: Person, *, assessment_id: int) -> Sheet:
    """An assessment with its answers; raises NotPermitted for one that the person may not see."""
    with installation.store.reading() as session:
        return _sheet(installation, person, session, assessment_id)


def record_answer(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    statement_id: str,
    answer: Answer,
) -> Answer:
    """Save one answer, at once; gives it back as it is now kept.

    Raises NotPermitted, PublishedIsFixed, RoundNotOpen, NotInDraft, StatementUnknown, LevelNotOffered,
    ReasonNeeded, or StaleSave (with both answers) if it changed since `answer.version`.
    """
    with installation.store.transaction(person, at) as transaction:
        found = _sheet(installation, person, transaction.session, assessment_id)
        person.must(Permission.ANSWER, found.department.id)
        check_may_change(found.round, found.department, found.assessment, at.date())
        check_answer(found.framework, statement_id, answer)
        return answers.save(transaction, assessment_id, statement_id, answer)


def _sheet(installation: Installation, person: Person, session: Session, assessment_id: int) -> Sheet:
    assessment = assessments.get(session, assessment_id)
    person.must(person.needed_to_see(assessment.department_id, assessment.status), assessment.department_id)
    round_ = rounds.get(session, assessment.round_id)
    return Sheet(
        round=round_,
        department=departments.get(session, assessment.department_id),
        assessment=assessment,
        framework=installation.framework_of(round_),
        answers=answers.of_assessment(session, assessment_id),
    )
