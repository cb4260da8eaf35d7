"""Characters that nobody sees: what comes along when words are pasted, and must not tell two words apart."""

import re
import unicodedata

_BLANK_BUT_SHOWN = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffe\uffff"
"""Drawn as nothing, though Unicode counts them as letters, marks or symbols; the two last are no characters."""
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
UNSEEN = (
    _BLANK_BUT_SHOWN
    + _SELECTORS
    + "".join(
        re.escape(letter)
        for letter in map(
            chr, (*range(0x20000), *range(0xE0000, 0xE1000))
        )  # beyond are ideographs and nothing
        if unicodedata.category(letter) in ("Cf", "Cc") and not letter.isspace()
    )
)
"""For a class of a regular expression: zero-width spaces, byte-order marks, soft hyphens, marks of direction,
control characters that are no white space.
"""
_UNSEEN = re.compile(f"[{UNSEEN}]")


def without_unseen(text: str) -> str:
    """Text without the characters that cannot be seen; white space is kept.

    Not for what people write at length: emoji, Persian and Hindi are spelt with such characters.
    """
    return _UNSEEN.sub("", text)


def visible(text: str) -> str:
    """Short words without the characters that cannot be seen, each run of white space as one space."""
    return " ".join(without_unseen(text).split())


def is_blank(text: str) -> bool:
    """Whether nothing can be seen in it: no letter, only white space and characters that cannot be seen."""
    return not visible(text)


def alike(text: str) -> str:
    """What short words are compared by: without case, spaces at the ends, or characters that cannot be seen."""
    return unicodedata.normalize("NFKC", visible(text)).casefold()


def trimmed(text: str, also: str = "") -> str:
    """Text without white space, characters that cannot be seen, and those of `also`, at either end."""
    start, end = 0, len(text)
    while start < end and _goes(text[start], also):
        start += 1
    while end > start and _goes(text[end - 1], also):
        end -= 1
    return text[start:end]


def _goes(letter: str, also: str) -> bool:
    return letter.isspace() or letter in also or _UNSEEN.match(letter) is not None
