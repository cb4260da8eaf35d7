"""The pages there are, in the order of the menu; the first is where a visit starts."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from urllib.parse import unquote, urlsplit

import streamlit as st
from streamlit.navigation.page import Page

from maturity.assessment.people import Person, Role

TITLES = {
    "home": "Home",
    "answer": "Answer",
    "check": "Check and submit",
    "offline": "Work offline",
    "compare": "Compare",
    "over_time": "Over time",
    "government": "On one page",
    "statement": "One statement",
    "review": "Review",
    "road_map": "Road map",
    "portfolio": "Portfolio",
    "pack": "Board pack",
    "people": "People",
    "history": "History",
    "frameworks": "Frameworks",
    "administration": "Administration",
    "glossary": "Words explained",
}
"""By the name by which pages call each other."""

MODULES = {
    "home": "home.home",
    "answer": "answering.answer",
    "check": "answering.check",
    "offline": "answering.offline",
    "compare": "comparing.compare",
    "over_time": "comparing.over_time",
    "government": "comparing.government",
    "statement": "comparing.statement",
    "review": "reviewing.review",
    "road_map": "planning.road_map",
    "portfolio": "planning.portfolio",
    "pack": "exporting.board_pack",
    "people": "administering.people",
    "history": "administering.history",
    "frameworks": "administering.frameworks",
    "administration": "administering.administration",
    "glossary": "parts.glossary",
    "not_found": "shell.not_found",
}
"""Where each is, in this folder. Imported when it is shown, as pages name each other."""

OWN = {Role.CONTRIBUTOR, Role.APPROVER}

STRANGE = "strange address"
"""Where the session keeps the address at which it began, if there is no page."""


def page_function(name: str) -> Callable[..., None]:
    """What shows the page of that name."""
    show: Callable[..., None] = import_module(f"maturity.pages.{MODULES[name]}").show
    return show


def pages() -> list[Page]:
    """Every page of the menu; and one that is not in it, where the visit came to an address that has none."""
    found = [page(name) for name in TITLES]
    if strange := _strange_address():
        show = partial(page_function("not_found"), strange, TITLES)
        found.append(st.Page(show, title="Page not found", url_path=strange, visibility="hidden"))
    return found


def sections(person: Person) -> list[tuple[str, list[str]]]:
    """The menu of a person by headings: what they come for. Every page can be opened by its address all the same."""
    held = {role for role, _ in person.roles}
    audits, ours = Role.AUDITOR in held, ["answer", "check", "road_map", "offline"]
    with_ours = bool(held & OWN) and not audits  # a department buys for itself; everybody else for all
    found = [
        ("", ["home"]),
        ("Our department", [*ours, *(["portfolio", "review"] if with_ours else [])] if held & OWN else []),
        ("Assurance", ["review"] if audits else []),
        (
            "Government",
            ["government", "compare", "statement", "over_time", *([] if with_ours else ["portfolio"])],
        ),
        ("Take away", ["pack"]),
        ("Set up", ["administration", "frameworks", "people"] if Role.ADMINISTRATOR in held else []),
        ("Record", ["history"] if held - {Role.READER} else []),
        ("Help", ["glossary"]),
    ]
    return [(heading, names) for heading, names in found if names]


def link(name: str) -> str:
    """The address of a page as seen from any other, below whatever path the app is served."""
    return "./" if name == next(iter(TITLES)) else f"./{path_of(name)}"


def page(name: str) -> Page:
    """The page shown by the module of that name; its address is its title."""
    first = name == next(iter(TITLES))
    return st.Page(page_function(name), title=TITLES[name], url_path=path_of(name), default=first)


def name_of(page: Page) -> str:
    """The name of a page of ours; nothing for that of a strange address."""
    return next((name for name, title in TITLES.items() if title == page.title), "")


def path_of(name: str) -> str:
    return TITLES[name].lower().replace(" ", "-")


def _strange_address() -> str:
    """The address at which this visit began, where it is none of ours. The first run alone can tell: later ones are
    told the page that is shown.
    """
    if STRANGE not in st.session_state:
        asked = unquote(urlsplit(st.context.url or "").path).rstrip("/").rpartition("/")[2]
        base = str(st.get_option("server.baseUrlPath")).strip("/").rpartition("/")[2]
        ours = {"", base, *map(path_of, TITLES)}
        st.session_state[STRANGE] = "" if asked in ours else asked
    return str(st.session_state[STRANGE])
