"""Typesetting a page as a PDF that says what it is: tagged (PDF/UA-1), its own fonts, the same bytes every time."""

import json
import re
import tempfile
from dataclasses import asdict
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import typst

from maturity.document.page import Page, Ranges, Shares, Squares

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Of the letters, in points: the largest at which all stands on one page."""
SHARPNESS = 110.0
"""Pixels an inch of the picture of a page."""
NOT_SHOWN = "□"
"""Stands for a character that the fonts do not have: PDF/UA refuses a page with one."""

_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_KINDS = {Ranges: "ranges", Squares: "squares", Shares: "shares"}


class NotTypeset(RuntimeError):
    """The typesetter refused the page or warned of it: a bug, as people's words are data and cannot make one."""


def typeset(page: Page) -> bytes:
    """The page as a PDF/UA-1 file; in smaller letters where much is said, so that it is one."""
    return _fitted(page)[0]


def look_of_page(page: Page) -> bytes:
    """The same page as a picture (PNG), to be seen before it is taken."""
    return _set(page, _fitted(page)[1], format="png", ppi=SHARPNESS)


def _fitted(page: Page) -> tuple[bytes, float]:
    """The page as PDF, and the size of its letters."""
    for size in SIZES:
        pdf = _set(page, size, format="pdf", pdf_standards=["ua-1"])
        if _pages(pdf) == 1:
            break
    return pdf, size


def _pages(pdf: bytes) -> int:
    """How many pages the typesetter made of it, whose page objects lie open in the file."""
    return len(_PAGE.findall(pdf))


def _set(page: Page, size: float, **how: Any) -> bytes:
    at = page.at.astimezone(UTC).replace(microsecond=0)
    data = _shown(asdict(page) | {"at": [at.year, at.month, at.day], "size": size})
    for block, described in zip(page.blocks, data["blocks"], strict=True):
        if block.picture is not None:
            described["picture"]["kind"] = _KINDS[type(block.picture)]
    with tempfile.TemporaryDirectory() as nothing:  # what a template may read: an empty folder, and its data
        try:
            pdf, warnings = typst.compile_with_warnings(
                (HERE / "page.typ").read_bytes(),
                root=nothing,
                font_paths=_fonts(),
                sys_inputs={"data": json.dumps(data, allow_nan=False)},
                timestamp=at,
                **how,
            )
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of typst is no Exception
            raise NotTypeset(type(error).__name__) from error
    if warnings or not isinstance(pdf, bytes):  # a missing font is a warning, and the page would be empty
        raise NotTypeset("; ".join(warning.message for warning in warnings))
    return pdf


def _shown(each: Any) -> Any:
    """The same with every word fit to be set."""
    match each:
        case str():
            return settable(each)
        case list() | tuple():
            return [_shown(part) for part in each]
        case dict():
            return {key: _shown(part) for key, part in each.items()}
    return each


def settable(text: str) -> str:
    """The text with □ for what the fonts do not have; ends of lines are spaces on one page."""
    known = _characters()
    return "".join(each if ord(each) in known else " " if each.isspace() else NOT_SHOWN for each in text)


@cache
def _characters() -> frozenset[int]:
    """The code points that both fonts have (fonts/characters.txt, hexadecimal ranges)."""
    found: set[int] = set()
    for line in (FONTS / "characters.txt").read_text(encoding="ascii").split():
        first, _, last = line.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
