"""Who somebody is here when they come with a sign-in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest

from maturity.assessment.people import LastAdministrator, Person, Role, local_person
from maturity.assessment.sign_in import AddressTaken, Identity, SignIn, SignInRefused
from maturity.errors import Away, DatabaseAway, NotFound
from maturity.services import administering, admitting, history
from maturity.services.admitting import NotKnown
from maturity.services.installation import Installation
from maturity.settings import DISCOVERY, OpenId, Settings, SignInFaulty
from maturity.store import people

Unchanged = Callable[[], AbstractContextManager[None]]
ISSUER = "https://login.example.gov"


@pytest.fixture
def olu(installation: Installation, administrator: Person, noon: datetime) -> Person:
    """Invited, and has not come yet."""
    return administering.register_person(
        installation,
        administrator,
        noon,
        name="Olu Owner",
        email=" Olu@Example.GOV",
        roles=[(Role.APPROVER, "treasury")],
    )


@pytest.fixture
def coming(noon: datetime) -> Callable[..., SignIn]:
    """`coming("olu-1")` is a sign-in of that subject a minute ago, with Olu's address, verified."""

    def make(subject: str, minutes: int = -1, **changed: object) -> SignIn:
        said = {
            "identity": Identity(issuer=ISSUER, subject=subject),
            "issued_at": noon + timedelta(minutes=minutes),
            "email": "olu@example.gov",
            "email_verified": True,
        }
        return SignIn.model_validate(said | changed)

    return make


def kept(installation: Installation, person: Person) -> Person:
    with installation.store.reading() as session:
        return people.get(session, person.id)


def test_whoever_is_invited_is_bound_to_their_sign_in_when_they_first_come(
    installation: Installation, olu: Person, coming: Callable[..., SignIn], noon: datetime
) -> None:
    admitted = admitting.admit(installation, coming("olu-1"), noon + timedelta(seconds=1))
    assert admitted == olu.model_copy(update={"identity": Identity(issuer=ISSUER, subject="olu-1")})
    assert not admitted.local
    assert kept(installation, olu) == admitted
    history.verify(installation, local_person())


def test_afterwards_only_issuer_and_subject_count(
    installation: Installation,
    olu: Person,
    coming: Callable[..., SignIn],
    noon: datetime,
    unchanged: Unchanged,
) -> None:
    bound = admitting.admit(installation, coming("olu-1"), noon)
    with unchanged():
        other = coming("olu-1", email="elsewhere@example.com", email_verified=False)
        assert admitting.admit(installation, other, noon) == bound
        for stranger in (
            coming("eve-1"),
            coming("olu-1", identity=Identity(issuer="https://other", subject="olu-1")),
        ):
            with pytest.raises(NotKnown):
                admitting.admit(installation, stranger, noon)


@pytest.mark.parametrize(
    "changed",
    [{"email_verified": False}, {"email": ""}, {"email": "ol@example.gov"}],
)
def test_without_a_verified_address_that_was_invited_nobody_is_let_in(
    changed: dict[str, object],
    installation: Installation,
    olu: Person,
    coming: Callable[..., SignIn],
    noon: datetime,
    unchanged: Unchanged,
) -> None:
    with unchanged(), pytest.raises(NotKnown):
        admitting.admit(installation, coming("olu-1", **changed), noon)


def test_nobody_learns_who_is_in_the_register(
    installation: Installation,
    administrator: Person,
    olu: Person,
    coming: Callable[..., SignIn],
    noon: datetime,
) -> None:
    told = set()
    for sign_in in (coming("x", email="nobody@example.gov"), coming("olu-1", email_verified=False)):
        with pytest.raises(NotKnown) as caught:
            admitting.admit(installation, sign_in, noon)
        told.add(str(caught.value))
    administering.change_person(
        installation, administrator, noon, person_id=olu.id, roles=olu.roles, active=False
    )
    with pytest.raises(NotKnown) as caught:
        admitting.admit(installation, coming("olu-1"), noon)
    assert len(told | {str(caught.value)}) == 1


def test_somebody_disabled_is_not_let_in_and_keeps_their_place(
    installation: Installation,
    administrator: Person,
    olu: Person,
    coming: Callable[..., SignIn],
    noon: datetime,
) -> None:
    bound = admitting.admit(installation, coming("olu-1"), noon)
    for active in (False, True):
        administering.change_person(
            installation, administrator, noon, person_id=olu.id, roles=olu.roles, active=active
        )
        if not active:
            with pytest.raises(NotKnown):
                admitting.admit(installation, coming("olu-1"), noon)
    assert admitting.admit(installation, coming("olu-1"), noon) == bound


def test_signing_out_ends_this_sign_in_and_older_ones_and_no_newer_one(
    installation: Installation, olu: Person, coming: Callable[..., SignIn], noon: datetime
) -> None:
    bound = admitting.admit(installation, coming("olu-1", -2), noon)
    admitting.sign_out(installation, bound, noon, sign_in=coming("olu-1", -2))
    for over in (-2, -3):
        with pytest.raises(SignInRefused, match="was ended"):
            admitting.admit(installation, coming("olu-1", over), noon)
    assert admitting.admit(installation, coming("olu-1", -1), noon).id == olu.id
    # An older window that signs out later takes nothing back.
    admitting.sign_out(installation, bound, noon, sign_in=coming("olu-1", -3))
    assert kept(installation, olu).signed_out == noon + timedelta(minutes=-2)


def test_nobody_signs_somebody_else_out(
    installation: Installation,
    olu: Person,
    coming: Callable[..., SignIn],
    noon: datetime,
    unchanged: Unchanged,
) -> None:
    bound = admitting.admit(installation, coming("olu-1"), noon)
    with unchanged():
        admitting.sign_out(installation, bound, noon, sign_in=coming("eve-1"))


def test_an_invitation_forgets_the_old_sign_in_and_takes_only_newer_ones(
    installation: Installation,
    administrator: Person,
    olu: Person,
    coming: Callable[..., SignIn],
    noon: datetime,
) -> None:
    admitting.admit(installation, coming("old-provider"), noon)
    administering.invite(installation, administrator, noon, person_id=olu.id, email="OLU@example.gov")
    for stale in ("old-provider", "olu-2"):
        with pytest.raises(SignInRefused):
            admitting.admit(installation, coming(stale, -1), noon)
    assert admitting.admit(installation, coming("olu-2", 1), noon).id == olu.id
    with pytest.raises(NotKnown):
        admitting.admit(installation, coming("old-provider", 2), noon)


def test_an_address_invites_one_person_only(
    installation: Installation, administrator: Person, olu: Person, noon: datetime, unchanged: Unchanged
) -> None:
    def register(name: str, email: str) -> Person:
        return administering.register_person(
            installation, administrator, noon, name=name, email=email, roles=[]
        )

    eve = register("Eve", "")
    register("Without an address too", "")
    with unchanged():
        with pytest.raises(AddressTaken):
            register("Another", "OLU@EXAMPLE.GOV")
        with pytest.raises(AddressTaken):
            administering.invite(installation, administrator, noon, person_id=eve.id, email="olu@example.gov")
        with pytest.raises(NotFound):
            administering.invite(installation, administrator, noon, person_id="nobody", email="a@b.c")


def test_two_who_shared_an_address_before_there_was_sign_in_are_invited_by_neither(
    installation: Installation,
    administrator: Person,
    olu: Person,
    coming: Callable[..., SignIn],
    noon: datetime,
) -> None:
    with installation.store.transaction(administrator, noon) as transaction:
        people.save(transaction, Person(id="twin", name="Twin", email="OLU@example.gov", roles=frozenset()))
    with pytest.raises(NotKnown):
        admitting.admit(installation, coming("olu-1"), noon)


def test_the_last_active_administrator_stays(
    installation: Installation, administrator: Person, noon: datetime, unchanged: Unchanged
) -> None:
    def change(person: Person, active: bool, *roles: Role) -> None:
        administering.change_person(
            installation,
            administrator,
            noon,
            person_id=person.id,
            roles=[(role, "*") for role in roles],
            active=active,
        )

    ann, bea = (
        administering.register_person(
            installation, administrator, noon, name=name, roles=[(Role.ADMINISTRATOR, "*")]
        )
        for name in ("Ann", "Bea")
    )
    change(bea, False, Role.ADMINISTRATOR)
    with unchanged():
        with pytest.raises(LastAdministrator, match="Ann is the last active administrator"):
            change(ann, False, Role.ADMINISTRATOR)
        with pytest.raises(LastAdministrator):
            change(ann, True, Role.READER)
    change(bea, True, Role.ADMINISTRATOR)
    change(ann, True, Role.READER)
    assert kept(installation, ann).roles == {(Role.READER, "*")}


def test_a_database_that_can_only_be_read_lets_in_who_is_known(
    installation: Installation,
    olu: Person,
    coming: Callable[..., SignIn],
    noon: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = admitting.admit(installation, coming("olu-1"), noon)

    def refuse(*_: object) -> None:
        raise DatabaseAway(Away.READ_ONLY, changing=True)

    monkeypatch.setattr(type(installation.store), "transaction", refuse)
    tomorrow = noon + timedelta(days=1)
    assert admitting.admit(installation, coming("olu-1", 24 * 60), tomorrow) == known


GROUP_ROLES = {
    "auditors": frozenset({(Role.AUDITOR, "*")}),
    "treasury": frozenset({(Role.CONTRIBUTOR, "treasury"), (Role.CONTRIBUTOR, "no-such-department")}),
    "administrators": frozenset({(Role.ADMINISTRATOR, "*")}),
}


@pytest.fixture
def grouped(
    installation: Installation, olu: Person, coming: Callable[..., SignIn], noon: datetime
) -> Callable[..., set[tuple[Role, str]]]:
    """`grouped("auditors")` are Olu's roles after a sign-in in those groups, a minute after the last."""
    minutes = iter(range(-60, 0))

    def come(*groups: str | None) -> set[tuple[Role, str]]:
        said = None if None in groups else frozenset(groups)
        admitting.admit(installation, coming("olu-1", next(minutes), groups=said), noon, roles=GROUP_ROLES)
        return set(kept(installation, olu).roles)

    return come


APPROVES = (Role.APPROVER, "treasury")
"""Which no group gives: an administrator's."""


def test_groups_give_the_roles_that_they_are_mapped_to_and_take_them_again(
    installation: Installation,
    administrator: Person,
    grouped: Callable[..., set[tuple[Role, str]]],
    noon: datetime,
) -> None:
    administering.add_department(installation, administrator, noon, name="Treasury")
    assert grouped("auditors", "elsewhere") == {APPROVES, (Role.AUDITOR, "*")}
    assert grouped("treasury") == {APPROVES, (Role.CONTRIBUTOR, "treasury")}
    assert grouped() == {APPROVES}
    told = history.changes(installation, local_person(), kind="person").entries
    assert [each.change.why for each in told[:3]] == [admitting.BY_GROUPS] * 3
    history.verify(installation, local_person())


def test_a_provider_that_does_not_say_takes_nothing_and_the_same_groups_write_nothing(
    grouped: Callable[..., set[tuple[Role, str]]], unchanged: Unchanged
) -> None:
    held = grouped("auditors")
    with unchanged():
        assert grouped(None) == held
        assert grouped("auditors", "elsewhere") == held


def test_an_older_sign_in_is_over_once_groups_changed_the_roles(
    installation: Installation,
    grouped: Callable[..., set[tuple[Role, str]]],
    coming: Callable[..., SignIn],
    noon: datetime,
) -> None:
    grouped("auditors")
    grouped()
    old = coming("olu-1", -60, groups=frozenset({"auditors"}))
    with pytest.raises(SignInRefused, match="was ended"):
        admitting.admit(installation, old, noon, roles=GROUP_ROLES)


def test_the_last_administrator_stays_whatever_the_groups_say(
    installation: Installation,
    administrator: Person,
    grouped: Callable[..., set[tuple[Role, str]]],
    noon: datetime,
    unchanged: Unchanged,
) -> None:
    assert (Role.ADMINISTRATOR, "*") in grouped("administrators")
    with unchanged():
        assert (Role.ADMINISTRATOR, "*") in grouped()
    administering.register_person(
        installation, administrator, noon, name="Another", roles=[(Role.ADMINISTRATOR, "*")]
    )
    assert grouped() == {APPROVES}


@pytest.mark.parametrize("written", ["auditors", "=auditor", "auditors=auditer", "auditors="])
def test_a_mapping_that_gives_no_role_is_refused_at_the_start(
    written: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SignInFaulty, match=r"MATURITY_OIDC_GROUP_ROLES .*GROUP=role@department"):
        admitting.group_roles(_configured(written, monkeypatch))


def test_a_group_may_be_a_name_of_a_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    written = "CN=Auditors,DC=gov=auditor; /data/treasury = Contributor@treasury;"
    assert admitting.group_roles(_configured(written, monkeypatch)) == {
        "CN=Auditors,DC=gov": {(Role.AUDITOR, "*")},
        "/data/treasury": {(Role.CONTRIBUTOR, "treasury")},
    }


def _configured(written: str, monkeypatch: pytest.MonkeyPatch) -> OpenId:
    for name, value in {
        "OIDC_METADATA_URL": f"https://login.example.gov{DISCOVERY}",
        "OIDC_CLIENT_ID": "maturity",
        "OIDC_CLIENT_SECRET": "hush",
        "COOKIE_SECRET": "hush" * 8,
        "PUBLIC_URL": "https://maturity.example.gov",
        "OIDC_GROUP_ROLES": written,
    }.items():
        monkeypatch.setenv(f"MATURITY_{name}", value)
    found = Settings().sign_in
    assert found is not None
    return found
