"""The command line: `maturity`, or `python -m maturity`. What the commands need is imported when one is called."""

import gc
import os
import sys
from collections.abc import Sequence

import click

from maturity.errors import MaturityError

COMMANDS = {
    "audit": "Check the history of changes.",
    "backup": "Copy the database to a file, safely while the app is running.",
    "brief": "Write one page on a round, or on one department in it, for a board (PDF).",
    "check": "Check framework files, translations and crosswalks, and list every fault with its line.",
    "demo": "Fill an empty database with a made-up government, to try everything on.",
    "export": "Write everything of a round: data, road maps, framework, history and hashes, to be verified elsewhere.",
    "import": "Bring a department's workbook back: show every change, then save all of them or none.",
    "load-benchmark": "Load published findings (by default, every one in the data folder) as read-only rounds.",
    "migrate": "Make the database, or bring it to this version's schema.",
    "move": "Copy everything to another database, SQLite to PostgreSQL or back, verified; stop the app first.",
    "pack": "Write the board pack of a round as a spreadsheet.",
    "people": "Say who may use this installation, and in which roles.",
    "restore": "Put a backup in the place of the database, once it is checked; stop the app first.",
    "scores": "Print every department's score, with its range and coverage.",
    "serve": "Set up what is missing and start the app.",
    "slides": "Write slides on a round, with charts that can be edited.",
    "template": "Write a department's workbook, to be filled in offline and imported again.",
    "verify": "Check a bundle against its own hashes, references, scores, gaps and history; needs no database.",
}
"""What each is for, in a line; it says more itself."""

SELDOM = 50_000
"""Objects made after which a command looks for what nobody holds: most of what it makes it holds to its end."""


class _Commands(click.Group):
    """The commands by name: to list them imports none of what they do."""

    def list_commands(self, _: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        gc.disable()  # what is imported is here for good: to look through it again and again takes a third of the time
        try:
            if name == "serve":  # it answers before it imports the rest
                from maturity.server.command import serve

                return serve
            from maturity.command_line import cli as every  # SQLAlchemy and numpy take their time

            gc.set_threshold(SELDOM)
        finally:
            gc.freeze()
            gc.enable()
        return every.commands[name]

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """The data-maturity dashboard: assess, compare, and give the board a spreadsheet it can trust."""


class ArgumentRefused(MaturityError):
    def __init__(self, argument: str) -> None:
        self.argument = argument
        shown = argument.encode(errors="surrogateescape").decode(errors="replace")
        super().__init__(
            f"“{shown}” is not text in UTF-8. Nothing was done: write it anew, or rename the file."
        )


def _check_arguments(given: Sequence[str]) -> None:
    for argument in given:
        try:
            argument.encode()
        except UnicodeEncodeError:  # Python lets such bytes through, and whoever writes them out fails
            raise ArgumentRefused(argument) from None


def main() -> None:
    """Run a command; a problem that a person can mend is told in a sentence, and exits with 1."""
    try:
        _check_arguments(sys.argv[1:])
        cli()
    except MaturityError as problem:
        click.echo(str(problem), err=True)
        sys.exit(1)
    except BrokenPipeError:  # the reader, such as `head`, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
