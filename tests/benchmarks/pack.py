"""How long a board pack takes, and its memory, beside writing the same cells with bare openpyxl.

The floor writes the values of the same cells row by row with openpyxl's write-only mode, without looks, heights,
tables, or what formulas come to. `python -m tests.benchmarks.pack [DATABASE.sqlite]`, of one that `maturity demo`
filled, or `--departments 300` of one of its own; XlsxWriter writes the same cells beside it.
"""

import argparse
import io
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from xlsxwriter import Workbook as OtherBook

from maturity.assessment.people import local_person
from maturity.services import administering, demo, exporting
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation, open_installation
from tests.benchmarks.table import ROOT, Row, processor_ms, seconds

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


def made(installation: Installation) -> tuple[bytes, float, float]:
    """The pack of the newest round, and processor seconds for reading and writing it."""
    rounds = administering.every_round(installation, local_person())
    newest = max((each for each in rounds if not each.published), key=lambda each: each.opens)
    told: list[float] = []
    begun = time.process_time()
    data = exporting.board_pack(
        installation,
        local_person(),
        datetime.now(UTC),
        BoardRequest(newest.id),
        tell=lambda _: told.append(time.process_time()),
    )
    return data, told[0] - begun, time.process_time() - told[0]


def cells_of(data: bytes) -> dict[str, Rows]:
    return {
        page.title: list(page.iter_rows(values_only=True))
        for page in load_workbook(io.BytesIO(data), read_only=True)
    }


def rows(installation: Installation, departments: int, times: int) -> Iterator[Row]:
    """The pack of the newest round of an installation of so many departments."""
    name, sheets = f"Board pack of {departments}", cells_of(made(installation)[0])
    reading, writing = list[float](), list[float]()

    def pack() -> None:
        _, read, written = made(installation)
        reading.append(read)
        writing.append(written)

    processor_ms(pack, times)
    floor = seconds(processor_ms(lambda: bare_openpyxl(sheets), times))
    yield Row(f"{name}, writing", writing, floor, "s")
    yield Row(f"{name}, whole", [sum(each) for each in zip(reading, writing, strict=True)], unit="s")


def memory(installation: Installation) -> float:
    """MiB that making it holds at the most."""
    tracemalloc.start()
    made(installation)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("database", type=Path, nargs="?")
    asked.add_argument("--departments", type=int, default=300)
    asked.add_argument("--times", type=int, default=3)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.database or Path(folder) / "maturity.sqlite"
        installation = open_installation(f"sqlite:///{path}", ROOT / "frameworks")
        if not given.database:
            now = datetime.now(UTC)
            demo.make_up(installation, local_person(), now, number=given.departments, rounds_made=2)
        for row in rows(installation, given.departments, given.times):
            sys.stdout.write(f"{row.line}\n")
        data, _, writing = made(installation)
        sheets = cells_of(data)
        cells = sum(len(row) for rows in sheets.values() for row in rows)
        other = processor_ms(lambda: bare_xlsxwriter(sheets), 1)[0] / 1000
        sys.stdout.write(
            f"{len(sheets)} sheets, {cells:,} cells, {len(data):,} bytes, at most {memory(installation):.0f} MiB; "
            f"ours takes {writing / other:.2f} times what bare XlsxWriter takes\n"
        )
        installation.store.close()


if __name__ == "__main__":
    main()
