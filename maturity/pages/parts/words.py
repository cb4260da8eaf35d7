"""Words fit to be shown."""

import re
from datetime import date

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def literal(text: str) -> str:
    """Text that Streamlit's Markdown shows letter by letter: no links, images, formatting or directives."""
    return _PUNCTUATION.sub(r"\\\1", text).replace("\n", "  \n")


def day(date_: date) -> str:
    """A date as people write it: “21 June 2019”."""
    return f"{date_.day} {date_:%B %Y}"
