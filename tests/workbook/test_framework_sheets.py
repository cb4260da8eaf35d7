"""A framework as a spreadsheet, there and back."""

import io
from pathlib import Path

import openpyxl
import pytest

from maturity.framework import files
from maturity.workbook import framework_sheets
from maturity.workbook.framework_sheets import FrameworkSheetMissing, SheetsCannotHold
from maturity.workbook.opening import WorkbookRefused

TINY = files.library(Path(__file__).parents[1] / "frameworks").frameworks
SIMPLE = sorted(key for key, each in TINY.items() if framework_sheets.can_hold(each))


@pytest.mark.parametrize("name", SIMPLE)
def test_what_it_can_hold_comes_back_asking_the_same(name: str) -> None:
    before = TINY[name]
    text = framework_sheets.framework_text(framework_sheets.framework_workbook(before))
    after = files.parse(text, "back.xlsx", new=True)
    assert [theme.label for theme in after.themes] == [theme.label for theme in before.themes]
    assert after.statements == before.statements
    assert after.scales[after.scale] == before.scales[before.scale]
    assert (after.id, after.edition, after.source, after.scoring.overall, after.follows) == (
        before.id,
        before.edition,
        before.source,
        before.scoring.overall,
        before.follows,
    )


def test_most_tiny_frameworks_are_simple_and_the_others_say_what_has_no_place() -> None:
    assert {"two-themes", "edition-two", "unequal-weights"} <= set(SIMPLE)
    for name, what in (
        ("topics", "topics"),
        ("facets", "facets"),
        ("scale-per-statement", "several scales"),
        ("theme-mean", "weights of themes"),
    ):
        with pytest.raises(SheetsCannotHold, match=what):
            framework_sheets.framework_workbook(TINY[name])


def test_words_that_look_like_a_formula_stay_words() -> None:
    framework = TINY["two-themes"]
    first = framework.themes[0].statements[0].model_copy(update={"asked": "=1+1"})
    changed = framework.themes[0].model_copy(
        update={"statements": (first, *framework.themes[0].statements[1:])}
    )
    odd = framework.model_copy(update={"themes": (changed, *framework.themes[1:])})
    data = framework_sheets.framework_workbook(odd)
    cell = openpyxl.load_workbook(io.BytesIO(data))["Statements"]["D2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert files.parse(framework_sheets.framework_text(data), "odd.xlsx").by_id["a1"].text == "=1+1"


def test_another_workbook_is_refused_in_words() -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.save(file)
    with pytest.raises(FrameworkSheetMissing, match="no sheet “Framework”"):
        framework_sheets.framework_text(file.getvalue())
    with pytest.raises(WorkbookRefused):
        framework_sheets.framework_text(b"no workbook")
