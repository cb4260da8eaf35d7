"""Auditors' working papers, as kept, with the history beside them: samples, reviewers, and what became of reasons."""

from typing import Any, TypeVar

import sqlalchemy
from sqlmodel import Session, SQLModel, col, select

from maturity.assessment.sample import SamplePlan
from maturity.assessment.working_papers import Disposition, Reviewer
from maturity.errors import Stale
from maturity.store import history
from maturity.store.database import Transaction, revision_in
from maturity.store.tables import BlindReviewRow, DispositionRow, ReviewerRow, SampleRow

Paper = TypeVar("Paper", SamplePlan, Reviewer, Disposition)
_WHAT = {
    SamplePlan: ("sample", "the sample"),
    Reviewer: ("reviewer", "who reviews it"),
    Disposition: ("disposition", "what became of the reason"),
}
"""How the history calls each, and a sentence."""


def sample_of(session: Session, round_id: str) -> SamplePlan | None:
    row = session.get(SampleRow, round_id)
    return None if row is None else SamplePlan.model_validate(row)


def reviewers_of(session: Session, round_id: str) -> dict[str, Reviewer]:
    """Who reviews what in a round, by department id."""
    query = select(ReviewerRow).where(ReviewerRow.round_id == round_id)
    rows = session.exec(query.order_by(ReviewerRow.department_id))
    return {row.department_id: Reviewer.model_validate(row) for row in rows}


def dispositions_of(session: Session, round_id: str) -> list[Disposition]:
    """What became of reasons in a round, by department, statement and reason."""
    query = select(DispositionRow).where(DispositionRow.round_id == round_id)
    order = (DispositionRow.department_id, DispositionRow.statement_id, DispositionRow.reason)
    return [Disposition.model_validate(row) for row in session.exec(query.order_by(*map(col, order)))]


def departments_in(session: Session, round_id: str) -> set[str]:
    """The departments of a round on which there is any working paper."""
    said = {each.department_id for each in dispositions_of(session, round_id)}
    return said | reviewers_of(session, round_id).keys()


def count(session: Session, round_id: str) -> int:
    """How many working papers there are of a round, blind reviews among them."""
    tables = (SampleRow, ReviewerRow, DispositionRow, BlindReviewRow)
    columns = [SQLModel.metadata.tables[str(table.__tablename__)].c.round_id for table in tables]
    found = [sqlalchemy.select(sqlalchemy.func.count()).where(column == round_id) for column in columns]
    return sum(int(session.execute(query).scalar_one()) for query in found)


def save_sample(transaction: Transaction, sample: SamplePlan) -> SamplePlan:
    """Keep a sample; gives it back as it is now kept. Raises Stale, with both, if another has been saved since."""
    row = transaction.session.get(SampleRow, sample.round_id)
    return _save(transaction, SampleRow, row, sample)


def save_reviewer(transaction: Transaction, reviewer: Reviewer) -> Reviewer:
    """Keep who reviews a department, as save_sample does."""
    row = transaction.session.get(ReviewerRow, (reviewer.round_id, reviewer.department_id))
    return _save(transaction, ReviewerRow, row, reviewer)


def save_disposition(transaction: Transaction, disposition: Disposition) -> Disposition:
    """Keep what became of a reason, as save_sample does."""
    of = (disposition.round_id, disposition.department_id, disposition.statement_id, disposition.reason)
    row = transaction.session.get(DispositionRow, of)
    return _save(transaction, DispositionRow, row, disposition)


def paper_subject(paper: SamplePlan | Reviewer | Disposition) -> str:
    """What the history calls it: the round, and what in it the paper is on."""
    match paper:
        case SamplePlan():
            return paper.round_id
        case Reviewer():
            return f"{paper.round_id}/{paper.department_id}"
        case Disposition():
            return f"{paper.round_id}/{paper.department_id}/{paper.statement_id}/{paper.reason}"


def _save(transaction: Transaction, table: type[SQLModel], row: SQLModel | None, paper: Paper) -> Paper:
    kept: Any = None if row is None else type(paper).model_validate(row)
    if kept is not None and kept.content() == paper.content():
        return paper.model_copy(update=kept.model_dump(include=_STAMP))
    kind, what = _WHAT[type(paper)]
    if paper.version != (kept.version if kept else 0):
        by, at = (kept.changed_by, kept.changed_at) if kept else (None, None)
        raise Stale(paper_subject(paper), what=what, kept=kept, yours=paper, by=by, at=at)
    stamp = {
        "version": revision_in(transaction.session)
        + 1,  # the number that this change will have in the history
        "changed_at": transaction.at,
        "changed_by": transaction.person.id,
    }
    saved = paper.model_copy(update=stamp)
    transaction.session.merge(table(**saved.model_dump()))
    transaction.session.flush()
    history.append(
        transaction,
        kind=kind,
        subject=paper_subject(paper),
        before=None if kept is None else kept.content(),
        after=saved.content(),
    )
    return saved


_STAMP = {"version", "changed_at", "changed_by"}
