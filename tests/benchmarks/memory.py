"""What memory a server holds: after its start, with many answering, and when every page was opened once, each by a
session of its own that stays open, as a window of a browser does.

The floor is Streamlit with a page of one line and as many sessions at it. The processes in which the server has done
what takes long are not its own, and told beside it. MB of RSS, which counts what processes share once for each; PSS,
which divides it among them, stands in the note where the system tells it.

`python -m tests.benchmarks.memory DATABASE.sqlite [--times 3]`, of a database that `maturity demo` filled; it works on
copies.
"""

import asyncio
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from maturity.pages import navigation
from tests.benchmarks.answering import Session, answer, answerers, ended
from tests.benchmarks.pages import PAGES
from tests.benchmarks.saving import serving
from tests.benchmarks.table import BARE, ROOT, Row, figure, print_rows_of_a_database

WARM = 8.0
"""Seconds after its health in which a server has warmed up."""
SERVE = [sys.executable, "-m", "maturity", "serve", "--port", "{port}"]


def memory_of(process: int) -> float:
    """MB that a process holds."""
    return _told(Path(f"/proc/{process}/status"), "VmRSS")


def proportional_of(process: int) -> float:
    """The same with what it shares divided among those that share it; 0 where the system does not tell."""
    return _told(Path(f"/proc/{process}/smaps_rollup"), "Pss")


def _told(file: Path, name: str) -> float:
    try:
        found = re.search(rf"^{name}:\s+(\d+)", file.read_text(), re.MULTILINE)
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def workers_of(process: int) -> list[int]:
    """The processes that it has begun."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(each.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(each.parent.name))
    return found


class Held:
    """What servers held at one point, each time it was measured."""

    def __init__(self) -> None:
        self.own: list[float] = []
        self._proportional: list[float] = []
        self._workers: list[float] = []

    def add(self, process: int) -> None:
        self.own.append(memory_of(process))
        self._proportional.append(proportional_of(process))
        self._workers += [memory_of(each) for each in workers_of(process)]

    @property
    def note(self) -> str:
        told = []
        if any(self._proportional):
            told.append(f"PSS {figure(statistics.median(self._proportional))} MB")
        if self._workers:
            told.append(
                f"{len(self._workers) / len(self.own):.2g} processes beside it of "
                f"{figure(statistics.median(self._workers))} MB"
            )
        return ", ".join(told)


@contextmanager
def warm(command: list[str], database: str) -> Iterator[tuple[str, int]]:
    with serving(command, ROOT, database) as (address, process):
        time.sleep(WARM)
        yield address, process


def an_officer(file: Path) -> str:
    """Somebody who may submit what one department answers."""
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        asked = "select person_id from roles where role = 'approver' order by person_id limit 1"
        return str(connection.execute(asked).fetchone()[0])


async def open_pages(address: str, pages: Sequence[tuple[str, dict[str, str]]]) -> list[Session]:
    """One after the other; they stay open."""
    opened = []
    for path, query in pages:
        there = Session(address, path, "&".join(f"{key}={value}" for key, value in query.items()))
        await there.open()
        opened.append(there)
    return opened


async def _close(sessions: Sequence[Session]) -> None:
    for each in sessions:
        await each.close()


async def every_page(address: str, process: int, file: Path, into: Held) -> None:
    officer = an_officer(file)
    pages = [
        (
            navigation.path_of(name),
            {key: officer if value == "officer" else value for key, value in query.items()},
        )
        for name, query in PAGES.values()
    ]
    others = set(navigation.TITLES) - {name for name, _ in PAGES.values()}
    opened = await open_pages(address, [*pages, *((navigation.path_of(name), {}) for name in sorted(others))])
    into.add(process)
    await _close(opened)


async def many_answering(
    address: str, process: int, file: Path, number: int, seconds: float, into: Held
) -> None:
    people = answerers(address, file, number)
    for each in people:
        await each.open()
    measured = await answer("", people, ended(seconds))
    assert not measured.troubles, measured.troubles[0]
    into.add(process)
    await _close(people)


async def bare_sessions(address: str, process: int, number: int, into: Held) -> None:
    opened = await open_pages(address, [("", {})] * number)
    into.add(process)
    await _close(opened)


def rows(database: Path, size: str, times: int, number: int = 50, seconds: float = 30) -> Iterator[Row]:
    """A server with many answering, and another when every page was opened; each beside a bare one."""
    answering, opened, bare, bare_opened = Held(), Held(), Held(), Held()
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        plain = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port={port}"]
        plain.append("--server.headless=true")
        for _ in range(times):
            file = Path(folder) / "maturity.sqlite"
            shutil.copy(database, file)
            if number:
                with warm(SERVE, f"sqlite:///{file}") as (address, process):
                    asyncio.run(many_answering(address, process, file, number, seconds, answering))
                with warm(plain, "") as (address, process):
                    asyncio.run(bare_sessions(address, process, number, bare))
            with warm(SERVE, f"sqlite:///{file}") as (address, process):
                asyncio.run(every_page(address, process, file, opened))
            with warm(plain, "") as (address, process):
                asyncio.run(bare_sessions(address, process, len(PAGES), bare_opened))
    if number:
        yield Row(f"Memory, {number} answering, {size}", answering.own, bare.own, "MB", answering.note)
    yield Row(f"Memory, every page opened, {size}", opened.own, bare_opened.own, "MB", opened.note)


if __name__ == "__main__":
    print_rows_of_a_database(__doc__, rows)
