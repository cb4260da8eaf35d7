"""Choosing a round, remembered in the address bar."""

from collections.abc import Sequence

import streamlit as st

from maturity.assessment.round import Round


def choose_round(rounds: Sequence[Round]) -> Round:
    """The round chosen, the first until somebody chooses; kept as ?round=… so that the page can be mailed."""
    by_id = {round_.id: round_ for round_ in rounds}
    chosen = st.selectbox(
        "Round",
        list(by_id),
        format_func=lambda round_id: by_id[round_id].title,
        key="round",
        bind="query-params",
    )
    return by_id[chosen]
