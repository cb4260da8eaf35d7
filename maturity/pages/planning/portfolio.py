"""Portfolio. Whoever has a budget comes to see what it should buy; a board, whether promises were kept; the centre of
government, what departments need in common.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import streamlit as st

from maturity.assessment.people import Permission
from maturity.assessment.round import Round
from maturity.briefing import portfolio as told
from maturity.briefing.asks import saving_in_words
from maturity.briefing.shown_as import figure_words
from maturity.charts import bought
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.pages import session
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import apart, put, say_not_here
from maturity.pages.parts.chart import picture
from maturity.pages.parts.form import pressed, show_outcome
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.planning.across import show_across
from maturity.pages.planning.plan_choice import PlanChoice, choose_plan
from maturity.pages.planning.promises import show_promises
from maturity.pages.session import Visit, clock
from maturity.plan.action import MOST_PEOPLE, MOST_POUNDS, Action, ActionStatus, wrong_fields
from maturity.plan.words import rises_in_words
from maturity.roadmap.portfolio import Portfolio
from maturity.roadmap.portfolio_solver import Limits
from maturity.services import administering, planning, portfolios
from maturity.services.portfolios import Purchase
from maturity.wording import NOT_COSTED, costs, counted, day, pounds, saving

BUDGET, PROMISES, ACROSS = "budget", "promises", "across"
PARTS = {
    BUDGET: "What a budget should buy",
    PROMISES: "Promises kept",
    ACROSS: "Across government",
}
MOST_LINES = 40
"""Lines of a proposal that are decided at a time; the rest follow."""
PEOPLE = "People (full-time equivalents)"
TOGETHER = "approve actions together"
"""Where on the page it is told what came of approving them."""
_PLAIN = re.compile(r"[^\W\d_]([^\W_]|[ ,.'’()–-]|: )*")
"""Words that are the same in Markdown: no sign of it, and no number of a list at the beginning."""
STYLE = Path(__file__).with_name("portfolio.css")
_PROPOSAL, _WRONG, _ANEW = "proposal", "limits wrong", "proposal anew"


@dataclass(frozen=True)
class Proposal:
    """What the limits should buy, as it was worked out for somebody at a time."""

    asked: tuple[object, ...]
    purchase: Purchase
    at: datetime


def show() -> None:
    here = session.current()
    page_heading("Portfolio", day(here.now.date()))
    plan = choose_plan(
        here,
        nothing="There is nothing to choose from yet.",
        way="Open a round on the Answer page, then plan on Road map.",
        every="All departments",
    )
    if plan is None:
        return
    asked = st.query_params.get("show")
    part = asked if asked in PARTS else BUDGET
    if asked is not None and asked not in PARTS:
        say_not_here("Part of this page", asked, f"“{PARTS[part]}” is shown.")
    marks.show(marks.parts(PARTS, "show", part))
    match part:
        case "promises":
            show_promises(here, plan.round, plan.only)
        case "across":
            show_across(here, plan.round)
        case _:
            _budget(here, plan)


def _budget(here: Visit, choice: PlanChoice) -> None:
    round_, department, framework, names = choice.round, choice.only, choice.framework, choice.names
    every: list[Action] = here.once(portfolios.actions_of, round_id=round_.id, department_id=department)
    actions = {action.id: action for action in every}  # as they stand now
    if not actions:
        if any(here.person.may(Permission.PLAN, key) for key in names):
            way = "Open the Road map page, and propose one for a gap."
        else:
            way = f"Departments propose them. “{PARTS[ACROSS]}” above shows what they need in common."
        st.info(f"No action is planned yet. {way}")
        return
    st.html(STYLE)
    top = st.container()
    limits = _limits(actions, names if department is None else {})
    with top:
        proposal = _proposal(here, round_, department, limits)
    if proposal is None:
        return
    found, score = proposal.purchase.plan, proposal.purchase.score
    with top:
        finding(told.plan_to_buy(found, score), *told.purchase_rests_on(found, score, round_.title))
        _figures(proposal.purchase)
    if score is not None and score.steps:
        st.subheader("The score against what it costs")
        steps = bought.points(score)
        picture(
            bought.figure(steps, look=session.chart_look(), as_shown=figure_words(score.framework)),
            key="bought",
            alt=told.point_of_picture(found, score),
            shown=steps,
        )
    everybody = {each.id: each.name for each in here.once(administering.every_department)}
    names = {**everybody, **names}  # also of those whose assessment is not open to whoever reads
    _lines(here, found, actions, framework, names)
    if found.next_pound is not None:
        st.markdown(f"**What the next pound would buy**: {literal(told.next_to_buy(found.next_pound))}")
    else:
        st.markdown("**What the next pound would buy**: more money would close no more of the gaps.")
    _sums(found)
    _committed(found, framework, names)
    _left_out(found, actions, names)
    st.markdown(
        f"A proposal, worked out at {clock(proposal.at)}: nothing is approved by it. It closes the most of the gaps to "
        "targets that these limits allow (house method); gaps that are accepted do not count."
    )
    st.button("Work it out again", on_click=_work_out_anew)


def _figures(purchase: Purchase) -> None:
    """What it costs, and what that buys: points of the score, levels, statements found out."""
    new, score = purchase.plan.new, purchase.score
    yearly = told.total_in_words(new.yearly, "£{:,}", NOT_COSTED)
    marks.show(
        marks.figures(
            [
                (told.total_in_words(new.one_off, "£{:,}", NOT_COSTED), f"once, and {yearly} a year"),
                *([told.gained(score)] if score else []),
                (str(new.levels), "levels closed"),
                (str(new.found_out), "statements found out"),
            ]
        ),
        label="What is chosen, in figures",
    )


def _limits(actions: Mapping[int, Action], names: Mapping[str, str]) -> Limits:
    """What may be spent on what is new, as the address has it; `names` of departments where there are several."""
    proposed = apart(
        {
            key: f"{names[action.lead]}: {action.title}" if action.lead in names else action.title
            for key, action in actions.items()
            if action.status is ActionStatus.PROPOSED
        }
    )
    asked = st.query_params
    one_off, yearly = (_whole(asked.get(key)) for key in ("one_off", "yearly"))
    people = _number(asked.get("people"))
    must = [key for key in map(_whole, asked.get("must", "").split(",")) if key in proposed]
    with st.form("limits"):
        fields: list[tuple[str, str, float | None, float]] = [
            ("one_off", "Budget, once, £", one_off, 10_000),
            ("yearly", "Budget, a year, £", yearly, 10_000),
            ("people", PEOPLE, people, 0.5),
        ]
        for column, (name, label, value, step) in zip(st.columns(3), fields, strict=True):
            with column:
                st.number_input(label, value=value, step=step, placeholder="No limit", key=f"limit {name}")
                _say_wrong(name)
        st.multiselect(
            "Always include",
            list(proposed),
            default=must,
            format_func=proposed.__getitem__,
            placeholder="None",
            key="limit must",
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            st.form_submit_button("Work out what to buy", type="primary", on_click=_remember)
            marks.show(
                marks.quiet("Limits are for what is new: what is approved or under way is in every plan.")
            )
    return Limits(one_off, yearly, people, frozenset(key for key in must if key is not None))


def _remember() -> None:
    limits = {key: st.session_state[f"limit {key}"] for key in ("one_off", "yearly", "people")}
    st.session_state[_WRONG] = wrong_fields(limits)
    if st.session_state[_WRONG]:
        return
    must = ",".join(map(str, st.session_state["limit must"]))
    put(
        {key: None if value is None else f"{value}" for key, value in limits.items()} | {"must": must or None}
    )
    _forget()


def _say_wrong(name: str) -> None:
    if wrong := st.session_state.get(_WRONG, {}).get(name):
        st.error(literal(wrong))


def _forget() -> None:
    st.session_state.pop(_PROPOSAL, None)


def _work_out_anew() -> None:
    _forget()
    st.session_state[_ANEW] = True


def _whole(words: str | None) -> int | None:
    value = int(words) if words and words.isdecimal() and len(words) < 16 else None
    return None if value is None else min(value, MOST_POUNDS)


def _number(words: str | None) -> float | None:
    plain = words is not None and words.replace(".", "", 1).isdecimal() and len(words) < 16
    return min(float(words), float(MOST_PEOPLE)) if words is not None and plain else None


def _proposal(here: Visit, round_: Round, department: str | None, limits: Limits) -> Proposal | None:
    """What was worked out before for the same person and limits, or else now; it outlives approving its lines."""
    asked = (here.person, round_.id, department, limits)
    held: Proposal | None = st.session_state.get(_PROPOSAL)
    if held is None or held.asked != asked:
        work_out = here.anew if st.session_state.pop(_ANEW, False) else here.once
        try:
            with st.spinner("Working out what to buy (20 seconds at most)…"):
                found = work_out(
                    portfolios.portfolio_for, round_id=round_.id, limits=limits, department_id=department
                )
        except MaturityError as problem:
            st.error(literal(str(problem)))
            return None
        held = Proposal(asked, found, here.now)
        st.session_state[_PROPOSAL] = held
    return held


def _sums(found: Portfolio) -> None:
    """What is committed and what is new, apart and together."""
    parts = {"New": found.new}
    if found.committed.actions:
        parts = {"Committed": found.committed, **parts, "Together": found.committed.and_(found.new)}
    headings = ["", "Actions", "Once", "Yearly", PEOPLE, "Levels closed", "Statements found out"]
    rows = [
        [
            name,
            str(len(part.actions)),
            told.total_in_words(part.one_off, "£{:,}", NOT_COSTED),
            told.total_in_words(part.yearly, "£{:,}", NOT_COSTED),
            told.total_in_words(part.people, "{:g}", "not known"),
            str(part.levels),
            str(part.found_out),
        ]
        for name, part in parts.items()
    ]
    headings[0] = "Part"
    marks.show(
        marks.table("What it adds up to", headings, rows, numbers=range(1, len(headings)), kind="stacks")
    )


def _committed(found: Portfolio, framework: Framework, names: Mapping[str, str]) -> None:
    committed = found.committed.actions
    if not committed:
        return
    held_up = {each.action.id: each.why for each in found.held_up}
    with st.expander(f"{len(committed)} committed already", expanded=len(committed) <= 3):
        rows = [
            [
                action.title,
                _departments(action, names),
                action.status.words,
                rises_in_words(action, framework),
                pounds(action.one_off).capitalize(),
                pounds(action.yearly).capitalize(),
                "Not known" if action.people is None else f"{action.people:g}",
                held_up.get(action.id, "No"),
            ]
            for action in committed
        ]
        headings = ["Action", "Department", "Status", "Raises", "Once", "Yearly", PEOPLE, "Held up"]
        marks.show(
            marks.table(
                "Committed already", headings, rows, numbers=(4, 5, 6), kind="stacks", hidden_caption=True
            )
        )


def _left_out(found: Portfolio, actions: Mapping[int, Action], names: Mapping[str, str]) -> None:
    if not found.left_out:
        return
    with st.expander(f"{len(found.left_out)} left out, and why", expanded=len(found.left_out) <= 3):
        rows = [
            [
                each.action.title,
                names.get(each.action.lead, each.action.lead),
                actions.get(each.action.id, each.action).status.words,
                pounds(each.action.one_off).capitalize(),
                pounds(each.action.yearly).capitalize(),
                each.why,
            ]
            for each in found.left_out
        ]
        headings = ["Action", "Department", "Status", "Once", "Yearly", "Why"]
        marks.show(
            marks.table(
                "Left out, and why", headings, rows, numbers=(3, 4), kind="stacks", hidden_caption=True
            )
        )


def _lines(
    here: Visit,
    found: Portfolio,
    actions: Mapping[int, Action],
    framework: Framework,
    names: Mapping[str, str],
) -> None:
    """What is chosen, with a tick for each that this person may approve, and one button for all that are ticked."""
    show_outcome(TOGETHER)
    chosen = [actions.get(action.id, action) for action in found.new.actions]
    if not chosen:
        return
    st.subheader("What to buy")
    mine = [
        action
        for action in chosen
        if action.status is ActionStatus.PROPOSED and here.person.may(Permission.APPROVE_ACTIONS, action.lead)
    ]
    ticked = _ticks(mine[:MOST_LINES], framework, names)
    if len(mine) > MOST_LINES:
        more = len(mine) - MOST_LINES
        st.markdown(f"{counted(more, 'more follows', 'more follow')} as these are decided.")
    if mine:
        _approve(here, ticked)
    own = {action.id for action in mine}
    if others := [action for action in chosen if action.id not in own]:
        rows = [
            [
                action.title,
                _departments(action, names),
                action.status.words,
                rises_in_words(action, framework),
                pounds(action.one_off).capitalize(),
                pounds(action.yearly).capitalize(),
                saving(action.saving).capitalize(),
            ]
            for action in others
        ]
        headings = ["Action", "Department", "Status", "Raises", "Once", "Yearly", "Saves a year"]
        caption = "Decided already, or for others to approve" if mine else "Decided, or for others to approve"
        marks.show(marks.table(caption, headings, rows, numbers=(4, 5, 6), kind="stacks"))


def _ticks(mine: Sequence[Action], framework: Framework, names: Mapping[str, str]) -> list[Action]:
    """A row for each action, with its tick; those that are ticked. One without an owner cannot be approved yet."""
    ticked = []
    with st.container(key="ticks"):
        for action in mine:
            owned = bool(action.owner.strip())
            left, right = st.columns([3, 2], vertical_alignment="top")
            with left:
                taken = st.checkbox(
                    _as_label(action.title),
                    value=owned,
                    disabled=not owned,
                    key=f"approve {action.id}/{action.version}",
                )
                whose = f"{_departments(action, names)}. " if len(names) > 1 else ""
                marks.show(marks.quiet(f"{whose}{rises_in_words(action, framework)}"))
            with right:
                owner = f"Owner: {action.owner}" if owned else "It needs an owner first: name one on Road map"
                saved = saving_in_words([action])
                marks.show(
                    costs(action.one_off, action.yearly).capitalize(),
                    marks.quiet(f"To be saved: {saved}. {owner}" if saved else owner),
                )
            if taken and owned:
                ticked.append(action)
    return ticked


def _as_label(title: str) -> str:
    """The title as a label, which is read aloud with its backslashes: without them where they change nothing."""
    return title if _PLAIN.fullmatch(title) else literal(title)


def _approve(here: Visit, ticked: Sequence[Action]) -> None:
    """One button for all that are ticked, once it is said what that means."""
    label = told.approve_label(len(ticked))
    if not ticked:
        st.button(label, disabled=True, key="approve none")
        return
    with st.popover(label):
        st.markdown(literal(told.approve_words(ticked)))
        st.button(
            "Approve them" if len(ticked) > 1 else "Approve it",
            type="primary",
            key="approve together",
            on_click=pressed,
            args=(
                TOGETHER,
                lambda: here.write(
                    planning.approve_actions, versions={each.id: each.version for each in ticked}
                ),
                lambda approved: told.approved_words(len(approved)),
            ),
        )


def _departments(action: Action, names: Mapping[str, str]) -> str:
    return ", ".join(names.get(each, each) for each in action.departments)
