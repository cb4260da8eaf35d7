"""Self against audited: how many statements stand at each pair of levels."""

from collections import Counter
from dataclasses import dataclass

import plotly.graph_objects as go

from maturity import palette
from maturity.charts.labels import TEXT, axis, folded, legend
from maturity.palette import LIGHT, Palette
from maturity.scoring.agreement import Agreement
from maturity.wording import counted

LARGEST = 42  # pixels across, of the bubble with the most pairs
SMALLEST = 22  # so that a count of one still fits in


@dataclass(frozen=True)
class Bubble:
    """So many pairs at these two places on the scale, from 0."""

    own: int
    audited: int
    pairs: int


@dataclass(frozen=True)
class Points:
    """The bubbles of one scale; its levels as numbers and with their names, lowest first."""

    values: list[str]
    levels: list[str]
    bubbles: list[Bubble]

    def pairs(self, own: int, audited: int) -> int:
        """How many stand at two places on the scale."""
        return sum(each.pairs for each in self.bubbles if (each.own, each.audited) == (own, audited))


def points(agreement: Agreement, scale: str) -> Points:
    """The pairs judged on the scale of that id."""
    levels = agreement.framework.scales[scale].levels
    places = {level.value: place for place, level in enumerate(levels)}
    counts = Counter((places[pair.own], places[pair.audited]) for pair in agreement.of_scale(scale))
    return Points(
        values=[level.number or level.name for level in levels],
        levels=[level.numbered for level in levels],
        bubbles=[Bubble(own, audited, count) for (own, audited), count in sorted(counts.items())],
    )


def figure(points: Points, *, look: Palette = LIGHT) -> go.Figure:
    """A grid of bubbles with their counts written in: round on the line of agreement, square off it."""
    ink = look.ink
    most = max((bubble.pairs for bubble in points.bubbles), default=1)
    places = list(range(len(points.levels)))
    chart = go.Figure()
    chart.add_scatter(
        x=[-0.5, len(places) - 0.5],
        y=[-0.5, len(places) - 0.5],
        mode="lines",
        line={"width": 1, "dash": "dot", "color": ink},
        hoverinfo="skip",
        showlegend=False,
    )
    for name, colour, symbol, bubbles in (
        ("Same level", look.ramp[1], "circle", [b for b in points.bubbles if b.own == b.audited]),
        ("Different levels", look.ramp[3], "square", [b for b in points.bubbles if b.own != b.audited]),
    ):
        chart.add_scatter(
            x=[bubble.audited for bubble in bubbles],
            y=[bubble.own for bubble in bubbles],
            text=[str(bubble.pairs) for bubble in bubbles],
            mode="markers+text",
            textfont={"color": palette.ink(colour), "size": TEXT},
            marker={
                "symbol": symbol,
                "color": colour,
                "opacity": 1,
                # By area, as eyes compare areas.
                "size": [
                    SMALLEST + (LARGEST - SMALLEST) * (bubble.pairs / most) ** 0.5 for bubble in bubbles
                ],
                "line": {"width": 1, "color": look.edge},
            },
            customdata=[
                f"Department {points.levels[bubble.own]}, auditor {points.levels[bubble.audited]}: "
                f"{counted(bubble.pairs, 'pair')}"
                for bubble in bubbles
            ],
            hovertemplate="%{customdata}<extra></extra>",
            cliponaxis=False,
            name=name,
        )
    levels = {"tickvals": places, "range": [-0.5, len(places) - 0.5]}
    chart.update_layout(
        height=170 + 74 * len(places),
        margin={"l": 0, "r": 30, "t": 30, "b": 10},
        font={"color": ink, "size": TEXT},
        plot_bgcolor="rgba(0,0,0,0)",
        legend=legend(ink, itemsizing="constant"),
        xaxis=axis(ink, "The auditor's level, on the same scale", ticktext=points.values, **levels),
        yaxis=axis(
            ink,
            "The department's own level",
            ticktext=[folded(level) for level in points.levels],
            automargin=True,
            **levels,
        ),
    )
    return chart
