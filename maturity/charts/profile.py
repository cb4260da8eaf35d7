"""A few departments by theme, as a radar: a line for each that differs by colour, dash and mark."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.charts.ranges import PUBLISHED
from maturity.palette import DARK_INK
from maturity.scoring.compare import Comparison

MOST = 5
"""Departments on one radar; more lines than these cannot be told apart."""
FEWEST_THEMES = 3
"""Fewer than these make a line, not a shape."""

LINES = [
    ("#2674ac", "solid", "circle"),
    ("#c0561a", "dash", "square"),
    ("#3f8f5b", "dot", "diamond"),
    ("#9a5fb0", "dashdot", "triangle-up"),
    ("#8a7a1f", "longdash", "x"),
]


@dataclass(frozen=True)
class Line:
    """One department: a score in per cent for every theme, None where it has none."""

    department: str
    scores: list[float | None]
    words: list[str]


@dataclass(frozen=True)
class Points:
    themes: list[str]
    lines: list[Line]


def points(comparison: Comparison, departments: Sequence[str], *, beside: Comparison | None = None) -> Points:
    """Some departments by theme, taken from the comparison or else from what is published beside it."""
    themes = comparison.framework.themes
    lines = []
    for key in departments:
        source = comparison if key in comparison.departments or beside is None else beside
        found = [source.theme_scores[key, theme.id] for theme in themes]
        name = source.departments[key].name + (PUBLISHED if source is beside else "")
        lines.append(Line(name, [each.score for each in found], [each.words for each in found]))
    return Points([theme.label for theme in themes], lines)


def figure(points: Points, *, ink: str = DARK_INK) -> go.Figure:
    """A radar of up to MOST departments; `ink` is the colour of words on the page, #rrggbb."""
    chart = go.Figure()
    around = [theme.replace(" ", "<br>") for theme in points.themes]  # a narrow screen cuts long ones
    for line, (colour, dash, symbol) in zip(points.lines, LINES, strict=False):
        chart.add_scatterpolar(
            r=[*line.scores, line.scores[0]],
            theta=[*around, around[0]],
            customdata=[*line.words, line.words[0]],
            name=line.department,
            mode="lines+markers",
            connectgaps=False,
            line={"color": colour, "dash": dash, "width": 3},
            marker={"symbol": symbol, "size": 10, "color": colour},
            hovertemplate="%{fullData.name}<br>%{theta}: %{customdata}<extra></extra>",
        )
    chart.update_layout(
        height=420,
        margin={"l": 60, "r": 60, "t": 30, "b": 30},
        font={"color": ink},
        showlegend=True,
        legend={"font": {"color": ink}, "orientation": "h", "y": -0.1, "yanchor": "top", "x": 0},
        polar={
            "bgcolor": "rgba(0,0,0,0)",
            "radialaxis": {
                "range": [0, 100],
                "ticksuffix": " %",
                "tickvals": [0, 25, 50, 75, 100],
                "tickfont": {"color": ink},
                "gridcolor": "#8a949a",
                "angle": 90,
                "tickangle": 90,
            },
            "angularaxis": {
                "tickfont": {"color": ink},
                "gridcolor": "#8a949a",
                "rotation": 90,
                "direction": "clockwise",
            },
        },
    )
    return chart
