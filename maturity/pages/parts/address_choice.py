"""Choices that live in the address bar, so that a page can be reloaded, gone back to, and mailed.

Streamlit's own binding puts the words shown into the address; ours puts the id, which outlives a new title.
The round and the department are also kept in the session: what was chosen on one page is chosen on the next.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, TypeVar

import streamlit as st

from maturity.assessment.people import EVERY_DEPARTMENT, LOCAL, Permission
from maturity.assessment.round import Round
from maturity.pages import session
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit
from maturity.services import administering, answering, frameworks
from maturity.services.assessment_view import AssessmentView

Id = TypeVar("Id")
ROUND, DEPARTMENT = "round", "department"
"""The address's keys for what stays chosen from page to page."""
STATEMENT = "statement"
"""The address's key for one statement: …/answer?statement=… can be mailed to a colleague."""
OF_THEM = (STATEMENT, "action", "from")
"""Keys of what lies in a round or a department: chosen another, they mean nothing."""
SHOWN = "round and department shown"
MOST_KEPT = 8


def choose(
    label: str,
    options: Mapping[str, str],
    key: str,
    kind: Literal["list", "radio"] = "list",
    *,
    first: str | None = None,
    stays: bool = False,
    in_row: bool = False,
) -> str:
    """The id chosen among `options` (id → words, not empty): the address's, or else `first`, or the first one's.

    What `stays` was chosen on the page before, and is chosen on the next. An id in the address that is not offered
    is said in words. `in_row` is for choices whose own words say what they choose: the label is read aloud only.
    """
    options = apart(options)
    asked = st.query_params.get(key)
    if asked == EVERY_DEPARTMENT and asked not in options:
        asked = None  # chosen as somebody who may see them all, and no department that anybody asked for
    if asked in options:
        st.session_state[key] = asked
        if stays:
            keep_choice(key, asked)
    else:
        held = [*(lately(key) if stays else ()), st.session_state.get(key), first, next(iter(options))]
        st.session_state[key] = next(each for each in held if each in options)
    if kind == "radio":
        chosen = st.radio(
            label,
            list(options),
            format_func=lambda option: literal(options[option]),
            horizontal=True,
            key=key,
            on_change=_remember,
            args=(key, stays),
        )
    else:
        chosen = st.selectbox(
            label,
            list(options),
            format_func=options.__getitem__,
            key=key,
            on_change=_remember,
            args=(key, stays),
            label_visibility="collapsed" if in_row else "visible",
        )
    strange = asked is not None and asked not in options
    if asked is not None and strange:
        say_not_here(label, asked, f"“{options[str(chosen)]}” is shown.")
    if key in (
        ROUND,
        DEPARTMENT,
    ):  # a strange one stays in the address, or what is said of it would go with it
        choices_shown()[key] = str(chosen) if stays and not strange else ""
    return str(chosen)


def choose_some(
    label: str, options: Mapping[str, str], key: str, *, most: int | None = None, default: Sequence[str] = ()
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


def say_not_here(label: str, asked: str, instead: str) -> None:
    """Say that the address asks for something that is not offered on this page, and what is shown `instead`."""
    st.warning(
        f"{label}: the address asks for “{literal(asked)}”, which is not here, or not yours to see. {literal(instead)}"
    )


def apart(options: Mapping[Id, str]) -> dict[Id, str]:
    """The words of each option, with its id where several have the same.

    Streamlit gets back the words of what was chosen, and of several alike it takes the last.
    """
    count = Counter(options.values())
    return {key: words if count[words] == 1 else f"{words} ({key})" for key, words in options.items()}


def round_titles(here: Visit, rounds: Sequence[Round]) -> dict[str, str]:
    """What rounds are called, by id; with the framework that each asks, where there are rounds of several."""
    titles = {round_.id: round_.title for round_ in rounds}
    if len({each.framework_id for each in here.once(administering.every_round)}) < 2:
        return titles
    asked = here.once(frameworks.titles)
    return {each.id: f"{each.title} ({asked.get(each.framework_id, each.framework_id)})" for each in rounds}


def choose_round(rounds: Sequence[Round], *, in_row: bool = False) -> Round:
    """The round of the address (?round=…) or of the page before, or else the first."""
    titles = round_titles(session.current(), rounds)
    chosen = choose("Round", titles, ROUND, stays=True, in_row=in_row)
    return next(round_ for round_ in rounds if round_.id == chosen)


def choose_department(
    here: Visit, names: Mapping[str, str], *, label: str = "Department", in_row: bool = False
) -> str:
    """A department among `names`, on a page of one's own: that of the address or of the page before, or one's first.

    Others that one may only read are offered where nothing is one's own, where the address asks for one, and where
    one asks for them.
    """
    own = {key: name for key, name in names.items() if is_own(here, key)}
    others = {key: name for key, name in names.items() if key not in own}
    if own and others:
        asked = st.query_params.get(DEPARTMENT) in others
        if not st.checkbox("Others that you may read", value=asked, key="others"):
            others = {}
    return choose(label, own | _to_read(own, others), DEPARTMENT, stays=True, in_row=in_row)


def choose_any_department(
    here: Visit, names: Mapping[str, str], *, every: str = "", label: str = "Department", in_row: bool = False
) -> str:
    """A department among `names`, one's own first; or EVERY_DEPARTMENT, in the words of `every`.

    Whoever has departments of their own begins with the first of them, and so does everybody where there is one.
    """
    own = {key: name for key, name in names.items() if is_own(here, key)}
    others = {key: name for key, name in names.items() if key not in own}
    mine = list(names) if len(names) == 1 else list(own) if others else []
    offered = ({EVERY_DEPARTMENT: every} if every else {}) | own | _to_read(own, others)
    return choose(label, offered, DEPARTMENT, first=next(iter(mine), None), stays=True, in_row=in_row)


def is_own(here: Visit, department_id: str) -> bool:
    return here.person.may(Permission.SEE_OWN_ASSESSMENT, department_id)


def _to_read(own: Mapping[str, str], others: Mapping[str, str]) -> dict[str, str]:
    """Others in words that keep them apart from one's own."""
    return {key: f"Others that you may read: {name}" if own else name for key, name in others.items()}


def choose_assessment(here: Visit) -> AssessmentView | None:
    """An assessment begun in a live round, by round and department; None where there is none to be seen."""
    begun = here.once(answering.departments_begun)
    rounds = [r for r in here.once(administering.every_round) if not r.published and r.id in begun]
    mine = [round_ for round_ in rounds if any(is_own(here, key) for key in begun[round_.id])]
    if st.query_params.get(DEPARTMENT) in begun.get(str(st.query_params.get(ROUND)), ()) or not mine:
        mine = rounds
    if not mine:
        return None
    left, right = st.columns(2)
    with left:
        chosen_round = choose_round(mine)
        found = {
            department.id: (assessment, department)
            for assessment, department in here.read(answering.assessments_to_answer, round_id=chosen_round.id)
        }
    with right:
        names = {key: department.name for key, (_, department) in found.items()}
        chosen = choose_department(here, names | _own_asked_for(here))
    return (
        here.read(answering.assessment_view, assessment_id=found[chosen][0].id) if chosen in found else None
    )


def _own_asked_for(here: Visit) -> dict[str, str]:
    """One's own department that the address asks for, by id: another in its place would be taken for it."""
    asked = st.query_params.get(DEPARTMENT)
    return {
        each.id: each.name
        for each in here.once(administering.every_department)
        if each.id == asked and is_own(here, each.id)
    }


def forget_closed(rounds: Sequence[Round], today: date) -> None:
    """Go on with the round that is open, where there is one: whoever comes Home has done with looking at another."""
    over = {each.id for each in rounds if not each.is_open(today)}
    if len(over) == len(rounds):
        return
    st.session_state[f"{ROUND} chosen"] = [each for each in lately(ROUND) if each not in over]
    if st.query_params.get(ROUND) in over:
        choices_shown()[ROUND] = None


def lately(key: str) -> list[str]:
    """The ids chosen under a key that stays, on whatever page, the last first: each page takes the first it offers.

    The department is also remembered from the last visit of the same person in this browser.
    """
    if key == DEPARTMENT and f"{key} chosen" not in st.session_state:
        who, last = session.last_in_browser()
        same = who == (acts if (acts := session.acting_as()) != LOCAL else "")
        st.session_state[f"{key} chosen"] = [last] if last and same else []
    return list(st.session_state.get(f"{key} chosen", ()))


def keep_choice(key: str, chosen: str) -> None:
    """Choose an id under a key that stays, for this page and the next."""
    others = [each for each in lately(key) if each != chosen]
    st.session_state[f"{key} chosen"] = [chosen, *others][:MOST_KEPT]


def choices_shown() -> dict[str, str | None]:
    """The round and the department that this page shows, where it lets one choose; "" where its choice is another, None
    where the address is to say nothing of it any more.
    """
    found: dict[str, str | None] = st.session_state.setdefault(SHOWN, {})
    return found


def put(values: Mapping[str, str | None]) -> None:
    """Put all that a person chose in one go into the address, None taking its key away; for Back it is one step."""
    there = {**st.query_params.to_dict(), **values}
    st.query_params.from_dict({key: value for key, value in there.items() if value is not None})


def _remember_some(key: str) -> None:
    if key in st.session_state:  # see _remember
        st.query_params[key] = ",".join(st.session_state[key])


def _remember(key: str, stays: bool) -> None:
    if key not in st.session_state:
        return  # Streamlit may have dropped it where a fragment's rerun crossed a change of page
    chosen = str(st.session_state[key])
    if stays:
        keep_choice(key, chosen)
        put({**dict.fromkeys((DEPARTMENT, *OF_THEM)), key: chosen})
    else:
        put({key: chosen})
