"""On one page. A board member comes to see all of it on one page: levels, whose word, what moved, promises kept."""

import streamlit as st

from maturity.assessment.round import Round
from maturity.briefing import agreement, reached, standing, themes, whose
from maturity.briefing.movement import knowing_in_words, levels_in_words
from maturity.charts import spread as spread_chart
from maturity.pages import session
from maturity.pages.administering.round_forms import to_begin
from maturity.pages.comparing.filters import choose_view
from maturity.pages.comparing.shortfalls import statement_link
from maturity.pages.parts import marks, method_note
from maturity.pages.parts.address_choice import choose_round
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.session import Visit
from maturity.scoring.compare import Comparison
from maturity.services import administering, comparing, exporting, trends
from maturity.services.exporting import BoardRequest, RoundInWords
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
    comparison = here.once(comparing.comparison, round_id=round_.id, view=view)
    with top:
        page_heading("On one page", f"{round_.title}; {day(here.now.date())}")
    if not comparison.departments:
        st.info("No department that you may see has begun its assessment in this round.")
        return
    comparison = comparison.set_apart()
    with top:
        finding(standing.finding(comparison), standing.measure(comparison))
    marks.show(
        marks.sentences(
            [
                *standing.not_shown(comparison),
                *standing.order_in_words(comparison),
                standing.with_a_score(comparison),
            ]
        )
    )
    _levels(comparison)
    _whose_word(comparison)
    if not round_.published:
        found = here.once(trends.agreement_of, round_id=round_.id)
        marks.show(marks.sentences([agreement.headline(found), agreement.share_agreed(found)]))
    told = here.once(exporting.round_in_words, here.day_of_asking, BoardRequest(round_.id, view=view))
    _moved(here, comparison, told)
    _promises(told)
    _asked(round_, told)
    marks.show(marks.sentences(standing.mixed_statuses(comparison)))
    method_note.show_sources(comparison)


def _levels(comparison: Comparison) -> None:
    """Every statement with its share at each level, those that most are high on first."""
    every = reached.reached(comparison)
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


def _whose_word(comparison: Comparison) -> None:
    beside = whose.beside(comparison)
    st.header("Audited against self")
    said = whose.audited_cells(comparison) or ["Nothing here is audited: these are published findings."]
    if beside is not None and not themes.lead(comparison):
        now, other = standing.middle(comparison), standing.middle(beside.comparison)
        said = [*said, f"{whose.HEADINGS[comparison.view]}: median {now}. {beside.heading}: median {other}."]
    marks.show(marks.sentences(said))


def _moved(here: Visit, comparison: Comparison, told: RoundInWords) -> None:
    st.header("What moved")
    if themes.lead(comparison):
        _levels_moved(here, comparison)
    elif told.moved:
        marks.show(marks.sentences(told.moved))
    else:
        st.info("A second round of the same framework is needed before anything can have moved.")


def _levels_moved(here: Visit, comparison: Comparison) -> None:
    """Without an overall score levels are compared, one by one."""
    found = here.once(trends.levels_since, round_id=comparison.round.id, view=comparison.view)
    if found is None:
        st.info("A second round of the same framework is needed before anything can have moved.")
        return
    before, moved = found
    said = [f"Since {before.title}: {levels_in_words(moved)}.", knowing_in_words(moved)]
    marks.show(marks.sentences(said))


def _asked(round_: Round, told: RoundInWords) -> None:
    st.header("What is asked of the board")
    query = {"round": round_.id}
    marks.show(
        marks.sentences(told.asked),
        marks.links(
            [
                ("What a budget should buy", marks.address("portfolio", **query)),
                ("Board pack, slides and one page", marks.address("pack", **query)),
            ]
        ),
    )


def _promises(told: RoundInWords) -> None:
    st.header("Promises kept")
    if not told.kept:
        st.info("No promise has been made that a later round could have looked for.")
        return
    marks.show(marks.sentences([told.kept]))
