"""A statement with a checklist: its items saved one by one, the level that follows, and another that is confirmed."""

import csv
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from maturity.assessment.answer import (
    NOT_ANSWERED,
    Answer,
    AnswerField,
    ConfirmingNeedsReason,
    FieldUnreadable,
    ItemAnswer,
    ItemField,
    ItemNeedsWords,
    ItemUnknown,
    State,
    as_written,
)
from maturity.assessment.checklist import ItemState, LevelRange
from maturity.assessment.finding import Finding, FindingRefused, Standing, finding_in
from maturity.assessment.merge import CellChange, CellsNotUnderstood, Choices, Side, Undecided
from maturity.assessment.people import NotPermitted, Person, Role, local_person
from maturity.assessment.round import Move, NotInDraft
from maturity.assessment.working_papers import Outcome
from maturity.briefing.checklists import found_items_in_words
from maturity.bundle.checklists import checklist_differences
from maturity.bundle.record import Record
from maturity.bundle.verifying import verify
from maturity.errors import Stale
from maturity.framework import files
from maturity.history.words import ChangedPart, tell_entry
from maturity.services import (
    administering,
    answering,
    blind_reviewing,
    comparing,
    exporting,
    history,
    offline,
    reviewing,
    working_papers,
)
from maturity.services.installation import Installation
from maturity.workbook.intake import RowsMissing, SheetMissing

TINY = Path(__file__).parents[1] / "frameworks"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ME = local_person()


@pytest.fixture
def installation(installation: Installation) -> Installation:
    """The same, with a framework that has checklists."""
    framework = files.load(TINY / "checklist.yaml")
    return replace(installation, frameworks={framework.id: framework})


@pytest.fixture
def begun(installation: Installation) -> int:
    administering.open_round(installation, ME, NOON, title="First", framework_id="checklist", closes=None)
    administering.add_department(installation, ME, NOON, name="Tests")
    return answering.start_assessment(installation, ME, NOON, round_id="first", department_id="tests").id


def write(
    installation: Installation,
    assessment_id: int,
    field: AnswerField | str,
    words: str,
    based_on: int,
    person: Person = ME,
    over: tuple[str, ...] = (),
) -> Answer:
    return answering.record_field(
        installation,
        person,
        NOON,
        assessment_id=assessment_id,
        statement_id="a1",
        field=field if isinstance(field, AnswerField) else ItemField(field),
        words=words,
        based_on=based_on,
        over=over,
    )


def tick(installation: Installation, assessment_id: int, marks: str) -> Answer:
    """Say something of each item in its turn: y, n or ? (nothing)."""
    saved = answering.assessment_view(installation, ME, assessment_id=assessment_id).answers.get("a1")
    version = saved.version if saved else 0
    for place, mark in enumerate(marks, start=1):
        if mark != "?":
            saved = write(installation, assessment_id, f"a1-{place}", {"y": "yes", "n": "no"}[mark], version)
            version = saved.version
    assert saved is not None
    return saved


def test_the_level_follows_as_soon_as_nothing_unknown_could_change_it(
    installation: Installation, begun: int
) -> None:
    some = tick(installation, begun, "nn??")
    assert (some.state, some.level, some.comes_to) == (State.NOT_ANSWERED, None, LevelRange(0, 2))
    kept = tick(installation, begun, "????yy")
    assert (kept.state, kept.level, kept.comes_to) == (State.LEVEL, 2, LevelRange(2, 2))
    back = tick(installation, begun, "y")
    assert (back.level, back.comes_to) == (0, LevelRange(0, 0))
    view = answering.assessment_view(installation, ME, assessment_id=begun)
    assert view.answers["a1"] == back
    assert view.answers["a1"].item("a1-5").said is ItemState.YES
    assert as_written(back, AnswerField.JUDGEMENT) == ""  # nobody has said it


def test_another_level_is_confirmed_with_a_reason_and_both_are_kept(
    installation: Installation, begun: int
) -> None:
    version = tick(installation, begun, "nnyynn").version
    with pytest.raises(ConfirmingNeedsReason, match="say in a few words why it is at another level"):
        write(installation, begun, AnswerField.JUDGEMENT, "2", version)
    said = write(installation, begun, AnswerField.JUDGEMENT, "2\nThe board reads a summary.", version)
    assert (said.level, said.comes_to, said.confirmed) == (2, LevelRange(1, 1), True)
    after = write(installation, begun, "a1-3", "no", said.version)  # the items go on by themselves
    assert (after.level, after.comes_to, after.reason) == (2, LevelRange(0, 0), "The board reads a summary.")
    cleared = write(installation, begun, AnswerField.JUDGEMENT, "", after.version)
    assert (cleared.level, cleared.reason, cleared.confirmed) == (0, "", False)


def test_items_of_two_people_do_not_get_in_each_others_way(installation: Installation, begun: int) -> None:
    first = write(installation, begun, "a1-1", "no", 0)
    both = write(installation, begun, "a1-2", "yes", 0)  # written without having seen the first
    assert (both.version, len(both.items)) == (first.version + 1, 2)
    with pytest.raises(Stale) as refused:
        write(installation, begun, "a1-1", "yes", 0)
    assert refused.value.kept.item("a1-1").said is ItemState.NO
    assert refused.value.yours.item("a1-1").said is ItemState.YES
    assert refused.value.by == ME.id
    assert write(installation, begun, "a1-1", "no", 0) == both  # what is kept already is saved


def test_what_an_item_may_not_say_is_refused_in_words(installation: Installation, begun: int) -> None:
    with pytest.raises(ItemNeedsWords, match=r"“It is two years old.”: say in a few words how"):
        write(installation, begun, "a1-2", "another_way", 0)
    with pytest.raises(ItemUnknown, match="has no item “a2-1” on its checklist"):
        write(installation, begun, "a2-1", "yes", 0)
    with pytest.raises(FieldUnreadable, match="is not one of Yes, No, Met another way"):
        write(installation, begun, "a1-2", "perhaps", 0)
    assert answering.assessment_view(installation, ME, assessment_id=begun).answers == {}
    kept = write(installation, begun, "a1-2", "another_way\nA wiki says the same.", 0)
    assert as_written(kept, ItemField("a1-2")) == "another_way\nA wiki says the same."
    assert write(installation, begun, "a1-2", "", kept.version).items == ()


def test_whoever_may_not_answer_may_not_tick(installation: Installation, begun: int) -> None:
    reader = Person(id="reader", name="A reader", roles=frozenset({(Role.READER, "tests")}))
    with pytest.raises(NotPermitted):
        write(installation, begun, "a1-1", "yes", 0, person=reader)
    write(installation, begun, "a1-1", "yes", 0)
    answering.submit(installation, ME, NOON, assessment_id=begun, assurance="So it is.")
    with pytest.raises(NotInDraft):
        write(installation, begun, "a1-1", "no", 1)


def test_the_history_tells_of_items_and_holds(installation: Installation, begun: int) -> None:
    tick(installation, begun, "n")
    write(installation, begun, "a1-2", "another_way\nA wiki.", 1)
    write(installation, begun, AnswerField.JUDGEMENT, "1\nWe say so.", 2)
    view = answering.assessment_view(installation, ME, assessment_id=begun)
    told = [
        {part.name: (part.was, part.became) for part in tell_entry(each, view.framework, {}).changed}
        for each in answering.history_of(installation, ME, assessment_id=begun, statement_id="a1")
    ]
    assert told == [
        {
            "": ("0 Not achieved", "1 Partly achieved"),
            "Reason": ("nothing", "We say so."),
            "Confirmed by a person": ("no", "yes"),
        },
        {
            "": ("Not answered", "0 Not achieved"),
            "It is two years old.": ("Not looked at", "Met another way: A wiki."),
            "The checklist comes to": ("0 Not achieved to 2 Achieved", "0 Not achieved"),
        },
        {
            "Nobody has written it down.": ("Not looked at", "No"),
            "The checklist comes to": ("nothing", "0 Not achieved to 2 Achieved"),
        },
    ]
    assert history.verify(installation, ME)


def test_items_carry_over_with_what_they_come_to(installation: Installation, begun: int) -> None:
    tick(installation, begun, "nnyy")
    tick_other = write(installation, begun, AnswerField.EVIDENCE, "The plan", 4)
    assert tick_other.state is State.NOT_ANSWERED
    later = NOON + timedelta(days=400)
    administering.open_round(installation, ME, later, title="Second", framework_id="checklist", closes=None)
    second = answering.start_assessment(
        installation, ME, later, round_id="second", department_id="tests", carry_over=True
    )
    carried = answering.assessment_view(installation, ME, assessment_id=second.id).answers["a1"]
    assert (carried.carried, carried.comes_to, len(carried.items)) == (True, LevelRange(1, 2), 4)


def test_what_items_leave_possible_is_the_range_of_the_score(installation: Installation, begun: int) -> None:
    tick(installation, begun, "nnyy")  # 1 or 2 of 2
    compared = comparing.comparison(installation, ME, round_id="first")
    found = compared.scores["tests"]
    # a1 is worth 0.5 to 1, and the two others 0 to 1: (0.5 + 0 + 0) ÷ 3 to (1 + 1 + 1) ÷ 3
    assert found.low == pytest.approx(100 / 6)
    assert (found.high, found.with_level) == (100, 0)


def test_a_bundle_holds_items_and_what_they_come_to(installation: Installation, begun: int) -> None:
    tick(installation, begun, "nnyy")
    write(installation, begun, "a1-2", "another_way\nA wiki.", 4)
    data = exporting.bundle(installation, ME, round_id="first")
    found = verify(data)
    assert any("Items of checklists, which come to the levels told: 4." in each for each in found.checked)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        items = list(csv.DictReader(io.TextIOWrapper(archive.open("tables/items.csv"), "utf-8-sig")))
        levels = list(csv.DictReader(io.TextIOWrapper(archive.open("tables/checklists.csv"), "utf-8-sig")))
    assert [(row["item"], row["said"], row["words"]) for row in items][1:4] == [
        ("a1-2", "another_way", "A wiki."),
        ("a1-3", "yes", ""),
        ("a1-4", "yes", ""),
    ]
    assert [(row["statement"], row["state"], row["low"], row["high"]) for row in levels] == [
        ("a1", "level", "0", "0"),
        ("a2", "not_answered", "0", "2"),
    ]


def test_a_level_that_the_items_do_not_come_to_is_found_in_a_bundle(
    installation: Installation, begun: int
) -> None:
    tick(installation, begun, "nnyynn")
    with zipfile.ZipFile(io.BytesIO(exporting.bundle(installation, ME, round_id="first"))) as archive:
        record = Record.model_validate_json(archive.read("round.json"))
    framework = installation.frameworks["checklist"]
    assert list(checklist_differences(record, framework)) == []
    (assessed,) = record.assessed
    forged = assessed.answers["a1"].model_copy(update={"low": 2, "high": 2, "level": 2})
    record = record.model_copy(
        update={"assessed": (assessed.model_copy(update={"answers": {"a1": forged}}),)}
    )
    (told,) = checklist_differences(record, framework)
    assert told.startswith("Tests, “A plan”: what the items of its checklist come to")


def workbook_of(installation: Installation, begun: int) -> tuple[Workbook, dict[str, int]]:
    """The workbook that goes out, and the row of each item on its sheet."""
    data = offline.template(installation, ME, NOON, assessment_id=begun, filled=True)
    book = load_workbook(io.BytesIO(data))
    rows = {str(row[0].value): row[0].row or 0 for row in book["Checklists"].iter_rows(min_row=5)}
    return book, rows


def brought_back(
    installation: Installation, begun: int, book: Workbook, choices: Choices | None = None
) -> list[str]:
    return offline.bring_in(
        installation, ME, NOON, assessment_id=begun, data=saved(book), choices=choices or {}
    )


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_items_go_out_and_come_back_in_a_workbook(installation: Installation, begun: int) -> None:
    tick(installation, begun, "nn")
    book, rows = workbook_of(installation, begun)
    assert list(rows) == ["a1-1", "a1-2", "a1-3", "a1-4", "a1-5", "a1-6", "a2-1", "a2-2", "a2-3"]
    assert brought_back(installation, begun, book) == []  # nothing changed
    sheet = book["Checklists"]
    sheet.cell(rows["a1-3"], 5).value = "yes"
    sheet.cell(rows["a1-4"], 5).value = "Met another way"
    with pytest.raises(CellsNotUnderstood, match="is met another way: say in a few words how"):
        brought_back(installation, begun, book)
    sheet.cell(rows["a1-4"], 6).value = "A wiki is read."
    sheet.cell(rows["a1-5"], 5).value = "No"
    sheet.cell(rows["a1-6"], 5).value = "Perhaps"
    with pytest.raises(CellsNotUnderstood, match="“Perhaps” is not an answer to an item"):
        brought_back(installation, begun, book)
    sheet.cell(rows["a1-6"], 5).value = None  # not looked at
    write(installation, begun, "a1-1", "yes", 2)  # meanwhile in the app
    assert brought_back(installation, begun, book) == ["a1"]
    kept = answering.assessment_view(installation, ME, assessment_id=begun).answers["a1"]
    assert kept.item("a1-1").said is ItemState.YES
    assert as_written(kept, ItemField("a1-4")) == "another_way\nA wiki is read."
    assert (kept.level, kept.comes_to, kept.confirmed) == (0, LevelRange(0, 0), False)


def test_a_level_confirmed_offline_needs_its_reason_and_items_in_conflict_a_choice(
    installation: Installation, begun: int
) -> None:
    tick(installation, begun, "nnyyn")
    book, rows = workbook_of(installation, begun)
    plans = book["Plans"]
    (row,) = [each[0].row or 0 for each in plans.iter_rows(min_row=5) if each[0].value == "a1"]
    assert "Its checklist came to 1 Partly achieved" in str(plans.cell(row, 3).value)
    assert plans.cell(row, 4).value == "Not answered"  # nobody chose it
    plans.cell(row, 4).value = "2 Achieved"
    with pytest.raises(CellsNotUnderstood, match="another level than the checklist comes to needs a reason"):
        brought_back(installation, begun, book)
    plans.cell(row, 9).value = "The board reads a summary."
    book["Checklists"].cell(rows["a1-5"], 5).value = "Yes"
    write(installation, begun, "a1-5", "not_applicable", 5)
    with pytest.raises(Undecided, match=r"“A plan”, “All of it is written down.”\. Nothing"):
        brought_back(installation, begun, book)
    found = offline.preview(installation, ME, NOON, assessment_id=begun, data=saved(book))
    (conflict,) = found.of(CellChange.IN_BOTH)
    brought_back(installation, begun, book, {conflict.key: Side.WORKBOOK})
    kept = answering.assessment_view(installation, ME, assessment_id=begun).answers["a1"]
    assert (kept.level, kept.confirmed, kept.reason) == (2, True, "The board reads a summary.")
    assert kept.comes_to == LevelRange(1, 2)
    assert history.verify(installation, ME)


def test_a_workbook_without_its_sheet_of_items_is_refused(installation: Installation, begun: int) -> None:
    book, rows = workbook_of(installation, begun)
    book["Checklists"].delete_rows(rows["a1-2"])
    with pytest.raises(RowsMissing, match="“a1-2”"):
        brought_back(installation, begun, book)
    book.remove(book["Checklists"])
    with pytest.raises(SheetMissing, match="There is no sheet “Checklists”"):
        brought_back(installation, begun, book)


def test_a_finding_may_be_on_items(installation: Installation, begun: int) -> None:
    version = tick(installation, begun, "nnyynn").version
    answering.submit(installation, ME, NOON, assessment_id=begun, assurance="So it is.")
    reviewing.move_assessment(installation, ME, NOON, assessment_id=begun, move=Move.BEGIN_REVIEW)
    finding = Finding(
        state=State.LEVEL,
        level=0,
        reason="Nobody reads it.",
        standing=Standing.CHALLENGED,
        answer_version=version,
        items=(ItemAnswer(id="a1-4", said=ItemState.NO),),
    )
    record = partial(reviewing.record_finding, installation, ME, NOON, assessment_id=begun, statement_id="a1")
    strange = finding.model_copy(update={"items": (ItemAnswer(id="a2-1", said=ItemState.NO),)})
    with pytest.raises(ItemUnknown):
        record(finding=strange)
    kept = record(finding=finding)
    found = reviewing.review(installation, ME, assessment_id=begun).findings["a1"]
    assert found.items == kept.items == finding.items
    again = found.model_copy(update={"items": ()})
    record(finding=again)
    assert history.verify(installation, ME)
    assert verify(exporting.bundle(installation, ME, round_id="first"))


def test_to_agree_needs_a_reason_where_what_is_found_of_items_comes_to_something_else(
    installation: Installation, begun: int
) -> None:
    version = tick(installation, begun, "nnyynn").version
    answering.submit(installation, ME, NOON, assessment_id=begun, assurance="So it is.")
    reviewing.move_assessment(installation, ME, NOON, assessment_id=begun, move=Move.BEGIN_REVIEW)
    record = partial(reviewing.record_finding, installation, ME, NOON, assessment_id=begun, statement_id="a1")

    def agreed(reason: str, said: ItemState, item: str = "a1-4") -> Finding:
        return finding_in(f"agreed {item}={said}\n{reason}", Answer(state=State.LEVEL, level=1)).model_copy(
            update={"answer_version": version}
        )

    with pytest.raises(FindingRefused, match="does not come to the level you agree with"):
        record(finding=agreed(" ", ItemState.NO))
    with pytest.raises(ItemNeedsWords, match="say in a few words how it is met another way"):
        record(finding=agreed("", ItemState.ANOTHER_WAY))
    assert record(finding=agreed("", ItemState.NO, "a1-5")).version == 1  # it comes to the same
    kept = record(finding=agreed("Few need to.", ItemState.NO).model_copy(update={"version": 1}))
    view = reviewing.review(installation, ME, assessment_id=begun).view
    assert found_items_in_words(view.framework, view.framework.by_id["a1"], view.answers["a1"], kept) == [
        "“Somebody reads it.”: found “No”, where the department says “Yes”.",
        "With what was found of the items the checklist comes to 0 Not achieved.",
    ]
    (entry, *_) = answering.latest_changes(installation, ME, assessment_id=begun, most=9)
    told = tell_entry(entry, view.framework, {})
    assert ChangedPart("Somebody reads it.", "nothing", "No") in told.changed
    assert history.verify(installation, ME)


def test_items_found_blind_are_hidden_from_another_who_reviews_blind(
    installation: Installation, begun: int
) -> None:
    tick(installation, begun, "nnyynn")
    answering.submit(installation, ME, NOON, assessment_id=begun, assurance="So it is.")
    for name in ("Ann", "Bob"):
        administering.register_person(installation, ME, NOON, name=name, roles=[(Role.AUDITOR, "*")])
    ann, bob = administering.every_person(installation, ME)
    for each in (ann, bob):
        blind_reviewing.begin_blind_review(installation, each, NOON, round_id="first", sample=False)
    reviewing.move_assessment(installation, ann, NOON, assessment_id=begun, move=Move.BEGIN_REVIEW)
    review = partial(reviewing.review, installation, assessment_id=begun)
    assert review(ann).view.answers.get("a1") is None
    made = finding_in("found 0 a1-3=yes a1-4=no a1-5=no\nNobody reads it.", NOT_ANSWERED)
    kept = reviewing.record_finding(
        installation, ann, NOON, assessment_id=begun, statement_id="a1", finding=made
    )
    assert (kept.standing, len(kept.items)) == (Standing.CHALLENGED, 3)
    assert review(bob).findings.get("a1") is None
    assert "Nobody reads it" not in str(comparing.comparison(installation, bob, round_id="first", words=True))
    told = found_items_in_words(
        installation.frameworks["checklist"],
        installation.frameworks["checklist"].by_id["a1"],
        review(ann).view.answers["a1"],
        review(ann).findings["a1"],
    )
    assert told == [
        "“Somebody reads it.”: found “No”, where the department says “Yes”.",
        "2 items found as the department says.",
        "With what was found of the items the checklist comes to 0 Not achieved.",
    ]
    bundle = zipfile.ZipFile(io.BytesIO(exporting.bundle(installation, bob, round_id="first")))
    assert {
        row["found"] for row in csv.DictReader(io.StringIO(bundle.read("tables/items.csv").decode()))
    } == {""}
    seen = zipfile.ZipFile(io.BytesIO(exporting.bundle(installation, ann, round_id="first")))
    found = {
        row["item"]: row["found"]
        for row in csv.DictReader(io.StringIO(seen.read("tables/items.csv").decode()))
    }
    assert (found["a1-3"], found["a1-4"], found["a1-6"]) == ("yes", "no", "")
    assert history.verify(installation, ME)


def test_what_became_of_a_reason_that_only_checklists_give_is_in_a_bundle(
    installation: Installation, begun: int
) -> None:
    tick(installation, begun, "nnyyn")
    answering.submit(installation, ME, NOON, assessment_id=begun, assurance="So it is.")
    reviewing.move_assessment(installation, ME, NOON, assessment_id=begun, move=Move.BEGIN_REVIEW)

    def reasons() -> str:
        data = exporting.bundle(installation, ME, round_id="first")
        assert verify(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            rows = csv.DictReader(io.TextIOWrapper(archive.open("tables/dictionary.csv"), "utf-8-sig"))
            (told,) = [row for row in rows if "contradiction, " in str(row)]
        return str(told)

    assert "not_looked_at" not in reasons()  # as bundles were before there were checklists
    working_papers.record_disposition(
        installation,
        ME,
        NOON,
        round_id="first",
        department_id="tests",
        statement_id="a1",
        reason="not_looked_at",
        outcome=Outcome.EXPLAINED,
        words="It cannot change the level.",
        based_on=0,
    )
    assert "not_looked_at" in reasons()


def test_a_theme_that_does_not_apply_is_a_persons_own_word(installation: Installation, begun: int) -> None:
    tick(installation, begun, "nn")
    group: dict[str, Any] = {"assessment_id": begun, "group_id": "plans", "reason": "We have no plans."}
    assert answering.leave_out_group(installation, ME, NOON, **group) == ["a1", "a2"]
    ticked = write(installation, begun, "a1-3", "yes", 3)
    assert (ticked.state, ticked.confirmed, len(ticked.items)) == (State.NOT_APPLICABLE, True, 3)
    assert answering.take_group_up(installation, ME, NOON, **group) == ["a1", "a2"]
    back = answering.assessment_view(installation, ME, assessment_id=begun).answers["a1"]
    assert (back.state, back.confirmed, back.comes_to) == (State.NOT_ANSWERED, False, LevelRange(0, 2))
    assert verify(exporting.bundle(installation, ME, round_id="first"))
