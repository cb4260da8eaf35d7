"""Scores over rounds: a line with its band, broken where the framework changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.charts.labels import axis, folded, legend, rising_scores
from maturity.palette import DARK_INK
from maturity.scoring.trend import Spread, Step
from maturity.wording import counted, fixed

LINE, BAND = "#2674ac", "rgba(38, 116, 172, 0.28)"


@dataclass(frozen=True)
class Point:
    """A round: its figure, and the band around it, in per cent; None where there is none.

    `broken` says why no line is drawn from the point before.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    words: str
    broken: str


@dataclass(frozen=True)
class Points:
    value: str  # what the line is of
    band: str  # and the band around it
    rounds: list[Point]


def points(steps: Sequence[Step] | Sequence[Spread]) -> Points:
    """A department's scores with their ranges, or the rounds' medians between their quartiles."""
    if any(isinstance(step, Spread) for step in steps):
        found = [_of_spread(step) for step in steps if isinstance(step, Spread)]
        return Points("Median of the departments", "Middle half of the departments", found)
    found = [_of_step(step) for step in steps if isinstance(step, Step)]
    return Points("Score", "Range, from all unknowns lowest to highest", found)


def _of_step(step: Step) -> Point:
    score = step.score
    return Point(step.round.title, score.score, score.low, score.high, score.words, step.broken)


def _of_spread(spread: Spread) -> Point:
    words = f"{counted(spread.departments, 'department')}, too few for a median"
    if spread.median is not None and spread.lower is not None and spread.upper is not None:
        words = (
            f"median {fixed(spread.median)}, middle half {fixed(spread.lower)} to {fixed(spread.upper)}, "
            f"{spread.departments} departments"
        )
    return Point(spread.round.title, spread.median, spread.lower, spread.upper, words, spread.broken)


def figure(points: Points, *, ink: str = DARK_INK) -> go.Figure:
    """A line and band for every run of rounds without a break; a break is a line across, with a mark."""
    chart = go.Figure()
    rounds = points.rounds
    for first, run in enumerate(_runs(rounds)):
        banded = [place for place in run if rounds[place].low is not None]
        for stretch in _unbroken(banded):
            if len(stretch) == 1:  # a band of no width would not be seen
                place = stretch[0]
                chart.add_scatter(
                    x=[place, place],
                    y=[rounds[place].low, rounds[place].high],
                    mode="lines",
                    line={"width": 9, "color": BAND},
                    hoverinfo="skip",
                    showlegend=False,
                )
                continue
            chart.add_scatter(
                x=stretch + stretch[::-1],
                y=[rounds[p].high for p in stretch] + [rounds[p].low for p in stretch[::-1]],
                mode="lines",
                fill="toself",
                fillcolor=BAND,
                line={"width": 0, "color": BAND},
                hoverinfo="skip",
                showlegend=False,
            )
        chart.add_scatter(
            x=run,
            y=[rounds[place].value for place in run],
            mode="lines+markers",
            line={"width": 3, "color": LINE},
            marker={"size": 11, "color": LINE, "line": {"width": 1, "color": "#0b0c0c"}},
            connectgaps=False,
            customdata=[rounds[place].words for place in run],
            hovertemplate="%{x}: %{customdata}<extra></extra>",
            name=points.value,
            showlegend=first == 0,
        )
    chart.add_scatter(
        x=[None],
        y=[None],
        mode="markers",
        marker={"symbol": "square", "size": 14, "color": BAND},
        name=points.band,
    )
    for place, point in enumerate(rounds):
        if point.value is not None:
            chart.add_annotation(
                x=place,
                y=point.value,
                text=f"{fixed(point.value)}",
                showarrow=False,
                yshift=18,
                font={"color": ink, "size": 14},
            )
        if point.broken:
            chart.add_vline(x=place - 0.5, line={"width": 2, "dash": "dash", "color": ink})
            chart.add_annotation(
                x=place - 0.5,
                y=1,
                yref="paper",
                yanchor="bottom",
                text="Framework<br>changed",
                showarrow=False,
                font={"color": ink, "size": 13},
            )
    chart.update_layout(
        height=430,
        margin={"l": 0, "r": 10, "t": 45, "b": 10},
        font={"color": ink},
        legend=legend(ink, y=-0.28, yanchor="top"),
        xaxis=axis(
            ink,
            tickvals=list(range(len(rounds))),
            ticktext=[folded(point.label, 10) for point in rounds],
            tickangle=0,
            range=[-0.5, len(rounds) - 0.5],
            showgrid=False,
            automargin=True,
        ),
        yaxis=rising_scores(ink),
    )
    return chart


def _runs(rounds: Sequence[Point]) -> list[list[int]]:
    """The places of the rounds between which lines may be drawn."""
    runs: list[list[int]] = []
    for place, point in enumerate(rounds):
        if not runs or point.broken:
            runs.append([])
        runs[-1].append(place)
    return runs


def _unbroken(places: Sequence[int]) -> list[list[int]]:
    """Places in stretches without a gap."""
    stretches: list[list[int]] = []
    for place in places:
        if not stretches or stretches[-1][-1] != place - 1:
            stretches.append([])
        stretches[-1].append(place)
    return stretches
