"""What this installation holds: its store and its frameworks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from maturity.assessment.round import Round
from maturity.errors import NotFound
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.store.database import Store, open_store


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True)
class Installation:
    """Everything that services act on. Opened once, at the edge.

    `today` tells the day by which a round is open or closed, for what is only read; what is done says when.
    """

    store: Store
    frameworks: Mapping[str, Framework]
    today: Callable[[], date] = _today

    def framework(self, framework_id: str) -> Framework:
        try:
            return self.frameworks[framework_id]
        except KeyError:
            raise NotFound("framework", framework_id, self.frameworks) from None

    def framework_of(self, round_: Round) -> Framework:
        """The framework a round was opened with, with the round's own limit for evidence where it has one.

        Raises NotFound, or EditionChanged if the framework's file has changed.
        """
        framework = self.framework(round_.framework_id)
        files.check_unchanged(framework, round_.framework_hash)
        if round_.evidence_months is not None:
            return framework.model_copy(update={"evidence_months": round_.evidence_months})
        return framework


def open_installation(database_url: str, frameworks: Path, *, create: bool = True) -> Installation:
    """Read the frameworks and open the store, made where there is none and `create` says so.

    Raises FileFaulty, DatabaseUnusable or DatabaseAbsent, having changed nothing.
    """
    library = files.library(frameworks)
    return Installation(open_store(database_url, create=create), library)
