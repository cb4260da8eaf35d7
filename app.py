"""Streamlit starts here: what is served, who is asking, and where they can go."""

import streamlit as st

from maturity.errors import DatabaseAway, MaturityError
from maturity.pages import navigation, session
from maturity.pages.parts import address_choice
from maturity.pages.parts.markdown import literal
from maturity.pages.saving.recover_drafts import sweep_drafts
from maturity.pages.session import Visit
from maturity.pages.shell import outage, sign_in
from maturity.pages.shell.address import keep_address
from maturity.pages.shell.dress import date_page, dress_page
from maturity.pages.shell.log_redaction import keep_words_out
from maturity.pages.shell.made_up import mark_made_up
from maturity.pages.shell.side_bar import draw_side_bar
from maturity.settings import ROOT, check_address

st.set_page_config(page_title="Data maturity", page_icon=str(ROOT / "maturity/pages/icon.svg"), layout="wide")
keep_words_out()
try:
    check_address(st.get_option("server.address"), session.settings().sign_in)
    here = sign_in.come_in()
    dress_page()
    page = st.navigation(navigation.pages(), position="hidden")  # the menu is our own: see shell.side_bar
    st.set_page_config(page_title=f"{page.title} – Data maturity")
    if isinstance(here, Visit):
        address_choice.choices_shown().clear()
        draw_side_bar(here, navigation.name_of(page))
        mark_made_up(here)
        sweep_drafts(here)
        date_page(here, page.title)
        page.run()
        keep_address(here, page.url_path)
        outage.over()
    else:
        sign_in.show(here)
except DatabaseAway as problem:
    outage.wait(problem)
except MaturityError as problem:
    st.error(literal(str(problem)))
