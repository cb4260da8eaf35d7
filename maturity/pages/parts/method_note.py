"""What must be said wherever scores show."""

import streamlit as st

from maturity.briefing.carried import unknown_in_words
from maturity.pages.parts.markdown import literal
from maturity.scoring.compare import Comparison


def show_sources(comparison: Comparison) -> None:
    """Whose method the scores are, where the findings come from, and what is only carried over."""
    notes = [literal(each) for each in comparison.framework.whose]
    if comparison.round.source:
        notes.append(literal(comparison.round.source))
    for note in notes:
        st.caption(note)
    if words := unknown_in_words(comparison):
        st.info(literal(words))
