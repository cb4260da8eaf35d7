"""The workbook to be filled in: what a person finds in it, and that what leaves comes back."""

import io
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NoReturn

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from maturity.assessment import merge
from maturity.assessment.answer import LONGEST_TEXT, NOT_ANSWERED, SAID, Answer, State
from maturity.assessment.merge import CellChange, Field
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.workbook import intake
from maturity.workbook.template import sheet_names

Make = Callable[..., bytes]
AWKWARD = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+44 20",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "'quoted",
    '"quoted"',
    "12",
    "TRUE",
    "#REF!",
    "21/06/2019",
    "1e5",
    "<b>&amp;</b>",
    "_x0041_",
    "_x005F_x0041_",
    "_x000D_",
    "__x0041__",
    "two\nlines",
    "\nafter an empty line\n",
    "carriage\r\nreturns\r",
    "\x01 control \x0b\x1f",
    "  spaces  ",
    " ",
    "\u2028\x85\xa0",
    "\ufffe\uffff",
    "emoji 😀👩‍👩‍👧",
    "שלום، مرحبا",
    "x" * LONGEST_TEXT,
    "😀" * LONGEST_TEXT,
    "\x01" * LONGEST_TEXT,
    "_x0041_" * 4681,
]


@pytest.fixture
def book(make: Make) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(make()))


def came_back(framework: Framework, data: bytes, answers: Mapping[str, Answer]) -> list[merge.Difference]:
    """The cells that came back as anything but what was sent."""
    returned = intake.take_in(data)
    found = merge.differences(returned.identity.answers, intake.read_answers(framework, returned), answers)
    assert len(found) == len(Field) * len(framework.statements)
    return [each for each in found if each.kind is not CellChange.UNCHANGED]


def test_there_is_a_sheet_for_instructions_and_one_for_every_theme(book: Workbook) -> None:
    seen = [page.title for page in book if page.sheet_state == "visible"]
    assert seen == ["Instructions", "Plans", "People"]
    assert book["maturity identity"].sheet_state == "veryHidden"


def test_a_row_has_the_statement_its_levels_and_the_answer_in_words(book: Workbook) -> None:
    row = [cell.value for cell in book["Plans"][5]]
    assert row == [
        "a1",
        "A plan\nThere is a plan",
        "0 Absent: No plan\n1 Begun: A note\n2 Partial: A draft\n3 Mostly: A plan for some\n"
        "4 Complete: A plan for all",
        "3 Mostly",
        "Plan of May",
        book["Plans"]["F5"].value,
        "https://a.example/plan\nhttp://b.example",
        "Ada",
        None,
        "Yes",
        "No",
        "No",
    ]
    assert book["Plans"]["F5"].value.date() == date(2025, 5, 12)
    assert book["Plans"]["D6"].value == "Cannot determine"
    assert book["People"]["D5"].value == "Does not apply"
    assert book["People"]["I5"].value == "No staff"


def test_five_levels_of_200_words_are_not_cut_off(make: Make) -> None:
    long = " ".join(["words"] * 200)
    told = (Path(__file__).parents[1] / "frameworks" / "two-themes.yaml").read_text()
    for each in ("No plan", "A note", "A draft", "A plan for some", "A plan for all"):
        told = told.replace(f": {each}", f": {long}", 1)
    framework = files.parse(told, "two-themes.yaml", new=True)
    book = openpyxl.load_workbook(io.BytesIO(make(framework=framework)))
    page = book["Plans"]
    assert long in str(page["C5"].value)
    assert page.row_dimensions[5].height < 409  # the tallest that Excel shows
    assert page.column_dimensions["C"].width > book["People"].column_dimensions["C"].width == 58


def test_an_empty_workbook_says_nothing_and_remembers_the_versions(make: Make) -> None:
    data = make(filled=False)
    page = openpyxl.load_workbook(io.BytesIO(data))["Plans"]
    assert [page.cell(5, column).value for column in range(4, 12)] == [
        "Not answered", None, None, None, None, None, "No", "No"
    ]  # fmt: skip
    kept = intake.take_in(data).identity.answers
    assert {key: (answer.state, answer.version) for key, answer in kept.items()} == {
        "a1": (State.NOT_ANSWERED, 2),
        "a2": (State.NOT_ANSWERED, 1),
        "b1": (State.NOT_ANSWERED, 1),
    }


def test_levels_and_states_are_offered_in_a_list(book: Workbook) -> None:
    page = book["Plans"]
    offered = {
        cell: each.formula1
        for each in page.data_validations.dataValidation
        for cell in str(each.sqref).split()
    }
    answers, flags = "'Lists'!$A$1:$A$8", "'Lists'!$B$1:$B$2"
    assert offered == {"D5": answers, "D6": answers} | dict.fromkeys(
        ("J5", "J6", "K5", "K6", "L5", "L6"), flags
    )
    assert [cell.value for cell in book["Lists"]["A"]] == [
        "0 Absent", "1 Begun", "2 Partial", "3 Mostly", "4 Complete",
        "Cannot determine", "Does not apply", "Not answered",
    ]  # fmt: skip


def test_only_the_cells_to_fill_in_are_unlocked_and_headings_stay_in_view(book: Workbook) -> None:
    for name, rows in (("Plans", (5, 6)), ("People", (5,))):
        page = book[name]
        unlocked = {cell.coordinate for row in page for cell in row if not cell.protection.locked}
        assert unlocked == {f"{letter}{row}" for letter in "DEFGHIJKL" for row in rows}
        assert page.protection.sheet
        assert page.protection.password is None
        assert page.freeze_panes == "C5"
        assert page.column_dimensions["A"].hidden
        assert page.row_dimensions[1].hidden


def test_no_string_is_a_formula(make: Make) -> None:
    answers = {
        "a1": Answer(state=State.LEVEL, level=1, evidence="=1+1", contact="@x", reason="-1"),
        "a2": Answer(state=State.LEVEL, level=1, evidence="\t=1", contact="+1"),
    }
    book = openpyxl.load_workbook(io.BytesIO(make(answers)))
    assert {cell.data_type for page in book for row in page for cell in row if cell.value is not None} == {
        "s"
    }
    assert book["Plans"]["E5"].quotePrefix


def test_names_of_sheets_are_such_as_every_program_takes() -> None:
    labels = ["A/B: [x]?", "Instructions", "'", "Very long indeed, and then some more", "a b  x", "History"]
    names = sheet_names(labels)
    assert names == ["A B x", "Instructions 2", "Theme", "Very long indeed, and th", "a b x 2", "History 2"]
    assert max(map(len, sheet_names(["x" * 60] * 120))) <= 31


@pytest.mark.parametrize("text", AWKWARD, ids=lambda text: ascii(text[:20]))
def test_awkward_words_come_back_as_they_left(text: str, make: Make, two_themes: Framework) -> None:
    answers = {
        "a1": Answer(state=State.LEVEL, level=0, evidence=text, contact=text, reason=text),
        "a2": Answer(state=State.NOT_DETERMINED, contact=text),
        "b1": Answer(state=State.NOT_ANSWERED, evidence=text),
    }
    assert came_back(two_themes, make(answers), answers) == []


@pytest.mark.parametrize(
    "day",
    [date(1, 1, 1), date(1899, 12, 31), date(1900, 1, 1), date(1900, 2, 28), date(1901, 1, 1), date.max],
)
def test_every_date_comes_back_as_it_left(day: date, make: Make, two_themes: Framework) -> None:
    answers = {"a1": Answer(state=State.LEVEL, level=0, evidence_date=day)}
    assert came_back(two_themes, make(answers), answers) == []


WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text(st.sampled_from("=_x0041D\r\n\t '\x01\x0b\ufffe😀"), max_size=30),
    st.sampled_from(AWKWARD),
)
LINKS = st.from_regex(r"https?://[a-z_=\x01&]{1,20}", fullmatch=True)


@st.composite
def any_answer(draw: st.DrawFn) -> Answer:
    """Whatever check_answer lets through on a scale of 0 to 4."""
    state = draw(st.sampled_from(SAID))
    reason = draw(WORDS)
    return Answer(
        state=state,
        level=draw(st.integers(0, 4)) if state is State.LEVEL else None,
        evidence=draw(WORDS),
        evidence_date=draw(st.none() | st.dates()),
        links=tuple(draw(st.lists(LINKS, max_size=3))),
        contact=draw(WORDS),
        reason=reason if state is not State.NOT_APPLICABLE or reason.strip("\0 \n\r\t") else "Because",
        unsure=draw(st.booleans()),
        come_back=draw(st.booleans()),
        carried=draw(st.booleans()),
        version=draw(st.integers(0, 9)),
    )


@settings(deadline=None, max_examples=100)
@given(answers=st.dictionaries(st.sampled_from(["a1", "a2", "b1"]), any_answer()))
def test_any_set_of_answers_comes_back_as_itself(
    answers: dict[str, Answer], make: Make, two_themes: Framework
) -> None:
    assert came_back(two_themes, make(answers), answers) == []


@pytest.fixture(scope="session")
def resaved(missing: Callable[[str, str], NoReturn]) -> Callable[[bytes, Path], bytes]:
    """`resaved(data, folder)`: the workbook opened and saved by LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        missing("libreoffice", "There is no soffice here, so nothing is saved again by LibreOffice.")

    def saved(data: bytes, folder: Path) -> bytes:
        (folder / "left.xlsx").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        subprocess.run(
            [program, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir",
             str(folder / "out"), str(folder / "left.xlsx")],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return (folder / "out" / "left.xlsx").read_bytes()

    return saved


@pytest.mark.parametrize("filled", [True, False])
def test_what_libreoffice_saves_again_differs_in_nothing(
    filled: bool,
    make: Make,
    resaved: Callable[[bytes, Path], bytes],
    two_themes: Framework,
    tmp_path: Path,
) -> None:
    third = len(AWKWARD) // 3
    short = [text for text in AWKWARD if len(text) < 1000]
    answers = {
        "a1": Answer(
            state=State.LEVEL,
            level=3,
            evidence="\n".join(short),
            evidence_date=date(2025, 5, 12),
            contact=AWKWARD[-4],
            reason=AWKWARD[-3],
            links=("https://a.example/?q=_x0041_&b", "http://b.example/=1"),
            unsure=True,
        ),
        "a2": Answer(
            state=State.NOT_DETERMINED,
            evidence=AWKWARD[-2],
            contact=AWKWARD[-1],
            evidence_date=date(1900, 2, 1),
            come_back=True,
        ),
        "b1": Answer(state=State.NOT_APPLICABLE, reason="=1+1", evidence="_x0041_", contact=short[third]),
    }
    sent = answers if filled else dict.fromkeys(answers, NOT_ANSWERED)
    back = resaved(make(answers, filled=filled), tmp_path)
    assert came_back(two_themes, back, sent) == []


def test_every_awkward_text_survives_libreoffice_in_a_cell_of_its_own(
    make: Make, resaved: Callable[[bytes, Path], bytes], two_themes: Framework, tmp_path: Path
) -> None:
    short = [text for text in AWKWARD if len(text) < 1000]
    for number in range(0, len(short), 9):
        nine = iter((short[number : number + 9] + [""] * 9)[:9])
        answers = {
            key: Answer(
                state=State.LEVEL, level=1, evidence=next(nine), contact=next(nine), reason=next(nine)
            )
            for key in ("a1", "a2", "b1")
        }
        folder = tmp_path / str(number)
        folder.mkdir()
        assert came_back(two_themes, resaved(make(answers), folder), answers) == []
