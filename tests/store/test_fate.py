"""A commit whose answer is lost is looked for: it is told as saved, as not saved, or as not known; never wrongly."""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from enum import Enum
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import make_url

from maturity.assessment.people import Person
from maturity.assessment.round import Department
from maturity.errors import Away, DatabaseAway, FateUnknown
from maturity.store import database, departments, history, postgresql
from maturity.store.database import Store, open_store

ON_POSTGRESQL = pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgres)])
ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"])


class When(Enum):
    """What becomes of a commit on its way."""

    PASSED_ON = "it arrives, and so does the answer"
    CUT_BEFORE = "the line is cut before it arrives"
    CUT_AFTER = "the line is cut before its answer does"
    SILENT = "nothing arrives any more, and nothing is cut"


class Line:
    """A line to the server, on this computer alone, that can be cut."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        folder = str(address.query.get("host", ""))
        self._server = f"{folder}/.s.PGSQL.5432" if folder else (address.host, address.port or 5432)
        self._listening = socket.create_server(("127.0.0.1", 0))
        port = self._listening.getsockname()[1]
        there = address.set(host="127.0.0.1", port=port).difference_update_query(["host"])
        self.url = there.render_as_string(hide_password=False)
        self.commit, self.then_closed, self.begun, self.deaf_to = When.PASSED_ON, False, 0, 0
        Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                self.begun += 1
                server = socket.socket(socket.AF_UNIX if isinstance(self._server, str) else socket.AF_INET)
                server.connect(self._server)
                Thread(target=self._carry, args=(client, server, self.begun), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket, number: int) -> None:
        with closing(client), closing(server), selectors.DefaultSelector() as ready, suppress(OSError):
            for each in (client, server):
                ready.register(each, selectors.EVENT_READ)
            committing = silent = False
            while True:
                for key, _ in ready.select():
                    data = key.fileobj.recv(65_536)  # type: ignore[union-attr]
                    if not data or (committing and key.fileobj is server):
                        self._lose()
                        return
                    if b"COMMIT" in data and key.fileobj is client and self.commit is not When.PASSED_ON:
                        if self.commit is When.CUT_BEFORE:
                            self._lose()
                            return
                        committing = self.commit is When.CUT_AFTER
                        silent = self.commit is When.SILENT
                    if not silent and number > self.deaf_to:
                        (server if key.fileobj is client else client).sendall(data)

    def _lose(self) -> None:
        if self.then_closed:
            self.close()


@pytest.fixture
def line(url: str) -> Iterator[Line]:
    made = Line(url)
    yield made
    made.close()


@pytest.fixture
def cut(line: Line) -> Iterator[Store]:
    """A store at the other end of the line."""
    opened = open_store(line.url)
    yield opened
    line.commit = When.PASSED_ON
    opened.close()


def _add(store: Store, ada: Person, noon: datetime) -> None:
    with store.transaction(ada, noon) as transaction:
        departments.add(transaction, Department(id="home", name="Home Office"))


def _held(store: Store) -> list[str]:
    with store.reading() as session:
        assert history.verify_chain(session) == len(departments.every(session))
        return [department.id for department in departments.every(session)]


@ON_POSTGRESQL
def test_a_commit_that_did_not_arrive_is_told_as_not_saved(
    line: Line, cut: Store, store: Store, ada: Person, noon: datetime
) -> None:
    line.commit = When.CUT_BEFORE
    with pytest.raises(DatabaseAway, match=r"cannot be reached\. Nothing was changed\."):
        _add(cut, ada, noon)
    assert _held(store) == []
    line.commit = When.PASSED_ON
    _add(cut, ada, noon)
    assert _held(store) == ["home"]


@ON_POSTGRESQL
def test_a_commit_that_arrived_is_saved_though_its_answer_did_not(
    line: Line, cut: Store, store: Store, ada: Person, noon: datetime
) -> None:
    line.commit = When.CUT_AFTER
    _add(cut, ada, noon)
    assert _held(store) == ["home"]


@ON_POSTGRESQL
@pytest.mark.parametrize(("commit", "kept"), [(When.CUT_BEFORE, []), (When.CUT_AFTER, ["home"])])
def test_a_commit_that_cannot_be_asked_about_is_told_as_not_known(
    line: Line,
    cut: Store,
    store: Store,
    ada: Person,
    noon: datetime,
    commit: When,
    kept: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(database, "LOOK_FOR", 0.5)
    line.commit, line.then_closed = commit, True
    with pytest.raises(FateUnknown, match="may be saved or not"):
        _add(cut, ada, noon)
    assert _held(store) == kept


@ON_POSTGRESQL
def test_somebody_elses_entry_is_not_taken_for_ones_own(
    line: Line, cut: Store, store: Store, ada: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another came first while the commit was looked for: its entry has the number, and another hash."""

    def add_first(_: object) -> bool:
        _add(store, ada, noon)
        return True

    monkeypatch.setattr(database, "_cut_off", add_first)
    line.commit = When.CUT_BEFORE
    with pytest.raises(DatabaseAway), cut.transaction(ada, noon) as transaction:
        departments.add(transaction, Department(id="treasury", name="Treasury"))
    assert _held(store) == ["home"]


@ON_POSTGRESQL
def test_a_commit_that_left_no_entry_is_told_as_not_known(
    line: Line, cut: Store, ada: Person, noon: datetime
) -> None:
    line.commit = When.CUT_AFTER
    with pytest.raises(FateUnknown), cut.transaction(ada, noon):
        pass


@ON_POSTGRESQL
def test_a_line_that_goes_silent_holds_nobody_for_long(
    line: Line, cut: Store, store: Store, ada: Person, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "ANSWER_TIMEOUT", 1)
    line.commit = When.SILENT
    started = time.monotonic()
    with pytest.raises(DatabaseAway) as caught:
        _add(cut, ada, noon)
    assert time.monotonic() - started < 8
    assert caught.value.why is Away.UNREACHABLE
    assert _held(store) == []
    line.commit = When.PASSED_ON
    _add(cut, ada, noon)
    assert _held(store) == ["home"]


@ON_POSTGRESQL
def test_a_connection_that_went_silent_while_nobody_used_it_is_replaced(
    line: Line, cut: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(postgresql.CONNECTING, "connect_timeout", 1)
    assert cut.revision() == 0
    line.deaf_to = line.begun
    started = time.monotonic()
    assert cut.revision() == 0
    assert 0.9 < time.monotonic() - started < 8
    assert line.begun == line.deaf_to + 1


def _away(call: Callable[[], object]) -> None:
    with pytest.raises(DatabaseAway) as caught:
        call()
    assert caught.value.why is Away.UNREACHABLE


@ON_SQLITE
def test_a_file_that_was_taken_away_is_told_and_nothing_is_saved_into_it(
    store: Store, ada: Person, noon: datetime, tmp_path: Path
) -> None:
    file, elsewhere = tmp_path / "maturity.sqlite", tmp_path / "elsewhere"
    _add(store, ada, noon)
    store.close()
    assert store.revision() == 1
    elsewhere.mkdir()
    for each in tmp_path.glob("maturity.sqlite*"):
        each.rename(elsewhere / each.name)
    _away(store.revision)
    _away(lambda: _add(store, ada, noon))
    assert not file.exists()
    for each in elsewhere.iterdir():
        each.rename(tmp_path / each.name)
    assert _held(store) == ["home"]


@ON_SQLITE
def test_a_file_that_is_taken_away_during_a_save_is_told(
    store: Store, ada: Person, noon: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOOK_FOR", 0.5)

    def save() -> None:
        with store.transaction(ada, noon) as transaction:
            departments.add(transaction, Department(id="home", name="Home Office"))
            for each in tmp_path.glob("maturity.sqlite*"):
                each.unlink()

    with pytest.raises(FateUnknown):
        save()
