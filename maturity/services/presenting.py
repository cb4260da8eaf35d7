"""A round taken elsewhere: to a board as slides, to an analyst as data, to an auditor as a bundle to verify."""

from maturity.assessment.people import Person
from maturity.bundle import packing
from maturity.bundle.record import Record, record
from maturity.framework.model import Framework
from maturity.services.comparing import comparison
from maturity.services.installation import Installation
from maturity.store import history


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
