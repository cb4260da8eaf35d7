"""Home before there is anything: what was published as the page, and the two ways to begin."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from maturity.assessment.round import Round
from maturity.briefing import published as at_first_sight
from maturity.charts import heat_map
from maturity.pages import navigation
from maturity.pages.comparing.matrix import matrix, scores_of
from maturity.pages.parts import marks
from maturity.pages.parts.heading import finding
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.marks import Html
from maturity.pages.session import MADE_UP, Visit
from maturity.scoring.compare import Comparison, Sort
from maturity.services import comparing, frameworks

STEPS = (
    "1. Open a round, and add your department.\n"
    "2. Answer the statements one by one; every answer is saved at once.\n"
    "3. Check, submit, and take the board pack to your board."
)


def show_start(here: Visit, rounds: Sequence[Round]) -> None:
    """The published table, what it tells, and where to begin."""
    compared = _published(here, rounds)
    if compared is None:
        _say_frameworks(here)
        _begin()
        _made_up(here)
        return
    finding(at_first_sight.headline(compared), *_source(compared))
    left, right = st.columns([3, 1], gap="medium")
    with left:
        _table(compared)
    with right:
        _begin()
        _tells(compared)
        _made_up(here)


def show_published(here: Visit, rounds: Sequence[Round]) -> None:
    """The published table and what it tells, for somebody who cannot begin anything."""
    compared = _published(here, rounds)
    if compared is None:
        return
    finding(at_first_sight.headline(compared), *_source(compared))
    left, right = st.columns([3, 1], gap="medium")
    with left:
        _table(compared)
    with right:
        _tells(compared)


def _published(here: Visit, rounds: Sequence[Round]) -> Comparison | None:
    """The newest published findings there are, the highest score first."""
    first = next((round_ for round_ in rounds if round_.published), None)
    if first is None:
        return None
    return here.once(comparing.comparison, round_id=first.id).ordered(Sort.SCORE).set_apart()


def _source(compared: Comparison) -> list[str]:
    return [compared.round.source or compared.round.title, *compared.framework.whose]


def _table(compared: Comparison) -> None:
    points = heat_map.points(compared)
    departments = list(compared.departments)
    used = {
        points.key(row, column) for row in range(len(points.statements)) for column in range(len(departments))
    }
    page = marks.address("compare", round=compared.round.id, part="statements")
    marks.show(
        marks.key_row(key for key in points.keys if key in used or key.of_level),
        matrix(
            compared.framework,
            points,
            departments,
            scores=scores_of((key, compared) for key in departments),
            page=page,
        ),
        marks.quiet("Open a cell to read what the report says."),
    )


def _tells(compared: Comparison) -> None:
    with st.container(border=True):
        st.subheader("What they tell us")
        found = at_first_sight.findings(compared)
        sentences = [
            marks.Html(f"<b>{marks.html_of(each.share)}</b> {marks.html_of(each.sentence)}") for each in found
        ]
        compare = marks.link_to("Compare the departments", marks.address("compare", round=compared.round.id))
        marks.show(marks.sentences([*sentences, compare]))


def _begin() -> None:
    with st.container(border=True):
        st.subheader("Where do you stand?")
        st.markdown(STEPS)
        if st.button("Start your assessment", type="primary"):
            st.switch_page(navigation.page("answer"))


def _say_frameworks(here: Visit) -> None:
    finding("Where does each department stand, and how sure is that?")
    for framework in here.once(frameworks.offered):
        st.markdown(literal(f"{framework.title}: {at_first_sight.introduction(framework)}"))


def _made_up(here: Visit) -> None:
    """The way into a made-up government, in a database of its own: a link, as it begins a session of its own."""
    published = {round_.framework_id for round_ in here.once(frameworks.readable_rounds) if round_.published}
    offered = [each for each in here.once(frameworks.offered) if each.id in here.installation.frameworks]
    offered.sort(key=lambda each: each.id not in published)
    if here.made_up or not offered:
        return
    with st.container(border=True):
        st.subheader("Only looking round?")
        st.markdown(
            "A made-up government of 40 departments shows every page full. It has a database of its own beside yours, "
            "and every page says so."
        )
        first, *others = offered
        marks.show(
            marks.button_to("Try it with made-up data", f"./?{urlencode({MADE_UP: first.id})}"),
            *(
                marks.sentences(
                    [
                        Html(
                            f'or <a href="./?{urlencode({MADE_UP: each.id})}">against {marks.html_of(each.title)}</a>'
                        )
                    ]
                )
                for each in others
            ),
        )
