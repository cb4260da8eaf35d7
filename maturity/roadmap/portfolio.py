"""Which actions a budget should buy: those that together close the most weighted gap.

A house method, solved exactly as a mixed-integer programme (scipy's milp, which is HiGHS). One variable an action:
taken or not. One variable a step: the part of a gap between two levels, closed where an action that reaches it is
taken; so two actions on one statement never count twice, and a shared action is paid for once and counts for every
department that it is for. What is approved or under way is committed: it is in every plan, and the money and people are
for what is new. A step is worth the statement's weight × the rise in worth, as in scoring; finding out a
level that nobody knows is worth one step of its statement's scale (the mean of them where they differ).
"""

import math
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.plan.action import MOST_POUNDS, Action, ActionStatus, wrong_amount
from maturity.roadmap.gaps import Gap

SECONDS = 20.0
"""How long a plan is looked for before the best one found is shown with its bound."""
CHEAPEST_SECONDS = 5.0
"""How long, at most, a cheaper plan that closes as much is looked for after that."""
SAME = 1e-9
"""Statements. Sums of the same steps in another order may differ in their last bits."""
_PAID = {"one_off": 0, "yearly": 0, "people": 0.0}
"""What committed work takes of the limits, once what it waits for is chosen."""
_SCALE = 1000.0  # the solver takes differences below 1e-6 for none
_MOST_ATTEMPTS = 50

FloatArray = NDArray[np.float64]
Step = tuple[str, str, int | None]
"""Department id, statement id, and the level reached; None for finding out."""


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
class LeftOut:
    """An action that was not chosen, and why, in words."""

    action: Action
    why: str


@dataclass(frozen=True)
class NextPound:
    """What more money would buy: the set that closes most for each further pound, and the budgets that it takes.

    The budgets are for the chosen actions and these together.
    """

    actions: tuple[Action, ...]
    closed: float  # statements, further
    levels: int
    found_out: int
    one_off: int  # pounds
    yearly: int  # pounds a year

    @property
    def words(self) -> str:
        named = " and ".join(f"“{action.title}”" for action in self.actions)
        return (
            f"With £{self.one_off:,} once and £{self.yearly:,} a year the plan could add {named}, "
            f"which would {_closing(self.levels, self.found_out)}."
        )


@dataclass(frozen=True)
class Total:
    """What some actions take together of one thing: `known` is None where none of them says, which is not nothing."""

    known: float | None
    unsaid: int  # actions that do not say

    def words(self, amount: str, unsaid: str) -> str:
        """“£100”, “£100 (2 actions not costed)” or “Not costed”, for `amount` “£{:,}” and `unsaid` “not costed”."""
        if self.known is None:
            return unsaid.capitalize()
        many = f"{self.unsaid} action{'s' * (self.unsaid != 1)}"
        return amount.format(self.known) + (f" ({many} {unsaid})" if self.unsaid else "")


@dataclass(frozen=True)
class Part:
    """Some actions of a plan, and what they close."""

    actions: tuple[Action, ...]
    closed: float  # weighted gap: statements, each from its lowest level to its highest being its weight
    levels: int
    found_out: int

    @property
    def one_off(self) -> Total:  # pounds
        return _total([action.one_off for action in self.actions])

    @property
    def yearly(self) -> Total:  # pounds a year
        return _total([action.yearly for action in self.actions])

    @property
    def people(self) -> Total:  # full-time equivalents
        return _total([action.people for action in self.actions])

    def and_(self, other: "Part") -> "Part":
        """Both together, where neither closes what the other does."""
        return Part(
            self.actions + other.actions,
            self.closed + other.closed,
            self.levels + other.levels,
            self.found_out + other.found_out,
        )


@dataclass(frozen=True)
class Portfolio:
    """What is committed, and the actions chosen beyond that; nothing is approved by it."""

    committed: Part  # approved or under way, and what that closes by itself
    held_up: tuple[LeftOut, ...]  # committed, but what they wait for is not in this plan: they close nothing
    new: Part  # what is chosen, and what it closes beyond that
    left_out: tuple[LeftOut, ...]
    gap: float  # all that there is to close, in statements like what is closed
    bound: float  # nothing new within these limits closes more than this
    next_pound: NextPound | None

    @property
    def proven(self) -> bool:
        """Whether no other plan closes more; otherwise `bound` says how much more one might."""
        return self.bound - self.new.closed <= 1e-6

    @property
    def words(self) -> str:
        """What the plan buys, in a sentence."""
        new, beside = self.new, bool(self.committed.actions)
        if not new.actions:
            beyond, which = (" beyond what is committed", "more") if beside else ("", "any")
            return f"Nothing is chosen{beyond}: no action within these limits closes {which} of the gaps."
        count, total = (
            f"{len(new.actions)} action{'s' if len(new.actions) > 1 else ''}",
            _amounts(new.actions),
        )
        best = "" if self.proven else f" A better plan may exist: at most {self.bound:.2f} could be closed."
        return (
            f"{'Beyond what is committed, ' if beside else ''}{count} for £{total.one_off:,} once and "
            f"£{total.yearly:,} a year would {_closing(new.levels, new.found_out)} "
            f"({new.closed:.2f} of {self.gap:.2f} statements).{best}"
        )


class NoPlan(MaturityError):
    """Limits that no plan can keep, and why."""


def portfolio(
    framework: Framework,
    gaps: Iterable[Gap],
    actions: Sequence[Action],
    limits: Limits,
    *,
    departments: Collection[str] | None = None,
    seconds: float = SECONDS,
) -> Portfolio:
    """The proposed actions that close most of the `gaps` (as counted to targets) within the limits.

    `departments` are those whose gaps and commitments count; None: all. Accepted gaps do not count. What delivered
    actions raise counts as closed already, and so does what committed ones raise, unless they wait for something that
    is not committed: they then close it once that is chosen, at no further cost. Of the plans that close as much, it
    is the cheapest (one-off and a year together) where that is found in a few seconds, as it is for one department.
    Left out, with the reason: actions that are over, not costed, not known in the people they need where those are
    limited, or waiting for such a one. Raises NoPlan where limits make no sense or the actions that must be taken
    break them. After `seconds` the best plan found is given, with a bound.
    """
    _check(limits)
    worths = _steps(framework, gaps)
    every = {action.id: action for action in actions}
    closes = {action.id: _closes(action, worths) for action in actions}
    for action in actions:
        if action.status is ActionStatus.DELIVERED:
            for step in closes[action.id]:
                worths.pop(step, None)
    gap, sure = _worth(worths, worths), _going(every, ())
    closing = {step for id_ in sure for step in closes[id_] if step in worths}
    begun = [action for action in actions if _committed(action) and _is_for(action, departments)]
    open_ = {step: worth for step, worth in worths.items() if step not in closing}
    would_close, closes = closes, {id_: [s for s in steps if s in open_] for id_, steps in closes.items()}

    out = _impossible(every, sure, limits)
    possible = {
        id_: action.model_copy(update=_PAID) if _committed(action) else action
        for id_, action in every.items()
        if id_ not in out and id_ not in sure
    }
    _check_must(every, possible, out, limits)
    useful = _with_first((id_ for id_ in possible if closes[id_] or id_ in limits.must), possible)
    for id_ in possible:
        if id_ not in useful:
            out[id_] = (
                "What it would close is closed by what is committed."
                if closing.intersection(would_close[id_])
                else "It closes none of these gaps."
            )
    candidates = [possible[id_] for id_ in possible if id_ in useful]
    chosen_ids, bound = _solved(candidates, closes, open_, limits, seconds)
    chosen_ids = _without_idle(chosen_ids, possible, closes, limits.must)
    chosen_ids = _filled(chosen_ids, candidates, closes, open_, limits)

    chosen = [action for action in candidates if action.id in chosen_ids]
    reached = {step for action in chosen for step in closes[action.id]}
    total = _amounts(chosen)
    for action in candidates:
        if action.id not in chosen_ids:
            out[action.id] = _why_not(action, chosen_ids, reached, total, possible, closes, limits)
    new = _part([action for action in chosen if not _committed(action)], reached, open_)
    going = _going(every, chosen_ids)
    return Portfolio(
        committed=_part(begun, closing, worths),
        held_up=tuple(
            LeftOut(action, _why_held_up(action, every, going)) for action in begun if action.id not in going
        ),
        new=new,
        left_out=tuple(
            LeftOut(action, out[action.id])
            for action in actions
            if action.id in out and not _committed(action)
        ),
        gap=gap,
        bound=max(bound, new.closed),
        next_pound=_next_pound(chosen_ids, candidates, closes, open_, limits),
    )


def _check(limits: Limits) -> None:
    for name, pounds in (("one-off budget", limits.one_off), ("yearly budget", limits.yearly)):
        if pounds is not None and pounds < 0:
            raise NoPlan(
                f"The {name} is below nothing. Give whole pounds from 0, or leave it empty for no limit."
            )
        if pounds is not None and pounds > 1000 * MOST_POUNDS:
            raise NoPlan(f"The {name} is more than £{1000 * MOST_POUNDS:,}. Leave it empty for no limit.")
    if limits.people is not None and not 0 <= limits.people < float("inf"):
        raise NoPlan("The people limit is full-time equivalents from 0. Leave it empty for no limit.")


def _steps(framework: Framework, gaps: Iterable[Gap]) -> dict[Step, float]:
    """What each step that is to be closed is worth, in statements."""
    found: dict[Step, float] = {}
    for gap in gaps:
        if gap.accepted is not None:
            continue
        scale, statement = framework.scale_of(gap.statement), gap.statement
        if gap.judgement.level is None:
            lowest = scale.worth(scale.lowest.value)
            found[gap.department, statement.id, None] = (
                statement.weight * (1 - lowest) / (len(scale.levels) - 1)
            )
            continue
        before = gap.judgement.level
        for level in [value for value in scale.by_value if value > before][: gap.short]:
            found[gap.department, statement.id, level] = statement.weight * (
                scale.worth(level) - scale.worth(before)
            )
            before = level
    return found


def _closes(action: Action, worths: Mapping[Step, float]) -> list[Step]:
    """The steps that an action would close. Any work on a statement nobody knows the level of finds that out."""
    wanted = {rise.statement_id: rise.to for rise in action.rises}
    found: list[Step] = []
    for department in action.departments:
        for statement, to in wanted.items():
            if (department, statement, None) in worths:
                found.append((department, statement, None))
            if to is not None:
                found += [
                    (department, statement, level)
                    for level in range(to + 1)
                    if (department, statement, level) in worths
                ]
    return found


def _committed(action: Action) -> bool:
    """Whether it is approved or under way: what is delivered is done."""
    return action.status.committed and not action.status.over


def _is_for(action: Action, departments: Collection[str] | None) -> bool:
    return departments is None or any(each in departments for each in action.departments)


def _going(every: Mapping[int, Action], chosen: Collection[int]) -> set[int]:
    """The actions that go ahead: delivered, or committed or chosen like all that they wait for."""
    going = {id_ for id_, action in every.items() if action.status.committed or id_ in chosen}
    while held_up := {
        id_
        for id_ in going
        if every[id_].status is not ActionStatus.DELIVERED and not going.issuperset(every[id_].depends_on)
    }:
        going -= held_up
    return going


def _why_held_up(action: Action, every: Mapping[int, Action], going: Collection[int]) -> str:
    first = next(first for first in action.depends_on if first not in going)
    if first not in every:
        return f"It waits for action {first}, which is not among these."
    which = "is held up" if _committed(every[first]) else "is not in this plan"
    return f"It waits for “{every[first].title}”, which {which}."


def _impossible(every: Mapping[int, Action], sure: Collection[int], limits: Limits) -> dict[int, str]:
    """Why actions cannot be chosen whatever the money, by id; delivered ones are done and need no choice.

    Those that are `sure` to go ahead need none either. What is committed is paid for: its costs keep nothing out.
    """
    out: dict[int, str] = {}
    for id_, action in every.items():
        if _committed(action):
            continue
        if action.status is ActionStatus.DELIVERED:
            out[id_] = "It is delivered already."
        elif action.status is ActionStatus.STOPPED:
            out[id_] = "It was stopped."
        elif not action.costed:
            missing = "one-off" if action.one_off is None else "yearly"
            out[id_] = f"It is not costed: its {missing} cost is missing."
        elif wrong := wrong_amount(action):
            out[id_] = wrong[0].upper() + wrong[1:]
        elif limits.people is not None and action.people is None:
            out[id_] = "It does not say how many people it needs, and people are limited."
    changed = True
    while changed:
        changed = False
        for id_, action in every.items():
            if id_ in out or id_ in sure:
                continue
            for first in action.depends_on:
                other = every.get(first)
                if other is None:
                    out[id_] = f"It waits for action {first}, which is not among these."
                elif first in out and other.status is not ActionStatus.DELIVERED:
                    out[id_] = f"It waits for “{other.title}”, which cannot be chosen."
                else:
                    continue
                changed = True
                break
    return out


def _check_must(
    every: Mapping[int, Action], possible: Mapping[int, Action], out: Mapping[int, str], limits: Limits
) -> None:
    for id_ in sorted(limits.must):
        if id_ not in every:
            raise NoPlan(f"Action {id_} must be in the plan, but is not among the actions. Choose again.")
        if id_ in out and every[id_].status is not ActionStatus.DELIVERED:
            raise NoPlan(f"“{every[id_].title}” must be in the plan, but cannot be. {out[id_]}")
    must = _amounts(possible[id_] for id_ in _with_first(limits.must & possible.keys(), possible))
    for name, needed, limit in (
        ("once", must.one_off, limits.one_off),
        ("a year", must.yearly, limits.yearly),
    ):
        if limit is not None and needed > limit:
            raise NoPlan(
                f"The actions that must be in the plan, with those they wait for, cost £{needed:,} {name}, and "
                f"the budget is £{limit:,}. Raise the budget, or ask for fewer."
            )
    if limits.people is not None and must.people > limits.people + SAME:
        raise NoPlan(
            f"The actions that must be in the plan need {_people(must.people)}, and the limit is "
            f"{limits.people:g}. Raise the limit, or ask for fewer."
        )


def _with_first(ids: Iterable[int], actions: Mapping[int, Action]) -> set[int]:
    """The actions with all those among `actions` that they wait for, and so on."""
    found: set[int] = set()
    waiting = list(ids)
    while waiting:
        id_ = waiting.pop()
        if id_ in actions and id_ not in found:
            found.add(id_)
            waiting += actions[id_].depends_on
    return found


def _solved(
    candidates: Sequence[Action],
    closes: Mapping[int, Sequence[Step]],
    worths: Mapping[Step, float],
    limits: Limits,
    seconds: float,
) -> tuple[set[int], float]:
    """The ids that close most, and a bound on what any plan closes. Raises NoPlan where none was found in time."""
    must = _with_first(limits.must, {action.id: action for action in candidates})
    reached_by: dict[Step, list[int]] = {}
    for place, action in enumerate(candidates):
        for step in closes[action.id]:
            reached_by.setdefault(step, []).append(place)
    # Steps that the same actions reach are one step: fewer variables, and the same plan.
    together: dict[tuple[int, ...], float] = {}
    for step, places in reached_by.items():
        together[tuple(places)] = together.get(tuple(places), 0.0) + worths[step]
    if not candidates or (not together and not must):
        return set(must), 0.0
    actions, steps = len(candidates), len(together)
    place_of = {action.id: place for place, action in enumerate(candidates)}
    rows = _Rows(actions + steps)
    lower, upper = np.zeros(actions + steps), np.ones(actions + steps)
    lower[[place_of[id_] for id_ in must]] = 1.0
    for number, each in enumerate(together):  # closed only where an action that reaches it is taken
        rows.add([(actions + number, 1.0), *((place, -1.0) for place in each)], 0.0)
    for action in candidates:  # taken only with those it waits for
        for first in action.depends_on:
            if first in place_of:
                rows.add([(place_of[action.id], 1.0), (place_of[first], -1.0)], 0.0)
    for amounts, limit in _limited(candidates, limits):
        largest = max((amount for amount in amounts if amount <= limit), default=0.0) or 1.0
        for place, amount in enumerate(amounts):
            if amount > limit:  # kept out of the sum, which one huge amount would make too coarse to solve
                upper[place] = 0.0
        within = [(place, amount / largest) for place, amount in enumerate(amounts) if 0 < amount <= limit]
        rows.add(within, limit / largest)
    worth = _SCALE * np.array(list(together.values()))
    closing = np.concatenate([np.zeros(actions), -worth])
    paying = np.concatenate([np.array([_pounds(action) for action in candidates], float), np.zeros(steps)])
    limited = _limited(candidates, limits)

    def solve(objective: FloatArray, within: float) -> tuple[list[int], float]:
        """The places taken, and the solver's bound; nothing, and no bound, where no plan was found in time."""
        until = time.monotonic() + within
        for _ in range(_MOST_ATTEMPTS):
            found = milp(
                objective,
                integrality=np.concatenate([np.ones(actions), np.zeros(steps)]),
                bounds=Bounds(lower, upper),
                constraints=rows.constraint(),
                options={"mip_rel_gap": 0.0, "time_limit": max(0.0, until - time.monotonic())},
            )
            if found.x is None:
                break
            taken = [place for place in range(actions) if found.x[place] > 0.5]
            if all(sum(amounts[place] for place in taken) <= limit + SAME for amounts, limit in limited):
                return taken, float("-inf") if found.mip_dual_bound is None else float(found.mip_dual_bound)
            # The solver allows itself a millionth; a plan a pound over its budget is none, and is ruled out.
            rows.add([(place, 1.0) for place in taken], len(taken) - 1.0)
        return [], float("nan")

    taken, bound = solve(closing, seconds)
    if math.isnan(bound):
        raise NoPlan(
            f"No plan was found in {seconds:g} seconds. Choose fewer departments, change a budget a little, "
            "or try again when the computer is less busy."
        )

    def closed(places: Iterable[int]) -> float:
        reached = {step for place in places for step in closes[candidates[place].id]}
        return _worth(reached, worths)

    # Of the plans that close as much, the cheapest, where it is found soon.
    most = closed(taken)
    rows.add([(actions + number, -each) for number, each in enumerate(worth)], -_SCALE * most + 1e-5)
    cheaper, none = solve(paying / (paying.max() or 1.0), min(seconds, CHEAPEST_SECONDS))
    if (
        not math.isnan(none)
        and closed(cheaper) >= most - SAME
        and paying[cheaper].sum() < paying[taken].sum()
    ):
        taken = cheaper
    return {candidates[place].id for place in taken}, -bound / _SCALE


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

    def constraint(self) -> LinearConstraint:
        shape = (len(self._limits), self._width)
        matrix = csr_array((self._value, (self._row, self._column)), shape=shape)
        return LinearConstraint(matrix, -np.inf, np.array(self._limits))


def _limited(candidates: Sequence[Action], limits: Limits) -> list[tuple[list[float], float]]:
    """The amounts of each candidate, and the limit on their sum, for every limit that there is."""
    found: list[tuple[list[float], float]] = []
    if limits.one_off is not None:
        found.append(([float(action.one_off or 0) for action in candidates], float(limits.one_off)))
    if limits.yearly is not None:
        found.append(([float(action.yearly or 0) for action in candidates], float(limits.yearly)))
    if limits.people is not None:
        found.append(([action.people or 0.0 for action in candidates], limits.people))
    return found


def _without_idle(
    chosen: set[int],
    possible: Mapping[int, Action],
    closes: Mapping[int, Sequence[Step]],
    must: Collection[int],
) -> set[int]:
    """The chosen without those that close nothing which the others do not, the dearest going first."""
    kept = set(chosen)
    needed = _with_first(must, possible)
    times: dict[Step, int] = {}
    for id_ in kept:
        for step in closes[id_]:
            times[step] = times.get(step, 0) + 1
    dearest = sorted(kept - needed, key=lambda id_: (-_pounds(possible[id_]), id_))
    changed = True
    while changed:
        changed = False
        waited_for = {first for id_ in kept for first in possible[id_].depends_on}
        for id_ in dearest:
            if id_ in kept and id_ not in waited_for and all(times[step] > 1 for step in closes[id_]):
                kept.remove(id_)
                for step in closes[id_]:
                    times[step] -= 1
                changed = True
    return kept


def _filled(
    chosen: set[int],
    candidates: Sequence[Action],
    closes: Mapping[int, Sequence[Step]],
    worths: Mapping[Step, float],
    limits: Limits,
) -> set[int]:
    """The chosen with whatever still fits and closes more: nothing, where the solver had time to finish."""
    full = set(chosen)
    total = _amounts(action for action in candidates if action.id in full)
    reached = {step for id_ in full for step in closes[id_]}
    for more in _further(full, candidates, closes, worths):
        new = [action for action in more.actions if action.id not in full]
        with_new = total.and_(new)
        if with_new.over(limits) == "" and not reached.issuperset(more.gained):
            total = with_new
            full |= {action.id for action in new}
            reached |= more.gained
    return full


@dataclass(frozen=True)
class _More:
    """A set of actions that might be added: one, and those that it waits for and that are not chosen."""

    actions: tuple[Action, ...]
    gained: frozenset[Step]
    closed: float
    pounds: int


def _further(
    chosen: Collection[int],
    candidates: Sequence[Action],
    closes: Mapping[int, Sequence[Step]],
    worths: Mapping[Step, float],
) -> list[_More]:
    """Every set that would close more than the chosen do, the most for each pound first."""
    possible = {action.id: action for action in candidates}
    reached = {step for id_ in chosen for step in closes[id_]}
    found = []
    for action in candidates:
        if action.id in chosen:
            continue
        ids = {id_ for id_ in _with_first([action.id], possible) if id_ not in chosen}
        gained = frozenset(step for id_ in ids for step in closes[id_]) - reached
        if gained:
            added = tuple(possible[id_] for id_ in sorted(ids))
            found.append(_More(added, gained, _worth(gained, worths), sum(map(_pounds, added))))
    return sorted(
        found, key=lambda more: (-more.closed / max(more.pounds, 1), more.pounds, more.actions[0].id)
    )


def _next_pound(
    chosen: Collection[int],
    candidates: Sequence[Action],
    closes: Mapping[int, Sequence[Step]],
    worths: Mapping[Step, float],
    limits: Limits,
) -> NextPound | None:
    """The best set that more money, and no more people, would add; None where money would buy nothing more."""
    total = _amounts(action for action in candidates if action.id in chosen)
    unlimited = Limits(people=limits.people)
    for more in _further(chosen, candidates, closes, worths):
        together = total.and_(more.actions)
        if together.over(unlimited) == "":
            return NextPound(
                actions=tuple(action for action in more.actions if not _committed(action)),
                closed=more.closed,
                levels=_levels(more.gained),
                found_out=_found_out(more.gained),
                one_off=together.one_off,
                yearly=together.yearly,
            )
    return None


def _why_not(
    action: Action,
    chosen: Collection[int],
    reached: Collection[Step],
    total: "_Amounts",
    possible: Mapping[int, Action],
    closes: Mapping[int, Sequence[Step]],
    limits: Limits,
) -> str:
    needed = _with_first([action.id], possible)
    added = {id_ for id_ in needed if id_ not in chosen}
    if not any(closes[id_] for id_ in added):
        return "It closes none of these gaps by itself."
    if all(step in reached for id_ in added for step in closes[id_]):
        return "What it would close is closed by the actions chosen."
    first = " with what it waits for" if len(added) > 1 else ""
    if alone := _amounts(possible[id_] for id_ in needed).over(limits):
        return f"By itself{first} it would take {alone}."
    together = total.and_(possible[id_] for id_ in added).over(limits)
    return f"The limits buy more with the actions chosen: beside them it{first} would take {together}."


@dataclass(frozen=True)
class _Amounts:
    """What some actions take together."""

    one_off: int = 0
    yearly: int = 0
    people: float = 0.0

    def and_(self, actions: Iterable[Action]) -> "_Amounts":
        one_off, yearly, people = self.one_off, self.yearly, self.people
        for action in actions:
            one_off += action.one_off or 0
            yearly += action.yearly or 0
            people += action.people or 0.0
        return _Amounts(one_off, yearly, people)

    def over(self, limits: Limits) -> str:
        """By how much these go over the limits, in words; empty where they keep them."""
        over = []
        if limits.one_off is not None and self.one_off > limits.one_off:
            over.append(f"£{self.one_off - limits.one_off:,} once")
        if limits.yearly is not None and self.yearly > limits.yearly:
            over.append(f"£{self.yearly - limits.yearly:,} a year")
        if limits.people is not None and self.people > limits.people + SAME:
            over.append(_people(self.people - limits.people))
        return f"{' and '.join(over)} more than there is" if over else ""


def _amounts(actions: Iterable[Action]) -> _Amounts:
    return _Amounts().and_(actions)


def _total(amounts: Sequence[float | None]) -> Total:
    said = [amount for amount in amounts if amount is not None]
    return Total(sum(said) if said or not amounts else None, len(amounts) - len(said))


def _part(actions: Iterable[Action], steps: Collection[Step], worths: Mapping[Step, float]) -> Part:
    return Part(tuple(actions), _worth(steps, worths), _levels(steps), _found_out(steps))


def _closing(levels: int, found_out: int) -> str:
    parts = []
    if levels:
        parts.append(f"close {levels} level{'s' if levels > 1 else ''}")
    if found_out:
        parts.append(f"find out where {found_out} statement{'s stand' if found_out > 1 else ' stands'}")
    return " and ".join(parts) or "close no gap"


def _people(many: float) -> str:
    return f"{many:g} {'person' if f'{many:g}' == '1' else 'people'}"


def _pounds(action: Action) -> int:
    return (action.one_off or 0) + (action.yearly or 0)


def _worth(steps: Iterable[Step], worths: Mapping[Step, float]) -> float:
    # In one order, so that the same steps always make the same sum.
    return float(sum(sorted(worths[step] for step in steps)))


def _levels(steps: Iterable[Step]) -> int:
    return sum(level is not None for _, _, level in steps)


def _found_out(steps: Iterable[Step]) -> int:
    return sum(level is None for _, _, level in steps)
