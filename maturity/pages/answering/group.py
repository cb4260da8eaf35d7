"""A whole group that does not apply to a department, said once with one reason."""

from collections import Counter
from functools import partial

import streamlit as st

from maturity.assessment.answer import NOT_ANSWERED, State
from maturity.assessment.progress import is_answered
from maturity.framework.model import Theme
from maturity.pages.parts.address_choice import choose
from maturity.pages.parts.form import do, form_key, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit
from maturity.services import answering
from maturity.services.assessment_view import AssessmentView
from maturity.wording import counted


def offer_to_leave_out(here: Visit, view: AssessmentView, theme: Theme) -> None:
    """Say of a theme, or of a topic in it, that it does not apply; or take that back."""
    where = f"leave out {view.assessment.id} {theme.id}"
    show_outcome(where, refused=False)
    with st.popover(f"{literal(theme.label)} does not apply", width="stretch"):
        groups = {each.id: each for each in (theme, *theme.every_topic())}
        labels = {key: each.label for key, each in groups.items()}
        group = groups[choose("Which part", labels, "group") if len(groups) > 1 else theme.id]
        said = {each.id: view.answers.get(each.id, NOT_ANSWERED) for each in group.every_statement()}
        free = [key for key, answer in said.items() if not is_answered(answer)]
        kept = len(said) - len(free)
        if free:
            _leave_out(here, view, group, where, len(free), kept)
        else:
            st.markdown("Every statement of it is answered. Change them one by one.")
        _take_up(here, view, group, where)
        show_outcome(where, refused=True)


def _leave_out(here: Visit, view: AssessmentView, group: Theme, where: str, free: int, kept: int) -> None:
    stays = f" {counted(kept, 'answer')} of it {'stays as it is' if kept == 1 else 'stay as they are'}."
    with st.form(f"{form_key(where)} {group.id}", border=False):
        st.markdown(
            f"{counted(free, 'statement')} of {literal(group.label)} will be answered “does not apply”, with this "
            f"reason.{stays if kept else ''}"
        )
        reason = st.text_input("Why it does not apply", key=f"why {form_key(where)} {group.id}")
        if st.form_submit_button("It does not apply"):
            leave = partial(
                here.write,
                answering.leave_out_group,
                assessment_id=view.assessment.id,
                group_id=group.id,
                reason=reason,
            )
            do(where, leave, lambda ids: f"{counted(len(ids), 'statement')} answered “does not apply”.")


def _take_up(here: Visit, view: AssessmentView, group: Theme, where: str) -> None:
    """For each reason that several statements of the group have in common."""
    reasons = Counter(
        answer.reason
        for each in group.every_statement()
        if (answer := view.answers.get(each.id, NOT_ANSWERED)).state is State.NOT_APPLICABLE
    )
    for reason, many in reasons.items():
        if many < 2:
            continue
        st.markdown(literal(f"{many} do not apply: {reason}"))
        if st.button("It applies after all", key=f"take up {where} {group.id} {reason}"):
            take = partial(
                here.write,
                answering.take_group_up,
                assessment_id=view.assessment.id,
                group_id=group.id,
                reason=reason,
            )
            do(where, take, lambda ids: f"{counted(len(ids), 'statement')} not answered again.")
