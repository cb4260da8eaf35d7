import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, make_url, text
from sqlmodel import Session, SQLModel

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, local_person
from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.store import answers, assessments, constraints, departments, history, rounds
from maturity.store.constraints import Refused
from maturity.store.database import (
    IN_MEMORY,
    DatabaseAbsent,
    DatabaseUnusable,
    Store,
    Transaction,
    open_store,
)
from maturity.store.migrate import DatabaseForeign, DatabaseNewer
from maturity.store.tables import DepartmentRow

Raw = Callable[..., list[tuple[Any, ...]]]
Everything = Callable[[str], dict[str, object]]

TABLES = {"alembic_version", *SQLModel.metadata.tables}


def test_the_first_opening_makes_the_tables(empty_url: str, everything: Everything) -> None:
    assert everything(empty_url) == {}
    store = open_store(empty_url)
    assert store.revision() == 0
    store.close()
    assert everything(empty_url).keys() == TABLES


def test_a_second_opening_changes_nothing(
    url: str, assessment: Assessment, store: Store, everything: Everything
) -> None:
    store.close()
    before = everything(url)
    again = open_store(url)
    assert again.revision() == 3
    again.close()
    assert everything(url) == before


def test_a_second_opening_leaves_every_byte_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "maturity.sqlite"
    open_store(f"sqlite:///{file}").close()
    before = file.read_bytes()
    open_store(f"sqlite:///{file}").close()
    assert file.read_bytes() == before


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "maturity.sqlite"
    open_store(f"sqlite:///{file}").close()
    assert file.exists()


def test_several_may_open_an_empty_database_at_once(empty_url: str, everything: Everything) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(open_store, [empty_url] * 6))
    assert [store.revision() for store in stores] == [0] * 6
    for store in stores:
        store.close()
    assert everything(empty_url).keys() == TABLES


def test_a_database_of_a_newer_version_is_refused_unchanged(
    url: str, raw: Raw, everything: Everything
) -> None:
    raw(url, "UPDATE alembic_version SET version_num = 'zzzz'")
    before = everything(url)
    with pytest.raises(DatabaseNewer, match=r"newer version .*“zzzz”.*Nothing was changed") as caught:
        open_store(url)
    assert caught.value.revision == "zzzz"
    assert everything(url) == before


def test_a_database_of_something_else_is_refused_unchanged(
    empty_url: str, raw: Raw, everything: Everything
) -> None:
    raw(empty_url, "CREATE TABLE invoices (id INTEGER PRIMARY KEY, amount INTEGER)")
    raw(empty_url, "INSERT INTO invoices VALUES (1, 250)")
    before = everything(empty_url)
    with pytest.raises(DatabaseForeign, match="tables of something else"):
        open_store(empty_url)
    assert everything(empty_url) == before


def test_a_refused_file_keeps_every_byte(tmp_path: Path, raw: Raw) -> None:
    file = tmp_path / "invoices.sqlite"
    raw(f"sqlite:///{file}", "CREATE TABLE invoices (id INTEGER PRIMARY KEY)")
    before = file.read_bytes()
    with pytest.raises(DatabaseForeign):
        open_store(f"sqlite:///{file}")
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["invoices.sqlite"]


def test_a_file_that_is_no_database_is_refused_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("Dear diary, this is a text of more than a hundred bytes. " * 4)
    before = file.read_bytes()
    with pytest.raises(DatabaseUnusable, match=r"notes\.txt cannot be used: file is not a database\."):
        open_store(f"sqlite:///{file}")
    assert file.read_bytes() == before


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="unable to open database file"):
        open_store(f"sqlite:///{tmp_path}")


def test_a_file_whose_folder_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DatabaseUnusable, match="cannot be used"):
        open_store(f"sqlite:///{tmp_path}/file/maturity.sqlite")


@pytest.mark.parametrize(
    "address",
    ["", "maturity.sqlite", "nonsense://there", "mysql://there/name", "postgresql+nonsense://there/name"],
)
def test_an_address_that_names_no_database_is_refused(address: str) -> None:
    with pytest.raises(DatabaseUnusable, match="cannot be used"):
        open_store(address)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://bo:s3cret@127.0.0.1:1/maturity",
        "postgresql+psycopg://bo@127.0.0.1:1/maturity?password=s3cret",
    ],
)
def test_a_server_out_of_reach_is_named_without_its_password(address: str) -> None:
    with pytest.raises(DatabaseUnusable, match=r"127\.0\.0\.1:1/maturity.* cannot be used") as caught:
        open_store(address)
    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in caught.value.database


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["postgresql"])
def test_a_database_that_the_server_does_not_have_is_refused(url: str) -> None:
    other = make_url(url).set(database="nowhere").render_as_string(hide_password=False)
    with pytest.raises(DatabaseUnusable, match='database "nowhere" does not exist'):
        open_store(other)


@pytest.mark.parametrize("kind", ["sqlite"])
def test_every_sqlite_connection_is_safe(store: Store, ada: Person, noon: datetime) -> None:
    def pragmas(session: Session) -> dict[str, object]:
        names = ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        return {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in names}

    with ExitStack() as opened:
        sessions = [opened.enter_context(store.reading()) for _ in range(3)]
        sessions.append(opened.enter_context(store.transaction(ada, noon)).session)
        assert len({session.connection().connection.driver_connection for session in sessions}) == 4
        for session in sessions:
            assert pragmas(session) == {
                "journal_mode": "wal",
                "foreign_keys": 1,
                "synchronous": 2,  # FULL
                "busy_timeout": 10_000,
            }


def test_a_store_in_memory_is_one_for_all_threads(ada: Person, noon: datetime) -> None:
    store = open_store(IN_MEMORY)
    with store.transaction(ada, noon) as transaction:
        departments.add(transaction, Department(id="treasury", name="Treasury"))
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(store.revision).result() == 1
    store.close()


def test_a_transaction_broken_half_way_leaves_nothing(
    url: str, store: Store, assessment: Assessment, ada: Person, noon: datetime, everything: Everything
) -> None:
    before = everything(url)

    def break_off(transaction: Transaction) -> None:
        departments.add(transaction, Department(id="home", name="Home Office"))
        answers.save(transaction, assessment.id, "a1", Answer(state=State.LEVEL, level=2))
        assert answers.of_assessment(transaction.session, assessment.id)["a1"].level == 2
        raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError), store.transaction(ada, noon) as transaction:
        break_off(transaction)
    assert everything(url) == before
    assert store.revision() == 3


def _same_department(transaction: Transaction, spring: Round) -> None:
    departments.add(transaction, Department(id="treasury", name="Another"))


def _same_department_name(transaction: Transaction, spring: Round) -> None:
    departments.add(transaction, Department(id="another", name="Treasury"))


def _same_round(transaction: Transaction, spring: Round) -> None:
    rounds.add(transaction, spring.model_copy(update={"title": "Another"}))


def _same_round_title(transaction: Transaction, spring: Round) -> None:
    rounds.add(transaction, spring.model_copy(update={"id": "another"}))


def _second_assessment(transaction: Transaction, spring: Round) -> None:
    treasury = departments.get(transaction.session, "treasury")
    assessments.start(transaction, spring, treasury, Status.DRAFT)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (_same_department, "pk_departments"),
        (_same_department_name, "uq_departments_name"),
        (_same_round, "pk_rounds"),
        (_same_round_title, "uq_rounds_title"),
        (_second_assessment, "uq_assessments_round_id_department_id"),
    ],
)
def test_a_broken_constraint_is_told_in_plain_words_and_leaves_nothing(
    change: Callable[[Transaction, Round], None],
    constraint: str,
    url: str,
    store: Store,
    spring: Round,
    assessment: Assessment,
    ada: Person,
    noon: datetime,
    everything: Everything,
) -> None:
    before = everything(url)

    def write_and_change(transaction: Transaction) -> None:
        departments.add(transaction, Department(id="home", name="Home Office"))
        change(transaction, spring)

    told = pytest.raises(Refused, match=r"already .*Nothing was changed")
    with told as caught, store.transaction(ada, noon) as transaction:
        write_and_change(transaction)
    assert caught.value.constraint == constraint
    assert str(caught.value).startswith(constraints.SENTENCES[constraint])
    assert everything(url) == before


def test_what_is_written_while_reading_is_undone(url: str, store: Store, everything: Everything) -> None:
    before = everything(url)
    with store.reading() as session:
        session.add(DepartmentRow(id="home", name="Home Office"))
        session.flush()
    assert everything(url) == before


def test_a_reader_sees_one_moment(store: Store, ada: Person, noon: datetime) -> None:
    with store.reading() as session:
        assert departments.every(session) == []
        with store.transaction(ada, noon) as transaction:
            departments.add(transaction, Department(id="home", name="Home Office"))
        session.expire_all()
        assert departments.every(session) == []
    with store.reading() as session:
        assert [department.id for department in departments.every(session)] == ["home"]


def test_the_revision_grows_with_every_change_and_every_store_sees_it(
    url: str, store: Store, ada: Person, noon: datetime
) -> None:
    other = open_store(url)
    seen = [(store.revision(), other.revision())]
    for name, writer in (("one", store), ("two", other), ("three", store)):
        with writer.transaction(ada, noon) as transaction:
            departments.add(transaction, Department(id=name, name=name))
        seen.append((store.revision(), other.revision()))
    other.close()
    assert seen == [(0, 0), (1, 1), (2, 2), (3, 3)]


def test_writers_take_turns_and_lose_nothing(
    store: Store, assessment: Assessment, ada: Person, noon: datetime
) -> None:
    """Each writer reads the answer's version and saves on it: a writer out of turn would be refused."""

    def write(writer: int) -> None:
        for number in range(25):
            with store.transaction(ada, noon) as transaction:
                kept = answers.of_assessment(transaction.session, assessment.id).get("a1")
                answer = Answer(
                    state=State.LEVEL,
                    level=number % 5,
                    evidence=f"writer {writer}, number {number}",
                    version=kept.version if kept else 0,
                )
                answers.save(transaction, assessment.id, "a1", answer)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    with store.reading() as session:
        assert answers.of_assessment(session, assessment.id)["a1"].version == 200
        told = {
            (change.after or {}).get("evidence") for change in history.of_assessment(session, assessment.id)
        }
        assert told >= {f"writer {writer}, number {number}" for writer in range(8) for number in range(25)}
        assert history.verify_chain(session) == 203


def test_a_store_of_an_older_program_without_wal_is_brought_to_it(tmp_path: Path) -> None:
    file = tmp_path / "maturity.sqlite"
    open_store(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)
    connection.close()
    store = open_store(f"sqlite:///{file}")
    with store.reading() as session:
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    store.close()


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def _modes(folder: Path) -> dict[str, str]:
    return {each.name: oct(each.stat().st_mode & 0o777) for each in folder.glob("m.sqlite*")}


@pytest.mark.usefixtures("open_umask")
def test_the_file_and_what_lies_beside_it_are_the_owners_alone(
    tmp_path: Path, ada: Person, noon: datetime
) -> None:
    store = open_store(f"sqlite:///{tmp_path}/m.sqlite")
    with store.transaction(ada, noon) as transaction:
        departments.add(transaction, Department(id="home", name="Home Office"))
    assert _modes(tmp_path) == dict.fromkeys(["m.sqlite", "m.sqlite-wal", "m.sqlite-shm"], "0o600")
    store.close()


def test_a_file_that_others_may_read_is_told_with_the_remedy_and_left_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "m.sqlite"
    open_store(f"sqlite:///{file}").close()
    assert caplog.messages == []
    file.chmod(0o644)
    open_store(f"sqlite:///{file}").close()
    (told,) = caplog.messages
    assert told.endswith(f"chmod 600 {file}*")
    assert _modes(tmp_path)["m.sqlite"] == "0o644"


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_store_that_is_closed_leaves_everything_in_the_file_alone(
    store: Store, ada: Person, noon: datetime, tmp_path: Path
) -> None:
    with ExitStack() as held:
        held.enter_context(store.reading()).execute(text("SELECT 1"))  # a thread that is not done yet
        with store.transaction(ada, noon) as transaction:
            departments.add(transaction, Department(id="home", name="Home Office"))
        assert (tmp_path / "maturity.sqlite-wal").stat().st_size > 0
        store.close()
        assert (tmp_path / "maturity.sqlite-wal").stat().st_size == 0
        copy = shutil.copy(tmp_path / "maturity.sqlite", tmp_path / "copy.sqlite")
    with closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("SELECT id FROM departments").fetchall() == [("home",)]


def test_a_database_that_is_not_there_is_not_made_where_none_is_to_be_made(
    empty_url: str, everything: Everything, tmp_path: Path
) -> None:
    with pytest.raises(DatabaseAbsent, match=r"no database at .*Nothing was made"):
        open_store(empty_url, create=False)
    assert list(tmp_path.iterdir()) == []
    assert everything(empty_url) == {}
    open_store(empty_url).close()
    open_store(empty_url, create=False).close()


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_file_opens_while_another_writes(url: str, store: Store, ada: Person, noon: datetime) -> None:
    with store.transaction(ada, noon):
        started = time.monotonic()
        open_store(url).close()
        assert time.monotonic() - started < 5


def test_the_same_question_is_asked_once_in_a_reading_and_again_in_a_transaction(
    store: Store, noon: datetime
) -> None:
    asked: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *given: asked.append(str(given[2])))
    with store.reading() as session:
        first, again = departments.every(session), departments.every(session)
        first.append(Department(id="mine", name="Mine"))
        assert again == departments.every(session) == []
    assert sum("FROM departments" in each for each in asked) == 1
    with store.transaction(local_person(), noon) as transaction:
        assert departments.every(transaction.session) == []
        departments.add(transaction, Department(id="kent", name="Kent"))
        assert [each.id for each in departments.every(transaction.session)] == ["kent"]
    with store.reading() as session:
        assert [each.id for each in departments.every(session)] == ["kent"]
