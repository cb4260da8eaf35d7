"""A tidy table: one row a thing, one column a fact, and a dictionary that says what each column means.

Written as CSV (RFC 4180) in UTF-8 with one heading row, behind a byte-order mark: without it Excel takes £ and ’ for
other letters when the file is opened by a double click. Dates and moments are ISO 8601, moments in UTC. An empty cell
is nothing or not known; the column `state` of the row says which, and never means zero: an empty cost is one that was
not costed. A cell of words that begins with = + - @ ' or a control character, which a spreadsheet program would take
for a formula, has an apostrophe put before it: take one apostrophe off the front of such words to have them as they
were written.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

Value = str | int | float | bool | date | None


class Type(StrEnum):
    """What may stand in a column."""

    ID = "id"
    WORDS = "words"
    CHOICE = "one of a few words"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    FLAG = "true or false"
    JSON = "JSON"


@dataclass(frozen=True)
class Column:
    name: str
    type: Type
    unit: str  # “” where there is none
    meaning: str


@dataclass(frozen=True)
class Table:
    name: str
    says: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]


def under(columns: Sequence[Column], thing: object, **otherwise: Value) -> list[Value]:
    """What stands under each column: the thing's attribute of that name, unless it is told otherwise."""
    return [otherwise[each.name] if each.name in otherwise else getattr(thing, each.name) for each in columns]


DICTIONARY = [
    Column("table", Type.ID, "", "The table, without .csv."),
    Column("column", Type.ID, "", "The column; (table) for the table itself."),
    Column("type", Type.CHOICE, "", ", ".join(Type) + "."),
    Column("unit", Type.WORDS, "", "What numbers count or measure."),
    Column("meaning", Type.WORDS, "", "In words."),
]


def dictionary(described: Sequence[Table]) -> Table:
    """What every column of the tables means, its own included."""
    own = Table("dictionary", "One row a column of every table.", DICTIONARY, [])
    rows: list[Sequence[Value]] = []
    for table in [*described, own]:
        rows.append([table.name, "(table)", "", "", table.says])
        rows += [[table.name, each.name, each.type, each.unit, each.meaning] for each in table.columns]
    return Table(own.name, own.says, own.columns, rows)


def as_csv(table: Table, *, marked: bool = True) -> bytes:
    """The table as CSV, in the form that the head of this module describes; `marked` with the byte-order mark."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([cell(value) for value in row] for row in table.rows)
    return file.getvalue().encode("utf-8-sig" if marked else "utf-8")


def cell(value: Value) -> str:
    """A value as it stands in CSV; words that a program might calculate are guarded by an apostrophe."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case date():
            return value.isoformat()
        case str():
            return f"'{value}" if value and (value[0] in GUARDED or value[0] < " ") else value
        case _:
            return repr(value)


GUARDED = ("=", "+", "-", "@", "'", "＝", "＋", "－", "＠")
"""Some programs take the wide ones, of East Asian keyboards, for the others."""
