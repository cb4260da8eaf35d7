"""Reviewing blind: an auditor finds a level before seeing the department's. What is hidden, and which findings count.

All of it is told by the order of the history: by when somebody began, and by what was done since.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Status, StoredRecord
from maturity.assessment.sample import draw_sample
from maturity.errors import MaturityError
from maturity.framework.model import Scale

Kept = TypeVar("Kept")


class NotShown(Judgement):
    """What stands for a judgement that somebody is not shown: it counts as unknown, and says why."""

    def words(self, scale: Scale) -> str:  # noqa: ARG002  as every judgement's
        return "Not shown"


NOT_SHOWN = NotShown(state=State.NOT_ANSWERED)


class BlindReview(StoredRecord):
    """An auditor's blind review of a round: of all statements (`each` is None), or of those that `seed` draws.

    `begun` and `ended` are the numbers of the entries of the history with which it began and ended.
    """

    round_id: str
    person_id: str
    each: int | None = None
    seed: str = ""
    begun: int = 0
    begun_at: datetime | None = None
    ended: int | None = None
    ended_at: datetime | None = None

    @property
    def over(self) -> bool:
        return self.ended is not None

    def content(self) -> dict[str, object]:
        """What the history has of it, beside who and when."""
        return {
            "round": self.round_id,
            "person": self.person_id,
            "each": self.each,
            "seed": self.seed,
            "over": self.over,
        }

    def covered(self, department_id: str, statement_ids: Sequence[str]) -> list[str]:
        """The statements of a department that are reviewed blind."""
        if self.each is None:
            return list(statement_ids)
        return draw_sample(self.seed, self.each, department_id, statement_ids)


@dataclass(frozen=True)
class StatusMove:
    """That an assessment came to a status, with that entry of the history."""

    number: int
    status: str


@dataclass(frozen=True)
class RecordedFinding:
    """A finding on a statement as it was recorded, with that entry of the history; `first` where none was before."""

    number: int
    person_id: str
    statement_id: str
    first: bool


def is_open_to(review: BlindReview, moves: Iterable[StatusMove]) -> bool:
    """Whether an assessment is open to the reviewer: its review had begun before theirs did, or it was agreed.

    What was under review may have been looked at; what was agreed was for everybody to see.
    """
    return any(
        move.status == Status.AGREED or (move.status == Status.IN_REVIEW and move.number < review.begun)
        for move in moves
    )


def recorded_blind(
    review: BlindReview, moves: Iterable[StatusMove], found: RecordedFinding, covered: Sequence[str]
) -> bool:
    """Whether a finding on an assessment was recorded blind: the first on a covered statement, and while its author
    was shown nothing of it.
    """
    before = [move for move in moves if move.number < found.number]
    return (
        found.person_id == review.person_id
        and found.first
        and found.statement_id in covered
        and review.begun < found.number
        and (review.ended is None or found.number < review.ended)
        and not is_open_to(review, before)
    )


@dataclass(frozen=True)
class HiddenInRound:
    """What one blind review hides: the statements covered but those of departments that are open to the reviewer, and
    those on which they have recorded a finding. `asked_of` are the statements of departments that are not asked all.
    """

    review: BlindReview
    statement_ids: tuple[str, ...]
    open_departments: frozenset[str]
    found: Mapping[str, frozenset[str]]
    asked_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, department_id: str) -> frozenset[str]:
        if department_id in self.open_departments:
            return frozenset()
        asked = self.asked_of.get(department_id, self.statement_ids)
        covered = self.review.covered(department_id, asked)
        return frozenset(covered) - self.found.get(department_id, frozenset())


@dataclass(frozen=True)
class Hidden:
    """What somebody is not shown, in whatever round: the same statement of the same department tells of the other."""

    rounds: tuple[HiddenInRound, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rounds)

    def of(self, department_id: str) -> frozenset[str]:
        """The statements of a department that are not shown, by id."""
        return frozenset[str]().union(*(each.of(department_id) for each in self.rounds))


def shown(said: Mapping[str, Kept], hidden: Collection[str]) -> dict[str, Kept]:
    """What is said by statement id, without what is hidden."""
    return {key: each for key, each in said.items() if key not in hidden}


class StatementNotShown(MaturityError):
    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(
            f"“{label}” is not shown to you while you review this round blind, so you cannot change it. Nothing was "
            "changed. Record what you find on Review, or end your blind review there."
        )


class StillHidden(MaturityError):
    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        told = ", ".join(labels[:5]) + (f" and {len(labels) - 5} more" if len(labels) > 5 else "")
        super().__init__(
            f"Not agreed: you review blind, and have not seen what was answered or found on {told}. Record what you "
            "find, have somebody else agree it, or end your blind review."
        )


class CannotReviewBlind(MaturityError):
    """A blind review that was not begun or ended; the sentence says why."""


class FoundByAnother(MaturityError):
    def __init__(self, label: str) -> None:
        self.label = label
        super().__init__(
            f"Another auditor has recorded a finding on “{label}”. It is not shown to you while you review blind, and "
            "yours was not recorded: a second one would not be made blind. Keep your words, and end your blind review "
            "to see both."
        )
