"""The text of a framework, kept with the data that was answered under it, and of what stands beside frameworks."""

import hashlib
from datetime import datetime

from maturity.assessment.round import StoredRecord


class KeptFramework(StoredRecord):
    """One text of one edition. Of an edition that was corrected there are several, the newest of which is asked."""

    hash: str  # of its content: see Framework.content_hash
    framework_id: str
    edition: str
    title: str
    text: str
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def content(self) -> dict[str, object]:
        """What the history holds of it: not the text, which the store has whole, but its digest."""
        told = self.model_dump(include={"framework_id", "edition", "title", "hash"})
        return {**told, "sha256": hashlib.sha256(self.text.encode()).hexdigest()}


class KeptCompanion(StoredRecord):
    """The text of a translation or crosswalk; another of its id takes its place, as nothing rests on it."""

    id: str
    title: str
    text: str
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def content(self) -> dict[str, object]:
        """What the history holds of it: not the text, which the store has whole, but its digest."""
        told = self.model_dump(include={"id", "title"})
        return {**told, "sha256": hashlib.sha256(self.text.encode()).hexdigest()}
