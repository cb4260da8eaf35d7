"""Which of the database's errors mean that it is away, full, read-only, damaged or busy; the others are bugs.

Told by the codes that the drivers give, as the kinds of exception do not tell: a standby server's refusal is an
InternalError, a damaged file's a DatabaseError, an exhausted pool's not even an error of the database.
"""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from maturity.errors import Away, DatabaseAway
from maturity.store.constraints import plain

log = logging.getLogger("maturity")
QUIET = 60
"""Seconds for which the log is not told of the same again."""

OF_SQLITE = {
    "SQLITE_READONLY_DBMOVED": Away.UNREACHABLE,
    "SQLITE_BUSY": Away.BUSY,
    "SQLITE_LOCKED": Away.BUSY,
    "SQLITE_PROTOCOL": Away.BUSY,
    "SQLITE_FULL": Away.FULL,
    "SQLITE_READONLY": Away.READ_ONLY,
    "SQLITE_PERM": Away.READ_ONLY,
    "SQLITE_CORRUPT": Away.DAMAGED,
    "SQLITE_NOTADB": Away.DAMAGED,
    "SQLITE_CANTOPEN": Away.UNREACHABLE,
    "SQLITE_IOERR": Away.UNREACHABLE,
}
"""By the beginning of SQLite's name for a result (sqlite.org/rescode.html); the first that fits."""

OF_POSTGRESQL = {
    "53100": Away.FULL,
    "53": Away.BUSY,  # out of memory, too many connections
    "25006": Away.READ_ONLY,  # a standby, or default_transaction_read_only
    "25P03": Away.BUSY,  # idle in a transaction for too long
    "25P04": Away.BUSY,  # a transaction of too long
    "55P03": Away.BUSY,  # a lock not free in time
    "57014": Away.BUSY,  # a statement of too long
    "40": Away.BUSY,  # deadlock, serialization
    "XX001": Away.DAMAGED,
    "XX002": Away.DAMAGED,
    "08": Away.UNREACHABLE,
    "57P": Away.UNREACHABLE,  # stopping, starting
    "58": Away.UNREACHABLE,  # its disk fails
    "28": Away.UNREACHABLE,  # its password was changed
    "3D000": Away.UNREACHABLE,
}
"""By the beginning of PostgreSQL's error code (its manual, appendix A); the first that fits."""


def away(error: BaseException, *, changing: bool = False) -> DatabaseAway | None:
    """The error in plain words where the database is away; None for a bug."""
    why = _why(error)
    return None if why is None else DatabaseAway(why, changing=changing)


@contextmanager
def in_plain_words(*, changing: bool = False) -> Iterator[None]:
    """Whatever the database raises in the block becomes a plain error, where a person can mend it or wait."""
    try:
        yield
    except IntegrityError as error:
        raise plain(error) from error
    except (DBAPIError, PoolExhausted, sqlite3.Error) as error:
        problem = away(error, changing=changing)
        if problem is None:
            raise
        _tell(problem.problem, code_of(error) or type(error).__name__)
        raise problem from error


_told: dict[tuple[str, str], float] = {}
"""What the log was told of, and when."""


def _tell(problem: str, code: str) -> None:
    """Whoever runs this has to hear of it, though not from every page that asks again. The code is the database's
    own, and nothing that anybody wrote.
    """
    now = time.monotonic()
    if now - _told.get((problem, code), -QUIET) >= QUIET:
        _told[problem, code] = now
        log.warning("%s (%s)", problem, code)


def code_of(error: BaseException) -> str:
    """The database's own code for an error, or nothing where it gave none."""
    driver = getattr(error, "orig", error)
    return str(getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None) or "")


def _why(error: BaseException) -> Away | None:
    if isinstance(error, PoolExhausted):
        return Away.BUSY
    driver = getattr(error, "orig", error)
    codes = OF_SQLITE if isinstance(driver, sqlite3.Error) else OF_POSTGRESQL
    if code := code_of(error):
        return next((why for start, why in codes.items() if code.startswith(start)), None)
    if isinstance(driver, sqlite3.Error) or not isinstance(error, DBAPIError):
        return None
    # libpq gives no code where there is no server to give one.
    lost = error.connection_invalidated or isinstance(error, OperationalError)
    return Away.UNREACHABLE if lost else None
