"""From the list of what wants a look to each statement on it, on to the next, and back to the list."""

from datetime import date

import streamlit as st

from maturity.assessment import concerns
from maturity.pages import navigation
from maturity.pages.parts.address_choice import DEPARTMENT, ROUND
from maturity.pages.parts.markdown import literal
from maturity.services.assessment_view import Sheet

FROM, CHECK = "from", "check"
"""The address's key and value for a statement that was opened from the list."""


def open_to_look(sheet: Sheet, statement_id: str, words: str = "{}") -> None:
    """A link, `words` with the statement's label, that opens the statement alone, with the way back to the list."""
    label = literal(sheet.framework.by_id[statement_id].label)
    asked = {**_here(sheet), "statement": statement_id, FROM: CHECK}
    st.page_link(navigation.page("answer"), label=words.format(label), query_params=asked)


def ways_on(sheet: Sheet, statement_id: str, today: date) -> None:
    """Back to the list and on to what follows on it, where the statement was opened from there."""
    if st.query_params.get(FROM) != CHECK:
        return
    st.page_link(
        navigation.page("check"),
        label="Back to what wants a look",
        icon=":material/arrow_back:",
        query_params=_here(sheet),
    )
    places = {each.id: place for place, each in enumerate(sheet.framework.statements)}
    found = concerns.concerns(sheet.framework, sheet.answers, today)
    after = (each.statement_id for each in found if places[each.statement_id] > places[statement_id])
    if (following := next(after, None)) is not None:
        open_to_look(sheet, following, "Next to look at: {}")


def _here(sheet: Sheet) -> dict[str, str]:
    return {ROUND: sheet.round.id, DEPARTMENT: sheet.department.id}
