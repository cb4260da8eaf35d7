"""Keeping a part of the road map; where somebody else came first, both versions are shown and one is chosen."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

import streamlit as st

from maturity.errors import DatabaseAway, FateUnknown, MaturityError, Stale
from maturity.framework.model import Framework
from maturity.pages import session
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.sight import bring_into_sight
from maturity.pages.parts.table import table
from maturity.pages.saving.fields import give_up, settle
from maturity.plan.words import plan_in_words

TROUBLE, STUCK, DONE, TURN, WHERE = "plan trouble", "plan stuck", "plan done", "plan turn", "plan where"
"""Where the session keeps what went wrong, a save refused as stale, what was kept, how many times, and where on the
page it is told.
"""
LONG_ENOUGH = 60.0
"""Seconds for which it is told that something was kept: a page may be drawn several times before it is read."""

Write = Callable[[int], object]
"""Keeps something, based on the version given."""

log = logging.getLogger("maturity")
T = TypeVar("T")


@dataclass(frozen=True)
class NotSaved:
    """That nothing was saved, and why, in a sentence. Neither `away` nor a `bug`: it was refused, by a rule."""

    why: str
    away: str = ""  # what is wrong with the database, where a later try may succeed
    bug: bool = False

    @property
    def refused(self) -> bool:
        return not (self.away or self.bug)

    @property
    def said(self) -> str:
        """What a field that saves itself says of it."""
        if self.away:
            return f"Not saved: {self.away}. Your choice is kept here and will be sent again."
        return f"Not saved: {self.why}"


def attempt(write: Callable[[], T]) -> T | Stale[Any] | NotSaved:
    """Save, at the edge: what is now kept, or why it is not. Nothing is raised out of it, as an exception in a
    callback would empty the page, the words in its fields included.
    """
    try:
        return write()
    except Stale as stale:
        return stale
    except DatabaseAway as away:
        return NotSaved(str(away), away=away.problem)
    except FateUnknown as unknown:
        # A field that is sent again finds what is kept already: one entry, whatever its fate.
        return NotSaved(str(unknown), away="the connection to the database was lost in the middle")
    except MaturityError as problem:
        return NotSaved(str(problem))
    except Exception as bug:
        return NotSaved(
            f"something went wrong here. If it happens again, tell whoever runs this installation the reference "
            f"{reference(bug)}.",
            bug=True,
        )


def reference(bug: Exception) -> str:
    """Puts a bug into the log; gives what finds it there."""
    found = secrets.token_hex(4)
    log.error("reference %s", found, exc_info=bug)
    return found


@dataclass(frozen=True)
class Stuck:
    """A save refused because something changed first, until this person has chosen."""

    stale: Stale[Any]
    wanted: str  # what the person meant to do, in words
    write: Write
    words: str  # the key of the area where a part of it was written, if there is one
    where: str


def keep(write: Write, based_on: int, wanted: str, words: str = "", where: str = "") -> None:
    """Write, in a callback; whatever comes of it is kept in the session for `say` to show, at the same `where`.

    What was written in the area of the key `words` is settled by it.
    """
    for name in (TROUBLE, STUCK, DONE):
        st.session_state.pop(own(name), None)
    st.session_state[own(WHERE)] = where
    match attempt(lambda: write(based_on)):
        case Stale() as stale:
            st.session_state[own(STUCK)] = Stuck(stale, wanted, write, words, where)
        case NotSaved(why):
            st.session_state[own(TROUBLE)] = why
        case _:
            settle(words)
            st.session_state[own(DONE)] = wanted, monotonic()
            next_turn()


def own(name: str) -> str:
    """A key of the session for whoever acts now: what one may see, the next to act here may not."""
    return f"{name} of {session.acting_as()}"


def turn() -> int:
    """How many saves there were: a part of the keys of forms that begin afresh after each."""
    return int(st.session_state.get(TURN, 0))


def next_turn() -> None:
    """Something was saved: forms with the turn in their keys begin afresh."""
    st.session_state[TURN] = turn() + 1


def say(framework: Framework, names: Mapping[str, str], where: str = "") -> bool:
    """The truth about the last save that was made at this place of the page, and the choice where somebody came first.
    `names` are departments', by id. Whether it was just kept.
    """
    if st.session_state.get(own(WHERE), "") != where:
        return False
    stuck: Stuck | None = st.session_state.get(own(STUCK))
    if stuck is not None:
        _choose(stuck, framework, names)
    elif trouble := st.session_state.get(own(TROUBLE)):
        st.error(f"Not saved: {literal(trouble)}")
    elif done := st.session_state.get(own(DONE)):
        words, at = done
        if monotonic() - at < LONG_ENOUGH:
            st.success(f"Kept: {literal(words)}", icon=":material/check:")
            if where:
                bring_into_sight(str(at), f"sight of {where}")
            return True
    return False


def _choose(stuck: Stuck, framework: Framework, names: Mapping[str, str]) -> None:
    stale, by = stuck.stale, ""
    if stale.by is not None:
        when = f", {session.clock(stale.at)}," if stale.at else ""
        by = f" by {session.current().names().get(stale.by, stale.by)}{when}"
    st.error(f"Not saved yet: this was changed{literal(by)} since you opened it. Nothing you wrote is lost.")
    kept, yours = (
        {} if each is None else plan_in_words(each, framework, names) for each in (stale.kept, stale.yours)
    )
    differ = [part for part in {**kept, **yours} if kept.get(part) != yours.get(part)]
    st.markdown(f"You wanted: **{literal(stuck.wanted)}**")
    table(
        ["", "Kept meanwhile", "Yours"],
        [[part, kept.get(part, "Nothing"), yours.get(part, "Nothing")] for part in differ],
    )
    version = stale.kept.version if stale.kept is not None else 0
    with st.container(horizontal=True):
        st.button(
            "Keep mine all the same",
            key="plan mine",
            on_click=keep,
            args=(stuck.write, version, stuck.wanted, stuck.words, stuck.where),
        )
        st.button("Keep what is kept", key="plan theirs", on_click=_give_up, args=(stuck.words,))


def _give_up(words: str) -> None:
    give_up(words)
    st.session_state.pop(own(STUCK), None)
    next_turn()
