"""A message to the board: kept in the browser until its button is pressed, and nobody's words are lost."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Page, expect

from maturity.assessment.people import EVERY_DEPARTMENT, Person, Role, local_person
from maturity.services import administering, answering, history, messages
from maturity.services.installation import open_installation
from tests.browser.steady import click

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
FRAMEWORKS = Path(__file__).parent.parent.parent / "frameworks"
LABEL, KEEP = "What you tell the board", "Keep the message"
OF: dict[str, Any] = {"round_id": "spring", "department_id": "home-office"}


def test_a_message_is_kept_when_it_is_pressed_and_both_are_shown_to_whoever_comes_second(
    go: Callable[[str], Page], server: "Server"
) -> None:
    here = open_installation(server.database, FRAMEWORKS)
    now = datetime.now(UTC)
    administering.open_round(here, ME, now, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(here, ME, now, name="Home Office")
    answering.start_assessment(here, ME, now, **OF)
    roles = [(Role.APPROVER, EVERY_DEPARTMENT)]
    olu: Person = administering.register_person(here, ME, now, name="Olu Owner", roles=roles)

    def kept() -> str:
        found = messages.message_of(here, ME, **OF)
        return found.text if found else ""

    def comes(text: str) -> None:
        for _ in range(60):
            if kept() == text:
                break
            page.wait_for_timeout(250)
        assert kept() == text
        expect(page.get_by_label(LABEL)).to_have_value(text)

    page = go("/board-pack?round=spring&department=home-office")
    page.get_by_label(LABEL).press_sequentially("=1+1, says")
    page.wait_for_timeout(2000)
    assert kept() == ""
    page.reload()  # before it was pressed: the words are in this browser still
    expect(page.get_by_label(LABEL)).to_have_value("=1+1, says")
    click(page.get_by_role("button", name=KEEP))
    comes("=1+1, says")
    expect(page.get_by_text("by The person at this computer")).to_be_visible()
    page.get_by_label(LABEL).fill("A second time")
    click(page.get_by_role("button", name=KEEP))
    comes("A second time")

    seen = messages.message_of(here, ME, **OF)
    assert seen is not None
    messages.write_message(here, olu, datetime.now(UTC), text="Olu's", based_on=seen.version, **OF)
    page.get_by_label(LABEL).fill("Mine")
    click(page.get_by_role("button", name=KEEP))
    expect(page.get_by_text("Not saved yet: this was changed by Olu Owner")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Olu's")).to_be_visible()
    assert kept() == "Olu's"
    click(page.get_by_role("button", name="Keep mine all the same"))
    comes("Mine")
    expect(page.get_by_text("Not saved yet")).to_have_count(0)

    seen = messages.message_of(here, ME, **OF)
    assert seen is not None
    messages.write_message(here, olu, datetime.now(UTC), text="Olu's again", based_on=seen.version, **OF)
    page.get_by_label(LABEL).fill("Mine again")
    click(page.get_by_role("button", name=KEEP))
    click(page.get_by_role("button", name="Keep what is kept"))
    comes("Olu's again")

    page.get_by_label(LABEL).fill("")  # without words it is taken away
    click(page.get_by_role("button", name=KEEP))
    comes("")
    entries = history.changes(here, ME, kind="message").entries
    assert [each.change.after and each.change.after["text"] for each in reversed(entries)] == [
        "=1+1, says",
        "A second time",
        "Olu's",
        "Mine",
        "Olu's again",
        None,
    ]
    history.verify(here, ME)
    here.store.close()
