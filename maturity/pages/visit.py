"""One visit to a page: the installation it looks at, the person who asks, and the time it is."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import monotonic
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from maturity.assessment import sign_in
from maturity.assessment.people import LOCAL, Person, local_person
from maturity.assessment.round import day
from maturity.assessment.sign_in import SignIn
from maturity.errors import MaturityError
from maturity.palette import DARK_INK, LIGHT_INK
from maturity.services import administering, admitting
from maturity.services.installation import Installation
from maturity.settings import OpenId, Settings, SignInNotServed, open_with

ACTING_AS = "acting-as"
"""Where a session keeps whom the local person acts as: an id of the register, or LOCAL."""


AS = "as"
"""Where the address keeps the same, so that it outlives a reload and a restart of the server."""


FRESH = 2.0
"""Seconds for which somebody who was let in is not looked up again; a page asks many times while it is drawn."""


class NotSignedIn(MaturityError):
    def __init__(self) -> None:
        super().__init__("Sign in to use this installation.")


class Visit:
    """The installation looked at, and who is looking."""

    def __init__(
        self, installation: Installation, person: Person, ask: Callable[[], Person] | None = None
    ) -> None:
        self.installation, self._person, self._ask = installation, person, ask
        self._asked = monotonic()

    @property
    def person(self) -> Person:
        """Who asks, as the register has them now: a page may stay open after its visitor was disabled, lost a
        role or signed out elsewhere. Raises as admitting.admit does.
        """
        if self._ask is not None and monotonic() - self._asked > FRESH:
            self._person, self._asked = self._ask(), monotonic()
        return self._person

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)


def current() -> Visit:
    """The visit under way. Without sign-in, whoever sits at this computer acts as anybody in the register.

    With it, raises NotSignedIn, SignInRefused or NotKnown for somebody who is not to be let in.
    """
    settings = Settings()
    installation = _installation(settings)
    configured = settings.sign_in
    if configured is None:
        return Visit(installation, actors(installation).get(acting_as(), local_person()))
    said = claims()

    def ask() -> Person:
        at = datetime.now(UTC)
        return admitting.admit(installation, _read(said, configured, at), at)

    return Visit(installation, ask(), ask)


def claims() -> Mapping[str, object]:
    """What the provider said of whoever has signed in; raises NotSignedIn, or SignInNotServed."""
    said = st.user.to_dict()
    if "is_logged_in" not in said:  # Streamlit says this wherever it knows of a sign-in
        raise SignInNotServed
    if not said["is_logged_in"]:
        raise NotSignedIn
    return said


def sign_out() -> None:
    """End the sign-in, here and wherever else its cookie may be."""
    settings = Settings()
    if settings.sign_in is not None:
        try:
            installation, at = _installation(settings), datetime.now(UTC)
            signed_in = _read(claims(), settings.sign_in, at)
            admitted = admitting.admit(installation, signed_in, at)
            admitting.sign_out(installation, admitted, at, sign_in=signed_in)
        except MaturityError:
            pass  # whoever is not known here has nothing here to end
    st.logout()


def _read(said: Mapping[str, object], configured: OpenId, at: datetime) -> SignIn:
    return sign_in.read(
        said, issuer=configured.issuer, client_id=configured.client_id, lasts=configured.lasts, at=at
    )


def acting_as() -> str:
    """Whom the local person acts as: as chosen in this session, or else as the address has it after a reload."""
    return str(st.session_state.get(ACTING_AS) or st.query_params.get(AS, LOCAL))


def actors(installation: Installation) -> dict[str, Person]:
    """Whom the local person may act as, by id: themselves with every role, or anybody active in the register."""
    here = local_person()
    register = administering.every_person(installation, here) if here.roles else []
    local = [person.model_copy(update={"local": True}) for person in register if person.active]
    return {person.id: person for person in (here, *local)}


def names(here: Visit) -> dict[str, str]:
    """What everybody is called, by id; leavers and the person at this computer too."""
    register = administering.every_person(here.installation, here.person)
    return {LOCAL: local_person().name, **{person.id: person.name for person in register}}


def ink() -> str:
    """The colour of words on this visitor's background, for charts."""
    return LIGHT_INK if st.context.theme.type == "dark" else DARK_INK


def clock(moment: datetime) -> str:
    """The time of day where the browser is, “10:42”; with the date if it was another day."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    there = moment.astimezone(zone)
    if there.date() == datetime.now(zone).date():
        return f"{there:%H:%M}"
    return f"{day(there)}, {there:%H:%M}"


@st.cache_resource(show_spinner=False)
def _installation(settings: Settings) -> Installation:
    return open_with(settings)
