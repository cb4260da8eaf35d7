"""Sign-in as Entra ID has it: an issuer of another form than its document's address, hundreds of groups, addresses
of which nothing is said. The provider is real but for its document, which stands elsewhere.
"""

import threading
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from maturity.assessment.people import EVERY_DEPARTMENT, Person, Role, local_person
from maturity.services import administering, history
from maturity.services.installation import Installation, open_installation
from maturity.settings import DISCOVERY, ROOT
from tests.browser.conftest import Provider, Server, free_port
from tests.browser.steady import NewContext, settle

if TYPE_CHECKING:
    from tests.browser.warm import Warm

ME = local_person()
TENANT = "/11111111-2222-3333-4444-555555555555/v2.0"
AUDITORS = "aaaaaaaa-1111-2222-3333-444444444444"
MANY = [f"{number:08}-1111-2222-3333-444444444444" for number in range(400)]
Come = Callable[..., Page]


@dataclass
class Document:
    """The provider's document at an address that does not begin as its issuer does; away when that is said."""

    address: str = ""
    away: bool = False


@pytest.fixture(scope="module")
def document(provider: Provider) -> Iterator[Document]:
    found = Document()
    with urllib.request.urlopen(f"{provider.address}{DISCOVERY}", timeout=10) as answer:
        said = answer.read()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503 if found.away else 200 if self.path == f"{TENANT}{DISCOVERY}" else 404)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_port}{TENANT}{DISCOVERY}"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, document: Document, warm: "Warm | None"
) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("ministry")
    served = Server(f"sqlite:///{folder / 'maturity.sqlite'}", free_port(), folder / "server.log", warm=warm)
    served.settings = {
        "MATURITY_OIDC_METADATA_URL": document.address,
        "MATURITY_OIDC_CLIENT_ID": "maturity-tests",
        "MATURITY_OIDC_CLIENT_SECRET": "not looked at",
        "MATURITY_COOKIE_SECRET": "a secret of the tests, and of nobody else",
        "MATURITY_PUBLIC_URL": f"{served.address}/data/maturity",
        "MATURITY_OIDC_TRUSTED_DOMAINS": "department.example",
        "MATURITY_OIDC_USER_NAME": "true",
        "MATURITY_OIDC_GROUP_ROLES": f"{AUDITORS}=auditor",
        "MATURITY_CONTACT": "the data office",
    }
    served.start()
    yield served
    served.stop()


@pytest.fixture(scope="module")
def held(server: Server) -> Iterator[Installation]:
    opened = open_installation(server.database, ROOT / "frameworks")
    administering.open_round(
        opened, ME, datetime.now(UTC), title="Spring", framework_id="nao-data-2019", closes=None
    )
    yield opened
    opened.store.close()


@pytest.fixture
def invite(held: Installation) -> Callable[..., Person]:
    def register(name: str) -> Person:
        known = {each.name: each for each in administering.every_person(held, ME)}  # by a try before this one
        return known.get(name) or administering.register_person(
            held,
            ME,
            datetime.now(UTC),
            name=name,
            email=f"{name}@department.example",
            roles=[(Role.READER, EVERY_DEPARTMENT)],
        )

    return register


@pytest.fixture
def come(server: Server, provider: Provider, new_context: NewContext) -> Come:
    """`come("ann", email=…)` is a new browser at the address of a page, in which that subject has signed in."""

    def signed_in(subject: str, **claims: object) -> Page:
        provider.knows(subject, **claims)
        page = new_context().new_page()
        page.goto(f"{server.settings['MATURITY_PUBLIC_URL']}/compare?round=spring")
        settle(page).get_by_role("button", name="Sign in").click(delay=50)
        page.get_by_placeholder("sub").fill(subject)
        page.get_by_role("button", name="Authorize", exact=True).click()
        return page

    return signed_in


def test_an_address_of_a_domain_that_is_trusted_lets_in_where_nothing_is_said_of_it(
    come: Come, invite: Callable[..., Person], server: Server
) -> None:
    invite("Ann")
    page = come("ann", name="Ann", email="Ann@Department.example")
    expect(page.get_by_text("Signed in as Ann.")).to_be_visible()
    assert page.url.startswith(f"{server.settings['MATURITY_PUBLIC_URL']}/compare?round=spring")


@pytest.mark.parametrize(
    ("subject", "claims"),
    [
        ("denied", {"email": "bo@department.example", "email_verified": False}),
        ("elsewhere", {"email": "bo@department.example.evil"}),
        ("unnamed", {"preferred_username": "bo@elsewhere.example"}),
        ("called", {"preferred_username": "bo@elsewhere.example", "email_verified": True}),
    ],
)
def test_no_other_address_does(
    come: Come, held: Installation, subject: str, claims: dict[str, object]
) -> None:
    for address in {str(each) for name, each in claims.items() if name != "email_verified"}:
        if address not in [each.email for each in administering.every_person(held, ME)]:
            now = datetime.now(UTC)
            administering.register_person(held, ME, now, name=subject, email=address, roles=[])
    page = come(subject, name="Bo", **claims)
    expect(page.get_by_text("You are not known here. To be let in, ask the data office.")).to_be_visible()


def test_what_somebody_is_called_is_their_address_where_there_is_no_mailbox(
    come: Come, invite: Callable[..., Person]
) -> None:
    invite("Cy")
    page = come("cy", name="Cy", preferred_username="cy@department.example")
    expect(page.get_by_text("Signed in as Cy.")).to_be_visible()


def test_hundreds_of_groups_are_no_hindrance_and_some_give_a_role(
    come: Come, invite: Callable[..., Person], held: Installation
) -> None:
    gus = invite("Gus")

    def roles() -> set[Role]:
        (found,) = (each for each in administering.every_person(held, ME) if each.id == gus.id)
        return {role for role, _ in found.roles}

    page = come("gus", name="Gus", email="gus@department.example", groups=[*MANY, AUDITORS])
    expect(page.get_by_text("Signed in as Gus.")).to_be_visible()
    expect(page.get_by_role("link", name="Review", exact=True)).to_be_visible()
    assert roles() == {Role.READER, Role.AUDITOR}
    kept = [each for each in page.context.cookies() if each["name"].startswith("_streamlit_user")]
    assert len(kept) == 1
    assert len(kept[0]["value"]) < 900

    absent = come("gus", name="Gus", email="gus@department.example", _claim_names={"groups": "src1"})
    expect(absent.get_by_role("link", name="Review", exact=True)).to_be_visible()
    assert roles() == {Role.READER, Role.AUDITOR}

    left = come("gus", name="Gus", email="gus@department.example", groups=MANY)
    expect(left.get_by_text("Signed in as Gus.")).to_be_visible()
    assert roles() == {Role.READER}
    page.reload()  # an older sign-in knows of groups that are over
    expect(page.get_by_text("Your sign-in was ended.")).to_be_visible()
    told = history.changes(held, ME, most=2).entries
    assert [each.change.why for each in told] == ["By the groups of the sign-in"] * 2
    assert {each.change.person for each in told} == {gus.id}


def test_cookies_of_before_that_are_large_are_no_hindrance(
    server: Server, provider: Provider, new_context: NewContext, invite: Callable[..., Person]
) -> None:
    invite("Eli")
    provider.knows("eli", name="Eli", email="eli@department.example")
    context = new_context()
    public = server.settings["MATURITY_PUBLIC_URL"]
    context.add_cookies(
        [
            {"name": f"_streamlit_user_tokens_{each}", "value": "x" * 3900, "url": public}
            for each in range(1, 4)
        ]
    )
    page = context.new_page()
    page.goto(public)
    settle(page).get_by_role("button", name="Sign in").click(delay=50)
    page.get_by_placeholder("sub").fill("eli")
    page.get_by_role("button", name="Authorize", exact=True).click()
    expect(page.get_by_text("Signed in as Eli.")).to_be_visible()


def test_a_provider_that_is_away_is_told_at_the_door_with_whom_to_ask(
    server: Server, document: Document, new_context: NewContext
) -> None:
    page = new_context().new_page()
    page.goto(f"{server.settings['MATURITY_PUBLIC_URL']}/compare?round=spring")
    document.away = True
    try:
        settle(page).get_by_role("button", name="Sign in").click(delay=50)
        expect(page.get_by_text("does not work at present")).to_be_visible()
        expect(page.get_by_text("ask the data office")).to_be_visible()
    finally:
        document.away = False
    settle(page).get_by_role("button", name="Sign in").click(delay=50)
    expect(page.get_by_placeholder("sub")).to_be_visible()


def test_signing_out_while_the_database_is_away_is_told_and_then_ends_here_alone(
    come: Come, invite: Callable[..., Person], server: Server
) -> None:
    invite("Dee")
    page = come("dee", name="Dee", email="dee@department.example")
    expect(page.get_by_text("Signed in as Dee.")).to_be_visible()
    settle(page)
    file = Path(server.database.removeprefix("sqlite:///"))
    away = file.rename(file.with_name("away.sqlite"))
    try:
        page.get_by_role("button", name="Sign out").click(delay=50)
        expect(page.get_by_text("Not signed out: it cannot be kept now")).to_be_in_viewport()
        page.get_by_role("button", name="Sign out").click(delay=50)
        page.get_by_role("button", name="End session").click()
    finally:
        away.rename(file)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.get_by_text("sign-in was not completed").count() == 0
