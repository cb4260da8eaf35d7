"""Charts over the sheets' cells, with a table that says what each shows and where its figures are."""

from collections.abc import Sequence
from statistics import median

from maturity.palette import RAMP, UNKNOWN
from maturity.workbook.pack.facts import Facts, fixed
from maturity.workbook.pack.gaps import BELOW, NOT_KNOWN, SHORT
from maturity.workbook.pack.scores import HIGH, HIGHEST, LOW, LOWEST, MEDIAN, SCORE, shown
from maturity.workbook.sheets import Cell, Chart, Column, Formula, Place, Row, Series, Sheet

LIGHT, MIDDLE, DARK = RAMP[1], RAMP[3], RAMP[4]
MOST_DEPARTMENTS = 20
"""As many as bars can be read of; a round with more shows how they are spread."""
COLUMNS = [Column("Chart", 26), Column("What it shows", 84), Column("Figures on sheet", 24)]


def charts(
    facts: Facts, themes: Sheet, profile: Sheet | None, gaps: Sheet, scores: Sheet, spread: Sheet | None
) -> Sheet:
    """Theme profile, gaps and, in a round, scores; each chart's title is a cell of the table."""
    made: list[tuple[str, Formula, Sheet, Chart]] = []

    def add(name: str, says: Formula, sheet: Sheet, **drawn: object) -> None:
        title_at = Place("Charts", COLUMNS, NOTES, 3).one("What it shows", len(made))
        chart = Chart(
            title_at=title_at,
            title=str(says.came_to),
            says=f"Bar chart. {says.came_to} Figures: sheet “{sheet.name}”.",
            **drawn,  # type: ignore[arg-type]
        )
        made.append((name, says, sheet, chart))

    if facts.alone or profile is None:
        place = themes.place
        values = [
            shown(facts.comparison.theme_scores[facts.departments[0][0], theme.id])[SCORE]
            for theme in facts.framework.themes
        ]
        labels = [theme.label for theme in facts.framework.themes]
        add(
            "Theme profile",
            _extremes(place.whole("Theme"), place.whole(SCORE), labels, values, "score"),
            themes,
            labels=place.whole("Theme"),
            count=place.count,
            series=_three(place, (LOW, SCORE, HIGH)),
            axis="Per cent of the scale",
            highest=100.0,
        )
    else:
        place = profile.place
        values = [_came_to(row[3]) for row in profile.rows]
        labels = [theme.label for theme in facts.framework.themes]
        add(
            "Theme profile",
            _extremes(place.whole("Theme"), place.whole(MEDIAN), labels, values, "median score"),
            profile,
            labels=place.whole("Theme"),
            count=place.count,
            series=_three(place, (LOWEST, MEDIAN, HIGHEST)),
            axis="Per cent of the scale",
            highest=100.0,
        )
    place, rows = gaps.place, list(gaps.rows)
    first = _came_to(rows[0][2])
    statement = place.one("Statement", 0)
    if facts.alone:
        says = Formula(
            f'=IF({statement}="None","No statement with a level is below the top.",'
            f'"The biggest gap: "&{statement}&", "&{place.one(SHORT, 0)}&" levels short of the top.")',
            "No statement with a level is below the top."
            if first == "None"
            else f"The biggest gap: {first}, {_came_to(rows[0][4])} levels short of the top.",
        )
        add(
            "Gaps",
            says,
            gaps,
            labels=place.whole("Statement"),
            count=place.count,
            series=[Series(SHORT, place.whole(SHORT), MIDDLE)],
            axis="Levels short of the top",
        )
    else:
        below, of = (place.one(name, 0) for name in (BELOW, "Departments with a level"))
        says = Formula(
            f'=IF({statement}="None","No department with a level is below the top.","The biggest gap: "&{statement}&'
            f'", where "&{below}&" of "&{of}&" departments with a level are below the top.")',
            "No department with a level is below the top."
            if first == "None"
            else f"The biggest gap: {first}, where {_came_to(rows[0][4])} of {_came_to(rows[0][3])} departments "
            "with a level are below the top.",
        )
        add(
            "Gaps",
            says,
            gaps,
            labels=place.whole("Statement"),
            count=place.count,
            series=[
                Series(BELOW, place.whole(BELOW), MIDDLE),
                Series(NOT_KNOWN, place.whole(NOT_KNOWN), UNKNOWN),
            ],
            axis="Departments",
            stacked=True,
        )
        _of_scores(facts, scores, spread, add)
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


def _of_scores(facts: Facts, scores: Sheet, spread: Sheet | None, add) -> None:  # type: ignore[no-untyped-def]
    cells = scores.place.whole(SCORE)
    found = [
        score for key, _ in facts.departments if (score := facts.comparison.scores[key].score) is not None
    ]
    says = Formula(
        f'=IF(COUNT({cells})=0,"No department has a score.","Scores run from "&FIXED(MIN({cells}),1)&" to "'
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
            series=_three(place, (LOW, SCORE, HIGH)),
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


def _run(found: list[float]) -> str:
    if not found:
        return "No department has a score."
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


def _came_to(content: object) -> int | float | str:
    return content.came_to if isinstance(content, Formula) else content  # type: ignore[return-value]
