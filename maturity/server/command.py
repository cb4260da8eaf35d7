"""The command that starts the server, apart from the others: what those need is not imported before it answers."""

import click

from maturity.assessment.people import local_person
from maturity.errors import Away, DatabaseAway, MaturityError
from maturity.services import frameworks
from maturity.services.startup import open_with
from maturity.settings import Settings, check_address
from maturity.store.database import DatabaseUnusable
from maturity.store.engine import file_of


@click.command()
@click.option("--address", help="Address to listen on (MATURITY_ADDRESS).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (MATURITY_PORT).")
def serve(address: str | None, port: int | None) -> None:
    """Set up what is missing and start the app."""
    settings = Settings()
    address, port = address or settings.address, port or settings.port
    check_address(address, settings.sign_in)
    _try_opening(settings)  # any trouble is told here, before a page is asked for
    from maturity.server.serve import serve  # streamlit takes its time: only where it is needed

    where = settings.sign_in.public_url if settings.sign_in else f"http://{address}:{port}"
    click.echo(f"Open {where} in a browser. Press Ctrl+C to stop.")
    serve(address, port, settings)
    click.echo("Stopped. What was saved is kept.")


def _try_opening(settings: Settings) -> None:
    """Makes what is missing. A server that is away may come back, and the pages with it; a file does not by itself."""
    try:
        installation = open_with(settings)
        try:
            for trouble in frameworks.troubles(installation, local_person()):
                click.echo(f"Not used: {trouble}", err=True)
        finally:
            installation.store.close()
    except DatabaseUnusable as problem:
        if problem.away is None or problem.away.why is Away.DAMAGED or file_of(settings.database_url):
            raise
        _say_away(problem)
    except DatabaseAway as problem:
        _say_away(problem)


def _say_away(problem: MaturityError) -> None:
    click.echo(
        f"{problem} The app starts all the same: its pages say so until the database is back.", err=True
    )
