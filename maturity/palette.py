"""The colours of levels and states: one definition for charts, pages and workbooks.

Levels run from light to dark (after ColorBrewer's YlGnBu), so that they keep their order without colour
vision and in grey print; every cell also carries its number, mark or words.
"""

RAMP = ("#ffeda0", "#a1dab4", "#41b6c4", "#2674ac", "#253494")
UNKNOWN = "#d9d9d9"
NOTHING = "#ffffff"
DARK_INK, LIGHT_INK = "#0b0c0c", "#ffffff"


def level_colours(count: int) -> list[str]:
    """A colour for each of `count` levels (two or more), lowest first, as #rrggbb."""
    if count == len(RAMP):
        return list(RAMP)
    steps = [place * (len(RAMP) - 1) / (count - 1) for place in range(count)]
    return [_between(step) for step in steps]


def ink(colour: str) -> str:
    """Dark or light, whichever reads better on the colour: the higher contrast by WCAG 2."""
    light = _luminance(colour)
    with_dark = (light + 0.05) / (_luminance(DARK_INK) + 0.05)
    with_light = (_luminance(LIGHT_INK) + 0.05) / (light + 0.05)
    return DARK_INK if with_dark >= with_light else LIGHT_INK


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _between(step: float) -> str:
    below = min(int(step), len(RAMP) - 2)
    share = step - below
    pairs = zip(_channels(RAMP[below]), _channels(RAMP[below + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
