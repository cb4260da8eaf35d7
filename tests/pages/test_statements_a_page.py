"""How often pages ask the database: as often in a large government as in a small one, and Home seldom."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import EVERY_DEPARTMENT, LOCAL, Role, local_person
from maturity.assessment.round import Status
from maturity.pages import navigation
from maturity.pages import session as visiting
from maturity.services import administering, answering, demo, startup
from maturity.services.installation import Installation
from maturity.settings import Settings
from maturity.store import levels
from tests.made_up_register import register_made_up

ME = local_person()
NOW = datetime.now(UTC)
SIZES = {"small": (6, 2, 5), "large": (16, 5, 60)}
"""Departments, rounds and people more."""
WHO = (LOCAL, "the-contributor", "the-auditor")
A_ROUND = {"home": 4, "over_time": 5}
"""Pages that show every round, which is read by so many statements: its assessments, the levels of answers and of
findings, and which of those were agreed together; Over time reads the earlier of two once more beside the last. Read
once, a round is remembered until something in it changes.
"""
OF_ONE = {"answer", "check"}
"""Pages of one assessment: of the same department's draft in both."""


@dataclass(frozen=True)
class Government:
    file: Path
    round_id: str
    department_id: str  # in which the contributor answers


@pytest.fixture(scope="module")
def governments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Government]:
    """A small and a large government, made up, with somebody of each role."""
    made = {}
    for name, (departments, rounds, people) in SIZES.items():
        file = tmp_path_factory.mktemp(name) / "maturity.sqlite"
        installation = startup.open_to_visitors(Settings(database_url=f"sqlite:///{file}"))
        demo.make_up(installation, ME, NOW, number=departments, rounds_made=rounds, seed=1)
        (newest, *_) = (each for each in administering.every_round(installation, ME) if not each.published)
        begun = answering.assessments_to_answer(installation, ME, round_id=newest.id)
        own = next(each.id for assessment, each in begun if assessment.status is Status.DRAFT)
        for role in (Role.CONTRIBUTOR, Role.AUDITOR):
            of = own if role is Role.CONTRIBUTOR else EVERY_DEPARTMENT
            administering.register_person(installation, ME, NOW, name=f"The {role}", roles=[(role, of)])
        register_made_up(installation.store, ME, NOW, people, [each.id for _, each in begun])
        installation.store.close()
        made[name] = Government(file, newest.id, own)
    return made


@contextmanager
def statements(held: Installation) -> Iterator[list[str]]:
    found: list[str] = []

    def note(*given: object) -> None:
        if str(given[2]) != "BEGIN":
            found.append(str(given[2]))

    event.listen(held.store._engine, "before_cursor_execute", note)
    yield found
    event.remove(held.store._engine, "before_cursor_execute", note)


def _script(page: str) -> None:
    from maturity.pages import navigation
    from maturity.pages import session as visit

    visit.enter()
    navigation.page_function(page)()


def _asked(there: Government, page: str, who: str, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """What a page asks in a server that has just begun, each statement as often as it is asked."""
    monkeypatch.setenv("MATURITY_DATABASE_URL", f"sqlite:///{there.file}")
    visiting.settings.cache_clear()
    held = visiting.opened(visiting.settings())
    held.store.memory.forget()
    with statements(held) as found:
        app = AppTest.from_function(_script, kwargs={"page": page}, default_timeout=60)
        app.session_state[visiting.ACTING_AS] = who
        if page in OF_ONE:
            app.query_params["round"], app.query_params["department"] = there.round_id, there.department_id
        app.run()
    assert not app.exception, app.exception
    return Counter(found)


@pytest.mark.parametrize("page", navigation.TITLES)
def test_a_page_asks_as_often_in_a_large_government(
    governments: dict[str, Government], monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setattr(visiting, "FRESH", 60.0)  # however slowly it is drawn
    monkeypatch.setattr(levels, "FEW", 0)  # as rounds of a large government are read
    more_rounds = SIZES["large"][1] - SIZES["small"][1]
    for who in WHO:
        small, large = (_asked(governments[name], page, who, monkeypatch) for name in SIZES)
        most = small.total() + A_ROUND.get(page, 0) * more_rounds
        assert large.total() <= most, (who, [(n, s[-90:]) for s, n in (large - small).items()])
