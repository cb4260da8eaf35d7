"""A process that has imported all that a server needs, and forks: a server then starts in a tenth of its three seconds.

Each server is a process of its own all the same, with its own environment and log, and can be killed.
"""

import gc
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parent.parent.parent


class Forked:
    """A server so started, which is ended as a Popen is."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def send_signal(self, which: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, which)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def wait(self, timeout: float) -> None:
        until = time.monotonic() + timeout
        while self.poll() is None:
            if time.monotonic() > until:
                raise TimeoutError(f"the server {self.pid} does not end")
            time.sleep(0.02)


class Warm:
    """That process, as tests have it; it ends with them. What it has to say itself it writes into the log."""

    def __init__(self, log: Path) -> None:
        self._log = log
        with log.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.warm"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )

    def start(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> Forked:
        """`maturity` with these arguments, in that environment, writing there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"arguments": list(arguments), "environment": dict(environment), "log": str(log)}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        forked = self._process.stdout.readline()
        assert forked, self._log.read_text()
        return Forked(int(forked))

    def stop(self) -> None:
        self._process.communicate(timeout=20)


def _become(arguments: list[str], environment: dict[str, str], log: str) -> NoReturn:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing, written = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for here, there in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(here, there)
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    from maturity.__main__ import main

    sys.argv = ["maturity", *arguments]
    main()
    sys.exit()


def _wait() -> None:
    from maturity.pages import navigation
    from maturity.server import serve  # noqa: F401  imported here, and not again by each server

    for name in navigation.TITLES:
        navigation.page_function(name)
    gc.freeze()
    signal.signal(
        signal.SIGCHLD, signal.SIG_IGN
    )  # nobody waits for the servers: they are gone when they have ended
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(**asked)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _wait()
