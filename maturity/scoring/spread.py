"""How many departments stand where on each statement: never only a mean."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from maturity.assessment.answer import State
from maturity.assessment.levels import CODES, HIDDEN, UNASKED
from maturity.framework.model import Scale, Statement
from maturity.scoring.compare import Comparison, surely_above

STATES = [State.NOT_DETERMINED, State.NOT_ANSWERED, State.NOT_APPLICABLE]
"""The states that are told of every statement; those of which it was not asked are only counted apart."""


@dataclass(frozen=True)
class Spread:
    """Departments on one statement: how many at each level of its scale, lowest first, and in each state."""

    statement: Statement
    levels: dict[int, int]
    states: dict[State, int]
    bar: int  # the level that those below it fall short of: see Framework.bar_of
    scale: Scale
    not_asked: int = 0  # departments

    @property
    def short(self) -> int:
        """How many are known to be below the bar; none where levels are kinds."""
        return sum(number for level, number in self.levels.items() if level < self.bar)

    @property
    def share(self) -> float:
        """The share of those known that are short, 0 to 1; 0 where nobody's level is known."""
        return self.short / self.known if self.known else 0.0

    @property
    def shares(self) -> tuple[float, float]:
        """The least and the most that the share could be of all whom it applies to, however the unknown fall."""
        if not self.applies:
            return 0.0, 0.0
        return self.short / self.applies, (self.short + self.unknown) / self.applies

    @property
    def distance(self) -> float:
        """How far those known are from the top on average, in shares of the scale."""
        if not self.known or not self.scale.ordered:
            return 0.0
        gone = sum(number * self.scale.worth(level) for level, number in self.levels.items())
        return self.scale.most - gone / self.known

    @property
    def place(self) -> float:
        """By what statements are ranked, the highest first: the share that is short, and then the distance to the top.

        Two shares of fewer than a thousand departments differ by more than a millionth, so that no distance makes up
        for one.
        """
        return round(1e6 * self.share + self.distance, 6)

    @property
    def lowest(self) -> int:
        """How many are at the lowest level."""
        return self.levels[min(self.levels)]

    @property
    def known(self) -> int:
        return sum(self.levels.values())

    @property
    def unknown(self) -> int:
        """How many have not answered, or could not determine it."""
        return self.states[State.NOT_DETERMINED] + self.states[State.NOT_ANSWERED]

    @property
    def applies(self) -> int:
        return self.known + self.unknown


def spreads(comparison: Comparison) -> list[Spread]:
    """The spread of every statement, in the framework's order."""
    levels, found = comparison.levels, []
    for column, statement in enumerate(comparison.framework.statements):
        state, level = levels.state[:, column], levels.level[:, column]
        states = np.bincount(state, minlength=UNASKED + 1).tolist()
        states[CODES[State.NOT_ANSWERED]] += states[HIDDEN]  # what is hidden counts as unknown
        found.append(
            Spread(
                statement,
                levels={
                    value: int((level == value).sum())
                    for value in comparison.framework.scale_of(statement).by_value
                },
                states={state: states[CODES[state]] for state in STATES},
                bar=comparison.framework.bar_of(statement),
                not_asked=states[UNASKED],
                scale=comparison.framework.scale_of(statement),
            )
        )
    return found


def shortest(found: Sequence[Spread]) -> list[Spread]:
    """The statements that departments fall short on or are not at the top of, by `place`, equals in its order.

    What nobody knows neither raises a statement nor lowers it: shares are of those known.
    """
    return sorted((each for each in found if each.place), key=lambda each: -each.place)


def ranked_alike(ranked: Sequence[Spread]) -> list[Spread]:
    """Those that share the first place."""
    return [each for each in ranked if each.place == ranked[0].place]


def place_of(spread: Spread, ranked: Sequence[Spread]) -> int:
    """1 for those that stand out most; equals share a place."""
    return 1 + sum(other.place > spread.place for other in ranked)


def lowest_themes(comparison: Comparison) -> Counter[str]:
    """For how many departments each theme (by id) is surely the lowest: only where their ranges bear it."""
    surely: Counter[str] = Counter()
    themes = comparison.framework.themes
    for department in comparison.departments:
        scores = {theme.id: comparison.theme_scores[department, theme.id] for theme in themes}
        ranged = {
            key: (each.low, each.high)
            for key, each in scores.items()
            if each.low is not None and each.high is not None
        }
        for key, (_, high) in ranged.items():
            others = [low for other, (low, _) in ranged.items() if other != key]
            if others and surely_above(min(others), high):
                surely[key] += 1
    return surely
