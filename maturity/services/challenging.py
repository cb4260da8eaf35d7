"""Where an auditor should look first, and what a department may expect to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlmodel import Session

from maturity.assessment.levels import NO_LEVEL, Levels
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Assessment, Round
from maturity.framework import editions, scope
from maturity.scoring.challenge import Before, Item, LookFirst
from maturity.scoring.compare import Comparison
from maturity.services import comparing
from maturity.services.blind_reviewing import hidden_in
from maturity.services.installation import Installation
from maturity.services.lineage import Lineage, lineage_in
from maturity.store import assessments, levels, rounds
from maturity.store.reading import memory_of


@dataclass(frozen=True)
class Challenges:
    """Where to look first in a round, among all that the person may see of it."""

    comparison: Comparison
    first: LookFirst

    @property
    def items(self) -> list[Item]:
        """Every answer to look at again, the heaviest first."""
        return self.first.items()


def challenges(installation: Installation, person: Person, *, round_id: str, today: date) -> Challenges:
    """Where to look first in a round; nowhere in published findings.

    Auditors hear of every department, a department's people of their own. Answers are set against those that
    the person may see, and against no others: a department sees no draft of another, nor its traces. Evidence
    counts as old on the day that the round closed, or else today.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        return challenges_in(session, installation, person, round_id=round_id, today=today)


def challenges_in(
    session: Session, installation: Installation, person: Person, *, round_id: str, today: date
) -> Challenges:
    """The same within a transaction of the caller's; remembered for all who may see the same."""

    def challenge() -> Challenges:
        compared = comparing.comparison_in(session, installation, person, round_id=round_id)
        closes = compared.round.closes
        first = LookFirst(
            compared.said_and_found.answers,
            comparing.grounds_in(session, compared),
            _before_in(session, installation, person, compared),
            today if closes is None else min(today, closes),
            frozenset(key for key in compared.departments if person.may_see_drafts(key)),
        )
        return Challenges(compared, first)

    memory = memory_of(session)
    if memory is None or hidden_in(session, installation, person):
        return challenge()
    sees = person.active, person.roles
    question = challenges_in, installation.folder, installation.today(), today, round_id, sees
    return memory.recall_in(session, question, challenge)


def _before_in(session: Session, installation: Installation, person: Person, compared: Comparison) -> Before:
    """What departments said in the last round before of the same series, as far as the person may see it."""
    level = np.full((len(compared.departments), len(compared.framework.statements)), NO_LEVEL)
    if compared.round.published:
        return Before(level, {})
    lineage = lineage_in(session, installation)
    earlier = {
        each.id: each
        for each in rounds.every(session)
        if not each.published and each.id != compared.round.id and lineage.same_series(each, compared.round)
    }
    last: dict[str, list[Assessment]] = {}
    every = assessments.before_round(session, compared.round.id, tuple(earlier))
    for key in compared.departments:
        if (each := every.get(key)) is not None and person.may_see(key, each.status):
            last.setdefault(each.round_id, []).append(each)
    columns = compared.levels.columns
    for round_id, several in last.items():
        said, ids = _said_in(session, lineage, earlier[round_id], compared, several)
        rows = [compared.levels.rows[each.department_id] for each in several]
        for was, now in ids.items():
            if was in said.columns and now in columns:
                level[rows, columns[now]] = said.level[:, said.columns[was]]
    return Before(level, {each.department_id: earlier[key] for key, of in last.items() for each in of})


def _said_in(
    session: Session, lineage: Lineage, earlier: Round, compared: Comparison, several: list[Assessment]
) -> tuple[Levels, Mapping[str, str]]:
    """What some departments said of what they were asked in a round before, and the ids of the edition of the round
    compared by those of its edition, where answers can be set beside each other.
    """
    after, known = compared.round.framework_id, lineage.known
    framework = known.get(earlier.framework_id, compared.framework.whole)
    said = levels.of_round(session, framework, earlier.id, several).answers
    parts = {
        kinds: scope.part_asked(framework, of_round=earlier.asks, kinds=kinds)
        for kinds in {each.kinds for each in several}
    }
    not_asked = {
        each.department_id: framework.by_id.keys() - parts[each.kinds].by_id.keys() for each in several
    }
    said = said.hiding({key: each for key, each in not_asked.items() if each}, shown=False)
    if earlier.framework_id == after or after not in known:
        return said, {each: each for each in framework.by_id}
    return said, editions.carried_ids(framework, known[after], known)
