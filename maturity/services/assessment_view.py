"""One assessment as it lies before a person: what every service on an assessment begins with."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

from maturity.assessment.answer import Answer
from maturity.assessment.assignment import Assignment
from maturity.assessment.blind import StatementNotShown, shown
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Assessment, Department, Round
from maturity.errors import NotFound
from maturity.framework.model import Framework
from maturity.services.blind_reviewing import hidden_in
from maturity.services.installation import Installation
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
    """What the department answered in an earlier round against the same framework."""

    round: Round
    assessment: Assessment
    answers: Mapping[str, Answer]

    def without(self, hidden: Collection[str]) -> "Last":
        """The same without statements that are hidden."""
        return replace(self, answers=shown(self.answers, hidden))


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


def lasts_in(session: Session, round_: Round, department_ids: Collection[str]) -> dict[str, Last]:
    """Each department's assessment before this round's, against the same framework, where there is one.

    Whoever is to see it: that is for the caller to ask.
    """
    by_id = {each.id: each for each in rounds.every(session)}
    before: dict[str, Assessment] = {}
    for department_id, each in assessments.of_departments(session, department_ids).items():
        places = [place for place, assessment in enumerate(each) if assessment.round_id == round_.id]
        for assessment in each[places[0] + 1 :] if places else each:
            earlier = by_id[assessment.round_id]
            if earlier.framework_id == round_.framework_id and not earlier.published:
                before[department_id] = assessment
                break
    said = answers.of_assessments(session, [assessment.id for assessment in before.values()])
    return {
        key: Last(by_id[assessment.round_id], assessment, said[assessment.id])
        for key, assessment in before.items()
    }
