"""Figures as the framework shows them: in per cent, as a level (“2.6 of 5”), or in points (“1.9 of 3”)."""

from maturity.framework.groups import tops
from maturity.framework.model import FigureUnit, Framework
from maturity.scoring.score import Score
from maturity.wording import fixed


def figure_in_words(framework: Framework, percent: float, group: str | None = None) -> str:
    """“61.4%”, “2.6 of 5”, “1.9 of 3”: of a group, or over all."""
    of = highest(framework, group)
    return f"{fixed(percent)}%" if of is None else f"{fixed(percent * of / 100)} of {of:g}"


def run_in_words(framework: Framework, low: float, high: float, group: str | None = None) -> str:
    """“37.5 to 76.4%”, “1.9 to 3.8 of 5”."""
    of = highest(framework, group)
    if of is None:
        return f"{fixed(low)} to {fixed(high)}%"
    return f"{fixed(low * of / 100)} to {fixed(high * of / 100)} of {of:g}"


def score_with_range(framework: Framework, score: Score, group: str | None = None) -> str:
    """“2.6 of 5 (1.9 to 3.8)”; that there is no score, where there is none."""
    if score.low is None or score.high is None:
        return "Does not apply" if not score.statements else "No figure"
    scale = (highest(framework, group) or 100) / 100
    run = f"{fixed(score.low * scale)} to {fixed(score.high * scale)}"
    if score.score is None:
        return f"Not known ({run})"
    told = figure_in_words(framework, score.score, group)
    return told if score.high - score.low < 0.05 else f"{told} ({run})"


def highest(framework: Framework, group: str | None = None) -> float | None:
    """What a figure is out of; None in per cent."""
    match framework.scoring.shown_as.unit:
        case FigureUnit.PERCENT:
            return None
        case FigureUnit.LEVEL:
            return framework.scale_of(framework.statements[0]).out_of
        case FigureUnit.POINTS:
            return tops(framework.whole)[group]


def unit_in_words(framework: Framework) -> str:
    """What figures are: the heading of a column of them."""
    match framework.scoring.shown_as.unit:
        case FigureUnit.PERCENT:
            return "%"
        case FigureUnit.LEVEL:
            return f"level, of {highest(framework):g}"
        case FigureUnit.POINTS:
            return "points"
