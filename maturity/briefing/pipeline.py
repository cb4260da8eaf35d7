"""How far a round is: how many assessments stand where, and what waits for whom."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from maturity.assessment.round import Status
from maturity.wording import counted

STAGES = {
    Status.DRAFT: "Answering",
    Status.SUBMITTED: "Submitted",
    Status.IN_REVIEW: "In review",
    Status.AGREED: "Agreed",
}
NOT_BEGUN = "Not begun"


@dataclass(frozen=True)
class Pipeline:
    """How many departments are at each stage, the first first."""

    stages: dict[str, int]
    waiting: int  # for an auditor

    @property
    def total(self) -> int:
        return sum(self.stages.values())

    @property
    def begun(self) -> int:
        return self.total - self.stages[NOT_BEGUN]


def pipeline(statuses: Iterable[Status], departments: int) -> Pipeline:
    """From the statuses of those begun, among so many departments."""
    counts = Counter(statuses)
    stages = {NOT_BEGUN: max(0, departments - counts.total())}
    stages |= {words: counts[status] for status, words in STAGES.items()}
    return Pipeline(stages, counts[Status.SUBMITTED] + counts[Status.IN_REVIEW])


def headline(found: Pipeline) -> str:
    """What waits for an auditor, and what is not submitted."""
    wait = "waits" if found.waiting == 1 else "wait"
    waiting = f"{counted(found.waiting, 'assessment')} {wait}" if found.waiting else "No assessment waits"
    early = found.stages[NOT_BEGUN] + found.stages[STAGES[Status.DRAFT]]
    rest = f"{early} {'is' if early == 1 else 'are'} not yet submitted" if early else "all are submitted"
    return f"{waiting} for an auditor; {rest}."


def begun(found: Pipeline) -> str:
    return f"{found.begun} of {counted(found.total, 'department')} have begun"
