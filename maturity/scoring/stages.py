"""The stage that a group of statements has reached, where a framework's figures are stages."""

from collections.abc import Sequence

import numpy as np

from maturity.assessment.levels import HIDDEN, LEVEL, NO_LEVEL, UNANSWERED, UNDETERMINED, Array, Levels
from maturity.framework.groups import stage_of
from maturity.framework.model import Scale, Stages


def stage_reached(levels: Levels, columns: Sequence[int]) -> tuple[Array, Array, Array]:
    """What each department has reached over some statements, in per cent of the stages' scale, NaN where nothing
    applies: surely, as what is not known counts at its lowest, which is NaN also where nothing is known; at the
    least; and at the most.
    """
    framework, stages = levels.framework, levels.framework.scoring.stages
    assert stages is not None  # noqa: S101  (a file that is staged has them: see rules.stages_fit)
    picked = np.asarray(columns, dtype=np.intp)
    asked = [framework.statements[column] for column in columns]
    scales = [framework.scale_of(each) for each in asked]
    state = levels.state.take(picked, axis=1)
    known = state == LEVEL
    unknown = (state == UNANSWERED) | (state == UNDETERMINED) | (state == HIDDEN)
    place_of = np.array([stage_of(framework, each) for each in asked], dtype=int)
    ends = []
    for end, bound in ((0, levels.low), (-1, levels.high)):
        lacking = np.array([scale.levels[end].value for scale in scales], dtype=int)
        bounds = bound.take(picked, axis=1)
        at = np.where(known, levels.level.take(picked, axis=1), np.where(bounds == NO_LEVEL, lacking, bounds))
        ends.append(_reached(stages, framework.scales[stages.scale], scales, place_of, at, known | unknown))
    nothing_known = ~known.any(axis=1)
    return np.where(nothing_known, np.nan, ends[0]), ends[0], ends[1]


def _reached(
    stages: Stages, of: Scale, scales: Sequence[Scale], place_of: Array, at: Array, applies: Array
) -> Array:
    """What is reached where every statement that applies is `at` a level."""
    worth = np.full(len(at), of.least)
    holds = np.ones(len(at), dtype=bool)
    for place, step in enumerate(stages.steps):
        for column, scale in enumerate(scales):
            if place_of[column] <= place:
                own = place_of[column] == place and step.newest is not None
                enough = _from(scale, step.newest if own else step.least, at[:, column])
                holds &= enough | ~applies[:, column]
        there = applies[:, place_of == place].any(axis=1)
        worth = np.where(holds & there, of.worth(step.level), worth)
    found: Array = np.where(applies.any(axis=1), 100 * worth, np.nan)
    return found


def _from(scale: Scale, level: int | None, at: Array) -> Array:
    """Where a level of the scale, or a better one, is reached."""
    values = [each.value for each in scale.levels]
    enough: Array = np.isin(at, values[values.index(level) :] if level in values else [])
    return enough
