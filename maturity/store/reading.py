"""One reading of the store: a consistent view, in which the same question has the same answer."""

from collections.abc import Callable, Hashable
from copy import copy
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlmodel import Session

P = ParamSpec("P")
Given = TypeVar("Given")
_ANSWERS = "answers of this reading"


def begin_reading(session: Session) -> None:
    """From here on the session only reads, so what was asked once need not be asked again."""
    session.info[_ANSWERS] = {}


def is_reading(session: Session) -> bool:
    """Whether the session only reads."""
    return _ANSWERS in session.info


def once_a_reading(ask: Callable[Concatenate[Session, P], Given]) -> Callable[Concatenate[Session, P], Given]:
    """Ask the database once in a reading, and each time in a transaction, where what was read may have changed."""

    @wraps(ask)
    def answer(session: Session, /, *args: P.args, **named: P.kwargs) -> Given:
        answers: dict[Hashable, Given] | None = session.info.get(_ANSWERS)
        if answers is None:
            return ask(session, *args, **named)
        question = (
            ask,
            tuple(map(_hashable, args)),
            tuple((key, _hashable(named[key])) for key in sorted(named)),
        )
        if question not in answers:
            answers[question] = ask(session, *args, **named)
        return copy(answers[question])  # whoever gets it may alter theirs

    return answer


def _hashable(given: Any) -> Hashable:
    return given if isinstance(given, Hashable) else tuple(given)
