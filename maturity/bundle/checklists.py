"""What was said of the items of checklists, as tables; and whether what they come to is what the answers say."""

from collections.abc import Iterator, Sequence

from maturity.assessment.answer import NOT_ANSWERED, Answer, with_derived
from maturity.bundle.columns import DEPARTMENT, JUDGED, STATEMENT
from maturity.bundle.record import Assessed, Record
from maturity.bundle.tidy import Column, Table, Type, Value
from maturity.framework.model import Framework, Statement

ITEMS = [
    DEPARTMENT,
    STATEMENT,
    Column("set", Type.WORDS, "", "The set of items that it is in."),
    Column("item", Type.ID, "", "The item's id."),
    Column("text", Type.WORDS, "", "The item as it was published."),
    Column(
        "said",
        Type.CHOICE,
        "",
        "yes, no, another_way (met another way), not_applicable (does not apply), or not_looked_at; empty for those "
        "not shown to whoever this was made for.",
    ),
    Column("words", Type.WORDS, "", "How it is met another way, or whatever else was said of it."),
    Column(
        "found", Type.CHOICE, "", "What an auditor found of it, where it is something else; otherwise empty."
    ),
]
CHECKLISTS = [
    *JUDGED,
    Column("low", Type.WHOLE, "step of the scale", "The lowest level that the items leave possible."),
    Column(
        "high", Type.WHOLE, "step of the scale", "The highest. Where both are the same, it is their level."
    ),
    Column("confirmed", Type.FLAG, "", "true where a person judged it beside what the items come to."),
    Column("reason", Type.WORDS, "", "Why they did, or why it does not apply."),
]


def checklist_tables(record: Record, framework: Framework) -> list[Table]:
    """None for a framework without checklists."""
    if not any(each.checklist for each in framework.statements):
        return []
    return [
        Table(
            "items",
            "One row a department and item of a checklist, whether looked at or not.",
            ITEMS,
            [row for each in record.assessed for row in _items(record, framework, each)],
        ),
        Table(
            "checklists",
            "One row a department and statement with a checklist: what its items come to, and what counts.",
            CHECKLISTS,
            [row for each in record.assessed for row in _levels(record, framework, each)],
        ),
    ]


def checklist_differences(record: Record, framework: Framework) -> Iterator[str]:
    """Each answer, in a sentence, that does not say what its items come to."""
    for each in record.assessed:
        for statement_id, answer in each.answers.items():
            statement = framework.by_id.get(statement_id)
            if statement is None or with_derived(framework, statement_id, answer) == answer:
                continue
            yield (
                f"{each.department.name}, “{statement.label}”: what the items of its checklist come to, when it is "
                "worked out again, is not what the bundle says."
            )


def _asked(record: Record, framework: Framework, each: Assessed) -> Iterator[tuple[Statement, Answer, bool]]:
    hidden = record.not_shown.get(each.department.id, ())
    for statement in framework.statements:
        if statement.checklist is not None:
            yield statement, each.answers.get(statement.id, NOT_ANSWERED), statement.id in hidden


def _items(record: Record, framework: Framework, each: Assessed) -> Iterator[Sequence[Value]]:
    for statement, answer, hidden in _asked(record, framework, each):
        finding = each.findings.get(statement.id)
        found = {item.id: item.said.value for item in finding.items} if finding else {}
        for name, items in framework.item_sets(statement):
            for item in items:
                said = answer.item(item.id)
                state = None if hidden else said.said.value
                words = None if hidden else said.words
                yield [
                    each.department.id,
                    statement.id,
                    name,
                    item.id,
                    item.text,
                    state,
                    words,
                    found.get(item.id),
                ]


def _levels(record: Record, framework: Framework, each: Assessed) -> Iterator[Sequence[Value]]:
    for statement, answer, hidden in _asked(record, framework, each):
        known = with_derived(framework, statement.id, answer)
        level = known.level
        yield [
            each.department.id,
            statement.id,
            "not_shown" if hidden else known.state,
            level,
            None if level is None else framework.scale_of(statement).by_value[level].name,
            None if hidden else known.low,
            None if hidden else known.high,
            known.confirmed,
            known.reason,
        ]
