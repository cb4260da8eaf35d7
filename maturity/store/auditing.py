"""Whether what is kept now is what the history last said of it.

A hand that edits the answers leaves the chain of the history whole. So everything that the history tells of is
worked out from it anew, and laid beside the tables.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy
from sqlalchemy import inspect
from sqlmodel import Session, SQLModel, select

from maturity.assessment.answer import Answer
from maturity.assessment.delegation import Assignment
from maturity.assessment.finding import Finding, digest
from maturity.assessment.round import Department, Kind, Round, Status
from maturity.history.chain import KeptOtherwise
from maturity.plan.action import Action
from maturity.plan.target import AcceptedGap, Target
from maturity.store import answers, assessments, delegations, findings, history, people, plans
from maturity.store.history import legibly
from maturity.store.tables import (
    AcceptedGapRow,
    ActionRow,
    AnswerRow,
    AssessmentRow,
    AssignmentRow,
    DepartmentRow,
    FindingRow,
    HistoryRow,
    PersonRow,
    RoundRow,
    TargetRow,
)

Key = tuple[str, int, str]
"""Kind, assessment (0 for none) and subject, as in the history."""
Content = dict[str, Any]


def check(session: Session) -> None:
    """Raises KeptOtherwise for the first thing kept that is not as the history last said.

    The history itself is taken to be whole (see history.verify).
    """
    said, kept = _said(session), _kept(session)
    for key in sorted(said.keys() | kept.keys()):
        if not _agree(said.get(key), kept.get(key)):
            kind, assessment_id, subject = key
            raise KeptOtherwise(_named(said, key), kind, assessment_id or None, subject)


def _agree(said: Content | None, kept: Content | None) -> bool:
    # An entry of an earlier version says nothing of what was added to the tables since.
    return said is not None and kept is not None and said == {key: kept.get(key) for key in said}


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
        case _ if assessment_id:
            return f"the {kind} on the statement “{subject}” in {where}"
        case _:
            return f"the {kind} “{subject}”"


def _said(session: Session) -> dict[Key, Content]:
    """What the history last said of everything, by its own account alone."""
    said: dict[Key, Content] = {}
    query = select(HistoryRow).order_by(HistoryRow.number)  # type: ignore[arg-type]
    for row in session.exec(query.execution_options(yield_per=history.BLOCK)):
        if row.kind not in KINDS:
            continue
        # An action may change hands between departments; its number is its own.
        on = 0 if row.kind == "action" else row.assessment_id or 0
        key = (row.kind, on, row.subject)
        before, after = (json.loads(content) if content else None for content in (row.before, row.after))
        last = said.pop(key, {})
        if after is not None:
            said[key] = _after(row, last, before, after)
    return said


_UNSIGNED = dict.fromkeys(["changed_at", "changed_by", "replied_at", "replied_by"])
_UNMOVED = dict.fromkeys(["submitted_at", "submitted_by", "agreed_at", "agreed_by"])
_ONLY_PUBLISHED = dict.fromkeys(["confidence", "other_reading"])


def _after(row: HistoryRow, last: Content, before: Content | None, after: Content) -> Content:
    """What an entry leaves: what was said before it, with what it says and implies."""
    match row.kind:
        case "answer":
            written = Answer.model_validate(after).content()
            by = {"changed_at": row.at, "changed_by": row.person}
            return {**written, **by, "version": last.get("version", 0) + 1}
        case "finding":
            found, was = (
                Finding.model_validate(each or {"state": "not_answered"}) for each in (after, before)
            )
            replied = bool(last) and found.model_copy(update={"reply": was.reply}) == was
            done = "replied" if replied else "changed"
            by = {f"{done}_at": row.at, f"{done}_by": row.person, "version": last.get("version", 0) + 1}
            return {**_UNSIGNED, **_ONLY_PUBLISHED, **last, **found.content(), **by}
        case "assessment":
            return _moved(row, last, after)
        case "target" | "accepted gap" | "action":
            # The version of a target is the number of its entry (see store.plans); that of an action counts saves.
            version = last.get("version", 0) + 1 if row.kind == "action" else row.number
            return {**after, "version": version, "changed_at": row.at, "changed_by": row.person}
        case "department":
            return Department.model_validate({**last, **after}).model_dump()
        case "round":
            return Round.model_validate({**last, **after}).model_dump(mode="json")
        case _:
            return after


def _moved(row: HistoryRow, last: Content, after: Content) -> Content:
    """An assessment after it was started or given another status."""
    begun = last or {"round": after["round"], "department": after["department"], "started_at": row.at}
    status = Status(after["status"])
    made = {**_UNMOVED, **begun, "status": status, "assurance": after.get("assurance", "")}
    match status:
        case Status.SUBMITTED:
            made |= {"submitted_at": row.at, "submitted_by": row.person}
        case Status.DRAFT:
            made |= {"submitted_at": None, "submitted_by": None}
    agreed = status is Status.AGREED
    return made | {"agreed_at": row.at if agreed else None, "agreed_by": row.person if agreed else None}


def _kept(session: Session) -> dict[Key, Content]:
    """What the tables hold, under the same keys; what cannot be read is there as nothing."""
    kept: dict[Key, Content] = {}
    for kind, (table, read) in TABLES.items():
        for identity, row in _rows(session, table):
            number, subject = (0, *identity) if len(identity) == 1 else identity
            key = (kind, number, str(subject))
            if isinstance(row, AssessmentRow):
                key = (kind, row.id or 0, row.department_id)
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
        if kept["round", 0, round_id].get("kind") != Kind.BENCHMARK:
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


def _answer(_: Session, row: AnswerRow) -> Content:
    answer = answers.held_in(row)
    return answer.content() | answer.model_dump(include={"version", "changed_at", "changed_by"})


def _finding(_: Session, row: FindingRow) -> Content:
    finding = findings.held_in(row)
    beside = {"version", *_UNSIGNED, *_ONLY_PUBLISHED}
    return finding.content() | finding.model_dump(include=beside)


def _assessment(_: Session, row: AssessmentRow) -> Content:
    held = row.model_dump(include={"status", "assurance", "started_at", *_UNMOVED})
    return held | {"round": row.round_id, "department": row.department_id}


def _round(_: Session, row: RoundRow) -> Content:
    return Round.model_validate(row).model_dump(mode="json")


def _department(_: Session, row: DepartmentRow) -> Content:
    return Department.model_validate(row).model_dump()


def _assignment(_: Session, row: AssignmentRow) -> Content:
    return delegations.content(Assignment.model_validate(row.model_dump()))


def _person(session: Session, row: PersonRow) -> Content:
    return people.content(people.get(session, row.id))


def _planned(held: Target | AcceptedGap | Action) -> Content:
    return held.content() | held.model_dump(include={"version", "changed_at", "changed_by"})


TABLES: dict[str, tuple[type[SQLModel], Callable[[Session, Any], Content]]] = {
    "department": (DepartmentRow, _department),
    "round": (RoundRow, _round),
    "person": (PersonRow, _person),
    "assessment": (AssessmentRow, _assessment),
    "assignment": (AssignmentRow, _assignment),
    "answer": (AnswerRow, _answer),
    "finding": (FindingRow, _finding),
    "target": (TargetRow, lambda _, row: _planned(plans.target_in(row))),
    "accepted gap": (AcceptedGapRow, lambda _, row: _planned(plans.accepted_in(row))),
    "action": (ActionRow, lambda session, row: _planned(plans.action_of(session, row.id))),
}
"""By the kind that the history gives to what each holds."""
KINDS = {*TABLES, "benchmark"}
