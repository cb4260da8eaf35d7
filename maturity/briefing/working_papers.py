"""Auditors' working papers of a round as they are told: the sample, and what became of reasons to look again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from maturity.assessment.answer import Judgement
from maturity.assessment.blind import BlindReview
from maturity.assessment.finding import Standing
from maturity.assessment.sample import SamplePlan
from maturity.assessment.working_papers import Disposition, Reviewer
from maturity.briefing.carried import unknown_in_words
from maturity.framework.model import Statement
from maturity.scoring.challenge import ChallengeKind, LookFirst, Reason
from maturity.scoring.compare import Comparison
from maturity.wording import counted

NOBODY = "Nobody yet"


@dataclass(frozen=True)
class LookedAgain:
    """One reason to look at an answer again, and what became of it: None where nobody has said so.

    `reason` is None where what was said is kept, and the reason itself no longer holds.
    """

    department_id: str
    statement: Statement
    kind: ChallengeKind
    reason: Reason | None
    disposition: Disposition | None


@dataclass(frozen=True)
class WorkingPapers:
    """All of a round that an auditor may see, without what is hidden from them while they review blind."""

    comparison: Comparison
    first: LookFirst
    sample: SamplePlan | None
    reviewers: Mapping[str, Reviewer]  # by department
    dispositions: Mapping[
        tuple[str, str, str], Disposition
    ]  # by department, statement, and the reason's name
    blind: tuple[BlindReview, ...]
    recorded_blind: Mapping[str, frozenset[str]]  # statements, by department
    names: Mapping[str, str]  # of people, by id
    at: datetime
    head: str  # of the history

    def drawn(self) -> list[tuple[str, Statement]]:
        """The sample: the statements drawn of each department, in the order of names and of the framework."""
        if self.sample is None:
            return []
        framework = self.comparison.framework
        asks = self.comparison.asks
        return [
            (key, framework.by_id[statement_id])
            for key in self.comparison.departments
            for statement_id in self.sample.of_department(key, asks.of(key))
        ]

    def looked_again(self) -> list[LookedAgain]:
        """Every reason, the heaviest answer first; then what was said of reasons that no longer hold."""
        by_id = self.comparison.framework.by_id
        found = [
            LookedAgain(
                item.department_id,
                by_id[item.statement_id],
                reason.kind,
                reason,
                self.dispositions.get((item.department_id, item.statement_id, reason.kind.name.lower())),
            )
            for item in self.first.items()
            for reason in item.reasons
        ]
        return found + [
            LookedAgain(department, by_id[statement], kind, None, said)
            for (department, statement, reason), said in self.dispositions.items()
            if not self.first.holds(department, statement, kind := ChallengeKind[reason.upper()])
        ]

    @property
    def to_look_again(self) -> int:
        """How many there are of these."""
        past = (
            not self.first.holds(department, statement, ChallengeKind[reason.upper()])
            for department, statement, reason in self.dispositions
        )
        return self.first.reasons + sum(past)

    def reviewer(self, department_id: str) -> str:
        """Who reviews a department, by name."""
        given = self.reviewers.get(department_id)
        return self.names.get(given.person_id, given.person_id) if given else NOBODY

    def found(self, department_id: str, statement_id: str) -> Judgement | None:
        """The level or state that an auditor found; None where nobody has found anything yet."""
        return self.comparison.found(department_id, statement_id)

    def standing(self, department_id: str, statement_id: str) -> Standing:
        """How the finding on a statement stands; to be checked where there is none."""
        return self.comparison.said_and_found.recorded(department_id, statement_id) or Standing.TO_CHECK

    def is_blind(self, department_id: str, statement_id: str) -> bool:
        """Whether the first finding there was recorded blind."""
        return statement_id in self.recorded_blind.get(department_id, ())


def sentences(papers: WorkingPapers) -> Iterator[str]:
    """How far the review is: the sample, the reasons and the departments without a reviewer."""
    if papers.sample is None:
        yield "No sample has been drawn."
    else:
        drawn = papers.drawn()
        done = sum(papers.found(key, statement.id) is not None for key, statement in drawn)
        yield (
            f"The sample has {papers.sample.each} of {len(papers.comparison.framework.statements)} statements of each "
            f"department, drawn with the seed “{papers.sample.seed}”: {counted(len(drawn), 'answer')}, and "
            f"{counted(done, 'has a finding', 'have a finding')}."
        )
    again, said = papers.to_look_again, len(papers.dispositions)
    yield (
        f"{counted(again, 'reason')} to look again; of {said} it is written down what became of them."
        if again
        else "No answer gives a reason to look again."
    )
    if unhidden := unknown_in_words(papers.comparison):
        yield unhidden
