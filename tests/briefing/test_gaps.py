"""Where departments fall short, in words: shares of those known, ties called ties, and targets only where chosen."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement, State
from maturity.briefing.asks import AskAbout, asks
from maturity.briefing.facts import Facts
from maturity.briefing.gaps import (
    bar,
    below,
    headline,
    in_words,
    shortfalls_of_many,
    shortfalls_of_one,
    to_chosen_targets,
    with_share,
)
from maturity.framework.model import Framework
from maturity.plan.target import Target
from maturity.roadmap.road_maps import Forecast
from maturity.scoring.compare import Comparison
from maturity.scoring.spread import Spread, place_of, ranked_alike, shortest, spreads
from tests.briefing.conftest import Compared, live

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def planned(comparison: Comparison, chosen: dict[str, dict[str, int]] | None = None) -> Facts:
    by = date(2027, 3, 2)
    aims = {
        key: {each: Target(statement_id=each, level=level, by=by) for each, level in levels.items()}
        for key, levels in (chosen or {}).items()
    }
    plan = Forecast(
        chosen=aims, accepted={}, actions=(), called={}, names={}, projections={}, costs={}, placed=comparison.placed
    )  # fmt: skip
    return Facts(comparison, NOON, plan=plan)


HEADLINES: list[tuple[dict[str, str], str]] = [
    ({"a": ""}, "No level is known yet"),
    ({"a": "a1=4 a2=4 b1=4"}, "Everybody whose level is known is at the top of the scale"),
    (
        {"a": "a1=3 a2=2 b1=3", "b": "a1=3 a2=4 b1=4"},  # a2: 2 and 4 are 3 on average, and so are 3 and 3
        "Nobody is known to be below level 2; furthest from the top: “A plan” and “A budget”",
    ),
    ({"a": "a1=1 a2=2 b1=3", "b": "a1=3 a2=4 b1=4"}, "“A plan”: 1 of 2 known (50%) are below level 2"),
    (
        {"a": "a1=1 a2=1 b1=3", "b": "a1=3 a2=3 b1=4"},
        "2 statements alike, “A plan” and “A budget”: 1 of 2 known (50%) are below level 2 on each",
    ),
    (  # two of three known are short, and one of one: unknown is not “not short”
        {"a": "a1=1 b1=4", "b": "a1=1 b1=4", "c": "a1=4 a2=1 b1=4"},
        "“A budget”: 1 of 1 known (100%) are below level 2",
    ),
]


@pytest.mark.parametrize(("words", "expected"), HEADLINES)
def test_the_headline_is_of_the_share_of_those_known(
    compared: Compared,
    words: dict[str, str],
    expected: str,
) -> None:
    found = compared(words)
    assert headline(found.framework, spreads(found)) == expected


def test_the_range_says_what_it_would_be_if_the_unknown_fell_either_way(compared: Compared) -> None:
    a1, a2, b1 = spreads(compared({"a": "a1=0 a2=1", "b": "a1=4 a2=4", "c": "a1=? a2=4", "d": "a1=. a2=4"}))
    assert in_words(a1) == "1 of 2 known, 25% to 75% of all with the 2 not known"  # 1 of 4 to 3 of 4
    assert with_share(a1) == "1 of 2 known, 25% to 75% of all"  # beside a bar that shows the unknown
    assert in_words(a2) == with_share(a2) == "1 of 4 known, 25% of all"
    assert in_words(b1) == "0 of 0 known, 0% to 100% of all with the 4 not known"


def test_where_the_bar_stands_is_said_with_where_it_is_defined(tiny: dict[str, Framework]) -> None:
    framework = tiny["two-themes"]
    assert below(framework) == "below level 2"  # 2 of 4
    assert bar(framework).startswith(
        "Level 2 is the bar: the lowest worth half of the scale, as the framework's file"
    )
    own = framework.model_copy(update={"bar": 3})
    assert (below(own), bar(own)) == ("below level 3", "Level 3 is the bar that the framework's file sets.")
    assert own.content_hash == framework.content_hash
    from_one = tiny["scale-from-one"]
    assert from_one.scale_of(from_one.statements[0]).worth(from_one.bar_of(from_one.statements[0])) >= 0.5


def test_where_appendix_two_falls_short(published: Comparison) -> None:
    """Of the seven on information flows two are at 0, three at 1, one at 3 and one at 4: five of seven."""
    found = spreads(published)
    flows = next(each for each in found if each.statement.id == "information-flows")
    assert in_words(flows) == "5 of 7 known, 71% of all"
    every = shortest(found)
    assert [place_of(each, every) for each in every] == sorted(place_of(each, every) for each in every)
    for earlier, later in pairwise(every):
        assert (
            earlier.short * later.known >= later.short * earlier.known
        )  # as shares, by cross-multiplication
    assert headline(published.framework, found) == (
        "“Information flows easily”: 5 of 7 known (71%) are below level 2"
    )


def test_of_one_department_equals_are_said_to_be_level(compared: Compared) -> None:
    level = shortfalls_of_one(Facts(compared({"tax": "a1=0 a2=0 b1=3"}), NOON))
    assert level.heading == (
        "Where it falls short: 2 of 3 statements known are below level 2; 2 are level at 0, the furthest from the top: "
        "“A plan” and “A budget”"
    )
    one = shortfalls_of_one(Facts(compared({"tax": "a1=3 a2=1 b1=3"}), NOON))
    assert one.heading == (
        "Where it falls short: 1 of 3 statements known is below level 2; furthest from the top: “A budget”"
    )
    assert [gap.statement.id for gap in one.shown] == ["a2", "a1", "b1"]  # the lowest level first


def test_only_chosen_targets_make_gaps_to_a_target_and_asks(compared: Compared) -> None:
    two = compared({"tax": "a1=1 a2=1 b1=4", "arts": "a1=2 a2=4 b1=4"})
    none = planned(two)
    assert to_chosen_targets(none) == []
    assert none.aims is not None
    assert none.aims.unworked == 0  # one level up is a suggestion
    sentences = [each.sentence for each in asks(none)]
    assert "Ask for targets: 2 of 2 departments have chosen none." in sentences
    assert not [each for each in asks(none) if each.about is AskAbout.UNWORKED]
    some = planned(two, {"tax": {"a1": 3, "b1": 4}})  # b1 is there
    assert to_chosen_targets(some) == ["1 gap to targets that were chosen; 1 without an action."]
    asked = {each.about: each for each in asks(some)}
    assert (asked[AskAbout.TARGETS].count, asked[AskAbout.UNWORKED].count) == (1, 1)
    one = planned(two.only(["tax"]), {"tax": {"a1": 3}})
    assert "Choose targets for 1 statement below the top, or accept where they are." in [
        each.sentence for each in asks(one)
    ]


def test_the_heading_of_a_round_is_the_pages_headline(compared: Compared) -> None:
    two = compared({"tax": "a1=1 a2=1 b1=4", "arts": "a1=2 a2=4 b1=4"})
    told = shortfalls_of_many(Facts(two, NOON))
    assert told.heading == f"Where departments fall short: {headline(two.framework, spreads(two))}"
    assert told.sentences[0] == "A plan: 1 of 2 known, 50% of all."


# Laws

LEVELS = st.sampled_from([None, 0, 1, 2, 3, 4])


@given(st.lists(st.tuples(LEVELS, LEVELS, LEVELS), min_size=1, max_size=8), st.data())
@settings(max_examples=60, deadline=None)
def test_an_unknown_more_only_widens_the_range_and_moves_no_share_of_those_known(
    two_themes: Framework, rows: list[tuple[int | None, ...]], data: st.DataObject
) -> None:
    before = _spreads(two_themes, rows)
    after = _spreads(two_themes, [*rows, (None, None, None)])
    for then, now in zip(before, after, strict=True):
        assert now.share == then.share
        assert now.shares[0] <= then.shares[0] + 1e-12
        assert now.shares[1] >= then.shares[1] - 1e-12 or not then.applies
        assert now.shares[0] - 1e-12 <= (now.share if now.known else 0) <= now.shares[1] + 1e-12
    assert [each.statement.id for each in shortest(before)] == [each.statement.id for each in shortest(after)]
    assume(shortest(before))
    assert len(ranked_alike(shortest(before))) == len(ranked_alike(shortest(after)))


def _spreads(framework: Framework, rows: list[tuple[int | None, ...]]) -> list[Spread]:
    said = {
        f"d{place}": {
            statement: Judgement(state=State.LEVEL, level=level)
            for statement, level in zip(("a1", "a2", "b1"), row, strict=True)
            if level is not None
        }
        for place, row in enumerate(rows)
    }
    return spreads(live(framework, said))
