"""The whole table: every row beside its floor, in one run on one machine; how it grows; as docs/benchmarks.md has it.

`python -m tests.benchmarks` makes up governments, measures at small sizes in a few minutes, and prints; `--long` is the
whole, at 300 and 1,000 departments. `--databases FOLDER` keeps the governments there for another run; `--only PART`
measures some parts alone; `--out FILE` writes the table. It asserts nothing about time: no test hangs on it.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from maturity.services.startup import open_with
from maturity.settings import Settings
from tests.benchmarks import (
    answering,
    compare,
    growth,
    history,
    memory,
    opening,
    pack,
    saves,
    saving,
    sessions,
    starting,
)
from tests.benchmarks.table import HEAD, ROOT, Row, machine

SHORT = ((7, 2), (40, 2), (100, 2))
LONG = ((1000, 6), (300, 6), (1000, 2), (100, 10), (100, 2), (40, 2), (7, 2))
"""Departments and rounds of the governments; what takes longest is begun first."""


@dataclass(frozen=True)
class Given:
    """The governments by (departments, rounds), which of them stand for small and large, and how often to measure."""

    databases: Mapping[tuple[int, int], Path]
    long: bool
    times: int

    @property
    def sizes(self) -> list[tuple[int, int]]:
        return [(300, 6), (1000, 6)] if self.long else [(40, 2), (100, 2)]

    @property
    def middle(self) -> tuple[int, int]:
        return self.sizes[0]


def named(size: tuple[int, int]) -> str:
    return f"{size[0]:,} × {size[1]}"


def compared(given: Given) -> Iterator[Row]:
    for size in given.sizes:
        yield from compare.rows(given.databases[size], named(size), given.times)
    yield from compare.scoring_rows(*((1000, 10) if given.long else (100, 2)), given.times)


def packed(given: Given) -> Iterator[Row]:
    for size in dict.fromkeys([(40, 2), given.middle]):
        installation = open_with(Settings(database_url=f"sqlite:///{given.databases[size]}"))
        yield from pack.rows(installation, size[0], 3)
        installation.store.close()


def saved(given: Given) -> Iterator[Row]:
    sizes = [(7, 2), (100, 2), *([(1000, 2)] if given.long else [])]
    yield from saves.every_row({size[0]: given.databases[size] for size in sizes}, 200)


def checked(given: Given) -> Iterator[Row]:
    for size in given.sizes:
        yield from history.rows(given.databases[size], named(size), 3)


def begun(given: Given) -> Iterator[Row]:
    yield from starting.rows(given.databases[given.middle], named(given.middle), 5 if given.long else 1)


def clicked(given: Given) -> Iterator[Row]:
    yield from saving.rows(ROOT, 20 if given.long else 5)


def answered(given: Given) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "maturity.sqlite"
        shutil.copy(given.databases[given.middle], file)
        number, seconds = (50, 30) if given.long else (10, 8)
        command = [sys.executable, "-m", "maturity", "serve", "--port", "{port}"]
        with saving.served(command, ROOT, f"sqlite:///{file}") as address:
            found = asyncio.run(answering.measure(address, file, number, seconds))
    yield from answering.rows(found)


def remembered(given: Given) -> Iterator[Row]:
    times, number, seconds = (3, 50, 30) if given.long else (1, 10, 8)
    for size in given.sizes:
        many = number if size == given.middle else 0
        yield from memory.rows(given.databases[size], named(size), times, many, seconds)


def opened(given: Given) -> Iterator[Row]:
    for size in given.sizes if given.long else given.sizes[:1]:
        yield from opening.rows(given.databases[size], named(size), 3 if given.long else 1)


def one_more(given: Given) -> Iterator[Row]:
    yield from sessions.rows(given.databases[(7, 2)], named((7, 2)), 3 if given.long else 1)


PARTS: dict[str, Callable[[Given], Iterable[Row]]] = {
    "save": saved,
    "compare": compared,
    "pack": packed,
    "history": checked,
    "start": begun,
    "browser": clicked,
    "answering": answered,
    "memory": remembered,
    "sessions": one_more,
    "opening": opened,
}


def made_up(sizes: Iterable[tuple[int, int]], folder: Path) -> dict[tuple[int, int], Path]:
    """A government of each size, made where it is not there yet; two at a time."""

    def make(size: tuple[int, int]) -> Path:
        path = folder / f"{size[0]}x{size[1]}.sqlite"
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            environment = {
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "MATURITY_DATABASE_URL": f"sqlite:///{unfinished}",
            }
            asked = ["demo", "--departments", str(size[0]), "--rounds", str(size[1])]
            command = [sys.executable, "-m", "maturity", *asked]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
            unfinished.rename(path)
        return path

    sizes = list(sizes)
    with ThreadPoolExecutor(2) as workers:
        return dict(zip(sizes, workers.map(make, sizes), strict=True))


def measured(given: Given, parts: Iterable[str], say: Callable[[str], object]) -> Iterator[str]:
    """The lines of the table as they are measured; a part that fails is told, and the others go on."""
    for name in parts:
        begin = time.monotonic()
        try:
            for row in PARTS[name](given):
                yield row.line
        except Exception:  # the rest of the table is worth having
            traceback.print_exc()
            yield f"| {name}: could not be measured | | | | | |"
        say(f"{name}: {time.monotonic() - begin:.0f} s\n")


def pages_drawn(database: Path, times: int) -> str:
    """How long each page takes and what memory they leave, in a process that has opened nothing yet."""
    command = [sys.executable, "-m", "tests.benchmarks.pages", str(database), "--times", str(times)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return "\n".join(f"    {line}" for line in (done.stdout or done.stderr[-500:]).splitlines())


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--long", action="store_true", help="at 300 and 1,000 departments")
    asked.add_argument("--databases", type=Path, help="where the made-up governments are kept")
    asked.add_argument(
        "--only", action="append", choices=[*PARTS, "growth", "pages"], help="some parts alone"
    )
    asked.add_argument("--times", type=int, default=15)
    asked.add_argument("--out", type=Path, help="where the table is written")
    wanted = asked.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    parts = [each for each in PARTS if not wanted.only or each in wanted.only]
    with tempfile.TemporaryDirectory() as folder:
        kept = wanted.databases or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        begin = time.monotonic()
        databases = made_up(LONG if wanted.long else SHORT, kept)
        sys.stderr.write(f"governments made up: {time.monotonic() - begin:.0f} s\n")
        given = Given(databases, wanted.long, wanted.times)
        lines = [machine(), "", HEAD]
        print("\n".join(lines))  # noqa: T201
        for line in measured(given, parts, sys.stderr.write):
            lines.append(line)
            print(line)  # noqa: T201
        if not wanted.only or "growth" in wanted.only:
            of_size = {
                named(size): databases[size] for size in sorted(databases) if size not in {(40, 2), (300, 6)}
            }
            grown = growth.table(of_size, 5)
            lines += ["", grown]
            print(f"\n{grown}")  # noqa: T201
        if not wanted.only or "pages" in wanted.only:
            for size in given.sizes:
                drawn = pages_drawn(databases[size], 5 if wanted.long else 1)
                lines += ["", f"Pages at {named(size)}:", "", drawn]
                print(f"\nPages at {named(size)}:\n\n{drawn}")  # noqa: T201
        if wanted.out:
            wanted.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
