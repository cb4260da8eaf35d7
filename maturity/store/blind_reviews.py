"""Blind reviews, as kept, with what the history tells of what is open to whom."""

from collections import defaultdict
from collections.abc import Collection

from sqlmodel import Session, col, select

from maturity.assessment.blind import BlindReview, RecordedFinding, StatusMove
from maturity.store import history
from maturity.store.database import Transaction, revision_in
from maturity.store.reading import once_a_reading
from maturity.store.tables import BlindReviewRow


def begin(transaction: Transaction, review: BlindReview) -> BlindReview:
    """Keep that somebody reviews a round blind from now on; gives it back as it is now kept."""
    number = revision_in(transaction.session) + 1
    begun = review.model_copy(update={"begun": number, "begun_at": transaction.at})
    transaction.session.add(BlindReviewRow(**begun.model_dump()))
    transaction.session.flush()
    _append(transaction, None, begun)
    return begun


def end(transaction: Transaction, review: BlindReview) -> BlindReview:
    """Keep that it is over; gives it back as it is now kept."""
    number = revision_in(transaction.session) + 1
    ended = review.model_copy(update={"ended": number, "ended_at": transaction.at})
    transaction.session.merge(BlindReviewRow(**ended.model_dump()))
    transaction.session.flush()
    _append(transaction, review, ended)
    return ended


def find(session: Session, round_id: str, person_id: str) -> BlindReview | None:
    row = session.get(BlindReviewRow, (round_id, person_id))
    return None if row is None else BlindReview.model_validate(row)


def of_round(session: Session, round_id: str) -> list[BlindReview]:
    """The blind reviews of a round, those that are over too, in the order in which they began."""
    query = select(BlindReviewRow).where(BlindReviewRow.round_id == round_id)
    return [
        BlindReview.model_validate(row) for row in session.exec(query.order_by(col(BlindReviewRow.begun)))
    ]


@once_a_reading
def under_way(session: Session, person_id: str) -> list[BlindReview]:
    """Those of one person that are not over, in the order in which they began."""
    if not person_id:
        return []  # of nobody: readings are shared by whoever may see the same
    query = select(BlindReviewRow).where(
        BlindReviewRow.person_id == person_id, col(BlindReviewRow.ended).is_(None)
    )
    return [
        BlindReview.model_validate(row) for row in session.exec(query.order_by(col(BlindReviewRow.begun)))
    ]


def status_moves_of(session: Session, assessment_ids: Collection[int]) -> dict[int, list[StatusMove]]:
    """How each of some assessments was moved, in order; every assessment asked for is there."""
    return {
        key: [StatusMove(each.number, (each.after or {}).get("status", "")) for each in reversed(changes)]
        for key, changes in history.moves_of(session, assessment_ids).items()
    }


def findings_of(
    session: Session, assessment_ids: Collection[int], persons: Collection[str]
) -> dict[int, list[RecordedFinding]]:
    """The findings that some people recorded on each of some assessments, in order."""
    found: dict[int, list[RecordedFinding]] = defaultdict(list)
    for number, person, assessment_id, subject, first in history.recorded(
        session, kind="finding", assessment_ids=assessment_ids, persons=persons
    ):
        found[assessment_id].append(RecordedFinding(number, person, subject, first))
    return found


def _append(transaction: Transaction, before: BlindReview | None, after: BlindReview) -> None:
    history.append(
        transaction,
        kind="blind review",
        subject=f"{after.round_id}/{after.person_id}",
        before=None if before is None else before.content(),
        after=after.content(),
    )
