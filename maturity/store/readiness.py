"""Whether a database answers, asked quickly and beside what people do."""

import logging
import threading

from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlmodel import create_engine

from maturity.store.engine import file_of, make_engine

log = logging.getLogger("maturity")
SECONDS = 2
"""For connecting, and for an answer; who asks comes again in a few."""


class Readiness:
    """Asks the database at a URL whether it answers, over one connection of its own."""

    def __init__(self, url: str) -> None:
        self._url, self._asking = url, threading.Lock()
        self._engine: Engine | None = None

    def answers(self) -> bool:
        """Whether it answers now. Never raises; whoever comes while another asks is told no after a moment."""
        if not self._asking.acquire(timeout=SECONDS):
            return False
        try:
            file = file_of(self._url)
            if file is not None and not file.exists():
                return False
            if self._engine is None:
                self._engine = _hurried(self._url)
            with self._engine.connect() as connection:
                connection.execute(text("SELECT entries FROM ledger"))
        except (SQLAlchemyError, DBAPIError, OSError, ImportError) as error:
            log.warning("the database does not answer whether it is ready (%s)", type(error).__name__)
            return False
        finally:
            self._asking.release()
        return True

    def close(self) -> None:
        """Let go of the connection."""
        if self._engine is not None:
            self._engine.dispose()


def _hurried(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return make_engine(url)
    limits = {"connect_timeout": SECONDS, "options": f"-c statement_timeout={SECONDS}s"}
    return create_engine(
        address,
        pool_size=1,
        max_overflow=0,
        pool_timeout=SECONDS,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={name: value for name, value in limits.items() if name not in address.query},
    )
