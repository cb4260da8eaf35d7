"""Road map. A chief data officer comes to turn gaps into funded actions and to keep them on time; a board member, to
see where the department will be, when, at what cost, and what nobody has taken up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from maturity.assessment.people import Permission
from maturity.charts import costs as cost_chart
from maturity.charts import gaps as gap_chart
from maturity.charts import projection as projection_chart
from maturity.charts import time_line
from maturity.framework.model import Framework, Statement
from maturity.pages import visit
from maturity.pages.parts import action_form, notes, saving
from maturity.pages.parts.choosing import choose, choose_department, choose_round
from maturity.pages.parts.drafts import writing, written
from maturity.pages.parts.opening import to_begin
from maturity.pages.parts.pictures import picture
from maturity.pages.parts.tables import table
from maturity.pages.parts.words import literal
from maturity.pages.visit import Visit
from maturity.plan.action import Action, Origin, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.plan.words import due_in_words, rises_in_words
from maturity.roadmap.gaps import Gap
from maturity.scoring.compare import View
from maturity.services import administering, comparing, planning, road_maps
from maturity.services.road_maps import Outlook, RoadMap
from maturity.wording import counted, day, fixed, numbered, pounds

VIEWS = {View.SELF.value: "Its own answers", View.AUDITED.value: "With the auditor's findings"}
AGO = {"91": "A quarter ago", "182": "Half a year ago", "365": "A year ago"}
"""Days, and what they are called."""
NO_ACTION = "0"


def show() -> None:
    here = visit.current()
    st.title("Road map")
    rounds = [r for r in here.once(administering.every_round) if not r.published]
    if not rounds:
        way = to_begin(here, "Open a round and start an assessment on the Answer page: its gaps come here.")
        st.info(f"There is nothing to plan yet. {way}")
        return
    left, right = st.columns(2)
    with left:
        round_ = choose_round(rounds)
    names = {
        key: each.name
        for key, each in here.once(comparing.comparison, round_id=round_.id).departments.items()
    }
    if not names:
        st.info("No department that you may see is in this round. Open another round above.")
        return
    with right:
        department = choose_department(here, names)
    view = View(choose("Scored on", VIEWS, "view", kind="radio"))
    today = here.now.date()
    outlook = _outlook(here, round_.id, department, view, today)
    framework = outlook.road_map.comparison.framework
    st.header(literal(outlook.headline))
    saving.say(framework, names)
    _gaps(outlook.road_map)
    if here.person.may(Permission.PLAN, department):
        _one_gap(here, outlook.road_map, names, view)
        _profile(here, outlook.road_map)
    _actions(here, outlook.road_map, names, today)
    _projection(outlook, today)
    _costs(outlook)
    notes.sources(outlook.road_map.comparison)


def _outlook(here: Visit, round_id: str, department: str, view: View, today: date) -> Outlook:
    asked = st.query_params.get("ago")
    before = today - timedelta(days=int(asked if asked in AGO else next(iter(AGO))))
    return here.once(
        road_maps.outlook_of,
        round_id=round_id,
        department_id=department,
        today=today,
        before=before,
        view=view,
    )


def _gaps(plan: RoadMap) -> None:
    st.subheader("Gaps")
    if not plan.gaps:
        st.info("Every statement is at its target. Set a higher target below, or look at another department.")
        return
    st.markdown(f"Targets are for {day(plan.by)} unless they name another date.")
    framework = plan.comparison.framework
    picture(
        gap_chart.figure(gap_chart.points(framework, plan.gaps, plan.targets), ink=visit.ink()),
        key="gaps",
        alt="Every gap as a line from today's level to the target, by theme. The table below has the same in words.",
    )
    with st.expander("Every gap, and what is done about it", expanded=True):
        for theme in framework.themes:
            own = [gap for gap in plan.gaps if framework.theme_of[gap.statement.id].id == theme.id]
            if own:
                st.markdown(f"**{literal(theme.label)}**")
                table(
                    ["Statement", "Today", "Target", "Gap", "What is done about it"],
                    [_gap(plan, gap) for gap in own],
                )


def _gap(plan: RoadMap, gap: Gap) -> list[str]:
    scale = plan.comparison.framework.scale_of(gap.statement)
    return [
        gap.statement.label,
        numbered(gap.judgement.level, gap.judgement.words(scale)),
        _target(plan, gap.statement),
        "Find out" if gap.short is None else counted(gap.short, "level"),
        _done(plan, gap),
    ]


def _target(plan: RoadMap, statement: Statement) -> str:
    target = plan.targets.get(statement.id)
    if target is None:
        return "None"
    name = plan.comparison.framework.scale_of(statement).by_value[target.level].name
    when = "" if target.by == plan.by else f", by {day(target.by)}"
    return f"{numbered(target.level, name)}{when}"


def _done(plan: RoadMap, gap: Gap) -> str:
    work = [f"{action.title} ({action.status.words.lower()})" for action in plan.work_on(gap.statement.id)]
    if gap.accepted is not None:
        work.append(f"Accepted: {gap.accepted.reason}")
    return "; ".join(work) or "Nothing yet"


def _one_gap(here: Visit, plan: RoadMap, names: Mapping[str, str], view: View) -> None:
    """What may be done about one statement: an action, a reason for none, another target."""
    st.subheader("Work on a gap")
    framework = plan.comparison.framework
    gaps = {gap.statement.id: gap for gap in plan.gaps}
    options = {key: f"{gap.statement.label}: {_gap(plan, gap)[3].lower()}" for key, gap in gaps.items()}
    options |= {
        statement.id: f"{statement.label}: no gap"
        for statement in framework.statements
        if statement.id not in gaps
    }
    statement = framework.by_id[choose("Statement", options, "statement")]
    gap = gaps.get(statement.id)
    st.markdown(literal(statement.text))
    if gap is not None:
        if gap.next_step:
            st.markdown(f"Next step: {literal(gap.next_step)}")
        st.markdown(f"What is done about it: {literal(_done(plan, gap))}")
    action, accepted, target = st.tabs(["Plan an action", "Leave it open, with a reason", "Set the target"])
    with action:
        _new_action(here, plan, statement, names, view)
    with accepted:
        if gap is None:
            st.markdown("There is no gap here to leave open.")
        else:
            _accept(here, plan, statement, plan.accepted.get(statement.id))
    with target:
        _set_target(here, plan, statement)


def _new_action(
    here: Visit, plan: RoadMap, statement: Statement, names: Mapping[str, str], view: View
) -> None:
    suggested = here.once(
        road_maps.suggested_actions,
        round_id=plan.comparison.round.id,
        department_id=plan.department.id,
        view=view,
    )
    start = {gap.statement.id: action for gap, action in suggested}.get(statement.id)
    if start is None:
        start = Action(
            round_id=plan.comparison.round.id,
            title="",
            departments=(plan.department.id,),
            rises=_rise(plan, statement),
            origin=Origin.OWN,
        )
    else:
        st.markdown("Suggested from the framework's guidance; change it as you need.")
    action_form.say_raised_elsewhere(start, plan.comparison.framework, _others(plan))
    place = f"new {plan.comparison.round.id}/{plan.department.id}/{statement.id}/{view}"
    action_form.form(here, start, plan.comparison.framework, names, _others(plan), place)


def _rise(plan: RoadMap, statement: Statement) -> tuple[Rise, ...]:
    """To the target, where there is one that may be aimed at."""
    target = plan.targets.get(statement.id)
    lowest = plan.comparison.framework.scale_of(statement).lowest.value
    if target is None or target.level == lowest:
        return ()
    return (Rise(statement_id=statement.id, to=target.level),)


def _others(plan: RoadMap) -> dict[int, Action]:
    return {action.id: action for action in plan.actions} | dict(plan.waited_for)


def _accept(here: Visit, plan: RoadMap, statement: Statement, kept: AcceptedGap | None) -> None:
    place = _place(plan, statement)
    key = f"reason {place}"
    writing(
        "Why nothing is done about it",
        key=key,
        text=kept.reason if kept else "",
        version=kept.version if kept else 0,
        place=f"{here.person.id}/{place}/gap",
        on_change=lambda: _keep_accepted(here, plan, statement, kept, key),
        state="Not saved, and kept in this browser.",
        button="Save the reason" if kept else "Leave this gap open",
    )
    if kept is not None:
        told = f"{statement.label}: no longer left open"

        def undo(version: int) -> None:
            here.write(
                planning.reopen_gap,
                round_id=plan.comparison.round.id,
                department_id=plan.department.id,
                statement_id=statement.id,
                based_on=version,
            )

        _take_back("Work on it again", f"reopen {place}", undo, kept.version, told)


def _keep_accepted(
    here: Visit, plan: RoadMap, statement: Statement, kept: AcceptedGap | None, key: str
) -> None:
    said = written(key)
    if said is None:
        return
    reason = said.text

    def write(version: int) -> None:
        here.write(
            planning.accept_gap,
            round_id=plan.comparison.round.id,
            department_id=plan.department.id,
            gap=AcceptedGap(statement_id=statement.id, reason=reason, version=version),
        )

    based_on = said.version_to_save_on(kept.reason if kept else "", kept.version if kept else 0)
    saving.keep(write, based_on, f"{statement.label}: left open, with the reason", key)


def _take_back(label: str, key: str, undo: Callable[[int], None], based_on: int, told: str) -> None:
    st.button(label, key=key, on_click=saving.keep, args=(undo, based_on, told))


def _set_target(here: Visit, plan: RoadMap, statement: Statement) -> None:
    own = f"{_place(plan, statement)} {saving.turn()}"
    scale = plan.comparison.framework.scale_of(statement)
    chosen, target = plan.chosen.get(statement.id), plan.targets.get(statement.id)
    levels = list(scale.by_value)
    st.markdown("Chosen by the department." if chosen else "One level up, as the department has chosen none.")
    with st.form(f"target {own}", border=False):
        st.selectbox(
            "Target",
            levels,
            index=levels.index(target.level) if target else len(levels) - 1,
            format_func=lambda value: f"{value} {scale.by_value[value].name}",
            key=f"level {own}",
        )
        st.date_input(
            "By",
            target.by if target else plan.by,
            min_value=action_form.FIRST_DAY,
            max_value=action_form.LAST_DAY,
            format="DD/MM/YYYY",
            key=f"by {own}",
        )
        st.form_submit_button(
            "Set the target",
            on_click=_keep_target,
            args=(here, plan, statement, chosen.version if chosen else 0, own),
        )
    if chosen is not None:
        told = f"{statement.label}: one level up again"

        def undo(version: int) -> None:
            here.write(
                planning.clear_target,
                round_id=plan.comparison.round.id,
                department_id=plan.department.id,
                statement_id=statement.id,
                based_on=version,
            )

        _take_back("Aim one level up again", f"clear {own}", undo, chosen.version, told)


def _keep_target(here: Visit, plan: RoadMap, statement: Statement, based_on: int, own: str) -> None:
    level, by = st.session_state[f"level {own}"], st.session_state[f"by {own}"] or plan.by

    def write(version: int) -> None:
        here.write(
            planning.set_target,
            round_id=plan.comparison.round.id,
            department_id=plan.department.id,
            target=Target(statement_id=statement.id, level=level, by=by, version=version),
        )

    saving.keep(write, based_on, f"{statement.label}: the target")


def _place(plan: RoadMap, statement: Statement) -> str:
    return f"{plan.comparison.round.id}/{plan.department.id}/{statement.id}"


def _profile(here: Visit, plan: RoadMap) -> None:
    profiles = {each.id: each.label for each in plan.comparison.framework.target_profiles}
    if not profiles:
        return
    own = f"{plan.comparison.round.id}/{plan.department.id} {saving.turn()}"
    with st.expander("Set the targets of all statements at once"), st.form(f"profile {own}", border=False):
        st.selectbox("Profile", list(profiles), format_func=profiles.__getitem__, key=f"profile of {own}")
        st.date_input(
            "By",
            plan.by,
            min_value=action_form.FIRST_DAY,
            max_value=action_form.LAST_DAY,
            format="DD/MM/YYYY",
            key=f"profile by {own}",
        )
        st.markdown("It replaces the targets of the statements that it names, whatever they were.")
        st.form_submit_button("Take this profile", on_click=_take_profile, args=(here, plan, own))


def _take_profile(here: Visit, plan: RoadMap, own: str) -> None:
    profile, by = st.session_state[f"profile of {own}"], st.session_state[f"profile by {own}"]

    def write(_: int) -> None:
        here.write(
            planning.set_profile,
            round_id=plan.comparison.round.id,
            department_id=plan.department.id,
            profile_id=profile,
            by=by,
        )

    saving.keep(write, 0, "the targets of a profile")


def _actions(here: Visit, plan: RoadMap, names: Mapping[str, str], today: date) -> None:
    late = [action for action in plan.actions if action.is_late(today)]
    count = counted(len(plan.actions), "action")
    st.header(f"{count}, {len(late)} late" if plan.actions else "No actions yet")
    if not plan.actions:
        st.info("Work on a gap above to propose the first one.")
        return
    framework = plan.comparison.framework
    points = time_line.points(plan.actions, today)
    if points.bars:
        picture(
            time_line.figure(points, ink=visit.ink()),
            key="time line",
            alt="Actions as bars from start to due date, with today marked. The table below has the same in words.",
        )
    if points.undated:
        st.markdown("**Without a date**")
        waiting = [f"{title.rstrip('.')}: {why}" for title, why in points.undated]
        st.markdown("\n".join(f"- {literal(words)}" for words in waiting))
    with st.expander("Every action", expanded=True):
        table(
            ["Action", "Status", "Due", "Owner", "Raises", "One-off", "Yearly"],
            [_row(action, framework, today) for action in plan.actions],
        )
    options = {str(action.id): action.title for action in plan.actions}
    chosen = choose("Look at an action", {NO_ACTION: "None"} | options, "action")
    if chosen == NO_ACTION:
        return
    action = next(each for each in plan.actions if str(each.id) == chosen)
    with st.container(border=True, key="one-action"):
        st.subheader(literal(action.title))
        _one_action(here, plan, action, names, today, framework)


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
    ]


def _one_action(
    here: Visit,
    plan: RoadMap,
    action: Action,
    names: Mapping[str, str],
    today: date,
    framework: Framework,
) -> None:
    action_form.summary(action, framework, names, today)
    action_form.say_raised_elsewhere(action, framework, _others(plan))
    for first in action.depends_on:
        other = _others(plan).get(first)
        if other is not None:
            st.markdown(f"Action {first}, which it waits for: {literal(other.title)}")
    action_form.moves(here, action)
    if here.person.may(Permission.PLAN, action.lead):
        with st.expander("Change it"):
            action_form.change(here, action, framework, names, _others(plan))
    elif action.lead != plan.department.id:
        st.markdown("Another department leads it, and changes it.")
    seen = here.person.may(Permission.SEE_EVERY_ASSESSMENT) or any(
        here.person.may(Permission.SEE_OWN_ASSESSMENT, each) for each in action.departments
    )
    if seen:
        with st.expander("Its history"):
            action_form.history(here, action, framework, names)


def _projection(outlook: Outlook, today: date) -> None:
    now, earlier = outlook.now, outlook.earlier
    last = now.points[-1]
    st.header(
        literal(
            f"Projected: {_percent(now.assessed.score)} today, {_percent(last.score.score)} in "
            f"{last.quarter.words} if everything approved is delivered on time"
        )
    )
    ago = choose("Beside the plan as it stood", AGO, "ago", kind="radio")
    points = projection_chart.points(now, earlier)
    picture(
        projection_chart.figure(points, ink=visit.ink()),
        key="projection",
        alt="The score at the end of each quarter with its range, beside the earlier plan. The table has the figures.",
    )
    then = day(today - timedelta(days=int(ago)))
    st.markdown(
        f"The dashed line shows what the plan, as approved by {then}, would bring from today's levels. Where nobody "
        "knows a level, an action that raises it lifts the low end of the range. An action counts from its due date, "
        "or, where it is late, from today."
    )
    with st.expander("The same as a table"):
        titles = {action.id: action.title for action in outlook.road_map.actions}
        delivered = {
            point.label: "; ".join(titles[each] for each in quarter.delivered)
            for point, quarter in zip(points[1:], now.points, strict=True)
        }
        table(
            [
                "By the end of",
                "Score % (range), statements with a level",
                f"As planned on {then}",
                "Delivered",
            ],
            [
                [
                    point.label,
                    point.words,
                    _percent(point.earlier) if place else "As assessed",
                    delivered.get(point.label) or "Nothing",
                ]
                for place, point in enumerate(points)
            ],
        )
    if now.not_counted:
        idle = len(now.not_counted)
        with st.expander(f"{counted(idle, 'action moves', 'actions move')} no figure"):
            table(["Action", "Why"], [[each.action.title, each.why] for each in now.not_counted])


def _percent(value: float | None) -> str:
    return "No score" if value is None else f"{fixed(value)} %"


def _costs(outlook: Outlook) -> None:
    found = outlook.costs
    points = cost_chart.points(found)
    if not any(bar.total for bar in points):
        st.header("No cost is known yet")
        st.markdown("Approve an action with a cost, and its years come here.")
    else:
        st.header(literal(found.words))
        picture(
            cost_chart.figure(points, ink=visit.ink()),
            key="costs",
            alt="Costs of approved actions by financial year, once and running. The table has the figures.",
        )
        with st.expander("The same as a table"):
            table(
                ["Financial year", "Once", "Running costs", "Together"],
                [[bar.year, pounds(bar.one_off), pounds(bar.yearly), pounds(bar.total)] for bar in points],
            )
        st.markdown("Of what this department leads. Running costs begin in the month after delivery.")
    _missing("Not costed in full; what is known of them is counted", found.not_costed)
    _missing("Without a date, so in no year", found.no_date)


def _missing(words: str, actions: Sequence[Action]) -> None:
    if actions:
        st.markdown(literal(f"{words}: {', '.join(f'“{action.title}”' for action in actions)}."))
