"""A department's workbook as it comes back: whose it is, and what stands in each of its cells."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.merge import (
    Field,
    NotUnderstood,
    Part,
    Read,
    Value,
    Values,
    value_of,
    values_of,
)
from maturity.characters import alike, is_blank, visible, without_unseen
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.workbook import checklists, identity
from maturity.workbook.cells import NOTHING, Raw, ReturnedCell, lost, understood, unescaped
from maturity.workbook.identity import IdentityDamaged, IdentityMissing, NotToFillIn, WorkbookIdentity
from maturity.workbook.opening import WorkbookRefused, creator_of, open_workbook
from maturity.workbook.reading import Grid
from maturity.workbook.template import CREATOR, HEADING, INSTRUCTIONS, KEY, LISTS, STATEMENT, asked

HIGHEST_HEADING = 50
"""The row by which the hidden names of the columns must have come."""


@dataclass(frozen=True)
class Returned:
    """A workbook that came back whole: its identity, and the raw cells of every statement in it.

    `asked` are the words that stand beside each row's hidden id; `items` the two cells of each item of a checklist, and
    None where there is no sheet of them; `remarks` are sentences on what does not come in.
    """

    identity: WorkbookIdentity
    rows: Mapping[str, Mapping[Field, ReturnedCell]]
    asked: Mapping[str, ReturnedCell]
    items: Mapping[str, tuple[ReturnedCell, ReturnedCell]] | None = None
    remarks: tuple[str, ...] = ()


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


class RowsMixed(WorkbookRefused):
    def __init__(self, mixed: Sequence[tuple[str, str, str]]) -> None:
        self.mixed = tuple(mixed)
        place, words, own = mixed[0]
        others = len(mixed) - 1
        more = (
            ""
            if not others
            else " One more row is like it."
            if others == 1
            else f" {others} more rows are like it."
        )
        super().__init__(
            f"{place}: the statement shown is “{words}”, and the hidden id of the row is that of “{own}”, so it "
            f"cannot be told which of them is answered there.{more} Undo the sorting or moving of rows, or "
            "download the workbook again and copy your words into it."
        )


def take_in(data: bytes) -> Returned:
    """Read a workbook that came back; rows are found by their hidden statement id, wherever they stand.

    Raises WorkbookRefused, IdentityMissing, NotToFillIn, IdentityDamaged or FormatUnknown, whatever the bytes.
    """
    opened = open_workbook(data)
    if (hidden := next((grid for grid in opened if grid.name == identity.SHEET), None)) is None:
        raise _without_identity(data, opened)
    own = identity_of(hidden)
    grids = {name: _sheet(name, own, opened) for name in own.sheets}
    places: dict[str, str] = {}
    rows: dict[str, dict[Field, ReturnedCell]] = {}
    asked_in: dict[str, ReturnedCell] = {}
    for name in own.sheets:
        for place, statement, cells, words in _rows(grids[name], own):
            if statement in places:
                raise RowTwice(statement, places[statement], place)
            places[statement], rows[statement], asked_in[statement] = place, cells, words
    for name, statements in own.sheets.items():
        if missing := [each for each in statements if each not in rows]:
            raise RowsMissing(name, missing)
    return Returned(
        own,
        {each: rows[each] for statements in own.sheets.values() for each in statements},
        asked_in,
        _items(opened),
        tuple(_remarks(own, grids, opened, rows)),
    )


def _sheet(name: str, own: WorkbookIdentity, grids: Sequence[Grid]) -> Grid:
    """The sheet of that name; without one, that whose name differs in capitals and spaces only."""
    alikes = [grid for grid in grids if alike(grid.name) == alike(name)]
    found = next((grid for grid in alikes if grid.name == name), alikes[0] if len(alikes) == 1 else None)
    if found is None:
        ours = {*own.sheets, INSTRUCTIONS, LISTS, identity.SHEET}
        raise SheetMissing(name, [grid.name for grid in grids if grid.name not in ours])
    return found


def _items(grids: Sequence[Grid]) -> dict[str, tuple[ReturnedCell, ReturnedCell]] | None:
    """The cells of items of checklists, by item; None where there is no sheet of them."""
    found = next((grid for grid in grids if alike(grid.name) == alike(checklists.SHEET)), None)
    if found is None or not any(checklists.ITEM_KEY in row for row in found.rows[:HIGHEST_HEADING]):
        return None
    if found.merged:
        raise CellsMerged(found.name, found.merged)
    cells, wrong = checklists.cells_on(found)
    if wrong:
        raise HeadingsMissing(found.name, wrong[0])
    return cells


def _remarks(
    own: WorkbookIdentity,
    grids: Mapping[str, Grid],
    every: Sequence[Grid],
    rows: Mapping[str, Mapping[Field, ReturnedCell]],
) -> Iterator[str]:
    """Sentences on what stands in the workbook and is not read."""
    read_ones = [id(grid) for grid in grids.values()]
    for grid in every:
        if id(grid) in read_ones or grid.name in (INSTRUCTIONS, LISTS, identity.SHEET):
            continue
        if alike(grid.name) == alike(checklists.SHEET) and _items([grid]) is not None:
            continue
        theirs = {visible(str(cell)) for row in grid.rows for cell in row if isinstance(cell, str)}
        of = [name for name, statements in own.sheets.items() if theirs.intersection(statements)]
        if KEY in theirs and of:
            yield (
                f"The sheet “{_brief(of[0])}” is there twice: “{_brief(grid.name)}” looks like a copy of it and is "
                f"not read. Only “{_brief(of[0])}” is: copy what you wrote on the other into it."
            )
        elif theirs:
            yield f"The sheet “{_brief(grid.name)}” is not one of those that were sent out, and is not read."
    for grid in grids.values():
        if grid.pictured:
            yield f"{grid.name} sheet: pictures, text boxes and charts on it are not read."
        yield from _strays(grid)
    for cells in rows.values():
        for field, cell in cells.items():
            yield from lost(field, cell)


def _strays(grid: Grid) -> Iterator[str]:
    """Sentences on what stands beside the columns that are read, and on notes there."""
    top, columns = _columns(grid)
    known = set(columns.values())
    first = columns[KEY]
    locked = {first, *range(first, min(columns[field] for field in Field if field in columns))}
    strays = [
        _spot(row, column)
        for row in range(top + 1, len(grid.rows))
        for column, raw in enumerate(grid.rows[row])
        if column not in known | locked and not _is_blank(raw)
    ]
    if strays:
        listed = ", ".join(strays[:5]) + (f" and {len(strays) - 5} more" if len(strays) > 5 else "")
        yield f"{grid.name} sheet: what stands beside the columns that were sent out is not read ({listed})."
    for (row, column), beside in sorted(grid.beside.items()):
        for note in beside.notes if column not in known or row <= top else ():
            said = " ".join(note.split())
            yield f"{grid.name} sheet, {_spot(row, column)}: the note “{_brief(said)}” does not come in."


def _spot(row: int, column: int) -> str:
    return f"{get_column_letter(column + 1)}{row + 1}"


def _brief(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:59]}…"


def identity_of(hidden: Grid) -> WorkbookIdentity:
    """What the hidden sheet says; raises IdentityDamaged or FormatUnknown."""
    cells = [row[0] for row in hidden.rows if not _is_blank(row[0])]
    if not all(isinstance(cell, str) for cell in cells):
        raise IdentityDamaged
    return identity.read_identity([without_unseen(str(cell)) for cell in cells])


def _without_identity(data: bytes, opened: Sequence[Grid]) -> MaturityError:
    sent_out = any(KEY in row for grid in opened for row in grid.rows[:HIGHEST_HEADING])
    return IdentityMissing() if sent_out else NotToFillIn(made_here=creator_of(data) == CREATOR)


def asked_still(framework: Framework, returned: Returned) -> Returned:
    """The workbook without what is not asked any more since it went out, and a remark that says so."""
    gone = [each for each in returned.rows if each not in framework.by_id]
    if not gone:
        return returned
    labels = [framework.whole.by_id[each].label if each in framework.whole.by_id else each for each in gone]
    own = returned.identity
    kept = own.model_copy(
        update={
            "sheets": {name: tuple(s for s in of if s not in gone) for name, of in own.sheets.items()},
            "answers": {each: answer for each, answer in own.answers.items() if each not in gone},
        }
    )
    quoted = ", ".join(f"“{label}”" for label in labels)
    remark = f"Not asked any more since the workbook went out, and not read: {quoted}."
    rows = {each: cells for each, cells in returned.rows.items() if each not in gone}
    words = {each: cell for each, cell in returned.asked.items() if each not in gone}
    return Returned(kept, rows, words, returned.items, (*returned.remarks, remark))


def read_answers(framework: Framework, returned: Returned) -> dict[str, Read]:
    """What every cell means under the framework, or why it means nothing, by statement and field.

    Raises RowsMixed where another statement's words stand beside a row's hidden id.
    """
    _check_rows(framework, returned)
    items = _checked_items(framework, returned)
    return {
        statement: {
            **_meant(framework, statement, cells, returned.identity.answers[statement]),
            **checklists.read_items(framework, statement, items, returned.identity.answers[statement]),
        }
        for statement, cells in returned.rows.items()
    }


def _checked_items(
    framework: Framework, returned: Returned
) -> Mapping[str, tuple[ReturnedCell, ReturnedCell]]:
    missing = checklists.missing_items(framework, returned.items or {})
    if missing and returned.items is None:
        raise SheetMissing(checklists.SHEET, list(returned.identity.sheets))
    if missing:
        raise RowsMissing(checklists.SHEET, missing)
    return returned.items or {}


def _meant(framework: Framework, statement: str, cells: Mapping[Field, ReturnedCell], base: Answer) -> Read:
    row: dict[Part, Value | NotUnderstood] = {
        field: understood(framework, statement, field, cell, value_of(base, field))
        for field, cell in cells.items()
    }
    answer, reason = row[Field.ANSWER], row[Field.REASON]
    unexplained = isinstance(answer, Judgement) and answer.state is State.NOT_APPLICABLE and _blank(reason)
    if unexplained and (reason, answer) != (base.reason, value_of(base, Field.ANSWER)):
        problem = "“Does not apply” needs a reason. Say why in a few words, in “Why it does not apply”."
        row[Field.REASON] = NotUnderstood(cells[Field.REASON].place, problem)
    changed = answer != value_of(base, Field.ANSWER)
    if framework.by_id[statement].checklist and isinstance(answer, Judgement):
        if changed and answer.level is not None and _blank(reason):
            problem = (
                "another level than the checklist comes to needs a reason. Say why in a few words, in “Why it does "
                "not apply”, or leave the answer to the checklist."
            )
            row[Field.REASON] = NotUnderstood(cells[Field.REASON].place, problem)
        elif not changed and not base.confirmed and reason != base.reason:
            problem = "this reason is for no other level: choose one, or take the reason out."
            row[Field.REASON] = NotUnderstood(cells[Field.REASON].place, problem)
    return row


def _check_rows(framework: Framework, returned: Returned) -> None:
    """Hold the words that a person saw against the hidden id; words that are of no statement may be anything."""
    shown = {alike(asked(statement)): statement for statement in framework.statements}
    mixed = []
    for key, words in returned.asked.items():
        found = shown.get(alike(unescaped(str(words.raw))))
        own = framework.by_id[key]
        if found is not None and alike(asked(found)) != alike(asked(own)):
            mixed.append((words.place, found.label, own.label))
    if mixed:
        raise RowsMixed(mixed)


def statements_out_of_place(returned: Returned, cells: Mapping[str, Read]) -> list[tuple[str, str]]:
    """Statements that hold what went out under another one, as (statement, the other), by what their cells say.

    One text cut and pasted is a person's work; from two on, or where all answers of a sheet are the old ones in
    another order, a sort that left the hidden ids behind is more likely.
    """
    found: list[tuple[str, str]] = []
    for statements in returned.identity.sheets.values():
        bases = {key: values_of(returned.identity.answers[key]) for key in statements}
        now = {key: cells[key] for key in statements}
        texts = [
            (key, other) for key in statements for other in statements if _came_from(key, other, bases, now)
        ]
        if len({key for key, _ in texts}) > 1:
            found += texts
        else:
            found += _reordered(bases, now)
    return found


def _came_from(key: str, other: str, bases: Mapping[str, Values], now: Mapping[str, Read]) -> bool:
    """Whether a text that only the other statement had went from there to this one, and is no longer there."""
    return key != other and any(
        bool(value := bases[other][field])
        and now[key][field] == value
        and now[other][field] != value
        and sum(base[field] == value for base in bases.values()) == 1
        for field in (Field.EVIDENCE, Field.LINKS, Field.CONTACT, Field.REASON)
    )


def _reordered(bases: Mapping[str, Values], now: Mapping[str, Read]) -> list[tuple[str, str]]:
    before = {key: tuple(map(repr, values.values())) for key, values in bases.items()}
    after = {key: tuple(repr(now[key].get(field, was)) for field, was in bases[key].items()) for key in bases}
    changed = [key for key in before if before[key] != after[key]]
    if len(changed) < 3 or Counter(before.values()) != Counter(after.values()):
        return []
    return [(key, next(other for other in changed if before[other] == after[key])) for key in changed]


def _blank(value: Value | NotUnderstood) -> bool:
    return isinstance(value, str) and is_blank(value)


Row = tuple[str, str, dict[Field, ReturnedCell], ReturnedCell]


def _rows(grid: Grid, own: WorkbookIdentity) -> list[Row]:
    """The rows of statements on a sheet: where each stands, its statement, its cells, the words beside its id."""
    if grid.merged:
        raise CellsMerged(grid.name, grid.merged)
    top, columns = _columns(grid)
    words_in = _column_of_statements(grid, top, columns)
    found: list[Row] = []
    for index, row in enumerate(grid.rows[top + 1 :], start=top + 1):
        place = f"{grid.name} sheet, row {index + 1}"
        statement = visible(str(row[columns[KEY]] or ""))
        cells = {}
        for field in (each for each in Field if each in columns):
            column = columns[field]
            where = f"{place}, column {get_column_letter(column + 1)} ({field.words})"
            cells[field] = ReturnedCell(where, row[column], grid.beside.get((index, column), NOTHING))
        if statement in own.answers:
            words = row[words_in] if words_in is not None else None
            found.append((place, statement, cells, ReturnedCell(place, words)))
        elif statement != HEADING and (statement or not all(_is_blank(cell.raw) for cell in cells.values())):
            raise RowUnknown(place, statement)
    return found


def _is_blank(raw: Raw) -> bool:
    return raw is None or (isinstance(raw, str) and is_blank(unescaped(raw)))


def _column_of_statements(grid: Grid, top: int, columns: Mapping[str, int]) -> int | None:
    """Where the statements stand that people read: under their heading, in the row that has one above the ids."""
    for row in grid.rows[top + 1 : HIGHEST_HEADING]:
        if visible(str(row[columns[KEY]] or "")) == HEADING:
            return next((place for place, cell in enumerate(row) if visible(str(cell)) == STATEMENT), None)
    return None


def _columns(grid: Grid) -> tuple[int, dict[str, int]]:
    """The row (from 0) that names the columns, and where each column stands."""
    for top, row in enumerate(grid.rows[:HIGHEST_HEADING]):
        said = [visible(str(cell)) if cell is not None else "" for cell in row]
        if KEY not in said:
            continue
        names = [name for name in said if name]
        columns = {name: said.index(name) for name in [KEY, *Field] if name in said}
        if missing := [each.words for each in Field if each not in columns and each is not Field.CARRIED]:
            raise HeadingsMissing(grid.name, f"the column “{missing[0]}” is missing")
        if len(set(names)) != len(names):
            raise HeadingsMissing(grid.name, "a column is there twice")
        return top, columns
    raise HeadingsMissing(grid.name, "the hidden row that names the columns is missing")
