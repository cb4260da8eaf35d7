"""How many departments are at each level of each statement, and in each state; drawn by pages.comparing.shortfalls."""

from dataclasses import dataclass

from maturity.charts import marks
from maturity.charts.marks import Key
from maturity.framework.model import Framework
from maturity.scoring.spread import Spread


@dataclass(frozen=True)
class Points:
    """Statements in rows; for each key, how many departments of each row it holds for."""

    statements: list[str]
    counts: dict[Key, list[int]]

    @property
    def total(self) -> int:
        """Departments, the same in every row."""
        return sum(row[0] for row in self.counts.values()) if self.statements else 0

    def row(self, place: int) -> list[tuple[Key, int]]:
        """The counts of one statement, the lowest level first."""
        return [(key, counts[place]) for key, counts in self.counts.items()]


def points(framework: Framework, spreads: list[Spread]) -> Points:
    one = marks.one_for_alike(marks.keys(framework))
    counts: dict[Key, list[int]] = {key: [0] * len(spreads) for key in one.values()}
    for row, each in enumerate(spreads):
        levels = marks.level_keys(framework, each.statement)
        for value, count in each.levels.items():
            counts[one[levels[value]]][row] = count
        for state, count in each.states.items():
            counts[marks.state_key(state)][row] = count
    return Points(
        [each.statement.label for each in spreads], {key: row for key, row in counts.items() if any(row)}
    )
