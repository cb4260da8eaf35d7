"""The history: who did what, and whether it holds together."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from maturity.assessment.people import LOCAL, Permission, Person, local_person
from maturity.bundle import tidy
from maturity.history.chain import Change, HeadUnknown, NothingRefuses
from maturity.history.words import EntryInWords, people_in, tell_author, tell_entry
from maturity.services.blind_reviewing import hidden_entries_in
from maturity.services.installation import Installation
from maturity.store import departments, history, integrity, people, rounds, triggers
from maturity.store.history import Seen, Wanted

OPEN_TO_ALL = frozenset({"round", "framework", "companion", "department", "benchmark", "message"})
"""Kinds of entries on what everybody who may use the installation sees anyway."""


OF_A_ROUND = frozenset({"message", "benchmark", "blind review", "sample", "reviewer", "disposition"})
"""Kinds of entries whose subject begins with the round that they are on, where they are on no assessment."""
ENTRY = [
    tidy.Column(name, kind, "", "")
    for name, kind in (
        ("number", tidy.Type.WHOLE),
        ("at", tidy.Type.MOMENT),
        ("who", tidy.Type.WORDS),
        ("person", tidy.Type.ID),
        ("kind", tidy.Type.CHOICE),
        ("assessment", tidy.Type.WHOLE),
        ("subject", tidy.Type.ID),
        ("why", tidy.Type.WORDS),
        ("before", tidy.Type.JSON),
        ("after", tidy.Type.JSON),
    )
]
"""What is told of an entry in a file."""


@dataclass(frozen=True)
class HistoryEnd:
    """Where the history ends: how many entries it has, and the hash of the last, in hexadecimal."""

    number: int
    hash: str


@dataclass(frozen=True)
class HistoryEntry:
    """One change, with the names of who and of what it is about, and itself in words."""

    change: Change
    who: str
    department: str | None
    round: str | None
    told: EntryInWords


@dataclass(frozen=True)
class HistoryPage:
    """Some entries of those that were looked for: page `number` of `pages`, both from 1."""

    entries: list[HistoryEntry]
    number: int
    pages: int
    total: int


def history_end(installation: Installation, person: Person) -> HistoryEnd:
    """Where the history ends now; a board pack prints it, so that a history rewritten later is found out."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        return HistoryEnd(*history.head(session))


@dataclass(frozen=True)
class Verified:
    """Where a history ends that was found to hold together, and what is odd in it without being wrong."""

    end: HistoryEnd
    remarks: tuple[str, ...]


def verify(
    installation: Installation,
    person: Person,
    *,
    printed: str | None = None,
    published: Sequence[HistoryEnd] = (),
) -> Verified:
    """Check that the history holds together, that what is kept is what it last said, and that the database refuses to
    rewrite it.

    `printed` is a head that was written down earlier, on a board pack: it must be in the history still; and so must
    those that were `published`, each as the entry of its number. Raises ChainBroken, KeptOtherwise, EntryOutOfTurn,
    LostParent or NothingRefuses for the first thing that is wrong, or HeadUnknown.
    """
    person.must(Permission.VERIFY_HISTORY)
    with installation.store.reading() as session:
        remarks = integrity.check(session)
        if printed is not None and history.number_of(session, printed) is None:
            raise HeadUnknown(printed)
        for head in published:
            if history.hash_of(session, head.number) != head.hash:
                raise HeadUnknown(head.hash, head.number)
        if missing := triggers.missing_triggers(session.connection()):
            raise NothingRefuses(missing)
        return Verified(HistoryEnd(*history.head(session)), tuple(remarks))


def changes(
    installation: Installation,
    person: Person,
    *,
    who: str | None = None,
    department_id: str | None = None,
    round_id: str | None = None,
    kind: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    page: int = 1,
    most: int = 50,
) -> HistoryPage:
    """Who did what, the newest first, `most` to a page; a page beyond the last is the last.

    An auditor sees every entry. Others see what was done to the assessments of their own departments, to rounds,
    departments and published findings, and to their own place in the register; who registers people sees the
    whole register's.
    """
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        wanted = _wanted(session, department_id, round_id, who, kind, since, until)
        seen = replace(_seen(session, person), hidden=hidden_entries_in(session, installation, person))
        _, total = history.found(session, seen, wanted, skip=0, most=0)
        pages = max(1, -(-total // most))
        number = min(max(page, 1), pages)
        found, _ = history.found(session, seen, wanted, skip=(number - 1) * most, most=most)
        return HistoryPage(_entries(installation, session, found), number, pages, total)


def as_csv(entries: Sequence[HistoryEntry]) -> bytes:
    """Entries that somebody sees, as the history keeps them: by ids, with what was said before and after as JSON."""
    rows: list[list[tidy.Value]] = []
    for each in entries:
        kept = each.change
        by_id = [kept.person, kept.kind, kept.assessment_id, kept.subject, kept.why]
        rows.append([kept.number, kept.at, each.who, *by_id, _as_json(kept.before), _as_json(kept.after)])
    return tidy.as_csv(tidy.Table("history", "", ENTRY, rows))


def _as_json(content: dict[str, Any] | None) -> str | None:
    return None if content is None else json.dumps(content, ensure_ascii=False, sort_keys=True)


def _seen(session: Session, person: Person) -> Seen:
    if person.may(Permission.SEE_EVERY_ASSESSMENT):
        return Seen(everything=True)
    own = frozenset(
        number
        for number, (_, department_id) in history.begun_in(session).items()
        if person.may(Permission.SEE_OWN_ASSESSMENT, department_id)
    )
    kinds = OPEN_TO_ALL | ({"person"} if person.may(Permission.MANAGE_PEOPLE) else set())
    return Seen(assessments=own, kinds=kinds, person=person.id)


def _wanted(
    session: Session,
    department_id: str | None,
    round_id: str | None,
    who: str | None,
    kind: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Wanted:
    if department_id is None and round_id is None:
        return Wanted(person=who, kind=kind, since=since, until=until)
    begun = {
        number
        for number, (round_, department) in history.begun_in(session).items()
        if round_id in (None, round_) and department_id in (None, department)
    }
    about = set()
    if round_id is None and department_id is not None:
        about = {("department", department_id)}
    if department_id is None and round_id is not None:
        about = {(kind, round_id) for kind in ("round", "benchmark", "message")}
    return Wanted(who, kind, frozenset(begun), frozenset(about), since, until)


def _entries(installation: Installation, session: Session, found: list[Change]) -> list[HistoryEntry]:
    names = {LOCAL: local_person().name} | people.named(session, people_in(found))
    called = {each.id: each.name for each in departments.every(session)}
    every, begun = {each.id: each for each in rounds.every(session)}, history.begun_in(session)
    known = installation.known(session)
    frameworks = {key: installation.for_words(session, each) for key, each in every.items()}
    made = []
    for change in found:
        department = round_ = framework = None
        if change.assessment_id is not None:  # they may all have been deleted since: then their ids are told
            of_round, department = begun.get(change.assessment_id, ("", ""))
            department = called.get(department, department)
            round_ = every[of_round].title if of_round in every else of_round
            if of_round in every:
                framework = frameworks[of_round]
        elif change.kind in OF_A_ROUND:
            of_round = change.subject.partition("/")[0]
            round_ = every[of_round].title if of_round in every else of_round
            framework = frameworks.get(of_round)
        made.append(
            HistoryEntry(
                change=change,
                who=tell_author(change, names),
                department=department,
                round=round_,
                told=tell_entry(change, framework, names, called, known),
            )
        )
    return made
