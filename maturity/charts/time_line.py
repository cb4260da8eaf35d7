"""Actions in time: a bar from start to due date each, with today marked and late ones marked in shape and words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go

from maturity.charts.labels import TEXT, axis, folded, legend
from maturity.charts.shapes import hatched
from maturity.palette import LIGHT, Palette
from maturity.plan.action import Action, ActionStatus
from maturity.wording import day

LOOKS = {
    ActionStatus.PROPOSED: (0, "."),
    ActionStatus.APPROVED: (1, ""),
    ActionStatus.UNDER_WAY: (2, "/"),
    ActionStatus.DELIVERED: (4, ""),
}
"""Step of the ramp and hatching of each status; what was stopped is not drawn."""
LONGEST = 45
"""Letters of a title beside its bar; the table has it whole."""


@dataclass(frozen=True)
class Bar:
    """One action with a date: `start` is None where only its end is known."""

    title: str
    status: ActionStatus
    start: date | None
    end: date  # when it was delivered, or is due
    late: bool
    words: str


@dataclass(frozen=True)
class Points:
    today: date
    bars: list[Bar]
    undated: list[tuple[str, str]]  # title, and why there is no date


def points(actions: Iterable[Action], today: date) -> Points:
    """Those not stopped, the earliest end first; those without a date apart."""
    bars, undated = [], []
    for action in actions:
        if action.status is ActionStatus.STOPPED:
            continue
        end = action.delivered_on or action.due
        if end is None:
            undated.append((action.title, action.no_date))
            continue
        late = action.is_late(today)
        start = action.start if action.start is not None and action.start <= end else None
        if action.status is ActionStatus.DELIVERED:
            words = f"delivered on {day(end)}"
        else:
            words = f"{action.status.words.lower()}, due on {day(end)}" + (" (late)" if late else "")
        bars.append(Bar(action.title, action.status, start, end, late, words))
    return Points(today, sorted(bars, key=lambda bar: bar.end), undated)


def figure(points: Points, *, look: Palette = LIGHT) -> go.Figure:
    """From the top down, the earliest end first: a bar, or a diamond where no start is known; a triangle is late."""
    ink = look.ink
    chart = go.Figure()
    bars = points.bars
    for status in LOOKS:
        _add_bars(chart, bars, status, look)
    _add_ends(
        chart, bars, [place for place, bar in enumerate(bars) if bar.start is None and not bar.late], look
    )
    _add_ends(chart, bars, [place for place, bar in enumerate(bars) if bar.late], look, late=True)
    _add_today(chart, points.today, ink)
    first = min([points.today, *(bar.start or bar.end for bar in bars)])
    last = max([points.today, *(bar.end for bar in bars)])
    spare = max(timedelta(days=20), (last - first) / 12)
    chart.update_layout(
        height=170 + 46 * len(bars),
        margin={"l": 0, "r": 10, "t": 30, "b": 10},
        font={"color": ink, "size": TEXT},
        plot_bgcolor="rgba(0,0,0,0)",
        barmode="overlay",
        legend=legend(ink, y=1.08),
        xaxis=axis(
            ink,
            type="date",
            range=[(first - spare).isoformat(), (last + spare).isoformat()],
            nticks=5,
            tickformat="%b<br>%Y",
        ),
        yaxis=axis(
            ink,
            tickvals=list(range(len(bars))),
            ticktext=[folded(_shortened(bar.title), 24) for bar in bars],
            range=[len(bars) - 0.5, -0.5],
            automargin=True,
            showgrid=False,
        ),
    )
    return chart


def _add_bars(chart: go.Figure, bars: list[Bar], status: ActionStatus, look: Palette) -> None:
    """A bar from start to end for each action of that status; one of no length where no start is known."""
    own = [place for place, bar in enumerate(bars) if bar.status is status]
    if not own:
        return
    starts = [bars[place].start or bars[place].end for place in own]
    step, hatch = LOOKS[status]
    chart.add_bar(
        orientation="h",
        width=0.5,
        y=own,
        base=[start.isoformat() for start in starts],
        x=[_milliseconds(bars[place].end - start) for place, start in zip(own, starts, strict=True)],
        marker=hatched(look.ramp[step], hatch, look, edge=1.5),
        customdata=[_hover(bars[place]) for place in own],
        hovertemplate="%{customdata}<extra></extra>",
        name=status.words,
    )


def _add_ends(
    chart: go.Figure, bars: list[Bar], places: list[int], look: Palette, *, late: bool = False
) -> None:
    """A mark at the end of each of these: a triangle with a word where it is late, else a diamond."""
    if not places:
        return
    symbol, colour = ("triangle-up", look.attention) if late else ("diamond", look.edge)
    chart.add_scatter(
        x=[bars[place].end.isoformat() for place in places],
        y=places,
        mode="markers+text" if late else "markers",
        text=["late "] * len(places) if late else None,
        textposition="middle left",
        textfont={"color": colour, "size": TEXT},
        marker={"symbol": symbol, "size": 15, "color": colour},
        customdata=[_hover(bars[place]) for place in places],
        hovertemplate="%{customdata}<extra></extra>",
        name="Late" if late else "No start date",
    )


def _add_today(chart: go.Figure, today: date, ink: str) -> None:
    """A line down the whole picture, with its word above."""
    at = today.isoformat()
    line = {"width": 2, "dash": "dash", "color": ink}
    chart.add_shape(type="line", x0=at, x1=at, yref="paper", y0=0, y1=1, line=line)
    chart.add_annotation(
        x=at,
        yref="paper",
        y=1,
        yanchor="bottom",
        text="Today",
        showarrow=False,
        font={"color": ink, "size": TEXT},
    )


def _hover(bar: Bar) -> str:
    return f"“{bar.title}”: {bar.words}"


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"


def _milliseconds(span: timedelta) -> float:
    return 1000 * span.total_seconds()
