"""A copy of everything, and its way back: on SQLite, where the database is a file."""

import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from maturity.errors import MaturityError
from maturity.store import auditing, history
from maturity.store.database import open_store
from maturity.store.engine import BUSY_TIMEOUT
from maturity.store.migrate import DatabaseNewer

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database in use."""


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

    Raises NotAFileDatabase, NothingToBackUp, FileInTheWay or NotWritten.
    """
    database = _file(url)
    if not database.is_file():
        raise NothingToBackUp(database)
    if output.exists():
        raise FileInTheWay(output)
    with _beside(output) as made:
        _copy(database, made)
        made.chmod(0o600)  # it holds names, e-mail addresses and everything that was written
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
    if not file.is_file():
        raise BackupUnusable(file, "there is no such file.")
    if database.exists() and file.samefile(database):
        raise BackupUnusable(file, "it is the database itself.")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotWritten(database, str(error.strerror)) from error
    with _beside(database) as made:
        _look_through(file)
        _copy(file, made)
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


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A name in the folder of `place`, for a file that is not there yet; whatever is left of it is removed."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    except OSError as error:
        raise NotWritten(place, str(error.strerror)) from error
    try:
        yield folder / "copy.sqlite"
    except (OSError, sqlite3.DatabaseError) as error:
        raise NotWritten(place, str(error)) from error
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()


def _copy(source: Path, made: Path) -> None:
    with closing(_open(source)) as from_, closing(sqlite3.connect(made)) as to:
        from_.backup(to)  # one consistent moment: in a single step, while writers go on in the log beside
        to.execute("PRAGMA journal_mode=DELETE")  # a single file, to be carried anywhere


def _open(file: Path) -> sqlite3.Connection:
    # Not immutable and not read-only: a file whose app was killed has a log beside it that is still to be read.
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_TIMEOUT)


def _look_through(file: Path) -> None:
    try:
        with closing(_open(file)) as opened:
            found = [str(row[0]) for row in opened.execute("PRAGMA integrity_check(1)")]
            tables = {row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
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
            history.verify(session)
            auditing.check(session)
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
    except sqlite3.DatabaseError:
        pass  # it is damaged, which may be why a backup is restored: it is moved as it is
    aside = database.with_name(f"{database.stem}-before-{at:%Y-%m-%dT%H%M%S}{database.suffix}")
    if aside.exists():
        raise FileInTheWay(aside)
    for ending in BESIDE:
        with suppress(FileNotFoundError):
            database.with_name(database.name + ending).rename(aside.with_name(aside.name + ending))
    return database.rename(aside)
