"""What the history last said, worked out from entries alone."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.assessment.answer import NOT_ANSWERED, Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.history.chain import (
    Entry,
    EntryUnreadable,
    Link,
    agree,
    canonical,
    content_of,
    entry_hash,
    last_said,
)
from maturity.plan.action import Action
from maturity.plan.target import Target

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def told(
    *said: tuple[str, dict[str, Any] | None, dict[str, Any] | None], on: int | None = 7, subject: str = "a1"
) -> list[Entry]:
    """(kind, before, after) … as entries 1, 2, …, an hour after one another, by p1, p2, …"""
    return [
        Entry(
            number=number,
            at=NOON + timedelta(hours=number),
            person=f"p{number}",
            local=False,
            kind=kind,
            assessment_id=on,
            subject=subject,
            before=None if before is None else canonical(before),
            after=None if after is None else canonical(after),
            why="",
            previous="",
            hash="",
        )
        for number, (kind, before, after) in enumerate(said, start=1)
    ]


def at(number: int) -> datetime:
    return NOON + timedelta(hours=number)


def test_an_answer_is_what_its_last_entry_says_in_a_version_that_counts_entries() -> None:
    one, two = (Answer(state=State.LEVEL, level=level, evidence="A plan") for level in (1, 2))
    said = last_said(
        told(("answer", NOT_ANSWERED.content(), one.content()), ("answer", one.content(), two.content()))
    )
    kept = two.model_copy(update={"version": 2, "changed_at": at(2), "changed_by": "p2"})
    assert said == {("answer", 7, "a1"): content_of(kept)}


def test_a_target_taken_away_is_nothing_and_set_again_has_a_version_of_its_own() -> None:
    aim = Target(statement_id="a1", level=3, by=NOON.date())
    first, away = ("target", None, aim.content()), ("target", aim.content(), None)
    assert last_said(told(first, away)) == {}
    (again,) = last_said(told(first, away, first)).values()
    assert again == content_of(aim.model_copy(update={"version": 3, "changed_at": at(3), "changed_by": "p3"}))


def test_an_action_stays_the_same_whichever_department_its_entries_are_on() -> None:
    action = Action(round_id="r", title="Appoint an owner", departments=("b",), rises=())
    first = told(("action", None, action.content()), on=7, subject="12")
    moved = told(("round", None, None), ("action", action.content(), action.content()), on=8, subject="12")
    ((key, said),) = last_said([*first, *moved[1:]]).items()
    assert key == ("action", 0, "12")
    assert said["version"] == 2


def test_a_reply_signs_as_a_reply_and_leaves_the_finding_to_its_auditor() -> None:
    found = Finding(state=State.LEVEL, level=1, reason="No plan", standing=Standing.CHALLENGED)
    replied = found.model_copy(update={"reply": "There is one"})
    (said,) = last_said(
        told(("finding", None, found.content()), ("finding", found.content(), replied.content()))
    ).values()
    kept = replied.model_copy(
        update={
            "version": 2,
            "changed_at": at(1),
            "changed_by": "p1",
            "replied_at": at(2),
            "replied_by": "p2",
        }
    )
    assert said == content_of(kept)


@pytest.mark.parametrize(
    ("statuses", "submitted", "agreed"),
    [
        (["draft"], None, None),
        (["draft", "submitted"], "p2", None),
        (["draft", "submitted", "in_review"], "p2", None),
        (["draft", "submitted", "in_review", "agreed"], "p2", "p4"),
        (["draft", "submitted", "in_review", "agreed", "in_review"], "p2", None),
        (["draft", "submitted", "draft"], None, None),
    ],
)
def test_an_assessment_says_who_submitted_and_who_agreed_it(
    statuses: list[str], submitted: str | None, agreed: str | None
) -> None:
    start = {"round": "r", "department": "b"}
    entries = told(*[("assessment", None, {**start, "status": status}) for status in statuses])
    (said,) = last_said(entries).values()
    assert (said["submitted_by"], said["agreed_by"], said["started_at"]) == (submitted, agreed, at(1))


def test_what_an_earlier_version_did_not_write_is_not_asked_for() -> None:
    assert agree({"name": "Treasury"}, {"name": "Treasury", "parent": None})
    assert not agree({"name": "Treasury"}, {"name": "Home Office", "parent": None})
    assert not agree({"name": "Treasury"}, {})
    assert not agree(None, {})
    assert not agree({}, None)
    assert agree(None, None)


@pytest.mark.parametrize("after", ["{", "[1]", '{"state": "maybe"}', '{"level": 1}'])
def test_an_entry_that_this_program_would_not_have_written_is_named(after: str) -> None:
    (entry,) = told(("answer", None, {}))
    with pytest.raises(EntryUnreadable, match="Entry 1 of the history"):
        last_said([entry.model_copy(update={"after": after})])


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


@given(
    number=st.integers(1, 10**9),
    at=st.datetimes(min_value=NOON.replace(year=1000, tzinfo=None), timezones=st.just(UTC)),
    person=TEXTS,
    local=st.booleans(),
    kind=TEXTS,
    assessment_id=st.none() | st.integers(1, 2**31 - 1),
    subject=TEXTS,
    before=st.none() | TEXTS,
    after=st.none() | TEXTS,
    why=TEXTS,
    previous=TEXTS,
)
def test_a_hash_is_that_of_the_canonical_json_of_all_that_an_entry_says(**said: Any) -> None:
    fields = {**said, "at": said["at"].isoformat(timespec="microseconds")}
    fields["assessment"] = fields.pop("assessment_id")
    written = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert entry_hash(**said) == hashlib.sha256(written.encode()).hexdigest()


@given(
    at=st.datetimes(min_value=NOON.replace(year=1000, tzinfo=None), timezones=st.just(UTC)),
    local=st.booleans(),
    assessment_id=st.none() | st.integers(1, 2**31 - 1),
    said=st.lists(st.tuples(TEXTS, TEXTS, TEXTS, st.none() | TEXTS, st.none() | TEXTS, TEXTS), max_size=4),
)
def test_a_chain_that_is_gone_through_has_the_hashes_that_its_entries_were_given(
    at: datetime,
    local: bool,
    assessment_id: int | None,
    said: list[tuple[str, str, str, str | None, str | None, str]],
) -> None:
    def moment(written: str) -> str:
        return written

    link = Link(0, "0" * 64)
    for number, (person, kind, subject, before, after, why) in enumerate(said, start=1):
        made = entry_hash(
            number=number, at=at, person=person, local=local, kind=kind, assessment_id=assessment_id, subject=subject,
            before=before, after=after, why=why, previous=link.head,
        )  # fmt: skip
        written = at.isoformat(timespec="microseconds")
        told = (number, written, person, local, kind, assessment_id, subject, before, after, why, link.head)
        entry, other = (*told, made), (*told[:-2], why + "x", link.head, made)
        assert Link(number - 1, "f" * 64).adds([entry], moment) == 0
        assert Link(number, link.head).adds([entry], moment) == 0
        assert Link(number - 1, link.head).adds([other, entry], moment) == 0
        assert link.adds([entry, other, None], moment) == 1
        assert (link.number, link.head) == (number, made)
