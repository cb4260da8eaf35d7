"""Choices that live in the address bar, so that a page can be reloaded, gone back to, and mailed.

Streamlit's own binding puts the words shown into the address; ours puts the id, which outlives a new title.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from maturity.assessment.round import Round
from maturity.pages.parts.words import literal


def choose(
    label: str, options: Mapping[str, str], key: str, kind: Literal["list", "segments"] = "list"
) -> str:
    """The id chosen among `options` (id → words, not empty): the address's, or else the first one's."""
    asked = st.query_params.get(key)
    if asked in options:
        st.session_state[key] = asked
    elif st.session_state.get(key) not in options:
        st.session_state[key] = next(iter(options))
    if kind == "segments":
        chosen = st.segmented_control(
            label,
            list(options),
            format_func=lambda option: literal(options[option]),
            key=key,
            required=True,
            on_change=_remember,
            args=(key,),
        )
    else:
        chosen = st.selectbox(
            label, list(options), format_func=options.__getitem__, key=key, on_change=_remember, args=(key,)
        )
    return str(chosen)


def choose_round(rounds: Sequence[Round]) -> Round:
    """The round of the address (?round=…), or else the first."""
    chosen = choose("Round", {round_.id: round_.title for round_ in rounds}, "round")
    return next(round_ for round_ in rounds if round_.id == chosen)


def _remember(key: str) -> None:
    st.query_params[key] = st.session_state[key]
