"""The choice of actions that closes most within limits, found exactly as a mixed-integer programme (scipy's milp,
which is HiGHS).

One variable an action: taken or not. One variable a step: the part of a gap between two levels, closed where an action
that reaches it is taken; so two actions on one statement never count twice, and a shared action is paid for once and
counts for every department that it is for. Which actions may be chosen, and what is said of a plan, is in portfolio.py.
"""

import math
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from maturity.errors import MaturityError
from maturity.plan.action import Action

if TYPE_CHECKING:
    from scipy.optimize import LinearConstraint

CHEAPEST_SECONDS = 5.0
"""How long, at most, a cheaper plan that closes as much is looked for once a plan is found."""
SAME = 1e-9
"""Statements. Sums of the same steps in another order may differ in their last bits."""
_SCALE = 1000.0  # the solver takes differences below 1e-6 for none
_MOST_ATTEMPTS = 50

FloatArray = NDArray[np.float64]
Step = tuple[str, str, int | None]
"""Department id, statement id, and the level reached; None for finding out."""


class NoPlan(MaturityError):
    """Limits that no plan can keep, and why."""


@dataclass(frozen=True)
class Limits:
    """What may be spent on what is new: whole pounds once and a year, and people (full-time equivalents); None is no
    limit.

    `must` are ids of actions that are taken whatever they close, with all that they wait for.
    """

    one_off: int | None = None
    yearly: int | None = None
    people: float | None = None
    must: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Amounts:
    """What some actions take together."""

    one_off: int = 0
    yearly: int = 0
    people: float = 0.0

    def and_(self, actions: Iterable[Action]) -> "Amounts":
        one_off, yearly, people = self.one_off, self.yearly, self.people
        for action in actions:
            one_off += action.one_off or 0
            yearly += action.yearly or 0
            people += action.people or 0.0
        return Amounts(one_off, yearly, people)

    def over(self, limits: Limits) -> str:
        """By how much these go over the limits, in words; empty where they keep them."""
        over = []
        if limits.one_off is not None and self.one_off > limits.one_off:
            over.append(f"£{self.one_off - limits.one_off:,} once")
        if limits.yearly is not None and self.yearly > limits.yearly:
            over.append(f"£{self.yearly - limits.yearly:,} a year")
        if limits.people is not None and self.people > limits.people + SAME:
            over.append(people_in_words(self.people - limits.people))
        return f"{' and '.join(over)} more than there is" if over else ""


@dataclass(frozen=True)
class Problem:
    """What may be chosen and what for: nothing is taken that waits for what is not taken, and the limits are kept."""

    candidates: Mapping[int, Action]  # by id, what may be chosen
    closes: Mapping[int, Sequence[Step]]  # by id, the open steps that each would close
    worths: Mapping[Step, float]  # the open steps, in statements
    limits: Limits

    def amounts(self, ids: Iterable[int]) -> Amounts:
        return Amounts().and_(self.candidates[id_] for id_ in ids)

    def reached(self, ids: Iterable[int]) -> set[Step]:
        """The steps that these close together."""
        return {step for id_ in ids for step in self.closes[id_]}

    def with_first(self, ids: Iterable[int]) -> set[int]:
        return with_first(ids, self.candidates)


@dataclass(frozen=True)
class More:
    """A set of actions that might be added: one, and those that it waits for and that are not chosen."""

    actions: tuple[Action, ...]
    gained: frozenset[Step]
    closed: float
    pounds: int


def solve(problem: Problem, seconds: float) -> tuple[set[int], float]:
    """The ids that close most, and a bound on what any plan closes; of those that close as much the cheapest, where it
    is found soon. Raises NoPlan where none was found in time.
    """
    must = problem.with_first(problem.limits.must)
    programme = _Programme(problem, must)
    if not problem.candidates or (not len(programme.worths) and not must):
        return must, 0.0
    taken, bound = programme.solve(programme.closing, seconds)
    if math.isnan(bound):
        raise NoPlan(
            f"No plan was found in {seconds:g} seconds. Choose fewer departments, change a budget a little, "
            "or try again when the computer is less busy."
        )
    return _cheapest(problem, programme, taken, min(seconds, CHEAPEST_SECONDS)), -bound / _SCALE


def without_idle(problem: Problem, chosen: Collection[int]) -> set[int]:
    """The chosen without those that close nothing which the others do not, the dearest going first."""
    kept = set(chosen)
    needed = problem.with_first(problem.limits.must)
    times: dict[Step, int] = {}
    for id_ in kept:
        for step in problem.closes[id_]:
            times[step] = times.get(step, 0) + 1
    dearest = sorted(kept - needed, key=lambda id_: (-first_year_cost(problem.candidates[id_]), id_))
    changed = True
    while changed:
        changed = False
        waited_for = {first for id_ in kept for first in problem.candidates[id_].depends_on}
        for id_ in dearest:
            idle = all(times[step] > 1 for step in problem.closes[id_])
            if id_ in kept and id_ not in waited_for and idle:
                kept.remove(id_)
                for step in problem.closes[id_]:
                    times[step] -= 1
                changed = True
    return kept


def fill(problem: Problem, chosen: Collection[int]) -> set[int]:
    """The chosen with whatever still fits and closes more: nothing, where the solver had time to finish."""
    full = set(chosen)
    total, reached = problem.amounts(full), problem.reached(full)
    for more in further(problem, full):
        new = [action for action in more.actions if action.id not in full]
        with_new = total.and_(new)
        if with_new.over(problem.limits) == "" and not reached.issuperset(more.gained):
            total = with_new
            full |= {action.id for action in new}
            reached |= more.gained
    return full


def further(problem: Problem, chosen: Collection[int]) -> list[More]:
    """Every set that would close more than the chosen do, the most for each pound first."""
    reached = problem.reached(chosen)
    found = []
    for id_ in problem.candidates:
        if id_ in chosen:
            continue
        ids = problem.with_first([id_]).difference(chosen)
        gained = frozenset(problem.reached(ids) - reached)
        if gained:
            added = tuple(problem.candidates[each] for each in sorted(ids))
            found.append(More(added, gained, worth(gained, problem.worths), sum(map(first_year_cost, added))))
    return sorted(
        found, key=lambda more: (-more.closed / max(more.pounds, 1), more.pounds, more.actions[0].id)
    )


def with_first(ids: Iterable[int], actions: Mapping[int, Action]) -> set[int]:
    """The actions with all those among `actions` that they wait for, and so on."""
    found: set[int] = set()
    waiting = list(ids)
    while waiting:
        id_ = waiting.pop()
        if id_ in actions and id_ not in found:
            found.add(id_)
            waiting += actions[id_].depends_on
    return found


def worth(steps: Iterable[Step], worths: Mapping[Step, float]) -> float:
    # In one order, so that the same steps always make the same sum.
    return float(sum(sorted(worths[step] for step in steps)))


def first_year_cost(action: Action) -> int:
    """What it costs once and in one year."""
    return (action.one_off or 0) + (action.yearly or 0)


def people_in_words(many: float) -> str:
    return f"{many:g} {'person' if f'{many:g}' == '1' else 'people'}"


class _Programme:
    """A problem in the solver's terms: variables first for the actions, then for what they close."""

    def __init__(self, problem: Problem, must: Collection[int]) -> None:
        self.ids = list(problem.candidates)
        self._place_of = {id_: place for place, id_ in enumerate(self.ids)}
        together = self._together(problem)
        self.worths: FloatArray = _SCALE * np.array(list(together.values()))
        self._width = len(self.ids) + len(together)
        self.rows = _Rows(self._width)
        self._lower, self._upper = np.zeros(self._width), np.ones(self._width)
        self._lower[[self._place_of[id_] for id_ in must]] = 1.0
        self._limited = _limited(problem)
        self._close_only_what_is_reached(together)
        self._take_only_with_what_comes_first(problem)
        self._keep_the_limits()

    @property
    def closing(self) -> FloatArray:
        """The objective of closing most; the solver looks for the least."""
        return np.concatenate([np.zeros(len(self.ids)), -self.worths])

    def paying(self, costs: FloatArray) -> FloatArray:
        """The objective of paying least."""
        return np.concatenate([costs / (costs.max() or 1.0), np.zeros(len(self.worths))])

    def close_everything(self) -> None:
        """The same as to close at least all that can be closed, without a sum over all of it, which is slow."""
        self._lower[len(self.ids) :] = 1.0

    def close_at_least(self, worth: float) -> None:
        rows = [(len(self.ids) + number, -each) for number, each in enumerate(self.worths)]
        self.rows.add(rows, -_SCALE * worth + 1e-5)

    def solve(self, objective: FloatArray, within: float) -> tuple[list[int], float]:
        """The places taken, and the solver's bound; nothing, and no bound, where no plan was found in time."""
        from scipy.optimize import Bounds, milp  # 40 MB, for whoever solves

        until = time.monotonic() + within
        for _ in range(_MOST_ATTEMPTS):
            found = milp(
                objective,
                integrality=np.concatenate([np.ones(len(self.ids)), np.zeros(len(self.worths))]),
                bounds=Bounds(self._lower, self._upper),
                constraints=self.rows.constraint(),
                options={"mip_rel_gap": 0.0, "time_limit": max(0.0, until - time.monotonic())},
            )
            if found.x is None:
                break
            taken = [place for place in range(len(self.ids)) if found.x[place] > 0.5]
            if all(sum(amounts[each] for each in taken) <= limit + SAME for amounts, limit in self._limited):
                return taken, float("-inf") if found.mip_dual_bound is None else float(found.mip_dual_bound)
            # The solver allows itself a millionth; a plan a pound over its budget is none, and is ruled out.
            self.rows.add([(place, 1.0) for place in taken], len(taken) - 1.0)
        return [], float("nan")

    def _together(self, problem: Problem) -> dict[tuple[int, ...], float]:
        """What is closed by the actions at these places. Steps that the same actions reach are one step: fewer
        variables, and the same plan.
        """
        reached_by: dict[Step, list[int]] = {}
        for place, id_ in enumerate(self.ids):
            for step in problem.closes[id_]:
                reached_by.setdefault(step, []).append(place)
        together: dict[tuple[int, ...], float] = {}
        for step, places in reached_by.items():
            together[tuple(places)] = together.get(tuple(places), 0.0) + problem.worths[step]
        return together

    def _close_only_what_is_reached(self, together: Iterable[tuple[int, ...]]) -> None:
        for number, places in enumerate(together):
            terms = [(len(self.ids) + number, 1.0), *((place, -1.0) for place in places)]
            self.rows.add(terms, 0.0)

    def _take_only_with_what_comes_first(self, problem: Problem) -> None:
        for id_, action in problem.candidates.items():
            for first in action.depends_on:
                if first in self._place_of:
                    self.rows.add([(self._place_of[id_], 1.0), (self._place_of[first], -1.0)], 0.0)

    def _keep_the_limits(self) -> None:
        for amounts, limit in self._limited:
            largest = max((amount for amount in amounts if amount <= limit), default=0.0) or 1.0
            for place, amount in enumerate(amounts):
                if (
                    amount > limit
                ):  # kept out of the sum, which one huge amount would make too coarse to solve
                    self._upper[place] = 0.0
            within = [
                (place, amount / largest) for place, amount in enumerate(amounts) if 0 < amount <= limit
            ]
            self.rows.add(within, limit / largest)


class _Rows:
    """Sums of variables that must not exceed a limit, gathered for the solver."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._row: list[int] = []
        self._column: list[int] = []
        self._value: list[float] = []
        self._limits: list[float] = []

    def add(self, terms: Iterable[tuple[int, float]], limit: float) -> None:
        for column, value in terms:
            self._row.append(len(self._limits))
            self._column.append(column)
            self._value.append(value)
        self._limits.append(limit)

    def constraint(self) -> "LinearConstraint":
        from scipy.optimize import LinearConstraint
        from scipy.sparse import csr_array

        shape = (len(self._limits), self._width)
        matrix = csr_array((self._value, (self._row, self._column)), shape=shape)
        return LinearConstraint(matrix, -np.inf, np.array(self._limits))


def _cheapest(problem: Problem, programme: _Programme, taken: list[int], within: float) -> set[int]:
    """The ids of the cheapest plan that closes as much as the places taken do, where it is found soon."""

    def closed(places: Iterable[int]) -> float:
        return worth(problem.reached(programme.ids[place] for place in places), problem.worths)

    costs = np.array([first_year_cost(action) for action in problem.candidates.values()], float)
    most = closed(taken)
    if problem.reached(programme.ids[place] for place in taken) == problem.reached(programme.ids):
        programme.close_everything()
    else:
        programme.close_at_least(most)
    cheaper, bound = programme.solve(programme.paying(costs), within)
    found = not math.isnan(bound) and closed(cheaper) >= most - SAME
    best = cheaper if found and costs[cheaper].sum() < costs[taken].sum() else taken
    return {programme.ids[place] for place in best}


def _limited(problem: Problem) -> list[tuple[list[float], float]]:
    """The amounts of each candidate, and the limit on their sum, for every limit that there is."""
    candidates, limits = problem.candidates.values(), problem.limits
    found: list[tuple[list[float], float]] = []
    if limits.one_off is not None:
        found.append(([float(action.one_off or 0) for action in candidates], float(limits.one_off)))
    if limits.yearly is not None:
        found.append(([float(action.yearly or 0) for action in candidates], float(limits.yearly)))
    if limits.people is not None:
        found.append(([action.people or 0.0 for action in candidates], limits.people))
    return found
