"""Scores with their range and coverage. A house method: see the framework file for whose method it is.

    score    = Σ weight × worth ÷ Σ weight, over statements with a level, in per cent
    low      = the same with every unknown (not answered, not determined) at the lowest level it may be
    high     = the same with every unknown at the highest level it may be: of a checklist, what its items leave possible
    coverage = statements with a level ÷ statements that apply

Not applicable leaves numerator and denominator, and so does what was not asked, which is counted apart. A group with
no level has no score, but still a range; a group where nothing applies has neither.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
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
from maturity.framework.model import Framework, Overall
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
            return _with(scores, *_mean_of_themes(levels))
        case Overall.WEAKEST:
            return _with(scores, *_weakest(levels))
        case Overall.NONE:
            none = np.full(len(levels), np.nan)
            return _with(scores, none, none, none)


def _with(scores: Scores[Key], score: Array, low: Array, high: Array) -> Scores[Key]:
    return replace(scores, score=score, low=low, high=high)


def by_theme(levels: Levels) -> Scores[tuple[str, str]]:
    """The score of each department in each theme, by department and theme."""
    themes = [theme.id for theme in levels.framework.themes]
    figures = _means(levels, _columns_of_themes(levels.framework))
    left_out = [_left_out(levels.framework, theme) for theme in themes]
    figures["not_asked"] = figures["not_asked"] + np.array(left_out, dtype=int)
    keys = tuple((department, theme) for department in levels.departments for theme in themes)
    return Scores(keys, **{name: each.ravel() for name, each in figures.items()})


def _left_out(framework: Framework, theme_id: str | None = None) -> int:
    """How many statements of the whole edition, or of a theme in it, this part of it asks of nobody."""
    whole, part = (
        sum(theme_id in (None, theme.id) for theme in each.theme_of.values())
        for each in (framework.whole, framework)
    )
    return whole - part


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


def _cells(levels: Levels) -> _Cells:
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
    known = levels.state == LEVEL
    lowest = np.array([scale.worth(scale.lowest.value) for scale in scales], dtype=float)

    def worth(level: Array) -> Array:
        place = np.where(level == NO_LEVEL, len(values), np.searchsorted(values, level))
        found: Array = worths[np.arange(len(scales)), place]
        return found

    low, high = worth(levels.low), worth(levels.high)
    return _Cells(
        weight=np.array([statement.weight for statement in framework.statements], dtype=float),
        worth=worth(np.where(known, levels.level, NO_LEVEL)),
        lowest=np.where(np.isnan(low), lowest, low),
        highest=np.where(np.isnan(high), 1.0, high),
        known=known,
        unknown=(levels.state == UNANSWERED) | (levels.state == UNDETERMINED) | (levels.state == HIDDEN),
    )


def _means(levels: Levels, groups: Sequence[Sequence[int]]) -> dict[str, Array]:
    """The figures and counts of departments × groups of columns, as the columns of Scores are named."""
    cells = _cells(levels)
    state, weight = levels.state, np.broadcast_to(cells.weight, levels.state.shape)
    applies = cells.known | cells.unknown

    def sums(values: Array) -> Array:
        # Row by row, so that a figure does not depend on which departments stand beside it.
        each = [values.take(np.asarray(group, dtype=np.intp), axis=1).sum(axis=1) for group in groups]
        return np.stack(each, axis=1)

    earned = sums(np.where(cells.known, weight * np.nan_to_num(cells.worth), 0.0))
    least = sums(np.where(cells.unknown, weight * cells.lowest, 0.0))
    most = sums(np.where(cells.unknown, weight * cells.highest, 0.0))
    known, apply = sums(np.where(cells.known, weight, 0.0)), sums(np.where(applies, weight, 0.0))
    # 0 ÷ 0 is missing, never zero: nothing known, no score; nothing applies, no range either.
    with np.errstate(invalid="ignore"):
        figures = {
            "score": 100 * earned / known,
            "low": 100 * (earned + least) / apply,
            "high": 100 * (earned + most) / apply,
        }
    return figures | {
        "statements": sums(applies.astype(int)),
        "with_level": sums(cells.known.astype(int)),
        "not_determined": sums((state == UNDETERMINED).astype(int)),
        "not_answered": sums(((state == UNANSWERED) | (state == HIDDEN)).astype(int)),
        "not_applicable": sums((state == INAPPLICABLE).astype(int)),
        "not_asked": sums((state == UNASKED).astype(int)),
    }


def _mean_of_themes(levels: Levels) -> tuple[Array, Array, Array]:
    figures = _means(levels, _columns_of_themes(levels.framework))
    weight = np.array([theme.weight for theme in levels.framework.themes], dtype=float)

    def mean(values: Array) -> Array:
        there = ~np.isnan(values)
        weights = np.where(there, weight, 0.0).sum(axis=1)
        with np.errstate(invalid="ignore"):
            means: Array = np.where(there, values * weight, 0.0).sum(axis=1) / weights
        return means

    return mean(figures["score"]), mean(figures["low"]), mean(figures["high"])


def _weakest(levels: Levels) -> tuple[Array, Array, Array]:
    cells = _cells(levels)

    def least(worth: Array) -> Array:
        found = np.where(np.isnan(worth), np.inf, worth).min(axis=1, initial=np.inf)
        return np.where(np.isinf(found), np.nan, 100 * found)

    return (
        least(cells.worth),
        least(np.where(cells.unknown, cells.lowest, cells.worth)),
        least(np.where(cells.unknown, cells.highest, cells.worth)),
    )
