"""What `check` says of mistakes that people make, in words of ours, at once, and whatever the file."""

import time
from datetime import date
from pathlib import Path

import pytest

from maturity.errors import FileFaulty
from maturity.framework import files

FOLDER = Path(__file__).parents[1] / "frameworks"
TEXT = (FOLDER / "two-themes.yaml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 25)


def told(text: str, *, new: bool = True) -> str:
    with pytest.raises(FileFaulty) as caught:
        files.parse(text, "x.yaml", new=new, today=TODAY)
    return str(caught.value)


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("text: There is a plan", "text: Plan #1 of many", "the words end before “#1 of many”"),
        ("scale: ladder", "high_level: 9\nscale: ladder", "no scale has a level 9"),
        ("name: Begun", "name: ABSENT", "“ABSENT” cannot be told from “Absent”"),
        ("label: A budget", "label: a plan", "another statement has the label “A plan”"),
        ("label: People", "label: plans", "another theme or topic has the label “Plans”"),
        ("language: en", "language: English", "“English” is no language tag"),
        ("language: en", "language: xx", "“xx” is no language tag"),
        ("2020-01-01", "2099-01-01", "“2099-01-01” is still to come"),
    ],
)
def test_what_was_taken_in_silence_is_said_of_new_files_and_not_of_used_ones(
    was: str, becomes: str, words: str
) -> None:
    changed = TEXT.replace(was, becomes, 1)
    assert words in told(changed)
    assert files.parse(changed, "x.yaml").id == "two-themes"


def test_a_comment_after_a_single_word_or_a_number_is_a_comment() -> None:
    assert files.parse(TEXT.replace("id: a1", "id: a1  # the first"), "x.yaml", new=True).by_id["a1"]


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("2020-01-01", "01/01/2020", "“01/01/2020” is not a date. Write year, month and day: 2027-01-31."),
        ("themes:\n", "themes: 3\nrest:\n", "expects a list, but “3” is none. Begin each item with"),
        ("{themes: 2, statements: 3}", "4", "expects keys with values, but “4” is none."),
        ("label: A plan\n", f"label: {'x' * 70}\n", "has 70 characters, and at most 60 fit. Shorten it."),
        (
            "statement_mean",
            "minimum",
            "Did you mean “weakest”? Use “statement_mean”, “theme_mean”, “weakest”",
        ),
        ("value: 1,", "value: 1.5,", "“1.5” is not a whole number."),
        ("id: a1\n", "ident: a1\n", "Did you mean “id”?"),
        ("value: 0,", "value: -1,", "“-1” must be no less than 0."),
        ("label: A plan\n", "label: A plan\n        weight: 0\n", "“0” must be above 0."),
        (
            "label: A plan\n",
            "label: A plan\n        measures: 2\n",
            "not supported: several measures for a statement",
        ),
        (
            "label: A plan\n",
            "label: A plan\n        ask_if: 2\n",
            "not supported: statements that are asked after certain answers alone",
        ),
        ("themes:\n", "extends: other\nthemes:\n", "not supported: a framework that extends another"),
    ],
)
def test_no_words_of_the_library_are_told(was: str, becomes: str, words: str) -> None:
    message = told(TEXT.replace(was, becomes, 1), new=False)
    assert words in message
    assert not [
        each for each in ("Input should", "Tuple", "String should", "valid dictionary") if each in message
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        (
            "themes:\n",
            "shown_as: {unit: level}\nthemes:\n",
            "shown_as: this key is not known here. It belongs under scoring.",
        ),
        ("label: A plan\n", "label: A plan\n        worth: 2\n", "It belongs under scales."),
        ("label: A plan\n", "label: A plan\n        wieght: 2\n", "Did you mean “weight”?"),
        ("label: A plan\n", "label: A plan\n        codes: A1\n", "Did you mean “code”?"),
        ("themes:\n", "tier: []\nthemes:\n", "Did you mean “tiers”? It belongs under scoring."),
        ("themes:\n", "colour: red\nthemes:\n", "Remove it, or see the README beside the file."),
        ("statement_mean", "themes_mean", "Did you mean “theme_mean”?"),
        ("statement_mean", "sum", "Did you mean “theme_sum”?"),
        (
            "scale: ladder",
            "scale: lader",
            "there is no scale “lader”. Did you mean “ladder”? Use one of: ladder.",
        ),
    ],
)
def test_a_key_or_word_that_is_nearly_right_or_in_the_wrong_place_is_named(
    was: str, becomes: str, words: str
) -> None:
    assert words in told(TEXT.replace(was, becomes, 1))


UNUSED = [
    ("scale: ladder\nscales:\n", "scale: ladder\nscales:\n  other: [{value: 0, name: A}, {value: 1, name: B}]\n",
     "scales › other: no statement uses the scale “other”. Take it out, or write scale: other in a statement."),
    ("themes:\n", "facets: [{id: aim, label: Aim, values: [{id: safety, label: Safety}]}]\nthemes:\n",
     "facets › aim: no statement uses the facet “aim”. Take it out, or write facets: {aim: […]} in a statement."),
    ("themes:\n", "rules: {steps: {sets: {a: Signs}, first: [{level: 0}]}}\nthemes:\n",
     "rules › steps: no statement uses the rule “steps”."),
]  # fmt: skip


@pytest.mark.parametrize(("was", "becomes", "words"), UNUSED)
def test_what_no_statement_uses_is_noticed_in_new_files_and_not_in_used_ones(
    was: str, becomes: str, words: str
) -> None:
    changed = TEXT.replace(was, becomes, 1)
    assert words in told(changed)
    assert files.parse(changed, "x.yaml").id == "two-themes"


def test_a_set_that_no_checklist_fills_is_noticed() -> None:
    text = (FOLDER / "checklist.yaml").read_text(encoding="utf-8")
    assert "no checklist has items in the set “most”" in told(
        text.replace("sets: {bad:", "sets: {most: Signs of most, bad:")
    )


@pytest.mark.parametrize(
    "text",
    ["[" * 8_000, "a: " + "[a, " * 4_000, "- " * 4_000, "? " * 4_000, "{a: " * 3_000, "[[a],\n" * 3_000],
)
def test_brackets_within_brackets_are_refused_at_once(text: str) -> None:
    began = time.process_time()
    assert "within one another" in told(text)
    assert time.process_time() - began < 2  # 8 KB of them took 37 seconds


def test_no_message_is_longer_than_somebody_reads() -> None:
    assert len(told(TEXT.replace("id: a1", f"id: {'A' * 300_000}", 1))) < 1_000
    many = told(TEXT + "".join(f"key-{number}: 1\n" for number in range(5_000)))
    assert len(many) < 30_000
    assert "These are the first 200." in many


def test_one_mistake_in_a_scale_is_told_once() -> None:
    assert told(TEXT.replace("value: 1,", "value: 0.5,", 1)).count("line ") == 1
