"""Whether what is kept now is what the history last said of it.

A hand that edits the answers leaves the chain of the history whole. So everything that the history tells of is
worked out from it anew, and laid beside the tables.
"""

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, col, select

from maturity.assessment.assignment import Assignment
from maturity.assessment.blind import BlindReview
from maturity.assessment.finding import Finding, digest
from maturity.assessment.people import EVERY_DEPARTMENT
from maturity.assessment.round import Assessment, Department, Round, RoundKind
from maturity.assessment.sample import SamplePlan
from maturity.assessment.working_papers import Disposition, Reviewer
from maturity.history.chain import Content, Entry, KeptOtherwise, Key, agree, content_of, last_said
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
from maturity.store.tables import (
    AcceptedGapRow,
    ActionRow,
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


def check(session: Session) -> None:
    """Raises KeptOtherwise for the first thing kept that is not as the history last said.

    The history itself is taken to be whole (see history.verify).
    """
    said, kept = _said(session), _kept(session)
    for key in sorted(said.keys() | kept.keys()):
        if not agree(said.get(key), kept.get(key)):
            kind, assessment_id, subject = key
            raise KeptOtherwise(_named(said, key), kind, assessment_id or None, subject)


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


def _said(session: Session) -> dict[Key, Content]:
    """What the history last said of everything, by its own account alone."""
    query = select(HistoryRow).order_by(col(HistoryRow.number))
    rows = session.exec(query.execution_options(yield_per=history.BLOCK))
    return last_said(Entry.model_validate(row) for row in rows if row.kind in KINDS)


def _kept(session: Session) -> dict[Key, Content]:
    """What the tables hold, under the same keys; what cannot be read is there as nothing."""
    kept: dict[Key, Content] = {}
    begun: dict[tuple[str, str], int] = {}
    for kind, (table, read) in TABLES.items():
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
        with legibly():
            for assessment, department in assessments.of_round(session, round_id):
                for statement_id, finding in findings.of_assessment(session, assessment.id).items():
                    cells[statement_id, department.id] = finding
                    kept.pop(("finding", assessment.id, statement_id))
            kept["benchmark", 0, round_id] = {"cells": len(cells), "sha256": digest(cells)}
        kept.setdefault(("benchmark", 0, round_id), {})
    return kept


def _assignment(_: Session, row: AssignmentRow) -> Content:
    return assignments.content(Assignment.model_validate(row.model_dump()))


def _person(session: Session, row: PersonRow) -> Content:
    return people.content(people.get(session, row.id))


TABLES: dict[str, tuple[type[SQLModel], Callable[[Session, Any], Content]]] = {
    "department": (DepartmentRow, lambda _, row: content_of(Department.model_validate(row))),
    "round": (RoundRow, lambda _, row: content_of(Round.model_validate(row))),
    "framework": (FrameworkRow, lambda _, row: content_of(frameworks.held_in(row))),
    "companion": (CompanionRow, lambda _, row: content_of(companions.held_in(row))),
    "person": (PersonRow, _person),
    "assessment": (AssessmentRow, lambda _, row: content_of(Assessment.model_validate(row))),
    "assignment": (AssignmentRow, _assignment),
    "answer": (AnswerRow, lambda _, row: content_of(answers.held_in(row))),
    "finding": (FindingRow, lambda _, row: content_of(findings.held_in(row))),
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
OF_A_ROUND = (BlindReviewRow, ReviewerRow, DispositionRow)
"""Tables whose rows the history calls by the round and what in it they are on."""
KINDS = {*TABLES, "benchmark"}
