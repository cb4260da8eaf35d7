"""Opening a workbook that came from outside: what is too big, locked, foreign or broken is refused, in words.

Everything is looked at before openpyxl reads it: the sizes in the archive's list first, then every part, whatever
its name, by a plain expat parser that stops at the first document type (there is no honest use for entities in a
workbook). So openpyxl, which would expand them, never sees one.
"""

import io
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from xml.parsers import expat

from openpyxl import load_workbook

from maturity.errors import MaturityError
from maturity.workbook.cells import Broken, Raw

Result = TypeVar("Result")
MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LARGEST_UNPACKED = 50 * MEGABYTE
MOST_PARTS = 2_000
MOST_TIMES = 200
"""How many times a part of more than a megabyte may unpack to its packed size."""
DEEPEST = 100
MOST_ROWS, MOST_COLUMNS = 5_000, 100
"""Of a sheet that is read; what lies beyond was never ours."""


class WorkbookRefused(MaturityError):
    """A file that is not read, and why."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why} Nothing was imported.")


class TooBig(WorkbookRefused):
    def __init__(self, what: str) -> None:
        super().__init__(f"This file is too big: {what}. Take out what you added besides words.")


class Locked(WorkbookRefused):
    def __init__(self) -> None:
        super().__init__(
            "This workbook is locked with a password. Take the password off (File, Info, Protect Workbook) "
            "and save it again."
        )


class HasMacros(WorkbookRefused):
    def __init__(self) -> None:
        super().__init__("This workbook has macros. Save it as an Excel workbook without macros (.xlsx).")


class ReachesOut(WorkbookRefused):
    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"This workbook has {what}. Take them out: words are all that is read here.")


class NotAWorkbook(WorkbookRefused):
    def __init__(self, why: str = "This file is not an .xlsx workbook.") -> None:
        super().__init__(f"{why} Bring the workbook that was downloaded here, saved as .xlsx.")


class Damaged(WorkbookRefused):
    def __init__(self) -> None:
        super().__init__(
            "This workbook is damaged and cannot be read. Open it in your spreadsheet program, save it as .xlsx "
            "and bring it again; if it does not open there either, download a new one."
        )


class Hostile(WorkbookRefused):
    def __init__(self) -> None:
        super().__init__(
            "This file is not read: it declares a document type, which no spreadsheet program writes."
        )


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet from A1 on, row by row, and the ranges that are merged on it."""

    name: str
    rows: list[list[Raw]]
    merged: tuple[str, ...]


def open_workbook(data: bytes) -> list[Grid]:
    """Every sheet of an .xlsx file, hidden ones too; raises WorkbookRefused, whatever the bytes."""
    if len(data) > LARGEST:
        raise TooBig(
            f"it has {len(data) / MEGABYTE:.0f} MB, and at most {LARGEST // MEGABYTE} MB are read here"
        )
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Locked
        raise NotAWorkbook("This is a workbook of an older kind (.xls), or another old document.")
    if not data.startswith(b"PK"):
        raise NotAWorkbook
    merged = _guarded(lambda: _look_through(data))
    return _guarded(lambda: _read(data, merged))


def _guarded(step: Callable[[], Result]) -> Result:
    # Damaged archives and workbooks fail in zipfile, zlib, expat and openpyxl in more ways than any of them
    # documents, so here, and only here, any error is taken for damage.
    try:
        return step()
    except MaturityError:
        raise
    except Exception as error:
        raise Damaged from error


FOREIGN = {
    "xl/externallinks/": "links to other workbooks",
    "xl/connections.xml": "connections to data elsewhere",
    "xl/embeddings/": "other documents inside it",
    "xl/activex/": "ActiveX controls",
}


def _look_through(data: bytes) -> dict[str, tuple[str, ...]]:
    """Refuse what must not be read; gives the merged ranges by the name of their part."""
    merged: dict[str, tuple[str, ...]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        names = [part.filename.lower() for part in parts]
        _check_sizes(parts)
        if any(part.flag_bits & 0x1 for part in parts):
            raise Locked
        if any(name.endswith("vbaproject.bin") for name in names):
            raise HasMacros
        for beginning, what in FOREIGN.items():
            if any(name.startswith(beginning) for name in names):
                raise ReachesOut(what)
        if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise NotAWorkbook
        if len(set(names)) != len(names):
            raise Damaged
        for part in parts:
            content = archive.read(part)
            try:
                merged[part.filename] = _look_into(content)
            except expat.ExpatError:  # a picture, say; but the list of parts may call any part a sheet
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    raise
            if part.filename.lower() == "[content_types].xml" and b"macroenabled" in content.lower():
                raise HasMacros
    return merged


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise TooBig(f"it has {len(parts):,} parts, and at most {MOST_PARTS:,} are read here")
    unpacked = sum(part.file_size for part in parts)  # zipfile reads no part beyond the size declared for it
    if unpacked > LARGEST_UNPACKED:
        raise TooBig(
            f"it unpacks to {unpacked / MEGABYTE:,.0f} MB, "
            f"and at most {LARGEST_UNPACKED // MEGABYTE} MB are read here"
        )
    for part in parts:
        if part.file_size > 10 * MEGABYTE and part.file_size > MOST_TIMES * part.compress_size:
            raise TooBig(f"a part of it unpacks to more than {MOST_TIMES} times its size")


def _look_into(content: bytes) -> tuple[str, ...]:
    """Refuse XML that is broken, very deep, or has a document type; gives the ranges of its merged cells."""
    merged: list[str] = []
    depth = 0

    def refuse(*_: object) -> None:
        raise Hostile

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Damaged
        if name.rpartition(":")[2] == "mergeCell":
            merged.append(attributes.get("ref", ""))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.Parse(content, True)
    return tuple(merged)


def _read(data: bytes, merged: dict[str, tuple[str, ...]]) -> list[Grid]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of parts that openpyxl leaves out; only cells are wanted
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        try:
            grids = []
            for sheet in book.worksheets:
                rows = sheet.iter_rows(min_row=1, max_row=MOST_ROWS, min_col=1, max_col=MOST_COLUMNS)
                path = str(getattr(sheet, "_worksheet_path", ""))  # openpyxl keeps the part's name here
                grid = [[_raw(cell.value, cell.data_type) for cell in row] for row in rows]
                while grid and all(raw is None for raw in grid[-1]):
                    grid.pop()
                grids.append(Grid(sheet.title, grid, merged.get(path, ())))
            return grids
        finally:
            book.close()


def _raw(value: object, data_type: str) -> Raw:
    if data_type == "f":
        return Broken.FORMULA
    if data_type == "e":
        return Broken.ERROR
    if isinstance(value, time | timedelta):
        return Broken.TIME
    if value == "":
        return None
    if value is None or isinstance(value, str | int | float | date | datetime):
        return value
    return Broken.FORMULA
