"""Frameworks. An administrator comes to see what can be asked, and to take in another, without a terminal."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from maturity.assessment.people import Permission
from maturity.briefing.method import combining_in_words
from maturity.errors import Fault, FileFaulty, MaturityError
from maturity.framework import files
from maturity.framework.companions import is_companion
from maturity.framework.document import Document, decoded
from maturity.framework.groups import facets_in_words
from maturity.framework.model import Framework, Statement
from maturity.framework.succession import as_line
from maturity.pages import session
from maturity.pages.administering import companions_beside
from maturity.pages.parts.address_choice import choose
from maturity.pages.parts.file_kinds import SPREADSHEET
from maturity.pages.parts.form import pressed, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.services import frameworks
from maturity.services.frameworks import EditionInUse, LookedOver
from maturity.wording import counted, listed

TAKE_IN, TAKE_AWAY = "take in a framework", "take away a framework"
YAML = "application/yaml"
MOST_FAULTS = 50
"""Faults that are shown at once; more are counted."""


def show() -> None:
    here = session.current()
    st.title("Frameworks")
    every = here.once(frameworks.every_edition)
    for trouble in here.once(frameworks.troubles):
        what, *faults = trouble.splitlines()
        st.warning(literal(what))
        if faults:
            with st.expander(f"Every fault of it: {len(faults)}"):
                st.markdown("\n".join(f"- {literal(each.strip())}" for each in faults[:MOST_FAULTS]))
    if every:
        _list(every)
        if not any(each.rounds for each in every):
            st.markdown("No round asks any of them yet. Open one on Administration.")
    else:
        st.info(
            "There is no framework here yet. Take one in below, and open a round with it on Administration."
        )
    companions_beside.show_companions(here)
    if here.person.may(Permission.MANAGE_FRAMEWORKS):
        _take_in(here)
    else:
        st.info("An administrator takes in frameworks.")
    if every:
        _look_at(here, every)


def _list(every: Sequence[EditionInUse]) -> None:
    table(
        ["Framework", "Edition", "Series", "Follows", "Statements", "Rounds that ask it", "Where"],
        [
            [
                f"{each.framework.title} ({each.framework.id})",
                each.framework.edition
                + (f", corrected {counted(each.corrected, 'time')}" if each.corrected else ""),
                each.series,
                _follows(each.framework),
                str(len(each.framework.statements)),
                listed(each.rounds) or "None yet",
                "In the folder of frameworks" if each.filed else "Kept with the data",
            ]
            for each in every
        ],
    )


def _follows(framework: Framework) -> str:
    if framework.translates:
        return f"Translates {framework.translates}"
    return framework.follows.edition if framework.follows else "Nothing"


def _take_in(here: Visit) -> None:
    st.header("Take in a framework")
    st.markdown(
        "Bring a framework file (.yaml, .yml) or a filled spreadsheet (.xlsx). It is checked and shown first, and kept "
        "only once you take it in. For the next edition, say in it which one it follows. A translation and a crosswalk "
        "are taken in here, too."
    )
    with st.container(horizontal=True):
        st.download_button(
            "Download an empty spreadsheet",
            data=_as_spreadsheet,
            file_name="framework.xlsx",
            mime=SPREADSHEET,
            on_click="ignore",
        )
    show_outcome(TAKE_IN)
    turn = int(st.session_state.get(f"{TAKE_IN} turn", 0))
    file = st.file_uploader(
        "The framework (at most 2 MB)",
        type=["yaml", "yml", "xlsx"],
        max_upload_size=2,
        key=f"{TAKE_IN} file {turn}",
    )
    if file is None:
        return
    text, cells = "", dict[int, str]() if file.name.lower().endswith(".xlsx") else None
    try:
        data = file.getvalue()
        if cells is not None:
            from maturity.workbook import framework_sheets

            read = framework_sheets.read_framework(data, file.name)
            text, cells = read.text, read.cells
        else:
            text = decoded(data, file.name)
        if is_companion(Document(text).value):
            companions_beside.offer(here, text, file.name, TAKE_IN)
            return
        looked = here.read(frameworks.look_over, text=text, name=file.name)
    except FileFaulty as faulty:
        _tell_faults(faulty, text, cells)
        return
    except MaturityError as problem:
        st.error(literal(str(problem)))
        return
    _tell(looked)
    st.button(
        "Take it in",
        type="primary",
        on_click=pressed,
        args=(
            TAKE_IN,
            lambda: here.write(frameworks.take_in, text=text, name=file.name),
            lambda taken: (
                f"“{taken.title}”, edition {taken.edition}, is here. A round can be opened with it."
            ),
        ),
    )
    with st.expander("As Answer will show it"):
        _statements(looked.framework)


def _tell_faults(faulty: FileFaulty, text: str, cells: Mapping[int, str] | None) -> None:
    """Each fault beside the line of the file that it is on, or of a spreadsheet the cell."""
    lines = text.splitlines()
    st.error(
        f"{literal(faulty.file)} cannot be taken in yet: {counted(len(faulty.faults), 'fault')}. Mend the file and "
        "bring it again."
    )
    if cells is not None:
        rows = [
            [cells.get(each.line, each.place), _what_is_wrong(each, cells), each.remedy]
            for each in faulty.faults
        ]
        table(["Cell", "What is wrong", "What to do"], rows[:MOST_FAULTS])
        return
    table(
        ["Line", "It says", "What is wrong", "What to do"],
        [
            [
                str(each.line) if each.line else "All",
                lines[each.line - 1].strip() if 0 < each.line <= len(lines) else "Nothing",
                f"{each.place}: {each.problem}",
                each.remedy,
            ]
            for each in faulty.faults[:MOST_FAULTS]
        ],
    )


def _what_is_wrong(fault: Fault, cells: Mapping[int, str]) -> str:
    """The problem, after the key that it is about where the cell alone does not say."""
    return f"{fault.place}: {fault.problem}" if fault.line in cells else fault.problem


def _tell(looked: LookedOver) -> None:
    framework = looked.framework
    themes, statements = len(framework.themes), len(framework.statements)
    st.success(
        literal(
            f"“{framework.title}”, edition {framework.edition}, is sound: {counted(themes, 'theme')}, "
            f"{counted(statements, 'statement')}."
        )
    )
    if looked.before is None:
        return
    st.markdown(literal(f"It follows “{looked.before.title}”, edition {looked.before.edition}."))
    if looked.drafted:
        st.warning(
            "It does not say what became of every statement. This was drafted, and is kept with it if you take it in "
            "as it is; or write it into the file otherwise, and bring it again."
        )
        st.code("\n".join(f"- {as_line(each)}" for each in looked.drafted), language="yaml")
    labels = {each.id: each.label for each in framework.statements}
    rows = []
    for key, fate in looked.fates.items():
        now = listed([labels[each] for each in fate.now]) or "Nothing"
        rows.append([looked.before.by_id[key].label, str(fate.kind).capitalize(), now])
    reached = {each for fate in looked.fates.values() for each in fate.now}
    rows += [["Nothing", "New", each.label] for each in framework.statements if each.id not in reached]
    with st.expander("What became of every statement", expanded=True):
        table(["Before", "What became of it", "Now"], rows)


def _look_at(here: Visit, every: Sequence[EditionInUse]) -> None:
    from maturity.workbook import framework_sheets  # openpyxl takes its time, and memory

    st.header("Look at one")
    show_outcome(TAKE_AWAY)
    names = {each.framework.id: f"{each.framework.title}, edition {each.framework.edition}" for each in every}
    chosen = choose("Framework", names, "framework")
    edition = next(each for each in every if each.framework.id == chosen)
    framework = edition.framework
    with st.container(horizontal=True):
        st.download_button(
            "Download its file",
            data=lambda: files.as_yaml(framework).encode(),
            file_name=f"{framework.id}.yaml",
            mime=YAML,
            on_click="ignore",
        )
        if framework_sheets.can_hold(framework):
            st.download_button(
                "Download it as a spreadsheet",
                data=partial(_as_spreadsheet, framework),
                file_name=f"{framework.id}.xlsx",
                mime=SPREADSHEET,
                on_click="ignore",
            )
        if here.person.may(Permission.MANAGE_FRAMEWORKS) and not (edition.filed or edition.rounds):
            _take_away(here, framework)
    _statements(framework)


def _as_spreadsheet(framework: Framework | None = None) -> bytes:
    from maturity.workbook import framework_sheets

    return framework_sheets.framework_workbook(framework)


def _take_away(here: Visit, framework: Framework) -> None:
    with st.popover("Take it away"):
        st.markdown(
            "No round asks it. It is taken away for good; the history keeps what it was called, and that you took it "
            "away. Download its file first if you may want it again."
        )
        st.button(
            "Take it away for good",
            type="primary",
            key=f"take away {framework.id}",
            on_click=pressed,
            args=(
                TAKE_AWAY,
                lambda: here.write(frameworks.take_away, framework_id=framework.id),
                lambda title: f"“{title}”, edition {framework.edition}, is not here any more.",
            ),
        )


def _statements(framework: Framework) -> None:
    """As Answer shows them, with nothing answered."""
    for sentence in (*framework.whose, *combining_in_words(framework)):
        st.markdown(literal(sentence))
    for theme in framework.themes:
        with st.expander(
            literal(f"{theme.label}: {counted(len(list(theme.every_statement())), 'statement')}")
        ):
            for statement in theme.every_statement():
                _statement(framework, statement)


def _statement(framework: Framework, statement: Statement) -> None:
    with st.container(border=True):
        st.markdown(f"**{literal(statement.label)}**")
        if statement.asked:
            st.markdown(literal(statement.asked))
        st.markdown(
            "\n".join(
                f"- **{literal(level.numbered)}**" + (f": {literal(words)}" if words else "")
                for level in framework.scale_of(statement).levels
                for words in [framework.looks_like(statement, level)]
            )
        )
        for name, items in framework.item_sets(statement):
            st.markdown(f"{literal(name)}: {counted(len(items), 'item')}")
            st.markdown("\n".join(f"- {literal(item.text)}" for item in items))
        for facet in facets_in_words(framework, statement):
            st.markdown(literal(facet))
        if statement.evidence:
            st.markdown(f"An assessor would ask to see: {literal('; '.join(statement.evidence))}")
