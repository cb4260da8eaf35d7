"""A made-up government, written as if it had been answered and reviewed here."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Department, Move, Status, status_after
from maturity.demo.government import MOST_DEPARTMENTS, MOST_ROUNDS, Government, Occasion, government
from maturity.demo.road_map import Deed
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.plan.action import Action
from maturity.plan.target import AcceptedGap, Target
from maturity.services import administering
from maturity.services.frameworks import keep_in, offered
from maturity.services.installation import Installation
from maturity.store import answers, assessments, departments, findings, people, plans, rounds
from maturity.store.database import Transaction

__all__ = ["MOST_DEPARTMENTS", "MOST_ROUNDS", "AlreadyInUse", "make_up", "make_up_once"]

FRAMEWORK = "nao-data-2019"
"""What a government is made up under unless told otherwise, where it is here."""


class NoFramework(MaturityError):
    def __init__(self) -> None:
        super().__init__(
            "Nothing was made up: there is no framework to answer under. Put its file into the folder of frameworks "
            "(MATURITY_FRAMEWORKS), and try again."
        )


LOOK_ROUND_DEPARTMENTS, LOOK_ROUND_ROUNDS = 40, 3


class AlreadyInUse(MaturityError):
    """Made-up departments do not come among others."""

    def __init__(self, found: list[Department]) -> None:
        self.departments = len(found)
        super().__init__(
            f"Nothing was made up: there are departments here already ({found[0].name} is one of "
            f"{len(found)}). Set MATURITY_DATABASE_URL to a database of its own, and try again."
        )


def make_up(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    number: int = 300,
    rounds_made: int = 6,
    seed: int = 1,
    framework_id: str | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Government:
    """Write a made-up government of so many departments and rounds: one transaction a round.

    `tell` hears of each transaction in a sentence. What the made-up people do stands in the history in their
    names, on the days on which they are made to have done it. Raises AlreadyInUse where there are departments
    other than those of a benchmark, NotFound or EditionChanged for the framework as open_round does, or NoFramework.
    """
    for permission in (Permission.MANAGE_DEPARTMENTS, Permission.MANAGE_PEOPLE, Permission.MANAGE_ROUNDS):
        person.must(permission)
    framework = _framework(installation, person, framework_id)
    if found := administering.every_department(installation, person):
        raise AlreadyInUse(found)
    made = government(framework, at.date(), departments=number, rounds=rounds_made, seed=seed)
    with installation.store.transaction(person, at) as transaction:
        for each in rounds.every(transaction.session):
            if each.framework_id == framework.id:
                installation.edition_of(transaction.session, each)
        keep_in(transaction, framework)
        for department in made.departments:
            departments.add(transaction, department)
        for somebody in made.people:
            people.save(transaction, somebody.model_copy(update={"local": False}))
    tell(f"{len(made.departments)} made-up departments and {len(made.people)} made-up people are here.")
    for occasion in made.occasions:
        with installation.store.transaction(person, at) as transaction:
            _write(transaction, occasion)
        tell(f"{occasion.round.title}: {len(occasion.stories)} assessments.")
    return made


def _framework(installation: Installation, person: Person, framework_id: str | None) -> Framework:
    if framework_id is not None:
        with installation.store.reading() as session:
            return installation.framework(session, framework_id)
    every = {each.id: each for each in offered(installation, person)}
    found = every.get(FRAMEWORK) or next(iter(every.values()), None)
    if found is None:
        raise NoFramework
    return found


def make_up_once(
    installation: Installation, person: Person, at: datetime, *, framework_id: str
) -> list[Department]:
    """The departments of a made-up government to look round in, made in seconds; those that are there stay."""
    person.must(Permission.MANAGE_ROUNDS)
    if not administering.every_department(installation, person):
        make_up(
            installation,
            person,
            at,
            number=LOOK_ROUND_DEPARTMENTS,
            rounds_made=LOOK_ROUND_ROUNDS,
            framework_id=framework_id,
        )
    return administering.every_department(installation, person)


def _write(transaction: Transaction, occasion: Occasion) -> None:
    rounds.add(transaction, occasion.round)
    for story in occasion.stories:
        by_officer = replace(transaction, person=story.officer, at=story.started)
        assessment = assessments.start(by_officer, occasion.round, story.department, Status.DRAFT)
        for step in story.steps:
            now = replace(transaction, person=step.person, at=step.at)
            if step.move is not None:
                status = status_after(assessment.status, Move(step.move))
                assessment = assessments.move(now, assessment, status, assurance=step.assurance)
            if step.answers:
                answers.save_all(now, assessment.id, step.answers)
            if step.findings:
                made = {"changed_at": step.at, "changed_by": step.person.id}
                kept = findings.of_assessment(transaction.session, assessment.id)
                found = {}
                for key, each in step.findings.items():
                    if each.replied_at == step.at:  # a reply leaves the finding its auditor's
                        made = kept[key].model_dump(include={"changed_at", "changed_by"})
                    found[key] = each.model_copy(update=made)
                findings.save_all(now, assessment.id, found)
        _plan(transaction, assessment.id, story.road_map)


def _plan(transaction: Transaction, assessment_id: int, deeds: Sequence[Deed]) -> None:
    kept: dict[int, Action] = {}
    for deed in deeds:
        now = replace(transaction, person=deed.person, at=deed.at)
        match deed.what:
            case Target():
                plans.save_target(now, assessment_id, deed.what)
            case AcceptedGap():
                plans.save_accepted(now, assessment_id, deed.what)
            case Action():
                before = kept.get(deed.number, deed.what)
                waits_for = () if deed.after is None else (kept[deed.after].id,)
                as_kept = {"id": before.id, "version": before.version, "depends_on": waits_for}
                kept[deed.number] = plans.save_action(
                    now, deed.what.model_copy(update=as_kept), assessment_id
                )
