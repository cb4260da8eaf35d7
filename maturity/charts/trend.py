"""Scores over rounds: a line with its band, broken where the framework changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.briefing.editions import difference_in_words, why_broken
from maturity.briefing.shown_as import PER_CENT, FigureWords, figure_words, score_in_a_cell
from maturity.charts.labels import TEXT, axis, folded, legend, rising_scores
from maturity.charts.shapes import add_band, add_figure_above
from maturity.palette import LIGHT, Palette
from maturity.scoring.editions import EditionDifference
from maturity.scoring.trend import RoundSpread, TrendStep
from maturity.wording import counted


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
    as_shown: FigureWords = PER_CENT  # as in the last of them


def points(steps: Sequence[TrendStep] | Sequence[RoundSpread]) -> Points:
    """A department's scores with their ranges, or the rounds' medians between their quartiles."""
    if any(isinstance(step, RoundSpread) for step in steps):
        found = [_of_spread(step) for step in steps if isinstance(step, RoundSpread)]
        return Points("Median of the departments", "Middle half of the departments", found, _shown(steps))
    found = [_of_step(step) for step in steps if isinstance(step, TrendStep)]
    return Points("Score", "Range, from all unknowns lowest to highest", found, _shown(steps))


def _shown(steps: Sequence[TrendStep] | Sequence[RoundSpread]) -> FigureWords:
    return figure_words(steps[-1].framework) if steps else PER_CENT


def _broken(changed: EditionDifference | None) -> str:
    return difference_in_words(changed) if changed else ""


def _of_step(step: TrendStep) -> Point:
    score = step.score
    words = score_in_a_cell(step.framework, score)
    return Point(step.round.title, score.score, score.low, score.high, words, _broken(step.broken))


def _of_spread(spread: RoundSpread) -> Point:
    words = f"{counted(spread.departments, 'department')}, too few for a median"
    if spread.median is not None and spread.lower is not None and spread.upper is not None:
        as_shown = figure_words(spread.framework)
        half = f"{as_shown.number(spread.lower)} to {as_shown.number(spread.upper)}"
        words = (
            f"median {as_shown.number(spread.median)}, middle half {half}, {spread.departments} departments"
        )
    return Point(spread.round.title, spread.median, spread.lower, spread.upper, words, _broken(spread.broken))


def figure(points: Points, *, look: Palette = LIGHT, small: bool = False) -> go.Figure:
    """A line and band for every run of rounds without a break; a break is a line across, with a mark."""
    ink = look.ink
    chart = go.Figure()
    rounds = points.rounds
    for first, run in enumerate(_runs(rounds)):
        banded = [place for place in run if rounds[place].low is not None]
        for stretch in _unbroken(banded):
            _add_range(chart, rounds, stretch, look)
        _add_line(chart, rounds, run, look, name=points.value, showlegend=first == 0)
    _add_to_legend(chart, points.band, look)
    for place, point in enumerate(rounds):
        if point.value is not None:
            add_figure_above(chart, place, point.value, points.as_shown.number(point.value), ink=ink)
        if point.broken:
            _add_break(chart, place, ink, why_broken(point.broken))
    chart.update_layout(
        height=230 if small else 430,
        showlegend=not small,
        margin={"l": 0, "r": 10, "t": 45, "b": 10},
        font={"color": ink, "size": TEXT},
        plot_bgcolor="rgba(0,0,0,0)",
        legend=legend(ink, y=1.12 if any(point.broken for point in rounds) else 1.0),
        xaxis=axis(
            ink,
            tickvals=list(range(len(rounds))),
            ticktext=[folded(point.label, 10) for point in rounds],
            tickangle=0,
            range=[-0.5, len(rounds) - 0.5],
            showgrid=False,
            automargin=True,
        ),
        yaxis=rising_scores(ink, _span(rounds), look.rule, as_shown=points.as_shown, titled=not small),
    )
    return chart


def _add_range(chart: go.Figure, rounds: Sequence[Point], stretch: list[int], look: Palette) -> None:
    """The band of rounds beside each other; of one alone a thick line, as a band of no width would not be seen."""
    low, high = [rounds[place].low for place in stretch], [rounds[place].high for place in stretch]
    if len(stretch) > 1:
        add_band(chart, stretch, low, high, colour=look.band, showlegend=False)
        return
    chart.add_scatter(
        x=stretch * 2,
        y=low + high,
        mode="lines",
        line={"width": 9, "color": look.band},
        hoverinfo="skip",
        showlegend=False,
    )


def _add_line(
    chart: go.Figure, rounds: Sequence[Point], run: list[int], look: Palette, **named: object
) -> None:
    chart.add_scatter(
        x=run,
        y=[rounds[place].value for place in run],
        mode="lines+markers",
        line={"width": 3, "color": look.score},
        marker={"size": 11, "color": look.score},
        connectgaps=False,
        customdata=[rounds[place].words for place in run],
        hovertemplate="%{x}: %{customdata}<extra></extra>",
        **named,
    )


def _add_to_legend(chart: go.Figure, band: str, look: Palette) -> None:
    marker = {"symbol": "square", "size": 14, "color": look.band}
    chart.add_scatter(x=[None], y=[None], mode="markers", marker=marker, name=band)


def _add_break(chart: go.Figure, place: int, ink: str, why: str) -> None:
    """A line across before this round, with its reason above."""
    chart.add_vline(x=place - 0.5, line={"width": 2, "dash": "dash", "color": ink})
    chart.add_annotation(
        x=place - 0.5,
        y=1,
        yref="paper",
        yanchor="bottom",
        text="Framework<br>changed" if "framework" in why else "Asked<br>otherwise",
        showarrow=False,
        font={"color": ink, "size": 13},
    )


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


def _span(rounds: Sequence[Point]) -> list[float | None]:
    return [figure for point in rounds for figure in (point.low, point.value, point.high)]
