"""What stands on the one page, already in words: described here, drawn by typeset.py and page.typ."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Ranges:
    """Scores with their ranges on one axis, a row each; `ticks` says what stands at its quarters, from one end to the
    other.
    """

    @dataclass(frozen=True)
    class Row:
        label: str
        score: float | None  # per cent, as are low and high; None where there is none: the words say why
        low: float | None
        high: float | None
        words: str  # “67 (60 to 71)”
        known: str  # “16 of 18 known”
        own: bool = False  # the department that the page is about

    alt: str
    rows: Sequence[Row]
    ticks: Sequence[str] = ("0", "25", "50", "75", "100")


@dataclass(frozen=True)
class Mark:
    """How a level or a state is drawn: a colour with words on it, hatched where it is not determined."""

    words: str  # “2”, “?”, “–” or nothing
    fill: str = ""  # a colour, or nothing
    ink: str = "#0b0c0c"
    hatched: bool = False
    dashed: bool = False  # not answered


@dataclass(frozen=True)
class Squares:
    """The statements as squares, a row for each theme."""

    @dataclass(frozen=True)
    class Row:
        label: str
        marks: Sequence[Mark]
        words: str  # “7 of 8 answered”

    alt: str
    rows: Sequence[Row]
    key: Sequence[tuple[Mark, str]]


@dataclass(frozen=True)
class Shares:
    """How many departments are at each level of some statements: a bar of parts for each."""

    @dataclass(frozen=True)
    class Row:
        label: str
        parts: Sequence[tuple[int, Mark]]  # how many, and how they are drawn
        words: str

    alt: str
    rows: Sequence[Row]
    key: Sequence[tuple[Mark, str]]


Picture = Ranges | Squares | Shares


@dataclass(frozen=True)
class Block:
    """A heading with what stands under it."""

    heading: str
    sentences: Sequence[str] = ()
    numbered: Sequence[str] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class Page:
    """One page for a board."""

    title: str  # of the document, as a reader's window shows it
    subject: str  # who and when, in one line
    finding: str
    measure: str  # what the finding is measured by, and its coverage
    blocks: Sequence[Block]
    at: datetime  # of what it tells, and the only time in the file
    marking: str = ""  # the classification, at the head and the foot
    notes: Sequence[str] = field(default=())  # whose method, the source, the head of the history
    language: str = "en"
    region: str = "GB"
