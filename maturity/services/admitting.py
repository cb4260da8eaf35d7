"""Who somebody is here when they come with a sign-in; and their going."""

from datetime import datetime

from sqlmodel import Session

from maturity.assessment.people import Person
from maturity.assessment.sign_in import SignIn, SignInRefused
from maturity.errors import MaturityError
from maturity.services.installation import Installation
from maturity.store import people


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


def admit(installation: Installation, sign_in: SignIn, at: datetime) -> Person:
    """The person of the register who comes with this sign-in.

    They are known by issuer and subject. Somebody who comes for the first time is known by the e-mail address that
    an administrator invited, if the provider has verified it, and from then on by issuer and subject alone.
    Raises NotKnown, or SignInRefused for a sign-in that they have signed out of.
    """
    with installation.store.reading() as session:
        person = _known(session, sign_in)
    if person.identity is None:
        with installation.store.transaction(person, at) as transaction:
            # Asked once more now that other writers wait: two windows may come at the same moment.
            person = _known(transaction.session, sign_in)
            person = person.model_copy(update={"identity": sign_in.identity})
            people.save(transaction, person)
    return person


def sign_out(installation: Installation, person: Person, at: datetime, *, sign_in: SignIn) -> None:
    """End this sign-in of the person, and every older one, wherever its cookie is; newer ones stay."""
    with installation.store.transaction(person, at) as transaction:
        kept = people.get(transaction.session, person.id)
        if kept.identity == sign_in.identity and (
            kept.signed_out is None or kept.signed_out < sign_in.issued_at
        ):
            people.save(transaction, kept.model_copy(update={"signed_out": sign_in.issued_at}))


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
