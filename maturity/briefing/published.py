"""What published findings show at first sight, for somebody who has never seen them: of any framework."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from maturity.assessment.answer import State
from maturity.briefing import gaps
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison
from maturity.scoring.spread import Spread, spreads
from maturity.wording import counted, listed

MOST_NAMED = 3


@dataclass(frozen=True)
class AtFirstSight:
    """“6 of 7” and what they are."""

    share: str
    sentence: str


def headline(comparison: Comparison) -> str:
    """Who is at the top of the scale most often, and how the others do; ties are called ties."""
    framework, total = comparison.framework, len(comparison.framework.scored)
    tops = {
        key: sum(
            comparison.judgement(key, each.id).level == framework.scale_of(each).highest.value
            for each in framework.scored
        )
        for key in comparison.departments
    }
    most = max(tops.values(), default=0)
    if not most:
        return "No department is at the top of the scale on any statement."
    first = [comparison.departments[key].name for key, number in tops.items() if number == most]
    others = [number for number in tops.values() if number < most]
    are = "is" if len(first) == 1 else "are"
    said = f"{listed(first, MOST_NAMED)} {are} at the top on {most} of {total} statements"
    if not others:
        return f"{said}."
    run = str(min(others)) if min(others) == max(others) else f"{min(others)} to {max(others)}"
    return f"{said}; the others on {run}."


def findings(comparison: Comparison) -> list[AtFirstSight]:
    """What most departments do, what most do not, and what is least known: each with how many of how many."""
    framework = comparison.framework
    found = [each for each in spreads(comparison) if each.scale.ordered]
    below = gaps.below(framework)
    told = [
        _finding(found, lambda each: each.levels[max(each.levels)], "are at the top on {}."),
        _finding(found, lambda each: each.short, f"are known to be {below} on {{}}."),
        _finding(
            found,
            lambda each: each.states[State.NOT_DETERMINED],
            "could not be judged on {}, for want of evidence.",
        ),
    ]
    return [each for each in told if each is not None]


def introduction(framework: Framework) -> str:
    """How many statements there are to answer, and on what scale."""
    statements = counted(len(framework.statements), "statement")
    themes = counted(len(framework.themes), "theme")
    scale = framework.scale_of(framework.statements[0])
    names = [scale.lowest.name, scale.highest.name]
    return f"{statements} in {themes}, each judged from “{names[0]}” to “{names[1]}”."


def _finding(found: Sequence[Spread], count: Callable[[Spread], int], what: str) -> AtFirstSight | None:
    """The statement that a count is highest on, with all that share it; None where it is not above 1 anywhere.

    Of how many: of all whom it applies to, so that the three can be set side by side.
    """
    most = max((count(each) for each in found), default=0)
    if most < 2:
        return None
    equals = [each for each in found if count(each) == most]
    fewest = min(each.applies for each in equals)
    first = [each for each in equals if each.applies == fewest]  # of equal counts the larger share
    labels = listed([f"“{each.statement.label}”" for each in first], MOST_NAMED)
    return AtFirstSight(f"{most} of {fewest}", what.format(labels))
