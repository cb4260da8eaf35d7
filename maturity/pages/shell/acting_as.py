"""Who acts: somebody who has signed in or, where there is no sign-in, anybody of the register, plainly labelled."""

import streamlit as st

from maturity.pages import session
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit


def say_who_acts(here: Visit) -> None:
    """Say who has signed in, and let them sign out; or whom the visitor acts as, and let them act as another."""
    if not here.person.local:
        st.caption(f"Signed in as {literal(here.person.name)}.")
        st.button("Sign out", on_click=session.sign_out)
        return
    actors = here.actors()
    if stranger := st.session_state.get(session.STRANGER):
        st.warning(
            f"Nobody who may act here is called “{literal(stranger)}” in the register. You act as "
            f"{literal(here.person.name)}: what you do is kept under that name. Choose whom to act as below."
        )
    if here.made_up:
        st.caption("Made-up data: act as anybody in it.")
    else:
        st.caption("On this computer only: no sign-in is configured.")
    if len(actors) == 1:
        return
    with st.popover(f"Acting as {literal(here.person.name)}", width="stretch"):
        st.markdown("Whatever you do is kept under this name, and marked as done without sign-in.")
        st.radio(
            "Act as",
            list(actors),
            index=list(actors).index(here.person.id),
            format_func=lambda key: literal(actors[key].name),
            key="actor",
            on_change=_act,
        )


def _act() -> None:
    if "actor" in st.session_state:  # see choosing._remember
        st.session_state[session.ACTING_AS] = st.session_state["actor"]
        st.session_state.pop(session.STRANGER, None)
