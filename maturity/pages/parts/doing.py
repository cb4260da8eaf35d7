"""Doing what a form asks for."""

from collections.abc import Callable

import streamlit as st

from maturity.errors import MaturityError
from maturity.pages.parts.saving import next_turn
from maturity.pages.parts.words import literal


def do(change: Callable[[], object]) -> None:
    """Make a change and draw the page anew; a refusal is told in its own words where the form stands.

    A form that is to begin afresh after it has `turn()` in its key. Streamlit's own `clear_on_submit` empties it
    before anything is saved, and so loses what was typed when nothing is.
    """
    try:
        change()
    except MaturityError as problem:
        st.error(literal(str(problem)))
    else:
        next_turn()
        st.rerun()
