"""PostgreSQL is stopped under the pages and started again: nothing typed is lost, nothing false is said."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from maturity.assessment.people import local_person
from maturity.services import administering
from maturity.services.installation import open_installation
from maturity.settings import ROOT
from tests.browser.steady import press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server
    from tests.conftest import Cluster

AWAY, BACK = "The database cannot be reached.", "The database is back."


@pytest.fixture
def postgresql(cluster: Callable[[], AbstractContextManager["Cluster"]]) -> Iterator["Cluster"]:
    with cluster() as made:
        yield made


@pytest.fixture
def server(postgresql: "Cluster", make_server: Callable[[str], "Server"]) -> "Server":
    """On PostgreSQL, and not started."""
    return make_server(postgresql.url.render_as_string(hide_password=False))


def _departments(server: "Server") -> tuple[list[str], int]:
    """The departments that are kept, and how many entries the history has."""
    installation = open_installation(server.database, ROOT / "frameworks")
    with closing(installation.store):
        kept = administering.every_department(installation, local_person())
        return [department.name for department in kept], installation.store.revision()


@pytest.mark.postgres
def test_a_form_pressed_while_the_database_is_away_keeps_what_was_typed(
    server: "Server", postgresql: "Cluster", page: Page, go: Callable[[str], Page]
) -> None:
    server.start()
    go("/administration")
    before = _departments(server)[1]
    name = page.get_by_label("Name of the department")
    name.fill("Home Office")
    settle(page)
    postgresql.stop()
    page.get_by_role("button", name="Add the department").click()
    expect(page.get_by_text(AWAY)).to_be_in_viewport()
    name.press("End")
    name.press_sequentially(" and more")
    page.get_by_role("button", name="Add the department").click()  # pressed twice, as people do
    page.wait_for_timeout(3000)
    expect(page.get_by_text(AWAY)).to_be_in_viewport()
    expect(name).to_have_value("Home Office and more")
    postgresql.start()
    expect(page.get_by_text(BACK)).to_be_in_viewport()
    expect(page.get_by_text(AWAY)).to_have_count(0)
    expect(name).to_have_value("Home Office and more")
    assert _departments(server) == ([], before)
    press(page, "Add the department")
    expect(page.get_by_text("Change a department")).to_be_visible()
    assert _departments(server) == (["Home Office and more"], before + 1)
    page.get_by_text("Add a department").click()
    expect(name).to_have_value("")
    name.fill("Treasury")
    press(page, "Add the department")
    expect(name).to_have_value("")
    assert _departments(server) == (["Home Office and more", "Treasury"], before + 2)


@pytest.mark.postgres
def test_a_server_started_while_the_database_is_away_serves_when_it_is_there(
    server: "Server", postgresql: "Cluster", page: Page
) -> None:
    postgresql.stop()
    server.start()
    page.goto("/")
    expect(page.get_by_text(AWAY)).to_be_visible()
    assert "postgresql" not in page.inner_text("body")
    postgresql.start()
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(page.get_by_role("link", name="Administration")).to_be_visible()
    assert "cannot be used" in server.log.read_text()


@pytest.fixture
def on_a_file(tmp_path: Path, make_server: Callable[[str], "Server"]) -> "Server":
    served = make_server(f"sqlite:///{tmp_path / 'maturity.sqlite'}")
    served.warm = None  # by the command itself
    served.start()
    return served


def test_a_server_that_is_ended_leaves_everything_in_the_file_alone(
    on_a_file: "Server", tmp_path: Path, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{on_a_file.address}/administration")
    page.get_by_label("Name of the department").fill("Home Office")
    page.get_by_role("button", name="Add the department").click()
    expect(page.get_by_text("Change a department")).to_be_visible()
    assert (tmp_path / "maturity.sqlite").stat().st_mode & 0o777 == 0o600
    on_a_file.stop()  # SIGTERM, with a page open
    page.close()
    copied = shutil.copy(tmp_path / "maturity.sqlite", tmp_path / "copy.sqlite")
    with closing(sqlite3.connect(copied)) as opened:
        found = opened.execute("SELECT name FROM departments WHERE name = 'Home Office'").fetchall()
    assert found == [("Home Office",)]
