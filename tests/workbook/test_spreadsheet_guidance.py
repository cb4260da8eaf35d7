"""The UK Analysis Function's guidance on spreadsheets, point by point, held against a whole pack.

“Releasing statistics in spreadsheets”, and “Making spreadsheets accessible: a brief checklist of the basics”.
Where we do otherwise, the test says so and why.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

import openpyxl
import pytest
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from maturity.framework.model import Framework
from maturity.palette import ink, level_colours
from maturity.workbook import write
from tests.workbook.test_pack import MIXED, described


@pytest.fixture(scope="module")
def made(two_themes: Framework) -> bytes:
    return write.workbook(described(two_themes, {"x": MIXED, "y": MIXED, "z": {}}))


@pytest.fixture(scope="module")
def book(made: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made), data_only=True)


def box(page: Worksheet) -> tuple[int, int, int, int]:
    """Of the one table: its first column and row, its last column and row."""
    (table,) = page.tables.values()
    left, top, right, bottom = range_boundaries(table.ref)
    return int(left or 0), int(top or 0), int(right or 0), int(bottom or 0)


# Tables


def test_tables_are_marked_up_one_a_sheet_and_have_meaningful_names(book: Workbook) -> None:
    for page in book:
        (table,) = page.tables.values()
        assert table.displayName == re.sub(r"\W+", "_", page.title)


def test_no_cell_is_merged_and_no_row_or_column_of_a_table_is_blank(book: Workbook) -> None:
    for page in book:
        assert not page.merged_cells.ranges
        left, top, right, bottom = box(page)
        cells = page.iter_rows(top, bottom, left, right, values_only=True)
        assert all(value not in (None, "") for row in cells for value in row), page.title


def test_a_table_has_one_tagged_row_of_headings_no_two_alike(book: Workbook) -> None:
    for page in book:
        (table,) = page.tables.values()
        assert table.headerRowCount == 1
        names = [column.name.casefold() for column in table.tableColumns]
        assert len(set(names)) == len(names)


def test_words_are_wrapped_and_columns_of_a_sensible_width(book: Workbook) -> None:
    for page in book:
        left, top, right, bottom = box(page)
        cells = [cell for row in page.iter_rows(top, bottom, left, right) for cell in row]
        assert all(cell.alignment.wrap_text for cell in cells)
        assert all(
            8 <= page.column_dimensions[get_column_letter(cell.column or 1)].width <= 100 for cell in cells
        )


def test_no_sheet_row_or_column_is_hidden(book: Workbook) -> None:
    for page in book:
        assert page.sheet_state == "visible"
        assert not any(each.hidden for each in page.column_dimensions.values())
        assert not any(each.hidden for each in page.row_dimensions.values())


def test_headings_stay_in_view_against_the_guidance(book: Workbook) -> None:
    """It advises against frozen panes and filters; tables of hundreds of rows cannot be read without either."""
    for page in book:
        assert page.freeze_panes is not None


# Notes


def test_notes_are_words_on_a_sheet_near_the_front_and_no_symbols(book: Workbook) -> None:
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    headings = [
        column.name for page in book for table in page.tables.values() for column in table.tableColumns
    ]
    assert not [heading for heading in headings if re.search(r"[*†‡§¹²³]", heading)]


# Formatting


def test_links_say_where_they_lead(book: Workbook) -> None:
    links = [cell for page in book for row in page.iter_rows() for cell in row if cell.hyperlink]
    assert links
    for cell in links:
        assert cell.hyperlink is not None
        assert cell.hyperlink.location == f"'{cell.value}'!A1"
        assert cell.value in book.sheetnames


def test_letters_are_of_one_plain_face_and_large_enough(book: Workbook) -> None:
    for page in book:
        fonts = {(cell.font.name, cell.font.italic) for row in page.iter_rows() for cell in row if cell.value}
        assert fonts == {("Arial", False)}
        assert all(cell.font.size >= 11 for row in page.iter_rows() for cell in row if cell.value)


def test_every_sheet_has_a_title_of_its_own_in_a1_marked_as_a_heading(book: Workbook) -> None:
    titles = [page["A1"].value for page in book]
    assert len(set(titles)) == len(titles)
    assert {page["A1"].style for page in book} == {"Heading 1"}


def test_headers_and_footers_repeat_only_what_a_cell_says_against_the_guidance(book: Workbook) -> None:
    """It advises against them, as screen readers pass them over; a classification has to be on every printed page. It
    stands on the Cover too."""
    assert "OFFICIAL" in [cell.value for cell in book["Cover"]["B"]]
    assert {page.oddHeader.center.text for page in book} == {"OFFICIAL"}  # type: ignore[union-attr]


def test_colour_repeats_what_a_cell_says_and_its_words_can_be_read() -> None:
    for colour in level_colours(5):
        assert contrast(colour, ink(colour)) >= 4.5


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_there_are_no_images_or_macros_and_charts_are_told_in_words(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        names = parts.namelist()
        assert not [name for name in names if "media/" in name or "vba" in name.lower()]
        drawings = [
            parts.read(name).decode() for name in names if re.search(r"drawings/drawing\d+\.xml$", name)
        ]
    frames = [each for drawing in drawings for each in re.findall(r"<(?:\w+:)?cNvPr [^>]*>", drawing)]
    assert frames
    assert all('descr="Bar chart. When this was made: ' in each for each in frames)


# Structure


def test_sheets_have_short_names_of_their_own_and_none_is_blank(book: Workbook) -> None:
    names = [name.casefold() for name in book.sheetnames]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 for name in names)
    assert all(page.max_row > 3 for page in book)


def test_a_table_begins_in_column_a_with_its_notes_above_and_nothing_below(book: Workbook) -> None:
    for page in book:
        left, top, _, bottom = box(page)
        assert left == 1
        assert page.max_row == bottom
        above = [[cell.value for cell in row] for row in page.iter_rows(1, top - 1)]
        assert all(value is None for row in above for value in row[1:])
        assert [row[0] for row in above][-1] is None  # one free line, and no other
        assert all(row[0] for row in above[:-1])


def test_at_most_twelve_sheets_stand_in_front_and_the_rest_behind_data(book: Workbook) -> None:
    front = book.sheetnames[: book.sheetnames.index("Data") + 1]
    assert len(front) <= 12
    listed = [cell.value for sheet in ("Contents", "Data") for cell in book[sheet]["A"] if cell.hyperlink]
    assert set(listed) == set(book.sheetnames) - {"Contents"}


def test_numbers_are_numbers_to_the_right_and_words_to_the_left(book: Workbook) -> None:
    for page in book:
        for cell in in_table(page):
            if isinstance(cell.value, int | float | datetime):
                assert cell.alignment.horizontal == "right", (page.title, cell.coordinate)


def test_dates_are_dates(book: Workbook) -> None:
    (at,) = [
        cell.column_letter
        for cell in in_table(book["Answers"], top=0)
        if cell.value == "Date of the evidence"
    ]
    dated = [cell for cell in book["Answers"][at] if isinstance(cell.value, datetime)]
    assert dated
    assert {cell.number_format for cell in dated} == {"d mmm yyyy"}


def in_table(page: Worksheet, top: int = 1) -> Iterator[openpyxl.cell.Cell]:
    left, first, right, bottom = box(page)
    for row in page.iter_rows(first + top, bottom, left, right):
        yield from row  # type: ignore[misc]


# Before publishing


def test_the_file_says_what_it_is_and_opens_at_the_first_cell_of_the_first_sheet(book: Workbook) -> None:
    properties = book.properties
    assert properties.title
    assert properties.language == "en"
    assert properties.creator
    assert book.active is not None
    assert book.active.title == "Cover"
    assert book.active.sheet_view.selection[0].activeCell in (None, "A1")


def test_every_chart_has_a_page_of_its_own(book: Workbook, made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        charts = next(
            parts.read(f"xl/worksheets/sheet{number}.xml").decode()
            for number, name in enumerate(book.sheetnames, start=1)
            if name == "Charts"
        )
    breaks = [int(found) for found in re.findall(r'<brk id="(\d+)"', charts)]
    assert len(breaks) == len(book["Charts"]._charts)  # type: ignore[attr-defined]
    assert all(later - earlier >= 25 for earlier, later in pairwise(breaks))
