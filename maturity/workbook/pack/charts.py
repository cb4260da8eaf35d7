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
from maturity.workbook.pack.road_map import Road, came_to
from maturity.workbook.pack.scores import HIGH, HIGHEST, LOW, LOWEST, MEDIAN, PLACED_SCORE, SCORE, has_order
from maturity.workbook.sheets import Cell, Chart, Column, Formula, Place, Row, Series, Sheet
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
        title_at = Place("Charts", COLUMNS, NOTES, MOST).one("What it shows", len(made))
        chart = Chart(
            title_at=title_at,
            title=str(says.came_to),
            says=f"Bar chart. {says.came_to} Figures: sheet “{sheet.name}”.",
            **drawn,  # type: ignore[arg-type]
        )
        made.append((name, says, sheet, chart))

    labels = [theme.label for theme in facts.framework.themes]
    if facts.one or profile is None:
        sheet, figure, what, three = themes, SCORE, "score", (LOW, SCORE, HIGH)
    else:
        sheet, figure, what, three = profile, MEDIAN, "median score", (LOWEST, MEDIAN, HIGHEST)
    place = sheet.place
    values = [came_to(row, sheet, figure) for row in sheet.rows]
    add(
        "Theme profile",
        _extremes(place.whole("Theme"), place.whole(figure), labels, values, what),
        sheet,
        labels=place.whole("Theme"),
        count=place.count,
        series=_three(place, three),
        axis="Per cent of the scale",
        highest=100.0,
    )
    place, rows = gaps.place, list(gaps.rows)
    first = came_to(rows[0], gaps, "Statement")
    statement = place.one("Statement", 0)
    if facts.one:
        says = Formula(
            f'=IF({statement}="None","No statement with a level is below the top.",'
            f'"Among the furthest from the top: "&{statement}&", levels short of it: "&{place.one(SHORT, 0)}&".")',
            "No statement with a level is below the top."
            if first == "None"
            else f"Among the furthest from the top: {first}, levels short of it: {came_to(rows[0], gaps, SHORT)}.",
        )
        add(
            "Shortfalls",
            says,
            gaps,
            labels=place.whole("Statement"),
            count=place.count,
            series=[Series(SHORT, place.whole(SHORT), MIDDLE)],
            axis=SHORT,
        )
    else:
        under = below(facts.framework)
        short_at, of = (place.one(name, 0) for name in (UNDER_BAR, WITH_LEVEL))
        counts = [came_to(rows[0], gaps, name) for name in (UNDER_BAR, WITH_LEVEL)]
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
            labels=place.whole("Statement"),
            count=place.count,
            series=[
                Series(UNDER_BAR, place.whole(UNDER_BAR), MIDDLE),
                Series(NOT_KNOWN, place.whole(NOT_KNOWN), UNKNOWN),
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
    table: list[Row] = [[name, says, Cell(sheet.name, sheet=sheet.name)] for name, says, sheet, _ in made]
    return Sheet(
        name="Charts",
        title="The figures as charts",
        columns=COLUMNS,
        rows=table,
        notes=NOTES,
        charts=[chart for *_, chart in made],
    )


NOTES: Sequence[str] = (
    "A bar of no length where a sheet says “No score” or “Not known” is no zero: there is nothing to draw.",
)


def _of_movement(facts: Facts, movement: Movement, moved: Sheet, add) -> None:  # type: ignore[no-untyped-def]
    place = moved.place
    total = place.one(POINTS, len(movement.bridge.parts) + 1)
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
        labels=parts_of(place, STEP, movement),
        count=len(movement.bridge.parts),
        series=[Series(POINTS, parts_of(place, POINTS, movement), MIDDLE)],
        axis=POINTS,
        lowest=None,
    )


def _of_projection(projected: Sheet, add) -> None:  # type: ignore[no-untyped-def]
    place, rows, last = projected.place, list(projected.rows), len(projected.rows) - 1
    start, end = (came_to(rows[number], projected, SCORE) for number in (0, last))
    quarter, nothing = came_to(rows[last], projected, QUARTER), "Projected: there is no score to show."
    start_at, end_at = place.one(SCORE, 0), place.one(SCORE, last)
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
            f'" to "&FIXED({end_at},1)&" per cent by "&{place.one(QUARTER, last)}&'
            f'", if everything approved is delivered on time.","{nothing}")',
            words,
        ),
        projected,
        labels=place.whole(QUARTER),
        count=place.count,
        series=_three(place, (LOW, SCORE, HIGH)),
        axis="Per cent of the scale, projected",
        highest=100.0,
    )


def _of_costs(costs: Sheet, add) -> None:  # type: ignore[no-untyped-def]
    place, rows = costs.place, list(costs.rows)
    every = [int(came_to(row, costs, IN_ALL)) for row in rows]
    first, last = (came_to(rows[number], costs, YEAR) for number in (0, -1))
    total = place.whole(IN_ALL)
    add(
        "Cost by year",
        Formula(
            f'="Projected: what is approved costs £"&FIXED(SUM({total}),0)&" from {first} to {last}, and most, £"&'
            f'FIXED(MAX({total}),0)&", in "&INDEX({place.whole(YEAR)},MATCH(MAX({total}),{total},0))&"."',
            f"Projected: what is approved costs £{sum(every):,} from {first} to {last}, and most, £{max(every):,}, in "
            f"{came_to(rows[every.index(max(every))], costs, YEAR)}.",
        ),
        costs,
        labels=place.whole(YEAR),
        count=place.count,
        series=[Series(ONCE, place.whole(ONCE), LIGHT), Series(RUNNING, place.whole(RUNNING), DARK)],
        axis="Pounds",
        stacked=True,
    )


def _of_scores(facts: Facts, scores: Sheet, spread: Sheet | None, add) -> None:  # type: ignore[no-untyped-def]
    cells, found = scores.place.whole(PLACED_SCORE), facts.comparison.placed_scores
    says = Formula(
        f'=IF(COUNT({cells})=0,"{NOBODY}","Scores run from "&FIXED(MIN({cells}),1)&" to "'
        f'&FIXED(MAX({cells}),1)&" per cent, with a median of "&FIXED(MEDIAN({cells}),1)&".")',
        _run(found),
    )
    if spread is None:
        place = scores.place
        add(
            "Scores",
            says,
            scores,
            labels=place.whole("Department"),
            count=place.count,
            series=_three(place, (LOW, PLACED_SCORE, HIGH)),
            axis="Per cent of the scale",
            highest=100.0,
        )
    else:
        place = spread.place
        add(
            "Spread of scores",
            says,
            spread,
            labels=place.whole("Score (%)"),
            count=place.count,
            series=[Series("Departments", place.whole("Departments"), MIDDLE)],
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


def _three(place: Place, headings: tuple[str, str, str]) -> list[Series]:
    colours = (LIGHT, DARK, MIDDLE)
    return [
        Series(heading, place.whole(heading), colour)
        for heading, colour in zip(headings, colours, strict=True)
    ]
