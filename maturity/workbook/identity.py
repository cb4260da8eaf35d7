"""What a department's workbook remembers of itself, on a sheet that nobody sees."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from maturity.assessment.answer import Answer
from maturity.assessment.round import Assessment, Department, Round
from maturity.errors import MaturityError
from maturity.framework.model import Framework

SHEET = "maturity identity"
FORMAT: Literal[2] = 2
"""Up by one whenever a workbook says something that an earlier version of this program would not understand. What was
sent out in an earlier format still comes back.
"""
FORMATS = (1, 2)
CHUNK = 30_000
"""Characters; a cell holds 32,767."""


class WorkbookIdentity(BaseModel):
    """Whose the workbook is, what it was made from, and every answer as it then stood.

    `sheets` are the names of the sheets to be filled in, each with the statements on it in their order;
    `answers` are the answers as exported, with the version that the app then held: the base of the merge. `whole` is
    how many statements the edition has in all, since format 2.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1, 2] = FORMAT
    made: datetime
    round_id: str
    round_title: str
    department_id: str
    department_name: str
    assessment_id: int
    framework_id: str
    edition: str
    framework_hash: str
    sheets: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, Answer]
    whole: int = 0


class IdentityMissing(MaturityError):
    def __init__(self) -> None:
        super().__init__(
            "The hidden sheet of this workbook was removed, so that it does not say whose it is. "
            "Download the workbook again, and copy your words into it. Nothing was imported."
        )


class NotToFillIn(MaturityError):
    """A workbook, but not one that was sent out to be filled in."""

    def __init__(self, *, made_here: bool) -> None:
        what = (
            "This is a board pack, or another workbook of the dashboard that is read and not filled in."
            if made_here
            else "This workbook is not one of ours: it has none of the sheets that are sent out to be filled in."
        )
        super().__init__(
            f"{what} Bring the workbook that was downloaded on the page “Work offline”. Nothing was imported."
        )


class IdentityDamaged(MaturityError):
    def __init__(self) -> None:
        super().__init__(
            "The hidden sheet of this workbook was changed, so that it no longer says what it was made from. "
            "Download the workbook again, and copy your words into it. Nothing was imported."
        )


class FormatUnknown(MaturityError):
    def __init__(self, found: object) -> None:
        self.found = found
        super().__init__(
            f"This workbook is of format {str(found)[:20]}, and this version of the program reads formats up to "
            f"{FORMAT}. Download the workbook again. Nothing was imported."
        )


class OfAnother(MaturityError):
    """A workbook of another department or round than the one it is brought to."""

    def __init__(self, own: WorkbookIdentity, round_: Round, department: Department) -> None:
        self.round, self.department = own.round_id, own.department_id
        super().__init__(
            f"This workbook is of {own.department_name} in the round “{own.round_title}”, "
            f"not of {department.name} in the round “{round_.title}”. Nothing was imported: choose the round and "
            "department it is of, or bring another workbook."
        )


class OfAnotherEdition(MaturityError):
    def __init__(self, own: WorkbookIdentity, framework: Framework) -> None:
        self.framework, self.edition = own.framework_id, own.edition
        made = f"{own.framework_id}, edition {own.edition}"
        asked = f"{framework.id}, edition {framework.edition}"
        if made == asked:
            asked += ", whose statements have changed since"
        super().__init__(
            f"This workbook was made for the framework {made}, and the round asks {asked}. Nothing was imported: "
            "download the workbook again, and copy your words into it."
        )


class OfAnotherInstallation(MaturityError):
    def __init__(self, own: WorkbookIdentity) -> None:
        self.assessment = own.assessment_id
        super().__init__(
            f"This workbook was made from another assessment of {own.department_name} than the one kept here, "
            "perhaps on another installation. Nothing was imported: download the workbook here, and copy your "
            "words into it."
        )


def identity_lines(identity: WorkbookIdentity) -> list[str]:
    """The identity as cells of plain ASCII, one below the other: a digest, then JSON in pieces.

    Underscores are escaped, because spreadsheet programs read “_x0041_” as “A”.
    """
    content = identity.model_dump(mode="json", exclude={"answers": {"__all__": {"changed_at", "changed_by"}}})
    written = json.dumps(content, separators=(",", ":")).replace("_", "\\u005f")
    pieces = [written[start : start + CHUNK] for start in range(0, len(written), CHUNK)]
    return [_digest(written), *pieces]


def read_identity(cells: Sequence[object]) -> WorkbookIdentity:
    """The identity that `lines` wrote; raises IdentityDamaged, or FormatUnknown for another version's."""
    digest, *pieces = [str(cell) for cell in cells] or [""]
    written = "".join(pieces)
    if _digest(written) != digest:
        raise IdentityDamaged
    try:
        content = json.loads(written)
        if content["format"] not in FORMATS:
            raise FormatUnknown(content["format"])
        identity = WorkbookIdentity.model_validate(content)
    except (ValueError, TypeError, KeyError, RecursionError, ValidationError):
        raise IdentityDamaged from None
    listed = [statement for statements in identity.sheets.values() for statement in statements]
    if sorted(listed) != sorted(identity.answers):
        raise IdentityDamaged
    return identity


def check_belongs(
    own: WorkbookIdentity, round_: Round, department: Department, assessment: Assessment, framework: Framework
) -> None:
    """Refuse a workbook that was made from something else: OfAnother, -Edition or -Installation."""
    if (own.round_id, own.department_id) != (round_.id, department.id):
        raise OfAnother(own, round_, department)
    if own.framework_id != framework.id or not framework.stands_for(own.framework_hash):
        raise OfAnotherEdition(own, framework)
    if own.assessment_id != assessment.id:
        raise OfAnotherInstallation(own)


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode(errors="replace")).hexdigest()
