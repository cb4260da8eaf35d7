"""Scores with their range and coverage. A house method: see the framework file for whose method it is.

    score    = Σ weight × worth ÷ Σ weight, over statements with a level, in per cent
    low      = the same with every unknown (not answered, not determined) at the lowest level it may be
    high     = the same with every unknown at the highest level it may be: of a checklist, what its items leave possible
    coverage = statements with a level ÷ statements that apply

Not applicable leaves numerator and denominator, and so does what was not asked, which is counted apart. Statements
whose levels are kinds are described: they are in no figure and no count here. A group with
no level has no score, but still a range; a group where nothing applies has neither.

Where a file has tiers, a group's figure is made of the figures of what lies in it, by the method of its tier, and all
three ends are made alike: the mean by weights; the weakest, which is the least; or the sum. A sum counts what is not
known at its lowest, as it tells how much is surely there, and so does a stage (see scoring.stages). Figures are kept in
per cent of what they are out of. They never stand outside their range: where statements differ in what is possible, a
score that what is unknown could not bring about is brought to the end of the range.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import product
from typing import Generic, TypeVar

import numpy as np

from maturity.assessment.levels import (
    HIDDEN,
    INAPPLICABLE,
    LEVEL,
    NO_LEVEL,
    UNANSWERED,
    UNASKED,
    UNDETERMINED,
    Array,
    Levels,
)
from maturity.framework.groups import Group, groups_of, scored_in, tops
from maturity.framework.model import Combine, Framework, Overall, Theme
from maturity.scoring.stages import stage_reached
from maturity.wording import fixed

SAME_COUNT = 1e-9
"""Statements. A share of them that comes to a whole number but for its last bits is that number."""
Key = TypeVar("Key")


@dataclass(frozen=True)
class Score:
    """One score with all that must be shown beside it; in per cent, unrounded. None where there is none."""

    score: float | None
    low: float | None
    high: float | None
    statements: int  # that apply
    with_level: int
    not_determined: int
    not_answered: int
    not_applicable: int
    not_asked: int = 0  # of the whole edition, or of the theme in it

    @property
    def asked(self) -> int:
        """How many statements were asked, whether they apply or not."""
        return self.statements + self.not_applicable

    @property
    def whole(self) -> int:
        """How many there are in the whole edition, or in the theme."""
        return self.asked + self.not_asked

    @property
    def asked_in_words(self) -> str:
        """“asked 31 of 97”; nothing where everything was asked."""
        return f"asked {self.asked} of {self.whole}" if self.not_asked else ""

    @property
    def coverage(self) -> float | None:
        """Per cent of the statements that apply; None where nothing applies."""
        return 100 * self.with_level / self.statements if self.statements else None

    def lacking(self, least_known: float) -> int:
        """How many more statements need a level until the share of what applies that is known is `least_known`."""
        needed = math.ceil(least_known * self.statements - SAME_COUNT)
        return max(0, needed - self.with_level)

    @property
    def words(self) -> str:
        """As it reads everywhere: “61.4 (37.5 to 76.4), 11 of 18”; with “, asked 20 of 97” where not all was asked."""
        if self.low is None or self.high is None:
            return "Not asked" if self.not_asked and not self.asked else "No score"
        score = "No score" if self.score is None else f"{fixed(self.score)}"
        asked = f", {self.asked_in_words}" if self.not_asked else ""
        return f"{score} ({fixed(self.low)} to {fixed(self.high)}), {self.with_level} of {self.statements}{asked}"


@dataclass(frozen=True, eq=False)
class Scores(Mapping[Key, Score], Generic[Key]):
    """Scores as arrays, one place a key (a department, or a department and a group), in per cent, unrounded.

    NaN where there is none. Read as a mapping it gives each as a Score.
    """

    keys_: tuple[Key, ...]
    score: Array
    low: Array
    high: Array
    statements: Array  # that apply
    with_level: Array
    not_determined: Array
    not_answered: Array
    not_applicable: Array
    not_asked: Array

    @cached_property
    def places(self) -> dict[Key, int]:
        return {key: place for place, key in enumerate(self.keys_)}

    @cached_property
    def ranged(self) -> Array:
        """Which have a range."""
        there: Array = ~(np.isnan(self.low) | np.isnan(self.high))
        return there

    def lacking(self, least_known: float) -> Array:
        """As Score.lacking, of each."""
        needed = np.ceil(least_known * self.statements - SAME_COUNT).astype(int)
        lacking: Array = np.maximum(0, needed - self.with_level)
        return lacking

    def of(self, keys: Sequence[Key]) -> "Scores[Key]":
        """Some of them, in that order."""
        places = np.array([self.places[key] for key in keys], dtype=np.intp)
        arrays = {
            each.name: getattr(self, each.name)[places] for each in fields(self) if each.name != "keys_"
        }
        return Scores(tuple(keys), **arrays)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.keys_)

    def __len__(self) -> int:
        return len(self.keys_)

    def __contains__(self, key: object) -> bool:
        return key in self.places

    def __getitem__(self, key: Key) -> Score:
        if key not in self._read:
            place = self.places[key]
            self._read[key] = Score(
                score=_figure(self.score[place]),
                low=_figure(self.low[place]),
                high=_figure(self.high[place]),
                statements=int(self.statements[place]),
                with_level=int(self.with_level[place]),
                not_determined=int(self.not_determined[place]),
                not_answered=int(self.not_answered[place]),
                not_applicable=int(self.not_applicable[place]),
                not_asked=int(self.not_asked[place]),
            )
        return self._read[key]

    def in_order(self) -> list[Score]:
        """Each as a Score, all made in one go."""
        figures = [
            [None if each != each else each for each in column.tolist()]
            for column in (self.score, self.low, self.high)
        ]
        counts = [getattr(self, each.name).tolist() for each in fields(self)[4:]]
        return [Score(*each) for each in zip(*figures, *counts, strict=True)]

    @cached_property
    def _read(self) -> dict[Key, Score]:
        return {}


def _figure(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def by_department(levels: Levels) -> Scores[str]:
    """The overall score of each department, in the order of the levels.

    With `overall: none` in the framework there are counts but no score.
    """
    framework = levels.framework
    figures = _means(levels, [range(len(framework.statements))])
    figures["not_asked"] = figures["not_asked"] + _left_out(framework)
    scores = Scores(levels.departments, **{name: each[:, 0] for name, each in figures.items()})
    match framework.scoring.overall:
        case Overall.STATEMENT_MEAN:
            return scores
        case Overall.THEME_MEAN:
            return _with(scores, _of_themes(levels, Combine.MEAN))
        case Overall.THEME_SUM:
            return _with(scores, _of_themes(levels, Combine.SUM))
        case Overall.THEME_WEAKEST:
            return _with(scores, _of_themes(levels, Combine.WEAKEST))
        case Overall.WEAKEST:
            return _with(scores, combined(levels, Combine.WEAKEST, _statements(levels)))
        case Overall.STAGED:
            return _with(scores, Part(1.0, *stage_reached(levels, range(len(framework.statements)))))
        case Overall.NONE:
            return _with(scores, Part.none(len(levels)))


def _with(scores: Scores[Key], part: "Part") -> Scores[Key]:
    return replace(scores, score=part.score, low=part.low, high=part.high)


def by_theme(levels: Levels) -> Scores[tuple[str, str]]:
    """The score of each department in each theme, by department and theme."""
    themes = {theme.id for theme in levels.framework.themes}
    return by_group(levels, [each for each in groups_of(levels.framework) if each.id in themes])


def by_group(levels: Levels, groups: Sequence[Group]) -> Scores[tuple[str, str]]:
    """The score of each department in each of some themes and topics, by department and group."""
    scores = by_columns(levels, {each.id: each.columns for each in groups})
    left_out = [_left_out(levels.framework, each) for each in groups]
    scores = replace(scores, not_asked=scores.not_asked + np.tile(np.array(left_out, dtype=int), len(levels)))
    if not levels.framework.scoring.tiers or not groups:
        return scores
    parts = _parts(levels)
    three = (
        np.stack([getattr(parts[each.id], name) for each in groups], axis=1).ravel()
        for name in ("score", "low", "high")
    )
    return _with(scores, Part(1.0, *three))


def _left_out(framework: Framework, group: Group | None = None) -> int:
    """How many statements of the whole edition, or of a group in it, this part of it asks of nobody."""
    if framework.whole is framework:
        return 0
    if group is None:
        return len(framework.whole.scored) - len(framework.scored)
    (whole,) = (each for each in groups_of(framework.whole) if each.id == group.id)
    return scored_in(framework.whole, whole) - scored_in(framework, group)


def by_columns(levels: Levels, columns: Mapping[Key, Sequence[int]]) -> Scores[tuple[str, Key]]:
    """The weighted mean over the statements in some columns, by department and the name of the columns."""
    keys = tuple(product(levels.departments, columns))
    figures = _means(levels, list(columns.values()))
    return Scores(keys, **{name: each.ravel() for name, each in figures.items()})


@dataclass(frozen=True)
class Part:
    """Figures of all departments, in per cent of what they are out of, NaN where there is none; and with what weight
    they count in what they lie in: their own × what they are out of.
    """

    weight: float
    score: Array
    low: Array
    high: Array

    @classmethod
    def none(cls, departments: int) -> "Part":
        nothing = np.full(departments, np.nan)
        return cls(1.0, nothing, nothing, nothing)


def combined(levels: Levels, method: Combine, parts: Sequence[Part], weight: float = 1.0) -> Part:
    """Parts made one; those without a range do not apply and count nowhere."""
    weights = np.array([each.weight for each in parts], dtype=float)
    score, low, high = (
        np.stack([getattr(each, name) for each in parts], axis=1) for name in ("score", "low", "high")
    )
    if method is Combine.SUM:  # what is not known is surely there at its lowest
        known = (~np.isnan(score)).any(axis=1, keepdims=True)
        score = np.where(known & np.isnan(score), low, score)
    one = _weakest_of if method is Combine.WEAKEST else _mean_of
    found = [one(each, weights) for each in (score, low, high)]
    return Part(weight, _within(levels, found[0], found[1], found[2]), found[1], found[2])


def _mean_of(values: Array, weights: Array) -> Array:
    there = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        means: Array = np.where(there, values * weights, 0.0).sum(axis=1) / np.where(there, weights, 0.0).sum(
            axis=1
        )
    return means


def _weakest_of(values: Array, _: Array) -> Array:
    found = np.where(np.isnan(values), np.inf, values).min(axis=1, initial=np.inf)
    least: Array = np.where(np.isinf(found), np.nan, found)
    return least


def _within(levels: Levels, score: Array, low: Array, high: Array) -> Array:
    """Scores no lower and no higher than what is possible: a matter only of statements that differ in that."""
    if levels.framework.one_range and not (levels.low != NO_LEVEL).any():
        return score
    inside: Array = np.where(np.isnan(score), np.nan, np.minimum(np.maximum(score, low), high))
    return inside


def _statements(levels: Levels) -> list[Part]:
    """Each statement as a part."""
    cells = _cells(levels)
    low, high = (
        100 * np.where(cells.known, cells.worth, np.where(cells.unknown, end, np.nan))
        for end in (cells.lowest, cells.highest)
    )
    each = zip(cells.weight.tolist(), (100 * cells.worth).T, low.T, high.T, strict=True)
    return [Part(*part) for part in each]


def _parts(levels: Levels) -> dict[str, Part]:
    """The figures of every theme and topic by its tier's method."""
    framework, of, found = levels.framework, tops(levels.framework.whole), {}
    statements = dict(zip((each.id for each in framework.statements), _statements(levels), strict=True))
    place_of = levels.columns

    def made(theme: Theme, depth: int) -> list[Part]:
        within = [statements[each.id] for each in theme.statements]
        within += [part for topic in theme.topics for part in made(topic, depth + 1)]
        tier = framework.scoring.tiers[depth]
        if tier.method is Combine.NONE:
            found[theme.id] = Part.none(len(levels))
            return within  # what lies above combines what lies below
        if tier.method is Combine.STAGED:
            stages = stage_reached(levels, [place_of[each.id] for each in theme.every_statement()])
            found[theme.id] = Part(theme.weight * of[theme.id], *stages)
        else:
            found[theme.id] = combined(levels, tier.method, within, theme.weight * of[theme.id])
        return [found[theme.id]]

    for theme in framework.themes:
        made(theme, 0)
    return found


def _of_themes(levels: Levels, method: Combine) -> Part:
    framework = levels.framework
    if framework.scoring.tiers:
        parts = _parts(levels)
        return combined(levels, method, [parts[theme.id] for theme in framework.themes])
    figures = _means(levels, _columns_of_themes(framework))
    themes = [
        Part(theme.weight, *(figures[name][:, place] for name in ("score", "low", "high")))
        for place, theme in enumerate(framework.themes)
    ]
    return combined(levels, method, themes)


def _columns_of_themes(framework: Framework) -> list[range]:
    """The columns of each theme's statements: a theme's stand side by side in the framework's order."""
    found, first = [], 0
    for theme in framework.themes:
        last = first + sum(1 for _ in theme.every_statement())
        found.append(range(first, last))
        first = last
    return found


@dataclass(frozen=True)
class _Cells:
    """What each cell of the levels is worth, 0 to 1, before weights; and the ends of what an unknown may be."""

    weight: Array  # a statement
    worth: Array  # a cell; NaN where there is no level
    lowest: Array  # a cell
    highest: Array
    known: Array
    unknown: Array
    state: Array  # a cell, by its code; DESCRIBED where levels are kinds, which count for nothing


DESCRIBED = UNASKED + 1


def _cells(levels: Levels) -> _Cells:
    if "cells" not in levels.worked_out:  # figures in all are asked for, and then those by theme
        levels.worked_out["cells"] = _cells_of(levels)
    found: _Cells = levels.worked_out["cells"]
    return found


def _cells_of(levels: Levels) -> _Cells:
    framework = levels.framework
    scales = [framework.scale_of(statement) for statement in framework.statements]
    values = sorted(
        {value for scale in {id(each): each for each in scales}.values() for value in scale.by_value}
    )
    worths = np.full((len(scales), len(values) + 1), np.nan)
    places = {value: place for place, value in enumerate(values)}
    for row, scale in enumerate(scales):
        for value in scale.by_value:
            worths[row, places[value]] = scale.worth(value)
    state = levels.state
    if framework.described:
        state = np.where([scale.ordered for scale in scales], state, DESCRIBED)
    known = state == LEVEL
    offered = np.array([*values, NO_LEVEL])

    # By how far a level lies above the lowest, its place among the worths; the last is of what is no level here.
    place_of = np.full(values[-1] - values[0] + 2, len(values))
    place_of[offered[:-1] - values[0]] = range(len(values))

    def worth(level: Array) -> Array:
        above = np.where(level == NO_LEVEL, -1, level - values[0])
        above = np.where((above < 0) | (above >= len(place_of)), len(place_of) - 1, above)
        found: Array = worths[np.arange(len(scales)), place_of[above]]
        return found

    def end(level: Array, least_or_most: list[float]) -> Array:
        if not (level != NO_LEVEL).any():
            return np.broadcast_to(least_or_most, level.shape)
        found = worth(level)
        return np.where(np.isnan(found), least_or_most, found)

    return _Cells(
        weight=np.array([statement.weight for statement in framework.statements], dtype=float),
        worth=worth(np.where(known, levels.level, NO_LEVEL)),
        lowest=end(levels.low, [scale.least for scale in scales]),
        highest=end(levels.high, [scale.most for scale in scales]),
        known=known,
        unknown=(state == UNANSWERED) | (state == UNDETERMINED) | (state == HIDDEN),
        state=state,
    )


def _means(levels: Levels, groups: Sequence[Sequence[int]]) -> dict[str, Array]:
    """The figures and counts of departments × groups of columns, as the columns of Scores are named."""
    cells = _cells(levels)
    state, weight = cells.state, np.broadcast_to(cells.weight, cells.state.shape)
    applies = cells.known | cells.unknown

    def sums(values: Array) -> Array:
        # Row by row, so that a figure does not depend on which departments stand beside it.
        each = [values.take(np.asarray(group, dtype=np.intp), axis=1).sum(axis=1) for group in groups]
        return np.stack(each, axis=1)

    lies_in = np.zeros((len(cells.weight), len(groups)))
    for place, group in enumerate(groups):
        lies_in[list(group), place] = 1

    def counts(where: Array) -> Array:
        found: Array = (where.astype(float) @ lies_in).astype(int)  # whole numbers, in whatever order
        return found

    earned = sums(np.where(cells.known, weight * np.nan_to_num(cells.worth), 0.0))
    least = sums(np.where(cells.unknown, weight * cells.lowest, 0.0))
    most = sums(np.where(cells.unknown, weight * cells.highest, 0.0))
    known, apply = sums(np.where(cells.known, weight, 0.0)), sums(np.where(applies, weight, 0.0))
    # 0 ÷ 0 is missing, never zero: nothing known, no score; nothing applies, no range either.
    with np.errstate(invalid="ignore"):
        score, low, high = (
            100 * earned / known,
            100 * (earned + least) / apply,
            100 * (earned + most) / apply,
        )
    return {
        "score": _within(levels, score, low, high),
        "low": low,
        "high": high,
        "statements": counts(applies),
        "with_level": counts(cells.known),
        "not_determined": counts(state == UNDETERMINED),
        "not_answered": counts((state == UNANSWERED) | (state == HIDDEN)),
        "not_applicable": counts(state == INAPPLICABLE),
        "not_asked": counts(state == UNASKED),
    }
