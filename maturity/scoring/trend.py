"""Scores over rounds, the earliest first, and where a line between two of them would mislead."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from maturity.assessment.round import Round
from maturity.framework.model import Framework
from maturity.scoring.compare import CarriedOver, Comparison
from maturity.scoring.editions import ASKED, EditionDifference, difference
from maturity.scoring.peers import peers
from maturity.scoring.score import Score


@dataclass(frozen=True)
class TrendStep:
    """A department in one round; no line leads here from the step before where that is `broken`."""

    round: Round
    score: Score
    broken: EditionDifference | None = None  # what changed in the framework since then
    carried: tuple[CarriedOver, ...] = ()  # what of the round is only carried over from the one before
    framework: Framework | None = None  # by which figures are shown


@dataclass(frozen=True)
class RoundSpread:
    """The departments of one round: how many have a score, and its median and quartiles, in per cent.

    `low` and `high` are the medians of their ranges' ends, between which the median lies whatever is unknown.
    All are None where fewer than peers.LEAST departments have a score. Coverage is over all their statements.
    """

    round: Round
    departments: int
    median: float | None
    lower: float | None
    upper: float | None
    low: float | None
    high: float | None
    coverage: float | None
    broken: EditionDifference | None = None  # what changed in the framework since then
    carried: tuple[CarriedOver, ...] = ()  # as in TrendStep
    framework: Framework | None = None  # by which figures are shown


def of_department(comparisons: Sequence[Comparison], department_id: str) -> list[TrendStep]:
    """A department's step in each of the rounds, the earliest first, in which it is."""
    there = [each for each in comparisons if department_id in each.departments]
    return [
        TrendStep(
            each.round,
            each.scores[department_id],
            broken,
            each.carried_over_of([department_id]),
            each.framework,
        )
        for each, broken in zip(there, _breaks(there), strict=True)
    ]


def of_rounds(comparisons: Sequence[Comparison]) -> list[RoundSpread]:
    """The spread of each round, the earliest first, over the departments in its comparison."""
    return [_spread(each, broken) for each, broken in zip(comparisons, _breaks(comparisons), strict=True)]


def _spread(comparison: Comparison, broken: EditionDifference | None) -> RoundSpread:
    scored = [each for each in comparison.scores.values() if each.score is not None]
    apply = sum(each.statements for each in scored)
    found, carried = peers(scored), comparison.carried_over_of(comparison.departments)
    if found.median is None:
        none = None, None, None, None, None, None
        return RoundSpread(comparison.round, len(scored), *none, broken, carried, comparison.framework)
    return RoundSpread(
        round=comparison.round,
        departments=len(scored),
        median=found.median,
        lower=found.lower,
        upper=found.upper,
        low=float(np.median([each.low for each in scored])),
        high=float(np.median([each.high for each in scored])),
        coverage=100 * sum(each.with_level for each in scored) / apply,
        broken=broken,
        carried=carried,
        framework=comparison.framework,
    )


def _breaks(comparisons: Sequence[Comparison]) -> list[EditionDifference | None]:
    """What changed in the framework since the round before; None for the first."""
    found: list[EditionDifference | None] = [None] * min(1, len(comparisons))
    for before, after in pairwise(comparisons):
        if before.round.framework_hash != after.round.framework_hash:
            found.append(difference(before.framework.whole, after.framework.whole))
        else:
            found.append(_asked_otherwise(before, after))
    return found


def _asked_otherwise(before: Comparison, after: Comparison) -> EditionDifference | None:
    """What one of two rounds of the same edition asked and the other did not; None where they asked the same."""
    one, other = before.framework, after.framework
    if one.by_id.keys() == other.by_id.keys():
        return None
    return EditionDifference(
        added=tuple(each.id for each in other.statements if each.id not in one.by_id),
        removed=tuple(each.id for each in one.statements if each.id not in other.by_id),
        title=ASKED,
    )
