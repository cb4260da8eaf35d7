"""A workbook described, before anything is written: sheets of one table each, with notes above it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Format(StrEnum):
    """How a column's numbers show; words are always words."""

    WORDS = "@"
    PERCENT = "0.0"
    COUNT = "0"


@dataclass(frozen=True)
class Column:
    heading: str  # with its unit
    width: int  # characters
    format: Format = Format.WORDS


@dataclass(frozen=True)
class Cell:
    """A value, with a colour where colour repeats what the words say, or a link to another sheet."""

    value: str | int | float
    colour: str | None = None  # #rrggbb
    sheet: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One table with its title and notes. Rows are never ragged, and no cell is blank."""

    name: str
    title: str
    columns: list[Column]
    rows: list[list[Cell]]
    notes: list[str] = field(default_factory=list)
    fixed_columns: int = 1  # stay in view when scrolling sideways

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns) or any(cell.value == "" for cell in row):
                raise ValueError(f"sheet “{self.name}” has a ragged row or a blank cell: {row}")


@dataclass(frozen=True)
class Workbook:
    title: str
    language: str
    sheets: list[Sheet]
