"""A round taken elsewhere: to a board as slides, to an analyst as data, to an auditor as a bundle to verify."""

from datetime import datetime

from maturity.assessment.people import Person
from maturity.bundle import packing
from maturity.bundle.record import Record, record
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison
from maturity.services.comparing import comparison
from maturity.services.installation import Installation
from maturity.slides import deck, write
from maturity.store import history, rounds


def data(installation: Installation, person: Person, *, round_id: str) -> bytes:
    """All of a round that the person may see, as CSV tables and one JSON document: a .zip."""
    return packing.data(*_record(installation, person, round_id))


def bundle(installation: Installation, person: Person, *, round_id: str) -> bytes:
    """The same with the framework and a manifest, which bundle.verifying checks without a database: a .zip.

    The same data gives the same bytes.
    """
    return packing.bundle(*_record(installation, person, round_id))


def _record(installation: Installation, person: Person, round_id: str) -> tuple[Record, Framework]:
    compared = comparison(installation, person, round_id=round_id)
    with installation.store.reading() as session:
        # The history only grows, so its entries up to the comparison's revision are those of that moment.
        entries = history.entries(
            session,
            assessments=[each.id for each in compared.assessments.values()],
            round_id=round_id,
            until=compared.revision,
        )
        head = history.hash_at(session, compared.revision)
    return record(compared, entries, head), installation.framework(compared.round.framework_id)


def slides(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str | None = None,
    letters: bool = False,
    marking: str = deck.OFFICIAL,
) -> bytes:
    """Five to eight slides on a round, or on one department in it, for a board: a .pptx whose charts can be edited.

    `letters` is as in comparison: what moved is then left out, as each round has letters of its own. `marking` is the
    classification on every slide. Raises NothingToPresent where the person may see no department.
    """
    compared = comparison(
        installation, person, round_id=round_id, department_id=department_id, letters=letters
    )
    before = None if letters else _before(installation, person, compared, department_id)
    described = deck.describe(compared, at=at, before=before, marking=marking, made_by=person.name)
    return write.presentation(described)


def _before(
    installation: Installation, person: Person, compared: Comparison, department_id: str | None
) -> Comparison | None:
    """The last live round before this one, with the department where one is asked for; None where there is none."""
    now = compared.round
    if now.published:
        return None
    with installation.store.reading() as session:
        earlier = [
            each
            for each in rounds.every(session)
            if not each.published and (each.opens, each.id) < (now.opens, now.id)
        ]
    for each in sorted(earlier, key=lambda round_: (round_.opens, round_.id), reverse=True):
        found = comparison(installation, person, round_id=each.id)
        if department_id is None and found.departments:
            return found
        if department_id in found.departments:
            return found
    return None
