"""How the cells of a workbook look: dressed once each by openpyxl, and then written by their number."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from openpyxl.cell import Cell as BookCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, PatternFill, Protection

from maturity.workbook.sheets import Format
from maturity.workbook.style import CELL_RULE, HEADING, HEADING_1, HEADING_RULE, LINK, PLAIN

TO_CHANGE = PatternFill("solid", fgColor="FFFDF0")
Dress = Callable[[BookCell], None]


class Looks:
    """The looks of one workbook, each by its number; `page` is any sheet of it.

    Of each, `quoted` is the one for words that could be taken for a formula.
    """

    def __init__(self, page: Any) -> None:
        self.page = page
        self.inside = lru_cache(maxsize=None)(self._inside)  # asked for at every cell
        self.alone = lru_cache(maxsize=None)(self._alone)

    def heading(self, column: Format, *, quoted: bool) -> int:
        """A heading of a table's column."""

        def dress(cell: BookCell) -> None:
            cell.font, cell.border, cell.number_format = HEADING, HEADING_RULE, Format.WORDS
            side = "left" if column is Format.WORDS else "right"
            cell.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal=side, indent=1)

        return self._number(dress, quoted)

    def _alone(self, title: bool, quoted: bool) -> int:
        """A line above the table; the title in the style by which programs know a heading."""

        def dress(cell: BookCell) -> None:
            if title:
                cell.style = HEADING_1
            else:
                cell.font = PLAIN

        return self._number(dress, quoted)

    def _inside(
        self, column: Format, own: Format, words: bool, typed: bool, quoted: bool, link: bool, to_change: bool
    ) -> int:
        """A cell of a table: `words` where it shows words, `typed` where no formula comes to them."""

        def dress(cell: BookCell) -> None:
            cell.font, cell.border = LINK if link else PLAIN, CELL_RULE
            side = "left" if words and column is Format.WORDS else "right"
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=side, indent=1)
            if typed and not to_change:
                cell.number_format = Format.WORDS
            else:
                cell.number_format = "General" if own is Format.WORDS else own.value
            if to_change:
                cell.fill = TO_CHANGE
                cell.protection = Protection(locked=False)

        return self._number(dress, quoted)

    def _number(self, dress: Dress, quoted: bool) -> int:
        cell: Any = WriteOnlyCell(self.page)
        dress(cell)
        cell.quotePrefix = quoted
        return int(cell.style_id)
