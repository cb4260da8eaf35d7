"""Undoing what was made by mistake: a round, a department, an assessment or an action that nothing rests on.

Each goes with its entry in the history, which keeps it for ever, and its number is never given again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from maturity.assessment.answer import NOT_ANSWERED
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Assessment, Department, PublishedIsFixed, Round, Status
from maturity.errors import MaturityError
from maturity.plan.action import Action, ActionStatus
from maturity.services.installation import Installation
from maturity.store import (
    answers,
    assessments,
    assignments,
    departments,
    findings,
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


def deletable(installation: Installation, person: Person) -> list[Deletable]:
    """Every live round, department, assessment and action with what rests on it, and nothing of what is said there:
    an action goes by its number, as its title is the departments' own.
    """
    person.must(Permission.DELETE)
    with installation.store.reading() as session:
        every = _Every(session)
        resting = every.on_assessments(session, every.live)
    found = [
        Deletable(DeletableKind.ROUND, each.id, each.title, tuple(every.on_round(each)))
        for each in every.rounds.values()
        if not each.published
    ]
    found += [
        Deletable(DeletableKind.DEPARTMENT, each.id, each.name, tuple(every.on_department(each)))
        for each in every.departments.values()
        if each.id not in every.published
    ]
    found += [
        Deletable(DeletableKind.ASSESSMENT, str(each.id), every.name_of(each), tuple(resting[each.id]))
        for each in every.live
    ]
    return found + [
        Deletable(
            DeletableKind.ACTION,
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
        resting = every.on_assessments(transaction.session, [assessment])
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
    """What there is, as it rests on each other."""

    def __init__(self, session: Session) -> None:
        self.rounds = {each.id: each for each in rounds.every(session)}
        self.departments = {each.id: each for each in departments.every(session)}
        self.actions, self.people = plans.every_action(session), people.every(session)
        pairs = [(key, each) for key in self.rounds for each, _ in assessments.of_round(session, key)]
        self.live = [each for key, each in pairs if not self.rounds[key].published]
        self.of_papers = {key: working_papers.count(session, key) for key in self.rounds}
        self.reviewed = {
            (key, of) for key in self.rounds for of in working_papers.departments_in(session, key)
        }
        self.addressed = {(key, of) for key in self.rounds for of in messages.of_round(session, key)}
        self.published = {
            each.department_id: self.rounds[key] for key, each in pairs if self.rounds[key].published
        }

    def name_of(self, assessment: Assessment) -> str:
        return f"{self.departments[assessment.department_id].name}, {self.rounds[assessment.round_id].title}"

    def on_round(self, round_: Round) -> list[str]:
        begun = [each for each in self.live if each.round_id == round_.id]
        planned = [each for each in self.actions if each.round_id == round_.id]
        return _said(
            (len(begun), "department has begun its assessment in it", "departments have begun theirs in it"),
            (len(planned), "action was planned in it", "actions were planned in it"),
            (int((round_.id, None) in self.addressed), "message to the board was written for it"),
            (
                self.of_papers[round_.id],
                "working paper was written on it",
                "working papers were written on it",
            ),
        )

    def on_department(self, department: Department) -> list[str]:
        begun = [each for each in self.live if each.department_id == department.id]
        planned = [each for each in self.actions if department.id in each.departments]
        family = [each for each in self.departments.values() if each.family == department.id]
        roles = [each.name for each in self.people if any(held == department.id for _, held in each.roles)]
        held = [f"{listed(roles, 4)} {'has' if len(roles) == 1 else 'have'} a role for it"] if roles else []
        return held + _said(
            (len(begun), "assessment is kept of it", "assessments are kept of it"),
            (len(planned), "action is its own or shared with it", "actions are its own or shared with it"),
            (len(family), "department is in its family", "departments are in its family"),
        )

    def on_assessments(self, session: Session, asked: Sequence[Assessment]) -> dict[int, list[str]]:
        """By assessment. What was only carried over and not confirmed rests on the last round, not on this one."""
        drafts = [each.id for each in asked if each.status is Status.DRAFT]
        said, found = answers.of_assessments(session, drafts), findings.of_assessments(session, drafts)
        targets, accepted = plans.targets_of(session, drafts), plans.accepted_of(session, drafts)
        given = assignments.of_assessments(session, drafts)
        rests = {}
        for each in asked:
            if each.status is not Status.DRAFT:
                rests[each.id] = [f"it is {each.status.words.lower()}"]
                continue
            nothing = NOT_ANSWERED.content()
            answered = [a for a in said[each.id].values() if not a.carried and a.content() != nothing]
            led = [
                action
                for action in self.actions
                if action.round_id == each.round_id and each.department_id in action.departments
            ]
            rests[each.id] = _said(
                (len(answered), "answer was given in it", "answers were given in it"),
                (len(found[each.id]), "finding was made on it", "findings were made on it"),
                (len(targets[each.id]), "target was chosen", "targets were chosen"),
                (len(accepted[each.id]), "gap was accepted", "gaps were accepted"),
                (len(given[each.id]), "colleague was asked to answer", "statements were given to colleagues"),
                (len(led), "action was planned in it", "actions were planned in it"),
                (
                    int((each.round_id, each.department_id) in self.addressed),
                    "message to the board was written in it",
                ),
                (
                    int((each.round_id, each.department_id) in self.reviewed),
                    "working paper was written on it",
                ),
            )
        return rests

    def on_action(self, action: Action, *, named: bool = True) -> list[str]:
        """With `named` what waits for it goes by its title, and else by its number."""
        waiting = [
            f"“{each.title}”" if named else f"action {each.id}"
            for each in self.actions
            if action.id in each.depends_on
        ]
        waits = [f"{listed(waiting, 4)} {'waits' if len(waiting) == 1 else 'wait'} for it"] if waiting else []
        if action.status is not ActionStatus.PROPOSED:
            return [f"it is {action.status.words.lower()}, and only what is proposed can be", *waits]
        return waits


def _said(*counts: tuple[int, str] | tuple[int, str, str]) -> list[str]:
    return [counted(number, *words) for number, *words in counts if number]
