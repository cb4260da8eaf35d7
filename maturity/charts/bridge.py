"""From one score to another: a waterfall of what improved, declined, and became known or unknown."""

from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.palette import DARK_INK
from maturity.scoring.bridge import Bridge, signed

ENDS, UP, DOWN = "#505a5f", "#2674ac", "#ffeda0"


@dataclass(frozen=True)
class Bar:
    """One bar, from `foot` to `head` in per cent; `points` is None for the two ends, which stand on nothing."""

    label: str
    foot: float
    head: float
    points: float | None
    words: str  # written beside the bar


def points(bridge: Bridge, *, start: str, end: str) -> list[Bar]:
    """The start, each part of which anything happened, and the end; `start` and `end` are the rounds' titles."""
    bars = [Bar(start, 0.0, bridge.start.score, None, f"{bridge.start.score:.1f} %")]
    reached = bridge.start.score
    for part in bridge.happened:
        label = part.kind.value.capitalize()
        bars.append(Bar(label, reached, reached + part.points, part.points, signed(part.points)))
        reached += part.points
    if end == start:
        end = f"{end} (later)"
    bars.append(Bar(end, 0.0, bridge.end.score, None, f"{bridge.end.score:.1f} %"))
    return bars


def figure(points: list[Bar], *, ink: str = DARK_INK) -> go.Figure:
    """Bars from the top down, each with its sign in words; what falls is also hatched."""
    chart = go.Figure()
    places = list(range(len(points)))
    for name, colour, hatch in (("Score", ENDS, ""), ("Adds", UP, ""), ("Takes away", DOWN, "/")):
        chosen = [place for place in places if _does(points[place]) == name]
        chart.add_bar(
            orientation="h",
            y=chosen,
            base=[points[place].foot for place in chosen],
            x=[points[place].head - points[place].foot for place in chosen],
            marker={
                "color": colour,
                "pattern": {"shape": hatch, "fgcolor": "#505a5f", "size": 6},
                "line": {"width": 1, "color": "#505a5f"},
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
        text=[f" {bar.words}" for bar in points],
        mode="text",
        textposition="middle right",
        textfont={"color": ink, "size": 14},
        hoverinfo="skip",
        showlegend=False,
        cliponaxis=False,
    )
    chart.update_layout(
        height=140 + 38 * len(points),
        margin={"l": 0, "r": 10, "t": 10, "b": 10},
        font={"color": ink},
        bargap=0.35,
        barmode="overlay",
        legend={
            "font": {"color": ink},
            "orientation": "h",
            "y": 1.0,
            "yanchor": "bottom",
            "x": 0,
            "itemclick": False,
            "itemdoubleclick": False,
        },
        xaxis={
            "range": [0, 116],  # room for words beside a bar that ends at 100
            "tickvals": [0, 25, 50, 75, 100],
            "ticksuffix": " %",
            "title": {"text": "Score (% of the highest possible)", "font": {"color": ink}},
            "tickfont": {"color": ink},
            "fixedrange": True,
        },
        yaxis={
            "tickvals": places,
            "ticktext": [_folded(bar.label) for bar in points],
            "autorange": "reversed",
            "tickfont": {"color": ink},
            "automargin": True,
            "showgrid": False,
            "fixedrange": True,
        },
    )
    return chart


def _does(bar: Bar) -> str:
    if bar.points is None:
        return "Score"
    return "Takes away" if bar.points < 0 else "Adds"


def _folded(label: str, width: int = 16) -> str:
    """The label over as many lines as it needs, so that bars keep their room on a narrow screen."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)
