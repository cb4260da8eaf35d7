"""Opening the database, and its transactions: on SQLite for one machine, on PostgreSQL for more."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool
from sqlmodel import Session, create_engine

from maturity.assessment.people import Person
from maturity.errors import MaturityError
from maturity.store import migrate
from maturity.store.away import in_plain_words
from maturity.store.tables import LedgerRow

IN_MEMORY = "sqlite://"
BUSY_TIMEOUT = 10  # seconds
ADDRESSES = "sqlite:///folder/file.sqlite or postgresql+psycopg://user:password@host/name"


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
        broken constraints (see store.constraints), and DatabaseAway where nothing can be saved at present.
        """
        with in_plain_words(changing=True), Session(self._writer, expire_on_commit=False) as session:
            # SQLite takes its turn with BEGIN IMMEDIATE; PostgreSQL by locking the ledger's one row.
            # Held to the end: a session forgets rows that nobody holds, and each change would read it again.
            session.info["ledger"] = session.get_one(LedgerRow, 1, with_for_update=True)
            yield Transaction(session, person, at)
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent view of what is kept; writes in it are undone. Raises DatabaseAway."""
        options = {"isolation_level": "REPEATABLE READ"} if self._engine.name == "postgresql" else {}
        view = self._engine.execution_options(**options)
        with in_plain_words(), Session(view, expire_on_commit=False) as session:
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

    Raises DatabaseUnusable, DatabaseForeign for one that holds something else, or DatabaseNewer for one of a
    later version of this program.
    """
    name = "at the address given"
    try:
        name = _without_password(url)
        engine = make_engine(url)
    except (ArgumentError, ImportError) as error:
        raise DatabaseUnusable(name, f"its address should be like {ADDRESSES}") from error
    except OSError as error:
        raise DatabaseUnusable(name, f"its folder cannot be made ({error.strerror})") from error
    try:
        with engine.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
            migrate.upgrade(connection, name)
        if engine.name == "sqlite":
            _keep_a_write_ahead_log(engine)
    except MaturityError:
        engine.dispose()
        raise
    except (OperationalError, DatabaseError) as error:
        engine.dispose()
        raise DatabaseUnusable(name, str(error.orig).strip().rstrip(".").split("\n")[0]) from error
    return Store(engine)


def make_engine(url: str) -> Engine:
    """An engine for the URL, with what this program needs of SQLite set on every connection.

    Its errors do not quote what was being saved.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, hide_parameters=True)
    database = make_url(url).database
    if database in (None, "", ":memory:"):
        # One connection for all threads: the database lives as long as the connection.
        engine = create_engine(
            url, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        Path(str(database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _without_password(url: str) -> str:
    return make_url(url).difference_update_query(["password", "sslpassword"]).render_as_string()


def _keep_a_write_ahead_log(engine: Engine) -> None:
    # The file remembers this for every connection. It is written only once the file is known to be ours, and
    # needs the file to itself for a moment; SQLite does not wait for that, so the busy timeout is kept here.
    connection = engine.raw_connection()
    until = time.monotonic() + BUSY_TIMEOUT
    try:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)
            else:
                return
    finally:
        connection.close()


def _prepare(connection: object, _: ConnectionPoolEntry) -> None:
    # Python's sqlite3 begins transactions by its own lights; None leaves that to _begin.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in (f"busy_timeout={1000 * BUSY_TIMEOUT}", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
