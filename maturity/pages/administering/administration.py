"""Administration. An administrator comes to add departments, and to open and close rounds."""

from datetime import date
from functools import partial

import streamlit as st

from maturity.assessment.people import Permission
from maturity.assessment.round import Department, Round
from maturity.pages import session
from maturity.pages.administering.bodies import (
    parts_asked,
    rows_of_departments,
    show_family_form,
    show_kinds_form,
)
from maturity.pages.administering.round_forms import show_department_form, show_round_form
from maturity.pages.parts.address_choice import DEPARTMENT, choose, choose_round, round_titles
from maturity.pages.parts.date_field import any_date
from maturity.pages.parts.form import do, form_key, pressed, show_outcome
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.services import administering, deleting
from maturity.services.deleting import Deletable, DeletableKind
from maturity.wording import counted, day, listed

DELETE = "delete"
"""Where the session keeps what came of deleting: see parts.form."""
WHAT_WILL_HAPPEN = {
    DeletableKind.ROUND: (
        "The round goes from every page. Nobody has begun in it, so no answer and no figure is lost."
    ),
    DeletableKind.DEPARTMENT: (
        "The department goes from every page. It is in no round, so no answer and no figure is lost."
    ),
    DeletableKind.ASSESSMENT: (
        "The department has then not begun in this round, and may begin again. Nothing was answered; what "
        "was carried over from the last round stays there."
    ),
    DeletableKind.ACTION: (
        "The action goes from its road map for good, and its number is never given again. Its title is the "
        "department's own, and not shown here: ask them for the number, which stands beside the action on the Road map."
    ),
}


def show() -> None:
    here = session.current()
    page_heading("Administration", day(here.now.date()))
    departments = here.once(administering.every_department)
    rounds = [r for r in here.once(administering.every_round) if not r.published]
    open_ = sum(round_.is_open(here.now.date()) for round_ in rounds)
    finding(
        f"{counted(open_, 'round is', 'rounds are') if open_ else 'No round is'} open; "
        f"{counted(len(departments), 'department') if departments else 'no department'} can be assessed"
    )
    st.subheader("Rounds")
    _rounds(here, rounds)
    st.subheader("Departments")
    _departments(here, departments)
    if here.person.may(Permission.DELETE):
        st.subheader("Mistakes")
        mistakes = st.expander("Delete what was made by mistake", key="delete-what", on_change="rerun")
        if mistakes.open:  # what rests on what is worked out for whoever looks
            with mistakes:
                _delete(here)


def _rounds(here: Visit, rounds: list[Round]) -> None:
    if rounds:
        titles = round_titles(here, rounds)
        headings, parts = ["Round", "State", "Opened", "Closes"], parts_asked(here, rounds)
        rows = [_row(titles[round_.id], round_, here.now.date()) for round_ in rounds]
        if parts:
            headings.append("Asks")
            rows = [[*row, parts[round_.id]] for row, round_ in zip(rows, rounds, strict=True)]
        table(headings, rows)
    else:
        st.markdown("No round has been opened yet.")
    if not here.person.may(Permission.MANAGE_ROUNDS):
        st.info("An administrator opens rounds, and says when they close.")
        return
    with st.expander("Open another round", expanded=not rounds):
        show_round_form(here)
    if rounds:
        _close(here, rounds)


def _departments(here: Visit, departments: list[Department]) -> None:
    if departments:
        table(*rows_of_departments(here, departments))
    else:
        st.markdown("No department has been added yet.")
    if not here.person.may(Permission.MANAGE_DEPARTMENTS):
        st.info("An administrator adds departments.")
        return
    with st.expander("Add a department", expanded=not departments):
        show_department_form(here)
    if departments:
        with st.expander("Change a department"):
            _change(here, departments)


def _delete(here: Visit) -> None:
    """A round, a department, an assessment or an action that nothing rests on; of the others, what does."""
    show_outcome(DELETE)
    kind = (
        st.radio("Delete", list(DeletableKind), horizontal=True, key="what to delete") or DeletableKind.ROUND
    )
    names = {each.id: each for each in here.once(deleting.deletable, kind=kind)}
    if not names:
        st.markdown("There is none.")
        return
    titles = round_titles(here, here.once(administering.every_round)) if kind is DeletableKind.ROUND else {}
    called = {key: titles.get(key, each.name) for key, each in names.items()}
    chosen = st.selectbox(kind, list(names), format_func=called.__getitem__, key=f"delete a {kind}")
    one = names[chosen]
    if one.rests:
        st.markdown(literal(f"{one.name} cannot be deleted: {listed(one.rests)}."))
        return
    with st.popover(f"Delete {literal(one.name)}"):
        st.markdown(literal(WHAT_WILL_HAPPEN[kind]))
        st.button(
            "Delete it for good",
            type="primary",
            key=f"delete {kind} {one.id}",
            on_click=pressed,
            args=(
                DELETE,
                lambda: _delete_one(here, one),
                lambda name: f"Deleted: {name}. The history says that you did.",
            ),
        )


def _delete_one(here: Visit, one: Deletable) -> str:
    """Delete it, and give back what it was called."""
    match one.kind:
        case DeletableKind.ROUND:
            here.write(deleting.delete_round, round_id=one.id)
        case DeletableKind.DEPARTMENT:
            here.write(deleting.delete_department, department_id=one.id)
        case DeletableKind.ASSESSMENT:
            here.write(deleting.delete_assessment, assessment_id=int(one.id))
        case DeletableKind.ACTION:
            here.write(deleting.delete_action, action_id=int(one.id), based_on=one.version)
    return one.name


def _row(title: str, round_: Round, today: date) -> list[str]:
    closes = day(round_.closes) if round_.closes else "No date"
    return [title, "Open" if round_.is_open(today) else "Closed", day(round_.opens), closes]


def _close(here: Visit, rounds: list[Round]) -> None:
    with st.expander("Change when a round closes"):
        round_ = choose_round(rounds)
        where = f"close-{round_.id}"
        with st.form(form_key(where)):
            closes = any_date(
                "Last day that it is open (leave empty for no date)",
                round_.closes,
                f"closes {form_key(where)}",
            )
            sent = st.form_submit_button("Save the date")
            show_outcome(where)
            if sent:
                change = partial(here.write, administering.change_round, round_id=round_.id, closes=closes)
                do(where, change, _closing)


def _change(here: Visit, departments: list[Department]) -> None:
    """What a department is called, what kind of body it is, and whose family it is in."""
    chosen = choose("Department", {each.id: each.name for each in departments}, DEPARTMENT, stays=True)
    department = next(each for each in departments if each.id == chosen)
    where = f"rename-{department.id}"
    with st.form(form_key(where)):
        name = st.text_input("Its name from now on", value=department.name, key=f"name {form_key(where)}")
        sent = st.form_submit_button("Save the name")
        show_outcome(where)
        if sent:
            rename = partial(
                here.write, administering.rename_department, department_id=department.id, name=name
            )
            do(where, rename, lambda renamed: f"It is called {renamed.name} from now on.")
    show_kinds_form(here, department)
    show_family_form(here, department, departments)


def _closing(round_: Round) -> str:
    if round_.closes is None:
        return f"“{round_.title}” has no closing date."
    return f"“{round_.title}” is open up to and including {day(round_.closes)}."
