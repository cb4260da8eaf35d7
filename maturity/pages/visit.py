"""One visit to a page: the installation it looks at, the person who asks, and the time it is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from maturity.assessment.people import LOCAL, Person, local_person
from maturity.assessment.round import day
from maturity.palette import DARK_INK, LIGHT_INK
from maturity.services import administering
from maturity.services.installation import Installation
from maturity.settings import Settings, open_with

ACTING_AS = "acting-as"
"""Where a session keeps whom the local person acts as: an id of the register, or LOCAL."""


AS = "as"
"""Where the address keeps the same, so that it outlives a reload and a restart of the server."""


@dataclass(frozen=True)
class Visit:
    installation: Installation
    person: Person

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)


def current() -> Visit:
    """The visit under way. Until sign-in exists, whoever sits at this computer acts as anybody in the register."""
    installation = _installation(Settings())
    return Visit(installation, actors(installation).get(acting_as(), local_person()))


def acting_as() -> str:
    """Whom the local person acts as: as chosen in this session, or else as the address has it after a reload."""
    return str(st.session_state.get(ACTING_AS) or st.query_params.get(AS, LOCAL))


def actors(installation: Installation) -> dict[str, Person]:
    """Whom the local person may act as, by id: themselves with every role, or anybody active in the register."""
    here = local_person()
    register = administering.every_person(installation, here) if here.roles else []
    local = [person.model_copy(update={"local": True}) for person in register if person.active]
    return {person.id: person for person in (here, *local)}


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
