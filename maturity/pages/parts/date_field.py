"""A field for a date that leaves it to the services which dates may be.

Streamlit's own drops a date outside its limits in the browser, and the server hears of none: whoever typed it would
see no date kept, with no word. Its limits are therefore wide here. Not as wide as they could be: with years up to
9999 its calendar was seen to take the whole page down.
"""

from datetime import date

import streamlit as st

FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)


def any_date(label: str, value: date | None, key: str) -> date | None:
    """The date chosen or typed under `key`, from 1900 to 2999; None for an empty field."""
    found = st.date_input(
        label,
        value,
        min_value=FIRST,
        max_value=LAST,
        format="DD/MM/YYYY",
        key=key,
        help=f"From {FIRST.year} to {LAST.year}; a year beyond is not taken.",
    )
    return found if isinstance(found, date) else None
