"""The pages there are, in the order of the menu; the first is where a visit starts."""

from collections.abc import Callable
from importlib import import_module

import streamlit as st
from streamlit.navigation.page import Page

TITLES = {
    "home": "Home",
    "answer": "Answer",
    "check": "Check and submit",
    "offline": "Work offline",
    "compare": "Compare",
    "over_time": "Over time",
    "review": "Review",
    "road_map": "Road map",
    "portfolio": "Portfolio",
    "pack": "Board pack",
    "people": "People",
    "history": "History",
    "administration": "Administration",
}
"""By module in this folder."""


def shown(name: str) -> Callable[[], None]:
    """What shows the page of that name."""
    show: Callable[[], None] = import_module(f"maturity.pages.{name}").show
    return show


def pages() -> list[Page]:
    return [page(name) for name in TITLES]


def page(name: str) -> Page:
    """The page shown by the module of that name; its address is its title."""
    address = TITLES[name].lower().replace(" ", "-")
    first = name == next(iter(TITLES))
    return st.Page(shown(name), title=TITLES[name], url_path=address, default=first)
