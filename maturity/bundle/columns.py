"""Columns that several tables of a bundle have."""

from maturity.bundle.tidy import Column, Type
from maturity.framework.model import Framework

DEPARTMENT = Column("department", Type.ID, "", "The department's id.")
STATEMENT = Column("statement", Type.ID, "", "The statement's id.")
LEVEL_NAME = Column("level_name", Type.WORDS, "", "The level in words.")
JUDGED = [
    DEPARTMENT,
    STATEMENT,
    Column(
        "state",
        Type.CHOICE,
        "",
        "level; or why there is none: not_answered (nothing was said), not_determined (there is no evidence to judge "
        "on), not_applicable (does not apply).",
    ),
    Column("level", Type.WHOLE, "step of the scale", "Empty unless the state is level."),
    LEVEL_NAME,
]
VIEW = Column(
    "view",
    Type.CHOICE,
    "",
    "self: answers, or published findings; audited: findings where there are any.",
)
CHANGED = [
    Column("changed_at", Type.MOMENT, "UTC", "When it was last saved."),
    Column("changed_by", Type.ID, "", "Who saved it last."),
]
SAVED = [Column("version", Type.WHOLE, "saves", "How often it was saved; 0 for never."), *CHANGED]


def level_name(framework: Framework, statement_id: str, level: int | None) -> str | None:
    scale = framework.scale_of(framework.by_id[statement_id])
    return None if level is None else scale.by_value[level].name
