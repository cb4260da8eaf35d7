"""What was done by mistake is undone by the button a person presses; page, store, history and a second try agree."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import EVERY_DEPARTMENT, Role, local_person
from maturity.assessment.round import Status
from maturity.history.chain import Change
from maturity.plan.action import Action, ActionOrigin, Rise
from maturity.services import administering, answering, history, planning, portfolios
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, click, press, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
Go = Callable[[str], Page]


@pytest.fixture(scope="module")
def kept(shared_server: "Server") -> Iterator[Installation]:
    """Kent has answered in Spring; Avon began by mistake; nobody is in Autumn, and Surrey is nowhere."""
    here = open_installation(shared_server.database, ROOT / "frameworks")
    now = datetime.now(UTC)
    for name in ("Kent", "Avon", "Surrey"):
        administering.add_department(here, ME, now, name=name)
    for title in ("Spring", "Autumn"):
        administering.open_round(here, ME, now, title=title, framework_id="nao-data-2019", closes=None)
    kent, _ = (
        answering.start_assessment(here, ME, now, round_id="spring", department_id=each)
        for each in ("kent", "avon")
    )
    answering.record_answer(
        here,
        ME,
        now,
        assessment_id=kent.id,
        statement_id="enterprise-data-strategy",
        answer=Answer(state=State.LEVEL, level=1),
    )
    roles = {"Ada": (Role.ADMINISTRATOR, EVERY_DEPARTMENT), "Amara": (Role.APPROVER, "kent")}
    for name, role in roles.items():
        administering.register_person(here, ME, now, name=name, roles=[role])
    yield here
    here.store.close()


@pytest.fixture
def go(new_context: NewContext, shared_server: "Server", kept: Installation) -> Go:
    """Each page opened is another window."""
    context = new_context(base_url=shared_server.address)

    def opened(path: str) -> Page:
        page = context.new_page()
        page.goto(path)
        return settle(page)

    return opened


def last(kept: Installation) -> Change:
    return history.changes(kept, ME).entries[0].change


def choose(page: Page, kind: str, name: str) -> None:
    """What there is to delete, on Administration."""
    kinds = page.get_by_role("radiogroup", name="Delete")
    if not kinds.is_visible():
        click(page.get_by_text("Delete what was made by mistake"))
    click(kinds.get_by_text(kind, exact=True))
    one = page.get_by_role("combobox", name=re.compile(rf"\b{kind}$")).last
    one.scroll_into_view_if_needed()
    settle(page)  # a list that is open closes when the page scrolls
    one.click()
    click(page.get_by_role("option", name=name, exact=True))
    expect(one).to_have_value(name)
    settle(page)


def about_to_delete(page: Page, kind: str, name: str) -> Page:
    """Administration with the question open whether to delete that."""
    choose(page, kind, name)
    press(page, f"Delete {name}")
    expect(page.get_by_role("button", name="Delete it for good")).to_be_visible()
    return page


def said(page: Page, words: str) -> Locator:
    found = page.get_by_text(words)
    expect(found).to_be_visible()
    expect(found).to_be_in_viewport()
    return found


@pytest.mark.parametrize(
    ("kind", "name", "entry", "again"),
    [
        ("Assessment", "Avon, Spring", "assessment", "There is no assessment"),
        ("Round", "Autumn", "round", "There is no round"),
        ("Department", "Surrey", "department", "There is no department"),
    ],
)
def test_an_administrator_deletes_it_once(
    go: Go, kept: Installation, kind: str, name: str, entry: str, again: str
) -> None:
    page, other = (about_to_delete(go("/administration?as=ada"), kind, name) for _ in range(2))
    page.bring_to_front()
    press(page, "Delete it for good")
    said(page, f"Deleted: {name}. The history says that you did.")
    expect(page.get_by_role("button", name="Delete it for good")).to_have_count(0)
    newest = last(kept)
    assert (newest.kind, newest.person, newest.after) == (entry, "ada", None)
    other.bring_to_front()
    press(other, "Delete it for good")
    said(other, again)
    assert last(kept) == newest
    expect(page.get_by_role("combobox", name=re.compile(rf"\b{kind}$")).last).not_to_have_value(name)


def test_what_something_rests_on_is_not_deleted_and_it_is_said_why(go: Go, kept: Installation) -> None:
    before, page = last(kept), go("/administration?as=ada")
    for kind, name, why in (
        ("Round", "Spring", re.compile("Spring cannot be deleted: .*begun")),
        (
            "Department",
            "Kent",
            "Kent cannot be deleted: Amara has a role for it and 1 assessment is kept of it.",
        ),
        ("Assessment", "Kent, Spring", "Kent, Spring cannot be deleted: 1 answer was given in it"),
    ):
        choose(page, kind, name)
        expect(page.get_by_text(why)).to_be_visible()
        expect(page.get_by_role("button", name=f"Delete {name}")).to_have_count(0)
    assert last(kept) == before


def test_a_submission_is_withdrawn_once(go: Go, kept: Installation) -> None:
    (kent,) = (
        one
        for one, department in answering.assessments_to_answer(kept, ME, round_id="spring")
        if department.id == "kent"
    )
    answering.submit(kept, ME, datetime.now(UTC), assessment_id=kent.id, assurance="We looked")
    pages = [go("/check-and-submit?as=amara&round=spring&department=kent") for _ in range(2)]
    for page in pages:
        page.bring_to_front()
        press(page, "Withdraw the submission")
        expect(page.get_by_role("button", name="Withdraw it", exact=True)).to_be_visible()
    first, second = pages
    first.bring_to_front()
    press(first, "Withdraw it")
    said(first, "The submission is withdrawn: the assessment is a draft again.")
    expect(first.get_by_label("Statement of assurance")).to_have_value("")
    newest = last(kept)
    assert (newest.person, (newest.after or {})["status"]) == ("amara", "draft")
    assert answering.assessment_view(kept, ME, assessment_id=kent.id).assessment.status is Status.DRAFT
    second.bring_to_front()
    press(second, "Withdraw it")
    said(second, "An assessment that is draft cannot be withdrawn.")
    assert last(kept) == newest


def test_an_action_is_deleted_on_its_road_map_and_by_its_number(go: Go, kept: Installation) -> None:
    made = [
        planning.propose_action(
            kept,
            ME,
            datetime.now(UTC),
            action=Action(
                round_id="spring",
                title=title,
                departments=("kent",),
                rises=(Rise(statement_id="enterprise-data-strategy", to=2),),
                origin=ActionOrigin.OWN,
                no_date="Later",
            ),
        )
        for title in ("A mistake", "Another mistake", "Kept")
    ]
    page = go(f"/road-map?round=spring&department=kent&action={made[0].id}")
    card = page.locator(".st-key-one-action")
    expect(card.get_by_text(f"Action {made[0].id}: proposed.")).to_be_visible()
    click(card.get_by_role("button", name="Delete it"))
    press(page, "Delete it for good")
    said(page, "“A mistake” is deleted. The history says that you did.")
    assert (last(kept).kind, last(kept).after) == ("action", None)
    name = f"Action {made[1].id}, Kent, Spring"
    other = about_to_delete(go("/administration?as=ada"), "Action", name)
    expect(other.get_by_text("Another mistake")).to_have_count(0)
    press(other, "Delete it for good")
    said(other, f"Deleted: {name}. The history says that you did.")
    assert (last(kept).kind, last(kept).person, last(kept).after) == ("action", "ada", None)
    assert [each.title for each in portfolios.actions_of(kept, ME, round_id="spring")] == ["Kept"]
