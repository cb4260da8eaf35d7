"""Forms with which a round and its departments begin."""

from functools import partial
from itertools import count

import streamlit as st

from maturity.assessment.people import Permission
from maturity.assessment.round import Round
from maturity.briefing.asked import part_in_words
from maturity.pages.administering.bodies import ask_which_part, ask_which_system
from maturity.pages.parts.date_field import any_date
from maturity.pages.parts.form import do, form_key, show_outcome
from maturity.pages.session import Visit
from maturity.services import administering, frameworks
from maturity.wording import day


def to_begin(here: Visit, way: str) -> str:
    """What to do while there is nothing to show: the way there, for those who may open rounds."""
    may = here.person.may(Permission.MANAGE_ROUNDS)
    return way if may else "An administrator opens rounds; what you may see of them comes here."


def show_department_form(here: Visit) -> None:
    """A form that adds a department, for those who may."""
    if not here.person.may(Permission.MANAGE_DEPARTMENTS):
        st.info("An administrator adds departments, and says who answers for them.")
        return
    where = "add-department"
    with st.form(form_key(where)):
        name = st.text_input("Name of the department", key=f"name {form_key(where)}")
        system_of = ask_which_system(here, form_key(where))
        sent = st.form_submit_button("Add the department")
        show_outcome(where)
        if sent:
            add = partial(here.write, administering.add_department, name=name, system_of=system_of)
            do(where, add, lambda added: f"{added.name} is added.")


def show_round_form(here: Visit) -> None:
    """A form that opens a round from today, for those who may."""
    if not here.person.may(Permission.MANAGE_ROUNDS):
        st.info("An administrator opens rounds.")
        return
    offered = {each.id: each for each in here.once(frameworks.offered)}
    if not offered:
        st.info(
            "A round needs a framework, and none is here. Whoever runs this installation puts its file into the "
            "folder of frameworks and starts it again."
        )
        return
    where = "open-round"
    own = form_key(where)
    framework = st.selectbox(  # outside the form: what may be asked of it depends on it
        "Framework",
        list(offered),
        format_func=lambda key: f"{offered[key].title}, edition {offered[key].edition}",
        key=f"framework {own}",
    )
    with st.form(own, enter_to_submit=False):
        title = st.text_input("Title of the round", value=_free_title(here), key=f"title {own}")
        asks = ask_which_part(offered[framework], own)
        closes = any_date("Closes (leave empty for no date)", None, f"closes {own}")
        months = st.number_input(
            "Flag evidence older than this many months (leave empty for the framework's own limit)",
            value=None,
            step=1,
            key=f"months {own}",
        )
        sent = st.form_submit_button("Open the round")
        show_outcome(where)
        if sent:
            open_it = partial(
                here.write,
                administering.open_round,
                title=title,
                framework_id=framework,
                closes=closes,
                evidence_months=months,
                asks=asks,
            )
            do(where, open_it, partial(_opened, len(offered[framework].statements)))


def _opened(whole: int, round_: Round) -> str:
    until = f", until {day(round_.closes)}" if round_.closes else ", with no closing date"
    asks = f" It asks {part_in_words(len(round_.asks), whole)}." if round_.asks else ""
    return f"“{round_.title}” is open{until}.{asks}"


def _free_title(here: Visit) -> str:
    """The year's, or the next year's that no round has yet."""
    taken = {round_.title.casefold() for round_ in here.once(administering.every_round)}
    offered = (f"Self-assessment {year}" for year in count(here.now.year))
    return next(title for title in offered if title.casefold() not in taken)
