"""One cell of a department's workbook: how a value is shown in it, and what is made of what comes back.

What a cell cannot hold (control characters, lone carriage returns, dates before 1901, more than 32,767 UTF-16
units) is shown as near as can be. It is not lost: a cell that comes back as it was shown means the value that
it was shown for, which the workbook's identity holds in full.
"""

import math
import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from maturity.assessment.answer import LONGEST_TEXT, Judgement, LinkRefused, State
from maturity.assessment.links import read_links
from maturity.assessment.merge import Field, NotUnderstood, Value
from maturity.framework.model import Framework, Scale
from maturity.workbook.look import pictured

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
class Cell:
    """A cell as it came back, and where it stands."""

    place: str
    raw: Raw


def choices(scale: Scale) -> list[str]:
    """The drop-down of answers: the levels from the lowest, then the states."""
    return [f"{level.value} {level.name}" for level in scale.levels] + list(STATES.values())


def shown(value: Value, scale: Scale) -> str | date | None:
    """What a cell shows for a value; None is a blank cell."""
    match value:
        case Judgement(level=int(level)):
            said = f"{level} {scale.by_value[level].name}"
        case Judgement():
            return STATES[value.state]
        case bool():
            return YES if value else NO
        case date():
            return value if value.year >= FIRST_YEAR else value.isoformat()
        case tuple():
            said = "\n".join(value)
        case _:
            said = value or ""
    return _fitting(said) or None


def understood(
    framework: Framework, statement_id: str, field: Field, cell: Cell, base: Value
) -> Value | NotUnderstood:
    """The value that a cell means in a field of a statement; one that is as it was shown means the base."""
    scale = framework.scale_of(framework.by_id[statement_id])
    if _as_shown(cell.raw, shown(base, scale)):
        return base
    try:
        match field:
            case Field.ANSWER:
                return _judgement(cell.raw, scale)
            case Field.EVIDENCE_DATE:
                return _date(cell.raw)
            case Field.UNSURE | Field.COME_BACK:
                return _flag(cell.raw)
            case Field.LINKS:
                return _links(cell.raw)
            case _:
                return _text(cell.raw)
    except _Strange as strange:
        return NotUnderstood(cell.place, str(strange))


def plain(text: str) -> str:
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
    code = int(match[1], 16)
    return match[0] if code == 0 or 0xD800 <= code < 0xE000 or code > 0xFFFD else chr(code)


def _units(text: str) -> int:
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def _fitting(text: str) -> str:
    text = plain(text)
    if _units(escaped(text)) <= LONGEST_TEXT:
        return text
    room = (LONGEST_TEXT - len(CUT)) // 4  # an escape makes four letters of one at the most
    return text[:room] + CUT


def _as_shown(raw: Raw, shown: str | date | None) -> bool:
    if isinstance(raw, str) and isinstance(shown, str):
        return plain(unescaped(raw)) == shown or _bare(plain(raw)) == _bare(shown)
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
            said = plain(unescaped(raw))
        case bool():
            said = YES if raw else NO
        case int() | float():
            said = _number(raw)
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
    return said


def _number(raw: float) -> str:
    if not math.isfinite(raw):
        raise _Strange("the cell holds a number without end. Type the words themselves.")
    return str(int(raw)) if raw == int(raw) and abs(raw) < 1e15 else str(raw)


def _words(raw: Raw) -> str:
    """Short words, for cells that hold one of a few."""
    return " ".join(_text(raw).split()).casefold()


def _quoted(raw: Raw) -> str:
    said = _text(raw)
    return f"“{said[:60]}…”" if len(said) > 60 else f"“{said}”"


_LEVEL = re.compile(r"(-?\d{1,9})(?:\.0+)?(?:\s*[:.,)–-]?\s+(.+))?")


def _judgement(raw: Raw, scale: Scale) -> Judgement:
    said = _words(raw)
    names = {state.words.casefold(): state for state in STATES} | {"": State.NOT_ANSWERED}
    names |= {words.casefold(): state for state, words in STATES.items()}
    if said in names:
        return Judgement(state=names[said])
    levels = {" ".join(level.name.split()).casefold(): level.value for level in scale.levels}
    if said in levels and len(levels) == len(scale.levels):
        return Judgement(state=State.LEVEL, level=levels[said])
    parts = _LEVEL.fullmatch(said)
    span = f"({scale.lowest.value} to {scale.highest.value})"
    if parts is None:
        raise _Strange(
            f"{_quoted(raw)} is not an answer. Choose a level {span} from the list in the cell, "
            "or “Cannot determine”, “Does not apply” or “Not answered”."
        )
    value = int(parts[1])
    if value not in scale.by_value:
        raise _Strange(f"level {value} is not on this scale {span}. Choose one from the list in the cell.")
    if parts[2] and levels.get(parts[2]) != value:
        raise _Strange(
            f"{_quoted(raw)} names one level by its number and another by its words; level {value} is "
            f"“{scale.by_value[value].name}”. Choose one from the list in the cell."
        )
    return Judgement(state=State.LEVEL, level=value)


_DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.]\s*(\d{1,2})\s*[/.]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")


def _date(raw: Raw) -> date | None:
    if isinstance(raw, date):
        if raw.year == YEAR_TYPED_ALONE:
            raise _Strange(
                f"{raw:%d/%m/%Y} is what a spreadsheet makes of a year typed alone. "
                "Write it as day/month/year, such as 21/06/2019."
            )
        return raw.date() if isinstance(raw, datetime) else raw
    said = _text(raw).strip()
    if not said:
        return None
    try:
        if found := _ISO.fullmatch(said):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(said):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise _Strange(f"{_quoted(raw)} is not a date. Write it as day/month/year, such as 21/06/2019.")


_FLAGS = {"": False, "no": False, "n": False, "false": False, "0": False} | dict.fromkeys(
    ("yes", "y", "true", "1", "x"), True
)


def _flag(raw: Raw) -> bool:
    said = _words(raw)
    if said not in _FLAGS:
        raise _Strange(f"{_quoted(raw)} is neither Yes nor No. Choose one of the two.")
    return _FLAGS[said]


def _links(raw: Raw) -> tuple[str, ...]:
    kept, refused = read_links(_text(raw))
    if refused:
        raise _Strange(f"{LinkRefused(refused[0])} Write one link a line.")
    return kept
