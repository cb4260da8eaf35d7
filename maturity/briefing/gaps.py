"""Where departments fall short, and by what they are measured: a target that nobody chose is no goal of anybody's.

Shortfalls are counted below the framework's bar, as shares of those known; see Framework.bar_of and spread.shortest.
Gaps to a target are those to targets that departments chose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from maturity.briefing.checklists import way_to
from maturity.briefing.facts import Facts
from maturity.framework.model import Framework, Statement
from maturity.roadmap.gaps import Gap
from maturity.scoring.spread import Spread, ranked_alike, shortest, spreads
from maturity.wording import counted, counted_are, headed, listed, share

Shown = TypeVar("Shown")
MOST = 5
"""Gaps that are shown; more are counted."""
MOST_NAMED = 3
"""Of those, statements with a sentence of their own."""
FIND_OUT = "not known: find out where each stands, and keep the evidence."


@dataclass(frozen=True)
class Shortfalls(Generic[Shown]):
    """A heading, the sentences under it, and what they are about, the furthest first."""

    heading: str
    sentences: list[str]
    shown: Sequence[Shown]


def below(framework: Framework) -> str:
    """“below level 2”; of several scales “below the middle of its scale”."""
    bars = {
        f"{'worse than' if scale.turned else 'below'} {scale.by_value[bar].told if bar in scale.by_value else bar}"
        for statement in framework.scored
        for scale, bar in [(framework.scale_of(statement), framework.bar_of(statement))]
    }
    return bars.pop() if len(bars) == 1 else "below the middle of its scale"


def bar(framework: Framework) -> str:
    """Where the bar is defined, in a sentence."""
    if not framework.scored:
        return "Nothing is scored: levels are counted."
    first = headed(below(framework).removeprefix("below ").removeprefix("worse than "))
    if framework.bar is not None:
        return f"{first} is the bar that the framework's file sets."
    return f"{first} is the bar: the lowest worth half of the scale, as the framework's file sets none (house method)."


def headline(framework: Framework, found: Sequence[Spread]) -> str:
    """Which statement the largest share of departments falls short on, without a full stop; ties are called ties."""
    ranked = shortest(found)
    if not any(each.known for each in found):
        return "No level is known yet"
    if not framework.scored:
        return "Levels are counted: none of them is better than another"
    if not ranked:
        return "Everybody whose level is known is at the top of the scale"
    first, equals = ranked[0], ranked_alike(ranked)
    names = listed([f"“{each.statement.label}”" for each in equals], MOST_NAMED)
    if not first.short:
        return f"Nobody is known to be {below(framework)}; furthest from the top: {names}"
    figures = (
        f"{first.short} of {first.known} known ({share(first.short, first.known)}) are {below(framework)}"
    )
    if len(equals) > 1:
        return f"{len(equals)} statements alike, {names}: {figures} on each"
    return f"{names}: {figures}"


def of_statement(framework: Framework, each: Spread) -> str:
    """“Enterprise data strategy: 15 of 32 known (47%) are below level 2”."""
    if not each.known:
        return f"{each.statement.label}: no level is known yet"
    if not each.scale.ordered:
        return f"{each.statement.label}: {counts_of_kinds(each)}"
    known = f"{each.short} of {each.known} known ({share(each.short, each.known)})"
    return f"{each.statement.label}: {known} {'is' if each.short == 1 else 'are'} {below(framework)}"


def counts_of_kinds(each: Spread) -> str:
    """“Our own 3 (60%) and Shared 2 (40%), of 5 known”: how many are of each kind, in the order of the scale."""
    counts = [
        f"{level.name} {each.levels[level.value]} ({share(each.levels[level.value], each.known)})"
        for level in each.scale.levels
        if each.levels[level.value]
    ]
    return f"{listed(counts)}, of {each.known} known"


def with_share(each: Spread) -> str:
    """“12 of 34 known, 30% to 45% of all”: how many are short, and of what share if the unknown fell either way."""
    if not each.scale.ordered:
        return "counted, not ranked"
    known = f"{each.short} of {each.known} known"
    if not each.unknown:
        return f"{known}, {share(each.short, each.applies)} of all" if each.known else "nobody known"
    least, most = share(each.short, each.applies), share(each.short + each.unknown, each.applies)
    return f"{known}, {least} to {most} of all"


def in_words(each: Spread) -> str:
    """The same with how many are not known."""
    return f"{with_share(each)} with the {each.unknown} not known" if each.unknown else with_share(each)


def shortfalls_of_many(facts: Facts) -> Shortfalls[Spread]:
    """Of a round's statements that anybody aims at, those that the largest share of departments falls short on."""
    every, framework = spreads(facts.comparison), facts.framework
    found = [
        each
        for each in every
        if not all(facts.aims_at_nothing(key, each.statement.id) for key, _ in facts.departments)
    ]
    shown = shortest(found)[:MOST]
    unknown = sum(each.unknown for each in found)
    sentences = [
        *(f"{each.statement.label}: {in_words(each)}." for each in shown[:MOST_NAMED]),
        *_next_step(framework, shown),
        f"Ranked by the share {below(framework)} of those known, then by the distance to the top. {bar(framework)}",
        *([f"{counted_are(unknown, 'answer')} {FIND_OUT}"] if unknown and not shown else []),
        *_left_in_peace(len(every) - len(found)),
        *to_chosen_targets(facts),
    ]
    return Shortfalls(f"Where departments fall short: {headline(framework, found)}", sentences, shown)


def _next_step(framework: Framework, shown: Sequence[Spread]) -> list[str]:
    """What most of those below the top need next on the first statement; of equals the lower level's."""
    if not shown:
        return []
    statement, levels = shown[0].statement, shown[0].levels
    top = max(levels)
    usual = min(
        (level for level in levels if level < top and levels[level]),
        key=lambda level: (-levels[level], level),
    )
    return [f"“{statement.label}”: most need this next: {step_up(framework, statement, usual)}"]


def step_up(framework: Framework, statement: Statement, level: int, aim: int | None = None) -> str:
    """What to do next from a level: what the guidance says; or else what its checklist asks for the level that is aimed
    at, or for the next; or that one, by its name. Empty at the top of the scale.
    """
    scale = framework.scale_of(statement)
    above = [each for each in scale.by_value if each > level]
    if not above:
        return ""
    aim = above[0] if aim is None else aim
    if step := statement.moving_up.get(level):
        return step
    if way := way_to(framework, statement, aim):
        return f"its checklist asks {way} (“{scale.by_value[aim].name}”)"
    return f"reach “{scale.by_value[aim].name}”; the framework does not say how"


def next_step(framework: Framework, gap: Gap) -> str:
    """The same of a gap, as it stands alone: a level that nobody knows is found out."""
    level = gap.judgement.level
    if gap.next_step or level is None:
        return gap.next_step
    target = gap.target.level if gap.target else None
    return headed(step_up(framework, gap.statement, level, target))


def shortfalls_of_one(facts: Facts) -> Shortfalls[Gap]:
    """Of a department's statements: those furthest from the top, then those of which nobody knows the level."""
    framework = facts.framework
    every = [gap for cell, gap in facts.to_the_top.items() if not facts.aims_at_nothing(*cell)]
    left = sum(
        facts.aims_at_nothing(key, each.id) for key, _ in facts.departments for each in facts.statements
    )
    ranked = sorted((gap for gap in every if gap.size), key=lambda gap: -gap.size)
    unknown = [gap for gap in every if gap.find_out]
    known = sum(
        facts.judgement(key, each).level is not None and not facts.aims_at_nothing(key, each.id)
        for key, _ in facts.departments
        for each in facts.statements
    )
    short = sum(
        gap.judgement.level is not None and gap.judgement.level < framework.bar_of(gap.statement)
        for gap in every
    )
    shown = [*ranked, *unknown][:MOST]
    return Shortfalls(
        f"Where it falls short: {short} of {counted(known, 'statement')} known {'is' if short == 1 else 'are'} "
        f"{below(framework)}{_furthest(ranked)}",
        [
            f"Shown: {len(shown)} of {len(every)} below the top or not known, the furthest first. {bar(framework)}",
            " ".join(
                [
                    f"{counted_are(len(unknown), 'statement')} {FIND_OUT}",
                    *_left_in_peace(left),
                    *to_chosen_targets(facts),
                ]
            ),
        ],
        shown,
    )


def _left_in_peace(number: int) -> list[str]:
    """How many statements are left without a target by choice, and so are not among these; nothing where none is."""
    return (
        [f"{counted_are(number, 'statement')} left without a target, and not counted here."] if number else []
    )


def _furthest(ranked: Sequence[Gap]) -> str:
    """Which are the furthest from the top; equals are said to be."""
    if not ranked:
        return ""
    equals = [gap for gap in ranked if gap.size == ranked[0].size]
    names = listed([f"“{gap.statement.label}”" for gap in equals], MOST_NAMED)
    if len(equals) == 1:
        return f"; furthest from the top: {names}"
    levels = {gap.judgement.level for gap in equals}
    at = f" at {levels.pop()}" if len(levels) == 1 else ""
    return f"; {len(equals)} are level{at}, the furthest from the top: {names}"


def to_chosen_targets(facts: Facts) -> list[str]:
    """How many gaps there are to targets that were chosen, and how many nobody works on; empty without any."""
    if not facts.chosen or facts.aims is None:
        return []
    gaps = [
        gap
        for gap in facts.aims.gaps.values()
        if gap.target is not None and gap.short and gap.accepted is None
    ]
    idle = sum(facts.aims.is_open(gap.department, gap.statement) for gap in gaps)
    return [f"{counted(len(gaps), 'gap')} to targets that were chosen; {idle or 'none'} without an action."]


def unchosen(facts: Facts) -> int:
    """For how many pairs of department and statement with a level below the top no target is chosen."""
    chosen = facts.plan.chosen if facts.plan else {}
    return sum(
        not gap.find_out and gap.statement.id not in chosen.get(department, {})
        for (department, _), gap in facts.to_the_top.items()
    )
