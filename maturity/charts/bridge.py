"""From one score to another: a waterfall of what improved, declined, and became known or unknown."""

from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.briefing.shown_as import PER_CENT, FigureWords, figure_words
from maturity.charts.labels import TEXT, axis, folded, legend, score_axis
from maturity.charts.shapes import add_words, hatched
from maturity.palette import LIGHT, Palette
from maturity.scoring.bridge import KNOWING, Bridge

KNOWN = "Other statements known"
"""What a bar is called that moves the mean without anybody having moved."""

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
    known: bool = False  # moved only as other statements are known: neither a gain nor a loss


def points(bridge: Bridge, *, start: str, end: str) -> list[Bar]:
    """The start, each part of which anything happened, and the end; `start` and `end` are the rounds' titles."""
    first, last, as_shown = bridge.start.score, bridge.end.score, figure_words(bridge.framework)
    bars = [Bar(start, first, first, None, as_shown.words(first))]
    reached = first
    for part in bridge.happened:
        label = part.kind.value.capitalize()
        known = part.kind in KNOWING
        bars.append(
            Bar(label, reached, reached + part.points, part.points, as_shown.signed(part.points), known)
        )
        reached += part.points
    return [*bars, Bar(end, last, last, None, as_shown.words(last))]


def figure(points: list[Bar], *, look: Palette = LIGHT, as_shown: FigureWords = PER_CENT) -> go.Figure:
    """From the top down: a diamond for each score, and between them a bar for each part, with its sign in words.

    What takes away is also hatched, and what only comes of other statements being known is dotted. The axis begins
    where the bars do, so scores have no bars: none is cut short.
    """
    ink = look.ink
    chart = go.Figure()
    places = list(range(len(points)))
    _add_scores(chart, points, look)
    _add_parts(chart, points, look)
    for place in places[:-1]:
        _add_step(chart, place, points[place].head, ink)
    add_words(
        chart,
        [max(bar.foot, bar.head) for bar in points],
        places,
        [("\u2003" if bar.points is None else " ") + bar.words for bar in points],  # clear of the diamond
        ink=ink,
        position="middle right",
        hoverinfo="skip",
        cliponaxis=False,
    )
    chart.update_layout(
        height=130 + 40 * len(points),
        margin={"l": 0, "r": 10, "t": 10, "b": 10},
        font={"color": ink, "size": TEXT},
        plot_bgcolor="rgba(0,0,0,0)",
        barmode="overlay",
        legend=legend(ink),
        xaxis=score_axis(ink, as_shown, *_axis(points), ticksuffix=" %"),
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


def _add_scores(chart: go.Figure, points: list[Bar], look: Palette) -> None:
    """A diamond for each of the two ends."""
    ends = [place for place, bar in enumerate(points) if bar.points is None]
    chart.add_scatter(
        x=[points[place].head for place in ends],
        y=ends,
        mode="markers",
        marker={"symbol": "diamond", "size": 15, "color": look.ink},
        customdata=[_hover(points[place]) for place in ends],
        hovertemplate="%{customdata}<extra></extra>",
        name="Score",
    )


def _add_parts(chart: go.Figure, points: list[Bar], look: Palette) -> None:
    """A bar for each part between the ends: those that add, those that take away, and those that are no movement."""
    kinds = (("Adds", look.score, ""), ("Takes away", look.paper, "/"), (KNOWN, look.paper, "."))
    for name, colour, hatch in kinds:
        chosen = [place for place, bar in enumerate(points) if _does(bar) == name]
        chart.add_bar(
            orientation="h",
            width=0.62,
            y=chosen,
            base=[points[place].foot for place in chosen],
            x=[points[place].head - points[place].foot for place in chosen],
            marker=hatched(colour, hatch, look),
            customdata=[_hover(points[place]) for place in chosen],
            hovertemplate="%{customdata}<extra></extra>",
            name=name,
        )


def _add_step(chart: go.Figure, place: int, at: float, ink: str) -> None:
    """The line from where one bar ends down to the next."""
    chart.add_shape(
        type="line",
        x0=at,
        x1=at,
        y0=place,
        y1=place + 1,
        layer="below",
        line={"width": 1, "dash": "dot", "color": ink},
    )


def _hover(bar: Bar) -> str:
    return f"{bar.label}: {bar.words}"


def _axis(points: list[Bar]) -> tuple[float, float]:
    """From the lowest bar to the highest, with room for the words at the right."""
    ends = [end for bar in points for end in (bar.foot, bar.head)]
    least, most = min(ends, default=0.0), max(ends, default=0.0)
    spare = max(0.0, NARROWEST - (most - least)) / 2
    least, most = least - spare, most + spare
    return least - 0.06 * (most - least), most + 0.3 * (most - least)


def _does(bar: Bar) -> str:
    if bar.points is None:
        return "Score"
    if bar.known:
        return KNOWN
    return "Takes away" if bar.points < 0 else "Adds"
