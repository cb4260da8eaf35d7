"""Which actions a budget should buy: those that together close the most weighted gap.

A house method, solved exactly (portfolio_solver.py). What is approved or under way is committed: it is in every plan,
and the money and people are for what is new. A step is worth the statement's weight × the rise in worth, as in scoring;
finding out a level that nobody knows is worth one step of its statement's scale (the mean of them where they differ).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from maturity.framework.model import Framework
from maturity.plan.action import MOST_POUNDS, Action, ActionStatus, wrong_amount
from maturity.roadmap.gaps import Gap
from maturity.roadmap.portfolio_solver import (
    SAME,
    Amounts,
    Limits,
    NoPlan,
    Problem,
    Step,
    fill,
    further,
    people_in_words,
    solve,
    with_first,
    without_idle,
    worth,
)

SECONDS = 20.0
"""How long a plan is looked for before the best one found is shown with its bound."""
_PAID = {"one_off": 0, "yearly": 0, "people": 0.0}
"""What committed work takes of the limits, once what it waits for is chosen."""


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


@dataclass(frozen=True)
class Total:
    """What some actions take together of one thing: `known` is None where none of them says, which is not nothing."""

    known: float | None
    unsaid: int  # actions that do not say


@dataclass(frozen=True)
class PortfolioPart:
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

    def and_(self, other: "PortfolioPart") -> "PortfolioPart":
        """Both together, where neither closes what the other does."""
        return PortfolioPart(
            self.actions + other.actions,
            self.closed + other.closed,
            self.levels + other.levels,
            self.found_out + other.found_out,
        )


@dataclass(frozen=True)
class Portfolio:
    """What is committed, and the actions chosen beyond that; nothing is approved by it."""

    committed: PortfolioPart  # approved or under way, and what that closes by itself
    held_up: tuple[LeftOut, ...]  # committed, but what they wait for is not in this plan: they close nothing
    new: PortfolioPart  # what is chosen, and what it closes beyond that
    left_out: tuple[LeftOut, ...]
    gap: float  # all that there is to close, in statements like what is closed
    bound: float  # nothing new within these limits closes more than this
    next_pound: NextPound | None

    @property
    def proven(self) -> bool:
        """Whether no other plan closes more; otherwise `bound` says how much more one might."""
        return self.bound - self.new.closed <= 1e-6

    @property
    def not_costed(self) -> int:
        """How many proposed actions nobody has costed in full: they cannot be chosen."""
        proposed = (each.action for each in self.left_out if each.action.status is ActionStatus.PROPOSED)
        return sum(not action.costed for action in proposed)


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
    for action in actions:
        if action.status is ActionStatus.DELIVERED:
            for step in _closes(action, worths):
                worths.pop(step, None)
    closes = {action.id: _closes(action, worths) for action in actions}
    sure = going_ahead(every, ())
    closing = {step for id_ in sure for step in closes[id_]}
    open_ = {step: each for step, each in worths.items() if step not in closing}

    problem, out = _problem(every, sure, closes, open_, limits)
    chosen, bound = solve(problem, seconds)
    chosen = fill(problem, without_idle(problem, chosen))

    out |= _why_not_chosen(problem, chosen)
    bought = [
        action for id_, action in problem.candidates.items() if id_ in chosen and not _committed(action)
    ]
    new = _part(bought, problem.reached(chosen), open_)
    begun = [action for action in actions if _committed(action) and _is_for(action, departments)]
    going = going_ahead(every, chosen)
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
        gap=worth(worths, worths),
        bound=max(bound, new.closed),
        next_pound=_next_pound(problem, chosen),
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
            lowest = scale.least
            found[gap.department, statement.id, None] = (
                statement.weight * (scale.most - lowest) / (len(scale.levels) - 1)
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


def going_ahead(every: Mapping[int, Action], chosen: Collection[int]) -> set[int]:
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
    out = {id_: why for id_, action in every.items() if (why := _why_impossible(action, limits))}
    changed = True
    while changed:
        changed = False
        for id_, action in every.items():
            if id_ not in out and id_ not in sure and (why := _why_it_waits(action, every, out)):
                out[id_] = why
                changed = True
    return out


def _why_impossible(action: Action, limits: Limits) -> str:
    """Why an action cannot be chosen, by itself; empty where it can."""
    if _committed(action):
        return ""
    if action.status is ActionStatus.DELIVERED:
        return "It is delivered already."
    if action.status is ActionStatus.STOPPED:
        return "It was stopped."
    if not action.costed:
        missing = "one-off" if action.one_off is None else "yearly"
        return f"It is not costed: its {missing} cost is missing."
    if wrong := wrong_amount(action):
        return wrong[0].upper() + wrong[1:]
    if limits.people is not None and action.people is None:
        return "It does not say how many people it needs, and people are limited."
    return ""


def _why_it_waits(action: Action, every: Mapping[int, Action], out: Collection[int]) -> str:
    """Which of those that it waits for keeps it out; empty where none does."""
    for first in action.depends_on:
        other = every.get(first)
        if other is None:
            return f"It waits for action {first}, which is not among these."
        if first in out and other.status is not ActionStatus.DELIVERED:
            return f"It waits for “{other.title}”, which cannot be chosen."
    return ""


def _problem(
    every: Mapping[int, Action],
    sure: Collection[int],
    closes: Mapping[int, Sequence[Step]],
    open_: Mapping[Step, float],
    limits: Limits,
) -> tuple[Problem, dict[int, str]]:
    """What there is to choose from, and by id why the other actions are not in it.

    Raises NoPlan where the actions that must be taken cannot be.
    """
    out = _impossible(every, sure, limits)
    possible = {
        id_: action.model_copy(update=_PAID) if _committed(action) else action
        for id_, action in every.items()
        if id_ not in out and id_ not in sure
    }
    _check_must(every, possible, out, limits)
    would_close = {id_: [step for step in closes[id_] if step in open_] for id_ in possible}
    useful = with_first((id_ for id_ in possible if would_close[id_] or id_ in limits.must), possible)
    for id_ in possible:
        if id_ not in useful:
            out[id_] = (
                "What it would close is closed by what is committed."
                if closes[id_]
                else "It closes none of these gaps."
            )
    candidates = {id_: action for id_, action in possible.items() if id_ in useful}
    return Problem(candidates, would_close, open_, limits), out


def _check_must(
    every: Mapping[int, Action], possible: Mapping[int, Action], out: Mapping[int, str], limits: Limits
) -> None:
    for id_ in sorted(limits.must):
        if id_ not in every:
            raise NoPlan(f"Action {id_} must be in the plan, but is not among the actions. Choose again.")
        if id_ in out and every[id_].status is not ActionStatus.DELIVERED:
            raise NoPlan(f"“{every[id_].title}” must be in the plan, but cannot be. {out[id_]}")
    must = Amounts().and_(possible[id_] for id_ in with_first(limits.must & possible.keys(), possible))
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
            f"The actions that must be in the plan need {people_in_words(must.people)}, and the limit is "
            f"{limits.people:g}. Raise the limit, or ask for fewer."
        )


def _next_pound(problem: Problem, chosen: Collection[int]) -> NextPound | None:
    """The best set that more money, and no more people, would add; None where money would buy nothing more."""
    total = problem.amounts(chosen)
    unlimited = Limits(people=problem.limits.people)
    for more in further(problem, chosen):
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


def _why_not_chosen(problem: Problem, chosen: Collection[int]) -> dict[int, str]:
    """Why each action that could have been chosen is not, by id."""
    reached, total = problem.reached(chosen), problem.amounts(chosen)

    def why(id_: int) -> str:
        needed = problem.with_first([id_])
        added = needed.difference(chosen)
        would_close = problem.reached(added)
        if not would_close:
            return "It closes none of these gaps by itself."
        if would_close <= reached:
            return "What it would close is closed by the actions chosen."
        first = " with what it waits for" if len(added) > 1 else ""
        if alone := problem.amounts(needed).over(problem.limits):
            return f"By itself{first} it would take {alone}."
        together = total.and_(problem.candidates[each] for each in added).over(problem.limits)
        return f"The limits buy more with the actions chosen: beside them it{first} would take {together}."

    return {id_: why(id_) for id_ in problem.candidates if id_ not in chosen}


def _total(amounts: Sequence[float | None]) -> Total:
    said = [amount for amount in amounts if amount is not None]
    return Total(sum(said) if said or not amounts else None, len(amounts) - len(said))


def _part(actions: Iterable[Action], steps: Collection[Step], worths: Mapping[Step, float]) -> PortfolioPart:
    return PortfolioPart(tuple(actions), worth(steps, worths), _levels(steps), _found_out(steps))


def _levels(steps: Iterable[Step]) -> int:
    return sum(level is not None for _, _, level in steps)


def _found_out(steps: Iterable[Step]) -> int:
    return sum(level is None for _, _, level in steps)
