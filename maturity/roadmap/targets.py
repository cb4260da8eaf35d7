"""The level that a department aims at for each statement: its own choice, or one level up."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from maturity.assessment.answer import Judgement
from maturity.assessment.round import Round
from maturity.framework.model import Framework, Statement, TargetProfile
from maturity.plan.target import Target

Targets = Mapping[str, Mapping[str, Target]]
"""Department id → statement id → target. A statement left out has no target."""


def horizon(round_: Round) -> date:
    """The date that targets are for unless they name another: a year after the round closes.

    A round without a closing date is counted from its opening; a year after 29 February is 28 February.
    """
    ends = round_.closes or round_.opens
    try:
        return ends.replace(year=ends.year + 1)
    except ValueError:
        return ends.replace(year=ends.year + 1, day=28)


def one_level_up(framework: Framework, statement: Statement, judgement: Judgement, by: date) -> Target | None:
    """The target of a department that has chosen none (house method): the next level of the scale.

    None at the top of the scale, where nobody knows the level, where the statement does not apply, and where its levels
    are kinds.
    """
    if judgement.level is None or not framework.scale_of(statement).ordered:
        return None
    higher = [level for level in framework.scale_of(statement).by_value if level > judgement.level]
    return _target(statement.id, higher[0], by) if higher else None


@lru_cache(maxsize=10_000)
def _target(statement_id: str, level: int, by: date) -> Target:
    return Target(statement_id=statement_id, level=level, by=by)  # the same object for all departments


def from_profile(framework: Framework, profile: TargetProfile, by: date) -> dict[str, Target]:
    """A target for every statement that the profile names a level for, by statement id; and, where it leaves the others
    without, one that aims at nothing for each of these.
    """
    return {
        statement.id: Target(statement_id=statement.id, level=level, by=by)
        for statement in framework.scored
        if (level := framework.aim_of(profile, statement)) is not None or profile.otherwise is not None
    }


def targets(
    framework: Framework,
    round_: Round,
    judgements: Mapping[str, Judgement],
    chosen: Mapping[str, Target],
) -> dict[str, Target]:
    """One department's target for each statement that has one: the one chosen, or else one level up. One that aims
    at nothing is there with its level None.

    `judgements` and `chosen` by statement id; a statement left out of `judgements` is not answered.
    """
    found, by = dict[str, Target](), horizon(round_)
    for statement in framework.statements:
        target = chosen.get(statement.id)
        if target is None and (judgement := judgements.get(statement.id)) is not None:
            target = one_level_up(framework, statement, judgement, by)
        if target is not None:
            found[statement.id] = target
    return found
