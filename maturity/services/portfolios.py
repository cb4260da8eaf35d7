"""Portfolios: what a budget should buy, whether promises were kept, and what departments need in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Round
from maturity.plan.action import Action
from maturity.roadmap import across, gaps
from maturity.roadmap.across import Apart, Served, Shared
from maturity.roadmap.bought import Bought, bought
from maturity.roadmap.gaps import Gap
from maturity.roadmap.portfolio import Portfolio, portfolio
from maturity.roadmap.portfolio_solver import Limits
from maturity.roadmap.promises import Promise, Tally, ThemeTally, by_theme, tally
from maturity.scoring.compare import Comparison, View
from maturity.scoring.spread import Spread, spreads
from maturity.services.apart import apart
from maturity.services.comparing import comparison_in
from maturity.services.installation import Installation
from maturity.services.lineage import lineage_in
from maturity.services.road_maps import actions_in, promises_in, road_maps_in, visible_in, without_hidden


@dataclass(frozen=True)
class Purchase:
    """What the limits should buy, and what that does to the score; `score` is None where there is none."""

    round: Round
    plan: Portfolio
    score: Bought | None


@dataclass(frozen=True)
class Promises:
    """What delivered actions promised, and what the round found; `before` is None where no round came before."""

    before: Comparison | None
    after: Comparison
    made: tuple[Promise, ...]
    by_theme: tuple[ThemeTally, ...]

    @property
    def tally(self) -> Tally:
        """All of them, added up."""
        return tally(self.made)


@dataclass(frozen=True)
class Across:
    """What the departments of a round that the person may see need in common."""

    comparison: Comparison
    gaps: tuple[Gap, ...]
    spreads: tuple[Spread, ...]  # of every statement
    short_of_chosen: Mapping[str, int]  # departments, by statement
    served: Mapping[str, tuple[Served, ...]]  # by facet id
    shared: tuple[Shared, ...]
    apart: tuple[Apart, ...]


def actions_of(
    installation: Installation, person: Person, *, round_id: str, department_id: str | None = None
) -> list[Action]:
    """The actions that a portfolio may be made of: of one department, or of all that the person may see."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        compared = comparison_in(
            session, installation, person, round_id=round_id, department_id=department_id
        )
        every = without_hidden(
            actions_in(session, lineage_in(session, installation), compared.round), compared.not_shown
        )
        kept = road_maps_in(session, compared, every)
        return _with_waited_for(session, person, kept.actions, every)


@apart
def portfolio_for(
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    limits: Limits,
    department_id: str | None = None,
    view: View = View.SELF,
) -> Purchase:
    """Which proposed actions the limits should buy, beyond what is committed: for one department or all that are seen.

    A proposal: nothing is approved by it. Raises NoPlan for limits that no plan can keep.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        compared = comparison_in(
            session, installation, person, round_id=round_id, department_id=department_id, view=view
        )
        every = without_hidden(
            actions_in(session, lineage_in(session, installation), compared.round), compared.not_shown
        )
        kept = road_maps_in(session, compared, every)
        actions = _with_waited_for(session, person, kept.actions, every)
    found = gaps.gaps_to_targets(compared, kept.chosen, kept.accepted)
    plan = portfolio(compared.framework, found, actions, limits, departments=compared.departments.keys())
    return Purchase(compared.round, plan, bought(compared, actions, plan))


def promises_of(
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    department_id: str | None = None,
    view: View = View.SELF,
) -> Promises:
    """What the actions delivered since the round before this one promised, beside what this one found.

    The round before is the last live one to open before it, of the same series. Audited findings count
    where there are any, whatever the view.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        after = comparison_in(
            session, installation, person, round_id=round_id, department_id=department_id, view=view
        )
        found = promises_in(session, installation, person, after)
    if found is None:
        return Promises(None, after, (), ())
    before, made = found
    return Promises(before, after, tuple(made), tuple(by_theme(after.framework, made)))


def across_government(
    installation: Installation, person: Person, *, round_id: str, view: View = View.SELF
) -> Across:
    """What the departments of a round that the person may see need in common."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        compared = comparison_in(session, installation, person, round_id=round_id, view=view)
        kept = road_maps_in(
            session, compared, actions_in(session, lineage_in(session, installation), compared.round)
        )
    found = gaps.gaps_to_targets(compared, kept.chosen, kept.accepted)
    framework = compared.framework
    return Across(
        comparison=compared,
        gaps=tuple(found),
        spreads=tuple(spreads(compared)),
        short_of_chosen=across.short_of_chosen(found, kept.chosen),
        served={each.id: tuple(across.served(framework, found, each.id)) for each in framework.facets},
        shared=tuple(across.worth_sharing(framework, found)),
        apart=tuple(across.done_apart(framework, kept.actions)),
    )


def _with_waited_for(
    session: Session, person: Person, own: Sequence[Action], every: Sequence[Action]
) -> list[Action]:
    """The actions, and what they wait for among `every` that the person may see.

    Those must be committed, or chosen and paid for, too.
    """
    actions = list(own)
    seen = {action.id: action for action in visible_in(session, person, every)}
    waiting = [first for action in actions for first in action.depends_on]
    chosen = {action.id for action in actions}
    while waiting:
        first = waiting.pop()
        if first in seen and first not in chosen:
            chosen.add(first)
            actions.append(seen[first])
            waiting += seen[first].depends_on
    return actions
