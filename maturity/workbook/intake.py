"""A department's workbook as it comes back: whose it is, and what stands in each of its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.merge import Field, NotUnderstood, Read, Value, value_of
from maturity.framework.model import Framework
from maturity.workbook import identity
from maturity.workbook.cells import Cell, understood
from maturity.workbook.identity import Identity, IdentityDamaged, IdentityMissing
from maturity.workbook.opening import Grid, WorkbookRefused, open_workbook
from maturity.workbook.template import HEADING, INSTRUCTIONS, KEY, LISTS

HIGHEST_HEADING = 50
"""The row by which the hidden names of the columns must have come."""


@dataclass(frozen=True)
class Returned:
    """A workbook that came back whole: its identity, and the raw cells of every statement in it."""

    identity: Identity
    rows: Mapping[str, Mapping[Field, Cell]]


class SheetMissing(WorkbookRefused):
    def __init__(self, name: str, there: Sequence[str]) -> None:
        self.name = name
        found = ", ".join(f"“{each[:40]}”" for each in there[:20]) or "none"
        super().__init__(
            f"There is no sheet “{name}” in this workbook; those that there are: {found}. "
            "Give the sheet its name back, or download the workbook again."
        )


class HeadingsMissing(WorkbookRefused):
    def __init__(self, sheet: str, what: str) -> None:
        self.sheet = sheet
        super().__init__(
            f"{sheet} sheet: {what}. Undo that, or download the workbook again and copy your words into it."
        )


class CellsMerged(WorkbookRefused):
    def __init__(self, sheet: str, ranges: Sequence[str]) -> None:
        self.sheet, self.ranges = sheet, tuple(ranges)
        listed = ", ".join(each[:30].replace(":", " to ") for each in ranges[:5])
        super().__init__(
            f"{sheet} sheet: cells are merged ({listed}), so it cannot be told whose words they are. "
            "Unmerge them and see that every word stands in its own row."
        )


class RowsMissing(WorkbookRefused):
    def __init__(self, sheet: str, statements: Sequence[str]) -> None:
        self.sheet, self.statements = sheet, tuple(statements)
        listed = ", ".join(f"“{each}”" for each in statements)
        rows, are = ("row", "is") if len(statements) == 1 else ("rows", "are")
        super().__init__(
            f"{sheet} sheet: the {rows} of {listed} {are} missing, or without the hidden id. "
            "Undo the deletion, or download the workbook again and copy your words into it."
        )


class RowTwice(WorkbookRefused):
    def __init__(self, statement: str, one: str, other: str) -> None:
        self.statement = statement
        super().__init__(
            f"The statement “{statement}” is there twice: {one}, and {other}. Delete the row that is not meant."
        )


class RowUnknown(WorkbookRefused):
    def __init__(self, place: str, statement: str) -> None:
        self.place = place
        of = f" “{statement[:60]}”" if statement else ""
        super().__init__(
            f"{place}: this row belongs to no statement{of} of the workbook, so what is written there would be "
            "lost. Move its words to the row of a statement, and delete it."
        )


def take_in(data: bytes) -> Returned:
    """Read a workbook that came back; rows are found by their hidden statement id, wherever they stand.

    Raises WorkbookRefused, IdentityMissing, IdentityDamaged or FormatUnknown, whatever the bytes.
    """
    grids = {grid.name: grid for grid in open_workbook(data)}
    own = identity_of(grids)
    for name in own.sheets:
        if name not in grids:
            ours = {*own.sheets, INSTRUCTIONS, LISTS, identity.SHEET}
            raise SheetMissing(name, [each for each in grids if each not in ours])
    places: dict[str, str] = {}
    rows: dict[str, dict[Field, Cell]] = {}
    for name in own.sheets:
        for place, statement, cells in _rows(grids[name], own):
            if statement in places:
                raise RowTwice(statement, places[statement], place)
            places[statement], rows[statement] = place, cells
    for name, statements in own.sheets.items():
        if missing := [each for each in statements if each not in rows]:
            raise RowsMissing(name, missing)
    return Returned(own, {each: rows[each] for statements in own.sheets.values() for each in statements})


def identity_of(grids: Mapping[str, Grid]) -> Identity:
    """What the hidden sheet says; raises IdentityMissing, IdentityDamaged or FormatUnknown."""
    if identity.SHEET not in grids:
        raise IdentityMissing
    cells = [row[0] for row in grids[identity.SHEET].rows]
    if not all(isinstance(cell, str) for cell in cells):
        raise IdentityDamaged
    return identity.read(cells)


def read(framework: Framework, returned: Returned) -> dict[str, Read]:
    """What every cell means under the framework, or why it means nothing, by statement and field."""
    return {
        statement: _meant(framework, statement, cells, returned.identity.answers[statement])
        for statement, cells in returned.rows.items()
    }


def _meant(framework: Framework, statement: str, cells: Mapping[Field, Cell], base: Answer) -> Read:
    row = {
        field: understood(framework, statement, field, cell, value_of(base, field))
        for field, cell in cells.items()
    }
    answer, reason = row[Field.ANSWER], row[Field.REASON]
    unexplained = isinstance(answer, Judgement) and answer.state is State.NOT_APPLICABLE and _blank(reason)
    if unexplained and (reason, answer) != (base.reason, value_of(base, Field.ANSWER)):
        problem = "“Does not apply” needs a reason. Say why in a few words, in “Why it does not apply”."
        row[Field.REASON] = NotUnderstood(cells[Field.REASON].place, problem)
    return row


def _blank(value: Value | NotUnderstood) -> bool:
    return isinstance(value, str) and not value.strip()


Row = tuple[str, str, dict[Field, Cell]]


def _rows(grid: Grid, own: Identity) -> list[Row]:
    """The rows of statements on a sheet: where each stands, its statement, its cells."""
    if grid.merged:
        raise CellsMerged(grid.name, grid.merged)
    top, columns = _columns(grid)
    found: list[Row] = []
    for number, row in enumerate(grid.rows[top + 1 :], start=top + 2):
        place = f"{grid.name} sheet, row {number}"
        statement = str(row[columns[KEY]] or "").strip()
        cells = {field: Cell(place, row[columns[field]]) for field in Field}
        if statement in own.answers:
            found.append((place, statement, cells))
        elif statement != HEADING and (statement or any(cell.raw is not None for cell in cells.values())):
            raise RowUnknown(place, statement)
    return found


def _columns(grid: Grid) -> tuple[int, dict[str, int]]:
    """The row (from 0) that names the columns, and where each column stands."""
    for top, row in enumerate(grid.rows[:HIGHEST_HEADING]):
        if KEY not in row:
            continue
        names = [str(cell) for cell in row if cell is not None]
        columns = {name: row.index(name) for name in [KEY, *Field] if name in row}
        if missing := [field.words for field in Field if field not in columns]:
            raise HeadingsMissing(grid.name, f"the column “{missing[0]}” is missing")
        if len(set(names)) != len(names):
            raise HeadingsMissing(grid.name, "a column is there twice")
        return top, columns
    raise HeadingsMissing(grid.name, "the hidden row that names the columns is missing")
