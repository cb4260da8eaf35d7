"""Home of a reader: what can be read, and where."""

from collections.abc import Sequence

import streamlit as st

from maturity.assessment.round import Round
from maturity.pages.home.first_run import show_published
from maturity.pages.home.government import show_findings
from maturity.pages.parts import marks
from maturity.pages.parts.heading import finding
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit
from maturity.services import trends

READING = {
    "Compare departments": "compare",
    "See what changed over time": "over_time",
    "Make a board pack": "pack",
}


def show_reading(here: Visit, rounds: Sequence[Round]) -> None:
    """The newest round in which anything is agreed, or else what was published."""
    live, _ = here.once(trends.departments_over_time)
    titles = [f"“{round_.title}”" for round_ in rounds if round_.published or round_ in live]
    if live:
        finding(live[-1].title)
        show_findings(here, live[-1])
    elif titles:
        show_published(here, rounds)
    else:
        finding("What you can read")
    if titles:
        st.markdown(literal(f"Departments can be compared in {' and '.join(titles)}."))
    else:
        st.markdown(
            "Nothing yet. An assessment comes here once the department and the auditor have agreed it."
        )
    marks.show(marks.links([(words, marks.address(page)) for words, page in READING.items()]))
