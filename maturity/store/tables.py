"""The tables. Rows never leave this package: its modules turn them into the core's objects."""

from datetime import UTC, date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Utc(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets time zones, so they are taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC) if value is not None else None


class DepartmentRow(SQLModel, table=True):
    __tablename__ = "departments"
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    family: str | None = Field(default=None, foreign_key="departments.id")
    kinds: str = Field(default="", sa_type=Text)  # ids, a space between them
    system: bool = False


class RoundRow(SQLModel, table=True):
    __tablename__ = "rounds"
    id: str = Field(primary_key=True)
    title: str = Field(unique=True)
    kind: str
    framework_id: str
    edition: str
    framework_hash: str
    opens: date
    closes: date | None = None
    source: str = Field(default="", sa_type=Text)
    evidence_months: int | None = None
    asks: str = Field(default="", sa_type=Text)  # ids, a space between them


class FrameworkRow(SQLModel, table=True):
    """One text of one edition of a framework, by its content hash."""

    __tablename__ = "frameworks"
    hash: str = Field(primary_key=True)
    framework_id: str = Field(index=True)
    edition: str
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class CompanionRow(SQLModel, table=True):
    """What stands beside frameworks: a translation or a crosswalk, by its id."""

    __tablename__ = "companions"
    id: str = Field(primary_key=True)
    title: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class AssessmentRow(SQLModel, table=True):
    __tablename__ = "assessments"
    __table_args__ = (UniqueConstraint("round_id", "department_id"),)
    id: int | None = Field(default=None, primary_key=True)
    round_id: str = Field(foreign_key="rounds.id")
    department_id: str = Field(foreign_key="departments.id", index=True)
    status: str
    started_at: datetime = Field(sa_type=Utc)
    assurance: str = Field(default="", sa_type=Text)
    submitted_at: datetime | None = Field(default=None, sa_type=Utc)
    submitted_by: str | None = None
    agreed_at: datetime | None = Field(default=None, sa_type=Utc)
    agreed_by: str | None = None
    kinds: str = Field(default="", sa_type=Text)  # ids, a space between them


class AnswerRow(SQLModel, table=True):
    __tablename__ = "answers"
    __table_args__ = (CheckConstraint("(state = 'level') = (level IS NOT NULL)", name="level_with_state"),)
    assessment_id: int = Field(primary_key=True, foreign_key="assessments.id")
    statement_id: str = Field(primary_key=True)
    state: str
    level: int | None = None
    evidence: str = Field(default="", sa_type=Text)
    evidence_date: date | None = None
    links: str = Field(default="", sa_type=Text)  # one a line
    contact: str = Field(default="", sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    unsure: bool = False
    come_back: bool = False
    carried: bool = False
    items: str = Field(
        default="", sa_type=Text
    )  # of its checklist, as JSON: they are read and saved with it alone
    low: int | None = None
    high: int | None = None
    confirmed: bool = False
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class FindingRow(SQLModel, table=True):
    __tablename__ = "findings"
    __table_args__ = (CheckConstraint("(state = 'level') = (level IS NOT NULL)", name="level_with_state"),)
    assessment_id: int = Field(primary_key=True, foreign_key="assessments.id")
    statement_id: str = Field(primary_key=True)
    state: str
    level: int | None = None
    reason: str = Field(default="", sa_type=Text)
    confidence: str | None = None
    other_state: str | None = None
    other_level: int | None = None
    standing: str | None = None
    answer_version: int = 0
    reply: str = Field(default="", sa_type=Text)
    replied_by: str | None = None
    replied_at: datetime | None = Field(default=None, sa_type=Utc)
    items: str = Field(default="", sa_type=Text)  # of the checklist that were found otherwise, as JSON
    version: int = 0
    changed_at: datetime | None = Field(default=None, sa_type=Utc)
    changed_by: str | None = None


class PersonRow(SQLModel, table=True):
    __tablename__ = "people"
    __table_args__ = (Index("uq_people_issuer_subject", "issuer", "subject", unique=True),)
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    email: str = ""
    active: bool = True
    issuer: str | None = None
    subject: str | None = None
    signed_out: datetime | None = Field(default=None, sa_type=Utc)


class RoleRow(SQLModel, table=True):
    """A role that a person holds for a department, or for every one (`*`)."""

    __tablename__ = "roles"
    person_id: str = Field(primary_key=True, foreign_key="people.id")
    role: str = Field(primary_key=True)
    department: str = Field(primary_key=True)


class SignInRow(SQLModel, table=True):
    """The day on which a person last came with a sign-in."""

    __tablename__ = "sign_ins"
    person_id: str = Field(primary_key=True, foreign_key="people.id")
    last: date


class AssignmentRow(SQLModel, table=True):
    """A statement of an assessment, given to one person to answer."""

    __tablename__ = "assignments"
    assessment_id: int = Field(primary_key=True, foreign_key="assessments.id")
    statement_id: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="people.id", index=True)
    due: date | None = None
    note: str = Field(default="", sa_type=Text)


class TargetRow(SQLModel, table=True):
    __tablename__ = "targets"
    assessment_id: int = Field(primary_key=True, foreign_key="assessments.id")
    statement_id: str = Field(primary_key=True)
    level: int | None = None  # null: it was chosen to aim at nothing
    due: date
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class AcceptedGapRow(SQLModel, table=True):
    __tablename__ = "accepted_gaps"
    assessment_id: int = Field(primary_key=True, foreign_key="assessments.id")
    statement_id: str = Field(primary_key=True)
    reason: str = Field(sa_type=Text)
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class ActionRow(SQLModel, table=True):
    """An action; in whole pounds, null where nobody has said how many. Whom and what it is for: the next three."""

    __tablename__ = "actions"
    __table_args__ = (
        CheckConstraint("one_off >= 0 AND yearly >= 0 AND people >= 0", name="costs"),
        CheckConstraint("saving >= 0", name="saving"),
    )
    id: int | None = Field(default=None, primary_key=True)
    round_id: str = Field(foreign_key="rounds.id", index=True)
    title: str
    owner: str = ""
    start: date | None = None
    due: date | None = None
    no_date: str = Field(default="", sa_type=Text)
    one_off: int | None = Field(default=None, sa_type=BigInteger)
    yearly: int | None = Field(default=None, sa_type=BigInteger)
    saving: int | None = Field(default=None, sa_type=BigInteger)
    people: float | None = None
    status: str
    why: str = Field(default="", sa_type=Text)
    delivered_on: date | None = None
    origin: str
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class ActionDepartmentRow(SQLModel, table=True):
    __tablename__ = "action_departments"
    action_id: int = Field(primary_key=True, foreign_key="actions.id")
    department_id: str = Field(primary_key=True, foreign_key="departments.id", index=True)
    place: int  # the first, 0, leads


class ActionStatementRow(SQLModel, table=True):
    __tablename__ = "action_statements"
    action_id: int = Field(primary_key=True, foreign_key="actions.id")
    statement_id: str = Field(primary_key=True)
    level: int | None = None  # null: it finds out where the statement stands
    place: int


class ActionFurtherRow(SQLModel, table=True):
    """A statement of another series that an action raises, too."""

    __tablename__ = "action_further"
    action_id: int = Field(primary_key=True, foreign_key="actions.id")
    framework_id: str = Field(primary_key=True)
    statement_id: str = Field(primary_key=True)
    level: int | None = None
    place: int


class ActionDependencyRow(SQLModel, table=True):
    __tablename__ = "action_dependencies"
    action_id: int = Field(primary_key=True, foreign_key="actions.id")
    depends_on: int = Field(primary_key=True, foreign_key="actions.id")


class MessageRow(SQLModel, table=True):
    """A message to the board, of a department or of the round itself (`*`)."""

    __tablename__ = "messages"
    round_id: str = Field(primary_key=True, foreign_key="rounds.id")
    department: str = Field(primary_key=True)
    text: str = Field(sa_type=Text)
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class BlindReviewRow(SQLModel, table=True):
    """An auditor's blind review of a round; `begun` and `ended` are numbers of entries of the history."""

    __tablename__ = "blind_reviews"
    round_id: str = Field(primary_key=True, foreign_key="rounds.id")
    person_id: str = Field(primary_key=True)
    each: int | None = None  # null: all statements
    seed: str = Field(default="", sa_type=Text)
    begun: int
    begun_at: datetime = Field(sa_type=Utc)
    ended: int | None = None
    ended_at: datetime | None = Field(default=None, sa_type=Utc)


class SampleRow(SQLModel, table=True):
    """How many statements of each department the seed draws, in a round."""

    __tablename__ = "samples"
    round_id: str = Field(primary_key=True, foreign_key="rounds.id")
    seed: str = Field(sa_type=Text)
    each: int
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class ReviewerRow(SQLModel, table=True):
    """Who reviews a department in a round."""

    __tablename__ = "reviewers"
    round_id: str = Field(primary_key=True, foreign_key="rounds.id")
    department_id: str = Field(primary_key=True, foreign_key="departments.id")
    person_id: str = Field(foreign_key="people.id")
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class DispositionRow(SQLModel, table=True):
    """What became of one reason to look at an answer again."""

    __tablename__ = "dispositions"
    round_id: str = Field(primary_key=True, foreign_key="rounds.id")
    department_id: str = Field(primary_key=True, foreign_key="departments.id")
    statement_id: str = Field(primary_key=True)
    reason: str = Field(primary_key=True)
    outcome: str
    words: str = Field(sa_type=Text)
    version: int
    changed_at: datetime = Field(sa_type=Utc)
    changed_by: str


class HistoryRow(SQLModel, table=True):
    """One change. Rows are only ever added; each holds the hash of the one before it."""

    __tablename__ = "history"
    __table_args__ = (Index("ix_history_assessment_id_kind_subject", "assessment_id", "kind", "subject"),)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Utc)
    person: str
    local: bool
    kind: str
    assessment_id: int | None = None  # no key: what was deleted stays in the history
    subject: str
    before: str | None = Field(default=None, sa_type=Text)
    after: str | None = Field(default=None, sa_type=Text)
    why: str = Field(default="", sa_type=Text)
    previous: str
    hash: str


class LedgerRow(SQLModel, table=True):
    """One row: how many changes the history holds, and the hash of the last. Locking it makes writers take turns."""

    __tablename__ = "ledger"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    entries: int
    head: str
    secret: str = ""  # random, made with the database; it never leaves the store


def can_be_kept(number: int) -> bool:
    """Whether a row may have that number: above these the drivers break, PostgreSQL's at 32 bits, SQLite's at 64."""
    return 0 < number < 2**31
