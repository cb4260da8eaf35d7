"""What each formula came to, put beside it in the file, as openpyxl writes formulas alone.

Excel does not calculate a file from elsewhere until editing is enabled, and previews never do: without these
values a board member who opens the pack from a mail would see empty figures.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

CachedValue = str | int | float
_FORMULA = re.compile(rb"<c ([^>]*)>(<f>.*?</f>)<v ?(?:/>|></v>)</c>", re.DOTALL)
_ROW_END = b"</row>"
_AT_ONCE = 1 << 20


def with_values(made: io.BytesIO, every: Sequence[Sequence[CachedValue]]) -> bytes:
    """The workbook with the values of its formulas: for each sheet, in the order of writing.

    Raises ValueError if a sheet does not hold as many formulas as values.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        sheets = {f"xl/worksheets/sheet{number}.xml": each for number, each in enumerate(every, start=1)}
        for part in old.infolist():
            values = sheets.get(part.filename, ())
            with old.open(part) as source, new.open(part.filename, "w") as target:
                if not values:
                    while block := source.read(_AT_ONCE):
                        target.write(block)
                    continue
                left = iter(values)
                for block in _whole_rows(source):  # type: ignore[arg-type]
                    target.write(_FORMULA.sub(lambda found, left=left: _valued(found, left), block))  # type: ignore[misc]
                if next(left, None) is not None:
                    raise ValueError(f"{part.filename} holds fewer formulas than values")
    return file.getvalue()


def _whole_rows(source: io.BufferedIOBase) -> Iterator[bytes]:
    kept = b""
    while block := source.read(_AT_ONCE):
        rows, end, kept = (kept + block).rpartition(_ROW_END)
        yield rows + end
    yield kept


def _valued(found: re.Match[bytes], left: Iterator[CachedValue]) -> bytes:
    value = next(left, None)
    if value is None:
        raise ValueError("a sheet holds more formulas than values")
    if isinstance(value, str):
        words = escape(value).encode()
        return b'<c %s t="str">%s<v>%s</v></c>' % (found[1], found[2], words)
    return b"<c %s>%s<v>%s</v></c>" % (found[1], found[2], repr(value).encode())
