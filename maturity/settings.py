"""The environment, read once."""

import re
import tomllib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from maturity.errors import MaturityError

ROOT = Path(__file__).parent.parent
SECRETS = ROOT / ".streamlit" / "secrets.toml"
THIS_COMPUTER = ("127.0.0.1", "localhost", "::1")
DISCOVERY = "/.well-known/openid-configuration"
CALLBACK = "/oauth2callback"
A_PATH = re.compile(r"(/[\w.~-]+)*/?", re.ASCII)
"""What may stand after the name in the public address: it comes before every path that is served."""
SIGN_IN = {
    "oidc_metadata_url": "server_metadata_url",
    "oidc_client_id": "client_id",
    "oidc_client_secret": "client_secret",
    "cookie_secret": "cookie_secret",
    "public_url": "redirect_uri",
}
"""The settings that make a sign-in, all or none, and what Streamlit calls them in [auth] of its secrets file."""


@dataclass(frozen=True)
class OpenId:
    """A sign-in as configured: with which provider, as which of its clients, and how long one lasts."""

    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    cookie_secret: str = field(repr=False)
    public_url: str
    lasts: timedelta
    trusted_domains: tuple[str, ...] = ()
    """Domains whose addresses count as verified where the provider does not say."""
    user_name: bool = False
    """Whether what the provider calls somebody (preferred_username) is their address, where it tells none."""
    group_roles: tuple[tuple[str, str, str], ...] = ()
    """Groups of the provider, each with a role and the department that it is for, or `*`."""
    groups_claim: str = "groups"
    """The claim that has somebody's groups."""

    @property
    def base(self) -> str:
        """The path of the public address, “/maturity”; empty where there is none."""
        return urlsplit(self.public_url).path.rstrip("/")

    def as_streamlit_has_it(self) -> dict[str, Any]:
        """The [auth] section of Streamlit's secrets."""
        return {
            "redirect_uri": f"{self.public_url}{CALLBACK}",
            "cookie_secret": self.cookie_secret,
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "server_metadata_url": self.metadata_url,
        }


class Settings(BaseSettings):
    """Every setting, with its default; set MATURITY_… in the environment to change one."""

    model_config = SettingsConfigDict(env_prefix="MATURITY_", frozen=True, extra="ignore")

    database_url: str = Field(
        default=f"sqlite:///{(ROOT / 'data' / 'maturity.sqlite').as_posix()}",
        description="where everything is kept: an SQLite file (`sqlite:///…`), or `postgresql+psycopg://user:password@host/name`",
    )
    database_connections: int = Field(
        default=20,
        ge=1,
        le=1000,
        description="connections to PostgreSQL that this server has open at most; those of all servers must stay below "
        "its `max_connections`",
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
    oidc_metadata_url: str = Field(
        default="",
        description="sign-in: where the OpenID Connect provider says how it works, "
        "https://…/.well-known/openid-configuration",
    )
    oidc_client_id: str = Field(default="", description="sign-in: what the provider calls this installation")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="sign-in: the secret that the provider gave with it"
    )
    cookie_secret: SecretStr = Field(
        default=SecretStr(""),
        description="sign-in: at least 32 random characters that sign the cookies; keep them secret",
    )
    public_url: str = Field(
        default="",
        description="sign-in: the address in people's browsers, https://…; the provider is told to send them back "
        "to it, with /oauth2callback after it",
    )
    session_hours: float = Field(
        default=12, gt=0, le=720, description="sign-in: hours until somebody has to sign in again"
    )
    oidc_trusted_domains: str = Field(
        default="",
        description="sign-in: domains whose e-mail addresses count as verified where this provider does not say, "
        "separated by commas, such as `department.example`; Entra ID never says",
    )
    oidc_user_name: bool = Field(
        default=False,
        description="sign-in: whether the provider's `preferred_username` is the e-mail address where it tells none",
    )
    oidc_group_roles: str = Field(
        default="",
        description="sign-in: roles that the provider's groups give, as `GROUP=role` for every department or "
        "`GROUP=role@department`, separated by semicolons; groups alone decide those roles then",
    )
    oidc_groups_claim: str = Field(
        default="groups", min_length=1, description="sign-in: the claim that names somebody's groups"
    )
    log_format: Literal["text", "json"] = Field(
        default="text",
        description="how the log is written to standard error: `text`, problems alone, or `json`, one object a line, "
        "with every request",
    )
    metrics_port: int = Field(
        default=0,
        ge=0,
        le=65535,
        description="the port at which this computer alone is told Streamlit's counters (OpenMetrics, "
        "/_stcore/metrics); 0 for nobody",
    )
    contact: str = Field(
        default="",
        description="sign-in: whom somebody asks who is not known here, such as an e-mail address",
    )

    def __init__(self, **given: Any) -> None:
        try:
            super().__init__(**given)
        except ValidationError as error:
            raise SettingsFaulty(error) from None  # its own words would repeat secrets

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then [auth] of Streamlit's secrets file."""
        return init_settings, env_settings, InitSettingsSource(settings_cls, _in_secrets_file())

    @model_validator(mode="after")
    def _sign_in_is_whole(self) -> Self:
        _check_sign_in({name: _plain(getattr(self, name)) for name in SIGN_IN})
        return self

    def made_up_url(self, framework_id: str) -> str:
        """Where a made-up government of that framework is kept: an SQLite file of its own, beside the database's own
        where that is one.
        """
        own = self.database_url.removeprefix("sqlite:///")
        beside = (
            Path(own)
            if own != self.database_url and own not in ("", ":memory:")
            else ROOT / "data" / "maturity"
        )
        return f"sqlite:///{beside.with_name(f'{beside.stem}-made-up-{framework_id}.sqlite').as_posix()}"

    @property
    def sign_in(self) -> OpenId | None:
        """The sign-in, or None where none is configured."""
        if not self.oidc_metadata_url:
            return None
        return OpenId(
            metadata_url=self.oidc_metadata_url,
            client_id=self.oidc_client_id,
            client_secret=self.oidc_client_secret.get_secret_value(),
            cookie_secret=self.cookie_secret.get_secret_value(),
            public_url=self.public_url.rstrip("/"),
            lasts=timedelta(hours=self.session_hours),
            trusted_domains=tuple(
                domain
                for written in self.oidc_trusted_domains.split(",")
                if (domain := written.strip().lower().removeprefix("@"))
            ),
            user_name=self.oidc_user_name,
            group_roles=tuple(_group_role(each) for each in self.oidc_group_roles.split(";") if each.strip()),
            groups_claim=self.oidc_groups_claim,
        )


class SettingsFaulty(MaturityError):
    """The environment holds a setting that cannot be."""

    def __init__(self, error: ValidationError) -> None:
        faults = "; ".join(
            f"{variable(str(fault['loc'][0]))} is “{fault['input']}”: {fault['msg']}"
            for fault in error.errors()
        )
        super().__init__(f"The settings cannot be used. {faults}. Nothing was changed.")


class SignInFaulty(MaturityError):
    """The settings of the sign-in do not make one; `settings` are those at fault."""

    def __init__(self, settings: list[str], problem: str) -> None:
        self.settings = tuple(settings)
        super().__init__(f"Sign-in cannot be used. {problem} Nothing was changed.")


class AddressRefused(MaturityError):
    def __init__(self, address: str) -> None:
        self.address = address
        needed = ", ".join(variable(name) for name in SIGN_IN)
        super().__init__(
            f"This installation has no sign-in, so it serves this computer only; it will not listen on "
            f"“{address}”, where anybody could act as anyone. Use 127.0.0.1, or configure sign-in with an OpenID "
            f"Connect provider: set {needed}."
        )


class SignInNotServed(MaturityError):
    def __init__(self) -> None:
        super().__init__(
            "Sign-in is configured in the environment, which Streamlit alone does not read. Start this "
            "installation with “maturity serve”, or configure sign-in in .streamlit/secrets.toml."
        )


def variable(setting: str) -> str:
    """What a setting is called in the environment."""
    return f"MATURITY_{setting.upper()}"


def check_address(address: str | None, sign_in: OpenId | None) -> None:
    """Refuse to serve other computers where nobody can sign in; raises AddressRefused."""
    if address not in THIS_COMPUTER and sign_in is None:
        raise AddressRefused(address or "every address")


def _in_secrets_file() -> dict[str, str]:
    """What [auth] of Streamlit's secrets file says, under the names of our settings."""
    try:
        auth = tomllib.loads(SECRETS.read_text(encoding="utf-8")).get("auth", {})
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):  # its content stays out of the words
        raise SignInFaulty([], f"{SECRETS.name} cannot be read, or is not TOML.") from None
    ours = {theirs: name for name, theirs in SIGN_IN.items()}
    strange = sorted(set(auth) - set(ours)) if isinstance(auth, dict) else ["auth"]
    if strange:
        raise SignInFaulty(
            strange, f"[auth] of {SECRETS.name} has {', '.join(strange)}; it takes only {', '.join(ours)}."
        )
    found = {ours[name]: str(value) for name, value in auth.items()}
    if "public_url" in found:
        if not found["public_url"].endswith(CALLBACK):
            raise SignInFaulty(["public_url"], f"redirect_uri in {SECRETS.name} must end with {CALLBACK}.")
        found["public_url"] = found["public_url"].removesuffix(CALLBACK)
    return found


def _group_role(written: str) -> tuple[str, str, str]:
    """“a group=role@department” in its parts; a group's name may have “=” in it. Which roles there are is not known
    here.
    """
    group, _, given = written.strip().rpartition("=")
    role, _, department = given.partition("@")
    return group.strip(), role.strip().lower(), department.strip() or "*"


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _check_sign_in(given: dict[str, str]) -> None:
    """Raises SignInFaulty for half a sign-in, or one that would not be safe; the words hold no secret."""
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return
    if missing:
        names = ", ".join(f"{variable(name)} ({SIGN_IN[name]})" for name in missing)
        raise SignInFaulty(missing, f"Not set: {names}.")
    if not urlsplit(given["oidc_metadata_url"]).path.endswith(DISCOVERY):  # B2C has “?p=…” after it
        raise SignInFaulty(
            ["oidc_metadata_url"], f"{variable('oidc_metadata_url')} must end with {DISCOVERY}."
        )
    for name in ("oidc_metadata_url", "public_url"):
        parts = urlsplit(given[name])
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in THIS_COMPUTER):
            raise SignInFaulty([name], f"{variable(name)} must begin with https://.")
    public = urlsplit(given["public_url"])
    if public.query or public.fragment or "@" in public.netloc or not A_PATH.fullmatch(public.path):
        raise SignInFaulty(
            ["public_url"],
            f"{variable('public_url')} may be a name, with a port and a path of letters, digits and hyphens after it, "
            "and nothing else.",
        )
    if len(given["cookie_secret"]) < 32:
        raise SignInFaulty(
            ["cookie_secret"],
            f"{variable('cookie_secret')} needs at least 32 characters; make one with "
            "python -c 'import secrets; print(secrets.token_hex(32))'.",
        )
