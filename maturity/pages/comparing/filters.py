"""What of a round is compared, in which view and order; every choice lives in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from maturity.assessment.round import Round, Status
from maturity.briefing import whose
from maturity.briefing.asked import common_in_words
from maturity.framework.groups import named_parts
from maturity.pages.parts.address_choice import choose, choose_round, choose_some
from maturity.pages.session import Visit
from maturity.scoring.compare import Comparison, Sort, View
from maturity.scoring.peers import LEAST
from maturity.services import administering, comparing
from maturity.wording import counted

ALL = "all"
PAGE = 25
"""Departments on one page: as many as a picture keeps readable."""

VIEWS = {view.value: words for view, words in whose.WORDS.items()}
SORTS = {Sort.SCORE: "By score", Sort.NAME: "By name", Sort.FAMILY: "By family"}
STATUSES = {ALL: "Any status"} | {
    each.value: each.words for each in (Status.AGREED, Status.IN_REVIEW, Status.SUBMITTED, Status.DRAFT)
}
KNOWN = {ALL: "However little", "enough": "Well enough to place"}
NAMES = {"names": "Departments' names", "letters": "Letters, in no order of the names"}


@dataclass(frozen=True)
class Narrowed:
    """A comparison as it was asked for."""

    every: Comparison  # before the choice of a family, a status and how much is known
    comparison: Comparison
    beside: Comparison | None  # published findings, never ranked among the others
    families: Mapping[str, str]  # the names of the families there are, by id
    kept: Sequence[str]  # what was chosen to be kept of the round, in words

    @property
    def names(self) -> dict[str, str]:
        """Every department's name, those beside included, by id."""
        own = {key: each.name for key, each in self.comparison.departments.items()}
        others = self.beside.departments if self.beside else {}
        return {**own, **{key: f"{each.name} (published)" for key, each in others.items()}}


def narrow(here: Visit, rounds: Sequence[Round]) -> Narrowed:
    """Ask in one row what is to be compared; what is asked for seldom is behind “More”."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        round_ = choose_round(rounds, in_row=True)
        view = choose_view(round_, in_row=True)
        theme_at, family_at, sort_at = st.container(), st.container(), st.container()
        with st.popover("More"):
            letters = choose("Show", NAMES, "names") == "letters"
            status = known = ALL
            if not round_.published:
                status, known = choose("Status", STATUSES, "status"), choose("Known of them", KNOWN, "known")
            asked_at, some_at, beside_at = st.container(), st.container(), st.container()
    compared = here.once(comparing.comparison, round_id=round_.id, view=view, letters=letters)
    themes = named_parts(compared.framework)
    with theme_at:
        theme = choose("Theme", {ALL: "All themes", **themes}, "theme", in_row=True)
    if theme != ALL:
        compared = compared.in_theme(theme)
    families, family = _names_of_families(here, compared), ALL
    if families:
        with family_at:
            family = choose("Family", {ALL: "All families", **families}, "family", in_row=True)
    sorts = {each.value: words for each, words in SORTS.items() if families or each is not Sort.FAMILY}
    with sort_at:
        sort = Sort(choose("Order by", sorts, "sort", in_row=True))
    every = compared.ordered(sort).set_apart()
    with some_at:
        names = {key: each.name for key, each in every.departments.items()}
        some = choose_some("Only these departments", names, "departments")
    only = every.only(
        key
        for key in every.departments
        if (family == ALL or key in every.families[family])
        and status in (ALL, every.statuses.get(key))
        and (known == ALL or key not in every.little_known)
        and (not some or key in some)
    )
    with asked_at:
        on_common = _asked_of_all(only)
    only = only.in_common().ordered(sort).set_apart() if on_common else only
    with beside_at:
        beside = None if round_.published else _beside(here, only, theme)
    kept = [STATUSES[status].lower()] if status != ALL else []
    kept += [KNOWN[known].lower()] if known != ALL else []
    kept += [f"the family of {families[family]}"] if family != ALL else []
    kept += [f"{themes[theme]} alone"] if theme != ALL else []
    kept += [counted(len(only.departments), "chosen department")] if some else []
    kept += ["what all of them were asked"] if on_common else []
    return Narrowed(every, only, beside, families, kept)


def choose_view(round_: Round, *, in_row: bool = False) -> View:
    """Whose word the figures go by; what was published is nobody else's."""
    return View.SELF if round_.published else View(choose("Whose word", VIEWS, "view", in_row=in_row))


def choose_page(departments: Sequence[str]) -> list[str]:
    """The departments of one page; asked for only where there is more than one page."""
    if len(departments) <= PAGE:
        return list(departments)
    total = len(departments)
    pages = {
        str(number): f"Departments {start + 1}–{min(start + PAGE, total)} of {total}"
        for number, start in enumerate(range(0, total, PAGE), start=1)
    }
    with st.container(horizontal=True, key="pages"):
        start = (int(choose("Page", pages, "page", in_row=True)) - 1) * PAGE
    return list(departments[start : start + PAGE])


def _asked_of_all(compared: Comparison) -> bool:
    """Whether departments that were not asked the same are to be compared on what all of them were asked."""
    if compared.asked_alike or not compared.asked_of_all:
        return False
    offered = {"each": "What each was asked", "all": f"What all were asked: {common_in_words(compared)}"}
    return choose("Compared on", offered, "asked") == "all"


def _names_of_families(here: Visit, compared: Comparison) -> dict[str, str]:
    if not compared.families:
        return {}
    names = {each.id: each.name for each in here.once(administering.every_department)}
    return {parent: names[parent] for parent in compared.families}


def _beside(here: Visit, compared: Comparison, theme: str) -> Comparison | None:
    found = here.once(comparing.benchmark_for, framework_id=compared.framework.id)
    if found is None:
        return None
    offered = {"without": "Nothing", "with": f"{found.round.title} (published; our coding)"}
    few = 0 < len(compared.departments) < LEAST
    if choose("Set beside them", offered, "benchmark", first="with" if few else "without") == "without":
        return None
    found = found if theme == ALL else found.in_theme(theme)
    return found.on(compared.framework)
