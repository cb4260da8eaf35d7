"""Who acts, which round and which department stay chosen; and what is asked of a page is answered in words."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.people import EVERY_DEPARTMENT, Role, local_person
from maturity.history.chain import Change
from maturity.services import administering, answering, history
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, click, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
NEW, OLD = "self-assessment-2027", "self-assessment-2026"
PEOPLE = {
    "Amara": [(Role.APPROVER, "kent")],
    "Ben": [(Role.CONTRIBUTOR, "kent")],
    "Dora": [(Role.AUDITOR, EVERY_DEPARTMENT)],
}


@pytest.fixture(scope="module")
def kept(shared_server: "Server") -> Iterator[Installation]:
    """Two rounds, two departments and three people, as the server has them."""
    installation = open_installation(shared_server.database, ROOT / "frameworks")
    now = datetime.now(UTC)
    for name in ("Kent", "Avon"):
        administering.add_department(installation, ME, now, name=name)
    for title in ("Self-assessment 2026", "Self-assessment 2027"):
        made = administering.open_round(
            installation, ME, now, title=title, framework_id="nao-data-2019", closes=None
        )
        for department in ("avon", "kent"):
            answering.start_assessment(installation, ME, now, round_id=made.id, department_id=department)
    for name, roles in PEOPLE.items():
        administering.register_person(installation, ME, now, name=name, roles=roles)
    yield installation
    installation.store.close()


@pytest.fixture
def page(new_context: NewContext, shared_server: "Server", kept: Installation) -> Page:
    return new_context(base_url=shared_server.address).new_page()


@pytest.fixture
def go(page: Page) -> Callable[[str], Page]:
    def opened(path: str) -> Page:
        page.goto(path)
        return settle(page)

    return opened


def menu(page: Page, title: str) -> None:
    """A click on the menu, as a mouse makes it."""
    click(page.get_by_role("link", name=title, exact=True))
    expect(page).to_have_title(f"{title} – Data maturity")
    settle(page)


def asked(page: Page, **wanted: str | None) -> None:
    """The address says just that of whom one acts as, the round and the department."""
    page.wait_for_function(
        """wanted => {
            const there = new URLSearchParams(location.search);
            return Object.entries(wanted).every(([key, value]) => there.get(key) === value);
        }""",
        arg=wanted,
    )


def chosen(page: Page, label: str, words: str) -> None:
    expect(page.get_by_role("combobox", name=re.compile(rf"\b{label}$")).first).to_have_value(words)


def choose(page: Page, label: str, words: str) -> None:
    page.get_by_role("combobox", name=re.compile(rf"\b{label}$")).first.click()
    click(page.get_by_role("option", name=words, exact=True))
    chosen(page, label, words)
    settle(page)


def last(installation: Installation) -> Change:
    return history.changes(installation, ME).entries[0].change


def test_acting_as_somebody_survives_a_mailed_address_the_menu_and_a_reload(
    go: Callable[[str], Page], kept: Installation
) -> None:
    page = go("/?as=ben")
    expect(page.get_by_role("button", name="Acting as Ben")).to_be_visible()
    for title in ("Answer", "Check and submit", "Answer"):
        menu(page, title)
        expect(page.get_by_role("button", name="Acting as Ben")).to_be_visible()
        asked(page, **{"as": "ben"})
    page.reload()
    expect(settle(page).get_by_role("button", name="Acting as Ben")).to_be_visible()
    menu(page, "Home")
    menu(page, "Answer")
    page.locator("summary").filter(has_text="Links, contact and marks").click()
    click(page.get_by_text("I am unsure").first)
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d")).first).to_be_visible()
    newest = last(kept)
    assert (newest.person, newest.after) == ("ben", {**(newest.after or {}), "unsure": True})


def test_acting_as_another_is_in_the_address_and_needs_one_press_of_back(go: Callable[[str], Page]) -> None:
    page = go("/answer?as=ben")
    click(page.get_by_role("button", name="Acting as Ben"))
    click(page.get_by_role("radio", name="Amara").locator("xpath=ancestor::label"))
    expect(page.get_by_role("button", name="Acting as Amara")).to_be_visible()
    page.keyboard.press("Escape")
    settle(page)
    asked(page, **{"as": "amara"})
    menu(page, "Compare")
    menu(page, "Home")
    page.go_back()
    expect(page.get_by_role("heading", name="Compare", exact=True, level=1)).to_be_visible()
    page.go_back()
    expect(page).to_have_title("Answer – Data maturity")
    expect(page.get_by_role("button", name="Acting as Amara")).to_be_visible()
    page.reload()
    expect(settle(page).get_by_role("button", name="Acting as Amara")).to_be_visible()


def test_going_on_before_a_page_is_drawn_and_back_again_acts_as_the_same(go: Callable[[str], Page]) -> None:
    page = go("/answer?as=ben")
    expect(page.get_by_role("button", name="Acting as Ben")).to_be_visible()
    page.wait_for_function("history[Symbol.for('maturity acts as')] === 'ben'")
    page.evaluate("history.pushState({}, '', '/compare')")  # as Streamlit does, and then the page is left
    page.goto("/people?as=ben")
    settle(page)
    page.go_back()
    expect(settle(page).get_by_role("heading", name="Compare", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Acting as Ben")).to_be_visible()
    asked(page, **{"as": "ben"})


def test_somebody_who_is_not_in_the_register_is_said_and_acts_as_nobody(
    go: Callable[[str], Page], kept: Installation
) -> None:
    before = last(kept).number
    page = go("/answer?as=nobody-known")
    told = page.get_by_text("Nobody who may act here is called “nobody-known” in the register.")
    expect(told).to_be_visible()
    expect(page.get_by_role("button", name="Acting as The person at this computer")).to_be_visible()
    asked(page, **{"as": None})
    menu(page, "Check and submit")
    expect(told).to_be_visible()
    assert last(kept).number == before


def test_round_and_department_go_from_page_to_page_and_back(go: Callable[[str], Page]) -> None:
    page = go("/answer")
    chosen(page, "Round", "Self-assessment 2026")
    choose(page, "Round", "Self-assessment 2027")
    choose(page, "Department", "Kent")
    for title in ("Check and submit", "Road map", "Work offline", "Portfolio", "Answer"):
        menu(page, title)
        chosen(page, "Round", "Self-assessment 2027")
        chosen(page, "Department", "Kent")
        asked(page, round=NEW, department="kent")
    menu(page, "Board pack")
    chosen(page, "Round", "Self-assessment 2027")
    chosen(page, "For", "Kent")
    choose(page, "For", "All departments of the round")
    menu(page, "Portfolio")
    chosen(page, "Department", "All departments")
    menu(page, "Check and submit")
    chosen(page, "Department", "Kent")
    page.reload()
    chosen(settle(page), "Round", "Self-assessment 2027")
    page.go_back()
    expect(page.get_by_role("heading", name="Portfolio", level=1)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Board pack", level=1)).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["round"] == [NEW]


def test_an_address_that_has_nothing_says_so_and_the_way_on(go: Callable[[str], Page]) -> None:
    page = go("/road_map")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    expect(page.get_by_text("There is no page at “/road_map”")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    click(page.get_by_role("button", name="Road map", exact=True))
    expect(page.get_by_role("heading", name="Road map", level=1)).to_be_visible()
    for query, told in {
        "?round=of-long-ago": "Round: the address asks for “of-long-ago”",
        f"?round={OLD}&department=atlantis": "Department: the address asks for “atlantis”",
        f"?round={OLD}&department=kent&statement=nonsense": "Statement: the address asks for “nonsense”",
    }.items():
        go(f"/answer{query}")
        expect(page.get_by_text(told)).to_be_visible()
    choose(page, "Round", "Self-assessment 2027")
    expect(page.get_by_text("the address asks for")).to_have_count(0)


def test_ones_own_department_is_opened_and_others_stand_apart(
    go: Callable[[str], Page], kept: Installation
) -> None:
    page = go("/answer?as=ben")
    chosen(page, "Department", "Kent")
    menu(page, "Road map")
    chosen(page, "Department", "Kent")


def test_whoever_comes_back_by_the_plain_address_is_who_they_were(
    go: Callable[[str], Page], page: Page, new_context: NewContext, shared_server: "Server"
) -> None:
    go("/answer?as=ben")
    chosen(page, "Department", "Kent")
    asked(page, department="kent")
    later = page.context.new_page()  # another day, in the same browser
    later.goto(f"{shared_server.address}/answer")
    expect(settle(later).get_by_role("button", name="Acting as Ben")).to_be_visible()
    chosen(later, "Department", "Kent")
    elsewhere = new_context(base_url=shared_server.address).new_page()
    elsewhere.goto("/")
    expect(
        settle(elsewhere).get_by_role("button", name="Acting as The person at this computer")
    ).to_be_visible()


def test_review_shows_no_other_department_in_place_of_ones_own(go: Callable[[str], Page]) -> None:
    page = go(f"/review?as=ben&round={OLD}&department=kent")
    expect(page.get_by_text("Kent has not submitted its assessment in Self-assessment 2026")).to_be_visible()
    expect(page.get_by_text("the address asks for")).to_have_count(0)


def test_a_choice_of_all_departments_is_no_department_that_somebody_else_asks_for(
    go: Callable[[str], Page],
) -> None:
    page = go("/?as=amara&department=*")
    expect(page.get_by_role("heading", name="Kent: Self-assessment 2026")).to_be_visible()
    expect(page.get_by_text("the address asks for")).to_have_count(0)


def test_home_goes_on_with_the_round_that_is_open(go: Callable[[str], Page], kept: Installation) -> None:
    then = datetime.now(UTC) - timedelta(days=9)
    old = administering.open_round(
        kept, ME, then, title="Of before", framework_id="nao-data-2019", closes=then.date()
    )
    answering.start_assessment(kept, ME, then, round_id=old.id, department_id="kent")
    page = go(f"/answer?as=ben&round={old.id}")
    link = page.get_by_role("link", name="Answer in Self-assessment 2027, which is open")
    expect(link).to_be_visible()
    menu(page, "Check and submit")
    chosen(page, "Round", "Of before")
    menu(page, "Home")
    asked(page, round=None)
    menu(page, "Answer")
    page.wait_for_function("new URLSearchParams(location.search).get('round')?.startsWith('self-')")
