"""Statements given to colleagues to answer."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from maturity.assessment.people import Person
from maturity.assessment.round import Department
from maturity.errors import MaturityError
from maturity.wording import day


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


MOST_NOTE = 500
"""Characters of the note that goes with an asking."""
YEARS_APART = 10


class AskingRefused(MaturityError):
    """An asking that cannot be kept as it is, and why not."""


def check_asking(due: date | None, note: str, today: date) -> None:
    """Raises AskingRefused for a day in a far year, or a note that is too long."""
    if due is not None and abs(due.year - today.year) > YEARS_APART:
        raise AskingRefused(f"{day(due)} is more than {YEARS_APART} years from today. Check the year.")
    if len(note) > MOST_NOTE:
        raise AskingRefused(
            f"The note has {len(note)} characters, and at most {MOST_NOTE} are kept. Shorten it by "
            f"{len(note) - MOST_NOTE}."
        )


class CannotAnswer(MaturityError):
    def __init__(self, person: Person, department: Department) -> None:
        self.person, self.department = person.id, department.id
        super().__init__(
            f"{person.name} may not answer for {department.name}. Give them the role of contributor first."
        )
