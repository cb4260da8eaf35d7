"""People. An administrator comes to say who helps, for which department, and in which role."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from maturity.assessment.people import EVERY_DEPARTMENT, Permission, Person, Role, ScopeNeeded
from maturity.pages import session
from maturity.pages.administering.leavers import show_leavers
from maturity.pages.administering.register_list import show_register_list
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import choose, put
from maturity.pages.parts.form import do, form_key, show_outcome
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.person_choice import MOST_OFFERED, ask_for_name, people_counted, say_found
from maturity.pages.parts.table import table
from maturity.pages.parts.turns import page_asked, turn
from maturity.pages.session import Visit
from maturity.services import administering, people_search
from maturity.services.people_search import FoundPeople
from maturity.wording import listed

ROLES = {
    Role.CONTRIBUTOR: "Contributor: answers for the department",
    Role.APPROVER: "Approver: answers, and submits (normally the chief data officer)",
    Role.AUDITOR: "Auditor: reads all, records findings, sends back and agrees",
    Role.READER: "Reader: reads what is agreed",
    Role.ADMINISTRATOR: "Administrator: departments, rounds and people",
}


MOST_NAMED = 3
"""Names in a cell; more are counted."""
PEOPLE_A_PAGE, DEPARTMENTS_A_PAGE = 50, 100
FIND, PAGE, DEPARTMENTS_PAGE = "find", "leaf", "leaf-of-departments"
"""The address's keys for what a name has to contain, and for which page of people and of departments is shown."""
ANY = "all"


def show() -> None:
    here = session.current()
    page_heading("People")
    departments = {
        EVERY_DEPARTMENT: "Every department",
        **{d.id: d.name for d in here.once(administering.every_department)},
    }
    manages = here.person.may(Permission.MANAGE_PEOPLE)
    registered = here.once(people_search.count_people)
    listed_here: Sequence[Person] = ()
    if registered.everybody:
        idle = registered.everybody - registered.active
        finding(
            f"{people_counted(registered.active)} may use this installation"
            + (f", and {idle:,} may no longer" if idle else "")
        )
        words, of = "", ANY
        if registered.everybody > MOST_OFFERED:
            words, of = _ask_whom(here, departments)
        listed_here = _list(here, departments, words, of, manages=manages)
        if not words:  # whoever looks for somebody has not come for this
            _by_department(here, departments, of)
    else:
        st.markdown("Nobody is registered yet. Register those who will answer, approve or review.")
    if not manages:
        st.info("An administrator registers people and gives roles.")
        return
    _register(here, departments)
    if here.person.may(Permission.MANAGE_DEPARTMENTS):
        with st.expander("Bring in many at once, from a list", key="register-list"):
            show_register_list(here)
    if registered.everybody:
        with st.expander("Change somebody's roles or address", key="change-person"):
            _change(here, listed_here, departments, few=registered.everybody <= MOST_OFFERED)
        leavers = st.expander("Review who may have left", key="leavers", on_change="rerun")
        if leavers.open:  # it reads when everybody last changed anything
            with leavers:
                show_leavers(here)


def _list(
    here: Visit, departments: dict[str, str], words: str, of: str, *, manages: bool
) -> tuple[Person, ...]:
    """Everybody, or those who are looked for, a page at a time; gives whom it shows."""
    number = page_asked(PAGE)

    def read(number: int) -> FoundPeople:
        return here.read(
            people_search.find_people,
            words=words,
            department_id=None if of == ANY else of,
            skip=(number - 1) * PEOPLE_A_PAGE,
            most=PEOPLE_A_PAGE,
        )

    found = read(number)
    if not found.people and number > 1:  # beyond the last
        number, found = 1, read(1)
    if words or of != ANY:
        say_found(PAGE, found)
    if found.people:
        _table(here, found.people, departments, manages=manages)
    turn(PAGE, number, -(-found.total // PEOPLE_A_PAGE), "Page before", "Next page")
    return found.people


def _ask_whom(here: Visit, departments: dict[str, str]) -> tuple[str, str]:
    """A part of a name and a department, or ANY: kept in the address."""
    st.session_state.setdefault(FIND, st.query_params.get(FIND, ""))
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        words = ask_for_name(here, FIND, _looked_for)
    with right:
        whole = {ANY: "Everybody", EVERY_DEPARTMENT: "Whoever has a role for every department"}
        of = choose(
            "Role for", whole | {key: name for key, name in departments.items() if key not in whole}, "of"
        )
    return words, of


def _looked_for() -> None:
    put({FIND: st.session_state[FIND] or None, PAGE: None})


def _table(here: Visit, people: Sequence[Person], departments: dict[str, str], *, manages: bool) -> None:
    """Addresses are for those who look after the register."""
    columns: dict[str, Callable[[Person], str]] = {
        "Name": lambda person: person.name if person.active else f"{person.name} (disabled)",
    }
    if manages:
        columns["E-mail"] = lambda person: person.email or "Not given"
    if manages and here.settings.sign_in is not None:
        columns["Signed in"] = lambda person: "Yes" if person.identity else "Not yet"
    columns["Roles"] = lambda person: _roles(person, departments)
    table(list(columns), [[words(person) for words in columns.values()] for person in people])


def _roles(person: Person, departments: dict[str, str]) -> str:
    """“Auditor (Every department), Approver of Kent, Surrey and 24 more”."""
    held: dict[Role, list[str]] = {}
    for role, held_for in sorted(person.roles):
        held.setdefault(role, []).append(departments.get(held_for, held_for))
    said = [
        f"{role.value.capitalize()} ({names[0]})"
        if len(names) == 1
        else f"{role.value.capitalize()} of {listed(names, MOST_NAMED)}"
        for role, names in held.items()
    ]
    return ", ".join(said) or "None"


def _by_department(here: Visit, departments: dict[str, str], of: str) -> None:
    """Who answers and who submits for each department, or for that one; whoever does so for all stands in the list
    above.
    """
    own = [key for key in departments if key != EVERY_DEPARTMENT and of in (ANY, key)]
    pages = max(1, -(-len(own) // DEPARTMENTS_A_PAGE))
    number = min(page_asked(DEPARTMENTS_PAGE), pages)
    shown = own[(number - 1) * DEPARTMENTS_A_PAGE : number * DEPARTMENTS_A_PAGE]
    holders = here.read(people_search.who_holds_roles, department_ids=shown)
    rows: list[list[str]] = []
    for key in shown:
        named = [
            [each.name for each in holders[key] if each.active and each.role is role]
            for role in (Role.CONTRIBUTOR, Role.APPROVER)
        ]
        rows.append([departments[key], *(listed(names, MOST_NAMED) or "Nobody" for names in named)])
    if rows:
        st.subheader("Who answers for each department")
        marks.show(
            marks.table(
                "Who answers for each department",
                ["Department", "Contributors", "Approvers"],
                rows,
                kind="stacks",
                hidden_caption=True,
            )
        )
        turn(DEPARTMENTS_PAGE, number, pages, "Departments before", "Next departments")


def _register(here: Visit, departments: dict[str, str]) -> None:
    st.subheader("Register somebody")
    by_address = here.settings.sign_in is not None
    if by_address:
        st.markdown(
            "Their e-mail address invites them: whoever first signs in with it, verified by your "
            "organisation's sign-in, is this person."
        )
    where = "register"
    own = form_key(where)
    only = [key for key in departments if key != EVERY_DEPARTMENT]
    with st.form(own, enter_to_submit=False):
        name = st.text_input("Name", key=f"name {own}")
        email = st.text_input(
            "E-mail address" if by_address else "E-mail address (optional)", key=f"email {own}"
        )
        role = st.selectbox("Role", list(ROLES), format_func=ROLES.__getitem__, key=f"role {own}")
        held_for = st.selectbox(
            "For",
            list(departments),
            index=list(departments).index(only[0]) if len(only) == 1 else None,
            format_func=departments.__getitem__,
            placeholder="Choose a department, or every department",
            key=f"for {own}",
        )
        sent = st.form_submit_button("Register")
        show_outcome(where)
        if sent:

            def register() -> Person:
                if held_for is None:
                    raise ScopeNeeded(role)
                return here.write(
                    administering.register_person, name=name, email=email, roles=[(role, held_for)]
                )

            do(where, register, lambda new: f"{new.name} is registered: {_roles(new, departments)}.")


def _change(here: Visit, shown: Sequence[Person], departments: dict[str, str], *, few: bool) -> None:
    """Of one of those listed above, or whom the address asks for."""
    if here.settings.sign_in is not None and (decided := here.settings.sign_in.group_roles):
        named = {f"{role.capitalize()} ({departments.get(of, of)})" for _, role, of in decided}
        st.markdown(
            f"Groups of your organisation's sign-in decide who is {literal(listed(sorted(named)))}. Change it there: "
            "what is changed here is decided anew when that person next comes."
        )
    offered_people = {person.id: person for person in shown}
    asked = st.query_params.get("person", "")
    if asked and asked not in offered_people:
        found = here.read(people_search.person_of, person_id=asked)
        offered_people |= {asked: found} if found else {}
    if not few:
        st.markdown("Those listed above can be chosen. Look for others there.")
    if not offered_people:
        return
    person = offered_people[
        choose("Person", {key: each.name for key, each in offered_people.items()}, "person")
    ]
    offered = {
        f"{role} {key}": (role, key, f"{role.value.capitalize()} ({name})")
        for role in Role
        for key, name in departments.items()
    }
    where = f"change-{person.id}"
    with st.form(form_key(where)):
        held = st.multiselect(
            "Roles",
            list(offered),
            default=[key for key, (role, held_for, _) in offered.items() if (role, held_for) in person.roles],
            format_func=lambda key: offered[key][2],
            key=f"roles {form_key(where)}",
        )
        active = st.checkbox(
            "May use this installation", value=person.active, key=f"active {form_key(where)}"
        )
        sent = st.form_submit_button("Save the roles")
        show_outcome(where)
        if sent:
            change = partial(
                here.write,
                administering.change_person,
                person_id=person.id,
                roles=[offered[key][:2] for key in held],
                active=active,
            )
            do(where, change, partial(_changed, departments))
    _invite(here, person)


def _changed(departments: dict[str, str], person: Person) -> str:
    roles = _roles(person, departments)
    return (
        f"{person.name}: {roles}." if person.active else f"{person.name} may no longer use this installation."
    )


def _invite(here: Visit, person: Person) -> None:
    where = f"invite-{person.id}"
    with st.form(form_key(where)):
        email = st.text_input(
            "E-mail address that invites them", value=person.email, key=f"email {form_key(where)}"
        )
        if here.settings.sign_in is not None:
            st.markdown(
                "Who has signed in as this person is forgotten: they sign in afresh with the address."
            )
        sent = st.form_submit_button("Save the address")
        show_outcome(where)
        if sent:
            invite = partial(here.write, administering.invite, person_id=person.id, email=email)
            do(where, invite, lambda invited: f"{invited.name}: {invited.email or 'no address'}.")
