"""The marks that several pictures are built of."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from maturity.charts.labels import TEXT
from maturity.palette import Palette


def hatched(colour: str, hatch: str, look: Palette, *, edge: float = 1) -> dict[str, Any]:
    """How a bar is filled: a colour, and lines across it (none for “”), so that bars differ without colour too."""
    return {
        "color": colour,
        "pattern": {"shape": hatch, "fgcolor": look.edge, "bgcolor": colour, "size": 7},
        "line": {"width": edge, "color": look.edge},
    }


def add_band(
    chart: go.Figure,
    places: Sequence[int],
    low: Sequence[float | None],
    high: Sequence[float | None],
    *,
    colour: str,
    **named: object,
) -> None:
    """The space between two lines."""
    chart.add_scatter(
        x=[*places, *reversed(places)],
        y=[*high, *reversed(low)],
        mode="lines",
        fill="toself",
        fillcolor=colour,
        line={"width": 0, "color": colour},
        hoverinfo="skip",
        **named,
    )


def add_words(
    chart: go.Figure,
    x: Sequence[object],
    y: Sequence[object],
    words: Sequence[str],
    *,
    ink: str,
    position: str,
    **also: object,
) -> None:
    """Words in the picture itself, that a click does not take away."""
    chart.add_scatter(
        x=x,
        y=y,
        text=words,
        mode="text",
        textposition=position,
        textfont={"color": ink, "size": TEXT},
        showlegend=False,
        **also,
    )


def add_figure_above(chart: go.Figure, x: object, y: float, words: str, *, ink: str) -> None:
    """A figure over the point that it is of."""
    chart.add_annotation(x=x, y=y, text=words, showarrow=False, yshift=18, font={"color": ink, "size": TEXT})
