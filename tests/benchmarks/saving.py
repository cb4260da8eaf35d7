"""How long a choice takes from sending to “Saved” in a browser, and how many bytes it costs, against a bare button
that writes the same. `python -m tests.benchmarks.saving`; with `--app FOLDER`, of another checkout.
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.benchmarks.table import ROOT, Row

BARE = """
import os
from datetime import UTC, datetime
import streamlit as st
from maturity.assessment.answer import Answer, State
from maturity.assessment.people import local_person
from maturity.services import administering, answering
from maturity.settings import Settings
try:
    from maturity.services.startup import open_with
except ImportError:
    from maturity.settings import open_with

ME = local_person()
held = st.cache_resource(lambda: open_with(Settings()))()
((assessment, _),) = answering.assessments_to_answer(held, ME, round_id="walk")


def write():
    read = getattr(answering, "assessment_view", None) or answering.sheet  # as it was called before
    now = read(held, ME, assessment_id=assessment.id).answers.get("shared-data-model")
    level, version = ((now.level + 1) % 5, now.version) if now else (0, 0)
    answer = Answer(state=State.LEVEL, level=level, version=version)
    st.session_state.kept = answering.record_answer(
        held, ME, datetime.now(UTC), assessment_id=assessment.id, statement_id="shared-data-model", answer=answer
    )


@st.fragment
def one():
    st.button("Write", on_click=write)
    kept = st.session_state.get("kept")
    st.markdown(f"Kept {kept.version}" if kept else "Kept 0")


one()
"""
BEGIN = """
from datetime import UTC, datetime
from maturity.assessment.people import local_person
from maturity.services import administering, answering
from maturity.settings import Settings
try:
    from maturity.services.startup import open_with
except ImportError:
    from maturity.settings import open_with
held, me, now = open_with(Settings()), local_person(), datetime.now(UTC)
administering.open_round(held, me, now, title="Walk", framework_id="nao-data-2019", closes=None)
administering.add_department(held, me, now, name="Tests")
answering.start_assessment(held, me, now, round_id="walk", department_id="tests")
"""


@contextmanager
def served(command: list[str], app: Path, database: str) -> Iterator[str]:
    """The address at which the command serves; `{port}` in it is the port."""
    with serving(command, app, database) as (address, _):
        yield address


@contextmanager
def serving(command: list[str], app: Path, database: str) -> Iterator[tuple[str, int]]:
    """The same, with the number of its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    environment = {**os.environ, "MATURITY_DATABASE_URL": database, "PYTHONPATH": str(app)}
    process = subprocess.Popen(
        [part.replace("{port}", port) for part in command],
        cwd=app,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
                break
            except OSError:
                time.sleep(0.25)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=20)


WATCH = """([selector, words]) => new Promise((done) => {
    const inside = (root) => [...root.querySelectorAll("*")].flatMap((each) => each.shadowRoot ?? []);
    const all = (root) => [root, ...inside(root).flatMap(all)];
    const told = (root) => [...root.querySelectorAll(selector)].map((each) => each.textContent);
    const texts = () => all(document).flatMap(told).join();
    const state = () => document.querySelector("[data-testid=stApp]").dataset.testScriptState;
    const begun = performance.now();
    let ran = false;
    const app = document.querySelector("[data-testid=stApp]");
    new MutationObserver(() => { ran = true; }).observe(app, {attributeFilter: ["data-test-script-state"]});
    window.press();
    const look = () => {
        const now = texts();
        if (ran && state() === "notRunning" && new RegExp(words).test(now) && !/Saving/.test(now)) {
            done(performance.now() - begun);
        } else if (performance.now() - begun > 10000) done(NaN);
        else setTimeout(look, 1);
    };
    look();
})"""


def measured(page: Page, press: str, selector: str, words: str, times: int) -> tuple[list[float], list[int]]:
    """Milliseconds from each press to the words, and bytes of websocket frames down; the first presses are not told."""
    frames: list[int] = []
    milliseconds, sizes = [], []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(len(data))))
    page.reload()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.locator(selector).first.wait_for(state="attached", timeout=60_000)
    page.wait_for_timeout(3000)
    page.evaluate(press)
    for number in range(times + 5):
        before = len(frames)
        took = page.evaluate(WATCH, [selector, words])
        page.wait_for_timeout(400)
        if number >= 5:
            milliseconds.append(took)
            sizes.append(sum(frames[before:]))
    return milliseconds, sizes


BUTTON = "window.press = () => document.querySelector('[data-testid=stButton] button').click()"
RADIO = """window.turn = 0; window.press = () => {
    const all = (root) => [...root.querySelectorAll("input[type=radio]"),
        ...[...root.querySelectorAll("*")].flatMap((each) => each.shadowRoot ? all(each.shadowRoot) : [])];
    const card = document.querySelector(".st-key-card-information-flows");
    all(card)[window.turn++ % 2].click();
}"""


def rows(app: Path, times: int) -> Iterator[Row]:
    """One choice on a statement's page of a checkout, beside a bare button that writes the same answer."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = f"sqlite:///{folder}/maturity.sqlite"
        environment = {**os.environ, "MATURITY_DATABASE_URL": database, "PYTHONPATH": str(app)}
        subprocess.run([sys.executable, "-c", BEGIN], cwd=app, env=environment, check=True)
        bare = Path(folder) / "bare.py"
        bare.write_text(BARE)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        streamlit = [sys.executable, "-m", "streamlit", "run", str(bare), "--server.port={port}"]
        serve = [sys.executable, "-m", "maturity", "serve", "--port", "{port}"]
        card = "/answer?round=walk&department=tests&statement=information-flows"
        told = "input[type=radio], [role=status], [data-testid=stMarkdown]"
        found = []
        for command, path, press, selector, words in (
            (streamlit, "/", BUTTON, "[data-testid=stMarkdown]", r"Kept \d+"),
            (serve, card, RADIO, told, "Saved"),
        ):
            with served(command, app, database) as address:
                page = browser.new_page()
                page.goto(address + path)
                page.wait_for_timeout(4000)
                found.append(measured(page, press, selector, words, times))
                page.close()
        browser.close()
    (floor, least), (ours, most) = found
    yield Row("Choose a level until “Saved”, browser, one statement", ours, floor)
    yield Row("Bytes a save, browser", [each / 1000 for each in most], [each / 1000 for each in least], "KB")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--app", type=Path, default=ROOT)
    asked.add_argument("--times", type=int, default=20)
    given = asked.parse_args()
    for row in rows(given.app.absolute(), given.times):
        sys.stdout.write(f"{row.line}\n")


if __name__ == "__main__":
    main()
