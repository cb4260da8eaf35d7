"""What one server remembers is what another, on the same database, has last left there; on both kinds of it."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from maturity.assessment.people import local_person
from maturity.assessment.round import Department
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.pages.session import Visit
from maturity.services import administering, answering, demo, reviewing, road_maps, trends
from maturity.services.installation import Installation
from maturity.settings import ROOT, Settings
from maturity.store import backup, departments, remembering
from maturity.store.database import Store, open_store
from tests.services import test_remembered as law

ME = local_person()
NOW = datetime.now(UTC)


SHORT = {
    administering.every_round,
    administering.every_person,
    answering.assessment_view,
    reviewing.review,
    reviewing.sent_back,
    road_maps.outlook_of,
    trends.movers_between,
}
"""Readings that between them rest on everything that is kept."""


@pytest.fixture(scope="module")
def framework() -> Framework:
    return files.library(ROOT / "frameworks").frameworks["nao-data-2019"]


@pytest.fixture
def two(url: str, framework: Framework) -> Iterator[tuple[Installation, Installation]]:
    """Two servers on one database, with a made-up government in it."""
    with closing(open_store(url)) as one, closing(open_store(url)) as other:
        demo.make_up(Installation(other, {framework.id: framework}), ME, NOW, number=6, rounds_made=2, seed=3)
        yield Installation(one, {framework.id: framework}), Installation(other, {framework.id: framework})


def test_nothing_is_stale_after_a_change_by_another_server(two: tuple[Installation, Installation]) -> None:
    here, other = two
    every, (_, department) = law.readings(here), law.draft(here)
    people = law.people_of(here, department)
    some = every if law.LONG else [each for each in every if each[0] in SHORT]
    for place, change in enumerate([lambda: None, *law.changes(other, people, department)]):
        change()
        other.store.memory.forget()
        shown, now = Visit(Settings(), here, ME), Visit(Settings(), other, ME)
        for each in some:
            assert law.given(shown.once, each) == law.given(now.read, each), (each[0].__qualname__, place)


def names(store: Store) -> list[str]:
    """What the departments are called, as it is remembered."""
    return store.recall("names", lambda: read_names(store))


def read_names(store: Store) -> list[str]:
    with store.reading() as session:
        return [each.name for each in departments.every(session)]


def add(store: Store, name: str) -> None:
    with store.transaction(ME, NOW) as transaction:
        departments.add(transaction, Department(id=name.lower(), name=name))


def test_what_is_saved_while_it_is_read_is_read_next(url: str) -> None:
    with closing(open_store(url)) as here, closing(open_store(url)) as other:
        add(other, "First")

        def between() -> list[str]:  # after the moment is known, and before the rows are asked for
            add(other, "Second")
            return read_names(here)

        def after() -> list[str]:
            found = read_names(here)
            add(other, "Third")
            return found

        assert here.recall("names", between) == ["First", "Second"]
        assert here.recall("names", after) == ["First", "Second"]
        assert names(here) == ["First", "Second", "Third"]


def test_what_was_undone_was_never_there(url: str) -> None:
    with closing(open_store(url)) as here, closing(open_store(url)) as other:
        add(other, "First")
        assert names(here) == ["First"]

        def undo() -> None:
            with other.transaction(ME, NOW) as transaction:
                departments.add(transaction, Department(id="second", name="Second"))
                assert names(here) == ["First"]  # nor while it was under way
                assert here.recall("while", lambda: read_names(here)) == ["First"]
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            undo()
        assert names(here) == here.recall("while", lambda: read_names(here)) == ["First"]
        add(other, "Third")  # has the number in the history that the second would have had
        assert names(here) == here.recall("while", lambda: read_names(here)) == ["First", "Third"]


def test_a_view_of_before_is_given_and_leaves_what_was_before(url: str) -> None:
    with closing(open_store(url)) as here, closing(open_store(url)) as other:
        add(other, "First")
        with here.at_one_moment():
            assert names(here) == ["First"]
            for ask in (lambda: add(other, "Second"), lambda: names(here)):
                meanwhile = threading.Thread(target=ask)
                meanwhile.start()
                meanwhile.join()
            assert read_names(here) == ["First"]
            assert here.recall("again", lambda: read_names(here)) == ["First"]
        assert names(here) == here.recall("again", lambda: read_names(here)) == ["First", "Second"]


@pytest.mark.postgres
@pytest.mark.parametrize("kind", ["postgresql"])
def test_nobody_keeps_the_last_connection_from_whom_they_wait_for(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembering, "PATIENCE", 0.2)
    with closing(open_store(url, connections=2)) as here:
        add(here, "First")
        asked, every_one_held, found = threading.Event(), threading.Barrier(3, timeout=60), list[list[str]]()

        def ask() -> list[str]:
            asked.set()
            every_one_held.wait()
            return read_names(here)

        def hold() -> None:
            asked.wait()
            with here.at_one_moment():
                read_names(here)
                every_one_held.wait()
                found.append(names(here))

        first = threading.Thread(target=lambda: found.append(here.recall("names", ask)))
        threads = [first, *(threading.Thread(target=hold) for _ in range(2))]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert found == [["First"]] * 3


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("more", [0, 1, 2, 3])
def test_a_database_that_was_put_back_is_read_as_it_is(url: str, tmp_path: Path, more: int) -> None:
    copy = tmp_path / "copy.sqlite"
    with closing(open_store(url)) as here:
        add(here, "First")
        backup.take(url, copy)
        add(here, "Second")
        assert names(here) == ["First", "Second"]
        here.close()  # a server lets go of what rests
        backup.restore(url, copy, NOW)
        wanted = ["First"]
        with closing(open_store(url)) as other:
            for number in range(more):
                add(other, f"Other {number}")
                wanted.append(f"Other {number}")
        assert names(here) == wanted


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_was_being_read_when_another_took_its_place_is_not_kept(url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    with closing(open_store(url)) as here:
        add(here, "First")
        backup.take(url, copy)
        add(here, "Second")
        add(here, "Third")

        def meanwhile() -> list[str]:
            found = read_names(here)
            here.close()
            backup.restore(url, copy, NOW)
            with closing(open_store(url)) as other:
                add(other, "Other")
            here.moment()  # another page of this server asks
            return found

        assert here.recall("names", meanwhile) == ["First", "Second", "Third"]
        assert names(here) == ["First", "Other"]
