"""What is told of the groups of a framework: every theme and topic, and where a second grouping meets them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from maturity.assessment.levels import LEVEL
from maturity.briefing.shown_as import figure_in_words, run_in_words, score_with_range
from maturity.briefing.themes import enough
from maturity.framework.groups import groups_of, has_topics, kind_of, tier_at
from maturity.framework.model import Combine, Facet, FigureUnit, Framework, Theme
from maturity.scoring.compare import Comparison
from maturity.scoring.groups import Matrix
from maturity.scoring.score import Score
from maturity.wording import counted, listed

NO_STATEMENTS = "No statements here"
"""Of a cell that the framework asks nothing in: another thing than one that nobody has answered."""
NO_LEVELS_YET = "No level yet"
"""Of a group whose levels are counted, and have no figure."""


MOST_NAMES = 7
"""Levels whose answers are counted by name: of more, on several scales, there is no order, and no sentence."""


@dataclass(frozen=True)
class GroupTold:
    """A group with what is told of it: of one department its figure, of several the median and the ends."""

    id: str
    kind: str  # Theme, Topic, or as the file calls the tier
    label: str
    depth: int
    figure: str
    spread: str  # of one department how much is known; of several from the lowest to the highest
    known: str


@dataclass(frozen=True)
class MatrixTold:
    """A matrix in words: a row a group, a cell a value of the facet, with how many statements it holds."""

    facet: Facet
    rows: tuple[tuple[GroupTold, tuple[str, ...]], ...]
    below: tuple[str, ...]  # each value over all groups


def has_groups(framework: Framework) -> bool:
    """Whether there is more to tell than themes."""
    return has_topics(framework) or bool(framework.scored_facets) or bool(framework.scoring.tiers)


def groups_told(comparison: Comparison) -> list[GroupTold]:
    """Every theme and topic, each before what lies in it."""
    framework, found = comparison.framework, []
    for group in groups_of(framework):
        scores = [comparison.group_scores[key, group.id] for key in comparison.departments]
        tier = tier_at(framework, group.depth)
        without = tier is not None and tier.method is Combine.NONE
        figure, spread = (
            (counts_in_words(comparison, group.columns), "")
            if without
            else _told(comparison, scores, group.id)
        )
        found.append(
            GroupTold(
                id=group.id,
                kind=kind_of(framework, group.depth),
                label=group.label,
                depth=group.depth,
                figure=figure,
                spread=spread,
                known=_known(scores),
            )
        )
    return found


def score_and_known(comparison: Comparison, key: str, theme: Theme | None = None) -> str:
    """A department's score, over all or in a theme, as the framework shows it, with its range and how much is known; or
    how many of its answers are at each level, where there is none.
    """
    framework, group = comparison.framework, theme.id if theme else None
    score = comparison.theme_scores[key, group] if group else comparison.scores[key]
    if framework.scoring.shown_as.unit is FigureUnit.PERCENT and score.low is not None:
        return score.words
    told = score_with_range(framework, score, group)
    columns = [
        column
        for column, each in enumerate(framework.statements)
        if theme is None or framework.theme_of[each.id].id == theme.id
    ]
    if not any(framework.scale_of(framework.statements[column]).ordered for column in columns):
        return counts_in_words(comparison, columns, [key])
    if score.low is None and score.statements:
        told = counts_in_words(comparison, columns, [key])
    asked = f", {score.asked_in_words}" if score.not_asked else ""
    return f"{told}, {score.with_level} of {score.statements}{asked}"


def counts_in_words(
    comparison: Comparison, columns: Sequence[int], departments: Sequence[str] | None = None
) -> str:
    """“Achieved 3, Partly achieved 4 and Not achieved 1”: answers of some departments (or all) on some statements, at
    each level by its name, the best first.
    """
    framework, levels = comparison.framework, comparison.levels
    rows = [levels.rows[key] for key in (levels.departments if departments is None else departments)]
    found: Counter[str] = Counter()
    worth: dict[str, float] = {}
    scales = [framework.scale_of(framework.statements[column]) for column in columns]
    for column, scale in zip(columns, scales, strict=True):
        there = [levels.level[row, column] for row in rows if levels.state[row, column] == LEVEL]
        for level in scale.levels:
            worth.setdefault(level.name, scale.worth(level.value) if scale.ordered else 0.0)
            found[level.name] += there.count(level.value)
    if not found.total():
        return NO_LEVELS_YET
    if len(worth) > MOST_NAMES:
        several = ", on several scales" if any(each != scales[0] for each in scales) else ""
        return f"{counted(found.total(), 'answer')} with a level{several}"
    return listed([f"{name} {found[name]}" for name in sorted(worth, key=lambda each: -worth[each])])


def matrix_told(comparison: Comparison, facet: Facet) -> MatrixTold:
    """Where the groups and the values of a facet meet."""
    found = comparison.matrix_of(facet)
    told = groups_told(comparison)
    rows = tuple(
        (group, tuple(_cell(comparison, found, group.id, value.id) for value in facet.values))
        for group in told
    )
    below = tuple(_below(comparison, found, value.id) for value in facet.values)
    return MatrixTold(facet, rows, below)


def values_in_words(comparison: Comparison, facet: Facet) -> str:
    """How the values of a facet stand: “By theme: from 2.1 of 5 (Tools) to 3.4 of 5 (Uses)”, medians of several."""
    found, figures = comparison.matrix_of(facet), dict[str, float]()
    for value in facet.values:
        scores = [
            found.values[key, value.id] for key in comparison.departments if (key, value.id) in found.values
        ]
        if known := [each.score for each in scores if each.score is not None and enough(comparison, each)]:
            figures[value.label] = median(known)
    by = f"By {facet.label.lower()}"
    if not figures:
        return f"{by}: too little is known"
    low, high = min(figures, key=figures.__getitem__), max(figures, key=figures.__getitem__)
    of = "medians run " if len(comparison.departments) > 1 else ""
    least, most = (figure_in_words(comparison.framework, figures[each], None) for each in (low, high))
    if least == most:
        return f"{by}: {least} in each"
    return f"{by}: {of}from {least} ({low}) to {most} ({high})"


def _below(comparison: Comparison, found: Matrix, value: str) -> str:
    """The same of a value over all groups."""
    count = len(comparison.framework.within(f"{found.facet.id}/{value}"))
    if not count:
        return NO_STATEMENTS
    scores = [found.values[key, value] for key in comparison.departments]
    return f"{_figure(comparison, scores, None)} · {count}"


def _cell(comparison: Comparison, found: Matrix, group: str, value: str) -> str:
    """“2.6 of 5 · 3”: the figure, and of how many statements it is."""
    count = found.counts[group, value]
    if not count:
        return NO_STATEMENTS
    scores = [found.cells[key, group, value] for key in comparison.departments]
    return f"{_figure(comparison, scores, None)} · {count}"


def _figure(comparison: Comparison, scores: Sequence[Score], group: str | None) -> str:
    return _told(comparison, scores, group)[0]


def _told(comparison: Comparison, scores: Sequence[Score], group: str | None) -> tuple[str, str]:
    """The figure of one with its range, or the median of those known well enough and the ends."""
    framework = comparison.framework
    if len(scores) == 1:
        return score_with_range(framework, scores[0], group), ""
    known = [each.score for each in scores if each.score is not None and enough(comparison, each)]
    if not known:
        return "Too little known", ""
    run = run_in_words(framework, min(known), max(known), group)
    return figure_in_words(framework, median(known), group), f"{run}, of {len(known)}"


def _known(scores: Sequence[Score]) -> str:
    """“11 of 18”: statements with a level, of those that apply, of all departments together."""
    return f"{sum(each.with_level for each in scores)} of {sum(each.statements for each in scores)}"
