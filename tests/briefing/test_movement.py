"""What is told of a movement: certain only where the ranges do not meet, and by whose word."""

from dataclasses import replace

import pytest

from maturity.briefing.movement import (
    caution,
    headline,
    kinds_changed,
    statements_behind,
    step_in_words,
    who_moved,
)
from maturity.framework.model import Framework
from maturity.scoring.bridge import Figures
from maturity.scoring.movement import ScoreChange, movers
from tests.scoring.test_bridge import Said, compared, made


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (  # nothing is unknown, so it is certain
            "a1=2 a2=2 b1=2",
            "a1=4 a2=1 b1=2",
            "D surely rose 8.3 points, from 50.0% in Spring to 58.3% in Autumn: improved +16.7, declined −8.3.",
        ),
        (  # b1 is unknown in both: 50 to 83.3, then 16.7 to 83.3
            "a1=2 a2=4",
            "a1=2 a2=?",
            "Too little is known to say how D moved; what is known went from 75.0% in Spring to 50.0% in Autumn: −25.0 "
            "only because other statements are known (1 no longer determined).",
        ),
        (  # what is left out earns nobody points: 2 statements of 3 are known, and nothing of them improved by 4.2
            "a1=2 a2=1 b1=2",
            "a1=3 b1=2",
            "D rose 20.8 points, not certain, from 41.7% in Spring to 62.5% in Autumn: improved +10.4, and +10.4 only "
            "because other statements are known (1 not answered yet).",
        ),
        (
            "a1=2",
            "a1=2",
            "D stayed where it was, as far as is known, from 50.0% in Spring to 50.0% in Autumn.",
        ),
        (
            "a1=2 a2=2 b1=2",
            "a1=2 a2=2 b1=2",
            "D stayed where it was, from 50.0% in Spring to 50.0% in Autumn.",
        ),
    ],
)
def test_the_headline_says_how_far_how_surely_and_by_what(
    said: Said, tiny: dict[str, Framework], before: str, after: str, words: str
) -> None:
    assert headline(made(tiny["two-themes"], said(before), said(after)), "D", "Spring", "Autumn") == words


def test_the_caution_has_both_ranges(said: Said, tiny: dict[str, Framework]) -> None:
    found = made(tiny["two-themes"], said("a1=2 a2=4"), said("a1=2 a2=?"))
    met = "The ranges meet (50.0 to 83.3%, then 16.7 to 83.3%): what nobody knows could be the whole difference."
    assert caution(found) == met
    assert caution(made(tiny["two-themes"], said("a1=2 a2=2 b1=2"), said("a1=4 a2=1 b1=2"))) == ""


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (Figures(50, 50, 50), Figures(75, 60, 80), "surely rose from 50.0 to 75.0%"),
        (Figures(75, 60, 80), Figures(50, 50, 50), "surely fell from 75.0 to 50.0%"),
        (Figures(50, 40, 60), Figures(75, 60, 80), "rose from 50.0 to 75.0%, not certain"),
        (Figures(75, 60, 80), Figures(70, 60, 80), "fell from 75.0 to 70.0%, not certain"),
        (
            Figures(50, 40, 60, little=True),
            Figures(75, 60, 80),
            "too little is known to say (50.0%, then 75.0% of what is known)",
        ),
        (Figures(50, 0, 60, little=True), Figures(75, 70, 80), "surely rose from 50.0 to 75.0%"),
        (Figures(50, 50, 50), Figures(50, 50, 50), "stayed at 50.0%"),
        (Figures(50, 40, 60), Figures(50, 40, 60), "stayed at 50.0%, as far as is known"),
    ],
)
def test_a_step_says_whether_it_is_certain(start: Figures, end: Figures, words: str) -> None:
    assert step_in_words(ScoreChange(start, end)) == words


def test_a_finding_takes_no_department_out_of_the_count(said: Said, tiny: dict[str, Framework]) -> None:
    """What misled a board: six rose and one fell, and the slide said that none surely did."""
    framework, levels = tiny["two-themes"], dict.fromkeys("pqrs", "a1=1 a2=1 b1=1")
    later = {"p": "a1=3 a2=3 b1=3", "q": "a1=0 a2=1 b1=1", "r": "a1=1 a2=? b1=1", "s": "a1=1 a2=1 b1=1"}
    start = compared(framework, {key: said(words) for key, words in levels.items()}, title="Spring")
    end = compared(
        framework,
        {key: said(words) for key, words in later.items()},
        given={"p": said("a1=2"), "q": said("a1=1")},
        title="Autumn",
    )
    found = movers(start, end)
    assert who_moved(found) == [
        "Of 4 departments with a score in both rounds, 1 surely rose and 1 surely fell by their own word; "
        "for 1 the ranges meet, so that it is not certain; 1 did not move.",
        "With auditors' findings counted, 1 surely rose and 0 surely fell.",
    ]
    assert {each.department: statements_behind(each) for each in found} == {
        "p": "up: A plan, A budget and An owner",
        "q": "down: A plan",
        "r": "no longer determined: A budget",
        "s": "No answer changed",
    }
    assert statements_behind(found[0], 2) == "up: A plan and 2 more"  # in a row of a slide
    both = replace(found[0], moved={**found[0].moved, **found[1].moved})
    assert statements_behind(both, 2, 1) == "up: A plan and 2 more; and more"
    assert statements_behind(both, 2, 2) == "up: A plan and 2 more; down: A plan"


def test_nobody_in_both_rounds_is_nothing_to_tell() -> None:
    assert who_moved([]) == []


def test_kinds_that_changed_are_told_beside_the_figures(said: Said, tiny: dict[str, Framework]) -> None:
    then = compared(tiny["kinds"], {"tax": said("b1=0 a1=1"), "trade": said("b1=1")})
    now = compared(tiny["kinds"], {"tax": said("b1=2 a1=2"), "trade": said("b1=1")})
    assert kinds_changed(then, now) == [
        "Described, and in no figure: “Where it is kept” is another in 1 of 2 known in both rounds."
    ]
    assert kinds_changed(then.only(["tax"]), now.only(["tax"])) == [
        "Described, and in no figure: “Where it is kept” was Our own, and is Bought."
    ]
    assert kinds_changed(then.only(["trade"]), now.only(["trade"])) == []
