"""Answers, as kept: the last word on each statement, with the history beside it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from maturity.assessment.answer import NOT_ANSWERED, Answer, ItemAnswer, Part, as_written
from maturity.errors import Stale
from maturity.store import history
from maturity.store.database import Transaction
from maturity.store.reading import once_a_reading
from maturity.store.tables import AnswerRow

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
    session = transaction.session
    query = select(AnswerRow).where(
        AnswerRow.assessment_id == assessment_id,
        col(AnswerRow.statement_id).in_(answers),
    )
    rows = {row.statement_id: row for row in session.exec(query)}
    saved = {}
    for statement_id, answer in answers.items():
        row = rows.get(statement_id)
        kept = held_in(row) if row is not None else NOT_ANSWERED
        if answer.content() == kept.content():
            saved[statement_id] = kept
            continue
        if answer.version != kept.version:
            raise stale(statement_id, kept, answer, kept.changed_by, kept.changed_at)
        update = {
            "version": kept.version + 1,
            "changed_at": transaction.at,
            "changed_by": transaction.person.id,
        }
        saved[statement_id] = answer.model_copy(update=update)
        content = saved[statement_id].model_dump() | {
            "links": "\n".join(answer.links),
            "items": items_as_kept(answer.items),
        }
        if row is None:
            row = AnswerRow(assessment_id=assessment_id, statement_id=statement_id, **content)
        else:
            row.sqlmodel_update(content)
        session.add(row)
        history.append(
            transaction,
            kind="answer",
            subject=statement_id,
            assessment_id=assessment_id,
            before=kept.content(),
            after=answer.content(),
        )
    session.flush()
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
    query = select(AnswerRow).where(col(AnswerRow.assessment_id).in_(found))
    for row in session.exec(query.order_by(col(AnswerRow.assessment_id), col(AnswerRow.statement_id))):
        found[row.assessment_id][row.statement_id] = held_in(row)
    return found


def versions(session: Session, assessment_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """How often each answer has been saved, by assessment and statement id."""
    query = select(AnswerRow.assessment_id, AnswerRow.statement_id, AnswerRow.version).where(
        col(AnswerRow.assessment_id).in_(assessment_ids)
    )
    return {
        (assessment_id, statement_id): version for assessment_id, statement_id, version in session.exec(query)
    }


def held_in(row: AnswerRow) -> Answer:
    kept = row.model_dump(exclude={"assessment_id", "statement_id", "links", "items"})
    return Answer(
        links=tuple(row.links.split("\n")) if row.links else (),
        items=kept_items(row.items),
        **kept,
    )


def items_as_kept(items: tuple[ItemAnswer, ...]) -> str:
    """What is said of the items of a checklist, as one column keeps it."""
    return _ITEMS.dump_json(items).decode() if items else ""


def kept_items(column: str) -> tuple[ItemAnswer, ...]:
    """What that column keeps."""
    return _ITEMS.validate_json(column) if column else ()
