"""What the benchmarks measure, as rows of one table: ours beside a floor, which is what a competent person would write
by hand for the same result, measured in the same run.
"""

import argparse
import gc
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
Work = Callable[[], object]
BARE = "import streamlit as st\nst.title('One line')\n"
"""A page of one line: what Streamlit itself takes."""

BEFORE = {
    "Save one answer, SQLite": ("2.1 ms; 6.4 ×", "≤ 2.5 ×"),
    "Save one answer, PostgreSQL": ("3.6 ms; 4.4 ×", "≤ 1.8 ×"),
    "Choose a level until “Saved”, browser, one statement": ("54 ms; 5.3 ×", "≤ 2 ×"),
    "Bytes a save, browser": ("22 KB", "≤ 3 KB"),
    "50 answering, 4 s apart: 95th percentile": ("26.5 ms; 1.7 × alone", "≤ 1.3 × alone"),
    "50 answering, meanwhile board pack, portfolio and History": ("–", "≤ 3 × alone"),
    "50 answering, meanwhile History": ("478 ms", "unmoved"),
    "Compare, rows to headline, 300 × 6": ("173 ms; 30 ×", "≤ 1.5 ×"),
    "Compare, rows to headline, 1,000 × 6": ("599 ms; 30 ×", "≤ 1.5 ×"),
    "Compare with its figures, cold, 300 × 6": ("224 ms; 20 ×", "≤ 2 ×"),
    "Compare with its figures, cold, 1,000 × 6": ("736 ms; 26 ×", "≤ 2 ×"),
    "Compare with its figures, after a save, 1,000 × 6": ("736 ms", "≤ 15 ms"),
    "Scoring 1,000 × 10": ("377 ms; 32 ×", "≤ 1.5 ×"),
    "History, whole check, per 100,000 entries": ("5.5 s", "≤ 0.5 s"),
    "History with what is kept, 1,000 × 6": ("40 s", "≤ 2.5 s"),
    "Board pack of 40, writing": ("1.2 s; 3 ×", "below bare openpyxl"),
    "Board pack of 300, writing": ("6.6 s; 3 ×", "below bare openpyxl, 1.5 s"),
    "Board pack of 300, whole": ("7.9 s", "≤ 2.5 s"),
    "Start to health": ("2.0 s; 4 ×", "≤ 1.8 ×"),
    "maturity --help": ("1.4 s", "≤ 0.1 s"),
    "maturity scores, 300 × 6": ("1.8 s", "≤ 0.8 s"),
    "One more session on Answer, 3,000": ("10 MB", "≤ 0.1 MB"),
    "One more session on Answer": ("0.8 MB", "≤ 0.1 MB"),
    "Memory after start": ("216 MB", "≤ 165 MB"),
    "Memory, 50 answering": ("270 MB", "≤ 190 MB"),
    "Memory, every page opened, 300 × 6": ("928 MB", "≤ 250 MB"),
    "Memory, every page opened, 1,000 × 6": ("1,186 MB", "≤ 300 MB"),
    "Compare opened in a browser, cold, 300 × 6": ("1.2 s; 2.0 ×", "≤ 1.3 ×"),
    "Compare opened in a browser, warm, 300 × 6": ("1.1 s; 1.9 ×", "≤ 1.1 ×"),
    "Over time opened in a browser, cold, 1,000 × 6": ("15.2 s", "≤ 0.8 s"),
    "Portfolio opened in a browser, cold, 1,000 × 6": ("6.6 s", "≤ 0.8 s"),
    "Portfolio opened in a browser, warm, 300 × 6": ("1.5 s", "≤ 0.5 s"),
    "Portfolio opened in a browser, warm, 1,000 × 6": ("3.5 s", "≤ 0.5 s"),
    "Road map opened in a browser, cold, 1,000 × 6": ("5.3 s", "≤ 0.8 s"),
    "Review opened in a browser, cold, 1,000 × 6": ("3.1 s", "≤ 0.8 s"),
    "History opened in a browser, cold, 300 × 6": ("12.9 s", "≤ 0.5 s"),
    "History opened in a browser, cold, 1,000 × 6": ("39.7 s", "≤ 0.5 s"),
}
"""What stood before (commit e59814c, two quiet cores) and what was reached for, by how the name of a row begins."""


def known(name: str) -> tuple[str, str]:
    """What is in BEFORE of a row."""
    begins = [each for each in BEFORE if name.startswith(each)]
    return BEFORE[max(begins, key=len)] if begins else ("–", "–")


@dataclass(frozen=True)
class Row:
    """One thing as often as it was measured, in its unit, and its floor in the same run."""

    name: str
    ours: Sequence[float]
    floor: Sequence[float] = ()
    unit: str = "ms"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return statistics.median(self.ours) / statistics.median(self.floor) if self.floor else None

    @property
    def line(self) -> str:
        """As a line of the table in docs/benchmarks.md."""
        before, reach = known(self.name)
        ratio = "–" if self.ratio is None else f"{self.ratio:.2f} ×"
        note = f" ({self.note})" if self.note else ""
        cells = (
            f"{self.name}{note}",
            before,
            told(self.ours, self.unit),
            told(self.floor, self.unit),
            ratio,
            reach,
        )
        return f"| {' | '.join(cells)} |"


HEAD = """| what | before | now: median (95th percentile), n | floor, same run | ratio | reach for |
|---|---|---|---|---|---|"""


def told(figures: Sequence[float], unit: str) -> str:
    """“12.3 ms (14.1), n 15”."""
    if not figures:
        return "–"
    middle, slow = statistics.median(figures), float(np.percentile(figures, 95))
    return (
        f"{figure(middle)} {unit} ({figure(slow)}), n {len(figures)}"
        if len(figures) > 1
        else f"{figure(middle)} {unit}"
    )


def figure(value: float) -> str:
    """In three digits or so."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def processor_ms(work: Work, times: int, before: Work | None = None) -> list[float]:
    """Processor milliseconds of this process, each time; whatever `before` does is not counted."""
    gc.collect()
    gc.freeze()  # as the server does once it has started
    took = []
    for _ in range(times):
        if before is not None:
            before()
        begun = time.process_time()
        work()
        took.append(1000 * (time.process_time() - begun))
    gc.unfreeze()
    return took


def side_by_side(
    ours: Work, floor: Work, times: int, before: Work | None = None
) -> tuple[list[float], list[float]]:
    """Processor milliseconds of both, in turn, so that what else the machine does falls on both."""
    one, other = [], []
    for _ in range(times):
        one += processor_ms(ours, 1, before)
        other += processor_ms(floor, 1)
    return one, other


def seconds(figures: Iterable[float]) -> list[float]:
    return [each / 1000 for each in figures]


def newest_round(database: Path) -> str:
    """The one that is answered."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        asked = "select id from rounds where kind = 'live' order by opens desc limit 1"
        return str(connection.execute(asked).fetchone()[0])


def machine() -> str:
    """What was measured, on what, and when, in a line."""
    commit = ["git", "rev-parse", "--short", "HEAD"]
    kept = subprocess.run(commit, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return (
        f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC; commit {kept or 'unknown'}; {os.cpu_count()} × "
        f"{models[0] if models else platform.machine()}, load {os.getloadavg()[0]:.1f}; "
        f"Python {platform.python_version()}"
    )


def print_rows_of_a_database(what: str | None, rows: Callable[[Path, str, int], Iterator[Row]]) -> None:
    """What a script that measures one database does when it is run by itself."""
    asked = argparse.ArgumentParser(description=what)
    asked.add_argument("database", type=Path)
    asked.add_argument("--times", type=int, default=3)
    given = asked.parse_args()
    for row in rows(given.database, given.database.stem, given.times):
        sys.stdout.write(f"{row.line}\n")
