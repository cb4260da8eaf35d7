"""A checklist in a browser: every button of an item, the level that follows, and another that is confirmed."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from maturity.assessment.answer import Answer, ItemField, as_written
from maturity.assessment.people import Role, local_person
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from tests.browser.steady import click, press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
TINY = Path(__file__).parents[1] / "frameworks" / "checklist.yaml"
ADDRESS = "/answer?as=ann&round=first&department=tests&statement=a1"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Installation]:
    """A round whose framework has checklists, read and written past the server."""
    (tmp_path / "frameworks").mkdir()
    (tmp_path / "frameworks" / TINY.name).write_text(TINY.read_text())
    installation = open_installation(f"sqlite:///{tmp_path / 'maturity.sqlite'}", tmp_path / "frameworks")
    now = datetime.now(UTC)
    for name in ("Ann", "Bob"):
        administering.register_person(installation, ME, now, name=name, roles=[(Role.APPROVER, "*")])
    administering.open_round(installation, ME, now, title="First", framework_id="checklist", closes=None)
    administering.add_department(installation, ME, now, name="Tests")
    answering.start_assessment(installation, ME, now, round_id="first", department_id="tests")
    yield installation
    installation.store.close()


@pytest.fixture
def server(tmp_path: Path, held: Installation, make_server: "Callable[[str], Server]") -> "Server":
    served = make_server(f"sqlite:///{tmp_path / 'maturity.sqlite'}")
    served.settings = {
        "MATURITY_FRAMEWORKS": str(tmp_path / "frameworks"),
        "MATURITY_BENCHMARKS": str(tmp_path / "none"),
    }
    served.start()
    return served


@pytest.fixture
def kept(held: Installation) -> Callable[[], Answer | None]:
    return lambda: answering.assessment_view(held, ME, assessment_id=1).answers.get("a1")


def item(page: Page, text: str) -> Locator:
    return page.get_by_role("group", name=text, exact=True)


def says(page: Page, text: str, state: str) -> None:
    settle(page)
    item(page, text).get_by_role("radio", name=state, exact=True).click()
    settle(page)


def saved(page: Page, kept: Callable[[], Answer | None], version: int) -> Answer:
    """The answer once it was saved so often; the line of a save before says the same words."""
    for _ in range(200):
        answer = kept()
        if answer is not None and answer.version >= version:
            settle(page)
            return answer
        page.wait_for_timeout(100)
    raise AssertionError(f"it was not saved {version} times")


def test_every_button_of_an_item_is_kept_and_shown(
    held: Installation, page: Page, kept: Callable[[], Answer | None]
) -> None:
    page.goto(ADDRESS)
    settle(page)
    first = "Nobody has written it down."
    for version, (state, written) in enumerate(
        [
            ("Yes", "yes"),
            ("No", "no"),
            ("Does not apply", "not_applicable"),
            ("Not looked at", ""),
            ("Yes", "yes"),
        ],
        start=1,
    ):
        says(page, first, state)
        answer = saved(page, kept, version)
        assert as_written(answer, ItemField("a1-1")) == written
        expect(item(page, first).get_by_role("radio", name=state, exact=True)).to_be_checked()
    expect(page.get_by_text("The checklist comes to 0 Not achieved, whatever the 5 items")).to_be_visible()
    says(page, first, "Met another way")  # waits for its words
    expect(page.get_by_text("say in a few words how it is met another way").first).to_be_visible()
    page.keyboard.type("A wiki says so.")
    saved(page, kept, 6)
    page.reload()
    settle(page)
    expect(item(page, first).get_by_label("How it is met another way")).to_have_value("A wiki says so.")
    assert as_written(saved(page, kept, 6), ItemField("a1-1")) == "another_way\nA wiki says so."


def test_another_level_is_confirmed_and_given_up(
    held: Installation, page: Page, kept: Callable[[], Answer | None]
) -> None:
    page.goto(ADDRESS)
    settle(page)
    for text, state in {
        "Nobody has written it down.": "No",
        "It is two years old.": "No",
        "Some of it is written down.": "Yes",
        "Somebody reads it.": "Yes",
        "All of it is written down.": "No",
    }.items():
        says(page, text, state)
    expect(page.get_by_text("The checklist comes to 1 Partly achieved, whatever the 1 item")).to_be_visible()
    expect(page.get_by_text("1 of 3 answered.")).to_be_visible()
    click(page.get_by_text("Confirm another level, with the reason"))
    click(page.get_by_role("radio", name=re.compile("Achieved.*All of it")))
    page.get_by_label("Why, and not what the checklist comes to").fill("The board reads a summary.")
    expect(
        page.get_by_text("A person confirmed 2 Achieved instead: The board reads a summary.")
    ).to_be_visible()
    answer = kept()
    assert answer is not None
    assert (answer.level, answer.low, answer.confirmed) == (2, 1, True)
    press(page, "Follow the checklist")
    expect(page.get_by_text("A person confirmed")).to_have_count(0)
    answer = kept()
    assert answer is not None
    assert (answer.level, answer.confirmed, answer.reason) == (1, False, "")


def test_somebody_elses_answer_to_an_item_is_shown_beside_ones_own(
    held: Installation, page: Page, kept: Callable[[], Answer | None]
) -> None:
    page.goto(ADDRESS)
    settle(page)
    bob = next(each for each in administering.every_person(held, ME) if each.name == "Bob")

    def says_no(item_id: str, based_on: int) -> None:
        answering.record_field(
            held,
            bob,
            datetime.now(UTC),
            assessment_id=1,
            statement_id="a1",
            field=ItemField(item_id),
            words="no",
            based_on=based_on,
        )

    says_no("a1-1", 0)
    says_no("a1-2", 0)
    says(page, "Somebody reads it.", "Yes")  # what Bob said of others does not stand in the way
    expect(item(page, "It is two years old.").get_by_role("radio", name="No", exact=True)).to_be_checked()
    says_no("a1-5", 3)
    says(page, "All of it is written down.", "Yes")
    expect(page.get_by_text("Not saved: “All of it is written down.” was changed by Bob")).to_be_visible()
    press(page, "Keep mine")
    expect(page.get_by_role("button", name="Keep mine")).to_have_count(0)
    answer = kept()
    assert answer is not None
    assert as_written(answer, ItemField("a1-5")) == "yes"
    expect(item(page, "All of it is written down.").get_by_role("radio", name="Yes")).to_be_checked()
