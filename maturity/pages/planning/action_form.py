"""One action: its form, the moves that it may make, and its history."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import TypeVar

import streamlit as st

from maturity.assessment.people import Permission
from maturity.framework.model import Framework
from maturity.history.words import people_in, tell_author, tell_entry
from maturity.pages.parts.address_choice import apart, put
from maturity.pages.parts.date_field import any_date
from maturity.pages.parts.form import pressed
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.planning import conflict
from maturity.pages.saving.fields import writing, written
from maturity.pages.session import Visit, clock
from maturity.plan.action import (
    Action,
    ActionMove,
    ActionStatus,
    FurtherRise,
    Rise,
    moves_open,
    raised_elsewhere,
    wrong_fields,
)
from maturity.plan.words import RAISES, plan_in_words, rise_in_words
from maturity.services import companions, deleting, planning, road_maps
from maturity.wording import counted, day

Offered = TypeVar("Offered", bound=Hashable)
BUTTONS = {
    ActionMove.APPROVE: "Approve",
    ActionMove.SEND_BACK: "Send back",
    ActionMove.BEGIN: "Begin",
    ActionMove.DELIVER: "Delivered",
    ActionMove.STOP: "Stop",
    ActionMove.TAKE_UP: "Take up again",
}
_SEEN, _WRONG = "plan seen", "plan wrong"
GAP, ACTION = "a gap", "an action"
"""Where on the page it is told what came of a form: beside the work on a gap, or beside the action looked at."""
DELETE = "delete an action"
"""The same for an action that is no longer there to be told beside."""


def form(
    here: Visit,
    seen: Action,
    framework: Framework,
    names: Mapping[str, str],
    others: Mapping[int, Action],
    place: str,
) -> None:
    """Everything that an action says, to be proposed where the store has not kept it, or else changed.

    `names` are departments' by id, `others` the actions that it might wait for, `place` keeps forms apart.
    """
    fields = _Fields(f"{place} {conflict.save_count()}", seen)
    with st.form(f"action {fields.own}", border=False, enter_to_submit=False):
        fields.words("Title", "title")
        _ask_what_it_raises(fields, framework)
        _ask_what_else_it_raises(here, fields, framework)
        fields.words("Owner", "owner", help_="Needed before it is approved.")
        left, right = st.columns(2)
        with left:
            fields.day("Start", "start")
            fields.amount("One-off cost, £", "one_off")
        with right:
            fields.day("Due", "due")
            fields.amount(
                "Yearly cost, £",
                "yearly",
                help_="A year, from delivery on. Nothing a year is 0; empty is not costed.",
            )
        left, right = st.columns(2)
        with left:
            fields.amount("People (full-time equivalents)", "people", step=0.5, empty="Not known")
        with right:
            fields.amount(
                "Yearly saving, £",
                "saving",
                empty="Not said",
                help_="A year, from delivery on; no cost is less for it. Nothing a year is 0; empty is not said.",
            )
        fields.words("Why there is no due date, if there is none", "no_date")
        _ask_who_shares_it(fields, names)
        _ask_what_it_waits_for(fields, others)
        hidden = [key for key in seen.departments[1:] if key not in names]
        unseen = [key for key in seen.depends_on if key not in others]
        st.markdown(
            f"Nothing here is kept until you {'save' if seen.id else 'propose'} it: finish before you leave or "
            "reload this page."
        )
        st.form_submit_button(
            "Save the changes" if seen.id else "Propose this action",
            type="primary",
            on_click=_keep,
            args=(here, seen, fields.own, framework.id, tuple(hidden), tuple(unseen)),
        )
        if fields.wrong:
            st.error(f"Not kept yet: {counted(len(fields.wrong), 'field')} above cannot be as filled in.")


class _Fields:
    """The fields of one form: each with what was wrong in it when the form was last sent."""

    def __init__(self, own: str, seen: Action) -> None:
        self.own, self.seen = own, seen
        self.wrong = _wrong_in(own)

    def words(self, label: str, name: str, help_: str | None = None) -> None:
        st.text_input(label, getattr(self.seen, name), help=help_, key=f"{name} {self.own}")
        self._say(name)

    def day(self, label: str, name: str) -> None:
        any_date(label, getattr(self.seen, name), f"{name} {self.own}")
        self._say(name)

    def amount(
        self,
        label: str,
        name: str,
        step: float = 1000,
        empty: str = "Not costed",
        help_: str | None = None,
    ) -> None:
        st.number_input(
            label,
            value=getattr(self.seen, name),
            step=step,
            placeholder=empty,
            help=help_,
            key=f"{name} {self.own}",
        )
        self._say(name)

    def several(
        self,
        label: str,
        name: str,
        offered: Mapping[Offered, str],
        given: Iterable[Offered],
        empty: str | None = None,
    ) -> None:
        """Any of what is offered, each in its words; `given` are chosen to begin with, as far as they are offered."""
        st.multiselect(
            label,
            list(offered),
            default=[each for each in given if each in offered],
            format_func=offered.__getitem__,
            placeholder=empty,
            key=f"{name} {self.own}",
        )

    def _say(self, name: str) -> None:
        if name in self.wrong:
            st.error(literal(self.wrong[name]))


def _ask_what_it_raises(fields: _Fields, framework: Framework) -> None:
    offered = {
        (statement.id, level): rise_in_words(framework, statement.id, level)
        for statement in framework.whole.scored  # an action may raise what this round does not ask
        for level in (None, *list(framework.scale_of(statement).by_value)[1:])
    }
    fields.several("Raises", "rises", offered, ((rise.statement_id, rise.to) for rise in fields.seen.rises))


def _ask_what_else_it_raises(here: Visit, fields: _Fields, framework: Framework) -> None:
    """Statements of other series, where a crosswalk relates any; not where the action is seen from one of those."""
    found = here.once(companions.related_elsewhere, framework_id=framework.id)
    if not found.statements or any(each.framework_id in found.own_series for each in fields.seen.further):
        return
    offered = {
        (of.id, statement.id, level): f"{rise_in_words(of, statement.id, level)} ({of.title}, {of.edition})"
        for of, statement in found.statements
        if of.scale_of(statement).ordered
        for level in (None, *list(of.scale_of(statement).by_value)[1:])
    }
    given = [(each.framework_id, each.statement_id, each.to) for each in fields.seen.further]
    fields.several("Raises of other frameworks, too", "further", offered, given, "Nothing")


def _further(seen: Action, own: str, framework_id: str, here: Visit) -> tuple[FurtherRise, ...]:
    """What was chosen of other frameworks; what was not offered stays as it was."""
    if f"further {own}" not in st.session_state:
        return seen.further
    found = here.once(companions.related_elsewhere, framework_id=framework_id)
    offered = {(of.id, statement.id) for of, statement in found.statements}
    stays = [each for each in seen.further if (each.framework_id, each.statement_id) not in offered]
    chosen = [
        FurtherRise(framework_id=of, statement_id=statement, to=to)
        for of, statement, to in st.session_state[f"further {own}"]
    ]
    return (*stays, *chosen)


def _ask_who_shares_it(fields: _Fields, names: Mapping[str, str]) -> None:
    offered = {key: name for key, name in names.items() if key != fields.seen.lead}
    fields.several("Departments that share it", "sharing", offered, fields.seen.departments[1:], "None")


def _ask_what_it_waits_for(fields: _Fields, others: Mapping[int, Action]) -> None:
    offered = apart({key: other.title for key, other in others.items() if key != fields.seen.id})
    fields.several("Waits for", "waits", offered, fields.seen.depends_on, "Nothing")


def _wrong_in(own: str) -> Mapping[str, str]:
    """What was wrong in the fields of this form when it was last sent, by field."""
    found: Mapping[str, str] = st.session_state.get(f"{_WRONG} {own}", {})
    return found


def _keep(
    here: Visit,
    seen: Action,
    own: str,
    framework_id: str,
    hidden: tuple[str, ...],
    unseen: tuple[int, ...],
) -> None:
    """Keep what the form says; departments and actions that the person may not see stay as they were."""
    typed = {name: st.session_state[f"{name} {own}"] for name in (*_WORDS, *_VALUES)}
    st.session_state[f"{_WRONG} {own}"] = wrong = wrong_fields(typed)
    if wrong:
        return
    rises = tuple(Rise(statement_id=key, to=to) for key, to in st.session_state[f"rises {own}"])
    changed = seen.model_copy(
        update=typed
        | {
            "rises": rises,
            "further": _further(seen, own, framework_id, here),
            "departments": (seen.lead, *hidden, *st.session_state[f"sharing {own}"]),
            "depends_on": (*unseen, *st.session_state[f"waits {own}"]),
        }
    )
    changed = Action.model_validate(
        changed.model_dump() | {"no_date": "" if changed.due else changed.no_date}
    )
    if not seen.id:
        done = f"{changed.title.strip().rstrip('.')}: on the road map"
        conflict.keep(partial(_propose, here, changed), 0, done, where=GAP)
    else:
        done = f"{changed.title.strip().rstrip('.')}: changed"
        conflict.keep(partial(_change, here, changed, framework_id), seen.version, done, where=ACTION)


_WORDS = ("title", "owner", "no_date")
_VALUES = ("start", "due", "one_off", "yearly", "saving", "people")


def _propose(here: Visit, action: Action, _: int) -> None:
    kept = here.write(planning.propose_action, action=action)
    st.session_state["action"] = str(kept.id)
    if "action" in st.query_params:
        put({"action": str(kept.id)})


def _change(here: Visit, action: Action, framework_id: str, based_on: int) -> None:
    action = action.model_copy(update={"version": based_on})
    here.write(planning.change_action, action=action, framework_id=framework_id)
    forget(action.id)


def moves(here: Visit, action: Action) -> None:
    """A button for each move that the action may make and the person may ask for."""
    allowed = [
        move
        for move in moves_open(action.status)
        if here.person.may(
            Permission.APPROVE_ACTIONS if move.needs_approver else Permission.PLAN, action.lead
        )
    ]
    with st.container(horizontal=True):
        for move in allowed:
            key = f"{move.name} {action.id}/{action.version}"
            if not move.needs_reason and move is not ActionMove.DELIVER:
                st.button(
                    BUTTONS[move],
                    key=f"move {key}",
                    type="primary",
                    on_click=make_move,
                    args=(here, action, move, "", ACTION),
                )
                continue
            with st.popover(BUTTONS[move]):
                if move is not ActionMove.DELIVER:
                    writing(
                        f"Why it is {move.value}",
                        key=f"why {key}",
                        text="",
                        version=0,
                        place=f"{here.person.id}/action/{action.id}/{move.name}",
                        on_change=partial(make_move, here, action, move, key, ACTION),
                        state="Not sent, and kept in this browser.",
                        button=BUTTONS[move],
                    )
                    continue
                with st.form(f"move form {key}", border=False):
                    any_date("Delivered on", here.now.date(), f"on {key}")
                    st.form_submit_button(
                        BUTTONS[move],
                        on_click=make_move,
                        args=(here, action, move, key, ACTION),
                    )


def make_move(here: Visit, action: Action, move: ActionMove, key: str = "", where: str = "") -> None:
    """In a callback: move an action on the version seen; what comes of it is told at that place of the page."""
    said = written(f"why {key}")
    conflict.keep(
        partial(_move, here, action.id, move, said.text if said else "", st.session_state.get(f"on {key}")),
        action.version,
        f"{action.title.strip().rstrip('.')}: {move.value}",
        f"why {key}",
        where,
    )


def show_delete_form(here: Visit, action: Action) -> None:
    """For an administrator: take away what was proposed by mistake; a refusal says what rests on it."""
    with st.popover("Delete it"):
        if action.status is not ActionStatus.PROPOSED:
            st.markdown("Only what is proposed can be deleted. Stop it instead: it then counts nowhere.")
            return
        st.markdown(
            "The action goes from the road map for good, and its number is never given again. The history keeps what "
            "it said, and that you deleted it."
        )
        st.button(
            "Delete it for good",
            type="primary",
            key=f"delete action {action.id}",
            on_click=pressed,
            args=(
                DELETE,
                lambda: here.write(deleting.delete_action, action_id=action.id, based_on=action.version),
                lambda deleted: f"“{deleted.title}” is deleted. The history says that you did.",
            ),
        )


def _move(
    here: Visit, action_id: int, move: ActionMove, why: str, delivered_on: date | None, based_on: int
) -> None:
    here.write(
        planning.move_action,
        action_id=action_id,
        move=move,
        based_on=based_on,
        why=why,
        delivered_on=delivered_on,
    )
    forget(action_id)


def show_change_form(
    here: Visit,
    kept: Action,
    framework: Framework,
    names: Mapping[str, str],
    others: Mapping[int, Action],
) -> None:
    """The form of an action that is kept, as it was when this person opened it."""
    if kept.status.over:
        st.markdown(
            f"It is {kept.status.words.lower()}, so it stays as it is. Take it up again to change it."
        )
        return
    seen: Action = st.session_state.setdefault(conflict.key(f"{_SEEN} {kept.id}"), kept)
    if seen.version != kept.version:
        st.warning("This was changed since you opened it.")
        st.button("Show what is kept now", on_click=forget, args=(kept.id,), key=f"afresh {kept.id}")
    form(here, seen, framework, names, others, f"{kept.id}/{seen.version}")


def forget(action_id: int) -> None:
    """Open the form of an action afresh the next time."""
    st.session_state.pop(conflict.key(f"{_SEEN} {action_id}"), None)


def show_action_history(here: Visit, action: Action, names: Mapping[str, str]) -> None:
    """Who changed what of an action, and when, in the words of the edition that it was planned in."""
    rows = []
    found = here.read(road_maps.history_of_action, action_id=action.id)
    people = here.names(people_in(found.changes))
    for change in found.changes:
        told = tell_entry(change, found.framework, people, names, found.known)
        parts = [f"{part.name}: {part.was} → {part.became}" for part in told.changed]
        raises = [f"{part.name}: {part.became}" for part in told.changed if part.name == RAISES]
        words = ". ".join(["Proposed", *raises]) if told.began else "; ".join(parts)
        rows.append([clock(change.at), tell_author(change, people), words])
    table(["When", "Who", "What changed"], rows)


def say_raised_elsewhere(action: Action, framework: Framework, others: Mapping[int, Action]) -> None:
    """A line for whatever other approved actions raise as high or higher: the work may be planned already."""
    for rise, other in raised_elsewhere(action, others.values()):
        raised = rise_in_words(framework, rise.statement_id, rise.to)
        st.markdown(literal(f"Also raised by “{other.title}” ({other.status.words.lower()}): {raised}."))


def show_summary(action: Action, framework: Framework, names: Mapping[str, str], today: date) -> None:
    """The action in a few lines."""
    said = plan_in_words(action, framework, names)
    late = f" ▲ Late: it was due on {day(action.due)}." if action.due and action.is_late(today) else ""
    st.markdown(f"Action {action.id}: **{literal(said['Status'].lower())}**.{literal(late)}")
    st.markdown(
        "\n".join(
            f"- {part}: {literal(words)}"
            for part, words in said.items()
            if part not in ("Title", "Status") and (part != "Why" or action.why)
        )
    )
