"""What a broken constraint means in plain words; the one place that knows their names."""

import re

from sqlalchemy.exc import IntegrityError

from maturity.errors import MaturityError

SAME_DEPARTMENT = "There is already a department of that name, or of one too like it. Choose another name."
SAME_ROUND = "There is already a round of that title, or of one too like it. Choose another title."
SAME_PERSON = "There is already a person of that name, or of one too like it. Choose another name."
SENTENCES = {
    "pk_departments": SAME_DEPARTMENT,
    "uq_departments_name": SAME_DEPARTMENT,
    "fk_departments_family": "That departmental family does not exist.",
    "pk_rounds": SAME_ROUND,
    "uq_rounds_title": SAME_ROUND,
    "pk_people": SAME_PERSON,
    "uq_people_name": SAME_PERSON,
    "uq_assessments_round_id_department_id": "The department already has an assessment in this round.",
}


class Refused(MaturityError):
    """The database refused a change, by the name of one of its constraints."""

    def __init__(self, constraint: str) -> None:
        self.constraint = constraint
        super().__init__(f"{SENTENCES[constraint]} Nothing was changed.")


def plain(error: IntegrityError) -> Exception:
    """The problem in words where it is one a person can mend; otherwise the error itself, which is a bug."""
    name = constraint_name(error)
    return Refused(name) if name in SENTENCES else error


def constraint_name(error: IntegrityError) -> str:
    """The constraint's name: PostgreSQL tells it; from SQLite's words it follows by our naming convention."""
    told = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    if told:
        return str(told)
    match = re.match(r"UNIQUE constraint failed: (.+)", str(error.orig))
    if not match:
        return ""
    columns = [column.strip().split(".") for column in match[1].split(",")]
    table = columns[0][0]
    names = "_".join(column[1] for column in columns)
    return f"pk_{table}" if names == "id" else f"uq_{table}_{names}"
