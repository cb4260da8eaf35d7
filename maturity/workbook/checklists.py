"""The sheet of a department's workbook for the items of checklists: how it goes out, and how it comes back."""

from collections.abc import Iterator, Mapping

from maturity.assessment.answer import Answer, ItemAnswer
from maturity.assessment.checklist import ItemState
from maturity.assessment.merge import ItemCell, NotUnderstood, Part, Value
from maturity.characters import alike, is_blank, visible
from maturity.framework.model import ChecklistItem, Framework, Statement
from maturity.workbook.cells import ReturnedCell, portable_text, unescaped
from maturity.workbook.reading import Grid

SHEET = "Checklists"
ITEM_KEY = "maturity:item"
"""Heads the hidden column of item ids, in the hidden row that names the columns."""
SAID, WORDS = "said", "words"
HEADINGS = {
    ITEM_KEY: ("Id", 10),
    "": ("Statement", 30),
    "set": ("Set", 24),
    "item": ("Item", 60),
    SAID: ("Answer (choose from the list)", 22),
    WORDS: ("How it is met another way, or anything else", 50),
}
"""By the hidden names of the columns, what people read above them, and how wide they are."""
STATES = {state: state.words for state in ItemState}


def items_of(framework: Framework) -> Iterator[tuple[Statement, str, ChecklistItem]]:
    """Every item in the order of the file, with its statement and what its set is called."""
    for statement in framework.statements:
        for name, items in framework.item_sets(statement):
            for item in items:
                yield statement, name, item


def rows_of(
    framework: Framework, answers: Mapping[str, Answer]
) -> Iterator[tuple[str, str, str, str, str, str]]:
    """The row of every item, under HEADINGS."""
    for statement, name, item in items_of(framework):
        said = answers[statement.id].item(item.id)
        yield item.id, statement.label, name, item.text, STATES[said.said], said.words


def cells_on(grid: Grid) -> tuple[dict[str, tuple[ReturnedCell, ReturnedCell]], list[str]]:
    """By item id, the two cells of its row; and what of the sheet is not as it went out, in words."""
    named = ([visible(str(cell)) if cell is not None else "" for cell in row] for row in grid.rows[:50])
    top, names = next(((place, each) for place, each in enumerate(named) if ITEM_KEY in each), (0, []))
    if not names:
        return {}, ["the hidden row that names the columns is missing"]
    missing = [HEADINGS[each][0] for each in (SAID, WORDS) if each not in names]
    if missing:
        return {}, [f"the column “{missing[0]}” is missing"]
    found: dict[str, tuple[ReturnedCell, ReturnedCell]] = {}
    twice = []
    for index, row in enumerate(grid.rows[top + 1 :], start=top + 2):
        item = visible(str(row[names.index(ITEM_KEY)] or ""))
        if not item or item == HEADINGS[ITEM_KEY][0]:
            continue
        if item in found:
            twice.append(f"the item “{item}” is there twice")
        place = f"{grid.name} sheet, row {index}"
        said, words = (ReturnedCell(place, row[names.index(each)]) for each in (SAID, WORDS))
        found[item] = said, words
    return found, twice


def read_items(
    framework: Framework,
    statement_id: str,
    cells: Mapping[str, tuple[ReturnedCell, ReturnedCell]],
    base: Answer,
) -> dict[Part, Value | NotUnderstood]:
    """What the sheet says of each item of a statement, or why it means nothing; one as it was shown means the base."""
    found: dict[Part, Value | NotUnderstood] = {}
    for item in framework.by_id[statement_id].items:
        was, now = base.item(item.id), _understood(item, *cells[item.id])
        same = isinstance(now, ItemAnswer) and (now.said, now.words) == (
            was.said,
            portable_text(was.words).strip(),
        )
        found[ItemCell(item.id, item.text)] = was if same else now
    return found


def missing_items(framework: Framework, cells: Mapping[str, object]) -> list[str]:
    """The items of which the sheet has no row."""
    return [item.id for _, _, item in items_of(framework) if item.id not in cells]


def _understood(item: ChecklistItem, said: ReturnedCell, words: ReturnedCell) -> ItemAnswer | NotUnderstood:
    written, beside = (_text(each) for each in (said, words))
    if is_blank(written):
        state: ItemState | None = ItemState.NOT_LOOKED_AT
    else:
        state = next((each for each, name in STATES.items() if alike(name) == alike(written)), None)
    if state is None:
        offered = ", ".join(f"“{each}”" for each in STATES.values())
        return NotUnderstood(
            said.place, f"“{written[:60]}” is not an answer to an item. Choose one of {offered}."
        )
    if state is ItemState.ANOTHER_WAY and is_blank(beside):
        return NotUnderstood(words.place, f"“{item.text}” is met another way: say in a few words how.")
    return ItemAnswer(id=item.id, said=state, words=beside)


def _text(cell: ReturnedCell) -> str:
    return "" if cell.raw is None else portable_text(unescaped(str(cell.raw))).strip()
