"""A workbook described, before anything is written: sheets of one table each, with notes above it."""

import math
import re
import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from openpyxl.utils import get_column_letter, quote_sheetname

from maturity.wording import day

CachedValue = str | int | float
"""What a formula came to."""


class Format(StrEnum):
    """How a column's numbers show; words are always words."""

    WORDS = "@"
    PERCENT = "0.0"
    COUNT = "0"
    NUMBER = "General"
    CHANGE = "+0.0;-0.0;0.0"
    MONEY = "#,##0"
    DATE = "d mmm yyyy"
    LEVELS = "+0.00;-0.00;0.00"


LONGEST_WORD = 24  # characters: one that is longer, in a department's name say, is cut


@dataclass(frozen=True)
class Column:
    heading: str  # with its unit
    least: int  # characters across
    format: Format = Format.WORDS

    @cached_property
    def width(self) -> int:
        """Characters across: no less than the longest word of the heading takes, which is bold."""
        longest = max(len(word) for word in re.split(r"[ -]", self.heading))
        return max(self.least, math.ceil(1.25 * min(longest, LONGEST_WORD)))


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours, and what it came to by the app's own reckoning when the workbook was made.

    Programs that calculate use the formula; those that only show a file show `cached_value`.
    """

    words: str  # begins with "="; functions by their English names
    cached_value: CachedValue


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with a link to another sheet, one that a person may change, or one in a format of its own."""

    value: "str | int | float | date | Formula"
    sheet: str | None = None
    to_change: bool = False
    format: Format | None = None  # where it is not its column's


Content = str | int | float | date | Formula | Cell
Row = Sequence[Content]


def date_of(moment: date | None, otherwise: str) -> date | str:
    """The day of a moment, as a date that can be sorted; or in words why there is none."""
    if moment is None:
        return otherwise
    return moment.date() if isinstance(moment, datetime) else moment


def shown_value(content: Content) -> CachedValue:
    """What a cell shows in a program that does not calculate; a date in words."""
    value = content.value if isinstance(content, Cell) else content
    if isinstance(value, date):
        return day(value)
    return value.cached_value if isinstance(value, Formula) else value


@dataclass(frozen=True)
class Rows:
    """Rows that are made anew each time they are asked for, so that they need not be held all at once."""

    count: int
    make: Callable[[], Iterable[Row]]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Row]:
        return iter(self.make())

    def __contains__(self, row: object) -> bool:
        return any(each == row for each in self)


@dataclass(frozen=True)
class TableRange:
    """Where the table of a sheet lies, so that formulas can point at it."""

    name: str
    columns: Sequence[Column]
    notes: Sequence[str | Formula]
    count: int  # of rows, without the headings

    @cached_property
    def note_lines(self) -> list[str | Formula]:
        """The notes as they fit across the table; a formula has a line of its own."""
        across = sum(column.width for column in self.columns)
        lines: list[str | Formula] = []
        for note in self.notes:
            lines += [note] if isinstance(note, Formula) else textwrap.wrap(note, across)
        return lines

    @cached_property
    def top(self) -> int:
        """The row of the headings: under the title, the notes and a free line."""
        return len(self.note_lines) + 3

    @cached_property
    def lines(self) -> range:
        """The rows of the table, without the headings."""
        return range(self.top + 1, self.top + 1 + self.count)

    @property
    def span(self) -> str:
        """The whole table with its headings, as “A3:F9”."""
        return f"A{self.top}:{get_column_letter(len(self.columns))}{self.top + self.count}"

    @cached_property
    def letters(self) -> dict[str, str]:
        """The letter of each column, by its heading."""
        return {
            column.heading: get_column_letter(number) for number, column in enumerate(self.columns, start=1)
        }

    def row(self, line: int) -> dict[str, str]:
        """The cells of a line by heading, as seen from the sheet itself: “C7”."""
        return {heading: f"{letter}{line}" for heading, letter in self.letters.items()}

    def column(self, heading: str) -> str:
        """All cells of a column, as seen from any sheet: “'Scores'!$C$6:$C$12”."""
        return self._columns[heading]

    @cached_property
    def _columns(self) -> dict[str, str]:
        first, last, sheet = self.lines[0], self.lines[-1], quote_sheetname(self.name)
        return {
            heading: f"{sheet}!${letter}${first}:${letter}${last}" for heading, letter in self.letters.items()
        }

    def lookup(self, by: str, is_: int | str, heading: str) -> str:
        """The cell of a column in the first row whose cell in the column `by` is a number or another cell."""
        return f"INDEX({self.column(heading)},MATCH({is_},{self.column(by)},0))"

    def cell(self, heading: str, number: int) -> str:
        """The cell of a column in the row of that number, from 0, as seen from any sheet."""
        return f"{quote_sheetname(self.name)}!${self.letters[heading]}${self.lines[number]}"


@dataclass(frozen=True)
class Shade:
    """A colour for the cells of some columns (and rows) where a formula about the first of them holds."""

    area: str  # as “C6:D12”
    formula: str  # without "=", relative to the area's first cell
    colour: str  # #rrggbb


@dataclass(frozen=True)
class Choice:
    """What may be put in the cells of an area; offered as a list by the cell."""

    area: str
    offered: Sequence[str]


@dataclass(frozen=True)
class Series:
    """One row of bars: its name and values are ranges of a sheet."""

    name: str
    values: str  # as from TableRange.column
    colour: str  # #rrggbb


@dataclass(frozen=True)
class Chart:
    """Bars over the cells of a sheet. The title is a cell's words, so that it follows the figures."""

    title_at: str  # as from TableRange.cell
    title: str  # what that cell came to
    says: str  # for those who cannot see it
    labels: str  # as from TableRange.column
    count: int  # of labels
    series: Sequence[Series]
    axis: str  # what the bars measure, with its unit
    highest: float | None = None  # of that axis; None: as it comes
    lowest: float | None = 0.0  # likewise; None where bars may lie on both sides of nothing
    figures: str = "0"  # how that axis shows its numbers
    stacked: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table with its title and notes, and charts under it. Rows are never ragged, and no cell is blank."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Collection[Row]
    notes: Sequence[str | Formula] = field(default_factory=tuple)
    fixed_columns: int = 1  # stay in view when scrolling sideways
    shades: Sequence[Shade] = ()
    choices: Sequence[Choice] = ()
    charts: Sequence[Chart] = ()
    portrait: bool = False
    one_page: bool = False  # in print

    def __post_init__(self) -> None:
        if not isinstance(self.rows, Rows):  # those are looked at as they are written
            for row in self.rows:
                self.check(row)

    @cached_property
    def table(self) -> TableRange:
        return TableRange(self.name, self.columns, self.notes, len(self.rows))

    def value(self, row: Row, heading: str) -> CachedValue:
        """What the cell of a row under a heading shows in a program that does not calculate."""
        return shown_value(row[self._indexes[heading]])

    @cached_property
    def _indexes(self) -> dict[str, int]:
        return {column.heading: index for index, column in enumerate(self.columns)}

    def check(self, row: Row) -> None:
        """Refuse a row that does not fit under the headings, or that leaves a cell blank."""
        values = [cell.value if isinstance(cell, Cell) else cell for cell in row]
        if len(row) != len(self.columns) or "" in values:
            raise ValueError(f"sheet “{self.name}” has a ragged row or a blank cell: {row}")


def as_values(sheet: Sheet) -> Sheet:
    """The same sheet with what its formulas came to in their places."""

    def of(content: Content) -> Content:
        if isinstance(content, Cell) and isinstance(content.value, Formula):
            return replace(content, value=content.value.cached_value)
        return content.cached_value if isinstance(content, Formula) else content

    return replace(
        sheet,
        rows=Rows(len(sheet.rows), lambda: ([of(content) for content in row] for row in sheet.rows)),
        notes=[str(note.cached_value) if isinstance(note, Formula) else note for note in sheet.notes],
    )


@dataclass(frozen=True)
class Workbook:
    title: str
    language: str
    sheets: list[Sheet]
    marking: str = ""  # stands at the head of every printed page
    reminder: str = ""  # stands at the foot of every printed page


def unlike(headings: Iterable[str]) -> list[str]:
    """Headings of which no two read alike, in capitals or not: later ones get a number. None is longer than 250."""
    taken: set[str] = set()
    found = []
    for heading in headings:
        stem = " ".join(heading.split())[:240] or "Column"
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number})"
        taken.add(name.casefold())
        found.append(name)
    return found
