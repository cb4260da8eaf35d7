"""How many departments stand where on each statement: never only a mean."""

from collections import Counter
from dataclasses import dataclass

from maturity.assessment.answer import State
from maturity.framework.model import Statement
from maturity.scoring.compare import Comparison, surely_above

STATES = [State.NOT_DETERMINED, State.NOT_ANSWERED, State.NOT_APPLICABLE]


@dataclass(frozen=True)
class Spread:
    """Departments on one statement: how many at each level of its scale, lowest first, and in each state."""

    statement: Statement
    levels: dict[int, int]
    states: dict[State, int]

    @property
    def short(self) -> int:
        """How many have a level below the top of the scale."""
        return self.known - self.levels[max(self.levels)]

    @property
    def lowest(self) -> int:
        """How many are at the lowest level."""
        return self.levels[min(self.levels)]

    @property
    def known(self) -> int:
        return sum(self.levels.values())

    @property
    def unknown(self) -> int:
        """How many have not answered, or could not determine it."""
        return self.states[State.NOT_DETERMINED] + self.states[State.NOT_ANSWERED]

    @property
    def applies(self) -> int:
        return self.known + self.unknown


def spreads(comparison: Comparison) -> list[Spread]:
    """The spread of every statement, in the framework's order."""
    found = []
    for statement in comparison.framework.statements:
        said = [comparison.judgement(department, statement.id) for department in comparison.departments]
        levels, states = Counter(each.level for each in said), Counter(each.state for each in said)
        found.append(
            Spread(
                statement,
                levels={value: levels[value] for value in comparison.framework.scale_of(statement).by_value},
                states={state: states[state] for state in STATES},
            )
        )
    return found


def shortest(found: list[Spread]) -> list[Spread]:
    """The statements that most departments fall short on: by how many, then by how many at the lowest level."""
    return sorted(
        (each for each in found if each.short), key=lambda each: (each.short, each.lowest), reverse=True
    )


def headline(found: list[Spread]) -> str:
    """What may be said of where departments fall short, in a sentence, with its counts."""
    ranked = shortest(found)
    if not ranked:
        known = sum(each.known for each in found)
        return "Nobody is known to fall short on any statement." if known else "No level is known yet."
    first = ranked[0]
    level_with = [each for each in ranked if (each.short, each.lowest) == (first.short, first.lowest)]
    names = [f"“{each.statement.label}”" for each in level_with[:3]]
    if len(level_with) > 3:
        names[2:] = [f"{len(level_with) - 2} more"]
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    several = len(level_with) > 1
    which = "The statements most departments fall short on are" if several else ""
    which = which or "The statement most departments fall short on is"
    each_of = " each" if several else ""
    is_are = "is" if first.short == 1 else "are"
    said = f"{which} {listed}: {first.short} of {first.applies}{each_of} {is_are} below the top of the scale"
    unknown = f", unknown for {first.unknown}" if first.unknown and not several else ""
    return f"{said}, {first.lowest} at the lowest level{unknown}."


def lowest_theme(comparison: Comparison) -> str:
    """What may be said of where departments are weakest, by theme: only what their ranges bear."""
    surely: Counter[str] = Counter()
    themes, total = comparison.framework.themes, len(comparison.departments)
    for department in comparison.departments:
        scores = {theme.id: comparison.theme_scores[department, theme.id] for theme in themes}
        ranged = {
            key: (each.low, each.high)
            for key, each in scores.items()
            if each.low is not None and each.high is not None
        }
        for key, (_, high) in ranged.items():
            others = [low for other, (low, _) in ranged.items() if other != key]
            if others and surely_above(min(others), high):
                surely[key] += 1
    if len(themes) < 2:
        return f"{themes[0].label} alone"
    if not surely:
        return "Nobody's themes can be put in order: their ranges overlap."
    labels = {theme.id: theme.label for theme in themes}
    told = [f"{labels[key]} for {count}" for key, count in surely.most_common()]
    return f"Surely the lowest theme: {', '.join(told)} of {total} departments."
