"""One assessment as it lies before a person: what every service on an assessment begins with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from sqlmodel import Session

from maturity.assessment.answer import Answer
from maturity.assessment.assignment import Assignment
from maturity.assessment.blind import StatementNotShown, shown
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Assessment, Department, Round
from maturity.errors import NotFound
from maturity.framework import editions
from maturity.framework.model import Became, Framework, Statement
from maturity.services.blind_reviewing import hidden_in
from maturity.services.installation import Installation
from maturity.services.lineage import Lineage, lineage_in
from maturity.store import answers, assessments, assignments, rounds


@dataclass(frozen=True)
class AssessmentView:
    """One assessment as it lies before a person: what is asked, what has been said, and who is to say the rest."""

    round: Round
    department: Department
    assessment: Assessment
    framework: Framework
    answers: Mapping[str, Answer]
    assignments: Mapping[str, Assignment]
    last: "Last | None" = None  # the round before, where there was one and it was asked for
    not_shown: frozenset[str] = (
        frozenset()
    )  # statements that are hidden from whoever asked, who reviews them blind

    def check_shown(self, statement_id: str) -> None:
        """Raises StatementNotShown for a statement that is hidden from whoever asked."""
        if statement_id in self.not_shown:
            raise StatementNotShown(self.framework.by_id[statement_id].label)


@dataclass(frozen=True)
class Last:
    """What the department answered in an earlier round of the same series.

    `answers` are by the ids of this round's edition, and only those of which the levels can be set beside its own.
    Where the edition before asked in other words, or something else, `asked` has what it asked and what was said.
    """

    round: Round
    assessment: Assessment
    answers: Mapping[str, Answer]
    asked: Mapping[str, tuple["AskedBefore", ...]] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)  # of this edition, by those of the one before

    @property
    def reworded(self) -> set[str]:
        """The statements whose answers can be set beside, and that are asked in other words since."""
        return self.answers.keys() & self.asked.keys()

    def without(self, hidden: Collection[str]) -> "Last":
        """The same without statements that are hidden."""
        return replace(self, answers=shown(self.answers, hidden), asked=shown(self.asked, hidden))


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
    found = assessments.find_with_round(session, assessment_id)
    if found is None or not person.may_see(found[0].department_id, found[0].status):
        person.must(Permission.SEE_EVERY_ASSESSMENT)
        raise NotFound("assessment", assessment_id)
    assessment, round_, department = found
    hidden = hidden_in(session, installation, person).of(department.id)
    return AssessmentView(
        round=round_,
        department=department,
        assessment=assessment,
        framework=installation.framework_of(session, round_),
        answers=shown(answers.of_assessment(session, assessment.id), hidden),
        assignments=assignments.of_assessment(session, assessment.id)
        if person.may_see_drafts(department.id)
        else {},
        not_shown=hidden,
    )


def lasts_in(
    session: Session, installation: Installation, round_: Round, department_ids: Collection[str]
) -> dict[str, Last]:
    """Each department's assessment before this round's, of the same series, where there is one.

    Whoever is to see it: that is for the caller to ask.
    """
    lineage = lineage_in(session, installation)
    by_id = {each.id: each for each in rounds.every(session)}
    before: dict[str, Assessment] = {}
    for department_id, each in assessments.of_departments(session, department_ids).items():
        places = [place for place, assessment in enumerate(each) if assessment.round_id == round_.id]
        for assessment in each[places[0] + 1 :] if places else each:
            earlier = by_id[assessment.round_id]
            if not earlier.published and lineage.same_series(earlier, round_):
                before[department_id] = assessment
                break
    said = answers.of_assessments(session, [assessment.id for assessment in before.values()])
    return {
        key: _last(lineage, by_id[assessment.round_id], round_, assessment, said[assessment.id])
        for key, assessment in before.items()
    }


def _last(
    lineage: Lineage, earlier: Round, round_: Round, assessment: Assessment, said: Mapping[str, Answer]
) -> Last:
    if earlier.framework_id == round_.framework_id or round_.framework_id not in lineage.known:
        return Last(earlier, assessment, said, ids={each: each for each in said})
    before, after = lineage.known[earlier.framework_id], lineage.known[round_.framework_id]
    ids = editions.carried_ids(before, after, lineage.known)
    asked: dict[str, list[AskedBefore]] = {}
    for key, fate in editions.became(before, after, lineage.known).items():
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
