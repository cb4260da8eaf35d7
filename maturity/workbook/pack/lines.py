"""The lines of a table that has one for each department and each statement that was asked of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from maturity.assessment.answer import Judgement
from maturity.assessment.round import Department
from maturity.briefing.facts import Facts
from maturity.framework.model import Scale, Statement, Theme
from maturity.workbook.sheets import TableRange


@dataclass(frozen=True)
class AnswerLine:
    """What one line is about, and where its cells are; everything counts from 1."""

    number: int
    department_number: int
    key: str  # the department's id
    department: Department
    statement_number: int
    statement: Statement
    theme: Theme
    scale: Scale
    judgement: Judgement
    words: str  # the judgement's, as in Facts.words
    at: Mapping[str, str]  # the cells by heading, as in TableRange.row


def count_answers(facts: Facts) -> int:
    return facts.comparison.cells


def line_numbers(facts: Facts) -> dict[tuple[str, str], int]:
    """The number of the line of a department and a statement; none of what was not asked."""
    asked = ((key, each.id) for key, _ in facts.departments for each in facts.statements_of(key))
    return {cell: number for number, cell in enumerate(asked, start=1)}


def answer_lines(facts: Facts, table: TableRange) -> Iterator[AnswerLine]:
    """Every line of the table, department by department."""
    number = 0
    for d, (key, department) in enumerate(facts.departments, start=1):
        for s, statement in enumerate(facts.statements, start=1):
            if not facts.comparison.is_asked(key, statement.id):
                continue
            judgement = facts.judgement(key, statement)
            yield AnswerLine(
                number=number + 1,
                department_number=d,
                key=key,
                department=department,
                statement_number=s,
                statement=statement,
                theme=facts.framework.theme_of[statement.id],
                scale=facts.framework.scale_of(statement),
                judgement=judgement,
                words=facts.words(statement, judgement),
                at=table.row(table.lines[number]),
            )
            number += 1
