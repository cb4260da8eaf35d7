"""Keeping a part of the road map; where somebody else came first, both versions are shown and one is chosen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

import streamlit as st

from maturity.errors import Stale
from maturity.framework.model import Framework
from maturity.pages import session
from maturity.pages.parts.address_choice import STATEMENT
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.sight import bring_into_sight
from maturity.pages.parts.table import table
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import give_up, settle
from maturity.pages.shell import outage
from maturity.plan.words import plan_in_words

TROUBLE, CONFLICT, DONE, WHERE = "plan trouble", "plan conflict", "plan done", "plan where"
"""Where the session keeps what went wrong, a save refused as stale, what was kept, and where on the page it is told."""
SAVES = "plan saves"
"""Where the session counts what was kept."""
LONG_ENOUGH = 60.0
"""Seconds for which it is told that something was kept: a page may be drawn several times before it is read."""

Write = Callable[[int], object]
"""Keeps something, based on the version given."""


@dataclass(frozen=True)
class Conflict:
    """A save refused because something changed first, until this person has chosen."""

    stale: Stale[Any]
    wanted: str  # what the person meant to do, in words
    write: Write
    words: str  # the key of the area where a part of it was written, if there is one
    where: str


def keep(write: Write, based_on: int, wanted: str, words: str = "", where: str = "") -> None:
    """Write, in a callback; whatever comes of it is kept in the session for `show` to show, at the same `where`.

    What was written in the area of the key `words` is settled by it.
    """
    for name in (TROUBLE, CONFLICT, DONE):
        st.session_state.pop(key(name), None)
    st.session_state[key(WHERE)] = where
    match attempt(lambda: write(based_on)):
        case Stale() as stale:
            st.session_state[key(CONFLICT)] = Conflict(stale, wanted, write, words, where)
        case NotSaved() as trouble:
            st.session_state[key(TROUBLE)] = trouble.why
            if trouble.away:
                outage.could_not_save(wanted)
        case _:
            settle(words)
            st.session_state[key(DONE)] = wanted, monotonic(), st.session_state.get(STATEMENT)
            _count_save()


def key(name: str) -> str:
    """A key of the session for whoever acts now: what one may see, the next to act here may not."""
    return f"{name} of {session.acting_as()}"


def save_count() -> int:
    """How many saves there were: a part of the keys of forms that begin afresh after each."""
    return int(st.session_state.get(SAVES, 0))


def _count_save() -> None:
    """Something was saved: forms with the count in their keys begin afresh."""
    st.session_state[SAVES] = save_count() + 1


def show(framework: Framework, names: Mapping[str, str], where: str = "") -> bool:
    """The truth about the last save that was made at this place of the page, and the choice where somebody came first.
    `names` are departments', by id. Whether it was just kept.
    """
    if st.session_state.get(key(WHERE), "") != where:
        return False
    conflict: Conflict | None = st.session_state.get(key(CONFLICT))
    if conflict is not None:
        _choose(conflict, framework, names)
    elif trouble := st.session_state.get(key(TROUBLE)):
        st.error(f"Not saved: {literal(trouble)}")
    elif done := st.session_state.get(key(DONE)):
        words, at, statement = done
        # Not under the form of another statement, which somebody has gone on to.
        if monotonic() - at < LONG_ENOUGH and (not where or statement == st.session_state.get(STATEMENT)):
            st.success(f"Kept: {literal(words)}", icon=":material/check:")
            if where:
                bring_into_sight(str(at), f"sight of {where}")
            return True
    return False


def _choose(conflict: Conflict, framework: Framework, names: Mapping[str, str]) -> None:
    stale, by = conflict.stale, ""
    if stale.by is not None:
        when = f", {session.clock(stale.at)}," if stale.at else ""
        by = f" by {session.current().names().get(stale.by, stale.by)}{when}"
    st.error(f"Not saved yet: this was changed{literal(by)} since you opened it. Nothing you wrote is lost.")
    kept, yours = (
        {} if each is None else plan_in_words(each, framework, names) for each in (stale.kept, stale.yours)
    )
    differ = [part for part in {**kept, **yours} if kept.get(part) != yours.get(part)]
    st.markdown(f"You wanted: **{literal(conflict.wanted)}**")
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
            args=(conflict.write, version, conflict.wanted, conflict.words, conflict.where),
        )
        st.button("Keep what is kept", key="plan theirs", on_click=_give_up, args=(conflict.words,))


def _give_up(words: str) -> None:
    give_up(words)
    st.session_state.pop(key(CONFLICT), None)
    _count_save()
