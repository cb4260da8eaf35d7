"""Writing a described workbook as .xlsx. The only module that knows how openpyxl writes."""

import io
import math
import re
import textwrap

from openpyxl import Workbook as Book
from openpyxl.cell import Cell as BookCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from maturity.palette import ink
from maturity.workbook.sheets import Cell, Format, Sheet, Workbook

TITLE = Font(name="Arial", size=16, bold=True)
PLAIN = Font(name="Arial", size=11)
HEADING = Font(name="Arial", size=11, bold=True)
LINK = Font(name="Arial", size=11, color="1D4ED8", underline="single")
HEADING_RULE = Border(bottom=Side(style="medium", color="0B0C0C"))
CELL_RULE = Border(bottom=Side(style="thin", color="B1B4B6"))
LINE, TALLEST = 14.5, 409.0  # points: a line of Arial 11, and the tallest row that Excel shows

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def workbook(described: Workbook) -> bytes:
    """The bytes of an .xlsx file: every string a string, whatever it begins with; no formulas, no macros."""
    book = Book()
    book.remove(book.worksheets[0])
    for number, sheet in enumerate(described.sheets, start=1):
        _write(book.create_sheet(sheet.name), sheet, number)
    book.properties.title = described.title
    book.properties.language = described.language
    book.properties.creator = "Data-maturity dashboard"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def text(cell: BookCell, value: str) -> None:
    """Put words in a cell so that no program takes them for a formula.

    Characters that a workbook cannot hold become what `pictured` makes of them.
    """
    cell.value = pictured(value)
    cell.data_type = "s"
    if value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        cell.quotePrefix = True


def pictured(value: str) -> str:
    """Text that XML can hold: control characters as their visible pictures (U+2400 to U+241F), other such as U+FFFD."""
    return _CONTROL.sub(
        lambda match: chr(0x2400 + ord(match[0])) if ord(match[0]) < 0x20 else "\ufffd", value
    )


def _write(page: Worksheet, sheet: Sheet, number: int) -> None:
    last = max(len(sheet.columns), 1)
    _put(page, 1, 1, Cell(sheet.title), Format.WORDS, TITLE)
    across = sum(column.width for column in sheet.columns)
    notes = [line for note in sheet.notes for line in textwrap.wrap(note, across)]
    for offset, note in enumerate(notes, start=2):
        _put(page, offset, 1, Cell(note), Format.WORDS, PLAIN)
    top = len(notes) + 3  # a free line between the notes and the table
    for place, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
        head = _put(page, top, place, Cell(column.heading), Format.WORDS, HEADING)
        head.border = HEADING_RULE
        side = "left" if column.format is Format.WORDS else "right"
        head.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal=side, indent=1)
    page.row_dimensions[top].height = height(
        [(column.heading, column.width * 0.8) for column in sheet.columns]
    )
    for line, row in enumerate(sheet.rows, start=top + 1):
        for place, (content, column) in enumerate(zip(row, sheet.columns, strict=True), start=1):
            put = _put(page, line, place, content, column.format, PLAIN)
            put.border = CELL_RULE
            words = isinstance(content.value, str)
            put.alignment = Alignment(
                wrap_text=True, vertical="top", horizontal="left" if words else "right", indent=1
            )
        page.row_dimensions[line].height = height(
            [
                (cell.value, column.width)
                for cell, column in zip(row, sheet.columns, strict=True)
                if isinstance(cell.value, str)
            ]
        )
    if sheet.rows:
        span = f"A{top}:{get_column_letter(last)}{top + len(sheet.rows)}"
        table = Table(displayName=f"Table{number}", ref=span)
        table.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False)
        page.add_table(table)
    page.freeze_panes = f"{get_column_letter(sheet.fixed_columns + 1)}{top + 1}"
    page.sheet_view.showGridLines = False
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    page.print_title_rows = f"{top}:{top}"
    page.oddFooter.left.text = "&A"  # type: ignore[union-attr]
    page.oddFooter.right.text = "Page &P of &N"  # type: ignore[union-attr]


def height(cells: list[tuple[str, float]]) -> float:
    """Points that a row needs for its words, given the characters that each cell has across.

    Written down because not every program works it out on opening.
    """
    lines = max(
        sum(math.ceil((len(paragraph) + 1) / width) for paragraph in words.split("\n"))
        for words, width in cells or [("", 1.0)]
    )
    return min(LINE * lines + 3, TALLEST)


def _put(
    page: Worksheet, row: int, column: int, content: Cell, number_format: Format, font: Font
) -> BookCell:
    cell = page.cell(row=row, column=column)
    assert isinstance(cell, BookCell)  # noqa: S101  (never merged: see sheets.Sheet)
    cell.font = font
    if isinstance(content.value, str):
        text(cell, content.value)
        cell.number_format = Format.WORDS
    else:
        cell.value = content.value
        cell.number_format = number_format
    if content.colour:
        cell.fill = PatternFill("solid", fgColor=content.colour.lstrip("#").upper())
        cell.font = Font(name=font.name, size=font.size, color=ink(content.colour).lstrip("#").upper())
    if content.sheet:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{content.sheet}'!A1")
        cell.font = LINK
    return cell
