"""Streamlit starts here: what is served, who is asking, and where they can go."""

import streamlit as st

from maturity.errors import DatabaseAway, MaturityError
from maturity.pages import sitemap, visit
from maturity.pages.discretion import keep_words_out
from maturity.pages.parts import choosing, door, outage
from maturity.pages.parts.acting import say_who_acts
from maturity.pages.parts.address import keep_address
from maturity.pages.parts.sweeping import sweep_drafts
from maturity.pages.parts.words import literal
from maturity.pages.visit import Visit
from maturity.settings import ROOT, check_address

st.set_page_config(page_title="Data maturity", page_icon=str(ROOT / "maturity/pages/icon.svg"), layout="wide")
keep_words_out()
try:
    check_address(st.get_option("server.address"), visit.settings().sign_in)
    here = door.come_in()
    page = st.navigation(sitemap.pages(), position="top" if isinstance(here, Visit) else "hidden")
    if isinstance(here, Visit):
        choosing.shown().clear()
        say_who_acts(here)
        sweep_drafts(here)
        page.run()
        keep_address(here, page.url_path)
        outage.over()
    else:
        door.show(here)
except DatabaseAway as problem:
    outage.wait(problem)
except MaturityError as problem:
    st.error(literal(str(problem)))
