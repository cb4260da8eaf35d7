"""Portfolio. Whoever has a budget comes to see what it should buy; a board, whether promises were kept; the centre of
government, what departments need in common.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from maturity.assessment.people import EVERY_DEPARTMENT, Permission
from maturity.assessment.round import Round
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.pages import visit
from maturity.pages.parts import action_form, saving
from maturity.pages.parts.choosing import apart, choose, choose_any_department, choose_round, put
from maturity.pages.parts.opening import to_begin
from maturity.pages.parts.tables import table
from maturity.pages.parts.words import literal
from maturity.pages.visit import Visit, clock
from maturity.plan.action import MOST_PEOPLE, MOST_POUNDS, Action, ActionMove, ActionStatus
from maturity.plan.words import rises_in_words
from maturity.roadmap.portfolio import Portfolio
from maturity.roadmap.portfolio_solver import Limits
from maturity.scoring.compare import Comparison, View
from maturity.services import administering, comparing, portfolios
from maturity.wording import counted, pounds

BUDGET, PROMISES, ACROSS = "budget", "promises", "across"
PARTS = {
    BUDGET: "What a budget should buy",
    PROMISES: "Promises kept",
    ACROSS: "Across government",
}
VIEWS = {View.SELF.value: "Their own answers", View.AUDITED.value: "With the auditor's findings"}
MOST_LINES = 20
"""Lines of a proposal that are decided at a time; the rest follow."""
MOST_NAMED = 6
PEOPLE = "People (full-time equivalents)"
_PROPOSAL = "proposal"


@dataclass(frozen=True)
class Proposal:
    """What the limits should buy, as it was worked out for somebody at a time."""

    asked: tuple[object, ...]
    portfolio: Portfolio
    at: datetime


def show() -> None:
    here = visit.current()
    st.title("Portfolio")
    rounds = [r for r in here.once(administering.every_round) if not r.published]
    if not rounds:
        way = to_begin(here, "Open a round on the Answer page, then plan on Road map.")
        st.info(f"There is nothing to choose from yet. {way}")
        return
    left, right = st.columns(2)
    with left:
        round_ = choose_round(rounds)
    compared: Comparison = here.once(comparing.comparison, round_id=round_.id)
    names = {key: each.name for key, each in compared.departments.items()}
    if not names:
        st.info("No department that you may see is in this round. Open another round above.")
        return
    with right:
        chosen = choose_any_department(here, names, every="All departments")
    department = None if chosen == EVERY_DEPARTMENT else chosen
    match choose("Show", PARTS, "show", kind="radio"):
        case "promises":
            _promises(here, round_, department)
        case "across":
            _across(here, round_)
        case _:
            _budget(here, round_, department, compared.framework, names)


def _budget(
    here: Visit, round_: Round, department: str | None, framework: Framework, names: Mapping[str, str]
) -> None:
    saving.say(framework, names)
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
    st.header(literal(found.words))
    _sums(found)
    if found.next_pound is not None:
        st.markdown(f"**What the next pound would buy**: {literal(found.next_pound.words)}")
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
                min_value=0,
                max_value=MOST_POUNDS,
                value=one_off,
                step=10_000,
                placeholder="No limit",
                key="limit one_off",
            )
        with middle:
            st.number_input(
                "Budget, a year, £",
                min_value=0,
                max_value=MOST_POUNDS,
                value=yearly,
                step=10_000,
                placeholder="No limit",
                key="limit yearly",
            )
        with right:
            st.number_input(
                PEOPLE,
                min_value=0.0,
                max_value=float(MOST_PEOPLE),
                value=people,
                step=0.5,
                placeholder="No limit",
                key="limit people",
            )
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
    must = ",".join(map(str, st.session_state["limit must"]))
    put(
        {key: None if value is None else f"{value}" for key, value in limits.items()} | {"must": must or None}
    )
    _forget()


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
                part.one_off.words("£{:,}", "not costed"),
                part.yearly.words("£{:,}", "not costed"),
                part.people.words("{:g}", "not known"),
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
    if not mine:
        return
    st.subheader("Accept it line by line")
    for action in mine[:MOST_LINES]:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Approve",
                key=f"approve {action.id}",
                on_click=action_form.make_move,
                args=(here, action, ActionMove.APPROVE),
            )
            owner = f"owner: {action.owner}" if action.owner else "it needs an owner first"
            whose = f"{names[action.lead]}: " if len(names) > 1 and action.lead in names else ""
            said = f"{whose}{action.title} ({pounds(action.one_off)} once, {owner})"
            st.markdown(literal(said), width="stretch")
    if len(mine) > MOST_LINES:
        more = len(mine) - MOST_LINES
        st.markdown(f"{counted(more, 'more follows', 'more follow')} as these are decided.")


def _promises(here: Visit, round_: Round, department: str | None) -> None:
    found = here.once(portfolios.promises_of, round_id=round_.id, department_id=department)
    if found.before is None:
        st.info("No round came before this one, so nothing was promised yet. Open a later round above.")
        return
    if not found.made:
        st.info(literal(f"No action of {found.before.round.title} was delivered that promised a rise."))
        return
    known = sum(kind.known for kind in found.kinds)
    kept = sum(kind.kept for kind in found.kinds)
    rise, promised = (sum(getattr(kind, part) for kind in found.kinds) for part in ("found", "promised"))
    st.header(
        literal(
            f"{kept} of {counted(known, 'promise')} kept: {counted(promised, 'level')} promised, {rise} found"
            if known
            else "Nobody knows yet whether any promise was kept"
        )
    )
    framework, names = found.before.framework, found.after.departments
    themes = {theme.id: theme.label for theme in framework.themes}
    st.markdown(
        literal(
            f"From {found.before.round.title} to {found.after.round.title}; an auditor's finding counts where there "
            "is one."
        )
    )
    st.subheader("By department and theme")
    table(
        ["Department", "Theme", "Promises", "Known", "Levels promised", "Levels found", "Kept"],
        [
            [
                names[kind.department].name,
                themes[kind.theme],
                str(kind.promises),
                str(kind.known),
                str(kind.promised),
                str(kind.found),
                str(kind.kept),
            ]
            for kind in found.kinds
        ],
    )
    with st.expander("Every promise"):
        table(
            ["Department", "Statement", "Promised", "Found", "Kept", "Actions"],
            [
                [
                    names[each.department].name,
                    each.statement.label,
                    "Not known" if each.promised is None else f"{each.promised:+d}",
                    ("Not known" if each.found is None else f"{each.found:+d}")
                    + (" (audited)" if each.audited else ""),
                    each.kept.value.capitalize(),
                    "; ".join(action.title for action in each.actions),
                ]
                for each in found.made
            ],
        )


def _across(here: Visit, round_: Round) -> None:
    view = View(choose("Scored on", VIEWS, "view", kind="radio"))
    found = here.once(portfolios.across_government, round_id=round_.id, view=view)
    names = {key: each.name for key, each in found.comparison.departments.items()}
    first, total = [need for need in found.needs if need.rank == 1], len(names)
    one = len(first[0].short) == 1
    short = f"{len(first[0].short)} of {counted(total, 'department')} {'falls' if one else 'fall'} short"
    if not first[0].short:
        st.header("No department is known to fall short of its targets")
    elif len(first) > 1:
        st.header(literal(f"{len(first)} statements need most alike: {short} on each"))
    else:
        st.header(literal(f"“{first[0].statement.label}” needs most: {short}"))
    st.markdown(
        f"Of {counted(total, 'department')} that you may see, against the targets in force. Gaps that were "
        "accepted are not counted."
    )
    table(
        ["Rank", "Statement", "Departments short", "Levels short", "Level not known"],
        [
            [
                str(each.rank),
                each.statement.label,
                str(len(each.short)),
                str(each.levels),
                str(len(each.unknown)),
            ]
            for each in found.needs
        ],
    )
    for facet in found.comparison.framework.facets:
        served = found.served[facet.id]
        st.subheader(literal(f"What each would serve: {facet.label}"))
        table(
            ["Rank", facet.label, "Departments served", "Gaps", "Level not known", "Statements"],
            [
                [
                    str(each.rank),
                    each.value.label,
                    str(len(each.short)),
                    str(each.gaps),
                    str(len(each.unknown)),
                    str(len(each.statements)),
                ]
                for each in served
            ],
        )
    st.subheader("Worth doing once")
    if found.shared:
        table(
            ["Statement", "From", "Next step", "Departments"],
            [
                [
                    each.statement.label,
                    "Not known"
                    if each.level is None
                    else found.comparison.framework.scale_of(each.statement).by_value[each.level].name,
                    each.next_step or "Not described in the framework",
                    _named(each.departments, names),
                ]
                for each in found.shared
            ],
        )
    else:
        st.markdown("No two departments would take the same step.")
    if found.apart:
        st.subheader("Worked on apart")
        table(
            ["Statement", "Actions", "Once", "Yearly", "Not costed"],
            [
                [
                    each.statement.label,
                    "; ".join(f"{names.get(a.lead, a.lead)}: {a.title}" for a in each.actions[:MOST_NAMED])
                    + (f"; {len(each.actions) - MOST_NAMED} more" if len(each.actions) > MOST_NAMED else ""),
                    pounds(each.one_off).capitalize(),
                    pounds(each.yearly).capitalize(),
                    str(each.not_costed),
                ]
                for each in found.apart
            ],
        )


def _named(departments: Sequence[str], names: Mapping[str, str]) -> str:
    """Departments by name, or of many how many."""
    if len(departments) > MOST_NAMED:
        return f"{len(departments)} departments"
    return ", ".join(names[key] for key in departments)
