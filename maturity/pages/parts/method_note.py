"""What must be said wherever scores show."""

import streamlit as st

from maturity.briefing.carried import unknown_in_words
from maturity.pages.parts import marks
from maturity.pages.parts.markdown import literal
from maturity.scoring.compare import Comparison


def show_sources(comparison: Comparison) -> None:
    """Whose method the scores are, where the findings come from, and what is only carried over."""
    told: set[str] = set()
    notes = [marks.explained(each, told) for each in comparison.framework.whose]
    marks.show(
        *map(marks.quiet, notes), *([marks.quiet(source)] if (source := comparison.round.source) else [])
    )
    if words := unknown_in_words(comparison):
        st.info(literal(words))
