"""A change as the history keeps it: who, when, from what, to what, why."""

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
