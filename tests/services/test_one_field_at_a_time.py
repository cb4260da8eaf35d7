"""Saving one field of an answer: what was not touched is not written, and nobody writes over what they never saw."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import (
    NOT_ANSWERED,
    Answer,
    AnswerField,
    FieldUnreadable,
    LevelNotOffered,
    LinkRefused,
    ReasonNeeded,
    State,
    as_written,
    with_written,
)
from maturity.assessment.people import Person, Role
from maturity.assessment.round import Assessment
from maturity.errors import Stale
from maturity.services import answering
from maturity.services.installation import Installation

EVIDENCE, JUDGEMENT = AnswerField.EVIDENCE, AnswerField.JUDGEMENT
WORDS = {
    JUDGEMENT: [
        "",
        "0",
        "1",
        "4",
        "not_determined",
        "not_applicable\nNo such service",
        "not_applicable\nNot ours",
    ],
    EVIDENCE: ["", "The plan", "The minutes\nof May"],
    AnswerField.LINKS: ["", "https://example.org/a", "https://example.org/a\nhttp://example.org/b"],
    AnswerField.CONTACT: ["", "The registry"],
    AnswerField.EVIDENCE_DATE: ["", "1985-02-28", "2026-01-05"],
    AnswerField.UNSURE: ["", "yes"],
    AnswerField.COME_BACK: ["", "yes"],
}
CHOICES = [(each, words) for each, several in WORDS.items() for words in several]
Record = Callable[..., Answer]


@pytest.fixture
def record(installation: Installation, ada: Person, noon: datetime, treasury: Assessment) -> Record:
    """`record(EVIDENCE, "The plan", based_on=0)`, by Ada unless somebody else is named."""

    def one(
        which: AnswerField, words: str, based_on: int, *over: str, by: Person = ada, at: datetime = noon
    ) -> Answer:
        return answering.record_field(
            installation,
            by,
            at,
            assessment_id=treasury.id,
            statement_id="a1",
            field=which,
            words=words,
            based_on=based_on,
            over=over,
        )

    return one


@pytest.mark.parametrize(("which", "words"), CHOICES)
def test_what_is_written_is_kept_and_read_back_as_it_was_written(
    record: Record, which: AnswerField, words: str
) -> None:
    kept = record(which, words, 0)
    assert as_written(kept, which) == words
    assert kept.version == (1 if words else 0)  # what is kept already is not written again
    assert all(as_written(kept, other) == "" for other in AnswerField if other is not which)


@pytest.mark.parametrize(
    ("which", "words", "refused"),
    [
        (JUDGEMENT, "9", LevelNotOffered),
        (JUDGEMENT, "high", FieldUnreadable),
        (JUDGEMENT, "not_applicable", ReasonNeeded),
        (JUDGEMENT, "not_applicable\n ", ReasonNeeded),
        (AnswerField.EVIDENCE_DATE, "5 May", FieldUnreadable),
        (AnswerField.LINKS, "javascript:alert(1)", LinkRefused),
    ],
)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(
    record: Record, which: AnswerField, words: str, refused: type[Exception]
) -> None:
    record(EVIDENCE, "The plan", 0)
    with pytest.raises(refused):
        record(which, words, 1)
    assert record(EVIDENCE, "The plan", 0).version == 1


def test_the_same_field_changed_by_somebody_else_shows_both_with_who_and_when(
    record: Record, person: Callable[..., Person], noon: datetime
) -> None:
    ben = person(Role.APPROVER, "treasury")
    record(JUDGEMENT, "1", 0)
    record(JUDGEMENT, "4", 1, by=ben, at=noon + timedelta(minutes=5))
    record(EVIDENCE, "By Ada, later", 2, at=noon + timedelta(minutes=6))
    with pytest.raises(Stale) as caught:
        record(JUDGEMENT, "0", 1)
    stale: Stale[Answer] = caught.value
    assert (stale.kept.level, stale.yours.level) == (4, 0)
    assert (stale.by, stale.at) == (ben.id, noon + timedelta(minutes=5))
    assert stale.yours.evidence == "By Ada, later"  # of the rest, both have what is kept
    assert record(JUDGEMENT, "0", stale.kept.version).level == 0


def test_another_field_changed_by_somebody_else_is_kept_beside_mine(
    record: Record, person: Callable[..., Person]
) -> None:
    ben = person(Role.APPROVER, "treasury")
    record(JUDGEMENT, "1", 0)
    record(JUDGEMENT, "4", 1, by=ben)
    kept = record(EVIDENCE, "Typed while the page showed 1", 1)
    assert (kept.level, kept.evidence) == (4, "Typed while the page showed 1")


def test_what_oneself_sent_before_is_not_changed_elsewhere(record: Record) -> None:
    record(JUDGEMENT, "1", 0)  # the answer to it was slow: the next click does not know of it
    assert record(JUDGEMENT, "4", 0, "", "1").level == 4


def test_the_same_value_is_saved_whatever_it_was_based_on(
    record: Record, person: Callable[..., Person]
) -> None:
    record(JUDGEMENT, "4", 0, by=person(Role.APPROVER, "treasury"))
    assert record(JUDGEMENT, "4", 0).version == 1  # sent again after a lost answer: one entry


def test_a_mark_confirms_nothing_that_was_carried_over_and_a_choice_does() -> None:
    carried = Answer(state=State.LEVEL, level=2, carried=True)
    assert with_written(carried, AnswerField.COME_BACK, "yes").carried
    assert not with_written(carried, EVIDENCE, "Looked at").carried
    assert not with_written(carried, AnswerField.CARRIED, "").carried
    assert not with_written(carried, AnswerField.CARRIED, "yes").carried  # nobody marks by hand


@given(
    st.builds(
        Answer,
        state=st.just(State.LEVEL),
        level=st.integers(0, 4),
        evidence=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        evidence_date=st.none() | st.dates(),
        links=st.just(()) | st.just(("https://example.org/a", "http://example.org/b")),
        unsure=st.booleans(),
        come_back=st.booleans(),
    )
    | st.just(Answer(state=State.NOT_APPLICABLE, reason="Two\nlines"))
    | st.just(NOT_ANSWERED),
    st.sampled_from(AnswerField),
)
def test_every_field_reads_back_as_it_is_written_down(answer: Answer, which: AnswerField) -> None:
    read = with_written(answer, which, as_written(answer, which))
    assert read.model_copy(update={"confirmed": False}).content() == answer.content()  # see with_derived


@dataclass
class Page:
    """What somebody has before them: the answer as it was when they last looked or saved."""

    person: Person
    seen: Answer = field(default=NOT_ANSWERED)


STEPS = st.lists(st.tuples(st.booleans(), st.none() | st.sampled_from(CHOICES)), max_size=12)


@given(STEPS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_two_people_lose_nothing_and_write_nothing_that_neither_chose(
    installation: Installation,
    ada: Person,
    person: Callable[..., Person],
    treasury: Assessment,
    steps: list[tuple[bool, tuple[AnswerField, str] | None]],
) -> None:
    statement = "a1"
    now = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

    def kept() -> Answer:
        found = answering.assessment_view(installation, ada, assessment_id=treasury.id).answers
        return found.get(statement, NOT_ANSWERED)

    start = kept()
    first, second = Page(ada, start), Page(person(Role.APPROVER, "treasury"), start)
    chosen = []
    for whose, choice in steps:
        page = first if whose else second
        before = kept()
        if choice is None:  # a look at the page, which is then as fresh as the store
            page.seen = before
            continue
        which, words = choice
        asked: dict[str, Any] = {
            "assessment_id": treasury.id,
            "statement_id": statement,
            "field": which,
            "words": words,
        }
        refused: Stale[Answer] | None = None
        try:
            page.seen = answering.record_field(
                installation, page.person, now, **asked, based_on=page.seen.version
            )
        except Stale as stale:
            refused = stale
        if refused is not None:
            assert as_written(before, which) not in (as_written(page.seen, which), words)
            assert refused.by == (second if whose else first).person.id
            assert kept() == before == refused.kept
            page.seen = before
        else:
            assert as_written(kept(), which) == words
            others = set(AnswerField) - {which}
            assert all(as_written(kept(), each) == as_written(before, each) for each in others)
            if kept().version > before.version:
                chosen.append((page.person.id, which, words))
    assert kept() == page_after(kept(), start, chosen)
    entries = answering.history_of(installation, ada, assessment_id=treasury.id, statement_id=statement)
    told = []
    for entry in reversed(entries[: len(entries) - start.version] if start.version else entries):
        before, after = Answer(**(entry.before or {})), Answer(**(entry.after or {}))
        changed = [each for each in AnswerField if as_written(before, each) != as_written(after, each)]
        told += [(entry.person, each, as_written(after, each)) for each in changed]
    assert told == chosen


def page_after(kept: Answer, start: Answer, chosen: list[tuple[str, AnswerField, str]]) -> Answer:
    """What was there at first with everything chosen since, one after the other."""
    found = start
    for _, which, words in chosen:
        found = with_written(found, which, words)
    saved = {"version": kept.version, "changed_at": kept.changed_at, "changed_by": kept.changed_by}
    return found.model_copy(update={"confirmed": False, **saved})  # it has no checklist: see with_derived
