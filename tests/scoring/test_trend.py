"""Scores over rounds, and the breaks between them."""

from collections.abc import Callable
from datetime import date

import pytest

from maturity.assessment.answer import Judgement
from maturity.assessment.round import Department, Round, RoundKind
from maturity.briefing.editions import difference_in_words
from maturity.framework.model import Framework, Scoring, Theme
from maturity.scoring import trend
from maturity.scoring.compare import Comparison
from maturity.scoring.editions import difference

Said = Callable[[str], dict[str, Judgement]]


def second_edition(framework: Framework, **changed: Scoring | tuple[Theme, ...]) -> Framework:
    """Made anew: a copy would keep the hash and the statements of what it was copied from."""
    kept = {name: getattr(framework, name) for name in framework.model_fields_set}
    return Framework.model_validate({**kept, **changed, "edition": "2"})


def compared(framework: Framework, departments: dict[str, dict[str, Judgement]], title: str) -> Comparison:
    round_ = Round(
        id=title,
        title=title,
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens=date(2026, 1, 1),
    )
    named = {key: Department(id=key, name=key) for key in departments}
    return Comparison(framework, round_, named, departments, 1)


def test_a_department_has_a_step_in_each_round_that_it_is_in(said: Said, tiny: dict[str, Framework]) -> None:
    framework = tiny["two-themes"]
    rounds = [
        compared(framework, {"x": said("a1=2 a2=2 b1=2")}, "first"),
        compared(framework, {"y": said("a1=2")}, "second"),
        compared(framework, {"x": said("a1=3 a2=3 b1=?")}, "third"),
        compared(framework, {"x": said("a1=?")}, "fourth"),
    ]
    steps = trend.of_department(rounds, "x")
    assert [(step.round.title, step.score.score, step.score.low) for step in steps] == [
        ("first", 50.0, 50.0),
        ("third", 75.0, 50.0),  # 6 of 12 levels at the lowest
        ("fourth", None, 0.0),
    ]
    assert [step.score.coverage for step in steps] == pytest.approx([100, 200 / 3, 0])
    assert not any(step.broken for step in steps)


def test_a_line_is_broken_where_the_framework_changed_and_says_what_changed(
    said: Said, tiny: dict[str, Framework]
) -> None:
    first, second = tiny["two-themes"], tiny["unequal-weights"]
    later = second_edition(first, themes=first.themes[:1])
    everybody = {"x": said("a1=2")}
    rounds = [
        compared(each, everybody, str(place))
        for place, each in enumerate([first, first, second, first, later])
    ]
    changes = [step.broken for step in trend.of_department(rounds, "x")]
    assert changes[:2] == [None, None]
    breaks = [difference_in_words(each) if each else "" for each in changes]
    assert "2 statements weighted otherwise" in breaks[2]
    assert breaks[2].startswith("Two themes, edition 1, to Unequal weights, edition 1")
    assert breaks[4] == "edition 1 to 2: 1 statement removed"
    assert [each.broken for each in trend.of_rounds(rounds)] == changes


def test_a_rounds_median_and_quartiles_by_hand(said: Said, tiny: dict[str, Framework]) -> None:
    # Scores 0, 25, 50, 75, 100; e is 100 on one statement of three, so its range goes from 33.3.
    levels = {"a": 0, "b": 1, "c": 2, "d": 3}
    departments = {key: said(f"a1={v} a2={v} b1={v}") for key, v in levels.items()}
    departments |= {"e": said("a1=4"), "unknown": said("a1=?")}
    (spread,) = trend.of_rounds([compared(tiny["two-themes"], departments, "r")])
    assert (spread.departments, spread.lower, spread.median, spread.upper) == (5, 25, 50, 75)
    assert (spread.low, spread.high) == pytest.approx((100 / 3, 50))  # of 0 25 50 75 33.3; of 0 25 50 75 100
    assert spread.coverage == pytest.approx(100 * 13 / 15)


def test_fewer_than_five_departments_have_no_median(said: Said, tiny: dict[str, Framework]) -> None:
    four = {str(place): said("a1=2") for place in range(4)}
    (spread,) = trend.of_rounds([compared(tiny["two-themes"], four, "r")])
    assert spread.departments == 4
    assert (spread.median, spread.lower, spread.upper, spread.low) == (None, None, None, None)


def test_no_rounds_no_steps(tiny: dict[str, Framework]) -> None:
    assert trend.of_department([], "x") == []
    assert trend.of_rounds([]) == []


def test_guidance_is_no_difference_and_a_new_way_of_combining_is(tiny: dict[str, Framework]) -> None:
    first = tiny["two-themes"]
    assert difference_in_words(difference(first, first)) == ""
    other = second_edition(first, scoring=tiny["weakest"].scoring)
    assert difference_in_words(difference(first, other)) == (
        "edition 1 to 2: statements combine by weakest instead of statement mean"
    )
    assert difference(first, tiny["scale-per-statement"]).rescaled == ("a2",)
