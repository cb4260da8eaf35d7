"""Looking people up: by a part of the name, by what they may do, by id. Nobody needs all of them at once."""

from collections.abc import Collection
from dataclasses import dataclass

from maturity.assessment.people import Permission, Person
from maturity.services.installation import Installation
from maturity.store import people
from maturity.store.people import Holder, Sought


@dataclass(frozen=True)
class FoundPeople:
    """The first of those who were looked for, by name, and how many there are."""

    people: tuple[Person, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.people)


@dataclass(frozen=True)
class Registered:
    """How many people are in the register, and how many of them may use the installation."""

    everybody: int
    active: int


def find_people(
    installation: Installation,
    person: Person,
    *,
    words: str = "",
    may: Permission | None = None,
    department_id: str | None = None,
    active: bool = False,
    skip: int = 0,
    most: int,
) -> FoundPeople:
    """Who has all the words in their name, in capitals or not; who `may` do something (for that department, where it
    is of one's own only), or without it who holds any role for that department; by name, `most` of them, after the
    first `skip`.

    Addresses are looked through, and told with sign-ins, only for those who look after the register.
    """
    person.must(Permission.SEE_PUBLISHED)
    manages = person.may(Permission.MANAGE_PEOPLE)
    sought = Sought(words, by_address=manages, may=may, department=department_id, active=active)
    with installation.store.reading(by_one_statement=True) as session:
        found, total = people.some(session, sought, skip=skip, most=most)
    return FoundPeople(tuple(found if manages else map(without_address, found)), total)


def person_of(installation: Installation, person: Person, *, person_id: str) -> Person | None:
    """Somebody of the register, as find_people tells of them; None where there is nobody of that id."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        found = people.find(session, person_id)
    if found is None or person.may(Permission.MANAGE_PEOPLE):
        return found
    return without_address(found)


def names_of(installation: Installation, person: Person, *, ids: Collection[str]) -> dict[str, str]:
    """What people are called, by id; leavers too. Who is not in the register is left out."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading(by_one_statement=True) as session:
        return people.named(session, tuple(sorted(ids)))


def count_people(installation: Installation, person: Person) -> Registered:
    """How many there are."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading(by_one_statement=True) as session:
        return Registered(*people.count_registered(session))


def who_holds_roles(
    installation: Installation, person: Person, *, department_ids: Collection[str]
) -> dict[str, list[Holder]]:
    """Who holds a role for each of these departments themselves, by name; leavers too."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading(by_one_statement=True) as session:
        return people.holding(session, department_ids)


def without_address(person: Person) -> Person:
    """The person as everybody may see them."""
    return person.model_copy(update={"email": "", "identity": None, "signed_out": None})
