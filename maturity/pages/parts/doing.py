"""Doing what a form asks for."""

from collections.abc import Callable

import streamlit as st

from maturity.errors import MaturityError
from maturity.pages.parts.words import literal


def do(change: Callable[[], object]) -> None:
    """Make a change and draw the page anew; a refusal is told in its own words where the form stands."""
    try:
        change()
    except MaturityError as problem:
        st.error(literal(str(problem)))
    else:
        st.rerun()
