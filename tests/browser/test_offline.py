"""The offline workbook in a real browser: taken along, filled in, brought back, and seen on the Answer page."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from playwright.sync_api import Page, expect

from maturity.assessment.people import local_person
from maturity.services import administering, answering
from maturity.services.installation import open_installation
from maturity.settings import ROOT
from tests.browser.steady import click

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()


def begun(server: "Server") -> int:
    """The Treasury's draft in a round, made past the server."""
    now = datetime.now(UTC)
    installation = open_installation(server.database, ROOT / "frameworks")
    try:
        administering.open_round(
            installation, ME, now, title="Spring", framework_id="nao-data-2019", closes=None
        )
        administering.add_department(installation, ME, now, name="Treasury")
        return answering.start_assessment(
            installation, ME, now, round_id="spring", department_id="treasury"
        ).id
    finally:
        installation.store.close()


def test_what_was_filled_in_offline_stands_on_the_answer_page(
    go: Callable[[str], Page], server: "Server", tmp_path: Path
) -> None:
    begun(server)
    page = go("/work-offline")
    with page.expect_download() as download:
        click(page.get_by_role("button", name="Download the workbook"))
    assert download.value.suggested_filename == "assessment-spring-treasury.xlsx"
    file = tmp_path / "treasury.xlsx"
    download.value.save_as(file)

    book = openpyxl.load_workbook(file)
    book["Strategy"]["D5"], book["Strategy"]["E5"] = "3 Partly in place", "=Strategy of May"
    book["Strategy"]["E5"].data_type = "s"
    book.save(file)

    upload = page.locator("input[type=file]")
    upload.set_input_files(ROOT / "README.md")
    expect(page.get_by_text("This file is not an .xlsx workbook.")).to_be_visible()
    upload.set_input_files(file)
    expect(page.get_by_role("table").nth(1).get_by_text("3 Partly in place")).to_be_visible()

    server.kill()  # between the preview and the import
    server.start()
    expect(page.get_by_text("nothing was imported just now. Choose the file again")).to_be_visible(
        timeout=60_000
    )
    upload.set_input_files(file)  # the same, without a reload
    expect(page.get_by_role("table").nth(1).get_by_text("3 Partly in place")).to_be_visible()
    click(page.get_by_role("button", name="Import"))
    expect(page.get_by_text("Imported. Statements changed: 1 (“Enterprise data strategy”).")).to_be_visible()

    go("/answer?round=spring&department=treasury&statement=enterprise-data-strategy")
    card = page.locator(".st-key-card-enterprise-data-strategy")
    expect(card.get_by_role("radio", checked=True)).to_have_count(1)
    expect(card.get_by_label("Evidence, in your own words")).to_have_value("=Strategy of May")
