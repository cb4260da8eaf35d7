"""A department's own assessment: starting it, reading it, and recording its answers."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from maturity.assessment import progress
from maturity.assessment.answer import (
    NOT_ANSWERED,
    Answer,
    Part,
    State,
    as_written,
    carried_over,
    check_answer,
    check_field,
    statement_in,
    with_derived,
    with_written,
)
from maturity.assessment.assignment import Assignment, CannotAnswer, check_asking
from maturity.assessment.people import Permission, Person
from maturity.assessment.progress import SinceLast, is_answered
from maturity.assessment.round import (
    Assessment,
    AssuranceNeeded,
    Department,
    Move,
    NotOfUnit,
    PublishedIsFixed,
    Round,
    RoundNotOpen,
    Status,
    check_may_change,
    status_after,
)
from maturity.errors import NotFound
from maturity.framework import scope
from maturity.framework.model import Statement, Unit
from maturity.history.chain import Change
from maturity.services.assessment_view import (
    AssessmentView,
    Last,
    answer_to_change_in,
    assessment_view_in,
    lasts_in,
)
from maturity.services.blind_reviewing import hidden_entries_in
from maturity.services.installation import Installation
from maturity.store import answers, assessments, assignments, departments, findings, history, people, rounds
from maturity.store.remembering import about, place_of_round


def assessments_to_answer(
    installation: Installation, person: Person, *, round_id: str
) -> list[tuple[Assessment, Department]]:
    """The assessments of a round that the person may see, by department name."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session, about(place_of_round(round_id)):
        return [
            (assessment, department)
            for assessment, department in assessments.of_round(session, round_id)
            if person.may_see(department.id, assessment.status)
        ]


def departments_begun(installation: Installation, person: Person) -> dict[str, dict[str, Department]]:
    """By round, the departments whose assessment in it has begun and that the person may see, by id in the order of
    their names; no round without any.
    """
    person.must(Permission.SEE_PUBLISHED)
    found = defaultdict[str, dict[str, Department]](dict)
    with installation.store.reading() as session:
        for round_id, status, department in assessments.statuses(session):
            if person.may_see(department.id, status):
                found[round_id][department.id] = department
    return dict(found)


def assessment_of(
    installation: Installation, person: Person, *, round_id: str, department_id: str
) -> Assessment | None:
    """A department's assessment in a round, if it has begun one and the person may see it."""
    pairs = assessments_to_answer(installation, person, round_id=round_id)
    return next((assessment for assessment, department in pairs if department.id == department_id), None)


def start_assessment(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str,
    carry_over: bool = False,
) -> Assessment:
    """Begin a department's assessment in an open round; Refused if it has one already.

    With `carry_over` it begins with the answers of the department's last round, where there was one: each is
    marked as carried over until somebody confirms or changes it. Whether somebody was unsure, or meant to come back
    to it, was a mark of that round and stays there.
    """
    person.must(Permission.START_ASSESSMENT, department_id)
    with installation.store.transaction(person, at) as transaction:
        round_ = rounds.get(transaction.session, round_id)
        department = departments.get(transaction.session, department_id)
        framework = scope.part_asked(
            installation.framework_of(transaction.session, round_), kinds=department.kinds
        )
        if (framework.unit is Unit.SYSTEM) is not department.system and not round_.published:
            raise NotOfUnit(round_, department)
        if round_.published:
            raise PublishedIsFixed(round_)
        if not round_.is_open(at.date()):
            raise RoundNotOpen(round_, at.date())
        started = assessments.start(transaction, round_, department, Status.DRAFT)
        last = _last(transaction.session, installation, round_, department_id) if carry_over else None
        for statement_id, answer in last.carries.items() if last else ():
            said = answer.state is not State.NOT_ANSWERED or answer.items
            if statement_id in framework.by_id and said:
                begun = carried_over(framework, statement_id, answer)
                answers.save(transaction, started.id, statement_id, begun)
        return started


def assessment_view(installation: Installation, person: Person, *, assessment_id: int) -> AssessmentView:
    """An assessment with its answers; raises NotPermitted for one that the person may not see."""
    with installation.store.reading() as session:
        found = assessment_view_in(installation, person, session, assessment_id)
        last = _last(session, installation, found.round, found.department.id)
        seen = last.seen_by(person, found.department.id) if last else None
        if seen is None:
            return found
        return replace(found, last=_with_findings(session, seen).without(found.not_shown))


def record_answer(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    statement_id: str,
    answer: Answer,
) -> Answer:
    """Save one answer, at once; gives it back as it is now kept.

    Raises NotPermitted, PublishedIsFixed, RoundNotOpen, NotInDraft, StatementUnknown, LevelNotOffered,
    ReasonNeeded, or Stale (with both answers) if it changed since `answer.version`.
    """
    with installation.store.transaction(person, at) as transaction:
        found = answer_to_change_in(
            installation, person, at, transaction.session, assessment_id, statement_id
        )
        check_answer(found.framework, statement_id, answer, found.kept)
        answer = with_derived(found.framework, statement_id, answer)
        return answers.save_over(transaction, assessment_id, statement_id, found.kept, answer)


def record_field(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    statement_id: str,
    field: Part,
    words: str,
    based_on: int,
    over: Collection[str] = (),
) -> Answer:
    """Save one field of an answer as it was written (see `answer.written`); gives the answer as it is now kept.

    It was written on version `based_on` of the answer, or over one of the words `over`, which the same person sent
    before. What others saved since in other fields stays; where they changed this very one, Stale is raised with
    both, and who changed it when. Words that are kept already are saved. Otherwise raises as `record_answer`.
    """
    with installation.store.transaction(person, at) as transaction:
        session = transaction.session
        found = answer_to_change_in(installation, person, at, session, assessment_id, statement_id)
        kept = found.kept or NOT_ANSWERED
        answer = with_derived(found.framework, statement_id, with_written(kept, field, words))
        now = as_written(kept, field)
        if as_written(answer, field) == now:
            return kept
        check_field(found.framework, statement_id, answer, field, kept)
        if based_on != kept.version and now not in over:
            seen = answers.at_version(session, assessment_id, statement_id, based_on)
            if as_written(seen, field) != now:
                who, when = answers.changed_last(session, assessment_id, statement_id, field)
                raise answers.stale(statement_id, kept, answer, who, when)
        return answers.save_over(transaction, assessment_id, statement_id, found.kept, answer)


def since_last(
    installation: Installation, person: Person, *, assessment_id: int, statement_ids: Sequence[str]
) -> SinceLast | None:
    """What became of the last round's answers to those statements; None where there was none that the person may see.

    Raises NotPermitted for an assessment that the person may not see, or StatementUnknown.
    """
    with installation.store.reading() as session:
        found = assessment_view_in(installation, person, session, assessment_id)
        last = _last(session, installation, found.round, found.department.id)
        last = last.seen_by(person, found.department.id) if last else None
        if last is None:
            return None
        told = [each for each in statement_ids if each not in found.not_shown]
        return _since_last(session, found, last, told)


def confirm_unchanged(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    statement_ids: Sequence[str],
) -> list[str]:
    """Confirm those of the statements whose answers are carried over just as they were, all or none; gives their ids.

    Each is a change of its own in the history. Raises as record_answer does.
    """
    with installation.store.transaction(person, at) as transaction:
        session = transaction.session
        found = assessment_view_in(installation, person, session, assessment_id)
        person.must(Permission.ANSWER, found.department.id)
        check_may_change(found.round, found.department, found.assessment, at.date())
        last = _last(session, installation, found.round, found.department.id)
        if last is None:
            return []
        told = [each for each in statement_ids if each not in found.not_shown]
        unchanged = _since_last(session, found, last, told).unchanged
        confirmed = {each: found.answers[each].model_copy(update={"carried": False}) for each in unchanged}
        return list(answers.save_all(transaction, assessment_id, confirmed))


def leave_out_group(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    group_id: str,
    reason: str,
) -> list[str]:
    """Say of a whole group (a theme or topic) that it does not apply, with one reason; gives the ids of the statements.

    Each statement of it gets that answer, as an entry of its own in the history, so that whoever reviews it or carries
    it over needs to know of no group. What somebody answered otherwise stays as it is. Raises NotFound for a group that
    is not asked, ReasonNeeded, or as record_answer does.
    """
    with installation.store.transaction(person, at) as transaction:
        found, asked = _group_to_change(
            installation, person, transaction.session, at, assessment_id, group_id
        )
        free = [each for each in asked if not is_answered(found.answers.get(each.id, NOT_ANSWERED))]
        said = {}
        for statement in free:
            kept = found.answers.get(statement.id, NOT_ANSWERED)
            update = {
                "state": State.NOT_APPLICABLE,
                "level": None,
                "reason": reason.strip(),
                "carried": False,
                "confirmed": True,
            }
            further = kept.model_copy(update=update)
            said[statement.id] = with_derived(found.framework, statement.id, further)
            check_answer(found.framework, statement.id, said[statement.id], kept)
        return list(answers.save_all(transaction, assessment_id, said))


def take_group_up(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    group_id: str,
    reason: str,
) -> list[str]:
    """Undo leave_out_group: what does not apply for that reason is not answered again; gives the ids."""
    with installation.store.transaction(person, at) as transaction:
        found, asked = _group_to_change(
            installation, person, transaction.session, at, assessment_id, group_id
        )
        said = {
            each.id: with_derived(
                found.framework,
                each.id,
                kept.model_copy(update={"state": State.NOT_ANSWERED, "reason": "", "confirmed": False}),
            )
            for each in asked
            if (kept := found.answers.get(each.id, NOT_ANSWERED)).state is State.NOT_APPLICABLE
            and kept.reason == reason
        }
        return list(answers.save_all(transaction, assessment_id, said))


def _group_to_change(
    installation: Installation,
    person: Person,
    session: Session,
    at: datetime,
    assessment_id: int,
    group_id: str,
) -> tuple[AssessmentView, list[Statement]]:
    """A group's statements, which the person may now answer; raises as record_answer does, or NotFound."""
    found = assessment_view_in(installation, person, session, assessment_id)
    person.must(Permission.ANSWER, found.department.id)
    check_may_change(found.round, found.department, found.assessment, at.date())
    for theme in found.framework.themes:
        for group in (theme, *theme.every_topic()):
            if group.id == group_id:
                return found, [each for each in group.every_statement() if each.id not in found.not_shown]
    raise NotFound("theme or topic", group_id)


def last_round_of(
    installation: Installation, person: Person, *, round_id: str, department_id: str
) -> Round | None:
    """The department's last round from which a new assessment in this one could start, if it has answers there."""
    person.must(Permission.SEE_OWN_ASSESSMENT, department_id)
    with installation.store.reading() as session:
        last = _last(session, installation, rounds.get(session, round_id), department_id)
        return last.round if last and last.carries else None


def history_of(
    installation: Installation, person: Person, *, assessment_id: int, statement_id: str
) -> list[Change]:
    """Every change of one answer, the newest first; for those who may see drafts, as it holds them."""
    with installation.store.reading() as session:
        _must_see_drafts(person, session, assessment_id)
        hidden = hidden_entries_in(session, installation, person)
        return history.of_assessment(session, assessment_id, statement_id=statement_id, hidden=hidden)


def latest_changes(
    installation: Installation, person: Person, *, assessment_id: int, most: int
) -> list[Change]:
    """What was last done in an assessment, the newest first; for those who may see drafts."""
    with installation.store.reading() as session:
        _must_see_drafts(person, session, assessment_id)
        hidden = hidden_entries_in(session, installation, person)
        return history.of_assessment(session, assessment_id, most=most, hidden=hidden)


def assign(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    assessment_id: int,
    statement_ids: Sequence[str],
    to: str | None,
    due: date | None = None,
    note: str = "",
) -> None:
    """Ask a colleague (`to`, a person's id) to answer some statements; with None, take them back.

    Raises NotFound for somebody who is not in the register, CannotAnswer for one who may not answer here, or
    AskingRefused for a day in a far year or a note that is too long.
    """
    with installation.store.transaction(person, at) as transaction:
        found = assessment_view_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.DELEGATE, found.department.id)
        check_may_change(found.round, found.department, found.assessment, at.date())
        colleague = people.get(transaction.session, to) if to is not None else None
        if colleague is not None and not colleague.may(Permission.ANSWER, found.department.id):
            raise CannotAnswer(colleague, found.department)
        if colleague is not None:
            check_asking(due, note.strip(), at.date())
        for statement_id in statement_ids:
            statement_in(found.framework, statement_id)
            if colleague is None:
                assignments.remove(transaction, assessment_id, statement_id)
            else:
                given = Assignment(
                    assessment_id=assessment_id,
                    statement_id=statement_id,
                    person_id=colleague.id,
                    due=due,
                    note=note.strip(),
                )
                assignments.save(transaction, given)


def assigned_to_me(installation: Installation, person: Person) -> list[tuple[Assignment, AssessmentView]]:
    """What the person was asked to answer and has not, each with the assessment that it is of; due soonest first."""
    person.must(Permission.SEE_PUBLISHED)
    found: list[tuple[Assignment, AssessmentView]] = []
    views: dict[int, AssessmentView | None] = {}
    with installation.store.reading() as session:
        for assignment in assignments.of_person(session, person.id):
            key = assignment.assessment_id
            if key not in views:
                assessment = assessments.get(session, key)
                seen = person.may_see(assessment.department_id, assessment.status)
                draft = seen and assessment.status is Status.DRAFT
                views[key] = assessment_view_in(installation, person, session, key) if draft else None
            view = views[key]
            asked = view is not None and assignment.statement_id in view.framework.by_id
            answer = view.answers.get(assignment.statement_id, NOT_ANSWERED) if view and asked else None
            if view and answer and (answer.state is State.NOT_ANSWERED or answer.carried):
                found.append((assignment, view))
    return found


def submit(
    installation: Installation, person: Person, at: datetime, *, assessment_id: int, assurance: str
) -> Assessment:
    """Submit an assessment with the approver's statement of assurance; it is read-only until sent back.

    Raises NotPermitted, AssuranceNeeded, MoveRefused, RoundNotOpen or PublishedIsFixed.
    """
    with installation.store.transaction(person, at) as transaction:
        found = assessment_view_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.SUBMIT, found.department.id)
        status = status_after(found.assessment.status, Move.SUBMIT)
        check_may_change(found.round, found.department, found.assessment, at.date())
        if not assurance.strip():
            raise AssuranceNeeded
        return assessments.move(transaction, found.assessment, status, assurance=assurance.strip())


def withdraw(installation: Installation, person: Person, at: datetime, *, assessment_id: int) -> Assessment:
    """Take a submission back before an auditor has begun with it; the assessment can be answered again.

    Raises NotPermitted, MoveRefused, RoundNotOpen, as it could not be submitted again, or PublishedIsFixed.
    """
    with installation.store.transaction(person, at) as transaction:
        found = assessment_view_in(installation, person, transaction.session, assessment_id)
        person.must(Permission.SUBMIT, found.department.id)
        status = status_after(found.assessment.status, Move.WITHDRAW)
        again = found.assessment.model_copy(update={"status": status})
        check_may_change(found.round, found.department, again, at.date())
        return assessments.move(transaction, found.assessment, status, withdrawn=True)


def _must_see_drafts(person: Person, session: Session, assessment_id: int) -> None:
    """Raises NotPermitted in the same words for an assessment that there is not, as sheet_in does."""
    found = assessments.find_with_round(session, assessment_id)
    if found is None or not person.may_see_drafts(found[0].department_id):
        person.must(Permission.SEE_EVERY_ASSESSMENT)
        raise NotFound("assessment", assessment_id)


def _since_last(
    session: Session, found: AssessmentView, last: Last, statement_ids: Sequence[str]
) -> SinceLast:
    asked = [statement_in(found.framework, each) for each in statement_ids]
    audited = {
        key: finding
        for each in reversed(_with_findings(session, last).rounds)
        for key, finding in each.findings.items()
    }
    return progress.since_last(
        found.framework, asked, found.answers, last.carries, audited, reworded=last.reworded
    )


def _with_findings(session: Session, last: Last) -> Last:
    """The same with what auditors found in each of its rounds, by the ids of this round's edition."""
    found = findings.of_assessments(session, [each.assessment.id for each in last.rounds])

    def told(each: Last) -> Last:
        there = found.get(each.assessment.id, {})
        return replace(each, findings={each.ids[key]: one for key, one in there.items() if key in each.ids})

    return replace(told(last), older=tuple(map(told, last.older)))


def _last(session: Session, installation: Installation, round_: Round, department_id: str) -> Last | None:
    return lasts_in(session, installation, round_, [department_id]).get(department_id)
