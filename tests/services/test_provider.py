"""What a provider's document may say, read off a server on this computer."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from maturity.services import provider
from maturity.settings import DISCOVERY, OpenId

TENANT = "11111111-2222-3333-4444-555555555555"
ENTRA = f"https://login.microsoftonline.com/{TENANT}/v2.0"
Serve = Callable[[dict[str, tuple[int, object]]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """`serve({"/path": (200, document)})` is the address of a server that answers so, and 404 elsewhere."""
    opened: list[HTTPServer] = []

    def start(answers: dict[str, tuple[int, object]]) -> str:
        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, said = answers.get(self.path, (404, "nothing"))
                body = said.encode() if isinstance(said, str) else json.dumps(said).encode()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", str(said))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Answers)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        opened.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in opened:
        server.shutdown()
        server.server_close()


def configured(address: str) -> OpenId:
    return OpenId(
        metadata_url=address,
        client_id="maturity",
        client_secret="s",
        cookie_secret="c" * 32,
        public_url="https://maturity.department.example",
        lasts=timedelta(hours=12),
    )


@pytest.mark.parametrize(
    ("path", "issuer"),
    [
        (f"/{TENANT}/v2.0{DISCOVERY}", ENTRA),
        (f"/department.example/v2.0{DISCOVERY}", ENTRA),  # the tenant by a domain of theirs
        (f"/{TENANT}{DISCOVERY}", f"https://sts.windows.net/{TENANT}/"),  # Entra ID's version 1
        (
            f"/department.onmicrosoft.com/b2c_1_sign_in/v2.0{DISCOVERY}",
            f"https://x.b2clogin.com/{TENANT}/v2.0/",
        ),
        (
            f"/department.onmicrosoft.com/v2.0{DISCOVERY}?p=b2c_1_sign_in",
            f"https://x.b2clogin.com/{TENANT}/v2.0/",
        ),
        (f"/realms/government{DISCOVERY}", "https://keycloak.example/realms/government"),
    ],
)
def test_the_issuer_is_the_one_that_the_document_names(serve: Serve, path: str, issuer: str) -> None:
    assert provider.issuer(configured(serve({path: (200, {"issuer": issuer})}) + path)) == issuer


@pytest.mark.parametrize(
    ("path", "answer", "told"),
    [
        (
            f"/common/v2.0{DISCOVERY}",
            (200, {"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}),
            "any org",
        ),
        (f"/organizations/v2.0{DISCOVERY}", (200, {"issuer": ENTRA}), "people of any organisation in"),
        (
            f"/x/v2.0{DISCOVERY}",
            (200, {"issuer": "https://login.microsoftonline.com/{tenantid}/v2.0"}),
            "any org",
        ),
        (DISCOVERY, (500, {}), "the provider answers 500 there"),
        (DISCOVERY, (404, {}), "the provider answers 404 there"),
        (DISCOVERY, (200, "<html>Welcome</html>"), "no JSON"),
        (DISCOVERY, (200, ["issuer"]), "names no issuer"),
        (DISCOVERY, (200, {"issuer": ""}), "names no issuer"),
        (DISCOVERY, (200, {"issuer": "http://login.department.example"}), "does not begin with https://"),
        (DISCOVERY, (302, "http://127.0.0.1:1/nowhere"), "cannot be reached"),
    ],
)
def test_what_names_no_issuer_of_ones_own_is_refused_in_words(
    serve: Serve, path: str, answer: tuple[int, object], told: str
) -> None:
    address = serve({path: answer}) + path
    with pytest.raises(provider.ProviderUnusable, match=told) as refused:
        provider.issuer(configured(address))
    assert address in str(refused.value)
    assert "MATURITY_OIDC_METADATA_URL" in str(refused.value)
