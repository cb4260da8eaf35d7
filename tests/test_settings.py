from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from maturity import settings
from maturity.assessment.people import local_person
from maturity.services import administering
from maturity.services.startup import open_with
from maturity.settings import ROOT, AddressRefused, Settings, SettingsFaulty, SignInFaulty, check_address

NAMES = {f"MATURITY_{name.upper()}" for name in Settings.model_fields}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_without_an_environment_everything_is_in_the_project_and_on_this_computer() -> None:
    found = Settings()
    assert found.database_url == f"sqlite:///{ROOT.as_posix()}/data/maturity.sqlite"
    assert found.frameworks == ROOT / "frameworks"
    assert found.benchmarks == ROOT / "data"
    assert (found.address, found.port) == ("127.0.0.1", 8501)


@pytest.mark.parametrize(
    ("name", "written", "setting", "value"),
    [
        (
            "MATURITY_DATABASE_URL",
            "postgresql+psycopg://bo@there/db",
            "database_url",
            "postgresql+psycopg://bo@there/db",
        ),
        ("MATURITY_DATABASE_CONNECTIONS", "5", "database_connections", 5),
        ("MATURITY_FRAMEWORKS", "/somewhere", "frameworks", Path("/somewhere")),
        ("MATURITY_BENCHMARKS", "/elsewhere", "benchmarks", Path("/elsewhere")),
        ("MATURITY_ADDRESS", "::1", "address", "::1"),
        ("MATURITY_PORT", "9000", "port", 9000),
        ("MATURITY_METRICS_PORT", "9100", "metrics_port", 9100),
        ("MATURITY_SESSION_HOURS", "0.5", "session_hours", 0.5),
        ("MATURITY_CONTACT", "the data office", "contact", "the data office"),
        ("MATURITY_LOG_FORMAT", "json", "log_format", "json"),
        ("MATURITY_OIDC_TRUSTED_DOMAINS", "gov.example", "oidc_trusted_domains", "gov.example"),
        ("MATURITY_OIDC_USER_NAME", "true", "oidc_user_name", True),
        ("MATURITY_OIDC_GROUP_ROLES", "a=reader", "oidc_group_roles", "a=reader"),
        ("MATURITY_OIDC_GROUPS_CLAIM", "roles", "oidc_groups_claim", "roles"),
    ],
)
def test_the_environment_overrides_one_setting(
    name: str, written: str, setting: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Settings().model_dump()
    monkeypatch.setenv(name, written)
    assert Settings().model_dump() == before | {setting: value}


WHOLE = {
    "MATURITY_OIDC_METADATA_URL": "https://login.example.gov/tenant/.well-known/openid-configuration",
    "MATURITY_OIDC_CLIENT_ID": "maturity",
    "MATURITY_OIDC_CLIENT_SECRET": "hush-client",
    "MATURITY_COOKIE_SECRET": "hush-cookie-0123456789-0123456789",
    "MATURITY_PUBLIC_URL": "https://maturity.example.gov/",
}


def test_a_sign_in_has_the_domains_and_the_path_that_were_set(
    sign_in: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATURITY_OIDC_TRUSTED_DOMAINS", " Gov.example, @mod.example,,")
    monkeypatch.setenv("MATURITY_PUBLIC_URL", "https://gov.example/maturity/")
    found = Settings().sign_in
    assert found is not None
    assert (found.trusted_domains, found.base) == (("gov.example", "mod.example"), "/maturity")
    assert found.as_streamlit_has_it()["redirect_uri"] == "https://gov.example/maturity/oauth2callback"


def test_a_providers_document_may_be_asked_for_by_more_than_its_path(
    sign_in: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Azure AD B2C's has the policy behind a question mark."""
    address = "https://x.b2clogin.com/x.onmicrosoft.com/v2.0/.well-known/openid-configuration?p=b2c_1_sign_in"
    monkeypatch.setenv("MATURITY_OIDC_METADATA_URL", address)
    assert Settings().sign_in is not None


@pytest.fixture
def sign_in(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    for name, written in WHOLE.items():
        monkeypatch.setenv(name, written)
    return dict(WHOLE)


def test_a_whole_sign_in_is_handed_on_as_streamlit_has_it(
    sign_in: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATURITY_SESSION_HOURS", "1.5")
    found = Settings().sign_in
    assert found is not None
    assert found.lasts == timedelta(minutes=90)
    assert (found.trusted_domains, found.user_name, found.base) == ((), False, "")
    assert found.as_streamlit_has_it() == {
        "redirect_uri": "https://maturity.example.gov/oauth2callback",
        "cookie_secret": "hush-cookie-0123456789-0123456789",
        "client_id": "maturity",
        "client_secret": "hush-client",
        "server_metadata_url": sign_in["MATURITY_OIDC_METADATA_URL"],
    }
    assert "hush" not in repr(found) + repr(Settings())


@pytest.mark.parametrize("missing", WHOLE)
def test_half_a_sign_in_names_what_is_missing_and_tells_no_secret(
    missing: str, sign_in: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(missing)
    with pytest.raises(SignInFaulty, match=rf"^Sign-in cannot be used\. Not set: {missing} \(") as caught:
        Settings()
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("MATURITY_OIDC_METADATA_URL", "https://login.example.gov", "must end with /.well-known/"),
        (
            "MATURITY_OIDC_METADATA_URL",
            "http://login.example.gov/.well-known/openid-configuration",
            "must begin with https://",
        ),
        ("MATURITY_PUBLIC_URL", "http://maturity.example.gov", "must begin with https://"),
        ("MATURITY_PUBLIC_URL", "http://127.0.0.1.example.gov", "must begin with https://"),
        ("MATURITY_PUBLIC_URL", "maturity.example.gov", "must begin with https://"),
        ("MATURITY_PUBLIC_URL", "https://maturity.example.gov?x=1", "and nothing else"),
        ("MATURITY_PUBLIC_URL", "https://maturity.example.gov/a//b", "and nothing else"),
        ("MATURITY_PUBLIC_URL", "https://maturity.example.gov/a b", "and nothing else"),
        ("MATURITY_PUBLIC_URL", "https://me:you@maturity.example.gov", "and nothing else"),
        ("MATURITY_COOKIE_SECRET", "hush-" + "x" * 26, "at least 32 characters"),
    ],
)
def test_a_sign_in_that_would_not_be_safe_is_refused(
    name: str, written: str, told: str, sign_in: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, written)
    with pytest.raises(SignInFaulty, match=f"{name} .*{told}") as caught:
        Settings()
    assert "hush" not in str(caught.value)


FILE = """[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "hush-of-the-file-0123456789-0123456789"
client_id = "from the file"
client_secret = "hush"
server_metadata_url = "https://login.example.gov/.well-known/openid-configuration"
"""


def test_streamlits_secrets_file_configures_sign_in_too_and_the_environment_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SECRETS", tmp_path / "secrets.toml")
    assert Settings().sign_in is None
    (tmp_path / "secrets.toml").write_text(FILE, encoding="utf-8")
    found = Settings().sign_in
    assert found is not None
    assert (found.client_id, found.public_url) == ("from the file", "http://localhost:8501")
    monkeypatch.setenv("MATURITY_OIDC_CLIENT_ID", "from the environment")
    found = Settings().sign_in
    assert found is not None
    assert found.client_id == "from the environment"


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("client_id = ", "expose_tokens = true #", r"has expose_tokens; it takes only"),
        ("[auth]", "[auth.google]", r"has google; it takes only"),
        ("[auth]", "auth = [", r"is not TOML"),
        ("/oauth2callback", "/callback", r"must end with /oauth2callback"),
        ('client_id = "from the file"', "", r"Not set: MATURITY_OIDC_CLIENT_ID \(client_id\)"),
    ],
)
def test_a_secrets_file_that_makes_no_sign_in_is_refused(
    was: str, becomes: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "secrets.toml"
    monkeypatch.setattr(settings, "SECRETS", file)
    file.write_text(FILE.replace(was, becomes), encoding="utf-8")
    with pytest.raises(SignInFaulty, match=told) as caught:
        Settings()
    assert "hush" not in str(caught.value)


def test_every_setting_is_tried_here_and_says_what_it_is() -> None:
    (marked,) = vars(test_the_environment_overrides_one_setting)["pytestmark"]
    assert {parameters[0] for parameters in marked.args[1]} | WHOLE.keys() == NAMES
    assert all(field.description for field in Settings.model_fields.values())


def test_what_else_is_in_the_environment_is_of_no_concern(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Settings()
    monkeypatch.setenv("MATURITY_TEST_REQUIRE", "browser")
    monkeypatch.setenv("PORT", "1")
    assert Settings() == before


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_cannot_be_is_refused_by_name(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATURITY_PORT", port)
    with pytest.raises(
        SettingsFaulty, match=f"MATURITY_PORT is “{port}”: Input should be .*Nothing was changed"
    ):
        Settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "::1"])
def test_this_computer_is_served(address: str) -> None:
    check_address(address, None)


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::", None])
def test_every_address_is_served_where_people_sign_in(address: str | None, sign_in: dict[str, str]) -> None:
    check_address(address, Settings().sign_in)


@pytest.mark.parametrize(
    "address", [None, "", "0.0.0.0", "::", "192.168.1.5", "maturity.example.gov.uk", "127.0.0.1.example"]
)
def test_no_other_computer_is_served_without_a_sign_in(address: str | None) -> None:
    with pytest.raises(AddressRefused, match=r"no sign-in.* Use 127\.0\.0\.1, or configure.*") as caught:
        check_address(address, None)
    assert all(name in str(caught.value) for name in WHOLE)
    assert f"“{address or 'every address'}”" in str(caught.value)


def test_an_installation_opens_with_its_benchmarks_and_opens_again_unchanged(tmp_path: Path) -> None:
    described = Settings(database_url=f"sqlite:///{tmp_path}/maturity.sqlite")
    revisions = []
    for _ in range(2):
        installation = open_with(described)
        rounds = administering.every_round(installation, local_person())
        assert [round_.id for round_ in rounds] == ["nao-2019"]
        revisions.append(installation.store.revision())
        installation.store.close()
    assert revisions[0] == revisions[1]
