"""While the database is away: what is on the screen stays, with all that was typed, and goes on when it is back.

A rerun that fails would otherwise empty the page: Streamlit takes away what a finished rerun did not draw, and the
words in it. One that ends by asking for another takes nothing away, so the page asks until the database answers.
"""

from collections.abc import Callable
from functools import wraps
from time import monotonic, sleep
from typing import NoReturn, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from maturity.errors import DatabaseAway
from maturity.pages.parts.markdown import literal

P = ParamSpec("P")
AGAIN = 2.0
"""Seconds until the database is asked again."""
TOLD = 20.0
"""Seconds for which it is said that the database is back: a page may be drawn again before anybody has read it."""
SHOWN, WAITED, BACK = "a page was shown", "waited for the database", "the database is back"
"""Where a session keeps that it has drawn a page, that it waits, and since when it waits no more."""
SIGNING_OUT = "wanted to sign out while the database was away"
PRESSED = "pressed while the database was away"
"""Where a session keeps what it could not save: what the page said of an earlier save stays on the screen meanwhile."""


def wait(problem: DatabaseAway) -> NoReturn:
    """Say that the database is away, and draw the page again in a moment."""
    if not st.session_state.get(SHOWN):
        st.title("Data maturity")
    st.session_state[WAITED] = True
    pressed = st.session_state.get(PRESSED, "")
    not_saved = f"**Not saved: {literal(pressed)}.** " if pressed else ""
    if warned_of_sign_out():
        not_saved += (
            "**Not signed out: it cannot be kept now, and other browsers would stay signed in as you.** Press "
            "“Sign out” again to sign out of this one alone. "
        )
    with st.bottom:  # in sight wherever the page is scrolled to, and no part of what stays
        st.error(
            f"{not_saved}{literal(f'T{problem.problem[1:]}.')} What you typed stays here, and the page goes on by "
            "itself when that is over. Until then only what says that it is saved is saved.",
            icon=":material/cloud_off:",
        )
    sleep(AGAIN)
    st.rerun()


def could_not_save(what: str) -> None:
    """Have it said, as long as the database is away, that this was not saved; call it in a callback."""
    st.session_state[PRESSED] = what


def warn_of_sign_out() -> None:
    """Have it said, as long as the database is away, that signing out was not done; call it in a callback."""
    st.session_state[SIGNING_OUT] = True


def warned_of_sign_out() -> bool:
    """Whether it is being said."""
    return bool(st.session_state.get(SIGNING_OUT))


def over() -> None:
    """Call when a page was drawn to its end: after an outage it says so, for a while."""
    st.session_state[SHOWN] = True
    st.session_state.pop(PRESSED, None)
    st.session_state.pop(SIGNING_OUT, None)
    if st.session_state.pop(WAITED, False):
        st.session_state[BACK] = monotonic()
    if BACK in st.session_state and monotonic() - st.session_state[BACK] < TOLD:
        with st.bottom:
            st.info(
                "The database is back. Look whether what you pressed last was done, and press again if it was not: "
                "what you typed is still here.",
                icon=":material/cloud_done:",
            )


def patient(draw: Callable[P, None]) -> Callable[P, None]:
    """The same fragment, which waits for the database where it is drawn by itself."""

    @wraps(draw)
    def drawn(*args: P.args, **named: P.kwargs) -> None:
        try:
            draw(*args, **named)
        except DatabaseAway as problem:
            ctx = get_script_run_ctx()
            if ctx is not None and ctx.fragment_ids_this_run:
                st.rerun()  # a fragment may not write at the bottom of the window: a run of the page says it there
            wait(problem)

    return drawn
