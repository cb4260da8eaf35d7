"""Which gaps are the biggest, and what they are gaps to: a target that nobody chose is no goal of a department's."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from maturity.briefing.facts import Facts
from maturity.framework.model import Statement
from maturity.roadmap.gaps import Gap
from maturity.wording import counted_are

Shown = TypeVar("Shown")
MOST = 5
"""Gaps that are shown; more are counted."""
MOST_NAMED = 3
"""Of those, statements with a sentence of their own."""
FIND_OUT = "not known: find out where each stands, and keep the evidence."
ONE_UP = "one level up where none is chosen"


def short_of(facts: Facts) -> str:
    """What the departments of a gap are short of, after “are”."""
    if facts.plan is None:
        return "below the top"
    return (
        f"short of their target ({ONE_UP})"
        if facts.chosen
        else "below the top (no target chosen: one level up)"
    )


@dataclass(frozen=True)
class Told(Generic[Shown]):
    """A heading, the sentences under it, and the gaps that they are about, the biggest first."""

    heading: str
    sentences: list[str]
    shown: Sequence[Shown]


@dataclass(frozen=True)
class StatementGap:
    """A statement over the departments."""

    statement: Statement
    short: int  # departments, those that accepted it too
    with_level: int
    unknown: int
    open: int  # departments that do nothing about it; of those without a plan nothing is known
    size: float
    step: str  # from the level at which most of those that are short stand; of equals from the lower one


def told_of_one(facts: Facts) -> Told[Gap]:
    """Of a department's statements: those whose gaps are the biggest, then those of which nobody knows the level."""
    ranked = sorted((gap for gap in facts.gaps if gap.size), key=lambda gap: -gap.size)
    unknown = [gap for gap in facts.gaps if gap.find_out and gap.accepted is None]
    accepted = sum(gap.accepted is not None for gap in facts.gaps)
    shown = [*ranked, *unknown][:MOST]
    first = f", first “{ranked[0].statement.label}”" if ranked else ""
    open_ = f" {counted_are(accepted, 'gap')} accepted, and not shown." if accepted else ""
    return Told(
        f"The biggest gaps: {counted_are(len(ranked), 'statement')} {short_of(facts)}{first}",
        [
            f"Shown: {len(shown)} of {len(facts.gaps)} gaps, the biggest first. {_size(facts)}.",
            f"{counted_are(len(unknown), 'statement')} {FIND_OUT}{open_}",
        ],
        shown,
    )


def told_of_many(facts: Facts) -> Told[StatementGap]:
    """Of a round's statements, those whose gaps are the biggest over all departments."""
    every = [_counted(facts, statement) for statement in facts.statements]
    ranked = sorted((each for each in every if each.size), key=lambda each: -each.size)
    if not ranked:
        unknown = sum(each.unknown for each in every)
        heading = f"The biggest gaps: no department is {short_of(facts)} where a level is known"
        return Told(heading, [f"{counted_are(unknown, 'answer')} {FIND_OUT}"], [])
    shown, first = ranked[:MOST], ranked[0]
    return Told(
        f"The biggest gaps: “{first.statement.label}”, where {first.short} of {first.with_level} are {short_of(facts)}",
        [
            f"Shown: {len(shown)} of {len(every)} statements. {_size(facts)}, over all departments.",
            *(
                f"{each.statement.label}: {each.short} of {each.with_level} short, {each.unknown} not known"
                + (f", {each.open} without action." if facts.plan else ".")
                for each in shown[:MOST_NAMED]
            ),
            f"“{first.statement.label}”: most need this next: {first.step or 'see the guidance'}",
        ],
        shown,
    )


def _counted(facts: Facts, statement: Statement) -> StatementGap:
    comparison = facts.comparison
    own = [gap for gap in facts.gaps if gap.statement.id == statement.id]
    short = [gap for gap in own if not gap.find_out]
    levels = Counter(gap.judgement.level for gap in short if gap.judgement.level is not None)
    usual = min(levels, key=lambda level: (-levels[level], level), default=-1)
    return StatementGap(
        statement=statement,
        short=len(short),
        with_level=sum(
            comparison.judgement(key, statement.id).level is not None for key in comparison.departments
        ),
        unknown=len(own) - len(short),
        open=sum(facts.aims.is_open(gap.department, statement) for gap in own) if facts.aims else 0,
        size=round(sum(gap.size for gap in own), 9),
        step=statement.moving_up.get(usual, ""),
    )


def _size(facts: Facts) -> str:
    to_go = "from the level to the target" if facts.plan else "that is still to go"
    return f"The size of a gap is weight × the share of the scale {to_go}"
