"""Opening the database, and its transactions: on SQLite for one machine, on PostgreSQL for more."""

import logging
import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import TypeVar

from sqlalchemy import DateTime, Engine, bindparam, func, make_url, select, update
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlmodel import Session, SQLModel

from maturity.assessment.people import Person
from maturity.errors import Away, DatabaseAway, FateUnknown, MaturityError
from maturity.store import migrate, triggers
from maturity.store.away import away, code_of, in_plain_words
from maturity.store.engine import (
    BUSY_TIMEOUT,
    CONNECTIONS,
    file_of,
    identity,
    make_engine,
    make_file,
    too_open,
)
from maturity.store.reading import begin_reading, memory_of, once_a_reading
from maturity.store.remembering import WHOLE_HISTORY, Memory, note_parts, watch_engine
from maturity.store.tables import LedgerRow
from maturity.store.turns import Turns

Given = TypeVar("Given")
log = logging.getLogger("maturity")

IN_MEMORY = "sqlite://"
ADDRESSES = "sqlite:///folder/file.sqlite or postgresql+psycopg://user:password@host/name"
LOOK_FOR = 10
"""Seconds for which a commit that was cut off is looked for; a server that is started anew is back in a few."""

SAVES_A_MOVE = 50
"""After so many saves the write-ahead log is moved: some hundred pages at a time, for which the disk takes little."""


ONE_CLOCK = timedelta(minutes=1)
"""For which two clocks are taken to stay as far apart as they were."""
WAITED = timedelta(minutes=1)
"""By which somebody who waited for their turn may seem to come before who went before: no turn takes as long."""

_ROW = SQLModel.metadata.tables[str(LedgerRow.__tablename__)]
_LEDGER = select(_ROW.c.entries, _ROW.c.head).where(_ROW.c.id == 1)
_LOCK = _LEDGER.with_for_update()
_KEEP = update(_ROW).where(_ROW.c.id == 1).values(entries=bindparam("entries"), head=bindparam("head"))
_HISTORY = SQLModel.metadata.tables["history"].c
_WHEN = select(_HISTORY.at).where(_HISTORY.number == bindparam("of_number"))
_UNDER_WAY = "ledger"


@dataclass
class Ledger:
    """How many entries the history holds, and the hash of the last."""

    entries: int
    head: str


_MOMENT: ContextVar["tuple[Store, Session] | None"] = ContextVar("moment", default=None)


class DatabaseUnusable(MaturityError):
    """The database cannot be opened; the sentence names it without its password.

    `away` is the same for people who need not know its address, where it may be opened later.
    """

    def __init__(self, database: str, problem: str, away: DatabaseAway | None = None) -> None:
        self.database, self.away = database, away
        super().__init__(f"The database {database} cannot be used: {problem}. Nothing was changed.")


class DatabaseAbsent(MaturityError):
    """There is no database at the address, and whoever asked is not to make one."""

    def __init__(self, database: str) -> None:
        self.database = database
        super().__init__(
            f"There is no database at {database}. Nothing was made. Check MATURITY_DATABASE_URL; “maturity serve” or "
            "“maturity migrate” makes one where it says."
        )


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
        watch_engine(engine)
        self.memory = Memory()
        self._writer = engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
        self._file = file_of(engine.url)
        self._turns = Turns()
        self._saves, self._moving = 0, Thread()
        self._ahead: tuple[timedelta, datetime] | None = None
        self._last: tuple[str, datetime] | None = None  # the head that this process wrote last, and when

    @property
    def address(self) -> str | None:
        """Its URL, password and all; None where it is in this process's memory."""
        if self._engine.name == "sqlite" and self._file is None:
            return None
        return self._engine.url.render_as_string(hide_password=False)

    def now(self) -> datetime:
        """The time, by the one clock that all servers on this database go by: PostgreSQL's, and on SQLite this
        computer's. Raises DatabaseAway.
        """
        here = datetime.now(UTC)
        if self._engine.name != "postgresql":
            return here
        if self._ahead is None or not timedelta(0) <= here - self._ahead[1] < ONE_CLOCK:
            with in_plain_words(changing=True), self._engine.connect() as connection:
                there = connection.execute(select(func.clock_timestamp(type_=DateTime(timezone=True))))
                self._ahead = there.scalar_one() - datetime.now(UTC), here
        return here + self._ahead[0]

    @contextmanager
    def transaction(self, person: Person, at: datetime) -> Iterator[Transaction]:
        """All or nothing: commits when the block ends, and undoes everything if it raises.

        Writers take turns, so what a block reads is still true when it writes. Raises plain errors for
        broken constraints (see store.constraints), DatabaseAway where nothing can be saved at present, and
        FateUnknown where it cannot be said whether it was saved.
        """
        file = identity(self._file) if self._file else None
        with (
            self._turns.taken(),  # among the threads here, and with no connection that a reader could have
            in_plain_words(changing=True),
            Session(self._writer, expire_on_commit=False) as session,
        ):
            # Among processes SQLite takes its turn with BEGIN IMMEDIATE; PostgreSQL by locking the ledger's one row.
            # Kept by hand, as each change adds to it: the session's own objects cost as much as the change.
            ledger = session.info[_UNDER_WAY] = Ledger(*session.connection().execute(_LOCK).one())
            before = ledger.entries
            when = self._in_turn(session, ledger, at)
            yield Transaction(session, person, when)
            session.flush()
            if ledger.entries > before:
                session.connection().execute(_KEEP, vars(ledger))
            last = (ledger.entries, ledger.head) if ledger.entries > before else None
            try:
                session.commit()
            except DBAPIError as error:
                if not _cut_off(error):
                    raise
                log.warning(
                    "the connection was lost in a commit (%s)", code_of(error) or type(error).__name__
                )
                self._find(last)
            if ledger.entries > before:
                self._last = ledger.head, when
                self._move_log_now_and_then()
            if self._file and identity(self._file) != file:  # it went into a file that is no longer there
                self._find(last)

    @contextmanager
    def reading(self, *, by_one_statement: bool = False) -> Iterator[Session]:
        """One consistent view of what is kept; writes in it are undone. Raises DatabaseAway.

        What is read `by_one_statement` is consistent by itself: no transaction is begun for it.
        """
        if (moment := _MOMENT.get()) is not None and moment[0] is self:
            yield moment[1]
            return
        options = {"isolation_level": "REPEATABLE READ"} if self._engine.name == "postgresql" else {}
        view = self._engine.execution_options(**options, **({"sqlite_begin": ""} if by_one_statement else {}))
        with in_plain_words(), Session(view, expire_on_commit=False) as session:
            begin_reading(session, None if by_one_statement else self.memory)
            yield session

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """All readings meanwhile, in this thread, are one: they see the same, and ask for it once."""
        with self.reading() as session:
            before = _MOMENT.set((self, session))
            try:
                yield
            finally:
                _MOMENT.reset(before)

    def revision(self) -> int:
        """A number that grows with every change, whoever makes it and from whichever process."""
        with self.reading(by_one_statement=True) as session:
            return revision_in(session)

    def recall(self, question: Hashable, ask: Callable[[], Given], moment: int | None = None) -> Given:
        """What asking gives, or gave before, where nothing was changed since that it rested on.

        With the `moment` of a while ago, what was remembered then may still be given without asking the database.
        """
        if moment is not None and (found := self.memory.peek(question, moment)) is not None:
            given: Given = found.value
            return given
        if (held := _MOMENT.get()) is not None and held[0] is self:
            return self.memory.recall_in(held[1], question, ask)
        with self.reading(by_one_statement=True) as session:
            now = self.memory.moment(session)
        return self.memory.recall(now, question, ask)

    def moment(self) -> int:
        """How many changes there have been, as far as `recall` knows of what they touch."""
        with self.reading(by_one_statement=True) as session:
            return self.memory.moment(session).entries

    def put_triggers_back(self) -> list[str]:
        """Make the database refuse again to rewrite the history, where it no longer does; gives what was missing."""
        with in_plain_words(changing=True), self._writer.begin() as connection:
            return triggers.put_back(connection)

    def close(self) -> None:
        """Let go of the database. On SQLite its file holds everything then, unless others have it open."""
        if self._moving.is_alive():
            self._moving.join()
        if self._file and self._last is not None:  # who only read need not move what others wrote
            # The last connection to be closed does this as well, but not where a thread still holds one.
            with (
                suppress(DBAPIError, PoolExhausted, sqlite3.Error),
                closing(self._engine.raw_connection()) as connection,
            ):
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
                # Whoever writes waits while this waits for whoever reads: what is left is not worth a save of theirs.
                cursor.execute("PRAGMA busy_timeout=20")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                cursor.close()
        self._engine.dispose()

    def _move_log_now_and_then(self) -> None:
        """Have SQLite's write-ahead log moved into its file, beside the saves: it would do so in the middle of one."""
        self._saves += 1
        if self._file is None or self._saves % SAVES_A_MOVE or self._moving.is_alive():
            return
        self._moving = Thread(target=self._move_log, name="move log", daemon=True)
        self._moving.start()

    def _move_log(self) -> None:
        with (
            suppress(DBAPIError, PoolExhausted, sqlite3.Error),  # then it is moved another time
            closing(self._engine.raw_connection()) as connection,
        ):
            connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").close()

    def _in_turn(self, session: Session, ledger: Ledger, at: datetime) -> datetime:
        """`at`, or when the last entry was made where that was a moment later: times do not run back because somebody
        looked at the clock and then waited.
        """
        if at.tzinfo is None:
            return at  # refused where it would be kept
        if self._last is not None and self._last[0] == ledger.head:
            last: datetime | None = self._last[1]
        else:  # another process wrote it
            last = session.connection().execute(_WHEN, {"of_number": ledger.entries}).scalar_one_or_none()
        return last if last is not None and at < last < at + WAITED else at

    def _find(self, last: tuple[int, str] | None) -> None:
        """Returns where the last entry of a transaction is in the history, whose commit was never answered.

        Raises DatabaseAway where it is not: nothing of it is kept. Raises FateUnknown where that cannot be seen.
        """
        if last is None:
            raise FateUnknown  # it left nothing to be looked for
        until, pause = time.monotonic() + LOOK_FOR, 0.1
        number = last[0]
        while True:
            try:
                with Session(self._writer) as session:
                    # The lock waits until the lost transaction is over; what it left is read after that.
                    session.connection().execute(_LOCK)
                    found = session.execute(select(_HISTORY.hash).where(_HISTORY.number == number))
                    if found.scalar_one_or_none() == last[1]:
                        return
                    raise DatabaseAway(Away.UNREACHABLE, changing=True)
            except (DBAPIError, PoolExhausted) as error:
                if away(error) is None:
                    raise
                if time.monotonic() + pause > until:
                    log.error("it is not known whether entry %s was saved", number)
                    raise FateUnknown from error
            time.sleep(pause)
            pause *= 2


def _cut_off(error: DBAPIError) -> bool:
    """Whether a commit that failed may be kept all the same: the answer to it was lost, and not a refusal."""
    return error.connection_invalidated or not code_of(error) or code_of(error).startswith("SQLITE_IOERR")


@once_a_reading
def revision_in(session: Session) -> int:
    """The store's revision as this session sees it."""
    if (memory := memory_of(session)) is not None:  # which has asked already
        note_parts([WHOLE_HISTORY])
        return memory.moment(session).entries
    return ledger_in(session).entries


def ledger_in(session: Session) -> Ledger:
    """What the ledger says, with what a transaction under way has added."""
    ledger: Ledger | None = session.info.get(_UNDER_WAY)
    return ledger or Ledger(*session.connection().execute(_LEDGER).one())


def open_store(url: str, *, create: bool = True, connections: int = CONNECTIONS) -> Store:
    """The store at a database URL, made and migrated where needed; a second opening changes nothing.

    Raises DatabaseUnusable, DatabaseForeign for one that holds something else, DatabaseNewer for one of a later
    version of this program, or DatabaseAbsent where there is none and none is to be made.
    """
    with name_unusable(url) as name:
        file = file_of(url)
        if file is not None and not create and not file.exists():
            raise DatabaseAbsent(name)
        if file is not None and create:
            make_file(file)
        engine = make_engine(url, connections=connections)
        try:
            _migrate(engine, url, name, create)
            if engine.name == "sqlite":
                _keep_a_write_ahead_log(engine)
        except Exception:
            engine.dispose()
            raise
    if file is not None and (sentence := too_open(file)):
        log.warning(sentence)
    return Store(engine)


@contextmanager
def name_unusable(url: str) -> Iterator[str]:
    """Gives what errors call the database, without its password; what keeps the block from using it is raised as
    DatabaseUnusable.
    """
    name = "at the address given"
    try:
        name = _without_password(url)
        yield name
    except (ArgumentError, ImportError) as error:
        raise DatabaseUnusable(name, f"its address should be like {ADDRESSES}") from error
    except OSError as error:
        raise DatabaseUnusable(name, f"its folder or file cannot be made ({error.strerror})") from error
    except (DBAPIError, PoolExhausted, sqlite3.Error) as error:
        words = str(getattr(error, "orig", error)).strip().rstrip(".").split("\n")[0]
        raise DatabaseUnusable(name, words, away(error)) from error


def _migrate(engine: Engine, url: str, name: str, create: bool) -> None:
    # One that is at the newest schema is only read: it opens while others write, and where nobody can.
    with engine.begin() as connection:
        state = migrate.state(connection, name)
    if state is migrate.SchemaState.NEWEST:
        return
    if state is migrate.SchemaState.EMPTY and not create:
        raise DatabaseAbsent(name)
    patient = make_engine(url, patient=True) if engine.name == "postgresql" else engine
    try:
        with patient.execution_options(sqlite_begin="BEGIN IMMEDIATE").begin() as connection:
            migrate.upgrade(connection, name)
    finally:
        if patient is not engine:
            patient.dispose()


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
