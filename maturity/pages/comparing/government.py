"""On one page. A board member comes to see all of it on one page: levels, whose word, what moved, promises kept."""

import streamlit as st

from maturity.briefing import agreement, asks, forecast, reached, standing, themes, whose
from maturity.briefing.facts import Facts
from maturity.briefing.movement import finding as what_moved
from maturity.briefing.movement import knowing_in_words, levels_in_words, who_moved
from maturity.charts import spread as spread_chart
from maturity.pages import session
from maturity.pages.administering.round_forms import to_begin
from maturity.pages.comparing.filters import choose_view
from maturity.pages.comparing.shortfalls import statement_link
from maturity.pages.parts import marks, method_note
from maturity.pages.parts.address_choice import choose_round
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.session import Visit
from maturity.services import administering, exporting, trends
from maturity.services.exporting import BoardRequest
from maturity.wording import day


def show() -> None:
    here = session.current()
    rounds = here.once(administering.every_round)
    if not rounds:
        page_heading("On one page")
        way = to_begin(here, "Load a benchmark, or open a round on the Answer page.")
        st.info(f"There is nothing to tell of government yet. {way}")
        return
    top = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        round_ = choose_round(rounds, in_row=True)
        view = choose_view(round_, in_row=True)
    told = here.once(exporting.facts, here.day_of_asking, BoardRequest(round_.id, view=view))
    with top:
        page_heading("On one page", f"{round_.title}; {day(here.now.date())}")
    if not told.departments:
        st.info("No department that you may see has begun its assessment in this round.")
        return
    with top:
        finding(standing.finding(told.comparison), standing.measure(told.comparison))
    marks.show(
        marks.sentences(
            [
                *standing.not_shown(told.comparison),
                *standing.order_in_words(told.comparison),
                standing.with_a_score(told.comparison),
            ]
        )
    )
    _levels(told)
    _whose_word(told)
    if not round_.published:
        found = here.once(trends.agreement_of, round_id=round_.id)
        marks.show(marks.sentences([agreement.headline(found), agreement.share_agreed(found)]))
    _moved(here, told)
    _promises(told)
    _asked(told)
    marks.show(marks.sentences(standing.mixed_statuses(told.comparison)))
    method_note.show_sources(told.comparison)


def _levels(told: Facts) -> None:
    """Every statement with its share at each level, those that most are high on first."""
    comparison, every = told.comparison, reached.reached(told.comparison)
    st.header(reached.all_together(comparison))
    points = spread_chart.points(comparison.framework, [each.spread for each in every])
    rows: list[list[marks.Cell]] = [
        [
            statement_link(comparison.round.id, statement, each.spread),
            marks.shares(points.row(place)),
            each.words,
        ]
        for place, (statement, each) in enumerate(zip(points.statements, every, strict=True))
    ]
    heading = reached.high_level_heading(comparison.framework)
    marks.show(
        marks.key_row(points.counts),
        marks.table(
            "Departments at each level, by statement",
            ["Statement", "Departments", heading],
            rows,
            kind="lines stacks",
            hidden_caption=True,
        ),
    )
    st.caption("Shares are of those known; then of all, whichever way the unknown fall.")


def _whose_word(told: Facts) -> None:
    comparison, beside = told.comparison, told.beside
    st.header("Audited against self")
    said = whose.audited_cells(comparison) or ["Nothing here is audited: these are published findings."]
    if beside is not None and not themes.lead(comparison):
        now, other = standing.middle(comparison), standing.middle(beside.comparison)
        said = [*said, f"{whose.HEADINGS[comparison.view]}: median {now}. {beside.heading}: median {other}."]
    marks.show(marks.sentences(said))


def _moved(here: Visit, told: Facts) -> None:
    st.header("What moved")
    if themes.lead(told.comparison):
        _levels_moved(here, told)
        return
    if told.movement is None:
        st.info("A second round of the same framework is needed before anything can have moved.")
        return
    marks.show(marks.sentences([f"{what_moved(told, told.movement)}.", *who_moved(told.movers)]))


def _levels_moved(here: Visit, told: Facts) -> None:
    """Without an overall score levels are compared, one by one."""
    found = here.once(trends.levels_since, round_id=told.comparison.round.id, view=told.comparison.view)
    if found is None:
        st.info("A second round of the same framework is needed before anything can have moved.")
        return
    before, moved = found
    said = [f"Since {before.title}: {levels_in_words(moved)}.", knowing_in_words(moved)]
    marks.show(marks.sentences(said))


def _asked(told: Facts) -> None:
    st.header("What is asked of the board")
    query = {"round": told.comparison.round.id}
    marks.show(
        marks.sentences(f"{ask.about.value}: {ask.sentence}" for ask in asks.asks(told)),
        marks.links(
            [
                ("What a budget should buy", marks.address("portfolio", **query)),
                ("Board pack, slides and one page", marks.address("pack", **query)),
            ]
        ),
    )


def _promises(told: Facts) -> None:
    st.header("Promises kept")
    if told.plan is None or told.plan.prospect is None:
        st.info("No promise has been made that a later round could have looked for.")
        return
    marks.show(marks.sentences([forecast.kept(told.plan.prospect)]))
