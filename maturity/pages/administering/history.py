"""History. An auditor comes to see who did what and when, and whether anybody has rewritten it."""

from datetime import datetime, timedelta
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from maturity.assessment.people import LOCAL, Permission, local_person
from maturity.errors import MaturityError
from maturity.history.words import BY_MACHINE, KINDS
from maturity.pages import session
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import choose
from maturity.pages.parts.file_kinds import CSV
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit, clock
from maturity.services import administering, history
from maturity.services.history import HistoryEntry, HistoryPage
from maturity.wording import shortened

STYLE = Path(__file__).with_name("history.css")
ANY = "all"
TIMES = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
TIMES_IN_WORDS = {
    ANY: "At any time",
    "day": "In the last day",
    "week": "In the last week",
    "month": "In 30 days",
}
MOST_PARTS = 2
"""Parts that changed which a line tells of; whoever opens it sees all."""
PAGE = "leaf"
"""Where the address keeps which page of the entries is shown, from 1."""


def show() -> None:
    here = session.current()
    page_heading("History")
    head = here.read(history.history_end)
    _whole(here, head)
    page = _found(here)
    if page.total == 0:
        st.info(
            "Nothing that you may see has happened yet, or nothing that was looked for. Open other choices."
        )
        return
    st.header(f"{page.total:,} {'entry' if page.total == 1 else 'entries'}, the newest first")
    st.html(STYLE)
    marks.show(
        marks.table(
            "", ["When", "Who", "What", "Where", "What changed"], map(_row, page.entries), kind="stacks words"
        )
    )
    _turn(page)
    st.download_button(
        "Download these entries, with ids (CSV)",
        data=partial(history.as_csv, page.entries),
        file_name=f"history-{page.number}.csv",
        mime=CSV,
        on_click="ignore",
    )


def _whole(here: Visit, head: history.HistoryEnd) -> None:
    """Say whether the history holds together, to those who may have it checked; and its head, to all."""
    count = f"{head.number:,} {'entry' if head.number == 1 else 'entries'}"
    said = f"{count}. Each holds the hash of the one before it, and every board pack prints the last."
    if not here.person.may(Permission.VERIFY_HISTORY):
        finding("Every change is kept", said)
    else:
        trouble, at = _checked(here, head.hash)
        if trouble:
            st.error(literal(trouble))
            marks.show(marks.quiet(said))
        else:
            finding("Nothing in the history has been altered", f"Checked {clock(at)}. {said}")
    marks.show(marks.opens("The last hash, to hold a printed one against", marks.Html(f"<p>{head.hash}</p>")))


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
    fields = st.container(horizontal=True, key="history-filters")
    first, second, third, fourth, fifth = (fields.container() for _ in range(5))
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


def _row(entry: HistoryEntry) -> list[marks.Cell]:
    where = f"{entry.department}, {entry.round}" if entry.department else entry.round or "The installation"
    return [clock(entry.change.at), entry.who, entry.told.what, where, _changed(entry)]


def _changed(entry: HistoryEntry) -> marks.Cell:
    """The first parts that changed in short, and why; all of them whole, with what the history calls them, opened."""
    told, change = entry.told, entry.change
    first = [part for part in told.changed if part.name not in BY_MACHINE and part.became not in told.what]
    lines = [
        f"{part.name}: {words}" if part.name else words
        for part, words in ((part, told.from_to(part, short=True)) for part in first[:MOST_PARTS])
    ]
    if change.why:
        lines.append(f"Why: {shortened(change.why)}")
    every = [
        *((part.name or "Level", told.from_to(part)) for part in told.changed),
        *([("Why", change.why)] if change.why else []),
        ("Entry", f"{change.number:,}"),
        ("By the ids", f"{change.kind} “{change.subject}”, {change.person}"),
    ]
    return marks.Html(
        "".join(f"<p>{escape(line)}</p>" for line in lines)
        + marks.opens("All of it", marks.pairs(every)).text
    )


def _turn(page: HistoryPage) -> None:
    if page.pages == 1:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Newer", on_click=_go_to, args=(page.number - 1,), disabled=page.number == 1)
        st.markdown(f"Page {page.number} of {page.pages}")
        st.button("Older", on_click=_go_to, args=(page.number + 1,), disabled=page.number == page.pages)


def _go_to(number: int) -> None:
    st.query_params[PAGE] = str(number)
