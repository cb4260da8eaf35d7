"""Messages to the board, as kept, with the history beside them."""

from sqlmodel import Session, col, select

from maturity.assessment.message import Message
from maturity.assessment.people import EVERY_DEPARTMENT
from maturity.errors import Stale
from maturity.store import history
from maturity.store.database import Transaction, revision_in
from maturity.store.tables import MessageRow


def save(
    transaction: Transaction, round_id: str, message: Message, assessment_id: int | None
) -> Message | None:
    """Keep a message, and its change in the history; gives it back as it is now kept. Without words it is taken away.

    `message.version` is the version that the person saw, and `assessment_id` the department's in the round, for the
    history. Raises Stale, with both, if it was changed or taken away since. What says nothing new is not saved again.
    """
    session, department = transaction.session, message.department_id
    row = session.get(MessageRow, (round_id, department or EVERY_DEPARTMENT))
    kept = None if row is None else held_in(row)
    yours = message if message.text else None
    if (kept.text if kept else "") == message.text:
        return kept
    if message.version != (kept.version if kept else 0):
        raise _stale(session, round_id, assessment_id, department, kept, yours)
    saved = None
    if yours is not None:
        # The number that this change will have in the history: what is taken away and written again has no old one.
        stamp = {"changed_at": transaction.at, "changed_by": transaction.person.id}
        saved = yours.model_copy(update={"version": revision_in(session) + 1, **stamp})
        values = saved.model_dump(exclude={"department_id"})
        session.merge(MessageRow(round_id=round_id, department=department or EVERY_DEPARTMENT, **values))
    else:
        session.delete(row)
    session.flush()
    history.append(
        transaction,
        kind="message",
        subject=department or round_id,
        assessment_id=assessment_id,
        before=None if kept is None else kept.content(),
        after=None if saved is None else saved.content(),
    )
    return saved


def of_round(session: Session, round_id: str) -> dict[str | None, Message]:
    """The messages of a round by department id; the round's own under None."""
    query = select(MessageRow).where(MessageRow.round_id == round_id).order_by(col(MessageRow.department))
    return {message.department_id: message for message in map(held_in, session.exec(query))}


def held_in(row: MessageRow) -> Message:
    return Message(
        text=row.text,
        department_id=None if row.department == EVERY_DEPARTMENT else row.department,
        version=row.version,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )


def _stale(
    session: Session,
    round_id: str,
    assessment_id: int | None,
    department: str | None,
    kept: Message | None,
    yours: Message | None,
) -> Stale[Message | None]:
    """That somebody wrote another, or took it away, since it was read."""
    by, at = (None, None) if kept is None else (kept.changed_by, kept.changed_at)
    if kept is None:
        changes = history.of_subject(session, kind="message", subject=department or round_id)
        last = next((each for each in changes if each.assessment_id == assessment_id), None)
        by, at = (last.person, last.at) if last else (None, None)
    what = "the message to the board"
    return Stale(department or round_id, what=what, kept=kept, yours=yours, by=by, at=at)
