"""The review of an assessment: an auditor's findings, the department's replies, and what is agreed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from maturity.assessment.answer import NOT_ANSWERED
from maturity.assessment.finding import (
    NO_FINDING,
    Finding,
    Standing,
    check_finding,
    standing,
    standing_on,
)
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import (
    Assessment,
    Department,
    Move,
    MoveNeedsReason,
    NotInReview,
    PublishedIsFixed,
    Status,
    StillChallenged,
    moved,
)
from maturity.services.installation import Installation
from maturity.services.sheet import Sheet, sheet_in
from maturity.store import answers, assessments, findings, rounds


@dataclass(frozen=True)
class Review:
    """A sheet as it lies before an auditor: the answers with the findings beside them."""

    sheet: Sheet
    findings: Mapping[str, Finding]

    def standing(self, statement_id: str) -> Standing:
        answer = self.sheet.answers.get(statement_id, NOT_ANSWERED)
        return standing(self.findings.get(statement_id), answer)

    @property
    def counts(self) -> dict[Standing, int]:
        """How many statements stand where, every standing included."""
        found = [self.standing(statement.id) for statement in self.sheet.framework.statements]
        return {each: found.count(each) for each in Standing}


@dataclass(frozen=True)
class Waiting:
    """One assessment in the queue of reviews."""

    assessment: Assessment
    department: Department
    counts: Mapping[Standing, int]


def queue(installation: Installation, person: Person, *, round_id: str) -> list[Waiting]:
    """The assessments of a round that are past drafting and that the person may see: submitted ones first."""
    person.must(Permission.SEE_PUBLISHED)
    order = [Status.SUBMITTED, Status.IN_REVIEW, Status.AGREED]
    with installation.store.reading() as session:
        framework = installation.framework_of(rounds.get(session, round_id))
        seen = [
            (assessment, department)
            for assessment, department in assessments.of_round(session, round_id)
            if assessment.status in order and person.may_see(department.id, assessment.status)
        ]
        ids = [assessment.id for assessment, _ in seen]
        versions, found = answers.versions(session, ids), findings.standings(session, ids)
    waiting = []
    for assessment, department in seen:
        counts = dict.fromkeys(Standing, 0)
        for statement in framework.statements:
            cell = assessment.id, statement.id
            recorded, judged = found.get(cell, (None, 0))
            counts[standing_on(recorded, judged, versions.get(cell, 0))] += 1
        waiting.append(Waiting(assessment, department, counts))
    return sorted(waiting, key=lambda each: order.index(each.assessment.status))


def review(installation: Installation, person: Person, *, assessment_id: int) -> Review:
    """An assessment with its findings; raises NotPermitted for one that the person may not see."""
    with installation.store.reading() as session:
        sheet = sheet_in(installation, person, session, assessment_id)
        return Review(sheet, findings.of_assessment(session, assessment_id))


def record_finding(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    statement_id: str,
    finding: Finding,
) -> Finding:
    """Record what an auditor found, on the versions of the answer and of the finding that they saw.

    The department's reply stays as it is. Raises NotPermitted, NotInReview, PublishedIsFixed, StatementUnknown,
    LevelNotOffered, FindingRefused, or Stale if the answer, the finding or the reply changed since.
    """
    with installation.store.transaction(person, at) as transaction:
        sheet = sheet_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.REVIEW)
        _check_in_review(sheet)
        kept = findings.of_assessment(transaction.session, assessment_id).get(statement_id, NO_FINDING)
        answer = sheet.answers.get(statement_id, NOT_ANSWERED)
        yours = kept.model_copy(
            update={
                **finding.model_dump(include={"state", "level", "reason", "standing", "answer_version"}),
                "version": finding.version,
                "changed_at": at,
                "changed_by": person.id,
            }
        )
        if finding.answer_version != answer.version:
            raise findings.stale(statement_id, kept, yours, answer.changed_by, answer.changed_at)
        check_finding(sheet.framework, statement_id, answer, finding)
        return findings.save(transaction, assessment_id, statement_id, yours)


def reply(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    statement_id: str,
    words: str,
    based_on: int,
) -> Finding:
    """Record the department's reply to the finding whose version is `based_on`; the finding stays as it is.

    Raises NotPermitted, NotInReview, PublishedIsFixed, or Stale if the finding changed since.
    """
    with installation.store.transaction(person, at) as transaction:
        sheet = sheet_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.REPLY, sheet.department.id)
        _check_in_review(sheet)
        kept = findings.of_assessment(transaction.session, assessment_id).get(statement_id, NO_FINDING)
        given = Finding.model_validate(
            {
                **kept.model_dump(),
                "reply": words.strip(),
                "replied_by": person.id,
                "replied_at": at,
                "version": based_on,
            }
        )
        if kept is NO_FINDING:  # there is nothing to reply to
            raise findings.stale(statement_id, kept, given)
        return findings.save(transaction, assessment_id, statement_id, given)


def move(
    installation: Installation, person: Person, at: datetime, *, assessment_id: int, move: Move, why: str = ""
) -> Assessment:
    """Take an assessment into review, send it back, agree it (which locks it), or open it again.

    Raises NotPermitted, MoveRefused, MoveNeedsReason, StillChallenged or PublishedIsFixed.
    """
    if move is Move.SUBMIT:
        raise ValueError("a department submits with its statement of assurance: answering.submit")
    with installation.store.transaction(person, at) as transaction:
        sheet = sheet_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.REVIEW)
        if sheet.round.published:
            raise PublishedIsFixed(sheet.round)
        status = moved(sheet.assessment.status, move)
        if move.needs_reason and not why.strip():
            raise MoveNeedsReason(move)
        if move is Move.AGREE:
            found = Review(sheet, findings.of_assessment(transaction.session, assessment_id))
            challenged = [
                statement.label
                for statement in sheet.framework.statements
                if found.standing(statement.id) is Standing.CHALLENGED
            ]
            if challenged:
                raise StillChallenged(challenged)
        return assessments.move(transaction, sheet.assessment, status, why=why.strip())


def _check_in_review(sheet: Sheet) -> None:
    if sheet.round.published:
        raise PublishedIsFixed(sheet.round)
    if sheet.assessment.status is not Status.IN_REVIEW:
        raise NotInReview(sheet.department.name, sheet.assessment.status)
