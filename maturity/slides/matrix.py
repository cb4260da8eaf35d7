"""The slides of other groupings that have figures: the groups by the values of each."""

from maturity.briefing.facts import Facts
from maturity.briefing.groups import NO_STATEMENTS, matrix_told, values_in_words
from maturity.framework.model import Facet
from maturity.slides.slide import Slide, Table, sheets
from maturity.wording import counted

NONE_HERE = "–"
MOST_ROWS, FIRST = 14, 0.22
"""Groups on a slide, the themes alone where there are more; and the share of its width that their names have."""


def matrices(facts: Facts) -> list[Slide]:
    """One a grouping; none of a framework without figures by another."""
    return [_matrix(facts, facet) for facet in facts.framework.scored_facets]


def _matrix(facts: Facts, facet: Facet) -> Slide:
    told = matrix_told(facts.comparison, facet)
    rows = told.rows if len(told.rows) < MOST_ROWS else [row for row in told.rows if row[0].depth == 0]
    shown, left = rows[: MOST_ROWS - 1], len(rows[MOST_ROWS - 1 :])
    across = (1 - FIRST) / len(facet.values)
    return Slide(
        title=values_in_words(facts.comparison, facet),
        sentences=[
            "A cell has the figure, and after the dot how many statements it is of"
            + ("." if facts.one else "; the figure is the median of those known well enough."),
            f"{NONE_HERE} stands for no statements, which is not “not answered”.",
            *([f"{counted(left, 'group')} more in the board pack."] if left else []),
        ],
        source=sheets(f"Groups by {facet.label.lower()}"),
        shows=Table(
            says=f"Every group by {facet.label.lower()}, with the figure and how many statements it is of.",
            headings=["Group", *(value.label for value in facet.values)],
            widths=[FIRST, *(across for _ in facet.values)],
            rows=[
                [label, *(NONE_HERE if each == NO_STATEMENTS else each for each in cells)]
                for label, cells in [
                    *((group.label, cells) for group, cells in shown),
                    ("Over all", told.below),
                ]
            ],
        ),
    )
