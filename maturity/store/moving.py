"""Everything that is kept, copied from one database to another, of either kind: whole and verified, or not at all.

Rows go by the types of their columns, as a moment, a truth or a date is written differently in each database. What
arrived is read again and held against what was sent, and the history is verified on both sides, before the copy is
committed.
"""

import hashlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import BigInteger, Connection, Engine, Integer, Table, make_url, text
from sqlmodel import Session, SQLModel

from maturity.errors import MaturityError
from maturity.store import history, integrity, migrate
from maturity.store.database import DatabaseAbsent, name_unusable, open_store
from maturity.store.engine import file_of, make_engine
from maturity.store.new_file import FileInTheWay, open_beside, put_in_place
from maturity.store.reading import begin_reading

BLOCK = 1_000
"""Rows that are sent at a time."""
WAIT = 2
"""Seconds in which PostgreSQL takes note that somebody has gone."""
Tell = Callable[[str], None]


class InUse(MaturityError):
    def __init__(self, database: str | Path) -> None:
        super().__init__(
            f"The database {database} is in use. Nothing was changed: stop the app (Ctrl+C where it runs) and whatever "
            "else is connected to it, and do this again."
        )


class NotEmpty(MaturityError):
    def __init__(self, database: str, what: str) -> None:
        super().__init__(
            f"The database {database} holds something already ({what}). Nothing was changed: name an empty one."
        )


class SchemaOlder(MaturityError):
    def __init__(self, database: str) -> None:
        super().__init__(
            f"The database {database} is of an earlier version of this program. Nothing was written: back it up with "
            "that version, or bring it to this one's schema first (“maturity migrate”)."
        )


class CannotBeHeld(MaturityError):
    """A value that SQLite keeps and PostgreSQL cannot."""

    def __init__(self, table: str, row: str, column: str, why: str) -> None:
        super().__init__(
            f"PostgreSQL cannot keep what is in the table “{table}”, row {row}, column “{column}”: {why}. Nothing was "
            "changed. Save it anew in the app, or restore a backup from before it came there."
        )


class ArrivedOtherwise(MaturityError):
    def __init__(self, table: str) -> None:
        super().__init__(
            f"The table “{table}” did not arrive as it was sent, so the copy was given up. Nothing was changed."
        )


@dataclass(frozen=True)
class Copied:
    """What was copied: entries of the history, its head, and rows of all tables."""

    entries: int
    head: str
    rows: int


def move_database(url: str, to: str, tell: Tell = lambda _: None) -> Copied:
    """Copy everything at `url` to the database at `to`, which is empty, or a file that is not there yet.

    The first stays as it was, brought to this version's schema; nobody writes in it meanwhile. Raises InUse for
    either, NotEmpty, FileInTheWay, CannotBeHeld, ChainBroken or KeptOtherwise for a history that does not hold,
    or as open_store does.
    """
    open_store(url, create=False).close()
    with name_unusable(url) as name, _engine(url) as source:
        _must_be_alone(source, name)
        if (file := file_of(url)) is not None:
            _must_rest(file)
        with _held(source) as held:
            if (file := file_of(make_url(to))) is None:
                return _copy_to_server(held, to, tell)
            return _copy_to_file(held, file, tell)


def copy_server_to_file(url: str, file: Path) -> Copied:
    """Copy everything on a PostgreSQL server to a new SQLite file, as it is at one moment, while others go on.

    What is there is copied as it is, whether its history holds or not. Raises SchemaOlder, FileInTheWay, NotWritten, or
    as open_store does.
    """
    with name_unusable(url) as name, _engine(url) as engine:
        with engine.begin() as connection:
            state = migrate.state(connection, name)
        if state is migrate.SchemaState.EMPTY:
            raise DatabaseAbsent(name)
        if state is migrate.SchemaState.OLDER:
            raise SchemaOlder(name)
        with engine.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
            return _copy_to_file(connection, file, verified=False)


def replace_on_server(file: Path, url: str, aside: Path) -> tuple[Copied, bool]:
    """Put what an SQLite file holds, which is at the newest schema, in the place of all that is kept on a PostgreSQL
    server, in one transaction. What was there before is in the file `aside`, if that was anything.

    Raises InUse, FileInTheWay, NotWritten, or as move_database does.
    """
    with (
        _engine(f"sqlite:///{file.as_posix()}") as source,
        source.connect() as held,
        name_unusable(url) as name,
        _engine(url) as target,
    ):
        _must_be_alone(target, name)
        written = False
        try:
            with target.begin() as connection:
                migrate.upgrade(connection, name)
                if connection.execute(text("SELECT entries FROM ledger")).scalar():
                    _copy_to_file(connection, aside, verified=False)
                    written = True
                _empty(connection)
                migrate.upgrade(connection, name)
                return copy_rows(held, connection), written
        except BaseException:
            if written:
                aside.unlink()  # it is all still where it was
            raise


def copy_rows(
    source: Connection, target: Connection, tell: Tell = lambda _: None, *, verified: bool = True
) -> Copied:
    """Copy every row to a database at the newest schema that holds none, and look that it arrived as it was sent.

    With `verified` the history must hold together, on both sides.
    """
    look = _verify if verified else _head
    entries, head = look(source)
    rows = 0
    for table in SQLModel.metadata.sorted_tables:
        sent, digest = 0, 0
        for block in _blocks(source, table):
            _check_holdable(table, block, target)
            _insert(target, table, block)
            sent, digest = sent + len(block), digest + _digest(block)
        if sum(_digest(block) for block in _blocks(target, table)) != digest:
            raise ArrivedOtherwise(str(table.name))
        if sent:
            tell(f"{table.name}: {sent:,}")
        rows += sent
    _set_sequences(target)
    if look(target) != (entries, head):
        raise ArrivedOtherwise("history")
    return Copied(entries, head, rows)


def _copy_to_file(
    source: Connection, file: Path, tell: Tell = lambda _: None, *, verified: bool = True
) -> Copied:
    if os.path.lexists(file):
        raise FileInTheWay(file)
    with open_beside(file) as made:
        made.touch(0o600)  # it holds names, e-mail addresses and everything that was written
        with _engine(f"sqlite:///{made.as_posix()}") as target, target.begin() as connection:
            migrate.upgrade(connection, str(file))
            copied = copy_rows(source, connection, tell, verified=verified)
        put_in_place(made, file)
    return copied


def _copy_to_server(source: Connection, to: str, tell: Tell) -> Copied:
    with name_unusable(to) as name, _engine(to) as target:
        _must_be_alone(target, name)
        with target.begin() as connection:  # the tables as well: all of it or nothing
            migrate.upgrade(connection, name)
            _must_be_empty(connection, name)
            return copy_rows(source, connection, tell)


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url, patient=True)
    try:
        yield engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")
    finally:
        engine.dispose()


@contextmanager
def _held(source: Engine) -> Iterator[Connection]:
    """A connection to it while which nobody writes: what they saved meanwhile would be lost."""
    if source.name == "sqlite":
        with source.connect() as connection:
            yield connection
        return
    with source.execution_options(isolation_level="REPEATABLE READ").connect() as connection:
        connection.execute(text("LOCK TABLE ledger IN EXCLUSIVE MODE"))
        yield connection


def _must_be_alone(engine: Engine, name: str) -> None:
    if engine.name != "postgresql":
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND coalesce(backend_type, 'client backend') = 'client backend'"
    )
    until = time.monotonic() + WAIT
    while True:
        with engine.connect() as connection:
            if not connection.execute(others).scalar_one():
                return
        if time.monotonic() > until:
            raise InUse(name)
        time.sleep(0.1)


def _must_rest(file: Path) -> None:
    """Leave an SQLite database as a single file, which works only where nobody else has it open."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=0)) as opened:
            opened.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise InUse(file) from None
        raise


def _must_be_empty(connection: Connection, name: str) -> None:
    for table in SQLModel.metadata.sorted_tables:
        query = sqlalchemy.select(sqlalchemy.func.count()).select_from(table)
        if table.name == "ledger":
            query = query.where(table.c.entries > 0)
        if found := connection.execute(query).scalar_one():
            raise NotEmpty(name, f"{found:,} in the table “{table.name}”")


def _empty(connection: Connection) -> None:
    for table in [*SQLModel.metadata.tables, "alembic_version"]:
        connection.execute(text(f'DROP TABLE IF EXISTS "{table}" CASCADE'))
    connection.execute(text("DROP FUNCTION IF EXISTS refuse_to_rewrite()"))


def _verify(connection: Connection) -> tuple[int, str]:
    with Session(connection) as session:
        begin_reading(session)
        integrity.check(session)
        return history.head(session)


def _head(connection: Connection) -> tuple[int, str]:
    with Session(connection) as session:
        return history.head(session)


def _blocks(connection: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    query = sqlalchemy.select(table).order_by(*table.primary_key.columns)
    if table.name == "departments":  # they name their families, which come first
        yield from [block] if (block := _families_first(connection.execute(query).all())) else []
        return
    with connection.execute(query.execution_options(yield_per=BLOCK)) as found:
        for part in found.partitions():
            yield [tuple(row) for row in part]


def _families_first(rows: Sequence[Any]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    left = list(rows)
    there: set[str | None] = {None}
    while left:
        ready = [row for row in left if row.family in there]
        if not ready:
            return found + [tuple(row) for row in left]  # it would say itself what it misses
        found += [tuple(row) for row in ready]
        there |= {row.id for row in ready}
        left = [row for row in left if row.id not in there]
    return found


def _insert(target: Connection, table: Table, block: list[tuple[Any, ...]]) -> None:
    names = [column.name for column in table.columns]
    values = [dict(zip(names, row, strict=True)) for row in block]
    if table.name == "ledger":  # its row came with the tables, and cannot be taken away
        for value in values:
            target.execute(sqlalchemy.update(table).values(value))
        return
    target.execute(sqlalchemy.insert(table), values)


def _digest(block: list[tuple[Any, ...]]) -> int:
    """A number that tells rows from others, in whatever order each database gives them."""
    return sum(int.from_bytes(hashlib.sha256(repr(row).encode()).digest()) for row in block)


def _check_holdable(table: Table, block: list[tuple[Any, ...]], target: Connection) -> None:
    if target.engine.name != "postgresql":
        return
    columns = list(table.columns)
    for row in block:
        for column, value in zip(columns, row, strict=True):
            why = ""
            if isinstance(value, str) and "\0" in value:
                why = "it holds a null character"
            elif isinstance(column.type, Integer) and isinstance(value, int) and not isinstance(value, bool):
                most = 63 if isinstance(column.type, BigInteger) else 31
                why = "" if -(2**most) <= value < 2**most else "the number is too large"
            if why:
                key = dict(zip((each.name for each in columns), row, strict=True))
                named = ", ".join(str(key[each.name]) for each in table.primary_key.columns)
                raise CannotBeHeld(str(table.name), named, column.name, why)


def _set_sequences(target: Connection) -> None:
    if target.engine.name != "postgresql":
        return
    for name in ("assessments", "actions"):
        numbers = SQLModel.metadata.tables[name].c.id
        sequence = sqlalchemy.func.pg_get_serial_sequence(name, "id")
        target.execute(sqlalchemy.select(sqlalchemy.func.setval(sequence, sqlalchemy.func.max(numbers))))
