"""Reviewing blind: beginning and ending it, and what it hides from whom. Every service that reads levels asks here."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from maturity.assessment.answer import Answer
from maturity.assessment.blind import (
    BlindReview,
    CannotReviewBlind,
    Hidden,
    HiddenInRound,
    is_open_to,
    recorded_blind,
)
from maturity.assessment.finding import Finding
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import PublishedIsFixed
from maturity.framework import scope
from maturity.services.installation import Installation
from maturity.store import answers, assessments, blind_reviews, findings, rounds, working_papers
from maturity.store.history import HiddenEntries
from maturity.store.remembering import about


def blind_review_of(installation: Installation, person: Person, *, round_id: str) -> BlindReview | None:
    """The person's own blind review of a round, also where it is over; None where they never began one."""
    person.must(Permission.REVIEW)
    with installation.store.reading() as session:
        rounds.get(session, round_id)
        return blind_reviews.find(session, round_id, person.id)


def begin_blind_review(
    installation: Installation, person: Person, at: datetime, *, round_id: str, sample: bool
) -> BlindReview:
    """Review a round blind from now on: its sample, or all of it. It is the person's own, and begins once a round.

    What a department answered, and what others found, is then hidden from them, statement by statement, until they
    have recorded what they found. Assessments whose review has begun already stay open: they may have been looked at.
    Raises NotPermitted, NotFound, PublishedIsFixed or CannotReviewBlind.
    """
    person.must(Permission.REVIEW)
    if any(person.may(Permission.ANSWER, held_for) for _, held_for in person.roles):
        raise CannotReviewBlind(
            f"{person.name} may answer for departments, and nobody is blind to their own answers. Nothing was "
            "changed. Somebody who holds the auditor's role alone can review blind."
        )
    with installation.store.transaction(person, at) as transaction:
        session = transaction.session
        round_ = rounds.get(session, round_id)
        if round_.published:
            raise PublishedIsFixed(round_)
        drawn = working_papers.sample_of(session, round_id) if sample else None
        if sample and drawn is None:
            raise CannotReviewBlind(
                f"No sample of “{round_.title}” has been drawn. Nothing was changed. Draw it first, or review all "
                "statements blind."
            )
        each, seed = (drawn.each, drawn.seed) if drawn else (None, "")
        kept = blind_reviews.find(session, round_id, person.id)
        if kept is None:
            asked = BlindReview(round_id=round_id, person_id=person.id, each=each, seed=seed)
            return blind_reviews.begin(transaction, asked)
        if not kept.over and (kept.each, kept.seed) == (each, seed):
            return kept
        raise CannotReviewBlind(
            f"You have begun a blind review of “{round_.title}” already, and what you have seen since cannot be "
            "unseen: it is begun once a round. Nothing was changed."
        )


def end_blind_review(
    installation: Installation, person: Person, at: datetime, *, round_id: str
) -> BlindReview:
    """See everything of the round again; what is found from now on is not blind. Raises NotPermitted, NotFound or
    CannotReviewBlind where none was begun.
    """
    person.must(Permission.REVIEW)
    with installation.store.transaction(person, at) as transaction:
        rounds.get(transaction.session, round_id)
        kept = blind_reviews.find(transaction.session, round_id, person.id)
        if kept is None:
            raise CannotReviewBlind("You have begun no blind review of this round. Nothing was changed.")
        return kept if kept.over else blind_reviews.end(transaction, kept)


def hidden_in(session: Session, installation: Installation, person: Person) -> Hidden:
    """What is not shown to a person, within a transaction of the caller's; nothing to whoever does not review blind."""
    with about():  # of whatever rounds they review
        return Hidden(
            tuple(
                _hidden_in_round(session, installation, each)
                for each in blind_reviews.under_way(session, person.id)
            )
        )


def reviews_blind(installation: Installation, person: Person) -> bool:
    """Whether anything is hidden from a person, who reviews a round blind."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        return bool(blind_reviews.under_way(session, person.id))


def hidden_entries_in(session: Session, installation: Installation, person: Person) -> HiddenEntries | None:
    """The entries of the history that tell of what is not shown to a person; None where nothing is hidden."""
    hidden = hidden_in(session, installation, person)
    if not hidden:
        return None
    return HiddenEntries(
        {
            assessment.id: hidden.of(assessment.department_id)
            for each in rounds.every(session)
            if not each.published
            for assessment, _ in assessments.of_round(session, each.id)
        },
        frozenset(
            ("disposition", working_papers.paper_subject(paper))
            for each in rounds.every(session)
            for paper in working_papers.dispositions_of(session, each.id)
            if paper.statement_id in hidden.of(paper.department_id)
        ),
    )


def blind_findings_in(
    session: Session, installation: Installation, round_id: str, of: Mapping[int, str]
) -> dict[str, dict[str, tuple[Answer, Finding]]]:
    """The findings of a round that were recorded blind, as they were then, beside the answers that they were made on:
    by department and statement, of the assessments asked for, which `of` gives with their departments.
    """
    reviews = blind_reviews.of_round(session, round_id)
    if not reviews:
        return {}
    round_ = rounds.get(session, round_id)
    moves = blind_reviews.status_moves_of(session, of)
    recorded = blind_reviews.findings_of(session, of, [each.person_id for each in reviews])
    found: dict[str, dict[str, tuple[Answer, Finding]]] = {}
    for assessment_id, entries in recorded.items():
        department = of[assessment_id]
        asked = installation.asked_of(session, round_, assessments.get(session, assessment_id))
        statements = [statement.id for statement in asked.statements]
        for review in reviews:
            covered = review.covered(department, statements)
            for entry in entries:
                if not recorded_blind(review, moves[assessment_id], entry, covered):
                    continue
                finding = findings.at_version(session, assessment_id, entry.statement_id, 1)
                answer = answers.at_version(
                    session, assessment_id, entry.statement_id, finding.answer_version
                )
                found.setdefault(department, {})[entry.statement_id] = answer, finding
    return found


def _hidden_in_round(session: Session, installation: Installation, review: BlindReview) -> HiddenInRound:
    round_ = rounds.get(session, review.round_id)
    framework = installation.for_words(session, round_)
    there = assessments.of_round(session, review.round_id)
    begun = {assessment.id: department.id for assessment, department in there}
    moves = blind_reviews.status_moves_of(session, begun)
    recorded = blind_reviews.findings_of(session, begun, [review.person_id])
    asked_of = {}
    if framework is not None:
        framework = scope.part_asked(framework, of_round=round_.asks)
        kinds = {department.id: assessment.kinds for assessment, department in there if assessment.kinds}
        asks = scope.asked_of_each(framework, kinds)
        asked_of = {key: tuple(asks.of(key)) for key in kinds}
    return HiddenInRound(
        review,
        tuple(statement.id for statement in framework.statements) if framework else (),
        frozenset(begun[key] for key, each in moves.items() if is_open_to(review, each)),
        {begun[key]: frozenset(each.statement_id for each in found) for key, found in recorded.items()},
        asked_of,
    )
