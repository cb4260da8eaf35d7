"""Home of whoever oversees a round: how far it is, what is weak, where to look, and how it moves."""

from collections.abc import Sequence

import streamlit as st

from maturity.assessment.people import Permission
from maturity.assessment.round import Round, Status
from maturity.briefing import gaps, movement, standing, themes
from maturity.briefing import pipeline as stages
from maturity.briefing.look_first import LookAt, departments_to_look_at
from maturity.charts import trend as line
from maturity.pages import navigation, session
from maturity.pages.comparing.shortfalls import shortfall_bars
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import round_titles
from maturity.pages.parts.chart import picture
from maturity.pages.parts.heading import finding
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.marks import Html
from maturity.pages.session import Visit
from maturity.scoring import spread
from maturity.scoring.compare import Comparison
from maturity.services import administering, challenging, comparing, trends
from maturity.wording import day

WEAKEST, LOOKED_AT = 8, 3
WAITING = (Status.SUBMITTED, Status.IN_REVIEW)
"""States of an assessment in which an auditor can do something about it."""


def show_government(here: Visit, round_: Round) -> None:
    """One round, as far as whoever is here may see it."""
    compared = here.once(comparing.comparison, round_id=round_.id)
    departments = here.once(administering.every_department)
    found = stages.pipeline(compared.statuses.values(), len(departments) - compared.unseen)
    closes = f"the round closes on {day(round_.closes)}" if round_.closes else "it has no closing date"
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        finding(round_titles(here, [round_])[round_.id], f"{stages.begun(found)}; {closes}.")
    with right:
        _review_next(here, compared, _to_look_at(here, compared))
    with st.container(border=True):
        st.header(literal(stages.headline(found)))
        marks.show(marks.stages(found.stages))
    show_findings(here, round_, compared)


def _to_look_at(here: Visit, compared: Comparison) -> list[LookAt]:
    """The departments that wait for an auditor, those with the weightiest reasons to look again first."""
    if not here.person.may(Permission.REVIEW):
        return []
    found = here.once(challenging.challenges, round_id=compared.round.id, today=here.now.date())
    waiting = {key for key, each in compared.statuses.items() if each in WAITING}
    return departments_to_look_at(found.first, waiting, LOOKED_AT)


def _review_next(here: Visit, compared: Comparison, first: Sequence[LookAt]) -> None:
    if not here.person.may(Permission.REVIEW):
        return
    waiting = [each.department_id for each in first]
    waiting += [key for key, each in compared.statuses.items() if each in WAITING]
    if waiting and st.button(
        f"Review {literal(compared.departments[waiting[0]].name)}",
        type="primary",
        key=f"review {compared.round.id}",
    ):
        query = {"round": compared.round.id, "department": waiting[0]}
        st.switch_page(navigation.page("review"), query_params=query)


def show_findings(here: Visit, round_: Round, compared: Comparison | None = None) -> None:
    """What departments fall short on, where to look first, the trend, and what to take away."""
    compared = compared or here.once(comparing.comparison, round_id=round_.id)
    if not compared.departments:
        st.info("No department has begun its assessment in this round.")
        return
    left, right = st.columns([2, 1], gap="medium")
    with left, st.container(border=True):
        _weakest(compared)
    with right:
        if here.person.may(Permission.REVIEW):
            with st.container(border=True):
                _look_first(here, compared)
        with st.container(border=True):
            _trend(here, compared)
        with st.container(border=True):
            st.subheader("Take away")
            query = {"round": round_.id}
            marks.show(
                marks.links(
                    [
                        ("Board pack, slides and one page for this round", marks.address("pack", **query)),
                        ("What a budget should buy", marks.address("portfolio", **query)),
                        ("Compare departments", marks.address("compare", **query)),
                    ]
                )
            )


def _weakest(compared: Comparison) -> None:
    found = spread.spreads(compared)
    st.header(literal(f"{gaps.headline(compared.framework, found)}."))
    marks.show(
        marks.quiet(gaps.bar(compared.framework)),
        *shortfall_bars(compared, spread.shortest(found)[:WEAKEST]),
        marks.link_to("Every statement", marks.address("compare", round=compared.round.id, part="spread")),
    )


def _look_first(here: Visit, compared: Comparison) -> None:
    """The departments with the weightiest reasons to look again."""
    st.header("Look first at these")
    first = _to_look_at(here, compared)
    if not first:
        st.markdown("No answer that waits for an auditor gives a reason to look again.")
        return
    marks.show(Html(f'<ul class="todo">{"".join(_line(compared, each) for each in first)}</ul>'))


def _line(compared: Comparison, each: LookAt) -> str:
    address = marks.address(
        "review", round=compared.round.id, department=each.department_id, statement=each.statement_id
    )
    link = marks.link_to(compared.departments[each.department_id].name, address).text
    why = f'<span class="quiet">{marks.html_of(each.sentence)}</span>'
    return f"<li><span>{link}</span>{marks.tag(each.words).text}{why}</li>"


def _trend(here: Visit, compared: Comparison) -> None:
    if themes.lead(compared):
        since = here.once(trends.levels_since, round_id=compared.round.id)
        if since is None:
            st.header(literal(f"{themes.headline(compared)}."))
            return
        before, moved = since
        st.header(literal(f"Since {before.title}: {movement.levels_in_words(moved)}."))
        marks.show(marks.quiet(f"This framework has no overall score. {movement.knowing_in_words(moved)}"))
        marks.show(marks.link_to("See what changed over time", marks.address("over_time")))
        return
    if sum(not each.published for each in here.once(administering.every_round)) < 2:
        st.header(literal(standing.median_in_words(compared)))
        return
    past = here.once(trends.over_time, department_id=None, until=compared.round.id)
    sentence = movement.medians_of_rounds(past.spreads)
    st.header(literal(sentence))
    points = line.points(past.spreads)
    if sum(point.value is not None for point in points.rounds) > 1:
        picture(
            line.figure(points, look=session.chart_look(), small=True),
            key=f"trend {compared.round.id}",
            alt=sentence,
            shown=points.rounds,
        )
    if past.spreads and past.spreads[-1].median is None:
        marks.show(marks.quiet(f"{past.spreads[-1].round.title}: {standing.median_in_words(compared)}"))
    marks.show(marks.link_to("See what changed over time", marks.address("over_time")))
