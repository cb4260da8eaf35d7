"""What body a department is, for frameworks that ask some kinds of body alone, or systems of departments."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from maturity.assessment.round import Department, Round
from maturity.briefing.asked import part_in_words
from maturity.framework.model import Framework, Theme, Unit
from maturity.pages.parts.form import do, form_key, show_outcome
from maturity.pages.session import Visit
from maturity.services import administering, frameworks
from maturity.wording import listed

NOT_SAID = "Not said: asked everything"
"""What is said of a department of no kind, where a framework asks some kinds of body alone."""


def ask_which_system(here: Visit, own: str) -> str | None:
    """Of which department the new one is a system; asked only where a framework assesses systems."""
    if all(each.unit is not Unit.SYSTEM for each in here.once(frameworks.offered)):
        return None
    names = {each.id: each.name for each in here.once(administering.every_department) if not each.system}
    if not names:
        return None
    return st.selectbox(
        "A system of (leave empty for a department)",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=f"system {own}",
    )


def show_kinds_form(here: Visit, department: Department) -> None:
    """Say what kinds of body a department is; nothing where no framework names any."""
    kinds = here.once(administering.kinds_of_body)
    if not kinds:
        return
    where = f"kinds-{department.id}"
    with st.form(form_key(where)):
        given = st.multiselect(
            "Kinds of body",
            [*kinds, *(each for each in department.kinds if each not in kinds)],
            default=list(department.kinds),
            format_func=lambda each: kinds.get(each, each),
            placeholder=NOT_SAID,
            key=f"kinds {form_key(where)}",
        )
        st.markdown(
            "It is asked what applies to any of these, in drafts of open rounds at once. What it answered of the "
            "rest is kept. What was submitted stays as it was asked."
        )
        sent = st.form_submit_button("Save its kinds")
        show_outcome(where)
        if sent:
            save = partial(
                here.write, administering.set_kinds, department_id=department.id, kinds=tuple(given)
            )
            do(where, save, lambda saved: f"{saved.name}: {kinds_in_words(saved, kinds)}.")


def show_family_form(here: Visit, department: Department, departments: list[Department]) -> None:
    """Put a department into the family of another; nothing where there is no other."""
    if len(departments) < 2:
        return
    parents: dict[str | None, str] = {None: "None"}
    parents |= {each.id: each.name for each in departments if each.id != department.id}
    where = f"family {department.id}"
    with st.form(form_key(where)):
        family = st.selectbox(
            "In the family of",
            list(parents),
            index=list(parents).index(department.family),
            format_func=parents.__getitem__,
        )
        st.markdown("Its parent: Compare can then show a family alone.")
        sent = st.form_submit_button("Save the family")
        show_outcome(where)
        if sent:
            save = partial(here.write, administering.set_family, department_id=department.id, family=family)
            do(where, save, lambda kept: f"{kept.name}: in the family of {parents[kept.family]}.")


def kinds_in_words(department: Department, kinds: Mapping[str, str]) -> str:
    """“Ministry and Executive agency”, or that nobody has said."""
    return listed([kinds.get(each, each) for each in department.kinds]) or NOT_SAID


def rows_of_departments(here: Visit, departments: list[Department]) -> tuple[list[str], list[list[str]]]:
    """The headings and rows of a table of departments: with their kinds, families, and of what they are systems, where
    there are such.
    """
    kinds, names = here.once(administering.kinds_of_body), {each.id: each.name for each in departments}
    headings, rows = ["Department"], [[each.name] for each in departments]
    if kinds:
        headings.append("Kind of body")
        rows = [[*row, kinds_in_words(each, kinds)] for row, each in zip(rows, departments, strict=True)]
    if any(each.system for each in departments):
        headings.append("System of")
        of = [names.get(str(each.family), "") if each.system else "" for each in departments]
        rows = [[*row, words] for row, words in zip(rows, of, strict=True)]
    if any(each.family and not each.system for each in departments):
        headings.append("In the family of")
        of = ["" if each.system else names.get(str(each.family), "") for each in departments]
        rows = [[*row, words] for row, words in zip(rows, of, strict=True)]
    return headings, rows


def parts_asked(here: Visit, rounds: Sequence[Round]) -> dict[str, str]:
    """How much of its edition each round asks, by id; nothing where all ask all."""
    if not any(each.asks for each in rounds):
        return {}
    told = {}
    for each in rounds:
        asked = len(each.asks)
        told[each.id] = "Everything"
        if asked:
            whole = here.once(frameworks.framework_of, round_id=each.id).whole
            told[each.id] = part_in_words(asked, len(whole.statements))
    return told


def ask_which_part(framework: Framework, own: str) -> list[str]:
    """The statements that a round is to ask, by id: of the groups and statements chosen; none stands for all."""
    groups = _groups(framework)
    labels = {key: label for key, (label, _) in groups.items()}
    chosen = st.multiselect(
        "Ask only these (leave empty for the whole framework)",
        list(labels),
        format_func=labels.__getitem__,
        placeholder="The whole framework",
        key=f"asks {framework.id} {own}",
    )
    asked = {each for key in chosen for each in groups[key][1]}
    return [each.id for each in framework.statements if each.id in asked]


def _groups(framework: Framework) -> dict[str, tuple[str, list[str]]]:
    """Everything that may be chosen: each group with all that it holds, and each statement."""
    found: dict[str, tuple[str, list[str]]] = {}

    def add(theme: Theme, before: str) -> None:
        label = f"{before}{theme.label}"
        statements = [each.id for each in theme.every_statement()]
        found[f"group {theme.id}"] = (f"{label} ({len(statements)})", statements)
        for topic in theme.topics:
            add(topic, f"{label} › ")
        for each in theme.statements:
            found[f"statement {each.id}"] = (f"{label} › {each.label}", [each.id])

    for theme in framework.themes:
        add(theme, "")
    return found
