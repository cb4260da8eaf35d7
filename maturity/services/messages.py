"""A message to the board in somebody's own words: a department's approver's, or an administrator's for a round."""

from datetime import datetime

from sqlmodel import Session

from maturity.assessment.message import Message, check_length
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Assessment, PublishedIsFixed
from maturity.errors import NotFound
from maturity.services.installation import Installation
from maturity.store import assessments, messages, rounds


def message_of(
    installation: Installation, person: Person, *, round_id: str, department_id: str | None = None
) -> Message | None:
    """The message of a department in a round, or of the round itself; None where nothing was written.

    Raises NotPermitted for a department whose assessment the person may not see, or NotFound.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        rounds.get(session, round_id)
        if department_id is not None:
            _assessment(session, person, round_id, department_id)
        return messages.of_round(session, round_id).get(department_id)


def write_message(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    text: str,
    based_on: int,
    department_id: str | None = None,
) -> Message | None:
    """Write what the board is told in one's own words, over the version `based_on`; gives it back as it is now kept.

    Nothing, or only spaces, takes it away. It may be written when the round has closed: a board meets afterwards.
    Raises NotPermitted, PublishedIsFixed, NotFound, MessageTooLong, or Stale with both.
    """
    if department_id is None:
        person.must(Permission.WRITE_TO_BOARD_OF_ROUND)
    else:
        person.must(Permission.WRITE_TO_BOARD, department_id)
    message = Message(text=text.strip(), department_id=department_id, version=based_on)
    check_length(message.text)
    with installation.store.transaction(person, at) as transaction:
        round_ = rounds.get(transaction.session, round_id)
        if round_.published:
            raise PublishedIsFixed(round_)
        of = None
        if department_id is not None:
            of = _assessment(transaction.session, person, round_id, department_id).id
        return messages.save(transaction, round_id, message, of)


def _assessment(session: Session, person: Person, round_id: str, department_id: str) -> Assessment:
    for assessment, department in assessments.of_round(session, round_id):
        if department.id == department_id:
            person.must(person.needed_to_see(department_id, assessment.status), department_id)
            return assessment
    raise NotFound("department in this round", department_id)
