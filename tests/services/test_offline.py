"""The offline workbook, there and back, through the services: who may, what is saved, and when nothing is."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import (
    FIRST_EVIDENCE_DATE,
    LAST_EVIDENCE_DATE,
    NOT_ANSWERED,
    Answer,
    ReasonNeeded,
    State,
)
from maturity.assessment.merge import CellChange, CellsNotUnderstood, Field, Side, Undecided
from maturity.assessment.people import NotPermitted, Person, Role
from maturity.assessment.round import Assessment, NotInDraft, RoundNotOpen, Status
from maturity.errors import NotFound
from maturity.services import administering, answering, offline
from maturity.services.installation import Installation
from maturity.services.offline import ChangedSincePreview
from maturity.store import answers as kept_answers
from maturity.store.database import Transaction
from maturity.workbook import identity
from maturity.workbook.identity import OfAnother, OfAnotherEdition, OfAnotherInstallation
from maturity.workbook.intake import SheetMissing

SomeoneOf = Callable[..., Person]
Unchanged = Callable[[], AbstractContextManager[None]]
COLUMNS = dict(zip(Field, "DEFGHIJKL", strict=True))
SHEETS = {"a1": ("Plans", 5), "a2": ("Plans", 6), "b1": ("People", 5)}


class Desk:
    """The Treasury's assessment with Ada at it: she answers, takes it along, changes cells, brings it back."""

    def __init__(self, installation: Installation, ada: Person, noon: datetime, treasury: Assessment) -> None:
        self.installation, self.ada, self.noon, self.id = installation, ada, noon, treasury.id

    def answer(self, statement: str, **content: object) -> Answer:
        kept = self.answers().get(statement, NOT_ANSWERED)
        answer = Answer(**{"state": State.LEVEL, **content, "version": kept.version})
        return answering.record_answer(
            self.installation,
            self.ada,
            self.noon,
            assessment_id=self.id,
            statement_id=statement,
            answer=answer,
        )

    def answers(self) -> dict[str, Answer]:
        return dict(answering.assessment_view(self.installation, self.ada, assessment_id=self.id).answers)

    def workbook(self, *changes: tuple[str, str, Any], filled: bool = True) -> bytes:
        """Its bytes, after (statement, field, value) were typed into cells."""
        data = offline.template(self.installation, self.ada, self.noon, assessment_id=self.id, filled=filled)
        return typed(data, *changes)

    def preview(self, data: bytes) -> offline.Preview:
        return offline.preview(self.installation, self.ada, self.noon, assessment_id=self.id, data=data)

    def bring(self, data: bytes, **more: Any) -> list[str]:
        return offline.bring_in(
            self.installation,
            self.ada,
            self.noon,
            assessment_id=self.id,
            data=data,
            **{"choices": {}, **more},
        )


def typed(data: bytes, *changes: tuple[str, str, Any]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    for statement, field, value in changes:
        sheet, row = SHEETS[statement]
        book[sheet][f"{COLUMNS[Field(field)]}{row}"] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def desk(installation: Installation, ada: Person, noon: datetime, treasury: Assessment) -> Desk:
    return Desk(installation, ada, noon, treasury)


def test_what_was_written_offline_is_saved_as_its_authors(desk: Desk) -> None:
    data = desk.workbook(
        ("a1", "answer", "3 Mostly"),
        ("a1", "evidence", "Plan of May"),
        ("a1", "evidence_date", date(2025, 5, 12)),
        ("a1", "links", "https://a.example\nhttps://b.example"),
        ("b1", "answer", "Does not apply"),
        ("b1", "reason", "No staff"),
        filled=False,
    )
    assert desk.preview(data).counts == {
        CellChange.UNCHANGED: 21,  # 3 statements × 9 cells − 6
        CellChange.IN_WORKBOOK: 6,
        CellChange.IN_APP: 0,
        CellChange.IN_BOTH: 0,
        CellChange.NOT_UNDERSTOOD: 0,
    }
    assert desk.bring(data) == ["a1", "b1"]
    found = desk.answers()
    assert found.keys() == {"a1", "b1"}
    a1 = found["a1"]
    assert (a1.level, a1.evidence, a1.evidence_date) == (3, "Plan of May", date(2025, 5, 12))
    assert (a1.links, a1.version, a1.changed_by) == (
        ("https://a.example", "https://b.example"),
        1,
        desk.ada.id,
    )
    assert (found["b1"].state, found["b1"].reason) == (State.NOT_APPLICABLE, "No staff")


def test_a_preview_changes_nothing(desk: Desk, unchanged: Unchanged) -> None:
    data = desk.workbook(("a1", "answer", 3))
    with unchanged():
        assert not desk.preview(data).brings_nothing


def test_an_import_that_changes_nothing_writes_nothing(desk: Desk, unchanged: Unchanged) -> None:
    desk.answer("a1", level=3, evidence="Plan")
    data = desk.workbook()
    desk.answer("a2", level=1)  # changed in the app alone
    with unchanged():
        assert desk.preview(data).brings_nothing
        assert desk.bring(data) == []
    changed = desk.workbook(("a1", "evidence", "Plan of May"))
    assert desk.bring(changed) == ["a1"]
    with unchanged():
        assert desk.bring(changed) == []  # once more


def test_what_the_app_said_meanwhile_is_kept(desk: Desk) -> None:
    desk.answer("a1", level=1, evidence="Note")
    data = desk.workbook(("a1", "evidence", "Note of May"))
    desk.answer("a1", level=2, evidence="Note")
    kinds = {
        each.key: each.kind for each in desk.preview(data).differences if each.kind != CellChange.UNCHANGED
    }
    assert kinds == {("a1", Field.EVIDENCE): CellChange.IN_WORKBOOK, ("a1", Field.ANSWER): CellChange.IN_APP}
    assert desk.bring(data) == ["a1"]
    found = desk.answers()["a1"]
    assert (found.level, found.evidence, found.version) == (2, "Note of May", 3)


def test_an_empty_workbook_does_not_empty_the_app(desk: Desk) -> None:
    desk.answer("a1", level=1, evidence="Note", unsure=True)
    assert desk.bring(desk.workbook(("a2", "answer", 2), filled=False)) == ["a2"]
    assert desk.answers()["a1"].evidence == "Note"


@pytest.mark.parametrize(("side", "level", "saved"), [(Side.WORKBOOK, 3, ["a1"]), (Side.APP, 2, [])])
def test_where_both_changed_the_choice_decides(desk: Desk, side: Side, level: int, saved: list[str]) -> None:
    desk.answer("a1", level=1)
    data = desk.workbook(("a1", "answer", 3))
    desk.answer("a1", level=2)
    assert desk.bring(data, choices={("a1", Field.ANSWER): side}) == saved
    assert desk.answers()["a1"].level == level


def test_a_conflict_without_a_choice_changes_nothing(desk: Desk, unchanged: Unchanged) -> None:
    desk.answer("a1", level=1)
    data = desk.workbook(("a1", "answer", 3), ("a2", "answer", 4))
    desk.answer("a1", level=2)
    with unchanged(), pytest.raises(Undecided, match="“A plan”, answer"):
        desk.bring(data)


def test_a_choice_about_words_that_changed_again_is_refused(desk: Desk, unchanged: Unchanged) -> None:
    desk.answer("a1", level=1)
    data = desk.workbook(("a1", "answer", 3))
    desk.answer("a1", level=2)
    seen = desk.preview(data).versions
    assert seen == {"a1": 2, "a2": 0, "b1": 0}
    desk.answer("a1", level=4)
    choices = {("a1", Field.ANSWER): Side.WORKBOOK}
    with (
        unchanged(),
        pytest.raises(ChangedSincePreview, match="changed “A plan” in the app since you looked"),
    ):
        desk.bring(data, choices=choices, seen=seen)
    assert desk.bring(data, choices=choices, seen=desk.preview(data).versions) == ["a1"]


def test_a_conflict_that_arose_since_the_preview_is_refused(desk: Desk, unchanged: Unchanged) -> None:
    data = desk.workbook(("a1", "answer", 3))
    seen = desk.preview(data).versions
    desk.answer("a1", level=2)
    with unchanged(), pytest.raises(Undecided):
        desk.bring(data, seen=seen)


def test_one_cell_that_is_not_understood_stops_the_whole(desk: Desk, unchanged: Unchanged) -> None:
    data = desk.workbook(("a1", "answer", 5), ("a2", "answer", 4))
    told = r"row 5, column D \(Answer\): level 5 is not on this scale \(0 to 4\)\. .+\nNothing was imported"
    assert desk.preview(data).counts[CellChange.NOT_UNDERSTOOD] == 1
    with unchanged(), pytest.raises(CellsNotUnderstood, match=told):
        desk.bring(data)


def test_a_reason_that_the_merge_would_lose_is_asked_for(desk: Desk, unchanged: Unchanged) -> None:
    desk.answer("a1", level=1, reason="No plan needed")
    data = desk.workbook(("a1", "answer", "Does not apply"), ("b1", "answer", 2))
    desk.answer("a1", level=1, reason="")
    with unchanged(), pytest.raises(ReasonNeeded, match="“A plan”: say in a few words why"):
        desk.bring(data)


def test_an_import_broken_half_way_leaves_nothing(
    desk: Desk, unchanged: Unchanged, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = desk.workbook(("a1", "answer", 3), ("b1", "answer", 2))
    save = kept_answers.save

    def break_at_the_second(
        transaction: Transaction, assessment_id: int, statement: str, answer: Answer
    ) -> Answer:
        if statement == "b1":
            raise RuntimeError("the power went")
        return save(transaction, assessment_id, statement, answer)

    monkeypatch.setattr(kept_answers, "save", break_at_the_second)
    with unchanged(), pytest.raises(RuntimeError, match="the power went"):
        desk.bring(data)


def test_what_was_carried_over_is_confirmed_only_where_it_was_changed(
    desk: Desk, installation: Installation, administrator: Person, noon: datetime
) -> None:
    desk.answer("a1", level=1)
    desk.answer("a2", level=2)
    administering.open_round(
        installation, administrator, noon, title="Summer", framework_id="two-themes", closes=None
    )
    summer = answering.start_assessment(
        installation, desk.ada, noon, round_id="summer", department_id="treasury", carry_over=True
    )
    desk.id = summer.id
    assert desk.bring(desk.workbook(("a1", "evidence", "Still so"))) == ["a1"]
    assert {key: answer.carried for key, answer in desk.answers().items()} == {"a1": False, "a2": True}


def test_a_workbook_of_another_department_is_refused(
    desk: Desk,
    installation: Installation,
    person: SomeoneOf,
    noon: datetime,
    home_office: Assessment,
    unchanged: Unchanged,
) -> None:
    everywhere = person(Role.CONTRIBUTOR)
    data = desk.workbook(("a1", "answer", 3))
    told = "is of Treasury in the round “Spring”, not of Home Office in the round “Spring”"
    services: list[tuple[Callable[..., object], dict[str, Any]]] = [
        (offline.preview, {}),
        (offline.bring_in, {"choices": {}}),
    ]
    for service, more in services:
        with unchanged(), pytest.raises(OfAnother, match=told):
            service(installation, everywhere, noon, assessment_id=home_office.id, data=data, **more)


def test_a_workbook_of_another_round_is_refused(
    desk: Desk, installation: Installation, administrator: Person, noon: datetime, unchanged: Unchanged
) -> None:
    data = desk.workbook(("a1", "answer", 3))
    administering.open_round(
        installation, administrator, noon, title="Summer", framework_id="two-themes", closes=None
    )
    summer = answering.start_assessment(
        installation, desk.ada, noon, round_id="summer", department_id="treasury"
    )
    desk.id = summer.id
    with unchanged(), pytest.raises(OfAnother, match="not of Treasury in the round “Summer”"):
        desk.bring(data)


def _with_identity(data: bytes, old: str, new: str) -> bytes:
    """The workbook with another word in its identity, the digest made anew."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    page = book[identity.SHEET]
    assert old in str(page["A2"].value)
    page["A2"] = str(page["A2"].value).replace(old, new)
    page["A1"] = identity._digest(page["A2"].value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("hash_", "refusal", "told"),
    [
        (True, OfAnotherEdition, "whose statements have changed since"),
        (False, OfAnotherInstallation, "made from another assessment of Treasury than the one kept here"),
    ],
)
def test_a_workbook_of_another_edition_or_installation_is_refused(
    hash_: bool, refusal: type[Exception], told: str, desk: Desk, unchanged: Unchanged
) -> None:
    content_hash = desk.installation.frameworks["two-themes"].content_hash
    old, new = (
        (content_hash, "0" * 64)
        if hash_
        else (f'"assessment\\u005fid":{desk.id}', '"assessment\\u005fid":99')
    )
    data = _with_identity(desk.workbook(("a1", "answer", 3)), old, new)
    with unchanged(), pytest.raises(refusal, match=told):
        desk.bring(data)


def test_a_renamed_sheet_changes_nothing(desk: Desk, unchanged: Unchanged) -> None:
    book = openpyxl.load_workbook(io.BytesIO(desk.workbook(("a1", "answer", 3))))
    book["People"].title = "Staff"
    file = io.BytesIO()
    book.save(file)
    with unchanged(), pytest.raises(SheetMissing, match="no sheet “People”"):
        desk.bring(file.getvalue())


def test_nothing_comes_back_once_the_round_has_closed_or_the_assessment_was_submitted(
    desk: Desk, put_into: Callable[..., None], treasury: Assessment, unchanged: Unchanged
) -> None:
    data = desk.workbook(("a1", "answer", 3))
    desk.noon = datetime(2026, 4, 1, tzinfo=UTC)
    for call in (lambda: desk.preview(data), lambda: desk.bring(data), desk.workbook):
        with unchanged(), pytest.raises(RoundNotOpen):
            call()
    desk.noon = datetime(2026, 3, 3, tzinfo=UTC)
    put_into(Status.SUBMITTED, treasury)
    for call in (lambda: desk.preview(data), lambda: desk.bring(data), desk.workbook):
        with unchanged(), pytest.raises(NotInDraft):
            call()


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.READER, Role.ADMINISTRATOR])
def test_who_may_not_answer_may_not_do_so_by_workbook(
    role: Role, desk: Desk, person: SomeoneOf, unchanged: Unchanged
) -> None:
    data = desk.workbook(("a1", "answer", 3))
    desk.ada = person(role)
    for call in (lambda: desk.preview(data), lambda: desk.bring(data), desk.workbook):
        with unchanged(), pytest.raises(NotPermitted):
            call()


def test_a_workbook_says_which_assessment_it_belongs_to(desk: Desk, person: SomeoneOf) -> None:
    data = desk.workbook()
    assert offline.assessment_of_workbook(desk.installation, desk.ada, data=data).id == desk.id
    with pytest.raises(NotFound, match="There is no assessment “Treasury, Spring”"):
        offline.assessment_of_workbook(desk.installation, person(Role.READER), data=data)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ["=1", "_x0041_", "a\r\nb", "\x0b", "\ufffe", " "]
)
ANSWERS = st.builds(
    Answer,
    state=st.sampled_from([State.NOT_ANSWERED, State.NOT_DETERMINED]),
    evidence=TEXTS,
    contact=TEXTS,
    reason=TEXTS,
    evidence_date=st.none() | st.dates(FIRST_EVIDENCE_DATE, LAST_EVIDENCE_DATE),
    links=st.lists(st.from_regex(r"https?://[a-z_=&]{1,9}", fullmatch=True), max_size=2).map(tuple),
    unsure=st.booleans(),
    come_back=st.booleans(),
) | st.builds(Answer, state=st.just(State.LEVEL), level=st.integers(0, 4), evidence=TEXTS)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.dictionaries(st.sampled_from(list(SHEETS)), ANSWERS))
def test_any_answers_taken_along_and_brought_back_are_themselves(
    answers: dict[str, Answer], desk: Desk
) -> None:
    for statement, answer in answers.items():
        desk.answer(statement, **answer.model_dump(exclude={"version"}))
    before, revision = desk.answers(), desk.installation.store.revision()
    data = desk.workbook()
    assert desk.preview(data).counts[CellChange.UNCHANGED] == 27  # 3 statements × 9 cells
    assert desk.bring(data) == []
    assert (desk.answers(), desk.installation.store.revision()) == (before, revision)


def test_what_is_carried_over_is_marked_and_confirmed_offline(desk: Desk) -> None:
    for statement in ("a1", "a2", "b1"):
        desk.answer(statement, level=2, evidence="Plan of May", carried=True)
    data = desk.workbook(("a1", "carried", "No"), ("a2", "carried", None), ("b1", "answer", "3 Mostly"))
    desk.bring(data)
    kept = desk.answers()
    assert {key: (each.level, each.carried) for key, each in kept.items()} == {
        "a1": (2, False),
        "a2": (2, True),  # an emptied cell confirms nothing
        "b1": (3, False),  # whoever answers anew has looked
    }
    (strange,) = desk.preview(desk.workbook(("a1", "carried", "Yes"))).of(CellChange.NOT_UNDERSTOOD)
    assert "does not wait to be confirmed" in str(strange.workbook)


def test_a_workbook_without_the_column_comes_back_as_before(desk: Desk) -> None:
    desk.answer("a1", level=2, carried=True)
    book = openpyxl.load_workbook(io.BytesIO(desk.workbook(("b1", "evidence", "Plan of June"))))
    for sheet in {name for name, _ in SHEETS.values()}:
        book[sheet].delete_cols(12)
    file = io.BytesIO()
    book.save(file)
    assert desk.bring(file.getvalue()) == ["b1"]
    assert desk.answers()["a1"].carried
