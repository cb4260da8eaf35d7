"""Charts over the sheets' cells, with a table that says what each shows and where its figures are."""

from collections.abc import Sequence
from statistics import median

from maturity.briefing.facts import Facts, Movement
from maturity.briefing.gaps import below
from maturity.briefing.movement import SHOWN
from maturity.palette import RAMP, UNKNOWN
from maturity.scoring.movement import ScoreChange, Verdict
from maturity.wording import fixed
from maturity.workbook.pack.gaps import NOT_KNOWN, SHORT, UNDER_BAR, WITH_LEVEL
from maturity.workbook.pack.movement import POINTS, STEP, parts_of, together_of
from maturity.workbook.pack.projection import IN_ALL, ONCE, QUARTER, RUNNING, YEAR
from maturity.workbook.pack.road_map import Road
from maturity.workbook.pack.scores import HIGH, HIGHEST, LOW, LOWEST, MEDIAN, PLACED_SCORE, SCORE, has_order
from maturity.workbook.sheets import Cell, Chart, Column, Formula, Row, Series, Sheet, TableRange
from maturity.workbook.style import quotable

LIGHT, MIDDLE, DARK = RAMP[1], RAMP[3], RAMP[4]
MOST_DEPARTMENTS = 20
"""As many as bars can be read of; a round with more shows how they are spread."""
MOST = 6  # charts of a pack
COLUMNS = [Column("Chart", 26), Column("What it shows", 84), Column("Figures on sheet", 24)]


def charts(
    facts: Facts,
    themes: Sheet,
    profile: Sheet | None,
    gaps: Sheet,
    scores: Sheet,
    spread: Sheet | None,
    road: Road | None,
    moved: Sheet | None,
) -> Sheet:
    """Theme profile, gaps, scores in a round, movement and what is ahead; each title is a cell of the table."""
    made: list[tuple[str, Formula, Sheet, Chart]] = []

    def add(name: str, says: Formula, sheet: Sheet, **drawn: object) -> None:
        title_at = TableRange("Charts", COLUMNS, NOTES, MOST).cell("What it shows", len(made))
        chart = Chart(
            title_at=title_at,
            title=str(says.cached_value),
            says=f"Bar chart. {says.cached_value} Figures: sheet “{sheet.name}”.",
            **drawn,  # type: ignore[arg-type]
        )
        made.append((name, says, sheet, chart))

    labels = [theme.label for theme in facts.framework.themes]
    if facts.one or profile is None:
        sheet, figure, what, three = themes, SCORE, "score", (LOW, SCORE, HIGH)
    else:
        sheet, figure, what, three = profile, MEDIAN, "median score", (LOWEST, MEDIAN, HIGHEST)
    table = sheet.table
    values = [sheet.value(row, figure) for row in sheet.rows]
    add(
        "Theme profile",
        _extremes(table.column("Theme"), table.column(figure), labels, values, what),
        sheet,
        labels=table.column("Theme"),
        count=table.count,
        series=_three(table, three),
        axis="Per cent of the scale",
        highest=100.0,
    )
    table, rows = gaps.table, list(gaps.rows)
    first = gaps.value(rows[0], "Statement")
    statement = table.cell("Statement", 0)
    if facts.one:
        says = Formula(
            f'=IF({statement}="None","No statement with a level is below the top.",'
            f'"Among the furthest from the top: "&{statement}&", levels short of it: "&{table.cell(SHORT, 0)}&".")',
            "No statement with a level is below the top."
            if first == "None"
            else f"Among the furthest from the top: {first}, levels short of it: {gaps.value(rows[0], SHORT)}.",
        )
        add(
            "Shortfalls",
            says,
            gaps,
            labels=table.column("Statement"),
            count=table.count,
            series=[Series(SHORT, table.column(SHORT), MIDDLE)],
            axis=SHORT,
        )
    else:
        under = below(facts.framework)
        short_at, of = (table.cell(name, 0) for name in (UNDER_BAR, WITH_LEVEL))
        counts = [gaps.value(rows[0], name) for name in (UNDER_BAR, WITH_LEVEL)]
        says = Formula(
            f'=IF({statement}="None","No department with a level is below the top.","Of those known, the largest '
            f'share {under}: "&{statement}&", "&{short_at}&" of "&{of}&".")',
            "No department with a level is below the top."
            if first == "None"
            else f"Of those known, the largest share {under}: {first}, {counts[0]} of {counts[1]}.",
        )
        add(
            "Shortfalls",
            says,
            gaps,
            labels=table.column("Statement"),
            count=table.count,
            series=[
                Series(UNDER_BAR, table.column(UNDER_BAR), MIDDLE),
                Series(NOT_KNOWN, table.column(NOT_KNOWN), UNKNOWN),
            ],
            axis="Departments",
            stacked=True,
        )
        if has_order(facts):
            _of_scores(facts, scores, spread, add)
    if moved is not None and facts.movement is not None:
        _of_movement(facts, facts.movement, moved, add)
    if road is not None and road.projected is not None:
        _of_projection(road.projected, add)
    if road is not None and road.costs is not None:
        _of_costs(road.costs, add)
    listed: list[Row] = [[name, says, Cell(sheet.name, sheet=sheet.name)] for name, says, sheet, _ in made]
    return Sheet(
        name="Charts",
        title="The figures as charts",
        columns=COLUMNS,
        rows=listed,
        notes=NOTES,
        charts=[chart for *_, chart in made],
    )


NOTES: Sequence[str] = (
    "A bar of no length where a sheet says “No score” or “Not known” is no zero: there is nothing to draw.",
)


def _of_movement(facts: Facts, movement: Movement, moved: Sheet, add) -> None:  # type: ignore[no-untyped-def]
    table = moved.table
    total = table.cell(POINTS, len(movement.bridge.parts) + 1)
    change = together_of(movement.bridge)
    verb = "rose by" if change >= SHOWN else "fell by" if change <= -SHOWN else "stayed: it moved by"
    words = quotable(f"Since {movement.since.title} the {'' if facts.one else 'mean '}score")
    quoted = words.replace('"', '""')
    step = ScoreChange(movement.bridge.start, movement.bridge.end)
    sure = ", not certain" if step.verdict is Verdict.NOT_CERTAIN else ""
    add(
        "Movement",
        Formula(
            f'="{quoted} "&IF({total}>=0.05,"rose by ",IF({total}<=-0.05,"fell by ","stayed: it moved by "))'
            f'&FIXED(ABS({total}),1)&" points{sure}; the bars say of what."',
            f"{words} {verb} {fixed(abs(change))} points{sure}; the bars say of what.",
        ),
        moved,
        labels=parts_of(table, STEP, movement),
        count=len(movement.bridge.parts),
        series=[Series(POINTS, parts_of(table, POINTS, movement), MIDDLE)],
        axis=POINTS,
        lowest=None,
    )


def _of_projection(projected: Sheet, add) -> None:  # type: ignore[no-untyped-def]
    table, rows, last = projected.table, list(projected.rows), len(projected.rows) - 1
    start, end = (projected.value(rows[number], SCORE) for number in (0, last))
    quarter, nothing = projected.value(rows[last], QUARTER), "Projected: there is no score to show."
    start_at, end_at = table.cell(SCORE, 0), table.cell(SCORE, last)
    words = nothing
    if not isinstance(end, str):
        before = start if isinstance(start, str) else fixed(start)
        words = (
            f"Projected: from {before} to {fixed(end)} per cent by {quarter}, if everything approved is delivered on "
            "time."
        )
    add(
        "Projected scores",
        Formula(
            f'=IF(ISNUMBER({end_at}),"Projected: from "&IF(ISNUMBER({start_at}),FIXED({start_at},1),{start_at})&'
            f'" to "&FIXED({end_at},1)&" per cent by "&{table.cell(QUARTER, last)}&'
            f'", if everything approved is delivered on time.","{nothing}")',
            words,
        ),
        projected,
        labels=table.column(QUARTER),
        count=table.count,
        series=_three(table, (LOW, SCORE, HIGH)),
        axis="Per cent of the scale, projected",
        highest=100.0,
    )


def _of_costs(costs: Sheet, add) -> None:  # type: ignore[no-untyped-def]
    table, rows = costs.table, list(costs.rows)
    every = [int(costs.value(row, IN_ALL)) for row in rows]
    first, last = (costs.value(rows[number], YEAR) for number in (0, -1))
    total = table.column(IN_ALL)
    add(
        "Cost by year",
        Formula(
            f'="Projected: what is approved costs £"&FIXED(SUM({total}),0)&" from {first} to {last}, and most, £"&'
            f'FIXED(MAX({total}),0)&", in "&INDEX({table.column(YEAR)},MATCH(MAX({total}),{total},0))&"."',
            f"Projected: what is approved costs £{sum(every):,} from {first} to {last}, and most, £{max(every):,}, in "
            f"{costs.value(rows[every.index(max(every))], YEAR)}.",
        ),
        costs,
        labels=table.column(YEAR),
        count=table.count,
        series=[Series(ONCE, table.column(ONCE), LIGHT), Series(RUNNING, table.column(RUNNING), DARK)],
        axis="Pounds",
        stacked=True,
    )


def _of_scores(facts: Facts, scores: Sheet, spread: Sheet | None, add) -> None:  # type: ignore[no-untyped-def]
    cells, found = scores.table.column(PLACED_SCORE), facts.comparison.placed_scores
    says = Formula(
        f'=IF(COUNT({cells})=0,"{NOBODY}","Scores run from "&FIXED(MIN({cells}),1)&" to "'
        f'&FIXED(MAX({cells}),1)&" per cent, with a median of "&FIXED(MEDIAN({cells}),1)&".")',
        _run(found),
    )
    if spread is None:
        table = scores.table
        add(
            "Scores",
            says,
            scores,
            labels=table.column("Department"),
            count=table.count,
            series=_three(table, (LOW, PLACED_SCORE, HIGH)),
            axis="Per cent of the scale",
            highest=100.0,
        )
    else:
        table = spread.table
        add(
            "Spread of scores",
            says,
            spread,
            labels=table.column("Score (%)"),
            count=table.count,
            series=[Series("Departments", table.column("Departments"), MIDDLE)],
            axis="Departments",
        )


NOBODY = "No department is known well enough to place."


def _run(found: list[float]) -> str:
    if not found:
        return NOBODY
    return (
        f"Scores run from {fixed(min(found))} to {fixed(max(found))} per cent, with a median of "
        f"{fixed(median(found))}."
    )


def _extremes(
    labels_at: str, values_at: str, labels: list[str], values: Sequence[int | float | str], what: str
) -> Formula:
    """The themes with the highest and the lowest figure, in a sentence."""
    numbers = [value for value in values if not isinstance(value, str)]

    def pick(name: str) -> str:
        return f"INDEX({labels_at},MATCH({name}({values_at}),{values_at},0))"

    words = f"No theme has a {what} yet."
    if numbers and max(numbers) - min(numbers) < 1e-9:
        words = f"Every theme with a {what} stands at {fixed(max(numbers))} per cent."
    elif numbers:
        top, bottom = (labels[list(values).index(end(numbers))] for end in (max, min))
        high, low = fixed(max(numbers)), fixed(min(numbers))
        words = f"{top} has the highest {what}, {high} per cent; {bottom} the lowest, {low}."
    return Formula(
        f'=IF(COUNT({values_at})=0,"No theme has a {what} yet.",IF(MAX({values_at})-MIN({values_at})<0.000000001,'
        f'"Every theme with a {what} stands at "&FIXED(MAX({values_at}),1)&" per cent.",'
        f'{pick("MAX")}&" has the highest {what}, "&FIXED(MAX({values_at}),1)&" per cent; "&{pick("MIN")}&'
        f'" the lowest, "&FIXED(MIN({values_at}),1)&"."))',
        words,
    )


def _three(table: TableRange, headings: tuple[str, str, str]) -> list[Series]:
    colours = (LIGHT, DARK, MIDDLE)
    return [
        Series(heading, table.column(heading), colour)
        for heading, colour in zip(headings, colours, strict=True)
    ]
