"""Home. Whoever comes sees within ten seconds what this is, where their department or the government stands, and what
to do next.
"""

import streamlit as st

from maturity.assessment.people import EVERY_DEPARTMENT, Permission
from maturity.assessment.round import Department
from maturity.pages import session
from maturity.pages.home.department import show_department, show_what_was_asked
from maturity.pages.home.first_run import show_published, show_start
from maturity.pages.home.government import show_government
from maturity.pages.home.reading import show_reading
from maturity.pages.parts.address_choice import choose_any_department, choose_department, forget_closed
from maturity.pages.parts.heading import page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit
from maturity.services import administering, frameworks
from maturity.wording import day


def show() -> None:
    here = session.current()
    with here.at_one_moment():
        _draw(here)


def _draw(here: Visit) -> None:
    rounds = here.once(administering.every_round)
    readable = here.once(frameworks.readable_rounds)
    live = [round_ for round_ in readable if round_.is_open(here.now.date())]
    own = [
        department
        for department in here.once(administering.every_department)
        if here.person.may(Permission.SEE_OWN_ASSESSMENT, department.id)
    ]
    forget_closed(rounds, here.now.date())
    page_heading("Data maturity", day(here.now.date()))
    oversees = here.person.may(Permission.REVIEW) or here.person.may(Permission.MANAGE_ROUNDS)
    asked_for = [round_ for round_ in readable if not round_.published]
    if live and own and (department := _department(here, own, oversees=oversees)):
        for round_ in live:
            show_department(here, round_, department, alone=len(live) == 1)
        show_what_was_asked(here)
    elif oversees and asked_for and (here.once(administering.every_department) or not _starts(here)):
        for round_ in live or asked_for[:1]:
            show_government(here, round_)
    elif _starts(here):
        show_start(here, readable)
    elif own:
        st.header("No round is open")
        st.markdown("An administrator opens one. You then answer for your department here.")
        show_published(here, readable)
    else:
        show_reading(here, readable)
    if len(readable) < len(rounds):
        st.warning(literal("\n\n".join(here.once(frameworks.troubles))))


def _starts(here: Visit) -> bool:
    return here.person.may(Permission.MANAGE_ROUNDS)


def _department(here: Visit, own: list[Department], *, oversees: bool) -> Department | None:
    """One's department, chosen where there are several; None for the whole government, where one oversees it."""
    if len(own) == 1:
        return own[0]
    names = {department.id: department.name for department in own}
    with st.container(horizontal=True, key="filters"):
        if oversees:
            chosen = choose_any_department(here, names, every="All departments", in_row=True)
        else:
            chosen = choose_department(here, names, in_row=True)
    if chosen == EVERY_DEPARTMENT:
        return None
    return next(each for each in own if each.id == chosen)
