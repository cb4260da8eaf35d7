"""Three-way merge, cell by cell: (base, workbook, app) on the left, what comes of it on the right."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.assessment import merge
from maturity.assessment.answer import NOT_ANSWERED, Answer, Judgement, State
from maturity.assessment.merge import (
    CellChange,
    CellsNotUnderstood,
    Difference,
    Field,
    NotUnderstood,
    Side,
    TooLongTogether,
    Undecided,
    values_of,
)
from maturity.framework.model import Framework


def level(value: int, **more: object) -> Answer:
    return Answer(state=State.LEVEL, level=value, **more)


def compared(base: Answer, workbook: Answer, app: Answer) -> list[Difference]:
    return merge.differences({"a1": base}, {"a1": values_of(workbook)}, {"a1": app})


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("old old old", CellChange.UNCHANGED),
        ("old new old", CellChange.IN_WORKBOOK),
        ("old old new", CellChange.IN_APP),
        ("old new new", CellChange.UNCHANGED),  # both changed to the same
        ("old new other", CellChange.IN_BOTH),
    ],
)
def test_a_cell_is_what_its_three_values_say(words: str, kind: CellChange) -> None:
    base, workbook, app = (level(1, evidence=word) for word in words.split())
    kinds = {each.field: each.kind for each in compared(base, workbook, app)}
    assert kinds.pop(Field.EVIDENCE) is kind
    assert set(kinds.values()) == {CellChange.UNCHANGED}


def test_level_and_state_are_one_cell() -> None:
    found = compared(level(1), Answer(state=State.NOT_DETERMINED), level(2))
    conflict = next(each for each in found if each.kind is not CellChange.UNCHANGED)
    assert (conflict.field, conflict.kind) == (Field.ANSWER, CellChange.IN_BOTH)
    assert conflict.workbook == Judgement(state=State.NOT_DETERMINED)


def test_an_answer_that_the_app_never_had_counts_as_not_answered() -> None:
    found = merge.differences({"a1": NOT_ANSWERED}, {"a1": values_of(level(2))}, {})
    assert [(each.field, each.kind) for each in found if each.kind is not CellChange.UNCHANGED] == [
        (Field.ANSWER, CellChange.IN_WORKBOOK)
    ]


def test_changes_of_both_sides_in_other_cells_are_brought_together(two_themes: Framework) -> None:
    base = level(1, evidence="old", contact="Ada", version=3)
    app = level(2, evidence="old", contact="Ada", carried=True, version=4)
    found = compared(base, level(1, evidence="new", contact="Ada"), app)
    assert merge.merged(two_themes, found, {"a1": app}, {}) == {
        "a1": level(2, evidence="new", contact="Ada", carried=False, version=4)
    }


def test_every_field_is_carried(two_themes: Framework) -> None:
    full = Answer(
        state=State.NOT_APPLICABLE,
        evidence="words",
        evidence_date=date(2025, 5, 12),
        links=("https://a.example",),
        contact="Ada",
        reason="No staff",
        unsure=True,
        come_back=True,
    )
    found = compared(NOT_ANSWERED, full, NOT_ANSWERED)
    kinds = {each.field: each.kind for each in found}
    assert kinds.pop(Field.CARRIED) is CellChange.UNCHANGED  # only ever taken away
    assert {*kinds.values()} == {CellChange.IN_WORKBOOK}
    assert merge.merged(two_themes, found, {}, {}) == {"a1": full}


def test_an_answer_that_stays_as_it_is_is_not_among_those_to_save(two_themes: Framework) -> None:
    app = level(2, carried=True)
    assert merge.merged(two_themes, compared(level(1), level(1), app), {"a1": app}, {}) == {}


@pytest.mark.parametrize(("side", "saved"), [(Side.WORKBOOK, {"a1": level(3)}), (Side.APP, {})])
def test_a_conflict_goes_as_it_was_chosen(
    side: Side, saved: dict[str, Answer], two_themes: Framework
) -> None:
    found = compared(level(1), level(3), level(2))
    assert merge.merged(two_themes, found, {"a1": level(2)}, {("a1", Field.ANSWER): side}) == saved


def test_a_conflict_without_a_choice_is_refused_by_name(two_themes: Framework) -> None:
    found = compared(level(1, evidence="old"), level(3, evidence="new"), level(2, evidence="other"))
    with pytest.raises(Undecided, match=r"in the app: “A plan”, evidence\. Nothing was imported") as caught:
        merge.merged(two_themes, found, {"a1": level(2)}, {("a1", Field.ANSWER): Side.APP})
    assert caught.value.keys == [("a1", Field.EVIDENCE)]


def test_a_cell_that_is_not_understood_stops_the_whole(two_themes: Framework) -> None:
    strange = NotUnderstood("Plans sheet, row 5", "level 5 is not on this scale (0 to 4).")
    found = merge.differences({"a1": level(1)}, {"a1": {Field.ANSWER: strange}}, {"a1": level(1)})
    assert [each.kind for each in found] == [CellChange.NOT_UNDERSTOOD]
    with pytest.raises(CellsNotUnderstood) as caught:
        merge.merged(two_themes, found, {"a1": level(1)}, {})
    assert str(caught.value) == (
        "Plans sheet, row 5: level 5 is not on this scale (0 to 4).\n"
        "Nothing was imported. Mend the workbook and bring it again."
    )


def test_many_strange_cells_are_counted_after_the_first_twenty() -> None:
    told = str(CellsNotUnderstood([NotUnderstood(f"row {n}", "strange.") for n in range(23)]))
    assert len(told.splitlines()) == 22
    assert "… and 3 more." in told


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Judgement(state=State.LEVEL, level=3), "3 Mostly"),
        (Judgement(state=State.NOT_DETERMINED), "Not determined"),
        (True, "Yes"),
        (False, "No"),
        (date(2019, 6, 21), "21 June 2019"),
        (("https://a", "https://b"), "https://a\nhttps://b"),
        ((), "Nothing"),
        ("", "Nothing"),
        (None, "Nothing"),
        ("long words", "long …"),
    ],
)
def test_a_value_reads_as_words(value: merge.Value, words: str, two_themes: Framework) -> None:
    most = 6 if value == "long words" else None
    assert merge.words(two_themes, "a1", value, most) == words


SMALL = st.builds(
    Answer,
    state=st.just(State.LEVEL),
    level=st.integers(0, 2),
    evidence=st.sampled_from(["", "x", "y"]),
    unsure=st.booleans(),
)


@given(base=SMALL, workbook=SMALL, app=SMALL, side=st.sampled_from([Side.WORKBOOK, Side.APP]))
def test_no_side_loses_what_it_alone_changed(
    base: Answer, workbook: Answer, app: Answer, side: Side, two_themes: Framework
) -> None:
    found = compared(base, workbook, app)
    choices = {each.key: side for each in found if each.kind is CellChange.IN_BOTH}
    saved = merge.merged(two_themes, found, {"a1": app}, choices).get("a1", app)
    for field in Field:
        was, ours, theirs = (merge.value_of(each, field) for each in (base, workbook, app))
        now = merge.value_of(saved, field)
        if ours == was:
            assert now == theirs
        elif theirs in (was, ours):
            assert now == ours
        else:
            assert now == (ours if side is Side.WORKBOOK else theirs)
    again = compared(base, saved, saved)
    assert {each.kind for each in again} == {CellChange.UNCHANGED}


@given(workbook=SMALL, app=SMALL)
def test_both_texts_are_kept_where_both_can_be(workbook: Answer, app: Answer, two_themes: Framework) -> None:
    base = level(9).model_copy(update={"evidence": "z"})
    texts = [each for each in compared(base, workbook, app) if each.field is Field.EVIDENCE]
    choices = {each.key: Side.BOTH for each in texts}
    if texts[0].kind is CellChange.IN_BOTH and not merge.can_be_joined(texts[0]):
        with pytest.raises(Undecided, match="evidence"):
            merge.merged(two_themes, texts, {"a1": app}, choices)
    elif texts[0].kind is CellChange.IN_BOTH:
        saved = merge.merged(two_themes, texts, {"a1": app}, choices)["a1"]
        assert saved.evidence == f"{app.evidence}\n\n{workbook.evidence}"


def test_both_lists_of_links_are_kept_each_link_once(two_themes: Framework) -> None:
    app, workbook = (
        level(1, links=links) for links in (("https://a", "https://b"), ("https://b", "https://c"))
    )
    found = compared(level(1), workbook, app)
    choices: merge.Choices = {("a1", Field.LINKS): Side.BOTH}
    assert merge.merged(two_themes, found, {"a1": app}, choices)["a1"].links == (
        "https://a",
        "https://b",
        "https://c",
    )


def test_both_texts_that_are_too_long_together_are_refused(two_themes: Framework) -> None:
    app, workbook = (level(1, evidence=letter * 20_000) for letter in "xy")
    with pytest.raises(
        TooLongTogether, match="“A plan”, evidence: both together have 40,002 characters, and 32,767"
    ):
        merge.merged(
            two_themes, compared(level(1), workbook, app), {"a1": app}, {("a1", Field.EVIDENCE): Side.BOTH}
        )
