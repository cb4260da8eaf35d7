"""Writers of one process take turns, the first to come first."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from maturity.errors import Away, DatabaseAway

PATIENCE = 30
"""Seconds to wait for one's turn; a save takes hundredths of one."""


class Turns:
    """Lets one thread go on at a time, and passes nobody over however many write: an SQLite file goes to whoever asks
    at the right moment, and a connection of the pool to whoever is quick.
    """

    def __init__(self) -> None:
        self._changing, self._waiting = Lock(), deque[Lock]()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises DatabaseAway where the turn does not come."""
        mine = Lock()
        mine.acquire()
        with self._changing:
            self._waiting.append(mine)
            if self._waiting[0] is mine:
                mine.release()
        if not mine.acquire(timeout=PATIENCE):
            with self._changing:
                if self._waiting[0] is not mine:  # or it came at this moment
                    self._waiting.remove(mine)
                    raise DatabaseAway(Away.BUSY, changing=True)
        try:
            yield
        finally:
            with self._changing:
                self._waiting.popleft()
                if self._waiting:
                    self._waiting[0].release()
