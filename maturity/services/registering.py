"""Many departments or people at once, from a list; and who seems to have left."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from maturity.assessment.people import LastAdministrator, Permission, Person
from maturity.assessment.register_list import ListChanges, plan_list, read_list
from maturity.errors import MaturityError
from maturity.services.installation import Installation
from maturity.store import departments, history, people, sign_ins

A_YEAR = timedelta(days=365)


class ListOutdated(MaturityError):
    def __init__(self) -> None:
        super().__init__(
            "Somebody changed departments or people since the list was looked at, so it would now do something else. "
            "Nothing was changed: look at it again."
        )


def preview_list(installation: Installation, person: Person, *, text: str) -> ListChanges:
    """What a list of departments or people would change. Raises ListRefused with everything that is wrong with it."""
    with installation.store.reading() as session:
        return _planned(session, person, text)


def bring_in_list(
    installation: Installation, person: Person, at: datetime, *, text: str, previewed: ListChanges
) -> ListChanges:
    """Make the changes of a list, all or none, each an entry of the history.

    Raises ListRefused as preview_list does, or ListOutdated where it would no longer do what was `previewed`.
    """
    with installation.store.transaction(person, at) as transaction:
        changes = _planned(transaction.session, person, text)
        if changes != previewed:
            raise ListOutdated
        new = [each for was, each in changes.departments if was is None]
        for department in new:  # a family may stand below its children in the list
            departments.add(transaction, department.model_copy(update={"family": None}))
        for was, department in changes.departments:
            departments.change(transaction, was or department.model_copy(update={"family": None}), department)
        for _, each in changes.people:
            people.save(transaction, each)
    return changes


@dataclass(frozen=True)
class Leaver:
    """Somebody who seems to have left: when they last signed in and last wrote, as far as that is known, and why."""

    person_id: str
    name: str
    signed_in: date | None
    wrote: date | None
    why: str


def leavers(installation: Installation, person: Person) -> list[Leaver]:
    """Who may use this installation and holds no role, or has neither come nor written anything for a year, the
    longest away first. Who was registered within the year has time yet.
    """
    person.must(Permission.MANAGE_PEOPLE)
    long_ago = installation.today() - A_YEAR
    with installation.store.reading() as session:
        came, wrote = sign_ins.last_days(session), history.last_days_of_people(session)
        registered = history.first_days_of_people(session)
        found = []
        for key, name, holds in people.active_holders(session):
            days = [day for day in (came.get(key), wrote.get(key), registered.get(key)) if day]
            away = bool(days) and max(days) < long_ago
            if away or not holds:
                said = (("away for a year", away), ("holds no role", not holds))
                why = " and ".join(words for words, so in said if so)
                found.append(Leaver(key, name, came.get(key), wrote.get(key), why))
    never = date.min
    return sorted(found, key=lambda one: (max(one.signed_in or never, one.wrote or never), one.name))


def disable_people(
    installation: Installation, person: Person, at: datetime, *, person_ids: Collection[str]
) -> list[Person]:
    """Shut several people out, all or none; what they wrote stays. Raises NotFound, or LastAdministrator."""
    person.must(Permission.MANAGE_PEOPLE)
    with installation.store.transaction(person, at) as transaction:
        found = [people.get(transaction.session, each) for each in dict.fromkeys(person_ids)]
        for each in found:
            people.save(transaction, each.model_copy(update={"active": False}))
        last = next((each for each in found if each.administers), None)
        if last and not people.anybody_administers(transaction.session):
            raise LastAdministrator(last)
    return found


def _planned(session: Session, person: Person, text: str) -> ListChanges:
    person.must(Permission.MANAGE_PEOPLE)
    person.must(Permission.MANAGE_DEPARTMENTS)
    return plan_list(read_list(text), departments.every(session, assessed_here=True), people.every(session))
