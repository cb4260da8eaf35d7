"""Forms with which a round and its departments begin."""

import streamlit as st

from maturity.assessment.people import Permission
from maturity.pages.parts.doing import do
from maturity.pages.parts.saving import turn
from maturity.pages.visit import Visit
from maturity.services import administering


def to_begin(here: Visit, way: str) -> str:
    """What to do while there is nothing to show: the way there, for those who may open rounds."""
    may = here.person.may(Permission.MANAGE_ROUNDS)
    return way if may else "An administrator opens rounds; what you may see of them comes here."


def add_department(here: Visit) -> None:
    """A form that adds a department, for those who may."""
    if not here.person.may(Permission.MANAGE_DEPARTMENTS):
        st.info("An administrator adds departments, and says who answers for them.")
        return
    with st.form(f"add-department {turn()}"):
        name = st.text_input("Name of the department", max_chars=120)
        if st.form_submit_button("Add the department"):
            do(lambda: here.write(administering.add_department, name=name))


def open_round(here: Visit) -> None:
    """A form that opens a round from today, for those who may."""
    if not here.person.may(Permission.MANAGE_ROUNDS):
        st.info("An administrator opens rounds.")
        return
    with st.form(f"open-round {turn()}"):
        title = st.text_input("Title of the round", value=f"Self-assessment {here.now:%Y}", max_chars=120)
        frameworks = here.installation.frameworks
        framework = st.selectbox(
            "Framework",
            list(frameworks),
            format_func=lambda key: f"{frameworks[key].title}, edition {frameworks[key].edition}",
        )
        closes = st.date_input("Closes (leave empty for no date)", value=None, format="DD/MM/YYYY")
        months = st.number_input(
            "Flag evidence older than this many months (leave empty for the framework's own limit)",
            value=None,
            min_value=1,
            step=1,
        )
        if st.form_submit_button("Open the round"):
            do(
                lambda: here.write(
                    administering.open_round,
                    title=title,
                    framework_id=framework,
                    closes=closes,
                    evidence_months=months,
                )
            )
