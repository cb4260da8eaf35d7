"""One reading of the store: a consistent view, in which the same question has the same answer."""

from collections.abc import Callable, Hashable
from copy import copy
from functools import cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from pydantic import BaseModel
from sqlmodel import Session

from maturity.store.remembering import Memory, Part, note_parts, watching

P = ParamSpec("P")
Given = TypeVar("Given")
Kept = TypeVar("Kept", bound=BaseModel)
_ANSWERS, _MEMORY = "answers of this reading", "memory of readings before"


def begin_reading(session: Session, memory: Memory | None = None) -> None:
    """From here on the session only reads, so what was asked once need not be asked again; nor what is remembered of
    readings before, where it sees all at one moment.
    """
    session.info[_ANSWERS] = {}
    session.info[_MEMORY] = memory


def once_a_reading(ask: Callable[Concatenate[Session, P], Given]) -> Callable[Concatenate[Session, P], Given]:
    """Ask the database once in a reading, and each time in a transaction, where what was read may have changed."""

    @wraps(ask)
    def answer(session: Session, /, *args: P.args, **named: P.kwargs) -> Given:
        answers: dict[Hashable, tuple[Given, set[Part]]] | None = session.info.get(_ANSWERS)
        if answers is None:
            return ask(session, *args, **named)
        question = (
            ask,
            tuple(map(_hashable, args)),
            tuple((key, _hashable(named[key])) for key in sorted(named)),
        )
        if question in answers:
            given, rests = answers[question]
            note_parts(rests)
        else:
            with watching() as rests:
                given = ask(session, *args, **named)
            answers[question] = given, rests
        return copy(given)  # whoever gets it may alter theirs

    return answer


def remembered(ask: Callable[Concatenate[Session, P], Given]) -> Callable[Concatenate[Session, P], Given]:
    """The same also from one reading to the next, until something changes that the answer rests on."""

    @wraps(ask)
    def answer(session: Session, /, *args: P.args, **named: P.kwargs) -> Given:
        if (memory := memory_of(session)) is None:
            return ask(session, *args, **named)
        question = ask, args, tuple(sorted(named.items()))
        return copy(memory.recall_in(session, question, lambda: ask(session, *args, **named)))

    return answer


def memory_of(session: Session) -> Memory | None:
    """What is remembered of readings before; None in a transaction, where all is read as it is now."""
    memory: Memory | None = session.info.get(_MEMORY)
    return memory


def read_afresh(session: Session) -> None:
    """From here on all is read as it lies in the database: what a hand changed past the history is not remembered."""
    session.info.pop(_MEMORY, None)
    session.info.pop(_ANSWERS, None)


def as_read(kept: Kept) -> Kept:
    """The same object, which was read with all its fields: that it has them all it shares with the others of its kind.
    A set of their names for each holds more memory than what it says.
    """
    object.__setattr__(kept, "__pydantic_fields_set__", every_field(type(kept)))
    return kept


@cache
def every_field(kind: type[BaseModel]) -> set[str]:
    """The names of all fields, for objects of that kind to share."""
    return set(kind.model_fields)


def _hashable(given: Any) -> Hashable:
    return given if isinstance(given, Hashable) else tuple(given)
