"""Which departments can be told apart, what ranks they might have, and what may be said of their order.

The check: Departments A to G in steps of the ladder out of 72 (18 statements × 4), from the low and high
columns of the published table:

    A 68–72   C 48–56   G 27–55   B 38–38   F 32–40   D 28–40   E 27–39

A's lowest, 68, is above every other highest (56 at most): A is separated from all six.
C's lowest, 48, is above the highest of B (38), F (40), D (40) and E (39), but not above G's 55.
Of B, D, E, F and G every pair shares at least the step 38: B is 38; F, D, E and G each run from 32 or less
to 39 or more. So none of those ten pairs is separated.
"""

from collections.abc import Callable
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.round import Department, RoundKind
from maturity.briefing.standing import headline
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison, Rank, ranks, surely_above

Said = Callable[[str], dict[str, Judgement]]

SEPARATED = {"AB", "AC", "AD", "AE", "AF", "AG", "BC", "CD", "CE", "CF"}
NOT_SEPARATED = {"CG", "BD", "BE", "BF", "BG", "DE", "DF", "DG", "EF", "EG", "FG"}

RANKS = {
    "A": (1, 1),  # ahead of all
    "C": (2, 3),  # A is ahead; B, D, E, F are behind; G may be either
    "G": (2, 7),  # only A is surely ahead; nobody is surely behind: 27 is the least of all
    "B": (3, 7),  # A and C are surely ahead; nobody's highest is below 38
    "F": (3, 7),  # A and C are surely ahead (68 and 48 are above 40); nobody's highest is below 32
    "D": (3, 7),  # the same
    "E": (3, 7),  # the same
}


def ranges(words: str) -> list[tuple[str, float, float]]:
    """“a 10-20, b 30-40, c none”: names with low and high, NaN where there is none."""
    found = []
    for part in words.split(", "):
        name, written = part.rsplit(" ", 1)
        low, high = written.split("-") if written != "none" else ("nan", "nan")
        found.append((name, float(low), float(high)))
    return found


def test_all_21_pairs_of_appendix_two_are_in_one_list_or_the_other() -> None:
    pairs = {"".join(pair) for pair in combinations("ABCDEFG", 2)}
    assert len(pairs) == 21
    assert pairs == SEPARATED | NOT_SEPARATED
    assert not SEPARATED & NOT_SEPARATED


@pytest.mark.parametrize(("one", "other"), [tuple(pair) for pair in sorted(SEPARATED | NOT_SEPARATED)])
def test_each_pair_of_appendix_two_is_separated_or_not(published: Comparison, one: str, other: str) -> None:
    assert (other not in published.not_separated(one)) is (one + other in SEPARATED)
    assert (one not in published.not_separated(other)) is (one + other in SEPARATED)


def test_g_scores_above_b_yet_the_two_cannot_be_separated(published: Comparison) -> None:
    g, b = published.scores["G"].score, published.scores["B"].score
    assert g is not None
    assert b is not None
    assert g > b
    assert published.not_separated("B") == ["D", "E", "F", "G"]


@pytest.mark.parametrize("department", RANKS)
def test_each_department_of_appendix_two_has_its_best_and_worst_rank(
    published: Comparison, department: str
) -> None:
    rank = published.ranks[department]
    assert (rank.best, rank.worst) == RANKS[department]


def test_what_may_be_said_of_appendix_two(published: Comparison) -> None:
    order = published.order
    assert (order.apart, order.pairs) == (len(SEPARATED), 21)
    assert (order.quarter, order.top, order.bottom) == (1, ("A",), ())  # no rank is surely the seventh


SEPARATION = [
    ("a 10-20, b 30-40", True),
    ("a 10-30, b 30-40", False),  # touching is not separated
    ("a 10-35, b 30-40", False),
    ("a 10-90, b 30-40", False),  # one within the other
    ("a 30-30, b 30-30", False),  # two certain and equal scores
    ("a 30-30, b 31-31", True),
    ("a 33.333333333333336-33.333333333333336, b 33.33333333333333-33.33333333333333", False),  # last bits
    ("a none, b 30-40", False),  # without a range nothing can be told
    ("a none, b none", False),
]


@pytest.mark.parametrize(("words", "expected"), SEPARATION)
def test_departments_are_separated_only_where_ranges_do_not_overlap(words: str, expected: bool) -> None:
    (_, *a), (_, *b) = ranges(words)
    assert (surely_above(a[0], b[1]), surely_above(b[0], a[1])) == (
        False,
        expected,
    )  # b is the higher one of each pair


def test_a_rank_reads_as_one_number_or_two() -> None:
    assert Rank(1, 1).words == "1"
    assert Rank(2, 7).words == "2 to 7"


POSSIBLE = [  # ranges, then best-worst in the same order
    ("a 80-90, b 50-60, c 10-20", "1-1 2-2 3-3"),
    ("a 50-60, b 55-65, c 10-20", "1-2 1-2 3-3"),
    ("a 0-100, b 40-40, c 60-60", "1-3 2-3 1-2"),  # c is surely ahead of b; a may be anywhere
    ("a 50-50, b 50-50", "1-2 1-2"),  # equal: either may be named first
    ("a 50-60, b 60-70", "1-2 1-2"),  # they touch
    (
        "a 33.333333333333336-33.333333333333336, b 33.33333333333333-33.33333333333333",
        "1-2 1-2",
    ),  # last bits
    ("a 50-60, b none, c 10-20", "1-1 none 2-2"),  # ranked as though b were not there
    ("a none", "none"),
    ("a 10-20", "1-1"),
]


@pytest.mark.parametrize(("words", "expected"), POSSIBLE)
def test_the_best_and_worst_possible_ranks(words: str, expected: str) -> None:
    _, lows, highs = zip(*ranges(words), strict=True)
    written = [
        f"{best}-{worst}" if best else "none"
        for best, worst in zip(*ranks(np.array(lows), np.array(highs)), strict=True)
    ]
    assert " ".join(written) == expected


LEVELS = range(3)  # a scale of 0, 1, 2; None is an unknown


@given(
    st.lists(
        st.lists(st.sampled_from([None, *LEVELS]), min_size=2, max_size=2), min_size=1, max_size=4
    ).filter(lambda rows: sum(level is None for row in rows for level in row) <= 5)
)
@settings(max_examples=60, deadline=None)
def test_ranks_are_those_of_every_way_the_unknowns_might_turn_out(rows: list[list[int | None]]) -> None:
    """Brute force: fill every unknown with every level, and see each place that each department takes."""
    names = [f"d{place}" for place in range(len(rows))]
    places: dict[str, set[int]] = {name: set() for name in names}
    unknown = sum(level is None for row in rows for level in row)
    for filling in product(LEVELS, repeat=unknown):
        filled = iter(filling)
        sums = [sum(next(filled) if level is None else level for level in row) for row in rows]
        for name, own in zip(names, sums, strict=True):
            ahead, level_with = sum(each > own for each in sums), sum(each == own for each in sums)
            places[name] |= {ahead + 1, ahead + level_with}  # of equals, any may be named first
    lows = [sum(level or 0 for level in row) * 25.0 for row in rows]
    highs = [sum(2 if level is None else level for level in row) * 25.0 for row in rows]
    found = zip(*ranks(np.array(lows), np.array(highs)), strict=True)
    for name, rank in zip(names, found, strict=True):
        assert rank == (min(places[name]), max(places[name]))


@pytest.fixture
def compare(tiny: dict[str, Framework], said: Said, published: Comparison) -> Callable[..., Comparison]:
    def of(name: str, answers: dict[str, str]) -> Comparison:
        departments = {each: Department(id=each, name=each.title()) for each in answers}
        judgements = {each: said(words) for each, words in answers.items()}
        return Comparison(tiny[name], published.round, departments, judgements, 1)

    return of


def test_a_comparison_speaks_of_departments_by_name(compare: Callable[..., Comparison]) -> None:
    comparison = compare("two-themes", {"tax": "a1=4 a2=4 b1=4", "health": "a1=0 a2=0 b1=?"})
    assert headline(comparison) == "Tax is surely above Health."  # 100–100 and 0–33.3


def test_a_department_where_nothing_applies_has_no_rank(compare: Callable[..., Comparison]) -> None:
    comparison = compare("two-themes", {"tax": "a1=4 a2=4", "health": "a1=- a2=- b1=-"})
    assert comparison.ranks == {"tax": Rank(1, 1)}
    assert comparison.scores["health"].words == "No score"


def test_a_framework_without_an_overall_score_has_no_order(compare: Callable[..., Comparison]) -> None:
    comparison = compare("no-overall", {"tax": "a1=4 a2=4 b1=4", "health": "a1=0 a2=0 b1=0"})
    assert comparison.ranks == {}
    assert headline(comparison) == "The median of every theme stands at 50.0%."
    assert comparison.not_separated("tax") == []


def test_no_departments_are_nothing_to_compare(compare: Callable[..., Comparison]) -> None:
    comparison = compare("two-themes", {})
    assert (dict(comparison.scores), comparison.ranks) == ({}, {})
    assert headline(comparison) == "There is no department to compare yet."


def test_what_was_left_out_is_not_answered(compare: Callable[..., Comparison]) -> None:
    comparison = compare("two-themes", {"tax": "a1=4"})
    assert comparison.judgement("tax", "a1").level == 4
    assert comparison.judgement("tax", "b1").state is State.NOT_ANSWERED


def spring(
    tiny: dict[str, Framework],
    published: Comparison,
    answers: dict[str, Answer],
    findings: dict[str, Finding],
) -> Comparison:
    """One department of a live round, as it answered and as an auditor found."""
    live = published.round.model_copy(update={"id": "spring", "kind": RoundKind.LIVE})
    framework = tiny["two-themes"].model_copy(update={"high_level": 3})
    tax = {"tax": Department(id="tax", name="Tax")}
    return Comparison(
        framework, live, tax, {"tax": answers}, 1, answers={"tax": answers}, findings={"tax": findings}
    )


def test_findings_that_differ_are_counted_and_scored_beside_the_answers(
    tiny: dict[str, Framework], published: Comparison
) -> None:
    answers = {"a1": Answer(state=State.LEVEL, level=4), "a2": Answer(state=State.LEVEL, level=2)}
    agreed = Finding(state=State.LEVEL, level=4, standing=Standing.AGREED, answer_version=1)
    lower = Finding(state=State.LEVEL, level=0, standing=Standing.RESOLVED, answer_version=1)
    nothing = spring(tiny, published, answers, {"a1": agreed})
    assert (nothing.overturned, nothing.audited) == (0, None)
    one = spring(tiny, published, answers, {"a1": agreed, "a2": lower})
    assert (one.overturned, one.scores["tax"].score) == (1, 75)  # 6 of 8 steps
    assert one.audited is not None
    assert one.audited.scores["tax"].score == 50  # 4 of 8
    assert one.audited.audited is None
    found_alone = spring(tiny, published, {}, {"b1": lower})  # where nothing was answered
    assert found_alone.audited is not None
    assert (found_alone.overturned, found_alone.audited.scores["tax"].score) == (1, 0)


def test_high_levels_are_counted_with_those_that_have_nothing_behind_them(
    tiny: dict[str, Framework], published: Comparison
) -> None:
    answers = {
        "a1": Answer(state=State.LEVEL, level=4, evidence="See the strategy"),
        "a2": Answer(state=State.LEVEL, level=3),
        "b1": Answer(state=State.LEVEL, level=2),  # not high
    }
    assert spring(tiny, published, answers, {}).high_levels == (2, 1)
    assert published.high_levels == (0, 0)  # published findings are nobody's answers
