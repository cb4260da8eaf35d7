"""Page not found. Somebody comes by an address that is mistyped, or of old, and wants the page it should have been."""

from collections.abc import Mapping
from difflib import get_close_matches

import streamlit as st

from maturity.pages import navigation
from maturity.pages.parts.markdown import literal


def show(asked: str, titles: Mapping[str, str]) -> None:
    st.title("Page not found")
    st.markdown(
        f"There is no page at “/{literal(asked)}”. Nothing was changed. The menu has every page there is."
    )
    addresses = {name: navigation.path_of(name) for name in titles}
    near = get_close_matches(asked.lower().replace("_", "-"), addresses.values(), n=2, cutoff=0.4)
    meant = [name for name, address in addresses.items() if address in near]
    st.markdown("Perhaps you meant:" if meant else "You can begin here:")
    with st.container(horizontal=True):
        for name in (*meant, *([] if "home" in meant else ["home"])):
            if st.button(titles[name]):
                st.switch_page(navigation.page(name))
