"""One cell of a department's workbook: how a value is shown in it, and what is made of what comes back.

What a cell cannot hold (control characters, lone carriage returns, dates before 1901, more than 32,767 UTF-16
units) is shown as near as can be. It is not lost: a cell that comes back as it was shown means the value that
it was shown for, which the workbook's identity holds in full.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from urllib.parse import unquote

from maturity.assessment.answer import (
    LONGEST_TEXT,
    EvidenceDateRefused,
    ItemAnswer,
    Judgement,
    LinkRefused,
    State,
    check_evidence_date,
)
from maturity.assessment.links import is_address, read_links
from maturity.assessment.merge import Field, NotUnderstood, Value
from maturity.characters import alike, is_blank
from maturity.framework.model import Framework, Scale
from maturity.workbook.formats import plain_number
from maturity.workbook.style import pictured

STATES = {
    State.NOT_DETERMINED: "Cannot determine",
    State.NOT_APPLICABLE: "Does not apply",
    State.NOT_ANSWERED: "Not answered",
}
YES, NO = "Yes", "No"
FIRST_YEAR = 1901
"""Spreadsheet programs disagree on the days of 1900, and have none before."""
YEAR_TYPED_ALONE = 1905
"""The days numbered 1900 to 2100 of a spreadsheet's calendar all lie in it."""
CUT = "… [More than a cell holds. The whole text is in the app: change it there.]"


class Broken(Enum):
    """What a cell may hold that is not a value."""

    FORMULA = "a formula"
    ERROR = "an error"
    TIME = "a time of day"


Raw = str | int | float | bool | datetime | date | Broken | None


@dataclass(frozen=True)
class CellExtras:
    """What a cell carries besides its value: how a number is shown, an address behind the words, notes on it."""

    shown: str = ""
    address: str = ""
    notes: tuple[str, ...] = ()
    struck: bool = False  # words are struck through


NOTHING = CellExtras()


@dataclass(frozen=True)
class ReturnedCell:
    """A cell as it came back, where it stands, and what it carries."""

    place: str
    raw: Raw
    beside: CellExtras = NOTHING


def choices(scale: Scale) -> list[str]:
    """The drop-down of answers: the levels from the lowest, then the states."""
    return [level.numbered for level in scale.levels] + list(STATES.values())


def cell_value(value: Value, scale: Scale) -> str | date | None:
    """What a cell shows for a value; None is a blank cell."""
    match value:
        case Judgement(level=int(level)):
            said = scale.by_value[level].numbered
        case Judgement():
            return STATES[value.state]
        case bool():
            return YES if value else NO
        case date():
            return value if value.year >= FIRST_YEAR else value.isoformat()
        case tuple():
            said = "\n".join(value)
        case ItemAnswer():
            return value.said.words  # with its words in the cell beside: see workbook.checklists
        case _:
            said = value or ""
    return _fitting(said) or None


def understood(
    framework: Framework, statement_id: str, field: Field, cell: ReturnedCell, base: Value
) -> Value | NotUnderstood:
    """The value that a cell means in a field of a statement; one that is as it was shown means the base."""
    scale = framework.scale_of(framework.by_id[statement_id])
    try:
        if _as_shown(cell.raw, cell_value(base, scale)):
            return _with_address(base, cell) if isinstance(base, tuple) else base
        match field:
            case Field.ANSWER:
                return _judgement(cell.raw, scale)
            case Field.EVIDENCE_DATE:
                return _date(cell.raw)
            case Field.UNSURE | Field.COME_BACK:
                return _flag(cell.raw)
            case Field.CARRIED:
                return _still_carried(cell.raw, bool(base))
            case Field.LINKS:
                return _with_address(_links(_as_typed(cell)), cell)
            case _:
                return _as_typed(cell)
    except _Strange as strange:
        return NotUnderstood(cell.place, str(strange))


def lost(field: Field, cell: ReturnedCell) -> list[str]:
    """Sentences on what a cell carries that does not come in with its value."""
    beside, told = cell.beside, []
    if beside.address and field is not Field.LINKS and not _names(beside.address, str(cell.raw)):
        told.append(
            f"the address {_cut(beside.address)} is behind the words, and only the words come in. "
            "Put the address under “Links to evidence” to keep it."
        )
    if beside.address and field is Field.LINKS:
        words = read_links(portable_text(unescaped(str(cell.raw or "")))).kept
        behind = read_links(_place_behind(beside.address)).kept
        spelt = any(_names(beside.address, each) for each in words)
        if behind and _are_words(words) and not spelt:
            told.append(
                f"the address behind the words comes in, and the words “{_cut(words[0])}” do not. "
                "Put them under “Evidence” to keep them."
            )
        elif not behind and not spelt:
            told.append(
                f"{_cut(beside.address)} is behind the words and cannot be kept as a link, so only the words "
                "come in. Write in words where the evidence is kept."
            )
    told += [
        f"the note “{_cut(note)}” does not come in. Put it into the cell to keep it."
        for note in beside.notes[:3]
    ]
    if beside.struck:
        told.append("words that are struck through come in as all others do. Delete what no longer holds.")
    return [f"{cell.place}: {each}" for each in told]


_HYPERLINK = re.compile(
    r'=?\s*(?:_xlfn\.)?HYPERLINK\(\s*"((?:[^"]|"")*)"\s*(?:[,;]\s*(?:"((?:[^"]|"")*)"|.*)\s*)?\)\s*',
    re.IGNORECASE | re.DOTALL,
)


def linked_by(formula: str) -> tuple[str, str] | None:
    """The address that a HYPERLINK formula leads to, and its words; None for another, or one that works it out."""
    found = _HYPERLINK.fullmatch(formula)
    if found is None:
        return None
    address, words = (each.replace('""', '"') for each in (found[1], found[2] or found[1]))
    return address, words


def _with_address(links: tuple[str, ...], cell: ReturnedCell) -> tuple[str, ...]:
    """The links of a cell, with the address behind its words: that is what is wanted there, and not the words."""
    address = cell.beside.address
    if not address or any(_names(address, each) for each in links):
        return links
    behind = read_links(_place_behind(address)).kept
    return behind if behind and _are_words(links) else (*links, *behind)


def _are_words(links: tuple[str, ...]) -> bool:
    """Whether a cell of links holds but words, under which an address may be."""
    return len(links) == 1 and not is_address(links[0])


def _place_behind(address: str) -> str:
    """An address behind words as one would write it: a file on a share by its path, as file managers show it."""
    share = re.match(r"file:/*(?:[\\/]{2})?(?=[^\\/])", address, re.IGNORECASE)
    if share is None:
        return address
    rest = unquote(address[share.end() :]).replace("/", "\\")
    return rest if re.match(r"[A-Za-z]:", rest) else f"\\\\{rest}"


def _names(address: str, words: str) -> bool:
    """Whether words spell out the address that is behind them, as spreadsheet programs make links of what is typed."""
    return _spelt(_place_behind(address)) in {_spelt(words), *map(_spelt, words.split())}


def _spelt(words: str) -> str:
    bare = re.sub(r"^(?:https?://|mailto:)", "", alike(unquote(words)))
    return bare.rstrip("/")


def _cut(words: str) -> str:
    said = " ".join(words.split())
    return said if len(said) <= 60 else f"{said[:59]}…"


def portable_text(text: str) -> str:
    """Text as spreadsheet programs can all keep it: line feeds alone, and pictures for control characters."""
    return pictured(text.replace("\r\n", "\n").replace("\r", "\n"))


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def escaped(text: str) -> str:
    """Text for the file, where “_x0041_” would be read as “A”: its underscore is escaped."""
    return _ESCAPE.sub(r"_x005F_x\1_", text)


def unescaped(text: str) -> str:
    """Text from a file, with “_x000D_” and the like read as spreadsheet programs mean them."""
    return _ESCAPE.sub(_character, text)


def _bare(text: str) -> str:
    """Text without escaped underscores: LibreOffice 7.4 drops some of them when it saves."""
    while (fewer := text.replace("_x005F_", "_")) != text:
        text = fewer
    return text


def _character(match: re.Match[str]) -> str:
    # Only what XML cannot hold is written so, and the underscore that keeps other text from being read so:
    # “_x0020_” that stands in a file as it is was typed, or comes from a program that escapes nothing.
    code = int(match[1], 16)
    return chr(code) if 0 < code < 0x20 or code == ord("_") else match[0]


def _units(text: str) -> int:
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def _fitting(text: str) -> str:
    text = portable_text(text)
    if _units(escaped(text)) <= LONGEST_TEXT:
        return text
    room = (LONGEST_TEXT - len(CUT)) // 4  # an escape makes four letters of one at the most
    return text[:room] + CUT


def _as_shown(raw: Raw, shown: str | date | None) -> bool:
    if isinstance(raw, str) and isinstance(shown, str):
        return portable_text(unescaped(raw)) == shown or _bare(portable_text(raw)) == _bare(shown)
    if isinstance(raw, datetime):
        return raw.date() == shown
    return type(raw) is type(shown) and raw == shown


class _Strange(Exception):
    """Carries the sentence on a cell that is not understood."""


def _text(raw: Raw) -> str:
    match raw:
        case None:
            said = ""
        case str():
            said = portable_text(unescaped(raw))
        case bool():
            said = "TRUE" if raw else "FALSE"
        case int() | float():
            said = _number(raw)
        case datetime() if raw.time() != time():
            said = f"{raw:%d/%m/%Y %H:%M}"
        case date():
            said = f"{raw:%d/%m/%Y}"
        case _:
            raise _Strange(f"the cell holds {raw.value}. Type the words themselves.")
    if said.endswith(CUT):
        raise _Strange(
            "this text was too long for a cell, so the workbook held only its beginning. "
            "Change it in the app, or write a shorter text without the note at its end."
        )
    if len(said) > LONGEST_TEXT:
        raise _Strange(f"the text has {len(said):,} characters; {LONGEST_TEXT:,} can be kept. Shorten it.")
    return "" if is_blank(said) else said


def _as_typed(cell: ReturnedCell) -> str:
    """The words of a cell; of a number, how the cell shows it."""
    words = _text(cell.raw)
    number = isinstance(cell.raw, int | float) and not isinstance(cell.raw, bool)
    return cell.beside.shown or words if number else words


def _number(raw: float) -> str:
    if not math.isfinite(raw):
        raise _Strange("the cell holds a number without end. Type the words themselves.")
    return plain_number(raw)


def _words(raw: Raw) -> str:
    """Short words, for cells that hold one of a few."""
    return alike(_text(raw))


def _quoted(raw: Raw) -> str:
    said = _text(raw)
    return f"“{said[:60]}…”" if len(said) > 60 else f"“{said}”"


_LEVEL = re.compile(r"(-?\d{1,9})(?:\.0+)?(?:\s*[:.,)–-]?\s+(.+))?")


def _judgement(raw: Raw, scale: Scale) -> Judgement:
    said = _words(raw)
    names = {alike(state.words): state for state in STATES} | {"": State.NOT_ANSWERED}
    names |= {alike(words): state for state, words in STATES.items()}
    if said in names:
        return Judgement(state=names[said])
    called = {level.value: alike(level.name) for level in scale.levels}
    seen = {level.number: level.value for level in scale.levels if level.number}
    parts = _LEVEL.fullmatch(said)
    if parts is not None and not seen:
        parts = None  # the names are all there is
    value = None if parts is None else seen.get(str(int(parts[1])))
    if parts is None or (parts[2] is None and value is None):
        named = [value for value, name in called.items() if name == said]
        if len(named) == 1:
            return Judgement(state=State.LEVEL, level=named[0])
    span = f"({scale.span})"
    if parts is None:
        raise _Strange(
            f"{_quoted(raw)} is not an answer. Choose a level {span} from the list in the cell, "
            "or “Cannot determine”, “Does not apply” or “Not answered”."
        )
    if value is None:
        raise _Strange(
            f"level {int(parts[1])} is not on this scale {span}. Choose one from the list in the cell."
        )
    if parts[2] and parts[2] != called[value]:
        raise _Strange(
            f"{_quoted(raw)} names one level by its number and another by its words; level {int(parts[1])} is "
            f"“{scale.by_value[value].name}”. Choose one from the list in the cell."
        )
    return Judgement(state=State.LEVEL, level=value)


_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december"]  # fmt: skip
_BETWEEN = r"[\s/.,-]+"
_DAY_FIRST = re.compile(rf"(\d{{1,2}}){_BETWEEN}(\d{{1,2}}){_BETWEEN}(\d{{4}})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[t ]00:00(?::00)?)?")
_DAY_AND_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?(?:{_BETWEEN}|\s+of\s+)([a-z]{{3,9}}){_BETWEEN}(\d{{4}})"
)
_MONTH_AND_DAY = re.compile(rf"([a-z]{{3,9}}){_BETWEEN}(\d{{1,2}})(?:st|nd|rd|th)?{_BETWEEN}(\d{{4}})")
_WEEKDAY = re.compile(rf"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?{_BETWEEN}")


def _date(raw: Raw) -> date | None:
    if isinstance(raw, date):
        if raw.year == YEAR_TYPED_ALONE:
            raise _Strange(
                f"{raw:%d/%m/%Y} is what a spreadsheet makes of a year typed alone. "
                "Write it as day/month/year, such as 21/06/2019."
            )
        found: date | None = raw.date() if isinstance(raw, datetime) else raw
    else:
        said = _words(raw)
        if not said:
            return None
        found = _day_in_words(_WEEKDAY.sub("", said, count=1))
    if found is None:
        raise _Strange(
            f"{_quoted(raw)} is not a date. Write it as day/month/year, such as 21/06/2019 or 21 June 2019."
        )
    try:
        check_evidence_date(found)
    except EvidenceDateRefused as refused:
        raise _Strange(str(refused)) from None
    return found


def _day_in_words(said: str) -> date | None:
    """The day that words name, where they can mean one only; day first, where the month is a number."""
    try:
        if found := _ISO.fullmatch(said):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(said):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _DAY_AND_MONTH.fullmatch(said):
            return date(int(found[3]), _month(found[2]), int(found[1]))
        if found := _MONTH_AND_DAY.fullmatch(said):
            return date(int(found[3]), _month(found[1]), int(found[2]))
    except ValueError:
        pass
    return None


def _month(said: str) -> int:
    """1 to 12; 0, which no date has, for words that are no month."""
    named = [number for number, name in enumerate(_MONTHS, 1) if said in (name, name[:3])]
    return 9 if said == "sept" else named[0] if named else 0


_FLAGS = {"": False, "no": False, "n": False, "false": False, "0": False} | dict.fromkeys(
    ("yes", "y", "true", "1", "x"), True
)


def _flag(raw: Raw) -> bool:
    said = _words(raw)
    if said not in _FLAGS:
        raise _Strange(f"{_quoted(raw)} is neither Yes nor No. Choose one of the two.")
    return _FLAGS[said]


def _still_carried(raw: Raw, carried: bool) -> bool:
    """Whether it still waits to be confirmed: emptying the cell confirms nothing, and nothing can be made to wait."""
    waits = carried if not _words(raw) else _flag(raw)
    if waits and not carried:
        raise _Strange("this answer was not carried over, so it does not wait to be confirmed. Choose No.")
    return waits


def _links(words: str) -> tuple[str, ...]:
    kept, refused = read_links(words)
    if refused:
        raise _Strange(f"{LinkRefused(refused[0])} Write one link a line.")
    if len("\n".join(kept)) > LONGEST_TEXT:
        raise _Strange(
            f"the links have more than {LONGEST_TEXT:,} characters together. Keep the most important."
        )
    return kept
