"""Turning the pages of what is too long for one."""

import streamlit as st


def turn(key: str, number: int, pages: int, back: str, on: str) -> None:
    """Buttons to the page before and the one after, where there are several; the address keeps which, from 1."""
    if pages < 2:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(back, key=f"back {key}", on_click=_go_to, args=(key, number - 1), disabled=number == 1)
        st.markdown(f"Page {number:,} of {pages:,}")
        st.button(on, key=f"on {key}", on_click=_go_to, args=(key, number + 1), disabled=number == pages)


def page_asked(key: str) -> int:
    """Which page the address asks for: the first, where it says nothing that is one."""
    asked = st.query_params.get(key, "1")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 7 else 1


def _go_to(key: str, number: int) -> None:
    st.query_params[key] = str(number)
