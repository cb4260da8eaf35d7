"""Writing a described workbook as .xlsx, row by row: no more than a row of it is held, whatever its length."""

import io
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from maturity.palette import ink
from maturity.workbook.cells import escaped
from maturity.workbook.charts import LINES_A_CHART, drawn
from maturity.workbook.looks import Looks
from maturity.workbook.rows import WrittenRows, formula_cell, number_cell, with_rows, words_cell
from maturity.workbook.sheets import (
    Cell,
    Content,
    Format,
    Formula,
    Row,
    Sheet,
    Workbook,
    shown_value,
    unlike,
)
from maturity.workbook.style import (
    LINE,
    could_be_formula,
    height,
    pictured,
    title_style,
)

Tell = Callable[[float], None]
"""Hears what share of the work is done, 0 to 1."""


def nobody(share: float) -> None:
    """Hears nothing."""


Page = Any
"""openpyxl's sheet that is written row by row; its published types leave out most of what it can do."""


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
    done, looks = 0, None
    with ExitStack() as kept:
        every: list[WrittenRows] = []
        for sheet in described.sheets:
            page = book.create_sheet(sheet.name)
            _set_up(page, sheet, described)
            page.append([])  # where `with_rows` puts the rows; what links there are is kept from here on
            looks = looks or Looks(page)
            every.append(kept.enter_context(WrittenRows()))
            pen = _Pen(looks, every[-1])
            _write(pen, sheet, lambda line, start=done: tell(0.9 * (start + line) / work))  # type: ignore[misc]
            _finish(page, sheet, pen)
            done += len(sheet.rows) + 20
        file = io.BytesIO()
        book.save(file)
        tell(0.95)
        made = with_rows(file, every)
    tell(1.0)
    return made


@dataclass
class _Pen:
    """Writes one sheet from the top."""

    looks: Looks
    rows: WrittenRows
    links: list[Hyperlink] = field(default_factory=list)

    def alone(self, value: str | Formula, *, title: bool = False) -> None:
        """A row of one cell, above the table."""
        at = f"A{self.rows.line + 1}"
        if isinstance(value, Formula):
            self.rows.write([formula_cell(at, self.looks.alone(title, False), value)])
        else:
            self.rows.write([words_cell(at, self.looks.alone(title, could_be_formula(value)), value)])

    def heading(self, at: str, column: Format, words: str) -> str:
        return words_cell(at, self.looks.heading(column, quoted=could_be_formula(words)), words)

    def inside(self, at: str, column: Format, content: Content) -> str:
        """A cell of the table."""
        own, link, to_change = column, False, False
        if isinstance(content, Cell):
            value, own, to_change = content.value, content.format or column, content.to_change
            if content.sheet:
                link = True
                self.links.append(Hyperlink(ref=at, location=f"'{content.sheet}'!A1"))
        else:
            value = content
        if isinstance(value, str):
            look = self.looks.inside(column, own, True, True, could_be_formula(value), link, to_change)
            return words_cell(at, look, value)
        if isinstance(value, Formula):
            words = isinstance(value.cached_value, str)
            return formula_cell(
                at, self.looks.inside(column, own, words, False, False, link, to_change), value
            )
        if isinstance(value, date):
            own = Format.DATE
        return number_cell(at, self.looks.inside(column, own, False, False, False, link, to_change), value)


def _write(pen: _Pen, sheet: Sheet, tell: Callable[[int], None]) -> None:
    """The rows of a sheet: its title, its notes and its table."""
    pen.alone(sheet.title, title=True)
    for note in sheet.table.note_lines:
        pen.alone(note)
    pen.rows.write([])
    columns = [(get_column_letter(number), each.format) for number, each in enumerate(sheet.columns, start=1)]
    at = pen.rows.line + 1
    pen.rows.write(
        [
            pen.heading(f"{letter}{at}", format_, words)
            for (letter, format_), words in zip(columns, _headings(sheet), strict=True)
        ],
        height([(column.heading, column.width * 0.8) for column in sheet.columns]),
    )
    tall = [(index, each.width) for index, each in enumerate(sheet.columns) if each.format is Format.WORDS]
    for line, row in enumerate(sheet.rows):
        sheet.check(row)
        at += 1
        pen.rows.write(
            [
                pen.inside(f"{letter}{at}", format_, content)
                for (letter, format_), content in zip(columns, row, strict=True)
            ],
            _row_height(row, tall),
        )
        if line % 100 == 0:
            tell(line)


def _headings(sheet: Sheet) -> list[str]:
    return unlike(column.heading for column in sheet.columns)


def _finish(page: Page, sheet: Sheet, pen: _Pen) -> None:
    """Everything about a sheet that is written after its rows."""
    page._hyperlinks.extend(pen.links)
    area = sheet.table
    if len(sheet.rows):
        table = Table(displayName=table_name(sheet.name), ref=area.span, autoFilter=AutoFilter(ref=area.span))
        table.tableStyleInfo = TableStyleInfo(name=None, showRowStripes=False)
        table.tableColumns = [
            TableColumn(id=column, name=escaped(pictured(heading)))
            for column, heading in enumerate(_headings(sheet), start=1)
        ]
        page.tables.add(table)
    for shade in sheet.shades:
        page.conditional_formatting.add(
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
        page.data_validations.append(offered)
    for count, chart in enumerate(sheet.charts):
        line = pen.rows.line + 2 + count * LINES_A_CHART
        page.add_chart(drawn(chart, line=line))
        if not sheet.one_page:  # each has a page of its own, so that none is cut by the end of one
            page.row_breaks.append(Break(id=line - 1))


def table_name(sheet: str) -> str:
    """What the table of a sheet is called, in the characters that a spreadsheet allows: “By_theme”."""
    return re.sub(r"\W+", "_", sheet).strip("_")


def _row_height(row: Row, tall: Sequence[tuple[int, int]]) -> float:
    """The height that a row needs, given which of its cells may wrap, and in how many characters."""
    wrapped: list[tuple[str, float]] = []
    for index, width in tall:
        content = row[index]
        words = content if isinstance(content, str) else shown_value(content)
        if isinstance(words, str) and (len(words) >= width or "\n" in words):
            wrapped.append((words, width))
    return height(wrapped)


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
