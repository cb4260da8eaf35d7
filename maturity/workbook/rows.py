"""The rows of a workbook's sheets as the text that its file keeps, one pass a cell; openpyxl writes everything else.

Each formula stands with what it came to: Excel does not calculate a file from elsewhere until editing is enabled, and
previews never do, so that a board member who opens the pack from a mail would see empty figures.
"""

import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from math import isfinite
from types import TracebackType
from typing import IO, Self

from openpyxl.utils.datetime import to_excel

from maturity.workbook.cells import escaped
from maturity.workbook.sheets import Formula
from maturity.workbook.style import pictured

EMPTY = b'<sheetData><row r="1"></row></sheetData>'
"""As openpyxl keeps a sheet of one row without cells, which is where ours are put."""
HELD = 1 << 20
"""Bytes of a sheet's rows that are held; longer ones wait in a file."""
OFTEN = 200
"""Letters of the longest words that are remembered as they are kept: names and levels come many times."""


class WrittenRows:
    """The rows of one sheet, written from the top and kept until the rest of the workbook is there."""

    def __init__(self) -> None:
        self.line = 0
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=HELD)  # noqa: SIM115  (closed by `with`)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.file.close()

    def write(self, cells: Iterable[str], tall: float | None = None) -> None:
        """Add a row of cells, each as a function below gives it; `tall` is its height in points, where it has one."""
        self.line += 1
        height = "" if tall is None else f' ht="{tall:.16g}" customHeight="1"'
        self.file.write(f'<row r="{self.line}"{height}>{"".join(cells)}</row>'.encode())


def words_cell(at: str, look: int, words: str) -> str:
    """A cell of words at a place such as “C7”, in the look of that number."""
    return f'<c r="{at}" s="{look}" {_text(words) if len(words) <= OFTEN else _text.__wrapped__(words)}</c>'


def formula_cell(at: str, look: int, formula: Formula) -> str:
    """The same of a formula, with what it came to."""
    came, words = formula.cached_value, _in_xml(formula.words[1:])
    if isinstance(came, str):
        return f'<c r="{at}" s="{look}" t="str"><f>{words}</f><v>{_in_xml(came)}</v></c>'
    return f'<c r="{at}" s="{look}"><f>{words}</f><v>{_finite(came)!r}</v></c>'


def number_cell(at: str, look: int, value: float | date) -> str:
    """The same of a number, or of a date, which a workbook keeps as one."""
    number = to_excel(value) if isinstance(value, date) else _finite(value)  # type: ignore[no-untyped-call]
    return f'<c r="{at}" s="{look}" t="n"><v>{number:.16g}</v></c>'


@lru_cache(maxsize=4096)
def _text(words: str) -> str:
    kept = pictured(escaped(words))
    space = ' xml:space="preserve"' if kept != kept.strip() else ""
    return f't="inlineStr"><is><t{space}>{_in_xml(kept)}</t></is>'


def _in_xml(words: str) -> str:
    kept = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return kept if kept.isprintable() else pictured(kept).replace("\r", "&#13;")


def _finite(value: float) -> float:
    if not isfinite(value):
        raise ValueError(f"a cell of a workbook cannot hold {value}")
    return value


def with_rows(made: io.BytesIO, every: Sequence[WrittenRows]) -> bytes:
    """The workbook with its rows, put into each sheet of one empty row that openpyxl has written."""
    file = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        sheets = {f"xl/worksheets/sheet{number}.xml": rows for number, rows in enumerate(every, start=1)}
        for part in old.namelist():
            content = old.read(part)
            with new.open(part, "w") as target:
                if part in sheets:
                    head, found, content = content.partition(EMPTY)
                    if not found:
                        raise ValueError(f"{part} has no place for its rows")
                    target.write(head + b"<sheetData>")
                    rows = sheets[part].file
                    rows.seek(0)
                    shutil.copyfileobj(rows, target, HELD)
                    target.write(b"</sheetData>")
                target.write(content)
    return file.getvalue()
