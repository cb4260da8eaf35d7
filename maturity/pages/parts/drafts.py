"""A text area that never loses words, and a sweeper that brings home those a page left behind.

What is typed is a draft, kept in the browser (drafts.js) from its first keystroke until the server says
that very text is dealt with. It is sent a second after the last keystroke, and at once on Ctrl+Enter.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from maturity.assessment.answer import LONGEST_TEXT

log = logging.getLogger(__name__)
HERE = Path(__file__).parent
SWEEPER, DONE = "sweep-drafts", "drafts done with"
_SCRIPT, _STYLE = ((HERE / f"drafts.{kind}").read_text(encoding="utf-8") for kind in ("js", "css"))
_area = st.components.v2.component(
    "maturity_drafts",
    html="""<label for="area"></label>
<textarea id="area" rows="3" aria-describedby="left"></textarea>
<p id="left"></p><p id="state" role="status" aria-live="polite"></p>
<button id="send" type="button"></button>""",
    css=_STYLE,
    js=_SCRIPT,
)
_sweeper = st.components.v2.component(
    "maturity_draft_sweeper", js=_SCRIPT
)  # the same module: it knows the fields


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
                if len(text) <= LONGEST_TEXT and all(isinstance(each, str) for each in over):
                    return cls(n, place, text, version, tuple(over))
        return None


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
) -> None:
    """Show a text area for what the store has: `text` at `version`, as fresh as the last save.

    `place` names the text for good, the person first ("person/assessment/statement/field"): its draft is kept
    under that name. `on_change` is called, before the page's body, when there is something to save: take it
    from `written(key)`, save it and call `settle(key)`. While it is not settled it stays in the field, is sent
    again from time to time, and `state` is shown under it; so let `state` be why it was not saved, or when it was.
    With a `button`, of that label, nothing is sent until it is pressed; the words go with the click, and `state` is
    only why they were refused.
    Rerunning never touches what is being typed; a field at rest shows a newer `text`.

    A rerun may break `on_change` off wherever it uses st.session_state. It is called again with the same draft then.
    """
    heard, answered, settled = _keys(key)

    def hear() -> None:
        said = Written.read(_told(key, "said"))
        if disabled or said is None or said.place != place or said.draft == st.session_state.get(answered):
            return  # the same draft may be sent twice, where the answer was slow or got lost
        st.session_state[heard] = said
        through = True
        try:
            on_change()
        except StopException:  # another rerun broke it off; unanswered, the draft is sent again
            through = False
            raise
        finally:
            if through:
                st.session_state[answered] = said.draft

    _area(
        key=key,
        data={
            "label": label,
            "place": place,
            "text": text,
            "version": version,
            "answered": st.session_state.get(answered, ""),
            "settled": st.session_state.get(settled, ""),
            "given_up": st.session_state.get(f"{key}:given-up", ""),
            "state": state,
            "disabled": disabled,
            "placeholder": placeholder,
            "button": button,
            "limit": LONGEST_TEXT,
        },
        on_said_change=hear,
    )


def written(key: str) -> Written | None:
    """What was written in the field of that key and is not settled yet; None if nothing waits."""
    heard, _, settled = _keys(key)
    said: Written | None = st.session_state.get(heard)
    return None if said is None or said.draft == st.session_state.get(settled) else said


def remember(key: str, found: Written) -> None:
    """What a sweeper found was written in the field of that key, which may not be shown just now."""
    st.session_state[_keys(key)[0]] = found


def settle(key: str) -> None:
    """What was written there has been saved; what was typed since then is written over it."""
    if waiting := written(key):
        st.session_state[_keys(key)[2]] = waiting.draft
        st.session_state.setdefault(DONE, {})[waiting.place] = waiting.draft


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
    _sweeper(key=SWEEPER, data={"whose": whose, "kept": answer["kept"], "done": done}, on_found_change=hear)


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
