"""Many people answering at once, each by a session of their own, while others do what takes long.

`python -m tests.benchmarks.answering` makes up a government of its own; `--database FILE` takes a copy of one that is
there, `--short` measures for a few seconds. The figures are of one save, from sending it until the page is drawn: of
one person alone; of many; of many while History is opened; while the board pack is made and the portfolio solved, too;
and while Over time is opened, a bundle made and the whole history checked, twice, besides. Each is done again and
again for as long. Errors are counted, and what is kept against what was clicked.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from maturity.wording import listed
from tests.benchmarks.saving import served
from tests.benchmarks.table import ROOT, Row, newest_round

THREE = ("board pack", "portfolio", "History")
"""What takes long and is often asked for, of all that `long_work` does."""
THINK = 4.0
"""Seconds between two saves of one person, on average."""
PATIENCE = 120
"""Seconds after which an answer of the server's is taken for lost."""


class Trouble(Exception):
    """A page that did not come, or a save that was not kept."""


class Session:
    """What a browser is to the server: a socket, a page at an address, and what stands on it."""

    def __init__(self, address: str, page: str, query: str) -> None:
        self._address, self._page, self._query = address.replace("http", "ws"), page, query
        self.components: dict[str, tuple[str, str, dict[str, object]]] = {}  # by key: id, fragment, data
        self.buttons: dict[str, str] = {}  # by what is on it: id, or that of a file to be made
        self.saved = 0
        self._id = self._script = ""  # the session's, and the hash of the page, once the server has told it

    async def open(self) -> None:
        self._socket = await websockets.connect(
            f"{self._address}/_stcore/stream",
            max_size=None,
            subprotocols=[websockets.Subprotocol("streamlit")],
        )
        await self.run()

    async def close(self) -> None:
        await self._socket.close()

    async def run(self, fragment: str = "", press: str = "", told: tuple[str, str] | None = None) -> None:
        """Have the page drawn, or one fragment of it, and wait until it is: with a button that was pressed, or with
        what a component has `told`, by its id.
        """
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.fragment_id = self._query, fragment
        asked.page_script_hash = self._script
        if not self._script:
            asked.page_name = self._page
        asked.context_info.timezone, asked.context_info.locale = "UTC", "en-GB"
        asked.context_info.url = f"{self._address.replace('ws', 'http', 1)}/{self._page}"
        asked.context_info.color_scheme = "light"
        asked.widget_states.SetInParent()
        if press:
            state = asked.widget_states.widgets.add()
            state.id, state.trigger_value = press, True
        if told:
            state = asked.widget_states.widgets.add()
            state.id = f"$$STREAMLIT_INTERNAL_KEY_{told[0]}__events"
            state.json_trigger_value = told[1]
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while not self._take(ForwardMsg.FromString(await self._socket.recv(decode=False))):
                pass

    async def fetch(self, name: str) -> None:
        """Have the file made that a button of that name offers, to the end."""
        message = BackMsg()
        asked = message.backend_operation_request
        asked.session_id, asked.request_id = self._id, "1"
        asked.deferred_file.file_id = self.buttons[name]
        await self._socket.send(message.SerializeToString())
        async with asyncio.timeout(PATIENCE):
            while True:
                got = ForwardMsg.FromString(await self._socket.recv(decode=False))
                if got.WhichOneof("type") == "backend_operation_response":
                    if got.backend_operation_response.error_msg:
                        raise Trouble(got.backend_operation_response.error_msg)
                    return

    def _take(self, message: ForwardMsg) -> bool:
        """Whether the page is drawn with this message; another run may only just have begun."""
        match message.WhichOneof("type"):
            case "new_session":
                self._id = message.new_session.initialize.session_id
            case "navigation":
                self._script = message.navigation.page_script_hash
            case "script_finished":
                return message.script_finished in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                )
            case "delta" if message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                match element.WhichOneof("type"):
                    case "bidi_component":
                        shown = element.bidi_component
                        key = shown.id.split("-", 2)[-1]
                        data = json.loads(shown.json) if shown.WhichOneof("data") == "json" else {}
                        self.components[key] = shown.id, message.delta.fragment_id, data
                    case "button":
                        self.buttons[element.button.label] = element.button.id
                    case "download_button":
                        button = element.download_button
                        self.buttons[button.label] = button.deferred_file_id or button.id
                    case "exception":
                        raise Trouble(element.exception.message)
                    case "alert" if element.alert.format == element.alert.ERROR:
                        raise Trouble(element.alert.body)
        return False


class Answerer(Session):
    """A colleague of a department, before one statement."""

    def __init__(self, address: str, round_id: str, department: str, statement: str) -> None:
        super().__init__(address, "answer", f"round={round_id}&department={department}&statement={statement}")
        self._statement = statement

    async def save(self) -> float:
        """Choose another level; gives the milliseconds until it stands on the page as kept."""
        key = next(each for each in self.components if each.startswith("judgement "))
        id_, fragment, data = self.components[key]
        text, version = str(data["text"]), data["version"]
        draft = f"{random.getrandbits(64):x}"
        said = {
            "n": draft,
            "place": data["place"],
            "text": str((int(text) + 1) % 5 if text.isdecimal() else 0),
            "version": version,
            "over": [text],
            "at": int(1000 * time.time()),
        }
        begun = time.perf_counter()
        await self.run(fragment, told=(id_, json.dumps([{"event": "said", "value": said}])))
        took = 1000 * (time.perf_counter() - begun)
        if self.components[key][2].get("settled") != draft:
            raise Trouble(f"not kept: {self.components[key][2]}")
        self.saved += 1
        return took


@dataclass
class Measured:
    """What many people waited for their saves, in milliseconds, and what went wrong."""

    name: str
    took: list[float] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return statistics.median(self.took)

    @property
    def slow(self) -> float:
        return sorted(self.took)[int(len(self.took) * 0.95)]


async def _one(person: Answerer, over: Callable[[], bool], think: float, into: Measured) -> None:
    await asyncio.sleep(random.uniform(0, think))
    while not over():
        try:
            into.took.append(await person.save())
        except (Trouble, TimeoutError, websockets.WebSocketException) as problem:
            into.troubles.append(str(problem) or type(problem).__name__)
            return
        await asyncio.sleep(random.uniform(0.5, 1.5) * think)


async def answer(
    name: str, people: Sequence[Answerer], over: Callable[[], bool], think: float = THINK
) -> Measured:
    into = Measured(name)
    await asyncio.gather(*(_one(each, over, think, into) for each in people))
    return into


def ended(seconds: float) -> Callable[[], bool]:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() > until


Work = Callable[[], Awaitable[None]]


def long_work(address: str, round_id: str, database: str) -> dict[str, Work]:
    """What others do meanwhile, each from opening its page to having what was asked for."""

    def page(name: str, query: str = "", press: str = "", fetch: str = "") -> Work:
        async def work() -> None:
            there = Session(address, name, f"round={round_id}{query}")
            await there.open()
            if press:
                await there.run(press=there.buttons[press])
            if fetch:
                await there.fetch(fetch)
            await there.close()

        return work

    async def verify() -> None:
        environment = {**os.environ, "MATURITY_DATABASE_URL": database, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "maturity", "audit", "verify"]
        done = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if await done.wait():
            raise Trouble("the history does not hold together")

    return {
        "board pack": page("board-pack", press="Make the board pack"),
        "portfolio": page("portfolio", "&one_off=50000000"),
        "History": page("history"),
        "Over time": page("over-time"),
        "bundle": page("board-pack", fetch="Download the bundle"),
        "whole check": page("history", press="Check everything now"),
        "audit verify": verify,
    }


async def _again(
    name: str, work: Work, over: Callable[[], bool], done: dict[str, list[float]], troubles: list[str]
) -> None:
    while not over():
        begun = time.monotonic()
        try:
            await work()
        except Exception as problem:  # it is told, and the others go on
            troubles.append(f"{name}: {problem or type(problem).__name__}")
            return
        done.setdefault(name, []).append(time.monotonic() - begun)
        await asyncio.sleep(1)


def answers_kept(file: Path) -> int:
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        asked = "select count(*) from history where kind = 'answer'"
        return int(connection.execute(asked).fetchone()[0])


def answerers(address: str, file: Path, number: int) -> list[Answerer]:
    """So many people of departments whose assessments are drafts, each before another statement."""
    round_id = newest_round(file)
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as connection:
        drafts = "select department_id from assessments where status = 'draft' and round_id = ? order by id"
        departments = [each for (each,) in connection.execute(drafts, (round_id,))]
        statements = [
            each for (each,) in connection.execute("select distinct statement_id from answers order by 1")
        ]
    return [
        Answerer(address, round_id, department, statement)
        for _, department, statement in zip(
            range(number), cycle(departments), cycle(statements), strict=False
        )
    ]


async def measure(
    address: str, file: Path, number: int, seconds: float, only: Iterable[Sequence[str]] = ()
) -> list[Measured]:
    """One alone, many, and many while others do what takes long: what `only` names together; or else History, then
    what is often asked for, and then all that there is.
    """
    people, before = answerers(address, file, number), answers_kept(file)
    for each in people:
        await each.open()
        await each.save()  # the first one makes the answer
    found = [
        await answer("one person alone", people[:1], ended(seconds), 0.3),
        await answer(f"{number} answering, 4 s apart: 95th percentile", people, ended(seconds)),
    ]
    database = f"sqlite:///{file}"
    every = long_work(address, newest_round(file), database)
    for names in list(only) or [("History",), THREE, list(every)]:
        done: dict[str, list[float]] = {}
        long_enough, troubles = ended(seconds), list[str]()
        going = [
            asyncio.create_task(_again(name, every[name], long_enough, done, troubles)) for name in names
        ]

        def over(going: Sequence[asyncio.Task[None]] = going) -> bool:
            return all(each.done() for each in going)  # they answer until the longest is done

        many = f"{len(names)} things that take long" if len(names) == len(every) else listed(names)
        measured = await answer(f"{number} answering, meanwhile {many}", people, over)
        measured.troubles += troubles
        found.append(measured)
        told = ", ".join(
            f"{name} {len(took)} × {statistics.median(took):.1f} s" for name, took in done.items()
        )
        sys.stdout.write(f"done meanwhile: {told}\n")
    for each in people:
        await each.close()
    clicks = sum(each.saved for each in people)
    sys.stdout.write(f"{clicks:,} clicks, {answers_kept(file) - before:,} entries kept\n")
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--database", type=Path)
    asked.add_argument("--departments", type=int, default=300)
    asked.add_argument("--people", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--short", action="store_true", help="a small government, ten people, ten seconds")
    asked.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="WORK,WORK…",
        help=f"what is done meanwhile, together; once more for others: {', '.join(long_work('', '', ''))}",
    )
    given = asked.parse_args()
    given.only = [each.split(",") for each in given.only]
    if given.short:
        given.departments, given.people, given.seconds = 60, 10, 10
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "maturity.sqlite"
        database = f"sqlite:///{file}"
        if given.database:
            shutil.copy(given.database, file)
        else:
            environment = {**os.environ, "MATURITY_DATABASE_URL": database, "PYTHONPATH": str(ROOT)}
            made = ["demo", "--departments", str(given.departments), "--rounds", "3"]
            subprocess.run([sys.executable, "-m", "maturity", *made], cwd=ROOT, env=environment, check=True)
        command = [sys.executable, "-m", "maturity", "serve", "--port", "{port}"]
        with served(command, ROOT, database) as address:
            found = asyncio.run(measure(address, file, given.people, given.seconds, given.only))
    for row in rows(found):
        sys.stdout.write(f"{row.line}\n")
    for each in found:
        sys.stdout.write(f"{each.name}: longest {max(each.took):.0f} ms, {len(each.troubles)} errors\n")
        for trouble in each.troubles[:5]:
            sys.stdout.write(f"  {trouble}\n")


def rows(found: Sequence[Measured]) -> Iterator[Row]:
    """Each beside one person alone."""
    alone = found[0]
    for each in found:
        times = f"95th percentile {each.slow / alone.slow:.1f} × alone"
        if each is not alone and each is not found[1]:
            times += f", {each.slow / found[1].slow:.1f} × as many alone"
        yield Row(each.name, each.took, () if each is alone else alone.took, note=times)


if __name__ == "__main__":
    main()
