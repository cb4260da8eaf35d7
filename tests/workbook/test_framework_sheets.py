"""A framework as a spreadsheet, there and back: whatever a file says comes back with the same content."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.errors import FileFaulty
from maturity.framework import files, model
from maturity.framework.model import Framework, FrameworkPart
from maturity.workbook import framework_tables
from maturity.workbook.framework_sheets import (
    FrameworkSheetMissing,
    SheetsCannotHold,
    can_hold,
    framework_workbook,
    read_framework,
)
from maturity.workbook.opening import WorkbookRefused
from tests import made_up_outcomes
from tests.made_up_frameworks import MADE_UP, text_of

ROOT = Path(__file__).parents[2]
EVERY = {
    **files.library(ROOT / "tests" / "frameworks").frameworks,
    **files.library(ROOT / "tests" / "editions").frameworks,
    **files.library(ROOT / "frameworks").frameworks,
    **{name: files.parse(text_of(make()), name) for name, make in MADE_UP.items()},
}
EVERY["outcomes"] = made_up_outcomes.framework()
REST = """
format: 1
id: rest
edition: "1"
title: What no other example says
language: en
source: {publisher: Nobody, title: Tests, published: 2020-01-01, part: The first}
licence: None needed.
origin: {statements: house, scale: house, levels: house, guidance: house, scoring: house}
counts: {themes: 1, statements: 2}
scoring: {overall: theme_mean, least_known: 0.25, headline: {meets: aim}, shown_as: {unit: points}}
scale: steps
scales:
  steps: [{value: 0, name: "No", meaning: Not at all, worth: 0}, {value: 1, name: "Yes", worth: 0.3333333333333333}]
  more: {out_of: 2, levels: [{value: 0, name: "Off"}, {value: 1, name: "On"}]}
high_level: 1
bar: 1
evidence_months: 18
contradictions: [{statement: a, above: b, margin: 1, message: Both cannot be.}]
challenge:
  weights:
    {no_evidence: 1.5, contradiction: 1, jump: 0, outlier: 1, same_text: 1, old_evidence: 1, unsure: 0, confirmed: 1,
     not_looked_at: 1}
  jump_levels: 1
  outlier_levels: 1
  least_peers: 4
target_profiles: [{id: aim, label: Aim, levels: {a: 1}, otherwise: none}, {id: all, label: All, level: 1}]
corrects: ["4c53fced09ab"]
themes:
  - id: one
    label: One
    weight: 1
    statements:
      - id: a
        label: A plan
        text: There is a plan
        reference: Page 1
        weight: 1
        scale: more
        evidence: [The plan, The owner]
        moving_up: {0: [Write it, Agree it]}
      - {id: b, label: A budget, moving_up: {0: Ask}}
"""
EVERY["rest"] = files.parse(REST, "rest.yaml")
TINY = EVERY["two-themes"]


def keys_set(part: object) -> set[tuple[str, str]]:
    """Every key that a framework says, with the part of the format that it is of."""
    found: set[tuple[str, str]] = set()
    if isinstance(part, FrameworkPart):
        found |= {(type(part).__name__, name) for name in part.model_fields_set}
        inside: Any = [getattr(part, name) for name in part.model_fields_set]
    else:
        root = getattr(part, "root", part)
        inside = root.values() if isinstance(root, dict) else root if isinstance(root, tuple) else ()
        found |= keys_set(root) if isinstance(root, FrameworkPart) else set()
    return found.union(*map(keys_set, inside))


def there_and_back(framework: Framework) -> Framework:
    return files.parse(read_framework(framework_workbook(framework), "back.xlsx").text, "back.xlsx")


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_framework_comes_back_saying_the_same(name: str) -> None:
    before = EVERY[name]
    after = there_and_back(before)
    assert after.content_hash == before.content_hash
    assert after.model_dump(exclude_unset=True) == before.model_dump(exclude_unset=True)


@pytest.mark.parametrize("name", sorted(EVERY))
def test_all_that_our_frameworks_say_has_a_column(name: str) -> None:
    """The sheet More keeps what a later format adds from being lost; a key that stands there has been forgotten."""
    document = framework_tables.document_in_file(EVERY[name])
    more = framework_tables.tables_of(document)[framework_tables.MORE]
    assert [row for row in more if row[1] not in ("[]", "{}")] == []


def test_every_key_of_the_format_is_tried() -> None:
    """Whoever adds a key gives it an example, and a place in the spreadsheet."""
    parts = [each for each in FrameworkPart.__subclasses__() if each.__module__ == model.__name__]
    every = {(part.__name__, name) for part in parts for name in part.model_fields}
    assert every - set[tuple[str, str]]().union(*map(keys_set, EVERY.values())) == set()


WORDS = st.text(
    st.characters(exclude_categories=["C", "Zl", "Zp"], include_characters="\n"), min_size=1
).filter(lambda words: words.strip() == words)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(WORDS, min_size=4, max_size=4), st.lists(WORDS, max_size=3), WORDS | st.lists(WORDS, min_size=1)
)
def test_whatever_words_it_is_written_in(
    words: list[str], evidence: list[str], advice: str | list[str]
) -> None:
    document = framework_tables.document_in_file(EVERY["rest"])
    statement = document["themes"][0]["statements"][0]
    document |= {"title": words[0], "licence": words[1]}
    statement |= {"text": words[2], "reference": words[3], "evidence": evidence, "moving_up": {0: advice}}
    before = Framework.model_validate(document)
    after = there_and_back(before)
    assert after.content_hash == before.content_hash
    assert after.model_dump(exclude_unset=True) == before.model_dump(exclude_unset=True)


def test_an_empty_template_has_a_row_for_each_level_to_be_named() -> None:
    page = openpyxl.load_workbook(io.BytesIO(framework_workbook()))["Scale"]
    assert [row[0] for row in page.iter_rows(min_row=2, max_col=1, values_only=True)] == [
        "0",
        "1",
        "2",
        "3",
        "4",
    ]


def test_what_has_no_column_is_kept_in_the_sheet_more() -> None:
    document = framework_tables.document_in_file(TINY)
    document["later"] = {"key": [1, {"id": "x"}]}
    document["themes"][0]["statements"][1]["better"] = "lower"
    rows = framework_tables.tables_of(document)
    theme = document["themes"][0]["id"]
    assert rows["More"] == [
        [f"themes/{theme}/statements/a2/better", "lower"],
        ["later", "{key: [1, {id: x}]}"],
    ]
    headings = framework_tables.headings_of(document)
    back, faults = framework_tables.document_of(
        {
            sheet: [
                framework_tables.RowOfWords(sheet, 2, dict(zip(headings[sheet], row, strict=True)))
                for row in own
            ]
            for sheet, own in rows.items()
        }
    )
    assert not faults
    assert back == document


def changed(cells: dict[str, object], framework: Framework | None = TINY) -> bytes:
    """A spreadsheet with other words in some cells, each as “Sheet!A1”."""
    book = openpyxl.load_workbook(io.BytesIO(framework_workbook(framework)))
    for place, words in cells.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell].value = words
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("cells", "place", "problem", "remedy"),
    [
        ({"Statements!A2": "Zebras"}, "Statements, cell A2", "no theme “Zebras” on the sheet Themes", "add a row"),
        ({"Themes!A2": "Zebras"}, "Themes, cell A2", "no theme “Zebras”", "add a row"),
        ({"Items!A2": "zebra", "Items!B2": "good"}, "Items, cell A2", "no statement “zebra”", "Write its id"),
        ({"Profile levels!A2": "p", "Profile levels!B2": "a1"}, "Profile levels, cell A2", "no profile", "id"),
        ({"Statements!A1": "Theme", "Statements!G1": "Wieght", "Statements!G2": "2"}, "Statements, cell G2",
         "“Wieght”, which is no heading", "Did you mean “Weight”?"),
        ({"Framework!A4": "Titel", "Framework!B4": "Ours"}, "Framework, cell A4", "“Titel” is no row", "Title"),
        ({"More!A2": "themes/zebra/weight", "More!B2": "2"}, "More, cell A2", "nothing stands", "ids"),
        ({"More!A2": "title", "More!B2": "{a: ["}, "More, cell B2", "cannot be read as YAML", "quotes"),
        ({"Statements!E2": "#REF!"}, "Statements, cell E2", "holds an error", "Write words"),
    ],
)  # fmt: skip
def test_a_cell_that_leads_nowhere_is_named_with_its_remedy(
    cells: dict[str, object], place: str, problem: str, remedy: str
) -> None:
    with pytest.raises(FileFaulty) as refused:
        read_framework(changed(cells), "own.xlsx")
    faults = [each for each in refused.value.faults if each.place == place]
    assert [problem in each.problem and remedy in each.remedy for each in faults] == [True], refused.value


def test_what_check_finds_is_told_with_its_cell() -> None:
    found = read_framework(
        changed({"Scale!A3": "many", "Framework!B16": "average", "Statements!G2": "heavy"}), "own.xlsx"
    )
    with pytest.raises(FileFaulty) as refused:
        files.parse(found.text, "own.xlsx")
    told = {found.cells[each.line]: each.problem for each in refused.value.faults if each.line in found.cells}
    assert "“many” is not a whole number." in told["Scale, cell A3"]
    assert "“average” is not known here." in told["Framework, cell B16"]
    assert "“heavy” is not a number." in told["Statements, cell G2"]


def test_a_spreadsheet_of_before_is_still_taken_in() -> None:
    """Themes by their label, one scale without a name, and a weight of 1 written out."""
    book = openpyxl.Workbook()
    sheets: dict[str, list[list[object]]] = {
        "Framework": [["What", "Yours", "How"], ["Id", "old", ""], ["Edition", 2027, ""]],
        "Scale": [["Value", "Name", "Meaning"], [0, "No", ""], [1, "Yes", "All of it"]],
        "Statements": [
            ["Theme", "Id", "Label", "Statement", "Weight", "Level 0", "Level 1", "To move up from 0"],
            ["Our plans", "", "A plan", "There is one", "1", "None", "One", "Write it"],
            ["Our plans", "b", "A budget", "There is one", "2", "None", "One", ""],
        ],
    }
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    file = io.BytesIO()
    book.save(file)
    document: Any = yaml.safe_load(read_framework(file.getvalue(), "old.xlsx").text)
    assert document["scale"] == "levels"
    assert document["scales"]["levels"][0] == {"value": 0, "name": "No"}
    (theme,) = document["themes"]
    assert (theme["id"], theme["label"]) == ("our-plans", "Our plans")
    plan, budget = theme["statements"]
    assert (plan["id"], plan.get("weight"), budget["weight"]) == ("a-plan", None, 2)
    assert (plan["levels"], plan["moving_up"]) == ({0: "None", 1: "One"}, {0: "Write it"})
    assert document["counts"] == {"themes": 1, "statements": 2}


def test_words_that_look_like_a_formula_stay_words() -> None:
    document = framework_tables.document_in_file(TINY)
    document["themes"][0]["statements"][0]["text"] = "=1+1"
    data = framework_workbook(Framework.model_validate(document))
    cell = openpyxl.load_workbook(io.BytesIO(data))["Statements"]["E2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert files.parse(read_framework(data, "odd.xlsx").text, "odd.xlsx").by_id["a1"].text == "=1+1"


def test_what_no_spreadsheet_holds_is_said() -> None:
    document = framework_tables.document_in_file(TINY)
    document["licence"] = "long " * 8_000
    long = Framework.model_validate(document)
    assert not can_hold(long)
    with pytest.raises(SheetsCannotHold, match="Download its file instead"):
        framework_workbook(long)


def test_another_workbook_is_refused_in_words() -> None:
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.save(file)
    with pytest.raises(FrameworkSheetMissing, match="no sheet “Framework”"):
        read_framework(file.getvalue(), "other.xlsx")
    with pytest.raises(WorkbookRefused):
        read_framework(b"no workbook", "other.xlsx")
