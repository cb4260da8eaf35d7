"""Where levels fall short of the top: every one, by statement over a round, and the biggest first."""

from collections.abc import Iterator, Sequence

from maturity.briefing.facts import Facts
from maturity.framework.model import Statement
from maturity.roadmap.gaps import FIND_OUT
from maturity.workbook.pack.levels import NOT_SAID, short_of, worked_out
from maturity.workbook.pack.words import NO_SCORE
from maturity.workbook.sheets import Cell, Column, Content, Format, Formula, Place, Row, Rows, Sheet

AT_THE_TOP = "None: it is at the top"
NONE_NEEDED = "None: it does not apply"
GUIDANCE = "See the framework's guidance"
NO_GAP = "No gap"
SHORT, SIZE, ORDER = "Levels short of the top", "Size of the gap", "Order, biggest first"
BELOW, NOT_KNOWN, NOT_APPLIES = "Below the top", "Not known", "Does not apply"
MOST = 10
SIZE_NOTE = "The size of a gap is weight × the share of the scale that is still to go."


def every_gap(facts: Facts, levels: Place, wording: Place) -> Sheet:
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
    place = Place("Gaps", columns, notes, len(facts.departments) * len(facts.statements))
    col = place.letters

    def looked_up(heading: str, line: int) -> str:
        return levels.where("No.", f"{col['No.']}{line}", heading)

    def rows() -> Iterator[Row]:
        lines = iter(place.lines)
        for d, (key, department) in enumerate(facts.departments):
            sizes = [_size(facts, key, statement) for statement in facts.statements]
            for s, statement in enumerate(facts.statements):
                line = next(lines)
                judgement = facts.judgement(key, statement)
                gap = facts.to_the_top.get((key, statement.id))
                short = f"{col[SHORT]}{line}"
                level = f"1000*{s + 1}+{looked_up('Level or state', line)}"
                step = wording.where("Key", level, "Step up from here")
                shown = short_of(judgement, None if gap is None else gap.short)
                row: list[Content] = [
                    d * len(facts.statements) + s + 1,
                    department.name,
                    facts.framework.theme_of[statement.id].label,
                    statement.label,
                    Formula(f"={looked_up('In words', line)}", facts.words(statement, judgement)),
                    Formula(f"={looked_up(SHORT, line)}", shown),
                    Formula(
                        f'=IF({short}="Not known","{FIND_OUT}",IF({short}="Does not apply","{NONE_NEEDED}",'
                        f'IF({short}=0,"{AT_THE_TOP}",'
                        f'IF(IFERROR({step},"{NOT_SAID}")="{NOT_SAID}","{GUIDANCE}",{step}))))',
                        _next_step(shown, gap.next_step if gap else ""),
                    ),
                    Formula(
                        f"=ROUND({looked_up('Weight with a level', line)}-{looked_up('Points', line)},9)",
                        sizes[s],
                    ),
                ]
                if facts.one:
                    row.append(rank_formula(place, line, "No.", sizes, s))
                yield row

    return Sheet(
        name=place.name,
        title="How far each statement is from the top of its scale, and what to do next",
        columns=columns,
        rows=Rows(place.count, rows),
        notes=notes,
        fixed_columns=4,
    )


def _size(facts: Facts, department: str, statement: Statement) -> float:
    gap = facts.to_the_top.get((department, statement.id))
    return 0 if gap is None else gap.size


def _next_step(short: int | str, step: str) -> str:
    if isinstance(short, str):
        return FIND_OUT if short == "Not known" else NONE_NEEDED
    return (step or GUIDANCE) if short else AT_THE_TOP


def rank_formula(place: Place, line: int, number: str, sizes: list[float], s: int) -> Formula:
    """The rank of a size, ties in the order of the framework."""
    size, own = f"{place.letters[SIZE]}{line}", f"{place.letters[number]}{line}"
    every, numbers = place.whole(SIZE), place.whole(number)
    larger = sum(other > sizes[s] or (other == sizes[s] and o < s) for o, other in enumerate(sizes))
    return Formula(
        f'=IF({size}=0,"{NO_GAP}",1+SUMPRODUCT(({every}>{size})+({every}={size})*({numbers}<{own})))',
        1 + larger if sizes[s] else NO_GAP,
    )


def by_statement(facts: Facts, levels: Place) -> Sheet:
    """Over a round: how many departments are below the top of each statement's scale."""
    columns = [
        Column("Statement no.", 14, Format.COUNT),
        Column("Theme", 20),
        Column("Statement", 34),
        Column("Departments with a level", 14, Format.COUNT),
        Column(BELOW, 12, Format.COUNT),
        Column(NOT_KNOWN, 12, Format.COUNT),
        Column(NOT_APPLIES, 12, Format.COUNT),
        Column("Score of the statement (%)", 14, Format.PERCENT),
        Column(SIZE, 11, Format.NUMBER),
        Column(ORDER, 12, Format.COUNT),
    ]
    notes = [f"{SIZE_NOTE} Here it is summed over the departments with a level.", *facts.source]
    place = Place("Gaps by statement", columns, notes, len(facts.statements))
    col = place.letters
    counted = [_counted(facts, s) for s in range(len(facts.statements))]
    sizes = [size for *_, size in counted]
    rows: list[Row] = []
    for s, (line, statement) in enumerate(zip(place.lines, facts.statements, strict=True)):
        with_level, below, unknown, score, size = counted[s]
        here = f"{levels.whole('Statement no.')},{col['Statement no.']}{line}"
        known, points = (f"SUMIFS({levels.whole(name)},{here})" for name in ("Weight with a level", "Points"))
        rows.append(
            [
                s + 1,
                facts.framework.theme_of[statement.id].label,
                statement.label,
                Formula(f'=COUNTIFS({here},{levels.whole("Weight with a level")},">0")', with_level),
                Formula(f'=COUNTIFS({here},{levels.whole(SHORT)},">0")', below),
                Formula(f'=COUNTIFS({here},{levels.whole("Weight not known")},">0")', unknown),
                Formula(
                    f"=COUNTIFS({here})-{col['Departments with a level']}{line}-{col[NOT_KNOWN]}{line}",
                    len(facts.departments) - with_level - unknown,
                ),
                Formula(f'=IF({known}=0,"{NO_SCORE}",100*{points}/{known})', score),
                Formula(f"=ROUND({known}-{points},9)", size),
                rank_formula(place, line, "Statement no.", sizes, s),
            ]
        )
    return Sheet(
        name=place.name,
        title="How many departments fall short of the top, by statement",
        columns=columns,
        rows=rows,
        notes=notes,
        fixed_columns=3,
    )


def _counted(facts: Facts, s: int) -> tuple[int, int, int, float | str, float]:
    """Departments with a level, below the top, and not known; the statement's score, and the size of its gap."""
    statement = facts.statements[s]
    highest = facts.framework.scale_of(statement).highest.value
    each = [worked_out(statement, facts.judgement(key, statement), highest) for key, _ in facts.departments]
    known, points = sum(one[0] for one in each), sum(one[2] for one in each)
    below = sum(facts.judgement(key, statement).level not in (None, highest) for key, _ in facts.departments)
    return (
        sum(one[0] > 0 for one in each),
        below,
        sum(one[1] > 0 for one in each),
        100 * points / known if known else NO_SCORE,
        round(sum(_size(facts, key, statement) for key, _ in facts.departments), 9),
    )


def biggest(facts: Facts, of: Sheet, title: str, note: str, headings: Sequence[str]) -> Sheet:
    """The biggest gaps first: of a department's statements, or of a round's, with some of that sheet's columns."""
    place, shown = of.place, ["Theme", "Statement", *headings]
    columns = [Column("Rank", 8, Format.COUNT), *(each for each in of.columns if each.heading in shown)]
    places = [number for number, each in enumerate(of.columns) if each.heading in shown]
    order = [each.heading for each in of.columns].index(ORDER)
    ranked = {_came_to(row[order]): row for row in of.rows}
    rows: list[Row] = []
    for rank in range(1, min(MOST, place.count) + 1):
        found = ranked.get(rank)
        cells: list[Content] = [rank]
        for number in places:
            heading = of.columns[number].heading
            cells.append(
                Formula(
                    f'=IFERROR({place.where(ORDER, rank, heading)},"None")',
                    "None" if found is None else _came_to(found[number]),
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
    """The biggest of the gaps to the top of the scale (see `every_gap`, `by_statement`)."""
    headings = ["Now", SHORT, "Next step"] if facts.one else ["Departments with a level", BELOW, NOT_KNOWN]
    return biggest(facts, of, "The biggest gaps first", SIZE_NOTE, headings)


def _came_to(content: Content) -> int | float | str:
    value = content.value if isinstance(content, Cell) else content
    return value.came_to if isinstance(value, Formula) else value
