"""A department's workbook, to be filled in where there is no network: what is on it, and how it is laid out."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from openpyxl import Workbook as Book
from openpyxl.cell import Cell as BookCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from maturity.assessment.answer import NOT_ANSWERED, Answer
from maturity.assessment.merge import Field, value_of
from maturity.assessment.round import Assessment, Department, Round
from maturity.briefing.asked import part_in_words
from maturity.briefing.checklists import level_range_in_words
from maturity.framework.model import Framework, Statement
from maturity.wording import day
from maturity.workbook import checklists, identity
from maturity.workbook.cells import NO, YES, cell_value, choices, escaped
from maturity.workbook.identity import WorkbookIdentity
from maturity.workbook.style import CELL_RULE, HEADING_RULE, PLAIN, TALLEST, TITLE, height, text
from maturity.workbook.style import HEADING as BOLD

INSTRUCTIONS, LISTS = "Instructions", "Lists"
KEY = "maturity:statement"
"""Heads the hidden column of statement ids, in the hidden row that names the columns."""
HEADING = "Id"
"""Stands above the ids, in the row of the headings that people see."""
STATEMENT = "Statement"
"""Heads the column of the statements' own words."""
ITEM_STATES = "*items"
"""The list of how an item may be answered, among those of the scales: no scale has such an id."""
CREATOR = "Data-maturity dashboard"
FIRST = 5
"""The row of the first statement, below the hidden names, the title, a note and the headings."""

WIDTHS: dict[Field, tuple[str, int]] = {
    Field.ANSWER: ("Answer (choose from the list)", 22),
    Field.EVIDENCE: ("Evidence, in your own words", 50),
    Field.EVIDENCE_DATE: ("Date of the newest evidence (day/month/year)", 16),
    Field.LINKS: ("Links to evidence, or where it is kept (one a line)", 36),
    Field.CONTACT: ("Who can be asked", 24),
    Field.REASON: ("Why it does not apply", 28),
    Field.UNSURE: ("Unsure (Yes or No)", 10),
    Field.COME_BACK: ("Come back to this (Yes or No)", 12),
    Field.CARRIED: ("Still to confirm (Yes; No once it still holds)", 14),
}
STATEMENT_WIDTH, LEVELS_WIDTH, WIDEST = 34, 58, 250
TO_FILL = PatternFill("solid", fgColor="FFFDF0")
_THIN = Side(style="thin", color="B1B4B6")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def make(
    framework: Framework,
    round_: Round,
    department: Department,
    assessment: Assessment,
    answers: Mapping[str, Answer],
    *,
    made: datetime,
    filled: bool,
) -> bytes:
    """The bytes of a department's workbook: an .xlsx with the answers so far, or empty.

    Every string is text, never a formula; headings are locked without a password, cells to fill in are not.
    """
    of_statements = {}
    for statement in framework.statements:
        answer = answers.get(statement.id, NOT_ANSWERED)
        of_statements[statement.id] = (
            answer if filled else NOT_ANSWERED.model_copy(update={"version": answer.version})
        )
    ticked = [checklists.SHEET] if any(checklists.items_of(framework)) else []
    names = sheet_names([theme.label for theme in framework.themes], ticked)
    sheets = dict(zip(names, framework.themes, strict=True))
    own = WorkbookIdentity(
        made=made,
        round_id=round_.id,
        round_title=round_.title,
        department_id=department.id,
        department_name=department.name,
        assessment_id=assessment.id,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        sheets={name: tuple(s.id for s in theme.every_statement()) for name, theme in sheets.items()},
        answers=of_statements,
        whole=len(framework.whole.statements),
    )
    book = Book()
    book.remove(book.worksheets[0])
    _instructions(book.create_sheet(INSTRUCTIONS), framework, own)
    pages = [book.create_sheet(name) for name in sheets]
    lists = _lists(book.create_sheet(LISTS), framework)
    for page, theme in zip(pages, framework.themes, strict=True):
        title = f"{theme.label}: {department.name}, {round_.title}"
        _theme(page, framework, title, list(theme.every_statement()), of_statements, lists)
    for name in ticked:
        title = f"{name}: {department.name}, {round_.title}"
        _checklists(book.create_sheet(name), framework, title, of_statements, lists[ITEM_STATES])
    _remember(book.create_sheet(identity.SHEET), own)
    book.active = 0
    book.properties.title = f"Data maturity: {department.name}, {round_.title}"
    book.properties.language = framework.language
    book.properties.creator = CREATOR
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def asked(statement: Statement) -> str:
    """The words of a statement in its row."""
    return f"{statement.label}\n{statement.text}" if statement.asked else statement.label


def sheet_names(labels: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """Names that every spreadsheet program takes for sheets: short, without []:*?/\\, no two alike, no `others`."""
    taken = {name.casefold() for name in (INSTRUCTIONS, LISTS, identity.SHEET, "history", *others)}
    names = []
    for label in labels:
        kept = "".join(" " if letter in "[]:*?/\\" or ord(letter) < 32 else letter for letter in label)
        stem = " ".join(kept.split()).strip("'")[:24].strip(" '") or "Theme"
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} {number}"
        taken.add(name.casefold())
        names.append(name)
    return names


def _instructions(page: Worksheet, framework: Framework, own: WorkbookIdentity) -> None:
    scales = {framework.scale_of(statement).levels: None for statement in framework.statements}
    lines: list[tuple[str, str]] = [
        ("Department", own.department_name),
        ("Round", own.round_title),
        ("Framework", f"{framework.title}, edition {framework.edition} ({framework.source.publisher})"),
        *([("Asked", part_in_words(len(own.answers), own.whole))] if own.whole > len(own.answers) else []),
        ("Made", f"{day(own.made)}, {own.made:%H:%M} ({own.made.tzname()})"),
        ("What to do", "Go through the sheets named " + ", ".join(f"“{name}”" for name in own.sheets) + "."),
        ("1", "Read the statement, and what each level looks like for it."),
        ("2", "Choose the answer from the list in the cell. Leave it at “Not answered” if you cannot say yet."),
        ("3", "“Cannot determine” is for: we have looked, and there is no evidence to judge on."),
        ("4", "“Does not apply” needs a reason, in the column “Why it does not apply”."),
        ("5", "Say what shows it: words, the date of the newest evidence, and links or where it is kept."),
        *([("6", "“Yes” under “Still to confirm” stands beside an answer of the last round: choose “No” where it "
                 "still holds, or change the answer.")] if any(each.carried for each in own.answers.values()) else []),
        ("At the end", "Save the workbook as .xlsx, and bring it back on the page “Work offline” of the app."),
        ("Colleagues", "Others may go on in the app meanwhile. Nothing of theirs is overwritten: on the way back "
         "you see every change, and choose where both of you changed the same cell."),
        ("Please keep", "The names of the sheets, the headings and the order of the rows. You may widen and colour. "
         "Only the pale cells are read: no notes on cells, pictures or sheets of your own."),
    ]  # fmt: skip
    if any(checklists.items_of(framework)):
        lines.append(
            (checklists.SHEET, "On their sheet choose an answer for each item: the level follows. Choose another level "
             "on the sheet of its theme only where you judge otherwise, with the reason in “Why it does not apply”.")
        )  # fmt: skip
    for levels in scales:
        lines.append(("Levels", "What they mean in general; each statement has its own words."))
        lines += [(level.numbered, level.meaning) for level in levels]
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 90
    _put(page, 1, 1, "Data maturity: your department's own assessment", TITLE).alignment = Alignment()
    for row, (left, right) in enumerate(lines, start=3):
        _put(page, row, 1, left, BOLD, border=CELL_RULE)
        _put(page, row, 2, right, PLAIN, border=CELL_RULE)
        page.row_dimensions[row].height = height([(left, 26), (right, 90)])
    _finish(page, "A3")


def _lists(page: Worksheet, framework: Framework) -> dict[str, str]:
    """Write the drop-downs' choices on a hidden sheet; gives the range of each scale's, and of yes and no."""
    ranges: dict[str, str] = {}
    columns = {key: choices(scale) for key, scale in framework.scales.items()} | {"": [YES, NO]}
    if any(checklists.items_of(framework)):
        columns[ITEM_STATES] = list(checklists.STATES.values())
    for column, (key, words) in enumerate(columns.items(), start=1):
        for row, word in enumerate(words, start=1):
            text(_cell(page, row, column), escaped(word))
        letter = get_column_letter(column)
        ranges[key] = f"{quote_sheetname(page.title)}!${letter}$1:${letter}${len(words)}"
    page.sheet_state = "hidden"
    page.protection.enable()
    return ranges


def _theme(
    page: Worksheet,
    framework: Framework,
    title: str,
    statements: Sequence[Statement],
    answers: Mapping[str, Answer],
    lists: Mapping[str, str],
) -> None:
    headings = [
        HEADING,
        STATEMENT,
        "What each level looks like",
        *(heading for heading, _ in WIDTHS.values()),
    ]
    levels = {each.id: _levels(framework, each, answers[each.id]) for each in statements}
    widths = [10, STATEMENT_WIDTH, _wide_enough(levels.values()), *(width for _, width in WIDTHS.values())]
    for column, (key, heading, width) in enumerate(
        zip([KEY, "", "", *WIDTHS], headings, widths, strict=True), start=1
    ):
        if key:
            text(_cell(page, 1, column), str(key))
        head = _put(page, FIRST - 1, column, heading, BOLD, border=HEADING_RULE)
        head.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal="left", indent=1)
        page.column_dimensions[get_column_letter(column)].width = width
    _put(page, 2, 2, title, TITLE).alignment = Alignment(horizontal="left", indent=1)
    note = "Fill in the pale cells. Everything else is locked, so that the workbook can come back."
    _put(page, 3, 2, note, PLAIN).alignment = Alignment(horizontal="left", indent=1)
    page.row_dimensions[FIRST - 1].height = height(
        [(heading, width * 0.7) for heading, width in zip(headings, widths, strict=True)]
    )
    for row, statement in enumerate(statements, start=FIRST):
        _row(page, row, framework, statement, answers[statement.id], lists, (levels[statement.id], widths[2]))
    page.column_dimensions["A"].hidden = True
    page.row_dimensions[1].hidden = True
    page.print_title_rows = f"{FIRST - 1}:{FIRST - 1}"
    _finish(page, f"C{FIRST}")


def _checklists(
    page: Worksheet, framework: Framework, title: str, answers: Mapping[str, Answer], states: str
) -> None:
    """The sheet of items: a row an item, the last two cells of it to fill in."""
    for column, (key, (heading, width)) in enumerate(checklists.HEADINGS.items(), start=1):
        if key:
            text(_cell(page, 1, column), key)
        head = _put(page, FIRST - 1, column, heading, BOLD, border=HEADING_RULE)
        head.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal="left", indent=1)
        page.column_dimensions[get_column_letter(column)].width = width
    _put(page, 2, 2, title, TITLE).alignment = Alignment(horizontal="left", indent=1)
    note = "Fill in the pale cells. What an item comes to is worked out when the workbook comes back."
    _put(page, 3, 2, note, PLAIN).alignment = Alignment(horizontal="left", indent=1)
    widths = [width for _, width in checklists.HEADINGS.values()]
    for row, values in enumerate(checklists.rows_of(framework, answers), start=FIRST):
        for column, value in enumerate(values, start=1):
            open_ = column > len(values) - 2
            put = _put(page, row, column, value or None, PLAIN, border=BOX if open_ else CELL_RULE)
            if open_:
                put.protection, put.fill = Protection(locked=False), TO_FILL
        _offer(page, states, f"{get_column_letter(len(values) - 1)}{row}")
        page.row_dimensions[row].height = height(list(zip(values[1:], widths[1:], strict=True)))
    page.column_dimensions["A"].hidden = True
    page.row_dimensions[1].hidden = True
    page.print_title_rows = f"{FIRST - 1}:{FIRST - 1}"
    _finish(page, f"C{FIRST}")


def _levels(framework: Framework, statement: Statement, answer: Answer) -> str:
    """What each level looks like, and what its checklist came to."""
    levels = "\n".join(
        f"{level.numbered}: {words}" if (words := framework.looks_like(statement, level)) else level.numbered
        for level in framework.scale_of(statement).levels
    )
    if answer.comes_to is not None:
        levels += f"\n\nIts checklist came to {level_range_in_words(framework, statement, answer.comes_to)}."
    return levels


def _wide_enough(words: Iterable[str]) -> int:
    """The width at which the longest words fit into the tallest row that there is: what is beyond it is cut off."""
    longest, width = list(words), LEVELS_WIDTH
    while width < WIDEST and height([(each, width) for each in longest]) >= TALLEST:
        width += 16
    return min(width, WIDEST)


def _row(
    page: Worksheet,
    row: int,
    framework: Framework,
    statement: Statement,
    answer: Answer,
    lists: Mapping[str, str],
    levels: tuple[str, float],
) -> None:
    scale = framework.scale_of(statement)
    text(_cell(page, row, 1), statement.id)
    words = asked(statement)
    _put(page, row, 2, words, PLAIN, border=CELL_RULE)
    _put(page, row, 3, levels[0], PLAIN, border=CELL_RULE)
    tall: list[tuple[str, float]] = [(words, STATEMENT_WIDTH), levels]
    for column, (field, (_, width)) in enumerate(WIDTHS.items(), start=4):
        value = cell_value(value_of(answer, field), scale)
        put = _put(page, row, column, value, PLAIN, border=BOX)
        put.protection = Protection(locked=False)
        put.fill = TO_FILL
        if field is Field.EVIDENCE_DATE:
            put.number_format = "dd/mm/yyyy"
        elif isinstance(value, str):
            tall.append((value, width))
        if field in (Field.ANSWER, Field.UNSURE, Field.COME_BACK, Field.CARRIED):
            key = (statement.scale or framework.scale) if field is Field.ANSWER else ""
            _offer(page, lists[key], put.coordinate)
    page.row_dimensions[row].height = height(tall)


def _offer(page: Worksheet, choices: str, place: str) -> None:
    for offered in page.data_validations.dataValidation:
        if offered.formula1 == choices:
            offered.add(place)
            return
    offered = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True)
    offered.errorTitle, offered.error = "Not on the list", "Please choose from the list in the cell."
    offered.add(place)
    page.add_data_validation(offered)


def _remember(page: Worksheet, own: WorkbookIdentity) -> None:
    for row, line in enumerate(identity.identity_lines(own), start=1):
        text(_cell(page, row, 1), line)
    page.sheet_state = "veryHidden"
    page.protection.enable()


def _put(
    page: Worksheet, row: int, column: int, value: str | date | None, font: Font, border: Border | None = None
) -> BookCell:
    cell = _cell(page, row, column)
    cell.font = font
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
    if border is not None:
        cell.border = border
    if isinstance(value, str):
        text(cell, escaped(value))
    else:
        cell.value = value
    return cell


def _cell(page: Worksheet, row: int, column: int) -> BookCell:
    cell = page.cell(row=row, column=column)
    assert isinstance(cell, BookCell)  # noqa: S101  (nothing is merged here)
    return cell


def _finish(page: Worksheet, frozen: str) -> None:
    page.freeze_panes = frozen
    page.sheet_view.showGridLines = False
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]
    page.protection.enable()  # without a password: against slips, not against people
    for may in ("formatCells", "formatColumns", "formatRows"):
        setattr(page.protection, may, False)  # False: not locked
