"""Home. Somebody of a department comes to see how far it is, who did what last, and what to do next."""

from collections.abc import Iterable

import streamlit as st

from maturity.assessment import progress
from maturity.assessment.answer import NOT_ANSWERED
from maturity.assessment.people import Permission
from maturity.assessment.progress import Filter
from maturity.assessment.round import Department, Round, Status
from maturity.history.words import tell_runs
from maturity.pages import navigation, session
from maturity.pages.answering.sent_back import challenges_to_do, tell_sent_back
from maturity.pages.parts.address_choice import choose_department, choose_round
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit, clock
from maturity.services import administering, answering, frameworks, reviewing, trends
from maturity.services.assessment_view import AssessmentView
from maturity.wording import counted, day

LATEST, READ = 5, 100
"""Lines of last changes, and the entries that they are made of at most."""
READING = {
    "Compare departments": "compare",
    "See what changed over time": "over_time",
    "Make a board pack": "pack",
}


def show() -> None:
    here = session.current()
    st.title("Data maturity")
    rounds = here.once(administering.every_round)
    readable = here.once(frameworks.readable_rounds)
    live = [round_ for round_ in readable if round_.is_open(here.now.date())]
    own = [
        department
        for department in here.once(administering.every_department)
        if here.person.may(Permission.SEE_OWN_ASSESSMENT, department.id)
    ]
    if live and own:
        names = {department.id: department.name for department in own}
        round_ = choose_round(live) if len(live) > 1 else live[0]
        chosen = choose_department(here, names) if len(names) > 1 else own[0].id
        _department(here, round_, next(each for each in own if each.id == chosen))
        _assigned(here)
    elif here.person.may(Permission.MANAGE_ROUNDS):
        _begin()
    elif own:
        st.header("No round is open")
        st.markdown("An administrator opens one. You then answer for your department here.")
    elif not here.person.may(Permission.REVIEW):
        _read(here, rounds)
    _to_review(here, readable)
    _rounds(rounds)
    if len(readable) < len(rounds):
        st.warning(literal("\n\n".join(here.once(frameworks.troubles))))


def _begin() -> None:
    st.header("How to begin")
    st.markdown(
        "1. Open a round, and add your department.\n"
        "2. Answer the statements one by one; every answer is saved at once.\n"
        "3. Check, submit, and take the board pack to your board."
    )
    if st.button("Begin", type="primary"):
        st.switch_page(navigation.page("answer"))


def _read(here: Visit, rounds: list[Round]) -> None:
    st.header("What you can read")
    live, _ = here.once(trends.departments_over_time)
    titles = [f"“{round_.title}”" for round_ in rounds if round_.published or round_ in live]
    if titles:
        st.markdown(literal(f"Departments can be compared in {' and '.join(titles)}."))
    else:
        st.markdown(
            "Nothing yet. An assessment comes here once the department and the auditor have agreed it."
        )


def _department(here: Visit, round_: Round, department: Department) -> None:
    closes = f"closes on {day(round_.closes)}" if round_.closes else "has no closing date"
    st.header(literal(department.name))
    st.markdown(f"{literal(round_.title)} is open and {closes}.")
    started = here.once(answering.assessment_of, round_id=round_.id, department_id=department.id)
    here_only = {"round": round_.id, "department": department.id}
    if started is None:
        st.markdown("The assessment has not begun.")
        if st.button("Start the assessment", type="primary"):
            st.switch_page(navigation.page("answer"), query_params=here_only)
        return
    view = here.once(answering.assessment_view, assessment_id=started.id)
    tell_sent_back(here, view)
    challenged = challenges_to_do(here, view)
    _progress(view)
    if challenged:
        st.markdown("\n".join(["**To do: the auditor's challenges**", *_lines(challenged.values())]))
    words, page, query = _next_step(view, next(iter(challenged), None), here.person.id)
    if st.button(words, type="primary"):
        st.switch_page(navigation.page(page), query_params={**here_only, **query})
    _asked(here, view)
    _latest(here, view)


def _asked(here: Visit, view: AssessmentView) -> None:
    """Who was asked for what and has not answered it all yet."""
    asked = progress.still_asked(view.assignments.values(), view.answers)
    if not asked or view.assessment.status is not Status.DRAFT:
        return
    st.markdown("**Asked of colleagues, and not answered yet**")
    names, lines = here.names(), []
    for given, statement_ids in asked:
        label = view.framework.by_id[statement_ids[0]].label
        what = f"“{label}”" if len(statement_ids) == 1 else counted(len(statement_ids), "statement")
        late = " (late)" if given.is_late(here.now.date()) else ""
        due = f", by {day(given.due)}{late}" if given.due else ""
        note = f": {given.note}" if given.note else ""
        lines.append(f"{names.get(given.person_id, given.person_id)}: {what}{due}{note}")
    st.markdown("\n".join(_lines(lines)))


def _progress(view: AssessmentView) -> None:
    for theme in progress.by_theme(view.framework, view.answers):
        words = f"{literal(theme.label)}: {theme.words}"
        st.progress(theme.answered / theme.statements, text=words)


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


def _latest(here: Visit, view: AssessmentView) -> None:
    changes = here.once(answering.latest_changes, assessment_id=view.assessment.id, most=READ)
    names = here.names()
    st.header("Last changes")
    for run in tell_runs(changes, view.framework, names)[:LATEST]:
        who = names.get(run.last.person, run.last.person)
        st.markdown(f"{clock(run.last.at)}: {literal(f'{who} {run.done}')}")


def _assigned(here: Visit) -> None:
    given = here.once(answering.assigned_to_me)
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
            query = {
                "round": view.round.id,
                "department": view.department.id,
                "statement": statement.id,
            }
            st.switch_page(navigation.page("answer"), query_params=query)


def _to_review(here: Visit, rounds: list[Round]) -> None:
    """What waits for an auditor, in the newest round where anything does."""
    if not here.person.may(Permission.REVIEW):
        return
    for round_ in (each for each in rounds if not each.published):
        waiting = here.once(reviewing.queue, round_id=round_.id)
        open_ones = [
            each for each in waiting if each.assessment.status in (Status.SUBMITTED, Status.IN_REVIEW)
        ]
        if open_ones:
            st.header("To review")
            many = "assessment waits" if len(open_ones) == 1 else "assessments wait"
            st.markdown(f"{literal(round_.title)}: {len(open_ones)} {many} for you.")
            if st.button(f"Review {literal(open_ones[0].department.name)}"):
                query = {"round": round_.id, "department": open_ones[0].department.id}
                st.switch_page(navigation.page("review"), query_params=query)
            return


def _rounds(rounds: list[Round]) -> None:
    if not rounds:
        return
    st.header("Rounds")
    rows = []
    for round_ in rounds:
        closes = day(round_.closes) if round_.closes else "No date set"
        kind = "Published findings" if round_.published else "Departments' own answers"
        rows.append([round_.title, kind, day(round_.opens), "Published" if round_.published else closes])
    table(["Round", "Kind", "Opened", "Closes"], rows)
    with st.container(horizontal=True):
        for words, page in READING.items():
            if st.button(words):
                st.switch_page(navigation.page(page))
