"""Rounds, as kept."""

import hmac

from sqlmodel import Session, col, select

from maturity.assessment.round import Round
from maturity.errors import NotFound
from maturity.store import history
from maturity.store.database import Transaction
from maturity.store.reading import once_a_reading
from maturity.store.tables import LedgerRow, RoundRow


def add(transaction: Transaction, round_: Round) -> None:
    transaction.session.add(_row(round_))
    transaction.session.flush()
    history.append(
        transaction, kind="round", subject=round_.id, before=None, after=round_.model_dump(mode="json")
    )


def change(transaction: Transaction, before: Round, after: Round) -> None:
    """Keep what changed of a round."""
    if after == before:
        return
    transaction.session.merge(_row(after))
    transaction.session.flush()
    history.append(
        transaction,
        kind="round",
        subject=after.id,
        before=before.model_dump(mode="json"),
        after=after.model_dump(mode="json"),
    )


def delete(transaction: Transaction, round_: Round) -> None:
    transaction.session.delete(transaction.session.get_one(RoundRow, round_.id))
    transaction.session.flush()
    history.append(
        transaction, kind="round", subject=round_.id, before=round_.model_dump(mode="json"), after=None
    )


def _row(round_: Round) -> RoundRow:
    return RoundRow(**{**dict(round_), "asks": " ".join(round_.asks)})


def find(session: Session, round_id: str) -> Round | None:
    return next((each for each in every(session) if each.id == round_id), None)  # few, and often read already


def get(session: Session, round_id: str) -> Round:
    found = find(session, round_id)
    if found is None:
        raise NotFound("round", round_id, [round_.id for round_ in every(session)])
    return found


@once_a_reading
def secret_of(session: Session, round_id: str) -> str:
    """A secret of this installation and that round: it never changes, no export holds it, and nobody can guess it."""
    ledger = session.get_one(LedgerRow, 1)
    return hmac.new(ledger.secret.encode(), round_id.encode(), "sha256").hexdigest()


@once_a_reading
def every(session: Session) -> list[Round]:
    """All rounds, the latest to open first."""
    rows = session.exec(select(RoundRow).order_by(col(RoundRow.opens).desc(), col(RoundRow.id)))
    return [Round.model_validate(row) for row in rows]
