"""Nobody changes the past unseen: the database refuses, the chain tells, and what is kept is held against it."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from maturity.assessment.answer import Answer, ItemAnswer, State
from maturity.assessment.assignment import Assignment
from maturity.assessment.checklist import ItemState
from maturity.assessment.finding import Finding, Standing, digest
from maturity.assessment.people import Person, Role
from maturity.assessment.round import Assessment, Round, RoundKind, Status
from maturity.history.chain import ChainBroken, EntryUnreadable, KeptOtherwise
from maturity.plan.action import Action, FurtherRise, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.store import (
    answers,
    as_left,
    assessments,
    assignments,
    departments,
    findings,
    history,
    integrity,
    people,
    plans,
    rounds,
    triggers,
)
from maturity.store.database import Store
from maturity.store.tables import HistoryRow

Raw = Callable[..., list[tuple[Any, ...]]]
STORE = Path(str(integrity.__file__)).parent


@pytest.fixture
def eventful(store: Store, assessment: Assessment, ada: Person, spring: Round, noon: datetime) -> Assessment:
    """Something of every kind, by two people: entries 1 to 15."""
    bo = Person(id="bo", name="Bo", roles=frozenset({(Role.AUDITOR, "*")}))
    later = noon + timedelta(hours=1)
    with store.transaction(ada, noon) as transaction:
        people.save(transaction, bo)  # 4
        answers.save(transaction, assessment.id, "a1", Answer(state=State.LEVEL, level=1, evidence="Ünïcode"))
        first = Answer(state=State.LEVEL, level=3, evidence="A plan", version=1, links=("https://a.example",))
        answers.save(transaction, assessment.id, "a1", first)  # 6
        answers.save(transaction, assessment.id, "a2", Answer(state=State.NOT_DETERMINED))  # 7
        given = Assignment(
            assessment_id=assessment.id, statement_id="b1", person_id="bo", due=date(2026, 4, 1)
        )
        assignments.save(transaction, given)  # 8
        assignments.save(transaction, given.model_copy(update={"statement_id": "a2"}))  # 9
        assignments.remove(transaction, assessment.id, "a2")  # 10
        submitted = assessments.move(transaction, assessment, Status.SUBMITTED, assurance="Checked")  # 11
    with store.transaction(bo, later) as transaction:
        reviewed = assessments.move(transaction, submitted, Status.IN_REVIEW)  # 12
        found = Finding(
            state=State.LEVEL, level=2, reason="Old", standing=Standing.CHALLENGED,
            answer_version=2, changed_at=later, changed_by="bo",
        )  # fmt: skip
        found = findings.save(transaction, assessment.id, "a1", found)  # 13
    with store.transaction(ada, later) as transaction:
        replied = found.model_copy(update={"reply": "New", "replied_at": later, "replied_by": "ada"})
        findings.save(transaction, assessment.id, "a1", replied)  # 14
    with store.transaction(bo, later) as transaction:
        assessments.move(transaction, reviewed, Status.AGREED)  # 15
    return assessment


def _verify(store: Store) -> int:
    with store.reading() as session:
        number = history.verify_chain(session)
        integrity.check(session)
    return number


REWRITES = [
    "UPDATE history SET why = 'because' WHERE number = 4",
    "UPDATE history SET why = why",
    "DELETE FROM history WHERE number = 15",
    "DELETE FROM history",
    "DELETE FROM ledger",
]


@pytest.mark.usefixtures("eventful")
@pytest.mark.parametrize("statement", REWRITES)
def test_the_database_itself_refuses_to_rewrite_the_past(
    statement: str, store: Store, url: str, raw: Raw
) -> None:
    told = "ledger of the history cannot be removed" if "ledger" in statement else "is only ever added to"
    with pytest.raises(IntegrityError, match=told):
        raw(url, statement)
    assert _verify(store) == 15


@pytest.mark.usefixtures("eventful")
@pytest.mark.parametrize("table", ["history", "ledger"])
def test_nothing_is_emptied_or_replaced_either(
    table: str, kind: str, store: Store, url: str, raw: Raw
) -> None:
    if kind == "postgresql":
        statement = f"TRUNCATE {table} CASCADE"
    else:
        statement = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
    with pytest.raises(IntegrityError, match=r"only ever added to|cannot be removed"):
        raw(url, statement)
    assert _verify(store) == 15


def test_what_is_kept_agrees_with_what_the_history_said(store: Store, eventful: Assessment) -> None:
    assert _verify(store) == 15


ON_SQLITE = pytest.mark.parametrize(
    "kind", ["sqlite"]
)  # PostgreSQL keeps columns to their types, texts to UTF-8


@ON_SQLITE
@pytest.mark.parametrize("column", [name for name in HistoryRow.model_fields if name != "number"])
def test_a_single_flipped_bit_is_found_at_its_entry(
    column: str, store: Store, url: str, eventful: Assessment, by_hand: Raw
) -> None:
    """Some bit of every eighth of every value, one at a time. A number that changes is an entry that moves."""
    kept = by_hand(url, f"SELECT number, typeof({column}), CAST({column} AS BLOB) FROM history")
    flips = 0
    with sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None) as file:
        for number, stored, value in kept:
            put = f"UPDATE history SET {column} = CAST(? AS {stored}) WHERE number = {number}"
            for place in range(0, len(value or b""), 1 + len(value or b"") // 8):
                bit = 1 << (number + place) % 8
                if stored == "integer":
                    file.execute(put, (int(value) ^ bit,))
                else:
                    file.execute(put, (value[:place] + bytes([value[place] ^ bit]) + value[place + 1 :],))
                with store.reading() as session, pytest.raises(ChainBroken) as caught:
                    history.verify_chain(session)
                assert caught.value.number == number
                file.execute(put, (value,))
                flips += 1
    file.close()
    assert flips >= (0 if column == "why" else 1)  # nobody gave a reason
    assert _verify(store) == 15


@ON_SQLITE
@pytest.mark.parametrize("value", ["X'616461'", "3.5", "'no'", "CAST(X'ff' AS TEXT)"])
@pytest.mark.parametrize("column", ["at", "person", "local", "after", "hash"])
def test_what_is_not_of_its_kind_is_found(
    column: str, value: str, store: Store, url: str, eventful: Assessment, by_hand: Raw
) -> None:
    by_hand(url, f"UPDATE history SET {column} = {value} WHERE number = 7")
    with store.reading() as session, pytest.raises(ChainBroken) as caught:
        history.verify_chain(session)
    assert caught.value.number == 7


NEW_DEPARTMENT = "INSERT INTO departments (id, name, kinds, system) VALUES ('mod', 'Defence', '', false)"


def test_what_is_written_today_is_held_against_the_history_text_for_text(
    store: Store, eventful: Assessment, ada: Person, noon: datetime
) -> None:
    """Whatever is not goes a way that takes ten times as long."""
    item = ItemAnswer(id="i1", said=ItemState.NO, words="Not “yet”")
    every = Answer(
        state=State.LEVEL, level=1, evidence_date=date(2026, 2, 1), contact="C", reason="R\n", unsure=True,
        come_back=True, carried=True, links=("https://a.example", "b"), items=(item,), low=0, high=4, confirmed=True,
    )  # fmt: skip
    action = Action(
        round_id="spring", title="Write “it”", departments=("treasury",), due=date(2027, 3, 31), one_off=5, people=2.0,
        rises=(Rise(statement_id="a2", to=3), Rise(statement_id="a1")), start=date(2026, 4, 1),
        further=(FurtherRise(framework_id="other", statement_id="x", to=2),),
    )  # fmt: skip
    with store.transaction(ada, noon + timedelta(hours=2)) as transaction:
        answers.save(transaction, eventful.id, "b1", every)
        first = plans.save_action(transaction, action, eventful.id)
        plans.save_action(transaction, first.model_copy(update={"why": "Sent back"}), eventful.id)
        plans.save_action(transaction, action.model_copy(update={"depends_on": (first.id,)}), eventful.id)
    with store.reading() as session:
        told = as_left.read_history(chain.from_iterable(history.sound_entries(session)), integrity.KINDS)
        many = {"answer": 3, "finding": 1, "assessment": 1, "action": 2}
        assert {kind: len(told.left[kind]) for kind in as_left.QUICK} == many
        for kind in as_left.QUICK:
            assert as_left.doubtful(session, kind, told.left[kind]) == set()


@pytest.mark.parametrize(
    ("edit", "kind_", "statement", "named"),
    [
        ("UPDATE answers SET level = 4 WHERE statement_id = 'a1'", "answer", "a1", "answer on the statement “a1”"),
        ("UPDATE answers SET evidence = 'Better' WHERE statement_id = 'a2'", "answer", "a2", "“treasury”"),
        ("UPDATE answers SET links = '' WHERE statement_id = 'a1'", "answer", "a1", "“spring”"),
        ("UPDATE answers SET changed_by = 'bo' WHERE statement_id = 'a1'", "answer", "a1", "answer"),
        ("UPDATE answers SET changed_at = '2026-03-02 11:59:00' WHERE statement_id = 'a1'", "answer", "a1", "answer"),
        ("UPDATE answers SET version = 3 WHERE statement_id = 'a1'", "answer", "a1", "answer"),
        ("UPDATE answers SET state = 'unheard_of', level = NULL WHERE statement_id = 'a1'", "answer", "a1", "answer"),
        ("DELETE FROM answers WHERE statement_id = 'a1'", "answer", "a1", "answer"),
        ("UPDATE answers SET statement_id = 'b1' WHERE statement_id = 'a2'", "answer", "a2", "answer"),
        ("UPDATE findings SET level = 3", "finding", "a1", "finding on the statement “a1” in assessment 1"),
        ("UPDATE findings SET reply = 'Agreed'", "finding", "a1", "finding"),
        ("UPDATE findings SET replied_by = 'bo'", "finding", "a1", "finding"),
        ("UPDATE findings SET changed_by = 'ada'", "finding", "a1", "finding"),
        ("UPDATE findings SET confidence = 'high'", "finding", "a1", "finding"),
        ("DELETE FROM findings", "finding", "a1", "finding"),
        ("UPDATE assessments SET status = 'draft'", "assessment", "treasury", r"assessment 1 \(department"),
        ("UPDATE assessments SET assurance = ''", "assessment", "treasury", "assessment 1"),
        ("UPDATE assessments SET submitted_by = 'bo'", "assessment", "treasury", "assessment 1"),
        ("UPDATE assessments SET agreed_by = 'ada'", "assessment", "treasury", "assessment 1"),
        ("UPDATE assignments SET person_id = 'bo', note = 'x'", "assignment", "b1", "assignment"),
        ("DELETE FROM assignments", "assignment", "b1", "assignment"),
        ("UPDATE departments SET name = 'HMT'", "department", "treasury", "the department “treasury”"),
        (NEW_DEPARTMENT, "department", "mod", "department"),
        ("UPDATE rounds SET closes = '2027-01-01'", "round", "spring", "the round “spring”"),
        ("UPDATE people SET email = 'x@example'", "person", "bo", "the person “bo”"),
        ("UPDATE roles SET role = 'administrator'", "person", "bo", "person"),
        ("DELETE FROM roles", "person", "bo", "person"),
    ],
)  # fmt: skip
def test_a_hand_edit_of_what_is_kept_is_found_and_named(
    edit: str, kind_: str, statement: str, named: str, store: Store, url: str, eventful: Assessment, raw: Raw
) -> None:
    if url.startswith("postgresql"):
        edit = edit.replace("11:59:00'", "11:59:00+00'")
    raw(url, edit)
    with store.reading() as session:
        assert history.verify_chain(session) == 15  # the chain itself is whole
        with pytest.raises(KeptOtherwise, match=named) as caught:
            integrity.check(session)
    assert (caught.value.kind, caught.value.subject) == (kind_, statement)
    of_assessment = kind_ in ("answer", "finding", "assessment", "assignment")
    assert caught.value.assessment_id == (eventful.id if of_assessment else None)


@ON_SQLITE
@pytest.mark.parametrize(("column", "value"), [("evidence", "CAST(X'ff' AS TEXT)"), ("changed_at", "'soon'")])
def test_what_can_no_longer_be_read_is_named_too(
    column: str, value: str, store: Store, url: str, eventful: Assessment, raw: Raw
) -> None:
    raw(url, f"UPDATE answers SET {column} = {value} WHERE statement_id = 'a2'")
    with store.reading() as session, pytest.raises(KeptOtherwise) as caught:
        integrity.check(session)
    assert (caught.value.kind, caught.value.subject) == ("answer", "a2")


def test_a_published_finding_changed_by_hand_names_its_round(
    store: Store, url: str, ada: Person, noon: datetime, spring: Round, assessment: Assessment, raw: Raw
) -> None:
    published = spring.model_copy(update={"id": "autumn", "title": "Autumn", "kind": RoundKind.BENCHMARK})
    with store.transaction(ada, noon) as transaction:
        rounds.add(transaction, published)
        treasury = departments.get(transaction.session, "treasury")
        started = assessments.start(transaction, published, treasury, Status.PUBLISHED)
        made = {"a1": Finding(state=State.LEVEL, level=2, reason="Seen")}
        findings.publish(transaction, started.id, made)
        sha256 = digest({("a1", "treasury"): made["a1"]})
        content = {"cells": 1, "sha256": sha256}
        history.append(transaction, kind="benchmark", subject="autumn", before=None, after=content)
    _verify(store)
    raw(url, "UPDATE findings SET level = 3")
    with store.reading() as session, pytest.raises(KeptOtherwise, match="published round “autumn”"):
        integrity.check(session)


def test_a_tail_cut_off_with_all_that_tells_of_it_is_found(
    store: Store, url: str, eventful: Assessment, by_hand: Raw
) -> None:
    """Even where the ledger is put back to match: what is kept is newer than its history."""
    (head,) = by_hand(url, "SELECT hash FROM history WHERE number = 14")
    by_hand(url, "DELETE FROM history WHERE number = 15")
    with store.reading() as session, pytest.raises(ChainBroken) as caught:
        history.verify_chain(session)
    assert caught.value.number == 15
    by_hand(url, "UPDATE ledger SET entries = 14, head = :head", head=head[0])
    with store.reading() as session:
        assert history.verify_chain(session) == 14
        with pytest.raises(KeptOtherwise) as differs:
            integrity.check(session)
    assert differs.value.kind == "assessment"


@pytest.mark.parametrize("edit", ["DELETE FROM ledger", "UPDATE ledger SET id = 2"])
def test_a_missing_ledger_is_found(
    edit: str, store: Store, url: str, eventful: Assessment, by_hand: Raw
) -> None:
    by_hand(url, edit)
    with store.reading() as session, pytest.raises(ChainBroken) as caught:
        history.verify_chain(session)
    assert caught.value.number == 16


@pytest.fixture
def planned(store: Store, assessment: Assessment, ada: Person, noon: datetime) -> Assessment:
    """A target set twice, one taken back, an accepted gap, and an action changed once."""
    due = date(2027, 3, 31)
    with store.transaction(ada, noon) as transaction:
        target = plans.save_target(transaction, assessment.id, Target(statement_id="a1", level=3, by=due))
        plans.save_target(transaction, assessment.id, target.model_copy(update={"level": 4}))
        gone = plans.save_target(transaction, assessment.id, Target(statement_id="a2", level=3, by=due))
        plans.remove_target(transaction, assessment.id, "a2", gone.version)
        plans.save_accepted(transaction, assessment.id, AcceptedGap(statement_id="b1", reason="Too dear"))
        action = Action(
            round_id=assessment.round_id,
            title="Write it",
            departments=(assessment.department_id,),
            rises=(Rise(statement_id="a1", to=3),),
            due=due,
        )
        kept = plans.save_action(transaction, action, assessment.id)
        plans.save_action(transaction, kept.model_copy(update={"one_off": 100}), assessment.id)
    return assessment


@pytest.mark.usefixtures("planned")
def test_an_untouched_road_map_is_as_the_history_says(store: Store) -> None:
    _verify(store)


@pytest.mark.parametrize(
    ("edit", "named"),
    [
        ("UPDATE targets SET level = 2", "the target on the statement “a1” in assessment"),
        (
            "UPDATE accepted_gaps SET reason = 'Why not'",
            "the accepted gap on the statement “b1” in assessment",
        ),
        ("UPDATE actions SET one_off = 1", "the action “1”"),
        ("UPDATE action_statements SET level = 4", "the action “1”"),
        ("DELETE FROM targets", "the target on the statement “a1” in assessment"),
    ],
)
@pytest.mark.usefixtures("planned")
def test_a_road_map_edited_by_hand_is_found_and_named(
    store: Store, url: str, raw: Raw, edit: str, named: str
) -> None:
    raw(url, edit)
    with pytest.raises(KeptOtherwise, match=named):
        _verify(store)


def test_triggers_that_were_taken_away_are_named_and_put_back(
    store: Store, url: str, eventful: Assessment, by_hand: Raw, raw: Raw
) -> None:
    def missing() -> list[str]:
        with store.reading() as session:
            return triggers.missing_triggers(session.connection())

    assert missing() == []
    by_hand(url, "SELECT 1")
    gone = missing()
    assert {"history_keeps_entries", "ledger_stays"} <= set(gone)
    assert store.put_triggers_back() == gone
    assert missing() == store.put_triggers_back() == []
    for statement in REWRITES:
        with pytest.raises(IntegrityError):
            raw(url, statement)


def test_an_entry_that_begins_where_nothing_ended_is_found(
    store: Store, eventful: Assessment, ada: Person, noon: datetime
) -> None:
    """Its hash is sound, as whoever has the database in hand can make it."""
    before = Answer(state=State.LEVEL, level=4).content()
    with store.transaction(ada, noon + timedelta(hours=2)) as transaction:
        session = transaction.session
        history.append(
            transaction, kind="answer", subject="a1", assessment_id=eventful.id, before=before,
            after=answers.of_assessment(session, eventful.id)["a1"].content(),
        )  # fmt: skip
    with store.reading() as session:
        assert history.verify_chain(session) == 16
        with pytest.raises(as_left.EntryOutOfTurn) as caught:
            integrity.check(session)
    assert caught.value.number == 16


@pytest.mark.parametrize(("kind_", "content"), [("action", {"title": 3}), ("assessment", {"status": "lost"})])
def test_an_entry_that_this_program_would_not_have_written_is_found_though_it_was_taken_away(
    kind_: str, content: dict[str, Any], store: Store, eventful: Assessment, ada: Person, noon: datetime
) -> None:
    with store.transaction(ada, noon + timedelta(hours=2)) as transaction:
        for before, after in ((None, content), (content, None)):
            history.append(
                transaction, kind=kind_, subject="77", assessment_id=eventful.id, before=before, after=after
            )
    with store.reading() as session, pytest.raises(EntryUnreadable) as caught:
        integrity.check(session)
    assert caught.value.number == 16


def test_a_time_that_runs_back_is_told_and_is_not_wrong(
    store: Store, assessment: Assessment, ada: Person, noon: datetime
) -> None:
    earlier, level = noon - timedelta(days=9000), Answer(state=State.LEVEL, level=1)
    with store.transaction(ada, noon) as transaction:
        answers.save(replace(transaction, at=earlier), assessment.id, "a1", level)
    with store.reading() as session:
        (told,) = integrity.check(session)
    assert told.startswith("1 entry is of an earlier time than the entry before, the first of them entry 4")


@ON_SQLITE
def test_a_row_that_belongs_to_nothing_is_found(store: Store, url: str, eventful: Assessment) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as file:
        file.execute("INSERT INTO action_statements VALUES (7, 'a1', 3, 0)")
    file.close()
    with pytest.raises(integrity.LostParent, match="action_statements"):
        _verify(store)


def test_every_kind_of_change_in_the_history_is_held_against_what_is_kept() -> None:
    """A new kind of thing that is kept belongs in auditing.TABLES."""
    written = {
        kind
        for file in STORE.glob("*.py")
        for kind in re.findall(
            r'(?:kind=|_append\(transaction, |^    \w+: \()"([\w ]+)"',
            file.read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    }
    assert written | {"benchmark"} == integrity.KINDS
