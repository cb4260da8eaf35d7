"""The environment, read once; and the installation that it describes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from maturity.assessment.people import local_person
from maturity.errors import MaturityError
from maturity.services import administering
from maturity.services.installation import Installation, open_installation

ROOT = Path(__file__).parent.parent
THIS_COMPUTER = ("127.0.0.1", "localhost", "::1")


class Settings(BaseSettings):
    """Every setting, with its default; set MATURITY_… in the environment to change one."""

    model_config = SettingsConfigDict(env_prefix="MATURITY_", frozen=True, extra="ignore")

    database_url: str = Field(
        default=f"sqlite:///{(ROOT / 'data' / 'maturity.sqlite').as_posix()}",
        description="where everything is kept: an SQLite file (`sqlite:///…`), or `postgresql+psycopg://user:password@host/name`",
    )
    frameworks: Path = Field(default=ROOT / "frameworks", description="the folder of framework files")
    benchmarks: Path = Field(
        default=ROOT / "data", description="the folder of published findings, loaded at the first start"
    )
    address: str = Field(
        default="127.0.0.1",
        description="the address to listen on; without sign-in only this computer's own is accepted",
    )
    port: int = Field(default=8501, ge=1, le=65535, description="the port to listen on")

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise SettingsFaulty(error) from error


class SettingsFaulty(MaturityError):
    """The environment holds a setting that cannot be."""

    def __init__(self, error: ValidationError) -> None:
        faults = "; ".join(
            f"MATURITY_{str(fault['loc'][0]).upper()} is “{fault['input']}”: {fault['msg']}"
            for fault in error.errors()
        )
        super().__init__(f"The settings cannot be used. {faults}. Nothing was changed.")


class AddressRefused(MaturityError):
    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"This installation has no sign-in, so it serves this computer only; it will not listen on "
            f"“{address}”, where anybody could act as anyone. Use 127.0.0.1."
        )


def check_address(address: str | None) -> None:
    """Refuse to serve other computers while nobody can sign in; raises AddressRefused."""
    if address not in THIS_COMPUTER:
        raise AddressRefused(address or "every address")


def open_with(settings: Settings) -> Installation:
    """The installation, migrated and with every benchmark of the folder loaded; a second opening changes nothing."""
    installation = open_installation(settings.database_url, settings.frameworks)
    for description in sorted(settings.benchmarks.glob("*.yaml")):
        administering.load_benchmark(installation, local_person(), datetime.now(UTC), description=description)
    return installation
