"""Each department's score as a dot on the bar of its range, in the order it is given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.charts import labels
from maturity.palette import DARK_INK
from maturity.scoring.compare import Comparison
from maturity.scoring.readings import Readings

COLOUR, BAR = "#2674ac", "#a8c7dd"
PUBLISHED_COLOUR, PUBLISHED_BAR = "#b58840", "#e3d3b1"
PUBLISHED = " (published)"


@dataclass(frozen=True)
class Point:
    """A department with a range; `score` is None where too little is known to place it. In per cent.

    `least` and `most` are what the score could be under other readings of published findings, where there are any.
    """

    department: str
    score: float | None
    low: float
    high: float
    words: str
    published: bool = False
    least: float | None = None
    most: float | None = None


def points(
    comparison: Comparison,
    departments: Sequence[str] | None = None,
    *,
    theme: str | None = None,
    readings: Mapping[str, Readings] | None = None,
    beside: bool = False,
) -> list[Point]:
    """Some departments (all by default) that have a range, in the order given; on one theme, or in all.

    `beside` marks departments of a benchmark that stand beside live ones.
    """
    found, least = [], comparison.framework.scoring.least_known
    for key in comparison.departments if departments is None else departments:
        score = comparison.scores[key] if theme is None else comparison.theme_scores[key, theme]
        if score.low is None or score.high is None:
            continue
        reading = (readings or {}).get(key)
        told = reading is not None and reading.cells > 0
        found.append(
            Point(
                comparison.departments[key].name + (PUBLISHED if beside else ""),
                None if score.lacking(least) else score.score,
                score.low,
                score.high,
                f"{score.words}; {reading.words}" if reading and told else score.words,
                published=beside,
                least=reading.least if reading and told else None,
                most=reading.most if reading and told else None,
            )
        )
    return found


def figure(points: list[Point], *, ink: str = DARK_INK, legend: bool = True) -> go.Figure:
    """Bars for ranges, dots for scores, and brackets for other readings; `ink` as #rrggbb."""
    names = [point.department for point in points]
    chart = go.Figure()
    for published in (False, True):
        own = [point for point in points if point.published is published]
        if own:
            _add_scores(chart, own, published=published)
    read = [point for point in points if point.least is not None and point.most is not None]
    if read:
        _add_other_readings(chart, read, ink)
    chart.update_layout(
        height=(130 if legend else 80) + 30 * len(points),
        showlegend=legend,
        margin={"l": 0, "r": 10, "t": 10, "b": 10},
        font={"color": ink},
        legend=labels.legend(ink),
        xaxis={
            "range": [-2, 102],
            "title": {"text": labels.SCORE, "font": {"color": ink}},
            "tickfont": {"color": ink},
            "ticksuffix": " %",
            "fixedrange": True,
        },
        yaxis={
            "tickfont": {"color": ink},
            "categoryorder": "array",
            "categoryarray": names[::-1],
            "range": [-0.6, len(names) - 0.4],
            "automargin": True,
            "fixedrange": True,
        },
    )
    return chart


def _add_scores(chart: go.Figure, own: list[Point], *, published: bool) -> None:
    """A bar for each range and a dot for each score; those of published findings differ in colour and shape."""
    bar, colour, symbol = (
        (PUBLISHED_BAR, PUBLISHED_COLOUR, "diamond") if published else (BAR, COLOUR, "circle")
    )
    whose = "Published: " if published else ""
    chart.add_scatter(
        x=[end for point in own for end in (point.low, point.high, None)],
        y=[point.department for point in own for _ in range(3)],
        mode="lines",
        line={"width": 9, "color": bar},
        hoverinfo="skip",
        name=f"{whose}range, every unknown at the lowest to every one at the highest".capitalize(),
    )
    chart.add_scatter(
        x=[point.score for point in own],
        y=[point.department for point in own],
        mode="markers",
        marker={"size": 13, "symbol": symbol, "color": colour, "line": {"width": 1, "color": "#0b0c0c"}},
        customdata=[point.words for point in own],
        hovertemplate="%{y}: %{customdata}<extra></extra>",
        cliponaxis=False,
        name=f"{whose}score, of the statements with a level".capitalize(),
    )


def _add_other_readings(chart: go.Figure, read: list[Point], ink: str) -> None:
    """A bracket from the least to the most that each score could be."""
    chart.add_scatter(
        x=[end for point in read for end in (point.least, point.most, None)],
        y=[point.department for point in read for _ in range(3)],
        mode="lines+markers",
        line={"width": 2, "color": ink},
        marker={"symbol": "line-ns", "size": 13, "line": {"width": 2, "color": ink}},
        hoverinfo="skip",
        name="Where the score could lie under other readings",
    )
