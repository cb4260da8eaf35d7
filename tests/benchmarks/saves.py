"""How long one save takes where it is kept: an answer, its entry in the history, and the ledger, beside a floor.

The floor is what a competent person would write by hand with the driver: in one transaction it locks the ledger, reads
the answer, writes it, appends an entry with the SHA-256 over what it says and the hash before it, and writes the
ledger, to the same tables with the same indexes and triggers, as durably (fsync). It asks nobody's permission, looks at
no round and no status, and knows of no conflicts. Both take turns in one run; by the clock, as most of a save is
waiting for the disk, and in processor time beside it.

`python -m tests.benchmarks.saves DATABASE.sqlite…`, of databases that `maturity demo` filled; copies of them are
measured, and on PostgreSQL as well where its programs are here: on one of its own in memory, where fsync costs nothing,
so that all of the rest shows.
"""

import argparse
import gc
import hashlib
import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import psycopg
from sqlalchemy import make_url

from maturity.assessment.answer import NOT_ANSWERED, AnswerField
from maturity.assessment.people import local_person
from maturity.assessment.round import Status
from maturity.services import administering, answering
from maturity.services.installation import Installation, open_installation
from maturity.store import moving
from tests.benchmarks.table import ROOT, Row
from tests.conftest import _binaries, _cluster

ME = local_person()
STATEMENT = "architecture-integrated"


class ByHand:
    """The floor, on one connection of a driver."""

    def __init__(self, address: str, assessment: int, statement: str) -> None:
        url = make_url(address)
        self._mark = "?" if url.get_backend_name() == "sqlite" else "%s"
        self._begin, self._lock = ("BEGIN IMMEDIATE", "") if self._mark == "?" else ("BEGIN", " FOR UPDATE")
        self._assessment, self._statement = assessment, statement
        if self._mark == "?":
            self._connection: Any = sqlite3.connect(str(url.database), isolation_level=None)
            for pragma in ("synchronous=FULL", "foreign_keys=ON"):
                self._connection.execute(f"PRAGMA {pragma}")
        else:
            plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._connection = psycopg.connect(plain, autocommit=True)

    def save(self) -> None:
        at = datetime.now(UTC)
        place = (self._assessment, self._statement)
        self._run(self._begin)
        entries, head = self._run(f"SELECT entries, head FROM ledger WHERE id = 1{self._lock}").fetchone()
        found = self._run(
            "SELECT state, level, evidence, links, contact, reason, version FROM answers "
            "WHERE assessment_id = ? AND statement_id = ?",
            *place,
        ).fetchone()
        names = ("state", "level", "evidence", "links", "contact", "reason")
        before = dict(zip(names, found, strict=False))
        after = before | {"state": "level", "level": ((found[1] or 0) + 1) % 5}
        self._run(
            "UPDATE answers SET state = ?, level = ?, version = ?, changed_at = ?, changed_by = ? "
            "WHERE assessment_id = ? AND statement_id = ?",
            *(after["state"], after["level"], found[6] + 1, self._moment(at), ME.id, *place),
        )
        texts = [json.dumps(each, sort_keys=True) for each in (before, after)]
        said = json.dumps([entries + 1, at.isoformat(), ME.id, True, "answer", *place, *texts, "", head])
        made = hashlib.sha256(said.encode()).hexdigest()
        self._run(
            "INSERT INTO history (number, at, person, local, kind, assessment_id, subject, before, after, why, "
            "previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(entries + 1, self._moment(at), ME.id, True, "answer", *place, *texts, "", head, made),
        )
        self._run("UPDATE ledger SET entries = ?, head = ? WHERE id = 1", entries + 1, made)
        self._run("COMMIT")

    def close(self) -> None:
        self._connection.close()

    def _run(self, statement: str, *given: object) -> Any:
        return self._connection.execute(statement.replace("?", self._mark), given)

    def _moment(self, at: datetime) -> object:
        return at if self._mark == "%s" else at.replace(tzinfo=None).isoformat(" ", "microseconds")


class Ours:
    """A save of ours, each of another level."""

    def __init__(self, held: Installation, assessment: int) -> None:
        self._held, self._assessment = held, assessment
        answers = answering.assessment_view(held, ME, assessment_id=assessment).answers
        self._version, self._level = answers.get(STATEMENT, NOT_ANSWERED).version, 0

    def save(self) -> None:
        self._level = (self._level + 1) % 5
        kept = answering.record_field(
            self._held,
            ME,
            self._held.now(),
            assessment_id=self._assessment,
            statement_id=STATEMENT,
            field=AnswerField.JUDGEMENT,
            words=str(self._level),
            based_on=self._version,
        )
        self._version = kept.version


def rows(address: str, kind: str, departments: int, times: int) -> Iterator[Row]:
    """One save in a made-up government of so many departments, by the clock and by the processor."""
    held = open_installation(address, ROOT / "frameworks")
    live = [each for each in administering.every_round(held, ME) if not each.published]
    newest = max(live, key=lambda each: each.opens)
    pairs = answering.assessments_to_answer(held, ME, round_id=newest.id)
    drafts = [each.id for each, _ in pairs if each.status is Status.DRAFT]
    if len(drafts) < 2:
        drafts = [each.id for each, _ in pairs]  # a small government may have handed in
    chosen, other = drafts[:2]
    ours = Ours(held, chosen)
    ours.save()
    Ours(held, other).save()  # so that the answer is there
    floor = ByHand(address, other, STATEMENT)
    clock, processor = measured(ours.save, floor.save, times)
    name = f"Save one answer, {kind}, {departments:,} departments"
    yield Row(name, *clock)
    yield Row(f"Processor of a save, {kind}, {departments:,} departments", *processor)
    floor.close()
    held.store.close()


Pair = tuple[list[float], list[float]]


def measured(ours: Callable[[], None], floor: Callable[[], None], times: int) -> tuple[Pair, Pair]:
    """Milliseconds of both in turn, by the clock and by the processor; the first ten are not told."""
    clock: Pair = ([], [])
    processor: Pair = ([], [])
    gc.collect()
    gc.freeze()
    for number in range(times + 10):
        for place, work in enumerate((ours, floor)):
            begun, used = time.perf_counter(), time.process_time()
            work()
            if number >= 10:
                clock[place].append(1000 * (time.perf_counter() - begun))
                processor[place].append(1000 * (time.process_time() - used))
    gc.unfreeze()
    return clock, processor


@contextmanager
def copies() -> Iterator[dict[str, Callable[[Path], str]]]:
    """By the kind of each database that is here, how the address of a copy of a made-up government is had."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:

        def in_a_file(government: Path) -> str:
            return f"sqlite:///{shutil.copy(government, folder)}"

        found: dict[str, Callable[[Path], str]] = {"SQLite": in_a_file}
        if (binaries := _binaries()) is not None:
            cluster = opened.enter_context(_cluster(binaries, _missing))

            def on_a_server(government: Path) -> str:
                server = cluster.url.set(drivername="postgresql").render_as_string(hide_password=False)
                name = f"made_up_{government.stem}"
                with psycopg.connect(server, autocommit=True) as connection:
                    connection.execute(f'CREATE DATABASE "{name}"'.encode())
                address = cluster.url.set(database=name).render_as_string(hide_password=False)
                moving.move_database(in_a_file(government), address, lambda _: None)
                there = cluster.url.set(drivername="postgresql", database=name)
                with psycopg.connect(there.render_as_string(hide_password=False)) as connection:
                    connection.execute("ANALYZE")  # as it does by itself, after a minute
                return address

            found["PostgreSQL"] = on_a_server
        yield found


def _missing(_: str, sentence: str) -> NoReturn:
    raise SystemExit(sentence)


def every_row(governments: Mapping[int, Path], times: int) -> Iterator[Row]:
    """One save on each kind of database in each government, by its number of departments."""
    with copies() as found:
        for kind, copy in found.items():
            for departments, government in sorted(governments.items()):
                yield from rows(copy(government), kind, departments, times)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("governments", type=Path, nargs="+", help="databases that maturity demo filled")
    asked.add_argument("--times", type=int, default=200)
    given = asked.parse_args()
    for row in every_row({departments_in(each): each for each in given.governments}, given.times):
        sys.stdout.write(f"{row.line}\n")


def departments_in(government: Path) -> int:
    with sqlite3.connect(government) as connection:
        (found,) = connection.execute(
            "SELECT max(n) FROM (SELECT count(*) AS n FROM assessments GROUP BY round_id)"
        ).fetchone()
    return int(found)


if __name__ == "__main__":
    main()
