"""Where a count tips over into another sentence: one more would say something else."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from maturity.briefing import standing, themes
from maturity.briefing.facts import Facts
from maturity.briefing.movement import those_shown
from maturity.briefing.peer_groups import peer_groups, peers_by_letter, told_of
from tests.briefing.conftest import Compared

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
FULL = "a1=4 a2=2 b1=1"


def test_all_that_are_shown_are_not_counted() -> None:
    movers = [None] * 7
    assert those_shown(movers[:6], 6) == []  # type: ignore[arg-type]
    assert those_shown(movers, 6) == [  # type: ignore[arg-type]
        "Shown: 6 of 7 departments, those that surely moved first, then by size."
    ]


def test_one_theme_has_no_run_of_medians_and_two_have() -> None:
    assert themes.run_of_medians({"Plans": 50.0}) == "not enough themes with a score to compare"
    run = themes.run_of_medians({"Plans": 50.0, "People": 25.0})
    assert run == "medians run from 25.0% (People) to 50.0% (Plans)"


def test_as_many_as_there_is_room_for_are_all_shown(compared: Compared) -> None:
    every = compared({f"d{number}": f"a1={number} a2=2 b1=1" for number in range(5)})
    assert len(standing.ends_of_order(every, 5)) == 5
    assert standing.ends_of_order(every, 4) == ["d4", "d3", "d1", "d0"]


def test_of_one_the_score_is_told_and_of_two_the_median(compared: Compared) -> None:
    both = compared({"tax": "a1=4 a2=4 b1=4", "arts": "a1=0 a2=0 b1=0"})
    assert standing.middle(both) == "50.0%"
    assert standing.middle(replace(both, departments={"tax": both.departments["tax"]})) == "100.0%"


@pytest.mark.parametrize(("others", "told"), [(4, ""), (5, "5 others are shown by letters.")])
def test_fewer_than_five_others_are_not_told_of(compared: Compared, others: int, told: str) -> None:
    every = compared({"tax": FULL, **{f"d{number}": FULL for number in range(others)}})
    alone = replace(every, departments={"tax": every.departments["tax"]})
    rest = every.only(key for key in every.departments if key != "tax")
    facts = Facts(alone, AT, others=every, lettered=rest)
    assert told_of(facts) == told
    assert (peers_by_letter(facts) is None) is (told == "")
    # 7 of 12 steps
    middle = "median 58.3%, the middle half from 58.3 to 58.3%"
    known = f"All others of the round, {others} known well enough: {middle}."
    assert [each.words for each in peer_groups(facts)] == ([known] if told else [])
