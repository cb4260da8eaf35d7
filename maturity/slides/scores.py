"""Where a department or a round stands: in all, and by theme."""

from collections import Counter
from collections.abc import Iterable, Mapping
from statistics import median

from maturity.assessment.answer import State
from maturity.briefing import themes as by_theme
from maturity.briefing import whose
from maturity.briefing.doubts import doubts
from maturity.briefing.facts import Facts
from maturity.briefing.standing import (
    among_others,
    carried,
    coverage,
    ends_of_order,
    not_shown,
    standing_in_words,
    stands,
    where,
    with_a_score,
)
from maturity.palette import RAMP
from maturity.scoring.compare import SAME, Comparison, View, surely_above
from maturity.scoring.score import Score
from maturity.slides.range_chart import figures, ranges
from maturity.slides.slide import Chart, Series, Slide, sheets
from maturity.wording import fixed

MOST_DEPARTMENTS = 8
"""Shown in one chart: three bars each, which can still be read from the back of a room."""
MOST_THEMES = 6
HALF = 50  # per cent of a theme's statements: a score on fewer says little


def stand(facts: Facts) -> Slide:
    return _stand_of_one(facts, facts.one.id) if facts.one is not None else _stand_of_many(facts)


def themes(facts: Facts) -> Slide:
    return _themes_of_one(facts, facts.one.id) if facts.one is not None else _themes_of_many(facts)


def _stand_of_one(facts: Facts, key: str) -> Slide:
    score = facts.comparison.scores[key]
    return Slide(
        title=f"Where we stand: {where(facts)}",
        sentences=[
            *by_theme.instead_of_a_score(facts.comparison),
            coverage(score),
            *whose.audited_cells(facts.comparison),
            *_what_the_range_is(score),
            *among_others(facts),
            *(doubt.sentence for doubt in doubts(facts)),
            *not_shown(facts),
            *carried(facts),
            *facts.house,
        ],
        source=sheets("Summary", "Scores", "Levels", *_said(facts)),
        shows=_at_each_level(facts, "Statements"),
    )


def _what_the_range_is(score: Score) -> list[str]:
    if score.low is None:
        return []
    if score.high == score.low:
        return ["Nothing that applies is unknown."]
    return ["The range runs from every unknown statement at the lowest level to every one at the highest."]


def _at_each_level(facts: Facts, what: str) -> Chart:
    """How many of a department's statements, or of a round's answers, are at each level and in each state."""
    found: Counter[str] = Counter()
    for key in facts.comparison.departments:
        found.update(_levels(facts.comparison, key))
    return Chart(
        title=f"{what} at each level, and those without one",
        says=f"Bars of how many {what.lower()} are at each level or state: "
        + ", ".join(f"{name} {number}" for name, number in found.items())
        + ".",
        categories=list(found),
        series=[Series(what, list(found.values()), RAMP[3])],
        axis=what,
        whole=True,
    )


def _stand_of_many(facts: Facts) -> Slide:
    comparison, shown = facts.comparison, ends_of_order(facts.comparison, MOST_DEPARTMENTS)
    every = comparison.scores
    total, part = len(comparison.placed), []
    if len(shown) < total:
        half = len(shown) // 2
        part = [f"Shown: the {half} highest and the {half} lowest scores of {total} departments."]
    first, *others = standing_in_words(comparison)
    names = _labels(comparison, shown)
    return Slide(
        title=f"Where we stand: {first.rstrip('.')}",
        sentences=[
            *whose.audited_cells(comparison),
            *whose.mixed_words(comparison),
            *not_shown(facts),
            *by_theme.instead_of_a_score(facts.comparison),
            *others,
            *carried(facts),
            with_a_score(comparison),
            *(doubt.sentence for doubt in doubts(facts)),
            *part,
            *facts.house,
        ],
        source=sheets("Scores", "Summary", *_said(facts)),
        shows=ranges("Score by department, with its range", {names[key]: every[key] for key in shown})
        if shown
        else _at_each_level(facts, "Answers"),
    )


def _said(facts: Facts) -> list[str]:
    """The sheets behind the doubts."""
    comparison = facts.comparison
    return [
        *(["Findings"] if comparison.overturned else []),
        *(["Answers"] if comparison.high_levels[0] else []),
    ]


def _themes_of_one(facts: Facts, key: str) -> Slide:
    comparison = facts.comparison
    scores = {theme.label: comparison.theme_scores[key, theme.id] for theme in facts.framework.themes}
    return Slide(
        title=f"By theme: {_by(comparison)}{_ends(scores)}",
        sentences=[f"{label}: {stands(score)}." for label, score in scores.items()][:MOST_THEMES],
        source=sheets("By theme"),
        shows=ranges("Score by theme, with its range", scores),
    )


def _by(comparison: Comparison) -> str:
    """Whose word orders the themes, where an auditor found otherwise than was answered."""
    if not comparison.overturned:
        return ""
    return "by the answers, " if comparison.view is View.SELF else "with auditors' findings, "


def _themes_of_many(facts: Facts) -> Slide:
    comparison = facts.comparison
    scored = {
        theme.label: [
            score
            for key in comparison.departments
            if (score := comparison.theme_scores[key, theme.id]).score is not None
        ]
        for theme in facts.framework.themes
    }
    spreads = {label: _spread(scores) for label, scores in scored.items()}
    middles = {label: spread[1] for label, spread in spreads.items() if spread[1] is not None}
    return Slide(
        title=f"By theme: {_highest_median(middles)}",
        sentences=[_spread_in_words(label, scores) for label, scores in scored.items()][:MOST_THEMES],
        source=sheets("Theme profile", "By theme"),
        shows=Chart(
            title="Departments' scores by theme",
            says="Three bars for each theme, the lowest, the median and the highest score: "
            + "; ".join(f"{label} {figures(*spread)}" for label, spread in spreads.items())
            + ".",
            categories=list(spreads),
            series=[
                Series(name, [spread[place] for spread in spreads.values()], colour)
                for place, (name, colour) in enumerate(
                    [("Lowest score", RAMP[1]), ("Median score", RAMP[3]), ("Highest score", RAMP[4])]
                )
            ],
            axis="Per cent",
            highest=100,
        ),
    )


def _spread(scores: Iterable[Score]) -> tuple[float | None, float | None, float | None]:
    """The lowest, the median and the highest."""
    figures = [score.score for score in scores if score.score is not None]
    return (min(figures), median(figures), max(figures)) if figures else (None, None, None)


def _spread_in_words(label: str, scores: list[Score]) -> str:
    """With how many of the scores rest on less than half of the theme, and whether the ends are among those."""
    low, centre, high = _spread(scores)
    if low is None or centre is None or high is None:
        return f"{label}: no score."
    firm = [score for score in scores if (score.coverage or 0) >= HALF]
    said = f"{label}: median {fixed(centre)}%, from {fixed(low)} to {fixed(high)}%."
    if len(firm) == len(scores):
        return said
    ends = {"lowest": low, "highest": high}
    loose = [name for name, end in ends.items() if not any(score.score == end for score in firm)]
    among = f", the {' and the '.join(loose)} among them" if loose else ""
    few = len(scores) - len(firm)
    return f"{said} {few} of {len(scores)} have a level for less than half of it{among}."


def _levels(comparison: Comparison, key: str) -> dict[str, int]:
    """How many statements a department has at each level (where all share a scale), and in each state."""
    framework = comparison.framework
    said = [comparison.judgement(key, statement.id) for statement in framework.statements]
    scales = {statement.scale or framework.scale for statement in framework.statements}
    if len(scales) == 1:
        scale = framework.scales[next(iter(scales))]
        counted = {
            f"{level.value} {level.name}": sum(each.level == level.value for each in said)
            for level in scale.levels
        }
    else:
        counted = {"With a level": sum(each.level is not None for each in said)}
    states = (State.NOT_DETERMINED, State.NOT_ANSWERED, State.NOT_APPLICABLE)
    return counted | {state.words: sum(each.state is state for each in said) for state in states}


def _ends(scores: Mapping[str, Score]) -> str:
    """Which theme is highest and which lowest, where the ranges bear it."""
    ranged = {label: s for label, s in scores.items() if s.low is not None and s.high is not None}
    if len(ranged) < 2:
        return "not enough themes with a range to compare"
    top = max(ranged, key=lambda label: ranged[label].low or 0.0)
    bottom = min(ranged, key=lambda label: ranged[label].high or 0.0)
    others = [s for label, s in ranged.items() if label != top]
    if all(surely_above(ranged[top].low or 0.0, other.high or 0.0) for other in others):
        return f"{top} is surely the highest"
    others = [s for label, s in ranged.items() if label != bottom]
    if all(surely_above(other.low or 0.0, ranged[bottom].high or 0.0) for other in others):
        return f"{bottom} is surely the lowest"
    if surely_above(ranged[top].low or 0.0, ranged[bottom].high or 0.0):
        return f"{top} is surely above {bottom}"
    return "the themes cannot be put in order, as their ranges overlap"


def _highest_median(middles: Mapping[str, float]) -> str:
    if len(middles) < 2:
        return "not enough themes with a score to compare"
    top, bottom = max(middles, key=middles.__getitem__), min(middles, key=middles.__getitem__)
    if middles[top] - middles[bottom] <= SAME:
        return f"the median is {fixed(middles[top])}% in every theme"
    return f"medians run from {fixed(middles[bottom])}% ({bottom}) to {fixed(middles[top])}% ({top})"


def _labels(comparison: Comparison, keys: Iterable[str]) -> dict[str, str]:
    """Names for a chart, no two alike."""
    taken: Counter[str] = Counter()
    found = {}
    for key in keys:
        name = comparison.departments[key].name
        taken[name] += 1
        found[key] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return found
