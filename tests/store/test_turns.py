"""Whose turn it is to write, among the threads of one server."""

import threading
from collections.abc import Callable

import pytest

from maturity.errors import Away, DatabaseAway
from maturity.store import turns
from maturity.store.turns import Turns


def _queue_up(queue: Turns, what: Callable[[], None]) -> threading.Thread:
    """A thread that waits for its turn, once it does."""
    waiting = len(queue._waiting)

    def wait() -> None:
        with queue.taken():
            what()

    thread = threading.Thread(target=wait)
    thread.start()
    while len(queue._waiting) == waiting:
        pass
    return thread


def test_the_first_to_come_is_the_first_to_go_on() -> None:
    queue, went = Turns(), list[int]()
    with queue.taken():
        threads = [_queue_up(queue, lambda number=number: went.append(number)) for number in range(10)]  # type: ignore[misc]
        assert went == []
    for thread in threads:
        thread.join(timeout=20)
    assert went == list(range(10))


def test_whoever_fails_or_gives_up_passes_the_turn_on(monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Turns()
    with pytest.raises(ValueError, match="as it is"), queue.taken():
        raise ValueError("as it is")
    with queue.taken():
        monkeypatch.setattr(turns, "PATIENCE", 0.01)
        with pytest.raises(DatabaseAway) as told, queue.taken():
            pytest.fail("it was not its turn")
    assert told.value.why is Away.BUSY
    with queue.taken():
        pass
