"""The register of people and their roles, as kept."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

from sqlalchemy import ColumnElement, and_, func, or_, true
from sqlmodel import Session, col, select

from maturity.assessment.people import (
    EVERY_DEPARTMENT,
    OF_OWN_DEPARTMENT,
    PERMISSIONS,
    Permission,
    Person,
    Role,
)
from maturity.assessment.sign_in import Identity
from maturity.errors import NotFound
from maturity.store import history
from maturity.store.database import Transaction
from maturity.store.reading import once_a_reading
from maturity.store.tables import PersonRow, RoleRow

_WITH_ROLES = select(PersonRow, RoleRow).join(RoleRow, col(RoleRow.person_id) == PersonRow.id, isouter=True)
MOST_AT_ONCE = 500
"""Ids in one question: databases take so many and some more."""


@dataclass(frozen=True)
class Sought:
    """Who is looked for: whose name has every word, or whose address where it may be looked through; who `may` do
    something, for that `department` where that is of one's own only, or without it who holds any role for that
    department itself; only who is `active`.
    """

    words: str = ""
    by_address: bool = False
    may: Permission | None = None
    department: str | None = None
    active: bool = False


@dataclass(frozen=True)
class Holder:
    """Somebody by name, who holds a role for a department."""

    name: str
    role: Role
    active: bool


def save(transaction: Transaction, person: Person, *, why: str = "") -> None:
    """Keep a new person, or an old one's new name, e-mail address, roles or state."""
    session = transaction.session
    before = find(session, person.id)
    if before == person:
        return
    session.merge(
        PersonRow(
            id=person.id,
            name=person.name,
            email=person.email,
            active=person.active,
            issuer=person.identity.issuer if person.identity else None,
            subject=person.identity.subject if person.identity else None,
            signed_out=person.signed_out,
        )
    )
    session.flush()
    for row in session.exec(select(RoleRow).where(RoleRow.person_id == person.id)).all():
        session.delete(row)
    session.flush()
    for role, department in sorted(person.roles):
        session.add(RoleRow(person_id=person.id, role=role, department=department))
    session.flush()
    history.append(
        transaction,
        kind="person",
        subject=person.id,
        before=None if before is None else content(before),
        after=content(person),
        why=why,
    )


def find(session: Session, person_id: str) -> Person | None:
    """By one statement."""
    return next(iter(_of_rows(session.exec(_WITH_ROLES.where(PersonRow.id == person_id)))), None)


def get(session: Session, person_id: str) -> Person:
    found = find(session, person_id)
    if found is None:
        raise NotFound("person", person_id)
    return found


def of_identity(session: Session, identity: Identity) -> Person | None:
    """The person who is this to the provider of the sign-in."""
    query = select(PersonRow).where(
        PersonRow.issuer == identity.issuer, PersonRow.subject == identity.subject
    )
    return next(iter(_people(session, list(session.exec(query)))), None)


def of_address(session: Session, email: str) -> list[Person]:
    """Who has this e-mail address, in whatever case it was written; nobody has an empty one."""
    query = select(PersonRow).where(func.lower(PersonRow.email) == email.lower()).order_by(PersonRow.id)
    return _people(session, list(session.exec(query))) if email else []


@once_a_reading
def named(session: Session, ids: Collection[str]) -> dict[str, str]:
    """What those of them who are in the register are called, by id."""
    found: dict[str, str] = {}
    for batch in _batches(ids):
        query = select(PersonRow.id, PersonRow.name).where(col(PersonRow.id).in_(batch))
        found.update(session.exec(query).all())
    return found


def some(session: Session, sought: Sought, *, skip: int = 0, most: int) -> tuple[list[Person], int]:
    """Who is looked for, by name, `most` after the first `skip`; and how many there are. Read by one statement."""
    page = (
        select(PersonRow.id, func.count().over().label("total"))
        .where(*_clauses(sought))
        .order_by(PersonRow.name, PersonRow.id)
        .offset(skip)
        .limit(most)
        .subquery()
    )
    query = (
        select(PersonRow, RoleRow, page.c.total)
        .join(page, page.c.id == col(PersonRow.id))
        .join(RoleRow, col(RoleRow.person_id) == PersonRow.id, isouter=True)
        .order_by(PersonRow.name, PersonRow.id)
    )
    rows, total = list[tuple[PersonRow, RoleRow | None]](), 0
    for person, role, total in session.exec(query):  # noqa: B007
        rows.append((person, role))
    return _of_rows(rows), total


def count_registered(session: Session) -> tuple[int, int]:
    """How many people are in the register, and how many of them are active."""
    active = func.count().filter(col(PersonRow.active))
    everybody, those = session.exec(select(func.count(), active).select_from(PersonRow)).one()
    return everybody, those


def holding(session: Session, departments: Collection[str]) -> dict[str, list[Holder]]:
    """Who holds a role for each of these departments themselves, by name."""
    found: dict[str, list[Holder]] = {each: [] for each in departments}
    for batch in _batches(departments):
        query = (
            select(RoleRow.department, RoleRow.role, PersonRow.name, PersonRow.active)
            .join(PersonRow, col(PersonRow.id) == RoleRow.person_id)
            .where(col(RoleRow.department).in_(batch))
            .order_by(PersonRow.name, PersonRow.id)
        )
        for department, role, name, active in session.exec(query):
            found[department].append(Holder(name, Role(role), active))
    return found


def active_holders(session: Session) -> list[tuple[str, str, bool]]:
    """The id and name of everybody active, and whether they hold any role."""
    held = select(RoleRow.person_id).where(RoleRow.person_id == PersonRow.id).exists()
    query = select(PersonRow.id, PersonRow.name, held).where(col(PersonRow.active).is_(True))
    return [(key, name, bool(holds)) for key, name, holds in session.exec(query.order_by(PersonRow.name))]


def anybody_administers(session: Session, *, besides: str = "") -> bool:
    """Whether there is an active administrator, other than the person `besides`."""
    query = select(PersonRow.id).where(
        *_clauses(Sought(may=Permission.MANAGE_PEOPLE)), PersonRow.id != besides
    )
    return session.exec(query.limit(1)).first() is not None


@once_a_reading
def every(session: Session) -> list[Person]:
    """Everybody in the register, by name: read by one statement."""
    return _of_rows(session.exec(_WITH_ROLES.order_by(PersonRow.name, PersonRow.id)))


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    each = sorted(set(ids))
    return (each[start : start + MOST_AT_ONCE] for start in range(0, len(each), MOST_AT_ONCE))


def _clauses(sought: Sought) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = [
        _has(word, by_address=sought.by_address) for word in normalize("NFC", sought.words).split()
    ]
    if sought.active or sought.may is not None:
        clauses.append(col(PersonRow.active).is_(True))
    if sought.may is not None:
        roles = [role.value for role, permissions in PERMISSIONS.items() if sought.may in permissions]
        of_own = sought.may in OF_OWN_DEPARTMENT
        held_for = (
            col(RoleRow.department).in_([EVERY_DEPARTMENT, sought.department or ""]) if of_own else true()
        )
        holders = select(RoleRow.person_id).where(and_(col(RoleRow.role).in_(roles), held_for))
        clauses.append(col(PersonRow.id).in_(holders))
    elif sought.department is not None:
        holders = select(RoleRow.person_id).where(RoleRow.department == sought.department)
        clauses.append(col(PersonRow.id).in_(holders))
    return clauses


def _has(word: str, *, by_address: bool) -> ColumnElement[bool]:
    """Whether the name has the word, in capitals or not.

    SQLite knows capitals of A to Z alone, and PostgreSQL those of the language it was set up for: the word is looked
    for in small letters, in capitals and with a capital in front, and what the database knows comes on top.
    """
    ways = {word, word.lower(), word.upper(), word.title(), word.capitalize()}
    looked_through = [col(PersonRow.name), *([col(PersonRow.email)] if by_address else [])]
    return or_(*(where.icontains(way, autoescape=True) for where in looked_through for way in sorted(ways)))


def _of_rows(rows: Iterable[tuple[PersonRow, RoleRow | None]]) -> list[Person]:
    people: dict[str, PersonRow] = {}
    held: _Held = defaultdict(set)
    for row, role in rows:
        people[row.id] = row
        if role is not None:
            held[row.id].add((Role(role.role), role.department))
    return _with_roles(people.values(), held)


def _people(session: Session, rows: list[PersonRow]) -> list[Person]:
    held: _Held = defaultdict(set)
    ids = [row.id for row in rows]
    for each in session.exec(select(RoleRow).where(col(RoleRow.person_id).in_(ids))):
        held[each.person_id].add((Role(each.role), each.department))
    return _with_roles(rows, held)


_Held = defaultdict[str, set[tuple[Role, str]]]


def _with_roles(rows: Iterable[PersonRow], held: _Held) -> list[Person]:
    return [
        Person(
            id=row.id,
            name=row.name,
            email=row.email,
            active=row.active,
            identity=Identity(issuer=row.issuer, subject=row.subject) if row.issuer and row.subject else None,
            signed_out=row.signed_out,
            roles=frozenset(held[row.id]),
        )
        for row in rows
    ]


def content(person: Person) -> dict[str, object]:
    since_sign_in: dict[str, object] = {}  # entries of installations without sign-in stay as they always were
    if person.identity is not None:
        since_sign_in |= {"issuer": person.identity.issuer, "subject": person.identity.subject}
    if person.signed_out is not None:
        since_sign_in["signed_out"] = person.signed_out.isoformat()
    return {
        **since_sign_in,
        "name": person.name,
        "email": person.email,
        "active": person.active,
        "roles": [f"{role} of {department}" for role, department in sorted(person.roles)],
    }
