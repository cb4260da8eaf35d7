"""A change as the history keeps it: who, when, from what, to what, why."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from maturity.errors import MaturityError


class Change(BaseModel):
    """One entry of the history. `local` marks a person whom no sign-in had vouched for."""

    model_config = ConfigDict(frozen=True)

    number: int
    at: datetime
    person: str
    local: bool
    kind: str
    assessment_id: int | None
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    why: str


class Entry(BaseModel):
    """One entry as it lies in the chain: what changed as canonical JSON, and the hashes that hold it in its place."""

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    number: int
    at: datetime
    person: str
    local: bool
    kind: str
    assessment_id: int | None
    subject: str
    before: str | None
    after: str | None
    why: str
    previous: str
    hash: str

    @property
    def sound(self) -> bool:
        """Whether the entry is what its hash says."""
        return self.hash == entry_hash(**self.model_dump(exclude={"hash"}))


def canonical(content: Mapping[str, Any]) -> str:
    """The one way in which the history writes a content down: JSON, keys in order, nothing between."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def entry_hash(
    *,
    number: int,
    at: datetime,
    person: str,
    local: bool,
    kind: str,
    assessment_id: int | None,
    subject: str,
    before: str | None,
    after: str | None,
    why: str,
    previous: str,
) -> str:
    """SHA-256, in hexadecimal, over all that an entry says and the hash of the entry before it."""
    fields = {
        "number": number,
        "at": at.isoformat(timespec="microseconds"),
        "person": person,
        "local": local,
        "kind": kind,
        "assessment": assessment_id,
        "subject": subject,
        "before": before,
        "after": after,
        "why": why,
        "previous": previous,
    }
    return hashlib.sha256(canonical(fields).encode()).hexdigest()


class ChainBroken(MaturityError):
    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"The history does not hold together at entry {number}: it was altered, removed or put out of order "
            "by something other than this program. Compare it with a backup."
        )


class KeptOtherwise(MaturityError):
    """The history holds together, but what is kept now is not what it last said."""

    def __init__(self, what: str, kind: str, assessment_id: int | None, subject: str) -> None:
        self.kind, self.assessment_id, self.subject = kind, assessment_id, subject
        super().__init__(
            f"The history holds together, but {what} is not as it last said: it was altered, added or removed by "
            "something other than this program. Compare it with a backup."
        )


class HeadUnknown(MaturityError):
    def __init__(self, printed: str) -> None:
        self.printed = printed
        super().__init__(
            f"The history holds together, but no entry of it has the hash “{printed}”: either it was copied wrongly, "
            "or the history was rewritten since. Compare it with a backup from before."
        )
