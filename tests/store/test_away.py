"""Whatever keeps the database from its work is told in plain words, and changes nothing; a bug stays a bug."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import DataError, DBAPIError, OperationalError, ProgrammingError

from maturity.assessment.people import Person
from maturity.assessment.round import Department
from maturity.errors import Away, DatabaseAway, MaturityError
from maturity.store import departments
from maturity.store.away import away
from maturity.store.database import Store, open_store
from maturity.store.engine import CONNECTIONS
from maturity.store.postgresql import LIMITS

Raw = Callable[..., list[tuple[Any, ...]]]
Add = Callable[[], None]
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"])
ON_POSTGRESQL = pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])


@pytest.fixture
def add(store: Store, ada: Person, noon: datetime) -> Add:
    """Adds a department, of a name that is longer than a page of the database."""

    def run() -> None:
        with store.transaction(ada, noon) as transaction:
            departments.add(transaction, Department(id="home", name="Home " + "x" * 5_000))

    return run


def _told(call: Callable[[], object]) -> DatabaseAway:
    with pytest.raises(DatabaseAway) as caught:
        call()
    return caught.value


def _nothing_was_changed(store: Store) -> bool:
    with store.reading() as session:
        return departments.every(session) == [] and store.revision() == 0


def _elsewhere(url: str) -> str:
    """Another database of the same server."""
    return make_url(url).set(database="postgres").render_as_string(hide_password=False)


@ON_SQLITE
def test_a_file_locked_for_long_is_busy(url: str, store: Store, add: Add) -> None:
    def shorter(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    event.listen(store._engine, "checkout", shorter)
    with closing(sqlite3.connect(str(make_url(url).database))) as other:
        other.execute("BEGIN IMMEDIATE")
        told = _told(add)
    assert told.why is Away.BUSY
    assert _nothing_was_changed(store)
    add()


@ON_SQLITE
def test_a_file_that_cannot_grow_is_full(store: Store, add: Add) -> None:
    limited = [4]

    def small(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={limited[0]}")

    event.listen(store._engine, "checkout", small)
    told = _told(add)
    assert told.why is Away.FULL
    assert "Nothing was changed" in str(told)
    assert _nothing_was_changed(store)
    limited[0] = 100_000
    add()


@ON_SQLITE
def test_a_file_that_takes_no_changes_is_read_only(store: Store, add: Add) -> None:
    listen = (store._engine, "checkout", lambda connection, *_: connection.execute("PRAGMA query_only=ON"))
    event.listen(*listen)
    assert _told(add).why is Away.READ_ONLY
    assert _nothing_was_changed(store)


@ON_SQLITE
def test_a_file_with_garbage_in_it_is_damaged(url: str, store: Store, add: Add) -> None:
    store.close()
    with Path(str(make_url(url).database)).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 200_000)
    assert _told(store.revision).why is Away.DAMAGED
    assert _told(add).why is Away.DAMAGED


def _with_options(url: str, options: str) -> str:
    return make_url(url).update_query_dict({"options": options}).render_as_string(hide_password=False)


@ON_POSTGRESQL
def test_a_ledger_locked_for_long_is_busy(url: str, store: Store, ada: Person, noon: datetime) -> None:
    impatient = open_store(_with_options(url, "-c lock_timeout=50ms"))
    with (
        store.transaction(ada, noon),
        pytest.raises(DatabaseAway) as caught,
        impatient.transaction(ada, noon),
    ):
        pass
    assert caught.value.why is Away.BUSY
    assert _nothing_was_changed(store)
    with impatient.transaction(ada, noon):
        pass
    impatient.close()


@ON_POSTGRESQL
@pytest.mark.parametrize(
    ("options", "pause", "statement"),
    [
        ("-c statement_timeout=50", 0, "SELECT pg_sleep(5)"),
        ("-c idle_in_transaction_session_timeout=50", 0.3, "SELECT 1"),
    ],
)
def test_what_takes_too_long_is_ended(url: str, options: str, pause: float, statement: str) -> None:
    impatient = open_store(_with_options(url, options))

    def slowly() -> None:
        with impatient.reading() as session:
            session.execute(text("SELECT 1"))
            time.sleep(pause)
            session.execute(text(statement))

    assert _told(slowly).why is Away.BUSY
    assert impatient.revision() == 0
    impatient.close()


@ON_POSTGRESQL
def test_a_standby_is_read_only(url: str, store: Store, raw: Raw, add: Add) -> None:
    name = make_url(url).database
    raw(_elsewhere(url), f"ALTER DATABASE {name} SET default_transaction_read_only TO on")
    store.close()  # the next connection has it
    assert _told(add).why is Away.READ_ONLY
    opened = open_store(url)  # the pages can be read all the same
    assert opened.revision() == 0
    opened.close()
    raw(_elsewhere(url), f"ALTER DATABASE {name} RESET ALL")
    store.close()
    add()


@ON_POSTGRESQL
def test_every_connection_has_its_limits_where_the_address_sets_none(url: str, store: Store) -> None:
    with store.reading() as session:
        found = {name: session.execute(text(f"SHOW {name}")).scalar() for name in LIMITS}
    assert found == {
        "lock_timeout": "10s",
        "statement_timeout": "20s",
        "idle_in_transaction_session_timeout": "1min",
    }
    own = open_store(_with_options(url, "-c statement_timeout=7s"))
    with own.reading() as session:
        assert session.execute(text("SHOW statement_timeout")).scalar() == "7s"
        assert session.execute(text("SHOW lock_timeout")).scalar() == "10s"
    own.close()


@ON_POSTGRESQL
def test_a_connection_that_the_server_ends_is_told_and_the_next_is_anew(
    url: str, store: Store, raw: Raw, add: Add
) -> None:
    def ended() -> None:
        with store.reading() as session:
            number = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            raw(url, "SELECT pg_terminate_backend(:number, 5000)", number=number)
            session.execute(text("SELECT 1"))

    assert _told(ended).why is Away.UNREACHABLE
    add()


@ON_POSTGRESQL
def test_a_server_that_is_gone_is_told_and_used_again_when_it_is_back(
    url: str, store: Store, raw: Raw, add: Add
) -> None:
    name = make_url(url).database
    elsewhere = _elsewhere(url)
    raw(elsewhere, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    raw(
        elsewhere,
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = :name",
        name=name,
    )
    assert _told(store.revision).why is Away.UNREACHABLE
    assert _told(add).why is Away.UNREACHABLE
    raw(elsewhere, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert _nothing_was_changed(store)
    add()


def test_a_pool_without_a_free_connection_is_busy(kind: str, store: Store, add: Add) -> None:
    store._engine.pool._timeout = 0.05  # type: ignore[attr-defined]
    most = CONNECTIONS if kind == "postgresql" else 15
    with ExitStack() as held:
        while store._engine.pool.checkedout() < most:  # type: ignore[attr-defined]
            held.enter_context(store.reading()).execute(text("SELECT 1"))
        assert _told(add).why is Away.BUSY
        assert _told(store.revision).why is Away.BUSY
    add()


def test_a_bug_stays_a_bug(kind: str, store: Store) -> None:
    statements = ["SELECT nonsense", "SELECT * FROM nowhere"]
    if kind == "postgresql":
        statements += ["SELECT 1/0", "SELECT 'x'::integer"]
    for statement in statements:
        with (
            pytest.raises((ProgrammingError, DataError, OperationalError)) as caught,
            store.reading() as session,
        ):
            session.execute(text(statement))
        assert away(caught.value) is None


@pytest.mark.parametrize("why", Away)
def test_each_is_told_in_a_sentence_with_what_to_do(why: Away) -> None:
    told: MaturityError = DatabaseAway(why, changing=True)
    assert str(told).startswith("The database ")
    assert "Nothing was changed. " in str(told)
    assert str(told).endswith(".")
    assert str(DatabaseAway(why)) == str(told).replace(" Nothing was changed.", "")


def test_what_is_no_error_of_a_database_is_not_away() -> None:
    assert away(ValueError("x")) is None
    assert away(DBAPIError("SELECT", None, ValueError("x"))) is None
