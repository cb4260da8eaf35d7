"""Every colour there is: of levels and states, scores and ranges, on light and on dark. One place for the pages, the
charts, the tables, the workbook, the slides and the page for a board; what is printed is light.

Stronger is higher: levels run from hollow to full, darker on light paper and lighter on a dark screen, so that they
keep their order without colour vision and in grey print. What nobody knows is a pattern and no colour; whatever has a
level also carries its number. One warm colour, with one meaning: attention.
"""

import sys
from dataclasses import dataclass

DARK_INK, LIGHT_INK = "#0b0c0c", "#ffffff"
SCALES = range(2, 8)
"""How many levels a scale may have, of which the pages have the colours ready."""


@dataclass(frozen=True)
class Palette:
    """Colours on one background, as #rrggbb; those of the other background stand for the same."""

    paper: str
    ink: str  # words
    quiet: str  # words beside them: sources, counts
    rule: str  # lines between rows, borders of a block
    ramp: tuple[str, ...]  # levels, lowest first
    edge: str  # of the lowest level, which is hollow; the whisker of a range
    hatch: str  # lines across what is not determined
    score: str
    band: str  # the space between two lines
    attention: str  # late, challenged, evidence missing; nothing else
    published: str  # findings that stand beside live ones
    kind: str  # a level that is no better than another: all of them alike, and none of the ramp

    def levels(self, count: int) -> list[str]:
        """A colour for each of `count` levels (two or more), lowest first."""
        if count == len(self.ramp):
            return list(self.ramp)
        steps = [place * (len(self.ramp) - 1) / (count - 1) for place in range(count)]
        return [_between(self.ramp, step) for step in steps]


LIGHT = Palette(
    paper="#ffffff",
    ink=DARK_INK,
    quiet="#484f54",
    rule="#d5d9dd",
    ramp=("#eef3f8", "#bcd6ef", "#6bace6", "#2073bc", "#12436d"),
    edge="#6b7f90",
    hatch="#b1b8be",
    score="#2073bc",
    band="#dbe7f3",
    attention="#b45309",
    published="#5c6670",
    kind="#e6e0ee",
)
DARK = Palette(
    paper="#14181b",
    ink="#f3f2f1",
    quiet="#b8c0c6",
    rule="#3a434a",
    ramp=("#24303b", "#2a4c6d", "#2f74b0", "#6bace6", "#d6e8fa"),
    edge="#8a99a6",
    hatch="#56626c",
    score="#6bace6",
    band="#22364a",
    attention="#f0b45c",
    published="#a3adb5",
    kind="#3d3550",
)

RAMP = LIGHT.ramp
KIND = "kind"
"""What the pages' style sheet calls the look of a level that is no better than another."""
UNKNOWN = "#e1e5e8"
"""Where a pattern cannot be had, as in a cell of a spreadsheet; its words stand in it."""
NOTHING = LIGHT.paper


def level_colours(count: int) -> list[str]:
    """A colour for each of `count` levels (two or more), lowest first, as #rrggbb: on paper."""
    return LIGHT.levels(count)


def ink(colour: str) -> str:
    """Dark or light, whichever reads better on the colour: the higher contrast by WCAG 2."""
    light = _luminance(colour)
    with_dark = (light + 0.05) / (_luminance(DARK_INK) + 0.05)
    with_light = (_luminance(LIGHT_INK) + 0.05) / (light + 0.05)
    return DARK_INK if with_dark >= with_light else LIGHT_INK


def name_of_level(count: int, place: int) -> str:
    """What the pages' style sheet calls the level at a place (from 0) of a scale of so many: “s5-3”."""
    return f"s{count}-{place}"


def colours_of(count: int, *, ordered: bool) -> list[str]:
    """The same, or one colour for all where none is better than another."""
    return level_colours(count) if ordered else [LIGHT.kind] * count


def names_of(count: int, *, ordered: bool) -> list[str]:
    """What the style sheet calls each of so many levels, the lowest first."""
    return [name_of_level(count, place) for place in range(count)] if ordered else [KIND] * count


def style_sheet() -> str:
    """The colours as the pages' style sheet has them: each by its name, for both backgrounds."""
    pairs = {name: (getattr(LIGHT, name), getattr(DARK, name)) for name in NAMED}
    pairs[f"{KIND}-ink"] = (ink(LIGHT.kind), ink(DARK.kind))
    for count in SCALES:
        for place, pair in enumerate(zip(LIGHT.levels(count), DARK.levels(count), strict=True)):
            name = name_of_level(count, place)
            pairs[name], pairs[f"{name}-ink"] = pair, (ink(pair[0]), ink(pair[1]))
    lines = [f"  --{name}: light-dark({light}, {dark});" for name, (light, dark) in pairs.items()]
    rules = [
        f".{name} {{ background: var(--{name}); color: var(--{name}-ink); }}"
        for name in pairs
        if f"{name}-ink" in pairs
    ]
    return "\n".join([":root {", *lines, "}", *rules])


def on_paper() -> dict[str, str]:
    """For every colour of a picture on a dark screen, the one that stands for the same on paper."""
    dark = [getattr(DARK, name) for name in NAMED] + [each for count in SCALES for each in DARK.levels(count)]
    light = [getattr(LIGHT, name) for name in NAMED] + [
        each for count in SCALES for each in LIGHT.levels(count)
    ]
    return {**dict(zip(dark, light, strict=True)), DARK_INK: LIGHT_INK, LIGHT_INK: DARK_INK}


NAMED = (
    "paper",
    "ink",
    "quiet",
    "rule",
    "edge",
    "hatch",
    "score",
    "band",
    "attention",
    "published",
    "kind",
)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _between(ramp: tuple[str, ...], step: float) -> str:
    below = min(int(step), len(ramp) - 2)
    share = step - below
    pairs = zip(_channels(ramp[below]), _channels(ramp[below + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


if __name__ == "__main__":
    sys.stdout.write(f"{style_sheet()}\n")
