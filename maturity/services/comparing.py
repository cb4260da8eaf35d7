"""Departments side by side."""

from collections.abc import Mapping

from sqlmodel import Session

from maturity.assessment.answer import Judgement
from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Round
from maturity.errors import NotFound
from maturity.scoring.compare import Comparison
from maturity.services.installation import Installation
from maturity.store import answers, assessments, findings, rounds
from maturity.store.database import revision_in


def comparison(
    installation: Installation, person: Person, *, round_id: str, department_id: str | None = None
) -> Comparison:
    """The departments of a round that the person may see, with every score; or one of them alone.

    A benchmark round is compared on its published findings, a live one on the departments' answers.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        round_ = rounds.get(session, round_id)
        seen = {
            assessment.id: department
            for assessment, department in assessments.of_round(session, round_id)
            if person.may_see(department.id, assessment.status) and department_id in (None, department.id)
        }
        if department_id is not None and not seen:
            raise NotFound("department in this round", department_id)
        judgements = _judgements(session, round_, list(seen))
        return Comparison(
            framework=installation.framework_of(round_),
            round=round_,
            departments={department.id: department for department in seen.values()},
            judgements={seen[assessment_id].id: said for assessment_id, said in judgements.items()},
            revision=revision_in(session),
        )


def benchmark_for(installation: Installation, person: Person, *, framework_id: str) -> Comparison | None:
    """The published findings against a framework, the newest there are; None where there are none."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        published = [r for r in rounds.every(session) if r.published and r.framework_id == framework_id]
    return comparison(installation, person, round_id=published[0].id) if published else None


def _judgements(
    session: Session, round_: Round, assessment_ids: list[int]
) -> Mapping[int, Mapping[str, Judgement]]:
    if round_.published:
        return findings.of_assessments(session, assessment_ids)
    return answers.of_assessments(session, assessment_ids)
