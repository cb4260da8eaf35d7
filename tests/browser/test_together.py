"""A department's own assessment, by two people in two browsers, on a server that is killed in the middle."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

from maturity.assessment.answer import Answer
from maturity.assessment.people import local_person
from maturity.services import answering, reviewing
from maturity.services.installation import open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, click, press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
EVIDENCE = "Evidence, in your own words"
SAVED = re.compile(r"Saved \d\d:\d\d")


def kept(server: "Server") -> dict[str, Answer]:
    """The answers as the store has them, read past the server."""
    installation = open_installation(server.database, ROOT / "frameworks")
    try:
        ((assessment, _),) = answering.assessments_to_answer(
            installation, ME, round_id="self-assessment-2026"
        )
        return dict(answering.assessment_view(installation, ME, assessment_id=assessment.id).answers)
    finally:
        installation.store.close()


def saved(page: Page, server: "Server", statement: str, evidence: str) -> Answer:
    """The answer once the store has that evidence; never pressed for time, as the machine may be slow."""
    for _ in range(60):
        answer = kept(server).get(statement)
        if answer is not None and answer.evidence == evidence:
            return answer
        page.wait_for_timeout(500)
    shown = card(page, statement).inner_text() if not page.is_closed() else ""
    left = page.evaluate("JSON.stringify(localStorage)")
    raise AssertionError(
        f"{evidence!r} was never saved, but {answer}. Shown: {shown}. In the browser: {left}"
    )


def card(page: Page, statement: str) -> Locator:
    return page.locator(f".st-key-card-{statement}")


def open_statement(page: Page, label: str) -> None:
    page.get_by_role("navigation", name="Statements").get_by_role("link", name=label).click(delay=50)
    expect(page.get_by_role("heading", name=label, level=1)).to_be_focused()


def register(page: Page, name: str, role: str) -> None:
    page.goto("/people")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("combobox", name="Role", exact=False).first.click()
    page.get_by_role("option", name=role).click()
    press(page, "Register")
    expect(page.get_by_role("table").get_by_text(name).first).to_be_visible()


def act_as(page: Page, name: str, path: str) -> None:
    page.goto(path)
    for _ in range(5):  # what opens while the page is being drawn is closed again
        settle(page)
        page.get_by_role("button", name="Acting as").click(delay=50)
        with suppress(TooLate):
            page.get_by_role("radio", name=name).locator("xpath=ancestor::label").click(
                delay=50, timeout=4000
            )
            break
    expect(page.get_by_role("button", name=f"Acting as {name}")).to_be_visible()
    page.keyboard.press("Escape")
    settle(page)


@pytest.fixture
def begun(page: Page) -> Page:
    """A round, a department and its assessment, begun from the pages."""
    page.goto("/answer")
    page.get_by_label("Title of the round").fill("Self-assessment 2026")
    press(page, "Open the round")
    page.get_by_label("Name of the department").fill("Tests")
    press(page, "Add the department")
    press(page, "Start the assessment")
    expect(page.get_by_text("0 of 18 answered.")).to_be_visible()
    return page


@pytest.fixture
def another(new_context: NewContext, server: "Server") -> Callable[[], Page]:
    """`another()` is a page in a browser of somebody else's."""

    def open_one() -> Page:
        return new_context(base_url=server.address).new_page()

    return open_one


def test_two_people_a_conflict_and_a_dropped_server_and_nothing_is_lost(
    begun: Page, another: Callable[[], Page], server: "Server"
) -> None:
    register(begun, "Ada Author", "Contributor")
    register(begun, "Olu Owner", "Approver")
    ada, olu = begun, another()
    act_as(ada, "Ada Author", "/answer")
    act_as(olu, "Olu Owner", "/answer")

    # Ada answers one statement, and leaves her words alone for two seconds with the focus still in them.
    first = card(ada, "enterprise-data-strategy")
    first.get_by_role("radio", name="Partly in place").click(delay=50)
    first.get_by_label(EVIDENCE).fill("The strategy of May")
    answer = saved(ada, server, "enterprise-data-strategy", "The strategy of May")
    assert (answer.level, answer.changed_by) == (3, "ada-author")
    expect(first.get_by_label(EVIDENCE)).to_be_focused()

    # Olu's page is older: the same statement, other words. Both versions are shown, and both are kept.
    same = card(olu, "enterprise-data-strategy")
    same.get_by_label(EVIDENCE).fill("The board's minutes")
    same.get_by_label(EVIDENCE).blur()
    expect(same.get_by_text("the evidence was changed by Ada Author")).to_be_visible(timeout=20_000)
    expect(same.get_by_text("The strategy of May")).to_be_visible()
    assert kept(server)["enterprise-data-strategy"].evidence == "The strategy of May"
    same.get_by_role("button", name="Keep both texts").click(delay=50)
    both = "The strategy of May\n\nThe board's minutes"
    assert saved(olu, server, "enterprise-data-strategy", both).level == 3
    expect(same.get_by_label(EVIDENCE)).to_have_value(both)

    # The server dies while Ada writes; she goes on; it comes back; every word is there.
    open_statement(ada, "Business ownership")
    third = card(ada, "business-ownership").get_by_label(EVIDENCE)
    third.click()
    third.press_sequentially("Before the fall, ", delay=10)
    server.kill()
    third.press_sequentially("and after it", delay=10)
    expect(card(ada, "business-ownership").get_by_text("kept in this browser")).to_be_visible()
    server.start()
    answer = saved(ada, server, "business-ownership", "Before the fall, and after it")
    assert answer.changed_by == "ada-author"
    expect(card(ada, "business-ownership").get_by_text(SAVED)).to_be_visible()

    # Olu checks and submits; Ada can then read, and not change.
    act_as(olu, "Olu Owner", "/check-and-submit")
    expect(olu.get_by_role("heading", name="things to look at")).to_be_visible()
    olu.get_by_label("Statement of assurance").fill("Checked with Ada")
    press(olu, "Submit the assessment")
    press(olu, "Yes, submit it")
    expect(olu.get_by_text("It is read-only until an auditor sends it back")).to_be_visible()
    ada.goto("/answer")
    expect(
        ada.get_by_text("Submitted: it waits for an auditor. It can be read, not changed.")
    ).to_be_visible()
    open_statement(ada, "Business ownership")
    locked = card(ada, "business-ownership")
    expect(locked.get_by_label(EVIDENCE)).to_have_text("Before the fall, and after it")
    expect(locked.locator("input, textarea")).to_have_count(0)


def test_an_auditor_challenges_the_department_replies_and_both_stay(
    begun: Page, another: Callable[[], Page], server: "Server"
) -> None:
    register(begun, "Olu Owner", "Approver")
    register(begun, "Aud Auditor", "Auditor")
    first = card(begun, "enterprise-data-strategy")
    begun.goto("/answer")
    first.get_by_role("radio", name="4 In place").click(delay=50)
    expect(first.get_by_text(SAVED)).to_be_visible()
    olu, auditor = begun, another()
    act_as(olu, "Olu Owner", "/check-and-submit")
    olu.get_by_label("Statement of assurance").fill("Checked")
    press(olu, "Submit the assessment")
    press(olu, "Yes, submit it")
    expect(olu.get_by_text("It is read-only until an auditor sends it back")).to_be_visible()

    act_as(auditor, "Aud Auditor", "/review?statement=enterprise-data-strategy")
    press(auditor, "Begin the review")
    found = auditor.locator(".st-key-finding-enterprise-data-strategy")
    found.get_by_text("Challenge it").click(delay=50)
    found.get_by_label("Why (the department").press_sequentially("Only a draft")
    auditor.reload()  # half-way: what was begun is there again
    expect(found.get_by_label("Why (the department")).to_have_value("Only a draft")
    settle(auditor)
    found.locator("label.step").nth(1).click(delay=50)

    def recorded() -> list[tuple[object, ...]]:
        installation = open_installation(server.database, ROOT / "frameworks")
        try:
            (waiting,) = reviewing.queue(installation, ME, round_id="self-assessment-2026")
            seen = reviewing.review(installation, ME, assessment_id=waiting.assessment.id)
            return [
                (
                    finding.level,
                    finding.standing,
                    finding.reason,
                    finding.reply,
                    seen.view.answers[key].level,
                )
                for key, finding in seen.findings.items()
            ]
        finally:
            installation.store.close()

    found.get_by_label("Why (the department").press_sequentially(" was shown")
    press(found, "Record it")
    expect(found.get_by_text("Recorded by Aud Auditor")).to_be_visible()
    for _ in range(40):
        if recorded() == [(1, "challenged", "Only a draft was shown", "", 4)]:
            break
        auditor.wait_for_timeout(500)

    act_as(olu, "Olu Owner", "/review?statement=enterprise-data-strategy")
    reply = olu.locator(".st-key-finding-enterprise-data-strategy")
    expect(reply.get_by_text("Only a draft was shown")).to_be_visible()
    reply.get_by_label("The department's reply").press_sequentially("The signed one is on page 4")

    both = ("Only a draft was shown", "The signed one is on page 4")
    for _ in range(40):
        if recorded() == [(1, "challenged", *both, 4)]:
            break
        olu.wait_for_timeout(500)
    assert recorded() == [(1, "challenged", *both, 4)]

    # The auditor's page is older than the reply, which is another field: both are kept, and both are shown.
    found.get_by_text("Resolved", exact=True).click(delay=50)
    press(found, "Record it")
    expect(found.get_by_text("The signed one is on page 4")).to_be_visible()
    for _ in range(40):
        if recorded() == [(1, "resolved", *both, 4)]:
            break
        olu.wait_for_timeout(500)
    assert recorded() == [(1, "resolved", *both, 4)]
    press(auditor, "Agree the assessment")
    click(auditor.get_by_test_id("stPopoverBody").get_by_role("button", name="Agree the assessment"))
    expect(auditor.get_by_text("It is locked.")).to_be_visible()


def test_typed_words_survive_a_reload_a_quick_tap_and_a_closed_tab(begun: Page, server: "Server") -> None:
    area = card(begun, "enterprise-data-strategy").get_by_label(EVIDENCE)
    area.press_sequentially("Typed two seconds before a reload")
    begun.wait_for_timeout(2000)
    begun.reload()
    settle(begun)
    saved(begun, server, "enterprise-data-strategy", "Typed two seconds before a reload")
    expect(area).to_have_value("Typed two seconds before a reload")

    open_statement(begun, "Business ownership")
    area = card(begun, "business-ownership").get_by_label(EVIDENCE)
    area.press_sequentially("Typed just before a quick tap")
    begun.get_by_role("link", name="Compare").click()  # no pause between the last key and the tap
    expect(begun.get_by_role("heading", name="Compare", exact=True)).to_be_visible()
    saved(begun, server, "business-ownership", "Typed just before a quick tap")

    begun.goto("/answer?statement=improvement-road-map")
    area = card(begun, "improvement-road-map").get_by_label(EVIDENCE)
    area.press_sequentially("Typed just before the tab was closed")
    again = begun.context.new_page()
    begun.close()
    again.goto("/")
    saved(again, server, "improvement-road-map", "Typed just before the tab was closed")


def test_long_reasons_survive_a_reload_and_are_sent_by_their_button(begun: Page, server: "Server") -> None:
    drafts = "Object.keys(localStorage).filter(key => key.startsWith('maturity:draft:')).length"
    begun.goto("/check-and-submit")
    area = begun.get_by_label("Statement of assurance")
    area.press_sequentially("Checked with Ada, and")
    begun.reload()
    expect(area).to_have_value("Checked with Ada, and")
    expect(begun.get_by_text("Not sent yet, and kept in this browser.")).to_be_visible()
    begun.wait_for_timeout(5000)  # longer than a draft lies abandoned: nobody submits it but the button
    assert begun.evaluate(drafts) == 1
    area.press_sequentially(" with Olu", delay=0)
    begun.get_by_role("button", name="Submit the assessment").dblclick()  # at once, with nothing sent before
    expect(begun.get_by_role("heading", name="Submit Tests, Self-assessment 2026?")).to_be_visible()
    assert begun.evaluate(drafts) == 1  # what will happen is said first; until it does the words stay here
    press(begun, "Yes, submit it")
    expect(begun.get_by_text("Checked with Ada, and with Olu")).to_be_visible()
    begun.wait_for_function(f"{drafts} === 0")

    begun.goto("/review")
    press(begun, "Send it back to the department")
    reason = begun.get_by_label("Why it is sent back")
    send = begun.get_by_test_id("stPopoverBody").get_by_role("button")
    click(send)
    expect(begun.get_by_text("Say why the assessment is sent back")).to_be_visible()
    reason.press_sequentially("The dates are")
    begun.reload()
    press(begun, "Send it back to the department")
    expect(reason).to_have_value("The dates are")
    reason.press_sequentially(" wrong")
    click(send)
    expect(begun.get_by_text(re.compile("^Sent back by "))).to_be_visible()
    begun.wait_for_function(f"{drafts} === 0")

    begun.goto("/road-map?statement=information-flows")
    click(begun.get_by_role("tab", name="Leave it open"))
    gap = begun.get_by_label("Why nothing is done about it")
    gap.press_sequentially("Not ours to")
    begun.reload()
    click(begun.get_by_role("tab", name="Leave it open"))
    expect(gap).to_have_value("Not ours to")
    gap.press_sequentially(" change")
    press(begun, "Leave this gap open")
    expect(begun.get_by_text("Accepted: Not ours to change").first).to_be_visible()
    begun.wait_for_function(f"{drafts} === 0")
    begun.reload()
    click(begun.get_by_role("tab", name="Leave it open"))
    expect(gap).to_have_value("Not ours to change")


def test_a_statement_can_be_mailed_by_its_address(begun: Page) -> None:
    begun.goto("/answer?round=self-assessment-2026&department=tests&statement=information-flows")
    expect(card(begun, "information-flows")).to_be_visible()
    expect(begun.locator("[class*='st-key-card-']")).to_have_count(1)
