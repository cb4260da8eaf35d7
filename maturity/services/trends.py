"""What changed from round to round, and how far departments and the auditor agree."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from maturity.assessment.blind import shown
from maturity.assessment.people import Person
from maturity.assessment.round import Department, Round
from maturity.errors import NotFound
from maturity.scoring import agreement, bridge, trend
from maturity.scoring.agreement import Agreement
from maturity.scoring.bridge import Bridge, NoBridge
from maturity.scoring.compare import Comparison, View
from maturity.scoring.movement import LevelsMoved, Mover, levels_moved, movers
from maturity.scoring.trend import RoundSpread, TrendStep
from maturity.services import answering, frameworks
from maturity.services.blind_reviewing import blind_findings_in
from maturity.services.comparing import comparison, comparison_in
from maturity.services.frameworks import readable_in
from maturity.services.installation import Installation
from maturity.services.lineage import lineage_in
from maturity.store.remembering import about, place_of_round


@dataclass(frozen=True)
class OverTime:
    """The live rounds, the earliest first: the steps of one department, or the spread of all in each."""

    department: Department | None
    steps: tuple[TrendStep, ...] = ()
    spreads: tuple[RoundSpread, ...] = ()


def series_over_time(installation: Installation, person: Person) -> dict[str, str]:
    """The series of the live rounds in which the person may see a department, by what their newest framework is called;
    that with the newest round first. Figures of two of them are never set beside each other.
    """
    live, _ = departments_over_time(installation, person)
    with installation.store.reading() as session:
        lineage = lineage_in(session, installation)
    found: dict[str, str] = {}
    for round_ in reversed(live):
        framework = lineage.known[round_.framework_id]
        found.setdefault(lineage.series(round_.framework_id), framework.title)
    return found


def departments_over_time(
    installation: Installation, person: Person, *, series: str | None = None, until: str | None = None
) -> tuple[list[Round], dict[str, Department]]:
    """The live rounds in which the person may see a department, the earliest first, and those departments by name: of a
    series where one is named, or of that of a round, `until` it.
    """
    begun = answering.departments_begun(installation, person)
    live = [each for each in _live(installation, person, series, until) if each.id in begun]
    found = {key: department for round_ in live for key, department in begun[round_.id].items()}
    by_name = sorted(found.values(), key=lambda each: (each.name, each.id))
    return live, {each.id: each for each in by_name}


def over_time(
    installation: Installation,
    person: Person,
    *,
    department_id: str | None,
    view: View = View.SELF,
    series: str | None = None,
    until: str | None = None,
) -> OverTime:
    """Scores over the live rounds of a series (that of the newest round, unless one is named), or of that of a round,
    `until` it; of one department or of all that the person may see in each.

    Raises NotFound for a department that is in no round or that the person may not see in any.
    """
    if until is None:
        series = series or next(iter(series_over_time(installation, person)), None)
    live = _live(installation, person, series, until)
    with installation.store.at_one_moment():  # what all rounds rest on is read once
        compared = [_seen(installation, person, each.id, department_id, view) for each in live]
    if compared:
        with installation.store.reading() as session:
            lineage = lineage_in(session, installation)
        compared = [lineage.seen_from(each, compared[-1].framework) for each in compared]
    if department_id is None:
        return OverTime(None, spreads=tuple(trend.of_rounds([each for each in compared if each.departments])))
    found = [each.departments[department_id] for each in compared if department_id in each.departments]
    if not found:
        raise NotFound("department in any round", department_id)
    return OverTime(found[-1], steps=tuple(trend.of_department(compared, department_id)))


def bridge_between(
    installation: Installation,
    person: Person,
    *,
    start: str,
    end: str,
    department_id: str | None,
    view: View = View.SELF,
) -> Bridge | NoBridge:
    """What the difference between two rounds is made of, for a department or for the mean of those in both.

    Departments whose assessment the person may not see are as if they were not there. Raises NotFound for a round
    that does not exist.
    """
    one, other = (_seen(installation, person, each, department_id, view) for each in (start, end))
    with installation.store.reading() as session:
        lineage = lineage_in(session, installation)
    if not lineage.same_series(one.round, other.round):
        return _strangers(one, other)
    one = lineage.seen_from(one, other.framework)
    if department_id is None:
        return bridge.bridge_of_round(one, other)
    return bridge.bridge(one, other, department_id)


def movers_between(installation: Installation, person: Person, *, start: str, end: str) -> list[Mover]:
    """Who rose and fell between two rounds, of the departments that the person may see in both; as bridge_between."""
    one, other = (_seen(installation, person, each, None, View.SELF) for each in (start, end))
    with installation.store.reading() as session:
        lineage = lineage_in(session, installation)
    if not lineage.same_series(one.round, other.round):
        return []
    return movers(lineage.seen_from(one, other.framework), other)


def levels_between(
    installation: Installation,
    person: Person,
    *,
    start: str,
    end: str,
    department_id: str | None = None,
    view: View = View.SELF,
) -> list[LevelsMoved]:
    """What became of the levels between two rounds, of the departments that the person may see in both, or of one of
    them; as bridge_between.
    """
    one, other = (_seen(installation, person, each, department_id, view) for each in (start, end))
    with installation.store.reading() as session:
        lineage = lineage_in(session, installation)
    if not lineage.same_series(one.round, other.round):
        return []
    found = levels_moved(lineage.seen_from(one, other.framework), other)
    return [each for each in found if department_id in (None, each.department)]


def levels_since(
    installation: Installation, person: Person, *, round_id: str, view: View = View.SELF
) -> tuple[Round, list[LevelsMoved]] | None:
    """The same since the last round before, of the same series, in which the person may see one of the departments."""
    earlier = [each for each in _live(installation, person, until=round_id) if each.id != round_id]
    for each in reversed(earlier):
        if found := levels_between(installation, person, start=each.id, end=round_id, view=view):
            return each, found
    return None


def _strangers(one: Comparison, other: Comparison) -> NoBridge:
    asks = [f"“{each.framework.title}”, edition {each.framework.edition}" for each in (one, other)]
    return NoBridge(
        f"No bridge: “{one.round.title}” asks {asks[0]}, and “{other.round.title}” asks {asks[1]}. These are two "
        "frameworks and not two editions of one: their figures cannot be set beside each other."
    )


def bridge_into_in(
    session: Session, installation: Installation, person: Person, end: Comparison
) -> tuple[Comparison, Bridge] | None:
    """The last round before a live one, of the same series, that has a bridge to it, and that bridge; or None.

    Of the department alone where `end` has only one; else of the mean. Within a transaction of the caller's.
    """
    alone = next(iter(end.departments)) if len(end.departments) == 1 else None
    lineage = lineage_in(session, installation)
    for each in readable_in(session, installation):
        if each.published or not lineage.same_series(each, end.round) or each.opens >= end.round.opens:
            continue
        try:
            start = comparison_in(
                session, installation, person, round_id=each.id, department_id=alone, view=end.view
            )
        except NotFound:  # the department was not in it, or not to be seen
            continue
        start = lineage.seen_from(start, end.framework)
        made = bridge.bridge(start, end, alone) if alone else bridge.bridge_of_round(start, end)
        if isinstance(made, Bridge):
            return start, made
    return None


def agreement_of(
    installation: Installation, person: Person, *, round_id: str, department_id: str | None = None
) -> Agreement:
    """How far departments and the auditor agree in a round: all that the person may see, or one of them.

    A department whose assessment the person may not see is as if it were not there. Findings that were recorded blind
    stand apart, as they were then, beside the answers that they were made on. Raises NotFound for a round that does not
    exist.
    """
    compared = _seen(installation, person, round_id, department_id, View.SELF)
    of = [key for key in compared.departments if department_id in (None, key)]
    with installation.store.reading() as session:
        return agreement_in(session, installation, compared, of)


def agreement_in(
    session: Session,
    installation: Installation,
    compared: Comparison,
    departments: Collection[str],
) -> Agreement:
    """The same of some of the departments compared, within a transaction of the caller's."""
    of = {compared.assessments[key].id: key for key in departments}
    with about(place_of_round(compared.round.id)):
        blind = blind_findings_in(session, installation, compared.round.id, of)
    told = {key: shown(each, compared.not_shown.get(key, ())) for key, each in blind.items()}
    if compared.levels_read is not None:
        return agreement.agreement_of_levels(compared.said_and_found, compared.not_asked, told, departments)
    said = {key: compared.own_words[key] for key in departments}
    return agreement.agreement(compared.framework, said, compared.findings, told, compared.not_asked)


def _live(
    installation: Installation, person: Person, series: str | None = None, until: str | None = None
) -> list[Round]:
    """The live rounds, of a series where one is named, the earliest first; published ones have departments of their
    own. `until` a round: those of its series that did not open after it.
    """
    live = [each for each in frameworks.readable_rounds(installation, person) if not each.published]
    live.sort(key=lambda each: (each.opens, each.id))
    last = next((each for each in live if each.id == until), None)
    with installation.store.reading() as session:
        lineage = lineage_in(session, installation)
    if last is not None:
        live = [each for each in live if each.opens <= last.opens and lineage.same_series(each, last)]
    if series is not None:
        live = [each for each in live if lineage.series(each.framework_id) == series]
    return live


def _seen(
    installation: Installation,
    person: Person,
    round_id: str,
    department_id: str | None,
    view: View,
) -> Comparison:
    """A round as the person may see it: of the department alone where it is there, to read no more than needed."""
    there = department_id is not None and answering.assessment_of(
        installation, person, round_id=round_id, department_id=department_id
    )
    alone = department_id if there else None
    return comparison(installation, person, round_id=round_id, department_id=alone, view=view)
