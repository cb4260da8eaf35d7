"""The menu at the side: for each what they come for, by links that keep the session and what was chosen."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.people import EVERY_DEPARTMENT, Role, local_person
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
HELP = "Words explained"
OURS = ["Answer", "Check and submit", "Road map", "Work offline"]
MENUS = {
    "amara": [
        "Home",
        *OURS,
        "Portfolio",
        "Review",
        "On one page",
        "Compare",
        "One statement",
        "Over time",
        "Board pack",
        "History",
        HELP,
    ],
    "dora": [
        "Home",
        "Review",
        "On one page",
        "Compare",
        "One statement",
        "Over time",
        "Portfolio",
        "Board pack",
        "History",
        HELP,
    ],
    "rita": ["Home", "On one page", "Compare", "One statement", "Over time", "Portfolio", "Board pack", HELP],
    "ada": [
        "Home",
        "On one page",
        "Compare",
        "One statement",
        "Over time",
        "Portfolio",
        "Board pack",
        "Administration",
        "Frameworks",
        "People",
        "History",
        HELP,
    ],
}
PEOPLE = {
    "Amara": [(Role.APPROVER, "kent")],
    "Dora": [(Role.AUDITOR, EVERY_DEPARTMENT)],
    "Rita": [(Role.READER, EVERY_DEPARTMENT)],
    "Ada": [(Role.ADMINISTRATOR, EVERY_DEPARTMENT)],
}


@pytest.fixture(scope="module")
def kept(shared_server: "Server") -> Iterator[Installation]:
    installation = open_installation(shared_server.database, ROOT / "frameworks")
    now = datetime.now(UTC)
    for name in ("Kent", "Avon"):
        administering.add_department(installation, ME, now, name=name)
    made = administering.open_round(
        installation, ME, now, title="Spring", framework_id="nao-data-2019", closes=None
    )
    for department in ("avon", "kent"):
        answering.start_assessment(installation, ME, now, round_id=made.id, department_id=department)
    for name, roles in PEOPLE.items():
        administering.register_person(installation, ME, now, name=name, roles=roles)
    yield installation
    installation.store.close()


@pytest.fixture
def look(new_context: NewContext, shared_server: "Server", kept: Installation) -> Callable[..., Page]:
    def at(path: str, width: int = 1280) -> Page:
        size = {"width": width, "height": 900}
        page = new_context(base_url=shared_server.address, viewport=size).new_page()
        page.goto(path)
        return settle(page)

    return at


def test_everybody_has_the_menu_of_what_they_come_for(look: Callable[..., Page]) -> None:
    page = look("/?as=amara")
    for who, titles in MENUS.items():
        page.goto(f"/?as={who}")
        settle(page)
        links = page.get_by_role("navigation", name="Pages").get_by_role("link")
        expect(links).to_have_text(titles)
        expect(page.locator("nav [aria-current=page]")).to_have_text("Home")


def test_a_link_keeps_the_session_and_what_was_chosen_and_back_takes_one_press(
    look: Callable[..., Page],
) -> None:
    page = look("/answer?as=amara&round=spring&department=kent")
    page.evaluate("window.stays = true")
    page.get_by_role("link", name="Compare", exact=True).focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", name="Compare", exact=True, level=1)
    expect(heading).to_be_focused()
    expect(page).to_have_title("Compare – Data maturity")
    expect(page.locator("nav [aria-current=page]")).to_have_text("Compare")
    assert page.evaluate("window.stays")  # the page was not loaded anew
    for each in ("as=amara", "round=spring", "department=kent"):
        assert each in page.url
    page.go_back()
    expect(page.get_by_role("heading", name="Enterprise data strategy", exact=True, level=1)).to_be_visible()
    expect(page).to_have_title("Answer – Data maturity")
    assert page.evaluate("window.stays")


def test_a_link_can_be_opened_in_a_tab_of_its_own(look: Callable[..., Page]) -> None:
    page = look("/answer?as=amara&round=spring&department=kent")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Road map", exact=True).click(modifiers=["Control"], delay=50)
    tab = opened.value
    expect(tab.get_by_role("heading", name="Road map", exact=True, level=1)).to_be_visible()
    expect(tab.get_by_role("button", name="Acting as Amara")).to_be_visible()
    expect(page.get_by_role("heading", name="Enterprise data strategy", exact=True, level=1)).to_be_visible()


def test_on_a_narrow_screen_the_drawer_closes_after_a_choice(look: Callable[..., Page]) -> None:
    page = look("/?as=dora", 390)
    menu = page.get_by_role("navigation", name="Pages")
    expect(menu).not_to_be_in_viewport()
    page.get_by_test_id("stExpandSidebarButton").click(delay=50)
    expect(menu).to_be_in_viewport()
    menu.get_by_role("link", name="Review", exact=True).click(delay=50)
    expect(page.get_by_role("heading", name="Review", exact=True, level=1)).to_be_visible()
    expect(menu).not_to_be_in_viewport()
