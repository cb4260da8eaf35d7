"""Findings, as kept beside the answers."""

import hashlib
from collections.abc import Collection, Mapping

from sqlmodel import Session, select

from maturity.assessment.answer import Judgement, State
from maturity.assessment.finding import Confidence, Finding
from maturity.store.database import Transaction
from maturity.store.tables import FindingRow


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


def of_assessments(session: Session, assessment_ids: Collection[int]) -> dict[int, dict[str, Finding]]:
    """The findings made, by assessment and statement id; every assessment asked for is there."""
    found: dict[int, dict[str, Finding]] = {assessment_id: {} for assessment_id in assessment_ids}
    query = select(FindingRow).where(FindingRow.assessment_id.in_(found))  # type: ignore[attr-defined]
    for row in session.exec(query.order_by(FindingRow.assessment_id, FindingRow.statement_id)):  # type: ignore[arg-type]
        found[row.assessment_id][row.statement_id] = _finding(row)
    return found


def digest(findings: Mapping[tuple[str, str], Finding]) -> str:
    """SHA-256 over (statement, department) → finding: what the history keeps of a published set."""
    lines = [f"{cell} {findings[cell].model_dump_json()}" for cell in sorted(findings)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _finding(row: FindingRow) -> Finding:
    other = Judgement(state=State(row.other_state), level=row.other_level) if row.other_state else None
    return Finding(
        state=State(row.state),
        level=row.level,
        reason=row.reason,
        confidence=Confidence(row.confidence) if row.confidence else None,
        other_reading=other,
    )
