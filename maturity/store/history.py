"""The history: every change, appended and chained by hash, never altered."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, cast

import sqlalchemy
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Row,
    String,
    and_,
    bindparam,
    false,
    func,
    not_,
    or_,
    type_coerce,
)
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, col, select

from maturity.history.chain import ChainBroken, Change, Entry, Link, canonical, entry_hash
from maturity.store.database import Transaction, ledger_in
from maturity.store.reading import once_a_reading
from maturity.store.tables import HistoryRow, LedgerRow

START = "0" * 64
"""What stands for the entry before the first."""

Content = Mapping[str, Any] | None

MOST_SAVES = 2**31 - 1
"""No version of anything is beyond this, whatever somebody sends: a larger number must not reach a driver."""

BLOCK = 2_000
"""Entries read at a time."""
BEFORE_ALL = -(2**63)
"""No entry has such a number, not even one that a hand put into a database."""
_COLUMNS = SQLModel.metadata.tables["history"].c
# As they lie in the database, not as the session remembers them, and not made into what they should be: the
# hash is then of every byte.
_AS_IT_LIES: dict[str, ColumnElement[Any]] = {
    "at": type_coerce(_COLUMNS.at, String).label("at"),
    "local": type_coerce(_COLUMNS.local, Integer).label("local"),
}
_RAW: list[ColumnElement[Any]] = [_AS_IT_LIES.get(name, column) for name, column in _COLUMNS.items()]
_NUMBER = _COLUMNS.number
_NEXT, _NEXT_NUMBERS = (
    sqlalchemy.select(*columns)
    .where(_COLUMNS.number > bindparam("beyond", type_=BigInteger))
    .order_by(_NUMBER)
    .limit(BLOCK)
    for columns in (_RAW, [_NUMBER])
)
_ONE = sqlalchemy.select(*_RAW).where(_COLUMNS.number == bindparam("number"))
_INSERT = sqlalchemy.insert(SQLModel.metadata.tables["history"])


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
    # Not by the session's own objects, which cost as much as all the rest of a save. The ledger is written at the end.
    session = transaction.session
    ledger = ledger_in(session)
    said: dict[str, Any] = {
        "number": ledger.entries + 1,
        "at": transaction.at,
        "person": transaction.person.id,
        "local": transaction.person.local,
        "kind": kind,
        "assessment_id": assessment_id,
        "subject": subject,
        "before": _canonical(before),
        "after": _canonical(after),
        "why": why,
        "previous": ledger.head,
    }
    made = entry_hash(**said)
    session.connection().execute(_INSERT, {**said, "hash": made})
    ledger.entries, ledger.head = ledger.entries + 1, made


def of_assessment(
    session: Session,
    assessment_id: int,
    *,
    statement_id: str | None = None,
    most: int | None = None,
    hidden: "HiddenEntries | None" = None,
) -> list[Change]:
    """The changes made to an assessment, or to one answer in it, the newest first; `most` of them at most, and none
    of those `hidden`.
    """
    query = select(HistoryRow).where(HistoryRow.assessment_id == assessment_id)
    if hidden is not None:
        query = query.where(hidden.clause())
    if statement_id is not None:
        query = query.where(HistoryRow.kind == "answer", HistoryRow.subject == statement_id)
    query = query.order_by(col(HistoryRow.number).desc()).limit(most)
    return [_change(row) for row in session.exec(query)]


def content_at(
    session: Session, assessment_id: int, *, kind: str, statement_id: str, version: int
) -> dict[str, Any] | None:
    """What an answer or a finding said after that many saves, each of which is one entry; None where it was not yet,
    or never so often, saved.
    """
    if not 1 <= version <= MOST_SAVES:
        return None
    query = select(HistoryRow.after).where(
        HistoryRow.assessment_id == assessment_id,
        HistoryRow.kind == kind,
        HistoryRow.subject == statement_id,
    )
    after = session.exec(query.order_by(col(HistoryRow.number)).offset(version - 1).limit(1)).first()
    return None if after is None else dict(json.loads(after))


@once_a_reading
def moves_of(session: Session, assessment_ids: Collection[int]) -> dict[int, list[Change]]:
    """How each of some assessments was begun and moved on, the newest first; every assessment asked for is there."""
    found: dict[int, list[Change]] = {assessment_id: [] for assessment_id in assessment_ids}
    query = select(HistoryRow).where(
        col(HistoryRow.assessment_id).in_(found),
        HistoryRow.kind == "assessment",
    )
    for row in session.exec(query.order_by(col(HistoryRow.number).desc())):
        found[row.assessment_id or 0].append(_change(row))
    return found


def recorded(
    session: Session, *, kind: str, assessment_ids: Collection[int], persons: Collection[str]
) -> Iterator[tuple[int, str, int, str, bool]]:
    """The entries of a kind that some people made on some assessments, in their order: number, person, assessment,
    subject, and whether nothing was there before.
    """
    row = _COLUMNS
    query = (
        sqlalchemy.select(row.number, row.person, row.assessment_id, row.subject, row.before.is_(None))
        .where(row.kind == kind, row.assessment_id.in_(assessment_ids), row.person.in_(persons))
        .order_by(row.number)
    )
    for number, person, assessment_id, subject, first in session.execute(query):
        yield number, person, assessment_id, subject, bool(first)


def begun_in(session: Session) -> dict[int, tuple[str, str]]:
    """Every assessment that was ever begun, by its number, those deleted since too: the ids of round and department."""
    query = select(HistoryRow.assessment_id, HistoryRow.after).where(
        HistoryRow.kind == "assessment",
        HistoryRow.before == None,  # noqa: E711  SQL's own equality
    )
    contents = {number: json.loads(after) for number, after in session.exec(query) if number and after}
    return {number: (after["round"], after["department"]) for number, after in contents.items()}


def next_number(transaction: Transaction, kind: str, table: type[SQLModel]) -> int:
    """A number for a new assessment or action that none ever had, those deleted since included.

    SQLite would give the highest number again once it is free; PostgreSQL's sequences know nothing of restored rows.
    """
    session, place = transaction.session, f"last number of {kind}"
    last = session.info.get(place)
    if last is None:
        numbers = (
            _COLUMNS.assessment_id if kind == "assessment" else sqlalchemy.cast(_COLUMNS.subject, Integer)
        )
        told = sqlalchemy.select(func.max(numbers)).where(_COLUMNS.kind == kind)
        kept = sqlalchemy.select(func.max(SQLModel.metadata.tables[str(table.__tablename__)].c.id))
        last = max(session.execute(query).scalar_one() or 0 for query in (told, kept))
    session.info[place] = last + 1
    return int(last) + 1


@dataclass(frozen=True)
class Seen:
    """Which entries somebody may see: all of them, or those on some assessments, of some kinds that are on no
    assessment, and on one person of the register; in either case without what is `hidden` from them.
    """

    everything: bool = False
    hidden: "HiddenEntries | None" = None
    assessments: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    person: str | None = None


@dataclass(frozen=True)
class HiddenEntries:
    """Entries that tell of statements that somebody is not shown: by assessment the statements, and the subjects of
    whatever else tells of them.
    """

    statements: Mapping[int, frozenset[str]]
    subjects: frozenset[tuple[str, str]] = frozenset()

    def has(self, change: Change) -> bool:
        on = self.statements.get(change.assessment_id or 0, frozenset())
        if change.kind in TELLS_OF_STATEMENT:
            return change.subject in on
        return (change.kind == "action" and bool(on)) or (change.kind, change.subject) in self.subjects

    def clause(self) -> ColumnElement[bool]:
        """That an entry is none of them; assessments with the same statements are asked for together."""
        row, groups = _COLUMNS, defaultdict[frozenset[str], list[int]](list)
        for assessment_id, statements in self.statements.items():
            if statements:
                groups[statements].append(assessment_id)
        some = [each for group in groups.values() for each in group]
        on = [and_(row.assessment_id.in_(ids), row.subject.in_(stmts)) for stmts, ids in groups.items()]
        told = and_(row.kind.in_(TELLS_OF_STATEMENT), or_(false(), *on))
        acted = and_(row.kind == "action", row.assessment_id.in_(some))
        others = [and_(row.kind == kind, row.subject == subject) for kind, subject in sorted(self.subjects)]
        # An entry on no assessment is none of them: with NULL in it, NOT would leave it out.
        return not_(func.coalesce(or_(told, acted, *others), false()))


TELLS_OF_STATEMENT = ("answer", "finding", "target", "accepted gap")
"""Kinds of entries on an assessment whose subject is a statement, and that tell of its level or of what follows."""


OF_PAPERS = ("sample", "reviewer", "disposition", "blind review")
"""Kinds of entries on auditors' working papers: their subjects begin with the round's id."""


@dataclass(frozen=True)
class Wanted:
    """Which entries are looked for, among those that may be seen; None for any.

    `about` and `assessments` are looked for together: the entries on those assessments, and those whose kind and
    subject are a pair of `about`. `since` and `until` are moments, the first included, the second not.
    """

    person: str | None = None
    kind: str | None = None
    assessments: frozenset[int] | None = None
    about: frozenset[tuple[str, str]] = frozenset()
    since: datetime | None = None
    until: datetime | None = None


def found(session: Session, seen: Seen, wanted: Wanted, *, skip: int, most: int) -> tuple[list[Change], int]:
    """`most` of the entries wanted and seen, the newest first, after the first `skip`; and how many there are."""
    row = _COLUMNS
    clauses: list[ColumnElement[bool]] = []
    if not seen.everything:
        on_none = row.assessment_id.is_(None)
        clauses.append(
            or_(
                row.assessment_id.in_(seen.assessments),
                and_(on_none, row.kind.in_(seen.kinds)),
                and_(on_none, row.kind == "person", row.subject == seen.person),
            )
        )
    if seen.hidden is not None:
        clauses.append(seen.hidden.clause())
    if wanted.person is not None:
        clauses.append(row.person == wanted.person)
    if wanted.kind is not None:
        clauses.append(row.kind == wanted.kind)
    if wanted.assessments is not None:
        about = [and_(row.kind == kind, row.subject == subject) for kind, subject in sorted(wanted.about)]
        clauses.append(or_(row.assessment_id.in_(wanted.assessments), *about))
    if wanted.since is not None:
        clauses.append(row.at >= wanted.since)
    if wanted.until is not None:
        clauses.append(row.at < wanted.until)
    query = select(HistoryRow).where(*clauses)
    total = session.execute(sqlalchemy.select(func.count(_NUMBER)).where(*clauses)).scalar_one()
    rows = session.exec(query.order_by(_NUMBER.desc()).offset(skip).limit(most))
    return [_change(each) for each in rows], total


def head(session: Session) -> tuple[int, str]:
    """How many entries the history has, and the hash of the last."""
    ledger = ledger_in(session)
    return ledger.entries, ledger.head


def last_changed(session: Session) -> datetime:
    """When the last entry was made: what is kept now was kept then."""
    query = sqlalchemy.select(_COLUMNS.at).order_by(_NUMBER.desc()).limit(1)
    at: datetime = session.execute(query).scalar_one()
    return at


def last_days_of_people(session: Session) -> dict[str, date]:
    """By person, the day on which they last changed anything."""
    query = sqlalchemy.select(_COLUMNS.person, func.max(_COLUMNS.at)).group_by(_COLUMNS.person)
    return {person: at.date() for person, at in session.execute(query)}


def first_days_of_people(session: Session) -> dict[str, date]:
    """By person, the day on which they were registered."""
    query = sqlalchemy.select(_COLUMNS.subject, func.min(_COLUMNS.at)).where(_COLUMNS.kind == "person")
    return {person: at.date() for person, at in session.execute(query.group_by(_COLUMNS.subject))}


def number_of(session: Session, hash_: str) -> int | None:
    """The number of the entry with that hash."""
    return session.execute(sqlalchemy.select(_NUMBER).where(_COLUMNS.hash == hash_)).scalar_one_or_none()


def hash_of(session: Session, number: int) -> str | None:
    """The hash of the entry with that number; None where there is none."""
    if not 0 < number <= MOST_SAVES:
        return START if number == 0 else None
    return session.execute(
        sqlalchemy.select(_COLUMNS.hash).where(_COLUMNS.number == number)
    ).scalar_one_or_none()


def of_subject(session: Session, *, kind: str, subject: str) -> list[Change]:
    """The changes made to one subject of a kind, the newest first."""
    query = select(HistoryRow).where(HistoryRow.kind == kind, HistoryRow.subject == subject)
    query = query.order_by(col(HistoryRow.number).desc())
    return [_change(row) for row in session.exec(query)]


def latest_texts(session: Session, *, kind: str, moment: datetime) -> dict[str, str | None]:
    """What the last change of every subject of a kind that was made by a moment said, by subject, as JSON; None where
    it took the subject away.
    """
    query = sqlalchemy.select(_COLUMNS.subject, _COLUMNS.after).where(
        _COLUMNS.kind == kind, _COLUMNS.at <= moment
    )
    return {str(subject): after for subject, after in session.execute(query.order_by(_NUMBER))}


def entries(
    session: Session,
    *,
    assessments: Collection[int],
    actions: Collection[int],
    round_id: str,
    corrected: str = "",
    hidden: HiddenEntries | None = None,
    papers: bool = False,
) -> list[Entry]:
    """The entries on those assessments, on those actions and on the round itself, in their order; and on the text that
    its framework was `corrected` to, by its content hash. None of those `hidden`, and
    auditors' working papers only with `papers`.
    """
    about_round = and_(
        col(HistoryRow.kind).in_(["round", "benchmark", "message"]),
        col(HistoryRow.assessment_id).is_(None),
        col(HistoryRow.subject) == round_id,
    )
    about_actions = and_(
        col(HistoryRow.kind) == "action",
        col(HistoryRow.subject).in_([str(each) for each in actions]),
    )
    about_text = and_(col(HistoryRow.kind) == "framework", col(HistoryRow.subject) == corrected)
    wanted = or_(col(HistoryRow.assessment_id).in_(assessments), about_actions, about_round, about_text)
    if papers:
        wanted = or_(
            wanted,
            and_(
                col(HistoryRow.kind).in_(OF_PAPERS),
                or_(
                    col(HistoryRow.subject) == round_id,
                    col(HistoryRow.subject).startswith(f"{round_id}/", autoescape=True),
                ),
            ),
        )
    query = select(HistoryRow).where(wanted)
    if hidden is not None:
        query = query.where(hidden.clause())
    return [Entry.model_validate(row) for row in session.exec(query.order_by(col(HistoryRow.number)))]


def verify_chain(session: Session, *, after: tuple[int, str] = (0, START)) -> int:
    """How many entries the chain holds, all of them sound; raises as sound_entries does."""
    number = after[0]
    for block in sound_entries(session, after=after):
        number = block[-1][0]
    return number


def sound_entries(
    session: Session, *, after: tuple[int, str] = (0, START)
) -> Iterator[Sequence[Sequence[Any]]]:
    """The entries of the chain as raw_entries has them, some at a time, once they are found sound; raises ChainBroken
    at the first that is not, and at the end where the ledger says that there should be others.

    With the number and hash of an entry, only that it has them still and that all `after` it follow on.
    """
    link = Link(*after)
    if link.number and hash_of(session, link.number) != link.head:
        raise ChainBroken(link.number)
    for block in raw_entries(session, beyond=link.number or BEFORE_ALL):
        if link.adds(block, _as_hashed) < len(block):
            raise ChainBroken(link.number + 1)
        yield cast(Sequence[Row[Any]], block)
    with legibly():
        ledger = session.execute(select(LedgerRow.id, LedgerRow.entries, LedgerRow.head)).all()
        if [tuple(row) for row in ledger] == [(1, link.number, link.head)]:
            return
    raise ChainBroken(link.number + 1)


@contextmanager
def legibly() -> Iterator[None]:
    """Passes over what the block cannot read: values that are no longer of their column's kind, which only
    SQLite keeps. The block is left at that point. Whatever else goes wrong is raised.
    """
    try:
        yield
    except (ValueError, TypeError):
        pass
    except OperationalError as error:
        if "decode" not in str(error.orig):  # SQLite's word for text that is no UTF-8
            raise


def raw_entries(session: Session, *, beyond: int = BEFORE_ALL) -> Iterator[Sequence[Row[Any] | None]]:
    """Every entry, or every one `beyond` a number, some at a time in the order of their numbers, as raw values in the
    order of the columns; None for one that cannot be read.
    """
    connection = session.connection()
    while True:
        found: Sequence[Row[Any] | None] | None = None
        with legibly():
            found = connection.execute(_NEXT, {"beyond": beyond}).all()
        if found is None:
            numbers = connection.execute(_NEXT_NUMBERS, {"beyond": beyond}).scalars().all()
            yield [_read_one(connection, number) for number in numbers]
            beyond = numbers[-1]
            continue
        if not found:
            return
        yield found
        beyond = found[-1][0]


def _read_one(connection: Connection, number: int) -> Row[Any] | None:
    with legibly():
        return connection.execute(_ONE, {"number": number}).one()
    return None


def _as_hashed(at: Any) -> str:
    """A moment that the database keeps, as hashes have it; ValueError where this program would have written it
    otherwise.
    """
    if isinstance(at, datetime):
        return at.astimezone(UTC).isoformat(timespec="microseconds")
    moment = datetime.fromisoformat(at)  # SQLite keeps it as text
    # With these signs at these places there is one way to write it, but for 24 o'clock, which newer Pythons read.
    if moment.tzinfo is not None or len(at) != 26 or at[4:20:3] != "-- ::." or at[11:13] == "24":
        raise ValueError(at)
    return f"{at[:10]}T{at[11:]}+00:00"


def _change(row: HistoryRow) -> Change:
    return Change(
        number=row.number,
        at=row.at,
        person=row.person,
        local=row.local,
        kind=row.kind,
        assessment_id=row.assessment_id,
        subject=row.subject,
        before=json.loads(row.before) if row.before else None,
        after=json.loads(row.after) if row.after else None,
        why=row.why,
    )


def _canonical(content: Content) -> str | None:
    return None if content is None else canonical(content)
