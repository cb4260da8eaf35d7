"""Which statements of each department an auditor looks at anyway: drawn by a seed, and by nobody's choice."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from maturity.assessment.answer import Writing
from maturity.assessment.round import StoredRecord
from maturity.errors import MaturityError

LONGEST_SEED = 100


class SamplePlan(StoredRecord):
    """The sample of a round: `each` statements of every department, those that the seed draws.

    `version` is 0 for one never saved and grows with every save; a save carries the version it was based on.
    """

    round_id: str
    seed: Annotated[Writing, Field(min_length=1, max_length=LONGEST_SEED)]
    each: Annotated[int, Field(ge=1)]
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def content(self) -> dict[str, object]:
        return {"seed": self.seed, "each": self.each}

    def of_department(self, department_id: str, statement_ids: Sequence[str]) -> list[str]:
        """The statements drawn of a department, in the framework's order."""
        return draw_sample(self.seed, self.each, department_id, statement_ids)


class SampleRefused(MaturityError):
    """A sample that was not drawn as it was asked for; the sentence says why."""


def draw_sample(seed: str, each: int, department_id: str, statement_ids: Sequence[str]) -> list[str]:
    """`each` of a department's statements, all where there are fewer, in the order given.

    Those whose SHA-256 of “seed/department/statement” comes first: anybody can draw them again with any tool, one
    more drawn takes away none, and a department that joins changes no other's.
    """

    def place(statement_id: str) -> bytes:
        return hashlib.sha256(f"{seed}/{department_id}/{statement_id}".encode()).digest()

    drawn = set(sorted(statement_ids, key=place)[:each])
    return [statement_id for statement_id in statement_ids if statement_id in drawn]


def check_sample(seed: str, each: int, kept: SamplePlan | None, statements: int) -> None:
    """Refuse a sample that would undo one already drawn, or that has more statements than there are.

    Raises SampleRefused.
    """
    if not 1 <= each <= statements:
        raise SampleRefused(
            f"{each} statements of each department cannot be drawn: choose 1 to {statements}. Nothing was changed."
        )
    if len(seed) > LONGEST_SEED:
        raise SampleRefused(
            f"The seed has {len(seed)} characters, and at most {LONGEST_SEED} are kept. Nothing was changed."
        )
    if kept is not None and seed != kept.seed:
        raise SampleRefused(
            f"The sample of this round was drawn with the seed “{kept.seed}”, which stays: whoever could draw again "
            "could draw until the sample suits them. Nothing was changed."
        )
    if kept is not None and each < kept.each:
        raise SampleRefused(
            f"The sample has {kept.each} statements of each department already. It can be made larger, never smaller. "
            "Nothing was changed."
        )
