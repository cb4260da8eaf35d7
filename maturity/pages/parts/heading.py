"""How every page begins: who and when in one line, the finding, and what it is a finding of."""

from zlib import crc32

import streamlit as st

from maturity.pages.parts import marks
from maturity.pages.parts.markdown import literal


def page_heading(title: str, when: str = "") -> None:
    """The name of the page, in a line with what it is about; where there is a finding, that is what is read first."""
    with st.container(key="eyebrow"):
        st.title(title)
        if when:
            marks.show(marks.quiet(when))


def finding(sentence: str, *beneath: str) -> None:
    """What the page has found, true without what stands beneath it: the measure, how much is known, the source."""
    with st.container(key=f"finding-{crc32(sentence.encode())}"):  # a page may have several
        st.header(literal(sentence))
        if said := " ".join(beneath):
            marks.show(marks.quiet(marks.explained(said)))
