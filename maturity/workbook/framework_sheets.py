"""A framework as a spreadsheet, for those who do not write YAML: a row a statement, a column a level; there and back.

What comes back is the text of a framework file, so that there is one format, one check and one set of sentences.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import yaml
from openpyxl import Workbook as Book
from openpyxl.cell import Cell as BookCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from maturity.errors import MaturityError
from maturity.framework.model import Framework, LevelsAndMore
from maturity.wording import listed
from maturity.workbook.cells import Broken, Raw
from maturity.workbook.opening import WorkbookRefused, open_workbook
from maturity.workbook.reading import Grid
from maturity.workbook.style import HEADING, HEADING_RULE, PLAIN, height, text

ABOUT, SCALE, STATEMENTS, CHANGES = "Framework", "Scale", "Statements", "Changes"
SHEETS = {
    SCALE: ["Value", "Name", "Meaning"],
    STATEMENTS: ["Theme", "Id", "Label", "Statement", "Weight", "An assessor would ask to see", "Reference"],
    CHANGES: ["Kind", "Was", "Now"],
}
WIDTHS = {"Value": 8, "Name": 20, "Meaning": 60, "Id": 22, "Weight": 8, "Kind": 14, "Theme": 22, "Label": 26}
LEVEL = "Level "
"""Begins the heading of a level's column: “Level 0”."""
UP = "To move up from "
"""Begins the heading of what to do next: “To move up from 0”."""
NO_PLACE = {
    "facets": "facets",
    "contradictions": "contradictions",
    "challenge": "weights of where to look first",
    "target_profiles": "target profiles",
    "evidence_months": "a limit for old evidence",
    "bar": "a bar",
    "rules": "checklists",
    "kinds": "kinds of body",
    "unit": "systems that are assessed",
    "translates": "the mark of a translation",
    "corrects": "texts that it corrects",
}
"""What a framework file may hold, and the spreadsheet has no place for."""
KEYS = {
    "Id": ("id", "Lower-case letters, digits and single hyphens: data-maturity-2027"),
    "Edition": ("edition", "As people say it: 2027"),
    "Title": ("title", "What people read"),
    "Language": ("language", "en, cy and so on"),
    "Publisher": ("source.publisher", "Who published the statements"),
    "Publication": ("source.title", "Where they stand"),
    "Part of it": ("source.part", "Leave empty for all of it"),
    "Published": ("source.published", "A day, as 2027-06-21"),
    "Licence": ("licence", "What the publisher allows, and what is ours"),
    "Whose statements": ("origin.statements", "publisher, or house for our own"),
    "Whose scale": ("origin.scale", "publisher, or house"),
    "Whose levels": ("origin.levels", "publisher, or house"),
    "Whose guidance": ("origin.guidance", "publisher, or house"),
    "Whose scoring": ("origin.scoring", "publisher, or house"),
    "Overall score": ("scoring.overall", "statement_mean, theme_mean, weakest or none"),
    "Evidence from level": ("high_level", "Leave empty to ask for none"),
    "Series": ("series", "The same in every edition; leave empty for the first of its kind"),
    "Follows": (
        "follows.edition",
        "The id of the edition before, if there is one; then fill in the sheet Changes",
    ),
}
"""The rows of the first sheet, the key of the file that each is, and what to write."""
NUMBERS = ("high_level",)


class SheetsCannotHold(MaturityError):
    def __init__(self, framework: Framework, what: str) -> None:
        super().__init__(
            f"“{framework.title}” has {what}, which the spreadsheet has no place for. Download its file instead."
        )


class FrameworkSheetMissing(WorkbookRefused):
    def __init__(self, sheet: str) -> None:
        super().__init__(
            f"This workbook has no sheet “{sheet}” with its headings. Begin with the spreadsheet downloaded here."
        )


def framework_workbook(framework: Framework | None = None) -> bytes:
    """The bytes of a template: with a framework in it, or to be filled in. Raises SheetsCannotHold."""
    if framework is not None and (what := _too_much(framework)):
        raise SheetsCannotHold(framework, what)
    book = Book()
    book.remove(book.worksheets[0])
    levels = [0, 1, 2, 3, 4] if framework is None else list(framework.scales[framework.scale].by_value)
    of = {} if framework is None else framework.model_dump(mode="json", exclude_unset=True, by_alias=True)
    about = [[label, _at(of, key), help_] for label, (key, help_) in KEYS.items()]
    _fill(book.create_sheet(ABOUT), ["What", "Yours", "How"], about, {"What": 24, "Yours": 60, "How": 70})
    scale = [[str(value), "", ""] for value in levels]
    if framework is not None:
        scale = [
            [str(each.value), each.name, each.meaning] for each in framework.scales[framework.scale].levels
        ]
    _fill(book.create_sheet(SCALE), SHEETS[SCALE], scale, WIDTHS)
    headings = [*SHEETS[STATEMENTS], *(f"{LEVEL}{value}" for value in levels)]
    headings += [f"{UP}{value}" for value in levels[:-1]]
    _fill(book.create_sheet(STATEMENTS), headings, list(_statements(framework, levels)), WIDTHS)
    changes = framework.follows.changes if framework is not None and framework.follows else ()
    rows = [[str(each.kind), ", ".join(each.was), ", ".join(each.now)] for each in changes]
    _fill(book.create_sheet(CHANGES), SHEETS[CHANGES], rows, WIDTHS)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def framework_text(data: bytes) -> str:
    """The text of the framework file that a filled template says; what is wrong in it, `check` finds.

    Raises WorkbookRefused for a file that is no such template.
    """
    grids = {grid.name.casefold(): grid for grid in open_workbook(data)}
    document: dict[str, Any] = {"format": 1}
    for row in _rows(grids, ABOUT, ["What", "Yours"]):
        key, value = KEYS.get(row["What"], ("", ""))[0], row["Yours"]
        if key and value:
            _put(document, key, int(value) if key in NUMBERS and value.isdecimal() else value)
    _put(document, "source.published", _day(document))
    levels = [
        {"value": _number(row["Value"]), "name": row["Name"], "meaning": row["Meaning"] or row["Name"]}
        for row in _rows(grids, SCALE, SHEETS[SCALE])
    ]
    statements = list(_rows(grids, STATEMENTS, ["Theme", "Label", "Statement"]))
    themes: dict[str, list[dict[str, Any]]] = {}
    for row in statements:
        themes.setdefault(row["Theme"], []).append(_statement(row))
    document |= {
        "counts": {"themes": len(themes), "statements": len(statements)},
        "scale": "levels",
        "scales": {"levels": levels},
        "themes": [{"id": _slug(label), "label": label, "statements": of} for label, of in themes.items()],
    }
    if "follows" in document:
        document["follows"]["changes"] = [
            {"was": _ids(row["Was"]), "now": _ids(row["Now"]), "kind": row["Kind"].lower()}
            for row in _rows(grids, CHANGES, SHEETS[CHANGES])
        ]
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=1_000_000)


def can_hold(framework: Framework) -> bool:
    """Whether the spreadsheet has a place for all that the framework asks."""
    return not _too_much(framework)


def _too_much(framework: Framework) -> str:
    if any(theme.topics for theme in framework.themes):
        return "topics within its themes"
    if len(framework.scales) > 1:
        return "several scales"
    if any(theme.weight != 1 for theme in framework.themes):
        return "weights of themes"
    if "least_known" in framework.scoring.model_fields_set:
        return "a share that must be known"
    if framework.scoring.model_fields_set - {"overall"}:
        return "tiers, units or a first sentence"
    if isinstance(framework.scales[framework.scale].root, LevelsAndMore) or any(
        each.worth is not None or each.described is None for each in framework.scales[framework.scale].levels
    ):
        return "a scale with worths of its own, or without meanings"
    if any(each.code or each.asked is None or each.looks is None for each in framework.statements):
        return "codes, or statements without texts"
    if any(not isinstance(told, str) for each in framework.statements for told in each.advice.values()):
        return "several pieces of advice for one level"
    if framework.follows and framework.follows.same != "by-id":
        return "statements that are the same only where they are listed"
    return listed([words for key, words in NO_PLACE.items() if key in framework.model_fields_set])


def _statements(framework: Framework | None, levels: Sequence[int]) -> Iterator[list[str]]:
    for theme in framework.themes if framework is not None else ():
        for each in theme.statements:
            own = [theme.label, each.id, each.called, each.text, f"{each.weight:g}"]
            own += ["\n".join(each.evidence), each.reference or ""]
            yield [
                *own,
                *(each.levels.get(level, "") for level in levels),
                *(each.moving_up.get(level, "") for level in levels[:-1]),
            ]


def _statement(row: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": row.get("Id") or _slug(row["Label"]),
        "label": row["Label"],
        "text": row["Statement"],
        "levels": _by_level(row, LEVEL),
    }
    if moving_up := _by_level(row, UP):
        found["moving_up"] = moving_up
    if (weight := row.get("Weight", "")) not in ("", "1"):
        found["weight"] = _number(weight)
    if evidence := row.get("An assessor would ask to see"):
        found["evidence"] = [line for line in evidence.splitlines() if line.strip()]
    if reference := row.get("Reference"):
        found["reference"] = reference
    return found


def _by_level(row: Mapping[str, str], begins: str) -> dict[int, str]:
    numbered = {
        heading.removeprefix(begins): words for heading, words in row.items() if heading.startswith(begins)
    }
    return {int(number): words for number, words in numbered.items() if number.isdecimal() and words}


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


def _rows(grids: Mapping[str, Grid], sheet: str, needed: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of a sheet under its headings, wherever those stand; empty rows are left out."""
    grid = grids.get(sheet.casefold())
    if grid is None:
        raise FrameworkSheetMissing(sheet)
    headings: dict[int, str] = {}
    for row in grid.rows:
        words = {column: _words(value) for column, value in enumerate(row)}
        if not headings:
            if set(needed) <= set(words.values()):
                headings = {column: heading for column, heading in words.items() if heading}
            continue
        found = {heading: words.get(column, "") for column, heading in headings.items()}
        if any(found.values()):
            yield {**dict.fromkeys(needed, ""), **found}
    if not headings:
        raise FrameworkSheetMissing(sheet)


def _words(raw: Raw) -> str:
    match raw:
        case None | Broken():
            return ""
        case datetime():
            return raw.date().isoformat()
        case float():
            return f"{raw:g}"
        case _:
            return str(raw).strip()


def _at(of: Mapping[str, Any], key: str) -> str:
    value: Any = of
    for step in key.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return "" if value is None else str(value)


def _put(document: dict[str, Any], key: str, value: object) -> None:
    *above, last = key.split(".")
    for step in above:
        document = document.setdefault(step, {})
    if value is not None:
        document[last] = value


def _day(document: Mapping[str, Any]) -> object:
    said = document.get("source", {}).get("published")
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        return said


def _number(words: str) -> object:
    try:
        value = float(words)
    except ValueError:
        return words or None
    return int(value) if value.is_integer() else value


def _ids(words: str) -> list[str]:
    return [each for each in re.split(r"[,;\s]+", words) if each]


def _slug(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
