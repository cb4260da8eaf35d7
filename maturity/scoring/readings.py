"""How far a result rests on cells that could defensibly be read otherwise.

A published finding may carry another reading, which may itself be “not determined”. Over every choice between
the two readings of every such cell, a score has a least and a highest value, found here exactly and without
trying all the choices. A mean Σ weight × worth ÷ Σ weight, of which some terms may be left out, is least where no
choice makes Σ weight × (worth - mean) less than nothing, and that sum is chosen cell by cell
(Dinkelbach, On Nonlinear Fractional Programming, Management Science 13, 1967).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from maturity.assessment.answer import NOT_ANSWERED, Judgement
from maturity.assessment.finding import Finding
from maturity.framework.model import Framework, Overall, Scale
from maturity.scoring.compare import Comparison
from maturity.wording import counted, fixed

Worths = tuple[float | None, ...]
"""What a cell may be worth, 0 to 1, by each of its readings; None for a reading that leaves the mean."""

Group = list[tuple[float, Worths]]
"""Cells that are averaged together, each with its weight."""

SAME = 1e-12


@dataclass(frozen=True)
class Readings:
    """A score and its range over every choice of reading, in per cent, unrounded; None where there is none.

    `cells` counts those with another reading. Choices that leave no score count for none of the scores.
    """

    cells: int
    least: float | None
    most: float | None
    low: float | None  # the lowest end of any range
    high: float | None  # the highest end of any range

    @property
    def words(self) -> str:
        """“between 50.0 and 55.6 under other readings of 3 cells”, to follow a score."""
        if not self.cells:
            return "no cell with another reading"
        cells = counted(self.cells, "cell")
        if self.least is None or self.most is None:
            return f"no score under any reading of {cells}"
        return f"between {fixed(self.least)} and {fixed(self.most)} under other readings of {cells}"


def of_comparison(comparison: Comparison) -> dict[str, Readings]:
    """The readings of each department's overall score; of none, where the framework combines in other than the simple
    ways.
    """
    if not comparison.framework.by_formula:
        return {}
    return {
        department: readings(comparison.framework, comparison.judgements[department])
        for department in comparison.departments
    }


def readings(framework: Framework, judgements: Mapping[str, Judgement]) -> Readings:
    """What one department's score and range could be, over every choice between each finding's two readings."""

    def extreme(worth: Callable[[Scale, Judgement], float | None], sign: int) -> float | None:
        groups: list[tuple[float, Group]] = []
        for theme in framework.themes:
            group: Group = []
            for statement in theme.every_statement():
                scale = framework.scale_of(statement)
                worths = tuple(worth(scale, each) for each in _ways(judgements.get(statement.id)))
                # the highest is the least of the opposites
                group.append(
                    (statement.weight, tuple(None if each is None else sign * each for each in worths))
                )
            groups.append((theme.weight, group))
        found = _least(framework.scoring.overall, groups, highest=sign < 0)
        return None if found is None else 100 * sign * found

    asked = {statement.id for statement in framework.statements}
    return Readings(
        cells=sum(len(_ways(each)) > 1 for key, each in judgements.items() if key in asked),
        least=extreme(_score, 1),
        most=extreme(_score, -1),
        low=extreme(_low, 1),
        high=extreme(_high, -1),
    )


def _ways(judgement: Judgement | None) -> list[Judgement]:
    if judgement is None:
        return [NOT_ANSWERED]
    other = judgement.other_reading if isinstance(judgement, Finding) else None
    return [judgement] if other is None or other.same_as(judgement) else [judgement, other]


def _score(scale: Scale, judgement: Judgement) -> float | None:
    return None if judgement.level is None else scale.worth(judgement.level)


def _low(scale: Scale, judgement: Judgement) -> float | None:
    if not judgement.state.counts:
        return None
    return scale.worth(scale.lowest.value if judgement.level is None else judgement.level)


def _high(scale: Scale, judgement: Judgement) -> float | None:
    if not judgement.state.counts:
        return None
    return scale.most if judgement.level is None else scale.worth(judgement.level)


def _least(overall: Overall, groups: list[tuple[float, Group]], *, highest: bool) -> float | None:
    match overall:
        case Overall.STATEMENT_MEAN:
            return least_mean([cell for _, group in groups for cell in group])
        case Overall.THEME_MEAN:
            themes: Group = []
            for weight, group in groups:
                may_be_empty = all(None in worths for _, worths in group)
                worths: Worths = (least_mean(group), *([None] if may_be_empty else []))
                themes.append((weight, worths))
            return least_mean(themes)
        case Overall.WEAKEST:
            cells = [worths for _, group in groups for _, worths in group]
            return _opposite_of_weakest(cells) if highest else _weakest(cells)
        case _:
            return None


def least_mean(group: Group) -> float | None:
    """The least that Σ weight × worth ÷ Σ weight can be over every choice of one worth a cell; None without any."""
    chosen = [
        (weight, next(known for known in worths if known is not None))
        for weight, worths in group
        if any(each is not None for each in worths)
    ]
    if not chosen:
        return None
    mean = _mean(chosen)
    while True:
        chosen = []
        for weight, worths in group:
            best = min(worths, key=lambda each: 0.0 if each is None else each - mean)
            if best is not None:
                chosen.append((weight, best))
        if not chosen or (better := _mean(chosen)) > mean - SAME:
            return mean
        mean = better


def _mean(chosen: list[tuple[float, float]]) -> float:
    return sum(weight * worth for weight, worth in chosen) / sum(weight for weight, _ in chosen)


def _weakest(cells: list[Worths]) -> float | None:
    """The least that the weakest can be: any reading of any cell may be it."""
    return min((each for worths in cells for each in worths if each is not None), default=None)


def _opposite_of_weakest(cells: list[Worths]) -> float | None:
    """The opposite of the highest that the weakest can be, from the opposites of what cells are worth.

    A cell that may be left out does not hold the weakest back, unless every one may: then the best one counts.
    """
    best = [
        (min(w for w in worths if w is not None), None in worths)
        for worths in cells
        if worths != (None,) and any(w is not None for w in worths)
    ]
    held = [worth for worth, optional in best if not optional]
    if held:
        return max(held)
    return min((worth for worth, _ in best), default=None)
