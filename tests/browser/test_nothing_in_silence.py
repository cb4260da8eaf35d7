"""What a form did, or why it did not, is said beside its button; the field, the store and a second press agree."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

from maturity.assessment.people import Role, local_person
from maturity.services import administering, answering, history, portfolios
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, click, press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
ASKED: dict[str, Any] = {"round_id": "spring", "department_id": "kent"}
SLOW = 60_000  # ms


@pytest.fixture(scope="module")
def kept(shared_server: "Server") -> Iterator[Installation]:
    """Kent's assessment, with Ben to be asked, as the server has it."""
    installation = open_installation(shared_server.database, ROOT / "frameworks")
    now = datetime.now(UTC)
    administering.add_department(installation, ME, now, name="Kent")
    administering.open_round(installation, ME, now, title="Spring", framework_id="nao-data-2019", closes=None)
    answering.start_assessment(installation, ME, now, **ASKED)
    administering.register_person(installation, ME, now, name="Ben", roles=[(Role.CONTRIBUTOR, "kent")])
    yield installation
    installation.store.close()


@pytest.fixture
def go(new_context: NewContext, shared_server: "Server", kept: Installation) -> Callable[[str], Page]:
    context = new_context(
        base_url=shared_server.address,
        permissions=["clipboard-write"],
    )
    page = context.new_page()
    page.set_default_timeout(SLOW)

    def opened(path: str) -> Page:
        page.goto(path)
        return settle(page)

    return opened


def in_view(found: Locator) -> None:
    expect(found).to_be_visible(timeout=SLOW)
    expect(found).to_be_in_viewport()


def choose(page: Page, label: str, words: str) -> None:
    page.get_by_role("combobox", name=re.compile(rf"\b{label}$")).last.click()
    click(page.get_by_role("option", name=words, exact=True))


def date(page: Page, label: str, digits: str) -> None:
    """Types a date into the field of that label, as on a keyboard."""
    day = page.get_by_role("spinbutton", name=f"day, {label}", exact=True).last
    day.click()
    page.keyboard.type(digits, delay=20)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")  # the calendar stays open
    settle(page)


def year(page: Page, label: str) -> Locator:
    return page.get_by_role("spinbutton", name=f"year, {label}", exact=True).last


def test_asking_a_colleague_says_who_was_asked_for_what_closes_and_gives_the_link(
    go: Callable[[str], Page], kept: Installation
) -> None:
    page = go("/answer")
    press(page, "Ask a colleague to answer this theme")
    expect(page.get_by_role("dialog")).to_be_visible()
    choose(page, "Ask", "Ben")
    page.get_by_label("Note").fill("Ask Eva for the minutes")
    page.get_by_label("Note").press("Enter")  # half-filled: nothing is sent
    page.wait_for_timeout(500)
    assert answering.assigned_to_me(kept, ME.model_copy(update={"id": "ben"})) == []
    press(page, "Ask")
    in_view(page.get_by_text("Ben was asked to answer all of Strategy."))
    expect(page.get_by_label("Note")).to_have_count(0)  # closed
    expect(page.get_by_text("Ben was asked: Ask Eva for the minutes").first).to_be_visible()
    page.get_by_role("button", name="Copy the link").first.click(delay=60)
    expect(page.get_by_text("Copied.")).to_be_visible()
    link = page.get_by_label("The link").first.input_value()
    assert link.endswith("/answer?round=spring&department=kent&theme=strategy")
    assert "as=" not in link
    given = answering.assigned_to_me(kept, ME.model_copy(update={"id": "ben"}))
    assert len(given) == 8
    assert {each.note for each, _ in given} == {"Ask Eva for the minutes"}
    press(page, "Ask a colleague to answer this theme")
    expect(page.get_by_label("Note")).to_have_value("")  # emptied
    go("/")
    expect(page.get_by_text("Ben: 8 statements: Ask Eva for the minutes")).to_be_visible()


def test_proposing_an_action_says_so_where_one_is_and_offers_the_next_gap(
    go: Callable[[str], Page], kept: Installation
) -> None:
    page = go("/road-map")
    page.get_by_label("Title", exact=True).fill("Write the strategy")
    page.get_by_label("Title", exact=True).press("Enter")
    page.get_by_role("spinbutton", name="One-off cost, £").fill("-5")
    date(page, "Due", "01021985")
    press(page, "Propose this action")
    expect(page.get_by_text("This is below nothing. Leave it empty if it is not costed.")).to_be_visible(
        timeout=SLOW
    )
    expect(page.get_by_text(re.compile("1 February 1985 is outside the years"))).to_be_visible()
    in_view(page.get_by_text("Not kept yet: 2 fields above cannot be as filled in."))
    assert portfolios.actions_of(kept, ME, round_id="spring") == []
    page.get_by_role("spinbutton", name="One-off cost, £").fill("5000")
    date(page, "Due", "01022027")
    press(page, "Propose this action")
    in_view(page.get_by_text("Kept: Write the strategy: on the road map"))
    (action,) = portfolios.actions_of(kept, ME, round_id="spring")
    assert (action.title, action.one_off, str(action.due)) == ("Write the strategy", 5000, "2027-02-01")
    following = page.get_by_role("button", name=re.compile("^Next gap: "))
    expect(following).to_be_in_viewport()
    words = following.inner_text().removeprefix("Next gap: ").split(" (")[0]
    click(following)
    statement = page.get_by_role("combobox", name=re.compile(r"\bStatement$"))
    expect(statement).to_have_value(re.compile(rf"^{re.escape(words)}"))
    assert len(portfolios.actions_of(kept, ME, round_id="spring")) == 1
    newest = history.changes(kept, ME).entries[0].change
    assert (newest.kind, newest.person) == ("action", ME.id)


def test_a_closing_date_out_of_range_is_refused_in_words(
    go: Callable[[str], Page], kept: Installation
) -> None:
    page = go("/administration")
    click(page.get_by_text("Open another round"))
    title = page.get_by_label("Title of the round")
    expect(title).to_have_value(f"Self-assessment {datetime.now(UTC):%Y}")
    closes = "Closes (leave empty for no date)"
    date(page, closes, "31122999")
    press(page, "Open the round")
    in_view(page.get_by_text(re.compile("would close on 31 December 2999, more than 10 years after")))
    expect(year(page, closes)).to_have_text("2999")
    assert [each.id for each in administering.every_round(kept, ME) if not each.published] == ["spring"]
    date(page, closes, "31122027")
    press(page, "Open the round")
    in_view(page.get_by_text(re.compile("is open, until 31 December 2027")))
    expect(title).to_have_value(f"Self-assessment {datetime.now(UTC).year + 1}")
    title.evaluate("(field) => { field.focus(); field.select(); }")
    page.evaluate("text => navigator.clipboard.writeText(text)", "A long title " * 40)
    page.keyboard.press("Control+V")
    press(page, "Open the round")
    in_view(page.get_by_text(re.compile("has 520 characters, and at most 200 are kept")))
    expect(title).to_have_value("A long title " * 40)
