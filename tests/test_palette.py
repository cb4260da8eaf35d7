"""Colours keep their order without colour vision, and what is printed on them can be read."""

from itertools import pairwise

import pytest

from maturity.palette import (
    DARK,
    DARK_INK,
    LIGHT,
    LIGHT_INK,
    NOTHING,
    RAMP,
    SCALES,
    UNKNOWN,
    Palette,
    ink,
    level_colours,
    on_paper,
    style_sheet,
)
from maturity.settings import ROOT

READABLE = 4.5  # WCAG 2, level AA, for text of ordinary size
EVERY_COLOUR = sorted(
    {
        *(UNKNOWN, NOTHING),
        *(each for look in (LIGHT, DARK) for count in SCALES for each in look.levels(count)),
    }
)


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2, from the definition and not from the code under test."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2: 1 (none) to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#2674ac", "#2674ac") == 1
    # 118 ÷ 255 = 0.4627; ((0.4627 + 0.055) ÷ 1.055)^2.4 = 0.1812; 1.05 ÷ (0.1812 + 0.05) = 4.54
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("colour", EVERY_COLOUR)
def test_ink_can_be_read_on_every_colour(colour: str) -> None:
    assert contrast(ink(colour), colour) >= READABLE


def test_ink_is_dark_on_light_and_light_on_dark() -> None:
    assert ink(RAMP[0]) == ink(UNKNOWN) == ink(NOTHING) == DARK_INK
    assert ink(RAMP[-1]) == LIGHT_INK


@pytest.mark.parametrize("count", range(2, 8))
def test_levels_have_as_many_colours_each_darker_than_the_last(count: int) -> None:
    colours = level_colours(count)
    assert len(set(colours)) == count
    assert (colours[0], colours[-1]) == (RAMP[0], RAMP[-1])
    against_white = [contrast(colour, "#ffffff") for colour in colours]  # rises as luminance falls
    assert all(after > before for before, after in pairwise(against_white))


def test_five_levels_have_the_ramp_itself() -> None:
    assert level_colours(5) == list(RAMP)


def test_no_level_looks_like_an_unknown_or_like_nothing() -> None:
    assert not {UNKNOWN, NOTHING} & {each for count in range(2, 8) for each in level_colours(count)}


@pytest.mark.parametrize("count", SCALES)
def test_on_a_dark_screen_levels_grow_lighter(count: int) -> None:
    against_black = [contrast(colour, "#000000") for colour in DARK.levels(count)]
    assert all(after > before for before, after in pairwise(against_black))


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_words_and_marks_can_be_told_from_the_paper(look: Palette) -> None:
    for words in (look.ink, look.quiet, look.attention):
        assert contrast(words, look.paper) >= READABLE
    for mark in (look.edge, look.score, look.published):
        assert contrast(mark, look.paper) >= 3  # WCAG 2, non-text contrast
    # A range is doubt, and is never drawn stronger than the score.
    assert contrast(look.edge, look.paper) <= contrast(look.score, look.paper) + 0.5


def test_the_style_sheet_has_these_colours() -> None:
    """After a change: put what `python -m maturity.palette` prints between the first comment and the rules."""
    assert style_sheet() in (ROOT / "maturity/pages/shell/front/house.css").read_text(encoding="utf-8")


def test_paper_has_a_partner_for_every_colour_of_a_dark_picture() -> None:
    partners = on_paper()
    assert partners[DARK.ink] == LIGHT.ink
    assert partners[DARK.score] == LIGHT.score
    assert [partners[each] for each in DARK.ramp] == list(LIGHT.ramp)
