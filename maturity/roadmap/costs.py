"""What the actions of a plan cost, by financial year."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from maturity.plan.action import Action
from maturity.roadmap.projection import days_of_delivery

ACCURACIES = (100, 10)
"""Pounds; no coarser, so that a month of a thousand a year is not told as nothing."""


@dataclass(frozen=True)
class Cost:
    """What one financial year costs, 1 April to 31 March, in whole pounds."""

    starts: int  # the year that its April is in
    one_off: int
    yearly: int

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
    not_costed: tuple[Action, ...]  # a cost of theirs is missing: what is known of it is counted
    no_date: tuple[Action, ...]  # nobody knows in which year: nothing of theirs is counted


def costs_by_lead(
    actions: Iterable[Action], departments: Iterable[str], *, today: date, until: date
) -> dict[str, Costs]:
    """What each of the departments pays in each financial year for the approved, under-way and delivered actions
    that it leads; the others are there to be waited for.

    The years are the same for all: up to that of `until`, or on to the first whole year in which all of it runs; they
    begin with the first that has a cost. A one-off cost falls whole in the year in which the action starts or, where
    it has no start date, is due. A yearly cost runs from the month after delivery, a twelfth a month, as accurately as
    all of the costs were given: see `accuracy`. Each action is counted once, however many departments share it.
    """
    every = list(actions)
    days, _ = days_of_delivery(every, today)
    led: dict[str, list[Action]] = {department: [] for department in departments}
    for action in every:
        if action.lead in led:
            led[action.lead].append(action)
    together = [action for each in led.values() for action in each]
    last, to = _last_year(together, days, until), accuracy(together)
    return {department: _costs(each, days, last, to) for department, each in led.items()}


def accuracy(actions: Iterable[Action]) -> int:
    """Pounds: 100, 10 or 1, the most of which every cost of the committed actions is a multiple.

    Thirteen twelfths of thousands say nothing of single pounds.
    """
    given = [
        cost
        for action in actions
        if action.status.committed
        for cost in (action.one_off, action.yearly)
        if cost
    ]
    return next((to for to in ACCURACIES if given and all(cost % to == 0 for cost in given)), 1)


def _last_year(actions: Iterable[Action], days: Mapping[int, date], until: date) -> int:
    """The year of `until`, of the last one-off cost, or the first in which all running costs fall whole."""
    years = [_april(until)]
    for action in actions:
        if action.id in days:
            years.append(_april(_spent(action, days)))
            if action.yearly:
                years.append(_april(days[action.id]) + 1)
    return max(years)


def _spent(action: Action, days: Mapping[int, date]) -> date:
    return action.start or action.due or days[action.id]


def _costs(actions: Sequence[Action], days: Mapping[int, date], last: int, to: int) -> Costs:
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
        years.append(Cost(year, once.get(year, 0), _rounded(running, 12 * to) * to))
    one_off = [action.one_off for action in dated if action.one_off is not None]
    yearly = [action.yearly for action in dated if action.yearly is not None]
    return Costs(
        years=tuple(years),
        one_off=sum(one_off) if one_off or not dated else None,
        yearly=sum(yearly) if yearly or not dated else None,
        not_costed=tuple(action for action in dated if not action.costed),
        no_date=tuple(action for action in committed if action.id not in days),
    )


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
