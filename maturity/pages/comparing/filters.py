"""What of a round is compared, in which view and order; every choice lives in the address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from maturity.assessment.round import Round, Status
from maturity.briefing import whose
from maturity.pages.parts.address_choice import choose
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit
from maturity.scoring.compare import Comparison, Sort, View
from maturity.scoring.peers import LEAST
from maturity.services import administering, comparing
from maturity.wording import counted

ALL = "all"
PAGE = 25
"""Departments on one page: as many as a picture keeps readable."""

VIEWS = {view.value: words for view, words in whose.WORDS.items()}
SORTS = {Sort.SCORE: "Score, the highest first", Sort.NAME: "Name", Sort.FAMILY: "Family"}
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

    @property
    def names(self) -> dict[str, str]:
        """Every department's name, those beside included, by id."""
        own = {key: each.name for key, each in self.comparison.departments.items()}
        others = self.beside.departments if self.beside else {}
        return {**own, **{key: f"{each.name} (published)" for key, each in others.items()}}


def narrow(here: Visit, round_: Round) -> Narrowed:
    """Ask what is to be compared, in a closed box, and say beneath it what is."""
    with st.expander("Choose themes, families, view and order"):
        first, second, third = st.columns(3)
        with third:
            letters = choose("Show", NAMES, "names") == "letters"
        with first:
            view = choose_view(round_)
        compared = here.once(comparing.comparison, round_id=round_.id, view=view, letters=letters)
        with first:
            themes = {theme.id: theme.label for theme in compared.framework.themes}
            theme = choose("Theme", {ALL: "All themes", **themes}, "theme")
        if theme != ALL:
            compared = compared.in_theme(theme)
        families = _names_of_families(here, compared)
        family = ALL
        with second:
            if families:
                family = choose("Family", {ALL: "All families", **families}, "family")
            sorts = {
                each.value: words for each, words in SORTS.items() if families or each is not Sort.FAMILY
            }
            sort = Sort(choose("Order by", sorts, "sort"))
        status = known = ALL
        if not round_.published:
            with third:
                status, known = choose("Status", STATUSES, "status"), choose("Known of them", KNOWN, "known")
        every = compared.ordered(sort).set_apart()
        only = every.only(
            key
            for key in every.departments
            if (family == ALL or key in every.families[family])
            and status in (ALL, every.statuses.get(key))
            and (known == ALL or key not in every.little_known)
        )
        with second:
            beside = None if round_.published else _beside(here, only, theme)
    _say(round_, only, beside, themes.get(theme), families.get(family), view, sort)
    if status != ALL or known != ALL:
        words = [STATUSES[status].lower()] if status != ALL else []
        words += [KNOWN[known].lower()] if known != ALL else []
        st.markdown(f"Only those: {', '.join(words)}.")
    return Narrowed(every, only, beside, families)


def choose_view(round_: Round) -> View:
    """Whose word the figures go by; what was published is nobody else's."""
    return View.SELF if round_.published else View(choose("Whose word", VIEWS, "view"))


def choose_page(departments: Sequence[str]) -> list[str]:
    """The departments of one page; asked for only where there is more than one page."""
    if len(departments) <= PAGE:
        return list(departments)
    total = len(departments)
    pages = {
        str(number): f"Departments {start + 1}–{min(start + PAGE, total)} of {total}"
        for number, start in enumerate(range(0, total, PAGE), start=1)
    }
    start = (int(choose("Page", pages, "page")) - 1) * PAGE
    return list(departments[start : start + PAGE])


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
    return found if theme == ALL else found.in_theme(theme)


def _say(
    round_: Round,
    compared: Comparison,
    beside: Comparison | None,
    theme: str | None,
    family: str | None,
    view: View,
    sort: Sort,
) -> None:
    count = len(compared.departments)
    parts = [counted(count, "department")]
    if compared.unseen and not family:
        parts[0] += f" of the {count + compared.unseen} that have begun (the others are not open to you yet)"
    parts += [f"the family of {family}"] if family else []
    parts += [f"{theme} alone" if theme else "all themes"]
    parts += [] if round_.published else [VIEWS[view].lower()]
    parts += ["letters for names"] if compared.unattributed else []
    parts += [f"{beside.round.title} beside them (published; our coding)"] if beside else []
    parts += [f"by {sort.value}"]
    st.markdown(f"Shown: {literal('; '.join(parts))}.")
    for sentence in (*whose.audited_cells(compared), *whose.mixed_words(compared)):
        st.markdown(literal(sentence))
