"""A copy of everything, and its way back. Whichever the database, a backup is one SQLite file: see decision 32."""

import os
import sqlite3
import stat
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from maturity.errors import MaturityError
from maturity.store import history, integrity
from maturity.store.database import open_store
from maturity.store.engine import BUSY_TIMEOUT, file_of
from maturity.store.migrate import DatabaseNewer
from maturity.store.moving import InUse, copy_server_to_file, replace_on_server
from maturity.store.new_file import FileInTheWay, NotWritten, open_beside, put_in_place

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database in use."""


class NotADatabase(MaturityError):
    def __init__(self) -> None:
        super().__init__(
            "Only a database on SQLite or PostgreSQL is backed up and restored. Check MATURITY_DATABASE_URL."
        )


class NothingToBackUp(MaturityError):
    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(f"There is no database {file} to back up. Check MATURITY_DATABASE_URL.")


class BackupUnusable(MaturityError):
    def __init__(self, file: Path, why: str) -> None:
        self.file = file
        super().__init__(f"{file} cannot be restored: {why} Nothing was changed.")


class NotRead(MaturityError):
    def __init__(self, file: Path, why: str) -> None:
        self.file = file
        super().__init__(f"The database {file} cannot be read: {why}. Nothing was written.")


@dataclass(frozen=True)
class Restored:
    """What a restored database holds, and where the one before it was put."""

    entries: int
    head: str
    aside: Path | None


def take(url: str, output: Path) -> None:
    """Copy the database at `url` to a new SQLite file, as it is at one moment, however many are writing meanwhile.

    Raises NotADatabase, NothingToBackUp, FileInTheWay, NotRead or NotWritten; and on PostgreSQL as
    moving.copy_server_to_file does.
    """
    database = file_of(_address(url))
    if database is None:
        copy_server_to_file(url, output)
        return
    if not _is_file(database):
        raise NothingToBackUp(database)
    if os.path.lexists(output):
        raise FileInTheWay(output)
    with open_beside(output) as made:
        try:
            _copy(database, made)
        except _Unreadable as error:
            raise NotRead(database, str(error)) from error
        put_in_place(made, output)


def restore(url: str, file: Path, at: datetime) -> Restored:
    """Put a backup where the database is, which is moved aside and not lost.

    The backup is copied, brought to this version's schema and looked through before anything is replaced. On
    PostgreSQL what was there is written to a file beside the backup. Raises NotADatabase, BackupUnusable with what
    is wrong, NotWritten, or InUse where the app is running.
    """
    database = file_of(_address(url))
    if not _is_file(file):
        raise BackupUnusable(file, "there is no such file.")
    if database is None:
        return _restore_on_server(url, file, at)
    if _is_file(database) and file.samefile(database):
        raise BackupUnusable(file, "it is the database itself.")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(database, str(error.strerror)) from error
    with open_beside(database) as made:
        entries, head = _copy_checked(file, made)
        aside = None
        if database.exists():
            made.chmod(stat.S_IMODE(database.stat().st_mode))
            aside = _move_aside(database, at)
        made.replace(database)
    return Restored(entries, head, aside)


def _restore_on_server(url: str, file: Path, at: datetime) -> Restored:
    aside = file.with_name(f"{file.stem}-before-{at:%Y-%m-%dT%H%M%S}.sqlite")
    with open_beside(file) as made:
        _copy_checked(file, made)
        copied, replaced = replace_on_server(made, url, aside)
    return Restored(copied.entries, copied.head, aside if replaced else None)


def _copy_checked(file: Path, made: Path) -> tuple[int, str]:
    """Copy a backup, bring the copy to this version's schema, and give its entries and head; BackupUnusable."""
    _look_through(file)
    try:
        _copy(file, made)
    except _Unreadable as error:
        raise BackupUnusable(file, f"it cannot be read ({error}).") from error
    try:
        found = _checked(made)
    except DatabaseNewer as problem:
        why = f"it was made by a newer version of this program (its schema is “{problem.revision}”)."
        raise BackupUnusable(file, why) from problem
    except MaturityError as problem:
        raise BackupUnusable(file, str(problem)) from problem
    _rest(made)
    return found


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise NotADatabase from None
    in_memory = address.get_backend_name() == "sqlite" and file_of(address) is None
    if in_memory or address.get_backend_name() not in ("sqlite", "postgresql"):
        raise NotADatabase
    return address


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # its name is too long to be one
        return False


class _Unreadable(Exception):
    """What is to be copied cannot be read."""


def _copy(source: Path, made: Path) -> None:
    made.touch(0o600)  # it holds names, e-mail addresses and everything that was written
    with closing(_open(source)) as from_, closing(sqlite3.connect(made)) as to:
        try:
            from_.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            raise _Unreadable(str(error)) from error
        from_.backup(to)  # one consistent moment: in a single step, while writers go on in the log beside
        to.execute("PRAGMA journal_mode=DELETE")  # a single file, to be carried anywhere


def _open(file: Path) -> sqlite3.Connection:
    # Not immutable and not read-only: a file whose app was killed has a log beside it that is still to be read.
    try:
        return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT)
    except sqlite3.OperationalError as error:
        raise _Unreadable(str(error)) from error


def _look_through(file: Path) -> None:
    try:
        with closing(_open(file)) as opened:
            found = [str(row[0]) for row in opened.execute("PRAGMA integrity_check(1)")]
            tables = {row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except (sqlite3.DatabaseError, _Unreadable) as error:
        raise BackupUnusable(file, f"it is not a database that can be read ({error}).") from error
    if found != ["ok"]:
        raise BackupUnusable(file, f"it is damaged ({found[0]}).")
    if not {"alembic_version", "history", "ledger"} <= tables:
        raise BackupUnusable(file, "it is not a backup of this program.")


def _checked(made: Path) -> tuple[int, str]:
    """The entries and the head of a copy, at this version's schema, with its history whole."""
    store = open_store(f"sqlite:///{made.as_posix()}")
    try:
        with store.reading() as session:
            integrity.check(session)
            return history.head(session)
    finally:
        store.close()


def _rest(database: Path) -> None:
    """Leave a database as a single file; sqlite3.OperationalError where somebody else has it open."""
    with closing(_open(database)) as opened:
        opened.execute("PRAGMA busy_timeout=0")
        opened.execute("PRAGMA journal_mode=DELETE")


def _move_aside(database: Path, at: datetime) -> Path:
    try:
        _rest(database)
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise InUse(database) from None
    except (sqlite3.DatabaseError, _Unreadable):
        pass  # it is damaged, which may be why a backup is restored: it is moved as it is
    aside = database.with_name(f"{database.stem}-before-{at:%Y-%m-%dT%H%M%S}{database.suffix}")
    if aside.exists():
        raise FileInTheWay(aside)
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            database.with_name(database.name + ending).rename(aside.with_name(aside.name + ending))
    return database.rename(aside)
