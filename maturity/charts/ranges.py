"""Each department's score on its range, in the order it is given; drawn by pages.comparing.score_table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maturity.briefing.shown_as import PER_CENT, FigureWords, figure_words
from maturity.scoring.compare import Comparison
from maturity.scoring.readings import Readings
from maturity.scoring.score import Score

PUBLISHED = " (published)"


@dataclass(frozen=True)
class Point:
    """A department with a range; `dot` is None where too little is known to place it. In per cent.

    `least` and `most` are what the score could be under other readings of published findings, where there are any.
    """

    department: str
    score: Score
    dot: float | None
    published: bool = False
    least: float | None = None
    most: float | None = None
    as_shown: FigureWords = PER_CENT

    @property
    def readings(self) -> tuple[float, float] | None:
        return None if self.least is None or self.most is None else (self.least, self.most)


def points(
    comparison: Comparison,
    departments: Sequence[str] | None = None,
    *,
    theme: str | None = None,
    readings: Mapping[str, Readings] | None = None,
    beside: bool = False,
) -> list[Point]:
    """Some departments (all by default) that have a range, in the order given; on one theme, or in all.

    `beside` marks departments of a benchmark that stand beside live ones.
    """
    found, least = [], comparison.framework.scoring.least_known
    for key in comparison.departments if departments is None else departments:
        score = comparison.scores[key] if theme is None else comparison.theme_scores[key, theme]
        if score.low is None or score.high is None:
            continue
        reading = (readings or {}).get(key)
        told = reading is not None and reading.cells > 0
        found.append(
            Point(
                comparison.departments[key].name + (PUBLISHED if beside else ""),
                score,
                None if score.lacking(least) else score.score,
                published=beside or comparison.round.published,
                least=reading.least if reading and told else None,
                most=reading.most if reading and told else None,
                as_shown=figure_words(comparison.framework, theme),
            )
        )
    return found
