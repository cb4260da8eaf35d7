"""Who seems to have left, on one page: an administrator ticks those who have, and shuts them out in one go."""

from datetime import date
from functools import partial

import streamlit as st

from maturity.assessment.people import Person
from maturity.pages.parts.form import do, form_key, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit
from maturity.services import registering
from maturity.services.registering import Leaver
from maturity.wording import day, listed

WHERE = "leavers"
MOST_SHOWN = 50
"""People at a time: the others come once these are decided on."""


def show_leavers(here: Visit) -> None:
    st.markdown(
        "Who has neither signed in nor changed anything for a year, or holds no role. Whoever is disabled may no "
        "longer use this installation; what they wrote stays, and they can be let in again."
    )
    show_outcome(WHERE)
    found = here.read(registering.leavers)
    if not found:
        st.markdown("There is nobody.")
        return
    by_address = here.settings.sign_in is not None
    own = form_key(WHERE)
    with st.form(own):
        ticked = [
            each.person_id
            for each in found[:MOST_SHOWN]
            if st.checkbox(literal(_in_words(each, by_address=by_address)), key=f"{own} {each.person_id}")
        ]
        if len(found) > MOST_SHOWN:
            st.markdown(f"And {len(found) - MOST_SHOWN:,} more.")
        sent = st.form_submit_button("Disable those who are ticked")
    if sent and ticked:
        disable = partial(here.write, registering.disable_people, person_ids=ticked)
        do(WHERE, disable, _disabled)
    elif sent:
        st.error("Nobody is ticked. Nothing was changed.")


def _disabled(done: list[Person]) -> str:
    return f"{listed([each.name for each in done], 5)} may no longer use this installation."


def _in_words(leaver: Leaver, *, by_address: bool) -> str:
    """“Ada Byron: away for a year. Signed in 3 March 2025; changed something 1 March 2025.”"""

    def when(moment: date | None) -> str:
        return day(moment) if moment else "not that we know of"

    signed = f"Signed in: {when(leaver.signed_in)}. " if by_address else ""
    return f"{leaver.name}: {leaver.why}. {signed}Last changed something: {when(leaver.wrote)}."
