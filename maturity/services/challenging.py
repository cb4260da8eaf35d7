"""Where an auditor should look first, and what a department may expect to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Round
from maturity.errors import NotFound
from maturity.scoring import challenge
from maturity.scoring.challenge import Item
from maturity.scoring.compare import Comparison
from maturity.services import comparing
from maturity.services.assessment_view import Last, lasts_in
from maturity.services.installation import Installation


@dataclass(frozen=True)
class Challenges:
    """The answers to look at again, the heaviest first, among all that the person may see of the round."""

    comparison: Comparison
    last: Mapping[str, Last]  # by department, where the person may see it
    items: tuple[Item, ...]


def challenges(
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    today: date,
    department_id: str | None = None,
) -> Challenges:
    """Where to look first in a round, or in one department's answers; empty for published findings.

    Auditors hear of every department, a department's people of their own. Answers are set against those that
    the person may see, and against no others: a department sees no draft of another, nor its traces. Evidence
    counts as old on the day that the round closed, or else today. Raises NotFound for a department that the
    person hears nothing of.
    """
    person.must(Permission.SEE_PUBLISHED)
    compared = comparing.comparison(installation, person, round_id=round_id, words=True)
    told = {key for key in compared.departments if _hears_of(person, key)}
    if department_id is not None and department_id not in told:
        raise NotFound("department in this round", department_id)
    last = _last_of(installation, person, compared.round, compared)
    closes = compared.round.closes
    items = challenge.challenges(
        compared.framework,
        compared.answers,
        today if closes is None else min(today, closes),
        last={key: (each.round, each.answers) for key, each in last.items()},
        of=told if department_id is None else {department_id},
    )
    return Challenges(compared, last, tuple(items))


def _hears_of(person: Person, department_id: str) -> bool:
    return person.may(Permission.SEE_EVERY_ASSESSMENT) or person.may(
        Permission.SEE_OWN_ASSESSMENT, department_id
    )


def _last_of(
    installation: Installation, person: Person, round_: Round, compared: Comparison
) -> dict[str, Last]:
    if round_.published:
        return {}
    with installation.store.reading() as session:
        found = lasts_in(session, installation, round_, list(compared.departments))
    seen = {key: each.seen_by(person, key) for key, each in found.items()}
    return {
        key: each.without(compared.not_shown.get(key, ())) for key, each in seen.items() if each is not None
    }
