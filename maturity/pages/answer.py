"""Answer. A colleague of the department comes to say where it stands on each statement, a few at a time."""

import streamlit as st

from maturity.assessment import progress
from maturity.assessment.people import Permission
from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.errors import MaturityError
from maturity.pages import visit
from maturity.pages.parts.card import PROGRESS, card
from maturity.pages.parts.choosing import choose, choose_round
from maturity.pages.parts.words import literal
from maturity.pages.visit import Visit
from maturity.services import administering, answering
from maturity.services.answering import Sheet


def show() -> None:
    here = visit.current()
    st.title("Answer")
    rounds = [r for r in administering.every_round(here.installation, here.person) if not r.published]
    if not rounds:
        st.markdown("There is no round to answer in yet. Open one: departments then answer its statements.")
        _open_round(here)
        return
    left, right = st.columns(2)
    with left:
        round_ = choose_round(rounds)
    with right:
        chosen = _choose_department(here, round_)
    if chosen is None:
        st.markdown("Now add your department.")
        _add_department(here)
        return
    with st.expander("Add a department or open another round"):
        _add_department(here)
        _open_round(here)
    department, assessment = chosen
    if assessment is None:
        st.markdown(f"{literal(department.name)} has not begun its assessment in this round.")
        if st.button("Start the assessment", type="primary"):
            answering.start_assessment(
                here.installation, here.person, here.now, round_id=round_.id, department_id=department.id
            )
            st.rerun()
        return
    _answer(here, answering.sheet(here.installation, here.person, assessment_id=assessment.id))


def _answer(here: Visit, sheet: Sheet) -> None:
    closed = sheet.assessment.status is not Status.DRAFT or not sheet.round.is_open(here.now.date())
    locked = closed or not here.person.may(Permission.ANSWER, sheet.department.id)
    if locked:
        why = (
            "the round is closed, or it was submitted" if closed else "you may not answer for this department"
        )
        st.warning(f"This assessment can be read but not changed: {why}.")
    _progress(here, sheet.assessment.id)
    themes = {theme.id: theme for theme in sheet.framework.themes}
    chosen = choose("Theme", {key: theme.label for key, theme in themes.items()}, "theme", "segments")
    for statement in themes[chosen].every_statement():
        card(here, sheet, statement, locked=locked)


@st.fragment(key=PROGRESS)
def _progress(here: Visit, assessment_id: int) -> None:
    sheet = answering.sheet(here.installation, here.person, assessment_id=assessment_id)
    themes = progress.by_theme(sheet.framework, sheet.answers)
    for column, theme in zip(st.columns(len(themes)), themes, strict=True):
        with column:
            words = f"{literal(theme.label)}: {theme.answered} of {theme.statements}"
            st.progress(theme.answered / theme.statements, text=words)


def _choose_department(here: Visit, round_: Round) -> tuple[Department, Assessment | None] | None:
    started = {
        department.id: assessment
        for assessment, department in answering.assessments_to_answer(
            here.installation, here.person, round_id=round_.id
        )
    }
    departments = {each.id: each for each in administering.every_department(here.installation, here.person)}
    if not departments:
        return None
    chosen = choose("Department", {key: each.name for key, each in departments.items()}, "department")
    return departments[chosen], started.get(chosen)


def _add_department(here: Visit) -> None:
    with st.form("add-department", clear_on_submit=True):
        name = st.text_input("Name of the department", max_chars=120)
        if st.form_submit_button("Add the department"):
            try:
                administering.add_department(here.installation, here.person, here.now, name=name)
            except MaturityError as problem:
                st.error(str(problem))
            else:
                st.rerun()


def _open_round(here: Visit) -> None:
    with st.form("open-round", clear_on_submit=True):
        title = st.text_input("Title of the round", value=f"Self-assessment {here.now:%Y}", max_chars=120)
        framework = st.selectbox(
            "Framework",
            list(here.installation.frameworks),
            format_func=lambda key: (
                f"{here.installation.frameworks[key].title}, edition {here.installation.frameworks[key].edition}"
            ),
        )
        closes = st.date_input("Closes (leave empty for no date)", value=None, format="DD/MM/YYYY")
        if st.form_submit_button("Open the round"):
            try:
                administering.open_round(
                    here.installation,
                    here.person,
                    here.now,
                    title=title,
                    framework_id=framework,
                    closes=closes,
                )
            except MaturityError as problem:
                st.error(str(problem))
            else:
                st.rerun()
