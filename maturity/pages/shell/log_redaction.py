"""What the log may hold of a bug: where it happened and of what kind it was, never what anybody wrote.

The words of an exception often quote what was being worked on: a validation error its input, the database's a row.
"""

import logging
import traceback
from collections.abc import Iterator

import streamlit as st

_record = logging.getLogRecordFactory()


def keep_words_out() -> None:
    """From now on no log record of this process has an exception's words, whichever library writes it."""
    logging.setLogRecordFactory(_discreet)
    st.set_option("logger.enableRich", False)  # or Streamlit prints exceptions past the log


def _discreet(*given: object, **also: object) -> logging.LogRecord:
    record = _record(*given, **also)
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if error is not None:
        record.exc_info, record.exc_text = None, "\n".join(_told(error, set()))
    return record


def _told(error: BaseException, told: set[int]) -> Iterator[str]:
    """The places an exception came through, and the exceptions that it came of, the first of them first."""
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _told(before, told)
        yield "which led to:"
    for part in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _told(part, told)
        yield "which was part of:"
    yield "Traceback (most recent call last):"
    yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    kind = type(error)
    driver = getattr(error, "orig", error)  # SQLAlchemy's errors hold the database's own
    code = getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None)
    detail = error.strerror if isinstance(error, OSError) else code
    yield f"{kind.__module__}.{kind.__qualname__}" + (f" ({detail})" if detail else "")
