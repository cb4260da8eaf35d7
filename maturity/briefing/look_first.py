"""Whom an auditor should look at first, by department."""

from collections.abc import Iterable
from dataclasses import dataclass

from maturity.scoring.challenge import Item
from maturity.wording import counted


@dataclass(frozen=True)
class LookAt:
    """A department, how many of its answers give a reason to look again, and the weightiest in a sentence."""

    department_id: str
    words: str
    sentence: str


def departments_to_look_at(items: Iterable[Item], most: int) -> list[LookAt]:
    """The departments whose reasons weigh most, from items that stand the heaviest first."""
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item.department_id, []).append(item)
    heaviest = sorted(found.items(), key=lambda each: -round(sum(item.weight for item in each[1]), 9))
    return [
        LookAt(key, counted(len(own), "answer"), own[0].reasons[0].sentence) for key, own in heaviest[:most]
    ]
