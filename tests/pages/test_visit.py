"""A visit: who is asking and what there is are found once a rerun, and read anew when something has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import Role, local_person
from maturity.pages import session as visiting
from maturity.services import administering, demo
from maturity.services.installation import Installation
from maturity.settings import ROOT, Settings

ME = local_person()
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@contextmanager
def statements(held: Installation) -> Iterator[list[str]]:
    """Every SQL statement that is run meanwhile, the beginnings of transactions included."""
    found: list[str] = []

    def note(*given: object) -> None:
        found.append(str(given[2]))

    engine = held.store._engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_home_asks_the_database_little_and_the_register_once(held: Installation) -> None:
    demo.make_up(held, ME, datetime.now(UTC), number=40, rounds_made=1, seed=1)
    app = AppTest.from_file(str(Path(ROOT) / "app.py"), default_timeout=30).run()
    with statements(held) as found:
        app.run()
    assert len(found) <= 2, found  # 49 before: only whether anything has changed
    administering.add_department(held, ME, NOW, name="Newcomers")
    with statements(held) as found:
        app.run()
    assert not app.exception
    assert len(found) <= 40, found
    assert sum("FROM people" in each for each in found) == 1, found


def test_the_environment_is_read_once(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Settings] = []

    def read() -> Settings:
        made.append(Settings())
        return made[-1]

    monkeypatch.setattr(visiting, "Settings", read)
    app = AppTest.from_file(str(Path(ROOT) / "app.py"), default_timeout=30).run()
    app.run()
    assert not app.exception
    assert len(made) == 1


def test_what_this_visit_wrote_is_in_what_it_reads_next(held: Installation) -> None:
    here = visiting.Visit(visiting.settings(), held, ME)
    assert here.once(administering.every_person) == []
    here.write(administering.register_person, name="Ada", roles=[(Role.AUDITOR, "*")])
    assert [each.name for each in here.once(administering.every_person)] == ["Ada"]
    assert here.names()["ada"] == "Ada"


def test_a_visit_that_stays_open_reads_what_others_changed(held: Installation) -> None:
    here = visiting.Visit(visiting.settings(), held, ME)
    before = here.once(administering.every_department)
    assert here.once(administering.every_department) is before
    administering.add_department(held, ME, NOW, name="Kent")
    revision, read_at = here._revision or (0, 0.0)
    here._revision = revision, read_at - visiting.FRESH - 1
    assert [each.name for each in here.once(administering.every_department)] == ["Kent"]
