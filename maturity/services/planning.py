"""What a person changes of a road map: targets, gaps that are left open, actions and their moves."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from sqlmodel import Session

from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Assessment, PublishedIsFixed, Round
from maturity.errors import NotFound
from maturity.plan.action import (
    Action,
    ActionMove,
    ActionMoveRefused,
    ActionRefused,
    ActionsRefused,
    ActionStatus,
    FurtherRise,
    Rise,
    action_moved,
    check_action,
    check_dependencies,
    check_further,
    wrong_fields,
)
from maturity.plan.target import YEARS, AcceptedGap, Target, check_accepted, check_target, odd_year
from maturity.plan.words import label_of
from maturity.roadmap import targets
from maturity.services.installation import Installation
from maturity.services.lineage import Lineage, lineage_in
from maturity.services.road_maps import visible_in
from maturity.store import assessments, departments, plans, rounds
from maturity.store.database import Transaction
from maturity.wording import day


def set_target(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str,
    target: Target,
) -> Target:
    """Aim at a level for a statement, by a date; gives it back as it is now kept.

    Raises NotPermitted, PublishedIsFixed, NotFound, StatementUnknown, LevelNotOffered, TargetRefused, or
    Stale if it changed since `target.version`.
    """
    with _changing(installation, person, at, round_id, department_id) as (transaction, round_, assessment):
        check_target(installation.asked_of(transaction.session, round_, assessment), target, round_.opens)
        return plans.save_target(transaction, assessment.id, target)


def clear_target(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str,
    statement_id: str,
    based_on: int,
) -> None:
    """Aim one level up again; raises Stale if the target is no longer the version `based_on`."""
    with _changing(installation, person, at, round_id, department_id) as (transaction, _, assessment):
        plans.remove_target(transaction, assessment.id, statement_id, based_on)


def set_profile(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str,
    profile_id: str,
    by: date | None = None,
) -> dict[str, Target]:
    """Take a profile of the framework file as the department's targets, by a date or the horizon.

    It replaces the targets of the statements that it names, whatever they were; gives all chosen ones back.
    Raises NotFound for a profile that is not in the file, and otherwise as set_target.
    """
    with _changing(installation, person, at, round_id, department_id) as (transaction, round_, assessment):
        framework = installation.asked_of(transaction.session, round_, assessment)
        profile = next((each for each in framework.target_profiles if each.id == profile_id), None)
        if profile is None:
            raise NotFound("target profile", profile_id, [each.id for each in framework.target_profiles])
        kept = plans.targets_of(transaction.session, [assessment.id])[assessment.id]
        aims = targets.from_profile(framework, profile, by or targets.horizon(round_))
        for statement_id, target in aims.items():
            check_target(framework, target, round_.opens)
            version = kept[statement_id].version if statement_id in kept else 0
            plans.save_target(transaction, assessment.id, target.model_copy(update={"version": version}))
        return plans.targets_of(transaction.session, [assessment.id])[assessment.id]


def accept_gap(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str,
    gap: AcceptedGap,
) -> AcceptedGap:
    """Leave a gap open, with the reason; gives it back as it is now kept.

    Raises NotPermitted, PublishedIsFixed, NotFound, StatementUnknown, ReasonForGapNeeded, or Stale.
    """
    with _changing(installation, person, at, round_id, department_id) as (transaction, round_, assessment):
        check_accepted(installation.asked_of(transaction.session, round_, assessment), gap)
        return plans.save_accepted(transaction, assessment.id, gap)


def reopen_gap(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str,
    statement_id: str,
    based_on: int,
) -> None:
    """Accept a gap no longer; raises Stale if the reason is no longer the version `based_on`."""
    with _changing(installation, person, at, round_id, department_id) as (transaction, _, assessment):
        plans.remove_accepted(transaction, assessment.id, statement_id, based_on)


def propose_action(installation: Installation, person: Person, at: datetime, *, action: Action) -> Action:
    """Keep a new action as proposed, in the round and for the departments that it names; the first one leads.

    One that says the same as an action that is not over is not kept again: a form may be sent twice, and the action
    that is there is given back.

    Raises NotPermitted, PublishedIsFixed, NotFound, StatementUnknown, LevelNotOffered or ActionRefused.
    """
    with installation.store.transaction(person, at) as transaction:
        return _propose(installation, person, transaction, action)


def propose_actions(
    installation: Installation, person: Person, at: datetime, *, actions: Sequence[Action]
) -> list[Action]:
    """Keep several new actions as proposed, all or none; each is an entry of its own in the history.

    Raises ActionsRefused, which says of each that cannot be kept why not, or as propose_action does where it is none
    of their own faults.
    """
    refused: dict[int, str] = {}
    kept = []
    with installation.store.transaction(person, at) as transaction:
        for place, action in enumerate(actions):
            try:
                if wrong := wrong_fields(action.model_dump()):
                    raise ActionRefused(action, " ".join(wrong.values()))
                kept.append(_propose(installation, person, transaction, action))
            except ActionRefused as problem:
                refused[place] = str(problem)
        if refused:
            again = "None was proposed: mend these and propose all again."
            raise ActionsRefused(refused, len(actions), again)
    return kept


def _propose(installation: Installation, person: Person, transaction: Transaction, action: Action) -> Action:
    if not action.departments:
        raise ActionRefused(action, "say which department it is for.")
    person.must(Permission.PLAN, action.lead)
    new = action.model_copy(
        update={
            "id": 0,
            "version": 0,
            "status": ActionStatus.PROPOSED,
            "why": "",
            "delivered_on": None,
            "changed_at": None,
            "changed_by": None,
        }
    )
    round_, assessment = _to_change(transaction.session, new.round_id, new.lead)
    _check(installation, person, transaction.session, round_, new)
    for kept in plans.every_action(transaction.session):
        if not kept.status.over and kept.says() == new.says():
            return kept
    return plans.save_action(transaction, new, assessment.id)


def change_action(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    action: Action,
    framework_id: str | None = None,
) -> Action:
    """Keep what an action says now, on the version that the person saw; its status is moved by move_action.

    It may name its statements by the ids of a later edition, `framework_id`, than that in which it was planned. What
    that edition does not ask any more stays as it was planned; what was not asked then takes an action of its own.

    Once it is approved, only an approver changes what was approved: who is raised how far, by when, and what it
    takes. Raises as propose_action, or Stale if it changed since `action.version`.
    """
    with installation.store.transaction(person, at) as transaction:
        kept = plans.action_of(transaction.session, action.id)
        person.must(Permission.PLAN, kept.lead)
        if action.version != kept.version:
            raise plans.stale(kept.title, kept, action)
        fixed = {
            name: getattr(kept, name) for name in ("round_id", "status", "why", "delivered_on", "origin")
        }
        changed = action.model_copy(update=fixed)
        planned = rounds.get(transaction.session, kept.round_id).framework_id
        if framework_id not in (None, planned):
            lineage = lineage_in(transaction.session, installation)
            changed = _as_planned(lineage, kept, changed, planned, str(framework_id))
        if kept.status.committed and changed.promised() != kept.promised():
            person.must(Permission.APPROVE_ACTIONS, kept.lead)
        if kept.status.over and changed.content() != kept.content():
            raise ActionRefused(
                kept, f"it is {kept.status.words.lower()}, so it stays as it is. Take it up again first."
            )
        if changed.departments and changed.lead != kept.lead:
            raise ActionRefused(kept, "the department that leads it stays the first of its departments.")
        round_, assessment = _to_change(transaction.session, kept.round_id, kept.lead)
        _check(installation, person, transaction.session, round_, changed)
        return plans.save_action(transaction, changed, assessment.id)


def move_action(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    action_id: int,
    move: ActionMove,
    based_on: int,
    why: str = "",
    delivered_on: date | None = None,
) -> Action:
    """Approve an action (which takes the leading department's approver), begin, deliver or stop it, and so on.

    `delivered_on` is today unless told otherwise. Raises NotPermitted, ActionMoveRefused, ActionRefused where the
    reason or the owner is missing, or Stale if the action is no longer the version `based_on`.
    """
    with installation.store.transaction(person, at) as transaction:
        kept = plans.action_of(transaction.session, action_id)
        person.must(Permission.APPROVE_ACTIONS if move.needs_approver else Permission.PLAN, kept.lead)
        if based_on != kept.version:
            raise plans.stale(kept.title, kept, kept.model_copy(update={"why": why.strip()}))
        return _move(installation, transaction, at, kept, move, why=why, delivered_on=delivered_on)


def approve_actions(
    installation: Installation, person: Person, at: datetime, *, versions: Mapping[int, int]
) -> list[Action]:
    """Approve several actions, each by its id as the version that the person saw: all or none; each is an entry of its
    own in the history.

    Raises ActionsRefused, which names each that cannot be approved and says why not, or NotPermitted or NotFound.
    """
    refused: dict[int, str] = {}
    approved = []
    with installation.store.transaction(person, at) as transaction:
        for place, (action_id, version) in enumerate(versions.items()):
            kept = plans.action_of(transaction.session, action_id)
            person.must(Permission.APPROVE_ACTIONS, kept.lead)
            if kept.version != version:
                said = f"it was changed since you opened the page, and is {kept.status.words.lower()} now."
                refused[place] = str(ActionRefused(kept, said))
                continue
            try:
                approved.append(_move(installation, transaction, at, kept, ActionMove.APPROVE))
            except ActionRefused as problem:
                refused[place] = str(problem)
            except ActionMoveRefused:
                refused[place] = str(ActionRefused(kept, f"it is {kept.status.words.lower()} already."))
        if refused:
            again = "None was approved: mend these on Road map or leave them out, and approve again."
            raise ActionsRefused(refused, len(versions), again)
    return approved


def _move(
    installation: Installation,
    transaction: Transaction,
    at: datetime,
    kept: Action,
    move: ActionMove,
    *,
    why: str = "",
    delivered_on: date | None = None,
) -> Action:
    """The action after a move that whoever asked may make, on the version that they saw."""
    status = action_moved(kept.status, move)
    if move.needs_reason and not why.strip():
        raise ActionRefused(kept, f"say in a few words why it is {move.value}.")
    delivered = (delivered_on or at.date()) if status is ActionStatus.DELIVERED else None
    if delivered is not None and delivered > at.date():
        raise ActionRefused(kept, f"it cannot be delivered on {day(delivered)}, which is still to come.")
    if delivered is not None and delivered.year not in YEARS:
        raise ActionRefused(kept, odd_year(delivered))
    moved = kept.model_copy(update={"status": status, "why": why.strip(), "delivered_on": delivered})
    round_, assessment = _to_change(transaction.session, kept.round_id, kept.lead)
    check_action(installation.edition_of(transaction.session, round_), moved)
    return plans.save_action(transaction, moved, assessment.id)


def _as_planned(lineage: Lineage, kept: Action, given: Action, planned: str, asked: str) -> Action:
    """An action by the ids of the edition in which it was planned; raises ActionRefused for what was not asked then.

    Seen in another series, what it was planned for stays, and what it raises of that series is what is given.
    """
    if lineage.series(planned) != lineage.series(asked):
        return _as_planned_elsewhere(lineage, kept, given, asked)
    was = lineage.planned_ids(planned, asked)
    later = lineage.known.get(asked)
    for rise in given.rises:
        if rise.statement_id not in was:
            label = later.by_id[rise.statement_id].label if later else rise.statement_id
            raise ActionRefused(
                kept,
                f"“{label}” was not asked in the edition in which it was planned. Propose an action of its own for it.",
            )
    wanted = {was[rise.statement_id]: rise.to for rise in given.rises}
    asked_still = set(was.values())
    rises = [
        Rise(statement_id=key, to=wanted.pop(key)) if key in wanted else each
        for each in kept.rises
        if (key := each.statement_id) in wanted or key not in asked_still
    ]
    rises += [Rise(statement_id=key, to=to) for key, to in wanted.items()]
    return given.model_copy(update={"rises": tuple(rises), "former": (), "elsewhere": ()})


def _as_planned_elsewhere(lineage: Lineage, kept: Action, given: Action, asked: str) -> Action:
    """What of the other series stays as it was, and what is given of this one; what this edition does not ask any more
    is not lost.
    """
    seen: dict[str, FurtherRise] = {}
    for each in kept.further:
        if lineage.series(each.framework_id) == lineage.series(asked):
            now = lineage.rise_in(Rise(statement_id=each.statement_id, to=each.to), each.framework_id, asked)
            if isinstance(now, Rise):
                seen[now.statement_id] = each
    further = [each for each in kept.further if each not in seen.values()]
    for rise in given.rises:
        before = seen.get(rise.statement_id)
        same = before is not None and before.to == rise.to
        named = FurtherRise(framework_id=asked, statement_id=rise.statement_id, to=rise.to)
        further.append(before if same and before is not None else named)
    return given.model_copy(
        update={"rises": kept.rises, "further": tuple(further), "former": (), "elsewhere": ()}
    )


@contextmanager
def _changing(
    installation: Installation, person: Person, at: datetime, round_id: str, department_id: str
) -> Iterator[tuple[Transaction, Round, Assessment]]:
    """One transaction on a department's road map, with its round and its assessment, for somebody who may plan it."""
    person.must(Permission.PLAN, department_id)
    with installation.store.transaction(person, at) as transaction:
        round_, assessment = _to_change(transaction.session, round_id, department_id)
        yield transaction, round_, assessment


def _assessment(session: Session, round_id: str, department_id: str) -> Assessment:
    for assessment, department in assessments.of_round(session, round_id):
        if department.id == department_id:
            return assessment
    raise NotFound("department in this round", department_id)


def _to_change(session: Session, round_id: str, department_id: str) -> tuple[Round, Assessment]:
    """The round and the department's assessment in it; plans may change when the round has closed."""
    round_ = rounds.get(session, round_id)
    if round_.published:
        raise PublishedIsFixed(round_)
    return round_, _assessment(session, round_id, department_id)


def _check(
    installation: Installation, person: Person, session: Session, round_: Round, action: Action
) -> None:
    check_action(installation.edition_of(session, round_), action)
    if action.further:
        lineage = lineage_in(session, installation)
        check_further(lineage.known, action)
        own = lineage.series(round_.framework_id)
        for each in action.further:
            if lineage.series(each.framework_id) == own:
                label = label_of(lineage.known[each.framework_id], each.statement_id)
                raise ActionRefused(
                    action, f"“{label}” is of the series that it is planned in: choose it under “Raises”."
                )
    for department_id in action.departments:
        departments.get(session, department_id)
    check_dependencies(action, visible_in(session, person, plans.every_action(session)))
