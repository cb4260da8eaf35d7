"""Streamlit starts here: what is served, who is asking, and where they can go."""

import streamlit as st

from maturity.errors import MaturityError
from maturity.pages import sitemap
from maturity.pages.discretion import keep_words_out
from maturity.pages.parts import door
from maturity.pages.parts.acting import say_who_acts
from maturity.pages.parts.sweeping import sweep_drafts
from maturity.pages.parts.words import literal
from maturity.settings import ROOT, Settings, check_address

st.set_page_config(page_title="Data maturity", page_icon=str(ROOT / "maturity/pages/icon.svg"), layout="wide")
keep_words_out()
try:
    check_address(st.get_option("server.address"), Settings().sign_in)
    stopped = door.stopped()
    page = st.navigation(sitemap.pages(), position="hidden" if stopped else "top")
    if stopped:
        door.show(stopped)
    else:
        say_who_acts()
        sweep_drafts()
        page.run()
except MaturityError as problem:
    st.error(literal(str(problem)))
