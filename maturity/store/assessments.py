"""Assessments, as kept."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy
from sqlmodel import Session, SQLModel, col, select

from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.errors import NotFound
from maturity.store import answers, history
from maturity.store.database import Transaction
from maturity.store.reading import every_field, once_a_reading, remembered
from maturity.store.remembering import about, place_of_round
from maturity.store.tables import AssessmentRow, DepartmentRow, RoundRow, can_be_kept


def start(transaction: Transaction, round_: Round, department: Department, status: Status) -> Assessment:
    """A new assessment of a department in a round."""
    row = AssessmentRow(
        id=history.next_number(transaction, "assessment", AssessmentRow),
        round_id=round_.id,
        department_id=department.id,
        status=status,
        started_at=transaction.at,
        kinds=" ".join(department.kinds),
    )
    transaction.session.add(row)
    transaction.session.flush()
    made = Assessment.model_validate(row)
    history.append(
        transaction,
        kind="assessment",
        subject=department.id,
        assessment_id=made.id,
        before=None,
        after={
            "round": round_.id,
            "department": department.id,
            "status": status,
            "framework": round_.framework_id,
            "edition": round_.edition,
            "framework_hash": round_.framework_hash,
            **({"kinds": list(made.kinds)} if made.kinds else {}),
        },
    )
    return made


def ask_as(transaction: Transaction, assessment: Assessment, kinds: Sequence[str]) -> Assessment:
    """Ask an assessment what is asked of a body of other kinds; its status stays."""
    if tuple(kinds) == assessment.kinds:
        return assessment
    row = transaction.session.get_one(AssessmentRow, assessment.id)
    row.kinds = " ".join(kinds)
    transaction.session.add(row)
    transaction.session.flush()
    history.append(
        transaction,
        kind="assessment",
        subject=row.department_id,
        assessment_id=assessment.id,
        before={"status": row.status, "assurance": row.assurance, "kinds": list(assessment.kinds)},
        after={"status": row.status, "assurance": row.assurance, "kinds": list(kinds)},
    )
    return Assessment.model_validate(row)


def move(
    transaction: Transaction,
    assessment: Assessment,
    status: Status,
    *,
    assurance: str = "",
    why: str = "",
    withdrawn: bool = False,
) -> Assessment:
    """Give an assessment another status, with the reason where there is one.

    Submitting carries the statement of assurance, which stands until the assessment is a draft again. `withdrawn`
    tells the department's own undoing from an auditor's sending back.
    """
    row = transaction.session.get_one(AssessmentRow, assessment.id)
    now, who = transaction.at, transaction.person.id
    row.status = status
    match status:
        case Status.SUBMITTED:
            row.assurance, row.submitted_at, row.submitted_by = assurance, now, who
        case Status.DRAFT:
            row.assurance, row.submitted_at, row.submitted_by = "", None, None
    agreed = status is Status.AGREED
    row.agreed_at, row.agreed_by = (now, who) if agreed else (None, None)
    transaction.session.add(row)
    transaction.session.flush()
    history.append(
        transaction,
        kind="assessment",
        subject=row.department_id,
        assessment_id=assessment.id,
        before={"status": assessment.status, "assurance": assessment.assurance},
        after={"status": status, "assurance": row.assurance, **({"withdrawn": True} if withdrawn else {})},
        why=why,
    )
    return Assessment.model_validate(row)


def delete(transaction: Transaction, assessment: Assessment) -> None:
    """Take an assessment away, with the answers that it began with; its number is never given again."""
    session = transaction.session
    answers.delete_of(transaction, assessment.id)
    session.delete(session.get_one(AssessmentRow, assessment.id))
    session.flush()
    history.append(
        transaction,
        kind="assessment",
        subject=assessment.department_id,
        assessment_id=assessment.id,
        before={
            "round": assessment.round_id,
            "department": assessment.department_id,
            "status": assessment.status,
            "assurance": assessment.assurance,
        },
        after=None,
    )


def find(session: Session, assessment_id: int) -> Assessment | None:
    row = session.get(AssessmentRow, assessment_id) if can_be_kept(assessment_id) else None
    return None if row is None else Assessment.model_validate(row)


def get(session: Session, assessment_id: int) -> Assessment:
    found = find(session, assessment_id)
    if found is None:
        raise NotFound("assessment", assessment_id)
    return found


@once_a_reading
def find_with_round(session: Session, assessment_id: int) -> tuple[Assessment, Round, Department] | None:
    """An assessment with its round and its department, read by one statement."""
    if not can_be_kept(assessment_id):
        return None
    query = select(AssessmentRow, RoundRow, DepartmentRow).where(
        AssessmentRow.id == assessment_id,
        AssessmentRow.round_id == RoundRow.id,
        AssessmentRow.department_id == DepartmentRow.id,
    )
    found = session.exec(query).first()
    if found is None:
        return None
    assessment, round_, department = found
    return (
        Assessment.model_validate(assessment),
        Round.model_validate(round_),
        Department.model_validate(department),
    )


def of_department(session: Session, department_id: str) -> list[Assessment]:
    """A department's assessments, the newest first."""
    return of_departments(session, [department_id])[department_id]


@once_a_reading
def of_departments(session: Session, department_ids: Collection[str]) -> dict[str, list[Assessment]]:
    """Each department's assessments, the newest first; every department asked for is there."""
    found: dict[str, list[Assessment]] = {department_id: [] for department_id in department_ids}
    query = select(AssessmentRow).where(col(AssessmentRow.department_id).in_(found))
    newest = col(AssessmentRow.started_at).desc(), col(AssessmentRow.id).desc()
    for row in session.exec(query.order_by(*newest)):
        found[row.department_id].append(Assessment.model_validate(row))
    return found


def counts_kept(session: Session, table: str, assessment_ids: Collection[int]) -> dict[int, int]:
    """How much one table keeps of each assessment; one of which it keeps nothing is not here."""
    of = SQLModel.metadata.tables[table].c.assessment_id
    query = sqlalchemy.select(of, sqlalchemy.func.count()).where(of.in_(assessment_ids)).group_by(of)
    return {row[0]: row[1] for row in session.execute(query)}


@once_a_reading
@remembered
def before_round(session: Session, round_id: str, earlier: tuple[str, ...]) -> dict[str, Assessment]:
    """Of each department in a round the last assessment that it began before, of those in some other rounds."""
    of = SQLModel.metadata.tables["assessments"]
    query = (
        sqlalchemy.select(of.c.department_id, of.c.round_id, of.c.id)
        .where(of.c.round_id.in_((round_id, *earlier)))
        .order_by(of.c.started_at.desc(), of.c.id.desc())
    )
    begun, last = set(), dict[str, int]()
    with about(*map(place_of_round, (round_id, *earlier))):
        for department_id, of_round_id, assessment_id in session.execute(query):
            if of_round_id == round_id:
                begun.add(department_id)
            elif department_id in begun:
                last.setdefault(department_id, assessment_id)
        rows = session.execute(sqlalchemy.select(of).where(of.c.id.in_(last.values())).order_by(of.c.id))
    return {each.department_id: each for each in map(_assessment_in, rows)}


@once_a_reading
@remembered
def statuses(session: Session) -> list[tuple[str, Status, Department]]:
    """The round, the status and the department of every assessment there is: read by one statement."""
    tables = SQLModel.metadata.tables
    of, whose = tables["assessments"].c, tables["departments"].c
    query = (
        sqlalchemy.select(
            of.round_id, of.status, whose.id, whose.name, whose.family, whose.kinds, whose.system
        )
        .where(of.department_id == whose.id)
        .order_by(whose.name, whose.id)
    )
    known: dict[str, Department] = {}
    with about():
        rows = session.execute(query).all()
    for row in rows:
        if row.id not in known:
            known[row.id] = Department.model_construct(
                id=row.id, name=row.name, family=row.family, kinds=tuple(row.kinds.split()), system=row.system
            )
    return [(row.round_id, Status(row.status), known[row.id]) for row in rows]


@once_a_reading
@remembered
def of_round(session: Session, round_id: str) -> list[tuple[Assessment, Department]]:
    """The assessments of a round with their departments, by the department's name."""
    with about(place_of_round(round_id)):
        return _of_round(session, round_id)


def _of_round(session: Session, round_id: str) -> list[tuple[Assessment, Department]]:
    tables = SQLModel.metadata.tables
    of, whose = tables["assessments"], tables["departments"]
    query = (
        sqlalchemy.select(
            *of.c, whose.c.name, whose.c.family, whose.c.kinds.label("own_kinds"), whose.c.system
        )
        .where(of.c.round_id == round_id, of.c.department_id == whose.c.id)
        .order_by(whose.c.name, whose.c.id)
    )
    # Without an object of the database for each: a round has a thousand, and every page asks for them.
    return [
        (
            _assessment_in(row),
            Department.model_construct(
                every_field(Department),
                id=row.department_id,
                name=row.name,
                family=row.family,
                kinds=tuple(row.own_kinds.split()),
                system=row.system,
            ),
        )
        for row in session.execute(query)
    ]


def _assessment_in(row: Sequence[Any]) -> Assessment:
    """Of a row that begins with the columns of assessments."""
    told = dict(zip(SQLModel.metadata.tables["assessments"].c.keys(), row, strict=False))
    return Assessment.model_construct(
        every_field(Assessment),
        **told | {"status": Status(told["status"]), "kinds": tuple(told["kinds"].split())},
    )
