"""What approved actions cost by financial year: once, and every year from delivery on; and, apart, what they save."""

from dataclasses import dataclass

import plotly.graph_objects as go

from maturity.charts.labels import TEXT, axis, legend
from maturity.charts.shapes import add_words, hatched
from maturity.palette import LIGHT, Palette
from maturity.roadmap.costs import Costs


@dataclass(frozen=True)
class Bar:
    """One financial year, in whole pounds."""

    year: str
    one_off: int
    yearly: int
    saving: int = 0

    @property
    def total(self) -> int:
        return self.one_off + self.yearly


def points(costs: Costs) -> list[Bar]:
    return [Bar(year.words, year.one_off, year.yearly, year.saving) for year in costs.years]


def _add_savings(chart: go.Figure, points: list[Bar], look: Palette) -> None:
    """A narrow bar a year beside the costs, and in none of their sums; what has a base is not stacked."""
    chart.add_bar(
        x=[bar.year for bar in points],
        y=[bar.saving for bar in points],
        base=[0] * len(points),
        width=0.12,
        offset=0.28,
        marker=hatched(look.band, ".", look),
        customdata=[f"{bar.saving:,}" for bar in points],
        hovertemplate="%{x}, %{fullData.name}: £%{customdata}<extra></extra>",
        name="Savings, apart",
    )


def figure(points: list[Bar], *, look: Palette = LIGHT) -> go.Figure:
    """Stacked bars, running costs hatched, with the total above each; savings beside them, where there are any."""
    ink = look.ink
    chart = go.Figure()
    years = [bar.year for bar in points]
    kinds = (
        ("Once", look.score, "", [bar.one_off for bar in points]),
        ("Running costs", look.paper, "/", [bar.yearly for bar in points]),
    )
    for name, colour, hatch, amounts in kinds:
        chart.add_bar(
            x=years,
            y=amounts,
            width=0.5,
            marker=hatched(colour, hatch, look),
            customdata=[f"{amount:,}" for amount in amounts],
            hovertemplate="%{x}, %{fullData.name}: £%{customdata}<extra></extra>",
            name=name,
        )
    add_words(
        chart,
        years,
        [bar.total for bar in points],
        [f"£{bar.total:,}" for bar in points],
        ink=ink,
        position="top center",
        hoverinfo="skip",
        cliponaxis=False,
    )
    if any(bar.saving for bar in points):
        _add_savings(chart, points, look)
    most = max([amount for bar in points for amount in (bar.total, bar.saving)], default=0)
    chart.update_layout(
        barmode="stack",
        height=360,
        margin={"l": 0, "r": 10, "t": 10, "b": 10},
        font={"color": ink, "size": TEXT},
        plot_bgcolor="rgba(0,0,0,0)",
        legend=legend(ink, traceorder="normal"),
        xaxis={
            "type": "category",
            "title": {"text": "Financial year (April to March)", "font": {"color": ink}},
            "tickfont": {"color": ink},
            "fixedrange": True,
        },
        yaxis=axis(
            ink,
            "Pounds",
            range=[0, 1.2 * most or 1],
            tickprefix="£",
            tickformat=",~s" if most >= 10_000 else ",d",
            rangemode="tozero",
        ),
    )
    return chart
