"""Frameworks: what there is to open a round with, and what is kept of them with the data."""

from datetime import datetime

from sqlmodel import Session

from maturity.assessment.people import Permission, Person
from maturity.assessment.round import Round
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.services.installation import Installation, as_kept
from maturity.store import frameworks as kept
from maturity.store import rounds
from maturity.store.database import Transaction


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
