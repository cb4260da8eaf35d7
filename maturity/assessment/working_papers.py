"""Auditors' working papers of a round: who reviews which department, and what became of reasons to look again."""

from datetime import datetime
from enum import StrEnum

from maturity.assessment.answer import Writing
from maturity.assessment.round import StoredRecord
from maturity.characters import is_blank
from maturity.errors import MaturityError


class Outcome(StrEnum):
    """What became of a reason to look again, in the words of the page."""

    EXPLAINED = "explained"  # it was looked at, and the answer stands
    FINDING = "finding"
    LEFT = "left"

    @property
    def words(self) -> str:
        return {"explained": "Explained", "finding": "Led to a finding", "left": "Left for later"}[self.value]


class Reviewer(StoredRecord):
    """Who reviews a department in a round. `version` is the number of its last change in the history, 0 for never."""

    round_id: str
    department_id: str
    person_id: str
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def content(self) -> dict[str, object]:
        return {"round": self.round_id, "department": self.department_id, "person": self.person_id}


class Disposition(StoredRecord):
    """What became of one reason to look at an answer again, in an auditor's words; `version` as of a Reviewer.

    `reason` is the reason's name in the framework file: “no_evidence”, “jump”.
    """

    round_id: str
    department_id: str
    statement_id: str
    reason: str
    outcome: Outcome
    words: Writing
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def content(self) -> dict[str, object]:
        return {
            "round": self.round_id,
            "department": self.department_id,
            "statement": self.statement_id,
            "reason": self.reason,
            "outcome": self.outcome.value,
            "words": self.words,
        }


def disposition_as_written(disposition: Disposition) -> str:
    """A disposition as its field writes it down: the outcome, and the words on the lines below."""
    return f"{disposition.outcome}\n{disposition.words}"


class DispositionRefused(MaturityError):
    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(
            f"“{label}”: say in a few words what became of the reason, so that another auditor can follow it. "
            "Nothing was changed."
        )


def check_disposition(disposition: Disposition, label: str) -> None:
    """Raises DispositionRefused for one without words."""
    if is_blank(disposition.words):
        raise DispositionRefused(label)


class CannotReview(MaturityError):
    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"{name} is no auditor, so nothing was given to them to review. Choose an auditor.")
