"""The board pack, described and then reopened: what is in it, and that nothing in it is a formula."""

import io
from collections.abc import Mapping
from datetime import UTC, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.round import Department, Kind, Round
from maturity.framework.model import Framework
from maturity.palette import UNKNOWN, level_colours
from maturity.scoring.compare import Comparison
from maturity.workbook import pack, write
from maturity.workbook.sheets import Cell, Column, Sheet
from maturity.workbook.sheets import Workbook as Described

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SHEETS = ["Cover", "Contents", "Summary", "By theme", "Matrix", "Words behind", "Gaps", "Method and sources"]


def described(framework: Framework, judgements: Mapping[str, Mapping[str, Judgement]]) -> Described:
    round_ = Round(
        id="r",
        title="A round",
        kind=Kind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens="2026-01-01",
    )
    departments = {key: Department(id=key, name=f"Department {key}") for key in judgements}
    return pack.describe(Comparison(framework, round_, departments, judgements, revision=7), at=NOON)


def reopened(book: Described) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(write.workbook(book)))


def rows(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    """The table of a sheet, without its headings."""
    (table,) = book[sheet].tables.values()
    return [tuple(cell.value for cell in row) for row in book[sheet][table.ref]][1:]


@pytest.fixture
def mixed(two_themes: Framework) -> Workbook:
    """One department: 3 with evidence, not determined, not applicable."""
    answers = {
        "a1": Answer(state=State.LEVEL, level=3, evidence="Plan of May"),
        "a2": Answer(state=State.NOT_DETERMINED),
        "b1": Answer(state=State.NOT_APPLICABLE, reason="No staff"),
    }
    return reopened(described(two_themes, {"x": answers}))


def test_the_pack_holds_the_sheets_that_its_contents_name(mixed: Workbook) -> None:
    assert mixed.sheetnames == SHEETS
    listed = [row[0] for row in rows(mixed, "Contents")]
    assert listed == [name for name in SHEETS if name != "Contents"]
    links = [cell.hyperlink.location for cell in mixed["Contents"]["A"] if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in listed]


def test_the_cover_says_what_when_and_from_which_data(mixed: Workbook) -> None:
    cover = dict(rows(mixed, "Cover"))
    assert cover["Round"] == "A round"
    assert cover["Made"] == "2 March 2026, 12:00 (UTC)"
    assert cover["Data revision"] == "7"


def test_the_summary_has_score_range_coverage_and_rank(mixed: Workbook) -> None:
    # a1 = 3/4; a2 unknown; b1 does not apply: 75, from 3/8 to 7/8, one of two
    assert rows(mixed, "Summary") == [("Department x", 75, 37.5, 87.5, 1, 2, 50, 1, 0, 1, 1, 1)]


def test_a_theme_where_nothing_applies_has_words_and_no_zero(mixed: Workbook) -> None:
    people = next(row for row in rows(mixed, "By theme") if row[1] == "People")
    assert people[2:8] == ("No score", "No score", "No score", 0, 0, "Nothing applies")


def test_the_matrix_has_words_and_their_colours(mixed: Workbook) -> None:
    assert [row[2] for row in rows(mixed, "Matrix")] == ["3 Mostly", "Not determined", "Not applicable"]
    sheet = mixed["Matrix"]
    colours = {cell.value: cell.fill.fgColor.rgb[-6:].lower() for row in sheet.iter_rows() for cell in row}
    assert f"#{colours['3 Mostly']}" == level_colours(5)[3]
    assert f"#{colours['Not determined']}" == UNKNOWN


def test_every_word_behind_a_level_is_in_the_pack(mixed: Workbook) -> None:
    words = {row[2]: row[4] for row in rows(mixed, "Words behind")}
    assert words == {"A plan": "Plan of May", "A budget": "Nothing written", "An owner": "No staff"}


def test_gaps_name_the_next_step_and_what_nobody_knows(mixed: Workbook) -> None:
    assert [(row[2], row[4], row[5]) for row in rows(mixed, "Gaps")] == [
        ("A plan", 1, "Extend it to all"),
        ("A budget", "Not known", "Find out where this stands, and keep the evidence."),
    ]


def test_a_department_with_nothing_answered_has_a_whole_pack(two_themes: Framework) -> None:
    book = reopened(described(two_themes, {"x": {}}))
    assert rows(book, "Summary")[0][1:4] == ("No score", 0, 100)
    assert len(rows(book, "Gaps")) == 3


def test_no_sheet_has_a_blank_or_merged_cell_in_its_table(mixed: Workbook) -> None:
    for sheet in mixed:
        assert not sheet.merged_cells.ranges
        assert all(value not in (None, "") for row in rows(mixed, sheet.title) for value in row)


def test_a_pack_says_whose_method_it_is(mixed: Workbook) -> None:
    assert "house method" in str([cell.value for cell in mixed["Cover"]["A"]])
    assert "ours (house method)" in dict(rows(mixed, "Method and sources"))["Whose words"]


def test_the_pack_is_titled_and_in_a_language(mixed: Workbook) -> None:
    assert mixed.properties.title == "Data maturity board pack: A round"
    assert mixed.properties.language == "en"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "'=1", "12", "TRUE"]
)
def test_what_could_be_a_formula_is_text(two_themes: Framework, text: str) -> None:
    answers = {"a1": Answer(state=State.LEVEL, level=3, evidence=text)}
    book = reopened(described(two_themes, {"x": answers}))
    (cell,) = [row[4] for row in book["Words behind"].iter_rows() if row[2].value == "A plan"]
    assert cell.data_type == "s"
    assert cell.value.replace("\n", "\r") == text.replace("\n", "\r")
    assert cell.quotePrefix is (text[0] in "=+-@\t\r")


@settings(deadline=None)  # a machine that is busy is no fault of the text
@given(text=st.text(min_size=1, max_size=200))
def test_any_text_comes_through_as_text(text: str) -> None:
    sheet = Sheet(name="S", title="S", columns=[Column("C", 10)], rows=[[Cell(text)]])
    made = write.workbook(Described(title="T", language="en", sheets=[sheet]))
    cell = openpyxl.load_workbook(io.BytesIO(made))["S"]["A4"]
    assert cell.data_type == "s"
    assert isinstance(cell.value, str)


@pytest.mark.parametrize("text", ["\ufffe", "a\uffffb", "\x00\x1f", "\ud800"])
def test_what_a_workbook_cannot_hold_does_not_make_it_unreadable(text: str) -> None:
    sheet = Sheet(name="S", title="S", columns=[Column("C", 10)], rows=[[Cell(text)]])
    made = write.workbook(Described(title="T", language="en", sheets=[sheet]))
    shown = openpyxl.load_workbook(io.BytesIO(made))["S"]["A4"].value
    assert shown in {"\ufffd", "a\ufffdb", "␀␟"}


def test_a_sheet_with_a_blank_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="blank cell"):
        Sheet(name="S", title="S", columns=[Column("C", 10)], rows=[[Cell("")]])
