"""How words are put in a cell."""

import pytest

from maturity.workbook.style import LINE, height


@pytest.mark.parametrize(
    ("words", "width", "lines"),
    [
        ("", 5, 1),
        ("one line", 11, 1),
        ("4 September 2028", 11, 3),  # words go to the next line whole: counting letters would say 2
        ("Made-up Archives Authority", 12, 3),
        ("a" * 40, 11, 4),  # and one that is too long for a line is cut
        ("first\n\nthird", 11, 3),
    ],
)
def test_a_row_is_as_tall_as_its_words_need_when_they_wrap(words: str, width: float, lines: int) -> None:
    assert height([(words, width), ("short", width + 1)]) == LINE * lines + 3


def test_no_row_is_taller_than_a_spreadsheet_shows() -> None:
    assert height([("long " * 6000, 10)]) == 409
