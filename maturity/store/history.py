"""The history: every change, appended and chained by hash, never altered."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from maturity.assessment.history import ChainBroken, Change
from maturity.store.database import Transaction
from maturity.store.tables import HistoryRow, LedgerRow

START = "0" * 64
"""What stands for the entry before the first."""

Content = Mapping[str, Any] | None


def append(
    transaction: Transaction,
    *,
    kind: str,
    subject: str,
    before: Content,
    after: Content,
    assessment_id: int | None = None,
    why: str = "",
) -> None:
    """Add one change to the history and to the chain, in the transaction of the change itself."""
    session = transaction.session
    ledger = session.get_one(LedgerRow, 1)
    row = HistoryRow(
        number=ledger.entries + 1,
        at=transaction.at,
        person=transaction.person.id,
        local=transaction.person.local,
        kind=kind,
        assessment_id=assessment_id,
        subject=subject,
        before=_canonical(before),
        after=_canonical(after),
        why=why,
        previous=ledger.head,
        hash="",
    )
    row.hash = _hash(row)
    session.add(row)
    ledger.entries, ledger.head = row.number, row.hash
    session.add(ledger)


def of_assessment(
    session: Session, assessment_id: int, *, statement_id: str | None = None, most: int | None = None
) -> list[Change]:
    """The changes made to an assessment, or to one answer in it, the newest first; `most` of them at most."""
    query = select(HistoryRow).where(HistoryRow.assessment_id == assessment_id)
    if statement_id is not None:
        query = query.where(HistoryRow.kind == "answer", HistoryRow.subject == statement_id)
    query = query.order_by(HistoryRow.number.desc()).limit(most)  # type: ignore[attr-defined]
    return [_change(row) for row in session.exec(query)]


def verify(session: Session) -> int:
    """How many entries the chain holds, all of them sound; raises ChainBroken at the first that is not."""
    previous, number = START, 0
    rows = iter(session.exec(select(HistoryRow).order_by(HistoryRow.number)))  # type: ignore[arg-type]
    while True:
        try:
            row = next(rows, None)
        except ValueError:  # something that is no moment stands where the moment was
            raise ChainBroken(number + 1) from None
        if row is None:
            break
        number += 1
        if (row.number, row.previous, row.hash) != (number, previous, _hash(row)):
            raise ChainBroken(number)
        previous = row.hash
    ledger = session.get_one(LedgerRow, 1)
    if (ledger.entries, ledger.head) != (number, previous):
        raise ChainBroken(number + 1)
    return number


def _change(row: HistoryRow) -> Change:
    return Change(
        number=row.number,
        at=row.at,
        person=row.person,
        local=row.local,
        kind=row.kind,
        subject=row.subject,
        before=json.loads(row.before) if row.before else None,
        after=json.loads(row.after) if row.after else None,
        why=row.why,
    )


def _canonical(content: Content) -> str | None:
    if content is None:
        return None
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _hash(row: HistoryRow) -> str:
    at: datetime = row.at
    fields = {
        "number": row.number,
        "at": at.isoformat(timespec="microseconds"),
        "person": row.person,
        "local": row.local,
        "kind": row.kind,
        "assessment": row.assessment_id,
        "subject": row.subject,
        "before": row.before,
        "after": row.after,
        "why": row.why,
        "previous": row.previous,
    }
    return hashlib.sha256(str(_canonical(fields)).encode()).hexdigest()
