"""What the history's last entries left of what there is most of, held against what is kept as both lie there.

Text for text, without an object for each. Whatever is not the same was perhaps written by an earlier version of this
program: it is doubtful, and integrity looks at it with more patience, as at everything else.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy
from sqlalchemy import Boolean, Column, Date, Integer, String, null, type_coerce
from sqlmodel import Session, SQLModel

from maturity.assessment.answer import State
from maturity.assessment.round import RoundKind
from maturity.errors import MaturityError
from maturity.history.chain import Entry, EntryUnreadable, canonical, moved
from maturity.plan.action import Action
from maturity.store import history
from maturity.store.history import legibly
from maturity.store.tables import Utc

Key = tuple[int, str]
"""What entries of one kind are on: an assessment (0 for none, and for an action), and a subject."""
Left = tuple[Any, ...]
"""What entries left of something: first the last one's text, then what its kind has besides. A plain tuple of plain
values, as hundreds of thousands of anything else would be gone through by the search for garbage, again and again.
"""


class EntryOutOfTurn(MaturityError):
    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"Entry {number} of the history tells of a change from something that the history had not said before: it "
            "was written by something other than this program. Compare it with a backup."
        )


@dataclass(frozen=True)
class ToldHistory:
    """The history, gone through once: what was left, by kind and key; the entries of kinds that are not quick; and the
    numbers of those of an earlier time than the entry before.
    """

    left: dict[str, dict[Key, Left]]
    others: list[Entry]
    back: list[int]


def read_history(entries: Iterable[Sequence[Any]], kinds: Collection[str]) -> ToldHistory:
    """What sound entries say of some kinds, one after the other as history.sound_entries has them.

    Raises EntryOutOfTurn for the first that does not begin where the one before it on the same ended, or
    EntryUnreadable.
    """
    told = ToldHistory({kind: {} for kind in kinds}, [], [])
    ways = {kind: (told.left[kind], QUICK[kind].leave if kind in QUICK else None) for kind in kinds}
    then: Any = None
    wrong: MaturityError | None = None
    for entry in entries:
        number, at, person, local, kind, assessment_id, subject, before, after, why, previous, hash_ = entry
        # Whether the chain holds is looked at to its end before that something in it is wrong is told.
        if wrong or kind not in ways:
            continue
        left, leave = ways[kind]
        key = (0 if kind == "action" else assessment_id or 0, subject)
        was = left.get(key)
        ended = None if was is None else was[0]
        try:
            if before != ended and not _follows(kind, before, ended):
                wrong = EntryOutOfTurn(number)
            if after is None:
                left.pop(key, None)
            else:
                left[key] = leave(was, before, after, at, person) if leave else (after,)
        except (ValueError, LookupError, TypeError):  # a ValidationError is a ValueError
            wrong = EntryUnreadable(number)
        if then is not None and at < then:
            told.back.append(number)
        then = at
        if not leave:
            moment = at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)
            told.others.append(
                Entry.model_construct(
                    number=number, at=moment.astimezone(UTC), person=person, local=bool(local), kind=kind,
                    assessment_id=assessment_id, subject=subject, before=before, after=after, why=why,
                    previous=previous, hash=hash_,
                )
            )  # fmt: skip
    if wrong:
        raise wrong
    return told


def doubtful(session: Session, kind: str, told: Mapping[Key, Left]) -> set[Key]:
    """The keys of whatever of a quick kind is not, text for text, kept as it was left."""
    quick = QUICK[kind]
    raw = [_RAW_TYPES.get(type(each.type), lambda column: column)(each) for each in quick.columns]
    published = set(session.execute(_PUBLISHED).scalars()) if kind == "finding" else set[int]()
    left, found, whole, key_of = dict(told), set[Key](), False, quick.key_of
    with legibly():
        is_as_left = quick.reader(session)
        for row in session.execute(sqlalchemy.select(*raw).execution_options(yield_per=history.BLOCK)):
            key = key_of(row)
            was = left.pop(key, None)
            try:
                if was is not None and is_as_left(row, was):
                    continue
            except (TypeError, ValueError, LookupError):  # bytes where words were, or items that are none
                pass
            if key[0] not in published:
                found.add(key)
        whole = True
    if whole:
        return found | left.keys()
    return {key for key in quick.primary_keys(session) if key[0] not in published} | told.keys()


def _follows(kind: str, before: str | None, was: str | None) -> bool:
    """Whether an entry begins where the one before it on the same ended, as far as both tell of the same parts."""
    if before is None:
        return was is None
    if was is None:
        return kind == "answer" and _is_unanswered(before)  # as it is before anybody answers
    begins, ended = json.loads(before), json.loads(was)
    return all(ended[part] == value for part, value in begins.items() if part in ended)


@lru_cache(maxsize=64)
def _is_unanswered(content: str) -> bool:
    return bool(json.loads(content).get("state") == State.NOT_ANSWERED)


def _saved(was: Left | None, _before: str | None, after: str, at: Any, person: str) -> Left:
    """And how many saves there were, when the last was, and by whom."""
    return (after, 1 if was is None else was[1] + 1, at, person)


def _found(was: Left | None, before: str | None, after: str, at: Any, person: str) -> Left:
    """And how many saves of a finding there were; when it was changed, and by whom, and when it was replied to."""
    if was is None:
        return (after, 1, at, person, None, None)
    _, saves, changed_at, changed_by, replied_at, replied_by = was
    if _only_replied(before, after):
        return (after, saves + 1, changed_at, changed_by, at, person)
    return (after, saves + 1, at, person, replied_at, replied_by)


def _moved(was: Left | None, _before: str | None, after: str, at: Any, person: str) -> Left:
    """And all that the entries on an assessment have left of it."""
    return (after, moved({} if was is None else was[1], json.loads(after), at, person))


def _acted(was: Left | None, before: str | None, after: str, at: Any, person: str) -> Left:
    Action.model_validate_json(after)  # each is such as this program writes
    return _saved(was, before, after, at, person)


def _only_replied(before: str | None, after: str) -> bool:
    parts = [_round_reply(each) for each in (before or "", after)]
    if all(parts):
        return parts[0] == parts[1]
    was, became = json.loads(before or "{}"), json.loads(after)
    return bool({**was, "reply": ""} == {**became, "reply": ""})


def _round_reply(finding: str) -> tuple[str, str] | None:
    """A finding as the history writes it, without the reply: what stands before it and after; None where there is none.
    Within words there is no such mark, as their quotes are escaped.
    """
    first, mark, rest = finding.partition(',"reply":')
    _, other, last = rest.rpartition(',"standing":')
    return (first, last) if mark and other else None


def _answer_as_left(row: Sequence[Any], left: Left) -> bool:
    (
        _, _, state, level, evidence, date, links, contact, reason, unsure, come_back, carried, items, low, high,
        confirmed, version, changed_at, changed_by,
    ) = row  # fmt: skip
    if left[1:] != (version, changed_at, changed_by):
        return False
    first = last = middle = ""
    if items != "" or low is not None or high is not None or confirmed != 0:  # it has a checklist
        first = f'"confirmed":{_MARKS.get(confirmed)},'
        middle = f'"high":{_number(high)},"items":{canonical(json.loads(items or "[]"))},'
        last = f'"low":{_number(low)},'
    # Written by hand, as there are hundreds of thousands: what `canonical` makes of an answer's content, by a test.
    return bool(
        left[0]
        == f'{{"carried":{_MARKS.get(carried)},"come_back":{_MARKS.get(come_back)},{first}"contact":{_TEXT(contact)},'
        f'"evidence":{_TEXT(evidence)},"evidence_date":{"null" if date is None else _TEXT(str(date))},{middle}'
        f'"level":{_number(level)},"links":{canonical(links.split(_LINE)) if links else "[]"},{last}'
        f'"reason":{_TEXT(reason)},"state":{_TEXT(state)},"unsure":{_MARKS.get(unsure)}}}'
    )


def _finding_as_left(row: Sequence[Any], left: Left) -> bool:
    (
        _, _, state, level, reason, confidence, other_state, other_level, standing, answer_version, reply, replied_by,
        replied_at, items, version, changed_at, changed_by,
    ) = row  # fmt: skip
    if left[1:] != (version, changed_at, changed_by, replied_at, replied_by):
        return False
    if confidence is not None or other_state is not None or other_level is not None:
        return False
    checklist = f'"items":{canonical(json.loads(items))},' if items else ""
    return bool(
        left[0] == f'{{"answer_version":{_number(answer_version)},{checklist}"level":{_number(level)},'
        f'"reason":{_TEXT(reason)},"reply":{_TEXT(reply)},'
        f'"standing":{"null" if standing is None else _TEXT(standing)},"state":{_TEXT(state)}}}'
    )


def _assessment_as_left(row: Sequence[Any], left: Left) -> bool:
    (
        _, round_id, department_id, status, started_at, assurance, submitted_at, submitted_by, agreed_at, agreed_by,
        kinds,
    ) = row  # fmt: skip
    return bool(
        left[1]
        == {
            "round": round_id, "department": department_id, "status": status, "started_at": started_at,
            "assurance": assurance, "submitted_at": submitted_at, "submitted_by": submitted_by,
            "agreed_at": agreed_at, "agreed_by": agreed_by, "kinds": tuple(kinds.split()),
        }
    )  # fmt: skip


def _reader_of_actions(session: Session) -> Callable[[Sequence[Any], Left], bool]:
    whose = _parts(session, "action_departments", lambda department_id: department_id)
    rises = _parts(
        session, "action_statements", lambda statement_id, to: {"statement_id": statement_id, "to": to}
    )
    further = _parts(
        session,
        "action_further",
        lambda framework_id, statement_id, to: {
            "framework_id": framework_id,
            "statement_id": statement_id,
            "to": to,
        },
    )
    first = SQLModel.metadata.tables["action_dependencies"].c
    waits = dict[int, list[int]]()
    for action_id, other in session.execute(
        sqlalchemy.select(first.action_id, first.depends_on).order_by(first.depends_on)
    ):
        waits.setdefault(action_id, []).append(other)
    names = SQLModel.metadata.tables["actions"].c.keys()

    def is_as_left(row: Sequence[Any], left: Left) -> bool:
        content = dict(zip(names, row, strict=True))
        number, *signed = (content.pop(part) for part in ("id", "version", "changed_at", "changed_by"))
        if left[1:] != tuple(signed):
            return False
        for part in ("start", "due", "delivered_on"):
            if content[part] is not None:
                content[part] = str(content[part])
        belonging = {"departments": whose, "rises": rises, "further": further, "depends_on": waits}
        content |= {part: found.get(number, []) for part, found in belonging.items()}
        return bool(left[0] == canonical(content))

    return is_as_left


def _parts(session: Session, table: str, made: Callable[..., Any]) -> dict[int, list[Any]]:
    """What belongs to each action, in its order; what is out of place is in none."""
    columns = SQLModel.metadata.tables[table].c
    what = [each for each in columns if each.name not in ("action_id", "place")]
    query = sqlalchemy.select(columns.action_id, columns.place, *what).order_by(
        columns.action_id, columns.place
    )
    found: dict[int, list[Any]] = {}
    for action_id, place, *part in session.execute(query):
        of = found.setdefault(action_id, [])
        of.append(made(*part) if place == len(of) else None)
    return found


def _number(value: int | None) -> str:
    return "null" if value is None else repr(value)  # a text there would have quotes, which no entry has


@dataclass(frozen=True)
class QuickKind:
    """A kind of which there is much: its table, the key of a row of it, what an entry leaves of it, and what tells
    whether a row is as that.
    """

    table: str
    key_of: Callable[[Sequence[Any]], Key]
    leave: Callable[[Left | None, str | None, str, Any, str], Left]
    reader: Callable[[Session], Callable[[Sequence[Any], Left], bool]]

    @property
    def columns(self) -> Iterable[Column[Any]]:
        return SQLModel.metadata.tables[self.table].c

    def primary_keys(self, session: Session) -> dict[Key, tuple[Any, ...]]:
        """Of every row that there is, by its key."""
        # Of the others, which perhaps cannot be read, nothing.
        known = {"id", "assessment_id", "statement_id", "department_id"}
        asked = [each if each.name in known else null().label(each.name) for each in self.columns]
        primary = SQLModel.metadata.tables[self.table].primary_key
        return {
            self.key_of(row): tuple(getattr(row, each.name) for each in primary)
            for row in session.execute(sqlalchemy.select(*asked))
        }


QUICK = {
    "answer": QuickKind("answers", itemgetter(0, 1), _saved, lambda _: _answer_as_left),
    "finding": QuickKind("findings", itemgetter(0, 1), _found, lambda _: _finding_as_left),
    "assessment": QuickKind("assessments", itemgetter(0, 2), _moved, lambda _: _assessment_as_left),
    "action": QuickKind("actions", lambda row: (0, str(row[0])), _acted, _reader_of_actions),
}
_RAW_TYPES: dict[type, Callable[[Any], Any]] = {
    Utc: lambda column: type_coerce(column, String).label(column.name),
    Date: lambda column: type_coerce(column, String).label(column.name),
    Boolean: lambda column: type_coerce(column, Integer).label(column.name),
}
"""Columns whose values are made into something else on their way, and are not here."""
_ROUNDS, _ASSESSMENTS = (SQLModel.metadata.tables[name].c for name in ("rounds", "assessments"))
_PUBLISHED = sqlalchemy.select(_ASSESSMENTS.id).where(
    _ASSESSMENTS.round_id == _ROUNDS.id, _ROUNDS.kind == RoundKind.BENCHMARK
)
_TEXT = json.encoder.encode_basestring
_LINE = "\n"
_MARKS = {0: "false", 1: "true"}
