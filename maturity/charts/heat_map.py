"""Statements × departments, like the report's own table."""

from dataclasses import dataclass

import plotly.graph_objects as go

from maturity import palette
from maturity.assessment.answer import State
from maturity.palette import DARK_INK, NOTHING, UNKNOWN, level_colours
from maturity.scoring.compare import Comparison

MARKS = {State.NOT_DETERMINED: "?", State.NOT_ANSWERED: "·", State.NOT_APPLICABLE: "n/a"}
STATE_COLOURS = {
    State.NOT_DETERMINED: UNKNOWN,
    State.NOT_ANSWERED: NOTHING,
    State.NOT_APPLICABLE: NOTHING,
}
MOST_LABELLED = 40  # departments; above this the marks in the cells would be unreadable, and slow


@dataclass(frozen=True)
class Key:
    """What a cell's colour and mark stand for."""

    mark: str
    words: str
    colour: str


@dataclass(frozen=True)
class Points:
    """The picture as data: rows are statements, columns departments, cells places in `keys`."""

    statements: list[str]
    themes: list[str]  # of each row
    departments: list[str]
    keys: list[Key]
    cells: list[list[int]]

    def key(self, row: int, column: int) -> Key:
        return self.keys[self.cells[row][column]]


def points(comparison: Comparison) -> Points:
    framework = comparison.framework
    keys: list[Key] = []
    for scale in framework.scales.values():
        for level, colour in zip(scale.levels, level_colours(len(scale.levels)), strict=True):
            key = Key(str(level.value), level.name, colour)
            if key not in keys:
                keys.append(key)
    keys += [Key(mark, state.words, STATE_COLOURS[state]) for state, mark in MARKS.items()]
    places = {key: place for place, key in enumerate(keys)}
    cells = []
    for statement in framework.statements:
        scale = framework.scale_of(statement)
        colours = dict(zip(scale.by_value, level_colours(len(scale.levels)), strict=True))
        row = []
        for department in comparison.departments:
            judgement = comparison.judgement(department, statement.id)
            if judgement.level is None:
                key = Key(MARKS[judgement.state], judgement.state.words, STATE_COLOURS[judgement.state])
            else:
                key = Key(str(judgement.level), judgement.words(scale), colours[judgement.level])
            row.append(places[key])
        cells.append(row)
    return Points(
        statements=[statement.label for statement in framework.statements],
        themes=[framework.theme_of[statement.id].label for statement in framework.statements],
        departments=[department.name for department in comparison.departments.values()],
        keys=keys,
        cells=cells,
    )


def figure(points: Points, *, ink: str = DARK_INK) -> go.Figure:
    """A heat map with a mark in every cell (up to MOST_LABELLED departments) and a legend in words.

    `ink` is the colour of words on the page's own background, #rrggbb.
    """
    marks = [[points.keys[place].mark for place in row] for row in points.cells]
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
                (c, r, marks[r][c])
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
                    "line": {"width": 1, "color": "#505a5f"},
                },
                name=f"{key.mark} {key.words}",
            )
    _draw_themes(chart, points.themes)
    chart.update_layout(
        height=150 + 30 * len(rows),
        margin={"l": 0, "r": 0, "t": 10, "b": 10},
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": ink},
        legend={
            "font": {"color": ink},
            "orientation": "h",
            "y": 0,
            "yanchor": "top",
            "x": 0,
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis={
            "tickvals": columns if len(columns) <= MOST_LABELLED else [],
            "ticktext": points.departments,
            "side": "top",
            "tickfont": {"color": ink},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "title": None if len(columns) <= MOST_LABELLED else f"{len(columns)} departments",
        },
        yaxis={
            "tickvals": rows,
            "ticktext": points.statements,
            "autorange": "reversed",
            "tickfont": {"color": ink},
            "showgrid": False,
            "zeroline": False,
            "fixedrange": True,
            "automargin": True,
        },
    )
    return chart


def _draw_themes(chart: go.Figure, themes: list[str]) -> None:
    """A line where one theme ends and the next begins."""
    for row in range(1, len(themes)):
        if themes[row] != themes[row - 1]:
            chart.add_hline(y=row - 0.5, line={"width": 2, "color": "#505a5f"})
