"""Statements × departments, like the report's own table."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from maturity import palette
from maturity.briefing import whose
from maturity.charts import marks
from maturity.charts.labels import axis, legend
from maturity.charts.marks import EDGE, Key
from maturity.palette import DARK_INK
from maturity.scoring.compare import Comparison

PUBLISHED = " (published)"
SAME, OTHERWISE = "✓", "≠"
AUDITED = f"{SAME}: the level shown is the auditor's. {OTHERWISE}: the auditor found another."
MOST_LABELLED = 40  # departments; above this the marks in the cells would be unreadable, and slow


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
    keys = marks.keys(framework)
    places = {key: place for place, key in enumerate(keys)}
    shown = list(comparison.departments if departments is None else departments)
    columns = [(comparison, key) for key in shown]
    columns += [(beside, key) for key in beside.departments] if beside else []
    return Points(
        statements=[statement.label for statement in framework.statements],
        themes=[framework.theme_of[statement.id].label for statement in framework.statements],
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


def figure(points: Points, *, ink: str = DARK_INK) -> go.Figure:
    """A heat map with a mark in every cell (up to MOST_LABELLED departments) and a legend in words.

    `ink` is the colour of words on the page's own background, #rrggbb.
    """
    rows = list(range(len(points.statements)))
    columns = list(range(len(points.departments)))
    labelled = len(columns) <= MOST_LABELLED
    chart = go.Figure(_cells(points))
    if labelled:
        for tone in sorted({palette.ink(key.colour) for key in points.keys}):
            _add_marks(chart, points, tone)
    for place in sorted({place for row in points.cells for place in row}):
        _add_to_legend(chart, points.keys[place])
    _add_themes(chart, points.themes)
    if 0 < points.beside < len(columns):
        edge = len(columns) - points.beside - 0.5
        chart.add_vline(x=edge, line={"width": 3, "color": ink, "dash": "dot"})
    chart.update_layout(
        height=150 + 30 * len(rows),
        margin={"l": 0, "r": 0, "t": 10, "b": 10},
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": ink},
        legend=legend(ink, y=0, yanchor="top"),
        xaxis=axis(
            ink,
            "" if labelled else f"{len(columns)} departments",
            tickvals=columns if labelled else [],
            ticktext=points.departments,
            side="top",
            showgrid=False,
        ),
        yaxis=axis(
            ink,
            tickvals=rows,
            ticktext=points.statements,
            autorange="reversed",
            showgrid=False,
            automargin=True,
        ),
    )
    return chart


def _cells(points: Points) -> go.Heatmap:
    """A coloured cell for every place, with its words on hovering."""
    rows, columns, count = len(points.statements), len(points.departments), len(points.keys)
    steps: list[tuple[float, str]] = []
    for place, key in enumerate(points.keys):
        steps += [(place / count, key.colour), ((place + 1) / count, key.colour)]
    return go.Heatmap(
        z=points.cells,
        x=list(range(columns)),
        y=list(range(rows)),
        zmin=-0.5,
        zmax=count - 0.5,
        colorscale=steps,
        showscale=False,
        xgap=2,
        ygap=2,
        customdata=[[points.words(row, column) for column in range(columns)] for row in range(rows)],
        text=[points.departments] * rows,
        hovertext=[[statement] * columns for statement in points.statements],
        hovertemplate="%{hovertext}<br>%{text}: %{customdata}<extra></extra>",
    )


def _add_marks(chart: go.Figure, points: Points, tone: str) -> None:
    """The marks of the cells on which this colour of ink is read."""
    spots = [
        (column, row, points.mark(row, column))
        for row, cells in enumerate(points.cells)
        for column in range(len(cells))
        if palette.ink(points.key(row, column).colour) == tone
    ]
    chart.add_scatter(
        x=[column for column, _, _ in spots],
        y=[row for _, row, _ in spots],
        text=[mark for _, _, mark in spots],
        mode="text",
        textfont={"color": tone, "size": 14},
        hoverinfo="skip",
        showlegend=False,
    )


def _add_to_legend(chart: go.Figure, key: Key) -> None:
    chart.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        marker={"symbol": "square", "size": 14, "color": key.colour, "line": EDGE},
        name=f"{key.mark} {key.words}",
    )


def _add_themes(chart: go.Figure, themes: list[str]) -> None:
    """A line where one theme ends and the next begins."""
    for row in range(1, len(themes)):
        if themes[row] != themes[row - 1]:
            chart.add_hline(y=row - 0.5, line={"width": 2, "color": "#505a5f"})
