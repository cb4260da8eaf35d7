"""Characters that nobody sees."""

import re
import sys
import unicodedata

from maturity.characters import UNSEEN


def test_every_control_and_format_character_of_unicode_is_one_that_nobody_sees() -> None:
    unseen = re.compile(f"[{UNSEEN}]")
    every = (chr(number) for number in range(sys.maxunicode + 1))
    hidden = [each for each in every if unicodedata.category(each) in ("Cf", "Cc") and not each.isspace()]
    assert len(hidden) > 150
    assert [each for each in hidden if not unseen.match(each)] == []
