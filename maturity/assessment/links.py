"""Where evidence is kept: web addresses, and named places such as a file share or the reference of a record.

One rule for the page, the workbook and every save. An address can be followed; a named place is words, and
never a link. What a browser would run or open on somebody's own computer is neither.
"""

import itertools
import re
from typing import NamedTuple

from maturity.characters import UNSEEN, is_blank, trimmed, without_unseen

LONGEST_LINK = 2_000
"""Characters of one address or named place; what is longer is not found by it."""

SEPARATORS = ",;|"
_QUOTES = "\"'“”‘’«»<>`"
_WEB = re.compile(r"https?://[^\s/<>\"'?#][^\s<>\"]*", re.IGNORECASE)
_BEGINS = re.compile(
    rf"(?<![^\s,;|(\[{{\"'“”‘’«»<>`{UNSEEN}])"  # at the beginning, or after what cannot be within an address
    r"(?:https?:|www\.|(?:[a-z][a-z0-9+.-]*://)|(?:file|javascript|vbscript|data|blob|mailto):(?=\S)|\\\\|//|[a-z]:[\\/])",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"[a-z][a-z0-9+.-]*://|https?(?::|//|/)|(?:java|vb)script\s*:|(?:file|data|blob|mailto|view-source|ms-[a-z]+):\S",
    re.IGNORECASE,
)
_AROUND = SEPARATORS + _QUOTES + ":–—-•·*"
_ONLY_JOINS = {"and", "or", "see"}
_LINE_ENDS = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


class Links(NamedTuple):
    """What was typed as links: those to keep, each by itself, and those that are refused, as they were typed."""

    kept: tuple[str, ...]
    refused: tuple[str, ...]


def read_links(words: str) -> Links:
    """Every address and named place in what was typed, in its order and once.

    Addresses end at white space, or at a comma or semicolon before the next; a named place goes to the end of
    its line. `www.` gets its https://. Separators, quotes, and characters that cannot be seen are taken off the
    ends. An address that is not whole, or of another kind than http and https, is refused.
    """
    kept: dict[str, None] = {}
    refused: dict[str, None] = {}
    for line in _LINE_ENDS.split(words):
        for piece in _pieces(line):
            if may_be_kept(piece):
                kept[piece] = None
            else:
                refused[piece] = None
    return Links(tuple(kept), tuple(refused))


def is_address(link: str) -> bool:
    """Whether a kept link may be shown as one to follow; a named place may not."""
    return len(link) <= LONGEST_LINK and _WEB.fullmatch(link) is not None


def may_be_kept(link: str) -> bool:
    """Whether it is one address or one named place, as `read_links` gives them or as they were kept before."""
    if is_blank(link) or len(link) > LONGEST_LINK or _LINE_ENDS.search(link):
        return False
    return is_address(link) or not _NEVER.match(without_unseen(link).replace("\t", ""))


def _pieces(line: str) -> list[str]:
    """The addresses and named places of one line, still to be judged."""
    starts = [found.start() for found in _BEGINS.finditer(line)]
    if not starts:
        return _words(line, SEPARATORS + _QUOTES)
    found = [each for each in _words(line[: starts[0]], _AROUND) if not _only_joins(each)]
    for start, end in itertools.pairwise([*starts, len(line)]):
        found += _from_its_beginning(line[start:end])
    return found


def _from_its_beginning(words: str) -> list[str]:
    """An address or place that begins here, and what stands behind it."""
    if not re.match(r"https?:|www\.", words, re.IGNORECASE):
        return [trimmed(words, SEPARATORS + _QUOTES)]
    address, *behind = words.split(maxsplit=1)
    while (shorter := _without_end(address)) != address:
        address = shorter
    address = without_unseen(address)
    if address.lower().startswith("www."):
        address = f"https://{address}"
    more = [each for words in behind for each in _words(words, _AROUND) if not _only_joins(each)]
    return [address, *more]


def _words(words: str, around: str) -> list[str]:
    """A named place without what stands around it; an address or more, where one then begins."""
    said = trimmed(words, around)
    if not said:
        return []
    return [said] if said == words else _pieces(said)


def _only_joins(said: str) -> bool:
    """Whether what stands beside an address only counts it, or joins it to the next."""
    speaks = any(letter.isalnum() for letter in said)
    return not speaks or said.lower() in _ONLY_JOINS or re.fullmatch(r"\(?\w{1,2}[.)]", said) is not None


def _without_end(address: str) -> str:
    """An address without what belongs to the sentence around it: a full stop, a bracket that it does not open."""
    address = trimmed(address, SEPARATORS + _QUOTES + ".")
    closed = [pair for pair in ("()", "[]", "{}") if address.endswith(pair[1])]
    return address[:-1] if closed and address.count(closed[0][1]) > address.count(closed[0][0]) else address
