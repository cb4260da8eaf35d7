"""What was said and found in a round, read as levels alone: not a word of evidence, and no object a cell."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from sqlalchemy import Integer, literal, null, select, type_coerce
from sqlmodel import Session, SQLModel

from maturity.assessment.levels import CODES, NO_LEVEL, Array, Levels, RoundLevels, nothing
from maturity.assessment.round import Assessment
from maturity.framework.model import Framework
from maturity.store.assessments import of_round as all_of_round
from maturity.store.reading import memory_of
from maturity.store.remembering import about, place_of_assessment, place_of_round

FEW = 50
"""Assessments that are asked for by number; of more, the whole round is read."""


def of_round(
    session: Session, framework: Framework, round_id: str, assessments: Sequence[Assessment]
) -> RoundLevels:
    """The levels of some assessments of a round, in that order; `carried` is every answer that is carried over.

    A round of which nothing changed since it was last read is not read again; of another only what changed in it.
    """
    memory = memory_of(session)
    if len(assessments) <= FEW or memory is None:
        return _read(session, framework, round_id, assessments)

    def every() -> tuple[Assessment, ...]:
        return tuple(assessment for assessment, _ in all_of_round(session, round_id))

    def ask() -> RoundLevels:
        return _read(session, framework, round_id, every())

    def mend(was: RoundLevels, places: Collection[str]) -> RoundLevels:
        there = every()
        changed = [each for each in there if place_of_assessment(each.id) in places]
        if len(changed) > FEW or tuple(each.department_id for each in there) != was.answers.departments:
            return ask()
        return was.with_read(_read(session, framework, round_id, changed)) if changed else was

    read = memory.recall_in(session, (of_round, round_id, framework.content_hash), ask, mend)
    return read.called(framework).of(framework, tuple(each.department_id for each in assessments))


def _read(
    session: Session, framework: Framework, round_id: str, assessments: Sequence[Assessment]
) -> RoundLevels:
    rows = {each.id: row for row, each in enumerate(assessments)}
    departments = tuple(each.department_id for each in assessments)
    with about(place_of_round(round_id)):
        answers, carried, versions = _levels(session, "answers", framework, round_id, rows, departments)
        findings, _, judged = _levels(session, "findings", framework, round_id, rows, departments)
    return RoundLevels(answers, carried, findings, findings.said & (versions != judged))


def _levels(
    session: Session,
    table: str,
    framework: Framework,
    round_id: str,
    rows: Mapping[int, int],
    departments: Sequence[str],
) -> tuple[Levels, Array, Array]:
    """What a table says, where it is only carried over, and of which version of the answer it is."""
    of, there = SQLModel.metadata.tables[table].c, SQLModel.metadata.tables["assessments"].c
    mark, version, low, high = (
        (type_coerce(of.carried, Integer), of.version, of.low, of.high)
        if table == "answers"
        else (literal(0), of.answer_version, null(), null())
    )
    query = select(of.assessment_id, of.statement_id, of.state, of.level, mark, version, low, high)
    if len(rows) <= FEW:
        query = query.where(of.assessment_id.in_(list(rows)))
    else:
        query = query.where(of.assessment_id == there.id, there.round_id == round_id)
    found = nothing(framework, departments)
    carried, versions = (np.zeros(found.said.shape, dtype=kind) for kind in (bool, np.int64))
    columns = found.columns
    kept = [
        (
            row,
            column,
            CODES[state],
            NO_LEVEL if level is None else level,
            mark,
            version,
            *_ends(level, low, high),
        )
        for assessment_id, statement_id, state, level, mark, version, low, high in session.execute(query)
        if (row := rows.get(assessment_id)) is not None and (column := columns.get(statement_id)) is not None
    ]
    if kept:
        row, column, state, level, marked, version, low, high = np.array(kept, dtype=np.int64).T
        found.state[row, column], found.level[row, column] = state, level
        found.low[row, column], found.high[row, column] = low, high
        found.said[row, column], carried[row, column] = True, marked
        versions[row, column] = version
    return found, carried, versions


def _ends(level: int | None, low: int | None, high: int | None) -> tuple[int, int]:
    """What an unknown may be, where a checklist says so."""
    return (NO_LEVEL, NO_LEVEL) if level is not None or low is None or high is None else (low, high)
