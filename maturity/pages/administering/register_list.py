"""Many departments or people from one list: looked at before anything is changed, then all of it or nothing."""

import streamlit as st

from maturity.assessment.people import EVERY_DEPARTMENT, Person
from maturity.assessment.register_list import ListChanges
from maturity.assessment.round import Department
from maturity.errors import MaturityError
from maturity.pages.parts.form import form_key, pressed, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.services import administering, registering
from maturity.wording import listed

WHERE = "register-list"
PREVIEW = f"{WHERE} preview"
"""Where a session keeps a list that it looks at, with what it would change."""
HOW = (
    "Copy the cells from a spreadsheet with their headings, or choose a CSV file. **Departments** have the columns "
    "Department and, where they belong to another, Family. **People** have Name, E-mail, Role and Department, a line "
    "for each role: contributor, approver, auditor, reader or administrator, for a department or for “every "
    "department”. A list adds: it takes no role away and disables nobody."
)


def show_register_list(here: Visit) -> None:
    st.markdown(HOW)
    own = form_key(WHERE)
    with st.form(own, enter_to_submit=False):
        pasted = st.text_area("The list, pasted", key=f"pasted {own}", height=160)
        file = st.file_uploader("Or a CSV file", type=["csv", "txt"], max_upload_size=2, key=f"file {own}")
        sent = st.form_submit_button("Look at what it would change")
    if sent:
        st.session_state.pop(PREVIEW, None)
        _look(here, file.getvalue() if file is not None else b"", pasted or "")
    show_outcome(WHERE)
    text, changes = st.session_state.get(PREVIEW, ("", None))
    if changes is not None:
        _preview(here, text, changes)


def _look(here: Visit, data: bytes, pasted: str) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")  # as spreadsheets save CSV on Windows
    try:
        changes = here.read(registering.preview_list, text=text or pasted)
    except MaturityError as problem:
        st.error(literal(str(problem)))
        return
    st.session_state[PREVIEW] = (text or pasted, changes)


def _preview(here: Visit, text: str, changes: ListChanges) -> None:
    if not changes.count:
        st.info("Everything on the list is here already. There is nothing to change.")
        return
    names = {each.id: each.name for each in here.once(administering.every_department)}
    names |= {each.id: each.name for _, each in changes.departments} | {EVERY_DEPARTMENT: "every department"}
    rows = [_department_row(was, each, names) for was, each in changes.departments]
    rows += [_person_row(was, each, names) for was, each in changes.people]
    table(["What", "Name", "Becomes"], rows)
    if changes.unchanged:
        st.markdown(f"Lines that change nothing more: {changes.unchanged:,}.")

    def bring_in() -> ListChanges:
        done = here.write(registering.bring_in_list, text=text, previewed=changes)
        st.session_state.pop(PREVIEW, None)
        return done

    st.button(
        f"Save all {changes.count:,}" if changes.count > 1 else "Save it",
        type="primary",
        key=f"{WHERE} save",
        on_click=pressed,
        args=(WHERE, bring_in, lambda done: f"Saved: {_counted(done)}."),
    )


def _counted(done: ListChanges) -> str:
    said = []
    for one, many, changes in (
        ("department", "departments", done.departments),
        ("person", "people", done.people),
    ):
        new = sum(was is None for was, _ in changes)
        said += [f"{new:,} new {one if new == 1 else many}"] if new else []
        changed = len(changes) - new
        said += [f"{changed:,} changed {one if changed == 1 else many}"] if changed else []
    return listed(said)


def _department_row(was: Department | None, each: Department, names: dict[str, str]) -> list[str]:
    becomes = f"In the family of {names[each.family]}" if each.family else "In no family"
    return ["Department" if was else "New department", each.name, becomes]


def _person_row(was: Person | None, each: Person, names: dict[str, str]) -> list[str]:
    gained = sorted(each.roles - (was.roles if was else frozenset()))
    said = [f"{role.value.capitalize()} of {names.get(of, of)}" for role, of in gained]
    if was is None or was.email != each.email:
        said.append(each.email or "no e-mail address")
    return ["Person" if was else "New person", each.name, "; ".join(said)]
