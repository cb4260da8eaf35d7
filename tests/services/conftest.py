"""A live round of the tiny framework, two departments in it, and somebody of each role."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from maturity.assessment.people import EVERY_DEPARTMENT, Person, Role
from maturity.assessment.round import Assessment, Round, Status
from maturity.framework import files
from maturity.services import administering, answering
from maturity.services.installation import Installation
from maturity.store.tables import AssessmentRow

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def person() -> Callable[..., Person]:
    """`person(Role.READER)`, or `person(Role.CONTRIBUTOR, "treasury")` for one department alone."""

    def holding(role: Role, department: str = EVERY_DEPARTMENT) -> Person:
        return Person(id=role.value, name=f"The {role.value}", roles=frozenset({(role, department)}))

    return holding


@pytest.fixture
def ada(person: Callable[..., Person]) -> Person:
    """Answers for the Treasury."""
    return person(Role.CONTRIBUTOR, "treasury")


@pytest.fixture
def administrator(person: Callable[..., Person]) -> Person:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def spring(installation: Installation, administrator: Person, noon: datetime) -> Round:
    """Open from 2 March to the end of the month 2026."""
    return administering.open_round(
        installation,
        administrator,
        noon,
        title="Spring",
        framework_id="two-themes",
        closes=date(2026, 3, 31),
    )


@pytest.fixture
def treasury(
    installation: Installation, administrator: Person, ada: Person, noon: datetime, spring: Round
) -> Assessment:
    """The Treasury's assessment in the spring round: a draft, with nothing said."""
    administering.add_department(installation, administrator, noon, name="Treasury")
    return answering.start_assessment(installation, ada, noon, round_id=spring.id, department_id="treasury")


@pytest.fixture
def home_office(
    installation: Installation,
    administrator: Person,
    person: Callable[..., Person],
    noon: datetime,
    spring: Round,
) -> Assessment:
    """The Home Office's, likewise."""
    administering.add_department(installation, administrator, noon, name="Home Office")
    contributor = person(Role.CONTRIBUTOR, "home-office")
    return answering.start_assessment(
        installation, contributor, noon, round_id=spring.id, department_id="home-office"
    )


@pytest.fixture
def nao_2019(installation: Installation, administrator: Person, noon: datetime) -> Round:
    """The published findings on Departments A to G."""
    return administering.load_benchmark(
        installation, administrator, noon, description=ROOT / "data" / "nao-2019.yaml"
    )


@pytest.fixture
def put_into(installation: Installation, administrator: Person, noon: datetime) -> Callable[..., None]:
    """`put_into(Status.AGREED, assessment)`: no service moves an assessment on yet."""

    def put(status: Status, assessment: Assessment) -> None:
        with installation.store.transaction(administrator, noon) as transaction:
            transaction.session.get_one(AssessmentRow, assessment.id).status = status
        installation.store.memory.forget()  # no entry of the history says so

    return put


@pytest.fixture
def with_changed_file(installation: Installation) -> Installation:
    """The same installation after somebody edited the file of the tiny framework."""
    file = ROOT / "tests" / "frameworks" / "two-themes.yaml"
    text = file.read_text(encoding="utf-8")
    changed = files.parse(text.replace("There is a plan", "There is a good plan"), file.name)
    return Installation(installation.store, {**installation.frameworks, changed.id: changed})


@pytest.fixture
def unchanged(installation: Installation) -> Callable[[], AbstractContextManager[None]]:
    """`with unchanged(): …` fails where the block leaves any row of any table other than it was."""

    def rows() -> dict[str, list[str]]:
        with installation.store.reading() as session:
            driver = session.connection().exec_driver_sql
            return {
                table.name: sorted(map(repr, driver(f'SELECT * FROM "{table.name}"')))
                for table in SQLModel.metadata.sorted_tables
            }

    @contextmanager
    def compare() -> Iterator[None]:
        before = rows()
        yield
        assert rows() == before

    return compare
