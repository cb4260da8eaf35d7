"""How many departments are at each level of each statement, and in each state: a bar for every statement."""

from dataclasses import dataclass

import plotly.graph_objects as go

from maturity import palette
from maturity.charts import marks
from maturity.charts.labels import legend
from maturity.charts.marks import EDGE, Key
from maturity.framework.model import Framework
from maturity.palette import DARK_INK
from maturity.scoring.spread import Spread


@dataclass(frozen=True)
class Points:
    """Statements in rows; for each key, how many departments of each row it holds for."""

    statements: list[str]
    counts: dict[Key, list[int]]

    @property
    def total(self) -> int:
        """Departments, the same in every row."""
        return sum(row[0] for row in self.counts.values()) if self.statements else 0


def points(framework: Framework, spreads: list[Spread]) -> Points:
    counts: dict[Key, list[int]] = {key: [0] * len(spreads) for key in marks.keys(framework)}
    for row, each in enumerate(spreads):
        levels = marks.level_keys(framework, each.statement)
        for value, count in each.levels.items():
            counts[levels[value]][row] = count
        for state, count in each.states.items():
            counts[marks.state_key(state)][row] = count
    return Points(
        [each.statement.label for each in spreads], {key: row for key, row in counts.items() if any(row)}
    )


def figure(points: Points, *, ink: str = DARK_INK) -> go.Figure:
    """Stacked bars with their numbers in them; `ink` is the colour of words on the page, #rrggbb."""
    rows = list(range(len(points.statements)))
    chart = go.Figure()
    for key, counts in points.counts.items():
        chart.add_bar(
            x=counts,
            y=rows,
            orientation="h",
            name=f"{key.mark} {key.words}",
            marker={"color": key.colour, "line": EDGE},
            text=[str(count) if count else "" for count in counts],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": palette.ink(key.colour), "size": 13},
            customdata=points.statements,
            hovertemplate="%{customdata}<br>%{fullData.name}: %{x}<extra></extra>",
        )
    chart.update_layout(
        barmode="stack",
        bargap=0.2,
        height=130 + 30 * len(rows),
        margin={"l": 0, "r": 10, "t": 10, "b": 10},
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": ink},
        legend=legend(ink, traceorder="normal"),
        xaxis={
            "title": {"text": "Departments", "font": {"color": ink}},
            "range": [0, points.total],
            "tickfont": {"color": ink},
            "tickformat": "d",
            "showgrid": False,
            "fixedrange": True,
        },
        yaxis={
            "tickvals": rows,
            "ticktext": points.statements,
            "autorange": "reversed",
            "tickfont": {"color": ink},
            "automargin": True,
            "fixedrange": True,
        },
    )
    return chart
