"""No column of anything that is kept can be changed by a hand without being found: a new one is not either."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column
from sqlmodel import SQLModel

from maturity.assessment.answer import Answer, ItemAnswer, Judgement, State
from maturity.assessment.assignment import Assignment
from maturity.assessment.blind import BlindReview
from maturity.assessment.checklist import ItemState
from maturity.assessment.finding import Confidence, Finding, Standing, digest
from maturity.assessment.kept_framework import KeptCompanion, KeptFramework
from maturity.assessment.message import Message
from maturity.assessment.people import Person, Role
from maturity.assessment.round import Assessment, Department, Round, RoundKind, Status
from maturity.assessment.sample import SamplePlan
from maturity.assessment.sign_in import Identity
from maturity.assessment.working_papers import Disposition, Outcome, Reviewer
from maturity.errors import MaturityError
from maturity.plan.action import Action, FurtherRise, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.store import (
    answers,
    assessments,
    assignments,
    blind_reviews,
    companions,
    departments,
    findings,
    frameworks,
    history,
    integrity,
    messages,
    people,
    plans,
    rounds,
    sign_ins,
    working_papers,
)
from maturity.store.database import Store, Transaction

NOT_HELD = {
    "ledger.secret": "random, and nothing that anybody said",
    "sign_ins.last": "on which day somebody last came is nobody's word",
    "sign_ins.person_id": "the same",
}
"""Columns that the history tells nothing of, each with its reason; those of `history` and `ledger` are its own."""


@pytest.fixture
def kind() -> str:
    """PostgreSQL keeps the same columns, and refuses most of such changes by itself."""
    return "sqlite"


@pytest.fixture
def filled(store: Store, assessment: Assessment, ada: Person, spring: Round, noon: datetime) -> Store:
    """At least a row in every table."""
    bo = Person(
        id="bo", name="Bo", email="bo@a.example", roles=frozenset({(Role.AUDITOR, "*")}),
        identity=Identity(issuer="https://a.example", subject="1"),
    )  # fmt: skip
    with store.transaction(ada, noon) as transaction:
        people.save(transaction, bo)
        sign_ins.note(transaction, "bo")
        people.save(transaction, Person(id="cy", name="Cy", roles=frozenset({(Role.READER, "*")})))
        departments.add(transaction, Department(id="works", name="Works", family="treasury"))
        _answer(transaction, assessment)
        _plan(transaction, assessment)
        _review(transaction, assessment)
        _publish(transaction, spring)
        frameworks.keep_text(
            transaction, KeptFramework(hash="0" * 64, framework_id="two", edition="1", title="T", text="t")
        )
        companions.save(transaction, KeptCompanion(id="cy", title="Welsh", text="t"))
    return store


def _answer(transaction: Transaction, assessment: Assessment) -> None:
    answer = Answer(
        state=State.LEVEL, level=1, evidence="A plan", evidence_date=date(2026, 1, 1), contact="Ada",
        links=("https://a.example",),
    )  # fmt: skip
    answers.save(transaction, assessment.id, "a1", answer)
    answers.save(transaction, assessment.id, "a2", Answer(state=State.NOT_DETERMINED))
    items = (ItemAnswer(id="i1", said=next(iter(ItemState)), words="So"),)
    listed = Answer(state=State.LEVEL, level=1, items=items, low=1, high=2, confirmed=True)
    answers.save(transaction, assessment.id, "b1", listed)
    given = Assignment(assessment_id=assessment.id, statement_id="b1", person_id="bo", due=date(2026, 4, 1))
    assignments.save(transaction, given)
    message = Message(text="Look", department_id="treasury")
    messages.save(transaction, "spring", message, assessment_id=assessment.id)
    messages.save(transaction, "spring", Message(text="All"), assessment_id=None)


def _plan(transaction: Transaction, assessment: Assessment) -> None:
    due = date(2027, 3, 31)
    plans.save_target(transaction, assessment.id, Target(statement_id="a1", level=3, by=due))
    plans.save_accepted(transaction, assessment.id, AcceptedGap(statement_id="b1", reason="Too dear"))
    first = Action(
        round_id="spring", title="Write it", departments=("treasury", "works"), due=due, one_off=5, people=1.5,
        rises=(Rise(statement_id="a2", to=3), Rise(statement_id="a1", to=None)),
        further=(FurtherRise(framework_id="other", statement_id="x", to=2),),
    )  # fmt: skip
    kept = plans.save_action(transaction, first, assessment.id)
    other = {"title": "Then", "depends_on": (kept.id,), "id": 0}
    plans.save_action(transaction, first.model_copy(update=other), assessment.id)


def _review(transaction: Transaction, assessment: Assessment) -> None:
    submitted = assessments.move(transaction, assessment, Status.SUBMITTED, assurance="Checked")
    reviewed = assessments.move(transaction, submitted, Status.IN_REVIEW)
    finding = Finding(
        state=State.LEVEL, level=2, reason="Old", standing=Standing.CHALLENGED, answer_version=1,
        changed_at=transaction.at, changed_by="ada",
    )  # fmt: skip
    found = findings.save(transaction, assessment.id, "a1", finding)
    reply = {"reply": "New", "replied_at": transaction.at, "replied_by": "ada"}
    findings.save(transaction, assessment.id, "a1", found.model_copy(update=reply))
    assessments.move(transaction, reviewed, Status.AGREED)
    working_papers.save_sample(transaction, SamplePlan(round_id="spring", seed="s", each=1))
    reviewer = Reviewer(round_id="spring", department_id="treasury", person_id="bo")
    working_papers.save_reviewer(transaction, reviewer)
    disposition = Disposition(
        round_id="spring", department_id="treasury", statement_id="a1", reason="jump",
        outcome=next(iter(Outcome)), words="Seen",
    )  # fmt: skip
    working_papers.save_disposition(transaction, disposition)
    begun = blind_reviews.begin(transaction, BlindReview(round_id="spring", person_id="bo", each=1, seed="s"))
    blind_reviews.end(transaction, begun)


def _publish(transaction: Transaction, spring: Round) -> None:
    published = {"id": "autumn", "title": "Autumn", "kind": RoundKind.BENCHMARK, "closes": None}
    autumn = spring.model_copy(update=published)
    rounds.add(transaction, autumn)
    works = departments.get(transaction.session, "works")
    started = assessments.start(transaction, autumn, works, Status.PUBLISHED)
    other = Judgement(state=State.LEVEL, level=1)
    made = Finding(
        state=State.LEVEL, level=2, reason="Seen", confidence=next(iter(Confidence)), other_reading=other
    )
    findings.publish(transaction, started.id, {"a1": made, "b1": Finding(state=State.NOT_DETERMINED)})
    cells = findings.of_assessment(transaction.session, started.id)
    sha256 = digest({(statement, "works"): finding for statement, finding in cells.items()})
    content = {"cells": len(cells), "sha256": sha256}
    history.append(transaction, kind="benchmark", subject="autumn", before=None, after=content)


def _changes(table: Any, file: sqlite3.Connection) -> Iterator[tuple[str, int, Any, Any]]:
    """Each column of some rows, with what it holds and something else: the first and last that hold something, and
    the first and last that hold nothing.
    """
    for column in table.columns:
        for held in ("NOT NULL", "NULL"):
            found = file.execute(
                f'SELECT rowid, "{column.name}" FROM {table.name} WHERE "{column.name}" IS {held} ORDER BY rowid'
            ).fetchall()
            for rowid, value in dict([*found[:1], *found[-1:]]).items():
                yield column.name, rowid, value, _other(column, value)


def _other(column: Column[Any], value: Any) -> Any:
    match getattr(column.type, "impl", column.type).python_type:  # of a type of ours: what it is made of
        case t if t is bool:
            return 1 - (value or 0)
        case t if t in (int, float):
            return 1 + (value or 0)
        case t if t is date:
            return "2031-01-01"
        case t if t is datetime:
            return "2031-01-01 00:00:00.000000"
        case _:
            return f"{value or ''}x"


def test_no_column_can_be_changed_by_hand_without_being_found(filled: Store, url: str) -> None:
    def is_found() -> bool:
        with filled.reading() as session:
            try:
                integrity.check(session)
            except MaturityError:
                return True
        return False

    assert not is_found()
    unfound, tried = [], 0
    with closing(sqlite3.connect(Path(url.removeprefix("sqlite:///")), isolation_level=None)) as file:
        file.execute("PRAGMA ignore_check_constraints = ON")
        for table in SQLModel.metadata.sorted_tables:
            if table.name in ("history", "ledger"):
                continue
            assert file.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0], f"fill {table.name} too"
            for column, rowid, value, other in _changes(table, file):
                put = f'UPDATE {table.name} SET "{column}" = ? WHERE rowid = ?'
                try:
                    file.execute(put, (other, rowid))
                except sqlite3.IntegrityError:
                    continue  # the database itself refuses: another row has it
                tried += 1
                name = f"{table.name}.{column}"
                if not is_found() and name not in NOT_HELD:
                    unfound.append(f"{name}: {value!r} became {other!r}")
                # A number that is the whole key is the row's own in SQLite, too.
                file.execute(put, (value, other if column == "id" and isinstance(other, int) else rowid))
    assert unfound == []
    assert tried > 150
    assert not is_found()
