"""A backup is one consistent moment, and comes back whole or not at all."""

import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person
from maturity.assessment.round import Assessment
from maturity.store import answers, backup, history, integrity
from maturity.store.database import Store, open_store
from maturity.store.moving import InUse
from maturity.store.new_file import FileInTheWay, NotWritten

Raw = Callable[..., list[tuple[Any, ...]]]
WRITERS = 20


@pytest.fixture
def kind() -> str:
    """For PostgreSQL see test_moving."""
    return "sqlite"


@pytest.fixture
def database(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def _entries(file: Path) -> int:
    store = open_store(f"sqlite:///{file}")
    with store.reading() as session:
        entries = history.verify_chain(session)
        integrity.check(session)
    store.close()
    return entries


def test_a_backup_taken_while_twenty_write_is_whole_and_is_restored_elsewhere(
    url: str, store: Store, assessment: Assessment, ada: Person, noon: datetime, tmp_path: Path
) -> None:
    done, under_way = threading.Event(), threading.Barrier(WRITERS + 1)

    def write(writer: int) -> int:
        number = 0
        while not done.is_set() or number == 0:
            with store.transaction(ada, noon) as transaction:
                answer = Answer(state=State.LEVEL, level=number % 5, evidence="x" * 5000, version=number)
                answers.save(transaction, assessment.id, f"s{writer}", answer)
            number += 1
            if number == 1:
                under_way.wait(60)
            done.wait(0.1)  # people think between saves
        return number

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, writer) for writer in range(WRITERS)]
        under_way.wait(60)
        backup.take(url, tmp_path / "backup.sqlite")
        copied = store.revision()
        while store.revision() < copied + WRITERS:  # they write on after it
            done.wait(0.05)
        done.set()
        saved = sum(writer.result() for writer in writers)
    with store.reading() as session:
        assert history.verify_chain(session) == 3 + saved
    elsewhere = tmp_path / "elsewhere" / "maturity.sqlite"
    restored = backup.restore(f"sqlite:///{elsewhere}", tmp_path / "backup.sqlite", noon)
    assert restored.aside is None
    assert 3 + WRITERS <= restored.entries < 3 + saved
    assert _entries(elsewhere) == restored.entries


def test_a_backup_is_one_file_that_nobody_else_may_read(
    url: str, store: Store, assessment: Assessment, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    backup.take(url, folder / "backup.sqlite")
    assert [file.name for file in folder.iterdir()] == ["backup.sqlite"]
    assert (folder / "backup.sqlite").stat().st_mode & 0o077 == 0
    assert _entries(folder / "backup.sqlite") == 3


def test_a_file_that_is_there_is_not_overwritten(url: str, store: Store, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("precious")
    with pytest.raises(FileInTheWay, match="there already"):
        backup.take(url, there)
    assert there.read_text() == "precious"


def test_what_is_not_there_is_not_backed_up(tmp_path: Path) -> None:
    with pytest.raises(backup.NothingToBackUp, match="MATURITY_DATABASE_URL"):
        backup.take(f"sqlite:///{tmp_path}/none.sqlite", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(url: str, store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotWritten, match="No such file or directory"):
        backup.take(url, tmp_path / "nowhere" / "backup.sqlite")


@pytest.mark.parametrize("address", ["sqlite://", "nonsense", "mysql://bo:secret@there/db"])
def test_what_is_no_database_of_ours_is_told(address: str, tmp_path: Path, noon: datetime) -> None:
    for act in (
        lambda: backup.take(address, tmp_path / "out"),
        lambda: backup.restore(address, tmp_path / "in", noon),
    ):
        with pytest.raises(backup.NotADatabase, match="MATURITY_DATABASE_URL") as caught:
            act()
        assert "secret" not in str(caught.value)


def test_restoring_moves_the_database_aside(
    url: str,
    store: Store,
    database: Path,
    assessment: Assessment,
    ada: Person,
    noon: datetime,
    tmp_path: Path,
) -> None:
    backup.take(url, tmp_path / "backup.sqlite")
    with store.transaction(ada, noon) as transaction:
        answers.save(transaction, assessment.id, "a1", Answer(state=State.LEVEL, level=1))
    store.close()
    database.chmod(0o640)
    restored = backup.restore(url, tmp_path / "backup.sqlite", noon)
    assert (restored.entries, _entries(database)) == (3, 3)
    assert database.stat().st_mode & 0o777 == 0o640
    assert restored.aside == database.with_name("maturity-before-2026-03-02T120000.sqlite")
    assert _entries(restored.aside) == 4
    assert _entries(tmp_path / "backup.sqlite") == 3  # the backup stays


def test_a_database_in_use_is_not_replaced(
    url: str, store: Store, database: Path, assessment: Assessment, noon: datetime, tmp_path: Path
) -> None:
    backup.take(url, tmp_path / "backup.sqlite")
    before = sorted(file.name for file in database.parent.iterdir())
    with pytest.raises(InUse, match="stop the app"):
        backup.restore(url, tmp_path / "backup.sqlite", noon)
    assert sorted(file.name for file in database.parent.iterdir()) == before
    assert store.revision() == 3


def test_a_damaged_database_is_moved_aside_as_it_is(
    url: str, store: Store, database: Path, assessment: Assessment, noon: datetime, tmp_path: Path
) -> None:
    backup.take(url, tmp_path / "backup.sqlite")
    store.close()
    database.write_bytes(b"rubbish")
    restored = backup.restore(url, tmp_path / "backup.sqlite", noon)
    assert restored.aside is not None
    assert restored.aside.read_bytes() == b"rubbish"
    assert _entries(database) == 3


def _cut(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(file.stat().st_size - 5000)


def _sql(*statements: str) -> Callable[[Path], None]:
    def run(file: Path) -> None:
        opened = sqlite3.connect(file, isolation_level=None)
        for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            opened.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            opened.execute(statement)
        opened.close()

    return run


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda file: file.unlink(), "no such file"),
        (lambda file: file.write_bytes(b"rubbish" * 1000), "not a database that can be read"),
        (lambda file: file.write_bytes(b""), "not a backup of this program"),
        (_cut, "damaged|can be read"),
        (_sql("UPDATE alembic_version SET version_num = '9999'"), "newer version .* “9999”"),
        (_sql("DROP TABLE history"), "not a backup of this program"),
        (_sql("UPDATE history SET person = 'bo' WHERE number = 2"), "at entry 2"),
        (_sql("UPDATE assessments SET status = 'agreed'"), "assessment 1 .*“treasury”"),
    ],
)
def test_a_backup_that_is_not_whole_changes_nothing(
    damage: Callable[[Path], None],
    told: str,
    url: str,
    store: Store,
    database: Path,
    assessment: Assessment,
    noon: datetime,
    tmp_path: Path,
) -> None:
    file = tmp_path / "backup.sqlite"
    backup.take(url, file)
    store.close()
    damage(file)
    before, names = database.read_bytes(), sorted(each.name for each in database.parent.iterdir())
    with pytest.raises(backup.BackupUnusable, match=rf"(?s)({told}).*Nothing was changed\.") as caught:
        backup.restore(url, file, noon)
    assert caught.value.file == file
    assert database.read_bytes() == before
    assert sorted(each.name for each in database.parent.iterdir()) == names


def test_the_database_is_no_backup_of_itself(
    url: str, store: Store, database: Path, noon: datetime, tmp_path: Path
) -> None:
    store.close()
    linked = tmp_path / "linked.sqlite"
    linked.symlink_to(database)
    with pytest.raises(backup.BackupUnusable, match="the database itself"):
        backup.restore(url, linked, noon)


def test_a_backup_of_an_app_that_was_killed_is_brought_back_with_its_log(
    url: str, store: Store, database: Path, assessment: Assessment, noon: datetime, tmp_path: Path
) -> None:
    """Somebody copied the files of a database in use by hand: what was saved last is in the log beside it."""
    for ending in ("", "-wal"):
        shutil.copy(f"{database}{ending}", tmp_path / f"copy.sqlite{ending}")
    elsewhere = f"sqlite:///{tmp_path}/elsewhere.sqlite"
    assert backup.restore(elsewhere, tmp_path / "copy.sqlite", noon).entries == 3


def test_a_database_that_cannot_be_read_is_blamed_and_not_the_output(database: Path, tmp_path: Path) -> None:
    database.write_bytes(b"no database, and long enough to be taken for one " * 40)
    with pytest.raises(backup.NotRead, match=rf"The database {database} cannot be read: .*not a database"):
        backup.take(f"sqlite:///{database}", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("seconds", "left"), [(7200, False), (60, True)])
def test_what_a_killed_restore_left_is_removed_by_the_next(
    url: str, tmp_path: Path, seconds: int, left: bool
) -> None:
    """Not what is an hour old or less: another backup may be at work in it."""
    killed = tmp_path / ".maturity-copy-abc"
    killed.mkdir()
    (killed / "copy.sqlite").write_bytes(b"everything")
    then = time.time() - seconds
    os.utime(killed, (then, then))
    backup.take(url, tmp_path / "out")
    assert killed.exists() == left
    assert [each.name for each in tmp_path.glob(".maturity-copy-*")] == ([killed.name] if left else [])


def test_a_restored_database_is_the_owners_alone(url: str, tmp_path: Path, noon: datetime) -> None:
    backup.take(url, tmp_path / "backup.sqlite")
    (tmp_path / "backup.sqlite").chmod(0o644)
    before = os.umask(0)
    try:
        backup.restore(f"sqlite:///{tmp_path}/new.sqlite", tmp_path / "backup.sqlite", noon)
    finally:
        os.umask(before)
    assert (tmp_path / "new.sqlite").stat().st_mode & 0o777 == 0o600
