"""Long work, off the page's own thread, with a bar that says how far it is."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from maturity.workbook.write import Tell

OFTEN = 0.1  # seconds between two looks at how far the work is


def made(make: "Callable[[Tell], bytes]", says: str) -> bytes:
    """What `make` gives, with a bar that `says` what is made until it does; `make` tells its share done, 0 to 1.

    Whatever `make` raises is raised here. If the page is left or changed, the work ends unseen.
    """
    far = [0.0]
    bar = st.empty()
    workers = ThreadPoolExecutor(max_workers=1)
    try:
        coming = workers.submit(make, far.append)
        while not coming.done():
            bar.progress(far[-1], text=says)
            wait([coming], timeout=OFTEN)
        bar.empty()
        return coming.result()
    finally:
        workers.shutdown(wait=False)
