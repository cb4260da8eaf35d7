"""Everything goes from one kind of database to the other and back, and is the same; or nothing goes."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, text

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, local_person
from maturity.assessment.round import Assessment, Department
from maturity.errors import MaturityError
from maturity.framework import files
from maturity.history.chain import KeptOtherwise
from maturity.services import demo, exporting
from maturity.services.installation import Installation
from maturity.store import answers, backup, departments, history
from maturity.store.database import DatabaseAbsent, Store, open_store
from maturity.store.moving import CannotBeHeld, InUse, NotEmpty, move_database
from maturity.store.new_file import FileInTheWay

Raw = Callable[..., list[tuple[Any, ...]]]
FRAMEWORKS = Path(__file__).parent.parent.parent / "frameworks"


@pytest.fixture
def server(databases: Any) -> Iterator[str]:
    """The address of an empty database on PostgreSQL."""
    with databases.new() as url:
        assert isinstance(url, URL)
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def kind() -> str:
    """What is moved starts on SQLite."""
    return "sqlite"


def _bundle(url: str) -> tuple[bytes, tuple[int, str]]:
    store = open_store(url, create=False)
    installation = Installation(store, files.library(FRAMEWORKS).frameworks)
    with store.reading() as session:
        head = history.head(session)
    made = exporting.bundle(installation, local_person(), round_id="made-up-round-2026")
    store.close()
    return made, head


@pytest.mark.postgres
def test_a_government_goes_there_and_back_and_is_the_same(
    url: str, server: str, tmp_path: Path, everything: Callable[[str], Any], noon: datetime
) -> None:
    store = open_store(url)
    installation = Installation(store, files.library(FRAMEWORKS).frameworks)
    demo.make_up(installation, local_person(), noon, number=4, rounds_made=2, seed=1, tell=lambda _: None)
    store.close()
    sent = _bundle(url)
    told: list[str] = []
    moved = move_database(url, server, told.append)
    assert (moved.entries, moved.head) == sent[1]
    assert "history: " in " ".join(told)
    assert _bundle(server) == sent
    back = f"sqlite:///{(tmp_path / 'back.sqlite').as_posix()}"
    assert move_database(server, back) == moved
    assert _bundle(back) == sent
    assert everything(back) == everything(url)
    assert (tmp_path / "back.sqlite").stat().st_mode & 0o077 == 0


@pytest.fixture
def moved(url: str, store: Store, assessment: Assessment, ada: Person, noon: datetime, server: str) -> str:
    """A department of a family of a later name, an answer; and all of it on PostgreSQL."""
    with store.transaction(ada, noon) as transaction:
        departments.add(transaction, Department(id="z", name="Z"))
        departments.add(transaction, Department(id="a", name="A", family="z"))
        answers.save(transaction, assessment.id, "a1", Answer(state=State.LEVEL, level=1, evidence="Ünï"))
    store.close()
    move_database(url, server)
    return server


@pytest.mark.postgres
def test_work_goes_on_where_it_was_moved_to(moved: str, ada: Person, noon: datetime, raw: Raw) -> None:
    store = open_store(moved, create=False)
    with store.transaction(ada, noon) as transaction:
        answers.save(transaction, 1, "a1", Answer(state=State.LEVEL, level=2, version=1))
    with store.reading() as session:
        assert history.verify_chain(session) == 7
    store.close()
    assert raw(moved, "SELECT nextval(pg_get_serial_sequence('assessments', 'id'))") == [(2,)]


@pytest.mark.postgres
def test_what_holds_something_or_is_in_use_is_no_target(
    moved: str, url: str, tmp_path: Path, everything: Callable[[str], Any], databases: Any, raw: Raw
) -> None:
    before = everything(moved)
    with pytest.raises(NotEmpty, match="holds something already"):
        move_database(url, moved)
    (tmp_path / "there.sqlite").write_text("precious")
    with pytest.raises(FileInTheWay):
        move_database(moved, f"sqlite:///{tmp_path / 'there.sqlite'}")
    assert everything(moved) == before
    with databases.new() as empty:
        address = empty.render_as_string(hide_password=False)
        app = open_store(address)
        with app.reading() as session:
            session.execute(text("SELECT 1"))
            with pytest.raises(InUse, match="stop the app"):
                move_database(url, address)
        app.close()
        assert raw(address, "SELECT entries FROM ledger") == [(0,)]
    app = open_store(url)
    with app.reading() as session:
        session.execute(text("SELECT 1 FROM ledger"))
        with pytest.raises(InUse, match="stop the app"):
            move_database(url, f"sqlite:///{tmp_path / 'new.sqlite'}")
    app.close()
    assert not (tmp_path / "new.sqlite").exists()


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("edit", "problem", "told"),
    [
        ("UPDATE answers SET level = 3", KeptOtherwise, "the answer on the statement “a1”"),
        ("UPDATE ledger SET secret = 'a' || char(0)", CannotBeHeld, "“ledger”, row 1, column “secret”"),
    ],
)
def test_what_is_not_whole_or_cannot_be_held_leaves_nothing_there(
    edit: str,
    problem: type[MaturityError],
    told: str,
    url: str,
    store: Store,
    assessment: Assessment,
    ada: Person,
    noon: datetime,
    server: str,
    raw: Raw,
) -> None:
    with store.transaction(ada, noon) as transaction:
        answers.save(transaction, assessment.id, "a1", Answer(state=State.LEVEL, level=1))
    raw(url, edit)
    store.close()
    with pytest.raises(problem, match=told):
        move_database(url, server)
    assert raw(server, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_a_mistyped_address_makes_nothing(tmp_path: Path, url: str) -> None:
    with pytest.raises(DatabaseAbsent):
        move_database(f"sqlite:///{tmp_path}/none.sqlite", f"sqlite:///{tmp_path}/new.sqlite")
    assert not list(tmp_path.glob("n*.sqlite"))


@pytest.mark.postgres
def test_a_backup_of_a_server_is_a_file_and_comes_back_to_it(
    moved: str, ada: Person, noon: datetime, tmp_path: Path, everything: Callable[[str], Any], raw: Raw
) -> None:
    before, folder = everything(moved), tmp_path / "kept"
    folder.mkdir()
    backup.take(moved, folder / "backup.sqlite")
    store = open_store(moved, create=False)
    with store.transaction(ada, noon) as transaction:
        answers.save(transaction, 1, "a1", Answer(state=State.LEVEL, level=2, version=1))
        with pytest.raises(InUse):
            backup.restore(moved, folder / "backup.sqlite", noon)
    store.close()
    restored = backup.restore(moved, folder / "backup.sqlite", noon)
    aside = folder / "backup-before-2026-03-02T120000.sqlite"
    assert (restored.entries, restored.aside) == (6, aside)
    assert sorted(each.name for each in folder.iterdir()) == [aside.name, "backup.sqlite"]
    assert everything(moved) == before
    assert raw(f"sqlite:///{aside}", "SELECT entries FROM ledger") == [(7,)]
    assert aside.stat().st_mode & 0o077 == 0
    elsewhere = backup.restore(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}", folder / "backup.sqlite", noon)
    assert (elsewhere.entries, elsewhere.head) == (restored.entries, restored.head)


@pytest.mark.postgres
def test_a_backup_that_is_not_whole_leaves_the_server_as_it_was(
    moved: str, noon: datetime, tmp_path: Path, everything: Callable[[str], Any], raw: Raw
) -> None:
    before, file = everything(moved), tmp_path / "backup.sqlite"
    backup.take(moved, file)
    raw(f"sqlite:///{file}", "UPDATE answers SET level = 3")
    with pytest.raises(backup.BackupUnusable, match="the answer on the statement “a1”"):
        backup.restore(moved, file, noon)
    backup.take(moved, tmp_path / "whole.sqlite")
    raw(f"sqlite:///{tmp_path / 'whole.sqlite'}", "UPDATE ledger SET secret = 'a' || char(0)")
    with pytest.raises(CannotBeHeld):
        backup.restore(moved, tmp_path / "whole.sqlite", noon)
    assert everything(moved) == before
    assert not list(tmp_path.glob("*before*"))
