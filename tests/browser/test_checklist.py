"""A checklist in a browser: every button of an item, the level that follows, and another that is confirmed."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from maturity.assessment.answer import Answer, ItemAnswer, ItemField, as_written
from maturity.assessment.checklist import ItemState, derived
from maturity.assessment.finding import NO_FINDING, Finding, Standing
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move
from maturity.briefing.checklists import level_range_in_words
from maturity.services import administering, answering, blind_reviewing, reviewing
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
    for each in (TINY, TINY.with_name("checklist-words.yaml")):
        (tmp_path / "frameworks" / each.name).write_text(each.read_text())
    installation = open_installation(f"sqlite:///{tmp_path / 'maturity.sqlite'}", tmp_path / "frameworks")
    now = datetime.now(UTC)
    for name, role in (
        ("Ann", Role.APPROVER),
        ("Bob", Role.APPROVER),
        ("Cyd", Role.AUDITOR),
        ("Dot", Role.AUDITOR),
    ):
        administering.register_person(installation, ME, now, name=name, roles=[(role, "*")])
    administering.open_round(installation, ME, now, title="First", framework_id="checklist", closes=None)
    administering.add_department(installation, ME, now, name="Tests")
    answering.start_assessment(installation, ME, now, round_id="first", department_id="tests")
    yield installation
    installation.store.close()


@pytest.fixture
def server(held: Installation, serve_own_frameworks: "Callable[[], Server]") -> "Server":
    return serve_own_frameworks()


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


def reviewed(held: Installation) -> None:
    """What the department says of the first statement, in review."""
    now = datetime.now(UTC)
    for version, said in enumerate(["no", "no", "yes", "yes", "no"]):
        answering.record_field(
            held,
            ME,
            now,
            assessment_id=1,
            statement_id="a1",
            field=ItemField(f"a1-{version + 1}"),
            words=said,
            based_on=version,
        )
    answering.submit(held, ME, now, assessment_id=1, assurance="So it is.")
    reviewing.move_assessment(held, ME, now, assessment_id=1, move=Move.BEGIN_REVIEW)


def finding(held: Installation) -> Finding:
    return reviewing.review(held, ME, assessment_id=1).findings.get("a1", NO_FINDING)


def recorded(page: Page, held: Installation, version: int) -> Finding:
    """The finding once it was recorded so often."""
    for _ in range(200):
        if finding(held).version >= version:
            settle(page)
            return finding(held)
        page.wait_for_timeout(100)
    raise AssertionError(f"it was not recorded {version} times")


def found(page: Page, text: str) -> Locator:
    return page.get_by_role("combobox", name=text)


def test_what_an_auditor_finds_of_an_item_is_kept_and_shown(held: Installation, page: Page) -> None:
    reviewed(held)
    framework = held.frameworks["checklist"]
    statement = framework.by_id["a1"]
    page.goto("/review?as=cyd&round=first&department=tests&show=all&statement=a1")
    settle(page)
    click(page.get_by_text("Items that you find otherwise"))
    bad, reads, whole = (
        found(page, "It is two years old."),
        found(page, "Somebody reads it."),
        found(page, "All of it"),
    )
    expect(reads.locator("option:checked")).to_have_text("As the department says: Yes")
    said = {
        f"a1-{place + 1}": each
        for place, each in enumerate(["no", "no", "yes", "yes", "no", "not_looked_at"])
    }
    for choices in product(("", "no", "not_applicable"), ("", "yes", "another_way"), ("", "yes")):
        for choice, value in zip((reads, bad, whole), choices, strict=True):
            choice.select_option(value=value)
        otherwise = {key: each for key, each in zip(("a1-4", "a1-2", "a1-5"), choices, strict=True) if each}
        states = {key: ItemState(each) for key, each in {**said, **otherwise}.items()}
        words = level_range_in_words(framework, statement, derived(framework, statement, states))
        if otherwise:  # the browser looks up what the rule says
            expect(page.get_by_text(f"With what you found the checklist comes to {words}.")).to_be_visible()
    for choice, value in ((reads, "no"), (bad, ""), (whole, "")):
        choice.select_option(value=value)
    press(page, "Find 0 Not achieved")
    expect(page.get_by_role("radio", name="Challenge it")).to_be_checked()
    expect(page.get_by_role("radio", name="0 Not achieved")).to_be_checked()
    page.get_by_label("Why (the department reads this)").fill("Nobody I asked does.")
    press(page, "Record and go to the next")
    kept = recorded(page, held, 1)
    assert (kept.level, kept.standing, kept.reason) == (0, Standing.CHALLENGED, "Nobody I asked does.")
    assert kept.items == (ItemAnswer(id="a1-4", said=ItemState.NO),)
    page.goto("/review?as=cyd&round=first&department=tests&show=all&statement=a1")
    settle(page)
    expect(found(page, "Somebody reads it.")).to_have_value("no")  # open, as there is something in it
    page.goto("/history?as=cyd&round=first&department=tests")
    expect(page.get_by_text("Somebody reads it.").first).to_be_attached()
    page.goto(ADDRESS)  # the department
    settle(page)
    expect(page.get_by_text("found “No”, where the department says “Yes”")).to_be_visible()
    page.goto("/review?as=cyd&round=first&department=tests&show=all&statement=a1")
    settle(page)
    found(page, "Somebody reads it.").select_option(value="")
    page.get_by_text("Agree with the answer").click(delay=50)
    press(page, "Record and go to the next")
    again = recorded(page, held, 2)
    assert (again.level, again.standing, again.items) == (1, Standing.AGREED, ())


def test_items_are_found_blind(held: Installation, page: Page) -> None:
    reviewed_before = datetime.now(UTC)
    dot = next(each for each in administering.every_person(held, ME) if each.name == "Dot")
    blind_reviewing.begin_blind_review(held, dot, reviewed_before, round_id="first", sample=False)
    reviewed(held)
    page.goto("/review?as=dot&round=first&department=tests&show=all&statement=a1")
    settle(page)
    click(page.get_by_text("What you find of the checklist"))
    expect(found(page, "Somebody reads it.").locator("option:checked")).to_have_text("Not looked at")
    expect(page.get_by_text("As the department says")).to_have_count(0)
    found(page, "Nobody has written it down.").select_option(value="yes")
    press(page, "Find 0 Not achieved")
    page.get_by_label("Why (the department reads this)").fill("It is not there.")
    press(page, "Record what you find")
    kept = recorded(page, held, 1)
    assert (kept.level, kept.standing) == (0, Standing.CHALLENGED)
    assert kept.items == (ItemAnswer(id="a1-1", said=ItemState.YES),)
    expect(found(page, "Somebody reads it.").locator("option:checked")).to_have_text(
        "As the department says: Yes"
    )


def test_items_are_read_in_another_language_as_far_as_they_are_there(held: Installation, page: Page) -> None:
    page.goto(f"{ADDRESS}&language=cy")
    settle(page)
    for words, language in (
        ("Nid oes neb wedi ei ysgrifennu.", "cy"),
        ("It is two years old.", "en"),
        ("Arwyddion nad oes cynllun", "cy"),
    ):
        expect(page.get_by_text(words, exact=True)).to_have_attribute("lang", language)
    expect(item(page, "It is two years old.").get_by_text("Met another way")).to_be_visible()
