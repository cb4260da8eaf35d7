"""A piece of improvement work: what it says, the moves that it may make, and what is refused."""

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from maturity.assessment.answer import LONGEST_TEXT, Judgement, State, Writing, check_offered, statement_in
from maturity.assessment.round import StoredRecord
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.plan.target import KEPT_BY_THE_STORE, YEARS, odd_year
from maturity.wording import day

MOST_POUNDS = 100_000_000_000
"""Above this a cost is taken for a slip of the key: no improvement of data costs £100 billion."""
AMOUNTS = {"one_off": "one-off cost", "yearly": "yearly cost", "saving": "yearly saving"}
"""What an action says in pounds, and what a person calls it."""
MOST_PEOPLE = 100_000  # full-time equivalents
MOST_TITLE = 200
"""Characters of a title, and of an owner's name."""


class ActionStatus(StrEnum):
    """How far an action is."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    STOPPED = "stopped"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def committed(self) -> bool:
        """Whether somebody has approved it, and nobody has stopped it since."""
        return self in (ActionStatus.APPROVED, ActionStatus.UNDER_WAY, ActionStatus.DELIVERED)

    @property
    def over(self) -> bool:
        return self in (ActionStatus.DELIVERED, ActionStatus.STOPPED)


class ActionOrigin(StrEnum):
    """Where an action came from: the framework's guidance, or the department's own idea."""

    SUGGESTED = "suggested"
    OWN = "own"


class Rise(StoredRecord):
    """A statement that an action raises, and to which level; None: it finds out where the statement stands."""

    statement_id: str
    to: int | None = None


class FurtherRise(StoredRecord):
    """The same of a statement of another series, by the edition that it is named in, on its own scale."""

    framework_id: str
    statement_id: str
    to: int | None = None


class Action(StoredRecord):
    """A piece of improvement work, for one department or several; a shared one is paid for once.

    Costs and the saving are in whole pounds; None is “not costed”, or a saving that nobody has said, and neither is
    nothing. A saving is never taken off a cost. The first department leads.
    `id` is 0, and `version` 0, until the store has kept it.
    """

    id: int = 0
    round_id: str
    title: Annotated[str, Field(max_length=MOST_TITLE)]
    departments: tuple[str, ...]
    rises: tuple[Rise, ...]
    further: tuple[FurtherRise, ...] = ()  # of other series: levels are never converted
    owner: Annotated[str, Field(max_length=MOST_TITLE)] = ""
    start: date | None = None
    due: date | None = None
    no_date: Writing = ""  # why there is no due date
    one_off: int | None = None  # pounds
    yearly: int | None = None  # pounds a year, from delivery on
    saving: int | None = None  # pounds a year, from delivery on
    people: float | None = None  # full-time equivalents needed while it is done
    depends_on: tuple[int, ...] = ()  # ids of actions that come first
    status: ActionStatus = ActionStatus.PROPOSED
    why: Writing = ""  # why it was stopped, sent back or taken up again
    delivered_on: date | None = None
    origin: ActionOrigin = ActionOrigin.OWN
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None
    # What it was to raise and an edition since does not ask any more, in words. Told where it is seen, and never kept.
    former: Annotated[SkipJsonSchema[tuple[str, ...]], Field(exclude=True)] = ()
    # What it raises of other series than the one it is seen in, in words; told likewise, and never kept.
    elsewhere: Annotated[SkipJsonSchema[tuple[str, ...]], Field(exclude=True)] = ()

    @property
    def lead(self) -> str:
        """The department that it belongs to."""
        return self.departments[0]

    @property
    def raised_ids(self) -> list[str]:
        """The ids of all statements that it raises or finds out about, of whatever series."""
        return [*(each.statement_id for each in self.rises), *(each.statement_id for each in self.further)]

    @property
    def costed(self) -> bool:
        """Whether both costs are known; nothing a year is a cost of 0, not a missing one."""
        return self.one_off is not None and self.yearly is not None

    def is_late(self, today: date) -> bool:
        """Whether it is past its date and neither delivered nor stopped."""
        return self.due is not None and self.due < today and not self.status.over

    def content(self) -> dict[str, object]:
        """The action without its id, version, author and time."""
        return self.model_dump(mode="json", exclude=KEPT_BY_THE_STORE | {"id"})

    def says(self) -> dict[str, object]:
        """The content without where it came from and how far it is: two actions that say the same are one."""
        apart = {"id", "origin", "status", "why", "delivered_on"}
        said = self.model_dump(mode="json", exclude=KEPT_BY_THE_STORE | apart)
        return {**said, "depends_on": sorted(set(self.depends_on))}

    def promised(self) -> dict[str, object]:
        """What an approver approves: who is raised how far, by when, what it takes and what it saves."""
        wanted = {
            "departments",
            "rises",
            "further",
            "start",
            "due",
            "no_date",
            "one_off",
            "yearly",
            "saving",
            "people",
        }
        return self.model_dump(mode="json", include=wanted)


class ActionMove(StrEnum):
    """What may happen to an action as a whole; the words complete “… cannot be …”."""

    APPROVE = "approved"
    SEND_BACK = "sent back"
    BEGIN = "begun"
    DELIVER = "delivered"
    STOP = "stopped"
    TAKE_UP = "taken up again"

    @property
    def needs_reason(self) -> bool:
        return self in (ActionMove.SEND_BACK, ActionMove.STOP, ActionMove.TAKE_UP)

    @property
    def needs_approver(self) -> bool:
        return self in (ActionMove.APPROVE, ActionMove.SEND_BACK)


class ActionMoveRefused(MaturityError):
    def __init__(self, status: ActionStatus, move: ActionMove) -> None:
        self.status, self.move = status, move
        super().__init__(f"An action that is {status.words.lower()} cannot be {move.value}.")


class ActionRefused(MaturityError):
    """An action that cannot be kept as it is, and why not."""

    def __init__(self, action: Action, why: str) -> None:
        self.action, self.why = action.id, why
        super().__init__(f"“{action.title.strip() or 'The action'}”: {why}")


class ActionsRefused(MaturityError):
    """Why some of several actions cannot be kept; none of them was."""

    def __init__(self, refused: Mapping[int, str], of: int, again: str) -> None:
        self.refused = dict(refused)  # by place among them, from 0
        lines = " ".join(f"Action {place + 1} of {of}, {why}" for place, why in refused.items())
        super().__init__(f"{lines} {again}")


def raised_elsewhere(action: Action, others: Iterable[Action]) -> list[tuple[Rise, Action]]:
    """What other actions for the same department raise as high or higher, once they are approved.

    Finding out where a statement stands is the least that an action may do about it.
    """
    return [
        (each, other)
        for rise in action.rises
        for other in others
        if other.id != action.id and other.status.committed and {*other.departments} & {*action.departments}
        for each in other.rises
        if each.statement_id == rise.statement_id
        and (rise.to is None or (each.to is not None and each.to >= rise.to))
    ]


def action_moved(status: ActionStatus, move: ActionMove) -> ActionStatus:
    """The status after a move; raises ActionMoveRefused. Every move that there is stands here."""
    match status, move:
        case ActionStatus.PROPOSED, ActionMove.APPROVE:
            return ActionStatus.APPROVED
        case ActionStatus.APPROVED, ActionMove.SEND_BACK:
            return ActionStatus.PROPOSED
        case ActionStatus.APPROVED, ActionMove.BEGIN:
            return ActionStatus.UNDER_WAY
        case ActionStatus.UNDER_WAY, ActionMove.DELIVER:
            return ActionStatus.DELIVERED
        case ActionStatus.PROPOSED | ActionStatus.APPROVED | ActionStatus.UNDER_WAY, ActionMove.STOP:
            return ActionStatus.STOPPED
        case ActionStatus.STOPPED, ActionMove.TAKE_UP:
            return ActionStatus.PROPOSED
        case ActionStatus.DELIVERED, ActionMove.TAKE_UP:
            return ActionStatus.UNDER_WAY
        case _:
            raise ActionMoveRefused(status, move)


def moves_open(status: ActionStatus) -> list[ActionMove]:
    """What may happen to an action of that status, in the order of the moves."""
    found = []
    for move in ActionMove:
        try:
            action_moved(status, move)
        except ActionMoveRefused:
            continue
        found.append(move)
    return found


def check_action(framework: Framework, action: Action) -> None:  # noqa: C901  # a branch a rule, in a form's order
    """Refuse an action that says too little, or something impossible.

    Raises StatementUnknown, LevelNotOffered or ActionRefused, which names what to do.
    """
    for rise in action.rises:
        _check_rise(framework, action, rise)
    raised = [rise.statement_id for rise in action.rises]
    why = ""
    if not action.title.strip():
        why = "the action needs a title."
    elif not action.departments:
        why = "say which department it is for."
    elif len(set(action.departments)) < len(action.departments):
        why = "the same department is named twice."
    elif not raised:
        why = "say which statement it raises, or finds out about."
    elif len(set(raised)) < len(raised):
        why = "the same statement is named twice. Keep the higher level."
    elif action.due is None and not action.no_date.strip():
        why = "give a due date, or say why there is none yet."
    elif odd := [day for day in (action.start, action.due) if day is not None and day.year not in YEARS]:
        why = odd_year(odd[0])
    elif action.due is not None and action.start is not None and action.due < action.start:
        why = f"it would be due on {day(action.due)}, before it starts on {day(action.start)}."
    elif action.status.committed and not action.owner.strip():
        why = "name its owner before it is approved."
    elif action.status is ActionStatus.STOPPED and not action.why.strip():
        why = "say in a few words why it is stopped."
    else:
        why = wrong_amount(action)
    if why:
        raise ActionRefused(action, why)


def check_further(frameworks: Mapping[str, Framework], action: Action) -> None:
    """Refuse what an action is to raise of other series where their editions, by id, do not ask it.

    Raises as check_action, or ActionRefused for an edition that is not here.
    """
    named = [(each.framework_id, each.statement_id) for each in action.further]
    if len(set(named)) < len(named):
        raise ActionRefused(action, "the same statement is named twice. Keep the higher level.")
    for each in action.further:
        framework = frameworks.get(each.framework_id)
        if framework is None:
            raise ActionRefused(action, f"the framework “{each.framework_id}” is not here.")
        _check_rise(framework, action, each)


def _check_rise(framework: Framework, action: Action, rise: Rise | FurtherRise) -> None:
    statement = statement_in(framework, rise.statement_id)
    if not framework.scale_of(statement).ordered:
        raise ActionRefused(
            action, f"“{statement.label}” cannot be raised: none of its levels is better than another."
        )
    if rise.to is not None:
        check_offered(framework, rise.statement_id, Judgement(state=State.LEVEL, level=rise.to))
        if rise.to == framework.scale_of(statement).lowest.value:
            raise ActionRefused(
                action, f"“{statement.label}” cannot be raised to the lowest level. Choose a higher one."
            )


def wrong_amount(action: Action) -> str:
    """What is wrong with the costs or people of an action, in a sentence; empty where nothing is."""
    amounts = {"one_off": action.one_off, "yearly": action.yearly, "saving": action.saving}
    for name, words in AMOUNTS.items():
        if why := _wrong_pounds(amounts[name], name):
            return f"its {words} is {why}"
    return _wrong_people(action.people)


def _wrong_pounds(pounds: int | None, name: str) -> str:
    if pounds is not None and pounds < 0:
        unknown = "if nobody can say yet what it saves" if name == "saving" else "if it is not costed"
        return f"below nothing. Leave it empty {unknown}."
    if pounds is not None and pounds > MOST_POUNDS:
        what = "savings" if name == "saving" else "costs"
        return f"more than £{MOST_POUNDS:,}. Check the noughts: {what} are in whole pounds."
    return ""


def _wrong_people(people: float | None) -> str:
    if people is not None and not (math.isfinite(people) and 0 <= people <= MOST_PEOPLE):
        return f"people needed are full-time equivalents from 0 to {MOST_PEOPLE:,}."
    return ""


def wrong_fields(typed: Mapping[str, Any]) -> dict[str, str]:
    """What cannot be kept of the fields of an action as they were typed, by their names, in a sentence each."""
    found = {}
    for name, most in (("title", MOST_TITLE), ("owner", MOST_TITLE), ("no_date", LONGEST_TEXT)):
        if (over := len(typed.get(name) or "") - most) > 0:
            found[name] = (
                f"It has {most + over:,} characters, and at most {most:,} are kept. Shorten it by {over:,}."
            )
    for name in ("start", "due"):
        if (day_ := typed.get(name)) is not None and day_.year not in YEARS:
            found[name] = odd_year(day_)
    for name in AMOUNTS:
        if why := _wrong_pounds(typed.get(name), name):
            found[name] = f"This is {why}"
    if why := _wrong_people(typed.get("people")):
        found["people"] = why[0].upper() + why[1:]
    return found


def check_dependencies(action: Action, others: Iterable[Action]) -> None:
    """Refuse dependencies on itself, in a circle, or on what is not among `others`; raises ActionRefused.

    `others` are all actions that it might depend on; an older copy of itself among them does not count.
    """
    known: Mapping[int, Action] = {other.id: other for other in others if other.id != action.id}
    if action.id and action.id in action.depends_on:
        raise ActionRefused(action, "it cannot wait for itself.")
    if missing := [str(id_) for id_ in action.depends_on if id_ not in known]:
        raise ActionRefused(action, f"it waits for something that is not here (action {', '.join(missing)}).")
    waiting, seen = list(action.depends_on), set[int]()
    while waiting and action.id:
        first = known.get(waiting.pop())
        if first is None or first.id in seen:
            continue
        seen.add(first.id)
        if action.id in first.depends_on:
            raise ActionRefused(action, f"it and “{first.title}” would wait for each other.")
        waiting += first.depends_on
