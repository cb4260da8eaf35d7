"""Road map, one gap: somebody of the department comes to plan an action for it, leave it open, or set the target."""

from collections.abc import Callable, Mapping

import streamlit as st

from maturity.briefing.checklists import in_the_way, way_to
from maturity.framework.model import Statement
from maturity.pages.parts.address_choice import STATEMENT, choose, put
from maturity.pages.parts.date_field import any_date
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.part_choice import ShownPart
from maturity.pages.planning import action_form, conflict
from maturity.pages.saving.fields import writing, written
from maturity.pages.session import Visit
from maturity.plan.action import Action, ActionOrigin, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.plan.words import NO_TARGET
from maturity.roadmap.gaps import Gap
from maturity.scoring.compare import View
from maturity.services import comparing, planning, road_maps
from maturity.services.road_maps import RoadMap
from maturity.wording import counted

PROFILE = "a profile"
"""Where on the page it is told what came of one."""
NOTHING = "Nothing yet"
WORK, ACCEPT = "work", "accept"
"""The address's key and value for a gap that is opened to be left open, with a reason."""
PARTS = ["Plan an action", "Leave it open, with a reason", "Set the target"]


def work_on_gap(here: Visit, plan: RoadMap, names: Mapping[str, str], view: View, part: ShownPart) -> None:
    """What may be done about one statement: an action, a reason for none, another target. The statement that is worked
    on is offered whatever part is shown: something may be typed into its form.
    """
    st.subheader("Work on a gap")
    framework = plan.comparison.framework
    gaps = {gap.statement.id: gap for gap in plan.gaps}
    kept = st.query_params.get(STATEMENT) or st.session_state.get(STATEMENT)
    options = {key: f"{gap.statement.label}: {size_in_words(gap).lower()}" for key, gap in gaps.items()}
    options |= {each.id: f"{each.label}: no gap" for each in framework.statements if each.id not in gaps}
    options = {key: words for key, words in options.items() if part.of([key]) or key == kept}
    statement = framework.by_id[choose("Statement", options, STATEMENT)]
    gap = gaps.get(statement.id)
    st.markdown(literal(statement.text))
    if gap is not None:
        if gap.next_step:
            st.markdown(f"Next step: {literal(gap.next_step)}")
        _say_items(here, plan, gap)
        st.markdown(f"What is done about it: {literal(done_about(plan, gap))}")
    first = PARTS[st.query_params.get(WORK) == ACCEPT]
    action, accepted, target = st.tabs(PARTS, default=first, key=f"work {first} {_place(plan, statement)}")
    with action:
        _new_action(here, plan, statement, names, view)
    with accepted:
        if gap is None:
            st.markdown("There is no gap here to leave open.")
        else:
            _accept(here, plan, statement, plan.accepted.get(statement.id))
    with target:
        _set_target(here, plan, statement)
    if conflict.show(framework, names, action_form.GAP):
        _offer_next(plan, statement, part)


def aimed_at(plan: RoadMap, statement: Statement, level: int) -> int:
    """The target above a level, or else the next level of the scale."""
    target = plan.targets.get(statement.id)
    if target is not None and target.level is not None and target.level > level:
        return target.level
    scale = plan.comparison.framework.scale_of(statement)
    return next((value for value in scale.by_value if value > level), scale.highest.value)


def _say_items(here: Visit, plan: RoadMap, gap: Gap) -> None:
    """Of a checklist what its rule asks for the level that is aimed at, and which items are otherwise."""
    framework, statement, level = plan.comparison.framework, gap.statement, gap.judgement.level
    if not statement.items or level is None:
        return
    aim = aimed_at(plan, statement, level)
    way = way_to(framework, statement, aim)
    compared = here.once(
        comparing.comparison,
        round_id=plan.comparison.round.id,
        department_id=plan.department.id,
        words=True,
    )
    answer = compared.answer(plan.department.id, statement.id)
    if not way or answer is None:
        return
    scale = framework.scale_of(statement)
    st.markdown(literal(f"For {scale.by_value[aim].numbered} its checklist asks: {way}."))
    if otherwise := in_the_way(framework, statement, aim, answer):
        with st.expander(f"{counted(len(otherwise), 'item stands', 'items stand')} in the way"):
            st.markdown("\n".join(f"- {literal(each)}" for each in otherwise))


def _offer_next(plan: RoadMap, after: Statement, part: ShownPart) -> None:
    """The next gap that nothing is done about, in the order of the table above and round again."""
    places = {gap.statement.id: place for place, gap in enumerate(widest_first(plan))}
    todo = [gap.statement for gap in plan.gaps if done_about(plan, gap) == NOTHING]
    others = [each for each in todo if each.id != after.id and part.of([each.id])]
    if not others:
        among = f" of {literal(part.label)}" if part.key else ""
        st.markdown(f"Something is done about every other gap{among}.")
        return
    here = places.get(after.id, -1)
    following = min(others, key=lambda each: (places[each.id] < here, places[each.id]))
    words = f"Next gap: {literal(following.label)} ({len(others)} left)"
    st.button(words, on_click=put, args=({STATEMENT: following.id},))


def widest_first(plan: RoadMap) -> list[Gap]:
    """Every gap, the widest first and of equal ones the lowest."""

    def far(gap: Gap) -> tuple[int, int]:
        level = gap.judgement.level
        return -(gap.short or 0), -1 if level is None else level

    return sorted(plan.gaps, key=far)


def size_in_words(gap: Gap) -> str:
    return "Find out" if gap.short is None else counted(gap.short, "level")


def done_about(plan: RoadMap, gap: Gap) -> str:
    """What is done about a gap: actions with their status, and why it is left open."""
    work = [f"{action.title} ({action.status.words.lower()})" for action in plan.work_on(gap.statement.id)]
    if gap.accepted is not None:
        work.append(f"Accepted: {gap.accepted.reason}")
    return "; ".join(work) or NOTHING


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
            origin=ActionOrigin.OWN,
        )
    else:
        st.markdown("Suggested from the framework's guidance; change it as you need.")
    action_form.say_raised_elsewhere(start, plan.comparison.framework, plan.known_actions)
    place = f"new {plan.comparison.round.id}/{plan.department.id}/{statement.id}/{view}"
    action_form.form(here, start, plan.comparison.framework, names, plan.known_actions, place)


def _rise(plan: RoadMap, statement: Statement) -> tuple[Rise, ...]:
    """To the target, where there is one that may be aimed at."""
    target = plan.targets.get(statement.id)
    lowest = plan.comparison.framework.scale_of(statement).lowest.value
    if target is None or target.level == lowest:
        return ()
    return (Rise(statement_id=statement.id, to=target.level),)


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
    conflict.keep(write, based_on, f"{statement.label}: left open, with the reason", key, action_form.GAP)


def _take_back(label: str, key: str, undo: Callable[[int], None], based_on: int, told: str) -> None:
    st.button(label, key=key, on_click=conflict.keep, args=(undo, based_on, told, "", action_form.GAP))


def _set_target(here: Visit, plan: RoadMap, statement: Statement) -> None:
    own = f"{_place(plan, statement)} {conflict.save_count()}"
    scale = plan.comparison.framework.scale_of(statement)
    chosen, target = plan.chosen.get(statement.id), plan.targets.get(statement.id)
    levels = [*scale.by_value, None]
    st.markdown("Chosen by the department." if chosen else "One level up, as the department has chosen none.")
    with st.form(f"target {own}", border=False):
        st.selectbox(
            "Target",
            levels,
            index=levels.index(target.level) if target else len(levels) - 2,
            format_func=lambda value: (
                NO_TARGET.capitalize() if value is None else scale.by_value[value].numbered
            ),
            key=f"level {own}",
        )
        any_date("By", target.by if target else plan.by, f"by {own}")
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

    conflict.keep(write, based_on, f"{statement.label}: the target", where=action_form.GAP)


def _place(plan: RoadMap, statement: Statement) -> str:
    return f"{plan.comparison.round.id}/{plan.department.id}/{statement.id}"


def show_profile_form(here: Visit, plan: RoadMap, names: Mapping[str, str]) -> None:
    """Set the targets of all statements at once, from a profile of the framework file."""
    profiles = {each.id: each.label for each in plan.comparison.framework.target_profiles}
    if not profiles:
        return
    own = f"{plan.comparison.round.id}/{plan.department.id} {conflict.save_count()}"
    with st.expander("Set the targets of all statements at once"), st.form(f"profile {own}", border=False):
        st.selectbox("Profile", list(profiles), format_func=profiles.__getitem__, key=f"profile of {own}")
        any_date("By", plan.by, f"profile by {own}")
        st.markdown("It replaces the targets of the statements that it names, whatever they were.")
        st.form_submit_button("Take this profile", on_click=_take_profile, args=(here, plan, own))
    conflict.show(plan.comparison.framework, names, PROFILE)


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

    conflict.keep(write, 0, "the targets of a profile", where=PROFILE)
