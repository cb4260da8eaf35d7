"""From one score to another: a waterfall of what improved, declined, and became known or unknown."""

from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.charts.labels import SCORE, axis, folded, legend
from maturity.palette import DARK_INK
from maturity.scoring.bridge import Bridge, signed
from maturity.wording import fixed

ENDS, UP, DOWN = "#505a5f", "#2674ac", "#ffeda0"
NARROWEST = 10.0
"""Per cent across the picture; on fewer a small change would look like a great one."""


@dataclass(frozen=True)
class Bar:
    """One bar, from `foot` to `head` in per cent; `points` is None for the two ends, which are scores."""

    label: str
    foot: float
    head: float
    points: float | None
    words: str  # written beside the bar


def points(bridge: Bridge, *, start: str, end: str) -> list[Bar]:
    """The start, each part of which anything happened, and the end; `start` and `end` are the rounds' titles."""
    first, last = bridge.start.score, bridge.end.score
    bars = [Bar(start, first, first, None, f"{fixed(first)} %")]
    reached = first
    for part in bridge.happened:
        label = part.kind.value.capitalize()
        bars.append(Bar(label, reached, reached + part.points, part.points, signed(part.points)))
        reached += part.points
    return [*bars, Bar(end, last, last, None, f"{fixed(last)} %")]


def figure(points: list[Bar], *, ink: str = DARK_INK) -> go.Figure:
    """From the top down: a diamond for each score, and between them a bar for each part, with its sign in words.

    What takes away is also hatched. The axis begins where the bars do, so scores have no bars: none is cut short.
    """
    chart = go.Figure()
    places = list(range(len(points)))
    ends = [place for place in places if points[place].points is None]
    chart.add_scatter(
        x=[points[place].head for place in ends],
        y=ends,
        mode="markers",
        marker={"symbol": "diamond", "size": 15, "color": ENDS, "line": {"width": 1, "color": ink}},
        customdata=[f"{points[place].label}: {points[place].words}" for place in ends],
        hovertemplate="%{customdata}<extra></extra>",
        name="Score",
    )
    for name, colour, hatch in (("Adds", UP, ""), ("Takes away", DOWN, "/")):
        chosen = [place for place in places if _does(points[place]) == name]
        chart.add_bar(
            orientation="h",
            width=0.62,
            y=chosen,
            base=[points[place].foot for place in chosen],
            x=[points[place].head - points[place].foot for place in chosen],
            marker={
                "color": colour,
                "pattern": {"shape": hatch, "fgcolor": ENDS, "bgcolor": colour, "size": 7},
                "line": {"width": 1, "color": ENDS},
            },
            customdata=[f"{points[place].label}: {points[place].words}" for place in chosen],
            hovertemplate="%{customdata}<extra></extra>",
            name=name,
        )
    for place in places[:-1]:
        chart.add_shape(
            type="line",
            x0=points[place].head,
            x1=points[place].head,
            y0=place,
            y1=place + 1,
            layer="below",
            line={"width": 1, "dash": "dot", "color": ink},
        )
    chart.add_scatter(
        x=[max(bar.foot, bar.head) for bar in points],
        y=places,
        text=[
            ("\u2003" if bar.points is None else " ") + bar.words for bar in points
        ],  # clear of the diamond
        mode="text",
        textposition="middle right",
        textfont={"color": ink, "size": 14},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    chart.update_layout(
        height=130 + 40 * len(points),
        margin={"l": 0, "r": 10, "t": 10, "b": 10},
        font={"color": ink},
        barmode="overlay",
        legend=legend(ink),
        xaxis=axis(
            ink,
            SCORE,
            range=_axis(points),
            ticksuffix=" %",
            nticks=6,
        ),
        yaxis=axis(
            ink,
            tickvals=places,
            ticktext=[folded(bar.label) for bar in points],
            range=[len(points) - 0.5, -0.5],
            automargin=True,
            showgrid=False,
        ),
    )
    return chart


def _axis(points: list[Bar]) -> list[float]:
    """From the lowest bar to the highest, with room for the words at the right."""
    ends = [end for bar in points for end in (bar.foot, bar.head)]
    least, most = min(ends, default=0.0), max(ends, default=0.0)
    spare = max(0.0, NARROWEST - (most - least)) / 2
    least, most = least - spare, most + spare
    return [least - 0.06 * (most - least), most + 0.3 * (most - least)]


def _does(bar: Bar) -> str:
    if bar.points is None:
        return "Score"
    return "Takes away" if bar.points < 0 else "Adds"
