"""Departments, rounds and benchmarks."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from sqlmodel import Session

from maturity.assessment import benchmark
from maturity.assessment.answer import statement_in
from maturity.assessment.finding import digest
from maturity.assessment.people import LOCAL, LastAdministrator, Permission, Person, Role
from maturity.assessment.round import (
    MOST_MONTHS,
    Department,
    MonthsRefused,
    PublishedIsFixed,
    Round,
    RoundKind,
    Status,
    SystemNeedsDepartment,
    check_closing,
    check_family,
    id_from,
)
from maturity.assessment.sign_in import AddressTaken, mail_address
from maturity.errors import MaturityError, NotFound
from maturity.framework import scope
from maturity.framework.model import Framework
from maturity.services.frameworks import keep_in
from maturity.services.installation import Installation
from maturity.services.people_search import without_address
from maturity.store import assessments, departments, findings, history, people, rounds
from maturity.store.constraints import Refused
from maturity.wording import tidy


class BenchmarkDiffers(MaturityError):
    def __init__(self, round_: Round) -> None:
        self.round = round_.id
        super().__init__(
            f"The benchmark “{round_.title}” is already here with other findings. Nothing was changed: "
            "published findings are never altered. Give the new ones a round id of their own."
        )


def every_department(installation: Installation, person: Person) -> list[Department]:
    """The departments that may be assessed here, by name; those of a benchmark are not among them."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        return _every_department(session)


def every_round(installation: Installation, person: Person) -> list[Round]:
    """All rounds, the latest to open first."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        return rounds.every(session)


def add_department(
    installation: Installation, person: Person, at: datetime, *, name: str, system_of: str | None = None
) -> Department:
    """A new department, or a system of one; its id is made from its name.

    Raises NameNeeded, Refused if it is taken, or SystemNeedsDepartment where `system_of` is no department here.
    """
    person.must(Permission.MANAGE_DEPARTMENTS)
    department = Department(
        id=id_from(name, "department"), name=tidy(name), family=system_of, system=system_of is not None
    )
    with installation.store.transaction(person, at) as transaction:
        every = {each.id: each for each in _every_department(transaction.session)}
        if system_of is not None and (system_of not in every or every[system_of].system):
            raise SystemNeedsDepartment(department.name)
        departments.add(transaction, department)
    return department


def kinds_of_body(installation: Installation, person: Person) -> dict[str, str]:
    """The kinds of body that the frameworks here name, by id: what departments may be said to be."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        return _kinds(installation, session)


def set_kinds(
    installation: Installation, person: Person, at: datetime, *, department_id: str, kinds: Sequence[str]
) -> Department:
    """Say what kinds of body a department is: from now on it is asked what applies to those.

    Its drafts in open rounds are asked so at once; what was answered of the rest is kept, and comes back if it is asked
    again. What was submitted stays as it was asked. Raises NotFound for a department that is not assessed here or a
    kind that no framework names, or NothingAsked where a draft would be left without a statement.
    """
    person.must(Permission.MANAGE_DEPARTMENTS)
    with installation.store.transaction(person, at) as transaction:
        session = transaction.session
        kept = next((each for each in _every_department(session) if each.id == department_id), None)
        if kept is None:
            raise NotFound("department", department_id)
        known = _kinds(installation, session)
        for each in kinds:
            if each not in known and each not in kept.kinds:
                raise NotFound("kind of body", each, list(known))
        changed = kept.model_copy(update={"kinds": tuple(dict.fromkeys(kinds))})
        departments.change(transaction, kept, changed)
        for assessment in assessments.of_department(session, department_id):
            round_ = rounds.get(session, assessment.round_id)
            if assessment.status is Status.DRAFT and round_.is_open(at.date()):
                scope.part_asked(installation.framework_of(session, round_), kinds=changed.kinds)
                assessments.ask_as(transaction, assessment, changed.kinds)
    return changed


def set_family(
    installation: Installation, person: Person, at: datetime, *, department_id: str, family: str | None
) -> Department:
    """Put a department into the family of another, its parent, or of none; or a system into another department.

    A parent belongs to no family but its own. Raises NotFound for a department that is not assessed here,
    FamilyRefused, or SystemNeedsDepartment for a system that would be left without.
    """
    person.must(Permission.MANAGE_DEPARTMENTS)
    with installation.store.transaction(person, at) as transaction:
        every = {each.id: each for each in _every_department(transaction.session)}
        for asked in (department_id, family):
            if asked is not None and asked not in every:
                raise NotFound("department", asked)
        department = every[department_id]
        if family is None and department.system:
            raise SystemNeedsDepartment(department.name)
        if family is not None and family != department.family:
            check_family(department, every[family], every.values())
        changed = department.model_copy(update={"family": family})
        departments.change(transaction, department, changed)
    return changed


def rename_department(
    installation: Installation, person: Person, at: datetime, *, department_id: str, name: str
) -> Department:
    """Another name for a department; its id stays. Raises NameNeeded, NotFound, or Refused if it is taken."""
    person.must(Permission.MANAGE_DEPARTMENTS)
    id_from(name, "department")
    with installation.store.transaction(person, at) as transaction:
        kept = departments.get(transaction.session, department_id)
        renamed = kept.model_copy(update={"name": tidy(name)})
        departments.change(transaction, kept, renamed)
    return renamed


def open_round(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    title: str,
    framework_id: str,
    closes: date | None,
    evidence_months: int | None = None,
    asks: Collection[str] = (),
) -> Round:
    """A new live round, open from today; of the whole framework, or of the statements that it `asks`, by id.

    Raises StatementUnknown, NameNeeded, NameTooLong, RoundEndsEarly, RoundEndsLate, MonthsRefused, Refused if the title
    is taken, or EditionChanged if the framework's file has changed since another round used it.
    """
    person.must(Permission.MANAGE_ROUNDS)
    check_closing(at.date(), closes)
    if evidence_months is not None and not 1 <= evidence_months <= MOST_MONTHS:
        raise MonthsRefused(evidence_months)
    with installation.store.transaction(person, at) as transaction:
        framework = installation.framework(transaction.session, framework_id)
        _check_editions(installation, transaction.session, framework)
        for each in asks:
            statement_in(framework, each)
        part = framework.asking(set(asks)) if asks else framework
        round_ = Round(
            id=id_from(title, "round"),
            title=tidy(title),
            kind=RoundKind.LIVE,
            framework_id=framework.id,
            edition=framework.edition,
            framework_hash=framework.content_hash,
            opens=at.date(),
            closes=closes,
            evidence_months=evidence_months,
            asks=() if part is framework else tuple(each.id for each in part.statements),
        )
        rounds.add(transaction, round_)
        keep_in(transaction, framework)
    return round_


def change_round(
    installation: Installation, person: Person, at: datetime, *, round_id: str, closes: date | None
) -> Round:
    """Another closing date for a live round, or none; the day itself is still open.

    Raises NotFound, PublishedIsFixed, RoundEndsEarly for a day before it opened, or RoundEndsLate.
    """
    person.must(Permission.MANAGE_ROUNDS)
    with installation.store.transaction(person, at) as transaction:
        kept = rounds.get(transaction.session, round_id)
        if kept.published:
            raise PublishedIsFixed(kept)
        check_closing(kept.opens, closes)
        changed = kept.model_copy(update={"closes": closes})
        rounds.change(transaction, kept, changed)
    return changed


def every_person(installation: Installation, person: Person) -> list[Person]:
    """Everybody in the register, by name; with addresses and sign-ins only for those who look after it."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading(by_one_statement=True) as session:
        register = people.every(session)
    return register if person.may(Permission.MANAGE_PEOPLE) else list(map(without_address, register))


def register_person(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    name: str,
    email: str = "",
    roles: Iterable[tuple[Role, str]],
) -> Person:
    """A new person in the register, with their roles; their e-mail address invites them to sign in.

    Raises NameNeeded, AddressNotUnderstood, AddressTaken, or Refused if the name is taken.
    """
    person.must(Permission.MANAGE_PEOPLE)
    new = Person(
        id=id_from(name, "person"),
        name=tidy(name),
        email=mail_address(email),
        roles=frozenset(roles),
    )
    with installation.store.transaction(person, at) as transaction:
        if new.id == LOCAL or people.find(transaction.session, new.id) is not None:
            raise Refused("pk_people")
        _check_free(transaction.session, new)
        people.save(transaction, new)
    return new


def change_person(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    person_id: str,
    roles: Iterable[tuple[Role, str]],
    active: bool,
) -> Person:
    """Give a person other roles, or disable them; what they wrote stays theirs.

    Raises NotFound, or LastAdministrator where nobody would be left to let anybody in.
    """
    person.must(Permission.MANAGE_PEOPLE)
    with installation.store.transaction(person, at) as transaction:
        kept = people.get(transaction.session, person_id)
        changed = kept.model_copy(update={"roles": frozenset(roles), "active": active})
        people.save(transaction, changed)
        if kept.administers and not people.anybody_administers(transaction.session):
            raise LastAdministrator(kept)
    return changed


def invite(installation: Installation, person: Person, at: datetime, *, person_id: str, email: str) -> Person:
    """Invite somebody of the register by another e-mail address, or anew by the same.

    Who has signed in as them is forgotten: they come back by signing in afresh with that address. Raises NotFound,
    AddressNotUnderstood, or AddressTaken.
    """
    person.must(Permission.MANAGE_PEOPLE)
    with installation.store.transaction(person, at) as transaction:
        kept = people.get(transaction.session, person_id)
        changed = kept.model_copy(update={"email": mail_address(email), "identity": None, "signed_out": at})
        _check_free(transaction.session, changed)
        people.save(transaction, changed)
    return changed


def load_benchmark(installation: Installation, person: Person, at: datetime, *, description: Path) -> Round:
    """Publish the findings described in a file as a read-only round; loading them again changes nothing.

    Raises FileFaulty if the file or its findings are not what they declare, BenchmarkDiffers if other
    findings are already here under the same round, or EditionChanged as open_round does.
    """
    person.must(Permission.MANAGE_ROUNDS)
    with installation.store.reading() as session:  # every start asks, and most have nothing to write
        published = benchmark.load(description, installation.known(session))
        if (kept := _loaded(installation, session, published)) is not None:
            return kept
    with installation.store.transaction(person, at) as transaction:
        session = transaction.session
        if (kept := _loaded(installation, session, published)) is not None:
            return kept
        framework = installation.framework(session, published.round.framework_id)
        _check_editions(installation, session, framework)
        rounds.add(transaction, published.round)
        keep_in(transaction, framework)
        for department in published.departments:
            departments.add(transaction, department)
            assessment = assessments.start(transaction, published.round, department, Status.PUBLISHED)
            own = {s: finding for (s, d), finding in published.findings.items() if d == department.id}
            findings.publish(transaction, assessment.id, own)
        content = {"cells": len(published.findings), "sha256": digest(published.findings)}
        history.append(transaction, kind="benchmark", subject=published.round.id, before=None, after=content)
    return published.round


def _loaded(installation: Installation, session: Session, published: benchmark.Benchmark) -> Round | None:
    """The round as it is kept; None where it is not. Raises BenchmarkDiffers or EditionChanged."""
    kept = rounds.find(session, published.round.id)
    if kept is None:
        return None
    installation.edition_of(session, kept)
    pairs = assessments.of_round(session, kept.id)
    found = findings.of_assessments(session, [assessment.id for assessment, _ in pairs])
    if {(s, d.id): finding for a, d in pairs for s, finding in found[a.id].items()} != published.findings:
        raise BenchmarkDiffers(kept)
    return kept


def _kinds(installation: Installation, session: Session) -> dict[str, str]:
    return {
        kind.id: kind.label for framework in installation.known(session).values() for kind in framework.kinds
    }


def _every_department(session: Session) -> list[Department]:
    return departments.every(session, assessed_here=True)


def _check_editions(installation: Installation, session: Session, framework: Framework) -> None:
    for used in rounds.every(session):
        if used.framework_id == framework.id:
            installation.edition_of(session, used)


def _check_free(session: Session, person: Person) -> None:
    """Writers take turns, so an address that is free now is free when it is written."""
    if any(other.id != person.id for other in people.of_address(session, person.email)):
        raise AddressTaken(person.email)
