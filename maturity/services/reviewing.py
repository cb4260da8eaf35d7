"""The review of an assessment: an auditor's findings, the department's replies, and what is agreed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from maturity.assessment.answer import NOT_ANSWERED, State, statement_in
from maturity.assessment.blind import FoundByAnother, StillHidden, shown
from maturity.assessment.finding import (
    AGREED_TOGETHER,
    FOUND,
    NO_FINDING,
    Finding,
    Standing,
    check_finding,
    standing,
)
from maturity.assessment.levels import cells
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import (
    Assessment,
    Department,
    Move,
    MoveNeedsReason,
    NotInReview,
    PublishedIsFixed,
    Status,
    StillChallenged,
    status_after,
)
from maturity.framework import scope
from maturity.history.chain import Change
from maturity.services.assessment_view import AssessmentView, assessment_view_in
from maturity.services.blind_reviewing import hidden_in
from maturity.services.installation import Installation
from maturity.store import answers, assessments, findings, history, levels, rounds
from maturity.store.database import Transaction


@dataclass(frozen=True)
class Review:
    """An assessment as it lies before an auditor: the answers with the findings beside them."""

    view: AssessmentView
    findings: Mapping[str, Finding]

    def standing(self, statement_id: str) -> Standing:
        answer = self.view.answers.get(statement_id, NOT_ANSWERED)
        return standing(self.findings.get(statement_id), answer)

    @property
    def challenged(self) -> list[str]:
        """The statements, by id, on which an auditor found something else than the department answered then."""
        return [
            statement.id
            for statement in self.view.framework.statements
            if (found := self.findings.get(statement.id)) and found.standing is Standing.CHALLENGED
        ]

    @property
    def to_do(self) -> list[str]:
        """Those of them of which the department has neither changed the answer since nor replied."""
        return [
            key
            for key in self.challenged
            if self.standing(key) is Standing.CHALLENGED and not self.findings[key].replied
        ]

    @property
    def replies(self) -> list[str]:
        """Those of them to which the department has replied, and that wait for the auditor."""
        return [
            key
            for key in self.challenged
            if self.standing(key) is Standing.CHALLENGED and self.findings[key].replied
        ]

    def to_agree_together(self, but: Collection[str]) -> dict[str, int]:
        """The answers that nobody has checked and that give no reason to look again, with their versions: all but those
        carried over and not confirmed, and those that are not shown.
        """
        return {
            statement.id: answer.version
            for statement in self.view.framework.statements
            if statement.id not in {*but, *self.view.not_shown}
            and (answer := self.view.answers.get(statement.id, NOT_ANSWERED)).state is not State.NOT_ANSWERED
            and not answer.carried
            and self.standing(statement.id) is Standing.TO_CHECK
        }

    @property
    def counts(self) -> dict[Standing, int]:
        """How many statements stand where, every standing included."""
        found = [self.standing(statement.id) for statement in self.view.framework.statements]
        return {each: found.count(each) for each in Standing}


@dataclass(frozen=True)
class SentBack:
    """Who sent an assessment back to the department, when, and why."""

    by: str
    at: datetime
    why: str


@dataclass(frozen=True)
class Waiting:
    """One assessment in the queue of reviews; `sent_back` where it is with the department again."""

    assessment: Assessment
    department: Department
    counts: Mapping[Standing, int]
    sent_back: SentBack | None = None
    replies: int = 0  # that an auditor has not answered


def queue(installation: Installation, person: Person, *, round_id: str) -> list[Waiting]:
    """The assessments of a round that were ever submitted and that the person may see: what waits for an auditor first,
    what was sent back last.
    """
    person.must(Permission.SEE_PUBLISHED)
    order = [Status.SUBMITTED, Status.IN_REVIEW, Status.AGREED, Status.DRAFT]
    with installation.store.reading() as session:
        round_ = rounds.get(session, round_id)
        seen = [
            (assessment, department)
            for assessment, department in assessments.of_round(session, round_id)
            if assessment.status in order and person.may_see(department.id, assessment.status)
        ]
        drafts = [assessment.id for assessment, _ in seen if assessment.status is Status.DRAFT]
        back = {key: _sent_back(moves) for key, moves in history.moves_of(session, drafts).items()}
        seen = [each for each in seen if each[0].id not in back or back[each[0].id]]
        ids = [assessment.id for assessment, _ in seen]
        hidden, replied = hidden_in(session, installation, person), defaultdict(set)
        for assessment_id, statement_id in findings.replied(session, ids):
            replied[assessment_id].add(statement_id)
        asks = scope.asked_of_each(
            installation.framework_of(session, round_),
            {department.id: assessment.kinds for assessment, department in seen},
        )
        every = [assessment for assessment, _ in seen]
        read = levels.of_round(session, asks.framework.whole, round_.id, every)
    departments = [department.id for _, department in seen]
    read = read.of(asks.framework, departments)
    not_shown = {key: statements for key in departments if (statements := hidden.of(key))}
    stand = read.hiding(not_shown).standings(~cells(asks.framework, departments, asks.not_asked))
    waiting = []
    for place, (assessment, department) in enumerate(seen):
        counts = {each: int(stand[each][place]) for each in Standing}
        told = (
            replied[assessment.id]
            .intersection(asks.of(department.id))
            .difference(not_shown.get(department.id, ()))
        )
        waiting.append(Waiting(assessment, department, counts, back.get(assessment.id), len(told)))
    return sorted(waiting, key=lambda each: order.index(each.assessment.status))


def review(installation: Installation, person: Person, *, assessment_id: int) -> Review:
    """An assessment with its findings; raises NotPermitted for one that the person may not see."""
    with installation.store.reading() as session:
        view = assessment_view_in(installation, person, session, assessment_id)
        found = findings.of_assessment(session, assessment_id)
        asked = {key: each for key, each in found.items() if key in view.framework.by_id}
        return Review(view, shown(asked, view.not_shown))


def sent_back(installation: Installation, person: Person, *, assessment_id: int) -> SentBack | None:
    """Who sent an assessment back to the department and why, while it has not been submitted again; or None.

    Raises NotPermitted for one that the person may not see.
    """
    with installation.store.reading() as session:
        view = assessment_view_in(installation, person, session, assessment_id)
        if view.assessment.status is not Status.DRAFT:
            return None
        return _sent_back(history.moves_of(session, [assessment_id])[assessment_id])


def record_finding(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    statement_id: str,
    finding: Finding,
) -> Finding:
    """Record what an auditor found, on the versions of the answer and of the finding that they saw.

    The department's reply stays as it is, whenever it was written. What is recorded blind is on the answer as it is:
    whether it agrees with it or challenges it follows, and it needs a reason. Raises NotPermitted, NotInReview,
    PublishedIsFixed, StatementUnknown, LevelNotOffered, FindingRefused, FoundByAnother for a second blind one, or Stale
    if the answer or the finding changed since.
    """
    with installation.store.transaction(person, at) as transaction:
        view = assessment_view_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.REVIEW)
        _check_in_review(view)
        session = transaction.session
        kept = findings.of_assessment(session, assessment_id).get(statement_id, NO_FINDING)
        if statement_id in view.not_shown:
            return _record_blind(transaction, view, statement_id, kept, finding)
        answer = view.answers.get(statement_id, NOT_ANSWERED)
        yours = kept.model_copy(
            update={
                **{part: getattr(finding, part) for part in FOUND},
                "changed_at": transaction.at,
                "changed_by": person.id,
            }
        )
        if finding.answer_version != answer.version:
            raise findings.stale(statement_id, kept, yours, answer.changed_by, answer.changed_at)
        check_finding(view.framework, statement_id, answer, finding)
        seen = findings.at_version(session, assessment_id, statement_id, finding.version)
        if kept.found() not in (seen.found(), yours.found()):
            raise findings.stale(statement_id, kept, yours, kept.changed_by, kept.changed_at)
        return findings.save(transaction, assessment_id, statement_id, yours)


def agree_together(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    seen: Mapping[str, int],
) -> list[str]:
    """Agree with several answers in one go, without having looked at each: all or none, each a finding that says so.

    `seen` are the versions of the answers that the person saw, by statement; gives the statements back. Raises
    NotPermitted, NotInReview, PublishedIsFixed, StatementUnknown, StatementNotShown, FindingRefused, or Stale for one
    that was answered, found or agreed since.
    """
    with installation.store.transaction(person, at) as transaction:
        view = assessment_view_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.REVIEW)
        _check_in_review(view)
        found = findings.of_assessment(transaction.session, assessment_id)
        made = {}
        for statement_id, version in seen.items():
            statement_in(view.framework, statement_id)
            view.check_shown(statement_id)
            answer, kept = view.answers.get(statement_id, NOT_ANSWERED), found.get(statement_id, NO_FINDING)
            agreed = kept.model_copy(
                update={
                    "state": answer.state,
                    "level": answer.level,
                    "standing": Standing.AGREED,
                    "reason": AGREED_TOGETHER,
                    "items": (),
                    "answer_version": version,
                    "changed_at": transaction.at,
                    "changed_by": person.id,
                }
            )
            if version != answer.version or standing(kept, answer) is not Standing.TO_CHECK:
                raise findings.stale(statement_id, kept, agreed)
            check_finding(view.framework, statement_id, answer, agreed)
            made[statement_id] = agreed
        return list(findings.save_all(transaction, assessment_id, made))


def reply(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    statement_id: str,
    words: str,
    based_on: int,
) -> Finding:
    """Record the department's reply, on the version `based_on` of the finding and its reply; the finding stays as it
    is, whenever it was made.

    In review, and after it was sent back. Raises NotPermitted, NotInReview, PublishedIsFixed, or Stale if there was no
    finding or somebody else replied since.
    """
    with installation.store.transaction(person, at) as transaction:
        view = assessment_view_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.REPLY, view.department.id)
        kept = findings.of_assessment(transaction.session, assessment_id).get(statement_id, NO_FINDING)
        if view.assessment.status is not Status.DRAFT or kept is NO_FINDING:
            _check_in_review(view)
        given = Finding.model_validate(
            {
                **kept.model_dump(),
                "reply": words.strip(),
                "replied_by": person.id,
                "replied_at": transaction.at,
            }
        )
        seen = findings.at_version(transaction.session, assessment_id, statement_id, based_on)
        if seen is NO_FINDING:  # there was nothing to reply to
            raise findings.stale(statement_id, kept, given)
        if kept.reply not in (seen.reply, given.reply):
            raise findings.stale(statement_id, kept, given, kept.replied_by, kept.replied_at)
        return findings.save(transaction, assessment_id, statement_id, given)


def move_assessment(
    installation: Installation, person: Person, at: datetime, *, assessment_id: int, move: Move, why: str = ""
) -> Assessment:
    """Take an assessment into review, send it back, agree it (which locks it), or open it again.

    Raises NotPermitted, MoveRefused, MoveNeedsReason, StillChallenged or PublishedIsFixed.
    """
    if move in (Move.SUBMIT, Move.WITHDRAW):
        raise ValueError("a department submits and withdraws itself: answering.submit, answering.withdraw")
    with installation.store.transaction(person, at) as transaction:
        view = assessment_view_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.REVIEW)
        if view.round.published:
            raise PublishedIsFixed(view.round)
        status = status_after(view.assessment.status, move)
        if move.needs_reason and not why.strip():
            raise MoveNeedsReason(move)
        if move is Move.AGREE:
            if view.not_shown:
                raise StillHidden(
                    [each.label for each in view.framework.statements if each.id in view.not_shown]
                )
            found = Review(view, findings.of_assessment(transaction.session, assessment_id))
            challenged = [
                statement.label
                for statement in view.framework.statements
                if found.standing(statement.id) is Standing.CHALLENGED
            ]
            if challenged:
                raise StillChallenged(challenged)
        return assessments.move(transaction, view.assessment, status, why=why.strip())


def _record_blind(
    transaction: Transaction, view: AssessmentView, statement_id: str, kept: Finding, given: Finding
) -> Finding:
    """Record a finding of somebody who was shown neither the answer nor another's finding."""
    framework, session = view.framework, transaction.session
    if kept is not NO_FINDING:
        raise FoundByAnother(framework.by_id[statement_id].label)
    answer = answers.of_assessment(session, view.assessment.id).get(statement_id, NOT_ANSWERED)
    challenge = given.model_copy(update={"standing": Standing.CHALLENGED, "answer_version": answer.version})
    check_finding(framework, statement_id, answer, challenge)  # whether it agrees or not: with the reason
    agrees = given.same_as(answer)
    found = challenge.model_copy(
        update={
            "standing": Standing.AGREED if agrees else Standing.CHALLENGED,
            "changed_at": transaction.at,
            "changed_by": transaction.person.id,
            "version": 0,
        }
    )
    return findings.save(transaction, view.assessment.id, statement_id, found)


def _sent_back(moves: Sequence[Change]) -> SentBack | None:
    """What the moves of a draft, the newest first, say of who sent it back last; withdrawing changes nothing."""
    for change in moves:
        before, after = change.before or {}, change.after or {}
        if after.get("status") == Status.DRAFT and before and not after.get("withdrawn"):
            return SentBack(change.person, change.at, change.why)
    return None


def _check_in_review(view: AssessmentView) -> None:
    if view.round.published:
        raise PublishedIsFixed(view.round)
    if view.assessment.status is not Status.IN_REVIEW:
        raise NotInReview(view.department.name, view.assessment.status)
