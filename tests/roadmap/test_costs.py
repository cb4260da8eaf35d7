"""What a plan costs by financial year, by pencil. Today is 10 April 2026."""

from collections.abc import Callable
from datetime import date

import pytest

from maturity.briefing.forecast import costs_in_words, saving_in_a_figure, savings_in_words
from maturity.plan.action import Action, ActionStatus
from maturity.roadmap.costs import Costs, costs_by_lead

TODAY = date(2026, 4, 10)
MAY = date(2026, 5, 15)


def costs(actions: list[Action], *, today: date = TODAY, until: date) -> Costs:
    """What Tax pays for the actions that it leads."""
    return costs_by_lead(actions, ["tax"], today=today, until=until)["tax"]


COSTS = [  # an action, then (financial year, one-off, yearly) until 31 March 2028
    # delivered in June 2026: nine months of the year are left, then twelve
    (
        {"due": date(2026, 6, 30), "one_off": 500, "yearly": 1200},
        [("2026-27", 500, 900), ("2027-28", 0, 1200)],
    ),
    # a one-off cost falls in the year of the start: March 2026 is in 2025-26
    (
        {"start": date(2026, 3, 31), "due": date(2026, 6, 30), "one_off": 500, "yearly": 0},
        [("2025-26", 500, 0), ("2026-27", 0, 0), ("2027-28", 0, 0)],
    ),
    # due in March 2027, the last month of the year: running costs begin with the next
    ({"due": date(2027, 3, 1), "one_off": 0, "yearly": 1200}, [("2026-27", 0, 0), ("2027-28", 0, 1200)]),
    # due in February 2027: one month, March, of 100
    ({"due": date(2027, 2, 1), "one_off": 7, "yearly": 1200}, [("2026-27", 7, 100), ("2027-28", 0, 1200)]),
]


@pytest.mark.parametrize(("given", "expected"), COSTS)
def test_costs_fall_in_the_years_that_a_pencil_gives(
    given: dict[str, date | int], expected: list[tuple[str, int, int]], action: Callable[..., Action]
) -> None:
    found = costs([action(1, "a1=3", **given)], until=date(2028, 3, 31))
    assert [(year.words, year.one_off, year.yearly) for year in found.years] == expected


def test_the_years_go_on_to_one_in_which_all_of_it_runs(action: Callable[..., Action]) -> None:
    due = date(2027, 6, 30)
    two = [action(1, "a1=3", due=due, one_off=250_000, yearly=40_000)]
    two += [action(2, "b1=3", due=due, one_off=250_000, yearly=40_000, start=date(2026, 5, 1))]
    found = costs(two, today=TODAY, until=date(2028, 3, 31))
    # July to March is nine months of twelve: 60,000 of 80,000
    assert [(year.words, year.one_off, year.yearly) for year in found.years] == [
        ("2026-27", 250_000, 0),
        ("2027-28", 250_000, 60_000),
        ("2028-29", 0, 80_000),
    ]
    assert (
        costs_in_words(found)
        == "What is approved costs £500,000 once, and £80,000 a year once all of it runs"
    )


def test_savings_are_a_sum_of_their_own(action: Callable[..., Action]) -> None:
    """Delivered in June 2026: nine of twelve months, then all; and no cost is a pound less for it."""
    paid = {"due": date(2026, 6, 30), "one_off": 500, "yearly": 1200}
    two = [action(1, "a1=3", **paid, saving=24_000), action(2, "b1=3", **paid, saving=None)]
    found = costs(two, until=date(2028, 3, 31))
    assert [(year.words, year.saving) for year in found.years] == [("2026-27", 18_000), ("2027-28", 24_000)]
    without = costs([each.model_copy(update={"saving": None}) for each in two], until=date(2028, 3, 31))
    assert [each.total for each in found.years] == [each.total for each in without.years] == [2800, 2400]
    assert (found.one_off, found.yearly, found.saving) == (1000, 2400, 24_000)
    assert savings_in_words(found) == (
        "It is to save £24,000 a year once all of it runs (1 of 2 actions says what it saves)"
    )
    assert (without.saving, savings_in_words(without)) == (None, "")
    assert saving_in_a_figure(without)[0][0] == "Not said"  # and never £0
    nothing = costs([action(1, "a1=3", **paid, saving=0)], until=date(2028, 3, 31))
    assert saving_in_a_figure(nothing)[0][0] == "£0"
    assert saving_in_a_figure(costs([], until=MAY)) == []
    proposed = costs([action(1, "a1=3", **paid, saving=9, status=ActionStatus.PROPOSED)], until=MAY)
    assert proposed.saving == 0


def test_what_nobody_has_costed_is_no_running_cost_of_nothing(action: Callable[..., Action]) -> None:
    def found(*amounts: int | None, **more: ActionStatus | int | None) -> Costs:
        actions = [
            action(n, "a1=3", due=MAY, yearly=amount, **more) for n, amount in enumerate(amounts, start=1)
        ]
        return costs(actions, today=TODAY, until=MAY)

    assert [found(*each).yearly for each in ((None,), (None, 1200), (0,), ())] == [None, 1200, 0, 0]
    assert found(1200, status=ActionStatus.PROPOSED).yearly == 0
    assert (
        costs_in_words(found(None, one_off=5))
        == "What is approved costs £5 once; what it costs a year is not known"
    )
    assert costs_in_words(found(7, one_off=None)) == (
        "What is approved costs £7 a year once all of it runs; what it costs once is not known"
    )
    assert costs_in_words(found(None, one_off=None)) == "What is approved is not costed"


def test_departments_are_costed_over_years_in_which_all_of_them_run(action: Callable[..., Action]) -> None:
    soon = action(1, "a1=3", due=MAY, yearly=1200)
    later = action(2, "a1=3", "art", due=date(2028, 5, 31), yearly=2400)
    found = costs_by_lead([soon, later], ["tax", "art"], today=TODAY, until=MAY)
    paid = {key: [(year.words, year.yearly) for year in each.years] for key, each in found.items()}
    assert paid == {
        # from June 2026: ten months of 100
        "tax": [("2026-27", 1000), ("2027-28", 1200), ("2028-29", 1200), ("2029-30", 1200)],
        # from June 2028: ten months of 200
        "art": [("2028-29", 2000), ("2029-30", 2400)],
    }


def test_costs_count_what_is_committed_once_and_name_what_is_not_known(action: Callable[..., Action]) -> None:
    shared = action(1, "a1=3", "tax art", due=MAY, one_off=100)
    proposed = action(2, "a1=3", due=MAY, one_off=1_000_000, status=ActionStatus.PROPOSED)
    not_costed = action(3, "a1=3", due=MAY, one_off=None, yearly=1200)
    undated = action(4, "a1=3", one_off=70)
    found = costs([shared, proposed, not_costed, undated], today=TODAY, until=date(2027, 3, 31))
    # delivered in May, so ten months of 100
    assert [(year.words, year.one_off, year.yearly, year.total) for year in found.years] == [
        ("2026-27", 100, 1000, 1100),
        ("2027-28", 0, 1200, 1200),
    ]
    assert [a.id for a in found.not_costed] == [3]
    assert [a.id for a in found.no_date] == [4]


def test_what_a_department_pays_is_what_it_leads(action: Callable[..., Action]) -> None:
    led = action(1, "a1=3", "tax art", due=MAY, one_off=100)
    other = action(2, "a1=3", "art", due=MAY, one_off=40, depends_on=(1,))
    found = costs_by_lead([led, other], ["tax", "art", "law"], today=TODAY, until=date(2027, 3, 31))
    paid = {key: [(year.words, year.total) for year in each.years] for key, each in found.items()}
    assert paid == {"tax": [("2026-27", 100)], "art": [("2026-27", 40)], "law": [("2026-27", 0)]}


def test_a_share_of_a_year_is_as_accurate_as_the_costs_were_given(action: Callable[..., Action]) -> None:
    """Five months of £2,000 and of £1,000 are £833 and £417, of which nobody gave the pounds."""
    due = date(2026, 10, 31)
    thousands = [action(1, "a1=3", due=due, one_off=5_000, yearly=2_000)]
    thousands += [action(2, "b1=3", "arts", due=due, one_off=7_000, yearly=1_000)]
    found = costs_by_lead(thousands, ["tax", "arts"], today=TODAY, until=due)
    assert [(each.years[0].one_off, each.years[0].yearly) for each in found.values()] == [
        (5_000, 800),
        (7_000, 400),
    ]
    pence = [*thousands, action(3, "a2=3", due=due, one_off=1, yearly=0)]
    found = costs_by_lead(pence, ["tax", "arts"], today=TODAY, until=due)
    assert [each.years[0].yearly for each in found.values()] == [833, 417]
