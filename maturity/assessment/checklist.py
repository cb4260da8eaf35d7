"""What is said of the items of a checklist, and the level that follows from it.

An item that is not looked at may yet turn out to be anything, so the level has a range until enough is known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from maturity.framework.model import Framework, RuleStep, Statement


class ItemState(StrEnum):
    """Whether an item is met. To meet it another way counts as met; what does not apply counts for nothing."""

    YES = "yes"
    NO = "no"
    ANOTHER_WAY = "another_way"
    NOT_APPLICABLE = "not_applicable"
    NOT_LOOKED_AT = "not_looked_at"

    @property
    def words(self) -> str:
        return {
            ItemState.YES: "Yes",
            ItemState.NO: "No",
            ItemState.ANOTHER_WAY: "Met another way",
            ItemState.NOT_APPLICABLE: "Does not apply",
            ItemState.NOT_LOOKED_AT: "Not looked at",
        }[self]


@dataclass(frozen=True)
class LevelRange:
    """The lowest and the highest level that a checklist may come to; one level where they are the same."""

    low: int
    high: int

    @property
    def level(self) -> int | None:
        """The level, where nothing that is not looked at could change it."""
        return self.low if self.low == self.high else None


def derived(framework: Framework, statement: Statement, said: Mapping[str, ItemState]) -> LevelRange:
    """What the items of a statement come to, by its rule; of an item that `said` leaves out nothing is known.

    The range is exact: it holds the level of every way in which the unknown items may turn out, and no wider.
    """
    checklist = statement.checklist
    if checklist is None:
        raise ValueError(f"{statement.id} has no checklist")
    scale = framework.scale_of(statement)
    lowest = scale.written[0].value
    sets = {
        name: _ways(said.get(item.id, ItemState.NOT_LOOKED_AT) for item in items)
        for name, items in checklist.sets.items()
    }
    steps = framework.rules[checklist.rule].steps
    found = {_level(steps, dict(zip(sets, ways, strict=True)), lowest) for ways in product(*sets.values())}
    levels = [scale.value_of(number) for number in found]
    return LevelRange(min(levels), max(levels))


def levels_by_way(framework: Framework, statement: Statement) -> list[int]:
    """The level of every way in which the sets of a checklist may turn out, for whoever is to look one up.

    Of each set, in the order in which they are shown, no item that applies is 0, one that is met 1, one that is not 2,
    and both 3; the place of a way is these as the digits of a number to the base of 4, the first set before the others.
    """
    checklist = statement.checklist
    if checklist is None:
        return []
    rule, scale = framework.rules[checklist.rule], framework.scale_of(statement)
    lowest = scale.written[0].value
    names = [name for name in rule.sets if checklist.sets.get(name)]
    ways: list[_Way] = [(False, False), (True, False), (False, True), (True, True)]
    return [
        scale.value_of(_level(rule.steps, dict(zip(names, each, strict=True)), lowest))
        for each in product(ways, repeat=len(names))
    ]


_Way = tuple[bool, bool]
"""Of a set: whether an item is met, and whether one is not."""


def _ways(said: Iterable[ItemState]) -> set[_Way]:
    """Every way in which a set may turn out, once the items that are not looked at are known."""
    ways: set[_Way] = {(False, False)}
    for state in said:
        met = {(True, lacking) for _, lacking in ways}
        unmet = {(some, True) for some, _ in ways}
        match state:
            case ItemState.YES | ItemState.ANOTHER_WAY:
                ways = met
            case ItemState.NO:
                ways = unmet
            case ItemState.NOT_LOOKED_AT:
                ways = ways | met | unmet
    return ways


def _level(steps: Iterable[RuleStep], sets: Mapping[str, _Way], lowest: int) -> int:
    """By its number in the file."""
    return next((step.level for step in steps if _holds(step, sets)), lowest)


def _holds(step: RuleStep, sets: Mapping[str, _Way]) -> bool:
    of_any, of_all = ([sets[name] for name in names if name in sets] for names in (step.any, step.all))
    if step.any:
        return any(some for some, _ in of_any)
    if step.all:
        return any(some for some, _ in of_all) and not any(lacking for _, lacking in of_all)
    return True
