"""Opening the database, and its transactions: on SQLite for one machine, on PostgreSQL for more."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlmodel import Session, create_engine

from maturity.assessment.people import Person
from maturity.errors import MaturityError
from maturity.store import migrate
from maturity.store.constraints import plain
from maturity.store.tables import LedgerRow

IN_MEMORY = "sqlite://"


class DatabaseUnusable(MaturityError):
    """The database cannot be opened; the sentence names it without its password."""

    def __init__(self, database: str, problem: str) -> None:
        self.database = database
        super().__init__(f"The database {database} cannot be used: {problem}. Nothing was changed.")


@dataclass(frozen=True)
class Transaction:
    """A change under way: the session it is made in, who makes it, and when."""

    session: Session
    person: Person
    at: datetime


class Store:
    """An open database, at the newest schema. Make one with `open_store`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")

    @contextmanager
    def transaction(self, person: Person, at: datetime) -> Iterator[Transaction]:
        """All or nothing: commits when the block ends, and undoes everything if it raises.

        Writers take turns, so what a block reads is still true when it writes. Raises plain errors for
        broken constraints (see store.constraints).
        """
        with Session(self._writer, expire_on_commit=False) as session:
            # SQLite takes its turn with BEGIN IMMEDIATE; PostgreSQL by locking the ledger's one row.
            session.get_one(LedgerRow, 1, with_for_update=True)
            try:
                yield Transaction(session, person, at)
                session.commit()
            except IntegrityError as error:
                session.rollback()
                raise plain(error) from error

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of what is kept; writes in it are undone."""
        options = {"isolation_level": "REPEATABLE READ"} if self._engine.name == "postgresql" else {}
        with Session(self._engine.execution_options(**options), expire_on_commit=False) as session:
            yield session

    def revision(self) -> int:
        """A number that grows with every change, whoever makes it and from whichever process."""
        with self.reading() as session:
            return revision_in(session)

    def close(self) -> None:
        self._engine.dispose()


def revision_in(session: Session) -> int:
    """The store's revision as this session sees it."""
    return session.get_one(LedgerRow, 1).entries


def open_store(url: str) -> Store:
    """The store at a database URL, made and migrated where needed; a second opening changes nothing.

    Raises DatabaseUnusable, or DatabaseNewer for a database of a later version of this program.
    """
    engine = make_engine(url)
    name = make_url(url).render_as_string(hide_password=True)
    try:
        with engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
            migrate.upgrade(connection, name)
    except MaturityError:
        engine.dispose()
        raise
    except (OperationalError, DatabaseError) as error:
        engine.dispose()
        raise DatabaseUnusable(name, str(error.orig).strip().rstrip(".").split("\n")[0]) from error
    return Store(engine)


def make_engine(url: str) -> Engine:
    """An engine for the URL, with what this program needs of SQLite set on every connection."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    database = make_url(url).database
    if database in (None, "", ":memory:"):
        # One connection for all threads: the database lives as long as the connection.
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    else:
        Path(str(database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: object, _: ConnectionPoolEntry) -> None:
    # Python's sqlite3 begins transactions by its own lights; None leaves that to _begin.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
