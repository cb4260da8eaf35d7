"""Words fit to be shown."""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def literal(text: str) -> str:
    """Text that Streamlit's Markdown shows letter by letter: no links, images, formatting or directives."""
    return _PUNCTUATION.sub(r"\\\1", text).replace("\n", "  \n")
