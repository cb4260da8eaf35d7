"""The road maps of the departments compared, together: what is aimed at, what is done about it, and what is ahead."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import Generic, TypeVar

from maturity.framework.model import Framework, Statement
from maturity.plan.action import Action, ActionStatus
from maturity.plan.target import AcceptedGap
from maturity.roadmap.costs import Cost, Costs
from maturity.roadmap.gaps import Gap, gaps
from maturity.roadmap.projection import Projection, Quarter
from maturity.roadmap.promises import Tally
from maturity.roadmap.targets import Targets
from maturity.scoring.compare import Comparison
from maturity.scoring.score import Score

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class RoadMapStep:
    """The figures as assessed (`quarter` is then None) or at the end of a quarter, in per cent; None where none is."""

    quarter: Quarter | None
    score: float | None
    low: float | None
    high: float | None
    delivered: frozenset[int]  # ids of the actions that count from then on


@dataclass(frozen=True)
class RoadMaps:
    """What the departments compared aim at, leave open and do: by department id, and statement id within."""

    chosen: Targets  # by the departments themselves
    accepted: Mapping[str, Mapping[str, AcceptedGap]]
    actions: Sequence[Action]  # each once, however many departments share it


class Deferred(Mapping[Key, Value], Generic[Key, Value]):
    """A mapping that is worked out when it is first looked into: not every reader of a forecast looks ahead."""

    def __init__(self, work_out: Callable[[], Mapping[Key, Value]]) -> None:
        self._work_out = work_out

    @cached_property
    def _found(self) -> Mapping[Key, Value]:
        return self._work_out()

    def __getitem__(self, key: Key) -> Value:
        return self._found[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@dataclass(frozen=True)
class Forecast(RoadMaps):
    """The same with what lies ahead: where the scores would be, and what it costs."""

    called: Mapping[int, str]  # titles of the actions, and of those that they wait for
    names: Mapping[str, str]  # of every department that an action names
    projections: Mapping[str, Projection]  # all over the same quarters; none where there is no action
    costs: Mapping[str, Costs]  # of what each department leads
    placed: Sequence[str]  # the departments of which enough is known to say where they stand, and will
    promises: Tally | None = None  # what was promised of this round, and what it found, where anything was

    def being(self, status: ActionStatus) -> list[Action]:
        """The actions of a status."""
        return [action for action in self.actions if action.status is status]

    @property
    def proposed(self) -> list[Action]:
        """Those that wait for somebody to approve them."""
        return self.being(ActionStatus.PROPOSED)

    @property
    def years(self) -> list[Cost]:
        """What the actions cost and save in each financial year, over all departments."""
        found: dict[int, Cost] = {}
        for costs in self.costs.values():
            for cost in costs.years:
                before = found.get(cost.starts, Cost(cost.starts, 0, 0))
                found[cost.starts] = Cost(
                    cost.starts,
                    before.one_off + cost.one_off,
                    before.yearly + cost.yearly,
                    before.saving + cost.saving,
                )
        return [found[year] for year in sorted(found)]

    @property
    def ahead(self) -> list[RoadMapStep]:
        """The figures as assessed, then at the end of each quarter; empty where nothing is projected.

        Of a department alone its own; of several, the mean of those of which enough is known.
        """
        every = list(self.projections.values())
        meant = self.meant
        if not meant:
            return []
        assessed = _step(None, [each.assessed for each in meant], frozenset())
        return [
            assessed,
            *(
                _step(
                    point.quarter,
                    [each.points[place].score for each in meant],
                    frozenset(number for each in every for number in each.points[place].delivered),
                )
                for place, point in enumerate(every[0].points)
            ),
        ]

    @property
    def meant(self) -> list[Projection]:
        """The projections that the figures are the mean of."""
        return [each for key, each in self.projections.items() if key in self.placed]

    @property
    def prospect(self) -> "Prospect | None":
        """What the figures rest on; None where nothing is projected."""
        return prospect(self.meant, list(self.projections.values()), self.promises) if self.meant else None


@dataclass(frozen=True)
class Prospect:
    """Where a score, or a mean of several, would be at the end, and what that rests on; ids are of actions."""

    assessed: RoadMapStep
    with_delivered: RoadMapStep  # what is delivered already counted
    with_late: RoadMapStep  # and what is past its date
    end: RoadMapStep  # and what has its date ahead
    delivered: frozenset[int]
    late: frozenset[int]
    on_course: frozenset[int]
    undated: frozenset[int]  # approved, and counted nowhere
    promises: Tally | None
    framework: Framework | None = None  # by which figures are shown

    @property
    def as_before(self) -> RoadMapStep | None:
        """The end if promises go on being kept as they were; None where nobody knows how they were."""
        return None if self.promises is None else kept_as_before(self.assessed, self.end, self.promises)


def prospect(meant: Sequence[Projection], every: Sequence[Projection], promises: Tally | None) -> Prospect:
    """Of the mean of some of `every` projection, over the same quarters; not of nothing."""
    quarter, none = meant[0].points[-1].quarter, frozenset[int]()
    delivered = frozenset(number for each in every for number in each.delivered)
    late = frozenset(number for each in every for number in each.late)
    counted = frozenset(number for each in every for point in each.points for number in point.delivered)
    return Prospect(
        assessed=_step(None, [each.assessed for each in meant], none),
        with_delivered=_step(quarter, [each.with_delivered for each in meant], delivered),
        with_late=_step(quarter, [each.with_late for each in meant], late),
        end=_step(quarter, [each.points[-1].score for each in meant], counted),
        delivered=delivered,
        late=late,
        on_course=counted - delivered - late,
        undated=frozenset(
            each.action.id for of in every for each in of.not_counted if each.action.status.committed
        ),
        promises=promises,
        framework=meant[0].framework,
    )


def kept_as_before(assessed: RoadMapStep, then: RoadMapStep, promises: Tally) -> RoadMapStep | None:
    """A later step, of whose rise only the share comes that past promises brought: levels found ÷ levels promised.

    None where nothing that was promised is known. A house method: it takes a level promised to be worth the same
    wherever it is, and asks no less of what is delivered already.
    """
    share = promises.share
    if share is None:
        return None

    def part(start: float | None, end: float | None) -> float | None:
        return None if start is None or end is None else start + share * (end - start)

    return RoadMapStep(
        then.quarter,
        part(assessed.score, then.score),
        part(assessed.low, then.low),
        part(assessed.high, then.high),
        then.delivered,
    )


def _step(quarter: Quarter | None, scores: Sequence[Score], delivered: frozenset[int]) -> RoadMapStep:
    def mean(figures: Sequence[float | None]) -> float | None:
        known = [figure for figure in figures if figure is not None]
        return fmean(known) if known else None

    return RoadMapStep(
        quarter,
        mean([each.score for each in scores]),
        mean([each.low for each in scores]),
        mean([each.high for each in scores]),
        delivered,
    )


class Aims:
    """The gaps of a comparison to the targets that were chosen, what is to be found out, what is done about it."""

    def __init__(self, comparison: Comparison, plan: Forecast) -> None:
        self.comparison, self.plan = comparison, plan

    @cached_property
    def gaps(self) -> dict[tuple[str, str], Gap]:
        """By department and statement, accepted ones too."""
        found = gaps(self.comparison, self.plan.chosen, self.plan.accepted)
        return {(gap.department, gap.statement.id): gap for gap in found}

    @cached_property
    def working(self) -> dict[tuple[str, str], list[Action]]:
        """The actions that are not over, by the department and the statement that they raise."""
        found: dict[tuple[str, str], list[Action]] = {}
        for action in self.plan.actions:
            for department in action.departments:
                for rise in action.rises:
                    if not action.status.over:
                        found.setdefault((department, rise.statement_id), []).append(action)
        return found

    def size(self, department: str, statement: Statement) -> float:
        gap = self.gaps.get((department, statement.id))
        return 0 if gap is None else gap.size

    def is_open(self, department: str, statement: Statement) -> bool:
        """Whether there is a gap, or something to find out, that nothing is done about."""
        gap = self.gaps.get((department, statement.id))
        worked_on = bool(self.working.get((department, statement.id)))
        return gap is not None and gap.accepted is None and not worked_on

    @property
    def unworked(self) -> int:
        """How many gaps to chosen targets there are that nothing is done about."""
        return sum(
            not gap.find_out and self.is_open(gap.department, gap.statement) for gap in self.gaps.values()
        )
