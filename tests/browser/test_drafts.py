"""The text area that never loses words, and the sweeper, in a small app of two pages on a store of its own."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from maturity.pages.saving.fields import Written
from tests.browser.steady import NewContext

ROOT = Path(__file__).parent.parent.parent
PLACE = "me/1/plan/evidence"
DRAFTS = "Object.keys(localStorage).filter(key => key.startsWith('maturity:draft:'))"
NOT_SENT = "Not saved yet: no connection. Your words are kept in this browser."
NO_ANSWER = "Not saved yet: no answer so far. Your words are kept in this browser."
APP = """
import sqlite3
import time
from pathlib import Path
import streamlit as st
from maturity.pages.saving.fields import Written, give_up, settle, sweep, writing, written

HERE = Path(__file__).parent
PLACE = "me/1/plan/evidence"


def ask(sql, *values):
    store = sqlite3.connect(HERE / "store.sqlite", timeout=30, isolation_level=None)
    try:
        return store.execute(sql, values).fetchall()
    finally:
        store.close()


def kept():
    return next(iter(ask("select text, version from texts where place = ?", PLACE)), ("", 0))


def save(said, version=None):
    text, now = kept()
    if (said.version_to_save_on(text, now) if version is None else version) != now:
        return False
    ask("insert or replace into texts values (?, ?, ?)", said.place, said.text, now + 1)
    return True


def changed():
    time.sleep(float(st.query_params.get("slow", 0)))
    if save(written("area")):
        settle("area", kept()[1])
        st.session_state.state = "Saved 10:42"
        time.sleep(float(st.query_params.get("after", 0)))
    else:
        st.session_state.state = "Not saved yet: somebody changed this."


def keep_mine():
    save(written("area"), kept()[1])
    settle("area")
    st.session_state.state = "Saved 10:43"


def keep_theirs():
    give_up("area")
    st.session_state.state = "Saved 10:43"


@st.fragment
def card():
    ask("insert into runs values ('card')")
    text, version = kept()
    writing(
        "Evidence",
        key="area",
        text=text,
        version=version,
        place=PLACE,
        on_change=changed,
        disabled="locked" in st.query_params,
        placeholder="What shows this?",
        state=st.session_state.get("state", ""),
    )
    if written("area"):
        st.button("Keep mine", on_click=keep_mine)
        st.button("Keep theirs", on_click=keep_theirs)
    st.button("Draw the card again")


def one():
    ask("insert into runs values ('one')")
    st.title("One")
    card()
    st.button("Draw the page again")
    st.checkbox("Tick")


def two():
    ask("insert into runs values ('two')")
    st.title("Two")


ask("create table if not exists texts (place text primary key, text text, version int)")
ask("create table if not exists runs (what text)")
st.set_page_config(page_title="Writing")
page = st.navigation([st.Page(one, title="One", default=True), st.Page(two, title="Two")], position="top")
sweep(save, whose="me/")
page.run()
"""


@dataclass
class Little:
    """The small app, served; it can be killed and started again on its port."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "streamlit",
                    "run",
                    self.folder / "app.py",
                    f"--server.port={self.port}",
                ],
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.25)
        raise AssertionError(f"the server did not start:\n{self.said()}")

    def kill(self) -> None:
        """SIGKILL: no chance to finish or tidy anything."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=20)

    def ask(self, sql: str) -> list[tuple[str, ...]]:
        with closing(
            sqlite3.connect(self.folder / "store.sqlite", timeout=30, isolation_level=None)
        ) as store:
            return store.execute(sql).fetchall()

    def said(self) -> str:
        """The log so far."""
        return (self.folder / "server.log").read_text()

    @property
    def text(self) -> str:
        """What the store has."""
        return next((text for (text,) in self.ask("select text from texts")), "")

    @property
    def runs(self) -> Counter[str]:
        """How often each page's body and the card have run."""
        return Counter(what for (what,) in self.ask("select what from runs"))


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Little]:
    folder = tmp_path_factory.mktemp("little")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "app.py").write_text(APP)
    served = Little(folder, port)
    served.start()
    yield served
    served.kill()


@pytest.fixture
def server(little: Little) -> Iterator[Little]:
    """In place of `maturity serve`, with nothing kept: what the fixtures of conftest.py visit."""
    for table in ("texts", "runs"):
        with suppress(sqlite3.OperationalError):  # nobody came yet
            little.ask(f"delete from {table}")
    before = len(little.said())
    yield little
    assert "Traceback" not in little.said()[before:]


@pytest.fixture
def area(go: Callable[[str], Page]) -> Locator:
    """The text area on the first page, ready to type in."""
    found = go("/").get_by_label("Evidence")
    found.click()
    return found


def saved(page: Page, server: Little, text: str, within: float = 15) -> None:
    until = time.monotonic() + within
    while server.text != text and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert server.text == text


def test_words_left_alone_are_saved_though_the_field_has_the_focus(
    area: Locator, page: Page, server: Little
) -> None:
    before = server.runs
    page.keyboard.type("our court records, read across")  # r and c are also Streamlit's shortcuts
    saved(page, server, "our court records, read across")
    expect(page.get_by_role("status")).to_have_text("Saved 10:42")
    assert server.runs - before == {"card": 1}
    expect(area).to_be_focused()
    assert page.evaluate(DRAFTS) == []


def test_ctrl_enter_saves_and_so_does_leaving_the_field(area: Locator, page: Page, server: Little) -> None:
    page.keyboard.type("by keys")
    page.keyboard.press("Control+Enter")
    saved(page, server, "by keys")
    page.keyboard.type(", by leaving")
    page.keyboard.press("Tab")
    saved(page, server, "by keys, by leaving")


def test_a_reload_after_two_seconds_keeps_the_words(area: Locator, page: Page, server: Little) -> None:
    page.keyboard.type("two seconds ago")
    page.wait_for_timeout(2000)
    page.reload()
    expect(area).to_have_value("two seconds ago")


@pytest.mark.parametrize("pause", [0, 150, 700])
def test_a_reload_in_mid_word_loses_nothing(area: Locator, page: Page, server: Little, pause: int) -> None:
    page.keyboard.type("just no")
    page.wait_for_timeout(pause)
    page.reload()
    expect(area).to_have_value("just no")
    saved(page, server, "just no")
    expect(page.get_by_role("status")).to_have_text("Saved 10:42")


def test_words_left_behind_are_swept_up_on_another_page(area: Locator, page: Page, server: Little) -> None:
    page.keyboard.type("left behind")
    page.goto("/two")  # at once, with nothing sent
    saved(page, server, "left behind")
    page.wait_for_function(f"{DRAFTS}.length === 0")
    expect(page.get_by_role("heading", name="Two")).to_be_visible()


def test_words_left_behind_by_a_closed_tab_are_swept_up_by_another(
    area: Locator, context: BrowserContext, server: Little
) -> None:
    other = context.new_page()
    other.goto("/two")
    area.press_sequentially("closed")
    area.page.close()
    saved(other, server, "closed")


@pytest.mark.parametrize("how", ["tap", "click"])
def test_a_quick_tap_on_a_link_saves_the_words_and_opens_the_page(
    new_context: NewContext, server: Little, how: str
) -> None:
    page = new_context(base_url=server.address, has_touch=True).new_page()
    for number in range(5):
        page.goto("/")
        page.get_by_label("Evidence").fill(f"{how} {number}")
        link = page.get_by_role("link", name="Two")
        link.tap() if how == "tap" else link.click()
        expect(page.get_by_role("heading", name="Two")).to_be_visible()
        saved(page, server, f"{how} {number}")


def test_a_quick_tap_on_something_else_does_both(new_context: NewContext, server: Little) -> None:
    page = new_context(base_url=server.address, has_touch=True).new_page()
    page.goto("/")
    page.get_by_label("Evidence").fill("and tick")
    page.get_by_text("Tick").tap()
    expect(page.get_by_role("checkbox")).to_be_checked()
    saved(page, server, "and tick")
    page.get_by_label("Evidence").fill("and draw")
    before = server.runs
    page.get_by_role("button", name="Draw the page again").tap()
    saved(page, server, "and draw")
    page.wait_for_timeout(500)
    assert (server.runs - before)["one"] == 1


def test_a_killed_server_loses_nothing(area: Locator, page: Page, server: Little) -> None:
    page.keyboard.type("before ", delay=20)
    server.kill()
    words = [f"word{number}" for number in range(60)]
    page.keyboard.type(" ".join(words), delay=20)  # long enough for Streamlit's own dialog to come between
    expect(page.get_by_role("status")).to_have_text(NOT_SENT)
    expect(page.get_by_role("dialog")).to_have_count(0)
    server.start()
    page.keyboard.type(" after", delay=20)
    saved(page, server, f"before {' '.join(words)} after", within=30)
    expect(page.get_by_role("status")).to_have_text("Saved 10:42")
    expect(area).to_be_focused()


def test_after_a_killed_server_the_first_click_in_a_fragment_is_heard(
    area: Locator, page: Page, server: Little
) -> None:
    server.kill()
    before = server.runs
    server.start()
    while not (server.runs - before)[
        "one"
    ]:  # the page runs in full by itself, which tells the server its fragments
        page.wait_for_timeout(100)
    page.wait_for_timeout(500)
    before = server.runs
    page.get_by_role("button", name="Draw the card again").click(delay=50)
    page.wait_for_timeout(1000)
    assert server.runs - before == {"card": 1}


def test_without_a_connection_the_words_wait(area: Locator, page: Page, server: Little) -> None:
    page.context.set_offline(True)
    page.keyboard.type("in the tunnel")
    expect(page.get_by_role("status")).to_have_text(NOT_SENT)
    assert server.text == ""
    page.context.set_offline(False)
    saved(page, server, "in the tunnel")


def test_reruns_while_typing_touch_neither_words_nor_caret_nor_focus(
    area: Locator, page: Page, server: Little
) -> None:
    page.keyboard.type("start end")
    for _ in "end":
        page.keyboard.press("ArrowLeft")
    for number in range(12):
        page.keyboard.type(f"{number} ", delay=40)
        what = "page" if number % 2 else "card"
        page.get_by_role("button", name=f"Draw the {what} again").dispatch_event("click")
    expect(area).to_be_focused()
    expect(area).to_have_value("start 0 1 2 3 4 5 6 7 8 9 10 11 end")
    saved(page, server, "start 0 1 2 3 4 5 6 7 8 9 10 11 end")


def test_a_save_that_a_rerun_breaks_off_is_made_again(go: Callable[[str], Page], server: Little) -> None:
    page = go("/?slow=0.5")
    page.get_by_label("Evidence").click()
    page.keyboard.type("broken off")
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(200)
    page.get_by_role("button", name="Draw the page again").dispatch_event("click")
    page.wait_for_timeout(800)
    assert server.text == ""
    saved(page, server, "broken off", within=8)
    expect(page.get_by_role("status")).to_have_text("Saved 10:42")


def test_a_call_for_older_data_that_is_taken_back_leaves_no_trace(go: Callable[[str], Page]) -> None:
    """Streamlit makes such calls on a busy machine, where the effects of two reruns overlap."""
    page = go("/two")
    shown = page.evaluate(
        """async ([source, table, checklist]) => {
            const served = (text) => URL.createObjectURL(new Blob([text], {type: "text/javascript"}));
            const whole = source.replace("./table.js", served(table)).replace("./checklist.js", served(checklist));
            const { default: draw } = await import(served(whole));
            const parentElement = document.body.appendChild(document.createElement("div"));
            parentElement.innerHTML = '<div id="field"></div>';
            const said = [];
            const call = (place) => draw({
                data: {kind: "words", label: "Evidence", place, text: "was", version: 1, answered: "", settled: "",
                       partly: "", given_up: "", state: "", disabled: false, placeholder: "", button: "", limit: 32767},
                parentElement, setTriggerValue: (_, draft) => said.push(draft.place),
            });
            const wait = (ms) => new Promise((go) => setTimeout(go, ms));
            call("me/1/plan/new");
            await null;
            const old = call("me/1/plan/old");
            await null;
            old();
            await wait(50);
            const area = parentElement.querySelector("textarea");
            area.value = "words";
            area.dispatchEvent(new Event("input"));
            await wait(6500);
            return {said, state: parentElement.querySelector("#state").textContent};
        }""",
        [
            (ROOT / "maturity/pages/saving/front" / name).read_text()
            for name in ("fields.js", "table.js", "checklist.js")
        ],
    )
    assert shown["said"] == ["me/1/plan/new"] * 2  # nobody answers, so it is sent again after a while
    assert shown["state"] == NO_ANSWER


@pytest.fixture
def elsewhere(new_context: NewContext, server: Little) -> Callable[[str], None]:
    """`elsewhere(text)`: somebody else saves that text."""
    page = new_context(base_url=server.address).new_page()

    def write(text: str) -> None:
        page.goto("/")
        page.get_by_label("Evidence").fill(text)
        saved(page, server, text)

    return write


def test_newer_words_of_somebody_else_come_into_a_field_at_rest_and_leave_unsaved_words_alone(
    area: Locator, page: Page, server: Little, elsewhere: Callable[[str], None]
) -> None:
    again = page.get_by_role("button", name="Draw the card again")
    elsewhere("theirs")
    again.dispatch_event("click")
    expect(area).to_have_value("theirs")
    page.keyboard.press("End")
    page.keyboard.type(" and mine")
    saved(page, server, "theirs and mine")

    elsewhere("theirs anew")
    page.keyboard.type(", later")
    again.dispatch_event("click")
    expect(page.get_by_role("status")).to_have_text("Not saved yet: somebody changed this.")
    expect(area).to_have_value("theirs and mine, later")
    assert server.text == "theirs anew"
    page.reload()
    expect(page.get_by_role("status")).to_have_text("Not saved yet: somebody changed this.")
    expect(area).to_have_value("theirs and mine, later")


@pytest.mark.parametrize(("whose", "text"), [("mine", "my words, longer"), ("theirs", "their words")])
def test_a_conflict_ends_as_the_person_chooses(
    area: Locator, page: Page, server: Little, elsewhere: Callable[[str], None], whose: str, text: str
) -> None:
    elsewhere("their words")
    page.keyboard.type("my words")
    choice = page.get_by_role("button", name=f"Keep {whose}")
    expect(choice).to_be_visible()
    page.keyboard.type(", longer")
    choice.click(delay=50)
    expect(area).to_have_value(text)
    expect(page.get_by_role("status")).to_have_text(re.compile("Saved 10:4[23]"))
    expect(area).to_have_value(text)
    assert server.text == text
    assert page.evaluate(DRAFTS) == []


def test_markup_stays_text(area: Locator, page: Page, server: Little) -> None:
    text = '<img src=x onerror="window.hit = 1"></textarea><b>:red[x]</b> "\'\\ \n& 😀'
    area.fill(text)
    saved(page, server, text)
    page.reload()
    expect(area).to_have_value(text)
    assert page.evaluate("window.hit") is None


def test_too_many_characters_are_said_and_none_is_cut(area: Locator, page: Page, server: Little) -> None:
    area.fill("x" * 32_700)
    saved(page, server, "x" * 32_700)
    expect(page.get_by_text("67 characters left")).to_be_visible()
    area.fill("y" * 32_770)
    expect(page.get_by_role("status")).to_have_text("Not saved yet: 3 characters too many.")
    page.reload()
    expect(area).to_have_value("y" * 32_770)
    area.fill("y" * 32_767)
    saved(page, server, "y" * 32_767)


def test_a_locked_field_shows_what_the_store_has(go: Callable[[str], Page], server: Little) -> None:
    page = go("/?locked")
    expect(page.get_by_label("Evidence")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)


def test_drafts_of_others_are_left_alone_and_old_ones_dropped(
    go: Callable[[str], Page], server: Little
) -> None:
    page = go("/two")
    page.evaluate(
        """() => {
            const put = (place, days) => localStorage.setItem("maturity:draft:" + place, JSON.stringify(
                {n: place, place, text: "x", version: 0, over: [""], at: Date.now() - days * 86400000 - 5000}));
            put("you/1/plan/evidence", 0);
            put("you/1/plan/old", 31);
            put("me/1/plan/evidence", 29);
            localStorage.setItem("maturity:draft:me/broken", "{");
        }"""
    )
    saved(page, server, "x")
    kept = ["maturity:draft:me/broken", "maturity:draft:you/1/plan/evidence"]
    page.wait_for_function(f"{DRAFTS}.length === 2")
    assert sorted(page.evaluate(DRAFTS)) == kept


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_no_accessibility_faults(area: Locator, page: Page, server: Little, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for text in ("", "written", "x" * 32_800):
        area.fill(text)
        page.wait_for_timeout(1500)
        faults = Axe().run(page, context="[data-testid=stBidiComponentIsolated]").response["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == []
    assert page.get_by_role("textbox", name="Evidence").count() == 1


@pytest.mark.parametrize(
    ("text", "version", "saved_on"),
    [
        ("was", 3, 3),  # nothing happened since
        ("was", 4, 4),  # something else of the answer was saved: no words are lost
        ("sent", 4, 4),  # what this field sent before was saved
        ("mine", 4, 4),  # these very words were saved
        ("theirs", 4, 3),  # somebody else's words: the store refuses version 3
    ],
)
def test_the_version_to_save_on(text: str, version: int, saved_on: int) -> None:
    said = Written("n", PLACE, "mine", 3, ("was", "sent"))
    assert said.version_to_save_on(text, version) == saved_on


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {"n": "1", "place": PLACE, "text": "x" * 32_768, "version": 0, "over": [""]},
        {"n": "1", "place": PLACE, "text": "x", "version": 0, "over": [0]},
        {"n": "1", "place": PLACE, "text": "x", "version": "0", "over": [""]},
    ],
)
def test_what_no_browser_of_ours_would_say_is_not_heard(said: object) -> None:
    assert Written.read(said) is None


def test_somebody_elses_words_between_a_save_and_its_answer_are_not_written_over(
    go: Callable[[str], Page], page: Page, server: Little
) -> None:
    """The answer to a save may already show a later one: what was typed meanwhile was not written on that."""
    area = go("/?after=3").get_by_label("Evidence")
    area.click()
    area.press_sequentially("Mine")
    for _ in range(100):
        if server.text == "Mine":
            break
        page.wait_for_timeout(50)
    store = sqlite3.connect(server.folder / "store.sqlite", timeout=30, isolation_level=None)
    store.execute("update texts set text = 'Theirs', version = version + 1")
    store.close()
    area.press_sequentially(" and more")
    expect(page.get_by_text("Not saved yet: somebody changed this.")).to_be_visible()
    assert server.text == "Theirs"
    page.get_by_role("button", name="Keep mine").click(delay=50)
    expect(page.get_by_text("Saved 10:43")).to_be_visible()
    assert server.text == "Mine and more"
    area.press_sequentially(" again")  # a second save
    expect(page.get_by_text("Saved 10:42")).to_be_visible()
    assert server.text == "Mine and more again"
