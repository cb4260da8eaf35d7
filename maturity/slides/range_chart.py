"""Three bars for each score, as several slides show them, and the words for those who cannot see them."""

from collections.abc import Mapping

from maturity.briefing.shown_as import PER_CENT, FigureWords
from maturity.palette import RAMP
from maturity.scoring.score import Score
from maturity.slides.slide import Chart, Series

LOW, SCORE, HIGH = "Lowest possible", "Score", "Highest possible"


def ranges(title: str, scores: Mapping[str, Score], as_shown: FigureWords = PER_CENT) -> Chart:
    """Three bars for each score; a label says where there is none, because a bar that is missing says nothing."""
    labels = [label if score.score is not None else f"{label} (no score)" for label, score in scores.items()]
    return Chart(
        title=title,
        says="Three bars each, the lowest possible score, the score and the highest possible: "
        + "; ".join(
            f"{label} {figures(s.low, s.score, s.high, as_shown=as_shown)}" for label, s in scores.items()
        )
        + ".",
        categories=labels,
        series=[
            Series(LOW, as_shown.series(score.low for score in scores.values()), RAMP[1]),
            Series(SCORE, as_shown.series(score.score for score in scores.values()), RAMP[4]),
            Series(HIGH, as_shown.series(score.high for score in scores.values()), RAMP[2]),
        ],
        axis=as_shown.axis,
        highest=as_shown.highest,
    )


def figures(*each: float | None, as_shown: FigureWords = PER_CENT) -> str:
    return ", ".join("none" if figure is None else as_shown.number(figure) for figure in each)
