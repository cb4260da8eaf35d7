"""Pictures in which people's words stay words, and which can be taken along: as a picture, and as its figures."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from functools import partial
from typing import Any

import streamlit as st

from maturity.bundle import tidy
from maturity.pages.parts import marks
from maturity.pages.parts.file_kinds import CSV
from maturity.pages.parts.marks import Html

OURS = {"hovertemplate", "texttemplate"}
"""Written by the charts themselves, around words that are given apart."""
_MARKUP = re.compile(r"<(?!br>|/?b>)")


def picture(
    figure: Any,
    *,
    key: str,
    alt: str,
    shown: Sequence[Any],
) -> None:
    """Show a figure, and under it the links to take it along; `shown` is what it shows, a row a
    mark: records (dataclasses) or mappings of names to values.

    Plotly takes some HTML in its words for links and styles, and people's words are no HTML.
    """
    name = re.sub(r"[^a-z0-9]+", "-", key.lower())
    with st.container(key=f"picture-{name}"):
        st.plotly_chart(
            _in_words(json.loads(figure.to_json())), key=key, config={"displaylogo": False}, alt=alt
        )
        with st.container(key=f"take-{name}", horizontal=True):
            marks.show(  # shell/front/house.js takes the picture, as it is on the screen
                Html(
                    f'<button type="button" class="take screen-only" data-picture="{name}">Picture (PNG)</button>'
                )
            )
            st.download_button(
                "Figures (CSV)",
                data=partial(figures_as_csv, name, shown),
                file_name=f"{name}.csv",
                mime=CSV,
                key=f"figures {key}",
                type="tertiary",
                on_click="ignore",
            )


def figures_as_csv(name: str, shown: Sequence[Any]) -> bytes:
    """What a picture shows, as it is kept in a bundle: a row a mark, figures unrounded, nothing where none is known."""
    rows = [
        asdict(each) if is_dataclass(each) and not isinstance(each, type) else dict(each) for each in shown
    ]
    columns = [tidy.Column(each, tidy.Type.WORDS, "", "") for each in (rows[0] if rows else ())]
    return tidy.as_csv(tidy.Table(name, "", columns, [list(row.values()) for row in rows]))


def _in_words(part: Any) -> Any:
    match part:
        case dict():
            return {key: each if key in OURS else _in_words(each) for key, each in part.items()}
        case list():
            return [_in_words(each) for each in part]
        case str():
            return _MARKUP.sub("&lt;", part)
    return part
