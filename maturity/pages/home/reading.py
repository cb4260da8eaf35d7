"""Home of a reader: what can be read, and where."""

from collections.abc import Sequence

import streamlit as st

from maturity.assessment.round import Round
from maturity.briefing import standing
from maturity.briefing.asks import asks_in_short
from maturity.briefing.facts import Facts
from maturity.briefing.movement import finding as what_moved
from maturity.briefing.movement import levels_in_words
from maturity.briefing.themes import lead
from maturity.pages.home.first_run import show_published
from maturity.pages.home.government import show_findings
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import round_titles
from maturity.pages.parts.heading import finding
from maturity.pages.session import Visit
from maturity.services import exporting, trends
from maturity.services.exporting import BoardRequest
from maturity.wording import day

READING = {
    "Compare departments": "compare",
    "See what changed over time": "over_time",
    "Make a board pack": "pack",
}

MOST_ASKS = 3
NO_MOVEMENT = "No department can be compared with an earlier round yet."


def show_reading(here: Visit, rounds: Sequence[Round]) -> None:
    """The newest round in which anything is agreed, or else what was published."""
    live, _ = here.once(trends.departments_over_time)
    titles = [f"“{round_.title}”" for round_ in rounds if round_.published or round_ in live]
    if live:
        for series in here.once(trends.series_over_time):
            newest = here.once(trends.departments_over_time, series=series)[0][-1]
            told = _facts(here, newest)
            title = round_titles(here, [newest])[newest.id]
            finding(title, " ".join([*standing.not_shown(told.comparison), _until(newest)]))
            _three_questions(told, _moved(here, told))
            show_findings(here, newest)
    elif titles:
        show_published(here, rounds)
    else:
        finding("What you can read")
    if not titles:
        st.markdown(
            "Nothing yet. An assessment comes here once the department and the auditor have agreed it."
        )
    if not live:
        marks.show(marks.links([(words, marks.address(page)) for words, page in READING.items()]))


def _until(round_: Round) -> str:
    """Until when others may come."""
    return f"The round closes on {day(round_.closes)}." if round_.closes else ""


def _facts(here: Visit, round_: Round) -> Facts:
    told: Facts = here.once(exporting.facts, here.day_of_asking, BoardRequest(round_.id))
    return told


def _moved(here: Visit, told: Facts) -> str:
    """Scores since the last round; levels, where the framework has no overall score."""
    if told.movement and told.movers:
        return f"{what_moved(told, told.movement)}."
    since = (
        here.once(trends.levels_since, round_id=told.comparison.round.id) if lead(told.comparison) else None
    )
    return f"Since {since[0].title}: {levels_in_words(since[1])}." if since else NO_MOVEMENT


def _three_questions(told: Facts, moved: str) -> None:
    """What a board member comes with: where do we stand, what moved, what is asked of us."""
    query = {"round": told.comparison.round.id}
    questions = [
        ("Where do we stand?", [standing.finding(told.comparison)], "All on one page", "government"),
        ("What moved?", [moved], "See what changed over time", "over_time"),
        (
            "What is asked of us?",
            asks_in_short(told, MOST_ASKS),
            "All that is asked",
            "pack",
        ),
    ]
    for column, (question, said, way, page) in zip(st.columns([2, 2, 3]), questions, strict=True):
        with column, st.container(border=True):
            st.subheader(question)
            marks.show(marks.sentences(said), marks.link_to(way, marks.address(page, **query)))
