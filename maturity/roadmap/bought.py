"""What a portfolio does to the score: a house method, as the projection's, with every action delivered at once.

The actions stand in the order of what they close by themselves for their cost, each after what it waits for. What only
finds out where a statement stands moves no figure: nobody knows what it will find.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import fsum
from statistics import fmean

from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus
from maturity.roadmap.portfolio import Portfolio, going_ahead
from maturity.roadmap.projection import scores_after
from maturity.scoring.compare import Comparison
from maturity.scoring.score import Score


@dataclass(frozen=True)
class Step:
    """The score once this action is delivered as well, and what all that is new has cost by then.

    One that is committed, and waited for what is chosen, costs nothing more.
    """

    action: Action
    chosen: bool
    cost: int  # pounds: once, and the first year
    score: float


@dataclass(frozen=True)
class Bought:
    """A score in per cent, or a mean of several, as the actions that are new are added to it one by one."""

    departments: int  # of which enough is known
    assessed: float
    start: float  # with what is delivered and committed
    steps: tuple[Step, ...]  # the chosen ones first; then those left out that are costed
    low: float  # with the chosen ones, all that is not known being lowest
    high: float
    framework: Framework | None = None  # by which figures are shown

    @property
    def end(self) -> float:
        """With all that is chosen."""
        return next((each.score for each in reversed(self.steps) if each.chosen), self.start)

    @property
    def most(self) -> float:
        """With all that is proposed and costed."""
        return self.steps[-1].score if self.steps else self.start


def bought(compared: Comparison, actions: Iterable[Action], plan: Portfolio) -> Bought | None:
    """What the plan does to the score of those compared of which enough is known; None where none has a score."""
    placed = [key for key in compared.placed if compared.scores[key].score is not None]
    if not placed:
        return None
    every = {action.id: action for action in actions}
    sure = going_ahead(every, ())
    released = going_ahead(every, [each.id for each in plan.new.actions]) - sure
    chosen = _ordered([*plan.new.actions, *(each for each in plan.committed.actions if each.id in released)])
    rest = _ordered(
        each.action
        for each in plan.left_out
        if each.action.costed and each.action.status is ActionStatus.PROPOSED
    )
    new = [*chosen, *rest]
    of_new, of_sure = _by_department(new), _by_department(every[id_] for id_ in sure)
    found = scores_after(
        compared.framework,
        {key: compared.judgements[key] for key in placed},
        {key: [of_sure.get(key, []), *([each] for each in of_new.get(key, []))] for key in placed},
    )
    now = {key: scores[1] for key, scores in found.items()}
    start, ahead = _mean(now.values()), {key: iter(scores[2:]) for key, scores in found.items()}
    means = {key: each.score or 0.0 for key, each in now.items()}
    steps, cost, ends = [], 0, _ends(now.values())
    for place, action in enumerate(new):
        for key in dict.fromkeys(action.departments):
            if key in now:
                now[key] = next(ahead[key])
                means[key] = now[key].score or 0.0
        cost += _cost(action)
        steps.append(Step(action, place < len(chosen), cost, fsum(means.values()) / len(means)))
        if place + 1 == len(chosen):
            ends = _ends(now.values())
    assessed = _mean(each[0] for each in found.values())
    return Bought(len(placed), assessed, start, tuple(steps), *ends, compared.framework)


def _ordered(actions: Iterable[Action]) -> list[Action]:
    """The cheapest for each statement raised first, and none before what it waits for."""

    def price(action: Action) -> float:
        rises = len(action.departments) * sum(rise.to is not None for rise in action.rises)
        return _cost(action) / rises if rises else float("inf")

    waiting = sorted(actions, key=price)
    found: list[Action] = []
    while waiting:
        open_ = {each.id for each in waiting}
        ready = next((each for each in waiting if not open_ & set(each.depends_on)), waiting[0])
        waiting.remove(ready)
        found.append(ready)
    return found


def _cost(action: Action) -> int:
    """What it takes of a budget, once and in the first year: what is committed is paid for."""
    return 0 if action.status.committed else (action.one_off or 0) + (action.yearly or 0)


def _by_department(actions: Iterable[Action]) -> dict[str, list[Action]]:
    found: dict[str, list[Action]] = {}
    for action in actions:
        for department in dict.fromkeys(action.departments):
            found.setdefault(department, []).append(action)
    return found


def _mean(scores: Iterable[Score]) -> float:
    return fmean(each.score or 0.0 for each in scores)


def _ends(scores: Collection[Score]) -> tuple[float, float]:
    return fmean(each.low or 0.0 for each in scores), fmean(each.high or 0.0 for each in scores)
