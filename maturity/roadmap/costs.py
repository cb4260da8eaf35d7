"""What the actions of a plan cost, by financial year, and what they save: two sums, never one taken off the other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from maturity.plan.action import Action
from maturity.roadmap.projection import days_of_delivery

ACCURACIES = (100, 10)
"""Pounds; no coarser, so that a month of a thousand a year is not told as nothing."""


@dataclass(frozen=True)
class Cost:
    """What one financial year costs and saves, 1 April to 31 March, in whole pounds."""

    starts: int  # the year that its April is in
    one_off: int
    yearly: int
    saving: int = 0  # of those that say what they save; no part of the cost

    @property
    def words(self) -> str:
        """“2026-27”."""
        return f"{self.starts}-{(self.starts + 1) % 100:02}"

    @property
    def total(self) -> int:
        return self.one_off + self.yearly


@dataclass(frozen=True)
class Costs:
    """What the committed actions cost by financial year, and what is left out of those sums."""

    years: tuple[Cost, ...]
    one_off: int | None  # pounds, of all that has a date; None where none of it says
    yearly: int | None  # pounds a year once all that has a date runs, likewise
    saving: int | None  # pounds a year likewise; None where none of it says what it saves
    not_costed: tuple[Action, ...]  # a cost of theirs is missing: what is known of it is counted
    saving_said: int  # actions of those with a date, and of how many: what the others save nobody has said
    dated: int
    no_date: tuple[Action, ...]  # nobody knows in which year: nothing of theirs is counted


def costs_by_lead(
    actions: Iterable[Action], departments: Iterable[str], *, today: date, until: date
) -> dict[str, Costs]:
    """What each of the departments pays in each financial year for the approved, under-way and delivered actions
    that it leads; the others are there to be waited for.

    The years are the same for all: up to that of `until`, or on to the first whole year in which all of it runs; they
    begin with the first that has a cost. A one-off cost falls whole in the year in which the action starts or, where
    it has no start date, is due. A yearly cost or saving runs from the month after delivery, a twelfth a month, as
    accurately as all of the costs, or savings, were given: see `accuracy`. Each action is counted once, however many
    departments share it.
    """
    every = list(actions)
    days, _ = days_of_delivery(every, today)
    led: dict[str, list[Action]] = {department: [] for department in departments}
    for action in every:
        if action.lead in led:
            led[action.lead].append(action)
    together = [action for each in led.values() for action in each]
    committed = [action for action in together if action.status.committed]
    last = _last_year(together, days, until)
    to = accuracy(cost for action in committed for cost in (action.one_off, action.yearly))
    saved_to = accuracy(action.saving for action in committed)
    return {department: _costs(each, days, last, to, saved_to) for department, each in led.items()}


def accuracy(amounts: Iterable[int | None]) -> int:
    """Pounds: 100, 10 or 1, the most of which every amount that is known is a multiple.

    Thirteen twelfths of thousands say nothing of single pounds.
    """
    given = [amount for amount in amounts if amount]
    return next((to for to in ACCURACIES if given and all(amount % to == 0 for amount in given)), 1)


def _last_year(actions: Iterable[Action], days: Mapping[int, date], until: date) -> int:
    """The year of `until`, of the last one-off cost, or the first in which all running costs and savings fall whole."""
    years = [_april(until)]
    for action in actions:
        if action.id in days:
            years.append(_april(_spent(action, days)))
            if action.yearly or action.saving:
                years.append(_april(days[action.id]) + 1)
    return max(years)


def _spent(action: Action, days: Mapping[int, date]) -> date:
    return action.start or action.due or days[action.id]


def _costs(actions: Sequence[Action], days: Mapping[int, date], last: int, to: int, saved_to: int) -> Costs:
    committed = [action for action in actions if action.status.committed]
    dated = [action for action in committed if action.id in days]
    once: dict[int, int] = {}
    for action in dated:
        spent = _april(_spent(action, days))
        once[spent] = once.get(spent, 0) + (action.one_off or 0)
    first = min([*once, *(_april(days[action.id]) for action in dated)], default=last)
    years = []
    for year in range(first, last + 1):
        running = sum(_months(days[action.id], year) * (action.yearly or 0) for action in dated)
        saved = sum(_months(days[action.id], year) * (action.saving or 0) for action in dated)
        years.append(
            Cost(
                year,
                once.get(year, 0),
                _rounded(running, 12 * to) * to,
                _rounded(saved, 12 * saved_to) * saved_to,
            )
        )
    return Costs(
        years=tuple(years),
        one_off=_sum((action.one_off for action in dated), nothing=not dated),
        yearly=_sum((action.yearly for action in dated), nothing=not dated),
        saving=_sum((action.saving for action in dated), nothing=not dated),
        not_costed=tuple(action for action in dated if not action.costed),
        saving_said=sum(action.saving is not None for action in dated),
        dated=len(dated),
        no_date=tuple(action for action in committed if action.id not in days),
    )


def _sum(amounts: Iterable[int | None], *, nothing: bool) -> int | None:
    """Of what is known; None where none of it is, and 0 where there is `nothing` to know."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known or nothing else None


def _rounded(amount: int, by: int) -> int:
    """The amount ÷ by as a whole number, halves up."""
    return (2 * amount + by) // (2 * by)


def _april(day: date) -> int:
    """The year in which the financial year of a day began."""
    return day.year if day.month >= 4 else day.year - 1


def _months(delivered: date, year: int) -> int:
    """How many months of a financial year come after the month of delivery: 0 to 12."""
    since = 12 * (year - delivered.year) + 15 - delivered.month  # to the end of March of year + 1
    return min(12, max(0, since))
