"""Auditors' working papers of a round: the sample, who reviews what, and what became of reasons to look again."""

import secrets
from datetime import datetime

from sqlmodel import Session

from maturity.assessment.answer import statement_in
from maturity.assessment.blind import StatementNotShown, shown
from maturity.assessment.people import LOCAL, Permission, Person, local_person
from maturity.assessment.round import PublishedIsFixed, Round
from maturity.assessment.sample import SamplePlan, check_sample
from maturity.assessment.working_papers import (
    CannotReview,
    Disposition,
    Outcome,
    Reviewer,
    check_disposition,
)
from maturity.briefing.working_papers import WorkingPapers
from maturity.bundle.working_papers import Papers, draw_for
from maturity.errors import NotFound
from maturity.framework.model import Framework
from maturity.scoring.challenge import ChallengeKind
from maturity.scoring.compare import Comparison
from maturity.services import challenging
from maturity.services.blind_reviewing import blind_findings_in, hidden_in
from maturity.services.installation import Installation
from maturity.store import assessments, blind_reviews, history, people, rounds
from maturity.store import working_papers as papers


def working_papers_of(
    installation: Installation, person: Person, at: datetime, *, round_id: str
) -> WorkingPapers:
    """The working papers of a live round as an auditor may see them at a moment; raises NotPermitted or NotFound."""
    person.must(Permission.REVIEW)
    with installation.store.reading() as session:
        found = challenging.challenges_in(session, installation, person, round_id=round_id, today=at.date())
        compared = found.comparison
        of = {compared.assessments[key].id: key for key in compared.departments}
        blind = blind_findings_in(session, installation, round_id, of)
        said = papers.dispositions_of(session, round_id)
        given, begun = papers.reviewers_of(session, round_id), blind_reviews.of_round(session, round_id)
        named = {each.person_id for each in given.values()} | {each.person_id for each in begun}
        named |= {each.changed_by for each in said if each.changed_by}
        return WorkingPapers(
            comparison=compared,
            first=found.first,
            sample=papers.sample_of(session, round_id),
            reviewers={key: each for key, each in given.items() if key in compared.departments},
            dispositions={
                (each.department_id, each.statement_id, each.reason): each
                for each in said
                if each.department_id in compared.departments
                and compared.is_shown(each.department_id, each.statement_id)
            },
            blind=tuple(begun),
            recorded_blind={
                key: frozenset(shown(each, compared.not_shown.get(key, ()))) for key, each in blind.items()
            },
            names={LOCAL: local_person().name, **people.named(session, tuple(named))},
            at=at,
            head=history.head(session)[1],
        )


def dispositions_on(
    installation: Installation, person: Person, *, round_id: str, department_id: str
) -> list[Disposition]:
    """What became of the reasons to look at a department's answers again, without what is hidden from the person.

    Raises NotPermitted.
    """
    person.must(Permission.REVIEW)
    with installation.store.reading() as session:
        hidden = hidden_in(session, installation, person).of(department_id)
        return [
            each
            for each in papers.dispositions_of(session, round_id)
            if each.department_id == department_id and each.statement_id not in hidden
        ]


def export_working_papers(
    installation: Installation, person: Person, at: datetime, *, round_id: str
) -> bytes:
    """The working papers of a round as an .xlsx workbook; as working_papers_of."""
    found = working_papers_of(installation, person, at, round_id=round_id)
    from maturity.workbook.working_papers import describe_working_papers  # openpyxl takes its time
    from maturity.workbook.write import workbook

    return workbook(describe_working_papers(found))


def draw_sample_of_round(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    each: int,
    seed: str = "",
    based_on: int,
) -> SamplePlan:
    """Draw `each` statements of every department of a round by a seed, which is made where none is given.

    A sample once drawn keeps its seed, and can only be made larger. Raises NotPermitted, NotFound, PublishedIsFixed,
    SampleRefused, or Stale with both.
    """
    person.must(Permission.REVIEW)
    with installation.store.transaction(person, at) as transaction:
        round_ = _live(transaction.session, round_id)
        kept = papers.sample_of(transaction.session, round_id)
        seed = seed.strip() or (kept.seed if kept else secrets.token_hex(4))
        check_sample(seed, each, kept, len(installation.framework_of(transaction.session, round_).statements))
        plan = SamplePlan(round_id=round_id, seed=seed, each=each, version=based_on)
        return papers.save_sample(transaction, plan)


def assign_reviewer(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str,
    to: str,
    based_on: int,
) -> Reviewer:
    """Give a department of a round to an auditor (`to`, a person's id) to review, over the version `based_on`.

    Raises NotPermitted, NotFound, PublishedIsFixed, CannotReview, or Stale with both.
    """
    person.must(Permission.REVIEW)
    with installation.store.transaction(person, at) as transaction:
        session = transaction.session
        _in_round(session, round_id, department_id)
        colleague = people.get(session, to)
        if not colleague.may(Permission.REVIEW):
            raise CannotReview(colleague.name)
        given = Reviewer(round_id=round_id, department_id=department_id, person_id=to, version=based_on)
        return papers.save_reviewer(transaction, given)


def record_disposition(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str,
    statement_id: str,
    reason: str,
    outcome: Outcome,
    words: str,
    based_on: int,
) -> Disposition:
    """Write down what became of one reason to look at an answer again, over the version `based_on`.

    `reason` is its name in the framework file. Raises NotPermitted, NotFound, PublishedIsFixed, StatementUnknown,
    StatementNotShown, DispositionRefused, or Stale with both.
    """
    person.must(Permission.REVIEW)
    with installation.store.transaction(person, at) as transaction:
        session = transaction.session
        round_ = _in_round(session, round_id, department_id)
        statement = statement_in(_asked_of(session, installation, round_, department_id), statement_id)
        if statement_id in hidden_in(session, installation, person).of(department_id):
            raise StatementNotShown(statement.label)
        names = [each.name.lower() for each in ChallengeKind]
        if reason not in names:
            raise NotFound("reason to look again", reason, names)
        said = Disposition(
            round_id=round_id,
            department_id=department_id,
            statement_id=statement_id,
            reason=reason,
            outcome=outcome,
            words=words.strip(),
            version=based_on,
        )
        check_disposition(said, statement.label)
        return papers.save_disposition(transaction, said)


def papers_in(session: Session, compared: Comparison) -> Papers | None:
    """The papers of a round as they leave in a bundle, in a transaction of the caller's; none of what was published.

    Those on departments that are not compared stay behind, and so do those on what is not shown.
    """
    if compared.round.published:
        return None
    sample = papers.sample_of(session, compared.round.id)
    order = [each.id for each in sorted(compared.departments.values(), key=lambda each: (each.name, each.id))]
    return Papers(
        sample=sample,
        drawn=draw_for(sample, order, compared.asks),
        reviewers=tuple(
            each for key, each in papers.reviewers_of(session, compared.round.id).items() if key in order
        ),
        dispositions=tuple(
            each
            for each in papers.dispositions_of(session, compared.round.id)
            if each.department_id in order and compared.is_shown(each.department_id, each.statement_id)
        ),
        blind_reviews=tuple(blind_reviews.of_round(session, compared.round.id)),
    )


def _asked_of(session: Session, installation: Installation, round_: Round, department_id: str) -> Framework:
    for assessment, department in assessments.of_round(session, round_.id):
        if department.id == department_id:
            return installation.asked_of(session, round_, assessment)
    return installation.framework_of(session, round_)


def _live(session: Session, round_id: str) -> Round:
    round_ = rounds.get(session, round_id)
    if round_.published:
        raise PublishedIsFixed(round_)
    return round_


def _in_round(session: Session, round_id: str, department_id: str) -> Round:
    """The round, where the department has begun its assessment in it; raises PublishedIsFixed or NotFound."""
    round_ = _live(session, round_id)
    if department_id not in [department.id for _, department in assessments.of_round(session, round_id)]:
        raise NotFound("department in this round", department_id)
    return round_
