"""Writing a described workbook as .xlsx, row by row: no more than a row of it is held, whatever its length."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.cell import Cell as BookCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from maturity.palette import ink
from maturity.workbook.cached_values import CachedValue, with_values
from maturity.workbook.cells import escaped
from maturity.workbook.charts import LINES_A_CHART, drawn
from maturity.workbook.sheets import (
    Cell,
    Column,
    Content,
    Format,
    Formula,
    Sheet,
    Workbook,
    shown_value,
    unlike,
)
from maturity.workbook.style import (
    CELL_RULE,
    HEADING,
    HEADING_1,
    HEADING_RULE,
    LINE,
    LINK,
    PLAIN,
    could_be_formula,
    height,
    pictured,
    text,
    title_style,
)

Tell = Callable[[float], None]
"""Hears what share of the work is done, 0 to 1."""


def nobody(share: float) -> None:
    """Hears nothing."""


Page = Any
"""openpyxl's sheet that is written row by row; its published types leave out most of what it can do."""

TO_CHANGE = PatternFill("solid", fgColor="FFFDF0")


def workbook(described: Workbook, tell: Tell = nobody) -> bytes:
    """The bytes of an .xlsx file. Strings are strings, whatever they begin with; the only formulas are ours.

    Every formula is kept with what it came to, for programs that do not calculate; those that do are told to
    calculate all of them on opening. No macros.
    """
    book = Book(write_only=True)
    book.calculation.fullCalcOnLoad = True
    book.properties.title = described.title
    book.properties.language = described.language
    book.properties.creator = "Data-maturity dashboard"
    book.add_named_style(title_style())
    work = sum(len(sheet.rows) + 20 for sheet in described.sheets)
    done = 0
    values: list[list[CachedValue]] = []
    for sheet in described.sheets:
        page = book.create_sheet(sheet.name)
        _set_up(page, sheet, described)
        pen = _Pen(page)
        _write(pen, sheet, lambda line, start=done: tell(0.9 * (start + line) / work))  # type: ignore[misc]
        values.append(pen.cached)
        done += len(sheet.rows) + 20
    file = io.BytesIO()
    book.save(file)
    tell(0.95)
    made = with_values(file, values)
    tell(1.0)
    return made


@dataclass
class _Pen:
    """Writes one sheet from the top; looks are made once each and shared."""

    page: Page
    cached: list[CachedValue] = field(default_factory=list)
    line: int = 0
    looks: dict[tuple[object, ...], Any] = field(default_factory=dict)

    def write(self, cells: list[Any], tall: float | None = None) -> None:
        self.line += 1
        if tall is not None:
            self.page.row_dimensions[self.line].height = tall
        self.page.append(cells)
        if tall is not None:
            del self.page.row_dimensions[self.line]  # it is written

    def plain(self, words: str | Formula, font: Font) -> Any:
        """A line of the sheet that is not in its table."""
        return self._cell(words, ("line", font.size), lambda cell: setattr(cell, "font", font))

    def title(self, words: str) -> Any:
        """The first line of the sheet, in the style by which programs know a heading."""
        return self._cell(words, ("title",), lambda cell: setattr(cell, "style", HEADING_1))

    def heading(self, column: Column, words: str) -> Any:
        def dress(cell: BookCell) -> None:
            side = "left" if column.format is Format.WORDS else "right"
            cell.font, cell.border, cell.number_format = HEADING, HEADING_RULE, Format.WORDS
            cell.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal=side, indent=1)

        return self._cell(words, ("heading", column.format is Format.WORDS), dress)

    def inside(self, content: Content, column: Column) -> Any:
        """A cell of the table."""
        whole = content if isinstance(content, Cell) else None
        value = whole.value if whole else content
        words = isinstance(shown_value(content), str) and not isinstance(value, date)
        link, to_change = bool(whole and whole.sheet), bool(whole and whole.to_change)
        wanted = (whole and whole.format) or column.format

        def dress(cell: BookCell) -> None:
            cell.font, cell.border = LINK if link else PLAIN, CELL_RULE
            side = "left" if words and column.format is Format.WORDS else "right"
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=side, indent=1)
            typed_words = isinstance(value, str) and not to_change
            cell.number_format = Format.WORDS if typed_words else _number_format(wanted)
            if to_change:
                cell.fill = TO_CHANGE
                cell.protection = Protection(locked=False)

        if isinstance(value, date):
            wanted = Format.DATE
        kind = (column.format, wanted, words, isinstance(value, str), link, to_change)
        cell = self._cell(value, kind, dress)  # type: ignore[arg-type]
        if whole and whole.sheet:
            cell.hyperlink = Hyperlink(ref="", location=f"'{whole.sheet}'!A1")
            cell._style = self.looks[kind]._style
        return cell

    def _cell(
        self,
        value: str | int | float | date | Formula,
        kind: tuple[object, ...],
        dress: Callable[[BookCell], None],
    ) -> Any:
        quoted = isinstance(value, str) and could_be_formula(value)
        if kind not in self.looks:
            self.looks[kind] = WriteOnlyCell(self.page)
            dress(self.looks[kind])
        cell: Any = WriteOnlyCell(self.page)
        if quoted:
            dress(cell)
        else:
            cell._style = self.looks[kind]._style
        if isinstance(value, Formula):
            cell.value = value.words
            self.cached.append(value.cached_value)
        elif isinstance(value, str):
            text(cell, escaped(value))
        else:
            cell.value = value
        return cell


def _number_format(wanted: Format) -> str:
    return "General" if wanted is Format.WORDS else wanted.value


def _write(pen: _Pen, sheet: Sheet, tell: Callable[[int], None]) -> None:
    area = sheet.table
    pen.write([pen.title(sheet.title)])
    for note in area.note_lines:
        pen.write([pen.plain(note, PLAIN)])
    pen.write([])
    headings = unlike(column.heading for column in sheet.columns)
    pen.write(
        [pen.heading(*pair) for pair in zip(sheet.columns, headings, strict=True)],
        height([(column.heading, column.width * 0.8) for column in sheet.columns]),
    )
    tall = [(index, column) for index, column in enumerate(sheet.columns) if column.format is Format.WORDS]
    for line, row in enumerate(sheet.rows):
        sheet.check(row)
        pen.write(
            [pen.inside(content, column) for content, column in zip(row, sheet.columns, strict=True)],
            height([(_words(row[index]), column.width) for index, column in tall]),
        )
        if line % 100 == 0:
            tell(line)
    if len(sheet.rows):
        table = Table(displayName=table_name(sheet.name), ref=area.span, autoFilter=AutoFilter(ref=area.span))
        table.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False)
        table.tableColumns = [
            TableColumn(id=column, name=escaped(pictured(heading)))
            for column, heading in enumerate(headings, start=1)
        ]
        pen.page.tables.add(table)
    for shade in sheet.shades:
        pen.page.conditional_formatting.add(
            shade.area,
            FormulaRule(  # type: ignore[no-untyped-call]
                formula=[shade.formula],
                fill=PatternFill("solid", bgColor=_hex(shade.colour), fgColor=_hex(shade.colour)),
                font=Font(color=_hex(ink(shade.colour))),
            ),
        )
    for choice in sheet.choices:
        offered = DataValidation(
            type="list", formula1='"' + ",".join(choice.offered) + '"', allow_blank=False
        )
        offered.errorTitle, offered.error = "Not on the list", "Please choose from the list in the cell."
        offered.showErrorMessage = True
        offered.add(choice.area)
        pen.page.data_validations.append(offered)
    for count, chart in enumerate(sheet.charts):
        line = pen.line + 2 + count * LINES_A_CHART
        pen.page.add_chart(drawn(chart, line=line))
        if not sheet.one_page:  # each has a page of its own, so that none is cut by the end of one
            pen.page.row_breaks.append(Break(id=line - 1))


def table_name(sheet: str) -> str:
    """What the table of a sheet is called, in the characters that a spreadsheet allows: “By_theme”."""
    return re.sub(r"\W+", "_", sheet).strip("_")


def _words(content: Content) -> str:
    shown = shown_value(content)
    return shown if isinstance(shown, str) else ""


def _hex(colour: str) -> str:
    return colour.lstrip("#").upper()


def _set_up(page: Page, sheet: Sheet, described: Workbook) -> None:
    """Everything about a sheet that is written before its rows, and how it prints."""
    area = sheet.table
    for number, column in enumerate(sheet.columns, start=1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    page.freeze_panes = f"{get_column_letter(sheet.fixed_columns + 1)}{area.top + 1}"
    page.sheet_view.showGridLines = False
    page.sheet_format.defaultRowHeight = LINE
    page.page_setup.orientation = "portrait" if sheet.portrait else "landscape"
    page.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, int(sheet.one_page)
    page.sheet_properties.pageSetUpPr.fitToPage = True
    if not sheet.charts:
        page.print_title_rows = f"{area.top}:{area.top}"
    page.oddHeader.center.text = _printable(described.marking)
    page.oddFooter.left.text = "&A"
    page.oddFooter.center.text = _printable(described.reminder)
    page.oddFooter.right.text = "Page &P of &N"


def _printable(words: str) -> str | None:
    """Words for a header or footer, where “&” begins a code; at most 200 characters, as there is room for."""
    kept = pictured(" ".join(words.split()))
    return (kept if len(kept) <= 200 else f"{kept[:199]}…").replace("&", "&&") or None
