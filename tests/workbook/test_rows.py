"""Rows as text: they say what openpyxl's own cells say, and no look is made twice."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell._writer import write_cell
from openpyxl.xml.functions import xmlfile

from maturity.workbook import looks
from maturity.workbook.cells import escaped, portable_text, unescaped
from maturity.workbook.rows import formula_cell, number_cell, words_cell
from maturity.workbook.sheets import Cell, Column, Format, Formula, Row, Rows, Sheet, Workbook
from maturity.workbook.style import pictured, text
from maturity.workbook.write import workbook

WORDS = st.text(
    st.characters(codec="utf-8") | st.sampled_from("&<>\"'\r\n\t \x00\x0b\ufffe_x0041_"), min_size=1
)

SHEET = openpyxl.Workbook(write_only=True).create_sheet()


def theirs(put: Callable[[Any], None]) -> str:
    """The cell A1 as openpyxl writes it."""
    cell: Any = WriteOnlyCell(SHEET)
    put(cell)
    cell.row, cell.column = 1, 1
    file = io.BytesIO()
    with xmlfile(file) as xml:
        write_cell(xml, SHEET, cell, True)
    return canonical(file.getvalue())


def canonical(cell: str | bytes) -> str:
    return ElementTree.canonicalize(cell)


@given(WORDS)
def test_words_are_kept_as_openpyxl_keeps_them(words: str) -> None:
    def put(cell: Any) -> None:
        text(cell, escaped(words))
        cell.quotePrefix = False

    assert canonical(words_cell("A1", 0, words)) == theirs(put)


@given(
    st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates(date(1900, 3, 1))
)
def test_numbers_and_dates_are_kept_as_openpyxl_keeps_them(number: float | date) -> None:
    def put(cell: Any) -> None:
        cell.value, cell.number_format = number, "General"

    assert canonical(number_cell("A1", 0, number)) == theirs(put)


@given(
    words=WORDS, came=WORDS | st.integers(-(2**50), 2**50) | st.floats(allow_nan=False, allow_infinity=False)
)
def test_a_formula_is_kept_with_what_it_came_to(words: str, came: str | float) -> None:
    cell = ElementTree.fromstring(formula_cell("A1", 0, Formula(f"={words}", came)))
    formula, value = cell
    assert formula.text == pictured(words)
    assert value.text == pictured(came) if isinstance(came, str) else float(value.text or "") == came


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_no_workbook_can_hold_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="a cell of a workbook cannot hold"):
        number_cell("A1", 0, number)
    with pytest.raises(ValueError, match="a cell of a workbook cannot hold"):
        formula_cell("A1", 0, Formula("=1", number))


def long(count: int) -> Workbook:
    columns = [Column("Name", 20), Column("Figure", 8, Format.PERCENT), Column("When", 12), Column("Open", 8)]
    rows: list[Row] = [
        [
            f"=Department {number}",
            Formula(f"=SUM(B{number + 5})", 1.5),
            date(2026, 3, 2),
            Cell("Yes", None, True),
        ]
        for number in range(count)
    ]
    return Workbook("Long", "en", [Sheet("Long", "Long", columns, Rows(count, lambda: rows))])


def test_looks_are_dressed_once_each_whatever_the_length(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    def dressing(page: Any) -> Any:
        made.append(page)
        return WriteOnlyCell(page)

    monkeypatch.setattr(looks, "WriteOnlyCell", dressing)
    dressed = []
    for count in (2, 300):
        made.clear()
        workbook(long(count))
        dressed.append(len(made))
    assert dressed == [9, 9]  # the title; four headings; name, figure, date and cell to change


def test_a_long_sheet_comes_back_row_by_row() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(long(5_000))), data_only=True)
    rows = list(book["Long"].iter_rows(min_row=4, values_only=True))
    assert len(rows) == 5_000
    assert [row[0] for row in rows] == [f"=Department {number}" for number in range(5_000)]


@given(WORDS)
def test_words_that_were_brought_back_are_those_that_went_out(words: str) -> None:
    kept = ElementTree.fromstring(words_cell("A1", 0, words)).findtext("is/t")
    assert portable_text(unescaped(kept or "")) == portable_text(words)
