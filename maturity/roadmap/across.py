"""What departments need in common: steps that serve most, and work worth sharing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from maturity.framework.model import Facet, FacetValue, Framework, Statement
from maturity.plan.action import Action
from maturity.roadmap.gaps import Gap
from maturity.roadmap.targets import Targets


@dataclass(frozen=True)
class Served:
    """One value of a facet, and what would be served by work on the statements linked to it."""

    rank: int
    facet: Facet
    value: FacetValue
    statements: tuple[Statement, ...]  # linked to it in the framework, whether or not anybody falls short
    short: tuple[str, ...]  # departments that fall short on any of these
    unknown: tuple[str, ...]  # departments that do not know where they stand on any of these
    gaps: int  # pairs of department and statement that fall short


@dataclass(frozen=True)
class Shared:
    """The same step from the same level, wanted by several departments: worth doing once."""

    statement: Statement
    level: int | None  # where they all stand; None: they would all find out
    next_step: str
    departments: tuple[str, ...]


@dataclass(frozen=True)
class Apart:
    """A statement that departments work on in actions of their own, which might be one."""

    statement: Statement
    actions: tuple[Action, ...]  # led by two departments at least
    one_off: int  # pounds, of those that are costed
    yearly: int  # pounds a year, likewise
    not_costed: int  # actions


def served(framework: Framework, gaps: Sequence[Gap], facet_id: str) -> list[Served]:
    """The values of a facet, ranked by how many departments fall short on a statement linked to each.

    Then by gaps, then by departments that do not know. A value that nothing is linked to comes too, with
    nothing to serve; an unknown facet gives an empty list. Accepted gaps are not counted.
    """
    found = []
    for facet in (each for each in framework.facets if each.id == facet_id):
        for value in facet.values:
            linked = tuple(s for s in framework.statements if value.id in s.facets.get(facet.id, ()))
            ids = {statement.id for statement in linked}
            own = [gap for gap in gaps if gap.statement.id in ids and gap.accepted is None]
            short = _each_once(gap.department for gap in own if gap.short is not None)
            unknown = _each_once(gap.department for gap in own if gap.short is None)
            count = sum(gap.short is not None for gap in own)
            found.append((facet, value, linked, short, unknown, count))
    keys = [(-len(short), -count, -len(unknown)) for _, _, _, short, unknown, count in found]
    ordered = sorted(zip(keys, found, strict=True), key=lambda pair: pair[0])
    return [Served(1 + sum(other < key for other in keys), *each) for key, each in ordered]


def worth_sharing(framework: Framework, gaps: Sequence[Gap]) -> list[Shared]:
    """Steps that two departments or more would take from the same level, those that serve most first."""
    found = []
    for statement in framework.statements:
        own = [gap for gap in gaps if gap.statement.id == statement.id and gap.accepted is None]
        for level in [None, *framework.scale_of(statement).by_value]:
            same = [gap for gap in own if gap.judgement.level == level]
            if len(same) > 1:
                departments = tuple(gap.department for gap in same)
                found.append(Shared(statement, level, same[0].next_step, departments))
    return sorted(found, key=lambda each: -len(each.departments))


def done_apart(framework: Framework, actions: Iterable[Action]) -> list[Apart]:
    """Statements that actions of two leading departments or more raise, none of them over; most actions first."""
    open_ = [action for action in actions if not action.status.over]
    found = []
    for statement in framework.statements:
        own = tuple(a for a in open_ if statement.id in {rise.statement_id for rise in a.rises})
        if len({action.lead for action in own}) > 1:
            costed = [action for action in own if action.costed]
            one_off = sum(action.one_off or 0 for action in costed)
            yearly = sum(action.yearly or 0 for action in costed)
            found.append(Apart(statement, own, one_off, yearly, len(own) - len(costed)))
    return sorted(found, key=lambda each: -len(each.actions))


def short_of_chosen(gaps: Iterable[Gap], chosen: Targets) -> Counter[str]:
    """How many departments are short of a target that they chose, by statement id; accepted gaps are not counted."""
    return Counter(
        gap.statement.id
        for gap in gaps
        if gap.short and gap.accepted is None and gap.statement.id in chosen.get(gap.department, {})
    )


def _each_once(departments: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(departments))
