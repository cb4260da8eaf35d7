"""What a department's approver, or an administrator for a whole round, tells the board in words of their own."""

from datetime import datetime

from maturity.assessment.answer import Writing
from maturity.assessment.round import StoredRecord
from maturity.errors import MaturityError

MOST_CHARACTERS = 2_000
"""Of a message: about what fits on a slide and leaves room for the figures on a page."""


class Message(StoredRecord):
    """A message to the board, of a department in a round or of the round itself.

    `version` is 0 for one never saved and grows with every save; a save carries the version it was based on.
    """

    text: Writing
    department_id: str | None = None  # None: of the round itself
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def content(self) -> dict[str, object]:
        """The words alone: what it is of stands beside them in the history."""
        return {"text": self.text}


class MessageTooLong(MaturityError):
    def __init__(self, characters: int) -> None:
        self.characters = characters
        super().__init__(
            f"The message to the board has {characters:,} characters, and at most {MOST_CHARACTERS:,} are kept. "
            f"Shorten it by {characters - MOST_CHARACTERS:,}."
        )


def check_length(text: str) -> None:
    """Raises MessageTooLong."""
    if len(text) > MOST_CHARACTERS:
        raise MessageTooLong(len(text))
