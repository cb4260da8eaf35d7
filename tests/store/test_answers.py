from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy.exc import StatementError

from maturity.assessment.answer import LONGEST_TEXT, NOT_ANSWERED, Answer, State
from maturity.assessment.people import Person
from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.errors import Stale
from maturity.store import answers, assessments, departments, history
from maturity.store.database import Store

Everything = Callable[[str], dict[str, object]]
Save = Callable[..., Answer]


@pytest.fixture
def save(store: Store, assessment: Assessment, ada: Person, noon: datetime) -> Save:
    """`save("a1", level=2, version=0)`: one answer in a transaction of its own."""

    def one(statement: str, *, at: datetime = noon, person: Person = ada, **said: Any) -> Answer:
        said.setdefault("state", State.LEVEL if "level" in said else State.NOT_ANSWERED)
        with store.transaction(person, at) as transaction:
            return answers.save(transaction, assessment.id, statement, Answer(**said))

    return one


def _kept(store: Store, assessment: Assessment) -> dict[str, Answer]:
    with store.reading() as session:
        return answers.of_assessment(session, assessment.id)


def test_a_saved_answer_comes_back_with_its_version_author_and_moment(
    store: Store, assessment: Assessment, save: Save, noon: datetime
) -> None:
    saved = save("a1", level=2, evidence="The plan of May")
    assert saved == Answer(
        state=State.LEVEL,
        level=2,
        evidence="The plan of May",
        version=1,
        changed_at=noon,
        changed_by="ada",
    )
    assert _kept(store, assessment) == {"a1": saved}


@pytest.mark.parametrize(
    "said",
    [
        Answer(state=State.LEVEL, level=0),
        Answer(state=State.NOT_DETERMINED, evidence="Nobody could say"),
        Answer(state=State.NOT_APPLICABLE, reason="No such service"),
        Answer(state=State.NOT_ANSWERED, evidence="To be asked"),
    ],
)
def test_every_state_comes_back_as_itself(
    said: Answer, store: Store, assessment: Assessment, save: Save
) -> None:
    save("a1", **said.content())
    assert _kept(store, assessment)["a1"].content() == said.content()


def test_the_version_counts_the_saves(save: Save) -> None:
    versions = [save("a1", level=level, version=level).version for level in range(4)]
    assert versions == [1, 2, 3, 4]
    assert save("a2", level=1).version == 1  # each statement has its own


def test_a_stale_save_is_refused_with_both_answers_and_writes_nothing(
    url: str, save: Save, everything: Everything
) -> None:
    save("a1", level=1)
    kept = save("a1", level=2, evidence="What Bo wrote", version=1)
    before = everything(url)
    with pytest.raises(Stale, match="changed elsewhere") as caught:
        save("a1", level=3, evidence="What Ada wrote", version=1)
    assert caught.value.subject == "a1"
    assert caught.value.kept == kept
    assert (caught.value.yours.level, caught.value.yours.evidence) == (3, "What Ada wrote")
    assert everything(url) == before


def test_a_first_save_where_another_has_answered_is_stale(save: Save) -> None:
    save("a1", level=1)
    with pytest.raises(Stale):
        save("a1", level=2, version=0)


def test_a_version_from_nowhere_is_stale(save: Save) -> None:
    with pytest.raises(Stale) as caught:
        save("a1", level=2, version=7)
    assert caught.value.kept == NOT_ANSWERED


@pytest.mark.parametrize("version", [1, 0])  # the second is stale, yet nothing would be lost
def test_saving_what_is_kept_already_writes_nothing(
    version: int, url: str, store: Store, save: Save, everything: Everything
) -> None:
    kept = save("a1", level=2, evidence="The plan")
    before, revision = everything(url), store.revision()
    assert save("a1", level=2, evidence="The plan", version=version) == kept
    assert everything(url) == before
    assert store.revision() == revision


def test_saying_nothing_of_a_statement_writes_nothing(url: str, save: Save, everything: Everything) -> None:
    before = everything(url)
    assert save("a1") == NOT_ANSWERED
    assert everything(url) == before


def test_a_moment_comes_back_in_utc(store: Store, assessment: Assessment, save: Save) -> None:
    tea = datetime(2026, 7, 1, 17, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    save("a1", level=2, at=tea)
    kept = _kept(store, assessment)["a1"].changed_at
    assert kept == datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=UTC)
    assert kept.tzinfo == UTC
    with store.reading() as session:
        assert history.of_assessment(session, assessment.id)[0].at.tzinfo == UTC
        assert assessments.get(session, assessment.id).started_at.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(url: str, save: Save, everything: Everything) -> None:
    before = everything(url)
    with pytest.raises(StatementError, match="a moment without a time zone cannot be kept"):
        save("a1", level=2, at=datetime(2026, 7, 1, 12, 0))  # noqa: DTZ001
    assert everything(url) == before


TEXTS = {
    "the longest": "é" * LONGEST_TEXT,
    "emoji": "👩🏽‍💻 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👨‍👩‍👧‍👦",
    "right to left": "אין תוכנית ‏(2026)‏ — لا توجد خطة",
    "combining": "e\u0301 is not \u00e9",
    "control characters": "".join(map(chr, range(1, 32))) + "\x7f\x85\u2028\ufeff\ufffe",
    "line ends": "one\r\ntwo\rthree\nfour\t  ",
    "formula": '=HYPERLINK("http://example.com")',
    "sql": "'; DROP TABLE answers; --",
    "json": '{"a": "\\u0000"}',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_comes_back_as_it_was_written(
    text: str, store: Store, assessment: Assessment, save: Save
) -> None:
    save("a1", level=2, evidence=text, reason=text)
    kept = _kept(store, assessment)["a1"]
    assert (kept.evidence, kept.reason) == (text, text)
    with store.reading() as session:
        after = history.of_assessment(session, assessment.id)[0].after
        assert after == kept.content()
        assert history.verify_chain(session) == 4


def test_a_text_too_long_for_a_spreadsheet_cell_is_no_answer() -> None:
    with pytest.raises(ValidationError, match="at most 32767 characters"):
        Answer(state=State.NOT_DETERMINED, evidence="x" * (LONGEST_TEXT + 1))


def test_answers_of_several_assessments_come_apart(
    store: Store, assessment: Assessment, spring: Round, ada: Person, noon: datetime, save: Save
) -> None:
    home = Department(id="home", name="Home Office")
    with store.transaction(ada, noon) as transaction:
        departments.add(transaction, home)
        other = assessments.start(transaction, spring, home, Status.DRAFT)
        answers.save(transaction, other.id, "a1", Answer(state=State.LEVEL, level=4))
    save("b1", level=1)
    save("a1", level=2)
    with store.reading() as session:
        found = answers.of_assessments(session, [other.id, assessment.id, 99])
    levels = {key: {statement: answer.level for statement, answer in of.items()} for key, of in found.items()}
    assert levels == {other.id: {"a1": 4}, assessment.id: {"a1": 2, "b1": 1}, 99: {}}
    assert list(found[assessment.id]) == ["a1", "b1"]


def test_several_answers_are_kept_as_if_one_by_one(
    store: Store, assessment: Assessment, save: Save, ada: Person, noon: datetime
) -> None:
    first = save("a1", level=1)
    given = {
        "a1": first.model_copy(update={"level": 2}),
        "a2": Answer(state=State.LEVEL, level=3),
        "b1": NOT_ANSWERED,
    }
    with store.transaction(ada, noon) as transaction:
        saved = answers.save_all(transaction, assessment.id, given)
        found = history.of_assessment(transaction.session, assessment.id)
        changes = [(c.subject, (c.before or {})["level"], (c.after or {})["level"]) for c in found[:2]]
    assert {key: (answer.level, answer.version) for key, answer in saved.items()} == {
        "a1": (2, 2),
        "a2": (3, 1),
        "b1": (None, 0),
    }
    assert _kept(store, assessment) == {"a1": saved["a1"], "a2": saved["a2"]}
    assert changes == [("a2", None, 3), ("a1", 1, 2)]  # the newest first


def test_one_stale_answer_among_several_keeps_them_all_out(
    url: str,
    store: Store,
    assessment: Assessment,
    save: Save,
    everything: Everything,
    ada: Person,
    noon: datetime,
) -> None:
    save("a2", level=1)
    before = everything(url)
    given = {key: Answer(state=State.LEVEL, level=4) for key in ("a1", "a2")}
    with (
        pytest.raises(Stale),
        store.transaction(ada, noon) as transaction,
    ):
        answers.save_all(transaction, assessment.id, given)
    assert everything(url) == before


def test_answers_that_were_read_share_what_is_the_same_of_all(
    store: Store, assessment: Assessment, save: Save
) -> None:
    save("a1", level=2)
    save("a2", level=3)
    one, other = _kept(store, assessment).values()
    assert one.model_fields_set is other.model_fields_set  # a page may keep thousands
    raised = one.model_copy(update={"level": 4})
    assert raised.content() == Answer(state=State.LEVEL, level=4).content()
    assert other == _kept(store, assessment)["a2"]
