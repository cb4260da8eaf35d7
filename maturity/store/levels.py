"""What was said and found in a round, read as levels alone: not a word of evidence, and no object a cell."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Integer, literal, null, select, type_coerce
from sqlmodel import Session, SQLModel, func

from maturity.assessment.levels import CODES, NO_LEVEL, Array, Levels, RoundLevels, nothing
from maturity.assessment.round import Assessment
from maturity.framework.model import Framework
from maturity.store.reading import is_reading

FEW = 50
"""Assessments that are asked for by number; of more, the whole round is read."""
ROUNDSROUNDS_READ = 16

ROUNDS_READ: WeakKeyDictionary[Any, OrderedDict[tuple[str, str], tuple[object, RoundLevels]]] = (
    WeakKeyDictionary()
)
"""By the pool of a database, the levels of rounds as they were read, each until something changes in it."""


def of_round(
    session: Session, framework: Framework, round_id: str, assessments: Sequence[Assessment]
) -> RoundLevels:
    """The levels of some assessments of a round, in that order; `carried` is every answer that is carried over.

    A round of which nothing changed since it was last read is not read again.
    """
    departments = tuple(each.department_id for each in assessments)
    if len(assessments) <= FEW or not is_reading(session):
        return _read(session, framework, round_id, assessments)
    kept = ROUNDS_READ.setdefault(session.get_bind().engine.pool, OrderedDict())
    key, revision = (round_id, framework.content_hash), _revision(session, round_id, assessments)
    found = kept.get(key)
    if found is None or found[0] != revision:
        found = revision, _read(session, framework, round_id, assessments)
    kept[key] = found
    kept.move_to_end(key)
    while len(kept) > ROUNDSROUNDS_READ:
        kept.popitem(last=False)
    return found[1].called(framework).of(framework, departments)


def _revision(session: Session, round_id: str, assessments: Sequence[Assessment]) -> object:
    """What is another as soon as anything in these assessments is: the last entry of the history that is of one, by its
    number and its hash, and which they are.
    """
    history, of = SQLModel.metadata.tables["history"].c, SQLModel.metadata.tables["assessments"].c
    last = (
        select(func.max(history.number))
        .where(history.assessment_id.in_(select(of.id).where(of.round_id == round_id)))
        .scalar_subquery()
    )
    entry = session.execute(select(history.number, history.hash).where(history.number == last)).first()
    return None if entry is None else tuple(entry), tuple(each.id for each in assessments)


def _read(
    session: Session, framework: Framework, round_id: str, assessments: Sequence[Assessment]
) -> RoundLevels:
    rows = {each.id: row for row, each in enumerate(assessments)}
    departments = tuple(each.department_id for each in assessments)
    answers, carried = _levels(session, "answers", framework, round_id, rows, departments)
    findings, _ = _levels(session, "findings", framework, round_id, rows, departments)
    return RoundLevels(answers, carried, findings)


def _levels(
    session: Session,
    table: str,
    framework: Framework,
    round_id: str,
    rows: Mapping[int, int],
    departments: Sequence[str],
) -> tuple[Levels, Array]:
    of, there = SQLModel.metadata.tables[table].c, SQLModel.metadata.tables["assessments"].c
    mark, low, high = (
        (type_coerce(of.carried, Integer), of.low, of.high)
        if table == "answers"
        else (literal(0), null(), null())
    )
    query = select(of.assessment_id, of.statement_id, of.state, of.level, mark, low, high)
    if len(rows) <= FEW:
        query = query.where(of.assessment_id.in_(list(rows)))
    else:
        query = query.where(of.assessment_id == there.id, there.round_id == round_id)
    found = nothing(framework, departments)
    carried = np.zeros(found.said.shape, dtype=bool)
    columns = found.columns
    kept = [
        (row, column, CODES[state], NO_LEVEL if level is None else level, mark, *_ends(level, low, high))
        for assessment_id, statement_id, state, level, mark, low, high in session.execute(query)
        if (row := rows.get(assessment_id)) is not None and (column := columns.get(statement_id)) is not None
    ]
    if kept:
        row, column, state, level, marked, low, high = np.array(kept, dtype=np.int64).T
        found.state[row, column], found.level[row, column] = state, level
        found.low[row, column], found.high[row, column] = low, high
        found.said[row, column], carried[row, column] = True, marked
    return found, carried


def _ends(level: int | None, low: int | None, high: int | None) -> tuple[int, int]:
    """What an unknown may be, where a checklist says so."""
    return (NO_LEVEL, NO_LEVEL) if level is not None or low is None or high is None else (low, high)
