"""How long a board pack takes, and its memory, beside writing the same cells with bare openpyxl and XlsxWriter.

A made-up round after another one, with every answer, finding and road map in a database of its own; prints what it
measured and asserts nothing: `make bench`, or `python -m tests.benchmarks.pack --departments 300`.
"""

import argparse
import io
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from xlsxwriter import Workbook as OtherBook

from maturity.assessment.people import local_person
from maturity.services import demo, exporting
from maturity.services.exporting import BoardRequest
from maturity.services.installation import open_installation

ROOT = Path(__file__).parents[2]
Rows = Sequence[Sequence[object]]


def bare_openpyxl(sheets: Mapping[str, Rows]) -> None:
    """The same cells without looks, heights, tables or values of formulas."""
    book = Book(write_only=True)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(io.BytesIO())


def bare_xlsxwriter(sheets: Mapping[str, Rows]) -> None:
    """The same with the other library, in its constant-memory mode; it writes a date as a number."""
    book = OtherBook(
        io.BytesIO(), {"constant_memory": True, "strings_to_urls": False, "default_date_format": "d"}
    )
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()


def seconds(work: Callable[[], object]) -> float:
    """Of one processor, so that what else the machine does is left out."""
    started = time.process_time()
    work()
    return time.process_time() - started


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--departments", type=int, default=300)
    given = asked.parse_args()
    person, now = local_person(), datetime.now(UTC)
    with tempfile.TemporaryDirectory() as folder:
        installation = open_installation(f"sqlite:///{folder}/maturity.sqlite", ROOT / "frameworks")
        made = demo.make_up(installation, person, now, number=given.departments, rounds_made=2)
        round_ = made.occasions[-1].round
        making: list[float] = []
        tracemalloc.start()
        data = exporting.board_pack(installation, person, now, BoardRequest(round_.id))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        started = time.process_time()
        data = exporting.board_pack(
            installation,
            person,
            now,
            BoardRequest(round_.id),
            tell=lambda _: making.append(time.process_time()),
        )
        reading, writing = making[0] - started, time.process_time() - making[0]
        installation.store.close()
    sheets = {
        page.title: list(page.iter_rows(values_only=True))
        for page in load_workbook(io.BytesIO(data), read_only=True)
    }
    theirs = {
        "openpyxl": seconds(lambda: bare_openpyxl(sheets)),
        "XlsxWriter": seconds(lambda: bare_xlsxwriter(sheets)),
    }
    cells = sum(len(row) for rows in sheets.values() for row in rows)
    sys.stdout.write(
        f"{given.departments} departments with their road maps, {len(sheets)} sheets, {cells:,} cells, "
        f"{len(data):,} bytes: read and worked out in {reading:.1f} s, written in {writing:.1f} s of one processor, "
        f"with at most {peak / 2**20:.0f} MiB\n"
    )
    for name, took in theirs.items():
        sys.stdout.write(
            f"the same cells with bare {name}: {took:.1f} s; ours is {writing / took:.2f} times that\n"
        )


if __name__ == "__main__":
    main()
