"""Problems worth telling: each carries its facts and says, in a sentence, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass


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


class FileFaulty(MaturityError):
    """A file that cannot be used, with every fault that was found in it."""

    def __init__(self, file: str, faults: Iterable[Fault]) -> None:
        self.file, self.faults = file, tuple(sorted(set(faults)))
        count = len(self.faults)
        heading = f"{file} cannot be used: {count} fault{'' if count == 1 else 's'}. Nothing was changed."
        super().__init__("\n".join([heading, *(f"  {fault}" for fault in self.faults)]))
