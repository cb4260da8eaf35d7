"""Figures in words: a mean with a decimal; a stage, and the weakest level, as the level that they are."""

from collections.abc import Callable

import pytest

from maturity.assessment.answer import Judgement
from maturity.assessment.levels import levels_of
from maturity.briefing.shown_as import figure_in_words, run_in_words, score_with_range, unit_in_words
from maturity.briefing.standing import stands
from maturity.framework.model import Framework
from maturity.scoring import score

Said = Callable[[str], dict[str, Judgement]]


@pytest.mark.parametrize(
    ("framework", "answers", "overall", "theme"),
    [
        ("stages", "a1=3 a2=2 a3=3 a4=? b1=2 b2=2 b3=2", "2 of 4, Managed", "3 of 4, Defined"),
        ("stages", "a1=3 a2=2 a3=3 a4=0 b1=3 b2=2", "2 of 4, Managed (2 to 3)", "3 of 4, Defined"),
        ("stages", "b1=1", "1 of 4, Initial", "Not known (1 to 4)"),
    ],
)
def test_a_stage_reads_as_the_level_that_it_is(
    tiny: dict[str, Framework], said: Said, framework: str, answers: str, overall: str, theme: str
) -> None:
    of = tiny[framework]
    levels = levels_of(of, {"d": said(answers)})
    assert score_with_range(of, score.by_department(levels)["d"]) == overall
    assert score_with_range(of, score.by_theme(levels)["d", "plans"], "plans") == theme


def test_a_figure_that_nothing_unknown_could_change_is_not_said_to_have_nothing_unknown(
    tiny: dict[str, Framework], said: Said
) -> None:
    levels = levels_of(
        tiny["stages"], {"d": said("a1=1 b1=?"), "e": said("a1=1 a2=0 a3=1 a4=0 b1=1 b2=0 b3=0")}
    )
    found = score.by_department(levels)
    assert stands(tiny["stages"], found["d"]) == "1 of 4, Initial, whatever is not known"
    assert stands(tiny["stages"], found["e"]) == "1 of 4, Initial, with nothing unknown"


def test_the_weakest_level_has_its_name_and_a_mean_a_decimal(tiny: dict[str, Framework]) -> None:
    assert figure_in_words(tiny["minima"], 60, "plans") == "3 of 5, Defined"
    assert run_in_words(tiny["minima"], 20, 60, "plans") == "1 to 3 of 5"
    assert figure_in_words(tiny["matrix"], 60, "plans") == "3.0 of 5"


def test_a_heading_says_what_figures_are_out_of_where_that_is_one(tiny: dict[str, Framework]) -> None:
    assert unit_in_words(tiny["stages"]) == "level, of 4"
    assert unit_in_words(tiny["minima"]) == "level, of 5"
