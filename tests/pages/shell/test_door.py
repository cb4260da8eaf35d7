"""The door, and the pages behind it, where sign-in is configured."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import Person, Role, local_person
from maturity.pages import session as visiting
from maturity.services import administering, provider
from maturity.services.installation import Installation
from maturity.settings import ROOT

ISSUER = "https://login.example.gov"
ME = local_person()


@pytest.fixture(autouse=True)
def _sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "OIDC_METADATA_URL": f"{ISSUER}/.well-known/openid-configuration",
        "OIDC_CLIENT_ID": "maturity",
        "OIDC_CLIENT_SECRET": "hush",
        "COOKIE_SECRET": "hush" * 8,
        "PUBLIC_URL": "https://maturity.example.gov",
    }.items():
        monkeypatch.setenv(f"MATURITY_{name}", value)
    monkeypatch.setattr(provider, "issuer", lambda _: ISSUER)


@pytest.fixture
def opened(database: str, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """The installation behind the door, with Ada invited as an administrator."""
    installation = visiting.opened(visiting.settings())
    administering.register_person(
        installation,
        ME,
        datetime.now(UTC),
        name="Ada",
        email="ada@example.gov",
        roles=[(Role.ADMINISTRATOR, "*")],
    )
    return installation


@pytest.fixture
def come(opened: Installation) -> Callable[..., AppTest]:
    """`come(sub="ada-1")` opens the app with what the provider said; `come()` with nobody signed in."""

    def visit(**said: object) -> AppTest:
        app = AppTest.from_file(str(Path(ROOT) / "app.py"), default_timeout=30)
        now = int(datetime.now(UTC).timestamp())
        claims = {
            "iss": ISSUER,
            "aud": "maturity",
            "iat": now,
            "email": "ada@example.gov",
            "email_verified": True,
        }
        app.user = {"is_logged_in": True, **claims, **said} if said else {"is_logged_in": False}
        app.query_params["as"] = "local"
        return app.run()

    return visit


def said(app: AppTest) -> str:
    return "\n".join(str(each.proto) for each in (*app.main, *app.sidebar) if hasattr(each, "proto"))


def test_signed_out_there_is_one_button(come: Callable[..., AppTest]) -> None:
    app = come()
    assert not app.exception
    assert [button.label for button in app.button] == ["Sign in"]
    assert [title.value for title in app.title] == ["Data maturity"]
    assert not app.markdown


def test_somebody_invited_works_in_their_own_name_and_nobody_acts_as_anybody(
    come: Callable[..., AppTest], opened: Installation
) -> None:
    app = come(sub="ada-1")
    assert not app.exception
    assert not app.error
    assert "Signed in as Ada." in [caption.value.replace("\\", "") for caption in app.caption]
    assert "Acting as" not in said(app)
    assert not app.radio
    assert '"as": null' in said(app).replace("\\", "")  # the address loses it
    (ada,) = administering.every_person(opened, ME)
    assert ada.identity is not None
    assert (ada.identity.subject, ada.local) == ("ada-1", False)


def test_signing_out_ends_the_sign_in_for_good(come: Callable[..., AppTest], opened: Installation) -> None:
    issued = int(datetime.now(UTC).timestamp()) - 60
    app = come(sub="ada-1", iat=issued)
    next(button for button in app.button if button.label == "Sign out").click().run()
    assert not app.exception
    again = come(sub="ada-1", iat=issued)
    assert "Your sign\\-in was ended\\. Please sign in again\\." in [line.value for line in again.markdown]
    assert [button.label for button in again.button] == ["Sign in"]
    assert "Signed in as" in said(come(sub="ada-1", iat=issued + 1))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"email": "una@example.gov"}, "Your e-mail address is una@example.gov."),
        ({"email_verified": False}, "has not verified it"),
        ({"email": None}, "does not tell your e-mail address"),
    ],
)
def test_somebody_unknown_sees_who_they_are_and_whom_to_ask(
    changed: dict[str, object],
    told: str,
    come: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MATURITY_CONTACT", "the *data* office")
    visiting.settings.cache_clear()
    app = come(**{"sub": "una-1", "name": "Una", **changed})
    assert not app.exception
    words = "\n".join(line.value for line in app.markdown).replace("\\", "")
    assert told in words
    assert "signed in as **Una**" in words
    assert "You are not known here. To be let in, ask the *data* office." in words
    assert [button.label for button in app.button] == ["Sign out"]
    assert "Ada" not in said(app)


def test_a_streamlit_that_does_not_know_of_the_sign_in_says_how_to_start(
    come: Callable[..., AppTest], opened: Installation
) -> None:
    app = AppTest.from_file(str(Path(ROOT) / "app.py"), default_timeout=30)
    app.user = {"email": "ada@example.gov"}
    app.run()
    assert "maturity serve" in app.error[0].value
    assert "Ada" not in said(app)


def test_a_page_that_stays_open_asks_again_who_is_looking(opened: Installation) -> None:
    asked: list[Person] = [ME.model_copy(update={"name": "Before"})]
    here = visiting.Visit(visiting.settings(), opened, asked[0], lambda: ME)
    assert here.person.name == "Before"
    here._asked -= visiting.FRESH + 1
    assert here.person == ME
