"""Figures of groups beyond the themes: of a second grouping, and where the two meet."""

from collections.abc import Mapping
from dataclasses import dataclass

from maturity.assessment.levels import Levels
from maturity.framework.groups import Group, columns_of_value, groups_of
from maturity.framework.model import Facet
from maturity.scoring.score import Score, by_columns

Cell = tuple[str, str]
"""A group of the themes, and a value of the facet, by id."""


@dataclass(frozen=True)
class Matrix:
    """The groups of a framework (rows) by the values of one of its facets (columns).

    `counts` has how many statements each cell holds: none is not the same as none answered. `cells` has the figure of
    each department in each cell that holds any, and `values` in each value over all groups: the weighted mean over the
    statements with a level.
    """

    facet: Facet
    groups: tuple[Group, ...]
    counts: Mapping[Cell, int]
    cells: Mapping[tuple[str, str, str], Score]
    values: Mapping[tuple[str, str], Score]


def facet_matrix(levels: Levels, facet: Facet) -> Matrix:
    """The figures of every department where groups and the values of a facet meet."""
    framework = levels.framework
    of_value = {value.id: columns_of_value(framework, facet, value) for value in facet.values}
    found = tuple(groups_of(framework))
    columns = {
        (group.id, value): [column for column in group.columns if column in set(own)]
        for group in found
        for value, own in of_value.items()
    }
    filled = {cell: own for cell, own in columns.items() if own}
    cells = by_columns(levels, filled)
    values = by_columns(levels, {value: own for value, own in of_value.items() if own})
    return Matrix(
        facet,
        found,
        {cell: len(own) for cell, own in columns.items()},
        {(department, *cell): score for (department, cell), score in cells.items()},
        dict(values),
    )
