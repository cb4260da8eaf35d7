"""The door, where sign-in is configured: what is shown to somebody who has not signed in, or is not known here."""

import streamlit as st

from maturity.assessment.sign_in import FAILED, OAUTH_ERRORS, SignIn, SignInRefused
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
    elif FAILED in st.query_params:
        st.markdown(f"{_why(st.query_params[FAILED])} If it happens again, ask {literal(_whom_to_ask())}.")
    st.button("Sign in", type="primary", on_click=st.login)


def _why(error: str) -> str:
    """What is said of a sign-in that came to nothing, by OAuth's word for it, which anybody may have written."""
    if error == "access_denied":
        return "Your organisation's sign-in did not let you in here, or you stopped it."
    if error in ("temporarily_unavailable", "server_error"):
        return "Your organisation's sign-in does not work at present. Try again in a few minutes."
    if error in OAUTH_ERRORS:
        return f"Your organisation's sign-in refused ({error.replace('_', ' ')})."
    return "The sign-in was not completed: it may have taken too long, or been opened twice. Try again."


def _whom_to_ask() -> str:
    return session.settings().contact or "an administrator of this installation"


def _not_known(sign_in: SignIn) -> None:
    contact = _whom_to_ask()
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
