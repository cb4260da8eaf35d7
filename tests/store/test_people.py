from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from maturity.assessment.people import EVERY_DEPARTMENT, Permission, Person, Role, local_person
from maturity.store import people
from maturity.store.database import Store
from maturity.store.people import Sought
from maturity.store.tables import PersonRow
from tests.made_up_register import register_made_up

NOW = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = ("Ada Byron", "ÉMILE Zola", "Łukasz Żółć", "Åsa Ångström", "Siân O'Brien", "100% Sure", "Under_score")
Register = Callable[..., None]


@pytest.fixture
def register(store: Store) -> Register:
    def keep(*each: Person) -> None:
        with store.transaction(local_person(), NOW) as transaction:
            for person in each:
                people.save(transaction, person)

    return keep


def _person(name: str, *roles: tuple[Role, str], active: bool = True) -> Person:
    key = f"p{NAMES.index(name)}" if name in NAMES else name.lower()
    return Person(id=key, name=name, email=f"{key}@here.example", roles=frozenset(roles), active=active)


def _found(store: Store, words: str = "", **wanted: object) -> list[str]:
    with store.reading() as session:
        found, total = people.some(session, Sought(words, **wanted), most=100)  # type: ignore[arg-type]
    assert total == len(found)
    return [each.name for each in found]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("ada", ["Ada Byron"]),
        ("BYRON a", ["Ada Byron"]),  # each word, in any order
        ("émile", ["ÉMILE Zola"]),
        ("Émile", ["ÉMILE Zola"]),
        ("ŻÓŁĆ", ["Łukasz Żółć"]),
        ("łuk żół", ["Łukasz Żółć"]),
        ("ångström", ["Åsa Ångström"]),
        ("a\u030angstro\u0308m", ["Åsa Ångström"]),  # with the marks typed after the letters
        ("o'b", ["Siân O'Brien"]),
        ("%", ["100% Sure"]),
        ("_", ["Under_score"]),
        ("nobody", []),
        ("p0@here", []),  # addresses are looked through only where it is asked for
    ],
)
def test_a_name_is_found_by_its_words_in_capitals_or_not(
    store: Store, register: Register, words: str, names: list[str]
) -> None:
    register(*map(_person, NAMES))
    assert _found(store, words) == names
    assert "Ada Byron" in _found(store, "P0@here", by_address=True)


def test_who_may_do_something_is_found_as_the_table_of_roles_has_it(store: Store, register: Register) -> None:
    held = [(role, of) for role in Role for of in ("kent", "surrey", EVERY_DEPARTMENT)]
    everybody = [_person(f"{role}-{of}", (role, of)) for role, of in held]
    everybody += [_person(f"Gone-{role}-{of}", (role, of), active=False) for role, of in held]
    register(*everybody, _person("None"))
    for permission in Permission:
        for department in (None, "kent", "surrey"):
            able = {each.name for each in everybody if each.may(permission, department)}
            assert set(_found(store, may=permission, department=department)) == able
    assert set(_found(store, department="kent")) == {
        each.name for each in everybody if each.name.endswith("kent")
    }
    assert set(_found(store, active=True)) == {"None", *(each.name for each in everybody if each.active)}


@pytest.mark.parametrize("words", ["", "a", "An", "a an"])
def test_the_pages_of_who_is_found_are_all_of_them_in_pieces(store: Store, words: str) -> None:
    made = register_made_up(store, local_person(), NOW, 30, ["kent", "surrey"])
    has = [each for each in made if all(word in each.name.lower() for word in words.lower().split())]
    wanted = sorted(has, key=lambda each: (each.name, each.id))
    with store.reading() as session:
        pages = [people.some(session, Sought(words), skip=skip, most=7) for skip in range(0, 35, 7)]
    assert {each.id for page, _ in pages for each in page} == {each.id for each in wanted}
    if store.address is None:  # PostgreSQL orders names as the language does
        assert [each for page, _ in pages for each in page] == wanted
    assert [total for page, total in pages if page] == [len(wanted)] * sum(bool(page) for page, _ in pages)


def test_only_names_that_are_asked_for_are_read(store: Store) -> None:
    ids = [f"p{number:04}" for number in range(1_200)]
    with store.reading() as session:
        session.add_all(PersonRow(id=each, name=f"Person {each}") for each in ids)
        session.flush()
        with _statements(store) as seen:
            assert len(people.named(session, (*ids[:1_100], "nobody"))) == 1_100
            assert len(seen) == 3  # databases take so many ids at once
            assert people.named(session, ()) == {}
        assert people.count_registered(session) == (1_200, 1_200)


def test_whether_anybody_administers(store: Store, register: Register) -> None:
    def anybody(besides: str = "") -> bool:
        with store.reading() as session:
            return people.anybody_administers(session, besides=besides)

    register(_person("Gone", (Role.ADMINISTRATOR, "*"), active=False), _person("Ann", (Role.AUDITOR, "*")))
    assert not anybody()
    register(_person("Bob", (Role.ADMINISTRATOR, "*")))
    assert anybody()
    assert not anybody(besides="bob")


@contextmanager
def _statements(store: Store) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    yield seen
    event.remove(store._engine, "before_cursor_execute", note)
