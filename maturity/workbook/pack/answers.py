"""What was said and found, in words: the matrix, answers with their evidence, findings, assessments."""

from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.checklist import derived
from maturity.assessment.concerns import is_high, needs_evidence
from maturity.assessment.finding import standing
from maturity.briefing import whose
from maturity.briefing.checklists import level_range_in_words
from maturity.briefing.facts import Facts
from maturity.framework.model import Statement
from maturity.workbook.pack.levels import AUDITED
from maturity.workbook.pack.lines import line_numbers
from maturity.workbook.pack.words import shades
from maturity.workbook.sheets import (
    Column,
    Content,
    Format,
    Formula,
    Row,
    Rows,
    Shade,
    Sheet,
    TableRange,
    date_of,
    unlike,
)
from maturity.workbook.style import pieces

NOTHING = "Nothing written"
LEVEL = "Level"
NONE = "None"
EVIDENCE = "Is evidence asked for?"
MOST_UPRIGHT = 4
"""Departments of a matrix that is printed upright: it is higher than wide."""
WIDE = {1: 36, 2: 24}
"""Characters of a matrix's column by how many departments there are: a cell of one takes a line and not three."""
GIVEN, MISSING, NOT_ASKED = "Yes, and given", "Yes, and missing", "No"


def matrix(facts: Facts, levels: TableRange) -> Sheet:
    """Every statement and department in words; whichever there are fewer of lie across."""
    many = len(facts.departments) > max(len(facts.statements), 12)
    names = [department.name for _, department in facts.departments]
    notes = [
        "Darker is higher; grey is not determined. The words say the same as the colour. A cell says in brackets that "
        "it is audited, or what the auditor found instead.",
        *facts.source,
    ]
    labels = [statement.label for statement in facts.statements]
    first = ["Department"] if many else ["Theme", "Statement"]
    headings = unlike([*first, *(labels if many else names)])
    columns = [
        *(
            Column(name, width)
            for name, width in zip(headings[: len(first)], (28, 44)[-len(first) :], strict=True)
        ),
        *(Column(heading, WIDE.get(len(names), 17)) for heading in headings[len(first) :]),
    ]
    table = TableRange("Matrix", columns, notes, len(names) if many else len(labels))

    numbers = line_numbers(facts)

    def cell(d: int, s: int) -> Content:
        key, statement = facts.departments[d][0], facts.statements[s]
        if (number := numbers.get((key, statement.id))) is None:
            return State.NOT_ASKED.words
        words = facts.words(statement, facts.judgement(key, statement))
        mark = whose.mark(facts.comparison, key, statement)
        formula = f"={levels.lookup('No.', number, 'In words')}"
        if mark and AUDITED in levels.letters:
            formula += f'&" ("&{levels.lookup("No.", number, AUDITED)}&")"'
        elif mark:  # with letters for names, nothing is told of the finding itself
            formula += f'&" ({mark})"'
        return Formula(formula, whose.marked(words, mark))

    def rows() -> Iterator[Row]:
        if many:
            for d, name in enumerate(names):
                yield [name, *(cell(d, s) for s in range(len(labels)))]
        else:
            for s, statement in enumerate(facts.statements):
                theme = facts.framework.theme_of[statement.id].label
                yield [theme, statement.text_with_code, *(cell(d, s) for d in range(len(names)))]

    return Sheet(
        name=table.name,
        title="Every statement and department, in words",
        columns=columns,
        rows=Rows(table.count, rows),
        notes=notes,
        fixed_columns=len(first),
        shades=_shades(facts, table, len(first), many),
        portrait=len(names) <= MOST_UPRIGHT,
    )


def _shades(facts: Facts, table: TableRange, before: int, many: bool) -> list[Shade]:
    left, right = get_column_letter(before + 1), get_column_letter(len(table.columns))
    top, bottom = table.lines[0], table.lines[-1]
    found: list[Shade] = []
    for scale, statements in facts.scales:
        if len(facts.scales) == 1:
            areas = [f"{left}{top}:{right}{bottom}"]
        elif many:
            letters = [get_column_letter(before + 1 + s) for s in statements]
            areas = [f"{letter}{top}:{letter}{bottom}" for letter in letters]
        else:
            areas = [f"{left}{top + s}:{right}{top + s}" for s in statements]
        found += shades(" ".join(areas), areas[0].split(":")[0], scale)
    return found


def answers(facts: Facts) -> Sheet | None:
    """What the departments answered, word for word; None where nobody answered here, as with published findings."""
    given = [
        (department.name, statement, facts.comparison.answer(key, statement.id))
        for key, department in facts.departments
        for statement in facts.statements_of(key)
    ]
    if facts.comparison.round.published or all(answer is None for *_, answer in given):
        return None
    parts = [len(pieces(answer.evidence)) if answer else 1 for *_, answer in given]

    def rows() -> Iterator[Row]:
        for name, statement, answer in given:
            theme = facts.framework.theme_of[statement.id].label
            said = answer or Answer.model_validate({"state": "not_answered"})
            for number, evidence in enumerate(pieces(said.evidence)):
                yield [
                    name,
                    theme,
                    statement.label if number == 0 else f"{statement.label} (evidence, part {number + 1})",
                    facts.words(statement, said),
                    facts.number(statement, said),
                    evidence or NOTHING,
                    _asked(facts, statement, said) if number == 0 else NOT_ASKED,
                    date_of(said.evidence_date, "No date"),
                    "\n".join(said.links) or NONE,
                    said.contact or NONE,
                    said.reason or NONE,
                    _marks(said),
                    date_of(said.changed_at, "Never"),
                ]

    return Sheet(
        name="Answers",
        title="What was answered, and the evidence for it",
        columns=[
            Column("Department", 22),
            Column("Theme", 18),
            Column("Statement", 26),
            Column("Answer", 20),
            Column(LEVEL, 9, Format.COUNT),
            Column("Evidence", 60),
            Column(EVIDENCE, 12),
            Column("Date of the evidence", 16, Format.DATE),
            Column("Links", 32),
            Column("Who can be asked", 22),
            Column("Why it does not apply", 26),
            Column("Marked as", 16),
            Column("Last changed", 16, Format.DATE),
        ],
        rows=Rows(sum(parts), rows),
        notes=[
            "As recorded when this workbook was made: a level changed on the sheet “Levels” changes nothing here.",
            *facts.source,
        ],
        fixed_columns=3,
    )


def items(facts: Facts) -> Sheet | None:
    """What was said of the items of checklists; None where there are none, or nobody answered here."""
    given = [
        (department.name, statement, answer, facts.comparison.finding(key, statement.id))
        for key, department in facts.departments
        for statement in facts.statements_of(key)
        if statement.checklist and (answer := facts.comparison.answer(key, statement.id))
    ]
    if facts.comparison.round.published or not given:
        return None

    def rows() -> Iterator[Row]:
        for name, statement, answer, finding in given:
            found = {each.id: each.said.words for each in finding.items} if finding else {}
            reached = answer.comes_to or derived(facts.framework, statement, {})
            comes_to = level_range_in_words(facts.framework, statement, reached)
            for label, of_set in facts.framework.item_sets(statement):
                for item in of_set:
                    said = answer.item(item.id)
                    yield [
                        name,
                        statement.label,
                        comes_to,
                        facts.words(statement, answer),
                        label,
                        item.text,
                        said.said.words,
                        said.words or NONE,
                        found.get(item.id, NONE),
                    ]

    return Sheet(
        name="Checklists",
        title="What was said of each item, and what the items come to",
        columns=[
            Column("Department", 22),
            Column("Statement", 26),
            Column("The checklist comes to", 22),
            Column("Answer", 20),
            Column("Set", 20),
            Column("Item", 60),
            Column("Said", 16),
            Column("In words", 40),
            Column("Found by an auditor", 18),
        ],
        rows=Rows(sum(len(statement.items) for _, statement, *_ in given), rows),
        notes=[
            "As recorded when this workbook was made. Where the answer is another level than the checklist comes to, "
            "a person confirmed it: the sheet “Answers” has the reason.",
            *facts.source,
        ],
        fixed_columns=2,
    )


def _asked(facts: Facts, statement: Statement, answer: Answer) -> str:
    if not is_high(facts.framework, statement, answer):
        return NOT_ASKED
    return MISSING if needs_evidence(facts.framework, statement, answer) else GIVEN


def _marks(answer: Answer) -> str:
    marks = {
        "Unsure": answer.unsure,
        "To come back to": answer.come_back,
        "Carried over, not confirmed": answer.carried,
    }
    return ", ".join(name for name, is_set in marks.items() if is_set) or NONE


FINDING = (
    Column("Department", 22),
    Column("Theme", 18),
    Column("Statement", 26),
    Column("Finding", 22),
    Column("Level found", 9, Format.COUNT),
    Column("Why", 70),
)
AS_PUBLISHED = (Column("Confidence in our coding", 16), Column("Could also be read as", 20))
AS_AUDITED = (
    Column("Answer it judges", 20),
    Column("Level answered", 9, Format.COUNT),
    Column("Standing", 14),
    Column("Department's reply", 50),
    Column("Recorded", 16, Format.DATE),
)


def findings(facts: Facts) -> Sheet | None:
    """What auditors found, or what was published, word for word; None where there is no finding."""
    found = [
        (department.name, statement, facts.comparison.answer(key, statement.id), finding)
        for key, department in facts.departments
        for statement in facts.statements
        if (finding := facts.comparison.finding(key, statement.id)) is not None
    ]
    if not found:
        return None
    published = facts.comparison.round.published

    def rows() -> Iterator[Row]:
        for name, statement, answer, finding in found:
            reasons, replies = pieces(finding.reason), pieces(finding.reply)
            for number in range(max(len(reasons), len(replies))):
                part = f" (part {number + 1})" if number else ""
                row: list[Content] = [
                    name,
                    facts.framework.theme_of[statement.id].label,
                    f"{statement.label}{part}",
                    facts.words(statement, finding),
                    facts.number(statement, finding),
                    (reasons[number] if number < len(reasons) else "") or NOTHING,
                ]
                if published:
                    confidence = finding.confidence.capitalize() if finding.confidence else "Not said"
                    other: Judgement | None = finding.other_reading
                    row += [confidence, facts.words(statement, other) if other else "Nothing else"]
                else:
                    said = answer or Answer.model_validate({"state": "not_answered"})
                    row += [
                        facts.words(statement, said),
                        facts.number(statement, said),
                        standing(finding, said).capitalize(),
                        (replies[number] if number < len(replies) else "") or "No reply",
                        date_of(finding.changed_at, "No date"),
                    ]
                yield row

    return Sheet(
        name="Findings",
        title="What was found, and why",
        columns=[*FINDING, *(AS_PUBLISHED if published else AS_AUDITED)],
        rows=list(rows()),
        notes=[*facts.house, *facts.source],
        fixed_columns=3,
    )


def assessments(facts: Facts) -> Sheet | None:
    """How far each assessment is, and who stands behind it; None for published findings."""
    if facts.comparison.round.published or not facts.assessments:
        return None
    rows: list[Row] = []
    for key, department in facts.departments:
        kept = facts.assessments[key]
        rows.append(
            [
                department.name,
                kept.status.words,
                date_of(kept.submitted_at, "Not yet"),
                facts.person(kept.submitted_by),
                kept.assurance or NOTHING,
                date_of(kept.agreed_at, "Not yet"),
                facts.person(kept.agreed_by),
            ]
        )
    return Sheet(
        name="Assessments",
        title="How far each assessment is, and who stands behind it",
        columns=[
            Column("Department", 26),
            Column("Status", 14),
            Column("Submitted", 18, Format.DATE),
            Column("Submitted by", 22),
            Column("Statement of assurance", 60),
            Column("Agreed", 18, Format.DATE),
            Column("Agreed by", 22),
        ],
        rows=rows,
        notes=facts.source,
    )
