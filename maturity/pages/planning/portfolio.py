"""Portfolio. Whoever has a budget comes to see what it should buy; a board, whether promises were kept; the centre of
government, what departments need in common.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from maturity.assessment.people import Permission
from maturity.assessment.round import Round
from maturity.briefing.portfolio import next_to_buy, plan_to_buy, total_in_words
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.pages import session
from maturity.pages.parts.address_choice import apart, choose, put
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.planning import action_form, conflict
from maturity.pages.planning.across import show_across
from maturity.pages.planning.plan_choice import choose_plan
from maturity.pages.planning.promises import show_promises
from maturity.pages.session import Visit, clock
from maturity.plan.action import MOST_PEOPLE, MOST_POUNDS, Action, ActionMove, ActionStatus, wrong_fields
from maturity.plan.words import rises_in_words
from maturity.roadmap.portfolio import Portfolio
from maturity.roadmap.portfolio_solver import Limits
from maturity.services import portfolios
from maturity.wording import counted, pounds

BUDGET, PROMISES, ACROSS = "budget", "promises", "across"
PARTS = {
    BUDGET: "What a budget should buy",
    PROMISES: "Promises kept",
    ACROSS: "Across government",
}
MOST_LINES = 20
"""Lines of a proposal that are decided at a time; the rest follow."""
PEOPLE = "People (full-time equivalents)"
LINE = "a line of a proposal"
"""Where on the page it is told what came of approving one."""
_PROPOSAL, _WRONG = "proposal", "limits wrong"


@dataclass(frozen=True)
class Proposal:
    """What the limits should buy, as it was worked out for somebody at a time."""

    asked: tuple[object, ...]
    portfolio: Portfolio
    at: datetime


def show() -> None:
    here = session.current()
    st.title("Portfolio")
    plan = choose_plan(
        here,
        nothing="There is nothing to choose from yet.",
        way="Open a round on the Answer page, then plan on Road map.",
        every="All departments",
    )
    if plan is None:
        return
    match choose("Show", PARTS, "show", kind="radio"):
        case "promises":
            show_promises(here, plan.round, plan.only)
        case "across":
            show_across(here, plan.round)
        case _:
            _budget(here, plan.round, plan.only, plan.framework, plan.names)


def _budget(
    here: Visit, round_: Round, department: str | None, framework: Framework, names: Mapping[str, str]
) -> None:
    every: list[Action] = here.once(portfolios.actions_of, round_id=round_.id, department_id=department)
    actions = {action.id: action for action in every}  # as they stand now
    if not actions:
        if any(here.person.may(Permission.PLAN, key) for key in names):
            way = "Open the Road map page, and propose one for a gap."
        else:
            way = f"Departments propose them. “{PARTS[ACROSS]}” above shows what they need in common."
        st.info(f"No action is planned yet. {way}")
        return
    limits = _limits(actions, names if department is None else {})
    proposal = _proposal(here, round_, department, limits)
    if proposal is None:
        return
    found = proposal.portfolio
    st.header(literal(plan_to_buy(found)))
    _sums(found)
    if found.next_pound is not None:
        st.markdown(f"**What the next pound would buy**: {literal(next_to_buy(found.next_pound))}")
    else:
        st.markdown("**What the next pound would buy**: more money would close no more of the gaps.")
    _lines(here, found, actions, framework, names)
    _committed(found, framework, names)
    if found.left_out:
        with st.expander(f"{len(found.left_out)} left out, and why", expanded=len(found.left_out) <= 10):
            table(
                ["Action", "Department", "Status", "Once", "Yearly", "Why"],
                [
                    [
                        each.action.title,
                        names.get(each.action.lead, each.action.lead),
                        actions.get(each.action.id, each.action).status.words,
                        pounds(each.action.one_off).capitalize(),
                        pounds(each.action.yearly).capitalize(),
                        each.why,
                    ]
                    for each in found.left_out
                ],
            )
    st.markdown(
        f"A proposal, worked out at {clock(proposal.at)}: nothing is approved by it. It closes the most of the gaps to "
        "targets that these limits allow (house method); gaps that are accepted do not count."
    )
    st.button("Work it out again", on_click=_forget)


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
        st.markdown("The limits are for what is new: what is approved or under way is in every plan.")
        left, middle, right = st.columns(3)
        with left:
            st.number_input(
                "Budget, once, £",
                value=one_off,
                step=10_000,
                placeholder="No limit",
                key="limit one_off",
            )
            _say_wrong("one_off")
        with middle:
            st.number_input(
                "Budget, a year, £",
                value=yearly,
                step=10_000,
                placeholder="No limit",
                key="limit yearly",
            )
            _say_wrong("yearly")
        with right:
            st.number_input(
                PEOPLE,
                value=people,
                step=0.5,
                placeholder="No limit",
                key="limit people",
            )
            _say_wrong("people")
        st.multiselect(
            "Must be in it, whatever it closes",
            list(proposed),
            default=must,
            format_func=proposed.__getitem__,
            placeholder="None",
            key="limit must",
        )
        st.form_submit_button("Work out what to buy", type="primary", on_click=_remember)
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
        try:
            with st.spinner("Working out what to buy (20 seconds at most)…"):
                found = here.read(
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
    table(
        ["", "Actions", "Once", "Yearly", PEOPLE, "Levels closed", "Statements found out"],
        [
            [
                name,
                str(len(part.actions)),
                total_in_words(part.one_off, "£{:,}", "not costed"),
                total_in_words(part.yearly, "£{:,}", "not costed"),
                total_in_words(part.people, "{:g}", "not known"),
                str(part.levels),
                str(part.found_out),
            ]
            for name, part in parts.items()
        ],
    )


def _committed(found: Portfolio, framework: Framework, names: Mapping[str, str]) -> None:
    committed = found.committed.actions
    if not committed:
        return
    held_up = {each.action.id: each.why for each in found.held_up}
    with st.expander(f"{len(committed)} committed already", expanded=len(committed) <= 10):
        table(
            ["Action", "Department", "Status", "Raises", "Once", "Yearly", PEOPLE, "Held up"],
            [
                [
                    action.title,
                    ", ".join(names.get(each, each) for each in action.departments),
                    action.status.words,
                    rises_in_words(action, framework),
                    pounds(action.one_off).capitalize(),
                    pounds(action.yearly).capitalize(),
                    "Not known" if action.people is None else f"{action.people:g}",
                    held_up.get(action.id, "No"),
                ]
                for action in committed
            ],
        )


def _lines(
    here: Visit,
    found: Portfolio,
    actions: Mapping[int, Action],
    framework: Framework,
    names: Mapping[str, str],
) -> None:
    chosen = [actions.get(action.id, action) for action in found.new.actions]
    if not chosen:
        return
    st.subheader("What to buy")
    table(
        ["Action", "Department", "Status", "Raises", "Once", "Yearly"],
        [
            [
                action.title,
                ", ".join(names.get(each, each) for each in action.departments),
                action.status.words,
                rises_in_words(action, framework),
                pounds(action.one_off).capitalize(),
                pounds(action.yearly).capitalize(),
            ]
            for action in chosen
        ],
    )
    mine = [
        action
        for action in chosen
        if action.status is ActionStatus.PROPOSED and here.person.may(Permission.APPROVE_ACTIONS, action.lead)
    ]
    if mine:
        st.subheader("Accept it line by line")
    conflict.show(framework, names, LINE)
    for action in mine[:MOST_LINES]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Approve",
                key=f"approve {action.id}",
                on_click=action_form.make_move,
                args=(here, action, ActionMove.APPROVE, "", LINE),
            )
            owner = f"owner: {action.owner}" if action.owner else "it needs an owner first"
            whose = f"{names[action.lead]}: " if len(names) > 1 and action.lead in names else ""
            said = f"{whose}{action.title} ({pounds(action.one_off)} once, {owner})"
            st.markdown(literal(said), width="stretch")
    if len(mine) > MOST_LINES:
        more = len(mine) - MOST_LINES
        st.markdown(f"{counted(more, 'more follows', 'more follow')} as these are decided.")
