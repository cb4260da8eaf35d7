"""Statements × departments, like the report's own table."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from maturity import palette
from maturity.charts import marks
from maturity.charts.labels import axis, legend
from maturity.charts.marks import EDGE, Key
from maturity.palette import DARK_INK
from maturity.scoring.compare import Comparison

PUBLISHED = " (published)"
MOST_LABELLED = 40  # departments; above this the marks in the cells would be unreadable, and slow


@dataclass(frozen=True)
class Points:
    """The picture as data: rows are statements, columns departments, cells places in `keys`."""

    statements: list[str]
    themes: list[str]  # of each row
    departments: list[str]
    keys: list[Key]
    cells: list[list[int]]
    beside: int = 0  # how many of the departments, the last ones, are published findings

    def key(self, row: int, column: int) -> Key:
        return self.keys[self.cells[row][column]]


def points(
    comparison: Comparison, departments: Sequence[str] | None = None, *, beside: Comparison | None = None
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
        beside=len(beside.departments) if beside else 0,
    )


def figure(points: Points, *, ink: str = DARK_INK) -> go.Figure:
    """A heat map with a mark in every cell (up to MOST_LABELLED departments) and a legend in words.

    `ink` is the colour of words on the page's own background, #rrggbb.
    """
    written = [[points.keys[place].mark for place in row] for row in points.cells]
    words = [[points.keys[place].words for place in row] for row in points.cells]
    count = len(points.keys)
    steps: list[tuple[float, str]] = []
    for place, key in enumerate(points.keys):
        steps += [(place / count, key.colour), ((place + 1) / count, key.colour)]
    rows = list(range(len(points.statements)))
    columns = list(range(len(points.departments)))
    chart = go.Figure(
        go.Heatmap(
            z=points.cells,
            x=columns,
            y=rows,
            zmin=-0.5,
            zmax=count - 0.5,
            colorscale=steps,
            showscale=False,
            xgap=2,
            ygap=2,
            customdata=words,
            text=[[points.departments[c] for c in columns] for _ in rows],
            hovertext=[[points.statements[r]] * len(columns) for r in rows],
            hovertemplate="%{hovertext}<br>%{text}: %{customdata}<extra></extra>",
        )
    )
    if len(columns) <= MOST_LABELLED:
        for tone in sorted({palette.ink(key.colour) for key in points.keys}):
            spots = [
                (c, r, written[r][c])
                for r in rows
                for c in columns
                if palette.ink(points.key(r, c).colour) == tone
            ]
            chart.add_scatter(
                x=[spot[0] for spot in spots],
                y=[spot[1] for spot in spots],
                text=[spot[2] for spot in spots],
                mode="text",
                textfont={"color": tone, "size": 14},
                hoverinfo="skip",
                showlegend=False,
            )
    used = {place for row in points.cells for place in row}
    for place, key in enumerate(points.keys):
        if place in used:
            chart.add_scatter(
                x=[None],
                y=[None],
                mode="markers",
                marker={
                    "symbol": "square",
                    "size": 14,
                    "color": key.colour,
                    "line": EDGE,
                },
                name=f"{key.mark} {key.words}",
            )
    _draw_themes(chart, points.themes)
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
            "" if len(columns) <= MOST_LABELLED else f"{len(columns)} departments",
            tickvals=columns if len(columns) <= MOST_LABELLED else [],
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


def _draw_themes(chart: go.Figure, themes: list[str]) -> None:
    """A line where one theme ends and the next begins."""
    for row in range(1, len(themes)):
        if themes[row] != themes[row - 1]:
            chart.add_hline(y=row - 0.5, line={"width": 2, "color": "#505a5f"})
