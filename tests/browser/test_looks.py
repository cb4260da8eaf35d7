"""How pages look to those who see them otherwise: on a phone, by the keyboard alone, in high contrast, on paper.

One server and one small made-up government for all of it; nothing is written.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from maturity.assessment.people import local_person
from maturity.pages.navigation import TITLES, path_of
from maturity.services import demo
from maturity.services.installation import open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, click, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, ZOOMED = 390, 320  # px across; the second is what 400 % leaves of 1,280
PAPER = 1122 - 2 * 45  # px of A4 across, within its margins
PRINTED = ["", "compare", "compare?part=statements", "over-time", "portfolio", "review", "road-map"]
DRAWN = {"": 1, "over-time": 3, "portfolio": 1, "road-map": 1}  # pictures that paper is to have
PARTS = ["compare?part=statements", "compare?part=themes", "compare?part=spread", "compare?part=table"]
WIDE = """() => [document.documentElement, document.querySelector("[data-testid=stMain]")]
    .some((each) => each.scrollWidth > each.clientWidth)"""
BEYOND = """(wide) => [...document.querySelectorAll(
        "[data-testid=stMain] :is(h1, h2, h3, p, table, td, svg.main-svg, .bar)")]
    .filter((each) => each.checkVisibility() && !each.closest(".hidden"))
    .filter((each) => each.getBoundingClientRect().right > wide + 2)
    .map((each) => each.outerHTML.slice(0, 80))"""
INKS = """() => [...document.querySelectorAll("[data-testid=stMain] :is(h1, h2, p, th, .on-paper text)")]
    .filter((each) => each.checkVisibility() && !each.closest(".cell"))
    .filter((each) => !each.closest(".textpoint") || getComputedStyle(each).fill !== "rgb(255, 255, 255)") // in a dot
    .map((each) => getComputedStyle(each)[each.tagName === "text" ? "fill" : "color"])"""
FIRST = """() => document.querySelector(
        "[data-testid=stMain] :is(.house table, .stages, .on-paper, [data-testid=stTable])"
    )?.getBoundingClientRect().top ?? 0"""

SAYS = """(titles) => [...document.querySelectorAll(
        "[data-testid=stMain] :is(h1, h2, .figure, .house tbody tr, .js-plotly-plot, .st-key-first-page img)")]
    .filter((each) => each.checkVisibility() && !each.closest(".hidden") && !titles.includes(each.innerText.trim()))
    .map((each) => Math.round(each.getBoundingClientRect().top))"""


@pytest.fixture(scope="module")
def government(shared_server: "Server") -> "Server":
    installation = open_installation(shared_server.database, ROOT / "frameworks")
    demo.make_up(installation, local_person(), datetime.now(UTC), number=8, rounds_made=2)
    installation.store.close()
    return shared_server


@pytest.fixture
def page(new_context: NewContext, government: "Server") -> Page:
    opened = new_context(base_url=government.address, color_scheme="dark").new_page()
    opened.set_default_timeout(60_000)
    return opened


def come_to(page: Page, address: str) -> Page:
    page.goto(f"/{address}")
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible()
    return settle(page)


def test_every_page_is_whole_and_accessible_on_a_phone(page: Page) -> None:
    faults: list[tuple[str, ...]] = []
    for address in [*map(path_of, list(TITLES)[1:]), "", *PARTS]:
        page.set_viewport_size({"width": PHONE, "height": 844})
        come_to(page, address)
        expect(page.locator("[data-testid=stMain] h1"), address).to_have_count(1)
        page.wait_for_timeout(400)  # a table that scrolls sideways is given to the keyboard a moment later
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        faults += [
            (address, each["id"], each["nodes"][0]["html"][:120])
            for each in found
            if each["impact"] != "minor"
        ]
        page.set_viewport_size({"width": ZOOMED, "height": 640})
        settle(page)
        if page.evaluate(WIDE):
            faults.append((address, "scrolls sideways"))
    assert faults == []


def test_a_cell_of_the_matrix_is_found_and_opened_by_keyboard_alone(page: Page) -> None:
    come_to(page, "compare?part=statements")
    page.evaluate("window.sameVisit = true")
    cells = page.locator("table.matrix td a")
    assert cells.count() % 18 == 0
    assert page.locator("table.matrix td a[tabindex='0']").count() == 1  # one stop on the way of Tab
    cells.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("table.matrix a:focus")).to_have_attribute("tabindex", "0")
    page.keyboard.press("Enter")
    heading = page.locator(".st-key-opened h3")
    expect(heading).to_be_focused()
    expect(page.locator("table.matrix td.chosen")).to_have_count(1)
    assert "statement=" in page.url
    page.go_back()
    expect(heading).to_have_count(0)
    assert page.evaluate("window.sameVisit")  # no page was loaded anew


def test_high_contrast_shows_where_one_is_and_what_is_a_cell(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    come_to(page, "compare?part=statements")
    current = page.locator("nav.parts a[aria-current]")
    expect(current).to_have_text("Statements")
    expect(current).to_have_css("outline-style", "solid")
    expect(page.locator("table.matrix td.cell").first).to_have_css("border-top-style", "solid")
    focused = page.locator("nav.parts a").first
    focused.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(focused).to_have_css("outline-width", "3px")


@pytest.mark.parametrize("address", PRINTED)
def test_a_page_comes_out_on_paper_in_light_ink_with_nothing_cut_and_no_control(
    page: Page, address: str
) -> None:
    page.set_viewport_size(
        {"width": PAPER, "height": 703}
    )  # of A4 across; what is below stands on the next pages
    come_to(page, address)
    expect(page.locator(".js-plotly-plot:visible")).to_have_count(DRAWN.get(address, 0))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator(".on-paper:visible").count() == DRAWN.get(address, 0)
    assert page.locator(".js-plotly-plot:visible").count() == 0
    main = page.get_by_test_id("stMain")
    assert "from the data of" in main.inner_text()
    for control in ("button", "[role=combobox]", "[role=radio]", "textarea"):
        assert main.locator(f"{control}:visible").count() == 0, control
    assert page.evaluate(BEYOND, PAPER) == []
    inks = page.evaluate(INKS)
    assert inks
    assert [each for each in inks if min(map(int, each[4:-1].split(", ")[:3])) > 150] == []
    assert page.evaluate(FIRST) < 703  # the finding and the beginning of its picture are on the first page


def test_every_page_says_something_within_its_first_350_pixels(page: Page) -> None:
    """A finding, a statement, a figure or the picture of one, at 1440 × 900: not choices alone."""
    page.set_viewport_size({"width": 1440, "height": 900})
    late = {}
    for address in ["", *map(path_of, list(TITLES)[1:]), *PARTS]:
        come_to(page, address)
        if (top := min(page.evaluate(SAYS, list(TITLES.values())), default=900)) > 350:
            late[address] = top
    assert late == {}


def test_a_picture_and_its_figures_are_taken_along_by_links_under_it(page: Page, tmp_path: Path) -> None:
    come_to(page, "over-time")
    under = page.locator(".st-key-picture-bridge")
    with page.expect_download() as picture:
        click(under.get_by_role("button", name="Picture (PNG)"))
    picture.value.save_as(tmp_path / "bridge.png")
    assert picture.value.suggested_filename == "bridge.png"
    assert (tmp_path / "bridge.png").read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as figures:
        click(under.get_by_role("button", name="Figures (CSV)"))
    figures.value.save_as(tmp_path / "bridge.csv")
    head, first, *_ = (tmp_path / "bridge.csv").read_text(encoding="utf-8-sig").splitlines()
    assert head.startswith("label,foot,head,points,words")
    assert first.startswith("Made-up round 2025,")
