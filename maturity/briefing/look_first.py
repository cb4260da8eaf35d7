"""Whom an auditor should look at first, by department."""

from collections.abc import Collection
from dataclasses import dataclass

from maturity.framework.model import Framework
from maturity.scoring.challenge import HeavyDepartment, LookFirst
from maturity.wording import counted


@dataclass(frozen=True)
class LookAt:
    """A department, how many of its answers give a reason to look again, and the weightiest of them in a sentence."""

    department_id: str
    statement_id: str
    words: str
    sentence: str


def departments_to_look_at(first: LookFirst, among: Collection[str], most: int) -> list[LookAt]:
    """The departments, among those, whose reasons weigh most."""
    return [_look_at(first.framework, each) for each in first.departments(among, most)]


def _look_at(framework: Framework, found: HeavyDepartment) -> LookAt:
    first = found.first
    label = framework.by_id[first.statement_id].label
    return LookAt(
        found.department_id,
        first.statement_id,
        counted(found.answers, "answer"),
        f"{'First' if found.answers > 1 else 'On'} “{label}”: {first.reasons[0].sentence}",
    )
