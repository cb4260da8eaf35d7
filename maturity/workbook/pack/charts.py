"""Charts over the sheets' cells, with a table that says what each shows and where its figures are."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from maturity.briefing.facts import Facts, Movement
from maturity.briefing.gaps import below
from maturity.briefing.shown_as import SHOWN
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
FOLLOWS = "Follows a changed level?"
COLUMNS = [
    Column("Chart", 22),
    Column("What it shows", 70),
    Column("Figures on sheet", 20),
    Column(FOLLOWS, 16),
]


NOTES: Sequence[str] = (
    "A bar of no length where a sheet says “No score” or “Not known” is no zero: there is nothing to draw.",
)


@dataclass(frozen=True)
class _Bars:
    """Bars over the cells of a sheet, and the sentence that is their title."""

    name: str
    says: Formula
    sheet: Sheet
    labels: str  # as from TableRange.column
    series: Sequence[Series]
    axis: str
    count: int | None = None  # of labels; None: as many as the sheet has rows
    highest: float | None = None
    lowest: float | None = 0.0
    stacked: bool = False
    figures: str = "0"  # how the axis shows its numbers
    follows: bool = True  # what is changed on the sheet “Levels”

    def row(self) -> Row:
        follows = "Yes" if self.follows else "No: as when this was made"
        return [self.name, self.says, Cell(self.sheet.name, sheet=self.sheet.name), follows]

    def chart(self, number: int) -> Chart:
        """The chart whose title stands in that row of the table, from 0."""
        return Chart(
            title_at=TableRange("Charts", COLUMNS, NOTES, MOST).cell("What it shows", number),
            title=str(self.says.cached_value),
            says=f"Bar chart. When this was made: {self.says.cached_value} Figures: sheet “{self.sheet.name}”.",
            labels=self.labels,
            count=self.sheet.table.count if self.count is None else self.count,
            series=self.series,
            axis=self.axis,
            highest=self.highest,
            lowest=self.lowest,
            stacked=self.stacked,
            figures=self.figures,
        )


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
    found = [
        _theme_profile(facts, themes, "score", (LOW, SCORE, HIGH))
        if profile is None
        else _theme_profile(facts, profile, "median score", (LOWEST, MEDIAN, HIGHEST)),
        _gaps_of_one(gaps) if facts.one else _gaps_of_many(facts, gaps),
        _of_scores(facts, scores, spread) if has_order(facts) else None,
        _of_movement(facts, facts.movement, moved)
        if moved is not None and facts.movement is not None
        else None,
        _of_projection(road.projected) if road is not None and road.projected is not None else None,
        _of_costs(road.costs) if road is not None and road.costs is not None else None,
    ]
    drawn = [bars for bars in found if bars is not None]
    return Sheet(
        name="Charts",
        title="The figures as charts",
        columns=COLUMNS,
        rows=[bars.row() for bars in drawn],
        notes=NOTES,
        charts=[bars.chart(number) for number, bars in enumerate(drawn)],
    )


def _theme_profile(facts: Facts, sheet: Sheet, what: str, three: tuple[str, str, str]) -> _Bars:
    labels, figure = [theme.label for theme in facts.framework.themes], three[1]
    values = [sheet.value(row, figure) for row in sheet.rows]
    themes = sheet.table.column("Theme")
    return _Bars(
        "Theme profile",
        _extremes(themes, sheet.table.column(figure), labels, values, what),
        sheet,
        labels=themes,
        series=_three(sheet.table, three),
        axis="Per cent of the scale",
        highest=100.0,
    )


def _gaps_of_one(gaps: Sheet) -> _Bars:
    table, row = gaps.table, next(iter(gaps.rows))
    first, statement = gaps.value(row, "Statement"), table.cell("Statement", 0)
    return _Bars(
        "Shortfalls",
        Formula(
            f'=IF({statement}="None","No statement with a level is below the top.",'
            f'"Among the furthest from the top: "&{statement}&", levels short of it: "&{table.cell(SHORT, 0)}&".")',
            "No statement with a level is below the top."
            if first == "None"
            else f"Among the furthest from the top: {first}, levels short of it: {gaps.value(row, SHORT)}.",
        ),
        gaps,
        labels=table.column("Statement"),
        series=[Series(SHORT, table.column(SHORT), MIDDLE)],
        axis=SHORT,
    )


def _gaps_of_many(facts: Facts, gaps: Sheet) -> _Bars:
    table, row, under = gaps.table, next(iter(gaps.rows)), below(facts.framework)
    first, statement = gaps.value(row, "Statement"), table.cell("Statement", 0)
    short_at, of = (table.cell(name, 0) for name in (UNDER_BAR, WITH_LEVEL))
    short, known = (gaps.value(row, name) for name in (UNDER_BAR, WITH_LEVEL))
    return _Bars(
        "Shortfalls",
        Formula(
            f'=IF({statement}="None","No department with a level is below the top.","Of those known, the largest '
            f'share {under}: "&{statement}&", "&{short_at}&" of "&{of}&".")',
            "No department with a level is below the top."
            if first == "None"
            else f"Of those known, the largest share {under}: {first}, {short} of {known}.",
        ),
        gaps,
        labels=table.column("Statement"),
        series=[
            Series(UNDER_BAR, table.column(UNDER_BAR), MIDDLE),
            Series(NOT_KNOWN, table.column(NOT_KNOWN), UNKNOWN),
        ],
        axis="Departments",
        stacked=True,
    )


def _of_movement(facts: Facts, movement: Movement, moved: Sheet) -> _Bars:
    table = moved.table
    total = table.cell(POINTS, len(movement.bridge.parts) + 1)
    change = together_of(movement.bridge)
    verb = "rose by" if change >= SHOWN else "fell by" if change <= -SHOWN else "stayed: it moved by"
    words = quotable(f"Since {movement.since.title} the {'' if facts.one else 'mean '}score")
    quoted = words.replace('"', '""')
    step = ScoreChange(movement.bridge.start, movement.bridge.end)
    sure = ", not certain" if step.verdict is Verdict.NOT_CERTAIN else ""
    return _Bars(
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
        follows=False,
    )


def _of_projection(projected: Sheet) -> _Bars:
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
    return _Bars(
        "Projected scores",
        Formula(
            f'=IF(ISNUMBER({end_at}),"Projected: from "&IF(ISNUMBER({start_at}),FIXED({start_at},1),{start_at})&'
            f'" to "&FIXED({end_at},1)&" per cent by "&{table.cell(QUARTER, last)}&'
            f'", if everything approved is delivered on time.","{nothing}")',
            words,
        ),
        projected,
        labels=table.column(QUARTER),
        series=_three(table, (LOW, SCORE, HIGH)),
        axis="Per cent of the scale, projected",
        highest=100.0,
        follows=False,
    )


def _of_costs(costs: Sheet) -> _Bars | None:
    table, rows = costs.table, list(costs.rows)
    every = [int(costs.value(row, IN_ALL)) for row in rows]
    if not any(every):  # only what is saved is known
        return None
    first, last = (costs.value(rows[number], YEAR) for number in (0, -1))
    total = table.column(IN_ALL)
    return _Bars(
        "Cost by year",
        Formula(
            f'="Projected: what is approved costs £"&FIXED(SUM({total}),0)&" from {first} to {last}, and most, £"&'
            f'FIXED(MAX({total}),0)&", in "&INDEX({table.column(YEAR)},MATCH(MAX({total}),{total},0))&"."',
            f"Projected: what is approved costs £{sum(every):,} from {first} to {last}, and most, £{max(every):,}, in "
            f"{costs.value(rows[every.index(max(every))], YEAR)}.",
        ),
        costs,
        labels=table.column(YEAR),
        series=[Series(ONCE, table.column(ONCE), LIGHT), Series(RUNNING, table.column(RUNNING), DARK)],
        axis="Pounds",
        stacked=True,
        figures="#,##0",
        follows=False,
    )


def _of_scores(facts: Facts, scores: Sheet, spread: Sheet | None) -> _Bars:
    cells, found = scores.table.column(PLACED_SCORE), facts.comparison.placed_scores
    says = Formula(
        f'=IF(COUNT({cells})=0,"{NOBODY}","Scores run from "&FIXED(MIN({cells}),1)&" to "'
        f'&FIXED(MAX({cells}),1)&" per cent, with a median of "&FIXED(MEDIAN({cells}),1)&".")',
        _run(found),
    )
    if spread is None:
        return _Bars(
            "Scores",
            says,
            scores,
            labels=scores.table.column("Department"),
            series=_three(scores.table, (LOW, PLACED_SCORE, HIGH)),
            axis="Per cent of the scale",
            highest=100.0,
        )
    return _Bars(
        "Spread of scores",
        says,
        spread,
        labels=spread.table.column("Score (%)"),
        series=[Series("Departments", spread.table.column("Departments"), MIDDLE)],
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
