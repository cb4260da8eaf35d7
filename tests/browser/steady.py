"""Waiting for a page as a person does: until it has answered what was pressed, and stands still.

Streamlit answers a press later: until it has, the page still looks at rest, and while it does, what was there before
and what comes in its place are both on it. Boxes open and close over half a second, and what draws a kind of field is
loaded when the first of it is shown: what is below moves, and a click that had begun on it ends beside it.
"""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Locator, Page

NewContext = Callable[..., BrowserContext]
"""A new browser of somebody's: see the fixture."""

WATCH = """(() => {
    // What this window asked the server for, and whether it was answered, read off the connection: the first field
    // of a message to the server is 11 where it asks for a run; one from it is 4 at the beginning of a run and 6 at
    // the end, with 2 where another follows.
    const watched = window.watched = {asked: 0, begun: 0, answered: 0, bytes: 0};
    const read = (bytes) => {
        let at = 0;
        const number = () => {
            let value = 0, scale = 1, byte;
            do { byte = bytes[at++]; value += (byte & 127) * scale; scale *= 128; } while (byte & 128);
            return value;
        };
        while (at < bytes.length) {
            const tag = number(), field = tag >> 3;
            const value = number();
            if (field > 2) return [field, value];  // past the hash and the metadata
            at += value;
        }
        return [0, 0];
    };
    window.WebSocket = class extends window.WebSocket {
        constructor(...given) {
            super(...given);
            this.addEventListener("message", (event) => {
                if (!(event.data instanceof ArrayBuffer)) return;
                watched.bytes += event.data.byteLength;
                const [field, value] = read(new Uint8Array(event.data));
                if (field === 4) watched.begun = watched.asked;
                if (field === 6 && value !== 2) watched.answered = watched.begun;
            });
        }
        send(data) {
            if (data instanceof Uint8Array && data[0] >> 3 === 11) watched.asked += 1;
            super.send(data);
        }
    };
})()"""
"""For a browser context's `add_init_script`; without it a press is taken for answered a little early."""

STANDS = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const places = [...document.querySelectorAll("[data-testid=stElementContainer], details")];
    const now = places.map((each) => each.offsetTop + "/" + each.offsetHeight).join();
    const last = window.places;
    window.places = now;
    const moves = document.getAnimations().some((each) =>
        each.playState === "running" && each.effect?.getComputedTiming().endTime < 2000);
    return app?.dataset.testScriptState === "notRunning"
        && app.dataset.testConnectionState === "CONNECTED"
        && (window.watched === undefined || watched.answered === watched.asked)
        && !document.querySelector("[data-testid=stMain] [data-testid=stSkeleton]")
        && !moves && now === last;
}"""


def settle(page: Page) -> Page:
    """Wait until the page has answered all that was asked of it, and stands still."""
    page.wait_for_function(STANDS, polling=150)
    return page


def click(found: Locator) -> None:
    """Click on it, once the page stands still, and wait for what comes of it."""
    settle(found.page)
    found.click(delay=60)
    settle(found.page)


def press(where: Page | Locator, name: str) -> None:
    """Click on the button of that name."""
    click(where.get_by_role("button", name=name, exact=True))
