"""Doing what a form asks for, and saying beside its button what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

import streamlit as st

from maturity.errors import Stale
from maturity.pages import session
from maturity.pages.parts.markdown import literal
from maturity.pages.saving.attempt import NotSaved, attempt

Given = TypeVar("Given")
LONG_ENOUGH = 60.0
"""Seconds for which it is said: a page may be drawn several times before anybody has read it."""


@dataclass(frozen=True)
class _Came:
    """What came of a form the last time it was sent."""

    words: str
    kept: bool
    at: float


def do(where: str, change: Callable[[], Given], done: Callable[[Given], str]) -> None:
    """Make a change and draw the page anew. `told(where)` then says that it is `done`, or why it was refused.

    A refusal leaves the form as it was filled in; let the keys of its fields begin with `form_key(where)`, so that it
    begins afresh once it was kept.
    """
    pressed(where, change, done)
    st.rerun()


def pressed(where: str, change: Callable[[], Given], done: Callable[[Given], str]) -> None:
    """The same in a callback, for a button that the page may not have any more when it is drawn again: somebody else
    came first, or the database is away. What is pressed there in the body of the page would be lost without a word.
    """
    match attempt(change):
        case NotSaved(why):
            came = _Came(why, kept=False, at=monotonic())
        case Stale() as stale:
            came = _Came(str(stale), kept=False, at=monotonic())
        case given:
            came = _Came(done(given), kept=True, at=monotonic())
            st.session_state[f"{where} turn"] = _turn(where) + 1
    st.session_state[_of(where)] = came


def show_outcome(where: str, *, refused: bool | None = None) -> None:
    """Say what came of the form, where the person is; nothing where it was not sent just now.

    With `refused` only that it was refused, or only that it was kept, where the two have their places.
    """
    came: _Came | None = st.session_state.get(_of(where))
    if came is None or monotonic() - came.at > LONG_ENOUGH:
        return
    if refused is not None and refused == came.kept:
        return
    if came.kept:
        st.success(literal(came.words), icon=":material/check:")
    else:
        st.error(literal(came.words))


def form_key(where: str) -> str:
    """What the keys of a form and its fields begin with; it is another once the form was kept."""
    return f"{where} {_turn(where)}"


def _turn(where: str) -> int:
    return int(st.session_state.get(f"{where} turn", 0))


def _of(where: str) -> str:
    return f"{where} came of {session.acting_as()}"  # the next to act here is not told
