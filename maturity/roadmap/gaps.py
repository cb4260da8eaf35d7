"""Where a department falls short, and the next step for each shortfall."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from maturity.assessment.answer import NOT_ANSWERED, Judgement, State
from maturity.framework.model import Statement
from maturity.plan.action import Action, ActionOrigin, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap.targets import Targets, targets
from maturity.scoring.compare import Comparison

FIND_OUT = "Find out where this stands, and keep the evidence."
NOT_PLANNED = "Suggested, and not planned yet."


@dataclass(frozen=True)
class Gap:
    """A statement below what is aimed at, or one whose level nobody knows (`short` is then None).

    `short` counts the levels from where the department stands to the target, or to the top of the scale where
    gaps are not counted to targets. `weighted` is the same in shares of a statement: weight × (worth of the
    target − worth of the level), 0 to the weight; None for what nobody knows.
    """

    department: str
    statement: Statement
    judgement: Judgement
    short: int | None
    next_step: str
    target: Target | None = None
    weighted: float | None = None
    accepted: AcceptedGap | None = None  # why nothing is done about it, where that was decided

    @property
    def size(self) -> float:
        """By which gaps are ranked: `weighted`; 0 for what nobody knows, and for what is accepted."""
        return 0 if self.accepted is not None else round(self.weighted or 0, 9)

    @property
    def find_out(self) -> bool:
        """Whether the gap is that nobody knows the level."""
        return self.short is None


def gaps(
    comparison: Comparison,
    targets: Targets | None = None,
    accepted: Mapping[str, Mapping[str, AcceptedGap]] | None = None,
) -> list[Gap]:
    """Every gap, by department and then by the framework's order; what does not apply has none.

    Without `targets` gaps are counted to the top of the scale; with them, to each target, and a statement
    without a target has no gap unless nobody knows its level. One that was chosen to aim at nothing has none, nor one
    whose levels are kinds. Levels are those of the comparison's view.
    """
    framework = comparison.framework

    @cache
    def way(statement_id: str, level: int, aim: int) -> tuple[int, float, str]:
        """How many levels are missing, what they are worth, and the next step: the same for all departments."""
        statement = framework.by_id[statement_id]
        scale = framework.scale_of(statement)
        short = sum(1 for each in scale.by_value if level < each <= aim)
        weighted = statement.weight * (scale.worth(aim) - scale.worth(level)) if short else 0.0
        return short, weighted, statement.moving_up.get(level, "")

    highest = {each.id: framework.scale_of(each).highest.value for each in framework.scored}
    found = []
    for department in comparison.departments:
        said = comparison.judgements[department]
        aims = {} if targets is None else targets.get(department, {})
        reasons = {} if accepted is None else accepted.get(department, {})
        for statement in framework.scored:
            judgement = said.get(statement.id, NOT_ANSWERED)
            target, reason = aims.get(statement.id), reasons.get(statement.id)
            if target is not None and target.level is None:
                continue
            if judgement.state in (State.NOT_ANSWERED, State.NOT_DETERMINED):
                found.append(
                    Gap(department, statement, judgement, None, FIND_OUT, target=target, accepted=reason)
                )
            if judgement.level is None:
                continue
            aim = judgement.level
            if targets is None:
                aim = highest[statement.id]
            elif target is not None and target.level is not None:
                aim = target.level
            short, weighted, step = way(statement.id, judgement.level, aim)
            if short:
                found.append(Gap(department, statement, judgement, short, step, target, weighted, reason))
    return found


def gaps_to_targets(
    comparison: Comparison,
    chosen: Targets | None = None,
    accepted: Mapping[str, Mapping[str, AcceptedGap]] | None = None,
) -> list[Gap]:
    """Every gap to the targets in force: those `chosen`, and one level up where a department chose none."""
    in_force = {
        department: targets(
            comparison.framework,
            comparison.round,
            comparison.judgements[department],
            (chosen or {}).get(department, {}),
        )
        for department in comparison.departments
    }
    return gaps(comparison, in_force, accepted)


def suggested(comparison: Comparison, gap: Gap) -> Action:
    """The action that the framework's guidance suggests for a gap: a start, without owner, date or cost.

    Its title is how to move up from the present level, and it raises the statement by that one level; for a
    level nobody knows, it finds out. Where the file does not say how, the title says what is aimed at.
    """
    scale = comparison.framework.scale_of(gap.statement)
    level = gap.judgement.level
    to = None if level is None else next(value for value in scale.by_value if value > level)
    title = gap.next_step
    if to is None:
        title = f"{gap.statement.label}: find out where this stands"
    elif not title:
        title = f"{gap.statement.label}: reach “{scale.by_value[to].name}”"
    return Action(
        round_id=comparison.round.id,
        title=title if len(title) <= 200 else f"{title[:199].rstrip()}…",
        departments=(gap.department,),
        rises=(Rise(statement_id=gap.statement.id, to=to),),
        no_date=NOT_PLANNED,
        origin=ActionOrigin.SUGGESTED,
    )
