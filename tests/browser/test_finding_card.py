"""Every button of the finding card, pressed in a browser: the field, the store, the history and a second save."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import NO_FINDING, Finding, Standing
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Move
from maturity.services import administering, answering, reviewing
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server
    from tests.conftest import Cluster

ME = local_person()
TALL = {"width": 1280, "height": 1600}
STATEMENT = "governance-oversight"  # the last one: after it there is none to go on to
RECORDED = re.compile(r"Recorded by .*, \d\d:\d\d")
REPLY = "The department's reply"


class Books:
    """An assessment in review, with three answers, read and written past the server."""

    def __init__(self, database: str) -> None:
        self.held: Installation = open_installation(database, ROOT / "frameworks")
        now = self.now
        for name, role in (("Ann", Role.AUDITOR), ("Bob", Role.AUDITOR), ("Olu", Role.APPROVER)):
            administering.register_person(self.held, ME, now, name=name, roles=[(role, "*")])
        administering.open_round(self.held, ME, now, title="Walk", framework_id="nao-data-2019", closes=None)
        administering.add_department(self.held, ME, now, name="Tests")
        begun = answering.start_assessment(self.held, ME, now, round_id="walk", department_id="tests")
        self.assessment = begun.id
        self.answered(Answer(state=State.LEVEL, level=4))
        self.to_review()

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def person(self, name: str) -> Person:
        return next(each for each in administering.every_person(self.held, ME) if each.name == name)

    def answered(self, answer: Answer) -> None:
        answering.record_answer(
            self.held, ME, self.now, assessment_id=self.assessment, statement_id=STATEMENT, answer=answer
        )

    def to_review(self) -> None:
        answering.submit(self.held, ME, self.now, assessment_id=self.assessment, assurance="Checked")
        self.move(Move.BEGIN_REVIEW)

    def move(self, move: Move, why: str = "") -> None:
        reviewing.move_assessment(self.held, ME, self.now, assessment_id=self.assessment, move=move, why=why)

    def find(self, level: int, reason: str, by: str = "Bob") -> None:
        challenge = Finding(
            state=State.LEVEL,
            level=level,
            reason=reason,
            standing=Standing.CHALLENGED,
            answer_version=1,
            version=self.finding.version,
        )
        reviewing.record_finding(
            self.held,
            self.person(by),
            self.now,
            assessment_id=self.assessment,
            statement_id=STATEMENT,
            finding=challenge,
        )

    def reply(self, words: str) -> None:
        version = self.finding.version
        reviewing.reply(
            self.held,
            ME,
            self.now,
            assessment_id=self.assessment,
            statement_id=STATEMENT,
            words=words,
            based_on=version,
        )

    @property
    def finding(self) -> Finding:
        found = reviewing.review(self.held, ME, assessment_id=self.assessment).findings
        return found.get(STATEMENT, NO_FINDING)

    def kept(self) -> tuple[Standing | None, int | None, str, str]:
        now = self.finding
        return now.standing, now.level, now.reason, now.reply

    def history(self) -> list[tuple[str, str, object, str, str]]:
        """Who made each entry of a finding, the oldest first, and what it says after it."""
        changes = answering.latest_changes(self.held, ME, assessment_id=self.assessment, most=50)
        return [
            (each.person, *((each.after or {})[part] for part in ("standing", "level", "reason", "reply")))
            for each in reversed(changes)
            if each.kind == "finding"
        ]


@pytest.fixture
def books(server: "Server") -> Iterator[Books]:
    made = Books(server.database)
    yield made
    made.held.store.close()


@pytest.fixture
def review(new_context: NewContext, server: "Server", books: Books) -> Callable[[str], Page]:
    """`review("ann")` is the statement under review in a browser of hers."""

    def by(who: str) -> Page:
        page = new_context(base_url=server.address, viewport=TALL).new_page()
        page.goto(f"/review?as={who}&round=walk&department=tests&statement={STATEMENT}")
        expect(card(page)).to_be_visible()
        settle(page)
        return page

    return by


def card(page: Page) -> Locator:
    return page.locator(f".st-key-finding-{STATEMENT}")


def verdict(page: Page, words: str) -> None:
    card(page).locator("label").filter(has_text=words).first.click(delay=50)


def level(page: Page, words: str) -> None:
    card(page).locator("label.step").filter(has=page.get_by_role("radio", name=words)).click(delay=50)


def why(page: Page) -> Locator:
    return card(page).get_by_label("Why (the department reads this)")


def record(page: Page) -> None:
    press(card(page), "Record it")


def challenge(page: Page, words: str, reason: str) -> None:
    verdict(page, "Challenge it")
    level(page, words)
    why(page).fill(reason)
    record(page)


def shows(page: Page, verdict: str, words: str, reason: str) -> None:
    """That the fields show exactly that."""
    shown = card(page)
    expect(shown.get_by_role("radio", name=verdict)).to_be_checked()
    expect(shown.get_by_role("radio", name=words)).to_be_checked()
    expect(why(page)).to_have_value(reason)


def test_agree_then_challenge_then_resolve_and_what_is_begun_is_given_up(
    books: Books, review: Callable[[str], Page]
) -> None:
    ann = review("ann")
    verdict(ann, "Agree with the answer")
    record(ann)
    expect(card(ann).get_by_text(RECORDED)).to_be_visible()
    assert books.kept() == (Standing.AGREED, 4, "", "")

    verdict(ann, "Challenge it")
    record(ann)  # nothing is sent that lacks something
    expect(card(ann).get_by_text("choose what you find")).to_be_visible()
    press(card(ann), "Give it up")
    expect(card(ann).get_by_role("radio", name="Agree with the answer")).to_be_checked()
    assert len(books.history()) == 1

    verdict(ann, "Challenge it")
    level(ann, "1 Need recognised")
    why(ann).fill("Only a draft")
    expect(card(ann).get_by_text("kept in this browser").first).to_be_visible()
    ann.reload()  # verdict, level and words are kept
    shows(ann, "Challenge it", "1 Need recognised", "Only a draft")
    assert len(books.history()) == 1
    settle(ann)
    why(ann).press("Control+Enter")
    expect(card(ann).get_by_text("kept in this browser")).to_have_count(0)
    shows(ann, "Challenge it", "1 Need recognised", "Only a draft")
    settle(ann)
    assert books.kept() == (Standing.CHALLENGED, 1, "Only a draft", "")
    level(ann, "2 Under development")
    record(ann)
    shows(ann, "Challenge it", "2 Under development", "Only a draft")
    settle(ann)
    verdict(ann, "Resolved")
    record(ann)
    shows(ann, "Resolved", "2 Under development", "Only a draft")
    settle(ann)
    assert books.kept() == (Standing.RESOLVED, 2, "Only a draft", "")
    assert [each[1:4] for each in books.history()] == [
        ("agreed", 4, ""),
        ("challenged", 1, "Only a draft"),
        ("challenged", 2, "Only a draft"),
        ("resolved", 2, "Only a draft"),
    ]


def test_two_auditors_at_once_keep_what_is_recorded_mine_and_both_reasons(
    books: Books, review: Callable[[str], Page]
) -> None:
    ann = review("ann")
    books.find(2, "Half is there")
    challenge(ann, "1 Need recognised", "Only a draft")
    expect(card(ann).get_by_text("this was changed by Bob")).to_be_visible()
    assert books.kept() == (Standing.CHALLENGED, 2, "Half is there", "")
    press(card(ann), "Keep what is recorded")
    shows(ann, "Challenge it", "2 Under development", "Half is there")
    expect(card(ann).get_by_text(re.compile("Recorded by Bob"))).to_be_visible()
    assert [each[0] for each in books.history()] == ["bob"]

    books.find(3, "More is there")  # and again, under what Ann sees
    why(ann).fill("Only a draft")
    record(ann)
    expect(card(ann).get_by_text("this was changed by Bob")).to_be_visible()
    press(card(ann), "Record mine, with both reasons")
    shows(ann, "Challenge it", "2 Under development", "More is there\n\nOnly a draft")
    expect(card(ann).get_by_text(re.compile("Recorded by Ann"))).to_be_visible()

    books.find(3, "Once more")
    level(ann, "0 Not in place")
    record(ann)
    expect(card(ann).get_by_text("this was changed by Bob")).to_be_visible()
    press(card(ann), "Record mine all the same")
    shows(ann, "Challenge it", "0 Not in place", "More is there\n\nOnly a draft")
    expect(card(ann).get_by_text(re.compile("Recorded by Ann"))).to_be_visible()
    assert books.kept() == (Standing.CHALLENGED, 0, "More is there\n\nOnly a draft", "")
    level(ann, "1 Need recognised")
    record(ann)
    expect(card(ann).get_by_text("Saving")).to_have_count(0)
    shows(ann, "Challenge it", "1 Need recognised", "More is there\n\nOnly a draft")
    settle(ann)
    assert [each[0] for each in books.history()] == ["bob", "bob", "ann", "bob", "ann", "ann"]


def test_an_answer_changed_meanwhile_is_shown_and_then_agreed_with_or_challenged(
    books: Books, review: Callable[[str], Page]
) -> None:
    ann = review("ann")
    books.move(Move.SEND_BACK, "Look again")
    books.answered(Answer(state=State.LEVEL, level=3, version=1))
    books.to_review()
    verdict(ann, "Agree with the answer")
    record(ann)
    expect(card(ann).get_by_text("since you opened it")).to_be_visible()
    expect(card(ann).get_by_text("Partly in place").first).to_be_visible()  # the page was read anew
    assert books.finding is NO_FINDING
    press(card(ann), "Record mine all the same")  # it agrees with the answer that is shown by now
    expect(card(ann).get_by_text(RECORDED)).to_be_visible()
    assert books.kept() == (Standing.AGREED, 3, "", "")
    assert len(books.history()) == 1


def test_a_reply_and_a_finding_at_once_are_both_kept_and_two_replies_are_shown(
    books: Books, review: Callable[[str], Page]
) -> None:
    books.find(1, "Only a draft", "Ann")
    ann, olu = review("ann"), review("olu")
    reply = card(olu).get_by_label(REPLY)
    reply.fill("See page 4")
    expect(card(olu).get_by_text("Saving…")).to_have_count(0)
    olu.wait_for_function("() => Object.keys(localStorage).every(key => !key.startsWith('maturity:draft:'))")
    why(ann).fill("Only a draft of May")  # her page has no reply yet
    record(ann)
    expect(card(ann).get_by_text("See page 4")).to_be_visible()
    assert books.kept() == (Standing.CHALLENGED, 1, "Only a draft of May", "See page 4")
    reply.fill("See pages 4 and 5")  # and his not her new reason
    expect(card(olu).get_by_text("Only a draft of May")).to_be_visible()
    assert books.finding.reply == "See pages 4 and 5"

    for button, kept in (
        ("Keep what is recorded", "One of another's"),
        ("Keep both replies", "Two of another's\n\nMine"),
        ("Record mine all the same", "Mine"),
    ):
        books.reply(f"{'Two' if 'both' in button else 'One'} of another's")
        reply.fill("Mine")
        expect(card(olu).get_by_text("since you opened it")).to_be_visible()
        press(card(olu), button)
        expect(reply).to_have_value(kept)
        expect(card(olu).get_by_text("since you opened it")).to_have_count(0)
        assert books.finding.reply == kept
    reply.fill("Mine, later")
    olu.wait_for_function("() => Object.keys(localStorage).every(key => !key.startsWith('maturity:draft:'))")
    assert books.kept() == (Standing.CHALLENGED, 1, "Only a draft of May", "Mine, later")


@pytest.fixture
def on_postgresql(
    cluster: Callable[[], AbstractContextManager["Cluster"]], make_server: Callable[[str], "Server"]
) -> Iterator[tuple["Cluster", "Server"]]:
    with cluster() as made:
        served = make_server(made.url.render_as_string(hide_password=False))
        served.start()
        yield made, served


@pytest.mark.postgres
def test_postgresql_stopped_and_started_under_a_finding(
    on_postgresql: tuple["Cluster", "Server"], new_context: NewContext
) -> None:
    postgresql, server = on_postgresql
    books = Books(server.database)
    ann = new_context(base_url=server.address, viewport=TALL).new_page()
    ann.goto(f"/review?as=ann&round=walk&department=tests&statement={STATEMENT}")
    settle(ann)
    challenge(ann, "1 Need recognised", "Only a draft")
    expect(card(ann).get_by_text(RECORDED)).to_be_visible()
    settle(ann)  # the page is drawn after its card: cut off in that, it would wait, and the card say less
    books.held.store.close()
    postgresql.stop()
    level(ann, "2 Under development")
    # Not waited for: the page goes on asking while the database is away.
    card(ann).get_by_role("button", name="Record it", exact=True).click(delay=50)
    expect(card(ann).get_by_text("Not recorded yet: The database")).to_be_visible()
    shows(ann, "Challenge it", "2 Under development", "Only a draft")
    postgresql.start()
    press(card(ann), "Record it now")
    expect(card(ann).get_by_text(RECORDED)).to_be_visible()
    shows(ann, "Challenge it", "2 Under development", "Only a draft")
    books.held = open_installation(server.database, ROOT / "frameworks")
    assert [each[2] for each in books.history()] == [1, 2]
    why(ann).fill("Only a draft of May")
    record(ann)
    ann.wait_for_function("() => Object.keys(localStorage).every(key => !key.startsWith('maturity:draft:'))")
    assert books.kept() == (Standing.CHALLENGED, 2, "Only a draft of May", "")
    assert len(books.history()) == 3
    books.held.store.close()
