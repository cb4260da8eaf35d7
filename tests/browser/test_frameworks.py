"""Frameworks in a real browser: taken in from a spreadsheet, and the next edition of our own lived through."""

import io
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from playwright.sync_api import Page, expect

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import local_person
from maturity.bundle import verifying
from maturity.plan.action import Action, ActionMove, Rise
from maturity.services import administering, answering, exporting, offline, planning
from maturity.services.installation import open_installation
from maturity.settings import ROOT
from maturity.workbook import framework_sheets
from tests.browser.steady import click

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
SAID = {
    "Id": "our-own-2027",
    "Edition": "2027",
    "Title": "Our own framework",
    "Language": "en",
    "Publisher": "Us",
    "Publication": "A paper",
    "Published": "2026-01-31",
    "Licence": "Ours",
    "Overall score": "statement_mean",
    **dict.fromkeys(
        ["Whose statements", "Whose scale", "Whose levels", "Whose guidance", "Whose scoring"], "house"
    ),
}
GONE, WORDS, WHOLE, LEFT, RIGHT, MOVED = (
    "poor-data-cost",
    "business-ownership",
    "quality-monitored",
    "data-architecture",
    "architecture-integrated",
    "information-flows",
)


def filled(*, without: str = "") -> bytes:
    """The empty spreadsheet as somebody fills it in, but for one cell."""
    book = openpyxl.load_workbook(io.BytesIO(framework_sheets.framework_workbook()))
    for row in book["Framework"].iter_rows(min_row=2):
        row[1].value = SAID.get(str(row[0].value), "")
    for row in book["Scale"].iter_rows(min_row=2):
        row[1].value, row[2].value = f"Step {row[0].value}", "What it means"
    page = book["Statements"]
    headings = [str(cell.value) for cell in page[1]]
    for label in ("A plan", "An owner"):
        own = {"Theme": "Plans", "Label": label, "Statement": f"There is {label.lower()}."}
        own |= {f"Level {level}": f"{label} at {level}" for level in range(5)}
        page.append(["" if f"{label} {each}" == without else own.get(each, "") for each in headings])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_framework_from_a_spreadsheet_is_taken_in_and_answered_without_a_terminal(
    go: Callable[[str], Page], server: "Server"
) -> None:
    page = go("/frameworks")
    upload = page.locator("input[type=file]")
    kind = framework_sheets.__name__
    upload.set_input_files({"name": "own.xlsx", "mimeType": kind, "buffer": filled(without="A plan Level 3")})
    expect(page.get_by_text("own.xlsx cannot be taken in yet: 1 fault.")).to_be_visible()
    expect(page.get_by_text("“a-plan” does not describe level 3.")).to_be_visible()
    upload.set_input_files({"name": "own.xlsx", "mimeType": kind, "buffer": filled()})
    expect(page.get_by_text("“Our own framework”, edition 2027, is sound")).to_be_visible()
    click(page.get_by_role("button", name="Take it in"))
    expect(page.get_by_text("A round can be opened with it.")).to_be_visible()
    page = go("/frameworks?framework=our-own-2027")  # nothing rests on it, so it can go, and come again
    click(page.get_by_role("button", name="Take it away", exact=True))
    click(page.get_by_role("button", name="Take it away for good"))
    expect(page.get_by_text("“Our own framework”, edition 2027, is not here any more.")).to_be_visible()
    upload.set_input_files({"name": "own.xlsx", "mimeType": kind, "buffer": filled()})
    click(page.get_by_role("button", name="Take it in"))
    expect(page.get_by_text("A round can be opened with it.")).to_be_visible()

    page = go("/administration")
    click(page.get_by_role("combobox", name="Framework", exact=True))
    click(page.get_by_role("option", name="Our own framework, edition 2027"))
    page.get_by_label("Title of the round").fill("Ours")
    click(page.get_by_role("button", name="Open the round"))
    expect(page.get_by_role("rowheader", name="Ours (Our own framework, edition 2027)")).to_be_visible()
    page.get_by_label("Name of the department").fill("Treasury")
    click(page.get_by_role("button", name="Add the department"))
    expect(page.get_by_role("rowheader", name="Treasury", exact=True)).to_be_visible()

    page = go("/answer?round=ours&department=treasury")
    click(page.get_by_role("button", name="Start"))
    card = page.locator(".st-key-card-a-plan")
    click(card.get_by_role("radio", name="3 Step 3"))
    expect(card.get_by_text("Saved")).to_be_visible()


def next_edition() -> str:
    """The next edition of our own framework, invented: one statement new, dropped, reworded, split, merged and moved;
    of three of these it says nothing.
    """
    text = (ROOT / "tests" / "editions" / "nao-data-2027.yaml").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    return "".join(each for each in lines if not each.endswith(("reworded}\n", "dropped}\n", "moved}\n")))


def begun(server: "Server") -> None:
    """The Treasury's answers of 2019, all at level 2, with an approved action on each statement that meets a fate."""
    now = datetime.now(UTC)
    installation = open_installation(server.database, ROOT / "frameworks")
    try:
        administering.open_round(
            installation,
            ME,
            now.replace(year=now.year - 1),
            title="Before",
            framework_id="nao-data-2019",
            closes=None,
        )
        administering.add_department(installation, ME, now, name="Treasury")
        started = answering.start_assessment(
            installation, ME, now, round_id="before", department_id="treasury"
        )
        for key in installation.frameworks["nao-data-2019"].by_id:
            answer = Answer(state=State.LEVEL, level=2)
            answering.record_answer(
                installation, ME, now, assessment_id=started.id, statement_id=key, answer=answer
            )
        for key in (GONE, WORDS, WHOLE, LEFT, RIGHT, MOVED):
            made = planning.propose_action(
                installation,
                ME,
                now,
                action=Action(
                    round_id="before",
                    title=f"Raise {key}",
                    departments=("treasury",),
                    rises=(Rise(statement_id=key, to=4),),
                    owner="Somebody",
                    due=date(now.year + 1, 12, 31),
                ),
            )
            planning.move_action(
                installation, ME, now, action_id=made.id, move=ActionMove.APPROVE, based_on=made.version
            )
    finally:
        installation.store.close()


def test_the_next_edition_of_our_own_framework_is_lived_through(
    go: Callable[[str], Page], server: "Server", tmp_path: Path
) -> None:
    begun(server)
    text = next_edition()
    page = go("/frameworks")
    page.locator("input[type=file]").set_input_files(
        {"name": "nao-data-2027.yaml", "mimeType": "application/yaml", "buffer": text.encode()}
    )
    expect(page.get_by_text("It does not say what became of every statement.")).to_be_visible()
    expect(page.get_by_text(f"{{was: [{GONE}], now: [], kind: dropped}}")).to_be_visible()
    expect(page.get_by_text(f"{{was: [{MOVED}], now: [flows], kind: moved}}")).to_be_visible()
    expect(page.get_by_text(f"{{was: [{WORDS}], now: [{WORDS}], kind: reworded}}")).to_be_visible()
    click(page.get_by_role("button", name="Take it in"))
    expect(page.get_by_text("A round can be opened with it.")).to_be_visible()

    page = go("/administration")
    click(page.get_by_text("Open another round"))
    page.get_by_label("Title of the round").fill("After")
    click(page.get_by_role("combobox", name="Framework", exact=True))
    click(page.get_by_role("option", name="edition 2027"))
    click(page.get_by_role("button", name="Open the round"))
    expect(page.get_by_role("rowheader", name="After (")).to_be_visible()

    page = go("/answer?round=after&department=treasury")
    click(page.get_by_role("button", name="Start from"))
    click(page.get_by_role("button", name="Confirm what is unchanged"))
    expect(page.get_by_text("and the statement is worded otherwise since")).to_be_visible()
    click(page.get_by_role("button", name="Confirm all"))
    expect(page.get_by_text("answers confirmed.")).to_be_visible()
    page = go(f"/answer?round=after&department=treasury&statement={WORDS}")
    expect(page.get_by_text("It was worded otherwise. Read both before you confirm")).to_be_visible()
    page = go("/answer?round=after&department=treasury&statement=quality-rules")
    expect(page.get_by_text("One statement was split since. Nothing is carried over")).to_be_visible()

    page = go("/road-map?round=after&department=treasury")
    expect(page.get_by_text("no longer asked").first).to_be_visible()
    expect(page.get_by_text("split since into “Quality rules” and “Quality measured”").first).to_be_visible()
    expect(page.get_by_text("merged since into “Architecture”").first).to_be_visible()
    page = go("/road-map?round=after&department=treasury&action=1")
    click(page.locator(".st-key-one-action").get_by_text("Its history"))
    expect(
        page.get_by_role("cell", name="Proposed. Raises: Poor-data cost quantified to 4 In place").first
    ).to_be_visible()
    page = go("/over-time?department=treasury")
    expect(page.get_by_text("The framework changed between the rounds").first).to_be_visible()
    page = go("/board-pack?round=after&department=treasury")
    with page.expect_download() as download:
        click(page.get_by_role("button", name="Download the board pack"))
    file = tmp_path / "pack.xlsx"
    download.value.save_as(file)
    assert "Movement" in openpyxl.load_workbook(file).sheetnames
    page = go("/history?what=action")
    expect(page.get_by_text("Poor-data cost quantified").first).to_be_visible()
    expect(page.get_by_text("poor-data-cost to 4")).to_have_count(0)
    installation, now = open_installation(server.database, ROOT / "frameworks"), datetime.now(UTC)
    with closing(installation.store):
        for round_id in ("before", "after"):
            assert verifying.verify(exporting.bundle(installation, ME, round_id=round_id))
        started = answering.assessment_of(installation, ME, round_id="after", department_id="treasury")
        assert started is not None
        book = offline.template(installation, ME, now, assessment_id=started.id, filled=True)
        assert offline.preview(installation, ME, now, assessment_id=started.id, data=book).differences
