"""The pages there are, in the order of the menu; the first is where a visit starts."""

from importlib import import_module

import streamlit as st
from streamlit.navigation.page import Page

TITLES = {"home": "Home", "answer": "Answer", "compare": "Compare", "pack": "Board pack"}
"""By module in this folder."""


def load() -> None:
    """Import every page, and so all that pages need."""
    for name in TITLES:
        import_module(f"maturity.pages.{name}")


def pages() -> list[Page]:
    return [page(name) for name in TITLES]


def page(name: str) -> Page:
    """The page shown by the module of that name; its address is its title."""
    address = TITLES[name].lower().replace(" ", "-")
    return st.Page(
        import_module(f"maturity.pages.{name}").show,
        title=TITLES[name],
        url_path=address,
        default=name == next(iter(TITLES)),
    )
