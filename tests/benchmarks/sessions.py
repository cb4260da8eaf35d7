"""What one more session on Answer costs the server in memory: with the people of a made-up government registered, and
with 3,000; the floor is a session of a page that says one line.

Sessions are opened over the websocket as a browser opens them, some to warm up, then fifty that stay open: what the
server holds before and after them, divided. `python -m tests.benchmarks.sessions DATABASE.sqlite`.
"""

import asyncio
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

from maturity.assessment.people import local_person
from maturity.store.database import open_store
from tests.benchmarks.answering import Session
from tests.benchmarks.memory import SERVE, WARM, memory_of
from tests.benchmarks.saving import serving
from tests.benchmarks.table import BARE, ROOT, Row, print_rows_of_a_database
from tests.made_up_register import register_made_up

REGISTERED = 3_000
FIRST, FURTHER = 20, 50
"""Sessions that warm the server up, and those that are measured."""


def rows(database: Path, size: str, times: int) -> Iterator[Row]:
    """One more session on Answer, MB, as often as asked."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        few, many = Path(folder) / "few.sqlite", Path(folder) / "many.sqlite"
        for each in (few, many):
            shutil.copy(database, each)
        there = people_in(few)
        register(many, REGISTERED - there)
        plain = [
            sys.executable, "-m", "streamlit", "run", str(bare), "--server.port={port}", "--server.headless=true",
            "--browser.gatherUsageStats=false",
        ]  # fmt: skip
        floor = [further(plain, few, [""]) for _ in range(times)]
        for count, file in ((there, few), (REGISTERED, many)):
            ours = [further(SERVE, file, statements(file)) for _ in range(times)]
            yield Row(f"One more session on Answer, {count:,} people registered, {size}", ours, floor, "MB")


def people_in(database: Path) -> int:
    with sqlite3.connect(database) as connection:
        return int(connection.execute("select count(*) from people").fetchone()[0])


def register(database: Path, number: int) -> None:
    """So many made-up people more, of its departments."""
    with sqlite3.connect(database) as connection:
        departments = [
            each
            for (each,) in connection.execute(
                "select distinct department_id from assessments a join rounds r on r.id = a.round_id "
                "where r.kind = 'live' order by 1"
            )
        ]
    store = open_store(f"sqlite:///{database}")
    register_made_up(store, local_person(), datetime.now(UTC), number, departments)
    store.close()


def statements(database: Path) -> list[str]:
    """The addresses of statements that departments answer, in turn."""
    with sqlite3.connect(database) as connection:
        drafts = connection.execute(
            "select a.round_id, a.department_id from assessments a join rounds r on r.id = a.round_id "
            "where a.status = 'draft' and r.kind = 'live' order by r.opens desc, a.id"
        ).fetchall()
        asked = [
            each for (each,) in connection.execute("select distinct statement_id from answers order by 1")
        ]
    open_round = [each for each in drafts if each[0] == drafts[0][0]]
    pairs = zip(cycle(open_round), cycle(asked), strict=False)
    return [
        f"round={round_id}&department={department}&statement={statement}"
        for (round_id, department), statement in islice(pairs, FIRST + FURTHER)
    ]


def further(command: Sequence[str], database: Path, queries: Sequence[str]) -> float:
    """MB that a session costs, on average of those that came after the first."""
    with serving(list(command), ROOT, f"sqlite:///{database}") as (address, process):
        return asyncio.run(_opened(address, process, queries))


async def _opened(address: str, process: int, queries: Sequence[str]) -> float:
    await asyncio.sleep(WARM)
    asked = cycle(queries)
    held: list[Session] = []
    before = 0.0
    for number in range(FIRST + FURTHER):
        if number == FIRST:
            before = memory_of(process)
        query = next(asked)
        held.append(Session(address, "answer" if query else "", query))
        await held[-1].open()
    after = memory_of(process)
    for each in held:
        await each.close()
    return (after - before) / FURTHER


if __name__ == "__main__":
    print_rows_of_a_database(__doc__, rows)
