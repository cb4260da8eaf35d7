"""Where levels fall short: every one, by statement over a round, and the furthest first."""

from collections.abc import Iterator, Mapping, Sequence

from maturity.briefing.facts import Facts
from maturity.briefing.gaps import bar
from maturity.framework.model import Scale, Statement
from maturity.roadmap.gaps import FIND_OUT
from maturity.scoring.spread import Spread, spreads
from maturity.workbook.pack.levels import DESCRIBED, NOT_SAID, short_of
from maturity.workbook.pack.lines import AnswerLine, answer_lines, count_answers
from maturity.workbook.pack.words import NO_SCORE
from maturity.workbook.sheets import (
    Column,
    Content,
    Format,
    Formula,
    Row,
    Rows,
    Sheet,
    TableRange,
    shown_value,
)

AT_THE_TOP = "None: it is at the top"
NONE_NEEDED = "None: it does not apply"
NO_GUIDANCE = "Reach the next level; the framework does not say how"
NO_GAP = "No gap"
SHORT, SIZE, ORDER = "Levels short of the top", "Size of the gap", "Order, furthest first"
UNDER_BAR, SHARE, LEAST, MOST_OF_ALL = (
    "Below the bar",
    "Share of those known (%)",
    "Of all, at least (%)",
    "Of all, at most (%)",
)
KEY = "Order by"
WITH_LEVEL = "Departments with a level"
BELOW, NOT_KNOWN, NOT_APPLIES = "Below the top", "Not known", "Does not apply"
MOST = 10
SIZE_NOTE = "The size of a gap is weight × the share of the scale that is still to go."


def every_gap(facts: Facts, levels: TableRange, wording: TableRange) -> Sheet:
    """Each statement of each department: how far it is from the top, and the next step."""
    columns = [
        Column("No.", 8, Format.COUNT),
        Column("Department", 24),
        Column("Theme", 18),
        Column("Statement", 28),
        Column("Now", 22),
        Column(SHORT, 13, Format.COUNT),
        Column("Next step", 56),
        Column(SIZE, 11, Format.NUMBER),
        *([Column(ORDER, 12, Format.COUNT)] if facts.one else []),
    ]
    notes = [
        "A statement nobody knows the level of is a gap of its own kind: find out.",
        f"Every statement is listed, so that a level changed on the sheet “Levels” shows here. {SIZE_NOTE}",
        *facts.source,
    ]
    table = TableRange("Gaps", columns, notes, count_answers(facts))
    sizes = [_size(facts, facts.one.id, each) for each in facts.statements] if facts.one else []

    def rows() -> Iterator[Row]:
        for line in answer_lines(facts, table):
            row = _gap(facts, line, levels, wording)
            if facts.one:
                row.append(rank_formula(table, line.at, "No.", sizes, line.statement_number - 1))
            yield row

    return Sheet(
        name=table.name,
        title="How far each statement is from the top of its scale, and what to do next",
        columns=columns,
        rows=Rows(table.count, rows),
        notes=notes,
        fixed_columns=4,
    )


def _gap(facts: Facts, line: AnswerLine, levels: TableRange, wording: TableRange) -> list[Content]:
    """One statement of one department: where it stands, how far that is from the top, and the next step."""
    gap = facts.to_the_top.get((line.key, line.statement.id))
    shown = short_of(line.judgement, None if gap is None else gap.short) if line.scale.ordered else DESCRIBED
    short = line.at[SHORT]

    def looked_up(heading: str) -> str:
        return levels.lookup("No.", line.at["No."], heading)

    level = f"1000*{line.statement_number}+{looked_up('Level or state')}"
    step = wording.lookup("Key", level, "Step up from here")
    return [
        line.number,
        line.department.name,
        line.theme.label,
        line.statement.label,
        Formula(f"={looked_up('In words')}", line.words),
        Formula(f"={looked_up(SHORT)}", shown),
        Formula(
            f'=IF({short}="Not known","{FIND_OUT}",IF({short}="Does not apply","{NONE_NEEDED}",'
            f'IF({short}=0,"{AT_THE_TOP}",'
            f'IF(IFERROR({step},"{NOT_SAID}")="{NOT_SAID}","{NO_GUIDANCE}",{step}))))',
            _next_step(shown, gap.next_step if gap else "") if line.scale.ordered else DESCRIBED,
        ),
        Formula(
            f"=ROUND({looked_up('Weight with a level')}{_top_of(line.scale)}-{looked_up('Points')},9)",
            _size(facts, line.key, line.statement),
        ),
    ]


def _top_of(scale: Scale) -> str:
    """The worth of the highest level as a factor, where that is less than all."""
    return "" if scale.most == 1 else f"*{scale.most!r}"


def _size(facts: Facts, department: str, statement: Statement) -> float:
    gap = facts.to_the_top.get((department, statement.id))
    return 0 if gap is None else gap.size


def _next_step(short: int | str, step: str) -> str:
    if isinstance(short, str):
        return FIND_OUT if short == "Not known" else NONE_NEEDED
    return (step or NO_GUIDANCE) if short else AT_THE_TOP


def rank_formula(
    table: TableRange, at: Mapping[str, str], number: str, sizes: list[float], s: int, by: str = SIZE
) -> Formula:
    """The rank of a size, ties in the order of the framework."""
    size, own = at[by], at[number]
    every, numbers = table.column(by), table.column(number)
    larger = sum(other > sizes[s] or (other == sizes[s] and o < s) for o, other in enumerate(sizes))
    return Formula(
        f'=IF({size}=0,"{NO_GAP}",1+SUMPRODUCT(({every}>{size})+({every}={size})*({numbers}<{own})))',
        1 + larger if sizes[s] else NO_GAP,
    )


def by_statement(facts: Facts, levels: TableRange) -> Sheet:
    """Over a round: how many departments are below the bar and below the top of each statement's scale."""
    columns = [
        Column("Statement no.", 14, Format.COUNT),
        Column("Theme", 20),
        Column("Statement", 34),
        Column(WITH_LEVEL, 14, Format.COUNT),
        Column("Bar", 8, Format.COUNT),
        Column(UNDER_BAR, 12, Format.COUNT),
        Column(SHARE, 12, Format.PERCENT),
        Column(LEAST, 12, Format.PERCENT),
        Column(MOST_OF_ALL, 12, Format.PERCENT),
        Column(BELOW, 12, Format.COUNT),
        Column(NOT_KNOWN, 12, Format.COUNT),
        Column(NOT_APPLIES, 12, Format.COUNT),
        Column("Score of the statement (%)", 14, Format.PERCENT),
        Column(KEY, 12, Format.NUMBER),
        Column(ORDER, 12, Format.COUNT),
    ]
    notes = [
        f"{bar(facts.framework)} Statements are ordered by the share below it of those known, then by the distance "
        "to the top. Of all whom a statement applies to, the share is at least, and at most, what it is if all the "
        "unknown fell on one side.",
        *facts.source,
    ]
    table = TableRange("Gaps by statement", columns, notes, len(facts.statements))
    found = spreads(facts.comparison)
    keys = [each.place for each in found]
    rows = [
        [
            *_of_statement(facts, levels, at, each),
            rank_formula(table, at, "Statement no.", keys, s, KEY),
        ]
        for s, (at, each) in enumerate(zip(map(table.row, table.lines), found, strict=True))
    ]
    return Sheet(
        name=table.name,
        title="How many departments fall short, by statement",
        columns=columns,
        rows=rows,
        notes=notes,
        fixed_columns=3,
    )


def _of_statement(facts: Facts, levels: TableRange, at: Mapping[str, str], each: Spread) -> list[Content]:
    """How many are known, below the bar and below the top, and what the statement is ordered by."""
    below, statement = each.known - each.levels[max(each.levels)], each.statement
    here = f"{levels.column('Statement no.')},{at['Statement no.']}"
    known, points = (f"SUMIFS({levels.column(name)},{here})" for name in ("Weight with a level", "Points"))
    applies = f"({at[WITH_LEVEL]}+{at[NOT_KNOWN]})"
    least, most = each.shares if each.applies else (None, None)
    return [
        facts.statements.index(statement) + 1,
        facts.framework.theme_of[statement.id].label,
        statement.label,
        Formula(f'=COUNTIFS({here},{levels.column("Weight with a level")},">0")', each.known),
        each.scale.cell(each.bar) if each.bar in each.scale.by_value else each.bar,
        Formula(f'=COUNTIFS({here},{levels.column("Level or state")},"<"&{at["Bar"]})', each.short),
        _share(at[UNDER_BAR], at[WITH_LEVEL], each.share if each.known else None),
        _share(at[UNDER_BAR], applies, least),
        _share(f"({at[UNDER_BAR]}+{at[NOT_KNOWN]})", applies, most),
        Formula(f'=COUNTIFS({here},{levels.column(SHORT)},">0")', below),
        Formula(f'=COUNTIFS({here},{levels.column("Weight not known")},">0")', each.unknown),
        Formula(
            f"=COUNTIFS({here})-{at[WITH_LEVEL]}-{at[NOT_KNOWN]}",
            len(facts.departments) - each.applies - each.not_asked,
        ),
        Formula(
            f'=IF({known}=0,"{NO_SCORE}",100*{points}/{known})',
            100 * (each.scale.most - each.distance) if each.known else NO_SCORE,
        ),
        Formula(
            f"=IF({known}=0,0,ROUND(1000000*{at[UNDER_BAR]}/{at[WITH_LEVEL]}+{each.scale.most:.17g}-{points}/{known},6))",
            each.place,
        ),
    ]


def _share(some: str, of: str, share: float | None) -> Formula:
    return Formula(f'=IF({of}=0,"{NO_SCORE}",100*{some}/{of})', NO_SCORE if share is None else 100 * share)


def biggest(facts: Facts, of: Sheet, title: str, note: str, headings: Sequence[str]) -> Sheet:
    """The biggest gaps first: of a department's statements, or of a round's, with some of that sheet's columns."""
    table, shown = of.table, ["Theme", "Statement", *headings]
    columns = [Column("Rank", 8, Format.COUNT), *(each for each in of.columns if each.heading in shown)]
    places = [number for number, each in enumerate(of.columns) if each.heading in shown]
    order = [each.heading for each in of.columns].index(ORDER)
    ranked = {shown_value(row[order]): row for row in of.rows}
    rows: list[Row] = []
    for rank in range(1, min(MOST, table.count) + 1):
        found = ranked.get(rank)
        cells: list[Content] = [rank]
        for number in places:
            heading = of.columns[number].heading
            cells.append(
                Formula(
                    f'=IFERROR({table.lookup(ORDER, rank, heading)},"None")',
                    "None" if found is None else shown_value(found[number]),
                )
            )
        rows.append(cells)
    return Sheet(
        name="Biggest gaps",
        title=title,
        columns=columns,
        rows=rows,
        notes=[
            f"{note} What is not known is not ranked: it is counted on the sheet “Summary”.",
            *facts.source,
        ],
    )


def to_the_top(facts: Facts, of: Sheet) -> Sheet:
    """The first of a department's gaps to the top, or of a round's statements (see `every_gap`, `by_statement`)."""
    several = [WITH_LEVEL, UNDER_BAR, SHARE, LEAST, MOST_OF_ALL, NOT_KNOWN]
    headings = ["Now", SHORT, "Next step"] if facts.one else several
    note = SIZE_NOTE if facts.one else f"Ordered by the share of those known. {bar(facts.framework)}"
    return biggest(facts, of, "Where it falls short, the furthest first", note, headings)
