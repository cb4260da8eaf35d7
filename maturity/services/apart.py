"""What takes long is done apart: in a process of its own, so that nobody's save waits for it.

A thread of the server would hold up everybody else's: Python runs one at a time. A server has at most two such
processes, each started when it is first needed and gone when nothing was asked of it for a while; what is asked
meanwhile waits its turn.
Until `begin` is called everything is done where it is asked for: in commands, in tests, and where Streamlit itself
serves.
"""

import gc
import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial, wraps
from importlib import import_module
from threading import Semaphore, Thread
from typing import Any, BinaryIO, Concatenate, ParamSpec, TypeVar, cast

from maturity.assessment.people import Person
from maturity.errors import MaturityError
from maturity.services.installation import Installation
from maturity.store.database import DatabaseUnusable, open_store
from maturity.store.remembering import note_parts, watching

P = ParamSpec("P")
Given = TypeVar("Given")

log = logging.getLogger("maturity")
MOST = 2
"""Processes at a time: nobody who wants a page to take along waits for somebody else's budget to be worked out."""
IDLE = 300
"""Seconds without anything asked after which the process ends, and gives its memory back."""
CONNECTIONS = 2
"""To PostgreSQL that one has open at most."""
NICE = 15
"""By how much each stands back behind whoever saves; see nice(2). Where two keep both processors busy, each thread of
the server that wakes up waits some 6 ms at 5, 3 at 10, and 2 from 15 on; a save wakes up several.
"""
_RUN = "from maturity.services.apart import work; work()"


class BrokenOff(MaturityError):
    def __init__(self) -> None:
        super().__init__(
            "The work was broken off: its process ended, perhaps for want of memory. Nothing was changed. Try again; "
            "if it happens again, tell whoever runs this installation."
        )


class FailedApart(Exception):
    """A bug in work that was done apart; the log has where."""


class _NotBegun(Exception):
    """The process ended before it took what was asked: it had been idle."""


class Workers:
    """The processes of a server. What is asked of them is done by the one that was busy last, where it is free."""

    def __init__(self) -> None:
        self._free = [_Worker() for _ in range(MOST)]
        self._every = tuple(self._free)
        self._turn = Semaphore(MOST)

    def ask(
        self, name: tuple[str, str], installation: Installation, address: str, rest: Any, tell: Any
    ) -> Any:
        """What the service of that module and name gives; raises as it does, or BrokenOff."""
        with self._turn:
            worker = self._free.pop()
            try:
                return worker.ask(name, installation, address, rest, tell)
            finally:
                self._free.append(worker)

    def close(self) -> None:
        """End them, whatever they are doing."""
        for each in self._every:
            each.close()


class _Worker:
    """One process, and what it has been told; used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answered = True
        self._opened: set[str] = set()  # databases that it has been told of

    def ask(
        self, name: tuple[str, str], installation: Installation, address: str, rest: Any, tell: Any
    ) -> Any:
        for _ in range(2):
            self._answered = False
            try:
                return self._ask(name, installation, address, rest, tell)
            except _NotBegun:
                continue
            finally:
                if not self._answered:  # whoever comes next must not hear the rest of this answer
                    self.close()
        raise BrokenOff

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    pipe.close() if pipe else None

    def _ask(
        self, name: tuple[str, str], installation: Installation, address: str, rest: Any, tell: Any
    ) -> Any:
        asking, answers = self._started()
        new = address not in self._opened
        held = (installation.frameworks, installation.faulty, installation.companions) if new else None
        question = pickle.dumps((name, address, held, rest, tell is not None))
        try:
            asking.write(question)
            asking.flush()
            pickle.load(answers)  # noqa: S301  that it has begun
        except (OSError, EOFError):
            raise _NotBegun from None
        while True:
            try:
                kind, said = pickle.load(answers)  # noqa: S301  our own process
            except (OSError, EOFError, ValueError, pickle.UnpicklingError):
                raise BrokenOff from None
            self._answered = kind not in ("opened", "told")
            match kind:
                case "opened":
                    self._opened.add(address)
                case "told":
                    tell(said)
                case "given":
                    return said
                case "refused":
                    raise _whole_again(*said)
                case _:
                    log.error("apart, %s.%s:\n%s", *name, said)
                    raise FailedApart

    def _started(self) -> tuple[BinaryIO, BinaryIO]:
        """What it is asked by, and what it answers by."""
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._opened = set()
            command = [sys.executable, "-c", _RUN]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
            stand_back(self._process.pid)
        return cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)


_workers: Workers | None = None


def begin() -> None:
    """From now on what takes long is done apart."""
    global _workers
    _workers = _workers or Workers()


def end() -> None:
    """From now on it is not, and whatever is under way ends."""
    global _workers
    workers, _workers = _workers, None
    if workers is not None:
        workers.close()


def apart(
    service: Callable[Concatenate[Installation, Person, P], Given],
) -> Callable[Concatenate[Installation, Person, P], Given]:
    """Have a service that only reads done apart, where that has begun. Its `tell`, where it has one, is told here."""

    @wraps(service)
    def asked(installation: Installation, person: Person, /, *args: P.args, **named: P.kwargs) -> Given:
        workers, address = _workers, installation.store.address
        if workers is None or address is None:  # in memory, where no other process sees it
            return service(installation, person, *args, **named)
        tell = named.pop("tell", None)
        name = (service.__module__, service.__name__)
        given: Given
        given, rests = workers.ask(name, installation, address, (person, args, named), tell)
        note_parts(rests)  # what was read there, as though it had been read here
        return given

    return asked


def stand_back(process: int) -> None:
    """Let the processor go to whoever saves before it goes to that process."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process, os.getpriority(os.PRIO_PROCESS, process) + NICE)


def work() -> None:
    """What such a process does: answers what comes in, until nobody is there to ask."""
    # The terminal that the server was started in means the server.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints is none of the answers
    asked: queue.Queue[Any] = queue.Queue()
    Thread(target=_listen, args=(sys.stdin.buffer, asked), daemon=True).start()
    opened: dict[str, Installation] = {}

    def say(kind: str, what: Any) -> None:
        answers.write(pickle.dumps((kind, what)))
        answers.flush()

    while True:
        try:
            name, address, held, rest, tells = asked.get(timeout=IDLE)
        except queue.Empty:
            return
        say("begun", None)
        try:
            if held is not None:
                opened[address] = _opened(address, *held)
                say("opened", None)
            person, args, named = rest
            if tells:
                named["tell"] = partial(say, "told")
            with watching() as rests:
                found = _service(*name)(opened[address], person, *args, **named)
            say("given", (found, rests))
        except MaturityError as problem:
            say("refused", (type(problem), problem.args, vars(problem)))
        except Exception as bug:  # its words may quote what somebody wrote: they stay out of the log
            say("failed", "".join(traceback.format_tb(bug.__traceback__)) + type(bug).__qualname__)


def _opened(address: str, frameworks: Any, faulty: Any, companions: Any) -> Installation:
    try:
        store = open_store(address, create=False, connections=CONNECTIONS)
    except DatabaseUnusable as problem:
        raise problem.away or problem from problem  # the address is not for everybody
    return Installation(store, frameworks, faulty=faulty, companions=companions)


def _service(module: str, name: str) -> Callable[..., Any]:
    service: Callable[..., Any] = getattr(import_module(module), name)
    gc.freeze()  # what was imported and opened is here for good, and need not be gone through again and again
    return service


def _listen(asking: BinaryIO, asked: "queue.Queue[Any]") -> None:
    try:
        while True:
            asked.put(pickle.load(asking))  # noqa: S301  our own server's
    finally:
        os._exit(
            0
        )  # the server is gone, however it ended, or cannot be understood: nobody waits for an answer


def _whole_again(
    kind: type[MaturityError], args: tuple[object, ...], held: dict[str, object]
) -> MaturityError:
    """An error as it was raised: what makes it may not be what it holds."""
    problem = kind.__new__(kind)
    problem.args = args
    vars(problem).update(held)
    return problem
