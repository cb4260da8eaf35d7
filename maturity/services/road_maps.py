"""Road maps as they are read: of one department, of several with what lies ahead, and as they leave in a bundle."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlmodel import Session

from maturity.assessment.blind import shown
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Department, Round
from maturity.bundle.record import Outside
from maturity.errors import NotFound
from maturity.framework.model import Framework
from maturity.history.chain import Change
from maturity.plan.action import Action, ActionStatus
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap import gaps, targets
from maturity.roadmap.costs import Costs, costs_by_lead
from maturity.roadmap.gaps import Gap
from maturity.roadmap.projection import Projection, projection, projections
from maturity.roadmap.promises import Promise, Tally, promises, tally
from maturity.roadmap.road_maps import Deferred, Forecast, Prospect, RoadMaps, prospect
from maturity.scoring.compare import Comparison, View
from maturity.services.blind_reviewing import hidden_in
from maturity.services.comparing import comparison_in
from maturity.services.frameworks import readable_in
from maturity.services.installation import Installation
from maturity.services.lineage import Lineage, lineage_in
from maturity.store import assessments, departments, history, plans, rounds
from maturity.store.remembering import about, place_of_round


@dataclass(frozen=True)
class RoadMap:
    """One department's road map in a round, as it lies before a person."""

    comparison: Comparison  # of this department alone
    department: Department
    targets: Mapping[str, Target]  # in force, by statement: chosen, or one level up
    chosen: Mapping[str, Target]  # those that the department chose
    accepted: Mapping[str, AcceptedGap]
    gaps: tuple[Gap, ...]  # accepted ones too, with their reasons
    actions: tuple[Action, ...]  # of this round, and of earlier ones where not over when it opened
    waited_for: Mapping[int, Action]  # what these wait for outside of them, where the person may see it

    @property
    def by(self) -> date:
        """The date that targets are for unless they name another."""
        return targets.horizon(self.comparison.round)

    @property
    def served(self) -> int:
        """How many of the gaps an approved action works on."""
        return sum(
            any(action.status.committed for action in self.work_on(gap.statement.id)) for gap in self.gaps
        )

    @property
    def known_actions(self) -> dict[int, Action]:
        """Its actions and what they wait for, by id."""
        return {**{action.id: action for action in self.actions}, **self.waited_for}

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
    promises: Tally | None  # what was promised of the round, and what it found; None where nothing was

    @property
    def prospect(self) -> Prospect | None:
        """What the projection rests on; None where too little is known to say where the department stands, and will."""
        placed = self.road_map.department.id in self.road_map.comparison.placed
        return prospect([self.now], [self.now], self.promises) if placed else None


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
        found = _road_map_in(session, installation, person, round_id, department_id, view)
    worked_on = {r.statement_id for a in found.actions if not a.status.over for r in a.rises}
    return [
        (gap, gaps.suggested(found.comparison, gap))
        for gap in found.gaps
        if gap.accepted is None and gap.statement.id not in worked_on
    ]


def outlook_of(
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
        found = _road_map_in(session, installation, person, round_id, department_id, view)
        round_, not_shown = found.comparison.round, found.comparison.not_shown
        lineage = lineage_in(session, installation)
        every = without_hidden(actions_in(session, lineage, round_, of=department_id), not_shown)
        then: list[Action] = []
        if before is not None:
            end = datetime.combine(before, time.max, UTC)
            then = without_hidden(actions_in(session, lineage, round_, at=end, of=department_id), not_shown)
        past = past_promises_in(session, installation, person, found.comparison)
    judgements, framework = found.comparison.judgements[department_id], found.comparison.framework
    until = max([found.by, *(target.by for target in found.targets.values())])
    return Outlook(
        road_map=found,
        now=projection(framework, department_id, judgements, every, today=today, until=until),
        earlier=None
        if before is None
        else projection(framework, department_id, judgements, then, today=before, until=until),
        costs=costs_by_lead(every, [department_id], today=today, until=until)[department_id],
        promises=past,
    )


@dataclass(frozen=True)
class ActionHistory:
    """Every change of one action, the newest first, with what is needed to tell of it: what its own round asked, and
    every edition by id.
    """

    changes: list[Change]
    framework: Framework | None
    known: Mapping[str, Framework]


def history_of_action(installation: Installation, person: Person, *, action_id: int) -> ActionHistory:
    """The history of an action, in the words of the edition that it was planned in; NotFound for one that the person
    may not see.

    It has earlier drafts, so it stays with the departments and the auditors when the assessment is agreed.
    """
    with installation.store.reading() as session:
        action = plans.action_of(session, action_id)
        own = any(person.may(Permission.SEE_OWN_ASSESSMENT, each) for each in action.departments)
        if not own and not person.may(Permission.SEE_EVERY_ASSESSMENT):
            raise NotFound("action", action_id)
        hidden = hidden_in(session, installation, person)
        if not without_hidden([action], {key: hidden.of(key) for key in action.departments}):
            raise NotFound("action", action_id)
        return ActionHistory(
            history.of_subject(session, kind="action", subject=str(action_id)),
            installation.for_words(session, rounds.get(session, action.round_id)),
            installation.known(session),
        )


def forecast_in(
    session: Session, installation: Installation, person: Person, compared: Comparison, today: date
) -> Forecast:
    """The road maps of all departments compared, as the board pack has them; within a transaction of the caller's."""
    framework, round_ = compared.framework, compared.round
    every = without_hidden(actions_in(session, lineage_in(session, installation), round_), compared.not_shown)
    kept = road_maps_in(session, compared, every)
    dates = [target.by for key in compared.departments for target in kept.chosen.get(key, {}).values()]
    dates += [action.due for action in kept.actions if action.status.committed and action.due is not None]
    until = max([targets.horizon(round_), *dates])
    past = past_promises_in(session, installation, person, compared) if kept.actions else None
    return Forecast(
        chosen=kept.chosen,
        accepted=kept.accepted,
        actions=kept.actions,
        called={
            action.id: action.title
            for action in (*kept.actions, *_waited_for_in(session, person, kept.actions))
        },
        names={each.id: each.name for each in departments.every(session)},
        projections=Deferred(
            lambda: (
                projections(framework, compared.levels, every, today=today, until=until)
                if kept.actions
                else {}
            )
        ),
        costs=Deferred(lambda: costs_by_lead(every, compared.departments, today=today, until=until)),
        placed=compared.placed,
        promises=past,
    )


def promises_in(
    session: Session, installation: Installation, person: Person, after: Comparison
) -> tuple[Comparison, list[Promise]] | None:
    """What actions delivered since the round before promised, beside what this one found, with that round as the person
    may see it; None where no round came before. Within a transaction of the caller's.

    The round before is the last live one to open before it, of the same series. Audited findings count
    where there are any, whatever the view.
    """
    if after.round.published:
        return None
    lineage = lineage_in(session, installation)
    earlier = next(
        (
            each
            for each in readable_in(session, installation)
            if not each.published
            and lineage.same_series(each, after.round)
            and each.opens < after.round.opens
        ),
        None,
    )
    if earlier is None:
        return None
    alone = next(iter(after.departments)) if len(after.departments) == 1 else None
    before = comparison_in(session, installation, person, round_id=earlier.id, view=after.view)
    before = lineage.seen_from(before, after.framework)
    planned = actions_in(session, lineage, earlier, asked=after.round.framework_id, of=alone)
    return before, promises(before, after, without_hidden(planned, after.not_shown))


def past_promises_in(
    session: Session, installation: Installation, person: Person, compared: Comparison
) -> Tally | None:
    """How far the promises of the departments compared were kept, as the newest round has it that the person may see,
    or else this one; None where none was due. Within a transaction of the caller's.
    """
    alone = next(iter(compared.departments)) if len(compared.departments) == 1 else None
    lineage = lineage_in(session, installation)
    same = [
        each
        for each in readable_in(session, installation)
        if not each.published and lineage.same_series(each, compared.round)
    ]
    newest = max(same, key=lambda each: (each.opens, each.id), default=compared.round)
    found = []
    for round_id in dict.fromkeys([newest.id, compared.round.id]):
        try:
            after = comparison_in(
                session, installation, person, round_id=round_id, department_id=alone, view=compared.view
            )
        except NotFound:  # the department is not in it, or not to be seen
            continue
        made = promises_in(session, installation, person, after)
        found += [tally(each for each in made[1] if each.department in compared.departments)] if made else []
    due = [each for each in found if each.promises]
    return next((each for each in due if each.known), due[0] if due else None)


def exported_in(
    session: Session, installation: Installation, compared: Comparison
) -> tuple[RoadMaps, list[Outside]]:
    """The road maps of the departments compared, and what their actions name outside of them; within a transaction of
    the caller's.

    Actions are as they are kept, by the ids of the edition they were planned in: a statement that the round asks under
    another id, or no longer, is outside, with what became of it. Of an action that these wait for, and that is none of
    theirs, the number alone is here.
    """
    lineage = lineage_in(session, installation)
    told = {
        each.id for each in without_hidden(actions_in(session, lineage, compared.round), compared.not_shown)
    }
    kept = [each for each in kept_actions_in(session, lineage, compared.round) if each.id in told]
    found = road_maps_in(session, compared, kept)
    asked_in = {each.id: each.framework_id for each in rounds.every(session)}
    elsewhere: dict[str, str] = {}
    for action in found.actions:
        planned = asked_in[action.round_id]
        elsewhere |= lineage.asked_elsewhere(action, planned, compared.round.framework_id)
    sharing = {key for action in found.actions for key in action.departments} - compared.departments.keys()
    earlier = {action.round_id for action in found.actions} - {compared.round.id}
    waited_for = {first for action in found.actions for first in action.depends_on}
    outside = [
        *(
            Outside(kind="department", id=e.id, name=e.name)
            for e in departments.every(session)
            if e.id in sharing
        ),
        *(Outside(kind="round", id=e.id, name=e.title) for e in rounds.every(session) if e.id in earlier),
        *(
            Outside(kind="action", id=str(e))
            for e in sorted(waited_for - {action.id for action in found.actions})
        ),
        *(Outside(kind="statement", id=key, name=words) for key, words in sorted(elsewhere.items())),
    ]
    return found, outside


def road_maps_in(session: Session, compared: Comparison, actions: Iterable[Action]) -> RoadMaps:
    """What the departments compared aim at, leave open and do, of the actions given; within a transaction of the
    caller's.

    An action is its departments': it is here for any one of them, and names them all, as in outlook_of. What is not
    shown to whoever asked has no target, no accepted gap and no action here: they tell of its level.
    """
    ids = {compared.assessments[key].id: key for key in compared.departments}
    with about(place_of_round(compared.round.id)):
        chosen = {ids[key]: each for key, each in plans.targets_of(session, list(ids)).items()}
        accepted = {ids[key]: each for key, each in plans.accepted_of(session, list(ids)).items()}
    own = [action for action in actions if compared.departments.keys() & set(action.departments)]
    return RoadMaps(
        chosen={key: shown(each, compared.not_shown.get(key, ())) for key, each in chosen.items()},
        accepted={key: shown(each, compared.not_shown.get(key, ())) for key, each in accepted.items()},
        actions=without_hidden(own, compared.not_shown),
    )


def without_hidden(actions: Iterable[Action], not_shown: Mapping[str, Collection[str]]) -> list[Action]:
    """The actions but those that raise or find out about a statement that is not shown, of a department of theirs."""
    if not not_shown:
        return list(actions)
    return [
        action
        for action in actions
        if not any(
            rise_id in not_shown.get(key, ()) for rise_id in action.raised_ids for key in action.departments
        )
    ]


def actions_in(
    session: Session,
    lineage: Lineage,
    round_: Round,
    *,
    at: datetime | None = None,
    asked: str | None = None,
    of: str | None = None,
) -> list[Action]:
    """The actions of a round, by the ids of its own edition, or of the one `asked`: see kept_actions_in."""
    planned = {each.id: each.framework_id for each in rounds.every(session)}
    return [
        lineage.action_in(each, planned[each.round_id], asked or round_.framework_id)
        for each in kept_actions_in(session, lineage, round_, at=at, of=of)
    ]


def kept_actions_in(
    session: Session,
    lineage: Lineage,
    round_: Round,
    *,
    at: datetime | None = None,
    of: str | None = None,
) -> list[Action]:
    """The actions of a round as they are kept: planned in it, or in an earlier one of the series and not over when it
    opened, or in a round of another series that opened before this one closed, where they raise something of this one,
    too; published findings have none. `of` a department, those alone that name it, and what they wait for. With `at`,
    as these stood at a moment. Within a transaction of the caller's.
    """
    if round_.published:
        return []
    every, series = {each.id: each for each in rounds.every(session)}, lineage.series(round_.framework_id)
    follows = {
        key: lineage.same_series(planned, round_) and planned.opens < round_.opens
        for key, planned in every.items()
    }

    def belongs(action: Action) -> bool:
        planned = every[action.round_id]
        if planned.id == round_.id:
            return True
        over = action.status is ActionStatus.STOPPED or (
            action.delivered_on is not None and action.delivered_on < round_.opens
        )
        if any(lineage.series(each.framework_id) == series for each in action.further):
            return not over and (round_.closes is None or round_.closes >= planned.opens)
        return follows[planned.id] and not over

    if at is not None and of is not None:
        kept = plans.actions_at(session, at, of)
    else:
        kept = plans.every_action(session)
        kept = kept if of is None else with_waited_for(kept, of)
    return [action for action in kept if belongs(action)]


def with_waited_for(every: Iterable[Action], department_id: str) -> list[Action]:
    """The actions that name a department, and what they wait for, in their order."""
    by_id = {action.id: action for action in every}
    waiting, found = [key for key, each in by_id.items() if department_id in each.departments], set[int]()
    while waiting:
        if (key := waiting.pop()) not in found:
            found.add(key)
            waiting += [first for first in by_id[key].depends_on if first in by_id]
    return [by_id[key] for key in sorted(found)]


def visible_in(session: Session, person: Person, actions: Iterable[Action]) -> list[Action]:
    """Those of the actions that are for a department whose assessment the person may see; within a
    transaction of the caller's.
    """
    every = list(actions)
    seen = {
        (round_id, department.id)
        for round_id in {action.round_id for action in every}
        for assessment, department in assessments.of_round(session, round_id)
        if person.may_see(department.id, assessment.status)
    }
    return [action for action in every if any((action.round_id, each) in seen for each in action.departments)]


def _waited_for_in(session: Session, person: Person, actions: Sequence[Action]) -> list[Action]:
    """What actions wait for outside of themselves, where the person may see it."""
    outside = {first for action in actions for first in action.depends_on} - {action.id for action in actions}
    every = plans.every_action(session) if outside else []
    return visible_in(session, person, (action for action in every if action.id in outside))


def _road_map_in(
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
    lineage = lineage_in(session, installation)
    kept = road_maps_in(session, compared, actions_in(session, lineage, compared.round, of=department_id))
    chosen, accepted = kept.chosen[department_id], kept.accepted[department_id]
    return RoadMap(
        comparison=compared,
        department=compared.departments[department_id],
        targets=targets.targets(
            compared.framework, compared.round, compared.judgements[department_id], chosen
        ),
        chosen=chosen,
        accepted=accepted,
        gaps=tuple(gaps.gaps_to_targets(compared, {department_id: chosen}, {department_id: accepted})),
        actions=tuple(kept.actions),
        waited_for={action.id: action for action in _waited_for_in(session, person, kept.actions)},
    )
