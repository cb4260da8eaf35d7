"""What may be said of where departments stand, worked with a pencil."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Status
from maturity.briefing import standing
from maturity.briefing.facts import Facts
from maturity.briefing.standing import (
    ends,
    headline,
    little_known,
    mixed_statuses,
    standing_in_words,
    where,
    with_a_score,
)
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison, Sort
from tests.briefing.conftest import Compared, live

ALL_AT = "a1={0} a2={0} b1={0}"
HEADLINES: list[tuple[dict[str, str], str]] = [
    ({}, "There is no department to compare yet."),
    ({"tax": "a1=- a2=- b1=-"}, "Nothing applies to any department here: there is nothing to compare."),
    # one of three known is less than half; with one more, two of three are
    ({"tax": "a1=4"}, "Too little is known to place Tax: answer 1 more statement."),
    (
        {"tax": "a1=4", "arts": ""},
        "Too little is known to place any of 2 departments: less than half of what applies has a level.",
    ),
    ({"tax": ALL_AT.format(3)}, "Tax: 75.0%, with nothing unknown."),
    (
        {"tax": "a1=4 a2=4", "arts": "a1=4"},  # 8 of 12 at least
        "Tax: 100.0%, and 66.7 to 100.0% with what is not known; 1 is too little known to place.",
    ),
    ({"tax": ALL_AT.format(4), "arts": ALL_AT.format(1)}, "Tax is surely above Arts."),
    ({"arts": ALL_AT.format(1), "tax": ALL_AT.format(4)}, "Tax is surely above Arts."),
    (
        {"tax": ALL_AT.format(4), "arts": "a1=4 a2=4"},
        "Tax and Arts cannot be told apart: their ranges meet.",
    ),
    (
        {"a": ALL_AT.format(4), "b": ALL_AT.format(2), "c": "a1=2 a2=2"},  # c from 4 to 8 of 12: b is at 6
        "3 departments stand between 50.0 and 100.0%; 2 of 3 pairs of departments (67%) can be told apart.",
    ),
    (
        {"a": ALL_AT.format(2), "b": ALL_AT.format(2), "c": "a1=2 a2=2"},
        "3 departments stand at 50.0%; none of the 3 pairs of departments can be told apart: their ranges meet.",
    ),
    (  # four: a quarter is one place
        {key: ALL_AT.format(level) for key, level in zip("abcd", (4, 3, 2, 1), strict=True)},
        "4 departments stand between 25.0 and 100.0%; all 6 pairs of departments can be told apart; 1 is "
        "surely in the top quarter and 1 in the bottom.",
    ),
    (  # the two at the top are equal, and either may be second
        {key: ALL_AT.format(level) for key, level in zip("abcd", (4, 4, 2, 1), strict=True)},
        "4 departments stand between 25.0 and 100.0%; 5 of 6 pairs of departments (83%) can be told apart; none is "
        "surely in the top quarter and 1 in the bottom.",
    ),
    (
        {**{key: ALL_AT.format(2) for key in "abcd"}, "e": "a1=4", "f": "a1=0"},
        "4 departments stand at 50.0%; none of the 6 pairs of departments can be told apart: their ranges meet; "
        "2 are too little known to place.",
    ),
]


@pytest.mark.parametrize(("words", "expected"), HEADLINES)
def test_a_headline_says_no_more_than_the_ranges_bear(
    compared: Compared, words: dict[str, str], expected: str
) -> None:
    assert headline(compared(words)) == expected


def test_those_at_the_ends_are_named_with_how_many_places_that_is(compared: Compared) -> None:
    found = compared({key: ALL_AT.format(level) for key, level in zip("abcd", (4, 3, 2, 1), strict=True)})
    assert ends(found) == [
        "Surely in the top quarter (1 place of 4): A.",
        "Surely in the bottom quarter (1 place of 4): D.",
    ]


def test_what_is_said_of_appendix_two(published: Comparison) -> None:
    """A 68–72, C 48–56, G 27–55, B 38, F 32–40, D 28–40, E 27–39 of 72: ten pairs of 21 (see test_compare)."""
    assert standing_in_words(published) == [
        "The median of 7 departments is 52.8%; 10 of 21 pairs of departments (48%) can be told apart; 1 is surely in "
        "the top quarter and none in the bottom.",
        "Surely in the top quarter (1 place of 7): Department A.",
    ]
    # 17 + 18 + 16 + 15 + 15 + 16 + 11 cells have a level; of 100, 75, 61.4, 52.8, 50, 46.7 and 45 the fourth is B's
    assert with_a_score(published) == (
        "7 of 7 departments are known well enough to place; their median is 52.8%. 108 of 126 answers have a "
        "level; 18 are not known."
    )


def test_a_department_too_little_known_stands_apart_with_what_would_place_it(compared: Compared) -> None:
    found = compared({"z": "a1=4", "tax": ALL_AT.format(1), "arts": ALL_AT.format(3)})
    assert found.placed == ["tax", "arts"]
    assert found.little_known == {"z": 1}
    assert set(found.ranks) == {"tax", "arts"}
    assert found.not_separated("z") == []
    assert list(found.ordered(Sort.SCORE).departments) == ["arts", "tax", "z"]  # 100 % is not the highest
    assert list(found.set_apart().departments) == ["tax", "arts", "z"]
    assert little_known(found) == [
        "Too little known to place, and so in no order and no median, as less than half of what applies has a level: "
        "Z (answer 1 more statement)."
    ]


def test_the_file_says_how_much_must_be_known(compared: Compared) -> None:
    found = compared({"tax": "a1=4 a2=4", "arts": ALL_AT.format(3)})
    scoring = found.framework.scoring.model_copy(update={"least_known": 0.75})
    strict = replace(found, framework=found.framework.model_copy(update={"scoring": scoring}))
    assert (found.little_known, strict.little_known) == ({}, {"tax": 1})  # 2 of 3, and 3 of 3 are needed
    assert "as less than 75% of what applies has a level" in little_known(strict)[0]


def test_states_are_told_where_they_are_mixed(compared: Compared) -> None:
    found = compared({"a": "a1=1", "b": "a1=1", "c": "a1=1"})
    states = {"a": Status.AGREED, "b": Status.DRAFT, "c": Status.DRAFT}
    assert mixed_statuses(replace(found, statuses=states)) == [
        "Not all are equally final: 2 draft and 1 agreed. What is not agreed may still change."
    ]
    assert mixed_statuses(replace(found, statuses=dict.fromkeys("abc", Status.DRAFT))) == []


def test_one_department_is_set_against_the_others_and_against_published_findings(
    compared: Compared, published: Comparison
) -> None:
    others = {f"d{level}{copy}": ALL_AT.format(level) for level in (1, 4) for copy in (1, 2)}
    whole = compared({"tax": ALL_AT.format(3), "e": ALL_AT.format(3), **others, "z": "a1=0"})
    facts = Facts(whole.only(["tax"]), datetime(2026, 3, 2, tzinfo=UTC), others=whole)
    assert where(facts) == "75.0%, with nothing unknown"
    assert standing.among_others(facts) == [
        "Among the 5 others of the round that may be shown and are known well enough, it is surely above 2, surely "
        "below 2, and cannot be told from 1."
    ]
    few = replace(facts, others=whole.only(["tax", "e", *list(others)[:3], "z"]))
    assert standing.among_others(few) == []  # four would give each other away
    # against 94–100, 53, 67–78, 39–56, 38–54, 44–56, 38–76: 75 is above B, D, E and F, and below A
    beside = replace(few, published=published)
    assert standing.among_others(beside) == [
        f"Beside the 7 published in {published.round.title} (our coding), it is surely above 4, surely below 1, and "
        "cannot be told from 2."
    ]
    alone = replace(facts, comparison=whole.only(["z"]))
    assert (
        where(alone)
        == "too little is known to say, and it may be anything from 0.0 to 66.7%: answer 1 more statement"
    )
    assert standing.among_others(alone) == []


# Laws

LEVELS = st.sampled_from([None, 0, 1, 2, 3, 4])
ROUNDS = st.lists(st.tuples(LEVELS, LEVELS, LEVELS), min_size=2, max_size=9)


def _of(two_themes: Framework, rows: list[tuple[int | None, ...]]) -> Comparison:
    said = {
        f"d{place}": {
            statement: Judgement(state=State.LEVEL, level=level)
            for statement, level in zip(("a1", "a2", "b1"), row, strict=True)
            if level is not None
        }
        for place, row in enumerate(rows)
    }
    return live(two_themes, said)


@given(ROUNDS, st.data())
@settings(max_examples=60, deadline=None)
def test_removing_one_below_half_never_changes_what_is_said_of_the_rest(
    two_themes: Framework, rows: list[tuple[int | None, ...]], data: st.DataObject
) -> None:
    whole = _of(two_themes, rows)
    assume(whole.little_known and whole.placed)
    gone = data.draw(st.sampled_from(sorted(whole.little_known)))
    rest = whole.only([key for key in whole.departments if key != gone])
    assert (rest.order, rest.ranks) == (whole.order, whole.ranks)
    assert ends(rest) == ends(whole)
    assert standing.median_score(rest.only(rest.placed)) == standing.median_score(whole.only(whole.placed))
    known = [headline(each).partition("; 1 is too little")[0].rpartition(";")[0] for each in (rest, whole)]
    if len(rest.little_known) > 1:
        assert known[0] == known[1]


@given(ROUNDS, st.data())
@settings(max_examples=60, deadline=None)
def test_raising_a_known_level_never_lowers_a_place(
    two_themes: Framework, rows: list[tuple[int | None, ...]], data: st.DataObject
) -> None:
    before = _of(two_themes, rows)
    raisable = [
        (d, s) for d, row in enumerate(rows) for s, level in enumerate(row) if level is not None and level < 4
    ]
    assume(raisable)
    d, s = data.draw(st.sampled_from(raisable))
    row = list(rows[d])
    row[s] = (row[s] or 0) + 1
    after = _of(two_themes, [*rows[:d], tuple(row), *rows[d + 1 :]])
    then, now = before.ranks.get(f"d{d}"), after.ranks.get(f"d{d}")
    assert (then is None) == (now is None)
    assert then is None or now is None or (now.best <= then.best and now.worst <= then.worst)


@given(ROUNDS, st.data())
@settings(max_examples=60, deadline=None)
def test_adding_an_unknown_only_widens(
    two_themes: Framework, rows: list[tuple[int | None, ...]], data: st.DataObject
) -> None:
    """Nobody becomes sure of a place, and no pair can be told apart that could not be, by knowing less."""
    before = _of(two_themes, rows)
    known = [(d, s) for d, row in enumerate(rows) for s, level in enumerate(row) if level is not None]
    assume(known)
    d, s = data.draw(st.sampled_from(known))
    row = list(rows[d])
    row[s] = None
    after = _of(two_themes, [*rows[:d], tuple(row), *rows[d + 1 :]])
    assert set(after.placed) <= set(before.placed)
    assume(after.placed == before.placed)
    assert after.order.apart <= before.order.apart
    for key, then in before.ranks.items():
        assert after.ranks[key].best <= then.best
        assert then.worst <= after.ranks[key].worst
    assert set(after.order.top) <= set(before.order.top)


@given(ROUNDS)
@settings(max_examples=60, deadline=None)
def test_a_sentence_about_a_median_calls_it_no_mean(
    two_themes: Framework, rows: list[tuple[int | None, ...]]
) -> None:
    said = [*standing_in_words(_of(two_themes, rows)), with_a_score(_of(two_themes, rows))]
    assert not any("mean" in each or "average" in each for each in said)
