"""The sheets that every figure is worked out from: each level as a value, and what each level means."""

from collections.abc import Iterator

from maturity.assessment.answer import Judgement, State
from maturity.briefing import whose
from maturity.briefing.facts import Facts
from maturity.framework.model import Overall, Scale, Statement, Theme
from maturity.palette import UNKNOWN, level_colours
from maturity.workbook.pack.lines import AnswerLine, answer_lines, count_answers
from maturity.workbook.pack.words import shades
from maturity.workbook.sheets import (
    Cell,
    Choice,
    Column,
    Content,
    Format,
    Formula,
    Row,
    Rows,
    Shade,
    Sheet,
    TableRange,
)

NOT_SAID = "None in this framework"
DESCRIBED = "Described, not scored"
AS_MADE = (
    "People see levels here by names alone, or by numbers of which a lower one is better: no formula can calculate "
    "with them, and every sheet holds the app's figures of when this was made."
)
UNKNOWN_STATES = (State.NOT_ANSWERED, State.NOT_DETERMINED)


def statements(facts: Facts) -> Sheet:
    """What is asked, as it was published, and the evidence for it."""
    rows: list[Row] = [
        [
            number,
            facts.framework.theme_of[statement.id].label,
            statement.label,
            statement.text,
            statement.weight,
            "\n".join(statement.evidence) or NOT_SAID,
        ]
        for number, statement in enumerate(facts.statements, start=1)
    ]
    return Sheet(
        name="Statements",
        title="Every statement as published, and the evidence that an assessor would look for",
        columns=[
            Column("Statement no.", 14, Format.COUNT),
            Column("Theme", 20),
            Column("Statement", 28),
            Column("As published", 56),
            Column("Weight", 9, Format.NUMBER),
            Column("Evidence to look for", 60),
        ],
        rows=rows,
        fixed_columns=3,
    )


def wording(facts: Facts) -> Sheet:
    """What each level of each statement looks like, and the step up from it: one row a statement and level."""
    rows: list[Row] = []
    worths = not _by_value(facts)
    for number, statement in enumerate(facts.statements, start=1):
        scale = facts.framework.scale_of(statement)
        for place, level in enumerate(scale.levels):
            rows.append(
                [
                    1000 * number + (int(level.number) if level.number else place),
                    number,
                    facts.framework.theme_of[statement.id].label,
                    statement.label,
                    scale.cell(level.value),
                    level.name,
                    statement.levels.get(level.value, level.meaning),
                    statement.moving_up.get(level.value, NOT_SAID),
                    *([scale.worth(level.value)] if worths else []),
                ]
            )
    return Sheet(
        name="What levels look like",
        title="What each level of each statement looks like, and the step up from it",
        columns=[
            Column("Key", 9, Format.COUNT),
            Column("Statement no.", 14, Format.COUNT),
            Column("Theme", 18),
            Column("Statement", 26),
            Column("Level", 8, Format.COUNT),
            Column("Name", 20),
            Column("What it looks like", 60),
            Column("Step up from here", 50),
            *([Column(WORTH, 9, Format.NUMBER)] if worths else []),
        ],
        rows=rows,
        notes=["The key is 1000 × the statement's number + the level; other sheets look levels up by it."],
        fixed_columns=4,
    )


def _by_value(facts: Facts) -> bool:
    """Whether every level is worth its value ÷ the highest, so that no table of worths is needed."""
    return all(scale.by_value_alone for scale, _ in facts.scales)


SAID, WORTH = "Level or state", "Worth"
BASE = [
    Column("No.", 8, Format.COUNT),
    Column("Department no.", 15, Format.COUNT),
    Column("Department", 24),
    Column("Theme no.", 11, Format.COUNT),
    Column("Theme", 20),
    Column("Statement no.", 14, Format.COUNT),
    Column("Statement", 28),
    Column(SAID, 16),
    Column("In words", 24),
    Column("Levels short of the top", 14, Format.COUNT),
    Column("Lowest level", 9, Format.COUNT),
    Column("Highest level", 9, Format.COUNT),
    Column("Weight", 9, Format.NUMBER),
    Column("Weight with a level", 11, Format.NUMBER),
    Column("Weight not known", 11, Format.NUMBER),
    Column("Points", 9, Format.NUMBER),
]
FOUND, AUDITED = "Auditor's finding", "Audited?"
NOT_AUDITED = "No"
OF_AUDITORS = [Column(FOUND, 16), Column(AUDITED, 24)]
"""The finding as it was when the pack was made, and what it has to do with the level as it stands in the workbook."""
FOR_WEAKEST = [
    Column("Short of full worth", 12, Format.NUMBER),
    Column("Short at the worst", 12, Format.NUMBER),
]


def levels(facts: Facts, wording: TableRange) -> Sheet:
    """One row a department and statement; its level is the one cell that a person changes."""
    weakest = facts.framework.scoring.overall is Overall.WEAKEST and facts.framework.by_formula
    auditors = has_findings(facts)
    columns = [*BASE, *(FOR_WEAKEST if weakest else []), *(OF_AUDITORS if auditors else [])]
    notes = [
        "Every figure of this workbook follows from the pale column: change a level there, and the board's "
        "figures move. The sheet “Check” shows by how much they then differ from the app's.",
        f"{_worth_in_words(facts)} Points are weight × worth. What is not known has neither "
        "points nor a zero: it opens the range. What does not apply counts nowhere.",
        *facts.source,
    ]
    if not facts.framework.seen_as_kept:
        notes = [AS_MADE, *facts.house, *facts.source]
    table = TableRange("Levels", columns, notes, count_answers(facts))
    themes = {theme.id: number for number, theme in enumerate(facts.framework.themes, start=1)}

    def rows() -> Iterator[Row]:
        for line in answer_lines(facts, table):
            yield [
                line.number,
                line.department_number,
                line.department.name,
                themes[line.theme.id],
                line.theme.label,
                line.statement_number,
                line.statement.label,
                *_level(facts, line, wording),
                *_weights(line, None if _by_value(facts) else wording),
                *(_short_of_full_worth(line) if weakest else []),
                *(_found(facts, line) if auditors else []),
            ]

    return Sheet(
        name=table.name,
        title="Every level as a value, and what it counts for",
        columns=columns,
        rows=Rows(table.count, rows),
        notes=notes,
        fixed_columns=7,
        shades=_shades(facts, table),
        choices=[Choice(_area(table, SAID), _offered(facts))] if facts.framework.seen_as_kept else [],
    )


def has_findings(facts: Facts) -> bool:
    """Whether any cell is marked by an auditor's finding that may be told."""
    comparison = facts.comparison
    return not comparison.round.published and any(
        comparison.findings.get(key) for key, _ in facts.departments
    )


def _level(facts: Facts, line: AnswerLine, wording: TableRange) -> list[Content]:
    """The level as a person may change it, in words, and how far it is from the top."""
    said = line.at[SAID]
    named = wording.lookup("Key", f"1000*{line.at['Statement no.']}+{said}", "Name")
    gap = facts.to_the_top.get((line.key, line.statement.id))
    return [
        Cell(
            line.words if line.judgement.level is None else line.scale.cell(line.judgement.level),
            to_change=facts.framework.seen_as_kept,
        ),
        Formula(
            f'=IF(ISNUMBER({said}),IFERROR({said}&" "&{named},{said}&" (not on the scale)"),'
            f'IF({said}="","Not answered",{said}))',
            line.words,
        ),
        Formula(
            f"=IF(ISNUMBER({said}),COUNTIFS({wording.column('Statement no.')},{line.at['Statement no.']},"
            f'{wording.column("Level")},">"&{said}),'
            f'IF({said}="Not applicable","Does not apply","Not known"))',
            short_of(line.judgement, None if gap is None else gap.short) if line.scale.ordered else DESCRIBED,
        ),
    ]


def _worth_in_words(facts: Facts) -> str:
    if _by_value(facts):
        return "A level's worth is its value ÷ the highest."
    return "What a level is worth stands on the sheet “What levels look like”, from 0 to 1."


def _weights(line: AnswerLine, worths: TableRange | None) -> list[Content]:
    """The ends of the scale, and what the level counts for between them; by a table of `worths` where there is one."""
    said, weight, highest = (line.at[name] for name in (SAID, "Weight", "Highest level"))
    known, unknown, points = worked_out(line.statement, line.judgement, line.scale)
    worth = f"{said}/{highest}"
    if worths is not None:
        worth = f"IFERROR({worths.lookup('Key', f'1000*{line.statement_number}+{said}', WORTH)},0)"
    return [
        line.scale.cell(line.scale.lowest.value),
        line.scale.cell(line.scale.highest.value),
        line.statement.weight,
        Formula(f"=IF(ISNUMBER({said}),{weight},0)", known),
        Formula(f'=IF(OR(ISNUMBER({said}),{said}="Not applicable"),0,{weight})', unknown),
        Formula(f"=IF(ISNUMBER({said}),{weight}*{worth},0)", points),
    ]


def _short_of_full_worth(line: AnswerLine) -> list[Content]:
    """How far the level is from full worth, and how far at the worst: what is not known may be at the lowest."""
    said, lowest, highest, unknown = (
        line.at[name] for name in (SAID, "Lowest level", "Highest level", "Weight not known")
    )
    short = 0.0 if line.judgement.level is None else 1 - line.scale.worth(line.judgement.level)
    is_unknown = worked_out(line.statement, line.judgement, line.scale)[1]
    return [
        Formula(f"=IF(ISNUMBER({said}),1-{said}/{highest},0)", short),
        Formula(
            f"=IF({unknown}>0,1-{lowest}/{highest},{line.at['Short of full worth']})",
            1 - line.scale.worth(line.scale.lowest.value) if is_unknown else short,
        ),
    ]


def _found(facts: Facts, line: AnswerLine) -> list[Content]:
    """The finding on a statement, and the formula of its mark: see briefing.whose."""
    finding = facts.comparison.finding(line.key, line.statement.id)
    if finding is None:
        return [whose.NO_FINDING, NOT_AUDITED]
    words, found = finding.words(line.scale), line.at[FOUND]
    mark = whose.mark(facts.comparison, line.key, line.statement)
    return [
        words if finding.level is None else line.scale.cell(finding.level),
        Formula(f'=IF({line.at[SAID]}={found},"audited","auditor found "&LOWER({found}))', mark),
    ]


def short_of(judgement: Judgement, short: int | None) -> int | str:
    """Levels short of the top, as the sheets say it."""
    if judgement.level is None:
        return "Does not apply" if judgement.state is State.NOT_APPLICABLE else "Not known"
    return short or 0


def worked_out(statement: Statement, judgement: Judgement, scale: Scale) -> tuple[float, float, float]:
    """The weight with a level, the weight not known, and the points of one judgement."""
    if not scale.ordered:
        return 0, 0, 0
    if judgement.level is not None:
        weight = statement.weight
        if scale.by_value_alone:
            return weight, 0, weight * judgement.level / scale.highest.value
        return weight, 0, weight * scale.worth(judgement.level)
    return 0, statement.weight if judgement.state in UNKNOWN_STATES else 0, 0


def summed(facts: Facts, department: str, theme: Theme) -> tuple[float, float, float]:
    """The same, summed over a theme."""
    each = [
        worked_out(
            statement,
            facts.judgement(department, statement),
            facts.framework.scale_of(statement),
        )
        for statement in theme.every_statement()
    ]
    known, unknown, points = (sum(parts) for parts in zip(*each, strict=True))
    return known, unknown, points


def _area(table: TableRange, heading: str) -> str:
    letter = table.letters[heading]
    return f"{letter}{table.lines[0]}:{letter}{table.lines[-1]}"


def _shades(facts: Facts, table: TableRange) -> list[Shade]:
    col, first = table.letters, table.lines[0]
    said, lowest, highest = (f"${col[name]}{first}" for name in (SAID, "Lowest level", "Highest level"))
    area = _area(table, "In words")
    found = [Shade(area, f'{said}="Not determined"', UNKNOWN)]
    for scale, _ in facts.scales:
        if not facts.framework.seen_as_kept:
            found += shades(area, area.split(":")[0], scale)
            continue
        ends = f"{lowest}={scale.lowest.value},{highest}={scale.highest.value}"
        for level, colour in zip(scale.by_value, level_colours(len(scale.levels)), strict=True):
            found.append(Shade(area, f"AND(ISNUMBER({said}),{said}={level},{ends})", colour))
    return found


def _offered(facts: Facts) -> list[str]:
    values = sorted({value for scale, _ in facts.scales for value in scale.by_value})
    states = (State.NOT_ANSWERED, State.NOT_DETERMINED, State.NOT_APPLICABLE)
    return [*map(str, values), *(state.words for state in states)]
