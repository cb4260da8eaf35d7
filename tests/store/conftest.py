"""Every test of the store runs twice: on an SQLite file, and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import URL, Connection, NullPool, create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from maturity.assessment.people import Person
from maturity.assessment.round import Assessment, Department, Round, RoundKind, Status
from maturity.store import assessments, departments, rounds
from maturity.store.database import Store, open_store


class Databases:
    """Databases on one PostgreSQL server, made for a test and dropped after it."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with self._engine.connect() as connection:
            version = connection.dialect.server_version_info or (0,)
        # From 15 on PostgreSQL copies by a slower way unless it is told to.
        self._copying = "STRATEGY file_copy" if version >= (15,) else ""

    def _run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)

    @contextmanager
    def new(self, template: str = "template1") -> Iterator[URL]:
        name = f"maturity_test_{uuid4().hex}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template} {self._copying}")
        try:
            yield self._url.set(database=name)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config, cluster: Callable[[], Any]) -> Iterator[Databases]:
    given = pytestconfig.getoption("--database-url")
    if given:
        yield Databases(_usable(given))
        return
    with cluster() as server:
        yield Databases(server.url)


@pytest.fixture(scope="session")
def migrated(databases: Databases) -> Iterator[str]:
    """The name of a PostgreSQL database that the program has opened: a copy is quicker than opening another."""
    with databases.new() as url:
        open_store(_written(url)).close()
        yield str(url.database)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for SQLite."""
    file = tmp_path_factory.mktemp("migrated") / "maturity.sqlite"
    open_store(f"sqlite:///{file.as_posix()}").close()
    return file


def _usable(given: str) -> URL:
    url = make_url(given)
    if url.get_backend_name() != "postgresql":
        pytest.fail("--database-url is for PostgreSQL; SQLite is tested in any case.", pytrace=False)
    url = url.set(drivername="postgresql+psycopg")
    try:
        with Databases(url).new():
            pass
    except OperationalError as error:
        shown = url.render_as_string(hide_password=True)
        pytest.fail(f"--database-url: {shown} cannot be reached: {error.orig}", pytrace=False)
    except ProgrammingError as error:
        pytest.fail(
            f"--database-url: the tests make a database each, and {url.username} may not: {error.orig}. "
            f"Allow it with ALTER ROLE {url.username} CREATEDB, or name another user.",
            pytrace=False,
        )
    return url


def _written(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def kind(request: pytest.FixtureRequest) -> str:
    """Which kind of database."""
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with nothing in it."""
    if kind == "sqlite":
        yield f"sqlite:///{(tmp_path / 'maturity.sqlite').as_posix()}"
        return
    with request.getfixturevalue("databases").new() as url:
        yield _written(url)


@pytest.fixture
def url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database that the program has opened before."""
    if kind == "sqlite":
        file = tmp_path / "maturity.sqlite"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        yield f"sqlite:///{file.as_posix()}"
        return
    template = request.getfixturevalue("migrated")
    with request.getfixturevalue("databases").new(template) as copy:
        yield _written(copy)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = open_store(url)
    yield opened
    opened.close()


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


@pytest.fixture
def raw() -> Callable[..., list[tuple[Any, ...]]]:
    """`raw(url, statement, **values)` runs SQL behind the program's back, and gives the rows it finds."""

    def run(url: str, statement: str, **values: object) -> list[tuple[Any, ...]]:
        with _connected(url) as connection:
            found = connection.execute(text(statement), values)
            return [tuple(row) for row in found] if found.returns_rows else []

    return run


@pytest.fixture
def by_hand(raw: Callable[..., list[tuple[Any, ...]]]) -> Callable[..., list[tuple[Any, ...]]]:
    """The same for somebody who has taken away the triggers that refuse to rewrite the history."""

    def run(url: str, statement: str, **values: object) -> list[tuple[Any, ...]]:
        if url.startswith("sqlite"):
            for (name,) in raw(url, "SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                raw(url, f"DROP TRIGGER {name}")
        else:
            for table in ("history", "ledger"):
                raw(url, f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return raw(url, statement, **values)

    return run


@pytest.fixture
def everything() -> Callable[[str], dict[str, object]]:
    """`everything(url)`: the schema and every row of a database, to be compared."""

    def read(url: str) -> dict[str, object]:
        with _connected(url) as connection:
            schema = inspect(connection)
            found: dict[str, object] = {}
            for table in sorted(schema.get_table_names()):
                found[table] = {
                    "columns": [
                        (c["name"], str(c["type"]), c["nullable"]) for c in schema.get_columns(table)
                    ],
                    "primary key": schema.get_pk_constraint(table),
                    "foreign keys": sorted(map(str, schema.get_foreign_keys(table))),
                    "unique": sorted(map(str, schema.get_unique_constraints(table))),
                    "checks": sorted(map(str, schema.get_check_constraints(table))),
                    "indexes": sorted(map(str, schema.get_indexes(table))),
                    "rows": sorted(map(repr, connection.execute(text(f'SELECT * FROM "{table}"')))),
                }
            return found

    return read


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def ada() -> Person:
    """Somebody whom a sign-in has vouched for. The store asks for no role: services do."""
    return Person(id="ada", name="Ada", roles=frozenset())


@pytest.fixture
def spring(noon: datetime) -> Round:
    return Round(
        id="spring",
        title="Spring",
        kind=RoundKind.LIVE,
        framework_id="two-themes",
        edition="1",
        framework_hash="0" * 64,
        opens=date(2026, 3, 1),
        closes=date(2026, 3, 31),
    )


@pytest.fixture
def assessment(store: Store, spring: Round, ada: Person, noon: datetime) -> Assessment:
    """The Treasury's assessment in the spring round. The history has three entries by then."""
    treasury = Department(id="treasury", name="Treasury")
    with store.transaction(ada, noon) as transaction:
        departments.add(transaction, treasury)
        rounds.add(transaction, spring)
        return assessments.start(transaction, spring, treasury, Status.DRAFT)
