"""Figures as the framework shows them: in per cent, as a level (“2.6 of 5”; “2 of 5, Managed” where it is always one),
or in points (“1.9 of 3”).
"""

from maturity.framework.groups import groups_of, is_a_level, scale_shown, tier_at, tops
from maturity.framework.model import Combine, FigureUnit, Framework
from maturity.scoring.score import Score
from maturity.wording import fixed


def figure_in_words(framework: Framework, percent: float, group: str | None = None) -> str:
    """“61.4%”, “2.6 of 5”, “1.9 of 3”: of a group, or over all."""
    of = highest(framework, group)
    if of is None:
        return f"{fixed(percent)}%"
    name = _name(framework, percent, group)
    return f"{_number(framework, percent * of / 100, group)} of {of:g}" + (f", {name}" if name else "")


def run_in_words(framework: Framework, low: float, high: float, group: str | None = None) -> str:
    """“37.5 to 76.4%”, “1.9 to 3.8 of 5”."""
    of = highest(framework, group)
    if of is None:
        return f"{fixed(low)} to {fixed(high)}%"
    least, most = (_number(framework, end * of / 100, group) for end in (low, high))
    return f"{least} to {most} of {of:g}"


def score_with_range(framework: Framework, score: Score, group: str | None = None) -> str:
    """“2.6 of 5 (1.9 to 3.8)”; that there is no score, where there is none."""
    if score.low is None or score.high is None:
        return "Does not apply" if not score.statements else "No figure"
    scale = (highest(framework, group) or 100) / 100
    least, most = (_number(framework, end * scale, group) for end in (score.low, score.high))
    run = f"{least} to {most}"
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
            return scale_shown(framework, group).out_of
        case FigureUnit.POINTS:
            return tops(framework.whole)[group]


def unit_in_words(framework: Framework) -> str:
    """What figures are: the heading of a column of them."""
    match framework.scoring.shown_as.unit:
        case FigureUnit.PERCENT:
            return "%"
        case FigureUnit.LEVEL:
            tiers = {each.id: tier_at(framework, each.depth) for each in groups_of(framework)}
            heights = {
                highest(framework, key)
                for key, tier in tiers.items()
                if tier is None or tier.method is not Combine.NONE
            }
            return f"level, of {heights.pop():g}" if len(heights) == 1 else "level"
        case FigureUnit.POINTS:
            return "points"


def _number(framework: Framework, figure: float, group: str | None) -> str:
    """“2.6”; “2” where a figure that is always a level of its scale has come to one."""
    whole = abs(figure - round(figure)) < SAME and framework.scoring.shown_as.unit is FigureUnit.LEVEL
    return f"{figure:.0f}" if whole and is_a_level(framework, group) else fixed(figure)


def _name(framework: Framework, percent: float, group: str | None) -> str | None:
    """What the level is called that a figure has come to, where it always is one."""
    if framework.scoring.shown_as.unit is not FigureUnit.LEVEL or not is_a_level(framework, group):
        return None
    scale = scale_shown(framework, group)
    return next(
        (each.name for each in scale.levels if abs(100 * scale.worth(each.value) - percent) < SAME), None
    )


SAME = 1e-9
"""Per cent: figures that differ by less are one."""
