"""Who somebody is here when they come with a sign-in; and their going."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlmodel import Session

from maturity.assessment.people import EVERY_DEPARTMENT, Person, Role
from maturity.assessment.sign_in import SignIn, SignInRefused
from maturity.errors import DatabaseAway, MaturityError
from maturity.services.installation import Installation
from maturity.settings import OpenId, SignInFaulty, variable
from maturity.store import departments, people, sign_ins
from maturity.wording import listed


class NotKnown(MaturityError):
    """Somebody whom a provider vouches for, and whom nobody has invited here, or who may no longer come.

    The words are the same whether they were never invited or are disabled: nobody learns who is in the register.
    """

    def __init__(self, sign_in: SignIn) -> None:
        self.sign_in = sign_in
        super().__init__(
            "You are not known here, so nothing is shown. Ask an administrator of this installation to "
            "invite you by your e-mail address."
        )


GroupRoles = Mapping[str, frozenset[tuple[Role, str]]]
"""The roles that each of the provider's groups gives, and for which department."""
NO_ROLES: GroupRoles = MappingProxyType({})
BY_GROUPS = "By the groups of the sign-in"
"""Why somebody's roles changed that nobody here changed."""


def group_roles(configured: OpenId) -> GroupRoles:
    """The roles that groups give, as configured. Raises SignInFaulty where one names no group, or no role there is."""
    found: dict[str, frozenset[tuple[Role, str]]] = {}
    for group, role, department in configured.group_roles:
        if not group or role not in set(Role):
            problem = (
                f"{variable('oidc_group_roles')} gives “{group}” the role “{role}”; write GROUP=role or "
            )
            raise SignInFaulty(
                ["oidc_group_roles"], f"{problem}GROUP=role@department, a role being {listed(list(Role))}."
            )
        found[group] = found.get(group, frozenset()) | {(Role(role), department)}
    return found


def admit(
    installation: Installation, sign_in: SignIn, at: datetime, *, roles: GroupRoles = NO_ROLES
) -> Person:
    """The person of the register who comes with this sign-in.

    They are known by issuer and subject. Somebody who comes for the first time is known by the e-mail address that
    an administrator invited, if the provider has verified it, and from then on by issuer and subject alone. Of the
    `roles` that groups give they have those of their own groups, where the provider says which these are.
    Raises NotKnown, or SignInRefused for a sign-in that they have signed out of.
    """
    with installation.store.reading() as session:
        person = _known(session, sign_in)
        as_kept = _come(session, person, sign_in, roles) == person
        if as_kept and sign_ins.last_day(session, person.id) == at.date():
            return person
    if as_kept:
        # A database that can be read alone, a standby or a full disk, is no reason to let nobody read it.
        with suppress(DatabaseAway), installation.store.transaction(person, at) as transaction:
            sign_ins.note(transaction, person.id)
        return person
    with installation.store.transaction(person, at) as transaction:
        # Asked once more now that other writers wait: two windows may come at the same moment.
        person = _known(transaction.session, sign_in)
        come = _come(transaction.session, person, sign_in, roles)
        people.save(transaction, come, why=BY_GROUPS if come.roles != person.roles else "")
        sign_ins.note(transaction, come.id)
    return come


def sign_out(installation: Installation, person: Person, at: datetime, *, sign_in: SignIn) -> None:
    """End this sign-in of the person, and every older one, wherever its cookie is; newer ones stay."""
    with installation.store.transaction(person, at) as transaction:
        kept = people.get(transaction.session, person.id)
        if kept.identity == sign_in.identity and (
            kept.signed_out is None or kept.signed_out < sign_in.issued_at
        ):
            people.save(transaction, kept.model_copy(update={"signed_out": sign_in.issued_at}))


def _come(session: Session, person: Person, sign_in: SignIn, roles: GroupRoles) -> Person:
    """The person as they are once they have come with this sign-in.

    An older one tells of groups that they are no longer in, or not yet: where groups change their roles, it is over.
    """
    come = person.model_copy(update={"identity": sign_in.identity})
    decided = frozenset().union(*roles.values())
    if sign_in.groups is None or not decided:
        return come
    here = {EVERY_DEPARTMENT, *(each.id for each in departments.every(session))}
    given = frozenset().union(*(roles.get(group, frozenset()) for group in sign_in.groups))
    held = person.roles - decided | {(role, of) for role, of in given if of in here}
    come = come.model_copy(update={"roles": held})
    if (
        person.administers
        and not come.administers
        and not people.anybody_administers(session, besides=person.id)
    ):
        come = come.model_copy(
            update={"roles": held | {each for each in person.roles if each[0] is Role.ADMINISTRATOR}}
        )
    if come.roles == person.roles:
        return come
    return come.model_copy(update={"signed_out": sign_in.issued_at - timedelta(microseconds=1)})


def _known(session: Session, sign_in: SignIn) -> Person:
    person = people.of_identity(session, sign_in.identity)
    if person is None and sign_in.email_verified:
        invited = people.of_address(
            session, sign_in.email
        )  # two may share one of old: it then invites neither
        person = invited[0] if len(invited) == 1 and invited[0].identity is None else None
    if person is None or not person.active:
        raise NotKnown(sign_in)
    if person.signed_out is not None and sign_in.issued_at <= person.signed_out:
        raise SignInRefused("Your sign-in was ended.")
    return person
