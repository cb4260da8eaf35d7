"""nginx, as deploy/nginx.conf has it, before two servers on one PostgreSQL, with sign-in and over TLS.

The long form (MATURITY_TEST_LONG=1) is of 20 people and a database that is away for 20 seconds.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import httpx
import openpyxl
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from playwright.sync_api import Locator, Page, expect
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from maturity.assessment.people import Role, local_person
from maturity.framework import files
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from maturity.settings import ROOT
from tests.browser.conftest import Provider, Server, free_port
from tests.browser.steady import NewContext, click, settle

if TYPE_CHECKING:
    from tests.browser.warm import Warm
    from tests.conftest import Cluster

ME = local_person()
LONG = bool(os.environ.get("MATURITY_TEST_LONG"))
PEOPLE, AWAY_FOR, TRIPS = (20, 20, 20) if LONG else (4, 5, 2)
SECRET = "a secret of the tests, and of nobody else"
FRAMEWORK = "nao-data-2019"
STATEMENTS = [each.id for each in files.library(ROOT / "frameworks").frameworks[FRAMEWORK].statements]
SAVED = re.compile(r"^✓ Saved \d\d:\d\d$")
GROUPS = [f"{number:08}-1111-2222-3333-444444444444" for number in range(400)]


@dataclass
class Nginx:
    """nginx with the documented configuration, but for names, numbers of ports and where files lie."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def start(self, program: str, servers: list[Server]) -> None:
        _certify(self.folder)
        site = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
        for written, here in {
            "maturity-1:8501": f"127.0.0.1:{servers[0].port}",
            "maturity-2:8501": f"127.0.0.1:{servers[1].port}",
            "maturity.department.example": "127.0.0.1",
            "listen 80;": f"listen 127.0.0.1:{free_port()};",
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port} ssl;",
            "/etc/nginx/tls/": f"{self.folder}/",
            "/var/log/nginx/": f"{self.folder}/",
        }.items():
            assert written in site, written
            site = site.replace(written, here)
        (self.folder / "site.conf").write_text(site, "utf-8")
        kept = " ".join(
            f"{kind}_temp_path {self.folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = (
            f"{'user root;' if os.geteuid() == 0 else ''} daemon off; pid {self.folder}/pid; worker_processes 2;\n"
            f"events {{ worker_connections 4096; }}\nhttp {{ {kept} include {self.folder}/site.conf; }}\n"
        )
        (self.folder / "nginx.conf").write_text(main, "utf-8")
        command = [program, "-p", str(self.folder), "-c", "nginx.conf", "-e", str(self.folder / "error.log")]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError((self.folder / "error.log").read_text())

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in (self.folder / "maturity.log").read_text("utf-8").splitlines()]


def _certify(folder: Path) -> None:
    """A certificate that no one but this test believes."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "maturity.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "maturity.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


@dataclass
class Ministry:
    """All of it: the proxy, its servers, their database, and the installation that it holds."""

    nginx: Nginx
    servers: list[Server]
    cluster: "Cluster"
    installation: Installation
    provider: Provider

    def heal(self) -> None:
        """Start again what a test has left stopped, which would otherwise fail all that come after it."""
        if not self.cluster.running():
            self.cluster.start()
        for server in self.servers:
            if not server.healthy():
                server.start()

    def invite(self, number: int, purpose: str) -> str:
        """Somebody who answers for a department of their own, whose draft is begun; their e-mail address."""
        now, name = datetime.now(UTC), f"{purpose} {number}"
        department = name.lower().replace(" ", "-")
        address = f"{department}@department.example"
        if any(each.email == address for each in administering.every_person(self.installation, ME)):
            return address  # by a try before this one
        administering.add_department(self.installation, ME, now, name=name)
        answering.start_assessment(self.installation, ME, now, round_id="spring", department_id=department)
        administering.register_person(
            self.installation, ME, now, name=name, email=address, roles=[(Role.CONTRIBUTOR, department)]
        )
        return address

    def route_to(self, server: Server) -> str:
        """A number in the cookie of nginx that leads to that server."""
        with httpx.Client(verify=False) as client:
            for number in range(200):
                answer = client.get(
                    f"{self.nginx.address}/health", headers={"Cookie": f"maturity_route={number}"}
                )
                assert answer.status_code == 200
                if self.who_answered(answer.headers["x-request-id"]) == f"127.0.0.1:{server.port}":
                    return str(number)
        raise AssertionError("nginx sends everybody to one server")

    def who_answered(self, request: str) -> object:
        """The server, by its line in the log of nginx: not the last one where a page was closed meanwhile."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for line in reversed(self.nginx.log()):
                if line["request"] == request:
                    return line["server"]
            time.sleep(0.01)
        raise AssertionError(f"nginx has not written down the request {request}")


@pytest.fixture(scope="module")
def ministry(
    tmp_path_factory: pytest.TempPathFactory,
    cluster: Callable[[], AbstractContextManager["Cluster"]],
    missing: Callable[[str, str], NoReturn],
    provider: Provider,
    warm: "Warm | None",
) -> Iterator[Ministry]:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        missing(
            "nginx",
            "The tests of several servers are skipped: nginx is not here (on Debian: the package nginx).",
        )
    folder = tmp_path_factory.mktemp("nginx")
    nginx = Nginx(folder, free_port())
    with cluster() as postgresql:
        url = postgresql.url.render_as_string(hide_password=False)
        servers = [Server(url, free_port(), folder / f"server-{each}.log", warm=warm) for each in (1, 2)]
        installation = open_installation(url, ROOT / "frameworks")
        administering.open_round(
            installation, ME, datetime.now(UTC), title="Spring", framework_id=FRAMEWORK, closes=None
        )
        for server in servers:
            server.settings = _settings(provider, nginx.address) | {"MATURITY_METRICS_PORT": str(free_port())}
            server.start()
        nginx.start(program, servers)
        yield Ministry(nginx, servers, postgresql, installation, provider)
        nginx.stop()
        for server in servers:
            server.stop()
        installation.store.close()


def _settings(provider: Provider, public: str) -> dict[str, str]:
    return {
        "MATURITY_OIDC_METADATA_URL": f"{provider.address}/.well-known/openid-configuration",
        "MATURITY_OIDC_CLIENT_ID": "maturity-tests",
        "MATURITY_OIDC_CLIENT_SECRET": "not looked at",
        "MATURITY_COOKIE_SECRET": SECRET,
        "MATURITY_PUBLIC_URL": public,
        "MATURITY_LOG_FORMAT": "json",
    }


def _cookie(ministry: Ministry, number: int, address: str) -> str:
    """As the server signs it for somebody who signed in a minute ago."""
    said = {
        "iss": ministry.provider.address,
        "aud": "maturity-tests",
        "sub": f"person-{number}",
        "iat": int(time.time()) - 60,
        "exp": int(time.time()) + 3600,
        "name": f"Person {number}",
        "email": address,
        "email_verified": True,
        "origin": ministry.nginx.address,
        "is_logged_in": True,
        "provider": "default",
    }
    return create_signed_value(SECRET, "_streamlit_user", json.dumps(said)).decode()


@dataclass
class Client:
    """Somebody who answers one statement again and again, and what they chose."""

    page: Page
    ministry: Ministry
    department: str
    statement: str
    chosen: list[int] = field(default_factory=list)

    @property
    def card(self) -> Locator:
        return self.page.locator(f".st-key-card-{self.statement}")

    @property
    def says(self) -> Locator:
        return self.card.locator("[class*=st-key-status]").get_by_role("status")

    def choose(self, level: int) -> None:
        self.card.get_by_role("radio", name=re.compile(f"^{level} ")).click(delay=50)
        self.chosen.append(level)

    def see_saved(self) -> None:
        expect(self.says).to_have_text(SAVED, timeout=90_000)
        expect(self.card.get_by_role("radio", name=re.compile(f"^{self.chosen[-1]} "))).to_be_checked()
        assert self.kept()[-1] == self.chosen[-1]

    def is_told_saved(self) -> bool:
        return bool(SAVED.match(self.says.text_content() or ""))

    def kept(self) -> list[object]:
        """The levels in the history, the oldest first."""
        held = self.ministry.installation
        begun = next(
            each.id
            for each, department in answering.assessments_to_answer(held, ME, round_id="spring")
            if department.id == self.department
        )
        changes = answering.history_of(held, ME, assessment_id=begun, statement_id=self.statement)
        return [(each.after or {})["level"] for each in reversed(changes)]


@pytest.fixture(autouse=True)
def healed(ministry: Ministry) -> Iterator[None]:
    yield
    ministry.heal()


@pytest.fixture
def clients(ministry: Ministry, new_context: NewContext) -> list[Client]:
    """People with a card open, in turn at the one server and at the other."""
    routes = [ministry.route_to(server) for server in ministry.servers]
    made = []
    for number in range(PEOPLE):
        address = ministry.invite(number, "Department")
        context = new_context(ignore_https_errors=True, viewport={"width": 900, "height": 800})
        context.add_cookies(
            [
                {"name": name, "value": value, "url": ministry.nginx.address}
                for name, value in (
                    ("_streamlit_user", _cookie(ministry, number, address)),
                    ("maturity_route", routes[number % 2]),
                )
            ]
        )
        client = Client(
            context.new_page(), ministry, address.partition("@")[0], STATEMENTS[number % len(STATEMENTS)]
        )
        client.page.goto(
            f"{ministry.nginx.address}/answer?round=spring&department={client.department}"
            f"&statement={client.statement}"
        )
        expect(client.card.get_by_role("radio").first).to_be_visible(timeout=60_000)
        settle(client.page)
        made.append(client)
    return made


def _all_choose(clients: list[Client], step: int, half_way: Callable[[], None] = lambda: None) -> None:
    for number, client in enumerate(clients):
        if number == len(clients) // 2:
            half_way()
        client.choose((number + step) % 4)


def _all_see_saved(clients: list[Client]) -> None:
    for client in clients:
        client.see_saved()
    # A page that is still being drawn when the database goes says that it waits, and its cards say less.
    for client in clients:
        settle(client.page)


@pytest.mark.postgres
def test_a_server_dies_then_the_database_is_away_and_nothing_that_was_saved_is_lost(
    ministry: Ministry, clients: list[Client]
) -> None:
    _all_choose(clients, 0)
    _all_see_saved(clients)

    _all_choose(clients, 1, ministry.servers[0].kill)
    _all_see_saved(clients)

    ministry.cluster.stop()
    gone = time.monotonic()
    _all_choose(clients, 2)
    for client in clients:
        expect(client.says).to_contain_text("Not saved: the database cannot be reached.", timeout=90_000)
    while time.monotonic() < gone + AWAY_FOR:
        assert not any(client.is_told_saved() for client in clients)
        time.sleep(0.5)
    ministry.cluster.start()
    _all_see_saved(clients)

    ministry.servers[0].start()
    _all_choose(clients, 3)
    _all_see_saved(clients)
    assert [client.kept() for client in clients] == [client.chosen for client in clients]
    assert [line for line in ministry.nginx.log() if line["status"] == 429] == []


def _travel(ministry: Ministry, new_context: NewContext, folder: Path, public: str, number: int) -> None:
    """Somebody signs in, is where they came to, takes a workbook along and brings it back."""
    address = ministry.invite(number, "Traveller")
    subject = address.partition("@")[0]
    name = f"Traveller {number}"
    ministry.provider.knows(subject, name=name, email=address, email_verified=True, groups=GROUPS)
    context = new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(f"{public}/work-offline?round=spring")
    settle(page).get_by_role("button", name="Sign in").click(delay=50)
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize", exact=True).click()
    expect(page.get_by_text(f"Signed in as {name}.")).to_be_visible(timeout=60_000)
    assert page.url.startswith(f"{public}/work-offline?round=spring")
    cookies = context.cookies(f"{public}/")
    assert {each["name"] for each in cookies} >= {"_streamlit_user", "maturity_route"}
    assert all(each["secure"] for each in cookies)
    settle(page)
    with page.expect_download() as download:
        click(page.get_by_role("button", name="Download the workbook"))
    file = folder / f"{number}.xlsx"
    download.value.save_as(file)
    kept = httpx.get(download.value.url, verify=False)
    assert kept.status_code in (403, 404)  # for anybody else; at the other server there is none
    assert kept.headers["cache-control"] == "no-store, private"
    book = openpyxl.load_workbook(file)
    book["Strategy"]["D5"] = "3 Partly in place"
    book.save(file)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("table").nth(1).get_by_text("3 Partly in place")).to_be_visible()
    context.close()


@pytest.mark.postgres
def test_signing_in_taking_a_workbook_along_and_bringing_it_back_go_through(
    ministry: Ministry, new_context: NewContext, tmp_path: Path
) -> None:
    for number in range(TRIPS):
        _travel(ministry, new_context, tmp_path, ministry.nginx.address, number)


@pytest.mark.postgres
def test_the_same_goes_through_to_a_public_address_with_a_path(
    ministry: Ministry, new_context: NewContext, tmp_path: Path, warm: "Warm | None"
) -> None:
    nginx = Nginx(tmp_path, free_port())
    server = Server(ministry.servers[0].database, free_port(), tmp_path / "server-1.log", warm=warm)
    server.settings = _settings(ministry.provider, f"{nginx.address}/data/maturity")
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert program is not None
    server.start()
    try:
        nginx.start(program, [server, server])
        _travel(ministry, new_context, tmp_path, f"{nginx.address}/data/maturity", PEOPLE + TRIPS)
    finally:
        nginx.stop()
        server.stop()
    outside = [
        str(line["path"]) for line in nginx.log() if not str(line["path"]).startswith("/data/maturity")
    ]
    assert set(outside) <= {"…"}  # the browser's own question for an icon


@pytest.mark.postgres
def test_what_one_process_writes_every_server_shows(ministry: Ministry, new_context: NewContext) -> None:
    address, now = "ada@department.example", datetime.now(UTC)
    if not any(each.email == address for each in administering.every_person(ministry.installation, ME)):
        roles = [(Role.ADMINISTRATOR, "*")]
        administering.register_person(ministry.installation, ME, now, name="Ada", email=address, roles=roles)
    pages = []
    for server in ministry.servers:
        context = new_context(ignore_https_errors=True)
        cookies = {
            "_streamlit_user": _cookie(ministry, 900, address),
            "maturity_route": ministry.route_to(server),
        }
        context.add_cookies(
            [{"name": each, "value": cookies[each], "url": ministry.nginx.address} for each in cookies]
        )
        pages.append(context.new_page())
        pages[-1].goto(f"{ministry.nginx.address}/people")
        settle(pages[-1])
    for number in (1, 2):  # written by a third process, which both have to notice
        name = f"Bo {number} {now:%f}"
        administering.register_person(ministry.installation, ME, now, name=name, roles=[])
        for page in pages:
            page.reload()
            expect(page.locator("table").get_by_text(name).first).to_be_visible()


@pytest.mark.postgres
def test_cookies_of_before_are_no_hindrance_and_neither_log_holds_words_of_people(ministry: Ministry) -> None:
    large = "; ".join(f"_streamlit_user_tokens_{each}={'x' * 3900}" for each in range(4))
    with httpx.Client(verify=False, headers={"Cookie": large}) as client:
        answer = client.get(f"{ministry.nginx.address}/compare?round=secret-round")
        assert answer.status_code == 200
        assert answer.headers.get_list("strict-transport-security") == ["max-age=31536000"]
        client.get(
            f"{ministry.nginx.address}/oauth2callback?error=jane.doe%40department.example&error_description=Jane"
        )
        assert client.get(f"{ministry.nginx.address}/media/0123456789abcdef.xlsx").status_code == 404
        answer = client.get(f"{ministry.nginx.address}/jane.doe@department.example")
        assert answer.status_code == 404
    for server in ministry.servers:
        assert httpx.get(f"{server.address}/_stcore/metrics").status_code == 404
        counters = f"http://127.0.0.1:{server.settings['MATURITY_METRICS_PORT']}/_stcore/metrics"
        assert "# EOF" in httpx.get(counters).text
    logged = "".join(path.read_text("utf-8") for path in ministry.nginx.folder.glob("*.log"))
    for words in ("secret-round", "jane", "Jane", "0123456789abcdef"):
        assert words not in logged
    number = answer.headers["x-request-id"]
    told = [json.loads(line) for line in logged.splitlines() if number in line]
    assert {(line["method"], line["path"], line["status"]) for line in told} == {
        ("GET", "…", 404),
        ("GET", "/…", 404),
    }


@pytest.mark.postgres
def test_one_network_may_not_knock_at_the_doors_for_ever(ministry: Ministry, tmp_path: Path) -> None:
    nginx = Nginx(tmp_path, free_port())
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    assert program is not None
    nginx.start(program, ministry.servers)
    try:
        host = {"Host": ministry.nginx.address.removeprefix("https://")}
        with httpx.Client(base_url=nginx.address, verify=False, headers=host) as client:
            told = [client.get("/auth/login").status_code for _ in range(500)]
            assert told[:300] == [302] * 300  # an office in the morning: each makes two requests
            assert told[-1] == 429
            assert client.get("/compare").status_code == 200
    finally:
        nginx.stop()
