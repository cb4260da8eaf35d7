"""How every page looks and prints: one style sheet, and what it takes to put a picture on paper."""

from collections.abc import Callable
from functools import cache

import streamlit as st

from maturity import palette
from maturity.pages import session
from maturity.pages.parts import marks
from maturity.pages.session import Visit
from maturity.wording import day


@cache
def _house() -> Callable[..., object]:
    # Served as files, and so not sent with every rerun; made after the server has read where: see saving.fields.
    return st.components.v2.component(
        "maturity.house", html="<i></i>", css="house.css", js="house.js", isolate_styles=False
    )


def dress_page() -> None:
    """Give the page its looks; call it once a rerun."""
    dark = session.chart_look() is palette.DARK
    _house()(key="house", data={"on_paper": palette.on_paper() if dark else {}})


def date_page(here: Visit, title: str) -> None:
    """On paper alone: which page this is, of whose data, and when it was printed by whom."""
    whose = "made-up data" if here.made_up else "data"
    with st.container(key="on-paper"):
        marks.show(
            marks.quiet(
                f"{title}, from the {whose} of {day(here.now.date())}, as {here.person.name} may see them."
            )
        )
