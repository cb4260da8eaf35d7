"""The road maps of a round as tidy tables: what is aimed at, what is left open, and what is done about the rest."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from maturity.bundle.columns import (
    CHANGED,
    DEPARTMENT,
    JUDGED,
    LEVEL_NAME,
    SAVED,
    STATEMENT,
    VIEW,
    level_name,
)
from maturity.bundle.record import SINCE_4_OF_AN_ACTION, Record
from maturity.bundle.tidy import Column, Table, Type, Value, under
from maturity.framework.model import Framework

BY = Column("by", Type.DATE, "", "The date by which the target is to be reached.")
SET = [
    Column("version", Type.WHOLE, "", "The number of the entry in the history that says it."),
    *CHANGED,
]
TARGETS = [
    DEPARTMENT,
    STATEMENT,
    Column("level", Type.WHOLE, "step of the scale", "The level that the department chose to aim at."),
    LEVEL_NAME,
    BY,
    *SET,
]
TARGETS_SINCE_4 = [
    replace(each, meaning=each.meaning.replace("aim at.", "aim at; empty: it chose to aim at nothing."))
    if each.name == "level"
    else each
    for each in TARGETS
]
ACCEPTED_GAPS = [
    DEPARTMENT,
    STATEMENT,
    Column("reason", Type.WORDS, "", "Why nothing is done about the gap."),
    *SET,
]
GAPS = [
    *JUDGED,
    VIEW,
    Column("target", Type.WHOLE, "step of the scale", "The target in force; empty where there is none."),
    Column("target_name", Type.WORDS, "", "The target in words."),
    BY,
    Column(
        "chosen",
        Type.FLAG,
        "",
        "true: see targets; false: one level up, where none was chosen (house method).",
    ),
    Column(
        "short", Type.WHOLE, "levels", "From the level up to the target. Empty where nobody knows the level."
    ),
    Column(
        "weighted",
        Type.NUMBER,
        "share of a statement",
        "The statement's weight × (worth of the target − worth of the level). Empty where nobody knows the level.",
    ),
    Column("accepted", Type.FLAG, "", "true where the department leaves the gap open: see accepted_gaps."),
]
ACTION = Column("action", Type.ID, "", "The action's number, as in the history.")
ACTIONS = [
    ACTION,
    Column(
        "round", Type.ID, "", "The round that it was planned in: this one, or an earlier one: see outside."
    ),
    Column("title", Type.WORDS, "", "What is done."),
    Column("lead", Type.ID, "", "The department that leads it, and pays; see action_departments for all."),
    Column("owner", Type.WORDS, "", "Who answers for it, as the department wrote it: the name of a person."),
    Column("start", Type.DATE, "", "Empty where none is planned."),
    Column("due", Type.DATE, "", "Empty where none is planned: see no_date."),
    Column("no_date", Type.WORDS, "", "Why there is no due date."),
    Column("one_off", Type.WHOLE, "£", "What it costs once. Empty is not costed, and 0 is nothing."),
    Column(
        "yearly",
        Type.WHOLE,
        "£ a year",
        "What it costs from delivery on. Empty is not costed, and 0 is nothing.",
    ),
    Column(
        "saving",
        Type.WHOLE,
        "£ a year",
        "What it saves from delivery on; no cost is less for it. Empty is not said, and 0 is nothing.",
    ),
    Column(
        "people",
        Type.NUMBER,
        "full-time equivalents",
        "Needed while it is done; empty where nobody has said.",
    ),
    Column("status", Type.CHOICE, "", "proposed, approved, under_way, delivered or stopped."),
    Column("why", Type.WORDS, "", "Why it was stopped, sent back or taken up again."),
    Column("delivered_on", Type.DATE, "", "Empty unless it is delivered."),
    Column("origin", Type.CHOICE, "", "suggested (by the framework's guidance) or own."),
    *SAVED,
]
ACTION_DEPARTMENTS = [
    ACTION,
    Column("department", Type.ID, "", "One that it is for. If it is not among departments: see outside."),
    Column("place", Type.WHOLE, "", "From 1; the first leads."),
]
ACTION_RAISES = [
    ACTION,
    STATEMENT,
    Column(
        "level",
        Type.WHOLE,
        "step of the scale",
        "To which level; empty: it finds out where the statement stands.",
    ),
    LEVEL_NAME,
]
ACTION_FURTHER = [
    ACTION,
    Column("framework", Type.ID, "", "The edition, of another series, that asks the statement."),
    Column("statement", Type.ID, "", "The statement's id in that edition."),
    Column("level", Type.WHOLE, "step of its scale", "To which level; empty: it finds out where it stands."),
]
ACTION_DEPENDENCIES = [
    ACTION,
    Column("waits_for", Type.ID, "", "The action that comes first. If it is not among actions: see outside."),
]
OUTSIDE = [
    Column(
        "kind",
        Type.CHOICE,
        "",
        "department (that shares an action), round (an earlier one), action, or statement (of an earlier edition).",
    ),
    Column("id", Type.ID, "", "The department's, round's, action's or statement's."),
    Column(
        "name",
        Type.WORDS,
        "",
        "The department's or round's; of a statement, what became of it; empty for an action.",
    ),
]
OUTSIDE_2 = [
    Column("kind", Type.CHOICE, "", "department (that shares an action), round (an earlier one) or action."),
    Column("id", Type.ID, "", "The department's, round's or action's."),
    Column("name", Type.WORDS, "", "The department's or round's; empty for an action."),
]
"""The same as bundles of format 2 describe it, in which no statement is outside."""


def road_map_tables(record: Record, framework: Framework) -> list[Table]:
    """Every table of what is planned."""
    actions = [each for each in ACTIONS if record.format > 3 or each.name not in SINCE_4_OF_AN_ACTION]
    return [
        Table(
            "targets",
            "One row a target that a department chose.",
            TARGETS_SINCE_4 if record.format > 3 else TARGETS,
            list(_targets(record, framework)),
        ),
        Table(
            "accepted_gaps",
            "One row a gap that a department leaves open.",
            ACCEPTED_GAPS,
            list(_accepted(record)),
        ),
        Table(
            "gaps",
            "One row a department, view, and statement below its target or of unknown level. No rows where findings "
            "were published.",
            GAPS,
            list(_gaps(record, framework)),
        ),
        Table(
            "actions",
            "One row an action for a department in the round: planned in it, or earlier and not over when it opened.",
            actions,
            [under(actions, each, action=each.id, round=each.round_id) for each in record.actions],
        ),
        Table(
            "action_departments",
            "One row a department of an action.",
            ACTION_DEPARTMENTS,
            [
                [each.id, department, place]
                for each in record.actions
                for place, department in enumerate(each.departments, start=1)
            ],
        ),
        Table(
            "action_raises",
            "One row a statement that an action raises or finds out about.",
            ACTION_RAISES,
            list(_raised(record, framework)),
        ),
        *([_further(record)] if record.format > 3 else []),
        Table(
            "action_dependencies",
            "One row an action that another waits for.",
            ACTION_DEPENDENCIES,
            [[each.id, first] for each in record.actions for first in each.depends_on],
        ),
        Table(
            "outside",
            "One row a thing that actions name, and that is in no other table but the history.",
            OUTSIDE if record.format > 2 else OUTSIDE_2,
            [under(OUTSIDE, each) for each in record.outside],
        ),
    ]


def _further(record: Record) -> Table:
    rows = [
        [each.id, rise.framework_id, rise.statement_id, rise.to]
        for each in record.actions
        for rise in each.further
    ]
    told = (
        "One row a statement of another series that an action raises or finds out about, too. Since format 4."
    )
    return Table("action_further", told, ACTION_FURTHER, rows)


def _raised(record: Record, framework: Framework) -> Iterator[Sequence[Value]]:
    """A statement that this round asks under another id, or no longer, has no level of its scale: see outside."""
    elsewhere = {each.id for each in record.outside if each.kind == "statement"}
    for each in record.actions:
        for rise in each.rises:
            asked = each.round_id == record.round.id or rise.statement_id not in elsewhere
            name = level_name(framework, rise.statement_id, rise.to) if asked else None
            yield [each.id, rise.statement_id, rise.to, name]


def _targets(record: Record, framework: Framework) -> Iterator[Sequence[Value]]:
    for each in record.assessed:
        for aim in each.targets:
            yield under(
                TARGETS,
                aim,
                department=each.department.id,
                statement=aim.statement_id,
                level_name=level_name(framework, aim.statement_id, aim.level),
            )


def _accepted(record: Record) -> Iterator[Sequence[Value]]:
    for each in record.assessed:
        for gap in each.accepted_gaps:
            yield under(ACCEPTED_GAPS, gap, department=each.department.id, statement=gap.statement_id)


def _gaps(record: Record, framework: Framework) -> Iterator[Sequence[Value]]:
    for each in record.gaps:
        yield under(
            GAPS,
            each,
            level_name=level_name(framework, each.statement, each.level),
            target_name=level_name(framework, each.statement, each.target),
        )
