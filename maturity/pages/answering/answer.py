"""Answer. A colleague of the department comes to say where it stands, one statement at a time or all in one table."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from maturity.assessment import progress
from maturity.assessment.answer import NOT_ANSWERED
from maturity.assessment.people import Permission
from maturity.assessment.progress import Filter, is_answered, is_carried
from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.briefing.asked import part_in_words
from maturity.framework.model import Statement
from maturity.pages import session
from maturity.pages.administering.round_forms import show_department_form, show_round_form
from maturity.pages.answering import answer_context, look_again
from maturity.pages.answering.all_statements import show_table
from maturity.pages.answering.answer_card import PROGRESS, Card, draw, draw_date, draw_first, draw_more
from maturity.pages.answering.confirm_unchanged import offer_to_confirm
from maturity.pages.answering.group import offer_to_leave_out
from maturity.pages.answering.language import choose_language, in_language, in_links
from maturity.pages.answering.sent_back import tell_sent_back
from maturity.pages.answering.statement_list import link_of, next_open, place_among, show_list
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import (
    STATEMENT,
    choices_shown,
    choose_department,
    choose_round,
    put,
    say_not_here,
)
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.part_choice import ONLY, ShownPart, choose_part, say_part
from maturity.pages.reviewing.finding_card import FindingCard, draw_beside
from maturity.pages.session import Visit
from maturity.pages.shell.outage import patient
from maturity.scoring.compare import Comparison
from maturity.services import administering, answering, companions, comparing, reviewing
from maturity.services.assessment_view import AssessmentView
from maturity.services.companions import SaidElsewhere
from maturity.services.reviewing import Review
from maturity.wording import counted

SHOW, THEME = "show", "theme"
"""The address's keys for what the list shows, and for a theme to begin with where it names no statement."""
VIEW, AS_TABLE = "view", "table"
"""The address's key and value for all statements in one table."""
LEFT = (STATEMENT, look_again.FROM)
"""Keys of the address that another filter takes out of it: it begins with the first of what it shows."""
STYLE = Path(__file__).with_name("answer.css")


def show() -> None:
    here = session.current()
    rounds = [r for r in here.once(administering.every_round) if not r.published]
    if not rounds:
        st.title("Answer")
        st.markdown(
            "There is no round to answer in yet. Once one is open, departments answer its statements."
        )
        show_round_form(here)
        return
    left, right = st.columns(2)
    with left:
        round_ = choose_round(rounds, in_row=True)
    with right:
        chosen = _choose_department(here, round_)
    if chosen is None:
        st.title("Answer")
        if here.person.may(Permission.MANAGE_DEPARTMENTS):
            st.markdown("Now add your department.")
        else:
            st.markdown("No department that you may see is in this round.")
        show_department_form(here)
        return
    department, assessment = chosen
    if assessment is None:
        _start(here, round_, department)
    else:
        view = here.read(answering.assessment_view, assessment_id=assessment.id)
        _answer(here, in_language(here, view))
    if here.person.may(Permission.MANAGE_DEPARTMENTS) or here.person.may(Permission.MANAGE_ROUNDS):
        with st.expander("Add a department or open another round"):
            show_department_form(here)
            show_round_form(here)


def _start(here: Visit, round_: Round, department: Department) -> None:
    st.title("Answer")
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


@dataclass(frozen=True)
class Shown:
    """What of an assessment is shown: the statements that the list has, by id, and the one that is open."""

    ids: tuple[str, ...]
    current: str
    query: tuple[tuple[str, str | None], ...]  # what the links between them carry
    part: ShownPart
    filtered: Sequence[tuple[str, str]] = ()  # the other filter that is on, and its key in the address

    def among(self, statements: Sequence[Statement]) -> list[Statement]:
        return [each for each in statements if each.id in self.ids]


def _answer(here: Visit, view: AssessmentView) -> None:
    closed = view.assessment.status is not Status.DRAFT or not view.round.is_open(here.now.date())
    locked = closed or not here.person.may(Permission.ANSWER, view.department.id)
    found = here.read(reviewing.review, assessment_id=view.assessment.id)
    st.html(STYLE)
    if st.query_params.get(VIEW) == AS_TABLE:
        _all(here, view, found, locked)
        return
    with st.container(key="answer"):
        left, right = st.columns([1, 4])
        with left, st.container(key="statements"):
            if st.query_params.get(look_again.FROM) == look_again.CHECK:
                marks.show(marks.link_to("Back to what wants a look", look_again.address_of_check(view)))
            wanted = _choose_filter(here, view, found.challenged)
            part = choose_part(view.framework, LEFT)
            choose_language(here, view)
            shown = _shown(here, view, wanted, found, part)
            _progress(here, view.assessment.id, shown)
            if not locked:
                theme = view.framework.theme_of[shown.current]
                within = [each.id for each in theme.every_statement()]
                label = f"Confirm what is unchanged in {literal(theme.label)}"
                offer_to_confirm(here, view, within, theme.id, label)
                offer_to_leave_out(here, view, theme)
                if here.person.may(Permission.DELEGATE, view.department.id):
                    first = next(theme.every_statement())
                    answer_context.ask_for_theme(Card(here, view, first), theme)
        with right:
            if locked:
                _say_locked(here, view)
            tell_sent_back(here, view)
            statement = view.framework.by_id[shown.current]
            held = Card(here, view, statement, here.names(_named(view, found, statement)))
            held.seed()
            held.open()
            beside = FindingCard(here, found, statement, on=[held.fragment, PROGRESS])
            beside.seed()
            held.audited = beside.seen.answer_version if beside.seen.standing is not None else None
            benchmark = here.once(comparing.published_before, framework_id=view.framework.id)
            said = here.read(companions.said_elsewhere, assessment_id=view.assessment.id)
            elsewhere = said.get(statement.id, ())
            held.offers_evidence = not locked and bool(elsewhere)
            st.fragment(_card, key=held.fragment)(held, beside, benchmark, elsewhere, shown, locked)


def _all(here: Visit, view: AssessmentView, found: Review, locked: bool) -> None:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with right:
        wanted = _choose_filter(here, view, found.challenged)
        part = choose_part(view.framework, LEFT)
        choose_language(here, view)
    shown = _shown(here, view, wanted, found, part)
    listed = shown.among(view.framework.statements)
    with left:
        st.title(f"{counted(len(listed), 'statement')} in one table", anchor=False)
    marks.show(marks.link_to("One statement at a time", link_of(view, shown.current, dict(shown.query))))
    _say_filters(view, shown)
    if locked:
        _say_locked(here, view)
    tell_sent_back(here, view)
    offer_to_confirm(here, view, [each.id for each in listed], "table", "Confirm together what is unchanged")
    show_table(here, view, listed, locked=locked)


def _named(view: AssessmentView, found: Review, statement: Statement) -> list[str | None]:
    """Whom the card of a statement names: who was asked, and who found or replied."""
    given, finding = view.assignments.get(statement.id), found.findings.get(statement.id)
    return [
        given.person_id if given else None,
        *([finding.changed_by, finding.replied_by] if finding else []),
    ]


def _say_locked(here: Visit, view: AssessmentView) -> None:
    st.info(f"{_why_locked(here, view)} It can be read, not changed.", icon=":material/lock:")
    _say_where_open(here, view)
    if view.not_shown:
        st.info(
            "Statements that you review blind look unanswered here: what is said of them is shown to you once you have "
            "recorded what you find."
        )


def _say_where_open(here: Visit, view: AssessmentView) -> None:
    """A link to the round that is open, where this one is not: whoever came by an old one goes on there."""
    today = here.now.date()
    if view.round.is_open(today) or not here.person.may(Permission.ANSWER, view.department.id):
        return
    for each in here.once(administering.every_round):
        if each.is_open(today) and not each.published:
            there = marks.address("answer", round=each.id, department=view.department.id)
            marks.show(marks.link_to(f"Answer in {each.title}, which is open", there))


def _why_locked(here: Visit, view: AssessmentView) -> str:
    match view.assessment.status:
        case Status.SUBMITTED:
            return "Submitted: it waits for an auditor."
        case Status.IN_REVIEW:
            return "In review: an auditor is looking at it."
        case Status.AGREED:
            return "Agreed: an auditor has agreed it."
    if not view.round.is_open(here.now.date()):
        return f"Closed: {literal(view.round.title)} is not open."
    return "You may not answer for this department."


def _choose_filter(here: Visit, view: AssessmentView, challenged: Sequence[str]) -> Filter:
    answers = here.person.may(Permission.ANSWER, view.department.id)
    left_out = {Filter.MINE: not answers, Filter.CHALLENGED: not challenged}
    words = {each.value: each.value for each in Filter if not left_out.get(each)}
    words[Filter.ALL.value] = f"All {counted(len(view.framework.statements), 'statement')}"
    asked = st.query_params.get(SHOW)
    if asked is not None and asked not in words:
        say_not_here("Show", asked, "All are shown.")
    wanted = asked if asked in words else Filter.ALL.value
    st.session_state[SHOW] = wanted
    st.selectbox(
        "Show",
        list(words),
        format_func=words.__getitem__,
        key=SHOW,
        on_change=_filter,
        label_visibility="collapsed",
    )
    return Filter(wanted)


def _filter() -> None:
    if SHOW in st.session_state:  # see address_choice._remember
        put({SHOW: st.session_state[SHOW], **dict.fromkeys(LEFT)})


def _shown(here: Visit, view: AssessmentView, wanted: Filter, found: Review, part: ShownPart) -> Shown:
    """The statement of the address; or where this visitor was last, or what wants them first."""
    framework = view.framework
    of_part = [each for each in framework.statements if part.of([each.id])]
    like_that = progress.statements_chosen(
        framework, view.answers, view.assignments, wanted, here.person.id, found.challenged
    )
    let_through = [each for each in like_that if part.of([each.id])]
    filtered = wanted is not Filter.ALL
    if filtered and not let_through:
        among = f" of {literal(part.label)}" if part.key else ""
        st.markdown(f"No statement{among} is like that. All{among} are shown.")
        filtered, let_through = False, of_part
    asked, kept = st.query_params.get(STATEMENT), f"statement shown {view.assessment.id}"
    if asked not in framework.by_id:
        strange, asked = asked, _first(here, view, let_through, found.to_do, st.session_state.get(kept))
        if strange is None:
            choices_shown()[STATEMENT] = asked
        else:  # it stays in the address, or what is said of it would go with it
            say_not_here("Statement", strange, "The next one is shown.")
    st.session_state[kept] = asked
    from_check = st.query_params.get(look_again.FROM)
    query = (
        (SHOW, wanted.value if filtered else None),
        (ONLY, part.key),
        (look_again.FROM, from_check),
        *in_links(view).items(),
    )
    filters = [(wanted.value, SHOW)] if filtered else []
    return Shown(tuple(each.id for each in let_through), asked, query, part, filters)


def _say_filters(view: AssessmentView, shown: Shown) -> None:
    say_part(shown.part, len(shown.ids), len(view.framework.statements), also=shown.filtered)


def _first(
    here: Visit,
    view: AssessmentView,
    shown: Sequence[Statement],
    to_reply: Collection[str],
    last: str | None,
) -> str:
    theme = st.query_params.get(THEME)
    within = [each for each in shown if view.framework.theme_of[each.id].id == theme] or shown
    if last in {each.id for each in within}:
        return str(last)
    challenged = next((each for each in within if each.id in to_reply), None)
    following = challenged or progress.next_of(within, view.answers, view.assignments, here.person.id)
    return (following or within[0]).id


@patient
def _card(
    held: Card,
    beside: FindingCard,
    benchmark: Comparison | None,
    said: Sequence[SaidElsewhere],
    shown: Shown,
    locked: bool,
) -> None:
    with st.container(key=f"card-{held.statement.id}"):
        left, right = st.columns([2, 1])
        with left:
            first = draw(held, locked=locked)
            draw_date(held, locked=locked)
            answer_context.who_was_asked(held)
            draw_beside(beside, held.names, held.seen.version)
            with first:
                st.fragment(draw_first, key=held.first)(held, locked=locked)
            with st.container():  # of its own, so that it stays in sight (answer.css)
                _steps(held.visit, held.view, shown, locked)
        with right, st.container(key="beside"):
            answer_context.guidance(held)
            answer_context.said_elsewhere(held, said, locked=locked)
            answer_context.elsewhere(held, benchmark)
            more = st.expander("Links, contact and marks", key=held.more, on_change="rerun")
            if more.open:  # only what is looked at is worked out
                with more:
                    draw_more(held, locked=locked)
            around = st.expander("Who answers, and the history", key=held.around, on_change="rerun")
            if around.open:
                with around:
                    answer_context.delegation(held, locked=locked)
                    answer_context.show_answer_history(held, locked=locked)


@st.fragment(key=PROGRESS)
@patient
def _progress(here: Visit, assessment_id: int, shown: Shown) -> None:
    """How far it is, and the list; drawn anew when a save changes what is counted in it."""
    view = in_language(here, here.read(answering.assessment_view, assessment_id=assessment_id))
    statements = view.framework.statements
    answered = sum(is_answered(view.answers.get(each.id, NOT_ANSWERED)) for each in statements)
    carried = sum(map(is_carried, view.answers.values()))
    # Of none left, too: or the list would move under the pointer with the last that is confirmed.
    begun = carried or view.last is not None
    waits = f'<br>{carried} <span class="cell carried"></span> carried over' if begun else ""
    whole = len(view.framework.whole.statements)
    asked = f"<br>Asked: {part_in_words(len(statements), whole)}" if whole > len(statements) else ""
    st.html(f'<p class="answered"><b>{answered} of {len(statements)} answered.</b>{waits}{asked}</p>')
    kept = {key: value for key, value in shown.query if value and key != look_again.FROM}
    marks.show(marks.link_to("All in one table", marks.address("answer", view=AS_TABLE, **kept)))
    _say_filters(view, shown)
    show_list(here.person, view, shown.ids, shown.current, dict(shown.query))


def _steps(here: Visit, view: AssessmentView, shown: Shown, locked: bool) -> None:
    """Back, and on to what is next: links, so that they can be opened in a tab and the browser's Back undoes them.

    What is next never rests on the statement that is open, so a save of it draws nothing here.
    """
    listed = shown.among(view.framework.statements)
    place, query = place_among(listed, shown.current), dict(shown.query)
    steps: list[tuple[str, str]] = []
    if place > 0:
        steps.append(("Back", link_of(view, listed[place - 1].id, query)))
    following = listed[place + 1] if place + 1 < len(listed) else None
    to_look = look_again.next_to_look(view, shown.current, here.now.date())
    unanswered = None if locked else next_open(listed, view.answers, shown.current)
    if to_look is not None:
        steps.append((f"Next to look at: {to_look.label}", link_of(view, to_look.id, query)))
    elif query.get(look_again.FROM):
        steps.append(("Back to what wants a look", look_again.address_of_check(view)))
    elif unanswered is not None:
        steps.append((f"Next unanswered: {unanswered.label}", link_of(view, unanswered.id, query)))
    else:
        if following is not None:
            steps.append((f"Next: {following.label}", link_of(view, following.id, query)))
        elsewhere = None if locked else next_open(view.framework.statements, view.answers, shown.current)
        if elsewhere is not None and shown.part.key:
            everything = link_of(view, elsewhere.id, {**query, ONLY: None})
            steps.append((f"Next unanswered, of all: {elsewhere.label}", everything))
        elif not locked:
            steps.append(("Check and submit", look_again.address_of_check(view)))
    links = "".join(marks.link_to(words, address).text for words, address in steps)
    st.html(f'<nav class="steps" aria-label="Back and next">{links}</nav>')


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
    names = {key: each.name for key, each in departments.items()}
    chosen = choose_department(here, names, in_row=True)
    return departments[chosen], started.get(chosen)
