"""What was said and found in a round, read as arrays: not a word of evidence is kept, and no object a cell."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, select, type_coerce
from sqlmodel import Session, SQLModel

from maturity.assessment.checklist import ItemState
from maturity.assessment.grounds import NO_DAY, Grounds, no_grounds, number_of_words
from maturity.assessment.levels import (
    CODES,
    NO_LEVEL,
    NO_STANDING,
    STANDINGS,
    Array,
    Levels,
    RoundLevels,
    nothing,
)
from maturity.assessment.round import Assessment
from maturity.framework.model import Framework
from maturity.store.answers import kept_items
from maturity.store.assessments import of_round as all_of_round
from maturity.store.reading import memory_of
from maturity.store.remembering import about, place_of_assessment, place_of_round

_MARKS: dict[Any, int] = {0: 0, 1: 1, None: NO_STANDING, **STANDINGS}
"""By what a column keeps: whether an answer is carried over, or how a finding stands."""
Kept = TypeVar("Kept", RoundLevels, Grounds)
Read = Callable[[Session, Framework, str, Sequence[Assessment]], Kept]

FEW = 50
"""Assessments that are asked for by number; of more, the whole round is read."""


def of_round(
    session: Session, framework: Framework, round_id: str, assessments: Sequence[Assessment]
) -> RoundLevels:
    """The levels of some assessments of a round, in that order; `carried` is every answer that is carried over.

    A round of which nothing changed since it was last read is not read again; of another only what changed in it.
    """
    return _remembered(session, _read, framework, round_id, assessments)


def grounds_of_round(
    session: Session, framework: Framework, round_id: str, assessments: Sequence[Assessment]
) -> Grounds:
    """What the answers of some assessments of a round rest on, in that order, carried over or not; read as of_round."""
    return _remembered(session, _read_grounds, framework, round_id, assessments)


def _remembered(
    session: Session,
    read: Read[Kept],
    framework: Framework,
    round_id: str,
    assessments: Sequence[Assessment],
) -> Kept:
    memory = memory_of(session)
    if len(assessments) <= FEW or memory is None:
        return read(session, framework, round_id, assessments)

    def every() -> tuple[Assessment, ...]:
        return tuple(assessment for assessment, _ in all_of_round(session, round_id))

    def ask() -> Kept:
        return read(session, framework, round_id, every())

    def mend(was: Kept, places: Collection[str]) -> Kept:
        there = every()
        changed = [each for each in there if place_of_assessment(each.id) in places]
        if len(changed) > FEW or tuple(each.department_id for each in there) != was.departments:
            return ask()
        return was.with_read(read(session, framework, round_id, changed)) if changed else was

    found = memory.recall_in(session, (read, round_id, framework.content_hash), ask, mend)
    return found.called(framework).of(framework, tuple(each.department_id for each in assessments))


def _read(
    session: Session, framework: Framework, round_id: str, assessments: Sequence[Assessment]
) -> RoundLevels:
    rows = {each.id: row for row, each in enumerate(assessments)}
    departments = tuple(each.department_id for each in assessments)
    with about(place_of_round(round_id)):
        answers, carried, versions = _levels(session, "answers", framework, round_id, rows, departments)
        findings, standing, judged = _levels(session, "findings", framework, round_id, rows, departments)
    earlier = findings.said & (versions != judged)
    return RoundLevels(answers, carried.astype(bool), findings, earlier, standing)


def _levels(
    session: Session,
    table: str,
    framework: Framework,
    round_id: str,
    rows: Mapping[int, int],
    departments: Sequence[str],
) -> tuple[Levels, Array, Array]:
    """What a table says; where it is only carried over, or how it stands; and of which version of the answer it is."""
    of = SQLModel.metadata.tables[table].c
    mark: ColumnElement[Any]
    ends = list[ColumnElement[Any]]()
    if table == "answers":
        mark, version = type_coerce(of.carried, Integer), of.version
        if any(each.checklist for each in framework.statements):  # what an unknown may be
            unknown = and_(of.level.is_(None), of.low.is_not(None), of.high.is_not(None))
            ends = [case((unknown, end), else_=NO_LEVEL) for end in (of.low, of.high)]
    else:
        mark, version = of.standing, of.answer_version
    numbers = func.coalesce(of.level, NO_LEVEL), version, *ends
    query: Select[Any] = select(of.assessment_id, of.statement_id, of.state, mark, *numbers)
    found = nothing(framework, departments)
    marks, versions = (np.zeros(found.said.shape, dtype=kind) for kind in (np.uint8, np.int64))
    # By column, and no step of Python's for a row: there are twenty thousand.
    if read := session.execute(_of_these(query, table, round_id, rows)).all():
        ids, statements, states, marked, *told = zip(*read, strict=True)
        row = _numbers(map(rows.get, ids, repeat(-1)))
        column = _numbers(map(found.columns.get, statements, repeat(-1)))
        there = (row >= 0) & (column >= 0)
        at = row[there], column[there]
        found.said[at] = True
        found.state[at] = _numbers(map(CODES.__getitem__, states))[there]
        marks[at] = _numbers(map(_MARKS.__getitem__, marked))[there]
        for array, values in zip((found.level, versions, found.low, found.high), told, strict=False):
            array[at] = _numbers(values)[there]
    return found, marks, versions


def _numbers(values: Iterable[int]) -> Array:
    return np.fromiter(values, dtype=np.int64)


def _of_these(query: Select[Any], table: str, round_id: str, rows: Mapping[int, int]) -> Select[Any]:
    """What is asked of a table, of those assessments; of many the whole round is asked for."""
    of, there = SQLModel.metadata.tables[table].c, SQLModel.metadata.tables["assessments"].c
    if len(rows) <= FEW:
        return query.where(of.assessment_id.in_(list(rows)))
    return query.where(of.assessment_id == there.id, there.round_id == round_id)


def _read_grounds(
    session: Session, framework: Framework, round_id: str, assessments: Sequence[Assessment]
) -> Grounds:
    rows = {each.id: row for row, each in enumerate(assessments)}
    found = no_grounds(framework, [each.department_id for each in assessments])
    items = {each.id: frozenset(item.id for item in each.items) for each in framework.statements}
    columns, of = found.columns, SQLModel.metadata.tables["answers"].c
    marks = [type_coerce(each, Integer) for each in (of.unsure, of.confirmed)]
    beside = [of.evidence, of.links, of.evidence_date, *marks, of.low, of.high, of["items"]]
    query: Select[Any] = select(of.assessment_id, of.statement_id, *beside)
    with about(place_of_round(round_id)):
        said = session.execute(_of_these(query, "answers", round_id, rows))
        kept = [
            (row, column, *_ground(items[statement_id], *each))
            for assessment_id, statement_id, *each in said
            if (row := rows.get(assessment_id)) is not None
            and (column := columns.get(statement_id)) is not None
        ]
    if kept:
        row, column, *told = np.array(kept, dtype=np.int64).T
        for array, values in zip(found.arrays.values(), told, strict=True):
            array[row, column] = values
    return found


def _ground(
    items: frozenset[str],
    evidence: str,
    links: str,
    newest: date | None,
    unsure: int,
    confirmed: int,
    low: int | None,
    high: int | None,
    said: str,
) -> tuple[int, ...]:
    """What one answer rests on, in the order of Grounds; `items` are those of its checklist."""
    known = [each.id for each in kept_items(said) if each.said is not ItemState.NOT_LOOKED_AT]
    return (
        bool(evidence.strip() or links),
        number_of_words(evidence),
        NO_DAY if newest is None else newest.toordinal(),
        unsure,
        confirmed,
        NO_LEVEL if low is None else low,
        NO_LEVEL if high is None else high,
        len(items & set(known)),
    )
