"""What a department aims at, statement by statement, and the gaps that it leaves open."""

from datetime import date, datetime

from maturity.assessment.answer import Judgement, State, Writing, check_offered, statement_in
from maturity.assessment.round import StoredRecord
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.wording import day

YEARS = range(2000, 2101)
"""Years that the dates of a plan may lie in: one outside them is a slip of the key."""
KEPT_BY_THE_STORE = {"version", "changed_at", "changed_by"}
"""Parts of what is planned that the store adds to it."""


class Target(StoredRecord):
    """The level that a department aims at for a statement, by a date; with None it was chosen to aim at nothing.

    `version` is 0 for a target never saved and grows with every save; a save carries the version it was based on.
    """

    statement_id: str
    level: int | None
    by: date
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def content(self) -> dict[str, object]:
        """The target without its version, author and time."""
        return self.model_dump(mode="json", exclude=KEPT_BY_THE_STORE)


class AcceptedGap(StoredRecord):
    """A gap that a department leaves open, with the reason why nothing is done about it."""

    statement_id: str
    reason: Writing
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def content(self) -> dict[str, object]:
        """The reason without its version, author and time."""
        return self.model_dump(mode="json", exclude=KEPT_BY_THE_STORE)


class TargetRefused(MaturityError):
    def __init__(self, framework: Framework, statement_id: str, why: str) -> None:
        self.statement = statement_id
        super().__init__(f"“{framework.by_id[statement_id].label}”: {why}")


class ReasonForGapNeeded(MaturityError):
    def __init__(self, framework: Framework, statement_id: str) -> None:
        self.statement = statement_id
        label = framework.by_id[statement_id].label
        super().__init__(f"“{label}”: say in a few words why nothing is done about this gap.")


def check_target(framework: Framework, target: Target, opens: date) -> None:
    """Refuse a target off the statement's scale, or dated before its round opened.

    Raises StatementUnknown, LevelNotOffered or TargetRefused.
    """
    statement_in(framework, target.statement_id)
    if target.level is not None:
        check_offered(framework, target.statement_id, Judgement(state=State.LEVEL, level=target.level))
    if not framework.scale_of(framework.by_id[target.statement_id]).ordered and target.level is not None:
        why = "none of its levels is better than another, so there is none to aim at."
        raise TargetRefused(framework, target.statement_id, why)
    if target.by.year not in YEARS:
        raise TargetRefused(framework, target.statement_id, odd_year(target.by))
    if target.by < opens:
        why = f"the target would be due on {day(target.by)}, before the round opened on {day(opens)}."
        raise TargetRefused(framework, target.statement_id, why)


def check_accepted(framework: Framework, gap: AcceptedGap) -> None:
    """Refuse an accepted gap without a reason; raises StatementUnknown or ReasonForGapNeeded."""
    statement_in(framework, gap.statement_id)
    if not gap.reason.strip():
        raise ReasonForGapNeeded(framework, gap.statement_id)


def odd_year(day_: date) -> str:
    """Why a date is refused whose year is not one of YEARS."""
    return f"{day(day_)} is outside the years {YEARS[0]} to {YEARS[-1]}. Check the year."
