"""How every workbook of ours looks, and how words are put in a cell: what the pack and the template share."""

import math
import re
import textwrap
from functools import lru_cache

from openpyxl.cell import Cell as BookCell
from openpyxl.styles import Border, Font, NamedStyle, Side

TITLE = Font(name="Arial", size=16, bold=True)
HEADING_1 = "Heading 1"
PLAIN = Font(name="Arial", size=11)
HEADING = Font(name="Arial", size=11, bold=True)
LINK = Font(name="Arial", size=11, color="1D4ED8", underline="single")
HEADING_RULE = Border(bottom=Side(style="medium", color="0B0C0C"))
CELL_RULE = Border(bottom=Side(style="thin", color="B1B4B6"))
LINE, TALLEST = 14.5, 409.0  # points: a line of Arial 11, and the tallest row that Excel shows
WIDE = 40  # characters: in a narrower column one wide word more makes a line more
MOST_UNITS = 32_767
"""UTF-16 units that one cell holds; an emoji takes two."""
MOST_QUOTED = 255
"""UTF-16 units of a text within a formula, as Excel takes it."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def title_style() -> NamedStyle:
    """The program's own style of a first heading, in our letters; each workbook needs one of its own."""
    return NamedStyle(name=HEADING_1, font=TITLE, builtinId=16)


def text(cell: BookCell, value: str) -> None:
    """Put words in a cell so that no program takes them for a formula.

    Characters that a workbook cannot hold become what `pictured` makes of them.
    """
    cell.value = pictured(value)
    cell.data_type = "s"
    if could_be_formula(value):
        cell.quotePrefix = True


def could_be_formula(value: str) -> bool:
    return value[:1] in ("=", "+", "-", "@", "\t", "\r")


def pictured(value: str) -> str:
    """Text that XML can hold: control characters as their visible pictures (U+2400 to U+241F), other such as U+FFFD."""
    return _CONTROL.sub(
        lambda match: chr(0x2400 + ord(match[0])) if ord(match[0]) < 0x20 else "\ufffd", value
    )


def quotable(value: str) -> str:
    """Text that a formula can quote, cut where it is longer than Excel takes; each of its quotes is to be doubled."""
    kept = pictured(value)
    if _quoted(kept) <= MOST_QUOTED:
        return kept
    while _quoted(kept) >= MOST_QUOTED:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def _quoted(value: str) -> int:
    return len(value.replace('"', '""').encode("utf-16-le")) // 2


def pieces(value: str) -> list[str]:
    """Text in as many pieces as it takes for each to go into one cell; no character is cut in two."""
    if 2 * len(value) <= MOST_UNITS:
        return [value]
    found, start, units = [], 0, 0
    for place, letter in enumerate(value):
        width = 2 if ord(letter) > 0xFFFF else 1
        if units + width > MOST_UNITS:
            found.append(value[start:place])
            start, units = place, 0
        units += width
    return [*found, value[start:]]


def height(cells: list[tuple[str, float]]) -> float:
    """Points that a row needs for its words, given the characters that each cell has across.

    Written down because not every program works it out on opening.
    """
    lines = max(_lines(words, _letters(width)) for words, width in cells or [("", 1.0)])
    return min(LINE * lines + 3, TALLEST)


def _letters(width: float) -> int:
    """How many letters of running text surely go into a width told in figures, which are wider than most letters."""
    return max(1, math.floor(width * (1.1 if width >= WIDE else 1.0)))


@lru_cache(maxsize=1024)  # most cells of a column say what the one above says
def _lines(words: str, width: int) -> int:
    return sum(
        1 if len(paragraph) < width else max(1, len(textwrap.wrap(paragraph, width - 1 or 1)))
        for paragraph in words.split("\n")
    )
