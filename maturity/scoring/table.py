"""The table that every score is made from: one row a department and statement."""

from collections.abc import Mapping, Sequence

import pandas as pd

from maturity.assessment.answer import Judgement, State
from maturity.framework.model import Framework

Judgements = Mapping[str, Mapping[str, Judgement]]
"""Department id → statement id → what was said or found. A statement left out is not answered."""


def table(framework: Framework, judgements: Judgements) -> pd.DataFrame:
    """One row for every department × statement, in the order given × the framework's order.

    Columns: department, theme, statement (ids); state; level (Int64, missing where there is none);
    weight (> 0); worth (0 to 1, missing where there is no level) and lowest (the worth of the statement's
    lowest level, which an unknown might turn out to be).
    """
    departments: Sequence[str] = list(judgements)
    statements = framework.statements
    scales = [framework.scale_of(statement) for statement in statements]
    levels: list[int | None] = []
    states: list[str] = []
    worths: list[float] = []
    for department in departments:
        said = judgements[department]
        for statement, scale in zip(statements, scales, strict=True):
            judgement = said.get(statement.id)
            level = judgement.level if judgement else None
            states.append(judgement.state if judgement else State.NOT_ANSWERED)
            levels.append(level)
            worths.append(float("nan") if level is None else scale.worth(level))
    times = len(departments)
    return pd.DataFrame(
        {
            "department": [department for department in departments for _ in statements],
            "theme": [framework.theme_of[statement.id].id for statement in statements] * times,
            "statement": [statement.id for statement in statements] * times,
            "state": states,
            "level": pd.array(levels, dtype="Int64"),
            "weight": [statement.weight for statement in statements] * times,
            "worth": worths,
            "lowest": [scale.worth(scale.lowest.value) for scale in scales] * times,
        }
    )
