"""The installation that the settings describe, opened."""

from maturity.assessment import benchmark
from maturity.assessment.people import local_person
from maturity.services import administering, frameworks
from maturity.services.installation import Installation, open_installation
from maturity.settings import Settings
from maturity.store.database import DatabaseUnusable
from maturity.store.readiness import Readiness


def open_with(settings: Settings, *, create: bool = True) -> Installation:
    """The installation, migrated, with what was answered under kept, and with every benchmark of the folder whose
    framework is here; a second opening changes nothing.

    What cannot be used of the folders does not stop the rest: see frameworks.troubles. Raises as
    open_installation does, FileFaulty for published findings that are not what they declare, or BenchmarkDiffers.
    """
    installation = open_installation(
        settings.database_url,
        settings.frameworks,
        create=create,
        connections=settings.database_connections,
    )
    me, now = local_person(), installation.now()
    frameworks.keep_used(installation, me, now)
    for description in sorted(settings.benchmarks.glob("*.yaml")):
        of = benchmark.described(description).framework
        if frameworks.is_usable(installation, me, framework_id=of):
            administering.load_benchmark(installation, me, now, description=description)
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


def readiness(settings: Settings) -> Readiness:
    """Who asks the database of these settings whether it answers; makes nothing."""
    return Readiness(settings.database_url)
