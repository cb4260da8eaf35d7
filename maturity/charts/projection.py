"""The score by quarter with its range, if all that is approved keeps its promise; beside an earlier plan."""

from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.briefing.shown_as import PER_CENT, FigureWords, score_in_a_cell
from maturity.charts.labels import TEXT, axis, legend, rising_scores
from maturity.charts.shapes import add_band, add_figure_above
from maturity.framework.model import Framework
from maturity.palette import LIGHT, Palette
from maturity.roadmap.projection import Projection, Quarter
from maturity.scoring.score import Score

MOST_TICKS = 6
ASSESSED = "As assessed"


@dataclass(frozen=True)
class Point:
    """As assessed, or the end of a quarter; figures in per cent, None where there is none.

    `earlier` is what the earlier plan would bring to the same quarter.
    """

    label: str
    score: float | None
    low: float | None
    high: float | None
    earlier: float | None
    words: str


def points(now: Projection, earlier: Projection | None = None) -> list[Point]:
    """As assessed, then quarter by quarter; quarters of the earlier plan that are past are left out."""
    before = {point.quarter: point.score.score for point in earlier.points} if earlier else {}
    found = [_point(now.framework, ASSESSED, now.assessed, None)]
    for point in now.points:
        found.append(_point(now.framework, _label(point.quarter), point.score, before.get(point.quarter)))
    return found


def _point(framework: Framework | None, label: str, score: Score, earlier: float | None) -> Point:
    return Point(label, score.score, score.low, score.high, earlier, score_in_a_cell(framework, score))


def _label(quarter: Quarter) -> str:
    return f"{quarter.ends:%b} {quarter.year}"


def figure(points: list[Point], *, look: Palette = LIGHT, as_shown: FigureWords = PER_CENT) -> go.Figure:
    """A line and band; the earlier plan dashed with open squares. The first and last scores are written."""
    ink = look.ink
    chart = go.Figure()
    places = list(range(len(points)))
    banded = [place for place in places if points[place].low is not None]
    add_band(
        chart,
        banded,
        [points[place].low for place in banded],
        [points[place].high for place in banded],
        colour=look.band,
        name="Range, from all unknowns lowest to highest",
    )
    if any(point.earlier is not None for point in points):
        _add_earlier(chart, points, ink, as_shown)
    _add_scores(chart, points, look)
    for place in sorted({0, len(points) - 1}):
        score = points[place].score
        if score is not None:
            add_figure_above(chart, place, score, as_shown.number(score), ink=ink)
    step = -(-len(points) // MOST_TICKS)
    ticks = places[::step]
    chart.update_layout(
        height=440,
        margin={"l": 0, "r": 16, "t": 20, "b": 10},
        font={"color": ink, "size": TEXT},
        plot_bgcolor="rgba(0,0,0,0)",
        legend=legend(ink),
        xaxis=axis(
            ink,
            tickvals=ticks,
            ticktext=[points[place].label.replace(" ", "<br>") for place in ticks],
            tickangle=0,
            range=[-0.4, len(points) - 0.6],
            showgrid=False,
            automargin=True,
        ),
        yaxis=rising_scores(ink, _span(points), look.rule, as_shown=as_shown),
    )
    return chart


def _add_earlier(chart: go.Figure, points: list[Point], ink: str, as_shown: FigureWords) -> None:
    chart.add_scatter(
        x=list(range(len(points))),
        y=[point.earlier for point in points],
        mode="lines+markers",
        line={"width": 2, "color": ink, "dash": "dash"},
        marker={"symbol": "square-open", "size": 10, "color": ink},
        customdata=["" if p.earlier is None else f"{p.label}: {as_shown.words(p.earlier)}" for p in points],
        hovertemplate="%{customdata}<extra></extra>",
        name="As planned then",
    )


def _add_scores(chart: go.Figure, points: list[Point], look: Palette) -> None:
    chart.add_scatter(
        x=list(range(len(points))),
        y=[point.score for point in points],
        mode="lines+markers",
        line={"width": 3, "color": look.score},
        marker={"size": 10, "color": look.score},
        connectgaps=False,
        customdata=[f"{point.label}: {point.words}" for point in points],
        hovertemplate="%{customdata}<extra></extra>",
        name="Score, as planned now",
    )


def _span(points: list[Point]) -> list[float | None]:
    return [figure for each in points for figure in (each.low, each.score, each.high, each.earlier)]
