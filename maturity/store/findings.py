"""Findings, as kept beside the answers."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from maturity.assessment.answer import Judgement, State
from maturity.assessment.finding import AGREED_TOGETHER, NO_FINDING, Confidence, Finding, Standing
from maturity.errors import Stale
from maturity.store import history
from maturity.store.answers import items_as_kept, kept_items
from maturity.store.database import Transaction
from maturity.store.reading import as_read, once_a_reading, remembered
from maturity.store.remembering import about, place_of_round
from maturity.store.tables import AssessmentRow, FindingRow


def publish(transaction: Transaction, assessment_id: int, findings: Mapping[str, Finding]) -> None:
    """Keep the published findings of one assessment, by statement id."""
    for statement_id, finding in findings.items():
        other = finding.other_reading
        transaction.session.add(
            FindingRow(
                assessment_id=assessment_id,
                statement_id=statement_id,
                state=finding.state,
                level=finding.level,
                reason=finding.reason,
                confidence=finding.confidence,
                other_state=other.state if other else None,
                other_level=other.level if other else None,
            )
        )
    transaction.session.flush()


def save(transaction: Transaction, assessment_id: int, statement_id: str, finding: Finding) -> Finding:
    """Keep a finding with its reply, and the change in the history; gives it back as it is now kept.

    `finding.version` is the version that the person saw. Raises Stale, with both, if another has been
    saved since. A finding that says nothing new is not saved again.
    """
    return save_all(transaction, assessment_id, {statement_id: finding})[statement_id]


def save_all(
    transaction: Transaction, assessment_id: int, findings: Mapping[str, Finding]
) -> dict[str, Finding]:
    """Keep several findings on one assessment, by statement id, each as `save` does."""
    session = transaction.session
    query = select(FindingRow).where(
        FindingRow.assessment_id == assessment_id,
        col(FindingRow.statement_id).in_(findings),
    )
    rows = {row.statement_id: row for row in session.exec(query)}
    saved = {}
    for statement_id, finding in findings.items():
        row = rows.get(statement_id)
        kept = held_in(row) if row is not None else NO_FINDING
        if finding.content() == kept.content():
            saved[statement_id] = kept
            continue
        if finding.version != kept.version:
            raise stale(statement_id, kept, finding)
        new = saved[statement_id] = finding.model_copy(update={"version": kept.version + 1})
        content = new.model_dump(exclude={"other_reading"}) | {"items": items_as_kept(new.items)}
        before = kept.content() if row is not None else None
        if row is None:
            row = FindingRow(assessment_id=assessment_id, statement_id=statement_id, **content)
        else:
            row.sqlmodel_update(content)
        session.add(row)
        history.append(
            transaction,
            kind="finding",
            subject=statement_id,
            assessment_id=assessment_id,
            before=before,
            after=new.content(),
        )
    session.flush()
    return saved


def stale(
    statement_id: str, kept: Finding, yours: Finding, by: str | None = None, at: datetime | None = None
) -> Stale[Finding]:
    """That what a finding rests on was changed after it was read: by the last to save the finding or its reply,
    unless told otherwise.
    """
    if by is None:
        replied_last = kept.replied_at is not None and (
            kept.changed_at is None or kept.replied_at > kept.changed_at
        )
        by, at = (kept.replied_by, kept.replied_at) if replied_last else (kept.changed_by, kept.changed_at)
    what = "the answer, the finding or the reply"
    return Stale(statement_id, what=what, kept=kept, yours=yours, by=by, at=at)


def at_version(session: Session, assessment_id: int, statement_id: str, version: int) -> Finding:
    """A finding with its reply as they were after that many saves of either, without who saved them and when."""
    content = history.content_at(
        session, assessment_id, kind="finding", statement_id=statement_id, version=version
    )
    return NO_FINDING if content is None else Finding(**{**content, "version": version})


def of_assessment(session: Session, assessment_id: int) -> dict[str, Finding]:
    """The findings made on one assessment, by statement id."""
    return of_assessments(session, [assessment_id])[assessment_id]


@once_a_reading
def of_assessments(session: Session, assessment_ids: Collection[int]) -> dict[int, dict[str, Finding]]:
    """The findings made, by assessment and statement id; every assessment asked for is there."""
    found: dict[int, dict[str, Finding]] = {assessment_id: {} for assessment_id in assessment_ids}
    if not found:
        return found
    query = select(FindingRow).where(col(FindingRow.assessment_id).in_(found))
    for row in session.exec(query.order_by(col(FindingRow.assessment_id), col(FindingRow.statement_id))):
        found[row.assessment_id][row.statement_id] = held_in(row)
    return found


def of_statement(session: Session, assessment_ids: Collection[int], statement_id: str) -> dict[int, Finding]:
    """The findings made on one statement, by assessment; one without any is not here."""
    query = select(FindingRow).where(
        col(FindingRow.assessment_id).in_(assessment_ids), FindingRow.statement_id == statement_id
    )
    return {row.assessment_id: held_in(row) for row in session.exec(query)}


def replied(session: Session, assessment_ids: Collection[int]) -> list[tuple[int, str]]:
    """The challenged findings, by assessment and statement, to which the department has replied since."""
    query = select(FindingRow.assessment_id, FindingRow.statement_id).where(
        col(FindingRow.assessment_id).in_(assessment_ids),
        FindingRow.standing == Standing.CHALLENGED,
        FindingRow.reply != "",
        col(FindingRow.replied_at) >= col(FindingRow.changed_at),
    )
    return list(session.exec(query))


@once_a_reading
@remembered
def agreed_together(session: Session, round_id: str) -> list[tuple[int, str]]:
    """Those of a round, by assessment and statement, that an auditor agreed in one go, without looking at each."""
    with about(place_of_round(round_id)):
        query = select(FindingRow.assessment_id, FindingRow.statement_id).where(
            FindingRow.assessment_id == AssessmentRow.id,
            AssessmentRow.round_id == round_id,
            FindingRow.reason == AGREED_TOGETHER,
        )
        return [(number, statement_id) for number, statement_id in session.exec(query)]


def held_in(row: FindingRow) -> Finding:
    other = Judgement(state=State(row.other_state), level=row.other_level) if row.other_state else None
    found = Finding(
        state=State(row.state),
        level=row.level,
        reason=row.reason,
        confidence=Confidence(row.confidence) if row.confidence else None,
        other_reading=other,
        standing=Standing(row.standing) if row.standing else None,
        answer_version=row.answer_version,
        reply=row.reply,
        replied_by=row.replied_by,
        replied_at=row.replied_at,
        items=kept_items(row.items),
        version=row.version,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
    )
    return as_read(found)
