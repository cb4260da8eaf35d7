"""A visit: who is asking and what there is are found once a rerun, and read anew when something has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import EVERY_DEPARTMENT, LOCAL, Role, local_person
from maturity.assessment.round import Move, Status
from maturity.pages import session as visiting
from maturity.services import administering, answering, demo, reviewing
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


@pytest.fixture
def busy(held: Installation) -> Installation:
    """A made-up government, with somebody of each role; the approver's department was sent its assessment back."""
    demo.make_up(held, ME, datetime.now(UTC), number=40, rounds_made=1, seed=1)
    (round_, *_) = administering.every_round(held, ME)
    queue = reviewing.queue(held, ME, round_id=round_.id)
    back = next(each.department for each in queue if each.assessment.status is Status.SUBMITTED)
    key = next(each.assessment.id for each in queue if each.department == back)
    reviewing.move_assessment(
        held, ME, datetime.now(UTC), assessment_id=key, move=Move.SEND_BACK, why="Look again"
    )
    begun = answering.assessments_to_answer(held, ME, round_id=round_.id)
    draft = next(each for assessment, each in begun if assessment.status is Status.DRAFT and each != back)
    where = {Role.CONTRIBUTOR: draft.id, Role.APPROVER: back.id}
    for role in Role:
        roles = [(role, where.get(role, EVERY_DEPARTMENT))]
        administering.register_person(held, ME, NOW, name=f"The {role}", roles=roles)
    return held


@pytest.mark.parametrize(
    ("who", "most"),
    [
        ("the-contributor", 25),  # 31 before, and 114 before that
        ("the-approver", 25),  # 31
        ("the-auditor", 13),  # 19
        ("the-administrator", 12),  # 17
        ("the-reader", 22),  # 31; answers what moved and what is asked, too
        (LOCAL, 13),  # 19
    ],
)
def test_home_asks_the_database_little(
    busy: Installation, monkeypatch: pytest.MonkeyPatch, who: str, most: int
) -> None:
    monkeypatch.setattr(visiting, "FRESH", 60.0)  # however slowly it is drawn
    app = AppTest.from_file(str(Path(ROOT) / "app.py"), default_timeout=30)
    app.session_state[visiting.ACTING_AS] = who
    app.run()
    with statements(busy) as found:
        app.run()
    assert len(found) <= 1, found  # only whether anything has changed
    administering.add_department(busy, ME, NOW, name="Newcomers")
    with statements(busy) as found:
        app.run()
    assert not app.exception
    assert len(found) <= most, found
    most_of_a_table = 2 if who == "the-reader" else 1  # once more for the facts that a board is told
    asked = [each.split("FROM ", 1)[-1].split()[0].rstrip(",") for each in found if "FROM " in each]
    for table in ("people", "rounds", "departments", "frameworks", "actions"):
        assert asked.count(table) <= most_of_a_table, found


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
