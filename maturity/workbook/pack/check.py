"""The app's own figures beside the workbook's formulas, and whether they agree."""

from collections.abc import Iterator, Sequence

from maturity.briefing.facts import Facts
from maturity.workbook.pack.scores import BEST, FIGURES, WORST, has_order, overall_figures, shown
from maturity.workbook.sheets import Column, Format, Formula, Row, Rows, Sheet, TableRange

AGREE = "Do they agree?"
Figure = tuple[str, str, str, int | float | str, str]
"""A row of its own: the department, what it is of, the figure, the app's, and where the workbook's stands."""


def check(facts: Facts, scores: TableRange, themes: TableRange, others: Sequence[Figure] = ()) -> Sheet:
    """One row a figure of a score: of each department over all, and in each theme; then the `others`."""
    count = len(facts.framework.themes)
    figures = [*overall_figures(facts), *([BEST, WORST] if has_order(facts) else [])]
    columns = [
        Column("Department", 28),
        Column("Score of", 26),
        Column("Figure", 22),
        Column("The app's", 14, Format.PERCENT),
        Column("This workbook's", 14, Format.PERCENT),
        Column(AGREE, 14),
    ]
    total = len(facts.departments) * (len(figures) + count * len(FIGURES)) + len(others)
    words = "The app's figures were written when this was made; they differ once a level is changed here."
    table = TableRange("Check", columns, [Formula("=0", 0), words], total)
    agreement = table.column(AGREE)
    verdict = Formula(
        f'=IF(COUNTIF({agreement},"No")=0,"All {total} figures agree.",'
        f'COUNTIF({agreement},"No")&" of {total} figures differ.")',
        f"All {total} figures agree.",
    )

    def rows() -> Iterator[Row]:
        lines = iter(table.lines)
        for d, (key, department) in enumerate(facts.departments, start=1):
            rank = facts.comparison.ranks.get(key)
            overall = shown(facts.comparison.scores[key])
            overall[BEST] = rank.best if rank else "No rank"
            overall[WORST] = rank.worst if rank else "No rank"
            for figure in figures:
                at = scores.lookup("Department no.", d, figure)
                yield _row(next(lines), department.name, "All statements", figure, overall[figure], at)
            for t, theme in enumerate(facts.framework.themes, start=1):
                of_theme = shown(facts.comparison.theme_scores[key, theme.id])
                number = (d - 1) * count + t
                for figure in FIGURES:
                    at = themes.lookup("No.", number, figure)
                    yield _row(next(lines), department.name, theme.label, figure, of_theme[figure], at)
        for name, of, figure, app, at in others:
            yield _row(next(lines), name, of, figure, app, at)

    return Sheet(
        name=table.name,
        title="The app's figures beside this workbook's formulas",
        columns=columns,
        rows=Rows(total, rows),
        notes=[verdict, words],
        fixed_columns=3,
        portrait=True,
    )


def _row(line: int, department: str, of: str, figure: str, app: int | float | str, at: str) -> Row:
    ours, theirs = f"D{line}", f"E{line}"
    return [
        department,
        of,
        figure,
        app,
        Formula(f"={at}", app),
        Formula(
            f'=IF(AND(ISNUMBER({ours}),ISNUMBER({theirs})),IF(ABS({ours}-{theirs})<=0.000000001,"Yes","No"),'
            f'IF({ours}={theirs},"Yes","No"))',
            "Yes",
        ),
    ]
