"""On which day each person last came with a sign-in: nobody's word, and so not in the history."""

from datetime import date

from sqlmodel import Session, select

from maturity.store.database import Transaction
from maturity.store.tables import SignInRow


def last_day(session: Session, person_id: str) -> date | None:
    row = session.get(SignInRow, person_id)
    return None if row is None else row.last


def last_days(session: Session) -> dict[str, date]:
    """By person."""
    return {row.person_id: row.last for row in session.exec(select(SignInRow))}


def note(transaction: Transaction, person_id: str) -> None:
    """Keep that they came today."""
    row = transaction.session.get(SignInRow, person_id) or SignInRow(
        person_id=person_id, last=transaction.at.date()
    )
    row.last = transaction.at.date()
    transaction.session.add(row)
    transaction.session.flush()
