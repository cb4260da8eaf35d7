"""Board pack. Somebody comes to take the figures, and the words behind them, to a board."""

from functools import partial

import streamlit as st

from maturity.pages import visit
from maturity.pages.parts import notes
from maturity.pages.parts.choosing import choose_round
from maturity.pages.parts.tables import table
from maturity.pages.parts.words import literal
from maturity.services import administering, comparing, exchanging

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EVERY = ""


def show() -> None:
    here = visit.current()
    st.title("Board pack")
    rounds = administering.every_round(here.installation, here.person)
    if not rounds:
        st.info("There is nothing to report yet. Load a benchmark, or open a round on the Answer page.")
        return
    left, right = st.columns(2)
    with left:
        round_ = choose_round(rounds)
    comparison = comparing.comparison(here.installation, here.person, round_id=round_.id)
    if not comparison.departments:
        st.info("No department that you may see has begun its assessment in this round.")
        return
    with right:
        department_id = st.selectbox(
            "For",
            [EVERY, *comparison.departments],
            format_func=lambda key: (
                comparison.departments[key].name if key else "All departments of the round"
            ),
        )
    st.markdown(
        "A spreadsheet with a cover, the scores with their ranges and coverage, every statement in words, "
        "the words behind each, the gaps with a next step, and the method."
    )
    name = f"board-pack-{round_.id}{'-' + department_id if department_id else ''}.xlsx"
    st.download_button(
        "Download the board pack",
        data=partial(
            exchanging.board_pack,
            here.installation,
            here.person,
            here.now,
            round_id=round_.id,
            department_id=department_id or None,
        ),
        file_name=name,
        mime=SPREADSHEET,
        type="primary",
        on_click="ignore",
    )
    st.header("What it will say")
    if not department_id:
        st.markdown(literal(comparison.headline))
    table(
        ["Department", "Score % (range), statements with a level"],
        [
            [department.name, comparison.scores[key].words]
            for key, department in comparison.departments.items()
            if department_id in (EVERY, key)
        ],
    )
    notes.sources(comparison)
