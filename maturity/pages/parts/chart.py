"""Pictures in which people's words stay words."""

import json
import re
from typing import Any

import streamlit as st

OURS = {"hovertemplate", "texttemplate"}
"""Written by the charts themselves, around words that are given apart."""
_MARKUP = re.compile(r"<(?!br>|/?b>)")


def picture(figure: Any, *, key: str, alt: str) -> None:
    """Show a figure; plotly takes some HTML in its words for links and styles, and people's words are no HTML."""
    st.plotly_chart(_in_words(json.loads(figure.to_json())), key=key, config={"displaylogo": False}, alt=alt)


def _in_words(part: Any) -> Any:
    match part:
        case dict():
            return {key: each if key in OURS else _in_words(each) for key, each in part.items()}
        case list():
            return [_in_words(each) for each in part]
        case str():
            return _MARKUP.sub("&lt;", part)
    return part
