"""Words that several sheets of the pack share."""

from maturity.framework.model import Scale
from maturity.palette import UNKNOWN, colours_of
from maturity.workbook.sheets import Shade

NO_SCORE = "No score"
NOTHING_APPLIES = "Nothing applies"
RANGE_NOTE = (
    "The range runs from every unknown statement at the lowest level to every one at the highest. "
    "Where ranges overlap, departments cannot be separated."
)


def shades(area: str, cell: str, scale: Scale) -> list[Shade]:
    """Colours for cells in words (“3 Partly in place”), `cell` being the first of the area."""
    colours = zip(scale.levels, colours_of(len(scale.levels), ordered=scale.ordered), strict=True)
    begun = [(f"{level.number} " if level.number else level.name, colour) for level, colour in colours]
    return [
        *(
            Shade(area, f'LEFT({cell},{len(words)})="{_in_formula(words)}"', colour)
            for words, colour in begun
        ),
        Shade(area, f'LEFT({cell},14)="Not determined"', UNKNOWN),
    ]


def _in_formula(words: str) -> str:
    return words.replace('"', '""')
