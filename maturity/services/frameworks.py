"""Frameworks: what there is to open a round with, and what is kept of them with the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Round
from maturity.errors import MaturityError, NotFound
from maturity.framework import editions, files, succession
from maturity.framework.editions import Fate
from maturity.framework.model import Framework, StatementChange
from maturity.services.installation import Installation, as_kept
from maturity.store import frameworks as kept
from maturity.store import rounds
from maturity.store.database import Transaction
from maturity.wording import listed


@dataclass(frozen=True)
class EditionInUse:
    """An edition, its series, and the titles of the rounds that ask it."""

    framework: Framework
    series: str
    rounds: tuple[str, ...]
    filed: bool  # whether the folder of frameworks has it
    corrected: int  # how many texts of it there were before this one


@dataclass(frozen=True)
class LookedOver:
    """A framework that might be taken in, and what it makes of the edition before."""

    framework: Framework  # with the changes that were drafted
    text: str
    before: Framework | None
    drafted: tuple[StatementChange, ...]
    fates: Mapping[str, Fate]


class FrameworkRefused(MaturityError):
    def __init__(self, framework: Framework, why: str) -> None:
        self.framework = framework.id
        super().__init__(f"“{framework.id}” was not taken in: {why} Nothing was changed.")


class FrameworkNeeded(MaturityError):
    def __init__(self, framework_id: str, needed: Sequence[str]) -> None:
        self.framework = framework_id
        super().__init__(f"“{framework_id}” cannot be taken away: {listed(needed)}. Nothing was changed.")


def offered(installation: Installation, person: Person) -> list[Framework]:
    """What a round may be opened with, by title; what the folder's file no longer says is not among it."""
    person.must(Permission.SEE_PUBLISHED)
    found = []
    with installation.store.reading() as session:
        for framework_id in installation.known(session):
            try:
                found.append(installation.framework(session, framework_id))
            except MaturityError:
                continue  # see troubles
    return sorted(found, key=lambda each: (each.title, each.edition, each.id))


def framework_of(installation: Installation, person: Person, *, round_id: str) -> Framework:
    """The framework that a round asks; raises as Installation.framework_of does."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        return installation.framework_of(session, rounds.get(session, round_id))


def titles(installation: Installation, person: Person) -> dict[str, str]:
    """What every edition that can be read is called, by id: “Data strategy, edition 2019”."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        known = installation.known(session)
    return {key: f"{each.title}, edition {each.edition}" for key, each in known.items()}


def readable_rounds(installation: Installation, person: Person) -> list[Round]:
    """All rounds whose framework can be read, the latest to open first."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        return readable_in(session, installation)


def readable_in(session: Session, installation: Installation) -> list[Round]:
    """The same within a transaction of the caller's."""
    return [each for each in rounds.every(session) if _unreadable(session, installation, each) is None]


def troubles(installation: Installation, person: Person) -> list[str]:
    """What cannot be used and why, each in words: files of the folder, and rounds whose framework is not to be had."""
    person.must(Permission.SEE_PUBLISHED)
    found = [str(each) for each in installation.faulty]
    with installation.store.reading() as session:
        for framework_id in installation.known(session):
            try:
                installation.framework(session, framework_id)
            except MaturityError as problem:
                found.append(str(problem))
        for round_ in rounds.every(session):
            if (why := _unreadable(session, installation, round_)) is not None:
                found.append(f"The round “{round_.title}” cannot be read. {why}")
    return found


def every_edition(installation: Installation, person: Person) -> list[EditionInUse]:
    """Every edition that can be read, by series and then as they follow one another, with the rounds that ask it."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        known, every = installation.known(session), rounds.every(session)
        texts = {key: len(kept.texts_of(session, key)) for key in known}
    found = [
        EditionInUse(
            framework=each,
            series=editions.series_of(each, known),
            rounds=tuple(round_.title for round_ in every if round_.framework_id == key),
            filed=key in installation.frameworks,
            corrected=max(0, texts[key] - 1),
        )
        for key, each in known.items()
    ]
    return sorted(found, key=lambda each: (each.series, each.framework.edition, each.framework.id))


def look_over(installation: Installation, person: Person, *, text: str, name: str) -> LookedOver:
    """What a file would be as a framework here, beside the edition that it follows; nothing is kept.

    What it does not say of that edition is drafted. Raises FileFaulty with every other fault, or FrameworkRefused.
    """
    person.must(Permission.MANAGE_FRAMEWORKS)
    framework = files.parse(text, name, new=True, today=installation.today())
    with installation.store.reading() as session:
        known = installation.known(session)
        _check_place(session, installation, framework)
    before = known.get(framework.follows.edition) if framework.follows else None
    drafted = succession.missing(framework, before) if before is not None else []
    told = framework
    if drafted:
        told = _with_changes(framework, drafted)
        text = files.as_yaml(told)
    succession.parse_successor(text, name, {**known, told.id: told})
    fates = editions.became(before, told, {**known, told.id: told}) if before is not None else {}
    return LookedOver(told, text, before, tuple(drafted), fates)


def take_in(installation: Installation, person: Person, at: datetime, *, text: str, name: str) -> Framework:
    """Keep a framework with the data, so that rounds can be opened with it, and with it what was drafted of the edition
    before. Raises as look_over does; nothing is changed then.
    """
    looked = look_over(installation, person, text=text, name=name)
    with installation.store.transaction(person, at) as transaction:
        session = transaction.session
        _check_place(session, installation, looked.framework)
        if not _used(session, looked.framework.id):
            for content_hash, _ in kept.texts_of(session, looked.framework.id):
                if content_hash != looked.framework.content_hash:
                    kept.delete_text(transaction, kept.get(session, content_hash))
        kept.keep_text(transaction, as_kept(looked.framework, looked.text))
    return looked.framework


def take_away(installation: Installation, person: Person, at: datetime, *, framework_id: str) -> str:
    """Take away a framework that was taken in and that nothing rests on; gives its title. The history says what it was.

    Raises NotFound for one that is not kept here, or FrameworkNeeded.
    """
    person.must(Permission.MANAGE_FRAMEWORKS)
    with installation.store.transaction(person, at) as transaction:
        session = transaction.session
        known = installation.known(session)
        texts = kept.texts_of(session, framework_id)
        if framework_id not in known or not (texts or framework_id in installation.frameworks):
            raise NotFound("framework", framework_id, known)
        if needed := _resting_on(session, installation, framework_id):
            raise FrameworkNeeded(framework_id, needed)
        title = known[framework_id].title
        for content_hash, _ in texts:
            kept.delete_text(transaction, kept.get(session, content_hash))
    return title


def _resting_on(session: Session, installation: Installation, framework_id: str) -> list[str]:
    """What rests on a framework, each in a few words."""
    found = []
    if framework_id in installation.frameworks:
        found.append("it is a file of the folder of frameworks: take the file away there")
    found += [
        f"the round “{each.title}” asks it"
        for each in rounds.every(session)
        if each.framework_id == framework_id
    ]
    found += [
        f"“{each.id}” follows or translates it"
        for each in installation.known(session).values()
        if framework_id in (each.translates, each.follows and each.follows.edition)
    ]
    return found


def _with_changes(framework: Framework, drafted: list[StatementChange]) -> Framework:
    if framework.follows is None:
        return framework
    changes = (*framework.follows.changes, *drafted)
    return framework.model_copy(update={"follows": framework.follows.model_copy(update={"changes": changes})})


def _used(session: Session, framework_id: str) -> bool:
    return any(each.framework_id == framework_id for each in rounds.every(session))


def _check_place(session: Session, installation: Installation, framework: Framework) -> None:
    """Refuse what would stand in the place of an edition in use, or of a file of the folder."""
    if framework.id in installation.frameworks:
        raise FrameworkRefused(
            framework,
            "a file of that id is in the folder of frameworks, and stands before what is taken in here. Change it "
            "there, or give this one an id of its own.",
        )
    texts = [content_hash for content_hash, _ in kept.texts_of(session, framework.id)]
    if not _used(session, framework.id) or framework.content_hash in texts[-1:]:
        return
    if not _corrects(session, installation, framework):
        stood = [each[:12] for each in texts]
        raise FrameworkRefused(
            framework,
            "rounds were opened with that edition, and this asks something else. Give the next edition an id of its "
            f"own. To mend a slip of the pen, change words alone and add “corrects: [{', '.join(stood)}]”.",
        )


def is_usable(installation: Installation, person: Person, *, framework_id: str) -> bool:
    """Whether the edition can be read as it was answered under, and asked again."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        try:
            installation.framework(session, framework_id)
        except MaturityError:
            return False
        return all(
            _unreadable(session, installation, each) is None
            for each in rounds.every(session)
            if each.framework_id == framework_id
        )


def keep_used(installation: Installation, person: Person, at: datetime) -> None:
    """Keep the text of every framework that a round was opened with and that is still as it was, and the folder's
    corrections of such texts; those that are kept already are not kept again.
    """
    person.must(Permission.MANAGE_ROUNDS)
    with installation.store.reading() as session:  # every start asks, and most have nothing to write
        if not _to_keep(session, installation):
            return
    with installation.store.transaction(person, at) as transaction:
        for framework in _to_keep(transaction.session, installation):
            kept.keep_text(transaction, as_kept(framework))


def keep_in(transaction: Transaction, framework: Framework) -> None:
    """Keep a framework at its first use, within a transaction of the caller's."""
    texts = kept.texts_of(transaction.session, framework.id)
    if not any(content_hash == framework.content_hash for content_hash, _ in texts):
        kept.keep_text(transaction, as_kept(framework))


def _to_keep(session: Session, installation: Installation) -> list[Framework]:
    used = {each.framework_id: each.framework_hash for each in rounds.every(session)}
    found = []
    for framework in installation.frameworks.values():
        texts = [content_hash for content_hash, _ in kept.texts_of(session, framework.id)]
        first = not texts and used.get(framework.id) == framework.content_hash
        if first or (framework.content_hash not in texts and _corrects(session, installation, framework)):
            found.append(framework)
    return found


def _corrects(session: Session, installation: Installation, framework: Framework) -> bool:
    """Whether a text stands for all that is kept of its edition, and no figure depends on the difference."""
    texts = [content_hash for content_hash, _ in kept.texts_of(session, framework.id)]
    before = installation.known(session).get(framework.id)
    return (
        bool(texts)
        and before is not None
        and all(framework.stands_for(each) for each in texts)
        and (framework.edition, framework.skeleton) == (before.edition, before.skeleton)
    )


def _unreadable(session: Session, installation: Installation, round_: Round) -> MaturityError | None:
    filed = installation.frameworks.get(round_.framework_id)
    if filed is not None and filed.content_hash == round_.framework_hash:
        return None  # in its newest text or an older one
    try:
        installation.edition_of(session, round_)
    except MaturityError as problem:
        return problem
    return None
