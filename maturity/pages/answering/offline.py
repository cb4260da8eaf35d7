"""Work offline. Somebody comes to take the assessment along as a spreadsheet, or to bring it back."""

from collections.abc import Sequence

import streamlit as st

from maturity.assessment import merge
from maturity.assessment.merge import CellChange, Difference, Key, NotUnderstood, Side
from maturity.assessment.people import Permission
from maturity.assessment.round import Status
from maturity.errors import MaturityError, Stale
from maturity.framework.model import Framework
from maturity.pages import session
from maturity.pages.parts.address_choice import choose_assessment
from maturity.pages.parts.file_kinds import SPREADSHEET
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.session import Visit
from maturity.services import offline
from maturity.services.assessment_view import AssessmentView
from maturity.services.offline import Preview, Versions

FILLED, EMPTY = "With the answers so far", "Empty"
SIDES = {Side.APP: "Keep the app's", Side.WORKBOOK: "Keep the workbook's", Side.BOTH: "Keep both texts"}
SHOWN = 300
"""Characters of a cell that the table of changes shows; a conflict shows all."""
MOST_REMARKS = 20


def show() -> None:
    here = session.current()
    page_heading("Work offline")
    finding(
        "Three steps: download, fill in, bring back",
        "Others may go on here meanwhile: you see every change before anything is imported.",
    )
    view = choose_assessment(here)
    if view is None:
        st.info("There is no assessment to take along yet. Open a round and start one on the Answer page.")
        return
    if view.assessment.status is not Status.DRAFT or not view.round.is_open(here.now.date()):
        st.warning("This assessment takes no answers now: the round is closed, or it was submitted.")
        return
    if not here.person.may(Permission.ANSWER, view.department.id):
        st.warning(
            f"You may not answer for {literal(view.department.name)}. Ask an administrator for the role."
        )
        return
    _take_along(here, view)
    _fill_in(view.framework)
    _bring_back(here, view)


def _take_along(here: Visit, view: AssessmentView) -> None:
    st.subheader("1. Download the workbook")
    which = st.radio("What is in it", [FILLED, EMPTY], horizontal=True)
    st.download_button(
        "Download the workbook",
        data=lambda: here.make(  # by whom and when is asked at the click
            offline.template, assessment_id=view.assessment.id, filled=which == FILLED
        ),
        file_name=f"assessment-{view.round.id}-{view.department.id}.xlsx",
        mime=SPREADSHEET,
        on_click="ignore",
    )


def _fill_in(framework: Framework) -> None:
    st.subheader("2. Fill it in where you are")
    items = "The items of checklists are on a sheet of their own. " if framework.counts.items else ""
    st.markdown(
        "In Excel or LibreOffice, without any network: a sheet a theme, with a level to choose and a cell for the "
        f"evidence. {items}Mail it on to whoever knows; each cell is looked at by itself when it comes back."
    )


def _bring_back(here: Visit, view: AssessmentView) -> None:
    st.subheader("3. Bring it back")
    place = f"offline:{view.assessment.id}"
    turn = int(st.session_state.get(f"{place}:turn", 0))
    own = f"{place}:file {turn}"
    file = st.file_uploader(
        "The workbook, filled in (.xlsx, at most 10 MB)",
        max_upload_size=10,
        key=own,
        on_change=lambda: st.session_state.pop(_outcome(place), None),
    )
    if file is None and st.session_state.get(own) is not None:
        # The browser still names a file that the server has lost, and would not send the same one again: a browser
        # tells a field of a file only where another is chosen. A new field can be given any.
        st.session_state[f"{place}:turn"], st.session_state[f"{place}:lost"] = turn + 1, True
        st.rerun()
    if file is None:
        if st.session_state.get(f"{place}:lost"):
            st.error(
                "The server was started again since you chose the file and no longer has it, so nothing was imported "
                "just now. Choose the file again: what is in the app already counts as unchanged."
            )
        return
    st.session_state.pop(f"{place}:lost", None)
    outcome = st.session_state.get(_outcome(place))
    if isinstance(outcome, list):
        _say_done(view, outcome)
        return
    if outcome:
        st.error(literal(outcome))
    data = file.getvalue()
    try:
        preview = here.make(offline.preview, assessment_id=view.assessment.id, data=data)
    except MaturityError as problem:
        st.error(literal(str(problem)))
        return
    _show(preview)
    if preview.brings_nothing:
        st.info("This workbook brings nothing new: there is nothing to import.")
    elif not preview.of(CellChange.NOT_UNDERSTOOD):
        in_place = _ask_whether_in_place(preview, place)
        choices = _choose(preview, place)
        st.button(
            "Import",
            type="primary",
            on_click=_import,
            args=(here, view, place, data, choices, preview.versions, in_place),
        )


def _show(preview: Preview) -> None:
    if strange := preview.of(CellChange.NOT_UNDERSTOOD):
        cells = "One cell is" if len(strange) == 1 else f"{len(strange)} cells are"
        st.error(
            f"{cells} not understood, so nothing can be imported yet. Mend what is listed here in the workbook, "
            "save it, and choose the file again."
        )
        table(
            ["Where", "What is wrong"],
            [
                [
                    f"{each.workbook.place}: “{preview.framework.by_id[each.statement_id].label}”",
                    each.workbook.problem,
                ]
                for each in strange
                if isinstance(each.workbook, NotUnderstood)
            ],
        )
    if preview.remarks:
        listed = [f"- {literal(remark)}" for remark in preview.remarks[:MOST_REMARKS]]
        if (more := len(preview.remarks) - MOST_REMARKS) > 0:
            listed.append(f"- … and {more} more.")
        st.warning("\n".join(["Not everything in this workbook comes in:", "", *listed]))
    st.subheader("What would change")
    table(["Cells", "Number"], [[kind.value, str(count)] for kind, count in preview.counts.items()])
    come = preview.of(CellChange.IN_WORKBOOK)
    if preview.of(CellChange.NOT_UNDERSTOOD):  # otherwise these are asked about one by one
        come = [*come, *preview.of(CellChange.IN_BOTH)]
    _changes(preview, "Comes in from the workbook", come)
    _changes(preview, "Stays as it was changed in the app", preview.of(CellChange.IN_APP))


def _changes(preview: Preview, heading: str, changed: Sequence[Difference]) -> None:
    if not changed:
        return
    st.markdown(f"**{heading}**")
    table(
        ["Part", "In the workbook", "In the app"],
        [
            [
                merge.cell_in_words(preview.framework, each),
                merge.words(preview.framework, each.statement_id, each.workbook, SHOWN),
                merge.words(preview.framework, each.statement_id, each.app, SHOWN)
                + _by(preview, each, "\nChanged "),
            ]
            for each in changed
        ],
    )


def _by(preview: Preview, difference: Difference, before: str) -> str:
    """By whom and when the app's side was changed, where it was."""
    changed = preview.changed.get(difference.key)
    return f"{before}by {changed.name}, {session.clock(changed.at)}" if changed else ""


def _ask_whether_in_place(preview: Preview, place: str) -> str | None:
    """Point out answers that changed places; gives where the session keeps that they stand where they belong."""
    if not preview.moved:
        return None
    st.warning(literal(offline.moved_in_words(preview.framework, preview.moved)))
    key = f"{place}:in place"
    st.checkbox("These answers stand where they belong", key=key)
    return key


def _choose(preview: Preview, place: str) -> dict[Key, str]:
    """Ask whose words to keep where both changed; gives where the session keeps each choice."""
    conflicts = preview.of(CellChange.IN_BOTH)
    if conflicts:
        st.subheader("Changed in both: which to keep?")
    asked = {}
    for each in conflicts:
        # A choice is about the words that were shown: when the app's change again, it is asked anew.
        version = preview.versions[each.statement_id]
        asked[each.key] = f"{place}:{each.statement_id}:{each.field}:{version}"
        with st.container(border=True):
            name = literal(merge.cell_in_words(preview.framework, each))
            st.markdown(f"**{name}**")
            _show_both(preview, each)
            st.radio(
                f"Which to keep: {name}",
                [side for side in SIDES if side is not Side.BOTH or merge.can_be_joined(each)],
                format_func=SIDES.__getitem__,
                index=None,
                horizontal=True,
                label_visibility="collapsed",
                key=asked[each.key],
            )
    return asked


def _show_both(preview: Preview, conflict: Difference) -> None:
    app = f"In the app{_by(preview, conflict, ', ')}"
    for column, whose, value in zip(
        st.columns(2), (app, "In the workbook"), (conflict.app, conflict.workbook), strict=True
    ):
        with column:
            st.markdown(f"{literal(whose)}:")
            st.markdown(literal(merge.words(preview.framework, conflict.statement_id, value)))


def _import(
    here: Visit,
    view: AssessmentView,
    place: str,
    data: bytes,
    asked: dict[Key, str],
    seen: Versions,
    in_place: str | None,
) -> None:
    """Import in a callback, which no rerun interrupts; what came of it is kept in the session."""
    chosen = {key: st.session_state.get(widget) for key, widget in asked.items()}
    came = attempt(
        lambda: here.write(
            offline.bring_in,
            assessment_id=view.assessment.id,
            data=data,
            choices={key: side for key, side in chosen.items() if side is not None},
            seen=seen,
            in_place=in_place is not None and st.session_state.get(in_place) is True,
        )
    )
    outcome = came.why if isinstance(came, NotSaved) else str(came) if isinstance(came, Stale) else came
    st.session_state[_outcome(place)] = outcome


def _say_done(view: AssessmentView, saved: list[str]) -> None:
    if not saved:
        st.info("Nothing was imported: the app's words were kept everywhere.")
        return
    labels = ", ".join(f"“{view.framework.by_id[each].label}”" for each in saved)
    st.success(f"Imported. Statements changed: {len(saved)} ({literal(labels)}).")


def _outcome(place: str) -> str:
    return f"{place}:outcome"
