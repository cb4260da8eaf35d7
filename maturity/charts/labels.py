"""Words beside a picture: its legend, its axes, and labels made to fit."""

import math
from collections.abc import Sequence
from typing import Any

from maturity.briefing.shown_as import PER_CENT, FigureWords

TEXT = 15
"""Pixels, of words in a picture: as large as in a table."""
LEAST_SPAN = 20.0
"""Per cent across a rising axis of scores."""


def folded(label: str, width: int = 14) -> str:
    """The label over as many lines of up to `width` letters as it needs; a longer word has a line of its own."""
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def legend(ink: str, **also: object) -> dict[str, Any]:
    """Names above the picture, unless told otherwise; a click on one takes nothing away."""
    return {
        "font": {"color": ink},
        "orientation": "h",
        "y": 1.0,
        "yanchor": "bottom",
        "x": 0,
        "itemclick": False,
        "itemdoubleclick": False,
        **also,
    }


def axis(ink: str, title: str = "", **also: object) -> dict[str, Any]:
    """An axis that stays where it is, as a page is scrolled by touch over a picture."""
    titled = {"title": {"text": title, "font": {"color": ink}}} if title else {}
    return {**titled, "tickfont": {"color": ink}, "zeroline": False, "fixedrange": True, **also}


def score_title(as_shown: FigureWords) -> str:
    """What an axis of scores is called."""
    return f"Score ({'% of the highest possible' if as_shown.of is None else as_shown.heading})"


def score_axis(ink: str, as_shown: FigureWords, low: float, high: float, **also: object) -> dict[str, Any]:
    """An axis of scores between two ends in per cent, with its ticks as the framework shows figures."""
    title = also.pop("title", score_title(as_shown))
    if as_shown.of is None:
        return axis(ink, str(title), range=[low, high], nticks=6, **also)
    step = _step(as_shown.figure(high - low) / 5)
    first = math.ceil(max(0.0, as_shown.figure(low)) / step - TINY)
    last = math.floor(min(as_shown.of, as_shown.figure(high)) / step + TINY)
    ticks = [place * step for place in range(first, last + 1)]
    return axis(
        ink,
        str(title),
        range=[low, high],
        tickvals=[100 * tick / as_shown.of for tick in ticks],
        ticktext=[f"{tick:g}" for tick in ticks],
        **{key: each for key, each in also.items() if key != "ticksuffix"},
    )


TINY = 1e-9


def _step(about: float) -> float:
    """A step of 1, 2 or 5, or of these times a power of ten, that is no less."""
    power = 10.0 ** math.floor(math.log10(about)) if about > 0 else 1.0
    return next(each * power for each in (1, 2, 5, 10) if each * power >= about - TINY)


def rising_scores(
    ink: str,
    figures: Sequence[float | None],
    rule: str,
    *,
    as_shown: FigureWords = PER_CENT,
    titled: bool = True,
) -> dict[str, Any]:
    """The upright axis of scores over what the picture shows, with room for the figure above its highest point.

    On fewer than LEAST_SPAN per cent a small change would look like a great one.
    """
    known = [figure for figure in figures if figure is not None] or [0.0, 100.0]
    low, high = min(known), max(known)
    spare = max(0.0, LEAST_SPAN - (high - low)) / 2
    low, high = max(0.0, low - spare), min(100.0, high + spare)
    room = 0.12 * (high - low)
    title = score_title(as_shown) if titled else ""
    return score_axis(ink, as_shown, low - room / 2, high + room, title=title, ticksuffix="%", gridcolor=rule)
