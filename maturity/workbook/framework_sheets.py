"""A framework as a spreadsheet, for those who do not write YAML: a row a statement, a column a level; there and back.

What comes back is the text of a framework file, so that there is one format, one check and one set of sentences.
"""

import difflib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import yaml
from openpyxl import Workbook as Book
from openpyxl.cell import Cell as BookCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from maturity.errors import Fault, FileFaulty, MaturityError
from maturity.framework.document import Document
from maturity.framework.model import Framework
from maturity.workbook import framework_tables as tables
from maturity.workbook.cells import Broken, Raw
from maturity.workbook.framework_tables import ABOUT, SCALE, SHEETS, STATEMENTS, RowOfWords
from maturity.workbook.opening import WorkbookRefused, open_workbook
from maturity.workbook.reading import MOST_COLUMNS, MOST_ROWS, Grid
from maturity.workbook.style import HEADING, HEADING_RULE, MOST_UNITS, PLAIN, height, text

WIDTHS = {
    "Value": 8,
    "Name": 20,
    "Meaning": 60,
    "Id": 22,
    "Weight": 8,
    "Kind": 14,
    "Theme": 22,
    "Label": 26,
    "Code": 10,
}
WIDTHS_OF_ABOUT = {"What": 28, "Yours": 60, "How": 70}
NEEDED = {ABOUT: ["What", "Yours"], SCALE: ["Value", "Name"], STATEMENTS: ["Theme", "Label"]}
"""The sheets that every framework has, and the headings by which they are found."""
BEGINNINGS = (tables.OF, tables.LEVEL, tables.UP)


class SheetsCannotHold(MaturityError):
    def __init__(self, framework: Framework) -> None:
        super().__init__(
            f"“{framework.title}” has a text, or a number of rows or levels, that no spreadsheet holds. Download its "
            "file instead."
        )


class FrameworkSheetMissing(WorkbookRefused):
    def __init__(self, sheet: str) -> None:
        super().__init__(
            f"This workbook has no sheet “{sheet}” with its headings. Begin with the spreadsheet downloaded here."
        )


@dataclass(frozen=True)
class FrameworkText:
    """The text of a framework file that a spreadsheet says, and the cell that each of its lines came from."""

    text: str
    cells: dict[int, str]  # “Statements, cell C5”, by the number of the line


def framework_workbook(framework: Framework | None = None) -> bytes:
    """The bytes of a template: with a framework in it, or to be filled in. Raises SheetsCannotHold."""
    document = None if framework is None else tables.document_in_file(framework)
    headings = tables.headings_of(document)
    rows = _empty(headings) if document is None else tables.tables_of(document)
    if framework is not None and not _fits(rows, headings):
        raise SheetsCannotHold(framework)
    book = Book()
    book.remove(book.worksheets[0])
    for sheet, named in headings.items():
        own = rows.get(sheet, [])
        if sheet == ABOUT:
            own = own + [[f"Sheet {name}", "", what] for name, what in tables.FOR_WHAT.items()]
        _fill(book.create_sheet(sheet), named, own, WIDTHS_OF_ABOUT if sheet == ABOUT else WIDTHS)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read_framework(data: bytes, name: str) -> FrameworkText:
    """What a filled template says, as a framework file; what is wrong in that, `check` finds.

    Raises WorkbookRefused for a file that is no such template, and FileFaulty, which calls it `name`, for cells that
    cannot be read or lead nowhere.
    """
    grids, faults = {grid.name.casefold(): grid for grid in open_workbook(data)}, list[Fault]()
    rows = {sheet: list(_rows(grids, sheet, faults)) for sheet in SHEETS}
    about = [row for row in rows[ABOUT] if not row["What"].startswith("Sheet ")]
    document, more = tables.document_of({**rows, ABOUT: about})
    if faults or more:
        raise FileFaulty(name, [*faults, *more])
    text_ = yaml.dump(document, Dumper=_Entries, allow_unicode=True, sort_keys=False, width=1_000_000)
    return FrameworkText(text_, _cells_of_lines(document, text_))


def can_hold(framework: Framework) -> bool:
    """Whether the spreadsheet has room for all that the framework says."""
    document = tables.document_in_file(framework)
    return _fits(tables.tables_of(document), tables.headings_of(document))


class _Entries(yaml.SafeDumper):
    """Writes what cells said as the plain values that they are, without aliases."""

    def ignore_aliases(self, _: object) -> bool:
        return True


_Entries.add_representer(tables.FilePart, lambda dumper, entry: dumper.represent_dict(dict(entry)))


def _fits(rows: Mapping[str, Sequence[Sequence[str]]], headings: Mapping[str, Sequence[str]]) -> bool:
    few = all(len(own) < MOST_ROWS for own in rows.values())
    narrow = all(len(own) <= MOST_COLUMNS for own in headings.values())
    return (
        few
        and narrow
        and all(2 * len(words) <= MOST_UNITS for own in rows.values() for row in own for words in row)
    )


def _empty(headings: Mapping[str, Sequence[str]]) -> dict[str, list[list[str]]]:
    return {
        ABOUT: [[what, "", how] for what, (_, _, how) in tables.KEYS.items()],
        SCALE: [[str(value)] + [""] * (len(headings[SCALE]) - 1) for value in range(5)],
    }


def _cells_of_lines(document: tables.FilePart, text_: str) -> dict[int, str]:
    cells, found = dict(tables.cells_of(document)), dict[int, str]()
    for path, line in Document(text_).lines.items():
        near = next((cells[path[:end]] for end in range(len(path), 0, -1) if path[:end] in cells), "")
        if near and (line not in found or path in cells):
            found[line] = near
    return found


def _fill(
    page: Worksheet, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Mapping[str, int]
) -> None:
    wide = [widths.get(heading, 40) for heading in headings]
    for line, row in enumerate([headings, *rows], start=1):
        for place, words in enumerate(row, start=1):
            cell = page.cell(line, place)
            assert isinstance(cell, BookCell)  # noqa: S101  (nothing is merged here)
            text(cell, words)
            cell.font, cell.alignment = PLAIN, Alignment(wrap_text=True, vertical="top")
            if line == 1:
                cell.font, cell.border = HEADING, HEADING_RULE
        page.row_dimensions[line].height = height(
            [(words, width) for words, width in zip(row, wide, strict=True)]
        )
    for place, width in enumerate(wide, start=1):
        page.column_dimensions[get_column_letter(place)].width = width
    page.freeze_panes = "A2"


def _rows(grids: Mapping[str, Grid], sheet: str, faults: list[Fault]) -> Iterator[RowOfWords]:
    """The rows of a sheet under its headings, wherever those stand; empty rows are left out.

    A sheet that may be left empty may be missing; a heading with words under it that no sheet has is a fault.
    """
    grid, needed = grids.get(sheet.casefold()), NEEDED.get(sheet, SHEETS[sheet][:2])
    if grid is None and sheet in NEEDED:
        raise FrameworkSheetMissing(sheet)
    headings: dict[int, str] = {}
    strange: dict[int, str] = {}
    filled = False
    for number, row in enumerate(grid.rows if grid else (), start=1):
        words = {column: _words(value) for column, value in enumerate(row)}
        filled = filled or any(words.values())
        if not headings:
            if set(needed) <= set(words.values()):
                known = {column: _known(heading, sheet) for column, heading in words.items() if heading}
                headings = {column: heading for column, heading in known.items() if heading}
                strange = {column: words[column] for column, heading in known.items() if not heading}
            continue
        at = {heading: get_column_letter(column + 1) for column, heading in headings.items()}
        found = RowOfWords(
            sheet, number, {heading: words.get(column, "") for column, heading in headings.items()}, at
        )
        for column, heading in strange.items():
            if words.get(column):
                place = f"{sheet}, cell {get_column_letter(column + 1)}{number}"
                near = difflib.get_close_matches(heading, SHEETS[sheet], n=1)
                remedy = (
                    f"Did you mean “{near[0]}”?"
                    if near
                    else "Take the column away, or see the empty spreadsheet."
                )
                faults.append(
                    Fault(0, place, f"stands under “{heading}”, which is no heading of this sheet.", remedy)
                )
        for column, heading in headings.items():
            if column < len(row) and isinstance(row[column], Broken):
                problem = f"holds {row[column].value}."  # type: ignore[union-attr]
                faults.append(Fault(0, found.at(heading), problem, "Write words or a number in its place."))
        if any(found.words.values()):
            yield found
    if not headings and (sheet in NEEDED or filled):
        raise FrameworkSheetMissing(sheet)


def _known(heading: str, sheet: str) -> str:
    """The heading, where the sheet has it; those of levels and facets only on Statements."""
    own = heading in SHEETS[sheet] or (sheet == STATEMENTS and heading.startswith(BEGINNINGS))
    return heading if own else ""


def _words(raw: Raw) -> str:
    match raw:
        case None | Broken():
            return ""
        case datetime():
            return raw.date().isoformat()
        case float():
            return str(int(raw)) if raw.is_integer() else repr(raw)
        case _:
            return str(raw).strip()
