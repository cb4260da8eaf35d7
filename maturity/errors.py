"""Problems worth telling: each carries its facts and says, in a sentence, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class MaturityError(Exception):
    """A problem that a person can mend; `str()` of it is fit to be shown to them.

    Subclasses stand beside the rule that raises them and keep the facts as attributes.
    Anything else that is raised is a bug, and crashes.
    """


class NotFound(MaturityError):
    """Something asked for by name is not there."""

    def __init__(self, kind: str, name: object, known: Iterable[str] = ()) -> None:
        self.kind, self.name = kind, name
        names = ", ".join(known)
        super().__init__(f"There is no {kind} “{name}”." + (f" There are: {names}." if names else ""))


class Away(Enum):
    """Why the database does not do what was asked, and what somebody can do; each begins “The database”."""

    UNREACHABLE = ("cannot be reached", "Try again in a moment; if it stays so, tell {them}.")
    BUSY = ("is busy: it did not answer in time", "Try again in a moment; if it stays so, tell {them}.")
    FULL = ("is full: there is no room left where it is kept", "Tell {them}, and try again when there is.")
    READ_ONLY = ("is read-only at present: it takes no changes", "Tell {them}, and try again when it does.")
    DAMAGED = ("is damaged", "Tell {them}, who can restore a backup.")

    @property
    def problem(self) -> str:
        """What is wrong, to be used in a sentence: “the database cannot be reached”."""
        return f"the database {self.value[0]}"

    @property
    def remedy(self) -> str:
        """What to do, as a sentence."""
        return self.value[1].format(them="whoever runs this installation")


class DatabaseAway(MaturityError):
    """The database did not do what was asked, for a reason outside this program; a later try may succeed.

    A change was not made, and nothing of it is kept.
    """

    def __init__(self, why: Away, *, changing: bool = False) -> None:
        self.why = why
        self.problem, self.remedy = why.problem, why.remedy
        unchanged = " Nothing was changed." if changing else ""
        super().__init__(f"T{self.problem[1:]}.{unchanged} {self.remedy}")


class FateUnknown(MaturityError):
    """The database went away while a change was being committed, and cannot be asked whether it is kept."""

    def __init__(self) -> None:
        super().__init__(
            "The connection to the database was lost at the moment of saving. The change may be saved or not: "
            "look whether it is there before you make it again."
        )


class Stale(MaturityError, Generic[Kept]):
    """Somebody else changed this after it was read; neither is lost: `kept` is what the store has, `yours` what
    was to be saved. None stands for one that was taken away, or is to be.

    `subject` is its id; `by` (a person's id) and `at` say who changed it and when, where that is known.
    """

    def __init__(
        self,
        subject: str,
        *,
        what: str,
        kept: Kept,
        yours: Kept,
        by: str | None = None,
        at: datetime | None = None,
    ) -> None:
        self.subject, self.kept, self.yours, self.by, self.at = subject, kept, yours, by, at
        super().__init__(
            f"Not saved, because {what} was changed elsewhere since you opened it. "
            "Both versions are kept here: choose which one to keep."
        )


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in a file: where (line from 1, 0 for the whole file), what, and the remedy."""

    line: int
    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = ": ".join(part for part in (f"line {self.line}" if self.line else "", self.place) if part)
        return f"{where}: {self.problem} {self.remedy}".strip()


MOST_FAULTS = 200
"""Faults that a message tells of; a file with more is another file than was meant."""


class FileFaulty(MaturityError):
    """A file that cannot be used, with every fault that was found in it."""

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.file, self.faults = file, tuple(sorted(set(faults)))
        count = len(self.faults)
        heading = f"{file} cannot be used: {count} fault{'' if count == 1 else 's'}. Nothing was changed."
        told = [f"  {fault}" for fault in self.faults[:MOST_FAULTS]]
        more = [f"  These are the first {MOST_FAULTS}."] if count > MOST_FAULTS else []
        super().__init__("\n".join([heading, *told, *more]))
