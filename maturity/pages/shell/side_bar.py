"""The side bar: the menu of whoever is here, and at its foot who that is."""

from collections.abc import Callable
from functools import cache

import streamlit as st

from maturity.pages import navigation
from maturity.pages.session import Visit
from maturity.pages.shell.acting_as import say_who_acts


@cache
def _menu() -> Callable[..., object]:
    # Without a shadow root: links in one are another tree to a screen reader's list of landmarks, and Streamlit's own
    # skip link leads past them. Made after the server has read where its files are: see saving.fields.
    return st.components.v2.component(
        "maturity.shell",
        html='<nav id="menu" aria-label="Pages"></nav>',
        css="side_bar.css",
        js="side_bar.js",
        isolate_styles=False,
    )


def draw_side_bar(here: Visit, shown: str) -> None:
    """The menu, with the page of that name as the current one. Links carry the round, the department and who acts."""
    sections = [
        (heading, [(navigation.TITLES[name], navigation.link(name), name == shown) for name in names])
        for heading, names in navigation.sections(here.person)
    ]
    with st.sidebar:
        _menu()(key="menu", data={"title": "Data maturity", "sections": sections})
        say_who_acts(here)
