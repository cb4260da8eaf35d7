"""Streamlit starts here: what is served, who is asking, and where they can go."""

import streamlit as st

from maturity.errors import MaturityError
from maturity.pages import sitemap
from maturity.pages.discretion import keep_words_out
from maturity.pages.parts.acting import choose_actor
from maturity.pages.parts.sweeping import sweep_drafts
from maturity.pages.parts.words import literal
from maturity.settings import ROOT, check_address

st.set_page_config(page_title="Data maturity", page_icon=str(ROOT / "maturity/pages/icon.svg"), layout="wide")
keep_words_out()
try:
    check_address(st.get_option("server.address"))
    page = st.navigation(sitemap.pages(), position="top")
    choose_actor()
    sweep_drafts()
    page.run()
except MaturityError as problem:
    st.error(literal(str(problem)))
