"""A process killed without warning loses nothing that it said was saved.

The long form (MATURITY_TEST_LONG=1) kills 200 on each database, four at a time, while the others write.
"""

import multiprocessing
import os
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from random import Random

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person
from maturity.assessment.round import Assessment
from maturity.errors import DatabaseAway
from maturity.store import answers, history
from maturity.store.database import Store, open_store

LONG = bool(os.environ.get("MATURITY_TEST_LONG"))
ROUNDS, AT_ONCE = (50, 4) if LONG else (3, 1)
SOON = Random(2026)
FORKS = "forkserver" in multiprocessing.get_all_start_methods()
PROCESSES = multiprocessing.get_context("forkserver") if FORKS else multiprocessing.get_context("spawn")
if FORKS:
    PROCESSES.set_forkserver_preload([__name__])  # imports once what each of them needs


def save_for_ever(url: str, assessment_id: int, first: int, told: Connection) -> None:
    store, ada = open_store(url), Person(id="ada", name="Ada", roles=frozenset())
    for number in count(first):
        answer = Answer(state=State.LEVEL, level=number % 5, evidence="x" * (number * 997 % 30_000))
        while True:
            with (
                suppress(DatabaseAway),
                store.transaction(ada, datetime.now(UTC)) as transaction,
            ):  # sent again
                answers.save(transaction, assessment_id, f"s{number}", answer)
                break
        told.send(number)


def _acknowledged_before_killed(url: str, assessment: Assessment, firsts: list[int]) -> list[int]:
    """What processes said was saved that wrote together, each from its own number on, until they were killed."""
    told: list[int] = []
    started = []
    for first in firsts:
        ours, theirs = PROCESSES.Pipe(duplex=False)
        process = PROCESSES.Process(
            target=save_for_ever, args=(url, assessment.id, first, theirs), daemon=True
        )
        process.start()
        theirs.close()
        started.append((process, ours))
    for process, ours in started:
        told += [ours.recv() for _ in range(SOON.randint(5, 25))]
        time.sleep(SOON.uniform(0, 0.02))  # so that it dies anywhere in a save
        process.kill()
        process.join()
        with ours, suppress(EOFError):
            while True:
                told.append(ours.recv())
    return told


def test_every_acknowledged_answer_outlives_the_kill(url: str, store: Store, assessment: Assessment) -> None:
    told: list[int] = []
    for number in range(ROUNDS):
        told += _acknowledged_before_killed(
            url, assessment, [(number * AT_ONCE + each) * 100_000 for each in range(AT_ONCE)]
        )
        again = open_store(url)
        with again.reading() as session:
            kept = answers.of_assessment(session, assessment.id)
            entries = history.verify_chain(session)
        again.close()
        assert entries == 3 + len(kept)  # an answer and its history are kept together or not at all
    for number in told:
        answer = kept[f"s{number}"]
        assert (answer.level, len(answer.evidence)) == (number % 5, number * 997 % 30_000)
    # At most one save of each that was killed came to its end unsaid.
    assert len(set(told)) == len(told) <= len(kept) <= len(told) + ROUNDS * AT_ONCE
    if LONG:
        sys.stdout.write(f"{ROUNDS * AT_ONCE} killed, {len(told)} saves acknowledged, {len(kept)} kept\n")
