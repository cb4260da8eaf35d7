"""What stands beside frameworks, as kept, with the history beside it."""

from sqlmodel import Session, col, select

from maturity.assessment.kept_framework import KeptCompanion
from maturity.store import history
from maturity.store.database import Transaction, revision_in
from maturity.store.reading import once_a_reading
from maturity.store.tables import CompanionRow


def save(transaction: Transaction, companion: KeptCompanion) -> KeptCompanion:
    """Keep a text, in the place of another of its id; what is kept already is not again."""
    session = transaction.session
    before = find(session, companion.id)
    if before is not None and before.content() == companion.content():
        return before
    stamp = {"changed_at": transaction.at, "changed_by": transaction.person.id}
    saved = companion.model_copy(update={"version": revision_in(session) + 1, **stamp})
    session.merge(CompanionRow(**saved.model_dump()))
    session.flush()
    history.append(
        transaction,
        kind="companion",
        subject=saved.id,
        before=None if before is None else before.content(),
        after=saved.content(),
    )
    return saved


def delete(transaction: Transaction, companion: KeptCompanion) -> None:
    """Take a text away; the history says what it was."""
    transaction.session.delete(transaction.session.get_one(CompanionRow, companion.id))
    transaction.session.flush()
    history.append(
        transaction, kind="companion", subject=companion.id, before=companion.content(), after=None
    )


def find(session: Session, companion_id: str) -> KeptCompanion | None:
    row = session.get(CompanionRow, companion_id)
    return None if row is None else held_in(row)


@once_a_reading
def every(session: Session) -> list[KeptCompanion]:
    """All that are kept, by id."""
    return [held_in(row) for row in session.exec(select(CompanionRow).order_by(col(CompanionRow.id)))]


def held_in(row: CompanionRow) -> KeptCompanion:
    return KeptCompanion.model_validate(row)
