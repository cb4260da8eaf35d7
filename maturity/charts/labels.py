"""Words beside a picture: its legend, its axes, and labels made to fit."""

from collections.abc import Sequence
from typing import Any

SCORE = "Score (% of the highest possible)"
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


def rising_scores(
    ink: str, figures: Sequence[float | None], rule: str, *, titled: bool = True
) -> dict[str, Any]:
    """The upright axis of scores over what the picture shows, with room for the figure above its highest point.

    On fewer than LEAST_SPAN per cent a small change would look like a great one.
    """
    known = [figure for figure in figures if figure is not None] or [0.0, 100.0]
    low, high = min(known), max(known)
    spare = max(0.0, LEAST_SPAN - (high - low)) / 2
    low, high = max(0.0, low - spare), min(100.0, high + spare)
    room = 0.12 * (high - low)
    title = SCORE if titled else ""
    return axis(ink, title, range=[low - room / 2, high + room], nticks=6, ticksuffix="%", gridcolor=rule)
