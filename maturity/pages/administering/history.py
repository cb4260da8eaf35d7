"""History. An auditor comes to see who did what and when, and whether anybody has rewritten it."""

from datetime import datetime, timedelta

import streamlit as st

from maturity.assessment.people import LOCAL, Permission, local_person
from maturity.errors import MaturityError
from maturity.history.words import KINDS
from maturity.pages import session
from maturity.pages.parts.address_choice import choose
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit, clock
from maturity.services import administering, history
from maturity.services.history import HistoryEntry, HistoryPage

ANY = "all"
TIMES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
TIMES_IN_WORDS = {
    ANY: "At any time",
    "day": "In the last day",
    "week": "In the last week",
    "month": "In 30 days",
}
PAGE = "leaf"
"""Where the address keeps which page of the entries is shown, from 1."""


def show() -> None:
    here = session.current()
    st.title("History")
    head = here.read(history.history_end)
    st.markdown(
        "Every change is kept, and none can be altered or taken out unseen: each entry holds the hash of the one "
        "before it, and every board pack prints the last."
    )
    _whole(here, head)
    page = _found(here)
    if page.total == 0:
        st.info(
            "Nothing that you may see has happened yet, or nothing that was looked for. Open other choices."
        )
        return
    st.header(f"{page.total:,} {'entry' if page.total == 1 else 'entries'}, the newest first")
    table(
        ["When", "Who", "What", "Where", "From", "To", "Why"],
        [_row(entry) for entry in page.entries],
    )
    _turn(page)


def _whole(here: Visit, head: history.HistoryEnd) -> None:
    """Say whether the history holds together, to those who may have it checked; and its head, to all."""
    if here.person.may(Permission.VERIFY_HISTORY):
        trouble, at = _checked(here, head.hash)
        if trouble:
            st.error(literal(trouble))
        else:
            st.success(f"Nothing in the history has been altered. Checked {clock(at)}.")
    st.markdown(f"Entries: {head.number:,}. Head: `{head.hash}`")


@st.cache_data(ttl=60, max_entries=8, show_spinner="Checking the history")
def _checked(_here: Visit, head: str) -> tuple[str, datetime]:  # noqa: ARG001  (the key of what is remembered)
    """What is wrong with the history, or nothing, and when that was found: checking reads all of it, so not at
    every turn of a page. Whether the visitor may know has been asked.
    """
    try:
        _here.read(history.verify)
    except MaturityError as problem:
        return str(problem), _here.now
    return "", _here.now


def _found(here: Visit) -> HistoryPage:
    people = {each.id: each.name for each in here.once(administering.every_person)}
    departments = here.once(administering.every_department)
    rounds = here.once(administering.every_round)
    first, second, third, fourth, fifth = st.columns(5)
    with first:
        everybody = {ANY: "Everybody", LOCAL: local_person().name, **people}
        who = choose("Who", everybody, "who")
    with second:
        every = {ANY: "Every department", **{each.id: each.name for each in departments}}
        department = choose("Department", every, "of")
    with third:
        round_ = choose("Round", {ANY: "Every round", **{each.id: each.title for each in rounds}}, "in")
    with fourth:
        kind = choose("What", {ANY: "Everything", **KINDS}, "what")
    with fifth:
        when = choose("When", TIMES_IN_WORDS, "when")
    asked = st.query_params.get(PAGE, "1")
    return here.read(
        history.changes,
        who=None if who == ANY else who,
        department_id=None if department == ANY else department,
        round_id=None if round_ == ANY else round_,
        kind=None if kind == ANY else kind,
        since=here.now - TIMES[when] if when in TIMES else None,
        page=int(asked) if asked.isdecimal() and len(asked) < 7 else 1,
    )


def _row(entry: HistoryEntry) -> list[str]:
    where = f"{entry.department}, {entry.round}" if entry.department else "The installation"
    told = entry.told
    return [
        clock(entry.change.at),
        entry.who,
        told.what,
        where,
        told.was,
        told.became,
        entry.change.why or "Not said",
    ]


def _turn(page: HistoryPage) -> None:
    if page.pages == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Newer", on_click=_go_to, args=(page.number - 1,), disabled=page.number == 1)
        st.markdown(f"Page {page.number} of {page.pages}")
        st.button("Older", on_click=_go_to, args=(page.number + 1,), disabled=page.number == page.pages)


def _go_to(number: int) -> None:
    st.query_params[PAGE] = str(number)
