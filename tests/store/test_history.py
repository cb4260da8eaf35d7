from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from maturity.assessment.answer import NOT_ANSWERED, Answer, State
from maturity.assessment.people import Person, local_person
from maturity.assessment.round import Assessment
from maturity.history.chain import ChainBroken, Change
from maturity.store import answers, history
from maturity.store.database import Store
from maturity.store.tables import HistoryRow

Raw = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def answered(store: Store, assessment: Assessment, ada: Person, noon: datetime) -> Assessment:
    """Ada answers; an hour later somebody at this computer changes it. Entries 4 and 5, of 5."""
    with store.transaction(ada, noon) as transaction:
        answers.save(transaction, assessment.id, "a1", Answer(state=State.LEVEL, level=1))
    with store.transaction(local_person(), noon + timedelta(hours=1)) as transaction:
        changed = Answer(state=State.NOT_APPLICABLE, reason="Not ours", version=1)
        answers.save(transaction, assessment.id, "a1", changed)
    return assessment


def test_every_change_tells_who_when_from_what_and_to_what(
    store: Store, answered: Assessment, noon: datetime
) -> None:
    with store.reading() as session:
        second, first, start = history.of_assessment(session, answered.id)
    nothing = NOT_ANSWERED.content()
    one = nothing | {"state": "level", "level": 1}
    none = nothing | {"state": "not_applicable", "reason": "Not ours"}
    assert first == Change(
        number=4,
        at=noon,
        person="ada",
        local=False,
        kind="answer",
        assessment_id=answered.id,
        subject="a1",
        before=nothing,
        after=one,
        why="",
    )
    assert second == Change(
        number=5,
        at=noon + timedelta(hours=1),
        person="local",
        local=True,
        kind="answer",
        assessment_id=answered.id,
        subject="a1",
        before=one,
        after=none,
        why="",
    )
    assert (start.number, start.kind, start.before) == (3, "assessment", None)
    assert start.after == {
        "round": "spring",
        "department": "treasury",
        "status": "draft",
        "framework": "two-themes",
        "edition": "1",
        "framework_hash": "0" * 64,
    }


@pytest.mark.usefixtures("answered")
def test_departments_and_rounds_are_in_the_history_too(url: str, raw: Raw) -> None:
    found = raw(url, "SELECT number, kind, subject, person FROM history ORDER BY number")
    assert found[:3] == [
        (1, "department", "treasury", "ada"),
        (2, "round", "spring", "ada"),
        (3, "assessment", "treasury", "ada"),
    ]


def test_an_empty_history_is_whole(store: Store) -> None:
    with store.reading() as session:
        assert history.verify_chain(session) == 0


@pytest.mark.usefixtures("answered")
def test_an_untouched_history_is_whole(store: Store) -> None:
    with store.reading() as session:
        assert history.verify_chain(session) == 5


def _broken_at(store: Store) -> int:
    with store.reading() as session, pytest.raises(ChainBroken, match="does not hold together") as caught:
        history.verify_chain(session)
    return caught.value.number


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2026-03-02 12:00:00.000001+00:00'"),
        ("person", "'bo'"),
        ("local", "NOT local"),
        ("kind", "'finding'"),
        ("assessment_id", "NULL"),
        ("subject", "'a2'"),
        ("before", "NULL"),
        ("after", "replace(after, '1', '4')"),
        ("why", "'because'"),
        ("previous", "hash"),
        ("hash", "previous"),
    ],
)
def test_one_altered_field_is_found(column: str, value: str, store: Store, url: str, by_hand: Raw) -> None:
    if url.startswith("sqlite"):
        value = value.replace("+00:00", "")
    by_hand(url, f"UPDATE history SET {column} = {value} WHERE number = 4")
    assert _broken_at(store) == 4


def test_every_field_of_an_entry_is_altered_above() -> None:
    altered = {
        parameters[0]
        for mark in getattr(test_one_altered_field_is_found, "pytestmark", [])
        if mark.name == "parametrize"
        for parameters in mark.args[1]
    }
    assert altered | {"number"} == set(HistoryRow.model_fields)  # the number: see removed and out of order


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(("removed", "found"), [(1, 1), (3, 3), (5, 5)])
def test_a_removed_entry_is_found(removed: int, found: int, store: Store, url: str, by_hand: Raw) -> None:
    by_hand(url, "DELETE FROM history WHERE number = :number", number=removed)
    assert _broken_at(store) == found


@pytest.mark.usefixtures("answered")
def test_a_removed_entry_is_found_though_the_rest_move_up(store: Store, url: str, by_hand: Raw) -> None:
    by_hand(url, "DELETE FROM history WHERE number = 2")
    for number in (3, 4, 5):
        by_hand(url, "UPDATE history SET number = number - 1 WHERE number = :number", number=number)
    assert _broken_at(store) == 2


@pytest.mark.usefixtures("answered")
def test_entries_out_of_order_are_found(store: Store, url: str, by_hand: Raw) -> None:
    for number, put in ((4, 99), (5, 4), (99, 5)):
        by_hand(url, "UPDATE history SET number = :put WHERE number = :number", number=number, put=put)
    assert _broken_at(store) == 4


COPY = (
    "INSERT INTO history (number, at, person, local, kind, assessment_id, subject, before, after, why, previous, hash)"
    " SELECT :number, at, person, local, kind, assessment_id, subject, before, after, why, {previous}, hash"
    " FROM history WHERE number = 4"
)


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("number", [0, 6])
def test_an_inserted_entry_is_found(number: int, store: Store, url: str, by_hand: Raw) -> None:
    by_hand(url, COPY.format(previous="previous"), number=number)
    assert _broken_at(store) == (1 if number == 0 else 6)


@pytest.mark.usefixtures("answered")
def test_an_entry_inserted_in_the_middle_is_found(store: Store, url: str, by_hand: Raw) -> None:
    by_hand(url, "UPDATE history SET number = 6 WHERE number = 5")
    by_hand(url, COPY.format(previous="hash"), number=5)
    assert _broken_at(store) == 5


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize("change", ["entries = 4", "entries = 6", "head = ''"])
def test_an_altered_count_or_head_is_found(change: str, store: Store, url: str, by_hand: Raw) -> None:
    by_hand(url, f"UPDATE ledger SET {change}")
    assert _broken_at(store) == 6


@pytest.mark.usefixtures("answered")
def test_a_count_cut_back_to_hide_a_removed_entry_is_found(store: Store, url: str, by_hand: Raw) -> None:
    by_hand(url, "DELETE FROM history WHERE number = 5")
    by_hand(url, "UPDATE ledger SET entries = 4")
    assert _broken_at(store) == 5
