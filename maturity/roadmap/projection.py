"""Where the score would be, quarter by quarter, if everything approved is delivered and keeps its promise.

A house method. What is approved, under way or delivered counts; what is only proposed, or has no date, does not,
and is named with the reason. An action counts from its due date on, or from the day that everything it waits for
is done, where that is later; one that is late counts from today, the soonest that it still could.

A statement is raised to the level that the action promises and never lowered. Where nobody knows the level, the
statement counts as being at least at the promised level once the action is delivered: that raises the low end of
the range, and leaves the high end. An action that only finds out moves no figure: nobody knows what it will find.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from maturity.assessment.answer import Judgement
from maturity.assessment.levels import INAPPLICABLE, LEVEL, NO_LEVEL, UNASKED, Levels, levels_of
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus
from maturity.scoring import score
from maturity.scoring.score import Score

FEWEST_QUARTERS = 4
MOST_QUARTERS = 40
"""Ten years: later dates are dates of hope, and are counted in the last quarter shown."""


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of the calendar year: `number` 1 is January to March."""

    year: int
    number: int

    @property
    def starts(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def ends(self) -> date:
        return self.next.starts - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def words(self) -> str:
        """“April to June 2026”."""
        return f"{self.starts:%B} to {self.ends:%B} {self.year}"

    @property
    def ends_in(self) -> str:
        """When it ends, after “the end of”: “2028”, or “September 2028” where the year goes on."""
        return f"{self.year}" if self.number == 4 else f"{self.ends:%B} {self.year}"


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


@dataclass(frozen=True)
class ProjectedScore:
    """The end of one quarter: the figures as they would be, and the actions that are delivered in it."""

    quarter: Quarter
    score: Score
    delivered: tuple[int, ...]  # ids of the actions that count from this quarter on


@dataclass(frozen=True)
class NotCounted:
    """An action that moves no figure, and why."""

    action: Action
    why: str


@dataclass(frozen=True)
class Projection:
    """One department's figures as assessed, then at the end of each quarter, the present one first."""

    department: str
    assessed: Score
    points: tuple[ProjectedScore, ...]
    delivered: tuple[int, ...]  # ids of the actions that are delivered already
    late: tuple[int, ...]  # ids of the actions that are past their date: they count from today
    not_counted: tuple[NotCounted, ...]
    with_delivered: Score  # as assessed, and what is delivered already counted
    with_late: Score  # the same, and what is past its date
    framework: Framework | None = None  # by which figures are shown


def days_of_delivery(actions: Iterable[Action], today: date) -> tuple[dict[int, date], dict[int, str]]:
    """From which day on each action counts, and why the others do not: both by action id.

    A circle of actions that wait for each other has no day.
    """
    every = {action.id: action for action in actions}
    days: dict[int, date] = {}
    whys: dict[int, str] = {}

    def day_of(action: Action, waiting: frozenset[int]) -> date | None:
        if action.id in days or action.id in whys:
            return days.get(action.id)
        day, why = _own_day(action, today)
        if day is not None and action.status is not ActionStatus.DELIVERED:
            for first in action.depends_on:
                other = every.get(first)
                if other is None:
                    why = f"It waits for action {first}, which is not in this plan."
                elif first in waiting or first == action.id:
                    why = f"It and “{other.title}” wait for each other."
                elif (after := day_of(other, waiting | {action.id})) is None:
                    why = f"It waits for “{other.title}”, which does not count."
                else:
                    day = max(day, after)
        if why or day is None:
            whys[action.id] = why
            return None
        days[action.id] = day
        return day

    for action in every.values():
        day_of(action, frozenset())
    return days, whys


def projection(
    framework: Framework,
    department: str,
    judgements: Mapping[str, Judgement],
    actions: Sequence[Action],
    *,
    today: date,
    until: date | None = None,
) -> Projection:
    """The projection of one department from its `judgements` (by statement id), with all `actions` of the plan.

    Actions of other departments are there for what waits for them, and raise nothing here. It runs to the
    quarter of `until` or of the last delivery, whichever is later, over 4 quarters at least and 40 at most.
    Give an earlier plan and its day to see what was projected then.
    """
    return projections(framework, {department: judgements}, actions, today=today, until=until)[department]


def projections(
    framework: Framework,
    judgements: Mapping[str, Mapping[str, Judgement]],
    actions: Sequence[Action],
    *,
    today: date,
    until: date | None = None,
) -> dict[str, Projection]:
    """The projections of departments (`judgements` by department and statement id), all over the same quarters."""
    days, whys = days_of_delivery(actions, today)
    own: dict[str, list[Action]] = {department: [] for department in judgements}
    for action in actions:
        for department in action.departments:
            if department in own:
                own[department].append(action)
    counted = {key: [action for action in each if action.id in days] for key, each in own.items()}
    ends = [days[action.id] for each in counted.values() for action in each] + ([until] if until else [])
    quarters = _quarters(today, max(ends, default=today))
    in_quarter: dict[str, dict[Quarter, list[Action]]] = {}
    steps: dict[str, list[Mapping[str, int]]] = {}
    for department, each in counted.items():
        in_quarter[department] = {quarter: [] for quarter in quarters}
        for action in each:
            counts_in = min(max(quarter_of(days[action.id]), quarters[0]), quarters[-1])
            in_quarter[department][counts_in].append(action)
        delivered = [action for action in each if action.status is ActionStatus.DELIVERED]
        late = [action for action in each if action.is_late(today)]
        steps[department] = [
            *_steps(in_quarter[department].values()),
            *_steps([delivered, late])[1:],
        ]
    scores = _scores(framework, judgements, steps)
    return {
        department: Projection(
            department=department,
            assessed=scores[department][0],
            points=tuple(
                ProjectedScore(quarter, found, tuple(action.id for action in in_quarter[department][quarter]))
                for quarter, found in zip(quarters, scores[department][1:-2], strict=True)
            ),
            delivered=tuple(
                action.id for action in counted[department] if action.status is ActionStatus.DELIVERED
            ),
            late=tuple(action.id for action in counted[department] if action.is_late(today)),
            not_counted=tuple(NotCounted(each, whys[each.id]) for each in own[department] if each.id in whys),
            with_delivered=scores[department][-2],
            with_late=scores[department][-1],
            framework=framework,
        )
        for department in judgements
    }


def scores_after(
    framework: Framework,
    judgements: Mapping[str, Mapping[str, Judgement]],
    deliveries: Mapping[str, Sequence[Sequence[Action]]],
) -> dict[str, list[Score]]:
    """By department the score as assessed, and after each of its `deliveries` has kept what it promised."""
    return _scores(framework, judgements, {key: _steps(each) for key, each in deliveries.items()})


def _quarters(first: date, last: date) -> list[Quarter]:
    quarters = [quarter_of(first)]
    while len(quarters) < FEWEST_QUARTERS or (
        quarters[-1] < quarter_of(last) and len(quarters) < MOST_QUARTERS
    ):
        quarters.append(quarters[-1].next)
    return quarters


def _steps(deliveries: Iterable[Iterable[Action]]) -> list[Mapping[str, int]]:
    """The levels that statements are raised to: before anything is delivered, and after each of the deliveries."""
    raised: dict[str, int] = {}
    steps: list[Mapping[str, int]] = [{}]
    for delivered in deliveries:
        for action in delivered:
            for rise in action.rises:
                if rise.to is not None:
                    raised[rise.statement_id] = max(rise.to, raised.get(rise.statement_id, rise.to))
        steps.append(dict(raised))
    return steps


def _own_day(action: Action, today: date) -> tuple[date | None, str]:
    match action.status:
        case ActionStatus.DELIVERED:
            return action.delivered_on or action.due or today, ""
        case ActionStatus.STOPPED:
            return None, "It was stopped."
        case ActionStatus.PROPOSED:
            return None, "It is not approved yet."
    if action.due is None:
        return (
            None,
            f"It has no due date: {action.no_date.strip()}"
            if action.no_date.strip()
            else "It has no due date.",
        )
    return max(action.due, today), ""


def _scores(
    framework: Framework,
    judgements: Mapping[str, Mapping[str, Judgement]],
    steps: Mapping[str, Sequence[Mapping[str, int]]],
) -> dict[str, list[Score]]:
    """By department the score after each step of raised levels: high with what is unknown left open."""
    judged = levels_of(framework, judgements, steps)
    places: dict[str, list[int]] = {}
    rows: list[int] = []
    cells: list[tuple[int, int, int]] = []
    for row, (department, raises) in enumerate(steps.items()):
        places[department] = []
        before: Mapping[str, int] | None = None
        for raised in raises:
            if raised != before:
                columns = [(judged.columns.get(each), to) for each, to in raised.items()]
                cells += [(len(rows), column, to) for column, to in columns if column is not None]
                rows.append(row)
                before = raised
            places[department].append(len(rows) - 1)
    every = Levels(
        framework,
        tuple(map(str, range(len(rows)))),
        **{name: each[np.array(rows, dtype=np.intp)] for name, each in judged.arrays.items()},
    )
    lows = score.by_department(_raised(every, cells, unknowns=True))
    highs = score.by_department(_raised(every, cells, unknowns=False))
    found = replace(lows, high=highs.high).in_order()
    return {department: [found[place] for place in each] for department, each in places.items()}


def _raised(levels: Levels, cells: Sequence[tuple[int, int, int]], *, unknowns: bool) -> Levels:
    """The levels once some cells (row, column, level) are raised: those with a level, and with `unknowns` those of
    which nobody knows it.
    """
    if not cells:
        return levels
    row, column, to = np.array(cells, dtype=np.int64).T
    known = levels.level[row, column] != NO_LEVEL
    if unknowns:
        known |= ~np.isin(levels.state[row, column], (INAPPLICABLE, UNASKED))
    row, column, to = row[known], column[known], to[known]
    state, level, low, high, said = (each.copy() for each in levels.arrays.values())
    # What has no level has -1, which is below every level that there is.
    level[row, column] = np.maximum(np.maximum(to, 0), level[row, column])
    state[row, column], said[row, column] = LEVEL, True
    low[row, column] = high[row, column] = NO_LEVEL
    return Levels(levels.framework, levels.departments, state, level, low, high, said)
