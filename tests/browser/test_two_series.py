"""Two series side by side in a real browser: evidence used again, one action for both, and a choice of language."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import local_person
from maturity.services import administering, answering, companions, frameworks, portfolios
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import click, press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
ASKED = "enterprise-data-strategy"
TINY = (ROOT / "tests" / "frameworks" / "two-themes.yaml").read_text(encoding="utf-8")
CROSSWALK = f"""format: 1
id: nao-two
title: NAO beside Two themes
origin: house
between: {{one: nao-data-2019, other: two-themes}}
related:
  - {{one: [{ASKED}], other: [a1], note: The other asks about any plan.}}
"""
ELSEWHERE = Answer(
    state=State.LEVEL,
    level=3,
    evidence="The plan of 2025",
    links=("https://example.org/plan",),
    evidence_date=date(2026, 5, 1),
)


@pytest.fixture
def kept(server: "Server") -> Iterator[Installation]:
    """What the server keeps: a round of each series, and what was said in one of them."""
    held, now = open_installation(server.database, ROOT / "frameworks"), datetime.now(UTC)
    with closing(held.store):
        frameworks.take_in(held, ME, now, text=TINY, name="two-themes.yaml")
        administering.add_department(held, ME, now, name="Treasury")
        for title, framework in (("Data", "nao-data-2019"), ("Plans", "two-themes")):
            administering.open_round(held, ME, now, title=title, framework_id=framework, closes=None)
            started = answering.start_assessment(
                held, ME, now, round_id=title.lower(), department_id="treasury"
            )
        answering.record_answer(held, ME, now, assessment_id=started.id, statement_id="a1", answer=ELSEWHERE)
        yield held


def begun(held: Installation) -> int:
    found = answering.assessment_of(held, ME, round_id="data", department_id="treasury")
    assert found is not None
    return found.id


def now_kept(held: Installation) -> Answer:
    return answering.assessment_view(held, ME, assessment_id=begun(held)).answers[ASKED]


def test_evidence_given_elsewhere_is_shown_and_used_once_and_never_over_a_newer_answer(
    go: Callable[[str], Page], kept: Installation
) -> None:
    page = go("/frameworks")
    page.locator("input[type=file]").set_input_files(
        {"name": "nao-two.yaml", "mimeType": "application/yaml", "buffer": CROSSWALK.encode()}
    )
    expect(page.get_by_text("1 relation between nao-data-2019 and two-themes")).to_be_visible()
    press(page, "Take it in")
    expect(page.get_by_text("says its word on Answer from now on")).to_be_visible()

    page = go(f"/answer?round=data&department=treasury&statement={ASKED}")
    beside = page.locator(".st-key-beside")
    expect(beside.get_by_text("Plans, “A plan”: 3 Mostly")).to_be_visible()
    expect(beside.get_by_text("The other asks about any plan.")).to_be_visible()
    click(beside.get_by_role("button", name="Use this evidence"))
    expect(page.get_by_text("its level stays as it is")).to_be_visible()
    expect(page.get_by_text("From Two themes, “A plan” (Plans): The plan of 2025")).to_be_visible()
    press(page, "Add it")
    expect(page.get_by_text("The evidence was added.")).to_be_visible()
    field = page.get_by_label("Evidence, in your own words")
    expect(field).to_have_value("From Two themes, “A plan” (Plans): The plan of 2025")
    expect(beside.get_by_text("Its evidence is in this answer already.")).to_be_visible()
    used = now_kept(kept)
    assert (used.state, used.version, used.links) == (State.NOT_ANSWERED, 1, ELSEWHERE.links)
    assert used.evidence_date == ELSEWHERE.evidence_date
    field.fill("Ours now")
    field.blur()
    expect(page.locator(f".st-key-card-{ASKED}").get_by_text("Saved")).to_be_visible()
    settle(page)
    assert (now_kept(kept).evidence, now_kept(kept).version) == ("Ours now", 2)

    click(beside.get_by_role("button", name="Use this evidence"))
    newer = now_kept(kept).model_copy(update={"evidence": "Somebody else’s"})
    answering.record_answer(
        kept, ME, datetime.now(UTC), assessment_id=begun(kept), statement_id=ASKED, answer=newer
    )
    press(page, "Add it")
    expect(page.get_by_text("This answer has changed since that was shown")).to_be_visible()
    expect(field).to_have_value("Somebody else’s")
    assert now_kept(kept).evidence == "Somebody else’s"


def test_statements_are_read_in_the_language_of_the_address_and_marked_with_it(
    go: Callable[[str], Page], kept: Installation
) -> None:
    page = go(f"/answer?round=data&department=treasury&statement={ASKED}&language=cy")
    card = page.locator(f".st-key-card-{ASKED}")
    expect(card.locator("h1")).to_have_attribute("lang", "cy")
    expect(card.locator("h1")).to_have_text("Strategaeth ddata'r sefydliad")
    expect(card.locator(".statement")).to_have_attribute("lang", "cy")
    expect(card.locator("b[lang=cy]").get_by_text("Ar waith", exact=True)).to_be_visible()
    expect(card.locator("span[lang=cy]").get_by_text("yn ddigon manwl i weithredu arni")).to_be_visible()
    expect(page.locator(".st-key-beside ul[lang=cy]")).to_contain_text("Y strategaeth ddata")
    page.get_by_role("link", name="Next unanswered: Fits overall objectives").click()
    page.wait_for_url("**language=cy**")
    settle(page)
    other = page.locator(".st-key-card-strategy-fits-objectives")
    expect(other.locator("h1")).to_have_attribute("lang", "en")  # not translated yet
    expect(other.locator("b[lang=cy]").get_by_text("Ar waith", exact=True)).to_be_visible()
    click(other.get_by_role("radio", name="2 Wrthi'n cael ei ddatblygu"))
    expect(other.get_by_text("Saved")).to_be_visible()
    expect(page.get_by_role("navigation", name="Statements").locator("[lang=cy]").first).to_be_visible()
    page = go(
        f"/answer?round=data&department=treasury&statement={ASKED}"
    )  # kept for the visit, as Home leads here
    expect(card.locator("h1")).to_have_attribute("lang", "en")
    click(page.get_by_role("combobox", name="Language"))
    click(page.get_by_role("option", name="Cymraeg (draft)"))
    expect(card.locator("h1")).to_have_attribute("lang", "cy")
    assert "language=cy" in page.url
    click(page.get_by_role("link", name="All in one table"))
    expect(page.get_by_role("link", name="Map ffordd ar gyfer gwella", exact=True)).to_be_visible()


def test_one_action_is_proposed_for_statements_of_both(go: Callable[[str], Page], kept: Installation) -> None:
    companions.take_in_companion(kept, ME, datetime.now(UTC), text=CROSSWALK, name="nao-two.yaml")
    said = Answer(state=State.LEVEL, level=1)
    answering.record_answer(
        kept, ME, datetime.now(UTC), assessment_id=begun(kept), statement_id=ASKED, answer=said
    )
    page = go(f"/road-map?round=data&department=treasury&statement={ASKED}")
    page.get_by_label("Title", exact=True).fill("One plan for both")
    click(page.get_by_role("combobox", name="Raises of other frameworks, too"))
    click(page.get_by_role("option", name="A plan to 4 Complete (Two themes, 1)"))
    page.keyboard.press("Escape")
    page.get_by_label("Why there is no due date").fill("To be planned")
    press(page, "Propose this action")
    card = page.locator(".st-key-one-action")
    expect(card.get_by_text("A plan to 4 Complete (of Two themes, edition 1)").first).to_be_visible()
    (action,) = portfolios.actions_of(kept, ME, round_id="data")
    assert [(each.framework_id, each.statement_id, each.to) for each in action.further] == [
        ("two-themes", "a1", 4)
    ]
    page = go(f"/road-map?round=plans&department=treasury&action={action.id}")
    expect(card.get_by_text("Raises: A plan to 4 Complete;").first).to_be_visible()
    expect(card.get_by_text("(of Data strategy, business alignment and governance").first).to_be_visible()
    expect(card.get_by_role("combobox", name="Raises of other frameworks, too")).to_have_count(0)
