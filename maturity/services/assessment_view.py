"""One assessment as it lies before a person: what every service on an assessment begins with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from maturity.assessment.answer import Answer, statement_in
from maturity.assessment.assignment import Assignment
from maturity.assessment.blind import StatementNotShown, shown
from maturity.assessment.finding import Finding
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Assessment, Department, Round, check_may_change
from maturity.errors import NotFound
from maturity.framework import editions, scope
from maturity.framework.companions import Spoken
from maturity.framework.model import Became, Framework, Statement
from maturity.services.blind_reviewing import hidden_in
from maturity.services.installation import Installation
from maturity.services.lineage import Lineage, lineage_in
from maturity.store import answers, assessments, assignments, rounds
from maturity.store.remembering import about, place_of_assessment, place_of_round


@dataclass(frozen=True)
class AssessmentView:
    """One assessment as it lies before a person: what is asked of the department, what has been said of that, and who
    is to say the rest.
    """

    round: Round
    department: Department
    assessment: Assessment
    framework: Framework
    answers: Mapping[str, Answer]
    assignments: Mapping[str, Assignment]
    last: "Last | None" = None  # the round before, where there was one and it was asked for
    spoken: Spoken | None = None  # where the framework is read in another language than its own
    not_shown: frozenset[str] = (
        frozenset()
    )  # statements that are hidden from whoever asked, who reviews them blind

    def language_of(self, statement_id: str) -> str:
        """In which language a statement is read."""
        return self.spoken.of_statement(statement_id) if self.spoken else self.framework.language

    def check_shown(self, statement_id: str) -> None:
        """Raises StatementNotShown for a statement that is hidden from whoever asked."""
        if statement_id in self.not_shown:
            raise StatementNotShown(self.framework.by_id[statement_id].label)


@dataclass(frozen=True)
class Last:
    """What the department answered in the last round before of the same series.

    `older` are rounds before that, each with that alone of what the later ones did not ask of the department. `answers`
    are by the ids of this round's edition, and only those of which the levels can be set beside its own. Where the
    edition before asked in other words, or something else, `asked` has what it asked and what was said.
    """

    round: Round
    assessment: Assessment
    answers: Mapping[str, Answer]
    asked: Mapping[str, tuple["AskedBefore", ...]] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)  # of this edition, by those of the one before
    older: tuple["Last", ...] = ()
    findings: Mapping[str, Finding] = field(default_factory=dict)  # an auditor's, by the ids of this edition

    @property
    def rounds(self) -> "tuple[Last, ...]":
        """This and the older ones, the latest first; no two have the same statement."""
        return (self, *self.older)

    @property
    def carries(self) -> dict[str, Answer]:
        """The answers that can be carried over: of each statement that of the last round which asked it."""
        return {key: answer for each in self.rounds for key, answer in each.answers.items()}

    def of(self, statement_id: str) -> "Last":
        """The last round that asked a statement of the department, or what became of it since; else this one."""
        asked = (each for each in self.rounds if statement_id in each.answers or statement_id in each.asked)
        return next(asked, self)

    @property
    def overturned(self) -> dict[str, Finding]:
        """The statements of which an auditor found something else than the department had answered."""
        return {
            key: found
            for each in self.rounds
            for key, found in each.findings.items()
            if key in each.answers and not found.same_as(each.answers[key])
        }

    @property
    def reworded(self) -> set[str]:
        """The statements whose answers can be set beside, and that are asked in other words since."""
        return {key for each in self.rounds for key in each.answers.keys() & each.asked.keys()}

    def without(self, hidden: Collection[str]) -> "Last":
        """The same without statements that are hidden."""
        return replace(
            self,
            answers=shown(self.answers, hidden),
            asked=shown(self.asked, hidden),
            ids={was: now for was, now in self.ids.items() if now not in hidden},
            older=tuple(each.without(hidden) for each in self.older),
            findings=shown(self.findings, hidden),
        )

    def seen_by(self, person: Person, department_id: str) -> "Last | None":
        """As far as somebody may see it; None where they may not see the last round."""
        if not person.may_see(department_id, self.assessment.status):
            return None
        older = (each for each in self.older if person.may_see(department_id, each.assessment.status))
        return replace(self, older=tuple(older))


@dataclass(frozen=True)
class AskedBefore:
    """A statement of the edition before, what was answered, and what became of it."""

    framework: Framework
    statement: Statement
    answer: Answer | None
    kind: Became


def assessment_view_in(
    installation: Installation, person: Person, session: Session, assessment_id: int
) -> AssessmentView:
    """The view of an assessment, without answers that are hidden from a blind reviewer, within a transaction of the
    caller's.

    Raises NotPermitted for one that the person may not see, and in the same words for one that there is not;
    only those who may see all are told NotFound.
    """
    with about(place_of_assessment(assessment_id)):
        return _assessment_view_in(installation, person, session, assessment_id)


def _assessment_view_in(
    installation: Installation, person: Person, session: Session, assessment_id: int
) -> AssessmentView:
    found = assessments.find_with_round(session, assessment_id)
    if found is None or not person.may_see(found[0].department_id, found[0].status):
        person.must(Permission.SEE_EVERY_ASSESSMENT)
        raise NotFound("assessment", assessment_id)
    assessment, round_, department = found
    hidden = hidden_in(session, installation, person).of(department.id)
    asked = installation.asked_of(session, round_, assessment)
    said = {
        key: each for key, each in answers.of_assessment(session, assessment.id).items() if key in asked.by_id
    }
    return AssessmentView(
        round=round_,
        department=department,
        assessment=assessment,
        framework=asked,
        answers=shown(said, hidden),
        assignments=_asked_of_colleagues(session, assessment, asked)
        if person.may_see_drafts(department.id)
        else {},
        not_shown=hidden & asked.by_id.keys(),
    )


@dataclass(frozen=True)
class AnswerToChange:
    """One answer that somebody may change now, as it is kept, and what is asked."""

    framework: Framework
    kept: Answer | None


def answer_to_change_in(
    installation: Installation,
    person: Person,
    at: datetime,
    session: Session,
    assessment_id: int,
    statement_id: str,
) -> AnswerToChange:
    """What saving one answer asks of an assessment, and no more of it: people save all day long.

    Raises as assessment_view_in does; NotPermitted, PublishedIsFixed, RoundNotOpen or NotInDraft where the person may
    not change the answer; StatementUnknown, or StatementNotShown.
    """
    found = answers.find_with_place(session, assessment_id, statement_id, person.id)
    if found is None or not person.may_see(found[0].department_id, found[0].status):
        person.must(Permission.SEE_EVERY_ASSESSMENT)
        raise NotFound("assessment", assessment_id)
    assessment, round_, department, kept, blind, texts = found
    framework = installation.asked_of(session, round_, assessment, texts)
    person.must(Permission.ANSWER, department.id)
    check_may_change(round_, department, assessment, at.date())
    statement = statement_in(framework, statement_id)
    if blind and statement_id in hidden_in(session, installation, person).of(department.id):
        raise StatementNotShown(statement.label)
    return AnswerToChange(framework, kept)


def _asked_of_colleagues(session: Session, assessment: Assessment, asked: Framework) -> dict[str, Assignment]:
    every = assignments.of_assessment(session, assessment.id)
    return {key: each for key, each in every.items() if key in asked.by_id}


def lasts_in(
    session: Session, installation: Installation, round_: Round, department_ids: Collection[str]
) -> dict[str, Last]:
    """Each department's assessment before this round's, of the same series, where there is one.

    Whoever is to see it: that is for the caller to ask.
    """
    lineage = lineage_in(session, installation)
    by_id = {each.id: each for each in rounds.every(session)}
    before: dict[str, list[Assessment]] = {}
    for department_id, each in assessments.of_departments(session, department_ids).items():
        places = [place for place, assessment in enumerate(each) if assessment.round_id == round_.id]
        for assessment in each[places[0] + 1 :] if places else each:
            earlier = by_id[assessment.round_id]
            if not earlier.published and lineage.same_series(earlier, round_):
                before.setdefault(department_id, []).append(assessment)
                if not _is_part(lineage, earlier, assessment):
                    break  # it asked everything: nothing older is of use
    with about(*{place_of_round(each.round_id) for several in before.values() for each in several}):
        said = answers.of_assessments(session, [each.id for several in before.values() for each in several])
    found = {}
    for key, several in before.items():
        told: list[Last] = []
        for assessment in several:
            earlier = by_id[assessment.round_id]
            last = _last(lineage, earlier, round_, assessment, said[assessment.id])
            later = {of for one in told for of in (*one.answers, *one.asked, *one.ids.values())}
            told.append(last.without(later) if told else last)
        found[key] = replace(told[0], older=tuple(told[1:]))
    return found


def _is_part(lineage: Lineage, round_: Round, assessment: Assessment) -> bool:
    """Whether a department was asked a part of an edition alone."""
    framework = lineage.known.get(round_.framework_id)
    return framework is not None and _asked(framework, round_, assessment) is not framework


def _asked(framework: Framework, round_: Round, assessment: Assessment) -> Framework:
    return scope.part_asked(framework, of_round=round_.asks, kinds=assessment.kinds)


def _last(
    lineage: Lineage, earlier: Round, round_: Round, assessment: Assessment, said: Mapping[str, Answer]
) -> Last:
    """What was asked and said in one round before; what it did not ask of the department is not in it."""
    if (framework := lineage.known.get(earlier.framework_id)) is not None:
        asked_then = _asked(framework, earlier, assessment).by_id
        said = {key: each for key, each in said.items() if key in asked_then}
    else:
        asked_then = {}
    if earlier.framework_id == round_.framework_id or round_.framework_id not in lineage.known:
        return Last(earlier, assessment, said, ids={each: each for each in asked_then or said})
    before, after = lineage.known[earlier.framework_id], lineage.known[round_.framework_id]
    ids = {
        key: now
        for key, now in editions.carried_ids(before, after, lineage.known).items()
        if key in asked_then
    }
    asked: dict[str, list[AskedBefore]] = {}
    for key, fate in editions.became(before, after, lineage.known).items():
        if key not in asked_then:
            continue
        for now in fate.now if fate.kind is not Became.SAME or key not in ids else ():
            told = AskedBefore(before, before.by_id[key], said.get(key), fate.kind)
            asked.setdefault(now, []).append(told)
    return Last(
        earlier,
        assessment,
        {ids[key]: answer for key, answer in said.items() if key in ids},
        {key: tuple(each) for key, each in asked.items()},
        ids,
    )
