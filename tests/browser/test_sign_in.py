"""Sign-in with a real OpenID Connect provider, on a real server, in a real browser; all on this computer."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from maturity.assessment.answer import AnswerField
from maturity.assessment.people import Person, Role, local_person
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.steady import NewContext, settle

if TYPE_CHECKING:
    from tests.browser.conftest import Provider, Server

ME = local_person()
SECRET = "a secret of the tests, and of nobody else"
COOKIE = "_streamlit_user"
DRAFT = "Only the Treasury knows of this"

Come = Callable[..., Page]


@pytest.fixture(scope="module")
def signing(signing_server: "Server") -> Iterator[tuple["Server", Installation]]:
    """A server with sign-in, and the installation that it serves, with a draft of the Treasury's."""
    server = signing_server
    installation = open_installation(server.database, ROOT / "frameworks")
    now = datetime.now(UTC)
    for name in ("Treasury", "Home Office"):
        administering.add_department(installation, ME, now, name=name)
    administering.open_round(installation, ME, now, title="Spring", framework_id="nao-data-2019", closes=None)
    begun = answering.start_assessment(installation, ME, now, round_id="spring", department_id="treasury")
    answering.record_field(
        installation,
        ME,
        now,
        assessment_id=begun.id,
        statement_id="enterprise-data-strategy",
        field=AnswerField.EVIDENCE,
        words=DRAFT,
        based_on=0,
    )
    yield server, installation
    installation.store.close()


@pytest.fixture
def invite(signing: tuple["Server", Installation]) -> Callable[..., Person]:
    """`invite("Ada Author", Role.READER)` as an administrator does."""

    def register(name: str, role: Role, department: str = "*") -> Person:
        email = f"{name.replace(' ', '.')}@Example.org"
        return administering.register_person(
            signing[1], ME, datetime.now(UTC), name=name, email=email, roles=[(role, department)]
        )

    return register


@pytest.fixture
def come(
    new_context: NewContext, signing: tuple["Server", Installation], provider: "Provider"
) -> Iterator[Come]:
    """`come("/compare")` is a page in a new browser, with the `cookie` given; it reaches this computer only."""
    foreign: list[str] = []

    def only_here(route: Route) -> None:
        url = route.request.url
        if url.startswith((signing[0].address, provider.address, "data:", "blob:")):
            route.continue_()
            return
        if not route.request.frame.url.startswith(
            provider.address
        ):  # whose own page has a style sheet elsewhere
            foreign.append(url)
        route.abort()

    def open_one(path: str = "/", cookie: str | None = None, width: int = 1280) -> Page:
        context = new_context(base_url=signing[0].address, viewport={"width": width, "height": 900})
        context.route("**/*", only_here)
        if cookie is not None:
            context.add_cookies([{"name": COOKIE, "value": cookie, "url": signing[0].address}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_one
    assert foreign == []


@pytest.fixture
def cookie(signing: tuple["Server", Installation], provider: "Provider") -> Callable[..., str]:
    """A cookie as the server signs it for a sign-in of Ada's a minute ago, but for what is `changed`."""

    settings = signing[0].settings

    def make(secret: str = settings["MATURITY_COOKIE_SECRET"], **changed: object) -> str:
        said = {
            "iss": provider.address,
            "aud": settings["MATURITY_OIDC_CLIENT_ID"],
            "sub": "cookie-ada",
            "iat": int(time.time()) - 60,
            "exp": int(time.time()) + 3600,
            "name": "Ada Author",
            "email": "ada@example.org",
            "email_verified": True,
            "origin": signing[0].address,
            "is_logged_in": True,
            "provider": "default",
        }
        return create_signed_value(secret, COOKIE, json.dumps(said | changed)).decode()

    return make


def sign_in(page: Page, subject: str) -> None:
    page.get_by_role("button", name="Sign in").click(delay=50)
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize", exact=True).click()


def see_nothing(page: Page) -> None:
    """The door, and behind it nothing."""
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    said = page.locator("body").inner_text()
    for kept in ("Treasury", "Spring", "Department A", "People", "Compare", DRAFT):
        assert kept not in said


def test_signed_out_there_is_one_button_and_nothing_else_whatever_the_address(come: Come) -> None:
    page = come("/")
    see_nothing(page)
    assert page.get_by_role("main").get_by_role("button").count() == 1
    expect(page.get_by_role("heading", name="Data maturity")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    for path in ("/answer?department=treasury", "/compare?as=local", "/administration", "/no-such-page"):
        page.goto(path)
        see_nothing(page)


def test_an_invited_person_signs_in_works_in_their_own_name_and_signs_out(
    come: Come, invite: Callable[..., Person], provider: "Provider", signing: tuple["Server", Installation]
) -> None:
    ada = invite("Ada Author", Role.CONTRIBUTOR, "treasury")
    provider.knows("ada-1", name="A. Author", email="ADA.author@example.ORG", email_verified=True)
    page = come("/")
    sign_in(page, "ada-1")
    expect(page.get_by_text("Signed in as Ada Author.")).to_be_visible()
    assert page.get_by_text("Acting as").count() == 0
    page.goto("/answer?as=local&statement=enterprise-data-strategy")
    card = page.locator(".st-key-card-enterprise-data-strategy")
    card.get_by_role("radio", name="Partly in place").click(delay=50)
    ((assessment, _),) = answering.assessments_to_answer(signing[1], ME, round_id="spring")

    def last() -> tuple[str, bool]:
        change = answering.latest_changes(signing[1], ME, assessment_id=assessment.id, most=1)[0]
        return change.person, change.local

    for _ in range(40):
        if last() != (ME.id, True):  # the words that were there before
            break
        page.wait_for_timeout(250)
    assert last() == (ada.id, False)

    # The same cookie in another browser is the same person, until Ada signs out.
    taken = next(each["value"] for each in page.context.cookies() if each["name"] == COOKIE)
    elsewhere = come("/", cookie=taken)
    expect(elsewhere.get_by_text("Signed in as Ada Author.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click(delay=50)
    page.get_by_role("button", name="End session").click()  # the provider's own page
    see_nothing(page)
    elsewhere.reload()
    expect(elsewhere.get_by_text("Your sign-in was ended.")).to_be_visible()
    see_nothing(elsewhere)

    # She is known by issuer and subject from now on: somebody else with her address is not her.
    provider.knows("eve-1", name="Eve", email="ada.author@example.org", email_verified=True)
    sign_in(elsewhere, "eve-1")
    expect(elsewhere.get_by_text("You are not known here.")).to_be_visible()
    sign_in(page, "ada-1")
    expect(page.get_by_text("Signed in as Ada Author.")).to_be_visible()


def test_whoever_asks_a_colleague_is_given_a_mail_that_is_ready_to_send(
    come: Come, invite: Callable[..., Person], provider: "Provider", signing: tuple["Server", Installation]
) -> None:
    ben = invite("Ben Busy", Role.CONTRIBUTOR, "treasury")
    invite("Amara Approver", Role.APPROVER, "treasury")
    provider.knows("amara-1", name="Amara", email="amara.approver@example.org", email_verified=True)
    page = come("/")
    sign_in(page, "amara-1")
    expect(page.get_by_text("Signed in as Amara Approver.")).to_be_visible()
    page.goto("/answer?as=local&statement=enterprise-data-strategy")
    settle(page)
    assert page.get_by_role("link", name="Write them a mail").count() == 0
    ((begun, _),) = answering.assessments_to_answer(signing[1], ME, round_id="spring")
    answering.assign(
        signing[1],
        ME,
        datetime.now(UTC),
        assessment_id=begun.id,
        statement_ids=["enterprise-data-strategy"],
        to=ben.id,
        due=date(2027, 2, 1),
        note="Ask Eva & Co: 50 % of it?",
    )
    page.goto("/answer?statement=enterprise-data-strategy")
    page.locator("summary").filter(has_text="Who answers").click(delay=50)
    mail = page.get_by_role("link", name="Write them a mail")
    expect(mail).to_be_visible()
    url = urlsplit(mail.get_attribute("href") or "")
    asked = parse_qs(url.query, strict_parsing=True)
    # Addresses of the register are for administrators: whoever asks puts in to whom it goes.
    assert (url.scheme, url.path) == ("mailto", "")
    assert asked["subject"] == ["Spring: “Enterprise data strategy”"]
    lines = asked["body"][0].split("\n\n")
    assert lines[:2] == [
        "Please answer “Enterprise data strategy” for Treasury in Spring by 1 February 2027.",
        "Ask Eva & Co: 50 % of it?",
    ]
    assert lines[2].startswith(f"{signing[0].address}/answer?round=spring&department=treasury&statement=")
    assert "as=" not in lines[2]
    page.goto(lines[2])  # as the colleague does
    expect(page.locator(".st-key-card-enterprise-data-strategy")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 400])
def test_an_unknown_person_sees_who_they_are_and_whom_to_ask(
    come: Come, provider: "Provider", width: int
) -> None:
    provider.knows("una", name="Una *Unknown*", email="una@example.org", email_verified=True)
    page = come("/answer?department=treasury", width=width)
    sign_in(page, "una")
    expect(page.get_by_text("You are not known here. To be let in, ask the data office.")).to_be_visible()
    expect(page.get_by_text("Una *Unknown*")).to_be_visible()
    settle(page)
    said = page.locator("body").inner_text()
    assert "una@example.org" in said
    assert not any(kept in said for kept in ("Treasury", "Spring", "Compare", DRAFT))
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Sign out").click(delay=50)
    page.get_by_role("button", name="End session").click()
    see_nothing(page)


def test_an_address_that_the_provider_has_not_verified_invites_nobody(
    come: Come, invite: Callable[..., Person], provider: "Provider"
) -> None:
    invite("Vera Waiting", Role.READER)
    provider.knows("vera", name="Vera", email="vera.waiting@example.org")
    page = come("/")
    sign_in(page, "vera")
    expect(page.get_by_text("has not verified it")).to_be_visible()
    expect(page.get_by_text("You are not known here.")).to_be_visible()


def test_a_person_who_is_disabled_is_shut_out_of_an_open_page(
    come: Come, invite: Callable[..., Person], provider: "Provider", signing: tuple["Server", Installation]
) -> None:
    name = f"Dan Leaver {datetime.now(UTC):%f}"  # another one in a second try: the first is shut out for good
    dan = invite(name, Role.AUDITOR)
    provider.knows(dan.email, name="Dan", email=dan.email, email_verified=True)
    page = come("/")
    sign_in(page, dan.email)
    expect(page.get_by_text(f"Signed in as {name}.")).to_be_visible()
    page.goto("/answer?round=spring&department=treasury&statement=enterprise-data-strategy")
    card = page.locator(".st-key-card-enterprise-data-strategy")
    expect(card.get_by_text("Partly in place").first).to_be_visible()
    settle(page)  # what is clicked while it is being drawn is drawn anew, and the server hears nothing of it
    administering.change_person(
        signing[1], ME, datetime.now(UTC), person_id=dan.id, roles=dan.roles, active=False
    )
    page.wait_for_timeout(2100)  # Visit.FRESH
    card.locator("summary").filter(has_text="Who answers").click(
        delay=50
    )  # a fragment: the rest of the page is not asked for
    expect(page.get_by_text("You are not known here").first).to_be_visible()
    page.reload()
    expect(page.get_by_text("You are not known here. To be let in, ask the data office.")).to_be_visible()
    assert page.get_by_text("Treasury").count() == 0


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"iat": int(time.time()) - 13 * 3600}, "Your sign-in has ended."),
        ({"aud": "another-application"}, "Your sign-in was made for another application."),
        ({"iss": "http://127.0.0.1:1"}, "Your sign-in is from another provider"),
    ],
    ids=["expired", "audience", "issuer"],
)
def test_a_cookie_that_is_old_or_meant_for_another_lets_nobody_in(
    come: Come, cookie: Callable[..., str], changed: dict[str, object], told: str
) -> None:
    page = come("/", cookie=cookie(**changed))
    expect(page.get_by_text(told)).to_be_visible()
    see_nothing(page)


def test_a_cookie_is_believed_only_as_the_server_signed_it(
    come: Come, cookie: Callable[..., str], invite: Callable[..., Person]
) -> None:
    made = invite("Carol Cookie", Role.READER)
    good = cookie(sub="carol", email=made.email)
    expect(come("/", cookie=good).get_by_text("Signed in as Carol Cookie.")).to_be_visible()
    altered = f"{good[:20]}{'A' if good[20] != 'A' else 'B'}{good[21:]}"
    for forged in (altered, cookie("another secret that is as long as it", sub="carol"), good[:-4]):
        see_nothing(come("/", cookie=forged))
