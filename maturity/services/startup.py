"""The installation that the settings describe, opened."""

from datetime import UTC, datetime

from maturity.assessment.people import local_person
from maturity.services import administering
from maturity.services.installation import Installation, open_installation
from maturity.settings import Settings
from maturity.store.database import DatabaseUnusable


def open_with(settings: Settings, *, create: bool = True) -> Installation:
    """The installation, migrated and with every benchmark of the folder loaded; a second opening changes nothing.

    Raises as open_installation does.
    """
    installation = open_installation(settings.database_url, settings.frameworks, create=create)
    for description in sorted(settings.benchmarks.glob("*.yaml")):
        administering.load_benchmark(installation, local_person(), datetime.now(UTC), description=description)
    return installation


def open_to_visitors(settings: Settings) -> Installation:
    """The same; a database that is away is told without its address, which is not for everybody.

    Raises DatabaseAway in place of DatabaseUnusable then.
    """
    try:
        return open_with(settings)
    except DatabaseUnusable as problem:
        if problem.away is None:
            raise
        raise problem.away from problem
