"""Words beside a picture: its legend, its axes, and labels made to fit."""

from typing import Any

SCORE = "Score (% of the highest possible)"


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


def rising_scores(ink: str) -> dict[str, Any]:
    """The upright axis of scores, with room for the figure above a point at 100."""
    return axis(ink, SCORE, range=[-4, 109], tick0=0, dtick=25, ticksuffix=" %")
