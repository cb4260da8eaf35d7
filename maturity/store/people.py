"""The register of people and their roles, as kept."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func
from sqlmodel import Session, col, select

from maturity.assessment.people import Person, Role
from maturity.assessment.sign_in import Identity
from maturity.errors import NotFound
from maturity.store import history
from maturity.store.database import Transaction
from maturity.store.reading import once_a_reading
from maturity.store.tables import PersonRow, RoleRow


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
    row = session.get(PersonRow, person_id)
    return None if row is None else _people(session, [row])[0]


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
def every(session: Session) -> list[Person]:
    """Everybody in the register, by name: read by one statement."""
    query = select(PersonRow, RoleRow).join(RoleRow, col(RoleRow.person_id) == PersonRow.id, isouter=True)
    rows: dict[str, PersonRow] = {}
    held: _Held = defaultdict(set)
    for row, role in session.exec(query.order_by(PersonRow.name, PersonRow.id)):
        rows[row.id] = row
        if role is not None:
            held[row.id].add((Role(role.role), role.department))
    return _with_roles(rows.values(), held)


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
