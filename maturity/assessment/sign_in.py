"""What an OpenID Connect provider says of somebody who signs in, and what of it is believed."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

from pydantic import BaseModel, ConfigDict

from maturity.errors import MaturityError

CLOCKS_APART = timedelta(minutes=5)
"""How far the provider's clock may run before ours."""
READ = (
    "iss",
    "aud",
    "azp",
    "sub",
    "iat",
    "exp",
    "name",
    "email",
    "email_verified",
    "preferred_username",
)
"""The claims of an ID token that are read here; no other need be kept of a sign-in."""
FAILED = "sign-in-failed"
"""What the door's address says of a sign-in that came to nothing: one of OAUTH_ERRORS, or “other”."""
OAUTH_ERRORS = (
    "access_denied",
    "temporarily_unavailable",
    "server_error",
    "invalid_request",
    "unauthorized_client",
    "unsupported_response_type",
    "invalid_scope",
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
)
"""RFC 6749, section 4.1.2.1; OpenID Connect Core 1.0, section 3.1.2.6."""


class Identity(BaseModel):
    """Who somebody is to a provider, for good: OpenID Connect Core 1.0, section 2, “iss” and “sub”."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    subject: str


class SignIn(BaseModel):
    """One sign-in of somebody, who need not be known here. `email` is as the provider says, in lower case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identity: Identity
    issued_at: datetime
    name: str = ""
    email: str = ""
    email_verified: bool = False
    groups: frozenset[str] | None = None
    """Those of the provider's groups that somebody is in; None where it does not say, as Entra ID with very many."""


class SignInRefused(MaturityError):
    """A sign-in that cannot be believed, or no longer; signing in again mends it."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem} Please sign in again.")


LONGEST_ADDRESS = 254
"""Characters of an e-mail address, as RFC 5321 limits a path."""


class AddressNotUnderstood(MaturityError):
    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"“{address}” is not an e-mail address like name@department.example. Nothing was changed."
        )


class AddressTaken(MaturityError):
    def __init__(self, address: str) -> None:
        self.address = address
        super().__init__(
            f"Somebody in the register already has the e-mail address “{address}”, and it can invite only one. "
            "Nothing was changed."
        )


def mail_address(written: str) -> str:
    """An e-mail address as it is kept, in lower case; empty stays empty. Raises AddressNotUnderstood."""
    kept = written.strip().lower()
    name, _, host = kept.partition("@")
    if kept and (not name or not host or "@" in host or not kept.isprintable() or " " in kept):
        raise AddressNotUnderstood(written.strip())
    if len(kept) > LONGEST_ADDRESS:
        raise AddressNotUnderstood(f"{kept[:40]}…")
    return kept


def read_claims(
    claims: Mapping[str, Any],
    *,
    issuer: str,
    client_id: str,
    lasts: timedelta,
    at: datetime,
    trusted_domains: Collection[str] = (),
    user_name: bool = False,
    groups_claim: str = "",
) -> SignIn:
    """The sign-in that the claims of an ID token tell of, believed for `lasts` from when it was issued.

    The token's signature and nonce were checked when it came (by Authlib); its issuer and audience are checked
    here again, as a cookie may have been made before the settings changed. Where the provider does not say whether
    an address is verified, those of the `trusted_domains` are; where it tells no address and `user_name` is set,
    what it calls somebody is the address. Raises SignInRefused.
    """
    audience = claims.get("aud")
    meant_for = audience if isinstance(audience, list) else [audience]
    if str(claims.get("iss", "")).rstrip("/") != issuer.rstrip("/"):
        raise SignInRefused("Your sign-in is from another provider than this installation's.")
    if client_id not in meant_for or claims.get("azp", client_id) != client_id:
        raise SignInRefused("Your sign-in was made for another application.")
    subject, issued = (
        claims.get("sub"),
        claims.get("iat"),
    )  # RFC 7519, section 2: a NumericDate may have a fraction
    if not isinstance(subject, str) or not subject or not _is_moment(issued):
        raise SignInRefused("Your sign-in does not say who you are, or when it was made.")
    try:
        issued_at = datetime.fromtimestamp(issued, UTC)
    except (OverflowError, OSError, ValueError):
        raise SignInRefused("Your sign-in does not say when it was made.") from None
    if issued_at > at + CLOCKS_APART:
        raise SignInRefused("Your sign-in is dated in the future.")
    if issued_at + lasts <= at:
        raise SignInRefused("Your sign-in has ended.")
    email, verified = claims.get("email"), claims.get("email_verified")
    if not email and user_name:
        # “email_verified” speaks of “email”, and anybody may have chosen what they are called (Core 1.0, 5.1 and 5.7).
        email, verified = claims.get("preferred_username"), False if verified is False else None
    address = str(email or "").strip().lower()
    return SignIn(
        identity=Identity(issuer=str(claims["iss"]), subject=subject),
        issued_at=issued_at,
        name=str(claims.get("name") or ""),
        email=address,
        email_verified=_verified(verified, address, trusted_domains),
        groups=read_groups(claims.get(groups_claim)),
    )


def read_groups(said: object) -> frozenset[str] | None:
    """The groups that a claim names, or None where it is absent or no list of names."""
    named = [said] if isinstance(said, str) else said
    if not isinstance(named, list) or not all(isinstance(each, str) for each in named):
        return None
    return frozenset(named)


def _is_moment(said: object) -> TypeGuard[float]:
    return isinstance(said, int | float) and not isinstance(said, bool)


def _verified(said: object, email: str, trusted_domains: Collection[str]) -> bool:
    """What the provider says of it holds; where it says nothing, the operator's word for the address's domain."""
    return said is True or (said is None and email.rpartition("@")[2] in trusted_domains and "@" in email)
