"""What takes long is done in a process of its own: with the same result, and as the same error."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from maturity.assessment.people import local_person
from maturity.errors import NotFound
from maturity.framework.model import Framework
from maturity.services import administering, answering, apart, exporting
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.store.database import open_store

ME = local_person()
SERVER = """
import os, signal, sys
from maturity.errors import NotFound
from maturity.services import apart, exporting
from maturity.services.installation import Installation
from maturity.store.database import open_store
from maturity.assessment.people import local_person
apart.begin()
try:
    exporting.data(Installation(open_store(sys.argv[1]), {}), local_person(), round_id="none")
except NotFound:
    pass
print(*(each._process.pid for each in apart._workers._every if each._process), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def held(tmp_path: Path, two_themes: Framework, noon: datetime) -> Installation:
    file = tmp_path / "held.sqlite"
    here = Installation(open_store(f"sqlite:///{file}"), {two_themes.id: two_themes})
    administering.open_round(here, ME, noon, title="Spring", framework_id=two_themes.id, closes=None)
    administering.add_department(here, ME, noon, name="Treasury")
    answering.start_assessment(here, ME, noon, round_id="spring", department_id="treasury")
    return here


@pytest.fixture
def begun() -> Iterator[apart.Workers]:
    apart.begin()
    assert apart._workers is not None
    yield apart._workers
    apart.end()


def _processes(workers: apart.Workers) -> list[int]:
    return [each._process.pid for each in workers._every if each._process is not None]


def test_what_is_done_apart_is_what_is_done_here(
    held: Installation, noon: datetime, begun: apart.Workers
) -> None:
    made = exporting.data(held, ME, round_id="spring")
    (process,) = _processes(begun)
    far: list[float] = []
    pack = exporting.board_pack(held, ME, noon, BoardRequest("spring"), tell=far.append)
    with pytest.raises(NotFound) as refused:
        exporting.slides(held, ME, noon, BoardRequest("summer"))
    assert _processes(begun) == [process]  # which all of it was done in
    apart.end()
    assert made == exporting.data(held, ME, round_id="spring")
    assert pack[:2] == b"PK"
    assert far == sorted(far) != []
    with pytest.raises(NotFound) as here:
        exporting.slides(held, ME, noon, BoardRequest("summer"))
    assert (str(refused.value), vars(refused.value)) == (str(here.value), vars(here.value))


def test_one_that_ended_is_begun_anew(held: Installation, begun: apart.Workers) -> None:
    exporting.data(held, ME, round_id="spring")
    (process,) = _processes(begun)
    os.kill(process, signal.SIGKILL)
    assert exporting.data(held, ME, round_id="spring")[:2] == b"PK"
    assert _processes(begun) != [process]


def test_whoever_comes_after_one_that_was_given_up_hears_nothing_of_it(
    held: Installation, noon: datetime, begun: apart.Workers
) -> None:
    def give_up(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exporting.board_pack(held, ME, noon, BoardRequest("spring"), tell=give_up)
    assert _processes(begun) == []
    with pytest.raises(NotFound):
        exporting.data(held, ME, round_id="summer")


def test_none_is_left_behind_by_a_server_that_was_killed(held: Installation) -> None:
    address = held.store.address or ""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SERVER, address], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    process = int(done.stdout)
    for _ in range(600):
        if (
            not Path(f"/proc/{process}").exists()
            or "Z" in Path(f"/proc/{process}/stat").read_text().split()[2]
        ):
            break
        time.sleep(0.05)
    else:
        pytest.fail("it is there still")
