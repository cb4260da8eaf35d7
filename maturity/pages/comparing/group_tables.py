"""Groups: every theme and topic with its figure, and the second grouping where it meets them."""

import streamlit as st

from maturity.briefing.groups import NO_STATEMENTS, GroupTold, MatrixTold, groups_told, matrix_told
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import choose
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.marks import Cell, Html
from maturity.scoring.compare import Comparison

ALL = "all"
HOW = (
    "A cell has the figure, and how many statements it is of. Of several departments it is the median of those known "
    "well enough."
)


def show_groups(comparison: Comparison) -> None:
    """Of all departments, or of one that is chosen."""
    names = {key: each.name for key, each in comparison.departments.items()}
    if len(names) > 1:
        chosen = choose("Figures of", {ALL: f"All {len(names)}: the median", **names}, "of", in_row=True)
        comparison = comparison if chosen == ALL else comparison.only([chosen])
    told = groups_told(comparison)
    several = len(comparison.departments) > 1
    kinds = len({each.kind for each in told}) > 1
    headings = [
        "Group",
        *(["Kind"] if kinds else []),
        "Median" if several else "Figure",
        *(["From lowest to highest"] if several else []),
        "Known",
    ]
    rows: list[list[Cell]] = [
        [
            _name(each),
            *([each.kind] if kinds else []),
            each.figure,
            *([each.spread] if several else []),
            each.known,
        ]
        for each in told
    ]
    marks.show(marks.table("Every group", headings, rows, kind="stacks", hidden_caption=True))
    for facet in comparison.framework.scored_facets:
        st.header(literal(f"By {facet.label.lower()}"))
        marks.show(_matrix(matrix_told(comparison, facet)), marks.quiet(HOW))


def _name(each: GroupTold) -> Html:
    return Html(f'<span style="padding-left:{1.2 * each.depth:.1f}rem">{marks.html_of(each.label)}</span>')


def _matrix(told: MatrixTold) -> Html:
    def cell(words: str) -> Cell:
        return Html(f'<span class="quiet">{words}</span>') if words == NO_STATEMENTS else words

    rows: list[list[Cell]] = [[_name(group), *map(cell, cells)] for group, cells in told.rows]
    rows.append(["Over all", *map(cell, told.below)])
    headings = ["Group", *(value.label for value in told.facet.values)]
    return marks.table(told.facet.label, headings, rows, kind="stacks", hidden_caption=True)
