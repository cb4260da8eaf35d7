"""The door, where sign-in is configured: what is shown to somebody who has not signed in, or is not known here."""

import streamlit as st

from maturity.assessment.sign_in import SignIn, SignInRefused
from maturity.pages import session
from maturity.pages.parts.markdown import literal
from maturity.pages.session import NotSignedIn, Visit
from maturity.services.admitting import NotKnown

Stopped = NotSignedIn | SignInRefused | NotKnown


def come_in() -> Visit | Stopped:
    """The visit of whoever comes, or why they are not let in."""
    try:
        return session.enter()
    except (NotSignedIn, SignInRefused, NotKnown) as problem:
        return problem


def show(problem: Stopped) -> None:
    """All that somebody sees who is not let in: nothing of what is kept here."""
    st.title("Data maturity")
    if isinstance(problem, NotKnown):
        _not_known(problem.sign_in)
        return
    if isinstance(problem, SignInRefused):
        st.markdown(literal(str(problem)))
    st.button("Sign in", type="primary", on_click=st.login)


def _not_known(sign_in: SignIn) -> None:
    contact = session.settings().contact or "an administrator of this installation"
    st.markdown(f"You have signed in as **{literal(sign_in.name or 'somebody without a name')}**.")
    if sign_in.email and sign_in.email_verified:
        st.markdown(f"Your e-mail address is {literal(sign_in.email)}.")
    elif sign_in.email:
        st.markdown(
            f"Your e-mail address is {literal(sign_in.email)}, but your organisation's sign-in has not verified it."
        )
    else:
        st.markdown("Your organisation's sign-in does not tell your e-mail address.")
    st.markdown(f"You are not known here. To be let in, ask {literal(contact)}.")
    st.button("Sign out", on_click=session.sign_out)
