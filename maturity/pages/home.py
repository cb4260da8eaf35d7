"""Home. A person comes to see what there is and what to do next."""

import streamlit as st

from maturity.assessment.round import day
from maturity.pages import sitemap, visit
from maturity.pages.parts.tables import table
from maturity.services import administering


def show() -> None:
    here = visit.current()
    st.title("Data maturity")
    st.markdown(
        "Departments say where they stand on the National Audit Office's statements about data; "
        "auditors compare them fairly; boards get the figures with the words behind them. "
        "What nobody knows is shown as unknown, never as a zero."
    )
    rounds = administering.every_round(here.installation, here.person)
    live = [round_ for round_ in rounds if round_.is_open(here.now.date())]
    st.header("What to do next")
    if live:
        st.markdown(f"**{len(live)}** round{'s are' if len(live) > 1 else ' is'} open for answers.")
    else:
        st.markdown(
            "1. Open a round, and add your department.\n"
            "2. Answer the statements one by one; every answer is saved at once.\n"
            "3. Compare, and take the board pack to your board."
        )
    if st.button("Answer for a department" if live else "Begin", type="primary"):
        st.switch_page(sitemap.page("answer"))
    if rounds:
        st.header("Rounds")
        table(
            ["Round", "Kind", "Opened", "Closes"],
            [
                [
                    round_.title,
                    "Published findings" if round_.published else "Departments' own answers",
                    day(round_.opens),
                    "Published"
                    if round_.published
                    else day(round_.closes)
                    if round_.closes
                    else "No date set",
                ]
                for round_ in rounds
            ],
        )
        if st.button("Compare departments"):
            st.switch_page(sitemap.page("compare"))
