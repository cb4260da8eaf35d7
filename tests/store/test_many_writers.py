"""Fifty write at once, and nobody is told that the database is locked; by as many processes in the long form."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from time import monotonic

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person
from maturity.assessment.round import Assessment
from maturity.store import answers, history
from maturity.store.database import Store, open_store

WRITERS, SAVES = 50, 4
LONG = bool(os.environ.get("MATURITY_TEST_LONG"))
ADA = Person(id="ada", name="Ada", roles=frozenset())


def save_some(store: Store, assessment_id: int, writer: int, waited: list[float]) -> None:
    for number in range(SAVES):
        began = monotonic()
        with store.transaction(ADA, datetime.now(UTC)) as transaction:
            answers.save(
                transaction, assessment_id, f"s{writer}-{number}", Answer(state=State.LEVEL, level=number % 5)
            )
        waited.append(monotonic() - began)


def as_a_process(url: str, assessment_id: int, writer: int) -> None:
    store, waited = open_store(url), list[float]()
    save_some(store, assessment_id, writer, waited)
    sys.stdout.write(" ".join(map(str, waited)))


def _by_threads(store: Store, assessment: Assessment) -> tuple[list[float], list[str]]:
    waited: list[float] = []
    failed: list[str] = []

    def write(writer: int) -> None:
        try:
            save_some(store, assessment.id, writer, waited)
        except Exception as problem:
            failed.append(f"{type(problem).__name__}: {problem}")

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waited, failed


def _by_processes(url: str, assessment: Assessment) -> tuple[list[float], list[str]]:
    code = f"import sys; from {__name__} import *; as_a_process({url!r}, {assessment.id}, int(sys.argv[1]))"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(writer)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for writer in range(WRITERS)
    ]
    said = [process.communicate(timeout=300) for process in processes]
    failed = [errors for process, (_, errors) in zip(processes, said, strict=True) if process.returncode]
    return [float(each) for told, _ in said for each in told.split()], failed


def test_every_save_of_fifty_writers_is_kept(url: str, store: Store, assessment: Assessment) -> None:
    waited, failed = _by_processes(url, assessment) if LONG else _by_threads(store, assessment)
    assert failed == []
    with store.reading() as session:
        kept = answers.of_assessment(session, assessment.id)
        entries = history.verify_chain(session)
    assert len(waited) == len(kept) == WRITERS * SAVES == entries - 3
    if LONG:
        sys.stdout.write(f"{len(waited)} saves by {WRITERS} processes, the longest {max(waited):.1f} s\n")
