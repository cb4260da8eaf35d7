"""Statements by departments: a picture, a table in words, and a grid whose cells can be opened."""

from collections.abc import Mapping, Sequence

import streamlit as st

from maturity.briefing import whose
from maturity.charts import heat_map
from maturity.pages import session
from maturity.pages.comparing.cell_detail import show_cell_detail
from maturity.pages.comparing.filters import Narrowed
from maturity.pages.parts import answer_words
from maturity.pages.parts.address_choice import choose, put
from maturity.pages.parts.chart import picture
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.scoring.compare import Comparison

NONE = "-"
COLUMN = "department:"


def show_matrix(here: Visit, narrowed: Narrowed, page: Sequence[str]) -> None:
    """The departments of one page, those beside them, and what is behind the cell that is chosen."""
    st.header("By statement")
    points = heat_map.points(narrowed.comparison, page, beside=narrowed.beside)
    picture(
        heat_map.figure(points, ink=session.chart_ink()),
        key="heat-map",
        alt="Statements by departments, a level or state in each cell. The table below has the words.",
    )
    st.markdown(
        "Darker is higher; grey with “?” was not determined. Each cell carries its level's number or mark."
        + (f" {heat_map.AUDITED}" if points.audited else "")
        + (" Right of the dotted line: published findings, our coding." if narrowed.beside else "")
    )
    with st.expander("The same as a table, in words"):
        table(
            ["Theme", "Statement", *points.departments],
            [
                [
                    theme,
                    statement,
                    *(points.words(row, column) for column in range(len(points.departments))),
                ]
                for row, (theme, statement) in enumerate(zip(points.themes, points.statements, strict=True))
            ],
        )
    st.header("What is behind a level")
    st.markdown("Choose a cell, or a statement and a department. The address keeps the choice, to be mailed.")
    columns = {**dict.fromkeys(page, narrowed.comparison)}
    if narrowed.beside:
        columns |= dict.fromkeys(narrowed.beside.departments, narrowed.beside)
    _grid(columns, narrowed.names)
    _chosen(here, narrowed)


def _grid(columns: Mapping[str, Comparison], names: Mapping[str, str]) -> None:
    framework = next(iter(columns.values())).framework
    words = {"statement": [statement.label for statement in framework.statements]}
    for key, source in columns.items():
        words[COLUMN + key] = [
            whose.marked(
                answer_words.judgement_in_words(framework, statement, source.judgement(key, statement.id)),
                whose.mark(source, key, statement),
            )
            for statement in framework.statements
        ]
    statements = [statement.id for statement in framework.statements]
    place = f"grid {hash((tuple(columns), tuple(statements)))}"  # another grid has no cell chosen
    st.dataframe(
        words,
        key=place,
        hide_index=True,
        height="content" if len(statements) <= 40 else "auto",
        selection_mode="single-cell",
        on_select=lambda: _open_cell(place, statements),
        column_config={
            "statement": st.column_config.TextColumn("Statement", pinned=True, width=170),
            **{COLUMN + key: st.column_config.TextColumn(names[key], width=180) for key in columns},
        },
        alt="Statements by departments in words; the table above has the same.",
    )


def _open_cell(place: str, statements: Sequence[str]) -> None:
    for row, column in st.session_state[place].selection.cells if place in st.session_state else []:
        department = {"department": column.removeprefix(COLUMN)} if column.startswith(COLUMN) else {}
        put({"statement": statements[row], **department})


def _chosen(here: Visit, narrowed: Narrowed) -> None:
    framework = narrowed.comparison.framework
    labels = {statement.id: statement.label for statement in framework.statements}
    left, right = st.columns(2)
    with left:
        statement = _choose_known("Statement", {NONE: "Choose a statement", **labels}, "statement")
    with right:
        department = _choose_known(
            "Department", {NONE: "Choose a department", **narrowed.names}, "department"
        )
    if NONE in (statement, department):
        return
    own = department in narrowed.comparison.departments
    source = narrowed.comparison if own else narrowed.beside
    if source is not None:
        show_cell_detail(here, source, framework.by_id[statement], department)


def _choose_known(label: str, options: Mapping[str, str], key: str) -> str:
    """As choose, but what is not among the options leaves the address: it might tell whose letter a cell is."""
    if st.query_params.get(key, NONE) not in options:
        del st.query_params[key]
    return choose(label, options, key)
