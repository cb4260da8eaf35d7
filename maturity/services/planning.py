"""The road map: targets, gaps, actions and their moves; what they would bring, cost and brought."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlmodel import Session

from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Assessment, Department, PublishedIsFixed, Round
from maturity.bundle.record import Outside, Planned
from maturity.errors import NotFound
from maturity.history.chain import Change
from maturity.plan.action import (
    Action,
    ActionMove,
    ActionRefused,
    ActionStatus,
    action_moved,
    check_action,
    check_dependencies,
)
from maturity.plan.target import AcceptedGap, Target, check_accepted, check_target
from maturity.roadmap import across, gaps, targets
from maturity.roadmap.across import Apart, Need, Served, Shared
from maturity.roadmap.costs import Costs, costs_by_lead
from maturity.roadmap.gaps import Gap
from maturity.roadmap.plan import Plan
from maturity.roadmap.portfolio import Portfolio, portfolio
from maturity.roadmap.portfolio_solver import Limits
from maturity.roadmap.projection import Projection, projection, projections
from maturity.roadmap.promises import Kind, Promise, by_kind, promises
from maturity.roadmap.targets import Targets
from maturity.scoring.compare import Comparison, View
from maturity.services.comparing import comparison_in
from maturity.services.installation import Installation
from maturity.store import assessments, departments, history, plans, rounds
from maturity.wording import counted, day, fixed


@dataclass(frozen=True)
class RoadMap:
    """One department's road map in a round, as it lies before a person."""

    comparison: Comparison  # of this department alone
    department: Department
    targets: Mapping[str, Target]  # in force, by statement: chosen, or one level up
    chosen: Mapping[str, Target]  # those that the department chose
    accepted: Mapping[str, AcceptedGap]
    gaps: tuple[Gap, ...]  # accepted ones too, with their reasons
    actions: tuple[
        Action, ...
    ]  # of this round, and those of earlier rounds that were not over when it opened
    waited_for: Mapping[int, Action]  # what these wait for outside of them, where the person may see it

    @property
    def by(self) -> date:
        """The date that targets are for unless they name another."""
        return targets.horizon(self.comparison.round)

    def work_on(self, statement_id: str) -> list[Action]:
        """The actions that raise a statement or find out about it, and that were not stopped."""
        return [
            action
            for action in self.actions
            if action.status is not ActionStatus.STOPPED
            and statement_id in {rise.statement_id for rise in action.rises}
        ]


@dataclass(frozen=True)
class Outlook:
    """Where a department would be if everything approved is delivered on time, and what that costs it."""

    road_map: RoadMap
    now: Projection
    earlier: Projection | None  # as the plan stood on an earlier day, from today's levels
    costs: Costs  # of what the department leads

    @property
    def headline(self) -> str:
        """“11 gaps, 4 with an approved action: 55.6 % today, 63.9 % by the end of 2027 if …”."""
        found = self.road_map.gaps
        served = sum(
            any(action.status.committed for action in self.road_map.work_on(gap.statement.id))
            for gap in found
        )
        accepted = sum(gap.accepted is not None for gap in found)
        count = f"{counted(len(found), 'gap')}, {served} with an approved action"
        count += f" and {accepted} accepted as {'it is' if accepted == 1 else 'they are'}" if accepted else ""
        today, last = self.now.assessed.score, self.now.points[-1]
        if today is None or last.score.score is None:
            return f"{count}; there is no score today"
        then = f"{fixed(last.score.score)} % by the end of {last.quarter.ends_in} if all is delivered on time"
        return f"{count}: {fixed(today)} % today, {then}"


@dataclass(frozen=True)
class Promises:
    """What delivered actions promised, and what the round found; `before` is None where no round came before."""

    before: Comparison | None
    after: Comparison
    made: tuple[Promise, ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class Across:
    """What the departments of a round that the person may see need in common."""

    comparison: Comparison
    gaps: tuple[Gap, ...]
    needs: tuple[Need, ...]  # every statement, those that most fall short on first
    served: Mapping[str, tuple[Served, ...]]  # by facet id
    shared: tuple[Shared, ...]
    apart: tuple[Apart, ...]


def suggested_actions(
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    department_id: str,
    view: View = View.SELF,
) -> list[tuple[Gap, Action]]:
    """A starting action for each gap that is neither accepted nor worked on, from the framework's guidance.

    They are kept only once somebody proposes them.
    """
    with installation.store.reading() as session:
        found = _plan_in(session, installation, person, round_id, department_id, view)
    worked_on = {r.statement_id for a in found.actions if not a.status.over for r in a.rises}
    return [
        (gap, gaps.suggested(found.comparison, gap))
        for gap in found.gaps
        if gap.accepted is None and gap.statement.id not in worked_on
    ]


def projection_of(
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    department_id: str,
    today: date,
    before: date | None = None,
    view: View = View.SELF,
) -> Outlook:
    """A department's road map, its projection to its horizon, and its costs by year.

    Seen by whoever may see its assessment in the round; raises NotFound where there is none, or none that the person
    may see. With `before`, beside the projection of the plan as it stood at the end of that day (UTC).
    """
    with installation.store.reading() as session:
        found = _plan_in(session, installation, person, round_id, department_id, view)
        every = _belonging(session, found.comparison.round, plans.every_action(session))
        then: list[Action] = []
        if before is not None:
            at = datetime.combine(before, time.max, UTC)
            then = _belonging(session, found.comparison.round, plans.actions_at(session, at))
    judgements, framework = found.comparison.judgements[department_id], found.comparison.framework
    until = max([found.by, *(target.by for target in found.targets.values())])
    return Outlook(
        road_map=found,
        now=projection(framework, department_id, judgements, every, today=today, until=until),
        earlier=None
        if before is None
        else projection(framework, department_id, judgements, then, today=before, until=until),
        costs=costs_by_lead(every, [department_id], today=today, until=until)[department_id],
    )


def actions_of(
    installation: Installation, person: Person, *, round_id: str, department_id: str | None = None
) -> list[Action]:
    """The actions that a portfolio may be made of: of one department, or of all that the person may see."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        compared = comparison_in(
            session, installation, person, round_id=round_id, department_id=department_id
        )
        return _actions_in(session, person, compared)


def portfolio_for(
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    limits: Limits,
    department_id: str | None = None,
    view: View = View.SELF,
) -> Portfolio:
    """Which proposed actions the limits should buy, beyond what is committed: for one department or all that are seen.

    A proposal: nothing is approved by it. Raises NoPlan for limits that no plan can keep.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        compared = comparison_in(
            session, installation, person, round_id=round_id, department_id=department_id, view=view
        )
        found = _gaps_in(session, compared)
        actions = _actions_in(session, person, compared)
    return portfolio(compared.framework, found, actions, limits, departments=compared.departments.keys())


def promises_of(
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    department_id: str | None = None,
    view: View = View.SELF,
) -> Promises:
    """What the actions delivered since the round before this one promised, beside what this one found.

    The round before is the last live one to open before it, against the same framework. Audited findings count
    where there are any, whatever the view.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        after = comparison_in(
            session, installation, person, round_id=round_id, department_id=department_id, view=view
        )
        earlier = [
            each
            for each in rounds.every(session)
            if not each.published
            and each.framework_id == after.round.framework_id
            and each.opens < after.round.opens
        ]
        if not earlier:
            return Promises(None, after, (), ())
        before = comparison_in(session, installation, person, round_id=earlier[0].id, view=view)
        actions = _belonging(session, earlier[0], plans.every_action(session))
    made = promises(before, after, actions)
    return Promises(before, after, tuple(made), tuple(by_kind(after.framework, made)))


def across_government(
    installation: Installation, person: Person, *, round_id: str, view: View = View.SELF
) -> Across:
    """What the departments of a round that the person may see need in common."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        compared = comparison_in(session, installation, person, round_id=round_id, view=view)
        found = _gaps_in(session, compared)
        actions = _of_compared(compared, _belonging(session, compared.round, plans.every_action(session)))
    framework = compared.framework
    return Across(
        comparison=compared,
        gaps=tuple(found),
        needs=tuple(across.needs(framework, found)),
        served={each.id: tuple(across.served(framework, found, each.id)) for each in framework.facets},
        shared=tuple(across.worth_sharing(framework, found)),
        apart=tuple(across.done_apart(framework, actions)),
    )


def history_of_action(installation: Installation, person: Person, *, action_id: int) -> list[Change]:
    """Every change of one action, the newest first; NotFound for one that the person may not see.

    It has earlier drafts, so it stays with the departments and the auditors when the assessment is agreed.
    """
    with installation.store.reading() as session:
        action = plans.action_of(session, action_id)
        own = any(person.may(Permission.SEE_OWN_ASSESSMENT, each) for each in action.departments)
        if not own and not person.may(Permission.SEE_EVERY_ASSESSMENT):
            raise NotFound("action", action_id)
        return history.of_subject(session, kind="action", subject=str(action_id))


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
    person.must(Permission.PLAN, department_id)
    with installation.store.transaction(person, at) as transaction:
        round_, assessment = _to_change(transaction.session, round_id, department_id)
        check_target(installation.framework_of(round_), target, round_.opens)
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
    person.must(Permission.PLAN, department_id)
    with installation.store.transaction(person, at) as transaction:
        _, assessment = _to_change(transaction.session, round_id, department_id)
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
    person.must(Permission.PLAN, department_id)
    with installation.store.transaction(person, at) as transaction:
        round_, assessment = _to_change(transaction.session, round_id, department_id)
        framework = installation.framework_of(round_)
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
    person.must(Permission.PLAN, department_id)
    with installation.store.transaction(person, at) as transaction:
        round_, assessment = _to_change(transaction.session, round_id, department_id)
        check_accepted(installation.framework_of(round_), gap)
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
    person.must(Permission.PLAN, department_id)
    with installation.store.transaction(person, at) as transaction:
        _, assessment = _to_change(transaction.session, round_id, department_id)
        plans.remove_accepted(transaction, assessment.id, statement_id, based_on)


def propose_action(installation: Installation, person: Person, at: datetime, *, action: Action) -> Action:
    """Keep a new action as proposed, in the round and for the departments that it names; the first one leads.

    One that says the same as an action that is not over is not kept again: a form may be sent twice, and the action
    that is there is given back.

    Raises NotPermitted, PublishedIsFixed, NotFound, StatementUnknown, LevelNotOffered or ActionRefused.
    """
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
    with installation.store.transaction(person, at) as transaction:
        round_, assessment = _to_change(transaction.session, new.round_id, new.lead)
        _check(installation, person, transaction.session, round_, new)
        for kept in plans.every_action(transaction.session):
            if not kept.status.over and kept.says() == new.says():
                return kept
        return plans.save_action(transaction, new, assessment.id)


def change_action(installation: Installation, person: Person, at: datetime, *, action: Action) -> Action:
    """Keep what an action says now, on the version that the person saw; its status is moved by move_action.

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
        if kept.status.committed and changed.promised() != kept.promised():
            person.must(Permission.APPROVE_ACTIONS, kept.lead)
        if kept.status.over and action.content() != kept.content():
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
        status = action_moved(kept.status, move)
        if move.needs_reason and not why.strip():
            raise ActionRefused(kept, f"say in a few words why it is {move.value}.")
        delivered = (delivered_on or at.date()) if status is ActionStatus.DELIVERED else None
        if delivered is not None and delivered > at.date():
            raise ActionRefused(kept, f"it cannot be delivered on {day(delivered)}, which is still to come.")
        moved = kept.model_copy(update={"status": status, "why": why.strip(), "delivered_on": delivered})
        round_, assessment = _to_change(transaction.session, kept.round_id, kept.lead)
        check_action(installation.framework_of(round_), moved)
        return plans.save_action(transaction, moved, assessment.id)


def plans_in(session: Session, person: Person, compared: Comparison, today: date) -> Plan:
    """The road maps of all departments compared, as the board pack has them; within a transaction of the caller's."""
    framework, round_ = compared.framework, compared.round
    chosen, accepted = _chosen_and_accepted(session, compared)
    in_force = {
        key: targets.targets(framework, round_, compared.judgements[key], chosen.get(key, {}))
        for key in compared.departments
    }
    kept = plans.every_action(session)
    belonging = _belonging(session, round_, kept)
    actions = _of_compared(compared, belonging)
    waited_for = {first for action in actions for first in action.depends_on}
    seen = _seen(session, person, (action for action in kept if action.id in waited_for))
    dates = [target.by for aims in in_force.values() for target in aims.values()]
    dates += [action.due for action in actions if action.status.committed and action.due is not None]
    until = max([targets.horizon(round_), *dates])
    return Plan(
        targets=in_force,
        chosen=chosen,
        accepted=accepted,
        actions=actions,
        called={action.id: action.title for action in seen},
        names={each.id: each.name for each in departments.every(session)},
        projections=projections(
            framework,
            {key: compared.judgements[key] for key in compared.departments},
            belonging,
            today=today,
            until=until,
        )
        if actions
        else {},
        costs=costs_by_lead(belonging, compared.departments, today=today, until=until),
    )


def planned_in(session: Session, compared: Comparison) -> Planned:
    """The road maps of the departments compared, and what their actions name outside of them; within a transaction of
    the caller's.

    An action is its departments': it is here for any one of them, and names them all, as in plan_of. Of an action that
    these wait for, and that is none of theirs, the number alone is here.
    """
    chosen, accepted = _chosen_and_accepted(session, compared)
    belonging: list[Action] = []
    if not compared.round.published:
        belonging = _belonging(session, compared.round, plans.every_action(session))
    actions = _of_compared(compared, belonging)
    sharing = {key for action in actions for key in action.departments} - compared.departments.keys()
    earlier = {action.round_id for action in actions} - {compared.round.id}
    waited_for = {first for action in actions for first in action.depends_on}
    outside = [
        *(
            Outside(kind="department", id=e.id, name=e.name)
            for e in departments.every(session)
            if e.id in sharing
        ),
        *(Outside(kind="round", id=e.id, name=e.title) for e in rounds.every(session) if e.id in earlier),
        *(Outside(kind="action", id=str(e)) for e in sorted(waited_for - {action.id for action in actions})),
    ]
    return Planned(chosen, accepted, actions, outside)


def _plan_in(
    session: Session,
    installation: Installation,
    person: Person,
    round_id: str,
    department_id: str,
    view: View,
) -> RoadMap:
    compared = comparison_in(
        session, installation, person, round_id=round_id, department_id=department_id, view=view
    )
    assessment = _assessment(session, round_id, department_id)
    chosen = plans.targets_of(session, [assessment.id])[assessment.id]
    accepted = plans.accepted_of(session, [assessment.id])[assessment.id]
    belonging = _belonging(session, compared.round, plans.every_action(session))
    actions = tuple(action for action in belonging if department_id in action.departments)
    own = {action.id for action in actions}
    waited_for = {first for action in actions for first in action.depends_on} - own
    others = [action for action in plans.every_action(session) if action.id in waited_for]
    return RoadMap(
        comparison=compared,
        department=compared.departments[department_id],
        targets=targets.targets(
            compared.framework, compared.round, compared.judgements[department_id], chosen
        ),
        chosen=chosen,
        accepted=accepted,
        gaps=tuple(gaps.gaps_to_targets(compared, {department_id: chosen}, {department_id: accepted})),
        actions=actions,
        waited_for={action.id: action for action in _seen(session, person, others)},
    )


def _gaps_in(session: Session, compared: Comparison) -> list[Gap]:
    """The gaps of every department compared, to the targets in force."""
    return gaps.gaps_to_targets(compared, *_chosen_and_accepted(session, compared))


def _chosen_and_accepted(
    session: Session, compared: Comparison
) -> tuple[Targets, dict[str, dict[str, AcceptedGap]]]:
    """The targets chosen and the gaps accepted, by department and statement."""
    ids = {
        assessment.id: department.id
        for assessment, department in assessments.of_round(session, compared.round.id)
        if department.id in compared.departments
    }
    chosen = {ids[key]: each for key, each in plans.targets_of(session, list(ids)).items()}
    accepted = {ids[key]: each for key, each in plans.accepted_of(session, list(ids)).items()}
    return chosen, accepted


def _actions_in(session: Session, person: Person, compared: Comparison) -> list[Action]:
    """The actions of the departments compared, and what they wait for outside of them that the person may see.

    Those must be committed, or chosen and paid for, too.
    """
    belonging = _belonging(session, compared.round, plans.every_action(session))
    actions = _of_compared(compared, belonging)
    seen = {action.id: action for action in _seen(session, person, belonging)}
    waiting = [first for action in actions for first in action.depends_on]
    chosen = {action.id for action in actions}
    while waiting:
        first = waiting.pop()
        if first in seen and first not in chosen:
            chosen.add(first)
            actions.append(seen[first])
            waiting += seen[first].depends_on
    return actions


def _of_compared(compared: Comparison, actions: Iterable[Action]) -> list[Action]:
    """Those of the actions that are for one of the departments compared."""
    return [action for action in actions if compared.departments.keys() & set(action.departments)]


def _belonging(session: Session, round_: Round, actions: Iterable[Action]) -> list[Action]:
    """The actions of a round: planned in it, or in an earlier one and not over when it opened."""
    every = {each.id: each for each in rounds.every(session)}

    def belongs(action: Action) -> bool:
        planned = every[action.round_id]
        if planned.id == round_.id:
            return True
        over = action.status is ActionStatus.STOPPED or (
            action.delivered_on is not None and action.delivered_on < round_.opens
        )
        return planned.framework_id == round_.framework_id and planned.opens < round_.opens and not over

    return [action for action in actions if belongs(action)]


def _seen(session: Session, person: Person, actions: Iterable[Action]) -> list[Action]:
    """Those of the actions that are for a department whose assessment the person may see."""
    every = list(actions)
    seen = {
        (round_id, department.id)
        for round_id in {action.round_id for action in every}
        for assessment, department in assessments.of_round(session, round_id)
        if person.may_see(department.id, assessment.status)
    }
    return [action for action in every if any((action.round_id, each) in seen for each in action.departments)]


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
    check_action(installation.framework_of(round_), action)
    for department_id in action.departments:
        departments.get(session, department_id)
    check_dependencies(action, _seen(session, person, plans.every_action(session)))
