"""Translations and crosswalks: what there is, taking one in or away, and what they say while somebody answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from maturity.assessment.answer import Answer, State
from maturity.assessment.blind import shown
from maturity.assessment.kept_framework import KeptCompanion
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Round
from maturity.errors import MaturityError, NotFound
from maturity.framework import companions, editions
from maturity.framework.companions import Companion, Counterpart, Translation
from maturity.framework.model import Framework, Statement
from maturity.services.assessment_view import AssessmentView, assessment_view_in
from maturity.services.blind_reviewing import hidden_in
from maturity.services.installation import Installation
from maturity.services.lineage import Lineage, lineage_in
from maturity.store import answers, assessments, rounds
from maturity.store import companions as kept


@dataclass(frozen=True)
class CompanionInUse:
    """A translation or crosswalk, and what of it does not hold here."""

    companion: Companion
    filed: bool  # whether the folder of frameworks has it
    troubles: tuple[str, ...]


@dataclass(frozen=True)
class SaidElsewhere:
    """What a department said of a related statement, in the newest round of another series that it answered it in.

    Its level is a step of its own scale: it is never one of the other's.
    """

    round: Round
    framework: Framework
    statement: Statement
    answer: Answer
    note: str | None  # in what the two statements differ
    origin: str  # whose judgement it is that they are related


class CompanionRefused(MaturityError):
    def __init__(self, companion_id: str, why: str) -> None:
        self.companion = companion_id
        super().__init__(f"“{companion_id}” {why} Nothing was changed.")


def every_companion(installation: Installation, person: Person) -> list[CompanionInUse]:
    """Every translation and crosswalk, by id."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        known, found = installation.known(session), installation.every_companion(session)
    return [
        CompanionInUse(
            each,
            key in installation.companions,
            tuple(breach.problem for breach in companions.companion_breaches(each, known)),
        )
        for key, each in sorted(found.items())
    ]


def look_over_companion(installation: Installation, person: Person, *, text: str, name: str) -> Companion:
    """What a file would be here; nothing is kept. Raises FileFaulty with every fault, or CompanionRefused."""
    person.must(Permission.MANAGE_FRAMEWORKS)
    with installation.store.reading() as session:
        return _looked_over(session, installation, text, name)


def take_in_companion(
    installation: Installation, person: Person, at: datetime, *, text: str, name: str
) -> Companion:
    """Keep a translation or crosswalk with the data, in the place of another of its id: nothing rests on the words of
    it. Raises as look_over_companion.
    """
    person.must(Permission.MANAGE_FRAMEWORKS)
    with installation.store.transaction(person, at) as transaction:
        companion = _looked_over(transaction.session, installation, text, name)
        kept.save(transaction, KeptCompanion(id=companion.id, title=companion.title, text=text))
    return companion


def take_away_companion(
    installation: Installation, person: Person, at: datetime, *, companion_id: str
) -> str:
    """Take a translation or crosswalk away that was taken in here; gives its title. Raises NotFound, or
    CompanionRefused for one of the folder.
    """
    person.must(Permission.MANAGE_FRAMEWORKS)
    if companion_id in installation.companions:
        raise CompanionRefused(
            companion_id, "is a file of the folder of frameworks. Take the file away there."
        )
    with installation.store.transaction(person, at) as transaction:
        found = kept.find(transaction.session, companion_id)
        if found is None:
            raise NotFound("translation or crosswalk", companion_id)
        kept.delete(transaction, found)
    return found.title


def translations_of(installation: Installation, person: Person, *, round_id: str) -> dict[str, Translation]:
    """By language, the words in which what a round asks can be read besides its own."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        framework = installation.framework_of(session, rounds.get(session, round_id))
        known = installation.known(session)
        return companions.languages_of(framework, known, installation.every_companion(session))


@dataclass(frozen=True)
class RelatedElsewhere:
    """Statements of other series that a crosswalk relates to those of an edition, as they are asked now."""

    statements: tuple[tuple[Framework, Statement], ...]
    own_series: frozenset[str]  # the editions of its own series, by id


def related_elsewhere(installation: Installation, person: Person, *, framework_id: str) -> RelatedElsewhere:
    """What an action on the statements of an edition may raise of other series, too; by the edition that the newest
    round of such a series asks, or else by the one that the crosswalk names.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        lineage, every = lineage_in(session, installation), rounds.every(session)
        framework = lineage.known.get(framework_id)
        if framework is None:
            raise NotFound("framework", framework_id, lineage.known)
        related = companions.counterparts(framework, installation.every_companion(session), lineage.known)
    asked = [each.framework_id for each in every if not each.published and each.framework_id in lineage.known]
    found: dict[tuple[str, str], tuple[Framework, Statement]] = {}
    for each in (one for of in related.values() for one in of):
        series = lineage.series(each.framework.id)
        newest = next((key for key in asked if lineage.series(key) == series), each.framework.id)
        now = editions.became(each.framework, lineage.known[newest], lineage.known)[each.statement.id].now
        found |= {(newest, key): (lineage.known[newest], lineage.known[newest].by_id[key]) for key in now}
    own = lineage.series(framework_id)
    return RelatedElsewhere(
        tuple(found.values()), frozenset(key for key in lineage.known if lineage.series(key) == own)
    )


def said_elsewhere(
    installation: Installation, person: Person, *, assessment_id: int
) -> dict[str, tuple[SaidElsewhere, ...]]:
    """By statement of an assessment, what the department said of related ones in rounds of other series, as far as the
    person may see it. Raises as assessment_view does.
    """
    with installation.store.reading() as session:
        found = assessment_view_in(installation, person, session, assessment_id)
        lineage = lineage_in(session, installation)
        related = companions.counterparts(
            found.framework, installation.every_companion(session), lineage.known
        )
        if not related:
            return {}
        there = _other_answers_in(session, installation, person, found)
    told = {}
    for statement_id, every in related.items():
        said = [each for one in every if (each := _said_of(lineage, one, there)) is not None]
        unique = {(each.round.id, each.statement.id): each for each in said}
        if unique and statement_id not in found.not_shown:
            told[statement_id] = tuple(unique.values())
    return told


def _looked_over(session: Session, installation: Installation, text: str, name: str) -> Companion:
    known = installation.known(session)
    companion = companions.parse_beside(text, name, known)
    if companion.id in known:
        raise CompanionRefused(companion.id, "is the id of a framework. Give this file an id of its own.")
    if companion.id in installation.companions:
        raise CompanionRefused(
            companion.id,
            "is a file of the folder of frameworks, which stands before what is taken in here. Change it there, "
            "or give this one an id of its own.",
        )
    return companion


def _other_answers_in(
    session: Session, installation: Installation, person: Person, found: AssessmentView
) -> list[tuple[Round, Mapping[str, Answer]]]:
    """The department's other assessments that the person may see, the newest round first."""
    by_id = {each.id: each for each in rounds.every(session)}
    own = assessments.of_departments(session, [found.department.id])[found.department.id]
    seen = [
        each
        for each in own
        if each.round_id != found.round.id
        and not by_id[each.round_id].published
        and person.may_see(found.department.id, each.status)
    ]
    said = answers.of_assessments(session, [each.id for each in seen])
    hidden = hidden_in(session, installation, person).of(found.department.id)
    return [(by_id[each.round_id], shown(said[each.id], hidden)) for each in seen]


def _said_of(
    lineage: Lineage, related: Counterpart, there: list[tuple[Round, Mapping[str, Answer]]]
) -> SaidElsewhere | None:
    for round_, said in there:
        framework = lineage.known.get(round_.framework_id)
        if framework is None or lineage.series(framework.id) != lineage.series(related.framework.id):
            continue
        fate = editions.became(related.framework, framework, lineage.known).get(related.statement.id)
        for key in fate.now if fate else ():
            answer = said.get(key)
            if answer is not None and answer.state is not State.NOT_ANSWERED:
                statement = framework.by_id[key]
                return SaidElsewhere(
                    round_, framework, statement, answer, related.note, str(related.crosswalk.origin)
                )
    return None
