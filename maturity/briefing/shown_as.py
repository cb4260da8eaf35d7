"""Figures as the framework shows them: in per cent, as a level (“2.6 of 5”; “2 of 5, Managed” where it is always one),
or in points (“1.9 of 3”).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from maturity.framework.groups import groups_of, is_a_level, scale_shown, tier_at, tops
from maturity.framework.model import Combine, FigureUnit, Framework
from maturity.scoring.bridge import signed
from maturity.scoring.score import Score
from maturity.wording import fixed


@dataclass(frozen=True)
class FigureWords:
    """How figures that are kept in per cent read: out of what, and what one of them is called."""

    of: float | None = None  # None: of a hundred, as per cent
    unit: FigureUnit = FigureUnit.PERCENT
    always_a_level: bool = False

    def figure(self, percent: float) -> float:
        """“2.6” of a level, as a number."""
        return percent if self.of is None else percent * self.of / 100

    def number(self, percent: float) -> str:
        """“61.4”, “2.6”; “2” where a figure that is always a level of its scale has come to one."""
        figure = self.figure(percent)
        whole = self.always_a_level and abs(figure - round(figure)) < SAME
        return f"{figure:.0f}" if whole else fixed(figure)

    def words(self, percent: float) -> str:
        """“61.4%”, “2.6 of 5”."""
        return f"{self.number(percent)}{self.out_of}"

    def run(self, low: float, high: float) -> str:
        """“37.5 to 76.4%”, “1.9 to 3.8 of 5”."""
        return f"{self.number(low)} to {self.number(high)}{self.out_of}"

    def change(self, points: float) -> str:
        """“4.2 points”, “0.2 levels”, without its sign."""
        return f"{self.signed(points).lstrip('+−')} {self.nouns}"

    @property
    def nouns(self) -> str:
        """What a change is counted in."""
        return "levels" if self.unit is FigureUnit.LEVEL else "points"

    def signed(self, points: float) -> str:
        """“+4.2”; “−0.20” of a level or of few points, of which a tenth is much."""
        if self.of is None or self.of > MANY:
            return signed(self.figure(points))
        size = f"{abs(self.figure(points)):.2f}"
        return size if size == "0.00" else f"{'+' if points > 0 else '−'}{size}"

    def moved(self, points: float) -> bool:
        """Whether a change reads as one."""
        return abs(self.figure(points)) >= (SHOWN if self.of is None or self.of > MANY else SHOWN / 10)

    def same(self, one: float, other: float) -> bool:
        """Whether two figures read alike."""
        return self.number(one) == self.number(other)

    @property
    def axis(self) -> str:
        """What stands on an axis of them: “Per cent”, “Level, of 5”."""
        return "Per cent" if self.of is None else f"{self.heading[0].upper()}{self.heading[1:]}"

    @property
    def highest(self) -> float:
        """The end of an axis of them."""
        return self.of or 100

    def series(self, figures: Iterable[float | None]) -> list[float | None]:
        """Figures in a picture that has its axis in them."""
        return [None if each is None else self.figure(each) for each in figures]

    @property
    def out_of(self) -> str:
        """What follows a number: “%”, “ of 5”."""
        return "%" if self.of is None else f" of {self.of:g}"

    @property
    def heading(self) -> str:
        """What stands beside the name of a column, or on an axis: “%”, “level, of 5”, “points, of 3”."""
        return (
            "%"
            if self.of is None
            else f"{self.unit if self.unit is FigureUnit.LEVEL else 'points'}, of {self.of:g}"
        )

    def titled(self, name: str) -> str:
        """The heading of a column of them: “Score %”, “Score, of 5”."""
        return f"{name} %" if self.of is None else f"{name}, of {self.of:g}"


PER_CENT = FigureWords()


def figure_words(framework: Framework | None, group: str | None = None) -> FigureWords:
    """How the framework shows the figure of a group, or of None that over all; per cent where there is none."""
    if framework is None or framework.scoring.shown_as.unit is FigureUnit.PERCENT:
        return PER_CENT
    unit = framework.scoring.shown_as.unit
    level = unit is FigureUnit.LEVEL and is_a_level(framework, group)
    return FigureWords(highest(framework, group), unit, level)


def shown_alike(framework: Framework, groups: Iterable[str | None]) -> FigureWords:
    """How figures of several groups read beside each other: per cent, where they are not out of the same."""
    found = {figure_words(framework, group) for group in groups}
    return found.pop() if len(found) == 1 else PER_CENT


def figure_in_words(framework: Framework, percent: float, group: str | None = None) -> str:
    """“61.4%”, “2.6 of 5”, “1.9 of 3”: of a group, or over all; with the level's name where it always is one."""
    name = _name(framework, percent, group)
    return figure_words(framework, group).words(percent) + (f", {name}" if name else "")


def run_in_words(framework: Framework, low: float, high: float, group: str | None = None) -> str:
    """“37.5 to 76.4%”, “1.9 to 3.8 of 5”."""
    return figure_words(framework, group).run(low, high)


def score_with_range(framework: Framework, score: Score, group: str | None = None) -> str:
    """“2.6 of 5 (1.9 to 3.8)”; that there is no score, where there is none."""
    if score.low is None or score.high is None:
        return "Does not apply" if not score.statements else "No figure"
    as_shown = figure_words(framework, group)
    run = f"{as_shown.number(score.low)} to {as_shown.number(score.high)}"
    if score.score is None:
        return f"Not known ({run})"
    told = figure_in_words(framework, score.score, group)
    return told if score.high - score.low < 0.05 else f"{told} ({run})"


def score_in_a_cell(framework: Framework | None, score: Score, group: str | None = None) -> str:
    """As Score.words, as the framework shows figures: “2.6 (1.9 to 3.8), 11 of 18”; the unit stands at the head."""
    as_shown = figure_words(framework, group)
    if score.low is None or score.high is None:
        return score.words
    figure = "No score" if score.score is None else as_shown.number(score.score)
    asked = f", {score.asked_in_words}" if score.not_asked else ""
    run = f"{as_shown.number(score.low)} to {as_shown.number(score.high)}"
    return f"{figure} ({run}), {score.with_level} of {score.statements}{asked}"


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


def _name(framework: Framework, percent: float, group: str | None) -> str | None:
    """What the level is called that a figure has come to, where it always is one."""
    if framework.scoring.shown_as.unit is not FigureUnit.LEVEL or not is_a_level(framework, group):
        return None
    scale = scale_shown(framework, group)
    return next(
        (each.name for each in scale.levels if abs(100 * scale.worth(each.value) - percent) < SAME), None
    )


SHOWN = 0.05
"""Points. Less than this reads as 0.0."""
MANY = 20
"""What figures are out of; of more a change is told to a tenth."""
SAME = 1e-9
"""Per cent: figures that differ by less are one."""
