"""A list of departments and people that is brought in at once: what its lines say, and what they would change.

A list adds, and takes nothing away: a role that somebody holds and that is not on the list stays theirs.
"""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from maturity.assessment.people import EVERY_DEPARTMENT, LOCAL, OF_OWN_DEPARTMENT, PERMISSIONS, Person, Role
from maturity.assessment.round import Department, check_family, id_from
from maturity.assessment.sign_in import mail_address
from maturity.errors import MaturityError
from maturity.wording import listed, tidy

MOST_LINES = 5_000
MOST_TOLD = 20
"""Faults that are listed; of more it is said how many."""
HEADINGS = {
    "name": ("name", "person"),
    "email": ("e-mail", "email", "e-mail address", "email address"),
    "role": ("role",),
    "department": ("department", "for"),
    "family": ("family", "in the family of"),
}
"""What a column may be headed, in whatever case."""
EVERY = ("every department", "every", "all", EVERY_DEPARTMENT)


class ListRefused(MaturityError):
    """A list that cannot be brought in, with every fault in its line."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        more = len(faults) - MOST_TOLD
        told = [*faults[:MOST_TOLD], *([f"and {more} more."] if more > 0 else [])]
        super().__init__("\n".join(["Nothing was changed. The list cannot be brought in:", *told]))


@dataclass(frozen=True)
class Line:
    """One line of a list, by its number in the file, without what is empty."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class ListChanges:
    """What a list would change: departments and people, each as they were (None: they are new) and as they will be."""

    departments: tuple[tuple[Department | None, Department], ...] = ()
    people: tuple[tuple[Person | None, Person], ...] = ()
    unchanged: int = 0

    @property
    def count(self) -> int:
        return len(self.departments) + len(self.people)


def read_list(text: str) -> list[Line]:
    """The lines of a list as CSV, or as pasted from a spreadsheet, by the headings of its first line.

    Raises ListRefused.
    """
    first = text.lstrip("\ufeff\n\r ").partition("\n")[0]
    mark = max("\t;,", key=lambda each: (first.count(each), each == "\t"))
    try:
        rows = list(csv.reader(text.lstrip("\ufeff").splitlines(), delimiter=mark, strict=True))
    except csv.Error as error:
        raise ListRefused([f"It cannot be read as a table ({error})."]) from None
    numbered = [(number, [tidy(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
    numbered = [(number, row) for number, row in numbered if any(row)]
    if len(numbered) < 2:
        raise ListRefused(["It has no lines beneath its headings."])
    if len(numbered) > MOST_LINES:
        raise ListRefused([f"It has more than {MOST_LINES:,} lines. Bring it in by parts."])
    columns = _columns(numbered[0][1])
    return [
        Line(number, {name: cell for name, cell in zip(columns, row, strict=False) if cell})
        for number, row in numbered[1:]
    ]


def _columns(headings: list[str]) -> list[str]:
    known = {each: name for name, names in HEADINGS.items() for each in names}
    columns = [known.get(each.lower(), "") for each in headings]
    unknown = [each or "(empty)" for each, name in zip(headings, columns, strict=True) if not name]
    if unknown:
        raise ListRefused(
            [
                f"Line 1: no column is called {listed(unknown)}. There are Name, E-mail, Role, Department and Family."
            ]
        )
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise ListRefused([f"Line 1: two columns say the {listed(twice)}."])
    if "name" in columns and "family" in columns:
        raise ListRefused(["Line 1: people and families are two lists: bring in the departments first."])
    if "name" not in columns and "department" not in columns:
        raise ListRefused(
            ["Line 1: a list of people has a column Name, a list of departments a column Department."]
        )
    return columns


@dataclass
class _Plan:
    """What the lines so far come to."""

    departments: dict[str, Department]
    people: dict[str, Person]
    faults: list[str] = field(default_factory=list)


def plan_list(
    lines: Iterable[Line], departments: Sequence[Department], people: Sequence[Person]
) -> ListChanges:
    """What the lines would change of what is there; raises ListRefused with all that is wrong."""
    plan = _Plan({each.id: each for each in departments}, {each.id: each for each in people})
    lines = list(lines)
    of_people = any("name" in line.cells or "role" in line.cells or "email" in line.cells for line in lines)

    if not of_people:
        for line in lines:
            _try(plan, line, _add_department)
    for line in lines:
        _try(plan, line, _add_person if of_people else _put_into_family)
    if plan.faults:
        raise ListRefused(plan.faults)
    was_department = {each.id: each for each in departments}
    was_person = {each.id: each for each in people}
    changed = [(was_department.get(key), each) for key, each in plan.departments.items()]
    moved = [(was_person.get(key), each) for key, each in plan.people.items()]
    found = ListChanges(
        tuple(pair for pair in changed if pair[0] != pair[1]),
        tuple(pair for pair in moved if pair[0] != pair[1]),
    )
    return ListChanges(found.departments, found.people, max(0, len(lines) - found.count))


def _try(plan: _Plan, line: Line, add: Callable[[_Plan, Mapping[str, str]], None]) -> None:
    try:
        add(plan, line.cells)
    except MaturityError as problem:
        plan.faults.append(f"Line {line.number}: {str(problem).replace(' Nothing was changed.', '')}")


class LineFaulty(MaturityError):
    """What is wrong with one line."""


def _named(plan: _Plan, name: str) -> Department | None:
    """The department of that name or id."""
    lower = name.lower()
    return next((each for each in plan.departments.values() if lower in (each.name.lower(), each.id)), None)


def _add_department(plan: _Plan, cells: Mapping[str, str]) -> None:
    if "department" not in cells:
        raise LineFaulty("the department is missing.")
    name = cells["department"]
    if _named(plan, name) is None:
        new = Department(id=id_from(name, "department"), name=name)
        if new.id in plan.departments:
            raise LineFaulty(
                f"“{name}” is too like “{plan.departments[new.id].name}”, which is there already."
            )
        plan.departments[new.id] = new


def _put_into_family(plan: _Plan, cells: Mapping[str, str]) -> None:
    department = _named(plan, cells.get("department", ""))
    if department is None or "family" not in cells:
        return
    parent = _named(plan, cells["family"])
    if parent is None:
        raise LineFaulty(
            f"no department is called “{cells['family']}”; the list may have it on a line of its own."
        )
    if parent.id != department.family:
        check_family(department, parent, plan.departments.values())
        plan.departments[department.id] = department.model_copy(update={"family": parent.id})


def _add_person(plan: _Plan, cells: Mapping[str, str]) -> None:
    if "name" not in cells:
        raise LineFaulty("the name is missing.")
    email = mail_address(cells.get("email", ""))
    role = _role(plan, cells)
    person = _person(plan, cells["name"], email)
    plan.people[person.id] = person.model_copy(
        update={"roles": person.roles | {role}, "email": email or person.email}
    )


def _person(plan: _Plan, name: str, email: str) -> Person:
    key = id_from(name, "person")
    by_address = next((each for each in plan.people.values() if email and each.email == email), None)
    person = by_address or plan.people.get(key)
    if person is None:
        if key == LOCAL:
            raise LineFaulty(f"“{name}” is the name of whoever is at this computer. Choose another.")
        return Person(id=key, name=name, email=email, roles=frozenset())
    if person.name.lower() != name.lower():
        has = f"{email} is the address" if by_address else f"“{name}” is too like the name"
        raise LineFaulty(f"{has} of {person.name}.")
    if email and person.email and person.email != email:
        raise LineFaulty(
            f"{person.name} is registered with {person.email}. Change the address first, on the page."
        )
    if not person.active:
        raise LineFaulty(
            f"{person.name} may no longer use this installation. Change that first, on the page."
        )
    return person


def _role(plan: _Plan, cells: Mapping[str, str]) -> tuple[Role, str]:
    written = cells.get("role", "").lower()
    if written not in set(Role):
        said = f"“{cells['role']}” is no role" if written else "the role is missing"
        raise LineFaulty(f"{said}; there are {listed([each.value for each in Role])}.")
    role, where = Role(written), cells.get("department", "")
    if where.lower() in EVERY:
        return role, EVERY_DEPARTMENT
    if not where:
        if PERMISSIONS[role] & OF_OWN_DEPARTMENT:
            raise LineFaulty(f"say for which department they are {role.value}, or “every department”.")
        return role, EVERY_DEPARTMENT
    department = _named(plan, where)
    if department is None:
        raise LineFaulty(f"no department is called “{where}”. Bring in the departments first.")
    return role, department.id
