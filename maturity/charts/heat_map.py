"""Statements × departments, like the report's own table: its cells for the matrix, and a picture of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.briefing import whose
from maturity.charts import marks
from maturity.charts.labels import TEXT, axis
from maturity.charts.marks import Key
from maturity.framework.groups import group_of
from maturity.palette import LIGHT, Palette
from maturity.scoring.compare import Comparison

PUBLISHED = " (published)"
PATH = ": "
"""Between a theme and the topics that a statement lies in."""
SAME, OTHERWISE = "✓", "≠"
AUDITED = f"{SAME}: the level shown is the auditor's. {OTHERWISE}: the auditor found another."
MOST_APART = 120
"""Departments; of more, a gap between two would be wider than a department."""


@dataclass(frozen=True)
class Points:
    """The picture as data: rows are statements, columns departments, cells places in `keys`."""

    statements: list[str]
    themes: list[str]  # of each row
    departments: list[str]
    keys: list[Key]
    cells: list[list[int]]
    audits: list[list[str]]  # of each cell, what an auditor has to do with it
    beside: int = 0  # how many of the departments, the last ones, are published findings

    def key(self, row: int, column: int) -> Key:
        return self.keys[self.cells[row][column]]

    def words(self, row: int, column: int) -> str:
        """“Partly in place”, or “Partly in place (auditor found 2)”."""
        return whose.marked(self.key(row, column).words, self.audits[row][column])

    def mark(self, row: int, column: int) -> str:
        """“3”, “3✓” where an auditor found the same, and “3≠” where not."""
        audit = self.audits[row][column]
        return self.key(row, column).mark + ("" if not audit else SAME if audit == whose.SAME else OTHERWISE)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Every cell in words."""
        return [
            {"statement": statement, "department": department, "level": self.words(row, column)}
            for row, statement in enumerate(self.statements)
            for column, department in enumerate(self.departments)
        ]

    @property
    def audited(self) -> bool:
        return any(audit for row in self.audits for audit in row)


def points(
    comparison: Comparison,
    departments: Sequence[str] | None = None,
    *,
    beside: Comparison | None = None,
) -> Points:
    """Some of the departments (all by default), and then those published that stand beside them."""
    framework = comparison.framework
    keys = marks.keys(framework) + [marks.HIDDEN] * any(map(bool, comparison.not_shown.values()))
    keys += [marks.UNASKED] * (not comparison.asked_alike)
    places = {key: place for place, key in enumerate(keys)}
    shown = list(comparison.departments if departments is None else departments)
    columns = [(comparison, key) for key in shown]
    columns += [(beside, key) for key in beside.departments] if beside else []
    return Points(
        statements=[statement.label for statement in framework.statements],
        themes=[
            PATH.join(each.label for each in group_of(framework, statement.id))
            for statement in framework.statements
        ],
        departments=[
            source.departments[key].name + (PUBLISHED if source is beside else "") for source, key in columns
        ],
        keys=keys,
        cells=[
            [
                places[marks.key_of(framework, statement, source.judgement(key, statement.id))]
                for source, key in columns
            ]
            for statement in framework.statements
        ],
        audits=[
            [whose.mark(source, key, statement) for source, key in columns]
            for statement in framework.statements
        ],
        beside=len(beside.departments) if beside else 0,
    )


def figure(points: Points, *, look: Palette = LIGHT) -> go.Figure:
    """All departments at a glance, without a word in any cell: where many are at the same level, it is seen."""
    rows, columns, count = len(points.statements), len(points.departments), len(points.keys)
    steps: list[tuple[float, str]] = []
    for place, key in enumerate(points.keys):
        colour = marks.colour_of(key, look)
        steps += [(place / count, colour), ((place + 1) / count, colour)]
    chart = go.Figure(
        go.Heatmap(
            z=points.cells,
            x=list(range(columns)),
            y=list(range(rows)),
            zmin=-0.5,
            zmax=count - 0.5,
            colorscale=steps,
            showscale=False,
            xgap=0.5 if columns <= MOST_APART else 0,
            ygap=1,
            customdata=[[points.words(row, column) for column in range(columns)] for row in range(rows)],
            text=[points.departments] * rows,
            hovertext=[[statement] * columns for statement in points.statements],
            hovertemplate="%{hovertext}<br>%{text}: %{customdata}<extra></extra>",
        )
    )
    for row in range(1, rows):
        if points.themes[row] != points.themes[row - 1]:
            chart.add_hline(y=row - 0.5, line={"width": 2, "color": look.ink})
    chart.update_layout(
        height=70 + 16 * rows,
        margin={"l": 0, "r": 0, "t": 10, "b": 10},
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": look.ink, "size": TEXT - 2},
        xaxis=axis(look.ink, f"{columns} departments", tickvals=[], showgrid=False),
        yaxis=axis(
            look.ink,
            tickvals=list(range(rows)),
            ticktext=points.statements,
            autorange="reversed",
            showgrid=False,
            automargin=True,
        ),
    )
    return chart
