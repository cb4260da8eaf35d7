"""Statements given to colleagues to answer."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from maturity.assessment.people import Person
from maturity.assessment.round import Department
from maturity.errors import MaturityError


class Assignment(BaseModel):
    """One statement of an assessment, given to one person, by a date and with a note where there are any."""

    model_config = ConfigDict(frozen=True)

    assessment_id: int
    statement_id: str
    person_id: str
    due: date | None = None
    note: str = ""

    def is_late(self, today: date) -> bool:
        return self.due is not None and self.due < today


class CannotAnswer(MaturityError):
    def __init__(self, person: Person, department: Department) -> None:
        self.person, self.department = person.id, department.id
        super().__init__(
            f"{person.name} may not answer for {department.name}. Give them the role of contributor first."
        )
