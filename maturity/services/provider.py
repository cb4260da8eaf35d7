"""What the sign-in's provider says of itself, in its own document."""

from functools import cache
from urllib.parse import urlsplit

from maturity.errors import MaturityError
from maturity.settings import THIS_COMPUTER, OpenId, variable

SECONDS = 10
"""For the provider's answer."""


class ProviderUnusable(MaturityError):
    """The provider's document cannot be had, or does not name one issuer."""

    def __init__(self, address: str, problem: str) -> None:
        self.address = address
        super().__init__(
            f"Sign-in cannot be used. {variable('oidc_metadata_url')} is {address}: {problem} Nothing was changed."
        )


@cache
def issuer(configured: OpenId) -> str:
    """The issuer whose sign-ins are believed, as the provider's document names it; asked once.

    OpenID Connect Discovery 1.0, section 3. Its address need not begin as the document's does: Entra ID's does not.
    Raises ProviderUnusable.
    """
    import httpx  # which takes its time, and is needed where there is a sign-in

    address = configured.metadata_url
    try:
        answer = httpx.get(address, timeout=SECONDS, follow_redirects=True)
        answer.raise_for_status()
        said = answer.json()
    except httpx.HTTPStatusError as error:
        raise ProviderUnusable(address, f"the provider answers {error.response.status_code} there.") from None
    except httpx.HTTPError as error:
        raise ProviderUnusable(address, f"the provider cannot be reached ({type(error).__name__}).") from None
    except ValueError:
        raise ProviderUnusable(address, "what is there is not the provider's document (no JSON).") from None
    named = said.get("issuer") if isinstance(said, dict) else None
    if not isinstance(named, str) or not named:
        raise ProviderUnusable(address, "the document there names no issuer.")
    if "{" in named or {"common", "organizations", "consumers"} & set(urlsplit(address).path.split("/")):
        raise ProviderUnusable(
            address,
            "that lets people of any organisation in. Use the document of your own tenant, with its id in place of "
            "“common” or “organizations”.",
        )
    parts = urlsplit(named)
    if parts.scheme != "https" and parts.hostname not in THIS_COMPUTER:
        raise ProviderUnusable(address, f"the issuer that it names, {named}, does not begin with https://.")
    return named
