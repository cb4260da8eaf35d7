"""Road map. A chief data officer comes to turn gaps into funded actions and to keep them on time; a board member, to
see where the department will be, when, at what cost, and what nobody has taken up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import streamlit as st

from maturity.assessment.people import Permission
from maturity.briefing import forecast, pictures, whose
from maturity.charts import time_line
from maturity.framework.model import Framework
from maturity.pages import session
from maturity.pages.parts import marks, method_note
from maturity.pages.parts.address_choice import choose
from maturity.pages.parts.chart import picture
from maturity.pages.parts.form import show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.part_choice import ShownPart, choose_part, say_part
from maturity.pages.parts.table import table
from maturity.pages.planning import action_form, conflict
from maturity.pages.planning.gap_table import show_gaps
from maturity.pages.planning.gap_work import show_profile_form, work_on_gap
from maturity.pages.planning.outlook import read_outlook, show_costs, show_projection
from maturity.pages.planning.plan_choice import choose_plan
from maturity.pages.planning.suggestions import propose_together
from maturity.pages.session import Visit
from maturity.plan.action import Action
from maturity.plan.words import due_in_words, rises_in_words
from maturity.scoring.compare import View
from maturity.services.road_maps import Outlook, RoadMap
from maturity.wording import counted, pounds, saving

VIEWS = {view.value: words for view, words in whose.WORDS.items()}
NO_ACTION = "0"
STYLE = Path(__file__).with_name("road_map.css")


def show() -> None:
    here = session.current()
    st.title("Road map")
    plan = choose_plan(
        here,
        nothing="There is nothing to plan yet.",
        way="Open a round and start an assessment on the Answer page: its gaps come here.",
    )
    if plan is None:
        return
    names, department = plan.names, plan.department
    view = View(choose("Scored on", VIEWS, "view", kind="radio"))
    today = here.now.date()
    outlook = read_outlook(here, plan.round.id, department, view, today)
    framework = outlook.road_map.comparison.framework
    st.html(STYLE)
    plans = outlook.road_map
    st.header(literal(forecast.gaps_served(plans.gaps, plans.served, plans.chosen)))
    _figures(outlook, today)
    conflict.show(framework, names)
    work, ahead = st.tabs(["Gaps and actions", "Projection and costs"])
    with work:
        part = choose_part(framework)
        _gaps(here, plans, names, view, today, part)
        _actions(here, plans, names, today, part)
    with ahead:
        show_projection(outlook, today)
        show_costs(outlook)
    method_note.show_sources(outlook.road_map.comparison)


def _figures(outlook: Outlook, today: date) -> None:
    """A few figures: what nobody has taken up, what is late, what it costs, what it saves, and where it leads."""
    plan = outlook.road_map
    late = sum(action.is_late(today) for action in plan.actions)
    to_do = counted(len(plan.gaps), "statement")
    figures = [
        (str(len(plan.gaps) - plan.served), f"of {to_do} to work on, without an approved action"),
        (str(late), f"late, of {counted(len(plan.actions), 'action')}"),
        (
            pounds(outlook.costs.one_off).capitalize(),
            f"once for what is approved; {pounds(outlook.costs.yearly)} a year",
        ),
        *forecast.saving_in_a_figure(outlook.costs),
        forecast.in_a_figure(plan.comparison, outlook.prospect),
    ]
    marks.show(marks.figures(figures), label="The road map in figures")


def _gaps(
    here: Visit, plan: RoadMap, names: Mapping[str, str], view: View, today: date, part: ShownPart
) -> None:
    shown = replace(plan, gaps=tuple(gap for gap in plan.gaps if part.of([gap.statement.id])))
    may_plan = here.person.may(Permission.PLAN, plan.department.id)
    if plan.gaps:
        st.subheader("The gaps, widest first")
        say_part(part, len(shown.gaps), len(plan.gaps), "gap")
        if shown.gaps:
            show_gaps(shown, today, may_plan=may_plan)
    else:
        st.info("Every statement is at its target. Set a higher target below, or look at another department.")
    if may_plan:
        propose_together(here, plan, view, part)
        with st.container(key="opened"):
            work_on_gap(here, plan, names, view, part)
        show_profile_form(here, plan, names)


def _actions(here: Visit, plan: RoadMap, names: Mapping[str, str], today: date, part: ShownPart) -> None:
    actions = [each for each in plan.actions if part.of([rise.statement_id for rise in each.rises])]
    late = [action for action in actions if action.is_late(today)]
    st.header(f"{counted(len(actions), 'action')}, {len(late)} late" if plan.actions else "No actions yet")
    show_outcome(action_form.DELETE)
    if not plan.actions:
        st.info("Work on a gap above to propose the first one.")
        return
    say_part(part, len(actions), len(plan.actions), "action")
    if actions:
        _list(actions, plan.comparison.framework, today)
    # One that is looked at stays, whatever part is shown: something may be typed into its form.
    kept = st.query_params.get("action")
    offered = [each for each in plan.actions if each in actions or str(each.id) == kept]
    options = {str(action.id): action.title for action in offered}
    chosen = choose("Look at an action", {NO_ACTION: "None"} | options, "action")
    if chosen == NO_ACTION:
        return
    action = next(each for each in offered if str(each.id) == chosen)
    with st.container(border=True, key="one-action"):
        st.subheader(literal(action.title))
        _one_action(here, plan, action, names, today, plan.comparison.framework)


def _list(actions: Sequence[Action], framework: Framework, today: date) -> None:
    """Actions in time, those without a date, and all that is known of each."""
    points = time_line.points(actions, today)
    if points.bars:
        picture(
            time_line.figure(points, look=session.chart_look()),
            key="time line",
            alt=pictures.time_line_in_words(actions, today),
            shown=points.bars,
        )
    if points.undated:
        st.markdown("**Without a date**")
        waiting = [f"{title.rstrip('.')}: {why}" for title, why in points.undated]
        st.markdown("\n".join(f"- {literal(words)}" for words in waiting))
    with st.expander("Every action", expanded=True):
        table(
            ["Action", "Status", "Due", "Owner", "Raises", "One-off", "Yearly", "Saves a year"],
            [_row(action, framework, today) for action in actions],
        )


def _row(action: Action, framework: Framework, today: date) -> list[str]:
    late = "▲ Late, " if action.is_late(today) else ""
    return [
        action.title,
        f"{late}{action.status.words.lower()}" if late else action.status.words,
        due_in_words(action),
        action.owner or "Nobody yet",
        rises_in_words(action, framework),
        pounds(action.one_off).capitalize(),
        pounds(action.yearly).capitalize(),
        saving(action.saving).capitalize(),
    ]


def _one_action(
    here: Visit,
    plan: RoadMap,
    action: Action,
    names: Mapping[str, str],
    today: date,
    framework: Framework,
) -> None:
    action_form.show_summary(action, framework, names, today)
    action_form.say_raised_elsewhere(action, framework, plan.known_actions)
    for first in action.depends_on:
        other = plan.known_actions.get(first)
        if other is not None:
            st.markdown(f"Action {first}, which it waits for: {literal(other.title)}")
    action_form.moves(here, action)
    if here.person.may(Permission.PLAN, action.lead):
        with st.expander("Change it"):
            action_form.show_change_form(here, action, framework, names, plan.known_actions)
    elif action.lead != plan.department.id:
        st.markdown("Another department leads it, and changes it.")
    conflict.show(framework, names, action_form.ACTION)
    seen = here.person.may(Permission.SEE_EVERY_ASSESSMENT) or any(
        here.person.may(Permission.SEE_OWN_ASSESSMENT, each) for each in action.departments
    )
    if seen:
        with st.expander("Its history"):
            action_form.show_action_history(here, action, names)
    if here.person.may(Permission.DELETE):
        action_form.show_delete_form(here, action)
