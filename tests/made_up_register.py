"""A made-up register of any size: nobody in it exists, and the same seed gives the same people."""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from string import ascii_uppercase

from maturity.assessment.people import EVERY_DEPARTMENT, Person, Role
from maturity.store import people
from maturity.store.database import Store

FIRST = (
    "Ada", "Ahmed", "Åsa", "Björn", "Chiara", "Dafydd", "Élise", "Fatima", "Grace", "Hüseyin", "Inés", "Jürgen",
    "Katarzyna", "Łukasz", "Mairéad", "Nía", "Olu", "Priya", "Rhys", "Siân", "Tomáš", "Ursula", "Wei", "Zoë",
)  # fmt: skip
LAST = (
    "Abbott", "Ångström", "Begum", "Byron", "Çelik", "Dvořák", "Evans", "Fernández", "Gruffydd", "Hopper", "Iqbal",
    "Jones", "Kowalski", "Llewellyn", "Müller", "Nowak", "O'Brien", "Patel", "Quinn", "Ødegård", "Smith", "Turing",
    "Østergaard", "Zając",
)  # fmt: skip


def made_up_people(number: int, departments: Sequence[str] = (), *, seed: int = 1) -> list[Person]:
    """So many people, each of one of the departments in turn, every fiftieth an auditor."""
    chance, made = Random(seed), []
    names = [f"{first} {initial}. {last}" for first in FIRST for initial in ascii_uppercase for last in LAST]
    for each, name in enumerate(chance.sample(names, number)):
        role, of = (
            (Role.AUDITOR, EVERY_DEPARTMENT)
            if each % 50 == 0 or not departments
            else (chance.choice((Role.APPROVER, Role.CONTRIBUTOR)), departments[each % len(departments)])
        )
        made.append(
            Person(
                id=f"made-up-{each}",
                name=name,
                email=f"{name.split()[0].lower()}.{each}@made-up.example".encode("ascii", "ignore").decode(),
                roles=frozenset({(role, of)}),
            )
        )
    return made


def register_made_up(
    store: Store, by: Person, at: datetime, number: int, departments: Sequence[str] = ()
) -> list[Person]:
    """Have them in the register, each with an entry of the history."""
    made = made_up_people(number, departments)
    with store.transaction(by, at) as transaction:
        for each in made:
            people.save(transaction, each)
    return made
