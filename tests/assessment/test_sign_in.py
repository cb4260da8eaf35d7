"""What is believed of a sign-in, claim by claim."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from maturity.assessment.sign_in import (
    AddressNotUnderstood,
    Identity,
    SignIn,
    SignInRefused,
    mail_address,
    read_claims,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ISSUER, CLIENT = "https://login.example.gov", "maturity"


def claims(**changed: object) -> dict[str, object]:
    said: dict[str, object] = {
        "iss": ISSUER,
        "aud": CLIENT,
        "sub": "248289761001",
        "iat": int(NOON.timestamp()) - 60,
        "name": "Ada Author",
        "email": "Ada@Example.gov",
        "email_verified": True,
    }
    return {name: value for name, value in (said | changed).items() if value is not None}


def reading(*trusted: str, user_name: Any = False, **changed: Any) -> SignIn:
    return read_claims(
        claims(**changed),
        issuer=ISSUER,
        client_id=CLIENT,
        lasts=timedelta(hours=12),
        at=NOON,
        trusted_domains=trusted,
        user_name=user_name,
    )


def test_a_sign_in_says_who_and_since_when() -> None:
    assert reading() == SignIn(
        identity=Identity(issuer=ISSUER, subject="248289761001"),
        issued_at=NOON - timedelta(minutes=1),
        name="Ada Author",
        email="ada@example.gov",
        email_verified=True,
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": [CLIENT]},
        {"aud": [CLIENT, "other"], "azp": CLIENT},
        {"iss": ISSUER + "/"},
        {"name": None, "email": None},
        {"iat": int((NOON - timedelta(hours=12)).timestamp()) + 1},  # one second left
        {"iat": int((NOON + timedelta(minutes=5)).timestamp())},  # a clock that runs before ours
        {"iat": NOON.timestamp() - 0.5},  # RFC 7519: a NumericDate may have a fraction
    ],
)
def test_what_openid_connect_allows_is_believed(changed: dict[str, object]) -> None:
    assert reading(**changed).identity.subject == "248289761001"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"iss": "https://login.example.com"}, "another provider"),
        ({"iss": None}, "another provider"),
        ({"aud": "payroll"}, "another application"),
        ({"aud": None}, "another application"),
        ({"aud": [CLIENT, "payroll"], "azp": "payroll"}, "another application"),
        ({"aud": []}, "another application"),
        ({"sub": None}, "does not say who"),
        ({"sub": ""}, "does not say who"),
        ({"sub": 5}, "does not say who"),
        ({"iat": None}, "or when it was made"),
        ({"iat": "today"}, "or when it was made"),
        ({"iat": True}, "or when it was made"),
        ({"iat": 10**30}, "does not say when"),
        ({"iat": float("nan")}, "does not say when"),
        ({"iat": int((NOON + timedelta(minutes=6)).timestamp())}, "in the future"),
        ({"iat": int((NOON - timedelta(hours=12)).timestamp())}, "has ended"),
    ],
)
def test_what_cannot_be_believed_is_refused(changed: dict[str, object], told: str) -> None:
    with pytest.raises(SignInRefused, match=rf"{told}.* Please sign in again\."):
        reading(**changed)


@pytest.mark.parametrize("verified", [None, False, "true", 1])
def test_an_address_is_verified_only_where_the_provider_says_true(verified: object) -> None:
    assert reading(email_verified=verified).email_verified is False


@pytest.mark.parametrize(
    ("verified", "email", "believed"),
    [
        (None, "ada@example.gov", True),
        (None, "ada@Example.GOV", True),
        (False, "ada@example.gov", False),  # what the provider says of it comes first
        ("true", "ada@example.gov", False),
        (None, "ada@evil.example.gov", False),
        (None, "ada@example.gov.evil", False),
        (None, "example.gov", False),
        (None, None, False),
    ],
)
def test_an_operator_may_trust_the_addresses_of_a_domain(
    verified: object, email: str | None, believed: bool
) -> None:
    said = reading("example.gov", email_verified=verified, email=email)
    assert said.email_verified is believed


def test_what_the_provider_calls_somebody_is_their_address_only_where_that_is_set() -> None:
    named: dict[str, Any] = {"email": None, "email_verified": None, "preferred_username": "Ada@example.gov"}
    assert reading("example.gov", **named).email == ""
    said = reading("example.gov", user_name=True, **named)
    assert (said.email, said.email_verified) == ("ada@example.gov", True)
    assert not reading(user_name=True, **named).email_verified
    assert not reading(
        user_name=True, **named | {"email_verified": True}
    ).email_verified  # of what it is called
    assert not reading("example.gov", user_name=True, **named | {"email_verified": False}).email_verified
    other = reading(user_name=True, email_verified=None, preferred_username="eve@example.gov")
    assert other.email == "ada@example.gov"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("", ""), ("  ", ""), (" Ada@Example.GOV ", "ada@example.gov"), ("o'neil+x@a.b", "o'neil+x@a.b")],
)
def test_an_address_is_kept_in_lower_case(written: str, kept: str) -> None:
    assert mail_address(written) == kept


@pytest.mark.parametrize("written", ["ada", "@x", "ada@", "a@b@c", "ada @x.gov", "a\u200bda@x.gov"])
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(AddressNotUnderstood, match="not an e-mail address like"):
        mail_address(written)
