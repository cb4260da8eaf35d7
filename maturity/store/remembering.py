"""What was read is remembered until something that it rests on is changed, by whomever and from whichever process.

What a reading rests on is seen from what it asks the database: the tables, and of which rounds or assessments where
`about` says so. What has changed since is told by the history, which every change is appended to in its own
transaction: the entries that are new are looked through once, and each touches the parts that its kind is kept in.
So a value is as it would be read now if none of its parts was touched after it was read.
"""

import re
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Engine, event, select
from sqlmodel import Session, SQLModel

Given = TypeVar("Given")
Part = tuple[str, str]
"""What entries of the history touch: what is kept, and of which round or assessment; ANYWHERE for that of any."""

ANYWHERE = ""
EVERYTHING: Part = ("everything", ANYWHERE)
WHOLE_HISTORY: Part = ("history", ANYWHERE)
"""What every entry touches."""
NEVER: Part = ("never remembered", ANYWHERE)
_OF_ROUND = ("assessments", "answers", "findings", "assignments", "plans")
_KEPT_IN = {
    **dict.fromkeys(["departments", "rounds", "frameworks", "companions"], "register"),
    **dict.fromkeys(["people", "roles"], "people"),
    **dict.fromkeys(["targets", "accepted_gaps"], "plans"),
    **dict.fromkeys(
        ["actions", "action_departments", "action_statements", "action_further", "action_dependencies"],
        "actions",
    ),
    **dict.fromkeys(["blind_reviews", "samples", "reviewers", "dispositions", "messages"], "papers"),
    **{each: each for each in ("assessments", "answers", "findings", "assignments")},
}
"""What each table keeps. What rests on one that is not here is not remembered: it may change without an entry."""
_TOUCHED = {
    **dict.fromkeys(["department", "round", "framework", "companion"], ("register",)),
    **dict.fromkeys(["message", "sample", "reviewer", "disposition", "blind review"], ("papers",)),
    "answer": ("answers",),
    "finding": ("findings",),
    **dict.fromkeys(["target", "accepted gap"], ("plans",)),
    "action": ("actions",),
    "assessment": _OF_ROUND,
    "assignment": ("assignments",),
    "person": ("people",),
}
"""What each kind of entry touches; one that is not here touches everything."""
MOST = 96
"""Values that are remembered; the one that was asked for longest ago goes first."""
PATIENCE = 2.0
"""Seconds that whoever holds a connection waits for what another is asking: they may be waiting for a connection."""
MOST_ENTRIES = 2_000
"""Entries that are looked through one by one; after more of them everything is read anew."""


@dataclass
class _Watch:
    rests: set[Part] = field(default_factory=set)
    places: tuple[str, ...] = ()


_WATCH: ContextVar[_Watch | None] = ContextVar("watch", default=None)


def place_of_round(round_id: str) -> str:
    return f"round {round_id}"


def place_of_assessment(assessment_id: int) -> str:
    return f"assessment {assessment_id}"


def place_of_action(action_id: int) -> str:
    return f"action {action_id}"


@contextmanager
def watching() -> Iterator[set[Part]]:
    """What is read in the block rests on the parts given; so does whatever is being read around it."""
    outer = _WATCH.get()
    inner = _Watch(places=outer.places if outer else ())
    before = _WATCH.set(inner)
    try:
        yield inner.rests
    finally:
        _WATCH.reset(before)
        note_parts(inner.rests)


@contextmanager
def about(*places: str) -> Iterator[None]:
    """Of assessments and what is kept of them, the block reads those of these rounds or these assessments alone;
    without any, it may read all of them.
    """
    watch = _WATCH.get()
    if watch is None:
        yield
        return
    before, watch.places = watch.places, places
    try:
        yield
    finally:
        watch.places = before


@contextmanager
def resting_on(*parts: Part) -> Iterator[None]:
    """What is read in the block rests on these parts and on nothing else."""
    before = _WATCH.set(None)
    try:
        yield
    finally:
        _WATCH.reset(before)
        note_parts(parts)


def note_parts(parts: Iterable[Part]) -> None:
    """What is being read rests on these parts, too."""
    if (watch := _WATCH.get()) is not None:
        watch.rests.update(parts)


def watch_engine(engine: Engine) -> None:
    """Have everything that is asked of the database noted."""
    event.listen(engine, "before_cursor_execute", _note_statement)


def _note_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    if (watch := _WATCH.get()) is None:
        return
    for table in _tables_in(statement):
        watch.rests.update(_parts_of(table, watch.places))


_NAMED = re.compile(r'(?:\bFROM|\bJOIN|\bUPDATE|\bINTO|,)\s+"?(\w+)|\b(\w+)\.', re.IGNORECASE)


@lru_cache(maxsize=2_000)
def _tables_in(statement: str) -> frozenset[str]:
    named = {name for pair in _NAMED.findall(statement) for name in pair}
    return frozenset(named & SQLModel.metadata.tables.keys())


def _parts_of(table: str, places: Sequence[str]) -> list[Part]:
    if table == "ledger":
        return [WHOLE_HISTORY]
    if table == "history":
        return [(kept, place) for kept in (*_OF_ROUND, "actions") for place in places] or [WHOLE_HISTORY]
    kept = _KEPT_IN.get(table)
    if kept is None:
        return [NEVER]
    return [(kept, place) for place in places or (ANYWHERE,)] if kept in _OF_ROUND else [(kept, ANYWHERE)]


@dataclass
class _Run:
    """Entries that follow one another, from a first one on. Another run begins where another database has taken this
    one's place, which may come to have as many.
    """

    base: int = 0  # looked through from there on
    touched: dict[Part, int] = field(default_factory=dict)  # by which entry, the last time

    def holds(self, rests: Iterable[Part], entries: int) -> bool:
        """Whether none of the parts was touched after that many entries."""
        touched, base = self.touched, self.base
        return base <= entries and all(touched.get(part, base) <= entries for part in (EVERYTHING, *rests))


class Moment(NamedTuple):
    """How many entries the history had, in which run of them."""

    entries: int
    run: _Run


@dataclass(frozen=True)
class _Remembered:
    moment: Moment
    rests: frozenset[Part]
    value: Any
    mended: bool  # what is no longer so is kept, to be mended

    def holds(self, rests: Iterable[Part]) -> bool:
        return self.moment.run.holds(rests, self.moment.entries)


Mend = Callable[[Given, Collection[str]], Given]


class Memory:
    """What was read of one database, as long as it is as it would be read now."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Remembered] = OrderedDict()
        self._run, self._heads = _Run(), dict[int, str]()  # the hashes of its entries
        self._lock, self._asking = Lock(), defaultdict[Hashable, Lock](Lock)

    def __len__(self) -> int:
        return len(self._kept)

    def moment(self, session: Session) -> Moment:
        """When this reading reads; what the new entries touch is known from here on."""
        known: Moment | None = session.info.get(self)
        if known is not None:
            return known
        with resting_on(), self._lock:
            ledger = SQLModel.metadata.tables["ledger"].c
            entries, head = session.execute(select(ledger.entries, ledger.head)).one()
            if self._heads.get(entries) != head:
                self._follow(session, entries, head)
            known = session.info[self] = Moment(entries, self._run)
        return known

    def peek(self, question: Hashable, entries: int) -> Any:
        """What is remembered, as it would be read when the history had so many entries; None where it is not."""
        found, run = self._kept.get(question), self._run
        if found is None or found.moment.run is not run:
            return None
        if not run.holds(found.rests, min(entries, found.moment.entries)):
            return None
        note_parts(found.rests)
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
        return found

    def recall_in(
        self, session: Session, question: Hashable, ask: Callable[[], Given], mend: Mend[Given] | None = None
    ) -> Given:
        """What asking gives in this reading, or gave before where nothing that it rested on was changed since.

        Of what was changed since `mend` makes what it is now, given what it was and the places in which something was.
        """

        def ask_here() -> Given:
            session.expunge_all()  # a row that is at hand would be given without asking the database
            return ask()

        return self.recall(self.moment(session), question, ask_here, mend, patience=PATIENCE)

    def recall(
        self,
        moment: Moment,
        question: Hashable,
        ask: Callable[[], Given],
        mend: Mend[Given] | None = None,
        *,
        patience: float = -1,
    ) -> Given:
        """The same of asking that reads what there is at that moment or later.

        Whoever asks what another is asking waits for their answer, or with `patience` for so many seconds.
        """
        if (found := self.peek(question, moment.entries)) is None:
            asking = self._asking[question]
            in_turn = asking.acquire(timeout=patience)
            try:
                if (found := self.peek(question, moment.entries)) is None:
                    found = self._ask(moment, question, ask, mend)
            finally:
                if in_turn:
                    asking.release()
            self._asking.pop(question, None)
        given: Given = found.value
        return given

    def _ask(
        self, moment: Moment, question: Hashable, ask: Callable[[], Given], mend: Mend[Given] | None
    ) -> _Remembered:
        was, run = self._kept.get(question), moment.run
        with watching() as rests:
            if (
                mend
                and was
                and was.moment.run is run
                and was.moment.entries <= moment.entries
                and was.holds([])
            ):
                note_parts(was.rests)
                value = mend(was.value, self._places_since(was.moment))
            else:
                value = ask()
        found = _Remembered(moment, frozenset(rests), value, mend is not None)
        with self._lock:
            if NEVER not in rests and run is self._run and found.holds(rests):
                self._kept[question] = found
                self._kept.move_to_end(question)
                while len(self._kept) > MOST:
                    self._kept.popitem(last=False)
        return found

    def forget(self, question: Hashable | None = None) -> None:
        """Read that anew when it is asked next; without a question, everything."""
        with self._lock:
            if question is None:
                self._kept.clear()
            else:
                self._kept.pop(question, None)

    def _places_since(self, moment: Moment) -> set[str]:
        touched = moment.run.touched.copy()
        return {place for (_, place), number in touched.items() if number > moment.entries}

    def _follow(self, session: Session, entries: int, head: str) -> None:
        last = next(reversed(self._heads), None)
        history, of = (SQLModel.metadata.tables[name].c for name in ("history", "assessments"))
        known = last is not None and last < entries <= last + MOST_ENTRIES
        if known:
            there = session.execute(select(history.hash).where(history.number == last)).scalar()
            known = there == self._heads[last or 0]
        if (
            not known
        ):  # the first time, after very many changes, or another database has taken this one's place
            self._kept.clear()
            self._run, self._heads = _Run(entries), {entries: head}
            return
        new = (
            select(
                history.number,
                history.hash,
                history.kind,
                history.subject,
                history.assessment_id,
                of.round_id,
            )
            .join(of.id.table, of.id == history.assessment_id, isouter=True)
            .where(history.number > last)
            .order_by(history.number)
        )
        for number, hash_, kind, subject, assessment_id, round_id in session.execute(new):
            self._touch(number, kind, subject, assessment_id, round_id)
            self._heads[number] = hash_
        while len(self._heads) > MOST_ENTRIES:
            del self._heads[next(iter(self._heads))]
        stale = [key for key, each in self._kept.items() if not each.mended and not each.holds(each.rests)]
        for key in stale:
            del self._kept[key]

    def _touch(
        self, number: int, kind: str, subject: str, assessment_id: int | None, round_id: str | None
    ) -> None:
        self._run.touched[WHOLE_HISTORY] = number
        kept = _TOUCHED.get(kind)
        if kept is None or (assessment_id is not None and round_id is None):  # or an assessment that is gone
            self._run.touched[EVERYTHING] = number
            return
        places = [ANYWHERE]
        if round_id is not None and assessment_id is not None:
            places += [place_of_round(round_id), place_of_assessment(assessment_id)]
        if kind == "action":
            places.append(place_of_action(int(subject)))
        for each in kept:
            for place in places:
                self._run.touched[each, place] = number
