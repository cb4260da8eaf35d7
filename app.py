"""Streamlit starts here: what is served, who is asking, and where they can go."""

import streamlit as st

from maturity.errors import MaturityError
from maturity.pages import sitemap
from maturity.settings import ROOT, check_address

st.set_page_config(page_title="Data maturity", page_icon=str(ROOT / "maturity/pages/icon.svg"), layout="wide")
try:
    check_address(st.get_option("server.address"))
    st.navigation(sitemap.pages(), position="top").run()
    st.caption(
        "No sign-in is configured: this installation serves this computer only, and you may do everything."
    )
except MaturityError as problem:
    st.error(str(problem))
