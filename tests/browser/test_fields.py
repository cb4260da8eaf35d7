"""Every field of a card, and every button: what it shows is what is kept, then and after a second save.

Each test has a department of its own on one server, and reads the store past the server.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from maturity.assessment.answer import NOT_ANSWERED, Answer, AnswerField, State
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Round
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, click, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
NOW = datetime.now(UTC)
STATEMENT = "enterprise-data-strategy"
EVIDENCE = "Evidence, in your own words"
MORE, AROUND = "Links, contact and marks", "Who answers, and the history"
SAVED = re.compile(r"^✓ Saved (\d\d:\d\d|.*\d{4}, \d\d:\d\d)$")
JUDGEMENT, WORDS = AnswerField.JUDGEMENT, AnswerField.EVIDENCE
LEVELS = ["Not in place", "Need recognised", "Under development", "Partly in place", "In place"]
_numbers = count()


@dataclass
class Kept:
    """One assessment, read and changed past the server."""

    held: Installation
    round: Round
    department: str
    assessment: int

    def answer(self, statement: str = STATEMENT) -> Answer:
        found = answering.assessment_view(self.held, ME, assessment_id=self.assessment).answers
        return found.get(statement, NOT_ANSWERED)

    def record(self, by: Person, field: AnswerField, words: str, statement: str = STATEMENT) -> Answer:
        """Somebody saves a field elsewhere, with the newest version before them."""
        return answering.record_field(
            self.held,
            by,
            datetime.now(UTC),
            assessment_id=self.assessment,
            statement_id=statement,
            field=field,
            words=words,
            based_on=self.answer(statement).version,
        )

    def entries(self, statement: str = STATEMENT) -> list[tuple[str, int | None, str]]:
        """The history of an answer, the oldest first: by whom, and the level and evidence then."""
        changes = answering.history_of(self.held, ME, assessment_id=self.assessment, statement_id=statement)
        return [
            (each.person, (each.after or {})["level"], (each.after or {})["evidence"])
            for each in reversed(changes)
        ]

    def becomes(self, page: Page, true: Callable[[Answer], bool], statement: str = STATEMENT) -> Answer:
        """The answer once that is true of it; never pressed for time, as the machine may be slow."""
        for _ in range(150):
            if true(self.answer(statement)):
                return self.answer(statement)
            page.wait_for_timeout(200)
        left = page.evaluate("JSON.stringify(localStorage)")
        raise AssertionError(f"never so, but {self.answer(statement)}; in the browser: {left}")


@pytest.fixture(scope="module")
def held(shared_server: "Server") -> Iterator[Installation]:
    opened = open_installation(shared_server.database, ROOT / "frameworks")
    for name in ("Amara Okafor", "Ben Lindqvist"):
        now = datetime.now(UTC)
        administering.register_person(opened, ME, now, name=name, roles=[(Role.APPROVER, "*")])
    yield opened
    opened.store.close()


@pytest.fixture(scope="module")
def round_(held: Installation) -> Round:
    now = datetime.now(UTC)
    return administering.open_round(held, ME, now, title="Walk", framework_id="nao-data-2019", closes=None)


@pytest.fixture(scope="module")
def ben(held: Installation) -> Person:
    return next(each for each in administering.every_person(held, ME) if each.id == "ben-lindqvist")


@pytest.fixture(scope="module")
def amara(held: Installation) -> Person:
    return next(each for each in administering.every_person(held, ME) if each.id == "amara-okafor")


@pytest.fixture
def kept(held: Installation, round_: Round) -> Kept:
    now, name = datetime.now(UTC), f"Department {next(_numbers)}"
    department = administering.add_department(held, ME, now, name=name)
    begun = answering.start_assessment(held, ME, now, round_id=round_.id, department_id=department.id)
    return Kept(held, round_, department.id, begun.id)


@pytest.fixture
def look(new_context: NewContext, shared_server: "Server", kept: Kept) -> Callable[..., Locator]:
    """`look("amara-okafor")` is a card as that person has it open, in a browser of their own."""

    def one(who: str = "amara-okafor", statement: str = STATEMENT, **more: Any) -> Locator:
        page = new_context(base_url=shared_server.address, **more).new_page()
        page.goto(
            f"/answer?as={who}&round={kept.round.id}&department={kept.department}&statement={statement}"
        )
        card = page.locator(f".st-key-card-{statement}")
        expect(card.get_by_text("Where does the department stand?")).to_be_visible()
        settle(page)
        return card

    return one


def level(card: Locator, value: int) -> Locator:
    return card.get_by_role("radio", name=f"{value} {LEVELS[value]}")


def choose(card: Locator, value: int) -> None:
    level(card, value).click(delay=50)


def says(card: Locator) -> Locator:
    """The one line that says what is true of saving."""
    return card.locator("[class*=st-key-status]").get_by_role("status")


def shows(card: Locator, value: int | None) -> None:
    """Waits until that level is the one chosen on the card, or none."""
    if value is None:
        expect(card.get_by_role("radio", checked=True)).to_have_count(0)
    else:
        expect(level(card, value)).to_be_checked()


def unfold(card: Locator, name: str) -> None:
    card.locator("summary").filter(has_text=name).click(delay=50)
    settle(card.page)


def evidence(card: Locator) -> Locator:
    return card.get_by_label(EVIDENCE)


def write(card: Locator, words: str) -> None:
    evidence(card).press("End")
    evidence(card).press_sequentially(words, delay=5)


def test_the_others_level_comes_under_mine_with_my_words_and_is_never_written_back(
    look: Callable[..., Locator], kept: Kept, ben: Person
) -> None:
    card = look()
    choose(card, 1)
    expect(says(card)).to_have_text(SAVED)
    kept.record(ben, JUDGEMENT, "4")
    write(card, "The plan")
    kept.becomes(card.page, lambda answer: answer.evidence == "The plan")
    shows(card, 4)  # the answer to a save is all that the store holds
    expect(says(card)).to_have_text(SAVED)
    write(card, " of May")
    answer = kept.becomes(card.page, lambda answer: answer.evidence == "The plan of May")
    assert answer.level == 4
    shows(card, 4)
    assert kept.entries() == [
        ("amara-okafor", 1, ""),
        ("ben-lindqvist", 4, ""),
        ("amara-okafor", 4, "The plan"),
        ("amara-okafor", 4, "The plan of May"),
    ]


def test_a_save_of_a_level_sends_no_more_than_the_goal_down(
    look: Callable[..., Locator], kept: Kept, ben: Person
) -> None:
    card = look()
    choose(card, 1)
    kept.becomes(
        card.page, lambda answer: answer.level == 1
    )  # the first of a statement draws its progress anew
    sent = settle(card.page).evaluate("window.watched.bytes")
    choose(card, 2)
    kept.becomes(card.page, lambda answer: answer.level == 2)
    # One run, with the first fields alone: the list and what would raise the level hear of it in the status line.
    assert settle(card.page).evaluate("window.watched.bytes") - sent <= 3_200
    listed = card.page.get_by_role("navigation", name="Statements").locator("[aria-current]")
    up = card.locator("p", has_text="To move up one level")
    raised = up.text_content()
    expect(listed).to_contain_text(LEVELS[2])
    kept.record(ben, JUDGEMENT, "3")
    write(card, "The plan")  # a save tells of the other's level too
    expect(listed).to_contain_text(LEVELS[3])
    expect(up).not_to_have_text(str(raised))
    card.page.reload()
    expect(listed).to_contain_text(LEVELS[3])


def test_clearing_shows_nothing_chosen_and_stays_so(look: Callable[..., Locator], kept: Kept) -> None:
    card = look()
    choose(card, 2)
    kept.becomes(card.page, lambda answer: answer.level == 2)
    card.get_by_role("button", name="Clear the level").click(delay=50)
    kept.becomes(card.page, lambda answer: answer.state is State.NOT_ANSWERED)
    shows(card, None)
    expect(says(card)).to_have_text(SAVED)
    write(card, "Later")
    answer = kept.becomes(card.page, lambda answer: answer.evidence == "Later")
    assert answer.level is None
    shows(card, None)
    assert [entry[1] for entry in kept.entries()] == [2, None, None]


def test_an_earlier_version_brought_back_is_shown_and_not_undone_by_the_next_save(
    look: Callable[..., Locator], kept: Kept, ben: Person
) -> None:
    kept.record(ben, WORDS, "First")
    kept.record(ben, JUDGEMENT, "4")
    kept.record(ben, JUDGEMENT, "1")
    kept.record(ben, WORDS, "Second")
    card = look()
    shows(card, 1)
    unfold(card, AROUND)
    card.get_by_role("button", name="Bring this version back").nth(1).click(delay=50)  # 4, “First”
    kept.becomes(card.page, lambda answer: (answer.level, answer.evidence) == (4, "First"))
    shows(card, 4)
    expect(evidence(card)).to_have_value("First")
    expect(says(card)).to_have_text(SAVED)
    unfold(card, MORE)
    card.get_by_role("checkbox", name="Come back to this").click(delay=50)
    answer = kept.becomes(card.page, lambda answer: answer.come_back)
    assert (answer.level, answer.evidence) == (4, "First")
    shows(card, 4)
    assert len(kept.entries()) == 6


@pytest.mark.parametrize(("button", "ends"), [("Keep mine", 0), ("Keep theirs", 4)])
def test_a_level_in_conflict_ends_as_the_person_chooses(
    look: Callable[..., Locator], kept: Kept, ben: Person, button: str, ends: int
) -> None:
    card = look()
    choose(card, 1)
    kept.becomes(card.page, lambda answer: answer.level == 1)
    settle(card.page)
    kept.record(ben, JUDGEMENT, "4")
    choose(card, 0)
    expect(says(card)).to_contain_text("Not saved: where the department stands was changed by Ben Lindqvist")
    shows(card, 4)  # what is kept, until somebody has chosen
    expect(card.get_by_text("Yours: 0 Not in place")).to_be_visible()
    expect(card.get_by_text(re.compile(r"Changed by Ben Lindqvist, .*to: 4 In place"))).to_be_visible()
    write(card, "Words")  # another field is saved, and hides nothing
    kept.becomes(card.page, lambda answer: answer.evidence == "Words")
    expect(says(card)).to_contain_text("Not saved: where the department stands was changed by Ben Lindqvist")
    assert kept.answer().level == 4
    card.get_by_role("button", name=button).click(delay=50)
    expect(says(card)).to_have_text(SAVED)
    shows(card, ends)
    assert kept.answer().level == ends
    write(card, ", more")
    answer = kept.becomes(card.page, lambda answer: answer.evidence == "Words, more")
    assert answer.level == ends
    shows(card, ends)
    by_me = [entry[1] for entry in kept.entries() if entry[0] == "amara-okafor"]
    assert by_me == [1, 4, 0, 0] if ends == 0 else [1, 4, 4]
    card.page.wait_for_function(  # nothing of it waits in the browser
        "Object.keys(localStorage).filter(key => key.startsWith('maturity:')).length === 0"
    )


@pytest.mark.parametrize(
    ("button", "ends"),
    [("Keep mine", "Mine"), ("Keep theirs", "Theirs"), ("Keep both texts", "Theirs\n\nMine")],
)
def test_words_in_conflict_end_as_the_person_chooses(
    look: Callable[..., Locator], kept: Kept, ben: Person, button: str, ends: str
) -> None:
    card = look()
    kept.record(ben, WORDS, "Theirs")
    write(card, "Mine")
    expect(says(card)).to_contain_text("Not saved: the evidence was changed by Ben Lindqvist")
    expect(evidence(card)).to_have_value("Mine")  # typed words stay until somebody has chosen
    choose(card, 3)
    kept.becomes(card.page, lambda answer: answer.level == 3)
    expect(says(card)).to_contain_text("Not saved: the evidence was changed by Ben Lindqvist")
    card.get_by_role("button", name=button).click(delay=50)
    expect(evidence(card)).to_have_value(ends)
    expect(says(card)).to_have_text(SAVED)
    assert kept.answer().evidence == ends
    choose(card, 2)
    answer = kept.becomes(card.page, lambda answer: answer.level == 2)
    assert answer.evidence == ends
    expect(evidence(card)).to_have_value(ends)


def test_a_carried_over_answer_is_confirmed_as_it_is(
    new_context: NewContext, shared_server: "Server", kept: Kept, held: Installation, ben: Person
) -> None:
    kept.record(ben, JUDGEMENT, "3")
    now = datetime.now(UTC)
    title = f"After {kept.department}"
    later = administering.open_round(held, ME, now, title=title, framework_id="nao-data-2019", closes=None)
    begun = answering.start_assessment(
        held, ME, now, round_id=later.id, department_id=kept.department, carry_over=True
    )
    after = Kept(held, later, kept.department, begun.id)
    page = new_context(base_url=shared_server.address).new_page()
    page.goto(f"/answer?as=amara-okafor&round={later.id}&department={kept.department}&statement={STATEMENT}")
    card = page.locator(f".st-key-card-{STATEMENT}")
    shows(card, 3)
    settle(page)
    before = level(card, 3).bounding_box()
    card.get_by_role("button", name="Yes, it still holds").click(delay=50)
    answer = after.becomes(page, lambda answer: not answer.carried)
    assert answer.level == 3
    settle(page)
    assert level(card, 3).bounding_box() == before  # a second click falls where the first did
    expect(card.get_by_role("button", name="Yes, it still holds")).to_have_count(0)
    shows(card, 3)
    write(card, "Looked at")
    assert after.becomes(page, lambda answer: answer.evidence == "Looked at").level == 3
    assert len(after.entries()) == 3


def test_a_second_click_on_the_same_spot_chooses_the_same_level(
    new_context: NewContext, shared_server: "Server", kept: Kept, held: Installation, ben: Person
) -> None:
    kept.record(ben, JUDGEMENT, "1")
    now, title = datetime.now(UTC), f"Again {kept.department}"
    later = administering.open_round(held, ME, now, title=title, framework_id="nao-data-2019", closes=None)
    begun = answering.start_assessment(
        held, ME, now, round_id=later.id, department_id=kept.department, carry_over=True
    )
    after = Kept(held, later, kept.department, begun.id)
    for width, chosen in ((1280, 3), (390, 2)):
        page = new_context(
            base_url=shared_server.address, viewport={"width": width, "height": 1000}
        ).new_page()
        page.goto(
            f"/answer?as=amara-okafor&round={later.id}&department={kept.department}&statement={STATEMENT}"
        )
        card = page.locator(f".st-key-card-{STATEMENT}")
        expect(card.get_by_text("Where does the department stand?")).to_be_visible()
        settle(page)
        box = level(card, chosen).bounding_box()
        assert box is not None
        for _ in range(2):
            page.mouse.click(box["x"] + 10, box["y"] + 10)
            settle(page)
        shows(card, chosen)
        assert level(card, chosen).bounding_box() == box
    assert [each[1] for each in after.entries()] == [1, 3, 2]


@pytest.mark.parametrize("dated", [date(1985, 2, 28), (NOW + timedelta(days=365)).date()])
def test_a_date_of_long_ago_or_to_come_is_shown_and_never_emptied(
    look: Callable[..., Locator], kept: Kept, ben: Person, dated: date
) -> None:
    kept.record(ben, AnswerField.EVIDENCE_DATE, dated.isoformat())
    card = look()
    unfold(card, MORE)
    shown = card.get_by_label("Date of the newest evidence")
    expect(shown).to_have_value(dated.isoformat())
    for label, field in (("I am unsure of this", "unsure"), ("Come back to this", "come_back")):
        card.get_by_role("checkbox", name=label).click(delay=50)
        answer = kept.becomes(card.page, attrgetter(field))
        assert answer.evidence_date == dated
        expect(shown).to_have_value(dated.isoformat())
        expect(says(card)).to_have_text(SAVED)
    card.get_by_role("checkbox", name="I am unsure of this").click(delay=50)
    kept.becomes(card.page, lambda answer: not answer.unsure)
    other = dated - timedelta(days=40)
    shown.fill(other.isoformat())
    kept.becomes(card.page, lambda answer: answer.evidence_date == other)
    shown.fill("1066-10-14")
    expect(says(card)).to_contain_text("Not saved: 14/10/1066 is not a date that evidence can be of")
    expect(shown).to_have_value(other.isoformat())
    assert kept.answer().evidence_date == other
    assert kept.answer().come_back
    assert len(kept.entries()) == 5


def test_four_arrow_presses_are_one_entry_and_leaving_sends_at_once(
    look: Callable[..., Locator], kept: Kept
) -> None:
    card = look()
    level(card, 0).focus()
    card.page.keyboard.press("Space")
    kept.becomes(card.page, lambda answer: answer.level == 0)
    for _ in range(4):
        card.page.keyboard.press("ArrowDown")
    kept.becomes(card.page, lambda answer: answer.level == 4)
    expect(level(card, 4)).to_be_focused()
    expect(says(card)).to_have_text(SAVED)
    card.page.keyboard.press("ArrowUp")
    card.page.keyboard.press("ArrowUp")
    card.page.keyboard.press("Tab")
    kept.becomes(card.page, lambda answer: answer.level == 2)
    shows(card, 2)
    assert [entry[1] for entry in kept.entries()] == [0, 4, 2]


@pytest.mark.parametrize("how", ["reload", "menu", "back"])
def test_a_choice_that_was_held_survives_going_away(
    look: Callable[..., Locator], kept: Kept, how: str
) -> None:
    card = look()
    page = card.page
    level(card, 0).focus()
    page.keyboard.press("Space")
    kept.becomes(page, lambda answer: answer.level == 0)
    settle(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    if how == "reload":
        page.reload()
    elif how == "back":
        page.go_back()
        page.goto("/?as=amara-okafor")  # whoever else acts here sweeps up nothing of hers
    else:
        page.get_by_role("link", name="Compare").first.click()
    kept.becomes(page, lambda answer: answer.level == 2)
    assert [entry[1] for entry in kept.entries()] == [0, 2]


def test_does_not_apply_is_saved_with_its_reason_and_not_without(
    look: Callable[..., Locator], kept: Kept
) -> None:
    card = look()
    choose(card, 3)
    kept.becomes(card.page, lambda answer: answer.level == 3)
    card.get_by_role("radio", name="This does not apply to us").click(delay=50)
    expect(says(card)).to_have_text("Not saved yet: say in a few words why it does not apply.")
    assert kept.answer().level == 3
    card.page.reload()
    expect(card.get_by_label("Why it does not apply")).to_be_visible()
    card.get_by_label("Why it does not apply").fill("We hold no data")  # at once: whoever rests is saved
    answer = kept.becomes(card.page, lambda answer: answer.reason == "We hold no data")
    assert (answer.state, answer.level) == (State.NOT_APPLICABLE, None)
    expect(says(card)).to_have_text(SAVED)
    card.get_by_role("radio", name="We have looked, and cannot tell").click(delay=50)
    answer = kept.becomes(card.page, lambda answer: answer.state is State.NOT_DETERMINED)
    assert answer.reason == ""
    expect(card.get_by_label("Why it does not apply")).to_be_hidden()
    assert len(kept.entries()) == 3


def test_a_refused_link_stays_in_sight_beside_good_ones_which_are_kept(
    look: Callable[..., Locator], kept: Kept
) -> None:
    card = look()
    unfold(card, MORE)
    links = card.get_by_label("Links to evidence, one a line")
    links.fill("www.gov.uk/x\njavascript:alert(1)\nR:\\data\\strategy.docx")
    good = ("https://www.gov.uk/x", "R:\\data\\strategy.docx")
    kept.becomes(card.page, lambda answer: answer.links == good)
    refusal = "Not saved: “javascript:alert(1)” is not a link that can be kept"
    expect(says(card)).to_contain_text(refusal)
    card.get_by_role("checkbox", name="Come back to this").click(delay=50)
    kept.becomes(card.page, lambda answer: answer.come_back)
    choose(card, 2)
    kept.becomes(card.page, lambda answer: answer.level == 2)
    expect(says(card)).to_contain_text(refusal)
    expect(links).to_have_value(re.compile("javascript"))
    links.fill("\n".join(good))
    expect(says(card)).to_have_text(SAVED)
    assert kept.answer().links == good
    assert len(kept.entries()) == 3


def test_three_quick_clicks_during_a_slow_save_are_ones_own(
    look: Callable[..., Locator], kept: Kept, shared_server: "Server"
) -> None:
    card = look()
    with locked(shared_server):
        choose(card, 1)
        card.page.wait_for_timeout(500)
        choose(card, 2)
        choose(card, 3)
        card.page.wait_for_timeout(1500)
        expect(says(card)).to_have_text("Saving…")
        shows(card, 3)
    kept.becomes(card.page, lambda answer: answer.level == 3)
    expect(says(card)).to_have_text(SAVED)
    shows(card, 3)
    assert [entry[1] for entry in kept.entries()] == [1, 3]


class locked:  # noqa: N801  read as a word: with locked(server)
    """While the block lasts, nobody else writes in the server's SQLite file."""

    def __init__(self, server: "Server") -> None:
        self.file = server.database.removeprefix("sqlite:///")

    def __enter__(self) -> None:
        self.connection = sqlite3.connect(self.file, isolation_level=None, timeout=30)
        self.connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self.connection.execute("ROLLBACK")
        self.connection.close()


def test_eighteen_statements_answered_by_keyboard_alone_are_two_entries_each(
    look: Callable[..., Locator], kept: Kept
) -> None:
    page = look().page
    statements = kept.held.frameworks[kept.round.framework_id].statements
    for statement in statements:
        heading = page.get_by_role("heading", name=statement.label, level=1)
        if statement is statements[0]:
            page.locator(f".st-key-card-{statement.id}").get_by_role("radio").first.focus()
        else:
            expect(heading).to_be_focused()  # Next leads there, and Tab into the levels
            settle(page)
            page.keyboard.press("Tab")
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")  # past “Clear the level”
        page.keyboard.press("Tab")
        expect(page.get_by_label(EVIDENCE)).to_be_focused()
        page.keyboard.type("Minutes")
        for _ in range(8):  # past the date of the evidence, and Back
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim().match(/^(Next|Check)/) !== null"):
                break
        page.keyboard.press("Enter")  # Next, which waits for what is being sent
    expect(page.get_by_role("heading", name="Check and submit", level=1)).to_be_focused()
    for statement in statements:
        answer = kept.becomes(page, lambda answer: answer.evidence == "Minutes", statement.id)
        assert answer.level == 3
        assert len(kept.entries(statement.id)) == 2  # the level, and the words


def test_the_card_has_no_accessibility_faults(look: Callable[..., Locator], kept: Kept) -> None:
    for more in ({}, {"color_scheme": "dark"}, {"forced_colors": "active"}):
        card = look(**more)
        unfold(card, MORE)
        expect(card.locator("label.row")).to_have_count(9)  # five levels, two states, two marks
        rows = card.locator("label.row").evaluate_all("rows => rows.map(each => each.offsetHeight)")
        assert min(rows) >= 44
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
        faults = (
            Axe().run(card.page, context=f".st-key-card-{STATEMENT}", options=rules).response["violations"]
        )
        assert [(fault["id"], fault["nodes"][0]["html"][:120]) for fault in faults] == []


def in_table(card: Locator, kept: Kept) -> Page:
    """All statements in one table, as the same person has it before them."""
    page = card.page
    click(page.get_by_role("link", name="All in one table"))
    expect(page.get_by_role("heading", name="18 statements in one table", level=1)).to_be_visible()
    settle(page)
    return page


def in_row(page: Page, label: str, value: int) -> Locator:
    return page.get_by_role("radiogroup", name=label).get_by_role("radio", name=f"{value} {LEVELS[value]}")


def test_in_the_table_a_level_is_one_click_filled_down_one_by_one_and_over_nobodys_newer_answer(
    look: Callable[..., Locator], kept: Kept, ben: Person
) -> None:
    page = in_table(look(), kept)
    first, second, *others = kept.held.frameworks[kept.round.framework_id].statements
    in_row(page, first.label, 1).click(delay=20)  # both at once: what waits goes in one message
    in_row(page, second.label, 3).click(delay=20)
    kept.becomes(page, lambda answer: answer.level == 3, second.id)
    kept.becomes(page, lambda answer: answer.level == 1, first.id)
    expect(page.get_by_text("2 of 18 answered.")).to_be_visible()
    settle(page)
    page.get_by_role("button", name=f"Fill down “3 Partly in place” from {second.label}").click(delay=50)
    page.get_by_label("Fill down").select_option(label=others[2].label)
    expect(
        page.get_by_text(f"This changes 3: {', '.join(each.label for each in others[:3])}.")
    ).to_be_visible()
    assert kept.entries(others[0].id) == []  # looked at, and not yet done
    kept.record(ben, JUDGEMENT, "4", others[1].id)
    page.get_by_role("button", name="Fill 3 rows").click(delay=50)
    for each in (others[0], others[2]):
        kept.becomes(page, lambda answer: answer.level == 3, each.id)
        assert len(kept.entries(each.id)) == 1
    refused = page.get_by_role("row").filter(has_text=others[1].label)
    expect(refused).to_contain_text("Not saved: where the department stands was changed by Ben Lindqvist")
    expect(in_row(page, others[1].label, 4)).to_be_checked()
    assert [entry[1] for entry in kept.entries(others[1].id)] == [4]
    settle(page)
    page.get_by_role("checkbox", name=f"Unsure of {second.label}").click(delay=50)
    answer = kept.becomes(page, lambda answer: answer.unsure, second.id)
    assert answer.level == 3  # a second save of the row writes nothing else
    click(page.get_by_role("link", name=others[1].label, exact=True))
    click(page.get_by_role("button", name="Keep theirs"))
    shows(page.locator(f".st-key-card-{others[1].id}"), 4)
    page.go_back()
    expect(page.get_by_role("heading", name="18 statements in one table", level=1)).to_be_visible()


def test_in_the_table_arrows_are_one_decision_and_enter_goes_on_to_the_row_below(
    look: Callable[..., Locator], kept: Kept
) -> None:
    page = in_table(look(), kept)
    first, second, *_ = kept.held.frameworks[kept.round.framework_id].statements
    in_row(page, first.label, 0).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(in_row(page, second.label, 0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    click(page.get_by_role("link", name="One statement at a time"))  # sent before the page is left
    assert kept.becomes(page, lambda answer: answer.level == 3, first.id).version == 1
    assert kept.becomes(page, lambda answer: answer.level == 1, second.id).version == 1
