"""Compare. An auditor comes to see which departments are ahead, how sure that is, and on which statements."""

import streamlit as st

from maturity.charts import heat_map, ranges
from maturity.pages import visit
from maturity.pages.parts import notes
from maturity.pages.parts.choosing import choose_round
from maturity.pages.parts.tables import table
from maturity.pages.parts.words import literal
from maturity.scoring.compare import Comparison
from maturity.services import administering, comparing

MOST_NAMED = 8
"""Departments named in a cell; more are counted."""


def show() -> None:
    here = visit.current()
    st.title("Compare")
    rounds = administering.every_round(here.installation, here.person)
    if not rounds:
        st.info("There is nothing to compare yet. Load a benchmark, or open a round on the Answer page.")
        return
    round_ = choose_round(rounds)
    comparison = comparing.comparison(here.installation, here.person, round_id=round_.id)
    if not comparison.departments:
        st.info("No department that you may see has begun its assessment in this round.")
        return
    st.header(literal(comparison.headline))
    notes.sources(comparison)
    _scores(comparison)
    _themes(comparison)
    _statements(comparison)


def _scores(comparison: Comparison) -> None:
    points = ranges.points(comparison)
    if points:
        st.plotly_chart(
            ranges.figure(points[: ranges.MOST_SHOWN], ink=visit.ink()),
            key="ranges",
            config={"displaylogo": False},
            alt="Each department's score as a dot on the bar of its range. The table below has the figures.",
        )
    st.markdown(
        "The dot is the score over statements with a level; the bar is where it could lie, from every unknown at "
        "the lowest level to every unknown at the highest. Where bars overlap, departments cannot be separated."
    )
    if len(points) > ranges.MOST_SHOWN:
        st.markdown(
            f"The picture shows the {ranges.MOST_SHOWN} highest of {len(points)}; the table has them all."
        )
    rows = []
    for key, department in comparison.departments.items():
        score, rank = comparison.scores[key], comparison.ranks.get(key)
        rows.append(
            [
                department.name,
                score.words,
                rank.words if rank else "No rank",
                _named(comparison, comparison.not_separated(key)),
            ]
        )
    table(
        [
            "Department",
            "Score % (range), statements with a level",
            "Possible rank",
            "Cannot be separated from",
        ],
        rows,
    )


def _named(comparison: Comparison, departments: list[str]) -> str:
    if not departments:
        return "None: separated from every other"
    if len(departments) > MOST_NAMED:
        return f"{len(departments)} others"
    return ", ".join(comparison.departments[key].name for key in departments)


def _themes(comparison: Comparison) -> None:
    st.header("By theme")
    themes = comparison.framework.themes
    table(
        ["Department", *(theme.label for theme in themes)],
        [
            [department.name, *(comparison.theme_scores[key, theme.id].words for theme in themes)]
            for key, department in comparison.departments.items()
        ],
    )


def _statements(comparison: Comparison) -> None:
    st.header("By statement")
    points = heat_map.points(comparison)
    st.plotly_chart(
        heat_map.figure(points, ink=visit.ink()),
        key="heat-map",
        config={"displaylogo": False},
        alt="Statements by departments, a level or state in each cell. The table below has the words.",
    )
    st.markdown(
        "Darker is higher; grey with “?” was not determined. Each cell carries its level's number or mark."
    )
    with st.expander("The same as a table, in words"):
        table(
            ["Theme", "Statement", *points.departments],
            [
                [
                    theme,
                    statement,
                    *(points.key(row, column).words for column in range(len(points.departments))),
                ]
                for row, (theme, statement) in enumerate(zip(points.themes, points.statements, strict=True))
            ],
        )
