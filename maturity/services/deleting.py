"""Undoing what was made by mistake: a round, a department, an assessment or an action that nothing rests on.

Each goes with its entry in the history, which keeps it for ever, and its number is never given again.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from sqlmodel import Session

from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Assessment, Department, PublishedIsFixed, Round, Status
from maturity.errors import MaturityError
from maturity.plan.action import Action, ActionStatus
from maturity.services.installation import Installation
from maturity.store import (
    answers,
    assessments,
    departments,
    messages,
    people,
    plans,
    rounds,
    working_papers,
)
from maturity.wording import counted, listed


class DeletableKind(StrEnum):
    """What can be deleted, in the words of the page."""

    ROUND = "Round"
    DEPARTMENT = "Department"
    ASSESSMENT = "Assessment"
    ACTION = "Action"


class StillNeeded(MaturityError):
    """Something rests on what was to be deleted; `rests` says what, each in a few words."""

    def __init__(self, name: str, rests: Sequence[str]) -> None:
        self.rests = tuple(rests)
        super().__init__(f"“{name}” cannot be deleted: {listed(rests)}. Nothing was changed.")


@dataclass(frozen=True)
class Deletable:
    """Something that an administrator may ask to have deleted: what it is called, and what rests on it, in words."""

    kind: DeletableKind
    id: str
    name: str
    rests: tuple[str, ...]
    version: int = 0  # of an action, as it was seen


def deletable(installation: Installation, person: Person, *, kind: DeletableKind) -> list[Deletable]:
    """Every live one of a kind with what rests on it, and nothing of what is said there: an action goes by its number,
    as its title is the departments' own.
    """
    person.must(Permission.DELETE)
    with installation.store.reading() as session:
        every = _Every(session)
        match kind:
            case DeletableKind.ROUND:
                return [
                    Deletable(kind, each.id, each.title, tuple(every.on_round(each)))
                    for each in every.rounds.values()
                    if not each.published
                ]
            case DeletableKind.DEPARTMENT:
                return [
                    Deletable(kind, each.id, each.name, tuple(every.on_department(each)))
                    for each in every.departments.values()
                    if each.id not in every.published
                ]
            case DeletableKind.ASSESSMENT:
                resting = every.on_assessments(every.live)
                return [
                    Deletable(kind, str(each.id), every.name_of(each), tuple(resting[each.id]))
                    for each in every.live
                ]
            case DeletableKind.ACTION:
                return [
                    Deletable(
                        kind,
                        str(each.id),
                        f"Action {each.id}, {every.departments[each.lead].name}, {every.rounds[each.round_id].title}",
                        tuple(every.on_action(each, named=False)),
                        each.version,
                    )
                    for each in every.actions
                ]


def delete_round(installation: Installation, person: Person, at: datetime, *, round_id: str) -> Round:
    """Delete a round in which no department has begun. Raises NotPermitted, NotFound, PublishedIsFixed, StillNeeded."""
    person.must(Permission.DELETE)
    with installation.store.transaction(person, at) as transaction:
        round_ = rounds.get(transaction.session, round_id)
        if round_.published:
            raise PublishedIsFixed(round_)
        _refuse(round_.title, _Every(transaction.session).on_round(round_))
        rounds.delete(transaction, round_)
        return round_


def delete_department(
    installation: Installation, person: Person, at: datetime, *, department_id: str
) -> Department:
    """Delete a department that is in no round. Raises NotPermitted, NotFound, PublishedIsFixed or StillNeeded."""
    person.must(Permission.DELETE)
    with installation.store.transaction(person, at) as transaction:
        department, every = departments.get(transaction.session, department_id), _Every(transaction.session)
        if department.id in every.published:
            raise PublishedIsFixed(every.published[department.id])
        _refuse(department.name, every.on_department(department))
        departments.delete(transaction, department)
        return department


def delete_assessment(
    installation: Installation, person: Person, at: datetime, *, assessment_id: int
) -> Assessment:
    """Delete an assessment in which nothing was answered, with what it carried over and nobody confirmed.

    Raises NotPermitted, NotFound, PublishedIsFixed or StillNeeded.
    """
    person.must(Permission.DELETE)
    with installation.store.transaction(person, at) as transaction:
        assessment, every = assessments.get(transaction.session, assessment_id), _Every(transaction.session)
        if every.rounds[assessment.round_id].published:
            raise PublishedIsFixed(every.rounds[assessment.round_id])
        resting = every.on_assessments([assessment])
        _refuse(every.name_of(assessment), resting[assessment.id])
        assessments.delete(transaction, assessment)
        return assessment


def delete_action(
    installation: Installation, person: Person, at: datetime, *, action_id: int, based_on: int
) -> Action:
    """Delete an action that is only proposed, as it was seen in the version `based_on`.

    Raises NotPermitted, NotFound, StillNeeded, or Stale if it changed since.
    """
    person.must(Permission.DELETE)
    with installation.store.transaction(person, at) as transaction:
        action, every = plans.action_of(transaction.session, action_id), _Every(transaction.session)
        _refuse(action.title, every.on_action(action))
        led = (
            each.id
            for each in every.live
            if (each.round_id, each.department_id) == (action.round_id, action.lead)
        )
        plans.delete_action(transaction, action, next(led, None), based_on)
        return action


def _refuse(name: str, rests: Sequence[str]) -> None:
    if rests:
        raise StillNeeded(name, rests)


class _Every:
    """What there is, as it rests on each other; each part is read when it is first asked for."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.rounds = {each.id: each for each in rounds.every(session)}

    @cached_property
    def departments(self) -> dict[str, Department]:
        return {each.id: each for each in departments.every(self._session)}

    @cached_property
    def actions(self) -> list[Action]:
        return plans.every_action(self._session)

    @cached_property
    def live(self) -> list[Assessment]:
        return [each for key in self.rounds if not self.rounds[key].published for each in self._of_round(key)]

    @cached_property
    def published(self) -> dict[str, Round]:
        """By department, the published round that it is in."""
        return {
            each.department_id: round_
            for key, round_ in self.rounds.items()
            if round_.published
            for each in self._of_round(key)
        }

    @cached_property
    def reviewed(self) -> set[tuple[str, str]]:
        return {(key, of) for key in self.rounds for of in working_papers.departments_in(self._session, key)}

    @cached_property
    def addressed(self) -> set[tuple[str, str | None]]:
        return {(key, of) for key in self.rounds for of in messages.of_round(self._session, key)}

    @cached_property
    def planned(self) -> dict[tuple[str, str], int]:
        """How many actions were planned in a round by or with a department."""
        return Counter((each.round_id, key) for each in self.actions for key in set(each.departments))

    @cached_property
    def roles(self) -> dict[str, list[str]]:
        """By department the names of who has a role for it."""
        held = people.holding(self._session, self.departments)
        return {key: list(dict.fromkeys(each.name for each in those)) for key, those in held.items()}

    @cached_property
    def waiting(self) -> dict[int, list[Action]]:
        """By action those that wait for it."""
        found = defaultdict[int, list[Action]](list)
        for each in self.actions:
            for first in each.depends_on:
                found[first].append(each)
        return found

    def _of_round(self, round_id: str) -> list[Assessment]:
        return [each for each, _ in assessments.of_round(self._session, round_id)]

    def name_of(self, assessment: Assessment) -> str:
        return f"{self.departments[assessment.department_id].name}, {self.rounds[assessment.round_id].title}"

    @cached_property
    def _by_round(self) -> tuple[Counter[str], Counter[str]]:
        """How many assessments and actions there are of each round."""
        return Counter(each.round_id for each in self.live), Counter(each.round_id for each in self.actions)

    def on_round(self, round_: Round) -> list[str]:
        begun, planned = (each[round_.id] for each in self._by_round)
        return _said(
            (begun, "department has begun its assessment in it", "departments have begun theirs in it"),
            (planned, "action was planned in it", "actions were planned in it"),
            (int((round_.id, None) in self.addressed), "message to the board was written for it"),
            (
                working_papers.count(self._session, round_.id),
                "working paper was written on it",
                "working papers were written on it",
            ),
        )

    @cached_property
    def _by_department(self) -> tuple[Counter[str], Counter[str], Counter[str | None]]:
        """How many assessments and actions there are of each department, and departments in its family."""
        return (
            Counter(each.department_id for each in self.live),
            Counter(key for each in self.actions for key in set(each.departments)),
            Counter(each.family for each in self.departments.values()),
        )

    def on_department(self, department: Department) -> list[str]:
        begun, planned, family = (each[department.id] for each in self._by_department)
        roles = self.roles.get(department.id, [])
        held = [f"{listed(roles, 4)} {'has' if len(roles) == 1 else 'have'} a role for it"] if roles else []
        return held + _said(
            (begun, "assessment is kept of it", "assessments are kept of it"),
            (planned, "action is its own or shared with it", "actions are its own or shared with it"),
            (family, "department is in its family", "departments are in its family"),
        )

    def on_assessments(self, asked: Sequence[Assessment]) -> dict[int, list[str]]:
        """By assessment. What was only carried over and not confirmed rests on the last round, not on this one."""
        drafts = [each.id for each in asked if each.status is Status.DRAFT]
        said = answers.counts_given(self._session, drafts)
        found, targets, accepted, given = (
            assessments.counts_kept(self._session, table, drafts)
            for table in ("findings", "targets", "accepted_gaps", "assignments")
        )
        rests = {}
        for each in asked:
            if each.status is not Status.DRAFT:
                rests[each.id] = [f"it is {each.status.words.lower()}"]
                continue
            place = each.round_id, each.department_id
            rests[each.id] = _said(
                (said.get(each.id, 0), "answer was given in it", "answers were given in it"),
                (found.get(each.id, 0), "finding was made on it", "findings were made on it"),
                (targets.get(each.id, 0), "target was chosen", "targets were chosen"),
                (accepted.get(each.id, 0), "gap was accepted", "gaps were accepted"),
                (
                    given.get(each.id, 0),
                    "colleague was asked to answer",
                    "statements were given to colleagues",
                ),
                (self.planned.get(place, 0), "action was planned in it", "actions were planned in it"),
                (int(place in self.addressed), "message to the board was written in it"),
                (int(place in self.reviewed), "working paper was written on it"),
            )
        return rests

    def on_action(self, action: Action, *, named: bool = True) -> list[str]:
        """With `named` what waits for it goes by its title, and else by its number."""
        waiting = [
            f"“{each.title}”" if named else f"action {each.id}" for each in self.waiting.get(action.id, ())
        ]
        waits = [f"{listed(waiting, 4)} {'waits' if len(waiting) == 1 else 'wait'} for it"] if waiting else []
        if action.status is not ActionStatus.PROPOSED:
            return [f"it is {action.status.words.lower()}, and only what is proposed can be", *waits]
        return waits


def _said(*counts: tuple[int, str] | tuple[int, str, str]) -> list[str]:
    return [counted(number, *words) for number, *words in counts if number]
