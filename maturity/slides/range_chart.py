"""Three bars for each score, as several slides show them, and the words for those who cannot see them."""

from collections.abc import Mapping

from maturity.palette import RAMP
from maturity.scoring.score import Score
from maturity.slides.slide import Chart, Series
from maturity.wording import fixed

LOW, SCORE, HIGH = "Lowest possible", "Score", "Highest possible"


def ranges(title: str, scores: Mapping[str, Score]) -> Chart:
    """Three bars for each score; a label says where there is none, because a bar that is missing says nothing."""
    labels = [label if score.score is not None else f"{label} (no score)" for label, score in scores.items()]
    return Chart(
        title=title,
        says="Three bars each, the lowest possible score, the score and the highest possible: "
        + "; ".join(f"{label} {figures(s.low, s.score, s.high)}" for label, s in scores.items())
        + ".",
        categories=labels,
        series=[
            Series(LOW, [score.low for score in scores.values()], RAMP[1]),
            Series(SCORE, [score.score for score in scores.values()], RAMP[4]),
            Series(HIGH, [score.high for score in scores.values()], RAMP[2]),
        ],
        axis="Per cent",
        highest=100,
    )


def figures(*each: float | None) -> str:
    return ", ".join("none" if figure is None else fixed(figure) for figure in each)
