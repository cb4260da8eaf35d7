"""A process killed without warning loses nothing that it said was saved."""

import subprocess
import sys
import time
from random import Random

from maturity.assessment.round import Assessment
from maturity.store import answers, history
from maturity.store.database import Store, open_store

SAVES_FOR_EVER = """
import sys
from datetime import UTC, datetime
from itertools import count

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person
from maturity.store import answers
from maturity.store.database import open_store

store, assessment, first = open_store(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
ada = Person(id="ada", name="Ada", roles=frozenset())
for number in count(first):
    with store.transaction(ada, datetime.now(UTC)) as transaction:
        answer = Answer(state=State.LEVEL, level=number % 5, evidence="x" * (number * 997 % 30_000))
        answers.save(transaction, assessment, f"s{number}", answer)
    print(number, flush=True)
"""
SOON = Random(2026)


def _acknowledged_before_killed(url: str, assessment: Assessment, first: int) -> list[int]:
    command = [sys.executable, "-c", SAVES_FOR_EVER, url, str(assessment.id), str(first)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [int(process.stdout.readline()) for _ in range(SOON.randint(5, 25))]
        time.sleep(SOON.uniform(0, 0.02))  # so that it dies anywhere in a save
        process.kill()
        return told + [int(line) for line in process.stdout if line.endswith("\n")]


def test_every_acknowledged_answer_outlives_the_kill(url: str, store: Store, assessment: Assessment) -> None:
    told: list[int] = []
    for _ in range(3):
        told += _acknowledged_before_killed(url, assessment, first=(told[-1] + 2 if told else 0))
        again = open_store(url)
        with again.reading() as session:
            kept = answers.of_assessment(session, assessment.id)
            entries = history.verify_chain(session)
        again.close()
        for number in told:
            answer = kept[f"s{number}"]
            assert (answer.level, len(answer.evidence)) == (number % 5, number * 997 % 30_000)
        assert entries == 3 + len(kept)  # an answer and its history are kept together or not at all
        assert len(told) <= len(kept) <= len(told) + 3  # at most one unacknowledged save a kill
