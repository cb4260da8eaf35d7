"""How PostgreSQL is connected to, so that nobody waits for ever where it is gone without a word."""

from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy import URL, Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

CONNECTING = {
    "connect_timeout": 5,  # seconds; a server that is there answers at once
    # A line that broke without a word is given up after 10 + 3 × 5 seconds of silence, or 15 of unheard sending;
    # the system's own limits are two hours and a quarter of one.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
}
"""Parameters of libpq, where the address does not set them."""

LIMITS = {
    "lock_timeout": 10,  # a writer's turn, as on SQLite
    "statement_timeout": 20,  # no statement of this program takes a second; waiting for a lock is a part of it
    "idle_in_transaction_session_timeout": 60,  # a computer that died must not hold the writers' turn for long
}
"""Settings of PostgreSQL for each connection, in seconds, where the address does not set them in `options`."""

ANSWER_TIMEOUT = 25
"""Seconds to wait for PostgreSQL's answer: more than it may take for any, so whoever is still silent is gone.

The settings above are kept by the server, and cannot help where it is frozen or where what stands between takes
everything and passes nothing on.
"""


def parameters(address: URL) -> dict[str, int]:
    """What libpq is told beside the address."""
    return {name: value for name, value in CONNECTING.items() if name not in address.query}


def limit(engine: Engine) -> None:
    """Set the limits of time on every connection of this engine."""
    event.listen(engine, "do_connect", _connect)
    event.listen(engine, "connect", _set_limits)
    event.listen(engine, "checkin", _rest)
    event.listen(engine, "checkout", _use)


class _Impatient(psycopg.Connection[Any]):
    """A connection that gives up a server that stays silent."""

    in_use = True
    """Or lent out just now, and asked whether it still works, which any server answers at once."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        try:
            return super().wait(gen, interval=interval, timeout=timeout or self._patience())
        except errors.OperationalError as error:
            if error.sqlstate is None:  # what it would answer later must not be taken for another answer
                self.pgconn.finish()
            raise

    def _patience(self) -> float:
        return ANSWER_TIMEOUT if self.in_use else CONNECTING["connect_timeout"]


def _rest(connection: _Impatient | None, _: ConnectionPoolEntry) -> None:
    if connection is not None:  # it was lost
        connection.in_use = False


def _use(connection: _Impatient, *_: object) -> None:
    connection.in_use = True


def _connect(_: object, __: object, given: list[str], named: dict[str, Any]) -> psycopg.Connection[Any]:
    connection: psycopg.Connection[Any] = _Impatient.connect(*given, **named)
    return connection


def _set_limits(connection: Any, _: ConnectionPoolEntry) -> None:
    # By SET, as poolers such as pgbouncer refuse settings that come with the connection.
    options = str(connection.info.get_parameters().get("options", ""))
    settings = [f"SET {name} = '{seconds}s'" for name, seconds in LIMITS.items() if name not in options]
    if settings:
        connection.autocommit = True
        connection.execute("; ".join(settings))
        connection.autocommit = False
