"""Where a department or a round stands: in all, and by theme."""

from collections import Counter
from collections.abc import Iterable, Mapping

from maturity.assessment.answer import State
from maturity.briefing import themes as by_theme
from maturity.briefing import whose
from maturity.briefing.doubts import doubts
from maturity.briefing.facts import Facts
from maturity.briefing.shown_as import figure_words as shown_as
from maturity.briefing.shown_as import shown_alike
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
from maturity.scoring.compare import Comparison, View, surely_above
from maturity.scoring.score import Score
from maturity.slides.range_chart import figures, ranges
from maturity.slides.slide import Chart, Series, Slide, sheets

MOST_DEPARTMENTS = 8
"""Shown in one chart: three bars each, which can still be read from the back of a room."""
MOST_THEMES = 6


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
            *not_shown(facts.comparison),
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
            *not_shown(facts.comparison),
            *by_theme.instead_of_a_score(facts.comparison),
            *others,
            *carried(facts),
            *([] if by_theme.lead(comparison) else [with_a_score(comparison)]),
            *(doubt.sentence for doubt in doubts(facts)),
            *part,
            *facts.house,
        ],
        source=sheets("Scores", "Summary", *_said(facts)),
        shows=ranges(
            "Score by department, with its range",
            {names[key]: every[key] for key in shown},
            shown_as(comparison.framework),
        )
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
    groups = {theme.label: theme.id for theme in facts.framework.themes}
    return Slide(
        title=f"By theme: {_by(comparison)}{_ends(scores)}",
        sentences=[
            f"{label}: {stands(facts.framework, score, groups[label])}." for label, score in scores.items()
        ][:MOST_THEMES],
        source=sheets("By theme"),
        shows=ranges("Score by theme, with its range", scores, shown_alike(facts.framework, groups.values())),
    )


def _by(comparison: Comparison) -> str:
    """Whose word orders the themes, where an auditor found otherwise than was answered."""
    if not comparison.overturned:
        return ""
    return "by the answers, " if comparison.view is View.SELF else "with auditors' findings, "


def _themes_of_many(facts: Facts) -> Slide:
    comparison = facts.comparison
    scored = {theme.label: by_theme.known_well(comparison, theme.id) for theme in facts.framework.themes}
    spreads = {label: by_theme.ends_and_median(scores) for label, scores in scored.items()}
    as_shown = shown_alike(facts.framework, [theme.id for theme in facts.framework.themes])
    told = [by_theme.spread_in_words(comparison, each) for each in facts.framework.themes]
    return Slide(
        title=f"By theme: {by_theme.run_of_medians(comparison, by_theme.medians(comparison))}",
        sentences=told[:MOST_THEMES],
        source=sheets("Theme profile", "By theme"),
        shows=Chart(
            title="Departments' scores by theme",
            says="Three bars for each theme, the lowest, the median and the highest score: "
            + "; ".join(f"{label} {figures(*spread, as_shown=as_shown)}" for label, spread in spreads.items())
            + ".",
            categories=list(spreads),
            series=[
                Series(name, as_shown.series(spread[place] for spread in spreads.values()), colour)
                for place, (name, colour) in enumerate(
                    [("Lowest score", RAMP[1]), ("Median score", RAMP[3]), ("Highest score", RAMP[4])]
                )
            ],
            axis=as_shown.axis,
            highest=as_shown.highest,
        ),
    )


def _levels(comparison: Comparison, key: str) -> dict[str, int]:
    """How many statements a department has at each level (where all share a scale), and in each state."""
    framework = comparison.framework
    said = [comparison.judgement(key, statement.id) for statement in framework.statements]
    scales = {statement.scale or framework.scale for statement in framework.statements}
    if len(scales) == 1:
        scale = framework.scales[next(iter(scales))]
        counted = {level.numbered: sum(each.level == level.value for each in said) for level in scale.levels}
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


def _labels(comparison: Comparison, keys: Iterable[str]) -> dict[str, str]:
    """Names for a chart, no two alike."""
    taken: Counter[str] = Counter()
    found = {}
    for key in keys:
        name = comparison.departments[key].name
        taken[name] += 1
        found[key] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return found
