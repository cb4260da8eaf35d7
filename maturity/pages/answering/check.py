"""Check and submit. An approver comes to see what still wants a look, and to stand behind the assessment."""

import streamlit as st

from maturity.assessment import concerns
from maturity.assessment.people import Permission
from maturity.assessment.progress import is_carried
from maturity.assessment.round import Status
from maturity.errors import Stale
from maturity.pages import session
from maturity.pages.answering.look_again import open_to_look
from maturity.pages.answering.sent_back import tell_sent_back
from maturity.pages.parts.address_choice import choose_assessment
from maturity.pages.parts.form import pressed, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import settle, writing, written
from maturity.pages.session import Visit, clock
from maturity.services import answering
from maturity.services.assessment_view import AssessmentView

WITHDRAWN = "withdraw"
"""Where the session keeps what came of withdrawing: see parts.form."""
TROUBLE = "submit trouble"
"""Where the session keeps why an assessment was not submitted, until that was said."""


def show() -> None:
    here = session.current()
    st.title("Check and submit")
    view = choose_assessment(here)
    if view is None:
        st.info("There is no assessment to check yet. Open a round and start one on the Answer page.")
        return
    show_outcome(WITHDRAWN)
    tell_sent_back(here, view)
    _concerns(here, view)
    match view.assessment.status:
        case Status.DRAFT:
            _submit(here, view)
        case _:
            _submitted(here, view)


def _concerns(here: Visit, view: AssessmentView) -> None:
    found = concerns.concerns(view.framework, view.answers, here.now.date())
    if not found:
        st.success("Nothing wants another look.")
        return
    st.header(f"{len(found)} thing{'s' if len(found) > 1 else ''} to look at")
    st.markdown("None of these stops you from submitting; an auditor will see the same list.")
    by_statement: dict[str, list[str]] = {}
    for concern in found:
        words = f"**{concern.kind}**: {literal(concern.sentence)}"
        by_statement.setdefault(concern.statement_id, []).append(words)
    with st.container(gap="small"):
        for statement_id, lines in by_statement.items():
            left, right = st.columns([1, 2], gap=None, vertical_alignment="center")
            with left:
                open_to_look(view, statement_id)
            right.markdown("  \n".join(lines))


def _submit(here: Visit, view: AssessmentView) -> None:
    st.header("Submit")
    if not here.person.may(Permission.SUBMIT, view.department.id):
        st.info("An approver of the department, normally the chief data officer, submits.")
        return
    if trouble := st.session_state.pop(TROUBLE, ""):
        st.error(literal(trouble))
    if waiting := sum(map(is_carried, view.answers.values())):
        many = "1 answer is" if waiting == 1 else f"{waiting} answers are"
        st.warning(
            f"{many} carried over from the last round and not confirmed. Submitted so, they count as not answered "
            "until the auditor agrees the assessment. Confirm them on the Answer page first, a theme at a time."
        )
    key = f"assurance {view.assessment.id}"
    writing(
        "Statement of assurance",
        key=key,
        text="",
        version=0,
        place=f"{here.person.id}/{view.assessment.id}/assurance",
        on_change=lambda: _stand_behind(here, view, key),
        placeholder="What you checked, with whom, and what you stand behind.",
        state="Not submitted, and kept in this browser.",
        button="Submit the assessment",
    )


def _stand_behind(here: Visit, view: AssessmentView, key: str) -> None:
    """In a callback: submit with the assurance that was written."""
    said = written(key)
    if said is None:
        return
    match attempt(
        lambda: here.write(answering.submit, assessment_id=view.assessment.id, assurance=said.text)
    ):
        case NotSaved(why) | Stale(args=(why,)):
            st.session_state[TROUBLE] = why
        case _:
            settle(key)


def _submitted(here: Visit, view: AssessmentView) -> None:
    st.header(view.assessment.status.words)
    assessment = view.assessment
    who = here.names().get(assessment.submitted_by or "", "somebody")
    when = clock(assessment.submitted_at) if assessment.submitted_at else "some time ago"
    st.markdown(
        f"Submitted by {literal(who)}, {when}. It is read-only until an auditor sends it back, or the "
        "approver withdraws it before the review begins: see the Review page."
    )
    st.markdown(f"> {literal(assessment.assurance)}")
    if assessment.status is Status.SUBMITTED and here.person.may(Permission.SUBMIT, view.department.id):
        _withdraw(here, view)


def _withdraw(here: Visit, view: AssessmentView) -> None:
    """The approver's own way back, while no auditor has begun."""
    if not view.round.is_open(here.now.date()):
        st.markdown("The round has closed, so it cannot be withdrawn: it could not be submitted again.")
        return
    with st.popover("Withdraw the submission"):
        st.markdown(
            "The assessment becomes a draft again: its answers can be changed, and the statement of assurance is "
            "written anew when it is submitted. Nothing that was answered is lost, and the history keeps both. It can "
            "be withdrawn until an auditor begins the review."
        )
        st.button(
            "Withdraw it",
            type="primary",
            on_click=pressed,
            args=(
                WITHDRAWN,
                lambda: here.write(answering.withdraw, assessment_id=view.assessment.id),
                lambda _: "The submission is withdrawn: the assessment is a draft again.",
            ),
        )
