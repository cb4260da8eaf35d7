"""A field for a date that leaves it to the services which dates may be.

Streamlit's own drops a date outside its limits in the browser, and the server hears of none: whoever typed it would
see no date kept, with no word.
"""

from datetime import date

import streamlit as st


def any_date(label: str, value: date | None, key: str) -> date | None:
    """The date chosen or typed under `key`, whatever it is; None for an empty field."""
    found = st.date_input(label, value, min_value=date.min, max_value=date.max, format="DD/MM/YYYY", key=key)
    return found if isinstance(found, date) else None
