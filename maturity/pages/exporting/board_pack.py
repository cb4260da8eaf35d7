"""Board pack. Somebody comes to take the figures, and the words behind them, to a board."""

import streamlit as st

from maturity.assessment.people import EVERY_DEPARTMENT
from maturity.briefing import whose
from maturity.briefing.marking import MARKINGS
from maturity.briefing.shown_as import figure_words, score_in_a_cell
from maturity.briefing.themes import lead
from maturity.pages import session
from maturity.pages.administering.round_forms import to_begin
from maturity.pages.comparing.filters import NAMES, choose_view
from maturity.pages.exporting.board_message import show_message
from maturity.pages.exporting.downloads import offer_presented, take_out
from maturity.pages.parts import method_note
from maturity.pages.parts.address_choice import choose, choose_any_department, choose_round
from maturity.pages.parts.file_kinds import SPREADSHEET
from maturity.pages.parts.heading import page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.progress_bar import made
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.scoring.compare import Comparison
from maturity.services import administering, comparing, exporting
from maturity.services.exporting import BoardPage, BoardRequest

MADE = "board pack made"
DOWNLOAD = "Download the board pack"
MADE_AT_ONCE = 40
"""Departments of which a pack takes a few seconds: nobody needs to see how far it is."""


def show() -> None:
    here = session.current()
    page_heading("Board pack", "What the board gets, as it will look. Nothing is shown that you may not see.")
    rounds = here.once(administering.every_round)
    if not rounds:
        way = to_begin(here, "Load a benchmark, or open a round on the Answer page.")
        st.info(f"There is nothing to report yet. {way}")
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        round_ = choose_round(rounds)
        for_at = st.container()
        letters = choose("Show", NAMES, "names") == "letters"
        view = choose_view(round_)
    comparison = here.read(comparing.comparison, round_id=round_.id, view=view, letters=letters)
    if not comparison.departments:
        st.info("No department that you may see has begun its assessment in this round.")
        return
    with for_at:
        names = {key: department.name for key, department in comparison.departments.items()}
        offered = {} if letters else names
        department_id = choose_any_department(
            here, offered, every="All departments of the round", label="For"
        )
    with left:
        marking = choose(
            "Classification, printed on every page", {each: each for each in MARKINGS}, "marking"
        )
    only = None if department_id == EVERY_DEPARTMENT else department_id
    request = BoardRequest(round_.id, only, view, letters, marking)
    with left:
        _make(here, comparison, request)
        st.caption(
            "A spreadsheet: a one-page summary, charts, scores with their ranges and coverage, every statement in "
            "words with its evidence and findings, gaps with a next step, the road map, what moved, and the method. "
            "Its figures are formulas: change a level on the sheet “Levels”, and they move. A round of hundreds of "
            "departments takes a minute or so to make, and says how far it is."
        )
        offer_presented(here, request)
    page = here.own(exporting.board_page, here.day_of_asking, request)
    with right:
        _show_first_page(page)
    if not letters:
        show_message(here, round_, only)
    _tell(comparison, request, page)
    method_note.show_sources(comparison)
    take_out(here, round_)


def _show_first_page(page: BoardPage) -> None:
    """The one page, which says first what all of it will say; its words stand below."""
    with st.container(border=True, key="first-page"):
        st.image(
            page.picture,
            width="stretch",
            alt="The one page for a board, as it will be printed. What it says stands below, in words.",
        )


def _make(here: Visit, comparison: Comparison, request: BoardRequest) -> None:
    """The pack in one click; that of a large round is made while one watches, and then offered until something else is
    chosen or said.
    """
    name = f"board-pack-{request.file_name}.xlsx"
    if request.department_id is not None or len(comparison.departments) <= MADE_AT_ONCE:
        st.download_button(
            DOWNLOAD,
            data=lambda: here.make(exporting.board_pack, request),  # by whom and when is asked at the click
            file_name=name,
            mime=SPREADSHEET,
            type="primary",
            on_click="ignore",
        )
        return
    wanted = (request, here.revision, here.person.id)
    if st.button("Make the board pack", type="primary"):
        pack = made(lambda tell: here.make(exporting.board_pack, request, tell=tell), "Making the board pack")
        st.session_state[MADE] = wanted, pack
    of, data = st.session_state.get(MADE, (None, b""))
    if of == wanted:
        st.download_button(DOWNLOAD, data=data, file_name=name, mime=SPREADSHEET, on_click="ignore")
    elif of is not None:
        st.session_state.pop(MADE)  # it is of another choice, or of what was said before


def _scores(comparison: Comparison, request: BoardRequest) -> None:
    beside = whose.beside(comparison)
    table(
        [
            "Department",
            f"{figure_words(comparison.framework).titled('Score')} (range), statements with a level",
            *([beside.heading] if beside else []),
        ],
        [
            [
                department.name,
                score_in_a_cell(comparison.framework, comparison.scores[key]),
                *([beside.words(key)] if beside else []),
            ]
            for key, department in comparison.departments.items()
            if request.department_id in (None, key)
        ],
    )


def _tell(comparison: Comparison, request: BoardRequest, page: BoardPage) -> None:
    """What pack, slides and page will say, and what they will ask of the board."""
    st.header("What it will say")
    for sentence in page.says:
        st.markdown(literal(sentence))
    if not lead(comparison):
        _scores(comparison, request)
    st.header("What it will ask of the board")
    st.markdown(
        "\n".join(f"{number}. {literal(sentence)}" for number, sentence in enumerate(page.asks, start=1))
    )
