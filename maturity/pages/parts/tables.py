"""Tables that every reader can use."""

from collections.abc import Sequence

import streamlit as st

from maturity.pages.parts.words import literal

MOST_ROWS = 100
"""Above this a plain table is slow to draw, and a grid with search and sorting serves better."""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Words in rows, as a plain table that a screen reader walks through, or a grid where it is long."""
    if len(rows) <= MOST_ROWS:
        st.table({heading: [literal(row[place]) for row in rows] for place, heading in enumerate(headings)})
    else:
        columns = {heading: [row[place] for row in rows] for place, heading in enumerate(headings)}
        st.dataframe(columns, hide_index=True, width="stretch")
