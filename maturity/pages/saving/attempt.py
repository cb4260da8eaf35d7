"""How any save is tried: what is kept comes back, or a newer version, or why nothing was saved."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from maturity.errors import DatabaseAway, FateUnknown, MaturityError, Stale

log = logging.getLogger("maturity")
T = TypeVar("T")


@dataclass(frozen=True)
class NotSaved:
    """That nothing was saved, and why, in a sentence. Neither `away` nor a `bug`: it was refused, by a rule."""

    why: str
    away: str = ""  # what is wrong with the database, where a later try may succeed
    bug: bool = False

    @property
    def refused(self) -> bool:
        return not (self.away or self.bug)

    @property
    def said(self) -> str:
        """What a field that saves itself says of it."""
        if self.away:
            return f"Not saved: {self.away}. Your choice is kept here and will be sent again."
        return f"Not saved: {self.why}"


def attempt(write: Callable[[], T]) -> T | Stale[Any] | NotSaved:
    """Save, at the edge: what is now kept, or why it is not. Nothing is raised out of it, as an exception in a
    callback would empty the page, the words in its fields included.
    """
    try:
        return write()
    except Stale as stale:
        return stale
    except DatabaseAway as away:
        return NotSaved(str(away), away=away.problem)
    except FateUnknown as unknown:
        # A field that is sent again finds what is kept already: one entry, whatever its fate.
        return NotSaved(str(unknown), away="the connection to the database was lost in the middle")
    except MaturityError as problem:
        return NotSaved(str(problem))
    except Exception as bug:
        return NotSaved(
            f"something went wrong here. If it happens again, tell whoever runs this installation the reference "
            f"{reference(bug)}.",
            bug=True,
        )


def reference(bug: Exception) -> str:
    """Puts a bug into the log; gives what finds it there."""
    found = secrets.token_hex(4)
    log.error("reference %s", found, exc_info=bug)
    return found
