"""Where one department stands on each statement and what it aims at, theme by theme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.charts.labels import TEXT, axis, folded, legend
from maturity.charts.shapes import add_words
from maturity.framework.model import Framework
from maturity.palette import LIGHT, Palette
from maturity.plan.target import Target
from maturity.roadmap.gaps import Gap


@dataclass(frozen=True)
class Row:
    """One statement with a gap: where it stands and what is aimed at, in shares of its scale, 0 to 1.

    `now` is None where nobody knows the level, `aim` where there is no target.
    """

    theme: str
    statement: str
    now: float | None
    aim: float | None
    words: str
    accepted: bool


@dataclass(frozen=True)
class Points:
    rows: list[Row]
    ticks: dict[float, str]  # by share: the levels' numbers where all rows have one scale, or else per cent
    axis: str

    @property
    def places(self) -> list[float]:
        """Where each row stands, from 0 at the top; every theme has room for its name above."""
        found, at, theme = list[float](), 0.0, ""
        for row in self.rows:
            at += 0.8 if row.theme != theme else 0.0
            theme = row.theme
            found.append(at)
            at += 1
        return found


def points(framework: Framework, gaps: Sequence[Gap], targets: Mapping[str, Target]) -> Points:
    """A row for every gap, in the framework's order; `targets` by statement id."""
    rows = []
    for gap in gaps:
        scale = framework.scale_of(gap.statement)
        level, target = gap.judgement.level, targets.get(gap.statement.id)
        aim = target.level if target else None
        now = gap.judgement.words(scale)
        wanted = f", target: {scale.by_value[aim].name}" if aim is not None else ""
        left = ", accepted as it is" if gap.accepted else ""
        rows.append(
            Row(
                theme=framework.theme_of[gap.statement.id].label,
                statement=gap.statement.label,
                now=None if level is None else scale.worth(level),
                aim=None if aim is None else scale.worth(aim),
                words=f"{now}{wanted}{left}",
                accepted=gap.accepted is not None,
            )
        )
    scales = {tuple(framework.scale_of(gap.statement).levels) for gap in gaps}
    ticks, axis = {0.0: "0 %", 0.5: "50 %", 1.0: "100 %"}, "Level (% of the highest)"
    if len(scales) == 1:
        scale = framework.scale_of(gaps[0].statement)
        ticks = {scale.worth(value): str(value) for value in scale.by_value}
        ends = (scale.lowest, scale.highest)
        axis = "Level: " + " to ".join(f"{level.value} {level.name}" for level in ends)
    return Points(rows, ticks, axis)


def figure(points: Points, *, look: Palette = LIGHT) -> go.Figure:
    """A line from a circle (today) to a diamond (target); a question mark where nobody knows the level."""
    ink = look.ink
    chart = go.Figure()
    rows, places = points.rows, points.places
    for place, row in zip(places, rows, strict=True):
        _add_link(chart, place, row, look)
    _add_levels(chart, points, "Today", "circle", look, [row.now for row in rows])
    _add_levels(chart, points, "Target", "diamond-open", look, [row.aim for row in rows])
    unknown = [place for place, row in enumerate(rows) if row.now is None]
    add_words(
        chart,
        [0.0] * len(unknown),
        [places[place] for place in unknown],
        ["? find out"] * len(unknown),
        ink=ink,
        position="middle right",
        customdata=[_hover(rows[place]) for place in unknown],
        hovertemplate="%{customdata}<extra></extra>",
    )
    for number, row in enumerate(rows):
        if number == 0 or rows[number - 1].theme != row.theme:
            _add_theme(chart, places[number], row.theme, ink)
    chart.update_layout(
        height=150 + 44 * len(rows),
        margin={"l": 0, "r": 16, "t": 10, "b": 10},
        font={"color": ink, "size": TEXT},
        plot_bgcolor="rgba(0,0,0,0)",
        legend=legend(ink),
        xaxis=axis(
            ink,
            points.axis,
            range=[-0.06, 1.06],
            tickvals=list(points.ticks),
            ticktext=list(points.ticks.values()),
        ),
        yaxis=axis(
            ink,
            tickvals=places,
            ticktext=[folded(row.statement, 20) for row in rows],
            range=[(places[-1] if places else 0) + 0.6, -0.5],
            automargin=True,
            showgrid=False,
        ),
    )
    return chart


def _add_link(chart: go.Figure, place: float, row: Row, look: Palette) -> None:
    """The line from today to the target, where both are there."""
    if row.now is None or row.aim is None:
        return
    chart.add_shape(
        type="line",
        x0=row.now,
        x1=row.aim,
        y0=place,
        y1=place,
        layer="below",
        line={"width": 3, "color": look.edge, "dash": "dot" if row.accepted else "solid"},
    )


def _add_levels(
    chart: go.Figure, points: Points, name: str, symbol: str, look: Palette, shares: list[float | None]
) -> None:
    """A mark in every row that has a share of the scale."""
    marked = [
        (share, place, row)
        for share, place, row in zip(shares, points.places, points.rows, strict=True)
        if share is not None
    ]
    chart.add_scatter(
        x=[share for share, _, _ in marked],
        y=[place for _, place, _ in marked],
        mode="markers",
        marker={"symbol": symbol, "size": 14, "color": look.score, "line": {"width": 2, "color": look.score}},
        customdata=[_hover(row) for _, _, row in marked],
        hovertemplate="%{customdata}<extra></extra>",
        name=name,
    )


def _add_theme(chart: go.Figure, place: float, theme: str, ink: str) -> None:
    """The theme's name above its first row."""
    chart.add_annotation(
        xref="paper",
        x=0,
        xanchor="left",
        y=place - 0.8,
        yanchor="middle",
        text=f"<b>{theme}</b>",
        showarrow=False,
        font={"color": ink, "size": 14},
    )


def _hover(row: Row) -> str:
    return f"{row.statement}: {row.words}"
