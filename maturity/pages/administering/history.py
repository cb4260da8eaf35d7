"""History. An auditor comes to see who did what and when, and whether anybody has rewritten it."""

from datetime import timedelta
from functools import partial
from html import escape
from pathlib import Path

import streamlit as st

from maturity.assessment.people import LOCAL, Permission, local_person
from maturity.history.words import BY_MACHINE, KINDS
from maturity.pages import session
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import choose, round_titles
from maturity.pages.parts.file_kinds import CSV
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.person_choice import offer_people
from maturity.pages.parts.turns import page_asked, turn
from maturity.pages.session import Visit, clock
from maturity.services import administering, history, whole_check
from maturity.services.history import HistoryEntry, HistoryPage
from maturity.services.whole_check import FollowedCheck
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
UNCHECKED = (
    "This server has not checked the whole of it since it was started: press the button, or have “maturity audit "
    "verify” run every night."
)
CHECK = "check-the-history"
"""Where a session keeps that the whole is to be checked in this run."""
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
    turn(PAGE, page.number, page.pages, "Newer", "Older")
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
    if here.person.may(Permission.VERIFY_HISTORY):
        _last_check(here, said)
    else:
        finding("Every change is kept", said)
    marks.show(marks.opens("The last hash, to hold a printed one against", marks.Html(f"<p>{head.hash}</p>")))


def _last_check(here: Visit, said: str) -> None:
    """When the whole was last checked, and what came since. It is never checked by opening the page: that reads
    everything there is.
    """
    pressed = st.session_state.pop(CHECK, False)
    if pressed:
        with st.spinner("Checking every entry, and everything kept against it"):
            here.read(whole_check.check_whole)
    last = here.read(whole_check.last_check)
    if last is None:
        finding("Every change is kept", said, UNCHECKED)
    elif trouble := last.check.trouble or last.trouble:
        st.error(literal(trouble))
        marks.show(marks.quiet(f"Checked {clock(last.check.at)}. {said}"))
    else:
        finding(
            f"Up to {clock(last.check.at)}, nothing in the history had been altered", _covered(last), said
        )
    st.button("Check everything now", on_click=_check_everything)


def _covered(last: FollowedCheck) -> str:
    whole = f"Entries 1 to {last.check.end.number:,} and everything kept held together when the whole was last checked."
    if not last.since:
        return whole
    follow = "entry since follows" if last.since == 1 else "entries since follow"
    before = "What lies before is looked at again by the next such check."
    return f"{whole} The {last.since:,} {follow} on from them. {before}"


def _check_everything() -> None:
    st.session_state[CHECK] = True


def _found(here: Visit) -> HistoryPage:
    departments = here.once(administering.every_department)
    rounds = here.once(administering.every_round)
    search = st.container(width=480)  # empty where there are few people
    fields = st.container(horizontal=True, key="history-filters")
    first, second, third, fourth, fifth = (fields.container() for _ in range(5))
    with search:
        asked = [st.query_params.get("who"), st.session_state.get("who")]
        people = offer_people(
            here, "who contains", held=[each for each in asked if each not in (None, ANY, LOCAL)]
        )
    with first:
        who = choose("Who", {ANY: "Everybody", LOCAL: local_person().name} | people, "who")
    with second:
        every = {ANY: "Every department", **{each.id: each.name for each in departments}}
        department = choose("Department", every, "of")
    with third:
        round_ = choose("Round", {ANY: "Every round", **round_titles(here, rounds)}, "in")
    with fourth:
        kind = choose("What", {ANY: "Everything", **KINDS}, "what")
    with fifth:
        when = choose("When", TIMES_IN_WORDS, "when")
    return here.read(
        history.changes,
        who=None if who == ANY else who,
        department_id=None if department == ANY else department,
        round_id=None if round_ == ANY else round_,
        kind=None if kind == ANY else kind,
        since=here.now - TIMES[when] if when in TIMES else None,
        page=page_asked(PAGE),
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
