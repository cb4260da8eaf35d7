"""Check and submit. An approver comes to see what still wants a look, and to stand behind the assessment."""

from html import escape

import streamlit as st

from maturity.assessment import progress
from maturity.assessment.people import Permission
from maturity.assessment.progress import is_carried
from maturity.assessment.round import AssuranceNeeded, Status
from maturity.briefing import standing, themes
from maturity.briefing.shown_as import figure_words as shown_as
from maturity.errors import Stale
from maturity.pages import session
from maturity.pages.answering import look_again
from maturity.pages.answering.look_again import CHECK, FROM
from maturity.pages.answering.sent_back import tell_sent_back
from maturity.pages.answering.statement_list import link_of
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import DEPARTMENT, ROUND, choose_assessment
from maturity.pages.parts.form import pressed, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.sight import bring_into_sight
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import settle, writing, written
from maturity.pages.session import Visit, clock
from maturity.services import answering, comparing
from maturity.services.assessment_view import AssessmentView
from maturity.wording import counted

WITHDRAWN = "withdraw"
"""Where the session keeps what came of withdrawing: see parts.form."""
ASKED = "asked whether to submit"
"""Where the session keeps which assessment somebody is about to submit."""
LACKS = "submit lacks"
"""Where the session keeps what has to be written before anything is asked."""
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
    if view.assessment.status is not Status.DRAFT:
        _submitted(here, view)
    _signed(here, view)
    _concerns(here, view)
    if view.assessment.status is Status.DRAFT:
        _submit(here, view)


def _signed(here: Visit, view: AssessmentView) -> None:
    """The score that is signed for, with its range, and every statement as a square that opens it."""
    department = view.department.id
    compared = here.once(comparing.comparison, round_id=view.round.id, department_id=department)
    score = compared.scores.get(department)
    if score is None:
        return
    if themes.lead(compared):
        marks.show(marks.Html(f'<p class="figure">{escape(themes.headline(compared))}</p>'))
        marks.show(marks.quiet(f"This framework has no overall score. {standing.known(score)}"))
        _squares(view)
        return
    known = standing.known(score).removesuffix(".")
    as_shown = shown_as(view.framework)
    figure, shown = marks.score_words(score, as_shown).text, score.score
    if score.lacking(view.framework.scoring.least_known):
        figure, shown = "Too little is known for a score", None
        if score.low is not None and score.high is not None:
            figure += f": it could be {as_shown.run(score.low, score.high)}"
    marks.show(
        marks.Html(f'<p class="figure">{figure}</p>'),
        marks.Html(
            f'<p class="quiet">The score in {"per cent" if as_shown.of is None else as_shown.heading}, with its '
            f"{marks.link_to('range', marks.address('glossary')).text}. {known}.</p>"
        ),
        marks.range_bar(shown, score.low, score.high),
        label="What is signed for",
    )
    _squares(view)


def _squares(view: AssessmentView) -> None:
    marks.show(
        marks.key_row([], marks.CARRIED) if any(map(is_carried, view.answers.values())) else "",
        marks.squares(
            view.framework,
            view.answers,
            to={each.id: _opened(view, each.id) for each in view.framework.statements},
            beside={each.theme: each.words for each in progress.by_theme(view.framework, view.answers)},
        ),
        label="Every statement",
    )


def _opened(view: AssessmentView, statement_id: str) -> str:
    return link_of(view, statement_id, {FROM: CHECK})


def _concerns(here: Visit, view: AssessmentView) -> None:
    found = look_again.concerns_of(view, here.now.date())
    if not found:
        st.success("Nothing wants another look.")
        return
    st.header(f"{counted(len(found), 'thing')} to look at")
    by_statement: dict[str, list[str]] = {}
    for concern in found:
        words = f"<b>{escape(concern.kind)}</b>: {escape(concern.sentence)}"
        by_statement.setdefault(concern.statement_id, []).append(words)
    rows = [
        [
            marks.link_to(view.framework.by_id[statement_id].label, _opened(view, statement_id)),
            marks.Html("<br>".join(lines)),
        ]
        for statement_id, lines in by_statement.items()
    ]
    caption = "None of these stops you from submitting; an auditor will see the same list."
    marks.show(marks.table(caption, ["Statement", "What to look at"], rows))


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
        on_change=lambda: _ask(view, key),
        placeholder="What you checked, with whom, and what you stand behind.",
        # Beside the box, and not above it, where it would move what was pressed.
        state=st.session_state.get(LACKS, "") or "Not submitted, and kept in this browser.",
        button="Submit the assessment",
    )
    with st.container():  # there even when it is empty, so that the field above stays as it is
        if st.session_state.get(ASKED) == view.assessment.id and written(key) is not None:
            _confirm(here, view, key)


def _ask(view: AssessmentView, key: str) -> None:
    """In a callback: what will happen is said before it does, and what is lacking before that."""
    said = written(key)
    st.session_state.pop(LACKS, None)
    st.session_state[ASKED] = view.assessment.id
    if said is None or not said.text.strip():
        st.session_state[LACKS] = f"Not submitted. {AssuranceNeeded()}"
        st.session_state.pop(ASKED)


def _confirm(here: Visit, view: AssessmentView, key: str) -> None:
    with st.container(border=True, key="confirm"):
        st.subheader(f"Submit {literal(view.department.name)}, {literal(view.round.title)}?", anchor=False)
        st.markdown(
            "- Its answers are locked. An auditor reviews them, and may agree them or send them back with a reason.\n"
            "- Your name and the statement of assurance stand under it, and in the history.\n"
            "- You can withdraw it while no auditor has begun and the round is open."
        )
        with st.container(horizontal=True):
            st.button("Yes, submit it", type="primary", on_click=_stand_behind, args=(here, view, key))
            st.button("Not yet", on_click=st.session_state.pop, args=(ASKED, None))
    bring_into_sight(f"{key} {written(key)}", "confirm in sight")


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
            st.session_state.pop(ASKED, None)


def _submitted(here: Visit, view: AssessmentView) -> None:
    st.header(view.assessment.status.words)
    assessment = view.assessment
    who = here.names().get(assessment.submitted_by or "", "somebody")
    when = clock(assessment.submitted_at) if assessment.submitted_at else "some time ago"
    st.markdown(
        f"Submitted by {literal(who)}, {when}. It is read-only until an auditor sends it back, or the "
        "approver withdraws it before the review begins."
    )
    st.markdown(f"> {literal(assessment.assurance)}")
    here_only = {ROUND: view.round.id, DEPARTMENT: view.department.id}
    marks.show(
        "Next: ",
        marks.link_to("plan what to improve on the road map", marks.address("road_map", **here_only)),
        ", ",
        marks.link_to("make the board pack", marks.address("pack", **here_only)),
        ", or ",
        marks.link_to("read the answers", marks.address("answer", **here_only)),
        ".",
    )
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
