"""Statements given to colleagues, as kept."""

from collections.abc import Collection, Mapping

from sqlmodel import Session, col, select

from maturity.assessment.assignment import Assignment
from maturity.store import history
from maturity.store.database import Transaction
from maturity.store.reading import once_a_reading
from maturity.store.tables import AssignmentRow


def save(transaction: Transaction, assignment: Assignment) -> None:
    """Give a statement to a person, instead of whoever had it."""
    session, key = transaction.session, (assignment.assessment_id, assignment.statement_id)
    before = session.get(AssignmentRow, key)
    was = None if before is None else content(Assignment.model_validate(before.model_dump()))
    if was == content(assignment):
        return
    session.merge(AssignmentRow(**assignment.model_dump()))
    session.flush()
    _append(transaction, key, was, content(assignment))


def remove(transaction: Transaction, assessment_id: int, statement_id: str) -> None:
    """Take a statement back; nothing happens where nobody had it."""
    row = transaction.session.get(AssignmentRow, (assessment_id, statement_id))
    if row is not None:
        was = content(Assignment.model_validate(row.model_dump()))
        transaction.session.delete(row)
        transaction.session.flush()
        _append(transaction, (assessment_id, statement_id), was, None)


def of_assessment(session: Session, assessment_id: int) -> dict[str, Assignment]:
    """The assignments of an assessment, by statement id."""
    return of_assessments(session, [assessment_id])[assessment_id]


@once_a_reading
def of_assessments(session: Session, assessment_ids: Collection[int]) -> dict[int, dict[str, Assignment]]:
    """The assignments, by assessment and statement id; every assessment asked for is there."""
    found: dict[int, dict[str, Assignment]] = {assessment_id: {} for assessment_id in assessment_ids}
    query = select(AssignmentRow).where(col(AssignmentRow.assessment_id).in_(found))
    for row in session.exec(query.order_by(AssignmentRow.statement_id)):
        found[row.assessment_id][row.statement_id] = Assignment.model_validate(row.model_dump())
    return found


def of_person(session: Session, person_id: str) -> list[Assignment]:
    """What a person was given, whatever is due soonest first; what has no date comes last."""
    rows = session.exec(select(AssignmentRow).where(AssignmentRow.person_id == person_id))
    found = [Assignment.model_validate(row.model_dump()) for row in rows]
    return sorted(found, key=lambda a: (a.due is None, a.due or 0, a.assessment_id, a.statement_id))


def _append(
    transaction: Transaction,
    key: tuple[int, str],
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
) -> None:
    history.append(
        transaction, kind="assignment", subject=key[1], assessment_id=key[0], before=before, after=after
    )


def content(assignment: Assignment) -> dict[str, object]:
    return assignment.model_dump(mode="json", include={"person_id", "due", "note"})
