"""From the list of what wants a look to each statement on it, on to the next, and back to the list."""

from datetime import date

import streamlit as st

from maturity.assessment import concerns
from maturity.assessment.concerns import Concern
from maturity.framework.model import Statement
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import DEPARTMENT, ROUND
from maturity.services.assessment_view import AssessmentView

FROM, CHECK = "from", "check"
"""The address's key and value for a statement that was opened from the list."""


def address_of_check(view: AssessmentView) -> str:
    """The address of the list."""
    return marks.address("check", **_here(view))


def next_to_look(view: AssessmentView, after: str, today: date) -> Statement | None:
    """What follows on the list, where the statement was opened from there."""
    if st.query_params.get(FROM) != CHECK:
        return None
    following = view.framework.statements[view.framework.statements.index(view.framework.by_id[after]) + 1 :]
    on_the_list = {each.statement_id for each in concerns_of(view, today)}
    return next((each for each in following if each.id in on_the_list), None)


def concerns_of(view: AssessmentView, today: date) -> list[Concern]:
    """All that wants a look, beside what was answered and found in the last round."""
    last = view.last
    return concerns.concerns(
        view.framework,
        view.answers,
        today,
        last=last.carries if last else {},
        overturned=last.overturned if last else {},
    )


def _here(view: AssessmentView) -> dict[str, str]:
    return {ROUND: view.round.id, DEPARTMENT: view.department.id}
