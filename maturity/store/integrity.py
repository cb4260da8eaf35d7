"""Whether what is kept now is what the history last said of it.

A hand that edits the answers leaves the chain of the history whole. So everything that the history tells of is
worked out from it anew, and laid beside the tables.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy
from sqlalchemy import Boolean, Date, Integer, String, func, inspect, or_, type_coerce
from sqlmodel import Session, SQLModel, col, select

from maturity.assessment.answer import State
from maturity.assessment.assignment import Assignment
from maturity.assessment.blind import BlindReview
from maturity.assessment.finding import Finding, digest
from maturity.assessment.people import EVERY_DEPARTMENT
from maturity.assessment.round import Assessment, Department, Round, RoundKind
from maturity.assessment.sample import SamplePlan
from maturity.assessment.working_papers import Disposition, Reviewer
from maturity.errors import MaturityError
from maturity.history.chain import Content, Entry, KeptOtherwise, Key, agree, canonical, content_of, last_said
from maturity.plan.action import Action
from maturity.store import (
    answers,
    assessments,
    assignments,
    companions,
    findings,
    frameworks,
    history,
    messages,
    people,
    plans,
)
from maturity.store.history import legibly
from maturity.store.reading import read_afresh
from maturity.store.tables import (
    AcceptedGapRow,
    ActionDepartmentRow,
    ActionFurtherRow,
    ActionRow,
    ActionStatementRow,
    AnswerRow,
    AssessmentRow,
    AssignmentRow,
    BlindReviewRow,
    CompanionRow,
    DepartmentRow,
    DispositionRow,
    FindingRow,
    FrameworkRow,
    HistoryRow,
    MessageRow,
    PersonRow,
    ReviewerRow,
    RoundRow,
    SampleRow,
    TargetRow,
    Utc,
)


def check(session: Session) -> list[str]:
    """Whether the history is whole, and what is kept is what it last said; gives what in it is odd without being wrong,
    in sentences.

    Raises ChainBroken as history.sound_entries does, EntryOutOfTurn for an entry that does not begin where the one
    before it on the same ended, LostParent for a row that belongs to nothing, or KeptOtherwise for the first thing kept
    that is not as the history last said.
    """
    read_afresh(session)
    told = _read_history(history.sound_entries(session))
    _check_parents(session)
    said, kept = last_said(told.others), _kept(session)
    for kind, of in told.quick.items():
        for key in _doubtful(session, kind, of):
            said |= last_said(_entries_on(session, key))
            kept |= _kept_under(session, key)
    for key in sorted(said.keys() | kept.keys()):
        if not agree(said.get(key), kept.get(key)):
            kind, assessment_id, subject = key
            raise KeptOtherwise(_named(said, key), kind, assessment_id or None, subject)
    return told.warnings


class EntryOutOfTurn(MaturityError):
    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"Entry {number} of the history tells of a change from something that the history had not said before: it "
            "was written by something other than this program. Compare it with a backup."
        )


class LostParent(MaturityError):
    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f"The history holds together, but the table “{table}” has a row that belongs to nothing: it was altered by "
            "something other than this program. Compare it with a backup."
        )


@dataclass(slots=True)
class _Left:
    """What entries left of an answer or a finding, as they lie there."""

    after: str
    saves: int
    changed: tuple[Any, str] | tuple[None, None]
    replied: tuple[Any, str] | tuple[None, None]


@dataclass(frozen=True)
class _Told:
    """The history, gone through once: of the kinds that there are most of, what was left; of others, the entries."""

    quick: dict[str, dict[Key, _Left]]
    others: list[Entry]
    warnings: list[str]


def _read_history(entries: Iterable[Any]) -> _Told:
    quick: dict[str, dict[Key, _Left]] = {kind: {} for kind in QUICK}
    others: list[Entry] = []
    last: dict[Key, str | None] = {}
    back: list[int] = []
    then = None
    astray = (
        0  # the first entry out of turn; whether the chain holds is looked at to its end before that is told
    )
    for row in entries:
        number, at, person, local, kind, assessment_id, subject, before, after, why, previous, hash_ = row
        if astray or kind not in KINDS:
            continue
        key = (kind, 0 if kind == "action" else assessment_id or 0, subject)
        was = last.get(key)
        if before != was and not _follows(kind, before, was):
            astray = number
        last[key] = after
        if then is not None and at < then:
            back.append(number)
        then = at
        if kind in quick:
            _leave(quick[kind], key, before, after, (at, person))
        else:
            moment = at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)
            others.append(
                Entry.model_construct(
                    number=number, at=moment.astimezone(UTC), person=person, local=bool(local), kind=kind,
                    assessment_id=assessment_id, subject=subject, before=before, after=after, why=why,
                    previous=previous, hash=hash_,
                )
            )  # fmt: skip
    if astray:
        raise EntryOutOfTurn(astray)
    return _Told(quick, others, _of_times(back))


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


def _leave(
    left: dict[Key, _Left], key: Key, before: str | None, after: str | None, signed: tuple[Any, str]
) -> None:
    if after is None:
        left.pop(key, None)
        return
    last = left.get(key)
    if last is None:
        left[key] = _Left(after, 1, signed, (None, None))
        return
    if key[0] == "finding" and _only_replied(before, after):
        last.replied = signed
    else:
        last.changed = signed
    last.after, last.saves = after, last.saves + 1


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


def _of_times(back: list[int]) -> list[str]:
    if not back:
        return []
    many = "1 entry is" if len(back) == 1 else f"{len(back):,} entries are"
    return [
        f"{many} of an earlier time than the entry before, the first of them entry {back[0]}: a clock was put back, or "
        "servers had different ones."
    ]


def _check_parents(session: Session) -> None:
    """PostgreSQL lets no row lose what it belongs to; SQLite lets a hand that does not ask for it."""
    if session.get_bind().dialect.name == "sqlite":
        for row in session.execute(sqlalchemy.text("PRAGMA foreign_key_check")):
            raise LostParent(str(row[0]))


def _doubtful(session: Session, kind: str, told: dict[Key, _Left]) -> list[Key]:
    """The keys of whatever is not, text for text, kept as it was left; they are looked at with more patience."""
    table, as_left = QUICK[kind]
    columns = SQLModel.metadata.tables[str(table.__tablename__)].c
    raw = [_RAW_TYPES.get(type(each.type), lambda column: column)(each) for each in columns]
    published = set(
        session.exec(
            select(AssessmentRow.id)
            .join(RoundRow, col(RoundRow.id) == AssessmentRow.round_id)
            .where(RoundRow.kind == RoundKind.BENCHMARK)
        )
    )
    left, doubtful, whole = dict(told), list[Key](), False
    with legibly():
        query = sqlalchemy.select(*raw).execution_options(yield_per=history.BLOCK)
        for row in session.execute(query):
            key = (kind, row[0], row[1])
            was = left.pop(key, None)
            with suppress(TypeError, ValueError):  # bytes where words were, or items that are none
                if was is not None and as_left(row, was):
                    continue
            if kind == "answer" or row[0] not in published:
                doubtful.append(key)
        whole = True
    if whole:
        return doubtful + list(left)
    identities = session.execute(sqlalchemy.select(columns.assessment_id, columns.statement_id))
    there = {(kind, number, subject) for number, subject in identities if number not in published}
    return sorted(there | told.keys())


def _answer_as_left(row: Any, left: _Left) -> bool:
    (
        _, _, state, level, evidence, date, links, contact, reason, unsure, come_back, carried, items, low, high,
        confirmed, version, changed_at, changed_by,
    ) = row  # fmt: skip
    if (version, changed_at, changed_by) != (left.saves, *left.changed):
        return False
    first = last = middle = ""
    if (items, low, high, confirmed) != ("", None, None, 0):  # it has a checklist
        first = f'"confirmed":{_MARKS.get(confirmed)},'
        middle = f'"high":{_number(high)},"items":{canonical(json.loads(items or "[]"))},'
        last = f'"low":{_number(low)},'
    # Written by hand, as there are hundreds of thousands: what `canonical` makes of an answer's content, by a test.
    return left.after == (
        f'{{"carried":{_MARKS.get(carried)},"come_back":{_MARKS.get(come_back)},{first}"contact":{_TEXT(contact)},'
        f'"evidence":{_TEXT(evidence)},"evidence_date":{"null" if date is None else _TEXT(str(date))},{middle}'
        f'"level":{_number(level)},"links":{canonical(links.split(_LINE)) if links else "[]"},{last}'
        f'"reason":{_TEXT(reason)},"state":{_TEXT(state)},"unsure":{_MARKS.get(unsure)}}}'
    )


def _finding_as_left(row: Any, left: _Left) -> bool:
    (
        _, _, state, level, reason, confidence, other_state, other_level, standing, answer_version, reply, replied_by,
        replied_at, items, version, changed_at, changed_by,
    ) = row  # fmt: skip
    signed = (version, changed_at, changed_by, replied_at, replied_by)
    if signed != (left.saves, *left.changed, *left.replied):
        return False
    if (confidence, other_state, other_level) != (None, None, None):
        return False
    checklist = f'"items":{canonical(json.loads(items))},' if items else ""
    return left.after == (
        f'{{"answer_version":{_number(answer_version)},{checklist}"level":{_number(level)},'
        f'"reason":{_TEXT(reason)},"reply":{_TEXT(reply)},'
        f'"standing":{"null" if standing is None else _TEXT(standing)},"state":{_TEXT(state)}}}'
    )


def _number(value: int | None) -> str:
    return "null" if value is None else repr(value)  # a text there would have quotes, which no entry has


def _entries_on(session: Session, key: Key) -> list[Entry]:
    kind, assessment_id, subject = key
    query = select(HistoryRow).where(
        HistoryRow.assessment_id == assessment_id, HistoryRow.kind == kind, HistoryRow.subject == subject
    )
    return [Entry.model_validate(row) for row in session.exec(query.order_by(col(HistoryRow.number)))]


def _kept_under(session: Session, key: Key) -> dict[Key, Content]:
    """The one answer or finding that is kept under a key; what cannot be read is there as nothing."""
    kind, *identity = key
    table, read = TABLES[kind]
    columns = SQLModel.metadata.tables[str(table.__tablename__)].c
    there = sqlalchemy.select(columns.assessment_id).where(
        columns.assessment_id == identity[0], columns.statement_id == identity[1]
    )
    if session.execute(there).first() is None:
        return {}
    content: Content = {}
    with legibly():
        row = session.get(table, tuple(identity))
        if row is not None:
            content = read(session, row)
    return {key: content}


def _named(said: dict[Key, Content], key: Key) -> str:
    kind, assessment_id, subject = key
    starts = {number: content for (k, number, _), content in said.items() if k == "assessment"}
    of = starts.get(assessment_id, {"department": "unknown", "round": "unknown"})
    where = f"assessment {assessment_id} (department “{of['department']}”, round “{of['round']}”)"
    match kind:
        case "assessment":
            return where
        case "benchmark":
            return f"a finding of the published round “{subject}”"
        case "message":
            return (
                f"the message to the board in {where}"
                if assessment_id
                else f"the message to the board of the round “{subject}”"
            )
        case "sample":
            return f"the sample of the round “{subject}”"
        case "reviewer" | "disposition" | "blind review":
            round_id, _, rest = subject.partition("/")
            return f"the {kind} “{rest}” of the round “{round_id}”"
        case _ if assessment_id:
            return f"the {kind} on the statement “{subject}” in {where}"
        case _:
            return f"the {kind} “{subject}”"


def _kept(session: Session) -> dict[Key, Content]:
    """What the tables hold, under the same keys; what cannot be read is there as nothing."""
    kept: dict[Key, Content] = {}
    begun: dict[tuple[str, str], int] = {}
    for kind, (table, read) in TABLES.items():
        if kind in QUICK:
            continue
        if table is ActionRow:
            read = _reader_of_actions(session)
        for identity, row in _rows(session, table):
            number, subject = (0, *identity) if len(identity) == 1 else identity[:2]
            key = (kind, number, str(subject))
            if table in OF_A_ROUND:
                key = (kind, 0, "/".join(map(str, identity)))
            if isinstance(row, AssessmentRow):
                key = (kind, row.id or 0, row.department_id)
                begun[row.round_id, row.department_id] = row.id or 0
            if table is MessageRow:
                round_id, department = identity
                key = (kind, begun.get((round_id, department), 0), str(department))
                if department == EVERY_DEPARTMENT:
                    key = (kind, 0, str(round_id))
            kept[key] = {}
            if row is not None:
                with legibly():
                    kept[key] = read(session, row)
    return _with_benchmarks(session, kept)


def _rows(session: Session, table: type[SQLModel]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every row of a table with its identity, in its order; None for a row that cannot be read."""
    columns = inspect(table).primary_key
    identities = session.execute(sqlalchemy.select(*columns).order_by(*columns)).all()
    held: list[SQLModel] = []  # the session forgets what nobody holds
    with legibly():
        held += session.exec(select(table))
    for identity in identities:
        row = None
        with legibly():
            row = session.get(table, tuple(identity))
        yield tuple(identity), row


def _with_benchmarks(session: Session, kept: dict[Key, Content]) -> dict[Key, Content]:
    """The same with the findings of each published round as the one entry that the history has of them."""
    rounds = [subject for kind, _, subject in kept if kind == "round"]
    for round_id in rounds:
        if kept["round", 0, round_id].get("kind") != RoundKind.BENCHMARK:
            continue
        cells: dict[tuple[str, str], Finding] = {}
        reviewed = False
        with legibly():
            for assessment, department in assessments.of_round(session, round_id):
                for row in session.exec(select(FindingRow).where(FindingRow.assessment_id == assessment.id)):
                    cells[row.statement_id, department.id] = findings.held_in(row)
                    reviewed |= not _is_only_published(row)
            if not reviewed:
                kept["benchmark", 0, round_id] = {"cells": len(cells), "sha256": digest(cells)}
        kept.setdefault(("benchmark", 0, round_id), {})
    return kept


def _is_only_published(row: FindingRow) -> bool:
    """Whether nothing of a review is with a published finding, and no level without the state that it is of."""
    review = (row.standing, row.replied_by, row.replied_at, row.changed_at, row.changed_by)
    return (
        review == (None,) * 5
        and (row.answer_version, row.reply, row.items, row.version) == (0, "", "", 0)
        and _is_whole(row)
    )


def _is_whole(row: FindingRow) -> bool:
    return (row.other_state == State.LEVEL) == (row.other_level is not None)


def _finding(_: Session, row: FindingRow) -> Content:
    return content_of(findings.held_in(row)) if _is_whole(row) else {}


def _reader_of_actions(session: Session) -> Callable[[Session, Any], Content]:
    """Reads all of them at once, with what belongs to each; one by one where that cannot be read."""
    found: dict[int, Action] = {}
    with legibly():
        found = {action.id: action for action in plans.every_action(session)}
    misplaced = {
        number
        for part in (ActionDepartmentRow, ActionStatementRow, ActionFurtherRow)
        for number in session.exec(
            select(part.action_id)
            .group_by(col(part.action_id))
            .having(or_(func.min(part.place) != 0, func.max(part.place) != func.count() - 1))
        )
    }

    def read(session: Session, row: Any) -> Content:
        if row.id in misplaced:
            return {}
        return content_of(found[row.id] if row.id in found else plans.action_of(session, row.id))

    return read


def _assignment(_: Session, row: AssignmentRow) -> Content:
    return assignments.content(Assignment.model_validate(row.model_dump()))


def _person(session: Session, row: PersonRow) -> Content:
    signed_out = row.signed_out.isoformat() if row.signed_out else None
    identity = {"issuer": row.issuer, "subject": row.subject}
    return {**people.content(people.get(session, row.id)), **identity, "signed_out": signed_out}


TABLES: dict[str, tuple[type[SQLModel], Callable[[Session, Any], Content]]] = {
    "department": (DepartmentRow, lambda _, row: content_of(Department.model_validate(row))),
    "round": (RoundRow, lambda _, row: content_of(Round.model_validate(row))),
    "framework": (FrameworkRow, lambda _, row: content_of(frameworks.held_in(row))),
    "companion": (CompanionRow, lambda _, row: content_of(companions.held_in(row))),
    "person": (PersonRow, _person),
    "assessment": (AssessmentRow, lambda _, row: content_of(Assessment.model_validate(row))),
    "assignment": (AssignmentRow, _assignment),
    "answer": (AnswerRow, lambda _, row: content_of(answers.held_in(row))),
    "finding": (FindingRow, _finding),
    "target": (TargetRow, lambda _, row: content_of(plans.target_in(row))),
    "accepted gap": (AcceptedGapRow, lambda _, row: content_of(plans.accepted_in(row))),
    "message": (MessageRow, lambda _, row: content_of(messages.held_in(row))),
    "sample": (SampleRow, lambda _, row: content_of(SamplePlan.model_validate(row))),
    "reviewer": (ReviewerRow, lambda _, row: content_of(Reviewer.model_validate(row))),
    "disposition": (DispositionRow, lambda _, row: content_of(Disposition.model_validate(row))),
    "blind review": (BlindReviewRow, lambda _, row: content_of(BlindReview.model_validate(row))),
    "action": (ActionRow, lambda session, row: content_of(plans.action_of(session, row.id))),
}
"""By the kind that the history gives to what each holds."""
QUICK: dict[str, tuple[type[SQLModel], Callable[[Any, _Left], bool]]] = {
    "answer": (AnswerRow, _answer_as_left),
    "finding": (FindingRow, _finding_as_left),
}
"""Kinds of which there are most: what is kept is first held against their last entries as they lie there, text for
text; whatever is not the same text was perhaps written by an earlier version, and is looked at as the others are.
"""
_RAW_TYPES: dict[type, Callable[[Any], Any]] = {
    Utc: lambda column: type_coerce(column, String).label(column.name),
    Date: lambda column: type_coerce(column, String).label(column.name),
    Boolean: lambda column: type_coerce(column, Integer).label(column.name),
}
"""Columns whose values are made into something else on their way, and are not here."""
OF_A_ROUND = (BlindReviewRow, ReviewerRow, DispositionRow)
"""Tables whose rows the history calls by the round and what in it they are on."""
KINDS = {*TABLES, "benchmark"}
_TEXT = json.encoder.encode_basestring
_LINE = "\n"
_MARKS = {0: "false", 1: "true"}
