"""The register of people and their roles, as kept."""

from sqlmodel import Session, select

from maturity.assessment.people import Person, Role
from maturity.errors import NotFound
from maturity.store import history
from maturity.store.database import Transaction
from maturity.store.tables import PersonRow, RoleRow


def save(transaction: Transaction, person: Person) -> None:
    """Keep a new person, or an old one's new name, e-mail address, roles or state."""
    session = transaction.session
    before = find(session, person.id)
    if before == person:
        return
    session.merge(PersonRow(id=person.id, name=person.name, email=person.email, active=person.active))
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
    )


def find(session: Session, person_id: str) -> Person | None:
    row = session.get(PersonRow, person_id)
    return None if row is None else _people(session, [row])[0]


def get(session: Session, person_id: str) -> Person:
    found = find(session, person_id)
    if found is None:
        raise NotFound("person", person_id)
    return found


def every(session: Session) -> list[Person]:
    """Everybody in the register, by name."""
    return _people(session, list(session.exec(select(PersonRow).order_by(PersonRow.name, PersonRow.id))))


def _people(session: Session, rows: list[PersonRow]) -> list[Person]:
    ids = [row.id for row in rows]
    roles = session.exec(select(RoleRow).where(RoleRow.person_id.in_(ids))).all()  # type: ignore[attr-defined]
    return [
        Person(
            id=row.id,
            name=row.name,
            email=row.email,
            active=row.active,
            roles=frozenset((Role(r.role), r.department) for r in roles if r.person_id == row.id),
        )
        for row in rows
    ]


def content(person: Person) -> dict[str, object]:
    return {
        "name": person.name,
        "email": person.email,
        "active": person.active,
        "roles": [f"{role} of {department}" for role, department in sorted(person.roles)],
    }
