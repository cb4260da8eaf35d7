"""Choices that live in the address bar, so that a page can be reloaded, gone back to, and mailed.

Streamlit's own binding puts the words shown into the address; ours puts the id, which outlives a new title.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

import streamlit as st

from maturity.assessment.round import Round
from maturity.pages.parts.words import literal
from maturity.pages.visit import Visit
from maturity.services import administering, answering
from maturity.services.sheet import Sheet

Id = TypeVar("Id")


def choose(label: str, options: Mapping[str, str], key: str, kind: Literal["list", "radio"] = "list") -> str:
    """The id chosen among `options` (id → words, not empty): the address's, or else the first one's."""
    options = apart(options)
    asked = st.query_params.get(key)
    if asked in options:
        st.session_state[key] = asked
    elif st.session_state.get(key) not in options:
        st.session_state[key] = next(iter(options))
    if kind == "radio":
        chosen = st.radio(
            label,
            list(options),
            format_func=lambda option: literal(options[option]),
            horizontal=True,
            key=key,
            on_change=_remember,
            args=(key,),
        )
    else:
        chosen = st.selectbox(
            label, list(options), format_func=options.__getitem__, key=key, on_change=_remember, args=(key,)
        )
    return str(chosen)


def choose_some(
    label: str, options: Mapping[str, str], key: str, *, most: int, default: Sequence[str]
) -> list[str]:
    """Up to `most` ids among `options`: the address's, by commas, or else `default`."""
    options = apart(options)
    asked = st.query_params.get(key)
    if asked is not None:
        known = [each for each in asked.split(",") if each in options][:most]
        st.session_state[key] = known
        st.query_params[key] = ",".join(known)
    elif any(each not in options for each in st.session_state.get(key, [""])):
        st.session_state[key] = list(default)
    return st.multiselect(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        max_selections=most,
        on_change=_remember_some,
        args=(key,),
    )


def apart(options: Mapping[Id, str]) -> dict[Id, str]:
    """The words of each option, with its id where several have the same.

    Streamlit gets back the words of what was chosen, and of several alike it takes the last.
    """
    count = Counter(options.values())
    return {key: words if count[words] == 1 else f"{words} ({key})" for key, words in options.items()}


def choose_round(rounds: Sequence[Round]) -> Round:
    """The round of the address (?round=…), or else the first."""
    chosen = choose("Round", {round_.id: round_.title for round_ in rounds}, "round")
    return next(round_ for round_ in rounds if round_.id == chosen)


def choose_sheet(here: Visit) -> Sheet | None:
    """An assessment begun in a live round, by round and department; None where there is none to be seen."""
    rounds = [r for r in here.once(administering.every_round) if not r.published]
    begun = {
        round_.id: {
            department.id: (assessment, department)
            for assessment, department in here.read(answering.assessments_to_answer, round_id=round_.id)
        }
        for round_ in rounds
    }
    rounds = [round_ for round_ in rounds if begun[round_.id]]
    if not rounds:
        return None
    left, right = st.columns(2)
    with left:
        found = begun[choose_round(rounds).id]
    with right:
        names = {key: department.name for key, (_, department) in found.items()}
        assessment, _ = found[choose("Department", names, "department")]
    return here.read(answering.sheet, assessment_id=assessment.id)


def _remember_some(key: str) -> None:
    if key in st.session_state:  # see _remember
        st.query_params[key] = ",".join(st.session_state[key])


def _remember(key: str) -> None:
    if (
        key in st.session_state
    ):  # Streamlit may have dropped it where a fragment's rerun crossed a change of page
        st.query_params[key] = st.session_state[key]
