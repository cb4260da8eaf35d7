"""Tables that every reader can use."""

from collections.abc import Sequence

import streamlit as st

from maturity.pages.parts.markdown import literal

MOST_ROWS = 100
"""Above this a plain table is slow to draw, and a grid with search and sorting serves better."""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Words in rows, as a plain table that a screen reader walks through, or a grid where it is long."""
    long = len(rows) > MOST_ROWS
    columns: dict[str, list[str]] = {}
    for place, heading in enumerate(headings):
        shown = heading if long else literal(heading)
        while shown in columns:  # a department may be called “Statement”
            shown += " (another)"
        columns[shown] = [row[place] if long else literal(row[place]) for row in rows]
    if long:
        st.dataframe(columns, hide_index=True, width="stretch")
    else:
        st.table(columns)
