"""The database goes away under a card: the card says so, keeps the choice, and sends it when it is back."""

import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from playwright.sync_api import Locator, Page, expect

from maturity.assessment.answer import NOT_ANSWERED, Answer
from maturity.assessment.people import local_person
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from maturity.store.tables import RoundRow
from tests.browser.steady import settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server
    from tests.conftest import Cluster

ME = local_person()
STATEMENT = "enterprise-data-strategy"
SAVED = re.compile(r"^✓ Saved \d\d:\d\d$")
EVIDENCE = "Evidence, in your own words"
KEPT_HERE = "Your choice is kept here and will be sent again."


class Books:
    """The assessment in the server's database, read past it."""

    def __init__(self, server: "Server") -> None:
        self.database = server.database
        with closing_store(self.database) as held:
            now = datetime.now(UTC)
            administering.open_round(held, ME, now, title="Walk", framework_id="nao-data-2019", closes=None)
            administering.add_department(held, ME, now, name="Tests")
            self.assessment = answering.start_assessment(
                held, ME, now, round_id="walk", department_id="tests"
            ).id

    def answer(self) -> Answer:
        with closing_store(self.database) as held:
            found = answering.assessment_view(held, ME, assessment_id=self.assessment).answers
            return found.get(STATEMENT, NOT_ANSWERED)

    def levels(self) -> list[object]:
        """The level after each entry of the answer's history, the oldest first."""
        with closing_store(self.database) as held:
            changes = answering.history_of(held, ME, assessment_id=self.assessment, statement_id=STATEMENT)
            return [(each.after or {})["level"] for each in reversed(changes)]

    def close_the_round(self) -> None:
        """As of yesterday."""
        with closing_store(self.database) as held:
            yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
            with held.store.transaction(ME, datetime.now(UTC)) as transaction:
                row = transaction.session.get_one(RoundRow, "walk")
                row.opens, row.closes = yesterday - timedelta(days=9), yesterday
                transaction.session.add(row)


class closing_store:  # noqa: N801  read as a word
    def __init__(self, database: str) -> None:
        self.held = open_installation(database, ROOT / "frameworks")

    def __enter__(self) -> Installation:
        return self.held

    def __exit__(self, *_: object) -> None:
        self.held.store.close()


def open_card(page: Page) -> Locator:
    page.goto(f"/answer?round=walk&department=tests&statement={STATEMENT}")
    card = page.locator(f".st-key-card-{STATEMENT}")
    expect(card.get_by_role("radio").first).to_be_visible()
    settle(page)
    return card


def level(card: Locator, value: int) -> Locator:
    return card.get_by_role("radio", name=re.compile(f"^{value} "))


def says(card: Locator) -> Locator:
    return card.locator("[class*=st-key-status]").get_by_role("status")


@pytest.fixture
def postgresql(cluster: Callable[[], AbstractContextManager["Cluster"]]) -> Iterator["Cluster"]:
    with cluster() as made:
        yield made


@pytest.fixture
def small_disk(tmp_path: Path, missing: Callable[[str, str], NoReturn]) -> Iterator[Path]:
    """A file system of 4 megabytes."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)]
    if os.name != "posix" or subprocess.run(mount, capture_output=True).returncode != 0:
        missing("mount", "The test of a full disk is skipped: this user may not mount a small file system.")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def server(
    request: pytest.FixtureRequest, make_server: Callable[[str], "Server"], tmp_path: Path
) -> "Server":
    """On PostgreSQL for a test that has it stopped, on the small disk for one that fills it, and else on SQLite."""
    folder = request.getfixturevalue("small_disk") if "small_disk" in request.fixturenames else tmp_path
    database = f"sqlite:///{folder / 'maturity.sqlite'}"
    if "postgresql" in request.fixturenames:
        cluster: Cluster = request.getfixturevalue("postgresql")
        database = cluster.url.render_as_string(hide_password=False)
    made = make_server(database)
    made.start()
    return made


@pytest.mark.postgres
def test_postgresql_stopped_and_started_under_a_choice(
    postgresql: "Cluster", server: "Server", page: Page
) -> None:
    books, card = Books(server), open_card(page)
    level(card, 3).click(delay=50)
    expect(says(card)).to_have_text(SAVED)
    postgresql.stop()
    level(card, 1).click(delay=50)
    expect(says(card)).to_have_text(f"Not saved: the database cannot be reached. {KEPT_HERE}")
    expect(level(card, 1)).to_be_checked()
    page.wait_for_timeout(6000)  # it was sent again meanwhile, and nothing false was said
    expect(says(card)).to_contain_text("Not saved: the database cannot be reached.")
    postgresql.start()
    expect(says(card)).to_have_text(SAVED)
    expect(level(card, 1)).to_be_checked()
    assert books.levels() == [3, 1]
    card.get_by_label(EVIDENCE).press_sequentially("Later", delay=5)
    expect(says(card)).to_have_text("Saving…")
    expect(says(card)).to_have_text(SAVED)
    assert (books.answer().level, books.answer().evidence) == (1, "Later")
    assert "Traceback" not in server.log.read_text()


@pytest.mark.postgres
def test_a_round_that_closed_while_the_database_was_away_refuses_in_words(
    postgresql: "Cluster", server: "Server", page: Page
) -> None:
    books, card = Books(server), open_card(page)
    level(card, 3).click(delay=50)
    expect(says(card)).to_have_text(SAVED)
    postgresql.stop()
    level(card, 1).click(delay=50)
    expect(says(card)).to_contain_text(KEPT_HERE)
    page.context.set_offline(True)  # so that the round is closed before the choice is sent again
    postgresql.start()
    books.close_the_round()
    page.context.set_offline(False)
    expect(
        page.get_by_text(re.compile("Not saved: .*has closed|can be read but not changed")).first
    ).to_be_visible()
    assert books.levels() == [3]


def test_a_locked_sqlite_file_is_told_and_the_choice_is_sent_again(server: "Server", page: Page) -> None:
    books, card = Books(server), open_card(page)
    level(card, 3).click(delay=50)
    expect(says(card)).to_have_text(SAVED)
    with closing(sqlite3.connect(server.database.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        level(card, 1).click(delay=50)
        expect(says(card)).to_contain_text("Not saved: the database is busy", timeout=40_000)
        expect(says(card)).to_contain_text(KEPT_HERE)
        expect(level(card, 1)).to_be_checked()
        other.execute("ROLLBACK")
    expect(says(card)).to_have_text(SAVED, timeout=40_000)
    assert books.levels() == [3, 1]


def test_a_full_disk_is_told_and_the_choice_is_sent_again(
    small_disk: Path, server: "Server", page: Page
) -> None:
    books, card = Books(server), open_card(page)
    level(card, 3).click(delay=50)
    expect(says(card)).to_have_text(SAVED)
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as filling:
        while True:
            filling.write(b"x" * 4096)
    card.get_by_label(EVIDENCE).fill("So long that no page that is left over has room for it. " * 500)
    expect(says(card)).to_contain_text("Not saved: the database is full")
    level(card, 1).click(delay=50)
    expect(says(card)).to_contain_text(KEPT_HERE)
    filler.unlink()
    expect(says(card)).to_have_text(SAVED)
    expect(level(card, 1)).to_be_checked()
    assert (books.answer().level, len(books.answer().evidence)) == (1, 28_000)
    assert books.levels()[-1] == 1
