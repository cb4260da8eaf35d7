"""Departments side by side."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlmodel import Session

from maturity.assessment.answer import Answer
from maturity.assessment.blind import Hidden, shown
from maturity.assessment.finding import Finding
from maturity.assessment.grounds import Grounds
from maturity.assessment.people import Permission, Person
from maturity.assessment.progress import lets_stand, unconfirmed
from maturity.assessment.round import Assessment, Department, Round
from maturity.errors import MaturityError, NotFound
from maturity.framework import scope
from maturity.scoring import peers
from maturity.scoring.compare import (
    WORDS_NOT_READ,
    Comparison,
    View,
    judgements_in,
    with_hidden,
    with_not_asked,
)
from maturity.services.blind_reviewing import hidden_in
from maturity.services.frameworks import readable_in
from maturity.services.installation import Installation
from maturity.services.lineage import lineage_in
from maturity.store import answers, assessments, findings, levels, rounds
from maturity.store.database import revision_in
from maturity.store.reading import memory_of
from maturity.store.remembering import about, place_of_round, resting_on


class OneIsNamed(MaturityError):
    def __init__(self) -> None:
        super().__init__(
            "One department alone cannot be shown by a letter: asking for it names it. Ask for the whole round."
        )


def comparison(
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    department_id: str | None = None,
    view: View = View.SELF,
    letters: bool = False,
    words: bool = False,
) -> Comparison:
    """The departments of a round that the person may see, with every score; or one of them alone.

    What was written (evidence, reasons, replies) is read only with `words`, and of what was published.

    A benchmark round is compared on its published findings. A live one on the departments' own answers or,
    in the audited view, on the auditor's findings where there are any. With `letters` it is unattributed:
    “Peer A” for a department's name, the same for the whole round whoever asks, while no department joins it.
    Raises NotFound, or OneIsNamed for letters on one department alone.
    """
    person.must(Permission.SEE_PUBLISHED)
    if letters and department_id is not None:
        raise OneIsNamed
    with installation.store.reading() as session:
        compared = comparison_in(
            session,
            installation,
            person,
            round_id=round_id,
            department_id=department_id,
            view=view,
            words=words,
        )
        return lettered_in(session, compared) if letters else compared


@dataclass(frozen=True)
class SaidOfStatement:
    """All that was written on one statement, by department: nothing of whom it is hidden or was not asked of."""

    answers: Mapping[str, Answer]
    findings: Mapping[str, Finding]


def said_of_statement(
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    statement_id: str,
    departments: tuple[str, ...],
) -> SaidOfStatement:
    """What some departments of a round answered on a statement, and what auditors found, as far as the person may see
    them. Raises NotFound for a round that does not exist.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        compared = comparison_in(session, installation, person, round_id=round_id)
        ids = {
            compared.assessments[key].id: key
            for key in departments
            if key in compared.departments
            and compared.is_asked(key, statement_id)
            and compared.is_shown(key, statement_id)
        }
        with about(place_of_round(round_id)):
            said = answers.of_statement(session, list(ids), statement_id)
            found = findings.of_statement(session, list(ids), statement_id)
    return SaidOfStatement(
        {ids[each]: answer for each, answer in said.items()},
        {ids[each]: finding for each, finding in found.items()},
    )


def comparison_in(
    session: Session,
    installation: Installation,
    person: Person,
    *,
    round_id: str,
    department_id: str | None = None,
    view: View = View.SELF,
    words: bool = False,
) -> Comparison:
    """The comparison within a transaction of the caller's.

    One of levels alone is remembered, with every figure worked out of it, for all who may see the same.
    """

    def compare() -> Comparison:
        with about(place_of_round(round_id)):
            return _comparison_in(session, installation, person, round_id, department_id, view, words)

    memory = memory_of(session)
    if memory is None or words or department_id is not None or hidden_in(session, installation, person):
        return compare()
    sees = person.active, person.roles
    question = comparison_in, installation.folder, installation.today(), round_id, view, sees
    return memory.recall_in(session, question, compare)


def _comparison_in(
    session: Session,
    installation: Installation,
    person: Person,
    round_id: str,
    department_id: str | None,
    view: View,
    words: bool,
) -> Comparison:
    round_ = rounds.get(session, round_id)
    asked = [
        (assessment, department)
        for assessment, department in assessments.of_round(session, round_id)
        if department_id in (None, department.id)
    ]
    seen = [
        (assessment, department)
        for assessment, department in asked
        if person.may_see(department.id, assessment.status)
    ]
    if department_id is not None and not seen:
        raise NotFound("department in this round", department_id)
    hidden = Hidden() if round_.published else hidden_in(session, installation, person)
    not_shown = {department.id: hidden.of(department.id) for _, department in seen} if hidden else {}
    read = _with_words if words or round_.published else _levels_alone
    compared = read(session, installation, round_, seen, not_shown, view)
    with resting_on():  # it says when this was read, and nothing of what
        revision = revision_in(session)
    return replace(compared, revision=revision, unseen=len(asked) - len(seen))


def _with_words(
    session: Session,
    installation: Installation,
    round_: Round,
    seen: list[tuple[Assessment, Department]],
    not_shown: Mapping[str, Collection[str]],
    view: View,
) -> Comparison:
    ids = {assessment.id: department.id for assessment, department in seen}
    said = {ids[key]: each for key, each in answers.of_assessments(session, list(ids)).items()}
    found = {ids[key]: each for key, each in findings.of_assessments(session, list(ids)).items()}
    for key, statements in not_shown.items():
        said[key], found[key] = shown(said[key], statements), shown(found[key], statements)
    bare = _bare(session, installation, round_, seen, not_shown, view)
    if not bare.asks_all:
        said, found = bare.asks.alone(said), bare.asks.alone(found)
    carried = {key: unconfirmed(said[key], bare.statuses[key], open_round=bare.open_round) for key in said}
    return replace(
        bare,
        judgements=found
        if round_.published
        else with_not_asked(
            with_hidden(judgements_in(said, carried, found, view), not_shown), bare.not_asked
        ),
        carried=carried,
        answers=said,
        findings=found,
    )


def _levels_alone(
    session: Session,
    installation: Installation,
    round_: Round,
    seen: list[tuple[Assessment, Department]],
    not_shown: Mapping[str, Collection[str]],
    view: View,
) -> Comparison:
    bare = _bare(session, installation, round_, seen, not_shown, view)
    read = levels.of_round(session, bare.framework.whole, round_.id, [assessment for assessment, _ in seen])
    read = read.of(bare.framework, bare.departments).hiding(bare.not_asked)
    stands = [lets_stand(each.status, open_round=bare.open_round) for each, _ in seen]
    read = replace(read, carried=read.carried & ~np.array(stands, dtype=bool)[:, np.newaxis])
    if not_shown:
        read = read.hiding(not_shown)
    return replace(
        bare,
        judgements=(read.own if view is View.SELF else read.audited)
        .hiding(not_shown, shown=True)
        .not_asking(bare.not_asked),
        carried=read.answers.only(read.carried) if read.carried.any() else {},
        answers=WORDS_NOT_READ,
        findings=WORDS_NOT_READ,
        levels_read=read,
    )


def _bare(
    session: Session,
    installation: Installation,
    round_: Round,
    seen: list[tuple[Assessment, Department]],
    not_shown: Mapping[str, Collection[str]],
    view: View,
) -> Comparison:
    """The comparison before anything is said in it."""
    asks = scope.asked_of_each(
        installation.framework_of(session, round_), {each.department_id: each.kinds for each, _ in seen}
    )
    return Comparison(
        framework=asks.framework,
        round=round_,
        departments={department.id: department for _, department in seen},
        judgements={},
        revision=0,
        view=view,
        statuses={department.id: assessment.status for assessment, department in seen},
        assessments={department.id: assessment for assessment, department in seen},
        open_round=round_.is_open(installation.today()),
        together=_together(session, round_.id, seen, not_shown),
        not_shown=not_shown,
        not_asked=asks.not_asked,
    )


def _together(
    session: Session,
    round_id: str,
    seen: Sequence[tuple[Assessment, Department]],
    not_shown: Mapping[str, Collection[str]],
) -> dict[str, list[str]]:
    """The statements of each department that an auditor agreed in one go, as far as they are shown."""
    ids, found = {assessment.id: department.id for assessment, department in seen}, defaultdict(list)
    for assessment_id, statement_id in findings.agreed_together(session, round_id):
        key = ids.get(assessment_id)
        if key is not None and statement_id not in not_shown.get(key, ()):
            found[key].append(statement_id)
    return dict(found)


def grounds_in(session: Session, compared: Comparison) -> Grounds:
    """What the answers of a comparison that was read without words rest on, carried over or not, within a transaction
    of the caller's; nothing of what is not shown.
    """
    every = [compared.assessments[key] for key in compared.departments]
    read = levels.grounds_of_round(session, compared.framework.whole, compared.round.id, every)
    return (
        read.of(compared.framework, compared.departments)
        .hiding(compared.not_asked)
        .hiding(compared.not_shown)
    )


def lettered_in(session: Session, compared: Comparison) -> Comparison:
    """A whole round's comparison with letters for names, within a transaction of the caller's."""
    secret = rounds.secret_of(session, compared.round.id)
    every = assessments.of_round(session, compared.round.id)
    names = peers.letters((department.id for _, department in every), secret)
    return peers.unattributed(compared, names)


def benchmark_for(installation: Installation, person: Person, *, framework_id: str) -> Comparison | None:
    """The published findings against a framework, or what it translates or is translated by: the newest there are;
    None where there are none.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        return benchmark_in(session, installation, person, framework_id)


def published_before(installation: Installation, person: Person, *, framework_id: str) -> Comparison | None:
    """The same, or else the newest findings against an earlier or later edition of the series, by the ids of this one:
    for what is said of one statement, as scores of two editions are not set beside each other.
    """
    found = benchmark_for(installation, person, framework_id=framework_id)
    if found is not None:
        return found
    with installation.store.reading() as session:
        lineage = lineage_in(session, installation)
        series = lineage.series(framework_id)
        published = [
            each
            for each in readable_in(session, installation)
            if each.published and lineage.series(each.framework_id) == series
        ]
        if not published or framework_id not in lineage.known:
            return None
        compared = comparison_in(session, installation, person, round_id=published[0].id)
        return lineage.seen_from(compared, lineage.known[framework_id])


def benchmark_in(
    session: Session, installation: Installation, person: Person, framework_id: str
) -> Comparison | None:
    """The same within a transaction of the caller's."""
    lineage = lineage_in(session, installation)
    published = [
        each
        for each in readable_in(session, installation)
        if each.published and lineage.same_edition(each.framework_id, framework_id)
    ]
    if not published:
        return None
    compared = comparison_in(session, installation, person, round_id=published[0].id)
    return lineage.seen_from(compared, lineage.known.get(framework_id, compared.framework))
