"""From a gap to a suggested action, approved, and seen on the time line and in the projection."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import local_person
from maturity.services import administering, answering, portfolios, road_maps
from maturity.services.installation import Installation, open_installation
from tests.browser.steady import click, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

Go = Callable[[str], Page]
ME = local_person()
FRAMEWORKS = Path(__file__).parent.parent.parent / "frameworks"
STATEMENT = "enterprise-data-strategy"
ASKED: dict[str, Any] = {"round_id": "spring", "department_id": "home-office"}


@pytest.fixture
def held(server: "Server") -> Iterator[Installation]:
    """The server's own database, with the Home Office at 1 of 4 on one statement and 3 of 4 on another."""
    installation = open_installation(server.database, FRAMEWORKS)
    now = datetime.now(UTC)
    administering.open_round(installation, ME, now, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(installation, ME, now, name="Home Office")
    started = answering.start_assessment(installation, ME, now, **ASKED)
    for statement, level in ((STATEMENT, 1), ("improvement-road-map", 3)):
        answering.record_answer(
            installation,
            ME,
            now,
            assessment_id=started.id,
            statement_id=statement,
            answer=Answer(state=State.LEVEL, level=level),
        )
    yield installation
    installation.store.close()


OPEN = "16 statements to find out and 2 statements that could go one level up, with no target chosen"


def traces(page: Page, key: str) -> dict[str, Any]:
    """What a picture was drawn from, by the names of its traces."""
    chart = page.locator(f".st-key-{key} .js-plotly-plot")
    expect(chart).to_have_count(1)  # while the page is redrawn, the one before is still there
    found: list[dict[str, Any]] = chart.evaluate(
        "chart => chart._fullData.map(t => ({name: t.name, x: [...(t.x || [])], y: [...(t.y || [])], "
        "customdata: [...(t.customdata || [])]}))"
    )
    return {trace["name"]: trace for trace in found}


def test_a_gap_becomes_an_approved_action_on_the_time_line_and_in_the_projection(
    go: Go, held: Installation, tmp_path: Path
) -> None:
    page = go(f"/road-map?statement={STATEMENT}")
    expect(page.get_by_role("heading", name=f"{OPEN}; none with an approved action")).to_be_visible()
    ((_, suggestion), *_) = road_maps.suggested_actions(held, ME, **ASKED)
    expect(page.get_by_label("Title", exact=True)).to_have_value(suggestion.title)
    page.get_by_role("textbox", name="Owner").fill("Ada Example")
    due = datetime.now(UTC).year + 1
    page.get_by_test_id("stDateInput").nth(1).locator("input, [role=spinbutton]").first.click()
    page.keyboard.type(f"3006{due}")
    page.keyboard.press("Tab")
    page.get_by_role("spinbutton", name="One-off cost, £").fill("25000")
    click(page.get_by_role("button", name="Propose this action"))

    card = page.locator(".st-key-one-action")
    expect(card.get_by_text("Proposed").first).to_be_visible()
    (action,) = portfolios.actions_of(held, ME, round_id="spring")
    assert action.due is not None
    assert (action.owner, action.due.isoformat(), action.one_off) == ("Ada Example", f"{due}-06-30", 25_000)
    assert "Approved" not in traces(page, "time-line")

    click(card.get_by_role("button", name="Approve"))
    expect(page.get_by_role("heading", name=f"{OPEN}; 1 with an approved action")).to_be_visible()
    page.wait_for_function(  # the picture is drawn anew after the words
        """() => document.querySelector(".st-key-time-line .js-plotly-plot")?._fullData?.some(
            trace => trace.name === "Approved")"""
    )
    drawn = traces(page, "time-line")["Approved"]
    assert drawn["customdata"] == [f"“{action.title}”: approved, due on 30 June {due}"]

    now = road_maps.outlook_of(held, ME, **ASKED, today=datetime.now(UTC).date()).now
    click(page.get_by_role("tab", name="Projection and costs"))
    figures = [now.assessed.score, *(point.score.score for point in now.points)]
    assert (figures[0], figures[-1]) == (50.0, 62.5)  # (1 + 3) / 8, then (2 + 3) / 8
    expect(
        page.get_by_role("heading", name="Projected: too little is known to project a score: answer")
    ).to_be_visible()
    expect(page.locator(".st-key-projection .js-plotly-plot")).to_have_count(0)  # nor is one drawn

    page.goto("/board-pack?round=spring&department=home-office")
    with page.expect_download() as download:
        click(page.get_by_role("button", name="Download the board pack"))
    download.value.save_as(tmp_path / "pack.xlsx")
    book = openpyxl.load_workbook(tmp_path / "pack.xlsx", data_only=True)
    (row,) = [each for each in book["Actions"].iter_rows(values_only=True) if action.title in each]
    assert {"Ada Example", 25_000} <= set(row)
    assert "Projected scores" not in book.sheetnames  # too little is known, as the page says


def test_a_double_click_proposes_one_action(go: Go, held: Installation) -> None:
    page = go(f"/road-map?statement={STATEMENT}")
    page.get_by_role("textbox", name="Owner").fill("Ada Example")
    button = page.get_by_role("button", name="Propose this action")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, delay=20)
    expect(page.locator(".st-key-one-action").get_by_text("Proposed").first).to_be_visible()
    settle(page)
    expect(page.get_by_text(re.compile("^Kept: .*on the road map"))).to_be_visible()
    assert len(portfolios.actions_of(held, ME, round_id="spring")) == 1
