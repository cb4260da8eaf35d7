"""Scores over rounds, the earliest first, and where a line between two of them would mislead."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from maturity.assessment.round import Round
from maturity.scoring.compare import Comparison
from maturity.scoring.editions import difference
from maturity.scoring.score import Score

FEWEST = 5
"""Departments with a score below which no median is given: it would be one or two departments' own score."""


@dataclass(frozen=True)
class Step:
    """A department in one round; `broken` says why no line leads here from the step before, or is empty."""

    round: Round
    score: Score
    broken: str = ""


@dataclass(frozen=True)
class Spread:
    """The departments of one round: how many have a score, and its median and quartiles, in per cent.

    `low` and `high` are the medians of their ranges' ends, between which the median lies whatever is unknown.
    All are None where fewer than FEWEST departments have a score. Coverage is over all their statements.
    """

    round: Round
    departments: int
    median: float | None
    lower: float | None
    upper: float | None
    low: float | None
    high: float | None
    coverage: float | None
    broken: str = ""


def of_department(comparisons: Sequence[Comparison], department_id: str) -> list[Step]:
    """A department's step in each of the rounds, the earliest first, in which it is."""
    there = [each for each in comparisons if department_id in each.departments]
    return [
        Step(each.round, each.scores[department_id], broken)
        for each, broken in zip(there, _breaks(there), strict=True)
    ]


def of_rounds(comparisons: Sequence[Comparison]) -> list[Spread]:
    """The spread of each round, the earliest first, over the departments in its comparison."""
    return [_spread(each, broken) for each, broken in zip(comparisons, _breaks(comparisons), strict=True)]


def _spread(comparison: Comparison, broken: str) -> Spread:
    scored = [each for each in comparison.scores.values() if each.score is not None]
    apply = sum(each.statements for each in scored)
    if len(scored) < FEWEST:
        return Spread(comparison.round, len(scored), None, None, None, None, None, None, broken)
    # Linear interpolation between ranks: numpy's and every spreadsheet's QUARTILE.INC.
    lower, median, upper = np.quantile([each.score for each in scored], [0.25, 0.5, 0.75])
    return Spread(
        round=comparison.round,
        departments=len(scored),
        median=float(median),
        lower=float(lower),
        upper=float(upper),
        low=float(np.median([each.low for each in scored])),
        high=float(np.median([each.high for each in scored])),
        coverage=100 * sum(each.with_level for each in scored) / apply,
        broken=broken,
    )


def _breaks(comparisons: Sequence[Comparison]) -> list[str]:
    """What changed in the framework since the round before, in words; nothing for the first."""
    found = [""] * min(1, len(comparisons))
    for before, after in pairwise(comparisons):
        same = before.round.framework_hash == after.round.framework_hash
        found.append("" if same else difference(before.framework, after.framework).words)
    return found
