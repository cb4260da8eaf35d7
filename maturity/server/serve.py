"""The web server, as `maturity serve` starts it. `streamlit run app.py` serves the same pages without its comforts."""

import gc
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from threading import Timer

import streamlit as st
from starlette.middleware import Middleware

from maturity.errors import MaturityError
from maturity.pages import navigation
from maturity.pages.parts.markdown import literal
from maturity.pages.saving.attempt import reference
from maturity.pages.shell.log_redaction import keep_words_out
from maturity.server.addresses import KnownAddresses, health_routes, host_names
from maturity.server.headers import SafeHeaders
from maturity.server.lean_components import keep_classes_out, keep_data_frames_out
from maturity.server.metrics import metrics_served
from maturity.server.request_log import NumberedRequests, write_log
from maturity.server.sign_in import SignInTrips
from maturity.services import admitting, apart, provider, startup
from maturity.settings import ROOT, Settings

SCRIPT = ROOT / "app.py"
LONGEST_HEADER = 65_536
"""Bytes of a header line that a WebSocket may come with: old cookies of Streamlit's may have up to 16 kB."""

SELDOM = (20_000, 25, 40)
"""How often Python looks for what nobody holds: everybody waits meanwhile, and to look through all that large pages
hold takes a third of a second. By its own figures it did so every second while such pages were drawn.
"""
SOON = 0.2
"""Seconds after which it answers: what pages need is imported from then on."""
SHORT_TURNS = 0.0005
"""Seconds after which a thread that draws a large page lets a save go on, which takes some twenty such turns."""


def serve(address: str, port: int, settings: Settings) -> None:
    """Serve until stopped. Raises ProviderUnusable where there is a sign-in and its provider cannot be read."""
    keep_words_out()
    keep_data_frames_out()
    keep_classes_out()
    write_log(settings.log_format)
    sign_in = settings.sign_in
    base, secrets_kept = "", None
    if sign_in is not None:
        provider.issuer(sign_in)
        base, secrets_kept = sign_in.base, {"auth": sign_in.as_streamlit_has_it()}  # never in a file
        # Streamlit takes it from the environment alone, and else makes one up for each server: a sign-in that began
        # at one of several would end at another as somebody else's.
        os.environ["STREAMLIT_SERVER_COOKIE_SECRET"] = sign_in.cookie_secret
    os.environ.setdefault("WEBSOCKETS_MAX_LINE_LENGTH", str(LONGEST_HEADER))
    # The options below come after those of the file, and it would say that they need a restart.
    logging.getLogger("streamlit.config").addFilter(lambda record: "restart" not in record.getMessage())
    ready = startup.readiness(settings)
    app = st.App(
        SCRIPT,
        lifespan=partial(_warm, settings),
        on_script_error=tell,
        secrets=secrets_kept,
        routes=health_routes(ready.answers, base),
        middleware=_middleware(settings, base),
    )
    sys.argv = [str(SCRIPT)]  # Streamlit looks for .streamlit/config.toml beside what it takes for the script
    with suppress(KeyboardInterrupt):  # Ctrl+C: by then whoever had asked for something has their answer
        app.run(
            config={
                "server.address": address,
                "server.port": port,
                "server.baseUrlPath": base.strip("/"),
                "server.allowedHosts": host_names(sign_in.public_url if sign_in else "", address),
                "client.allowedOrigins": [],  # nobody's page may hold ours
            }
        )
    ready.close()


def _middleware(settings: Settings, base: str) -> list[Middleware]:
    """The outermost first."""
    pages = [navigation.path_of(name) for name in navigation.TITLES]
    sign_in = settings.sign_in
    https = sign_in is not None and sign_in.public_url.startswith("https://")
    found = [
        Middleware(SafeHeaders, base=base, https=https),
        Middleware(NumberedRequests, pages=pages, base=base),
        Middleware(KnownAddresses, pages=pages, base=base),
    ]
    if sign_in is not None:
        found.append(
            Middleware(
                SignInTrips,
                secret=sign_in.cookie_secret,
                lasts=sign_in.lasts,
                pages=pages,
                base=base,
                groups_claim=sign_in.groups_claim,
                groups=admitting.group_roles(sign_in),
            )
        )
    return found


@asynccontextmanager
async def _warm(settings: Settings, app: st.App) -> AsyncIterator[None]:
    """Have what the first visitor would otherwise wait for imported, while the server answers already; at the end let
    go of the database.
    """
    write_log(settings.log_format)  # uvicorn has set up its own meanwhile
    warming = Timer(SOON, import_pages)
    warming.daemon = True
    warming.start()
    sys.setswitchinterval(SHORT_TURNS)
    gc.set_threshold(*SELDOM)
    apart.begin()
    with metrics_served(app, settings.metrics_port):
        yield
    apart.end()
    warming.cancel()
    warming.join()  # what is imported only in part cannot be let go of
    if (session := sys.modules.get("maturity.pages.session")) is not None:
        session.opened.clear()  # so that the file of an SQLite database holds everything when the server has stopped


def import_pages() -> None:
    """All that there are, and keep them out of later garbage collections."""
    for name in navigation.TITLES:
        navigation.page_function(name)
    gc.collect()
    gc.freeze()


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
