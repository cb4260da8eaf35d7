import io
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import Any, NoReturn

import openpyxl
import pytest
from PIL import ImageFont
from pptx.util import Emu

from maturity.scoring.compare import Comparison
from maturity.slides import deck, write
from maturity.slides.deck import NothingToPresent
from maturity.workbook import pack

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
Compared = Callable[..., Comparison]
Alone = Callable[[Comparison, str], Comparison]
Reopened = Callable[[bytes], Any]

LONG = "The Office of the Parliamentary Commissioner for Standards in the Administration of " * 2
MANY = {
    f"Department of {number:03} Affairs and Regional Co-operation": f"a1={number % 5} a2=? b1={number % 4}"
    for number in range(300)
}


def _made(comparison: Comparison, before: Comparison | None = None) -> bytes:
    return write.presentation(deck.describe(comparison, at=NOON, before=before, made_by="Ada"))


def _charts(book: Any) -> Iterator[Any]:
    return (shape.chart for page in book.slides for shape in page.shapes if shape.has_chart)


def _words(book: Any) -> str:
    return "\n".join(_texts(book))


def _texts(book: Any) -> Iterator[str]:
    for page in book.slides:
        for shape in page.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                for row in shape.table.rows:
                    yield from (cell.text_frame.text for cell in row.cells)


@pytest.fixture(
    params=[
        "round",
        "department",
        "unanswered",
        "nothing applies",
        "at the top",
        "three hundred",
        "long",
        "moved",
    ]
)
def any_deck(
    request: pytest.FixtureRequest, compared: Compared, published: Comparison, alone: Alone
) -> tuple[Comparison, bytes]:
    """Every kind of deck there is."""
    said = {
        "unanswered": {"Treasury": ""},
        "nothing applies": {"Treasury": "a1=- a2=- b1=-"},
        "at the top": {"Treasury": "a1=4 a2=4 b1=4"},
        "three hundred": MANY,
        "long": {LONG + "A": "a1=1 b1=?", LONG + "B": "a1=2", "C" * 120: ""},
        "moved": {"Treasury": "a1=3 a2=? b1=4", "Home Office": "a1=0 a2=1 b1=2"},
    }
    match request.param:
        case "round":
            comparison = published
        case "department":
            comparison = alone(published, "G")
        case kind:
            comparison = compared(said[kind], source="Everything here is made up.")
    before = compared({"Treasury": "a1=1 a2=1 b1=1"}, title="Winter") if request.param == "moved" else None
    return comparison, _made(comparison, before)


def test_a_deck_has_five_to_eight_slides_with_titles_of_their_own(
    any_deck: tuple[Comparison, bytes], reopened: Reopened
) -> None:
    book = reopened(any_deck[1])
    titles = [page.shapes.title.text_frame.text for page in book.slides]
    assert 5 <= len(titles) <= 8
    assert len(set(titles)) == len(titles)
    assert all(titles)


def test_nothing_on_a_slide_is_empty_or_undescribed(
    any_deck: tuple[Comparison, bytes], reopened: Reopened
) -> None:
    for page in reopened(any_deck[1]).slides:
        for shape in page.shapes:
            if shape.has_text_frame:
                assert all(paragraph.text.strip() for paragraph in shape.text_frame.paragraphs)
            if shape.has_chart or shape.has_table:
                assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 30
            if shape.has_table:
                assert all(cell.text_frame.text for row in shape.table.rows for cell in row.cells)


def test_every_slide_is_read_title_first_and_names_its_sheet_and_marking(
    any_deck: tuple[Comparison, bytes], reopened: Reopened
) -> None:
    first, *others = reopened(any_deck[1]).slides
    assert "Classification: OFFICIAL" in first.placeholders[1].text_frame.text
    for page in [first, *others]:
        assert page.shapes[0] == page.shapes.title
        assert any(shape.has_text_frame and shape.text_frame.text == "OFFICIAL" for shape in page.shapes)
    for page in others:
        source = next(shape for shape in page.shapes if shape.name == "Source")
        assert source.text_frame.text.startswith("Figures: board pack, sheet")


def test_the_sheets_that_a_deck_names_are_in_the_board_pack(
    any_deck: tuple[Comparison, bytes], reopened: Reopened
) -> None:
    comparison, data = any_deck
    sheets = {sheet.name for sheet in pack.describe(comparison, at=NOON).sheets}
    sources = [text for text in _texts(reopened(data)) if text.startswith("Figures: board pack, sheet")]
    named = {name for source in sources for name in re.findall("“(.*?)”", source)}
    assert named
    assert named <= sheets


def test_every_text_fits_its_place_by_the_measure_of_a_real_font(
    any_deck: tuple[Comparison, bytes], reopened: Reopened
) -> None:
    for page in reopened(any_deck[1]).slides:
        for shape in page.shapes:
            if shape.has_text_frame:
                assert _height(shape.text_frame, Emu(shape.width).inches) <= Emu(shape.height).inches
            if shape.has_table:
                for row in shape.table.rows:
                    for cell, column in zip(row.cells, shape.table.columns, strict=True):
                        across = Emu(column.width).inches - 0.1
                        assert _height(cell.text_frame, across) <= Emu(row.height).inches


def _height(frame: Any, across: float) -> float:
    """Inches that a text takes, wrapped by the widths of a font that Pillow brings."""
    total = 0.0
    for paragraph in frame.paragraphs:
        (run,) = paragraph.runs
        size = run.font.size.pt
        font = ImageFont.load_default(100)
        room = (
            (
                across
                - 0.1
                - (
                    0.3
                    if paragraph._p.pPr is not None and paragraph._p.pPr.get("marL") not in (None, "0")
                    else 0
                )
            )
            * 72
            / size
            * 100
        )
        lines, used = 1, 0.0
        for word in run.text.split(" "):
            wide = font.getlength(word + " ")
            if used and used + wide > room:
                lines, used = lines + 1, 0.0
            lines += int(wide // room)
            used += wide % room
        total += lines * size * 1.15 / 72
    return total


def test_a_rounds_bars_are_the_scores_of_the_comparison(published: Comparison, reopened: Reopened) -> None:
    chart = next(_charts(reopened(_made(published))))
    order = ["A", "C", "G", "B", "F", "D", "E"]  # by score: see the table in the README
    assert list(chart.plots[0].categories) == [f"Department {letter}" for letter in order]
    series = {each.name: list(each.values) for each in chart.series}
    assert series["Lowest possible"] == [published.scores[key].low for key in order]
    assert series["Score"] == [published.scores[key].score for key in order]
    assert series["Highest possible"] == [published.scores[key].high for key in order]
    assert [round(value, 1) for value in series["Score"]] == [100.0, 75.0, 61.4, 52.8, 50.0, 46.7, 45.0]


def test_a_departments_bars_are_its_levels_and_its_themes(
    compared: Compared, alone: Alone, published: Comparison, reopened: Reopened
) -> None:
    levels, themes = _charts(reopened(_made(compared({"Treasury": "a1=3 a2=? b1=1"}))))
    counts = dict(zip(levels.plots[0].categories, levels.plots[0].series[0].values, strict=True))
    assert counts == {
        "0 Absent": 0,
        "1 Begun": 1,
        "2 Partial": 0,
        "3 Mostly": 1,
        "4 Complete": 0,
        "Not determined": 1,
        "Not answered": 0,
        "Not applicable": 0,
    }
    # Plans: 3 of 4 is known; the other may be 0 to 4: 37.5 to 87.5. People: 1 of 4.
    assert {each.name: list(each.values) for each in themes.series} == {
        "Lowest possible": [37.5, 25],
        "Score": [75, 25],
        "Highest possible": [87.5, 25],
    }
    g = alone(published, "G")
    words = _words(reopened(_made(g)))
    assert "61.4%, and 37.5 to 76.4% with what is not known" in words
    assert "Department A" not in words


def test_what_has_no_score_has_no_bar_and_says_so(compared: Compared, reopened: Reopened) -> None:
    book = reopened(_made(compared({"Treasury": "a1=2", "Silent": ""})))
    chart = next(_charts(book))
    assert list(chart.plots[0].categories) == ["Treasury", "Silent (no score)"]
    score = next(each for each in chart.series if each.name == "Score")
    assert list(score.values) == [50, None]
    alone_ = _words(reopened(_made(compared({"Silent": ""}))))
    assert "no score yet; it may be anything from 0.0 to 100.0%" in alone_


def test_of_three_hundred_the_ends_are_shown_and_the_rest_is_counted(
    compared: Compared, reopened: Reopened
) -> None:
    comparison = compared(MANY)
    book = reopened(_made(comparison))
    chart = next(_charts(book))
    assert len(list(chart.plots[0].categories)) == 8
    words = _words(book)
    assert "Shown: the 4 highest and the 4 lowest scores of 300 departments." in words
    overlapping = sum(bool(comparison.not_separated(key)) for key in comparison.departments)
    assert f"{overlapping} of 300 departments cannot be separated from at least one other" in words


def test_movement_is_between_the_two_rounds_figures(compared: Compared, reopened: Reopened) -> None:
    before = compared({"Treasury": "a1=1 a2=1 b1=1"}, title="Winter")
    now = compared({"Treasury": "a1=3 a2=? b1=3"})
    book = reopened(_made(now, before))
    chart = list(_charts(book))[2]
    # Winter: 1 of 4 throughout. Spring: 3 of 4 where known; the range from (3 + 0 + 3) ÷ 12 = 50 is above 25.
    assert {each.name: list(each.values) for each in chart.series} == {
        "Winter": [25, 25, 25],
        "Spring": [75, 75, 75],
    }
    words = _words(book)
    assert "Since Winter: rose from 25.0 to 75.0%" in words
    assert "The two ranges do not meet" in words
    assert "In points, the difference is made of: improved " in words
    unsure = _words(reopened(_made(compared({"Treasury": "a1=3"}), before)))
    assert "The two ranges meet: what is not known may be the whole difference." in unsure


def test_rounds_move_on_the_mean_of_those_in_both(compared: Compared, reopened: Reopened) -> None:
    before = compared({"Treasury": "a1=1 a2=1 b1=1", "Gone": "a1=4 a2=4 b1=4"}, title="Winter")
    now = compared({"Treasury": "a1=3 a2=3 b1=3", "New": "a1=0 a2=0 b1=0"})
    before = replace(
        before, departments={k: v.model_copy(update={"id": k}) for k, v in before.departments.items()}
    )
    now_keys = {"d0": now.departments["d0"], "d9": now.departments["d1"]}
    now = replace(
        now, departments=now_keys, judgements={"d0": now.judgements["d0"], "d9": now.judgements["d1"]}
    )
    words = _words(reopened(_made(now, before)))
    assert "Since Winter: the mean score rose from 25.0 to 75.0%" in words
    assert "1 surely rose and 0 surely fell; for 0 the two ranges meet" in words


def test_a_round_on_another_framework_is_no_last_round(
    compared: Compared, published: Comparison, reopened: Reopened
) -> None:
    assert "Since" not in _words(reopened(_made(compared({"Treasury": "a1=1"}), published)))


def test_gaps_come_with_their_next_step_the_biggest_first(compared: Compared, reopened: Reopened) -> None:
    book = reopened(_made(compared({"Treasury": "a1=1 a2=3 b1=?"})))
    table = next(shape.table for page in book.slides for shape in page.shapes if shape.has_table)
    rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["Statement", "Now", "Next step"],
        ["A plan", "Begun", "Write a draft"],
        ["A budget", "Mostly", "See the guidance"],
        ["An owner", "Not determined", "Find out where this stands, and keep the evidence."],
    ]


def test_a_rounds_gaps_count_departments(compared: Compared, reopened: Reopened) -> None:
    said = {"One": "a1=0 a2=4 b1=4", "Two": "a1=0 a2=? b1=3", "Three": "a1=4 a2=- b1=."}
    chart = list(_charts(reopened(_made(compared(said)))))[2]
    counted = {
        each.name: dict(zip(chart.plots[0].categories, each.values, strict=True)) for each in chart.series
    }
    assert counted == {
        "Below the top": {"A plan": 2, "An owner": 1, "A budget": 0},
        "At the top": {"A plan": 1, "An owner": 1, "A budget": 1},
        "Not known": {"A plan": 0, "An owner": 1, "A budget": 1},
    }


def test_words_that_look_like_formulas_or_cannot_be_seen_do_no_harm(
    compared: Compared, reopened: Reopened
) -> None:
    names = [
        '=HYPERLINK("http://example.com")',
        "@SUM(1)",
        "Bell\x07 and\x0bmore\ttabs",
        "<b>&amp;",
        "_x0041_ مرحبا 🙂",
    ]
    book = reopened(_made(compared(dict.fromkeys(names, "a1=2"), title="=1+1")))
    words = _words(book)
    for shown in (
        '=HYPERLINK("http://example.com")',
        "@SUM(1)",
        "Bell and more tabs",
        "<b>&amp;",
        "_x0041_ مرحبا 🙂",
    ):
        assert any(shown in text for text in [words, *list(next(_charts(book)).plots[0].categories)])
    for chart in _charts(book):
        data = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        kinds = {cell.data_type for page in data for row in page for cell in row if cell.value is not None}
        assert kinds <= {"s", "n"}
        assert not any(cell.hyperlink for page in data for row in page for cell in row)


def test_made_up_data_and_house_method_are_said(
    compared: Compared, published: Comparison, reopened: Reopened
) -> None:
    book = reopened(_made(compared({"Treasury": "a1=2"}, source="Everything here is made up.")))
    for page in list(book.slides)[1:]:
        source = next(shape for shape in page.shapes if shape.name == "Source")
        assert "Everything here is made up" in source.text_frame.text
    assert "house method" in _words(reopened(_made(published)))


def test_nothing_to_present_is_said_in_words(compared: Compared) -> None:
    with pytest.raises(NothingToPresent, match="There is nothing to present of “Spring”"):
        deck.describe(compared({}), at=NOON)


def test_every_word_is_on_the_page_that_libreoffice_draws(
    published: Comparison,
    compared: Compared,
    alone: Alone,
    reopened: Reopened,
    tmp_path: Path,
    missing: Callable[[str, str], NoReturn],
) -> None:
    if which("soffice") is None or which("pdftotext") is None:
        missing("libreoffice", "There is no LibreOffice Impress, or no pdftotext, on this computer.")
    decks = {"round": published, "department": alone(published, "G"), "many": compared(MANY)}
    for name, comparison in decks.items():
        (tmp_path / f"{name}.pptx").write_bytes(_made(comparison))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    files = [str(tmp_path / f"{name}.pptx") for name in decks]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), *files], check=True, capture_output=True
    )
    for name, comparison in decks.items():
        drawn = subprocess.run(
            ["pdftotext", "-layout", str(tmp_path / f"{name}.pdf"), "-"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        book = reopened(_made(comparison))
        assert drawn.count("\f") == len(book.slides)
        wanted = set(re.findall(r"\w+", _words(book)))
        lost = wanted - set(re.findall(r"\w+", drawn))
        assert {word for word in lost if len(word) < 20} == set()  # the longest are broken between lines
