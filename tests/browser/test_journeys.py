"""What people come to do, done in a real browser on a real server."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.steady import click

if TYPE_CHECKING:
    from tests.browser.conftest import Server

Go = Callable[[str], Page]
PATHS = ["/", "/answer", "/compare", "/over-time", "/road-map", "/portfolio", "/board-pack"]

AGREED = {  # design, section 3: score, low, high to one decimal; statements with a level
    "A": (100.0, 94.4, 100.0, 17),
    "B": (52.8, 52.8, 52.8, 18),
    "C": (75.0, 66.7, 77.8, 16),
    "D": (46.7, 38.9, 55.6, 15),
    "E": (45.0, 37.5, 54.2, 15),
    "F": (50.0, 44.4, 55.6, 16),
    "G": (61.4, 37.5, 76.4, 11),
}


def begin(page: Page, department: str = "Department of Tests") -> None:
    """From an empty installation to the first question card."""
    click(page.get_by_role("button", name="Open the round"))
    page.get_by_label("Name of the department").fill(department)
    click(page.get_by_role("button", name="Add the department"))
    click(page.get_by_role("button", name="Start the assessment"))
    expect(page.get_by_text("Strategy 0 of 8")).to_be_visible()


def test_compare_shows_a_to_g_and_the_agreed_scores_in_three_places(
    go: Go, server: "Server", tmp_path: Path
) -> None:
    page = go("/compare")
    expect(page.get_by_text("10 of 21 pairs of departments (48%) can be told apart")).to_be_visible()

    in_terminal = json.loads(
        subprocess.run(
            [sys.executable, "-m", "maturity", "scores", "--round", "nao-2019", "--json"],
            check=True,
            capture_output=True,
            env={**os.environ, "MATURITY_DATABASE_URL": server.database},
        ).stdout
    )
    go("/board-pack")
    with page.expect_download() as download:
        click(page.get_by_role("button", name="Download the board pack"))
    assert download.value.suggested_filename == "board-pack-nao-2019.xlsx"
    download.value.save_as(tmp_path / "pack.xlsx")
    book = openpyxl.load_workbook(tmp_path / "pack.xlsx", data_only=True)
    in_workbook = {row[1]: row[2:7] for row in book["Scores"].iter_rows(values_only=True) if row[1]}
    checked = [row for row in book["Check"].iter_rows(values_only=True) if row[2] == "Score (%)"]
    again = [in_workbook[f"Department {letter}"][0] for letter in AGREED]
    assert [row[3] for row in checked if row[1] == "All statements"] == pytest.approx(again, abs=1e-9)

    go("/compare")
    for each in in_terminal:
        letter = each["department"]
        score, low, high, with_level = AGREED[letter]
        assert (round(each["score"], 1), round(each["low"], 1), round(each["high"], 1)) == (score, low, high)
        figures = (each["score"], each["low"], each["high"], each["with_level"], each["statements"])
        assert in_workbook[f"Department {letter}"] == pytest.approx(figures, abs=1e-9)
        words = f"{score} ({low} to {high})" if low < high else f"{score}"
        row = page.get_by_role("row", name=f"{letter} {words} {with_level} of 18", exact=True)
        expect(row).to_be_visible()


def test_an_answer_saved_survives_the_killing_of_the_server(go: Go, server: "Server") -> None:
    page = go("/answer")
    begin(page)
    card = page.locator(".st-key-card-enterprise-data-strategy")
    click(card.get_by_role("radio", name="Partly in place"))
    expect(card.get_by_text("Saved ")).to_be_visible()
    expect(page.get_by_text("Strategy 1 of 8")).to_be_visible()

    server.kill()
    assert not server.healthy()
    server.start()

    page = go("/answer?statement=enterprise-data-strategy")
    expect(page.get_by_text("Strategy 1 of 8")).to_be_visible()
    chosen = page.locator(".st-key-card-enterprise-data-strategy").get_by_role("radio", checked=True)
    expect(chosen).to_have_count(1)
    expect(page.locator(".st-key-card-enterprise-data-strategy").get_by_text("Saved ")).to_be_visible()


def test_answering_a_statement_changes_its_square_and_leaves_the_rest_of_the_list_alone(go: Go) -> None:
    page = go("/answer")
    begin(page)
    links = page.get_by_role("navigation", name="Statements").get_by_role("link")
    expect(links).to_have_count(18)
    page.evaluate("window.links = [...document.querySelectorAll('nav[aria-label=Statements] a')]")
    click(page.get_by_role("radio", name="Under development"))
    expect(links.first).to_have_accessible_name("2 Under development: Enterprise data strategy")
    expect(links.nth(1)).to_have_accessible_name("Not answered: Fits overall objectives")
    same = "[...document.querySelectorAll('nav[aria-label=Statements] a')].every((each, at) => each === links[at])"
    assert page.evaluate(same)


def test_words_are_shown_as_they_were_written(go: Go) -> None:
    page = go("/answer")
    name = "Dept ![x](http://elsewhere.invalid/x.png) <b>:red[bold]</b> $x$ **a**"
    begin(page, name)
    page = go("/compare?round=self-assessment-2026")
    expect(page.get_by_role("rowheader", name=name)).to_be_visible()
    click(page.get_by_role("link", name="Table", exact=True))
    expect(page.get_by_role("rowheader", name=name).first).to_be_visible()
    click(page.get_by_role("link", name="Statements", exact=True))
    expect(page.get_by_role("columnheader", name=name)).to_be_visible()
    for path in ("/board-pack?round=self-assessment-2026", "/"):
        go(path)
        expect(page.get_by_text(name).first).to_be_attached()
    page.wait_for_load_state("networkidle")  # an image asked for late would be seen by the context


def test_the_address_keeps_what_was_chosen(go: Go) -> None:
    page = go("/answer")
    begin(page)
    click(page.get_by_role("navigation", name="Statements").get_by_role("link", name="Data architecture"))
    expect(page.get_by_text("The organisation has a data architecture")).to_be_visible()
    assert "statement=data-architecture" in page.url
    page.reload()
    expect(page.get_by_text("The organisation has a data architecture")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Enterprise data strategy", level=1)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_serious_accessibility_faults(
    go: Go, page: Page, scheme: Literal["light", "dark"], serious_faults: Callable[[], list[tuple[str, str]]]
) -> None:
    page.emulate_media(color_scheme=scheme)
    faults = []
    for path in PATHS:
        go(path)
        faults += [(path, *fault) for fault in serious_faults()]
    assert faults == []


def test_pages_fit_a_narrow_screen(go: Go, page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 900})
    for path in PATHS:
        go(path)
        wide = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
