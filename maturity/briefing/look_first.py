"""Whom an auditor should look at first, by department."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from maturity.framework.model import Framework
from maturity.scoring.challenge import Item
from maturity.wording import counted


@dataclass(frozen=True)
class LookAt:
    """A department, how many of its answers give a reason to look again, and the weightiest of them in a sentence."""

    department_id: str
    statement_id: str
    words: str
    sentence: str


def departments_to_look_at(framework: Framework, items: Iterable[Item], most: int) -> list[LookAt]:
    """The departments whose reasons weigh most, from items that stand the heaviest first."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.department_id, []).append(item)
    heaviest = sorted(found.items(), key=lambda each: -round(sum(item.weight for item in each[1]), 9))
    return [_look_at(framework, key, own) for key, own in heaviest[:most]]


def _look_at(framework: Framework, department_id: str, own: Sequence[Item]) -> LookAt:
    first = own[0]
    label = framework.by_id[first.statement_id].label
    return LookAt(
        department_id,
        first.statement_id,
        counted(len(own), "answer"),
        f"{'First' if len(own) > 1 else 'On'} “{label}”: {first.reasons[0].sentence}",
    )
