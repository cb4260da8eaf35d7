"""Home of a department: where it stands, what is to be done, and what has changed."""

from collections.abc import Iterable

import streamlit as st

from maturity.assessment import progress
from maturity.assessment.answer import NOT_ANSWERED
from maturity.assessment.people import Permission
from maturity.assessment.progress import Filter, is_carried
from maturity.assessment.round import Department, Round, Status
from maturity.briefing import movement, standing
from maturity.briefing.carried import carried_in_words
from maturity.briefing.shown_as import figure_words
from maturity.briefing.to_do import ToDo, after_submitting, to_do
from maturity.history.words import people_in, tell_runs
from maturity.pages import navigation
from maturity.pages.answering.confirm_unchanged import offer_to_confirm
from maturity.pages.answering.sent_back import challenges_to_do, tell_sent_back
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import round_titles
from maturity.pages.parts.heading import finding
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.marks import Html
from maturity.pages.session import Visit, clock
from maturity.scoring.bridge import Bridge
from maturity.scoring.compare import Comparison
from maturity.scoring.movement import LevelsMoved
from maturity.services import answering, comparing, portfolios, trends
from maturity.services.assessment_view import AssessmentView
from maturity.wording import counted, day

LATEST, READ = 5, 100
"""Lines of last changes, and the entries that they are made of at most."""
HIDDEN = Status.SUBMITTED, Status.IN_REVIEW, Status.AGREED


def show_department(here: Visit, round_: Round, department: Department, *, alone: bool) -> None:
    """One open round of a department; `alone` where there is no other."""
    closes = f"closes on {day(round_.closes)}" if round_.closes else "has no closing date"
    title = round_titles(here, [round_])[round_.id]
    finding(department.name if alone else f"{department.name}: {title}", f"{title} is open and {closes}.")
    started = here.once(answering.assessment_of, round_id=round_.id, department_id=department.id)
    if started is None:
        st.markdown("The assessment has not begun.")
        if st.button("Start the assessment", type="primary", key=f"start {round_.id}"):
            here_only = {"round": round_.id, "department": department.id}
            st.switch_page(navigation.page("answer"), query_params=here_only)
        return
    view = here.once(answering.assessment_view, assessment_id=started.id)
    compared = here.once(comparing.comparison, round_id=round_.id)
    challenged = challenges_to_do(here, view)
    tell_sent_back(here, view)
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True):
        _stands(view, compared)
    with right, st.container(border=True):
        _to_do(here, view, challenged)
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True):
        _among(view, compared)
        _latest(here, view)
    with right:
        _since(here, view)


def _place(view: AssessmentView) -> dict[str, str]:
    return {"round": view.round.id, "department": view.department.id}


def _stands(view: AssessmentView, compared: Comparison) -> None:
    """The score that is not yet there or is, with its squares; each opens its statement."""
    key, framework = view.department.id, view.framework
    st.header(literal(standing.you_stand(compared, key)))
    judged = {each.id: compared.judgement(key, each.id) for each in framework.statements}
    # What waits to be confirmed is shown as what it was, and marked: it counts as not answered, and is not empty.
    waits = {each: answer for each, answer in view.answers.items() if is_carried(answer)}
    if view.assessment.status is Status.DRAFT:
        judged |= waits
    page = "review" if view.assessment.status in HIDDEN else "answer"
    to = {each: marks.address(page, **_place(view), statement=each) for each in judged}
    beside = {
        each.theme: each.words if each.carried else f"{each.words} answered"
        for each in progress.by_theme(framework, view.answers)
    }
    kinds = marks.keys_of(framework, ((each, judged[each.id]) for each in framework.statements))
    marks.show(
        marks.quiet(
            f"{standing.known(compared.scores[key])} Each square is a statement; open one to go to it."
        ),
        marks.squares(framework, judged, to=to, beside=beside),
        marks.key_row(kinds, *([marks.CARRIED] if any(map(is_carried, judged.values())) else [])),
    )
    if words := carried_in_words(compared.carried_over_of([key])):
        st.caption(literal(words))


def _to_do(here: Visit, view: AssessmentView, challenged: dict[str, str]) -> None:
    st.header("To do")
    words, page, query = _next_step(view, next(iter(challenged), None), here.person.id)
    if st.button(words, type="primary", key=f"next {view.assessment.id}"):
        st.switch_page(navigation.page(page), query_params={**_place(view), **query})
    actions = here.once(portfolios.actions_of, round_id=view.round.id, department_id=view.department.id)
    today = here.now.date()
    approves = here.person.may(Permission.APPROVE_ACTIONS, view.department.id)
    found = after_submitting(actions, today, approves=approves)
    if view.assessment.status is Status.DRAFT:
        found = to_do(
            view.framework,
            view.answers,
            challenged=challenged,
            actions=actions,
            today=today,
            approves=approves,
        )
    marks.show(Html(f'<ul class="todo">{"".join(_line(view, each) for each in found)}</ul>'))
    every = [each.id for each in view.framework.statements]
    offer_to_confirm(here, view, every, "home", "Confirm together what is unchanged")
    _asked(here, view)


def _line(view: AssessmentView, each: ToDo) -> str:
    link = marks.link_to(each.words, marks.address(each.page, **_place(view), **each.query)).text
    more = f'<span class="quiet">{marks.html_of(each.more)}</span>' if each.more else ""
    return f"<li><span>{link}</span>{marks.tag(each.stands, attention=each.attention).text}{more}</li>"


def _asked(here: Visit, view: AssessmentView) -> None:
    """Who was asked for what and has not answered it all yet."""
    asked = progress.still_asked(view.assignments.values(), view.answers)
    if not asked or view.assessment.status is not Status.DRAFT:
        return
    st.markdown("**Asked of colleagues, and not answered yet**")
    names, lines = here.names(given.person_id for given, _ in asked), list[str]()
    for given, statement_ids in asked:
        label = view.framework.by_id[statement_ids[0]].label
        what = f"“{label}”" if len(statement_ids) == 1 else counted(len(statement_ids), "statement")
        late = " (late)" if given.is_late(here.now.date()) else ""
        due = f", by {day(given.due)}{late}" if given.due else ""
        note = f": {given.note}" if given.note else ""
        lines.append(f"{names.get(given.person_id, given.person_id)}: {what}{due}{note}")
    st.markdown("\n".join(_lines(lines)))


def _lines(sentences: Iterable[str]) -> list[str]:
    return [f"- {literal(each)}" for each in sentences]


def _next_step(
    view: AssessmentView, challenged: str | None, person_id: str
) -> tuple[str, str, dict[str, str]]:
    """The words of the one button, the page it leads to, and what to put in its address.

    What the person was asked to answer comes before what anybody could.
    """
    match view.assessment.status:
        case Status.SUBMITTED:
            return "Submitted: see the board pack", "pack", {}
        case Status.IN_REVIEW:
            return "In review: see what the auditor found", "review", {}
        case Status.AGREED:
            return "Agreed: see the board pack", "pack", {}
    if challenged is not None:
        label = view.framework.by_id[challenged].label
        return f"Next: reply on {literal(label)}", "answer", {"statement": challenged}
    mine = progress.statements_chosen(view.framework, view.answers, view.assignments, Filter.MINE, person_id)
    own = (each for each in mine if not progress.is_answered(view.answers.get(each.id, NOT_ANSWERED)))
    statement = next(own, None) or progress.next_unanswered(view.framework, view.answers)
    if statement is None:
        return "All answered: check and submit", "check", {}
    return f"Next: {literal(statement.label)}", "answer", {"statement": statement.id}


def _among(view: AssessmentView, compared: Comparison) -> None:
    """Where the department stands among the others that its reader may see."""
    key = view.department.id
    st.header(literal(standing.you_among(compared, key)))
    others, score = standing.others_of(compared, key), compared.scores[key]
    if others and key in compared.placed:
        figures = [each.score for each in others if each.score is not None]
        marks.show(
            marks.quiet(
                "You are the blue dot on your range. Each grey dot is a department that you may see."
            ),
            marks.range_bar(
                score.score, score.low, score.high, others=figures, as_shown=figure_words(compared.framework)
            ),
            marks.scale(figure_words(compared.framework)),
        )
    marks.show(marks.link_to("Compare departments", marks.address("compare", round=view.round.id)))


def _since(here: Visit, view: AssessmentView) -> None:
    """What became of the score since the round before, as far as that is known."""
    live, _ = here.once(trends.departments_over_time, until=view.round.id)
    earlier = [each for each in live if each.opens < view.round.opens]
    if not earlier:
        return
    before = earlier[-1]
    found = here.once(
        trends.bridge_between, start=before.id, end=view.round.id, department_id=view.department.id
    )
    query = {"department": view.department.id, "from": before.id, "to": view.round.id}
    what = marks.link_to("What changed", marks.address("over_time", **query))
    if isinstance(found, Bridge):
        with st.container(border=True):
            st.header(literal(movement.since(found, before.title)))
            marks.show(marks.sentences([movement.counts_behind(found), what]))
    elif found.unscored and (moved := _levels_since(here, before, view)):
        with st.container(border=True):
            st.header(f"Since {literal(before.title)}: {movement.levels_in_words(moved)}.")
            marks.show(marks.sentences([movement.knowing_in_words(moved), what]))


def _levels_since(here: Visit, before: Round, view: AssessmentView) -> list[LevelsMoved]:
    return here.once(
        trends.levels_between, start=before.id, end=view.round.id, department_id=view.department.id
    )


def _latest(here: Visit, view: AssessmentView) -> None:
    changes = here.once(answering.latest_changes, assessment_id=view.assessment.id, most=READ)
    names = here.names(people_in(changes))
    st.subheader("Last changes")
    said = [
        Html(f'<span class="quiet">{clock(run.last.at)}</span> {marks.html_of(f"{who} {run.done}")}')
        for run in tell_runs(changes, view.framework, names)[:LATEST]
        for who in [names.get(run.last.person, run.last.person)]
    ]
    marks.show(marks.sentences(said))


def show_what_was_asked(here: Visit) -> None:
    """What colleagues have asked of whoever is here, wherever it is."""
    given = here.own(answering.assigned_to_me)
    if not given:
        return
    st.header("Assigned to me")
    today = here.now.date()
    for assignment, view in given:
        statement = view.framework.by_id[assignment.statement_id]
        late = " (late)" if assignment.is_late(today) else ""
        due = f", due {day(assignment.due)}{late}" if assignment.due else ""
        note = f": {assignment.note}" if assignment.note else ""
        st.markdown(literal(f"{view.department.name}, {statement.label}{due}{note}"))
        if st.button("Answer it", key=f"assigned-{assignment.assessment_id}-{statement.id}"):
            query = {**_place(view), "statement": statement.id}
            st.switch_page(navigation.page("answer"), query_params=query)
