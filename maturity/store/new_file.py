"""A file that is made whole or not at all, and never over another."""

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from maturity.errors import MaturityError

COPYING = ".maturity-copy-"
"""How the name of a folder begins in which a copy is being made."""
LEFT_BEHIND = 3600
"""Seconds after which nobody is still writing in such a folder; a copy takes seconds."""


class FileInTheWay(MaturityError):
    def __init__(self, file: Path) -> None:
        self.file = file
        super().__init__(
            f"{file} is there already. Nothing was written: name a new file, or move that one away."
        )


class NotWritten(MaturityError):
    def __init__(self, file: Path, why: str) -> None:
        self.file = file
        super().__init__(f"{file} cannot be written: {why}. Nothing was changed.")


@contextmanager
def open_beside(place: Path) -> Iterator[Path]:
    """A name in the folder of `place`, for a file that is not there yet; whatever is left of it is removed, and
    so is what was left by one that was killed. Raises NotWritten.
    """
    try:
        _clear(place.parent)
        folder = Path(tempfile.mkdtemp(prefix=COPYING, dir=place.parent))
    except OSError as error:
        raise NotWritten(place, str(error.strerror)) from error
    try:
        yield folder / "copy.sqlite"
    except (OSError, sqlite3.DatabaseError) as error:
        raise NotWritten(place, getattr(error, "strerror", None) or str(error)) from error
    finally:
        _remove(folder)


def put_in_place(made: Path, place: Path) -> None:
    """Give a file that was made its name; raises FileInTheWay where one has it by now."""
    try:
        os.link(made, place)  # unlike a renaming, this never writes over a file
    except FileExistsError:
        raise FileInTheWay(place) from None
    except OSError:  # a file system without links
        made.rename(place)


def _clear(parent: Path) -> None:
    """Remove what a backup or a restore left here that was killed: a whole copy of everything, for nobody."""
    for folder in parent.glob(f"{COPYING}*"):
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > LEFT_BEHIND:
                _remove(folder)


def _remove(folder: Path) -> None:
    for left in folder.iterdir():
        left.unlink()
    folder.rmdir()
