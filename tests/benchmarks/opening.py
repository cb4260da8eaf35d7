"""How long a page takes in a browser, from going to its address until it stands: cold, of a server on which nothing but
Words explained was opened, and warm, when it is opened again.

The browser has what Streamlit itself is made of, as it has opened Words explained too; what draws charts comes with the
first page that has one. A page stands with the last change in its main part before it has answered and rests.

The floor is Streamlit's own server with a page of one line. That of Compare is such a page which reads the round by
hand, as in compare.py, and shows the same two matrices, of 25 departments and of all, as heat maps of plotly with words
for each cell.

`python -m tests.benchmarks.opening DATABASE.sqlite [--times 3]`, of a database that `maturity demo` filled; by the
clock, as somebody waits for it, so that it is to be measured on a quiet machine.
"""

import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from maturity.pages import navigation
from tests.benchmarks.saving import served
from tests.benchmarks.table import ROOT, Row, print_rows_of_a_database
from tests.browser.steady import WATCH, settle

PAGES = ("compare", "over_time", "portfolio", "road_map", "review", "history")
AGAIN = 5
"""How often each is opened again on one server."""
SERVE = [sys.executable, "-m", "maturity", "serve", "--port", "{port}"]
BARE = """
import json
import streamlit as st
from pathlib import Path
from tempfile import mkdtemp
from tests.benchmarks import compare

there = st.cache_resource(lambda: compare.measured(Path("{database}"), Path(mkdtemp())))()
st.title("One line")
if "matrix" in st.query_params:
    found = compare.floor(there.path, there.open, there.framework)
    for key, most in (("page", compare.PAGE), ("all", None)):
        figure = compare.floor_of_cells(found, there.framework, most)
        st.plotly_chart(json.loads(figure), key=key)
"""
NOTE = """(() => {
    window.changed = 0;
    const ours = (place) => (place.nodeType === 1 ? place : place.parentElement)?.closest("[data-testid=stMain]");
    new MutationObserver((changes) => {
        if (changes.some((each) => ours(each.target))) window.changed = performance.now();
    }).observe(document, {childList: true, subtree: true, characterData: true});
})()"""
"""Notes when the main part of the page changed last."""


def open_in(page: Page, address: str) -> float:
    """Seconds from going there until it stands."""
    page.goto(address)
    page.wait_for_selector("[data-testid=stMain] h1")
    settle(page)
    assert not page.locator("[data-testid=stException], [data-testid=stAlertContentError]").count(), address
    return float(page.evaluate("window.changed")) / 1000


def visit(browser: Browser, before: str, address: str, cold: list[float], warm: list[float]) -> None:
    """Somebody's new browser, which opens that page before, and then this one again and again."""
    context = browser.new_context()
    context.set_default_timeout(120_000)
    context.add_init_script(WATCH)
    context.add_init_script(NOTE)
    page = context.new_page()
    open_in(page, before)
    cold.append(open_in(page, address))
    warm += [open_in(page, address) for _ in range(AGAIN)]
    context.close()


def rows(database: Path, size: str, times: int) -> Iterator[Row]:
    """The pages of one government, each as often on a server of its own, in turn with the floors."""
    cold, warm = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file, script = Path(folder) / "maturity.sqlite", Path(folder) / "bare.py"
        shutil.copy(database, file)
        script.write_text(BARE.replace("{database}", str(database.absolute())))
        plain = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port={port}"]
        plain.append("--server.headless=true")
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for _ in range(times):
            for name, path in (("bare", "/"), ("matrix", "/?matrix=1")):
                with served(plain, ROOT, "") as address:
                    visit(browser, address, address + path, cold[name], warm[name])
            for name in PAGES:
                with served(SERVE, ROOT, f"sqlite:///{file}") as address:
                    before, there = (f"{address}/{navigation.path_of(each)}" for each in ("glossary", name))
                    visit(browser, before, there, cold[name], warm[name])
        browser.close()
    for name in PAGES:
        floor = "matrix" if name == "compare" else "bare"
        for word, found in (("cold", cold), ("warm", warm)):
            yield Row(
                f"{navigation.TITLES[name]} opened in a browser, {word}, {size}",
                found[name],
                found[floor],
                "s",
            )


if __name__ == "__main__":
    print_rows_of_a_database(__doc__, rows)
