"""Opening a workbook that came from outside: what is too big, locked, foreign or broken is refused, in words.

The sizes in the archive's list are looked at before anything is unpacked, and only the parts that carry words of
ours are unpacked and read, by a plain parser that stops at the first document type: see reading.
"""

import io
import zipfile
from collections.abc import Callable
from typing import TypeVar

from maturity.errors import MaturityError
from maturity.workbook import foreign, reading
from maturity.workbook.reading import Grid

Result = TypeVar("Result")
MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LARGEST_UNPACKED = 50 * MEGABYTE
MOST_PARTS = 2_000
MOST_TIMES = 200
"""How many times a part of more than a megabyte may unpack to its packed size."""


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


class LockedByLabel(WorkbookRefused):
    def __init__(self) -> None:
        super().__init__(
            "This workbook is encrypted by a sensitivity label or by rights management, so that only its own "
            "programs can open it. Choose a label that does not encrypt (Home, Sensitivity) and save it again."
        )


class HasMacros(WorkbookRefused):
    def __init__(self) -> None:
        super().__init__("This workbook has macros. Save it as an Excel workbook without macros (.xlsx).")


class ReachesOut(WorkbookRefused):
    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"This workbook has {what}. Take them out: words are all that is read here.")


class NotAWorkbook(WorkbookRefused):
    def __init__(self, kind: foreign.FileKind = foreign.FileKind.OTHER) -> None:
        self.kind = kind
        why = f"This file is not an .xlsx workbook. {kind.value}".strip()
        super().__init__(
            f"{why} Bring the workbook that was downloaded here, saved as .xlsx (Excel Workbook)."
        )


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


def open_workbook(data: bytes) -> list[Grid]:
    """Every sheet of an .xlsx file, hidden ones too; raises WorkbookRefused, whatever the bytes."""
    if len(data) > LARGEST:
        raise TooBig(
            f"it has {len(data) / MEGABYTE:.0f} MB, and at most {LARGEST // MEGABYTE} MB are read here"
        )
    _refuse(foreign.of_bytes(data))
    return _guarded(lambda: _read(data, reading.read_sheets))


def creator_of(data: bytes) -> str:
    """The program that first wrote a workbook, as it calls itself; raises as open_workbook does."""
    return _guarded(lambda: _read(data, reading.creator))


def _refuse(kind: foreign.FileKind | None) -> None:
    match kind:
        case None:
            return
        case foreign.FileKind.LOCKED:
            raise Locked
        case foreign.FileKind.LABEL:
            raise LockedByLabel
        case foreign.FileKind.MACROS:
            raise HasMacros
    raise NotAWorkbook(kind)


def _guarded(step: Callable[[], Result]) -> Result:
    # Damaged archives and workbooks fail in zipfile, zlib, expat and the reading in more ways than any of them
    # documents, so here, and only here, any error is taken for damage.
    try:
        return step()
    except MaturityError:
        raise
    except reading.DocumentType:
        raise Hostile from None
    except Exception as error:
        raise Damaged from error


FOREIGN = {
    "xl/externallinks/": "links to other workbooks",
    "xl/connections.xml": "connections to data elsewhere",
    "xl/embeddings/": "other documents inside it",
    "xl/activex/": "ActiveX controls",
}


def _read(data: bytes, reader: Callable[[reading.Part], Result]) -> Result:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        _check_sizes(parts)
        if any(part.flag_bits & 0x1 for part in parts):
            raise Locked
        by_name = {_plain_name(part.filename): part for part in parts}
        if len(by_name) != len(parts):
            raise Damaged

        def content(name: str) -> bytes | None:
            part = by_name.get(_plain_name(name))
            return None if part is None else archive.read(part)

        _refuse(foreign.of_parts(list(by_name), content))
        for beginning, what in FOREIGN.items():
            if any(name.startswith(beginning) for name in by_name):
                raise ReachesOut(what)
        return reader(content)


def _plain_name(name: str) -> str:
    """A part's name as the packaging rules compare it: without regard to capitals, “\\” as “/”."""
    return name.replace("\\", "/").lstrip("/").lower()


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
