"""Where a department falls short, and the next step for each shortfall."""

from dataclasses import dataclass

from maturity.assessment.answer import Judgement, State
from maturity.framework.model import Statement
from maturity.scoring.compare import Comparison

FIND_OUT = "Find out where this stands, and keep the evidence."


@dataclass(frozen=True)
class Gap:
    """A statement below the top of its scale, or one whose level nobody knows (`short` is then None)."""

    department: str
    statement: Statement
    judgement: Judgement
    short: int | None  # levels below the highest
    next_step: str


def gaps(comparison: Comparison) -> list[Gap]:
    """Every gap, by department and then by the framework's order; what does not apply has none."""
    framework = comparison.framework
    found = []
    for department in comparison.departments:
        for statement in framework.statements:
            judgement = comparison.judgement(department, statement.id)
            levels = list(framework.scale_of(statement).by_value)
            if judgement.level is not None and judgement.level != levels[-1]:
                short = len(levels) - 1 - levels.index(judgement.level)
                step = statement.moving_up.get(judgement.level, "")
                found.append(Gap(department, statement, judgement, short, step))
            elif judgement.state in (State.NOT_ANSWERED, State.NOT_DETERMINED):
                found.append(Gap(department, statement, judgement, None, FIND_OUT))
    return found
