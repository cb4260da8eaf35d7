"""Confirming together what a round carries over unchanged, beside what is not the same any more."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from maturity.assessment.answer import NOT_ANSWERED
from maturity.assessment.people import Permission
from maturity.assessment.progress import is_carried
from maturity.assessment.round import Status
from maturity.pages.parts.form import do, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit
from maturity.services import answering
from maturity.services.assessment_view import AssessmentView
from maturity.wording import counted


def offer_to_confirm(
    here: Visit, view: AssessmentView, statement_ids: Sequence[str], where: str, label: str
) -> None:
    """A button of that label which shows them and confirms; nothing where none of them waits, or may be answered here.

    `where` tells it from others on the page.
    """
    where = f"confirm {view.assessment.id} {where}"
    show_outcome(where)
    waits = any(is_carried(view.answers.get(each, NOT_ANSWERED)) for each in statement_ids)
    may = here.person.may(Permission.ANSWER, view.department.id) and view.round.is_open(here.now.date())
    if view.last is None or not waits or not may or view.assessment.status is not Status.DRAFT:
        return
    found = here.read(answering.since_last, assessment_id=view.assessment.id, statement_ids=statement_ids)
    if found is None:
        return
    many, since = len(found.unchanged), literal(view.last.round.title)
    with st.popover(label):
        are = "answer here is" if many == 1 else "answers here are"
        st.markdown(
            f"{many} {are} just as in {since}, and nobody has confirmed {'it' if many == 1 else 'them'}."
        )
        if found.changed:
            lines = [
                f"- {literal(f'{view.framework.by_id[each].label}: {words}')}"
                for each, words in found.changed.items()
            ]
            st.markdown("\n".join([f"Not the same as in {since}, and left as they are:", *lines]))
        if not many:
            return
        unchanged = ", ".join(view.framework.by_id[each].label for each in found.unchanged)
        st.markdown(literal(f"Unchanged: {unchanged}."))
        all_of_them = "Confirm the one that is" if many == 1 else f"Confirm all {many} that are"
        if st.button(f"{all_of_them} unchanged since {since}", key=where):
            confirm = partial(
                here.write,
                answering.confirm_unchanged,
                assessment_id=view.assessment.id,
                statement_ids=statement_ids,
            )
            do(where, confirm, lambda confirmed: f"{counted(len(confirmed), 'answer')} confirmed.")
