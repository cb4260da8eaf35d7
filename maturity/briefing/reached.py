"""How many departments are high on a statement, of those known, and between which shares of all."""

from dataclasses import dataclass

from maturity.framework.model import Framework, Statement
from maturity.scoring.compare import Comparison
from maturity.scoring.spread import Spread, spreads
from maturity.wording import counted, share


@dataclass(frozen=True)
class Reached:
    """A statement, and how many of those known are at its high level or above."""

    statement: Statement
    level: int
    high: int
    spread: Spread

    @property
    def words(self) -> str:
        """“12 of 34 known (35%), 30% to 45% of all”."""
        each = self.spread
        if not each.known:
            return "nobody known"
        of_known = f"{self.high} of {each.known} known ({share(self.high, each.known)})"
        if not each.unknown:
            return of_known
        least, most = share(self.high, each.applies), share(self.high + each.unknown, each.applies)
        return f"{of_known}, {least} to {most} of all"


def high_level(framework: Framework, statement: Statement) -> int:
    """From which level on a department counts as high: the one that asks for evidence, or else the first above half."""
    scale, asked = framework.scale_of(statement), framework.high_level_of(statement)
    if asked is not None and asked in scale.by_value:
        return asked
    return next((level for level in scale.by_value if scale.worth(level) > 0.5), scale.highest.value)


def reached(comparison: Comparison) -> list[Reached]:
    """Every statement but those whose levels are kinds, first what the largest share of the known is high on."""
    framework = comparison.framework
    found = []
    for each in spreads(comparison):
        if not each.scale.ordered:
            continue
        level = high_level(framework, each.statement)
        high = sum(number for value, number in each.levels.items() if value >= level)
        found.append(Reached(each.statement, level, high, each))
    return sorted(found, key=lambda each: -(each.high / each.spread.known if each.spread.known else 0))


def high_level_heading(framework: Framework) -> str:
    """“At level 3 or above”; of several scales “At a high level”."""
    found = {
        f"At {scale.by_value[high_level(framework, each)].told} {scale.or_better}"
        for each in framework.scored
        for scale in [framework.scale_of(each)]
    }
    return found.pop() if len(found) == 1 else "At a high level of its scale"


def all_together(comparison: Comparison) -> str:
    """“187 of 533 answers with a level (35%) are at level 3 or above.”"""
    every = reached(comparison)
    high, known = sum(each.high for each in every), sum(each.spread.known for each in every)
    if not known:
        return "No level is known yet."
    where = high_level_heading(comparison.framework)
    are = counted(high, "is", "are").split(" ", 1)[1]
    return (
        f"{high} of {known} answers with a level ({share(high, known)}) {are} {where[0].lower()}{where[1:]}."
    )
