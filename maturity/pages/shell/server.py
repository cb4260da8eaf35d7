"""The web server, as `maturity serve` starts it. `streamlit run app.py` serves the same pages without its comforts."""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from maturity.errors import MaturityError
from maturity.pages import navigation, session
from maturity.pages.parts.markdown import literal
from maturity.pages.saving.attempt import reference
from maturity.pages.shell.log_redaction import keep_words_out
from maturity.settings import ROOT, OpenId

SCRIPT = ROOT / "app.py"


def serve(address: str, port: int, sign_in: OpenId | None) -> None:
    """Serve until stopped."""
    keep_words_out()
    secrets_kept = {"auth": sign_in.as_streamlit_has_it()} if sign_in else None  # in memory, never in a file
    app = st.App(SCRIPT, lifespan=_warm, on_script_error=tell, secrets=secrets_kept)
    sys.argv = [str(SCRIPT)]  # Streamlit looks for .streamlit/config.toml beside what it takes for the script
    app.run(config={"server.address": address, "server.port": port})


@asynccontextmanager
async def _warm(_: st.App) -> AsyncIterator[None]:
    """Import what the first visitor would otherwise wait for, and keep it out of later garbage collections; at the
    end let go of the database.
    """
    for name in navigation.TITLES:
        navigation.page_function(name)
    gc.collect()
    gc.freeze()
    yield
    session.opened.clear()  # so that the file of an SQLite database holds everything when the server has stopped


def tell(error: Exception) -> bool:
    """Show a problem in plain words; a bug by a reference that finds it in the log. Always True: it was shown."""
    if isinstance(error, MaturityError):
        st.error(literal(str(error)))
        return True
    st.error(
        f"Something went wrong here. Only what says that it is saved is saved. Reload the page; if it happens again, "
        f"tell whoever runs this installation the reference {reference(error)}."
    )
    return True
