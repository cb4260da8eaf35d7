"""Departments, as kept."""

from sqlmodel import Session, col, select

from maturity.assessment.round import SAYS_WHAT_IS_ASKED, Department, RoundKind
from maturity.errors import NotFound
from maturity.store import history
from maturity.store.database import Transaction
from maturity.store.reading import once_a_reading
from maturity.store.tables import AssessmentRow, DepartmentRow, RoundRow


def add(transaction: Transaction, department: Department) -> None:
    transaction.session.add(_row(department))
    transaction.session.flush()
    history.append(
        transaction, kind="department", subject=department.id, before=None, after=department.model_dump()
    )


def change(transaction: Transaction, before: Department, after: Department) -> None:
    """Keep what changed of a department."""
    if after == before:
        return
    transaction.session.merge(_row(after))
    transaction.session.flush()
    was, became = before.model_dump(), after.model_dump()
    more = {key for key in SAYS_WHAT_IS_ASKED if key in was or key in became}
    history.append(
        transaction,
        kind="department",
        subject=after.id,
        before={key: value for key, value in dict(before).items() if key in was or key in more},
        after={key: value for key, value in dict(after).items() if key in became or key in more},
    )


def delete(transaction: Transaction, department: Department) -> None:
    transaction.session.delete(transaction.session.get_one(DepartmentRow, department.id))
    transaction.session.flush()
    history.append(
        transaction, kind="department", subject=department.id, before=department.model_dump(), after=None
    )


def _row(department: Department) -> DepartmentRow:
    return DepartmentRow(**{**dict(department), "kinds": " ".join(department.kinds)})


def get(session: Session, department_id: str) -> Department:
    row = session.get(DepartmentRow, department_id)
    if row is None:
        raise NotFound("department", department_id)
    return Department.model_validate(row)


@once_a_reading
def every(session: Session, *, assessed_here: bool = False) -> list[Department]:
    """All departments, by name; or those that may be assessed here: not those of a published round."""
    query = select(DepartmentRow)
    if assessed_here:
        published = select(AssessmentRow.department_id).where(
            AssessmentRow.round_id == RoundRow.id, RoundRow.kind == RoundKind.BENCHMARK
        )
        query = query.where(col(DepartmentRow.id).not_in(published))
    rows = session.exec(query.order_by(DepartmentRow.name, DepartmentRow.id))
    return [Department.model_validate(row) for row in rows]
