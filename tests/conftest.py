"""What every test may ask for."""

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import settings
from sqlalchemy import URL

from maturity.assessment import benchmark
from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Status
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison
from maturity.services.installation import Installation
from maturity.store.database import IN_MEMORY, Store, open_store

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")

TINY = Path(__file__).parent / "frameworks"
ROOT = Path(__file__).parent.parent
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MARKS = {"?": State.NOT_DETERMINED, ".": State.NOT_ANSWERED, "-": State.NOT_APPLICABLE}


NOT_HERE = (
    "PostgreSQL is not here. Install its server (on Debian: the package postgresql), or name one with "
    "--database-url=postgresql+psycopg://user:password@host/name."
)
Missing = Callable[[str, str], NoReturn]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-url",
        metavar="URL",
        help="PostgreSQL to test on, in which databases are made and dropped: "
        "postgresql+psycopg://user:password@host/name. Without it the tests start a server of their own.",
    )


@pytest.fixture(autouse=True)
def _main(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page under test takes the place of the program, and would be what a process that a later test starts runs."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores, for `-n auto`: a browser, a database that is away and a server that starts are
    waited for, and another test runs meanwhile.
    """
    return (
        len(os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)) + 1
    )


@pytest.fixture(scope="session")
def missing() -> Missing:
    """`missing(kind, sentence)`: skip a test that lacks something of this computer, or fail it where that is required.

    MATURITY_TEST_REQUIRE lists what is required, by commas: postgres, browser, libreoffice,
    nginx, mount.
    """
    required = {kind.strip() for kind in os.environ.get("MATURITY_TEST_REQUIRE", "").split(",")}

    def stop(kind: str, sentence: str) -> NoReturn:
        if kind in required:
            pytest.fail(f"{sentence} (MATURITY_TEST_REQUIRE asks for {kind}.)", pytrace=False)
        pytest.skip(sentence)

    return stop


def _binaries() -> Path | None:
    """The folder of PostgreSQL's server programs: the one on the path, or else the newest of Debian's."""
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(versions, key=lambda folder: _number(folder.parent.name), reverse=True)
    wanted = ("initdb", "pg_ctl", "postgres")
    complete = (folder for folder in folders if all(shutil.which(p, path=str(folder)) for p in wanted))
    return next(complete, None)


def _number(version: str) -> float:
    return float(version) if re.fullmatch(r"\d+(\.\d+)?", version) else 0.0


@dataclass
class Cluster:
    """A PostgreSQL server of our own, which can be stopped and started again."""

    url: URL
    run: Callable[..., None]
    log: Path

    def start(self) -> None:
        self.run("pg_ctl", "-w", "-l", str(self.log), "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    def running(self) -> bool:
        return (self.log.parent / "data" / "postmaster.pid").exists()


@contextmanager
def _cluster(binaries: Path, missing: Missing) -> Iterator[Cluster]:
    """One in a temporary folder and reached by a socket in it: no port, no password."""
    if os.name == "nt":
        missing("postgres", f"On Windows the tests start no server of their own. {NOT_HERE}")
    folder = Path(tempfile.mkdtemp(prefix="maturity-pg-", dir=_in_memory()))
    try:
        user = _server_user(folder)
        data = folder / "data"

        def run(program: str, *arguments: str) -> None:
            command = [str(binaries / program), "-D", str(data), *arguments]
            # The server keeps whatever output it is given open, so a pipe would never end: hence a file.
            with (folder / "output").open("w+") as output:
                done = subprocess.run(
                    command, cwd=folder, stdout=output, stderr=output, check=False, timeout=60, **user
                )
                output.seek(0)
                if done.returncode:
                    missing("postgres", f"PostgreSQL's {program} did not work: {output.read()} {NOT_HERE}")

        run("initdb", "-U", "maturity", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(
                "fsync = off\nfull_page_writes = off\nshared_buffers = 32MB\n"
                "timezone = 'Asia/Kathmandu'\n"  # so that a moment taken for local shows
                f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n"
            )
        url = URL.create(
            "postgresql+psycopg", username="maturity", database="postgres", query={"host": str(folder)}
        )
        cluster = Cluster(url, run, folder / "log")
        cluster.start()
        try:
            yield cluster
        finally:
            if (data / "postmaster.pid").exists():
                cluster.stop()
    finally:
        shutil.rmtree(folder)


def _in_memory() -> str | None:
    """A folder kept in memory, if this computer has one with room: a database there is made ten times as fast."""
    folder = "/dev/shm"
    roomy = os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 2**30
    return folder if roomy else None


def _server_user(folder: Path) -> dict[str, Any]:
    """Whom the server runs as: it refuses to run as root. The folder is made theirs."""
    if os.geteuid() != 0:
        return {}
    import pwd  # not on Windows

    names = {entry.pw_name for entry in pwd.getpwall()}
    owner = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def cluster(missing: Missing) -> Callable[[], AbstractContextManager[Cluster]]:
    """`with cluster() as server`: a PostgreSQL server of our own."""

    def make() -> AbstractContextManager[Cluster]:
        binaries = _binaries()
        if binaries is None:
            missing("postgres", NOT_HERE)
        return _cluster(binaries, missing)

    return make


@pytest.fixture(scope="session")
def two_themes() -> Framework:
    """Plans (a1, a2) and people (b1), on a scale of 0 to 4."""
    return files.load(TINY / "two-themes.yaml")


@pytest.fixture(scope="session")
def published_frameworks() -> dict[str, Framework]:
    """The frameworks that the product ships."""
    return files.library(ROOT / "frameworks").frameworks


@pytest.fixture(scope="session")
def said() -> Callable[[str], dict[str, Judgement]]:
    """“a1=3 a2=? b1=-”: a level; “?” not determined; “.” (or left out) not answered; “-” not applicable."""

    def read(words: str) -> dict[str, Judgement]:
        found = {}
        for statement, _, mark in (word.partition("=") for word in words.split()):
            state = MARKS.get(mark, State.LEVEL)
            found[statement] = Judgement(state=state, level=int(mark) if state is State.LEVEL else None)
        return found

    return read


@pytest.fixture(scope="session")
def tiny() -> dict[str, Framework]:
    """The tiny frameworks, by id."""
    return files.library(TINY).frameworks


@pytest.fixture(scope="session")
def published(published_frameworks: dict[str, Framework]) -> Comparison:
    """Departments A to G of Appendix Two, as they are compared."""
    found = benchmark.load(ROOT / "data" / "nao-2019.yaml", published_frameworks)
    departments = {department.id: department for department in found.departments}
    findings = {
        key: {
            statement: finding
            for (statement, department), finding in found.findings.items()
            if department == key
        }
        for key in departments
    }
    return Comparison(
        published_frameworks[found.round.framework_id],
        found.round,
        departments,
        judgements=findings,
        findings=findings,
        statuses=dict.fromkeys(departments, Status.PUBLISHED),
        revision=1,
    )


@pytest.fixture(scope="session")
def refilled() -> Callable[[Store, Store], Store]:
    """`refilled(store, kept)`: the first of two stores in memory, holding what the second does and nothing else.

    A store that is used again has no migrations to go through and no queries to compile.
    """

    def refill(store: Store, kept: Store) -> Store:
        with closing(kept._engine.raw_connection()) as old, closing(store._engine.raw_connection()) as new:
            assert old.driver_connection is not None
            old.driver_connection.backup(new.driver_connection)
        return store

    return refill


@pytest.fixture(scope="session")
def empty_store() -> Iterator[Store]:
    """A store to refill from: nobody writes in it."""
    store = open_store(IN_MEMORY)
    yield store
    store.close()


@pytest.fixture(scope="session")
def used_store() -> Iterator[Store]:
    """The store that each test refills and uses."""
    store = open_store(IN_MEMORY)
    yield store
    store.close()


@pytest.fixture
def installation(
    used_store: Store,
    empty_store: Store,
    refilled: Callable[[Store, Store], Store],
    two_themes: Framework,
    published_frameworks: dict[str, Framework],
) -> Installation:
    """An empty installation in memory, with the tiny framework beside the published ones."""
    store = refilled(used_store, empty_store)
    return Installation(store, {**published_frameworks, two_themes.id: two_themes})


@pytest.fixture
def say() -> "Callable[[AppTest, str, str], AppTest]":
    """`say(app, "information-flows/judgement", "2")` says to the page what the browser would, of the field whose
    place so ends: AppTest runs a component of ours, but not its script.
    """
    from streamlit.components.v2.bidi_component.main import _make_trigger_id

    def one(app: "AppTest", place: str, words: str) -> "AppTest":
        sent = [(each.proto.id, json.loads(each.proto.json)) for each in app.get("bidi_component")]
        key, field = next(
            (key, data) for key, data in sent if "version" in data and data["place"].endswith(place)
        )
        said = {
            "n": secrets.token_hex(4),
            "place": field["place"],
            "text": words,
            "version": field["version"],
            "over": [field["text"]],
        }
        states = app._tree.get_widget_states()
        trigger = states.widgets.add()
        trigger.id = _make_trigger_id(key, "events")
        trigger.json_trigger_value = json.dumps([{"event": "said", "value": said}])
        return app._run(states)

    return one
