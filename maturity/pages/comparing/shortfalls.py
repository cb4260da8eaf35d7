"""Where departments fall short: for each statement how many are at each level, those furthest below the bar first."""

import streamlit as st

from maturity.briefing import gaps
from maturity.charts import spread as spread_chart
from maturity.pages.parts import marks
from maturity.pages.parts.heading import finding
from maturity.scoring import spread
from maturity.scoring.compare import Comparison
from maturity.wording import headed

RANKED = (
    "Statements are ranked by the share of those known, then by their distance to the top; equals share a place. "
    "Unknown: not answered or not determined; such a department may or may not fall short, so the share of "
    "all is between two figures."
)


def say_shortfalls(comparison: Comparison) -> None:
    """The statement that the largest share falls short on, and where the bar is."""
    found = spread.spreads(comparison)
    finding(f"{gaps.headline(comparison.framework, found)}.", gaps.bar(comparison.framework))


def show_shortfalls(comparison: Comparison, *, beside: bool) -> None:
    """The picture with its figures at the right of every bar."""
    marks.show(*shortfall_bars(comparison, _ranked(spread.spreads(comparison))))
    if beside:
        st.caption("Published findings beside them are not counted.")
    st.caption(RANKED)


def shortfall_bars(comparison: Comparison, found: list[spread.Spread]) -> list[marks.Html]:
    """Bars of some statements with the key above."""
    points = spread_chart.points(comparison.framework, found)
    below, compared_round = gaps.below(comparison.framework), comparison.round.id
    rows: list[list[marks.Cell]] = [
        [
            statement_link(compared_round, statement, each),
            marks.shares(points.row(place)),
            gaps.with_share(each),
        ]
        for place, (statement, each) in enumerate(zip(points.statements, found, strict=True))
    ]
    return [
        marks.key_row(points.counts),
        marks.table(
            "Departments at each level, by statement",
            ["Statement", "Departments", headed(below)],
            rows,
            kind="lines stacks",
            hidden_caption=True,
        ),
    ]


def statement_link(round_id: str, label: str, each: spread.Spread) -> marks.Html:
    """The statement's name, which opens what every department said of it."""
    return marks.link_to(label, marks.address("statement", round=round_id, statement=each.statement.id))


def _ranked(found: list[spread.Spread]) -> list[spread.Spread]:
    """Every statement: those that departments fall short on first."""
    ranked = spread.shortest(found)
    return [*ranked, *(each for each in found if each not in ranked)]
