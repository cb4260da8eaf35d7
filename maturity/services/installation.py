"""What this installation holds: its store and its frameworks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

from sqlmodel import Session

from maturity.assessment.kept_framework import KeptFramework
from maturity.assessment.round import Assessment, Round
from maturity.errors import FileFaulty, MaturityError, NotFound
from maturity.framework import companions, files, scope
from maturity.framework.companions import Companion
from maturity.framework.files import EditionChanged
from maturity.framework.model import Framework
from maturity.store import companions as kept_companions
from maturity.store import frameworks as kept
from maturity.store.database import Store, open_store
from maturity.store.engine import CONNECTIONS

KeptTexts = Sequence[tuple[str, int]]
"""The content hash and version of each text that is kept of an edition, the oldest first."""


def _today() -> date:
    return datetime.now(UTC).date()


class FrameworkMissing(NotFound):
    """A round's framework is neither kept with the data nor in the folder."""

    def __init__(self, framework_id: str) -> None:
        super().__init__("framework", framework_id)
        self.args = (
            f"The framework “{framework_id}” is not here: it has no file in the folder of frameworks, and its text "
            "was not yet kept with the data. Put its file back, and start again.",
        )


@dataclass(frozen=True)
class Installation:
    """Everything that services act on. Opened once, at the edge.

    `frameworks` are those of the folder, and `faulty` its files that cannot be used. What was answered under is kept in
    the store, too, and needs no file. `today` tells the day by which a round is open or closed, for what is only
    read; what is done says when.
    """

    store: Store
    frameworks: Mapping[str, Framework]
    today: Callable[[], date] = _today
    faulty: tuple[FileFaulty, ...] = ()
    companions: Mapping[str, Companion] = field(default_factory=dict)  # of the folder
    _parsed: dict[tuple[str, int], Framework] = field(default_factory=dict, compare=False, repr=False)
    _beside: dict[tuple[str, int], Companion] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def folder(self) -> tuple[str, ...]:
        """What the folder holds, by its contents: installations on one store may differ in it."""
        faulty = [str(each) for each in self.faulty]
        beside = [f"{each.id} {each!r}" for each in self.companions.values()]
        return *(each.content_hash for each in self.frameworks.values()), *faulty, *beside

    def now(self) -> datetime:
        """The time by which entries are dated; see Store.now."""
        return self.store.now()

    def framework(self, session: Session, framework_id: str) -> Framework:
        """The edition as a new round is opened with it.

        Raises NotFound, or EditionChanged where the folder's file no longer says what was answered under.
        """
        texts, filed = kept.texts_of(session, framework_id), self.frameworks.get(framework_id)
        if not texts and filed is None:
            raise NotFound("framework", framework_id, self.known(session))
        if texts and filed is not None and filed.content_hash != texts[-1][0]:
            raise EditionChanged(filed.id, filed.edition)
        return filed or self._read(session, *texts[-1])

    def edition_of(self, session: Session, round_: Round, texts: KeptTexts | None = None) -> Framework:
        """The edition a round was opened with, in its newest text where it was corrected since.

        `texts` are what is kept of it, where that was read already. A file of the folder that asks the same stands
        before the text that is kept: its guidance may be better. Raises FrameworkMissing, or EditionChanged where the
        text was not kept and the file says something else.
        """
        if texts is None:
            texts = kept.texts_of(session, round_.framework_id)
        filed = self.frameworks.get(round_.framework_id)
        if any(content_hash == round_.framework_hash for content_hash, _ in texts):
            same = filed is not None and filed.content_hash == texts[-1][0]
            return filed if filed is not None and same else self._read(session, *texts[-1])
        if filed is None:
            raise FrameworkMissing(round_.framework_id)
        if filed.content_hash != round_.framework_hash:
            raise EditionChanged(filed.id, filed.edition)
        return filed

    def framework_of(self, session: Session, round_: Round, texts: KeptTexts | None = None) -> Framework:
        """What the round asks of it, with the round's own limit for evidence, where it has one."""
        framework = scope.part_asked(self.edition_of(session, round_, texts), of_round=round_.asks)
        if round_.evidence_months is not None:
            return framework.model_copy(update={"evidence_months": round_.evidence_months})
        return framework

    def asked_of(
        self, session: Session, round_: Round, assessment: Assessment, texts: KeptTexts | None = None
    ) -> Framework:
        """The same as far as it is asked of one department: see framework.scope."""
        return scope.part_asked(self.framework_of(session, round_, texts), kinds=assessment.kinds)

    def for_words(self, session: Session, round_: Round) -> Framework | None:
        """The same, or whatever is there under its id, to name statements by; None where there is nothing."""
        try:
            return self.edition_of(session, round_)
        except MaturityError:
            return self.frameworks.get(round_.framework_id)

    def known(self, session: Session) -> dict[str, Framework]:
        """Every edition that can be read, by id: as it was answered under, or else as the folder has it."""
        found = {}
        for framework_id in kept.ids(session):
            newest = kept.texts_of(session, framework_id)[-1]
            filed = self.frameworks.get(framework_id)
            if filed is None or filed.content_hash != newest[0]:
                found[framework_id] = self._read(session, *newest)
        return {**self.frameworks, **found}

    def every_companion(self, session: Session) -> dict[str, Companion]:
        """Every translation and crosswalk, by id: the folder's, and those that are kept with the data."""
        found = {}
        for each in kept_companions.every(session):
            place = each.id, each.version
            if place not in self._beside:
                name = f"“{each.id}”, which is kept with the data"
                self._beside[place] = companions.parse_companion(each.text, name)
            found[each.id] = self._beside[place]
        return {**found, **self.companions}

    def _read(self, session: Session, content_hash: str, version: int) -> Framework:
        if (content_hash, version) not in self._parsed:
            text = kept.get(session, content_hash)
            framework = files.parse(
                text.text, f"the framework “{text.framework_id}” that is kept with the data"
            )
            files.check_unchanged(framework, content_hash)  # nobody has edited it in the database
            self._parsed[content_hash, version] = framework
        return self._parsed[content_hash, version]


def as_kept(framework: Framework, text: str | None = None) -> KeptFramework:
    """A framework as the store is to keep it: in the text that it was taken in by, or else in our own."""
    return KeptFramework(
        hash=framework.content_hash,
        framework_id=framework.id,
        edition=framework.edition,
        title=framework.title,
        text=text or files.as_yaml(framework),
    )


def open_installation(
    database_url: str, frameworks: Path, *, create: bool = True, connections: int = CONNECTIONS
) -> Installation:
    """Read the frameworks and open the store, made where there is none and `create` says so.

    A faulty file does not stop the others. Raises DatabaseUnusable or DatabaseAbsent, having changed nothing.
    """
    library = files.library(frameworks)
    store = open_store(database_url, create=create, connections=connections)
    return Installation(store, library.frameworks, faulty=library.faulty, companions=library.companions)
