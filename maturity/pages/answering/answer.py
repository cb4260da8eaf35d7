"""Answer. A colleague of the department comes to say where it stands on each statement, a few at a time."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from maturity.assessment import progress
from maturity.assessment.answer import NOT_ANSWERED
from maturity.assessment.people import Permission, Person
from maturity.assessment.progress import Filter, is_carried
from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.framework.model import Statement
from maturity.pages import session
from maturity.pages.administering.round_forms import show_department_form, show_round_form
from maturity.pages.answering import answer_context, look_again
from maturity.pages.answering.answer_card import HISTORY, PROGRESS, Card, draw, draw_first, draw_more
from maturity.pages.answering.sent_back import tell_sent_back
from maturity.pages.parts.address_choice import choose, choose_department, choose_round, put, say_not_here
from maturity.pages.parts.form import do, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.reviewing.finding_card import FindingCard, draw_beside
from maturity.pages.session import Visit
from maturity.pages.shell.outage import patient
from maturity.scoring.compare import Comparison
from maturity.services import administering, answering, comparing, reviewing
from maturity.services.assessment_view import AssessmentView
from maturity.wording import counted

STATEMENT = "statement"
"""The address's key for one statement alone: …/answer?statement=… can be mailed to a colleague."""


def show() -> None:
    here = session.current()
    st.title("Answer")
    rounds = [r for r in here.once(administering.every_round) if not r.published]
    if not rounds:
        st.markdown(
            "There is no round to answer in yet. Once one is open, departments answer its statements."
        )
        show_round_form(here)
        return
    left, right = st.columns(2)
    with left:
        round_ = choose_round(rounds)
    with right:
        chosen = _choose_department(here, round_)
    if chosen is None:
        if here.person.may(Permission.MANAGE_DEPARTMENTS):
            st.markdown("Now add your department.")
        else:
            st.markdown("No department that you may see is in this round.")
        show_department_form(here)
        return
    if here.person.may(Permission.MANAGE_DEPARTMENTS) or here.person.may(Permission.MANAGE_ROUNDS):
        with st.expander("Add a department or open another round"):
            show_department_form(here)
            show_round_form(here)
    department, assessment = chosen
    if assessment is None:
        _start(here, round_, department)
    else:
        _answer(here, here.read(answering.assessment_view, assessment_id=assessment.id))


def _start(here: Visit, round_: Round, department: Department) -> None:
    st.markdown(f"{literal(department.name)} has not begun its assessment in this round.")
    last = here.read(answering.last_round_of, round_id=round_.id, department_id=department.id)
    ways = {"Start the assessment": False}
    if last is not None:
        ways = {f"Start from {literal(last.title)}": True, "Start afresh": False}
        st.markdown("Answers carried over are marked until you confirm or change them.")
    with st.container(horizontal=True):
        for place, (words, carry_over) in enumerate(ways.items()):
            if st.button(words, type="secondary" if place else "primary"):
                here.write(
                    answering.start_assessment,
                    round_id=round_.id,
                    department_id=department.id,
                    carry_over=carry_over,
                )
                st.rerun()


def _answer(here: Visit, view: AssessmentView) -> None:
    closed = view.assessment.status is not Status.DRAFT or not view.round.is_open(here.now.date())
    locked = closed or not here.person.may(Permission.ANSWER, view.department.id)
    if locked:
        st.warning(f"This assessment can be read but not changed: {literal(_why_locked(here, view))}.")
    tell_sent_back(here, view)
    found = here.read(reviewing.review, assessment_id=view.assessment.id)
    _progress(here, view.assessment.id)
    people = here.once(administering.every_person)
    benchmark = here.once(comparing.benchmark_for, framework_id=view.framework.id)
    names = here.names()  # read with the page: a card is drawn again while the database is away, too
    for statement in _choose_statements(here, view, people, locked, found.challenged):
        held = Card(here, view, statement, names)
        held.seed()
        beside = FindingCard(here, found, statement, on=[held.fragment, PROGRESS])
        beside.seed()
        held.audited = beside.seen.answer_version if beside.seen.standing is not None else None
        st.fragment(_card, key=held.fragment)(held, beside, benchmark, people, locked)


def _why_locked(here: Visit, view: AssessmentView) -> str:
    match view.assessment.status:
        case Status.SUBMITTED:
            return "it was submitted, and waits for an auditor"
        case Status.IN_REVIEW:
            return "an auditor has it in review"
        case Status.AGREED:
            return "it is agreed"
    if not view.round.is_open(here.now.date()):
        return f"{view.round.title} is not open"
    return "you may not answer for this department"


@patient
def _card(
    held: Card, beside: FindingCard, benchmark: Comparison | None, people: list[Person], locked: bool
) -> None:
    with st.container(border=True, key=f"card-{held.statement.id}"):
        first = draw(held, locked=locked)
        answer_context.who_was_asked(held, people)
        draw_beside(beside, held.names, held.seen.version)
        parts: dict[str, Callable[[], None]] = {
            "Guidance": lambda: answer_context.guidance(held),
            "Published": lambda: answer_context.published(held, benchmark),
            "Last round": lambda: answer_context.last_round(held),
            "Links, dates and flags": lambda: draw_more(held, locked=locked),
            "Who answers": lambda: answer_context.delegation(held, people, locked=locked),
            HISTORY: lambda: answer_context.show_answer_history(held, locked=locked),
        }
        tabs = st.tabs(list(parts), key=held.tabs, on_change="rerun")
        for tab, part in zip(tabs, parts.values(), strict=True):
            if tab.open:  # only what is looked at is worked out
                with tab:
                    part()
        with first:
            st.fragment(draw_first, key=held.first)(held, locked=locked)


def _choose_statements(
    here: Visit, view: AssessmentView, people: list[Person], locked: bool, challenged: Sequence[str]
) -> Sequence[Statement]:
    """The statements to show: the one of the address alone, or a theme's, or those that a filter lets through."""
    asked = st.query_params.get(STATEMENT)
    if asked in view.framework.by_id:
        _around(here, view, asked)
        return [view.framework.by_id[asked]]
    if asked is not None:
        say_not_here("Statement", asked, "All of a theme are shown.")
    themes = {theme.id: theme for theme in view.framework.themes}
    chosen = choose("Theme", {key: theme.label for key, theme in themes.items()}, "theme", "radio")
    answers = here.person.may(Permission.ANSWER, view.department.id)
    left_out = {Filter.MINE: not answers, Filter.CHALLENGED: not challenged}
    filters = [each.value for each in Filter if not left_out.get(each)]
    wanted = Filter(choose("Show", {each: each for each in filters}, "show", "radio"))
    statements = list(themes[chosen].every_statement())
    let_through = progress.statements_chosen(
        view.framework, view.answers, view.assignments, wanted, here.person.id, challenged
    )
    shown = [statement for statement in statements if statement in let_through]
    elsewhere = len(let_through) - len(shown)
    if wanted is not Filter.ALL:
        st.markdown(f"{len(shown)} here; {elsewhere} in the other themes.")
    _next(here, view, None)
    if not locked:
        _confirm(here, view, chosen)
    if not locked and here.person.may(Permission.DELEGATE, view.department.id):
        answer_context.ask_for_theme(Card(here, view, statements[0]), themes[chosen], people)
    return shown


def _confirm(here: Visit, view: AssessmentView, theme_id: str) -> None:
    """Confirm together what a theme carries over unchanged, beside what is not the same any more."""
    theme = next(each for each in view.framework.themes if each.id == theme_id)
    asked = [statement.id for statement in theme.every_statement()]
    where = f"confirm {view.assessment.id} {theme_id}"
    show_outcome(where)
    if view.last is None or not any(is_carried(view.answers.get(each, NOT_ANSWERED)) for each in asked):
        return
    found = here.read(answering.since_last, assessment_id=view.assessment.id, statement_ids=asked)
    if found is None:
        return
    many, since = len(found.unchanged), literal(view.last.round.title)
    with st.expander(
        f"{many} of {len(asked)} answers here are just as in {since}, and nobody has confirmed them"
    ):
        if found.changed:
            lines = [
                f"- {literal(f'{view.framework.by_id[each].label}: {words}')}"
                for each, words in found.changed.items()
            ]
            st.markdown("\n".join([f"Not the same as in {since}, and left as they are:", *lines]))
        unchanged = ", ".join(view.framework.by_id[each].label for each in found.unchanged)
        if found.unchanged:
            st.markdown(literal(f"Unchanged: {unchanged}."))
            if st.button(f"Confirm all {many} that are unchanged since {since}"):
                confirm = partial(
                    here.write,
                    answering.confirm_unchanged,
                    assessment_id=view.assessment.id,
                    statement_ids=asked,
                )
                do(where, confirm, lambda confirmed: f"{counted(len(confirmed), 'answer')} confirmed.")


def _around(here: Visit, view: AssessmentView, statement_id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        look_again.way_back(view)
        if (following := look_again.next_to_look(view, statement_id, here.now.date())) is not None:
            st.button(f"Next to look at: {literal(following.label)}", on_click=_go_to, args=(following.id,))
        if st.button("Show the whole theme"):
            put({"theme": view.framework.theme_of[statement_id].id, STATEMENT: None, look_again.FROM: None})
            st.rerun()
        _next(here, view, statement_id)


def _next(here: Visit, view: AssessmentView, after: str | None) -> None:
    if not here.person.may(Permission.ANSWER, view.department.id):
        return
    statement = progress.next_unanswered(view.framework, view.answers, after)
    if statement is not None and statement.id != after:
        st.button("Next unanswered", on_click=_go_to, args=(statement.id,))


def _go_to(statement_id: str) -> None:
    st.query_params[STATEMENT] = statement_id


@st.fragment(key=PROGRESS)
@patient
def _progress(here: Visit, assessment_id: int) -> None:
    view = here.read(answering.assessment_view, assessment_id=assessment_id)
    themes = progress.by_theme(view.framework, view.answers)
    for column, theme in zip(st.columns(len(themes)), themes, strict=True):
        with column:
            words = f"{literal(theme.label)}: {theme.words}"
            st.progress(theme.answered / theme.statements, text=words)


def _choose_department(here: Visit, round_: Round) -> tuple[Department, Assessment | None] | None:
    started = {
        department.id: assessment
        for assessment, department in here.read(answering.assessments_to_answer, round_id=round_.id)
    }
    departments = {
        each.id: each
        for each in here.once(administering.every_department)
        if each.id in started or here.person.may(Permission.START_ASSESSMENT, each.id)
    }
    if not departments:
        return None
    chosen = choose_department(here, {key: each.name for key, each in departments.items()})
    return departments[chosen], started.get(chosen)
