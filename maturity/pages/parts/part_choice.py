"""The statements of one theme, or of one value of a facet, alone: chosen in the address, said and cleared in a line."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from maturity.framework.groups import named_parts
from maturity.framework.model import Framework
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import apart, put, say_not_here
from maturity.pages.parts.marks import Html
from maturity.wording import counted

ONLY = "only"
"""The address's key for it, with a value as Compare's themes have it: a theme's id, or “facet/value”."""
ALL = ""
FEW = 20
"""So many statements are overlooked without it, unless another grouping of them has figures."""

WIDE = 400
"""Pixels; less where there is less room."""


@dataclass(frozen=True)
class ShownPart:
    """What is shown alone, in words, and the ids of its statements; nothing alone where it is called nothing."""

    key: str
    label: str
    ids: Collection[str]

    def of(self, statement_ids: Collection[str]) -> bool:
        """Whether any of those statements is of it."""
        return not self.key or any(each in self.ids for each in statement_ids)


def choose_part(framework: Framework, forgotten: Sequence[str] = ()) -> ShownPart:
    """The part of the address, or everything; another choice takes the keys `forgotten` out of the address.

    Nothing is offered, and everything shown, of few statements without a facet that has figures.
    """
    offered = named_parts(framework) if framework.scored_facets or len(framework.statements) > FEW else {}
    asked = st.query_params.get(ONLY, ALL)
    if asked not in (ALL, *offered):
        say_not_here("Theme", asked, "All are shown.")
        asked = ALL
    if offered:
        options = apart({ALL: "All themes", **offered})
        st.session_state[ONLY] = asked
        st.selectbox(
            "Theme",
            list(options),
            format_func=options.__getitem__,
            key=ONLY,
            on_change=_remember,
            args=(tuple(forgotten),),
            label_visibility="collapsed",
            width=WIDE,
        )
    every = {each.id for each in framework.statements}
    return ShownPart(asked, offered.get(asked, ""), framework.within(asked) if asked else every)


def part_in_address() -> dict[str, str]:
    """What links carry so that the part stays chosen."""
    return {ONLY: st.query_params[ONLY]} if st.query_params.get(ONLY) else {}


def say_part(
    part: ShownPart, shown: int, of: int, what: str = "statement", also: Sequence[tuple[str, str]] = ()
) -> None:
    """How many of how many are shown, by which filters, and all of them again in one press; nothing where none is on.

    `also` are other filters that are on, in words, each with its key in the address.
    """
    filters = [*also, *([(part.label, ONLY)] if part.key else [])]
    if not filters:
        return
    off = {key for _, key in filters}
    query = {key: value for key, value in st.query_params.to_dict().items() if key not in off}
    everything = marks.link_to(f"Show all {of}", f"?{urlencode(query)}", stays=True).text
    words = marks.html_of(f"{shown} of {counted(of, what)}: {'; '.join(words for words, _ in filters)}.")
    marks.show(Html(f'<p class="quiet">{words} {everything}</p>'))


def _remember(forgotten: Sequence[str]) -> None:
    if ONLY in st.session_state:  # see address_choice._remember
        put({ONLY: st.session_state[ONLY] or None, **dict.fromkeys(forgotten)})
