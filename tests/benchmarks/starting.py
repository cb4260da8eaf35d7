"""How long it takes to start: the server until it says that it is well, and commands of the terminal; and the memory
that the server then holds.

The floors: Streamlit with a page of one line, until its own health; Python that imports click and prints; Python that
imports what scores need (click, SQLAlchemy, numpy, pydantic, yaml). `python -m tests.benchmarks.starting
DATABASE.sqlite`; by the clock, as a start is what somebody waits for, and in processor time beside it.
"""

import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.memory import WARM, memory_of
from tests.benchmarks.table import BARE, ROOT, Row, newest_round, print_rows_of_a_database

CLICK = "import click; click.echo('Usage: …')"
NEEDS = "import click, sqlalchemy, numpy, pydantic, yaml"


@dataclass(frozen=True)
class Start:
    clock: float  # seconds to health
    processor: float
    held: float  # MB, once it has warmed up


def started(command: Sequence[str], database: str) -> Start:
    """A server from its command until it says that it is well; `{port}` in the command is the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    begun = time.perf_counter()
    process = subprocess.Popen(
        [each.replace("{port}", port) for each in command],
        cwd=ROOT,
        env=_environment(database),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _well(port):
            if process.poll() is not None or time.perf_counter() - begun > 120:
                raise AssertionError(f"{command} does not start")
            time.sleep(0.02)
        clock, used = time.perf_counter() - begun, _processor(process.pid)
        time.sleep(WARM)
        return Start(clock, used, memory_of(process.pid))
    finally:
        process.terminate()
        process.wait(timeout=30)


def _well(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _environment(database: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "MATURITY_DATABASE_URL": database}


def _processor(process: int) -> float:
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def commanded(command: Sequence[str], database: str, times: int) -> list[float]:
    """Processor seconds of a command."""
    took = []
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=ROOT, env=_environment(database), check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return took


def rows(database: Path, size: str, times: int) -> Iterator[Row]:
    """Starts of the server and of commands on one government."""
    address, python = f"sqlite:///{database}", sys.executable
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        serve = [python, "-m", "maturity", "serve", "--port", "{port}"]
        plain = [
            python,
            "-m",
            "streamlit",
            "run",
            str(bare),
            "--server.port={port}",
            "--server.headless=true",
        ]
        ours, floor = [], []
        for _ in range(times):  # in turn
            ours.append(started(serve, address))
            floor.append(started(plain, address))
    yield Row("Start to health", [each.clock for each in ours], [each.clock for each in floor], "s")
    yield Row(
        "Start to health, processor",
        [each.processor for each in ours],
        [each.processor for each in floor],
        "s",
    )
    yield Row("Memory after start", [each.held for each in ours], [each.held for each in floor], "MB")
    maturity = [python, "-m", "maturity"]
    help_, least = (
        commanded(each, address, times) for each in ([*maturity, "--help"], [python, "-c", CLICK])
    )
    yield Row("maturity --help", help_, least, "s", "processor")
    scores, least = (
        commanded(each, address, times)
        for each in ([*maturity, "scores", "--round", newest_round(database)], [python, "-c", NEEDS])
    )
    yield Row(f"maturity scores, {size}", scores, least, "s", "processor")


if __name__ == "__main__":
    print_rows_of_a_database(__doc__, rows)
