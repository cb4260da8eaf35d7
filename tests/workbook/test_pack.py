"""The board pack, described and then reopened: what is in it, and that no words in it are a formula."""

import html
import io
import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from openpyxl.worksheet.header_footer import HeaderFooterItem

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.round import Assessment, Department, Round, RoundKind, Status
from maturity.briefing.facts import Facts
from maturity.framework.model import Framework
from maturity.palette import UNKNOWN, level_colours
from maturity.scoring.compare import Comparison
from maturity.workbook import pack, write
from maturity.workbook.sheets import Cell, Column, Sheet
from maturity.workbook.sheets import Workbook as Described

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
READ = [
    "Cover", "Contents", "Notes", "Summary", "Charts", "Scores", "By theme", "Matrix", "Biggest gaps", "Data",
]  # fmt: skip
BEHIND = ["Gaps", "Answers", "Levels", "Statements", "What levels look like", "Check"]
OF_ONE = [*READ, *BEHIND]
OF_A_ROUND = {"Theme profile", "Themes side by side", "Gaps by statement"}


def of_kind(
    kind: type, judgements: Mapping[str, Mapping[str, Judgement]]
) -> Mapping[str, Mapping[str, Judgement]]:
    return {
        key: {statement: said for statement, said in each.items() if isinstance(said, kind)}
        for key, each in judgements.items()
    }


def described(
    framework: Framework,
    judgements: Mapping[str, Mapping[str, Judgement]],
    *,
    source: str = "",
    names: Mapping[str, str] | None = None,
    named: Mapping[str, str] | None = None,
    **also: object,
) -> Described:
    round_ = Round(
        id="r",
        title="A round",
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens="2026-01-01",
        source=source,
    )
    called = named or {key: f"Department {key}" for key in judgements}
    departments = {key: Department(id=key, name=called[key]) for key in judgements}
    made_of = {"answers": of_kind(Answer, judgements), "findings": of_kind(Finding, judgements)} | also
    comparison = Comparison(framework, round_, departments, judgements, revision=7, **made_of)  # type: ignore[arg-type]
    return pack.describe(Facts(comparison, NOON, names=names or {}))


def by_label(book: Workbook, sheet: str) -> dict[object, object]:
    """A sheet of two columns: what stands beside each label."""
    return {row[0]: row[1] for row in rows(book, sheet)}


def printed(part: HeaderFooterItem | None, where: str) -> str:
    """What stands in that part of a header or footer."""
    assert part is not None
    return str(getattr(part, where).text)


def reopened(book: Described, *, formulas: bool = False) -> Workbook:
    """The pack as a program shows it that does not calculate, or with its formulas."""
    return openpyxl.load_workbook(io.BytesIO(write.workbook(book)), data_only=not formulas)


def rows(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    """The table of a sheet, without its headings."""
    (table,) = book[sheet].tables.values()
    return [tuple(cell.value for cell in row) for row in book[sheet][table.ref]][1:]


@pytest.fixture
def mixed(two_themes: Framework) -> Workbook:
    """One department: 3 with evidence, not determined, not applicable."""
    return reopened(described(two_themes, {"x": MIXED}))


MIXED = {
    "a1": Answer(
        state=State.LEVEL,
        level=3,
        evidence="Plan of May",
        evidence_date=date(2025, 5, 12),
        links=("https://a.example/plan", "http://b.example"),
        contact="Ada",
        unsure=True,
        version=2,
    ),
    "a2": Answer(state=State.NOT_DETERMINED, version=1),
    "b1": Answer(state=State.NOT_APPLICABLE, reason="No staff", version=1),
}


def test_the_pack_holds_the_sheets_that_its_contents_name(mixed: Workbook, two_themes: Framework) -> None:
    assert mixed.sheetnames == OF_ONE
    for sheet, names in {"Contents": [each for each in READ if each != "Contents"], "Data": BEHIND}.items():
        assert [row[0] for row in rows(mixed, sheet)] == names
        links = [cell.hyperlink.location for cell in mixed[sheet]["A"] if cell.hyperlink]
        assert links == [f"'{name}'!A1" for name in names]
    assert set(reopened(described(two_themes, {"x": MIXED, "y": {}})).sheetnames) == {*OF_ONE, *OF_A_ROUND}


def test_the_cover_says_what_when_and_from_which_data(mixed: Workbook) -> None:
    cover = by_label(mixed, "Cover")
    assert cover["Round"] == "A round"
    assert cover["Made"] == "2 March 2026, 12:00 (UTC)"
    assert cover["Data revision"] == "7"
    assert cover["Classification"] == "OFFICIAL"
    assert cover["Department"] == "Department x"
    assert cover["What it says"] == "75.0%, and 37.5 to 87.5% with what is not known."


def test_the_cover_says_who_agreed_and_when(two_themes: Framework) -> None:
    kept = Assessment(
        id=1, round_id="r", department_id="x", status=Status.AGREED, started_at=NOON, submitted_at=NOON,
        submitted_by="ada", assurance="=I stand behind this", agreed_at=NOON, agreed_by="orla",
    )  # fmt: skip
    book = reopened(
        described(
            two_themes,
            {"x": MIXED},
            assessments={"x": kept},
            statuses={"x": kept.status},
            names={"orla": "Orla"},
        )
    )
    cover = by_label(book, "Cover")
    assert (cover["Status"], cover["Agreed"]) == ("Agreed", "2 March 2026, by Orla")
    assert "=I stand behind this" in rows(book, "Assessments")[0]


def test_made_up_data_says_so_on_every_printed_page(two_themes: Framework) -> None:
    book = reopened(described(two_themes, {"x": MIXED}, source="Everything is made up & random."))
    assert all(printed(page.oddFooter, "center") == "Everything is made up && random." for page in book)
    assert all(printed(page.oddHeader, "center") == "OFFICIAL" for page in book)


def test_every_sheet_prints_on_a4_at_its_width_with_its_headings_on_every_page(mixed: Workbook) -> None:
    for page in mixed:
        assert (str(page.page_setup.paperSize), page.page_setup.fitToWidth) == ("9", 1)
        assert page.sheet_properties.pageSetUpPr is not None
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in printed(page.oddFooter, "right")
        (table,) = page.tables.values()
        top = table.ref.split(":")[0][1:]
        assert page.print_title_rows == (None if page.title in ("Charts", "Summary") else f"${top}:${top}")


def test_scores_have_score_range_coverage_and_rank(mixed: Workbook, two_themes: Framework) -> None:
    # a1 = 3/4; a2 unknown; b1 does not apply: 75, from 3/8 to 7/8, one of two
    assert rows(mixed, "Scores") == [(1, "Department x", 75, 37.5, 87.5, 1, 2, 50, 1, 0, 1, 0)]
    low = {key: Answer(state=State.LEVEL, level=0) for key in ("a1", "a2", "b1")}
    both = rows(reopened(described(two_themes, {"x": MIXED, "y": low})), "Scores")
    assert [row[-4:-1] for row in both] == [(1, 1, 0), (2, 2, 0)]


def test_the_summary_says_how_sure_the_score_is_and_what_to_do(mixed: Workbook) -> None:
    summary = {row[0]: row[1:] for row in rows(mixed, "Summary")}
    assert summary["Score (%)"] == (75, "Range 37.5 to 87.5, on 1 of 2 statements.")
    assert summary["Theme: People (%)"] == ("No score", "No score")
    assert summary["Shortfall 1 (levels to the top)"] == (
        1,
        "A plan: now “3 Mostly”. Next step: Extend it to all",
    )
    assert summary["Shortfall 2 (levels to the top)"] == ("None", "Nothing further")
    assert summary["What we ask of the board: 3"][0] == 1


def test_the_summary_says_what_findings_change_and_which_high_levels_have_nothing_behind_them(
    two_themes: Framework,
) -> None:
    framework = two_themes.model_copy(update={"high_level": 3})
    said = {
        "a1": Answer(state=State.LEVEL, level=4, evidence="The strategy", version=1),
        "a2": Answer(state=State.LEVEL, level=3, version=1),
        "b1": Answer(state=State.LEVEL, level=1, version=1),
    }
    lower = Finding(
        state=State.LEVEL, level=0, standing=Standing.RESOLVED, answer_version=1, reason="Nothing shown"
    )
    book = reopened(described(framework, {"x": said}, findings={"x": {"a2": lower}}))
    summary = {row[0]: row[1:] for row in rows(book, "Summary")}
    # 8 of 12 steps as answered, 5 of 12 with the finding
    assert summary["Score (%)"][0] == pytest.approx(100 * 8 / 12)
    assert summary["With auditors' findings (%)"][0] == pytest.approx(100 * 5 / 12)
    assert "1 auditor's finding differs" in str(summary["With auditors' findings (%)"][1])
    assert summary["High levels without evidence"] == (
        1,
        "When this was made: 1 of 2 levels of 3 or above has no evidence behind it. See “Answers”.",
    )
    asked = {row[2]: row[6] for row in rows(book, "Answers")}
    assert asked == {"A plan": "Yes, and given", "A budget": "Yes, and missing", "An owner": "No"}


def test_an_auditors_word_stands_beside_the_score_and_marks_its_cells(two_themes: Framework) -> None:
    said = {key: Answer(state=State.LEVEL, level=3, version=1) for key in ("a1", "a2", "b1")}
    findings = {
        "x": {
            "a1": Finding(
                state=State.LEVEL, level=0, standing=Standing.RESOLVED, answer_version=1, reason="No"
            ),
            "a2": Finding(state=State.LEVEL, level=3, standing=Standing.AGREED, answer_version=1),
            "b1": Finding(
                state=State.NOT_DETERMINED, standing=Standing.RESOLVED, answer_version=1, reason="?"
            ),
        }
    }
    own = described(two_themes, {"x": said, "y": said}, findings=findings, answers={"x": said, "y": said})
    book = reopened(own)
    # by its own word 9 of 12 steps; by the auditor's 3 of 8, and of 12 with b1 from 0 to 4
    assert [row[2] for row in rows(book, "Scores")] == [75, 75]
    assert [row[-4:] for row in rows(book, "Scores")] == [
        (3, 37.5, 25, pytest.approx(100 * 7 / 12)),
        (0, "No finding", "No finding", "No finding"),
    ]
    assert [row[2:] for row in rows(book, "Matrix")] == [
        ("3 Mostly (auditor found 0)", "3 Mostly"),
        ("3 Mostly (audited)", "3 Mostly"),
        ("3 Mostly (auditor found not determined)", "3 Mostly"),
    ]
    assert [row[-2:] for row in rows(book, "Levels")][:4] == [
        (0, "auditor found 0"),
        (3, "audited"),
        ("Not determined", "auditor found not determined"),
        ("No finding", "No"),
    ]
    assert "Audited: 3 of 6 cells (statements of departments), in 1 of 2 departments." in str(
        [cell.value for (cell,) in book["Summary"]["A1:A9"]]
    )


NOT_OPEN = "2 of the 5 departments that have begun are shown; the others are not open to the reader yet."


def test_the_cover_and_summary_say_how_many_departments_are_not_shown(two_themes: Framework) -> None:
    two = {"x": {"a1": Answer(state=State.LEVEL, level=4, version=1)}, "y": {}}
    book = reopened(described(two_themes, two, unseen=3))
    cover, summary = ({row[0]: row[1:] for row in rows(book, sheet)} for sheet in ("Cover", "Summary"))
    assert cover["Not shown"] == (NOT_OPEN,)
    assert summary["Departments"] == (
        2,
        f"Known well enough to place: 0. {NOT_OPEN}",
    )
    assert summary["Highest score (%)"] == ("No score", "No score")  # one of three at 100 is not the highest


def test_a_theme_where_nothing_applies_has_words_and_no_zero(mixed: Workbook) -> None:
    people = next(row for row in rows(mixed, "By theme") if row[4] == "People")
    assert people[5:11] == ("No score", "No score", "No score", 0, 0, "Nothing applies")


def test_the_matrix_has_words_and_their_colours(mixed: Workbook) -> None:
    assert [row[2] for row in rows(mixed, "Matrix")] == ["3 Mostly", "Not determined", "Not applicable"]
    ((area, rules),) = [(each.sqref, each.rules) for each in mixed["Matrix"].conditional_formatting]
    (first, *_) = [cell for (cell,) in mixed["Matrix"][str(area)]]
    assert first.value == "3 Mostly"
    colours = {rule.formula[0]: f"#{rule.dxf.fill.bgColor.rgb[-6:].lower()}" for rule in rules}
    at = first.coordinate
    assert colours == {
        **{f'LEFT({at},2)="{level} "': colour for level, colour in enumerate(level_colours(5))},
        f'LEFT({at},14)="Not determined"': UNKNOWN,
    }


def test_a_round_with_many_departments_has_them_down_the_matrix(two_themes: Framework) -> None:
    book = reopened(described(two_themes, {str(number): MIXED for number in range(13)}))
    headings = [column.name for column in next(iter(book["Matrix"].tables.values())).tableColumns]
    assert headings == ["Department", "A plan", "A budget", "An owner"]
    assert rows(book, "Matrix")[12] == ("Department 12", "3 Mostly", "Not determined", "Not applicable")


def test_every_word_of_an_answer_is_in_the_pack(mixed: Workbook) -> None:
    said = {row[2]: row[3:] for row in rows(mixed, "Answers")}
    links = "https://a.example/plan\nhttp://b.example"
    assert said["A plan"] == (
        "3 Mostly",
        3,
        "Plan of May",
        "No",
        datetime(2025, 5, 12),  # noqa: DTZ001  a day of a spreadsheet has no zone
        links,
        "Ada",
        "None",
        "Unsure",
        "Never",
    )
    assert said["A budget"][:3] == ("Not determined", "No level", "Nothing written")
    assert said["An owner"][7] == "No staff"


def test_every_word_of_a_finding_and_its_reply_is_in_the_pack(two_themes: Framework) -> None:
    finding = Finding(
        state=State.LEVEL, level=1, reason="A note only", standing=Standing.CHALLENGED, answer_version=2,
        reply="We differ", changed_at=NOON,
    )  # fmt: skip
    book = reopened(described(two_themes, {"x": MIXED}, findings={"x": {"a1": finding}}))
    assert rows(book, "Findings") == [
        (
            "Department x",
            "Plans",
            "A plan",
            "1 Begun",
            1,
            "A note only",
            "3 Mostly",
            3,
            "Challenged",
            "We differ",
            datetime(2026, 3, 2),  # noqa: DTZ001
        )
    ]


def test_gaps_name_the_next_step_and_what_nobody_knows(mixed: Workbook) -> None:
    assert [(row[3], row[5], row[6], row[8]) for row in rows(mixed, "Gaps")] == [
        ("A plan", 1, "Extend it to all", 1),
        ("A budget", "Not known", "Find out where this stands, and keep the evidence.", "No gap"),
        ("An owner", "Does not apply", "None: it does not apply", "No gap"),
    ]


def test_gaps_of_a_round_are_counted_by_statement(two_themes: Framework) -> None:
    full = {key: Answer(state=State.LEVEL, level=4) for key in ("a1", "a2", "b1")}
    book = reopened(described(two_themes, {"x": MIXED, "y": full}))
    # a1: 3 and 4 of 4, so none of two below level 2, one below the top, and 1/8 of the scale to go on average
    assert rows(book, "Gaps by statement")[0] == (
        1, "Plans", "A plan", 2, 2, 0, 0, 0, 0, 1, 0, 0, 87.5, 0.125, 1,
    )  # fmt: skip
    # a2: 4 and one not known, who may be below level 2 or not
    assert rows(book, "Gaps by statement")[1] == (
        2, "Plans", "A budget", 1, 2, 0, 0, 0, 50, 0, 1, 0, 100, 0, "No gap",
    )  # fmt: skip
    assert rows(book, "Biggest gaps")[0] == (1, "Plans", "A plan", 2, 0, 0, 0, 0, 0)


def test_a_department_with_nothing_answered_has_a_whole_pack(two_themes: Framework) -> None:
    book = reopened(described(two_themes, {"x": {}}))
    assert rows(book, "Scores")[0][2:5] == ("No score", 0, 100)
    assert len(rows(book, "Gaps")) == 3
    assert {row[5] for row in rows(book, "Check")} == {"Yes"}


def test_no_sheet_has_a_blank_or_merged_cell_in_its_table(mixed: Workbook) -> None:
    for sheet in mixed:
        assert not sheet.merged_cells.ranges
        assert all(value not in (None, "") for row in rows(mixed, sheet.title) for value in row)


def test_a_pack_says_whose_method_it_is(mixed: Workbook) -> None:
    assert "house method" in str([cell.value for cell in mixed["Cover"]["A"]])
    assert "ours (house method)" in str({row[1]: row[2] for row in rows(mixed, "Notes")}["Whose words"])


def test_the_pack_is_titled_and_in_a_language(mixed: Workbook) -> None:
    assert mixed.properties.title == "Data maturity board pack: A round"
    assert mixed.properties.language == "en"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "'=1", "12", "TRUE"]
)
def test_what_could_be_a_formula_is_text(two_themes: Framework, text: str) -> None:
    answers = {"a1": Answer(state=State.LEVEL, level=3, evidence=text, version=1)}
    book = reopened(described(two_themes, {"x": answers}), formulas=True)
    (cell,) = [row[5] for row in book["Answers"].iter_rows(max_col=6) if row[2].value == "A plan"]
    assert cell.data_type == "s"
    assert str(cell.value).replace("\n", "\r") == text.replace("\n", "\r")
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


@pytest.mark.parametrize(
    "text", ["x" * 32_767, "𝄞" * 32_767, "שלום 🙂 " * 100], ids=["long", "long-emoji", "hebrew"]
)
def test_evidence_as_long_as_the_app_takes_is_there_to_the_last_letter(
    two_themes: Framework, text: str
) -> None:
    answers = {"a1": Answer(state=State.LEVEL, level=3, evidence=text, version=1)}
    book = reopened(described(two_themes, {"x": answers}))
    parts = [str(row[5]) for row in rows(book, "Answers") if str(row[2]).startswith("A plan")]
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= 32_767 for part in parts)


def test_every_table_has_headings_of_which_no_two_read_alike(two_themes: Framework) -> None:
    judgements = dict.fromkeys(("a", "A", "theme"), MIXED)
    made = write.workbook(
        described(two_themes, judgements, named={"a": "Statement", "A": "STATEMENT", "theme": "=1"})
    )
    for page in openpyxl.load_workbook(io.BytesIO(made)):
        (table,) = page.tables.values()
        headings = [cell.value for cell in page[table.ref][0]]
        assert headings == [column.name for column in table.tableColumns]
        assert len({str(heading).casefold() for heading in headings}) == len(headings)
        assert all(cell.data_type == "s" for cell in page[table.ref][0])


def test_every_chart_says_its_finding_and_is_described(two_themes: Framework) -> None:
    made = write.workbook(described(two_themes, {"x": MIXED, "y": MIXED}))
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        drawing = parts.read("xl/drawings/drawing2.xml").decode()
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/")]
    described_as = re.findall(r'<(?:\w+:)?cNvPr [^>]*descr="([^"]+)"', drawing)
    findings = [
        str(row[1]) for row in rows(openpyxl.load_workbook(io.BytesIO(made), data_only=True), "Charts")
    ]
    assert len(charts) == len(findings) + 1 == 4  # one stands on the Summary too
    for finding, description in zip(findings, described_as, strict=True):
        assert finding in html.unescape(description)
        assert any(f"<v>{finding}</v>" in html.unescape(chart) for chart in charts)


def test_the_formulas_and_no_other_cells_are_formulas(two_themes: Framework) -> None:
    book = described(two_themes, {"x": MIXED, "y": {}})
    shown, kept = reopened(book), reopened(book, formulas=True)
    formulas = [cell for page in kept for row in page for cell in row if cell.data_type == "f"]
    assert {cell.parent.title for cell in formulas} >= {
        "Summary",
        "Scores",
        "By theme",
        "Levels",
        "Check",
        "Gaps",
    }
    assert all(shown[cell.parent.title][cell.coordinate].value is not None for cell in formulas)
    assert kept.calculation.fullCalcOnLoad
