"""How dates, figures, money, counts and lists read, held to examples that a pencil gives."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.wording import costs, counted, day, fixed, listed, pounds, tidy


def test_a_date_reads_as_people_write_it() -> None:
    assert day(date(2019, 6, 21)) == "21 June 2019"
    assert day(date(2026, 1, 5)) == "5 January 2026"


@pytest.mark.parametrize(
    ("figure", "words"),
    [(0, "0.0"), (56.25, "56.3"), (-0.04, "0.0"), (-1.25, "-1.3"), (99.949999, "99.9"), (100, "100.0")],
)
def test_a_figure_has_one_decimal_and_halves_go_away_from_zero(figure: float, words: str) -> None:
    assert fixed(figure) == words


def test_a_cost_that_nobody_knows_is_not_costed_and_never_nothing() -> None:
    assert (pounds(1234567), pounds(0), pounds(None)) == ("£1,234,567", "£0", "not costed")
    assert costs(5000, 300) == "£5,000 once and £300 a year"
    assert costs(0, 0) == "£0 once and £0 a year"
    assert costs(None, None) == "not costed"
    assert costs(5000, None) == "£5,000 once, yearly not costed"
    assert costs(None, 300) == "£300 a year, one-off not costed"


def test_one_is_counted_otherwise_than_several() -> None:
    assert [counted(n, "gap") for n in (0, 1, 2)] == ["0 gaps", "1 gap", "2 gaps"]
    assert [counted(n, "entry", "entries") for n in (1, 2)] == ["1 entry", "2 entries"]


@pytest.mark.parametrize(
    ("names", "most", "words"),
    [
        ([], None, ""),
        (["Tax"], 3, "Tax"),
        (["Tax", "Arts"], 3, "Tax and Arts"),
        (["Tax", "Arts", "Sport"], 3, "Tax, Arts and Sport"),
        (["Tax", "Arts", "Sport", "Law"], 3, "Tax, Arts and 2 more"),  # never “and 1 more”
        (["Tax", "Arts", "Sport", "Law"], None, "Tax, Arts, Sport and Law"),
    ],
)
def test_a_list_reads_as_a_sentence_does(names: list[str], most: int | None, words: str) -> None:
    assert listed(names, most) == words


@given(st.integers(0, 40), st.integers(2, 12))
def test_every_name_is_in_a_list_or_counted(number: int, most: int) -> None:
    words = listed(["name"] * number, most)
    more = int(words.split(" and ")[-1].removesuffix(" more")) if words.endswith(" more") else 0
    assert words.count("name") + more == number
    assert more != 1


def test_what_nobody_sees_is_tidied_away() -> None:
    assert tidy("  Home\0\u200b\n Office\ud800 ") == "Home Office"
