"""Answers, as kept: the last word on each statement, with the history beside it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy
from pydantic import TypeAdapter
from sqlalchemy import bindparam
from sqlmodel import Session, SQLModel, col, select

from maturity.assessment.answer import NOT_ANSWERED, Answer, ItemAnswer, Part, as_written
from maturity.assessment.round import Assessment, Department, Round
from maturity.errors import Stale
from maturity.store import history
from maturity.store.database import Transaction
from maturity.store.frameworks import texts_in, texts_of_column
from maturity.store.reading import as_read, once_a_reading
from maturity.store.tables import AnswerRow, can_be_kept

_ANSWERS = SQLModel.metadata.tables["answers"]
_INSERT = sqlalchemy.insert(_ANSWERS)
_UPDATE = (
    sqlalchemy.update(_ANSWERS)
    .where(_ANSWERS.c.assessment_id == bindparam("of_assessment_id"))
    .where(_ANSWERS.c.statement_id == bindparam("of_statement_id"))
)
# Rows are written and read by their columns: the session's own objects cost as much as all the rest of a save.
_TABLES = [SQLModel.metadata.tables[name] for name in ("assessments", "rounds", "departments", "answers")]
_ASSESSMENTS, _ROUNDS, _DEPARTMENTS, _ = _TABLES
_BLIND = SQLModel.metadata.tables["blind_reviews"]
_WITH_PLACE = (
    sqlalchemy.select(
        *(column.label(None) for table in _TABLES for column in table.c),
        sqlalchemy.select(_BLIND.c.person_id)
        .where(_BLIND.c.person_id == bindparam("of_person_id"), _BLIND.c.ended.is_(None))
        .exists(),
        texts_of_column(_ROUNDS.c.framework_id),
    )
    .select_from(_ASSESSMENTS)
    .join(_ROUNDS, _ROUNDS.c.id == _ASSESSMENTS.c.round_id)
    .join(_DEPARTMENTS, _DEPARTMENTS.c.id == _ASSESSMENTS.c.department_id)
    .outerjoin(
        _ANSWERS,
        sqlalchemy.and_(
            _ANSWERS.c.assessment_id == _ASSESSMENTS.c.id,
            _ANSWERS.c.statement_id == bindparam("of_statement_id"),
        ),
    )
    .where(_ASSESSMENTS.c.id == bindparam("of_assessment_id"))
)
_SAME = [
    name for name in AnswerRow.model_fields if name not in ("assessment_id", "statement_id", "links", "items")
]
"""What a row and an answer call alike, and keep alike."""
_ITEMS = TypeAdapter(tuple[ItemAnswer, ...])


def save(transaction: Transaction, assessment_id: int, statement_id: str, answer: Answer) -> Answer:
    """Keep an answer, and its change in the history; gives back the answer as it is now kept.

    `answer.version` is the version that the person saw. Raises Stale, with both answers, if another
    has been saved since. An answer that says nothing new is not saved again.
    """
    return save_all(transaction, assessment_id, {statement_id: answer})[statement_id]


def save_all(
    transaction: Transaction, assessment_id: int, answers: Mapping[str, Answer]
) -> dict[str, Answer]:
    """Keep several answers of one assessment, by statement id, each as `save` does."""
    columns = _ANSWERS.c
    query = sqlalchemy.select(_ANSWERS).where(
        columns.assessment_id == assessment_id, columns.statement_id.in_(answers)
    )
    rows = transaction.session.connection().execute(query).mappings()
    kept = {row["statement_id"]: _held_in_columns(dict(row)) for row in rows}
    return {
        statement_id: save_over(transaction, assessment_id, statement_id, kept.get(statement_id), answer)
        for statement_id, answer in answers.items()
    }


def save_over(
    transaction: Transaction, assessment_id: int, statement_id: str, there: Answer | None, answer: Answer
) -> Answer:
    """The same over what the transaction has read of it; None where nothing was ever answered."""
    kept = there or NOT_ANSWERED
    before, after = kept.content(), answer.content()
    if after == before:
        return kept
    if answer.version != kept.version:
        raise stale(statement_id, kept, answer, kept.changed_by, kept.changed_at)
    saved = answer.model_copy(
        update={
            "version": kept.version + 1,
            "changed_at": transaction.at,
            "changed_by": transaction.person.id,
        }
    )
    values = {name: getattr(saved, name) for name in _SAME}
    values |= {"links": "\n".join(answer.links), "items": items_as_kept(answer.items)}
    place = {"assessment_id": assessment_id, "statement_id": statement_id}
    connection = transaction.session.connection()
    if there is None:
        connection.execute(_INSERT, values | place)
    else:
        connection.execute(_UPDATE, values | {f"of_{name}": value for name, value in place.items()})
    history.append(
        transaction,
        kind="answer",
        subject=statement_id,
        assessment_id=assessment_id,
        before=before,
        after=after,
    )
    return saved


def stale(
    statement_id: str, kept: Answer, yours: Answer, by: str | None, at: datetime | None
) -> Stale[Answer]:
    """That somebody saved another answer, or another of its fields, after this one was read."""
    return Stale(statement_id, what="this answer", kept=kept, yours=yours, by=by, at=at)


def changed_last(
    session: Session, assessment_id: int, statement_id: str, field: Part
) -> tuple[str | None, datetime | None]:
    """Who last changed a field of an answer, and when."""
    for change in history.of_assessment(session, assessment_id, statement_id=statement_id):
        before, after = (Answer(**each) if each else NOT_ANSWERED for each in (change.before, change.after))
        if as_written(before, field) != as_written(after, field):
            return change.person, change.at
    return None, None


def delete_of(transaction: Transaction, assessment_id: int) -> None:
    """Take all answers of an assessment away, each with its entry: the assessment itself goes."""
    session = transaction.session
    for row in session.exec(select(AnswerRow).where(AnswerRow.assessment_id == assessment_id)).all():
        kept = held_in(row)
        session.delete(row)
        history.append(
            transaction,
            kind="answer",
            subject=row.statement_id,
            assessment_id=assessment_id,
            before=kept.content(),
            after=None,
        )
    session.flush()


def at_version(session: Session, assessment_id: int, statement_id: str, version: int) -> Answer:
    """An answer as it was after that many saves."""
    content = history.content_at(
        session, assessment_id, kind="answer", statement_id=statement_id, version=version
    )
    return NOT_ANSWERED if content is None else Answer(**{**content, "version": version})


def of_assessment(session: Session, assessment_id: int) -> dict[str, Answer]:
    """The answers given so far, by statement id."""
    return of_assessments(session, [assessment_id])[assessment_id]


@once_a_reading
def of_assessments(session: Session, assessment_ids: Collection[int]) -> dict[int, dict[str, Answer]]:
    """The answers given so far, by assessment and statement id; every assessment asked for is there."""
    found: dict[int, dict[str, Answer]] = {assessment_id: {} for assessment_id in assessment_ids}
    if not found:
        return found
    query = select(AnswerRow).where(col(AnswerRow.assessment_id).in_(found))
    for row in session.exec(query.order_by(col(AnswerRow.assessment_id), col(AnswerRow.statement_id))):
        found[row.assessment_id][row.statement_id] = held_in(row)
    return found


def of_statement(session: Session, assessment_ids: Collection[int], statement_id: str) -> dict[int, Answer]:
    """The answers given so far on one statement, by assessment; one without any is not here."""
    query = select(AnswerRow).where(
        col(AnswerRow.assessment_id).in_(assessment_ids), AnswerRow.statement_id == statement_id
    )
    return {row.assessment_id: held_in(row) for row in session.exec(query)}


def counts_given(session: Session, assessment_ids: Collection[int]) -> dict[int, int]:
    """How many answers say anything that was not only carried over, by assessment; one without any is not here."""
    of = _ANSWERS.c
    nothing = (
        of.state == NOT_ANSWERED.state,
        *(of[name].is_(None) for name in ("evidence_date", "low", "high")),
        *(of[name] == "" for name in ("evidence", "links", "contact", "reason", "items")),
        *(of[name].is_(False) for name in ("unsure", "come_back", "confirmed")),
    )
    query = (
        sqlalchemy.select(of.assessment_id, sqlalchemy.func.count())
        .where(
            of.assessment_id.in_(assessment_ids),
            of.carried.is_(False),
            sqlalchemy.not_(sqlalchemy.and_(*nothing)),
        )
        .group_by(of.assessment_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def held_in(row: AnswerRow) -> Answer:
    return _held_in_columns(row.model_dump())


def find_with_place(
    session: Session, assessment_id: int, statement_id: str, person_id: str
) -> tuple[Assessment, Round, Department, Answer | None, bool, list[tuple[str, int]]] | None:
    """An assessment with its round, its department and one answer, whether the person reviews any round blind, and what
    is kept of the round's framework: all that saving the answer asks, read by one statement.
    """
    if not can_be_kept(assessment_id):
        return None
    asked = statement_id if statement_id.isprintable() else ""  # what no driver takes is no statement
    given = {"of_assessment_id": assessment_id, "of_statement_id": asked, "of_person_id": person_id}
    found = session.connection().execute(_WITH_PLACE, given).first()
    if found is None:
        return None
    *columns, is_blind, texts = found
    values = iter(columns)
    assessment, round_, department, answer = (dict(zip(table.c.keys(), values)) for table in _TABLES)  # noqa: B905
    return (
        Assessment.model_validate(assessment),
        Round.model_validate(round_),
        Department.model_validate(department),
        None if answer["statement_id"] is None else _held_in_columns(answer),
        bool(is_blind),
        texts_in(texts),
    )


def _held_in_columns(row: Mapping[str, Any]) -> Answer:
    return as_read(
        Answer(
            links=tuple(row["links"].split("\n")) if row["links"] else (),
            items=kept_items(row["items"]),
            **{name: row[name] for name in _SAME},
        )
    )


def items_as_kept(items: tuple[ItemAnswer, ...]) -> str:
    """What is said of the items of a checklist, as one column keeps it."""
    return _ITEMS.dump_json(items).decode() if items else ""


def kept_items(column: str) -> tuple[ItemAnswer, ...]:
    """What that column keeps."""
    return _ITEMS.validate_json(column) if column else ()
