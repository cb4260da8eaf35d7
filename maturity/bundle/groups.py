"""Figures of topics, and of a second grouping where it meets the groups, as a tidy table."""

from collections.abc import Iterator, Sequence

from maturity.briefing.groups import has_groups
from maturity.bundle.columns import DEPARTMENT, VIEW
from maturity.bundle.record import Record, compare_record
from maturity.bundle.tidy import Column, Table, Type, Value
from maturity.framework.groups import groups_of, kind_of, tops
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison
from maturity.scoring.score import Score

GROUPS = [
    DEPARTMENT,
    VIEW,
    Column("group", Type.ID, "", "A theme or topic; empty for a value of a facet over all."),
    Column("kind", Type.WORDS, "", "What a group of its tier is called."),
    Column("facet", Type.ID, "", "The second grouping; empty for the group itself."),
    Column("value", Type.ID, "", "The value of the facet; empty for the group itself."),
    Column(
        "score", Type.NUMBER, "per cent", "The figure, unrounded, of what it is out of. Empty is never zero."
    ),
    Column("low", Type.NUMBER, "per cent", "With every unknown at the lowest."),
    Column("high", Type.NUMBER, "per cent", "With every unknown at the highest."),
    Column("out_of", Type.NUMBER, "points", "What the figure is out of, in whole worths of a statement."),
    Column("with_level", Type.WHOLE, "statements", "With a level."),
    Column("statements", Type.WHOLE, "statements", "That apply."),
]


def group_tables(record: Record, framework: Framework) -> list[Table]:
    """One row a department, view and group, and where a scored facet meets it; none of a framework of themes alone."""
    if record.format < 4 or not has_groups(framework):
        return []
    rows = [row for compared in compare_record(framework, record) for row in _rows(compared)]
    says = "One row a department, view and group, and one where a value of a second grouping meets it in a statement."
    return [Table("groups", says, GROUPS, rows)]


def _rows(compared: Comparison) -> Iterator[Sequence[Value]]:
    framework, of = compared.framework, tops(compared.framework.whole)
    for (department, group), score in compared.group_scores.items():
        yield [
            department,
            str(compared.view),
            group,
            _kind(framework, group),
            None,
            None,
            *_figures(score, of[group]),
        ]
    for facet in framework.scored_facets:
        found = compared.matrix_of(facet)
        for (department, group, value), score in found.cells.items():
            kind = _kind(framework, group)
            yield [department, str(compared.view), group, kind, facet.id, value, *_figures(score, 1.0)]
        for (department, value), score in found.values.items():
            yield [department, str(compared.view), None, None, facet.id, value, *_figures(score, 1.0)]


def _kind(framework: Framework, group_id: str) -> str:
    (depth,) = (each.depth for each in groups_of(framework) if each.id == group_id)
    return kind_of(framework, depth)


def _figures(score: Score, out_of: float) -> list[Value]:
    return [score.score, score.low, score.high, out_of, score.with_level, score.statements]
