"""Whom a person may choose: everybody where they are few, and else those whom a search finds."""

from collections.abc import Callable, Iterable

import streamlit as st

from maturity.assessment.people import Permission
from maturity.pages.session import Visit
from maturity.services import people_search
from maturity.services.people_search import FoundPeople

MOST_OFFERED = 20
"""People that are offered at once; of more, a search finds those that are meant."""

_said = st.components.v2.component(
    "maturity_found",
    html='<p id="found" role="status" aria-live="polite"></p>',
    css="#found { font: inherit; color: inherit; margin: 0; }",
    js="""
export default function ({ data, parentElement }) {
  const found = parentElement.querySelector("#found");
  if (found.textContent !== data.words) found.textContent = data.words;
}
""",
)


def offer_people(
    here: Visit,
    key: str,
    *,
    may: Permission | None = None,
    department_id: str | None = None,
    active: bool = False,
    held: Iterable[str] = (),
) -> dict[str, str]:
    """The names of whom a choice may offer, by id: who `may` do something, for that department where it is of one's
    own; or who is `active`. Of more than a few, a search field comes first, and whom it finds is offered.

    Whom the choice holds already (`held`) stays among them. Call it outside of a form: the field is answered at once.
    """
    words = str(st.session_state.get(key) or "")
    if words or department_id is not None:
        found = here.read(
            people_search.find_people,
            words=words,
            may=may,
            department_id=department_id,
            active=active,
            most=MOST_OFFERED,
        )
    else:
        found = first_people(here, may=may, active=active)
    names = {each.id: each.name for each in found.people}
    if not words and not found.more:
        return names  # all of them
    ask_for_name(here, key)
    say_found(key, found)
    chosen = dict.fromkeys(held)
    known = here.names(chosen)
    return {each: known[each] for each in chosen if each in known} | names


def first_people(here: Visit, *, may: Permission | None = None, active: bool = False) -> FoundPeople:
    """The first of all who may be offered, and how many there are; whoever asks next is given the same."""
    return here.once(people_search.find_people, may=may, active=active, most=MOST_OFFERED)


def ask_for_name(here: Visit, key: str, on_change: Callable[[], None] | None = None) -> str:
    """The field in which a part of a name is written, and what stands in it; the page is drawn as it is typed."""
    by_address = here.person.may(Permission.MANAGE_PEOPLE)
    return st.text_input(
        "Name or e-mail contains" if by_address else "Name contains",
        key=key,
        type="search",
        live=True,  # after a quarter of a second: to understand “300ms” Streamlit imports pandas
        placeholder="",
        autocomplete="off",
        on_change=on_change or "rerun",
    )


def say_found(key: str, found: FoundPeople) -> None:
    """How many were found, which is also said aloud."""
    _said(key=f"found {key}", data={"words": found_in_words(found)})


def found_in_words(found: FoundPeople) -> str:
    """“The first 20 people are listed. 12 more: type more of the name.”"""
    if not found.total:
        return "Nobody is found. Type another part of the name."
    if found.more:
        return f"The first {len(found.people)} people are listed. {found.more:,} more: type more of the name."
    return f"{people_counted(found.total)} found."


def people_counted(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"
