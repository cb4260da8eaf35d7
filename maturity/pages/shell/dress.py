"""How every page looks and prints: one style sheet, and what it takes to put a picture on paper."""

from collections.abc import Callable
from functools import cache

import streamlit as st

from maturity import palette


@cache
def _house() -> Callable[..., object]:
    # Served as files, and so not sent with every rerun; made after the server has read where: see saving.fields.
    return st.components.v2.component(
        "maturity.house", html="<i></i>", css="house.css", js="house.js", isolate_styles=False
    )


def dress_page() -> None:
    """Give the page its looks; call it once a rerun."""
    _house()(key="house", data={"on_paper": palette.on_paper()})
