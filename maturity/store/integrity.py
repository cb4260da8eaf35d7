"""Whether what is kept now is what the history last said of it.

A hand that edits the answers leaves the chain of the history whole. So everything that the history tells of is
worked out from it anew, and laid beside the tables.
"""

from collections.abc import Callable, Collection, Iterator
from itertools import chain
from typing import Any

import sqlalchemy
from sqlalchemy import func, inspect, or_
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
from maturity.history.chain import (
    Content,
    Entry,
    KeptOtherwise,
    Key,
    agree,
    content_of,
    last_said,
    subject_key,
)
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
from maturity.store.as_left import QUICK, ToldHistory, doubtful, read_history
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
)


def check(session: Session) -> list[str]:
    """Whether the history is whole, and what is kept is what it last said; gives what in it is odd without being wrong,
    in sentences.

    Raises ChainBroken as history.sound_entries does, EntryOutOfTurn for an entry that does not begin where the one
    before it on the same ended, LostParent for a row that belongs to nothing, or KeptOtherwise for the first thing kept
    that is not as the history last said.
    """
    read_afresh(session)
    told = read_history(chain.from_iterable(history.sound_entries(session)), KINDS)
    _check_parents(session)
    said, kept = last_said(told.others), _kept(session)
    for kind in QUICK:
        if keys := doubtful(session, kind, told.left[kind]):
            said |= last_said(_entries_on(session, kind, keys))
            kept |= _kept_under(session, kind, keys)
    for key in sorted(said.keys() | kept.keys()):
        if not agree(said.get(key), kept.get(key)):
            kind, assessment_id, subject = key
            raise KeptOtherwise(_named(told, key), kind, assessment_id or None, subject)
    return _of_times(told.back)


class LostParent(MaturityError):
    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            f"The history holds together, but the table “{table}” has a row that belongs to nothing: it was altered by "
            "something other than this program. Compare it with a backup."
        )


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


def _entries_on(session: Session, kind: str, keys: Collection[tuple[int, str]]) -> list[Entry]:
    """The entries of a kind on some things, read at once: where one is of an earlier version, most are."""
    query = select(HistoryRow).where(HistoryRow.kind == kind).order_by(col(HistoryRow.number))
    on = {number for number, _ in keys}
    if 0 not in on and len(on) <= FEW:
        query = query.where(col(HistoryRow.assessment_id).in_(on))
    found = map(Entry.model_validate, session.exec(query))
    return [entry for entry in found if subject_key(entry)[1:] in keys]


def _kept_under(session: Session, kind: str, keys: Collection[tuple[int, str]]) -> dict[Key, Content]:
    """What of a kind is kept under some keys; what cannot be read is there as nothing."""
    table, read = TABLES[kind]
    if table is ActionRow:
        read = _reader_of_actions(session)
    kept: dict[Key, Content] = {}
    for key, primary in QUICK[kind].primary_keys(session).items():
        if key not in keys:
            continue
        kept[kind, *key] = {}
        with legibly():
            row = session.get(table, primary)
            if row is not None:
                kept[kind, *key] = read(session, row)
    return kept


def _named(told: ToldHistory, key: Key) -> str:
    kind, assessment_id, subject = key
    begun = {number: content for (number, _), (_, content) in told.left["assessment"].items()}
    of = begun.get(assessment_id) or {"department": "unknown", "round": "unknown"}
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
    of = SQLModel.metadata.tables["assessments"].c
    asked = session.execute(sqlalchemy.select(of.round_id, of.department_id, of.id))
    begun = {(round_id, department): number for round_id, department, number in asked}
    for kind, (table, read) in TABLES.items():
        if kind in QUICK:
            continue
        for identity, row in _rows(session, table):
            number, subject = (0, *identity) if len(identity) == 1 else identity[:2]
            key = (kind, number, str(subject))
            if table in OF_A_ROUND:
                key = (kind, 0, "/".join(map(str, identity)))
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
FEW = 500
"""Assessments whose entries are asked for by their numbers."""
OF_A_ROUND = (BlindReviewRow, ReviewerRow, DispositionRow)
"""Tables whose rows the history calls by the round and what in it they are on."""
KINDS = {*TABLES, "benchmark"}
