"""One visit to a page: the installation it looks at, the person who asks, and the time it is."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time
from functools import cache
from operator import itemgetter
from time import monotonic
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import quote, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from maturity.assessment import sign_in
from maturity.assessment.people import LOCAL, NotPermitted, Permission, Person, local_person
from maturity.assessment.sign_in import SignIn
from maturity.errors import DatabaseAway, FateUnknown, MaturityError, NotFound
from maturity.pages.shell import outage
from maturity.palette import DARK, LIGHT, Palette
from maturity.services import admitting, demo, people_search, provider
from maturity.services.blind_reviewing import reviews_blind
from maturity.services.installation import Installation
from maturity.services.startup import open_to_visitors
from maturity.settings import OpenId, Settings, SignInNotServed
from maturity.wording import day

P = ParamSpec("P")
Given = TypeVar("Given")
HERE = "here"
"""Where a session keeps its visit, for the pages of one rerun."""

ACTING_AS, STRANGER = "acting-as", "stranger"
"""Where a session keeps whom the local person acts as: an id of the register, or LOCAL; and whom it was asked to act
as who is not in the register.
"""

AS = "as"
"""Where the address keeps the same, so that it outlives a reload and a restart of the server."""


MADE_UP = "made-up"
"""Where the address and the session keep whether they look at the made-up government: the id of its framework. A
session looks at one database from its first run to its last: nothing written for one can come to the other.
"""

FRESH = 2.0
"""Seconds for which somebody who was let in is not looked up again; a page asks many times while it is drawn."""


class NotSignedIn(MaturityError):
    def __init__(self) -> None:
        super().__init__("Sign in to use this installation.")


class Names(Mapping[str, str]):
    """What people are called, by id; who is not known yet is asked for when they are named."""

    def __init__(self, ask: Callable[[Collection[str]], Mapping[str, str]]) -> None:
        self._ask, self._known = ask, {LOCAL: local_person().name}

    def prepare(self, ids: Iterable[str | None]) -> "Names":
        """Ask for several at once."""
        if unknown := {each for each in ids if each and each not in self._known}:
            self._known.update(self._ask(unknown))
        return self

    def __getitem__(self, person_id: str) -> str:
        return self.prepare([person_id])._known[person_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Visit:
    """One rerun of a page: the installation looked at, who is looking, and what they read and write there."""

    def __init__(
        self,
        settings: Settings,
        installation: Installation,
        person: Person,
        ask: Callable[[], Person] | None = None,
    ) -> None:
        self.settings, self.installation = settings, installation
        self._person, self._ask, self._asked = person, ask, monotonic()
        self._revision: tuple[int, float] | None = None
        self.made_up = ""  # the framework of the made-up government, where this is a visit to it
        self._names = Names(
            lambda ids: self.read(people_search.names_of, ids=ids, moment=self._revision_now())
        )

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
        """By the one clock of all servers."""
        return self.installation.now()

    @property
    def day_of_asking(self) -> datetime:
        """Today as a moment, the same for a day: what is made for it is made once."""
        return datetime.combine(self.now, time.min, UTC)

    def read(
        self,
        service: Callable[Concatenate[Installation, Person, P], Given],
        /,
        *args: P.args,
        **asked: P.kwargs,
    ) -> Given:
        """What the service gives this person now."""
        return service(self.installation, self.person, *args, **asked)

    def once(
        self,
        service: Callable[Concatenate[Installation, Person, P], Given],
        /,
        *args: P.args,
        **asked: P.kwargs,
    ) -> Given:
        """What the service gives whoever may see what this person may, as it was read when nothing that it rests on
        had changed since.

        For services whose answer is not altered by whoever gets it: it is shared. They are asked for somebody of whom
        nothing is known but the roles held, so nothing of anybody's own can come to others; from whom something is
        hidden, who reviews blind, shares with nobody. What is a person's own is `read`.
        """
        return self._recall(self._seer(), service, args, asked)

    def anew(
        self,
        service: Callable[Concatenate[Installation, Person, P], Given],
        /,
        *args: P.args,
        **asked: P.kwargs,
    ) -> Given:
        """The same, asked anew though nothing has changed; whoever asks after that is given it."""
        return self._recall(self._seer(), service, args, asked, anew=True)

    def own(
        self,
        service: Callable[Concatenate[Installation, Person, P], Given],
        /,
        *args: P.args,
        **asked: P.kwargs,
    ) -> Given:
        """The same of a service that tells of the person themself: it is shared with nobody."""
        return self._recall(self.person, service, args, asked)

    def _recall(
        self,
        person: Person,
        service: Callable[..., Given],
        args: tuple[Any, ...],
        asked: dict[str, Any],
        *,
        anew: bool = False,
    ) -> Given:
        given = tuple(sorted(asked.items(), key=itemgetter(0)))
        here = self.installation
        question = service, here.folder, here.today(), _as_key(person), args, given
        if anew:
            here.store.memory.forget(question)
        try:
            return here.store.recall(
                question, lambda: service(here, person, *args, **asked), self._revision_now()
            )
        except NotPermitted:
            if person == self.person:
                raise
            return service(here, self.person, *args, **asked)  # refuses by their name

    def _seer(self) -> Person:
        """Whoever may see what this person may."""
        person = self.person
        if person.may(Permission.SEE_PUBLISHED) and self._recall(person, reviews_blind, (), {}):
            return person
        return Person(id="", name="", roles=person.roles, local=person.local, active=person.active)

    def write(
        self,
        service: Callable[Concatenate[Installation, Person, datetime, P], Given],
        /,
        *args: P.args,
        **asked: P.kwargs,
    ) -> Given:
        """Have the service do what this person asks for, now."""
        try:
            return self.make(service, *args, **asked)
        finally:
            self._revision = None

    def make(
        self,
        service: Callable[Concatenate[Installation, Person, datetime, P], Given],
        /,
        *args: P.args,
        **asked: P.kwargs,
    ) -> Given:
        """What the service makes for this person now, as a file that bears the time; it changes nothing."""
        return service(self.installation, self.person, self.now, *args, **asked)

    def at_one_moment(self) -> AbstractContextManager[None]:
        """Draw what stands in it from one consistent view, and ask for nothing twice; nothing is written in it."""
        return self.installation.store.at_one_moment()

    @property
    def revision(self) -> int:
        """How many changes there have been."""
        return self._revision_now()

    def names(self, ids: Iterable[str | None] = ()) -> Names:
        """What people are called, by id; leavers and the person at this computer too. These are asked for at once."""
        return self._names.prepare(ids)

    def by_local_person(self) -> "Visit":
        """The same visit, by the person at this computer, who may act as anybody active in the register."""
        return self._for(local_person())

    def _actor(self, person_id: str) -> Person | None:
        if person_id == LOCAL:
            return local_person()
        moment, local = self._revision_now(), self.by_local_person()
        found = local.read(people_search.person_of, person_id=person_id, moment=moment)
        return found.model_copy(update={"local": True}) if found is not None and found.active else None

    def acted(self) -> "Visit":
        """The same visit, by whom the local person acts as: as was chosen in this session, or as its first address
        has it, or else as was last chosen in this browser. Nobody else takes their place unsaid: the session keeps a
        stranger for `acting.say_who_acts` to tell.
        """
        first = ACTING_AS not in st.session_state
        if first:
            last, _ = last_in_browser() if not self.made_up else ("", "")
            st.session_state[ACTING_AS] = st.query_params.get(AS, last or LOCAL)
        asked = st.session_state[ACTING_AS]
        actor = self._actor(asked)
        if actor is None:
            st.session_state[ACTING_AS] = LOCAL
            if not first or AS in st.query_params:  # who was last chosen in this browser may have left since
                st.session_state[STRANGER] = asked
        return self._for(actor or self.person)

    def _for(self, person: Person) -> "Visit":
        other = Visit(self.settings, self.installation, person)
        other.made_up = self.made_up
        self._revision_now()  # read once, for both
        other._revision = self._revision
        return other

    def _revision_now(self) -> int:
        # A page reads many times while it is drawn; a fragment may be drawn again by the visit of long before.
        if self._revision is None or monotonic() - self._revision[1] > FRESH:
            self._revision = self.installation.store.moment(), monotonic()
        return self._revision[0]


def enter() -> Visit:
    """Begin the visit of this rerun, which `current` then has. Without sign-in, whoever sits at this computer acts
    as anybody in the register.

    With it, raises NotSignedIn, SignInRefused or NotKnown for somebody who is not to be let in. Raises DatabaseAway.
    """
    try:
        here = st.session_state[HERE] = _arrived()
    except DatabaseAway:
        raise  # what is on the screen stays, and whoever presses it is told
    except MaturityError:
        st.session_state.pop(HERE, None)
        raise
    return here


def current() -> Visit:
    """The visit under way, as app.py began it."""
    here: Visit = st.session_state[HERE]
    return here


def _arrived() -> Visit:
    known = settings()
    installation = opened(known)
    configured = known.sign_in
    asked = str(st.session_state.setdefault(MADE_UP, st.query_params.get(MADE_UP, "")))
    if configured is None:
        return _to_made_up(known, asked) if asked else Visit(known, installation, local_person()).acted()
    said = claims()

    def ask() -> Person:
        at = installation.now()
        return _admit(installation, said, configured, at)

    person = ask()
    if asked and person.may(Permission.MANAGE_ROUNDS):
        return _to_made_up(known, asked)
    return Visit(known, installation, person, ask)


def _to_made_up(known: Settings, framework_id: str) -> "Visit":
    """A visit to the made-up government of a framework, where its visitor acts as anybody in it."""
    if framework_id not in (there := opened(known).frameworks):
        raise NotFound("framework", framework_id, there)
    beside = known.model_copy(update={"database_url": known.made_up_url(framework_id)})
    here = Visit(beside, opened_made_up(beside, framework_id), local_person())
    here.made_up = framework_id
    return here.acted()


def claims() -> Mapping[str, object]:
    """What the provider said of whoever has signed in; raises NotSignedIn, or SignInNotServed."""
    said = st.user.to_dict()
    if "is_logged_in" not in said:  # Streamlit says this wherever it knows of a sign-in
        raise SignInNotServed
    if not said["is_logged_in"]:
        raise NotSignedIn
    return said


def sign_out() -> None:
    """End the sign-in, here and wherever else its cookie may be.

    While the database is away the latter cannot be kept: that is said, and pressed once more it ends here alone.
    """
    known = settings()
    if known.sign_in is not None and not outage.warned_of_sign_out():
        try:
            installation = opened(known)
            at = installation.now()
            signed_in = _read(claims(), known.sign_in, at)
            admitted = admitting.admit(installation, signed_in, at)
            admitting.sign_out(installation, admitted, at, sign_in=signed_in)
        except (DatabaseAway, FateUnknown):
            outage.warn_of_sign_out()
            return
        except MaturityError:
            pass  # whoever is not known here has nothing here to end
    st.logout()


def _admit(
    installation: Installation, said: Mapping[str, object], configured: OpenId, at: datetime
) -> Person:
    roles = admitting.group_roles(configured)
    return admitting.admit(installation, _read(said, configured, at), at, roles=roles)


def _read(said: Mapping[str, object], configured: OpenId, at: datetime) -> SignIn:
    return sign_in.read_claims(
        said,
        issuer=provider.issuer(configured),
        client_id=configured.client_id,
        lasts=configured.lasts,
        at=at,
        trusted_domains=configured.trusted_domains,
        user_name=configured.user_name,
        groups_claim=configured.groups_claim if configured.group_roles else "",
    )


def last_in_browser() -> tuple[str, str]:
    """Whom the local person acted as and which department they had before them, as their browser keeps it; or nothing.

    Anybody may write a cookie: it says what to begin with, and never who somebody is or what they may see. It is asked
    for whom to act as only where there is no sign-in.
    """
    who, _, department = unquote(str(st.context.cookies.get(_cookie(), ""))).partition("/")
    return who, department


def written_last(who: str, department: str) -> tuple[str, str]:
    """The name and the value of the cookie that keeps them."""
    return _cookie(), quote(f"{who}/{department}", safe="")


def _cookie() -> str:
    # Cookies are those of all ports of a host, and another port is another installation.
    return f"maturity-last-{urlsplit(st.context.url or '').port or 0}"


def acting_as() -> str:
    """Whom the local person acts as: an id of the register, or LOCAL."""
    return str(st.session_state.get(ACTING_AS, LOCAL))


def chart_look() -> Palette:
    """The colours of charts on this visitor's background."""
    return DARK if st.context.theme.type == "dark" else LIGHT


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


@cache
def settings() -> Settings:
    """The environment, read once."""
    return Settings()


@st.cache_resource(show_spinner=False, on_release=lambda installation: installation.store.close())
def opened(known: Settings) -> Installation:
    """The installation that these settings describe, opened once."""
    return open_to_visitors(known)


@st.cache_resource(
    show_spinner="Making up a government; this takes some seconds…",
    on_release=lambda installation: installation.store.close(),
)
def opened_made_up(known: Settings, framework_id: str) -> Installation:
    """The installation with a made-up government in it, opened once, and made where it is not there yet."""
    installation = open_to_visitors(known)
    demo.make_up_once(installation, local_person(), installation.now(), framework_id=framework_id)
    return installation


def _as_key(person: Person) -> tuple[object, ...]:
    return tuple(getattr(person, name) for name in Person.model_fields)
