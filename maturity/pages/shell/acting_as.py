"""Who acts: somebody who has signed in or, where there is no sign-in, anybody of the register, plainly labelled."""

import streamlit as st

from maturity.assessment.people import LOCAL, local_person
from maturity.pages import session
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.person_choice import first_people, offer_people
from maturity.pages.session import Visit
from maturity.pages.shell.outage import patient

CHOSEN = "another actor"
"""Where a session keeps that the page is to be drawn for another person."""


def say_who_acts(here: Visit) -> None:
    """Say who has signed in, and let them sign out; or whom the visitor acts as, and let them act as another."""
    if not here.person.local:
        st.caption(f"Signed in as {literal(here.person.name)}.")
        st.button("Sign out", on_click=session.sign_out)
        return
    if stranger := st.session_state.get(session.STRANGER):
        st.warning(
            f"Nobody who may act here is called “{literal(stranger)}” in the register. You act as "
            f"{literal(here.person.name)}: what you do is kept under that name. Choose whom to act as below."
        )
    if here.made_up:
        st.caption("Made-up data: act as anybody in it.")
    else:
        st.caption("On this computer only: no sign-in is configured.")
    local = here.by_local_person()
    if not first_people(local, active=True).total:
        return
    with st.popover(f"Acting as {literal(here.person.name)}", width="stretch"):
        _choose_actor(local, here.person.id)


@st.fragment(key="choose actor")
@patient
def _choose_actor(here: Visit, current: str) -> None:
    if st.session_state.pop(CHOSEN, False):
        st.rerun()
    st.markdown("Whatever you do is kept under this name, and marked as done without sign-in.")
    names = offer_people(here, "actor contains", active=True, held=[current])
    names = {LOCAL: local_person().name} | names
    st.radio(
        "Act as",
        list(names),
        index=list(names).index(current),
        format_func=lambda key: literal(names[key]),
        key="actor",
        on_change=_act,
    )


def _act() -> None:
    if "actor" in st.session_state:  # see choosing._remember
        st.session_state[session.ACTING_AS] = st.session_state["actor"]
        st.session_state.pop(session.STRANGER, None)
        st.session_state[CHOSEN] = True
