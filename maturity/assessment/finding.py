"""What an auditor found, beside what the department answered; and findings that were published."""

from enum import StrEnum

from maturity.assessment.answer import Judgement


class Confidence(StrEnum):
    """How sure the coding of a published finding is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Finding(Judgement):
    """An auditor's own level or state for a statement, with the reason.

    A published finding also says how sure we are of having read it as its authors meant, and the other
    defensible reading where there is one.
    """

    reason: str = ""
    confidence: Confidence | None = None
    other_reading: Judgement | None = None
