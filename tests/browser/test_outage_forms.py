"""PostgreSQL is stopped under every other form: what was typed stays, and what is pressed again is made once."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from playwright.sync_api import Locator, Page, expect

from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move
from maturity.services import administering, answering, offline, reviewing
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import click, press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server
    from tests.conftest import Cluster

ME = local_person()
AWAY, BACK = "The database cannot be reached.", "The database is back."
Go = Callable[[str], Page]


@pytest.fixture
def postgresql(cluster: Callable[[], AbstractContextManager["Cluster"]]) -> Iterator["Cluster"]:
    with cluster() as made:
        yield made


@pytest.fixture
def server(postgresql: "Cluster", make_server: Callable[[str], "Server"]) -> "Server":
    served = make_server(postgresql.url.render_as_string(hide_password=False))
    served.start()
    return served


@pytest.fixture
def kept(server: "Server") -> Iterator[Installation]:
    """Kent's draft in Spring, with Ben to be asked."""
    here = open_installation(server.database, ROOT / "frameworks")
    now = datetime.now(UTC)
    administering.add_department(here, ME, now, name="Kent")
    administering.open_round(here, ME, now, title="Spring", framework_id="nao-data-2019", closes=None)
    answering.start_assessment(here, ME, now, round_id="spring", department_id="kent")
    administering.register_person(here, ME, now, name="Ben", roles=[(Role.CONTRIBUTOR, "kent")])
    yield here
    here.store.close()


def through_an_outage(
    postgresql: "Cluster",
    page: Page,
    button: str,
    stays: Callable[[], None],
    done: str,
    *,
    entries: int = 1,
) -> None:
    """Press while the database is away, and again when it is back: nothing false is said, one thing is done."""
    before = _entries(postgresql)
    pressed = page.get_by_role("button", name=button, exact=True).last  # not the one that opened its box
    settle(page)
    postgresql.stop()
    pressed.click(delay=60)
    expect(page.get_by_text(AWAY).last).to_be_in_viewport()
    page.wait_for_timeout(2500)
    stays()
    expect(page.get_by_text(done)).to_have_count(0)
    postgresql.start()
    expect(page.get_by_text(BACK)).to_be_in_viewport(timeout=40_000)
    stays()
    expect(page.get_by_text(done)).to_have_count(0)
    assert _entries(postgresql) == before
    click(pressed)
    expect(page.get_by_text(done).first).to_be_visible()
    assert _entries(postgresql) == before + entries


def _entries(postgresql: "Cluster") -> int:
    url = postgresql.url.render_as_string(hide_password=False)
    with closing(open_installation(url, ROOT / "frameworks").store) as store:
        return store.revision()


def has(field: Locator, words: str) -> Callable[[], None]:
    return lambda: expect(field).to_have_value(words)


@pytest.mark.postgres
def test_forms_of_an_administrator(postgresql: "Cluster", kept: Installation, page: Page, go: Go) -> None:
    go("/people")
    name = page.get_by_label("Name", exact=True)
    name.fill("Chloé")
    through_an_outage(postgresql, page, "Register", has(name, "Chloé"), "Chloé is registered")
    go("/administration")
    click(page.get_by_text("Open another round"))
    title = page.get_by_label("Title of the round")
    title.fill("Autumn")
    through_an_outage(postgresql, page, "Open the round", has(title, "Autumn"), "“Autumn” is open")


@pytest.mark.postgres
def test_forms_of_a_department(
    postgresql: "Cluster", kept: Installation, page: Page, go: Go, tmp_path: Path
) -> None:
    ((begun, _),) = answering.assessments_to_answer(kept, ME, round_id="spring")
    file = tmp_path / "kent.xlsx"
    file.write_bytes(offline.template(kept, ME, datetime.now(UTC), assessment_id=begun.id, filled=True))
    book = openpyxl.load_workbook(file)
    book["Strategy"]["D5"] = "3 Partly in place"
    book.save(file)

    go("/answer")
    press(page, "Ask a colleague to answer this theme")
    note = page.get_by_label("Note")
    page.get_by_role("combobox", name=re.compile(r"\bAsk$")).last.click()
    page.get_by_role("option", name="Ben", exact=True).click(delay=60)
    note.fill("Ask Eva")
    asked = "Ben was asked to answer all of Strategy."
    through_an_outage(postgresql, page, "Ask", has(note, "Ask Eva"), asked, entries=8)

    go("/road-map")
    title = page.get_by_label("Title", exact=True)
    title.fill("Write it")
    proposed = "Kept: Write it: on the road map"
    through_an_outage(postgresql, page, "Propose this action", has(title, "Write it"), proposed)

    go("/work-offline")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("button", name="Import")).to_be_visible()
    chosen = page.get_by_text("kent.xlsx")
    imported = "Imported. Statements changed: 1"
    through_an_outage(postgresql, page, "Import", lambda: expect(chosen).to_be_visible(), imported)

    go("/check-and-submit")
    assurance = page.get_by_label("Statement of assurance")
    assurance.fill("We looked")
    submitted = "It is read-only until"
    click(page.get_by_role("button", name="Submit the assessment"))
    through_an_outage(postgresql, page, "Yes, submit it", has(assurance, "We looked"), submitted)

    reviewing.move_assessment(
        kept, ME, datetime.now(UTC), assessment_id=begun.id, move=Move.BEGIN_REVIEW, why=""
    )
    go("/review")
    press(page, "Send it back to the department")
    why = page.get_by_label("Why it is sent back")
    why.fill("Look again")
    through_an_outage(
        postgresql, page, "Send it back to the department", has(why, "Look again"), "Sent back by"
    )
    held = answering.assessment_view(kept, ME, assessment_id=begun.id)
    assert held.answers["enterprise-data-strategy"].level == 3
