"""From the list of what wants a look to each statement on it, on to the next, and back to the list."""

from datetime import date

import streamlit as st

from maturity.assessment import concerns
from maturity.framework.model import Statement
from maturity.pages import navigation
from maturity.pages.parts.address_choice import DEPARTMENT, ROUND
from maturity.pages.parts.markdown import literal
from maturity.services.assessment_view import AssessmentView

FROM, CHECK = "from", "check"
"""The address's key and value for a statement that was opened from the list."""


def open_to_look(view: AssessmentView, statement_id: str) -> None:
    """A link that opens the statement alone, with the way back to the list."""
    st.page_link(
        navigation.page("answer"),
        label=literal(view.framework.by_id[statement_id].label),
        icon=":material/arrow_forward:",
        query_params={**_here(view), "statement": statement_id, FROM: CHECK},
    )


def way_back(view: AssessmentView) -> None:
    """Back to the list, where the statement was opened from there."""
    if st.query_params.get(FROM) != CHECK:
        return
    st.page_link(
        navigation.page("check"),
        label="Back to what wants a look",
        icon=":material/arrow_back:",
        query_params=_here(view),
    )


def next_to_look(view: AssessmentView, after: str, today: date) -> Statement | None:
    """What follows on the list, where the statement was opened from there."""
    if st.query_params.get(FROM) != CHECK:
        return None
    following = view.framework.statements[view.framework.statements.index(view.framework.by_id[after]) + 1 :]
    return next((s for s in following if concerns.of_statement(view.framework, view.answers, s, today)), None)


def _here(view: AssessmentView) -> dict[str, str]:
    return {ROUND: view.round.id, DEPARTMENT: view.department.id}
