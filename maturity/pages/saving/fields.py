"""Fields that save themselves and lose nothing, and a sweeper that brings home what a page left behind.

What is typed or chosen is a draft, kept in the browser (front/fields.js) from its first keystroke or click until
the server says that very draft is dealt with. A field at rest shows what the store has, as its last save told.
Whatever kind a field is, it travels as the words in which it is written down (see assessment.answer.written).
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from maturity.assessment.answer import LONGEST_TEXT

log = logging.getLogger(__name__)
SWEEPER, DONE = "sweep-drafts", "drafts done with"


@cache
def _component() -> Callable[..., object]:
    # One for all kinds of field, so that they are one module in the browser and know of each other. Its files are
    # served, not sent with every save: pyproject.toml of the package names their folder, which Streamlit reads at
    # the server's start, and so it cannot be made before that.
    return st.components.v2.component(
        "maturity.fields", html='<div id="field"></div>', css="fields.css", js="fields.js"
    )


@dataclass(frozen=True)
class Written:
    """What a person wrote: where, over which version, and over which texts.

    `over` has the text of `version`, and what the same field sent before this, which may have been saved since.
    """

    draft: str
    place: str
    text: str
    version: int
    over: tuple[str, ...]

    def version_to_save_on(self, text: str, version: int) -> int:
        """`version`, which the store has now, where its `text` is one this was written over: nobody's words
        are lost by saving. Otherwise the older version, on which the store refuses the save as stale.
        """
        return version if text in (*self.over, self.text) else self.version

    @classmethod
    def read(cls, said: object) -> Self | None:
        """What the browser said, or None if it is not of that shape or too long."""
        match said:
            case {
                "n": str(n),
                "place": str(place),
                "text": str(text),
                "version": int(version),
                "over": [*over],
            }:
                if (
                    len(text) <= LONGEST_TEXT
                    and 0 <= version <= 2**31
                    and all(isinstance(each, str) for each in over)
                ):
                    return cls(n, place, text, version, tuple(over))
        return None


@dataclass(frozen=True)
class Saves:
    """A field of a page: where it is kept, what the store has in it, and what is done when something is written.

    `place` names the field for good, the person first ("person/assessment/statement/field"): its draft is kept
    under that name. `text` is what the store has at `version`, as fresh as the last save. `on_change` is called,
    before the page's body, when there is something to save: take it from `written(key)`, save it and call
    `settle(key)`. While it is not settled the browser keeps it, and sends it again from time to time; soon, where
    the caller says `again`, as it may be taken then.
    Rerunning never touches what is being typed; a field at rest shows a newer `text`.

    A rerun may break `on_change` off wherever it uses st.session_state. It is called again with the same draft then.
    """

    key: str
    place: str
    text: str
    version: int
    on_change: Callable[[], None]
    disabled: bool = False
    again: bool = False

    def hear(self) -> None:
        """Take what the browser sent; called by Streamlit before the page's body."""
        heard, answered, _ = _keys(self.key)
        said = Written.read(_told(self.key, "said"))
        if self.disabled or said is None or said.place != self.place:
            return
        if said.draft == st.session_state.get(answered):
            return  # the same draft may be sent twice, where the answer was slow or got lost
        st.session_state[heard] = said
        through = True
        try:
            self.on_change()
        except StopException:  # another rerun broke it off; unanswered, the draft is sent again
            through = False
            raise
        finally:
            if through:
                st.session_state[answered] = said.draft

    def mount(self, kind: str, **more: Any) -> None:
        """Show the field, of a kind that fields.js knows."""
        _, answered, settled = _keys(self.key)
        settled_as: int | None = st.session_state.get(f"{self.key}:settled-as")  # of a message taken away: 0
        seldom = {
            "answered": st.session_state.get(answered),
            "settled": st.session_state.get(settled),
            "partly": st.session_state.get(f"{self.key}:partly"),
            "given_up": st.session_state.get(f"{self.key}:given-up"),
            "disabled": self.disabled,
            "again": self.again,
            **more,
        }
        _component()(
            key=self.key,
            data={
                "kind": kind,
                "place": self.place,
                "text": self.text,
                "version": self.version,
                "limit": LONGEST_TEXT,
                **{name: value for name, value in seldom.items() if value},  # what is left out is not sent
                **({} if settled_as is None else {"settled_as": settled_as}),
            },
            on_said_change=self.hear,
        )


def writing(
    label: str,
    *,
    key: str,
    text: str,
    version: int,
    place: str,
    on_change: Callable[[], None],
    disabled: bool = False,
    placeholder: str = "",
    state: str = "",
    button: str = "",
    quiet: bool = False,
    again: bool = False,
    limit: int = LONGEST_TEXT,
) -> None:
    """Show a text area for what the store has: `text` at `version`; what is common to fields, see Saves.

    `state` is shown under it; so let it be why it was not saved, or when it was. A `quiet` one leaves that to the
    `status` of its card. With a `button`, of that label, nothing is sent until it is pressed; the words go with
    the click, and `state` is only why they were refused. `limit` is in characters.
    """
    held = Saves(key, place, text, version, on_change, disabled, again)
    held.mount(
        "words",
        label=label,
        state=state,
        placeholder=placeholder,
        button=button,
        quiet=quiet,
        limit=limit,
    )


def offering(
    key: str, place: str, label: str, offered: Sequence[Sequence[str]], *, reasoned: str, why: str
) -> None:
    """Tell the browser what the choice of that place is between, unseen: draw it where it is not drawn at every save.

    Each is a value and what it is called, and for a level also what it means and the two colours of its number.
    `reasoned` is the value that needs a reason, which `why` asks for.
    """
    told = {"label": label, "offered": offered, "reasoned": reasoned, "why": why}
    _component()(key=key, data={"kind": "offer", "place": place, **told})


def choosing(field: Saves) -> None:
    """Show one of several to choose, as `offering` tells for its place."""
    field.mount("choice")


def marking(label: str, field: Saves) -> None:
    """Show a box to tick; ticked, it is written “yes”."""
    field.mount("mark", label=label)


def dating(label: str, field: Saves, *, said: str) -> None:
    """Show a date, written as in 2026-03-01, with what the store has `said` in words."""
    field.mount("day", label=label, said=said)


def status_line(key: str, place: str, *, saved: str, troubles: Sequence[str]) -> None:
    """One line that is said aloud, for all fields whose place begins with this one: what is not saved and why,
    that something is being saved, or else when it was `saved`.
    """
    _component()(key=key, data={"kind": "status", "place": place, "saved": saved, "troubles": list(troubles)})


def written(key: str) -> Written | None:
    """What was written in the field of that key and is not settled yet; None if nothing waits."""
    heard, _, settled = _keys(key)
    said: Written | None = st.session_state.get(heard)
    return None if said is None or said.draft == st.session_state.get(settled) else said


def remember(key: str, found: Written) -> None:
    """What a sweeper found was written in the field of that key, which may not be shown just now."""
    st.session_state[_keys(key)[0]] = found


def settle(key: str, version: int | None = None) -> None:
    """What was written there has been saved, as that version; what was typed since then is written over it.

    Without a `version` the field is nobody else's. With one, a text that somebody saved after it, before the browser
    hears of this, is not taken for what was written here.
    """
    if waiting := written(key):
        st.session_state[_keys(key)[2]] = waiting.draft
        st.session_state[f"{key}:settled-as"] = version
        st.session_state.setdefault(DONE, {})[waiting.place] = waiting.draft


def keep_part(key: str) -> None:
    """A part of what was written there has been saved; the rest stays in the field until it is mended."""
    if waiting := written(key):
        st.session_state[f"{key}:partly"] = waiting.draft


def give_up(key: str) -> None:
    """What was written there, the last letter included, gives way to what the store has: somebody so chose."""
    settle(key)
    st.session_state[f"{key}:given-up"] = secrets.token_hex(4)


def sweep(on_found: Callable[[Written], bool], *, whose: str) -> None:
    """Look, unseen, for drafts left behind in this browser; call this once on every page.

    `on_found` is called, before the page's body, with each draft whose place begins with `whose` and that
    nobody is typing. True lets the browser drop it: it was saved, or the store has that text already. False
    keeps it there (up to 30 days), and its field shows it again. What was settled goes too, where the field that
    would hear of it is no longer shown.
    """
    swept = f"{SWEEPER}:swept"
    settled: dict[str, str] = st.session_state.setdefault(DONE, {})

    def hear() -> None:
        done, kept = [], []
        told = _told(SWEEPER, "found")
        for each in told if isinstance(told, list) else ():
            found = Written.read(each)
            if (
                found is not None
                and found.place.startswith(whose)
                and (settled.get(found.place) == found.draft or on_found(found))
            ):
                done.append([found.place, found.draft])
            elif isinstance(each, dict):
                kept.append(each.get("n"))
        st.session_state[swept] = {"done": done, "kept": kept}

    answer = st.session_state.get(swept, {"done": [], "kept": []})
    done = [*answer["done"], *(list(each) for each in settled.items())]
    _component()(
        key=SWEEPER,
        data={"kind": "sweeper", "whose": whose, "kept": answer["kept"], "done": done},
        on_found_change=hear,
    )


def _keys(key: str) -> tuple[str, str, str]:
    return f"{key}:heard", f"{key}:answered", f"{key}:settled"


def _told(key: str, event: str) -> object:
    """What the component of that key says has happened; None where Streamlit has lost it.

    It loses the state of every widget when the rerun of a fragment crosses a change of page. The browser keeps
    its drafts and tells again.
    """
    if key not in st.session_state:
        log.warning("%s of %s was lost on its way and is asked for again", event, key)
        return None
    return st.session_state[key].get(event)
