"""Occasions on which departments are assessed, and the assessments made on them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from maturity.errors import MaturityError
from maturity.wording import day


class RoundKind(StrEnum):
    """Live rounds are answered here; benchmark rounds are published findings, never edited."""

    LIVE = "live"
    BENCHMARK = "benchmark"


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    AGREED = "agreed"
    PUBLISHED = "published"  # a benchmark's: made elsewhere, complete when it came

    @property
    def words(self) -> str:
        return self.value.replace("_", " ").capitalize()


class StoredRecord(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)


Ids = Annotated[tuple[str, ...], BeforeValidator(lambda v: tuple(v.split()) if isinstance(v, str) else v)]
"""Ids that the store keeps in one cell, with a space between them."""


class ScopedRecord(StoredRecord):
    """What says of itself what is asked only where that is not everything: written as it was before one could."""

    @model_serializer(mode="wrap")
    def _without_what_is_everything(self, written: SerializerFunctionWrapHandler) -> dict[str, object]:
        content: dict[str, object] = written(self)
        return {key: value for key, value in content.items() if value or key not in SAYS_WHAT_IS_ASKED}


SAYS_WHAT_IS_ASKED = {"kinds", "system", "asks"}


class Department(ScopedRecord):
    """The body assessed; may belong to a departmental family.

    `kinds` are the kinds of body that it is, by the ids that frameworks give them. A `system` is of the department
    that is its family, and assessed by itself: none of its figures goes into its department's.
    """

    id: str
    name: str
    family: str | None = None
    kinds: Ids = ()
    system: bool = False


class FamilyRefused(MaturityError):
    def __init__(self, department: Department, parent: Department, why: str) -> None:
        self.department, self.parent = department.id, parent.id
        super().__init__(
            f"{department.name} cannot be in the family of {parent.name}: {why} Nothing was changed."
        )


class SystemNeedsDepartment(MaturityError):
    def __init__(self, name: str) -> None:
        super().__init__(
            f"Say which department {name} is a system of. Only departments have systems; a system has none of its own."
        )


def check_family(department: Department, parent: Department, every: Iterable[Department]) -> None:
    """Refuse a family of more than a parent and its children; raises FamilyRefused.

    A department that is in a family may have systems.
    """
    if parent.id == department.id:
        raise FamilyRefused(department, parent, "a department is not its own parent.")
    if parent.system:
        raise FamilyRefused(department, parent, f"{parent.name} is a system.")
    if department.system:
        return
    if parent.family is not None:
        raise FamilyRefused(department, parent, f"{parent.name} is in another department's family itself.")
    if any(each.family == department.id and not each.system for each in every):
        raise FamilyRefused(department, parent, f"{department.name} has departments in a family of its own.")


class Round(ScopedRecord):
    """One occasion, against one framework edition, remembered by the hash of its content.

    `asks` are the statements of it that are asked, by id; none stands for all.
    """

    id: str
    title: str
    kind: RoundKind
    framework_id: str
    edition: str
    framework_hash: str
    opens: date
    closes: date | None = None
    source: str = ""
    evidence_months: int | None = None  # evidence older than this is flagged; None: as the framework says
    asks: Ids = ()

    @property
    def published(self) -> bool:
        return self.kind is RoundKind.BENCHMARK

    def is_open(self, today: date) -> bool:
        return not self.published and self.opens <= today and (self.closes is None or today <= self.closes)


class Assessment(ScopedRecord):
    """One department in one round, asked as the `kinds` that it was then."""

    id: int
    round_id: str
    department_id: str
    status: Status
    started_at: datetime
    assurance: str = ""  # the approver's statement, while it is submitted
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    agreed_at: datetime | None = None
    agreed_by: str | None = None
    kinds: Ids = ()


class NotOfUnit(MaturityError):
    """A round whose framework assesses systems takes systems alone, and every other round departments alone."""

    def __init__(self, round_: Round, department: Department) -> None:
        self.round, self.department = round_.id, department.id
        what, wanted = ("a system", "departments") if department.system else ("a department", "systems")
        super().__init__(
            f"{department.name} is {what}, and the round “{round_.title}” assesses {wanted}. Nothing was changed."
        )


class PublishedIsFixed(MaturityError):
    def __init__(self, round_: Round) -> None:
        self.round = round_.id
        super().__init__(f"“{round_.title}” holds published findings, which cannot be edited here.")


class RoundNotOpen(MaturityError):
    def __init__(self, round_: Round, today: date) -> None:
        self.round = round_.id
        opening = f"opens on {day(round_.opens)}"
        when = opening if today < round_.opens else "has closed"
        super().__init__(f"The round “{round_.title}” {when}, so nothing was changed. Ask an administrator.")


class RoundEndsEarly(MaturityError):
    def __init__(self, opens: date, closes: date) -> None:
        self.opens, self.closes = opens, closes
        super().__init__(f"The round would close on {day(closes)}, before it opens on {day(opens)}.")


YEARS_OPEN = 10


class RoundEndsLate(MaturityError):
    def __init__(self, opens: date, closes: date) -> None:
        self.opens, self.closes = opens, closes
        super().__init__(
            f"The round would close on {day(closes)}, more than {YEARS_OPEN} years after it opens on {day(opens)}. "
            "Check the year."
        )


def check_closing(opens: date, closes: date | None) -> None:
    """Raises RoundEndsEarly or RoundEndsLate for a day on which a round cannot close."""
    if closes is not None and closes < opens:
        raise RoundEndsEarly(opens, closes)
    if closes is not None and closes.year - opens.year > YEARS_OPEN:
        raise RoundEndsLate(opens, closes)


MOST_MONTHS = 600


class MonthsRefused(MaturityError):
    def __init__(self, months: int) -> None:
        self.months = months
        super().__init__(
            f"Evidence can be flagged once it is older than 1 to {MOST_MONTHS} months, not {months}. Leave it empty "
            "for the framework's own limit."
        )


class NotInDraft(MaturityError):
    def __init__(self, department: str, status: Status) -> None:
        self.department, self.status = department, status
        super().__init__(
            f"The assessment of {department} is {status.words.lower()}, so its answers cannot be changed "
            "until it is sent back."
        )


class NameNeeded(MaturityError):
    def __init__(self, kind: str) -> None:
        super().__init__(f"The {kind} needs a name with at least one letter or digit.")


MOST_NAME = 200
"""Characters of a name."""


class NameTooLong(MaturityError):
    def __init__(self, kind: str, name: str) -> None:
        super().__init__(
            f"The name of the {kind} has {len(name)} characters, and at most {MOST_NAME} are kept. Shorten it by "
            f"{len(name) - MOST_NAME}."
        )


def id_from(name: str, kind: str) -> str:
    """A stable id from a name: lower-case letters, digits and hyphens. Raises NameNeeded or NameTooLong.

    A name in another script keeps its place by a digest: “Δοκιμή” → “department-174079c5”.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    if not any(letter.isalnum() for letter in name):
        raise NameNeeded(kind)
    if len(name) > MOST_NAME:
        raise NameTooLong(kind, name)
    return made or f"{kind}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


class MoveRefused(MaturityError):
    def __init__(self, status: Status, move: "Move") -> None:
        self.status, self.move = status, move
        super().__init__(f"An assessment that is {status.words.lower()} cannot be {move.value}.")


class AssuranceNeeded(MaturityError):
    def __init__(self) -> None:
        super().__init__("Write the statement of assurance: what you checked, and what you stand behind.")


class MoveNeedsReason(MaturityError):
    def __init__(self, move: "Move") -> None:
        self.move = move
        super().__init__(f"Say why the assessment is {move.value}, so that the department knows what to do.")


class NotInReview(MaturityError):
    def __init__(self, department: str, status: Status) -> None:
        self.department, self.status = department, status
        super().__init__(
            f"The assessment of {department} is {status.words.lower()}, and findings and replies are recorded "
            "only while it is in review. Nothing was changed."
        )


class StillChallenged(MaturityError):
    def __init__(self, labels: Sequence[str]) -> None:
        self.labels = tuple(labels)
        super().__init__(
            f"Not agreed: {len(labels)} challenged and not resolved ({', '.join(labels)}). Resolve each first."
        )


class Move(StrEnum):
    """What may happen to an assessment as a whole."""

    SUBMIT = "submitted"
    SEND_BACK = "sent back"
    BEGIN_REVIEW = "taken into review"
    AGREE = "agreed"
    REOPEN = "opened again"
    WITHDRAW = "withdrawn"

    @property
    def needs_reason(self) -> bool:
        return self in (Move.SEND_BACK, Move.REOPEN)


def status_after(status: Status, move: Move) -> Status:
    """The status after a move; raises MoveRefused. Every move that there is stands here."""
    match status, move:
        case Status.DRAFT, Move.SUBMIT:
            return Status.SUBMITTED
        case Status.SUBMITTED | Status.IN_REVIEW, Move.SEND_BACK:
            return Status.DRAFT
        case Status.SUBMITTED, Move.WITHDRAW:
            return Status.DRAFT
        case Status.SUBMITTED, Move.BEGIN_REVIEW:
            return Status.IN_REVIEW
        case Status.IN_REVIEW, Move.AGREE:
            return Status.AGREED
        case Status.AGREED, Move.REOPEN:
            return Status.IN_REVIEW
        case _:
            raise MoveRefused(status, move)


def check_may_change(round_: Round, department: Department, assessment: Assessment, today: date) -> None:
    """Refuse a change of an answer where the round or the assessment no longer takes one."""
    if round_.published:
        raise PublishedIsFixed(round_)
    if not round_.is_open(today):
        raise RoundNotOpen(round_, today)
    if assessment.status is not Status.DRAFT:
        raise NotInDraft(department.name, assessment.status)
