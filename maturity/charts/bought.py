"""What a budget buys: the score as actions are added one by one, against what they cost together."""

from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.briefing.shown_as import PER_CENT, FigureWords
from maturity.charts.labels import TEXT, axis, rising_scores
from maturity.palette import LIGHT, Palette
from maturity.roadmap.bought import Bought


@dataclass(frozen=True)
class Point:
    """After one more action: pounds so far, once and in the first year, and the score then in per cent."""

    cost: int
    score: float
    title: str
    chosen: bool


def points(found: Bought) -> list[Point]:
    """From nothing new on."""
    added = [Point(each.cost, each.score, each.action.title, each.chosen) for each in found.steps]
    return [Point(0, found.start, "Nothing new", chosen=True), *added]


def figure(points: list[Point], *, look: Palette = LIGHT, as_shown: FigureWords = PER_CENT) -> go.Figure:
    """A line for what is chosen, dashed on for what is left out; the start and both ends have their score and cost."""
    ink = look.ink
    chart = go.Figure()
    last = max(place for place, point in enumerate(points) if point.chosen)
    parts = ((points[: last + 1], "solid", look.score), (points[last:], "dot", look.edge))
    for part, dash, colour in reversed(parts):
        chart.add_scatter(
            x=[point.cost for point in part],
            y=[point.score for point in part],
            mode="lines+markers",
            line={"width": 3, "color": colour, "dash": dash},
            marker={
                "size": 8,
                "color": colour if dash == "solid" else look.paper,
                "line": {"width": 2, "color": colour},
            },
            customdata=[f"{point.title}: £{point.cost:,}, {as_shown.words(point.score)}" for point in part],
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
            showlegend=False,
        )
    _add_labels(chart, points, last, ink, as_shown)
    most = points[-1].cost or 1
    chart.update_layout(
        height=340,
        margin={"l": 0, "r": 16, "t": 10, "b": 10},
        font={"color": ink, "size": TEXT},
        plot_bgcolor="rgba(0,0,0,0)",
        xaxis=axis(
            ink,
            "Cost, once and in the first year",
            range=[-0.02 * most, 1.04 * most],
            tickprefix="£",
            tickformat="~s" if most >= 10_000 else ",d",
            nticks=5,
            showgrid=False,
        ),
        yaxis=rising_scores(
            ink, [point.score for point in points], look.rule, as_shown=as_shown, titled=False
        ),
    )
    return chart


def _add_labels(chart: go.Figure, points: list[Point], last: int, ink: str, as_shown: FigureWords) -> None:
    """Words at the start, where what is chosen ends, and where everything does; above and below, not to collide."""
    end, whole = len(points) - 1, points[-1].cost
    ends = {0: "before", last: "chosen" if last else "nothing chosen", end: "all that is costed"}
    if last == end:
        ends[last] = "chosen"
    for place, words in ends.items():
        point = points[place]
        near = place == end != last and points[last].cost > whole / 4
        chart.add_annotation(
            x=point.cost,
            y=point.score,
            text=f"<b>{as_shown.words(point.score)}</b> {words}",
            showarrow=False,
            xanchor="right" if point.cost > whole / 2 else "left",
            yshift=-18 if place == 0 or near else 18,
            font={"color": ink, "size": TEXT},
        )
