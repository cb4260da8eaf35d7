"""A target on the road map is set, changed and cleared in a browser, in conflict and with the database away."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Role, local_person
from maturity.plan.target import Target
from maturity.services import administering, answering, history, planning, road_maps
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import click, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server
    from tests.conftest import Cluster

ME = local_person()
STATEMENT = "enterprise-data-strategy"
WHERE: dict[str, Any] = {"round_id": "spring", "department_id": "home-office"}
FAR = date(datetime.now(UTC).year + 2, 6, 30)


class Books:
    """The Home Office at 1 of 4 on one statement, read and written past the server."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.held: Installation = open_installation(database, ROOT / "frameworks")
        now = datetime.now(UTC)
        administering.register_person(self.held, ME, now, name="Ann", roles=[(Role.APPROVER, "*")])
        administering.register_person(self.held, ME, now, name="Bob", roles=[(Role.APPROVER, "*")])
        administering.open_round(
            self.held, ME, now, title="Spring", framework_id="nao-data-2019", closes=None
        )
        administering.add_department(self.held, ME, now, name="Home Office")
        begun = answering.start_assessment(self.held, ME, now, **WHERE)
        answering.record_answer(
            self.held,
            ME,
            now,
            assessment_id=begun.id,
            statement_id=STATEMENT,
            answer=Answer(state=State.LEVEL, level=1),
        )

    def target(self) -> Target | None:
        today = datetime.now(UTC).date()
        return road_maps.outlook_of(self.held, ME, **WHERE, today=today).road_map.chosen.get(STATEMENT)

    def level(self) -> int | None:
        target = self.target()
        return None if target is None else target.level

    def set(self, level: int) -> None:
        bob = next(each for each in administering.every_person(self.held, ME) if each.name == "Bob")
        kept = self.target()
        target = Target(statement_id=STATEMENT, level=level, by=FAR, version=kept.version if kept else 0)
        planning.set_target(self.held, bob, datetime.now(UTC), **WHERE, target=target)

    def history(self) -> list[tuple[str, object]]:
        """Who made each entry of the target, the oldest first, and the level after it."""
        found = history.changes(self.held, ME).entries
        changes = [each.change for each in found if each.change.kind == "target"]
        return [(each.person, (each.after or {}).get("level")) for each in reversed(changes)]


def opened(page: Page) -> Page:
    page.goto(f"/road-map?as=ann&round=spring&department=home-office&statement={STATEMENT}")
    settle(page)
    return page


def form(page: Page) -> Locator:
    settle(page)
    click(page.get_by_role("tab", name="Set the target"))
    return page.get_by_role("tabpanel").filter(has=page.get_by_role("button", name="Set the target")).last


def choose(page: Page, words: str) -> None:
    for _ in range(5):  # a list closes when its field is scrolled into view, or a rerun ends just then
        settle(page)
        form(page).get_by_role("combobox").first.click()
        with suppress(TooLate):
            page.get_by_role("option", name=words).click(delay=50, timeout=3000)
            return
    raise AssertionError(f"the list with “{words}” does not stay open")


def aim(page: Page, words: str) -> None:
    choose(page, words)
    click(form(page).get_by_role("button", name="Set the target"))


def kept(page: Page) -> Locator:
    return page.get_by_text("Kept: Enterprise data strategy")


def shows(page: Page, words: str) -> None:
    expect(form(page).get_by_role("combobox").first).to_have_value(words)


@pytest.fixture
def postgresql(cluster: Callable[[], AbstractContextManager["Cluster"]]) -> Iterator["Cluster"]:
    with cluster() as made:
        yield made


@pytest.fixture
def server(
    request: pytest.FixtureRequest, make_server: Callable[[str], "Server"], tmp_path: Path
) -> "Server":
    """On PostgreSQL for a test that has it stopped, and else on SQLite."""
    database = f"sqlite:///{tmp_path / 'maturity.sqlite'}"
    if "postgresql" in request.fixturenames:
        cluster: Cluster = request.getfixturevalue("postgresql")
        database = cluster.url.render_as_string(hide_password=False)
    made = make_server(database)
    made.start()
    return made


@pytest.fixture
def books(server: "Server") -> Iterator[Books]:
    made = Books(server.database)
    yield made
    made.held.store.close()


def test_a_target_is_set_changed_and_cleared_and_a_conflict_is_shown(page: Page, books: Books) -> None:
    opened(page)
    expect(page.get_by_text("One level up, as the department has chosen none.")).to_have_count(1)
    aim(page, "4 In place")
    expect(kept(page)).to_contain_text("the target")
    assert books.level() == 4
    shows(page, "4 In place")
    aim(page, "3 Partly in place")  # a second save, on what was just kept
    expect(kept(page)).to_contain_text("the target")
    shows(page, "3 Partly in place")
    page.reload()
    shows(page, "3 Partly in place")
    click(form(page).get_by_role("button", name="Aim one level up again"))
    expect(kept(page)).to_contain_text("one level up again")
    shows(page, "2 Under development")
    assert books.target() is None
    assert books.history() == [("ann", 4), ("ann", 3), ("ann", None)]

    books.set(2)
    aim(page, "4 In place")
    expect(page.get_by_text("Not saved yet: this was changed by Bob")).to_be_visible()
    assert books.level() == 2
    click(page.get_by_role("button", name="Keep what is kept"))
    expect(page.get_by_text("Not saved yet")).to_have_count(0)
    shows(page, "2 Under development")
    books.set(3)
    aim(page, "4 In place")
    click(page.get_by_role("button", name="Keep mine all the same"))
    expect(kept(page)).to_contain_text("the target")
    shows(page, "4 In place")
    assert books.level() == 4
    aim(page, "3 Partly in place")
    expect(kept(page)).to_contain_text("the target")
    shows(page, "3 Partly in place")
    assert books.history()[3:] == [("bob", 2), ("bob", 3), ("ann", 4), ("ann", 3)]


@pytest.mark.postgres
def test_postgresql_stopped_and_started_under_a_target(
    postgresql: "Cluster", server: "Server", page: Page
) -> None:
    books = Books(server.database)
    books.held.store.close()
    opened(page)
    aim(page, "4 In place")
    expect(kept(page)).to_contain_text("the target")
    choose(page, "3 Partly in place")
    settle(page)
    postgresql.stop()
    page.get_by_role("button", name="Set the target").click(delay=50)
    expect(page.get_by_text("Not saved: Enterprise data strategy: the target.")).to_be_visible()
    postgresql.start()
    expect(page.get_by_text("The database is back.")).to_be_visible(timeout=40_000)
    expect(page.get_by_text("Not saved: ")).to_be_visible()
    expect(kept(page)).to_have_count(0)
    shows(page, "3 Partly in place")  # what was chosen is still there
    click(form(page).get_by_role("button", name="Set the target"))
    expect(kept(page)).to_contain_text("the target")
    shows(page, "3 Partly in place")
    books.held = open_installation(server.database, ROOT / "frameworks")
    assert books.history() == [("ann", 4), ("ann", 3)]
    books.held.store.close()
