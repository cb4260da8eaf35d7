"""What a deck is made of, before it is written."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Series:
    """A row of bars, or a line; None where there is no figure, which is never a figure of 0."""

    name: str
    values: Sequence[float | None]
    colour: str  # #rrggbb


@dataclass(frozen=True)
class Chart:
    """Bars from the left, by category from the top."""

    title: str
    says: str  # for those who cannot see it
    categories: Sequence[str]
    series: Sequence[Series]
    axis: str  # what the bars measure, with its unit
    highest: float | None = None  # of that axis
    whole: bool = False  # the figures are counts


@dataclass(frozen=True)
class Lines:
    """Lines through time; the first series is drawn strongly, the others are broken."""

    title: str
    says: str
    moments: Sequence[str]
    series: Sequence[Series]
    axis: str
    highest: float


@dataclass(frozen=True)
class Table:
    says: str
    headings: Sequence[str]
    widths: Sequence[float]  # shares of the width; they add up to 1
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Slide:
    """A title that says the finding, sentences, perhaps one picture or table, and where the figures stand."""

    title: str
    sentences: Sequence[str]
    source: str
    shows: Chart | Lines | Table | None = None


@dataclass(frozen=True)
class Deck:
    title: str
    facts: Sequence[str]  # of the title slide
    language: str
    marking: str  # the classification, on every slide
    foot: str  # on every slide: what it is of, and that it is made up where it is
    slides: Sequence[Slide]


def sheets(*names: str) -> str:
    """Where the figures of a slide stand: “Figures: board pack, sheets “Scores” and “Summary”.”"""
    listed = " and ".join(filter(None, [", ".join(f"“{each}”" for each in names[:-1]), f"“{names[-1]}”"]))
    return f"Figures: board pack, {'sheet' if len(names) == 1 else 'sheets'} {listed}."
