"""Looking people up: by a part of the name, by what they may do, by id. Nobody needs all of them at once."""

from collections.abc import Collection
from dataclasses import dataclass, field

from maturity.assessment.people import Permission, Person
from maturity.services.installation import Installation
from maturity.store import people
from maturity.store.people import Holder, Sought
from maturity.store.remembering import ANYWHERE, Part, note_parts

PEOPLE: Part = ("people", ANYWHERE)
MOST_KEPT = 2_000
"""Names and people that are remembered: those that pages show again and again."""


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


@dataclass
class _LookedUp:
    """Who was looked up by id since anybody in the register was last changed, None where there is nobody."""

    people: dict[str, Person | None] = field(default_factory=dict)
    names: dict[str, str | None] = field(default_factory=dict)


def _looked_up(installation: Installation, moment: int | None) -> _LookedUp:
    # What is put into it later is read later, and so never older than the moment at which it began.
    def begin() -> _LookedUp:
        note_parts([PEOPLE])
        return _LookedUp()

    found = installation.store.recall("who was looked up", begin, moment)
    if len(found.people) + len(found.names) > MOST_KEPT:
        found.people.clear()
        found.names.clear()
    return found


def person_of(
    installation: Installation, person: Person, *, person_id: str, moment: int | None = None
) -> Person | None:
    """Somebody of the register, as find_people tells of them; None where there is nobody of that id.

    As they were at that `moment` of the store or later, where they may have been looked up before.
    """
    person.must(Permission.SEE_PUBLISHED)
    known = _looked_up(installation, moment).people
    if person_id in known:
        found = known[person_id]
    else:
        with installation.store.reading(by_one_statement=True) as session:
            found = known[person_id] = people.find(session, person_id)
    return found if found is None or person.may(Permission.MANAGE_PEOPLE) else without_address(found)


def names_of(
    installation: Installation, person: Person, *, ids: Collection[str], moment: int | None = None
) -> dict[str, str]:
    """What people are called, by id; leavers too, and with a `moment` as person_of. Who is not in the register is left
    out.
    """
    person.must(Permission.SEE_PUBLISHED)
    known, wanted = _looked_up(installation, moment).names, set(ids)
    found = {each: known[each] for each in wanted if each in known}
    if unknown := wanted - found.keys():
        with installation.store.reading(by_one_statement=True) as session:
            read = people.named(session, tuple(sorted(unknown)))
        found |= {each: read.get(each) for each in unknown}
        known.update(found)
    return {each: name for each, name in found.items() if name is not None}


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
