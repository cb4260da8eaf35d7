"""Streamlit's counters, for what collects them: at a port of their own on this computer, or nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import streamlit as st
import uvicorn
from starlette.applications import Starlette
from streamlit.web.server.starlette.starlette_routes import create_metrics_routes

from maturity.settings import THIS_COMPUTER


@contextmanager
def metrics_served(app: st.App, port: int) -> Iterator[None]:
    """Meanwhile `/_stcore/metrics` is answered at that port, to this computer alone; with 0 nowhere.

    They tell how many are here, and the names of functions and how long each took, which is nobody else's business.
    """
    if not port or app._runtime is None:
        yield
        return
    told = Starlette(routes=create_metrics_routes(app._runtime, ""))
    config = uvicorn.Config(told, host=THIS_COMPUTER[0], port=port, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, name="metrics", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(timeout=5)
