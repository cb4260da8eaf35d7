"""How the database is connected to, and what this program needs of SQLite on every connection."""

import os
import shlex
import sqlite3
import stat
from contextlib import suppress
from pathlib import Path
from random import uniform
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection, StaticPool
from sqlmodel import create_engine

BUSY_TIMEOUT = 10
"""Seconds that a writer on SQLite waits for other processes."""
PAGES_BESIDE = 16_000
"""Of the write-ahead log (64 MB) after which a save moves them into SQLite's file itself, and waits for the disk; the
store does so beside the saves long before (see Store).
"""
POOL_TIMEOUT = 10
"""Seconds to wait for a connection of the pool; a save takes hundredths of one."""


CONNECTIONS = 20
"""To PostgreSQL that one server has open at most; each is used for the hundredths of a second that a question takes."""


def make_engine(url: str, *, patient: bool = False, connections: int = CONNECTIONS) -> Engine:
    """An engine for the URL; its errors do not quote what was being saved.

    A file's connections never make one that is not there. A patient one has no limits of time, for migrations.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    from maturity.store import postgresql  # psycopg takes its time: only where it is needed

    engine = create_engine(
        address,
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,  # so that those of a busy hour are not kept awake in turn
        pool_pre_ping=True,
        pool_timeout=POOL_TIMEOUT,
        hide_parameters=True,
        connect_args=postgresql.parameters(address),
    )
    if not patient:
        postgresql.limit(engine)
    return engine


def file_of(url: str | URL) -> Path | None:
    """The file of an SQLite database; None for one in memory, or for PostgreSQL."""
    address = make_url(url)
    named = address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:")
    return Path(str(address.database)) if named else None


def make_file(file: Path) -> None:
    """An empty file that its owner alone may read, where there is none; SQLite makes those beside it alike."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def too_open(file: Path) -> str:
    """A sentence with the remedy, where others than its owner may read a database or what lies beside it."""
    if os.name != "posix":
        return ""
    beside = [file.with_name(file.name + ending) for ending in ("", "-wal", "-shm")]
    if not any(each.exists() and stat.S_IMODE(each.stat().st_mode) & 0o077 for each in beside):
        return ""
    return (
        f"Others on this computer may read or write the database {file}, which holds names, e-mail addresses and "
        f"everything that was written. To keep it to its owner: chmod 600 {shlex.quote(str(file))}*"
    )


def _sqlite(address: URL) -> Engine:
    file = file_of(address)
    if file is None:
        # One connection for all threads: the database lives as long as the connection.
        engine = create_engine(
            address, hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
    else:
        engine = create_engine(address, hide_parameters=True, pool_timeout=POOL_TIMEOUT)
        _stay_with(file, engine)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _stay_with(file: Path, engine: Engine) -> None:
    """Use the file that is at the address, each time. One that was deleted or moved goes on taking what an open
    connection writes, which nobody would ever find again.
    """

    def connect(_: object, __: object, ___: object, named: dict[str, Any]) -> sqlite3.Connection:
        options: dict[str, Any] = named | {"uri": True}
        opened: sqlite3.Connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", **options)
        return opened

    def remember(_: object, record: ConnectionPoolEntry) -> None:
        record.info["file"] = identity(file)

    def still_there(_: object, record: ConnectionPoolEntry, __: PoolProxiedConnection) -> None:
        if record.info["file"] != identity(file):
            raise DisconnectionError

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "connect", remember)
    event.listen(engine, "checkout", still_there)


def identity(file: Path) -> tuple[int, int] | None:
    """What tells a file from another that comes to have its name; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare(connection: Any, _: ConnectionPoolEntry) -> None:
    # Python's sqlite3 begins transactions by its own lights; None leaves that to _begin.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={1000 * BUSY_TIMEOUT}",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"wal_autocheckpoint={PAGES_BESIDE}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    begin = connection.get_execution_options().get("sqlite_begin", "BEGIN")
    if begin == "BEGIN IMMEDIATE":
        _begin_to_write(connection, begin)
    elif begin:
        connection.exec_driver_sql(begin)


def _begin_to_write(connection: Connection, begin: str) -> None:
    """SQLite looks every tenth of a second whether a busy file is free, and may look past every gap between others who
    write one thing after the other; this looks more often, and never in step with them.
    """
    raw: Any = connection.connection.driver_connection
    until = monotonic() + BUSY_TIMEOUT
    raw.execute("PRAGMA busy_timeout=5")
    try:
        while monotonic() < until:
            try:
                raw.execute(begin)
            except sqlite3.OperationalError as error:
                if not error.sqlite_errorname.startswith("SQLITE_BUSY"):
                    break
                sleep(uniform(0.001, 0.008))  # noqa: S311  no secret
            else:
                return
    finally:
        raw.execute(f"PRAGMA busy_timeout={1000 * BUSY_TIMEOUT}")
    connection.exec_driver_sql(begin)  # once more, to fail as everything else does
