"""Tables that every reader can use."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from maturity.pages.parts import marks

MOST_ROWS = 100
"""Above this a plain table is slow to draw, and a grid with search and sorting serves better."""
_NUMBER = re.compile(r"[+−-]?£?\d[\d,]*(\.\d+)?%?")
_NO_NUMBER = {"", "–", "No score", "Not costed", "Not known", "Not said"}
"""What stands in a column of numbers where there is none."""


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Words in rows, of which the first heads its row: a plain table that a screen reader walks through, and that is a
    block a row on a narrow screen; or a grid where it is long. Columns of numbers alone stand at the right.
    """
    if len(rows) > MOST_ROWS:
        st.dataframe(_as_sent(_columns(headings, rows)), hide_index=True, width="stretch", lazy=False)
        return
    numbers = [place for place in range(1, len(headings)) if _is_of_numbers([row[place] for row in rows])]
    marks.show(marks.table("", headings, rows, numbers=numbers, kind="stacks words"))


def _columns(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = {}
    for place, heading in enumerate(headings):
        shown = heading
        while shown in columns:  # a department may be called “Statement”
            shown += " (another)"
        columns[shown] = [row[place] for row in rows]
    return columns


def _as_sent(columns: Mapping[str, Sequence[str]]) -> Any:
    """As Streamlit sends a grid to the browser. Of lists it would make it by pandas, which holds 40 MB; so do most ways
    to make an Arrow table.
    """
    import pyarrow

    arrays = []
    for words in columns.values():
        builder = pyarrow.lib.StringBuilder()
        builder.append_values(words)
        arrays.append(builder.finish())
    return pyarrow.Table.from_arrays(arrays, names=list(columns))


def _is_of_numbers(cells: Sequence[str]) -> bool:
    known = [cell for cell in cells if cell not in _NO_NUMBER]
    return bool(known) and all(_NUMBER.fullmatch(cell) for cell in known)
