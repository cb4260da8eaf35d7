"""The cells of an .xlsx file, read from its parts by a plain parser: words, dates and numbers, and what stands by them.

Only parts that carry words of ours are opened: the list of sheets, the texts, the formats of numbers, the sheets
with their links and notes. Pictures, drawings, themes, colours and everything else are not looked at, so nothing
in them can stop an import. Every part that is opened is refused at the first document type (there is no honest use
for entities in a workbook).
"""

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from maturity.workbook.cells import Broken, CellExtras, Raw, linked_by
from maturity.workbook.formats import as_shown

DEEPEST = 100
MOST_ROWS, MOST_COLUMNS = 5_000, 100
"""Of a sheet that is read; what lies beyond was never ours."""
MOST_LINKED = 1_000
"""Cells that one link is told of."""


class Unreadable(Exception):
    """A part of the workbook is missing or says what no workbook says."""


class DocumentType(Exception):
    """A part declares a document type."""


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet from A1 on, row by row; what else cells carry, by row and column from 0."""

    name: str
    rows: list[list[Raw]]
    merged: tuple[str, ...] = ()
    beside: Mapping[tuple[int, int], CellExtras] = field(default_factory=dict)
    pictured: bool = False
    """Whether pictures, text boxes or charts lie over the cells."""


Part = Callable[[str], bytes | None]
"""Gives a part by its name, whatever its capitals; None where there is none."""


def read_sheets(part: Part) -> list[Grid]:
    """Every sheet of cells, hidden ones too; raises Unreadable, DocumentType, or what its parser raises."""
    book = _main_part(part)
    found = _Outline(_needed(part, book))
    relations = _relations(part, book)
    own = list(relations.values())
    strings = _Texts(_named(part, own, "sharedStrings", book)).items
    looks = _Looks(_named(part, own, "styles", book))
    grids = []
    for name, key in found.sheets:
        relation = relations.get(key)
        if relation is None:
            raise Unreadable(f"the sheet {name} leads nowhere")
        if relation.kind == "worksheet":
            cells = _Cells(_needed(part, relation.target), strings, looks, found.epoch)
            grids.append(_grid(part, name, relation.target, cells))
    return grids


def creator(part: Part) -> str:
    """The program that first wrote the file, as it calls itself; nothing where that cannot be told."""
    content = part("docprops/core.xml")
    try:
        return _Creator(content).said.strip() if content else ""
    except expat.ExpatError:
        return ""


def _grid(part: Part, name: str, place: str, cells: "_Cells") -> Grid:
    relations = _relations(part, place)
    linked = dict(cells.linked)
    for ref, key, words in cells.hyperlinks[:MOST_ROWS]:
        target = relations[key].target if key in relations else ""
        for spot in _spots(ref):
            if target:
                linked[spot] = f"{target}#{words}" if words else target
    notes = _notes(part, list(relations.values()))
    height = max((row for row, _ in cells.values), default=-1) + 1
    width = max((column for _, column in cells.values), default=0) + 1
    rows: list[list[Raw]] = [[None] * width for _ in range(height)]
    for (row, column), raw in cells.values.items():
        rows[row][column] = raw
    beside = {
        spot: CellExtras(
            cells.shown.get(spot, ""), linked.get(spot, ""), notes.get(spot, ()), spot in cells.struck_through
        )
        for spot in {*cells.shown, *linked, *notes, *cells.struck_through}
    }
    pictured = any(relation.kind == "drawing" for relation in relations.values())
    return Grid(name, rows, tuple(cells.merged), beside, pictured)


@dataclass(frozen=True)
class _Relation:
    kind: str
    target: str


def _main_part(part: Part) -> str:
    for relation in _relations(part, "").values():
        if relation.kind == "officeDocument":
            return relation.target
    return "xl/workbook.xml"


def _needed(part: Part, name: str) -> bytes:
    content = part(name)
    if content is None:
        raise Unreadable(f"there is no {name}")
    return content


def _named(part: Part, own: list[_Relation], kind: str, book: str) -> bytes:
    """The part of a kind; without one, that of the usual name; nothing where there is none."""
    usual = posixpath.join(posixpath.dirname(book), f"{kind}.xml")
    target = next((relation.target for relation in own if relation.kind == kind), usual)
    return part(target) or b""


def _relations(part: Part, of: str) -> dict[str, _Relation]:
    folder, name = posixpath.split(of)
    content = part(posixpath.join(folder, "_rels", f"{name}.rels"))
    return _Relations(content, folder).found if content else {}


def _notes(part: Part, relations: list[_Relation]) -> dict[tuple[int, int], tuple[str, ...]]:
    """What is noted on cells. A conversation is kept as a note as well, which then only says so."""
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for kind in ("threadedComment", "comments"):
        for relation in relations:
            content = part(relation.target) if relation.kind == kind else None
            try:
                noted = _Notes(content).found if content else {}
            except expat.ExpatError:  # nothing of ours is in it
                continue
            found = noted | found
    return found


def _spot(ref: str) -> tuple[int, int]:
    """Row and column, from 0, of a cell such as E6 or $E$6."""
    letters = ref.replace("$", "").rstrip("0123456789").upper()
    digits = ref.replace("$", "")[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3 and 0 < len(digits) <= 7):
        raise Unreadable(f"there is no cell {ref[:20]}")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1


def _spots(ref: str) -> Iterator[tuple[int, int]]:
    """The cells of a range that are within what is read."""
    first, _, last = ref.partition(":")
    (top, left), (bottom, right) = _spot(first), _spot(last or first)
    if (bottom - top + 1) * (right - left + 1) > MOST_LINKED:
        bottom, right = top, left  # of a whole column, say: it is told once
    for row in range(top, min(bottom, MOST_ROWS - 1) + 1):
        for column in range(left, min(right, MOST_COLUMNS - 1) + 1):
            yield row, column


Attributes = dict[str, str]


class _Reader:
    """Reads one part; subclasses hear of each element by its local name, whatever its namespace is called."""

    def __init__(self, content: bytes) -> None:
        self.path: list[str] = []
        self.text: list[str] = []
        if content:
            parser = expat.ParserCreate(namespace_separator=" ")
            parser.buffer_text = True
            parser.StartDoctypeDeclHandler = self._refuse
            parser.StartElementHandler = self._start
            parser.EndElementHandler = self._end
            parser.CharacterDataHandler = self.text.append
            parser.Parse(content, True)

    def begin(self, name: str, attributes: Attributes) -> None:
        """An element begins; its name is the last of `path`."""

    def end(self, name: str, text: str) -> None:
        """An element ends; `text` is what stood directly before its end."""

    def _refuse(self, *_: object) -> None:
        raise DocumentType

    def _start(self, name: str, attributes: Attributes) -> None:
        local = name.rpartition(" ")[2]
        self.path.append(local)
        self.text.clear()
        if len(self.path) > DEEPEST:
            raise Unreadable("it is too deep")
        self.begin(local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def _end(self, _: str) -> None:
        self.end(self.path.pop(), "".join(self.text))
        self.text.clear()


class _Relations(_Reader):
    def __init__(self, content: bytes, folder: str) -> None:
        self.folder, self.found = folder, dict[str, _Relation]()
        super().__init__(content)

    def begin(self, name: str, attributes: Attributes) -> None:
        if name != "Relationship":
            return
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
        if attributes.get("TargetMode", "").lower() != "external":
            path = target.replace("\\", "/")
            target = posixpath.normpath(posixpath.join("/", self.folder, path)).lstrip("/")
        self.found[attributes.get("Id", "")] = _Relation(kind, target)


class _Outline(_Reader):
    """The sheets of the workbook, in their order, with the keys that lead to them."""

    def __init__(self, content: bytes) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.epoch = WINDOWS_EPOCH
        super().__init__(content)
        if not self.sheets:
            raise Unreadable("it has no sheets")

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "sheet" and self.path[-2:-1] == ["sheets"]:
            self.sheets.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "workbookPr" and attributes.get("date1904", "0") in ("1", "true"):
            self.epoch = MAC_EPOCH


class _Creator(_Reader):
    def __init__(self, content: bytes) -> None:
        self.said = ""
        super().__init__(content)

    def end(self, name: str, text: str) -> None:
        if name == "creator":
            self.said = text


@dataclass(frozen=True)
class _Text:
    words: str
    struck: bool


class _Runs(_Reader):
    """Gathers texts that are written in runs, each with its look; how words are pronounced is left out."""

    def __init__(self, content: bytes) -> None:
        self.words: list[str] = []
        self.struck = self.strikes = False
        super().__init__(content)

    def begin(self, name: str, attributes: Attributes) -> None:
        if name == "r":
            self.strikes = False
        elif name == "strike" and attributes.get("val", "1") not in ("0", "false"):
            self.strikes = True

    def end(self, name: str, text: str) -> None:
        if name == "t" and "rPh" not in self.path:
            self.words.append(text)
            self.struck = self.struck or (self.strikes and not text.isspace())

    def gathered(self) -> _Text:
        """What was gathered since the last time."""
        text = _Text("".join(self.words), self.struck)
        self.words, self.struck, self.strikes = [], False, False
        return text


class _Texts(_Runs):
    """The texts that cells share, letter by letter as they stand in the file."""

    def __init__(self, content: bytes) -> None:
        self.items: list[_Text] = []
        super().__init__(content)

    def end(self, name: str, text: str) -> None:
        super().end(name, text)
        if name == "si":
            self.items.append(self.gathered())


class _Notes(_Runs):
    def __init__(self, content: bytes) -> None:
        self.found: dict[tuple[int, int], tuple[str, ...]] = {}
        self.ref = ""
        super().__init__(content)

    def begin(self, name: str, attributes: Attributes) -> None:
        super().begin(name, attributes)
        if name in ("comment", "threadedComment"):
            self.ref = attributes.get("ref", "")

    def end(self, name: str, text: str) -> None:
        super().end(name, text)
        if name == "text" and self.path[-1:] == ["threadedComment"]:
            self.words.append(text)
        if name in ("comment", "threadedComment"):
            said = self.gathered().words.strip()
            try:
                spot = _spot(self.ref)
            except Unreadable:
                return
            if said:
                self.found[spot] = (*self.found.get(spot, ()), said)


class _Looks(_Reader):
    """The format of numbers, and whether words are struck through, by the number of a look. No colours."""

    def __init__(self, content: bytes) -> None:
        self.codes: dict[int, str] = dict(BUILTIN_FORMATS)
        self.fonts: list[bool] = []
        self.looks: list[tuple[int, int]] = []
        super().__init__(content)

    def begin(self, name: str, attributes: Attributes) -> None:
        inside = self.path[-2:-1]
        if name == "numFmt" and inside == ["numFmts"]:
            self.codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
        elif name == "font" and inside == ["fonts"]:
            self.fonts.append(False)
        elif name == "strike" and inside == ["font"] and self.fonts and "fonts" in self.path:
            self.fonts[-1] = attributes.get("val", "1") not in ("0", "false")
        elif name == "xf" and inside == ["cellXfs"]:
            self.looks.append((_whole(attributes.get("numFmtId")), _whole(attributes.get("fontId"))))

    def code(self, look: int) -> str:
        return self.codes.get(self.looks[look][0], "General") if 0 <= look < len(self.looks) else "General"

    def strikes(self, look: int) -> bool:
        font = self.looks[look][1] if 0 <= look < len(self.looks) else -1
        return 0 <= font < len(self.fonts) and self.fonts[font]


def _whole(said: str | None) -> int:
    """A number of a look; a strange one is that of no look."""
    return int(said) if said is not None and said.isascii() and said.isdigit() and len(said) < 10 else 0


class _Cells(_Runs):
    """One sheet: the value of each cell, and its links, formats and merged ranges."""

    def __init__(self, content: bytes, strings: list[_Text], looks: _Looks, epoch: datetime) -> None:
        self.strings, self.looks, self.epoch = strings, looks, epoch
        self.values: dict[tuple[int, int], Raw] = {}
        self.shown: dict[tuple[int, int], str] = {}
        self.linked: dict[tuple[int, int], str] = {}
        self.struck_through: set[tuple[int, int]] = set()
        self.hyperlinks: list[tuple[str, str, str]] = []
        self.merged: list[str] = []
        self.row = self.column = -1
        self.kind, self.look, self.value = "n", 0, ""
        self.formula: str | None = None
        super().__init__(content)

    def begin(self, name: str, attributes: Attributes) -> None:
        super().begin(name, attributes)
        match name:
            case "row":
                self.row = _spot(f"A{attributes['r']}")[0] if "r" in attributes else self.row + 1
                self.column = -1
            case "c":
                place = attributes.get("r")
                row, self.column = _spot(place) if place else (self.row, self.column + 1)
                if row != self.row or row < 0:
                    raise Unreadable(f"{place} is not in row {self.row + 1}")
                self.kind, self.look = attributes.get("t", "n"), _whole(attributes.get("s"))
                self.value, self.formula = "", None
                self.gathered()
            case "mergeCell":
                self.merged.append(attributes.get("ref", ""))
            case "hyperlink":
                known = attributes.get("ref", ""), attributes.get("id", ""), attributes.get("location", "")
                self.hyperlinks.append(known)

    def end(self, name: str, text: str) -> None:
        super().end(name, text)
        if name == "v":
            self.value = text
        elif name == "f":
            self.formula = text
        elif name == "c":
            self._keep()

    def _keep(self) -> None:
        spot = (self.row, self.column)
        if not (self.row < MOST_ROWS and 0 <= self.column < MOST_COLUMNS):
            return
        raw, struck = self._raw()
        if self.formula is not None and (link := linked_by(self.formula)) is not None:
            self.linked[spot], words = link
            raw = self.value or words
        elif self.formula is not None:
            raw = Broken.FORMULA
        if raw is None or raw == "":
            return
        if spot in self.values:
            raise Unreadable("a cell is there twice")
        self.values[spot] = raw
        if struck or self.looks.strikes(self.look):
            self.struck_through.add(spot)
        if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < float("inf"):
            self.shown[spot] = as_shown(raw, self.looks.code(self.look))

    def _raw(self) -> tuple[Raw, bool]:
        gathered = self.gathered()
        match self.kind:
            case "s":
                place = int(self.value) if self.value else -1
                if self.value and not 0 <= place < len(self.strings):
                    raise Unreadable("a text is missing")
                text = self.strings[place] if self.value else _Text("", struck=False)
                return text.words, text.struck
            case "inlineStr":
                return gathered.words, gathered.struck
            case "str":
                return self.value, False
            case "b":
                return (self.value.strip() == "1" if self.value else None), False
            case "e":
                return Broken.ERROR, False
            case "d":
                return self._date_in_words(), False
            case "n":
                return self._number(), False
        raise Unreadable("a cell is of no known kind")

    def _date_in_words(self) -> Raw:
        said = self.value.strip().removesuffix("Z")
        try:
            return datetime.fromisoformat(said) if said else None
        except ValueError:
            return Broken.TIME if said[:1] in "0123456789T" and ":" in said else self.value

    def _number(self) -> Raw:
        if not self.value.strip():
            return None
        number = float(self.value)
        if is_date_format(self.looks.code(self.look)):
            try:
                moment: object = from_excel(number, self.epoch)
            except (ValueError, OverflowError):
                return Broken.ERROR
            if isinstance(moment, time | timedelta):
                return Broken.TIME
            return moment if isinstance(moment, date) else None
        return int(number) if number == number // 1 and abs(number) < 1e15 else number
