from pathlib import Path

import pytest
from pydantic import ValidationError

from maturity import settings
from maturity.services import administering
from maturity.settings import ROOT, AddressRefused, Settings, SettingsFaulty, check_address, open_with

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
        ("MATURITY_FRAMEWORKS", "/somewhere", "frameworks", Path("/somewhere")),
        ("MATURITY_BENCHMARKS", "/elsewhere", "benchmarks", Path("/elsewhere")),
        ("MATURITY_ADDRESS", "::1", "address", "::1"),
        ("MATURITY_PORT", "9000", "port", 9000),
    ],
)
def test_the_environment_overrides_one_setting(
    name: str, written: str, setting: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Settings().model_dump()
    monkeypatch.setenv(name, written)
    assert Settings().model_dump() == before | {setting: value}


def test_every_setting_is_tried_here_and_says_what_it_is() -> None:
    (marked,) = test_the_environment_overrides_one_setting.pytestmark
    assert {parameters[0] for parameters in marked.args[1]} == NAMES
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
    check_address(address)


@pytest.mark.parametrize(
    "address", [None, "", "0.0.0.0", "::", "192.168.1.5", "maturity.example.gov.uk", "127.0.0.1.example"]
)
def test_no_other_computer_is_served_without_a_sign_in(address: str | None) -> None:
    with pytest.raises(AddressRefused, match=r"no sign-in.* Use 127\.0\.0\.1\.") as caught:
        check_address(address)
    assert f"“{address or 'every address'}”" in str(caught.value)


def test_an_installation_opens_with_its_benchmarks_and_opens_again_unchanged(tmp_path: Path) -> None:
    described = Settings(database_url=f"sqlite:///{tmp_path}/maturity.sqlite")
    revisions = []
    for _ in range(2):
        installation = open_with(described)
        rounds = administering.every_round(installation, settings.local_person())
        assert [round_.id for round_ in rounds] == ["nao-2019"]
        revisions.append(installation.store.revision())
        installation.store.close()
    assert revisions[0] == revisions[1]
