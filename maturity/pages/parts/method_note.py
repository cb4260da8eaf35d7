"""What must be said wherever scores show."""

import streamlit as st

from maturity.pages.parts.markdown import literal
from maturity.scoring.compare import Comparison

HOUSE = (
    "The publisher gave words, not numbers: levels and scores are our own method (house method), "
    "described in the board pack."
)


def show_sources(comparison: Comparison) -> None:
    """Whose method the scores are, where the findings come from, and what is only carried over."""
    notes = [HOUSE] if comparison.framework.house_scored else []
    if comparison.round.source:
        notes.append(literal(comparison.round.source))
    for note in notes:
        st.caption(note)
    if comparison.carried_words:
        st.info(literal(comparison.carried_words))
