"""Each department's score as a dot on the bar of its range, the highest first."""

from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.palette import DARK_INK
from maturity.scoring.compare import Comparison

COLOUR = "#2674ac"
MOST_SHOWN = 40
"""Departments in one picture; more than these would make it taller than anybody scrolls."""


@dataclass(frozen=True)
class Point:
    """A department with a range; `score` is None where nothing is known. In per cent."""

    department: str
    score: float | None
    low: float
    high: float
    words: str


def points(comparison: Comparison) -> list[Point]:
    """The departments with a range: by score, then by range; those without a score last."""
    found = [
        Point(comparison.departments[key].name, score.score, score.low, score.high, score.words)
        for key, score in comparison.scores.items()
        if score.low is not None and score.high is not None
    ]
    return sorted(
        found,
        key=lambda p: (p.score is None, -(p.score or 0.0), -p.low, -p.high, p.department),
    )


def figure(points: list[Point], *, ink: str = DARK_INK) -> go.Figure:
    """Bars for ranges and dots for scores; `ink` is the colour of words on the page, #rrggbb."""
    names = [point.department for point in points]
    chart = go.Figure()
    chart.add_scatter(
        x=[end for point in points for end in (point.low, point.high, None)],
        y=[name for name in names for _ in range(3)],
        mode="lines",
        line={"width": 9, "color": "#a8c7dd"},
        hoverinfo="skip",
        name="Range: every unknown at the lowest to every unknown at the highest",
    )
    chart.add_scatter(
        x=[point.score for point in points],
        y=names,
        mode="markers",
        marker={"size": 13, "color": COLOUR, "line": {"width": 1, "color": "#0b0c0c"}},
        customdata=[point.words for point in points],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
        name="Score, of the statements with a level",
    )
    chart.update_layout(
        height=130 + 30 * len(points),
        margin={"l": 0, "r": 10, "t": 10, "b": 10},
        font={"color": ink},
        legend={
            "font": {"color": ink},
            "orientation": "h",
            "y": -0.28,
            "yanchor": "top",
            "x": 0,
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis={
            "range": [-2, 102],
            "title": {"text": "Score (% of the highest possible)", "font": {"color": ink}},
            "tickfont": {"color": ink},
            "ticksuffix": " %",
            "fixedrange": True,
        },
        yaxis={
            "tickfont": {"color": ink},
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "automargin": True,
            "fixedrange": True,
        },
    )
    return chart
