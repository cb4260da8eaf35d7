"""Fields that save themselves and lose nothing, and a sweeper that brings home what a page left behind.

What is typed or chosen is a draft, kept in the browser (front/fields.js) from its first keystroke or click until
the server says that very draft is dealt with. A field at rest shows what the store has, as its last save told.
Whatever kind a field is, it travels as the words in which it is written down (see assessment.answer.written).
"""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
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
        said = Written.read(_told(self.key, "said"))
        if said is not None and said.place == self.place:
            self.take(said)

    def take(self, said: Written) -> None:
        """Have it saved, unless this very draft was dealt with before; in a callback."""
        heard, answered, _ = _keys(self.key)
        if self.disabled:
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
        seldom = {"disabled": self.disabled, "again": self.again, **more}
        outcome = self.outcome
        if outcome.get("answered") == outcome.get("settled"):
            outcome.pop("answered", None)  # what is settled was answered
        _component()(
            key=self.key,
            data={
                "kind": kind,
                "place": self.place,
                "text": self.text,
                "version": self.version,
                **{name: value for name, value in seldom.items() if value},  # what is left out is not sent
                **outcome,
            },
            on_said_change=self.hear,
        )

    @property
    def outcome(self) -> dict[str, object]:
        """What became of what was sent, where anything was."""
        _, answered, settled = _keys(self.key)
        found = {
            "answered": st.session_state.get(answered),
            "settled": st.session_state.get(settled),
            "partly": st.session_state.get(f"{self.key}:partly"),
            "given_up": st.session_state.get(f"{self.key}:given-up"),
        }
        settled_as: int | None = st.session_state.get(f"{self.key}:settled-as")  # of a message taken away: 0
        told: dict[str, object] = {name: value for name, value in found.items() if value}
        return told if settled_as is None else {**told, "settled_as": settled_as}


@dataclass(frozen=True)
class SavesTogether:
    """Fields of one component, by their places. What several send comes in one message; each is saved by itself.

    `around` is around the saving of them all: what it asks to be drawn anew is asked once.
    """

    key: str
    fields: Mapping[str, Saves]
    around: Callable[[], AbstractContextManager[None]] = nullcontext

    def hear(self) -> None:
        """Take what the browser sent, field by field; called by Streamlit before the page's body."""
        told = _told(self.key, "said")
        lately = []
        with self.around():
            for each in told if isinstance(told, list) else ():
                said = Written.read(each)
                if said is not None and (field := self.fields.get(said.place)) is not None:
                    field.take(said)
                    lately.append(said.place)
            st.session_state[f"{self.key}:lately"] = lately

    @property
    def outcomes(self) -> dict[str, dict[str, object]]:
        """What became of all that was in the last message; the browser sends again what it was not told of."""
        lately = st.session_state.get(f"{self.key}:lately", ())
        return {place: self.fields[place].outcome for place in lately if place in self.fields}


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
        limit=limit if limit != LONGEST_TEXT else 0,
    )


def offering(
    key: str,
    place: str,
    label: str,
    offered: Sequence[Sequence[str]],
    *,
    reasoned: Sequence[str],
    why: str,
    lacking: str,
    clear: str,
    then: str = "",
    langs: Sequence[str] = (),
) -> None:
    """Tell the browser what the choice of that place is between, unseen: draw it where it is not drawn at every save.

    Each is a value and what it is called, and for a level also what it means and the two colours of its number.
    `reasoned` are the values that need a reason, which `why` asks for; `lacking` is said where there is none. `clear`
    is on the button that takes a choice back. `then` is the place of the words that come next: a mouse that chooses
    is followed there while they are empty, so that a person goes on typing. `langs` are the languages of the levels'
    names, and of what they mean.
    """
    told = {
        "label": label,
        "offered": offered,
        "reasoned": list(reasoned),
        "why": why,
        "lacking": lacking,
        "clear": clear,
        "then": then,
        "langs": langs,
    }
    _component()(key=key, data={"kind": "offer", "place": place, **told})


def offering_words(key: str, place: str, label: str, *, placeholder: str) -> None:
    """Tell the browser what is asked for at that place, unseen, for a `writing` there that has no label of its own."""
    _component()(key=key, data={"kind": "offer", "place": place, "label": label, "placeholder": placeholder})


def offering_items(
    key: str,
    place: str,
    sets: Sequence[object],
    states: Sequence[Sequence[str]],
    *,
    label: str,
) -> None:
    """Tell the browser the items of the checklist at that place, unseen, in their sets.

    Of each set what it is called, in which language, and its items, of each the place, the words and their language. Of
    `states` each is a value, what it is called, what is asked in words beside it, if anything is, and why it cannot be
    saved without them, if it cannot.
    """
    told = {"label": label, "sets": sets, "states": states, "offered": []}
    _component()(key=key, data={"kind": "offer", "place": place, **told})


def ticking(held: SavesTogether, place: str, *, version: int, disabled: bool, again: bool) -> None:
    """Show the checklist that `offering_items` tells for its place, each item a field of its own."""
    _component()(
        key=held.key,
        data={
            "kind": "checklist",
            "place": place,
            "version": version,
            "texts": {each: field.text for each, field in held.fields.items()},
            "outcomes": held.outcomes,
            "disabled": disabled,
            "again": again,
        },
        on_said_change=held.hear,
    )


def choosing(field: Saves) -> None:
    """Show one of several to choose, as `offering` tells for its place."""
    field.mount("choice")


def judging(
    field: Saves,
    label: str,
    *,
    verdicts: Sequence[Sequence[str]],
    levels: Sequence[Sequence[str]] = (),
    why: str,
    button: str,
    state: str,
    checklist: Mapping[str, object] | None = None,
) -> None:
    """Show a judgement, which its button records: a verdict, unless there are none, what was found, and the reason,
    which `why` asks for.

    Of `levels` each is a value, its mark, what it is called, and for a level the two colours of its number. With a
    `checklist` something may be found of its items too: `sets` of what each is called and its items, of which each is
    an id, the words, and as what the department has it; the `states` that may be found, as values and words; `as_said`,
    what stands for nothing found; and `levels_by_way`, from which the browser reads what they come to.
    """
    field.mount(
        "finding",
        checklist=checklist or {},
        label=label,
        verdicts=verdicts or [],
        levels=levels or [],
        found="The level you find",
        why=why,
        note="Note, if there is anything to say",
        button=button,
        hint="or Ctrl + Enter",
        state=state,
    )


def marking(label: str, field: Saves) -> None:
    """Show a box to tick; ticked, it is written “yes”."""
    field.mount("mark", label=label)


def dating(label: str, field: Saves, *, said: str) -> None:
    """Show a date, written as in 2026-03-01, with what the store has `said` in words."""
    field.mount("day", label=label, said=said)


def offering_rows(key: str, place: str, groups: Sequence[object], *, caption: str) -> None:
    """Tell the browser the rows of the table at that place, unseen: once, and not with every save.

    Of each group what it is called, how deep it lies and its rows; of each row the statement's id, what it is called,
    the address that opens it, and what its level is chosen among: as it is written down, the mark, words and colours.
    """
    _component()(
        key=key, data={"kind": "offer", "place": place, "groups": groups, "caption": caption, "offered": []}
    )


def tabling(
    held: SavesTogether,
    place: str,
    states: Mapping[str, Sequence[object]],
    *,
    rows: str,
    disabled: bool,
    again: bool,
) -> None:
    """Show the table that `offering_rows` tells for its place; `rows` is another where its rows are.

    Of each statement its version, the level and the two marks as they are written down, whether there is evidence, who
    answers, and what is wrong.
    """
    _component()(
        key=held.key,
        data={
            "kind": "table",
            "place": place,
            "rows": rows,
            "states": states,
            "outcomes": held.outcomes,
            "disabled": disabled,
            "again": again,
        },
        on_said_change=held.hear,
    )


def status_line(
    key: str, place: str, *, saved: str, troubles: Sequence[str], told: Sequence[object] = ()
) -> None:
    """One line that is said aloud, for all fields whose place begins with this one: what is not saved and why,
    that something is being saved, or else when it was `saved`.

    `told` is what the store has there now, for whatever shows it elsewhere on the page (answering/front/told.js hears
    it): so a save draws itself alone.
    """
    said = {"saved": saved, "troubles": list(troubles), **({"told": list(told)} if told else {})}
    _component()(key=key, data={"kind": "status", "place": place, **said})


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
