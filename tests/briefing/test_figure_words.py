"""Figures as the framework shows them: one place says how, for sentences, tables and pictures."""

from pathlib import Path

import pytest

from maturity.briefing.shown_as import PER_CENT, FigureWords, figure_words, shown_alike
from maturity.charts.labels import score_axis
from maturity.framework import files
from maturity.framework.model import FigureUnit

TINY = Path(__file__).parents[1] / "frameworks"
OF_FIVE, OF_THREE = FigureWords(5, FigureUnit.LEVEL), FigureWords(3, FigureUnit.POINTS)


@pytest.mark.parametrize(
    ("as_shown", "words", "run", "change", "heading"),
    [  # 52 of 100, from 40 to 60, by 10
        (PER_CENT, "52.0%", "40.0 to 60.0%", "10.0 points", "Score %"),
        (OF_FIVE, "2.6 of 5", "2.0 to 3.0 of 5", "0.50 levels", "Score, of 5"),
        (OF_THREE, "1.6 of 3", "1.2 to 1.8 of 3", "0.30 points", "Score, of 3"),
    ],
)
def test_a_figure_reads_as_the_framework_has_it(
    as_shown: FigureWords, words: str, run: str, change: str, heading: str
) -> None:
    assert as_shown.words(52) == words
    assert as_shown.run(40, 60) == run
    assert as_shown.change(-10) == change
    assert as_shown.titled("Score") == heading


def test_groups_that_are_not_out_of_the_same_stand_beside_each_other_in_per_cent() -> None:
    framework = files.load(TINY / "tiers.yaml")
    assert figure_words(framework, "risk").words(50) == "1.5 of 3"
    assert shown_alike(framework, ["risk", "models"]) == PER_CENT
    assert shown_alike(framework, ["design", "threats"]).words(50) == "1.0 of 2"


def test_an_axis_has_its_ticks_where_the_framework_has_figures() -> None:
    found = score_axis("#000000", OF_FIVE, 20, 100)
    assert found["ticktext"] == ["1", "2", "3", "4", "5"]
    assert found["tickvals"] == pytest.approx([20, 40, 60, 80, 100])
    assert found["title"]["text"] == "Score (level, of 5)"
    assert "tickvals" not in score_axis("#000000", PER_CENT, 20, 100)
