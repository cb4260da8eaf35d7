"""What the pages do while the database is away: here reading by reading, in tests/browser with PostgreSQL stopped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic

import pytest
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import local_person
from maturity.errors import Away, DatabaseAway
from maturity.pages.shell import outage
from maturity.services import administering, answering
from maturity.services.installation import Installation
from maturity.store.database import Store

Visit = Callable[..., AppTest]
ME, NOW = local_person(), datetime.now(UTC)
BACK = "The database is back."


class Outage:
    """The store's reading of that number fails, until the page has waited; 0 for none."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fails, self.readings, self.waited = 0, 0, 0
        reading = Store.reading

        @contextmanager
        def read(store: Store, *, by_one_statement: bool = False) -> Iterator[Session]:
            self.readings += 1
            if self.readings == self.fails:
                raise DatabaseAway(Away.UNREACHABLE)
            with reading(store, by_one_statement=by_one_statement) as session:
                yield session

        monkeypatch.setattr(Store, "reading", read)
        monkeypatch.setattr(outage, "sleep", self.wait)

    def begin(self, fails: int) -> None:
        self.fails, self.readings, self.waited = fails, 0, 0

    def wait(self, seconds: float) -> None:
        assert seconds == outage.AGAIN
        self.waited += 1


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Outage:
    return Outage(monkeypatch)


def _shown(app: AppTest) -> list[str]:
    assert not app.exception
    elements = [
        *app.title,
        *app.header,
        *app.markdown,
        *app.error,
        *app.button,
        *app.text_input,
        *app.text_area,
    ]
    return [f"{each.type}: {getattr(each, 'label', each.value)}" for each in elements]


@pytest.mark.parametrize("page", ["home", "answer", "review", "check", "road_map", "administration"])
def test_whichever_reading_fails_the_page_is_drawn_whole_when_the_database_is_back(
    page: str, visit: Visit, held: Installation, away: Outage
) -> None:
    administering.open_round(held, ME, NOW, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(held, ME, NOW, name="Tests")
    begun = answering.start_assessment(held, ME, NOW, round_id="spring", department_id="tests")
    if page == "review":
        answering.submit(held, ME, NOW, assessment_id=begun.id, assurance="I looked.")
    away.begin(fails=0)
    whole = _shown(visit(page))
    readings = away.readings
    assert len(whole) > 3
    assert readings >= 1
    for number in {1, 2, readings // 2, readings - 1, readings} - {0}:
        away.begin(fails=number)
        app = visit(page)
        assert away.waited or number > 1  # else what it read was remembered
        if away.waited:
            assert [info.value for info in app.info if info.value.startswith(BACK)]
        assert _shown(app) == whole


def test_that_the_database_is_back_is_said_until_somebody_can_have_read_it(
    visit: Visit, held: Installation, away: Outage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def said(app: AppTest) -> bool:
        return any(info.value.startswith(BACK) for info in app.info)

    app = visit("administration")
    assert not said(app)
    away.begin(fails=1)
    app.run()
    assert away.waited
    assert said(app)
    assert said(app.run())  # drawn again at once, as a field on the page may have it
    later = monotonic() + outage.TOLD
    monkeypatch.setattr(f"{outage.__name__}.monotonic", lambda: later)
    assert not said(app.run())
