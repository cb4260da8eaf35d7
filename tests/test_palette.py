"""Colours keep their order without colour vision, and what is printed on them can be read."""

from itertools import pairwise

import pytest

from maturity.palette import DARK_INK, LIGHT_INK, NOTHING, RAMP, UNKNOWN, ink, level_colours

READABLE = 4.5  # WCAG 2, level AA, for text of ordinary size
EVERY_COLOUR = sorted(
    {*RAMP, UNKNOWN, NOTHING, *(each for count in range(2, 8) for each in level_colours(count))}
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
