"""A seeded walk of two people through the same three statements, in two browsers.

It ends with every field showing what the store has, and a history in which nobody wrote what they did not choose.
The long form (MATURITY_TEST_LONG=1) is of 300 steps; a seed is told where it fails (MATURITY_TEST_SEED).
"""

import os
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error, Locator, Page, ViewportSize, expect

from maturity.assessment.answer import NOT_ANSWERED, Answer, AnswerField, as_written
from maturity.assessment.people import Role, local_person
from maturity.history.chain import Change
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
LONG = bool(os.environ.get("MATURITY_TEST_LONG"))
SEED = int(os.environ.get("MATURITY_TEST_SEED", "2026"))
STATEMENTS = ["information-flows", "shared-data-model", "data-model-supported"]
LEVELS = ["Not in place", "Need recognised", "Under development", "Partly in place", "In place"]
EVIDENCE = "Evidence, in your own words"
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('maturity:draft:'))"
KEEP = re.compile("^(Keep mine|Keep theirs|Keep both texts|Bring it back all the same|Leave it)$")
JUDGEMENT, WORDS = AnswerField.JUDGEMENT, AnswerField.EVIDENCE


@dataclass
class Hand:
    """Somebody at a browser, with all that they ever chose: by statement and field, as it is written down."""

    who: str
    page: Page
    path: str
    chosen: dict[tuple[str, AnswerField], set[str]] = field(default_factory=dict)
    both: bool = False  # whether they ever kept two texts together

    def card(self, statement: str) -> Locator:
        """The statement, which the list opens where another is."""
        card = self.page.locator(f".st-key-card-{statement}")
        if not card.count():
            statements = self.page.get_by_role("navigation", name="Statements")
            statements.locator(f'a[href*="statement={statement}"]').click(delay=20)
            expect(card).to_be_visible()
            settle(self.page)
        return card

    def status(self, statement: str) -> Locator:
        return self.card(statement).locator("[class*=st-key-status]").get_by_role("status")

    def meant(self, statement: str, which: AnswerField, words: str) -> None:
        self.chosen.setdefault((statement, which), set()).add(words)

    def open(self) -> None:
        self.page.goto(self.path)
        self.home()

    def home(self) -> None:
        expect(self.page.get_by_text("Where does the department stand?").first).to_be_visible()
        settle(self.page)

    def choose(self, statement: str, level: int) -> None:
        self.meant(statement, JUDGEMENT, str(level))
        radio = self.card(statement).get_by_role("radio", name=f"{level} {LEVELS[level]}")
        if not radio.is_checked():
            radio.click(delay=20)

    def walk(self, statement: str, level: int) -> None:
        """Through the choices by arrow keys, down or up to that level."""
        radios = self.card(statement).get_by_role("radio")
        start = next((place for place in range(7) if radios.nth(place).is_checked()), None)
        if start is None or start > 4 or start == level:
            return
        self.meant(statement, JUDGEMENT, str(level))
        radios.nth(start).focus()
        for _ in range(abs(level - start)):
            self.page.keyboard.press("ArrowDown" if level > start else "ArrowUp")

    def type(self, statement: str, words: str) -> None:
        area = self.card(statement).get_by_label(EVIDENCE)
        text = f"{area.input_value()} {words}".strip()
        self.meant(statement, WORDS, text)
        area.fill(text)

    def clear(self, statement: str) -> None:
        button = self.card(statement).get_by_role("button", name="Clear the level")
        if button.is_visible():
            self.meant(statement, JUDGEMENT, "")
            button.click(delay=20)

    def bring_back(self, statement: str, chance: random.Random, entries: list[Answer]) -> None:
        card = self.card(statement)
        around = card.locator("details").filter(has_text="Who answers, and the history")
        if around.get_attribute("open") is None:
            around.locator("summary").click(delay=20)
            settle(self.page)
        offered = card.get_by_role("button", name="Bring this version back")
        if offered.count():
            for each in entries:  # any of them: the page may show an older list than there is now
                self.meant(statement, JUDGEMENT, as_written(each, JUDGEMENT))
                self.meant(statement, WORDS, as_written(each, WORDS))
            offered.nth(chance.randrange(offered.count())).click(delay=20)

    def keep(self, statement: str, chance: random.Random) -> None:
        offered = self.card(statement).get_by_role("button", name=KEEP)
        if offered.count():
            button = offered.nth(chance.randrange(offered.count()))
            self.both |= "both" in button.inner_text()
            button.click(delay=20)

    def reload(self) -> None:
        self.page.reload()
        self.home()

    def back(self) -> None:
        self._go("Compare")
        settle(self.page)
        self.page.go_back()
        try:
            self.home()
        except AssertionError:  # where one press of Back leads is another test's concern; not who acts there
            expect(self.page.get_by_role("button", name=f"Acting as {self.who.capitalize()}")).to_be_visible()
            self.open()

    def leave(self) -> None:
        self._go("Home")
        self.open()

    def _go(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click(delay=20)
        expect(self.page.locator("[class*='st-key-card-']")).to_have_count(0)

    def at_rest(self) -> None:
        """Waits until nothing is on its way; what was refused or is in conflict may wait in the browser."""
        for statement in STATEMENTS:
            expect(self.status(statement)).not_to_have_text("Saving…")
        settle(self.page)

    def give_up(self) -> None:
        """What is still in conflict is given up, and what still waits is sent."""
        mine = re.compile("^(Keep theirs|Leave it)$")
        for statement in STATEMENTS:
            offered = self.card(statement).get_by_role("button", name=mine)
            for _ in range(20):
                self.at_rest()
                if not offered.count():
                    break
                with suppress(
                    Error
                ):  # it may be settled by itself just then: the other went back to what was seen
                    offered.first.click(delay=20, timeout=3000)
        self.page.wait_for_function(f"{DRAFTS}.length === 0")


@dataclass(frozen=True)
class Kept:
    """The assessment, read past the server."""

    held: Installation
    assessment: int

    def answer(self, statement: str) -> Answer:
        found = answering.assessment_view(self.held, ME, assessment_id=self.assessment).answers
        return found.get(statement, NOT_ANSWERED)

    def history(self, statement: str) -> list[Change]:
        return answering.history_of(self.held, ME, assessment_id=self.assessment, statement_id=statement)


@pytest.fixture
def kept(server: "Server") -> Iterator[Kept]:
    opened = open_installation(server.database, ROOT / "frameworks")
    now = datetime.now(UTC)
    for name in ("Amara", "Ben"):
        administering.register_person(opened, ME, now, name=name, roles=[(Role.APPROVER, "*")])
    administering.open_round(opened, ME, now, title="Walk", framework_id="nao-data-2019", closes=None)
    administering.add_department(opened, ME, now, name="Tests")
    begun = answering.start_assessment(opened, ME, now, round_id="walk", department_id="tests")
    yield Kept(opened, begun.id)
    opened.store.close()


@pytest.fixture
def hands(new_context: NewContext, server: "Server") -> list[Hand]:
    size: ViewportSize = {"width": 1200, "height": 2400}
    contexts = [new_context(base_url=server.address, viewport=size) for _ in range(2)]
    path = "/answer?as={}&round=walk&department=tests&theme=business-alignment"
    return [
        Hand(who, context.new_page(), path.format(who))
        for who, context in zip(("amara", "ben"), contexts, strict=True)
    ]


STEPS = {
    "choose": 6,
    "walk": 2,
    "type": 6,
    "clear": 1,
    "bring back": 2,
    "keep": 5,
    "reload": 1,
    "back": 1,
    "leave": 1,
}
"""What somebody may do next, and how likely it is."""


def take(step: str, hand: Hand, statement: str, number: int, kept: Kept, chance: random.Random) -> None:
    match step:
        case "choose":
            hand.choose(statement, chance.randrange(5))
        case "walk":
            hand.walk(statement, chance.randrange(5))
        case "type":
            hand.type(statement, f"w{number}")
        case "bring back":
            versions = [Answer.model_validate(each.after) for each in kept.history(statement)]
            hand.bring_back(statement, chance, versions)
        case "keep":
            hand.keep(statement, chance)
        case "clear":
            hand.clear(statement)
        case _:
            getattr(hand, step)()


def check_field(hand: Hand, statement: str, answer: Answer) -> None:
    card = hand.card(statement)
    chosen = card.get_by_role("radio", checked=True)
    if answer.level is None:
        expect(chosen).to_have_count(0)
    else:
        expect(chosen).to_have_accessible_name(re.compile(f"^{answer.level} {LEVELS[answer.level]}"))
    expect(card.get_by_label(EVIDENCE)).to_have_value(answer.evidence)


def check_own_saves(hand: Hand, kept: Kept) -> None:
    """Where nothing waits and the last save was this person's, their page shows just that."""
    for statement in STATEMENTS:
        answer = kept.answer(statement)
        if answer.changed_by != hand.who or not re.match("✓ Saved", hand.status(statement).inner_text()):
            continue
        try:
            check_field(hand, statement, answer)
        except AssertionError:
            if kept.answer(statement) == answer:  # else the other's save came in while this was looked at
                raise


def never_chosen(
    hand: Hand, statement: str, before: Answer, after: Answer
) -> list[tuple[str, AnswerField, str]]:
    """What an entry of this person's changed though they never chose it."""
    found = []
    for which in AnswerField:
        now = as_written(after, which)
        mine = hand.chosen.get((statement, which), set())
        together = hand.both and which is WORDS and now.split("\n\n")[-1] in mine
        if as_written(before, which) != now and now not in mine and not together:
            found.append((hand.who, which, now))
    return found


def test_what_the_page_shows_is_what_is_kept_whatever_two_people_do(hands: list[Hand], kept: Kept) -> None:
    chance, done = random.Random(SEED), []
    for hand in hands:
        hand.page.set_default_timeout(40_000)
        hand.open()
    for number in range(300 if LONG else 30):
        hand, statement = chance.choice(hands), chance.choice(STATEMENTS)
        (step,) = chance.choices(list(STEPS), list(STEPS.values()))
        done.append((number, hand.who, step, statement))
        try:
            take(step, hand, statement, number, kept, chance)
            if chance.random() < 0.6:
                hand.at_rest()
                check_own_saves(hand, kept)
        except (Error, AssertionError) as error:
            raise AssertionError(f"seed {SEED}, after {done[-8:]}: {error}") from error
    for hand in hands:
        hand.give_up()
    for hand in hands:
        hand.open()
        for statement in STATEMENTS:
            check_field(hand, statement, kept.answer(statement))
    by = {hand.who: hand for hand in hands}
    for statement in STATEMENTS:
        for change in kept.history(statement):
            before, after = (Answer.model_validate(each) for each in (change.before, change.after))
            assert never_chosen(by[change.person], statement, before, after) == [], f"seed {SEED}"
