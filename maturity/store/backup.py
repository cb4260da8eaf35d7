"""A copy of everything, and its way back: on SQLite, where the database is a file."""

import os
import sqlite3
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from maturity.errors import MaturityError
from maturity.store import history, integrity
from maturity.store.database import open_store
from maturity.store.engine import BUSY_TIMEOUT
from maturity.store.migrate import DatabaseNewer

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database in use."""
COPYING = ".maturity-copy-"
"""How the name of a folder begins in which a copy is being made."""
LEFT_BEHIND = 3600
"""Seconds after which nobody is still writing in such a folder; a copy takes seconds."""


class NotAFileDatabase(MaturityError):
    def __init__(self) -> None:
        super().__init__(
            "Only an SQLite file is backed up and restored here. For PostgreSQL use its own programs, which are safe "
            "while the app is running: pg_dump --format=custom to back up, and, with the app stopped, pg_restore "
            "--clean --if-exists to restore; then run “maturity audit verify”."
        )


class FileInTheWay(MaturityError):
    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(
            f"{file} is there already. Nothing was written: name a new file, or move that one away."
        )


class NothingToBackUp(MaturityError):
    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(f"There is no database {file} to back up. Check MATURITY_DATABASE_URL.")


class BackupUnusable(MaturityError):
    def __init__(self, file: Path, why: str) -> None:
        self.file = file
        super().__init__(f"{file} cannot be restored: {why} Nothing was changed.")


class NotWritten(MaturityError):
    def __init__(self, file: Path, why: str) -> None:
        self.file = file
        super().__init__(f"{file} cannot be written: {why}. Nothing was changed.")


class NotRead(MaturityError):
    def __init__(self, file: Path, why: str) -> None:
        self.file = file
        super().__init__(f"The database {file} cannot be read: {why}. Nothing was written.")


class InUse(MaturityError):
    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(
            f"The database {file} is in use. Nothing was changed: stop the app (Ctrl+C where it runs), and restore "
            "again."
        )


@dataclass(frozen=True)
class Restored:
    """What a restored database holds, and where the one before it was put."""

    entries: int
    head: str
    aside: Path | None


def take(url: str, output: Path) -> None:
    """Copy the database at `url` to a new file, as it is at one moment, however many are writing meanwhile.

    Raises NotAFileDatabase, NothingToBackUp, FileInTheWay, NotRead or NotWritten.
    """
    database = _file(url)
    if not _is_file(database):
        raise NothingToBackUp(database)
    if os.path.lexists(output):
        raise FileInTheWay(output)
    with _beside(output) as made:
        try:
            _copy(database, made)
        except _Unreadable as error:
            raise NotRead(database, str(error)) from error
        try:
            os.link(made, output)  # unlike a renaming, this never writes over a file
        except FileExistsError:
            raise FileInTheWay(output) from None
        except OSError:  # a file system without links
            made.rename(output)


def restore(url: str, file: Path, at: datetime) -> Restored:
    """Put a backup where the database is, which is moved aside and not lost.

    The backup is copied, brought to this version's schema and looked through before anything is replaced. Raises
    NotAFileDatabase, BackupUnusable with what is wrong, NotWritten, or InUse where the app is running.
    """
    database = _file(url)
    if not _is_file(file):
        raise BackupUnusable(file, "there is no such file.")
    if _is_file(database) and file.samefile(database):
        raise BackupUnusable(file, "it is the database itself.")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(database, str(error.strerror)) from error
    with _beside(database) as made:
        _look_through(file)
        try:
            _copy(file, made)
        except _Unreadable as error:
            raise BackupUnusable(file, f"it cannot be read ({error}).") from error
        try:
            entries, head = _checked(made)
        except DatabaseNewer as problem:
            why = f"it was made by a newer version of this program (its schema is “{problem.revision}”)."
            raise BackupUnusable(file, why) from problem
        except MaturityError as problem:
            raise BackupUnusable(file, str(problem)) from problem
        _rest(made)
        aside = None
        if database.exists():
            made.chmod(stat.S_IMODE(database.stat().st_mode))
            aside = _move_aside(database, at)
        made.replace(database)
    return Restored(entries, head, aside)


def _file(url: str) -> Path:
    try:
        parts = make_url(url)
    except ArgumentError:
        raise NotAFileDatabase from None
    if parts.get_backend_name() != "sqlite" or parts.database in (None, "", ":memory:"):
        raise NotAFileDatabase
    return Path(str(parts.database))


def _is_file(file: Path) -> bool:
    try:
        return file.is_file()
    except OSError:  # its name is too long to be one
        return False


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A name in the folder of `place`, for a file that is not there yet; whatever is left of it is removed, and
    so is what was left by one that was killed.
    """
    try:
        _clear(place.parent)
        folder = Path(tempfile.mkdtemp(prefix=COPYING, dir=place.parent))
    except OSError as error:
        raise NotWritten(place, str(error.strerror)) from error
    try:
        yield folder / "copy.sqlite"
    except (OSError, sqlite3.DatabaseError) as error:
        raise NotWritten(place, getattr(error, "strerror", None) or str(error)) from error
    finally:
        _remove(folder)


def _clear(parent: Path) -> None:
    """Remove what a backup or a restore left here that was killed: a whole copy of everything, for nobody."""
    for folder in parent.glob(f"{COPYING}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > LEFT_BEHIND:
                _remove(folder)


def _remove(folder: Path) -> None:
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()


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
            history.verify_chain(session)
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
