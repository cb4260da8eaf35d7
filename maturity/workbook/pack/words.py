"""Words that several sheets of the pack share."""

from maturity.framework.model import Scale
from maturity.palette import UNKNOWN, level_colours
from maturity.workbook.sheets import Shade

NO_SCORE = "No score"
NOTHING_APPLIES = "Nothing applies"
RANGE_NOTE = (
    "The range runs from every unknown statement at the lowest level to every one at the highest. "
    "Where ranges overlap, departments cannot be separated."
)


def shades(area: str, cell: str, scale: Scale) -> list[Shade]:
    """Colours for cells in words (“3 Partly in place”), `cell` being the first of the area."""
    colours = zip(scale.by_value, level_colours(len(scale.levels)), strict=True)
    return [
        *(Shade(area, f'LEFT({cell},{len(str(level)) + 1})="{level} "', colour) for level, colour in colours),
        Shade(area, f'LEFT({cell},14)="Not determined"', UNKNOWN),
    ]
