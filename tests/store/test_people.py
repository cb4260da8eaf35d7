from time import process_time

from maturity.assessment.people import Role
from maturity.store import people
from maturity.store.database import Store
from maturity.store.tables import PersonRow, RoleRow


def test_a_register_of_two_thousand_is_read_in_a_moment(store: Store) -> None:
    """Every page reads it, to say who did what; looking through all roles for each of them takes many seconds."""
    ids = [f"p{number:04}" for number in range(2_000)]
    held = [(Role.CONTRIBUTOR, "treasury"), (Role.READER, "*")]
    with store.reading() as session:
        session.add_all(PersonRow(id=each, name=f"Person {each}") for each in ids)
        session.flush()
        session.add_all(
            RoleRow(person_id=each, role=role, department=of) for each in ids for role, of in held
        )
        session.flush()
        start = process_time()
        found = people.every(session)
        taken = process_time() - start
    assert [person.id for person in found] == ids
    assert {person.roles for person in found} == {frozenset(held)}
    assert taken < 1.5  # seconds; a tenth of it on an ordinary computer
