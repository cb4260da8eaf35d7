"""Review. An auditor comes to challenge what departments answered, and to agree; a department, to reply."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from maturity.assessment.finding import Standing
from maturity.assessment.people import Permission
from maturity.assessment.progress import is_carried
from maturity.assessment.round import Assessment, Move, Status
from maturity.errors import Stale
from maturity.framework.model import Framework, Statement
from maturity.pages import session
from maturity.pages.answering.sent_back import sent_back_in_words
from maturity.pages.parts.address_choice import (
    DEPARTMENT,
    choose,
    choose_any_department,
    choose_round,
    put,
    say_not_here,
)
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.reviewing.finding_card import COUNTS, FindingCard, draw
from maturity.pages.reviewing.papers import show_papers
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import settle, writing, written
from maturity.pages.session import Visit, clock
from maturity.pages.shell.outage import patient
from maturity.scoring.challenge import Item
from maturity.services import administering, challenging, frameworks, reviewing
from maturity.services.reviewing import Review, Waiting

EVERY, FIRST = "all", "first"
MOST_LOOKED_AT = 50
LOOK_FIRST = "look-first"
MOVES = {
    Status.SUBMITTED: [Move.BEGIN_REVIEW, Move.SEND_BACK],
    Status.IN_REVIEW: [Move.AGREE, Move.SEND_BACK],
    Status.AGREED: [Move.REOPEN],
}
BUTTONS = {
    Move.BEGIN_REVIEW: "Begin the review",
    Move.SEND_BACK: "Send it back to the department",
    Move.AGREE: "Agree the assessment",
    Move.REOPEN: "Open it again",
}
TROUBLE = "move trouble"
"""Where the session keeps why a move was refused, until that was said."""
STATEMENT = "statement"
"""The address's key for one statement alone, as on the Answer page."""


def show() -> None:
    here = session.current()
    st.title("Review")
    rounds = [r for r in here.once(administering.every_round) if not r.published]
    if not rounds:
        st.info("There is nothing to review yet. Open a round on the Answer page.")
        return
    left, right = st.columns(2)
    with left:
        round_ = choose_round(rounds)
    waiting = here.read(reviewing.queue, round_id=round_.id)
    if not waiting:
        st.info(
            "No assessment that you may see has been submitted in this round. It comes here once it is, "
            "or open another round above."
        )
        return
    with right:
        names = {each.department.id: each.department.name for each in waiting}
        chosen = choose_any_department(here, names)
    _queue(waiting)
    if here.person.may(Permission.REVIEW):
        with st.expander("Working papers, and reviewing blind"):
            show_papers(here, round_)
    first = here.once(challenging.challenges, round_id=round_.id, today=here.now.date()).items
    _look_first(first, waiting, here.once(frameworks.framework_of, round_id=round_.id))
    one = next(each for each in waiting if each.department.id == chosen)
    _review(
        here,
        one,
        here.names(),
        {item.statement_id: item for item in first if item.department_id == chosen},
    )


def _queue(waiting: list[Waiting]) -> None:
    to_do = sum(each.assessment.status is not Status.AGREED for each in waiting)
    said = f"{to_do} of {len(waiting)} still to be agreed" if to_do else f"All {len(waiting)} are agreed"
    if back := sum(each.sent_back is not None for each in waiting):
        said += f", {back} of them sent back to the department"
    with st.expander(f"The queue: {said}", expanded=len(waiting) > 1):
        table(
            ["Department", "Status", *(standing.value.capitalize() for standing in Standing)],
            [
                [
                    each.department.name,
                    "Sent back" if each.sent_back else each.assessment.status.words,
                    *(str(each.counts[standing]) for standing in Standing),
                ]
                for each in waiting
            ],
        )


def _look_first(first: Sequence[Item], waiting: list[Waiting], framework: Framework) -> None:
    """The heaviest reasons to look again, among what waits to be agreed; choosing one opens it."""
    names = {
        each.department.id: each.department.name
        for each in waiting
        if each.assessment.status not in (Status.AGREED, Status.DRAFT)
    }
    shown = [item for item in first if item.department_id in names]
    if not shown:
        return
    with st.expander(f"Where to look first: {len(shown)} answers give a reason to look again"):
        st.markdown(
            "The heaviest first; the weights are in the framework file. Choose a row to open its answer."
        )
        shown = shown[:MOST_LOOKED_AT]
        st.dataframe(
            {
                "Department": [names[item.department_id] for item in shown],
                "Statement": [framework.by_id[item.statement_id].label for item in shown],
                "Why": ["; ".join(reason.sentence for reason in item.reasons) for item in shown],
                "Weight": [item.weight for item in shown],
            },
            hide_index=True,
            width="stretch",
            selection_mode="single-row",
            on_select=partial(_open, shown),
            key=LOOK_FIRST,
        )


def _open(shown: list[Item]) -> None:
    for row in st.session_state[LOOK_FIRST].selection.rows:
        put({DEPARTMENT: shown[row].department_id, STATEMENT: shown[row].statement_id})


def _review(here: Visit, one: Waiting, names: dict[str, str], first: Mapping[str, Item]) -> None:
    status = "sent back" if one.sent_back else one.assessment.status.words.lower()
    st.header(literal(f"{one.department.name}: {status}"))
    if one.sent_back:
        st.warning(sent_back_in_words(one.sent_back, names))
    found = here.read(reviewing.review, assessment_id=one.assessment.id)
    _assurance(found.view.assessment, names)
    _counts(here, one.assessment.id)
    if here.person.may(Permission.REVIEW):
        _moves(here, found)
    elif one.assessment.status is Status.SUBMITTED:
        st.markdown("An auditor has not begun the review yet.")
    for statement in _choose_statements(found, first):
        held = FindingCard(here, found, statement)
        held.seed()
        st.fragment(_card, key=held.fragment)(held, names, first.get(statement.id))


@patient
def _card(held: FindingCard, names: dict[str, str], look: Item | None) -> None:
    with st.container(border=True, key=f"finding-{held.statement.id}"):
        draw(held, names)
        if look is not None:
            reasons = [f"- **{reason.kind}**: {literal(reason.sentence)}" for reason in look.reasons]
            st.markdown("\n".join(["Why to look at this:", *reasons]))


def _assurance(assessment: Assessment, names: dict[str, str]) -> None:
    if assessment.submitted_at is not None:
        who = names.get(assessment.submitted_by or "", "the department")
        st.markdown(f"Submitted by {literal(who)}, {clock(assessment.submitted_at)}, with this assurance:")
        st.markdown(f"> {literal(assessment.assurance)}")
    if assessment.agreed_at is not None:
        who = names.get(assessment.agreed_by or "", "an auditor")
        st.markdown(f"Agreed by {literal(who)}, {clock(assessment.agreed_at)}. It is locked.")


@st.fragment(key=COUNTS)
@patient
def _counts(here: Visit, assessment_id: int) -> None:
    found = here.read(reviewing.review, assessment_id=assessment_id)
    counts = found.counts
    st.markdown(f"**{', '.join(f'{counts[standing]} {standing.value}' for standing in counts)}**")
    if found.view.assessment.status is Status.IN_REVIEW and here.person.may(Permission.REVIEW):
        cards = [FindingCard(here, found, statement) for statement in found.view.framework.statements]
        begun = [held.statement.label for held in cards if held.begun]
        carried = sum(map(is_carried, found.view.answers.values()))
        _say_what_agreeing_means(counts[Standing.TO_CHECK], carried, begun)


def _moves(here: Visit, found: Review) -> None:
    assessment = found.view.assessment
    with st.container(horizontal=True):
        for move in MOVES.get(assessment.status, []):
            first = move is Move.BEGIN_REVIEW or (move is Move.AGREE and not found.counts[Standing.TO_CHECK])
            if not move.needs_reason:
                st.button(
                    BUTTONS[move],
                    type="primary" if first else "secondary",
                    key=f"move-{move.name}",
                    on_click=_make,
                    args=(here, assessment.id, move),
                )
                continue
            key = f"why-{move.name} {assessment.id}"
            with st.popover(BUTTONS[move]):
                writing(
                    f"Why it is {move.value}",
                    key=key,
                    text="",
                    version=0,
                    place=f"{here.person.id}/{assessment.id}/{move.name}",
                    on_change=partial(_make, here, assessment.id, move, key),
                    state="Not sent, and kept in this browser.",
                    button=BUTTONS[move],
                )
    if trouble := st.session_state.pop(TROUBLE, ""):  # below: above them it would close what is open
        st.error(literal(trouble))


def _say_what_agreeing_means(unchecked: int, carried: int, begun: Sequence[str]) -> None:
    words = "Agreeing locks the assessment and shows it to everybody who may see agreed ones."
    if unchecked:
        words += f" {unchecked} statements have no finding: their answers would stand as they are."
    st.markdown(words)
    if carried:
        words = "1 answer is" if carried == 1 else f"{carried} answers are"
        st.warning(f"{words} carried over and never confirmed: agreeing lets them stand as they are.")
    if begun:
        st.warning(literal(f"You began a finding that is not recorded: {', '.join(begun)}."))


def _make(here: Visit, assessment_id: int, move: Move, key: str = "") -> None:
    """In a callback: move an assessment, with the reason written in the area of that key."""
    said = written(key)
    why = said.text if said else ""
    match attempt(
        lambda: here.write(reviewing.move_assessment, assessment_id=assessment_id, move=move, why=why)
    ):
        case NotSaved(trouble) | Stale(args=(trouble,)):
            st.session_state[TROUBLE] = trouble
        case _:
            settle(key)


def _choose_statements(found: Review, first: Mapping[str, Item]) -> list[Statement]:
    """The statement of the address alone, or a theme's by where they stand, or those to look at first."""
    framework = found.view.framework
    asked = st.query_params.get(STATEMENT)
    if asked in framework.by_id:
        if st.button("Show all statements"):
            del st.query_params[STATEMENT]
            st.rerun()
        return [framework.by_id[asked]]
    if asked is not None:
        say_not_here("Statement", asked, "All are shown.")
    themes = {EVERY: "All themes", **{theme.id: theme.label for theme in framework.themes}}
    theme = choose("Theme", themes, "theme", "radio")
    kinds = {EVERY: "All", **{each.value: each.value.capitalize() for each in Standing}}
    if first:
        kinds[FIRST] = f"Where to look first ({len(first)})"
    wanted = choose("Show", kinds, "show", "radio")
    shown = [
        statement
        for statement in framework.statements
        if theme in (EVERY, framework.theme_of[statement.id].id)
        and wanted in (EVERY, found.standing(statement.id))
    ]
    if wanted == FIRST:
        shown = [framework.by_id[key] for key in first if theme in (EVERY, framework.theme_of[key].id)]
    if not shown:
        st.markdown("No statement stands there.")
    return shown
