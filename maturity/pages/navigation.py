"""The pages there are, in the order of the menu; the first is where a visit starts."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from urllib.parse import unquote, urlsplit

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
"""By the name by which pages call each other."""

MODULES = {
    "home": "home",
    "answer": "answering.answer",
    "check": "answering.check",
    "offline": "answering.offline",
    "compare": "comparing.compare",
    "over_time": "comparing.over_time",
    "review": "reviewing.review",
    "road_map": "planning.road_map",
    "portfolio": "planning.portfolio",
    "pack": "exporting.board_pack",
    "people": "administering.people",
    "history": "administering.history",
    "administration": "administering.administration",
    "not_found": "shell.not_found",
}
"""Where each is, in this folder. Imported when it is shown, as pages name each other."""

STRANGE = "strange address"
"""Where the session keeps the address at which it began, if there is no page."""


def shown(name: str) -> Callable[..., None]:
    """What shows the page of that name."""
    show: Callable[..., None] = import_module(f"maturity.pages.{MODULES[name]}").show
    return show


def pages() -> list[Page]:
    """Every page of the menu; and one that is not in it, where the visit came to an address that has none."""
    found = [page(name) for name in TITLES]
    if strange := _strange_address():
        show = partial(shown("not_found"), strange, TITLES)
        found.append(st.Page(show, title="Page not found", url_path=strange, visibility="hidden"))
    return found


def page(name: str) -> Page:
    """The page shown by the module of that name; its address is its title."""
    first = name == next(iter(TITLES))
    return st.Page(shown(name), title=TITLES[name], url_path=address(name), default=first)


def address(name: str) -> str:
    return TITLES[name].lower().replace(" ", "-")


def _strange_address() -> str:
    """The address at which this visit began, where it is none of ours. The first run alone can tell: later ones are
    told the page that is shown.
    """
    if STRANGE not in st.session_state:
        asked = unquote(urlsplit(st.context.url or "").path).rstrip("/").rpartition("/")[2]
        base = str(st.get_option("server.baseUrlPath")).strip("/").rpartition("/")[2]
        ours = {"", base, *map(address, TITLES)}
        st.session_state[STRANGE] = "" if asked in ours else asked
    return str(st.session_state[STRANGE])
