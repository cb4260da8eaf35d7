import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.assessment.people import Person, Role, local_person
from maturity.bundle import record as recording
from maturity.bundle import tidy
from maturity.bundle.packing import RECORD, SCHEMA
from maturity.bundle.record import Record
from maturity.services import exporting
from maturity.services.installation import Installation

Members = dict[str, bytes]
Opened = Callable[[bytes], Members]
Rows = list[dict[str, str]]


def _rows(members: Members, name: str) -> Rows:
    text = members[f"tables/{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.fixture(scope="module")
def spring(live: bytes, opened: Opened) -> Members:
    return opened(live)


def test_an_archive_holds_its_tables_its_document_and_what_they_mean(spring: Members) -> None:
    names = ["round", "departments", "statements", "levels", "answers", "findings", "scores", "history"]
    names += [
        "targets",
        "accepted_gaps",
        "gaps",
        "outside",
        "messages",
        "sample",
        "reviewers",
        "dispositions",
        "blind_reviews",
    ]
    names += ["actions", "action_departments", "action_raises", "action_further", "action_dependencies"]
    assert spring.keys() == {
        "README.txt",
        "framework.yaml",
        "manifest.json",
        "page.pdf",
        "round.json",
        "round.schema.json",
        "tables/dictionary.csv",
        *(f"tables/{name}.csv" for name in names),
    }


def test_every_table_says_that_it_is_utf8_to_a_program_that_opens_it_by_a_double_click(
    spring: Members,
) -> None:
    tables = [content for name, content in spring.items() if name.endswith(".csv")]
    assert {content[:3] for content in tables} == {b"\xef\xbb\xbf"}
    assert not any(b"\xef\xbb\xbf" in content[3:] for content in tables)


def test_the_data_alone_are_the_same_without_framework_and_manifest(
    held: Installation, spring: Members, opened: Opened
) -> None:
    data = opened(exporting.data(held, local_person(), round_id="spring"))
    assert data.keys() == spring.keys() - {"framework.yaml", "manifest.json", "page.pdf"}
    assert all(content == spring[name] for name, content in data.items() if name != "README.txt")


def test_the_same_data_gives_the_same_bytes(held: Installation, live: bytes) -> None:
    assert exporting.bundle(held, local_person(), round_id="spring") == live


def test_every_statement_of_every_department_has_its_answer_or_why_there_is_none(spring: Members) -> None:
    said = {
        (row["department"], row["statement"]): (row["state"], row["level"])
        for row in _rows(spring, "answers")
    }
    assert said == {
        ("home-office", "a1"): ("level", "4"),
        ("home-office", "a2"): ("not_determined", ""),
        ("home-office", "b1"): ("not_answered", ""),
        ("treasury", "a1"): ("level", "3"),
        ("treasury", "a2"): ("not_answered", ""),
        ("treasury", "b1"): ("not_applicable", ""),
    }


def test_words_come_through_as_they_were_written_but_for_the_guard(spring: Members) -> None:
    rows = {(row["department"], row["statement"]): row for row in _rows(spring, "answers")}
    assert rows["treasury", "a1"]["evidence"] == '\'=HYPERLINK("http://example.com")'
    assert rows["treasury", "a1"]["evidence_date"] == "2026-01-05"
    assert rows["treasury", "b1"]["reason"] == 'No staff,\nno "owner"'
    assert rows["home-office", "a2"]["evidence"] == "''Nobody' knows, é 🙂"
    assert rows["home-office", "a1"]["links"] == "https://a.example\nhttps://b.example"
    (finding,) = _rows(spring, "findings")
    assert (finding["level"], finding["standing"], finding["reply"]) == ("2", "challenged", "All of it")


def test_scores_are_those_of_the_comparison_in_both_views(spring: Members) -> None:
    scores = {
        (row["department"], row["view"]): row for row in _rows(spring, "scores") if row["scope"] == "overall"
    }
    # The Home Office answered 4 of 4 on one of three: (4 + 0 + 0) ÷ 12 to (4 + 4 + 4) ÷ 12. The auditor found 2.
    answered, found = scores["home-office", "self"], scores["home-office", "audited"]
    assert [answered["score"], answered["high"]] == ["100.0", "100.0"]
    assert float(answered["low"]) == pytest.approx(100 / 3)
    assert [float(found[name]) for name in ("score", "low", "high")] == pytest.approx([50, 50 / 3, 250 / 3])
    # Of the Treasury's three, one does not apply, one is 3 of 4, one is unknown: 3 ÷ 8 to 7 ÷ 8.
    treasury = scores["treasury", "self"]
    assert [float(treasury[name]) for name in ("score", "low", "high", "coverage")] == [75, 37.5, 87.5, 50]


def test_what_has_no_score_is_empty_and_says_why(spring: Members) -> None:
    people = {
        row["department"]: (row["state"], row["score"], row["low"])
        for row in _rows(spring, "scores")
        if row["theme"] == "people" and row["view"] == "self"
    }
    assert people == {"home-office": ("no_level", "", "0.0"), "treasury": ("nothing_applies", "", "")}


def test_published_findings_come_out_as_findings(published_bundle: bytes, opened: Opened) -> None:
    members = opened(published_bundle)
    assert len(_rows(members, "findings")) == 126
    assert _rows(members, "answers") == _rows(members, "gaps") == []
    g = next(r for r in _rows(members, "scores") if (r["department"], r["scope"]) == ("G", "overall"))
    assert [round(float(g[name]), 1) for name in ("score", "low", "high")] == [61.4, 37.5, 76.4]


def test_a_round_of_nothing_has_headings_and_statements_alone(empty: bytes, opened: Opened) -> None:
    members = opened(empty)
    rows = {name: len(_rows(members, name)) for name in ("departments", "answers", "scores", "statements")}
    assert rows == {"departments": 0, "answers": 0, "scores": 0, "statements": 3}


def test_the_history_is_whole_and_in_order(spring: Members) -> None:
    kinds = [row["kind"] for row in _rows(spring, "history")]
    assert kinds == [
        "round",
        "assessment",
        "assessment",
        *["answer"] * 4,
        "assessment",
        "assessment",
        "finding",
        "finding",
    ]


def test_the_dictionary_knows_every_column_and_no_other(spring: Members) -> None:
    told = {(row["table"], row["column"]) for row in _rows(spring, "dictionary")}
    there = set()
    for name, content in spring.items():
        if name.endswith(".csv"):
            table = name.removeprefix("tables/").removesuffix(".csv")
            heading = content.decode("utf-8-sig").partition("\r\n")[0].split(",")
            there |= {(table, column) for column in [*heading, "(table)"]}
    assert told == there
    assert all(row["meaning"] for row in _rows(spring, "dictionary"))


def test_every_table_is_read_by_pandas_with_its_types(spring: Members) -> None:
    types = {(row["table"], row["column"]): row["type"] for row in _rows(spring, "dictionary")}
    for name, content in spring.items():
        if not name.endswith(".csv"):
            continue
        table = name.removeprefix("tables/").removesuffix(".csv")
        frame = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
        for column in frame:
            values = [value for value in frame[column] if value]
            match types[table, str(column)]:
                case "whole number":
                    assert all(value == str(int(value)) for value in values)
                case "number":
                    assert all(float(value) >= 0 for value in values)
                case "date":
                    assert all(date.fromisoformat(value) for value in values)
                case "moment":
                    assert all(datetime.fromisoformat(value).tzinfo is not None for value in values)
                case "true or false":
                    assert set(values) <= {"true", "false"}
                case "JSON":
                    assert all(isinstance(json.loads(value), dict) for value in values)


@given(st.text())
def test_any_words_come_back_from_csv_with_one_apostrophe_off(words: str) -> None:
    shown = tidy.cell(words)
    assert shown[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")
    assert (shown[1:] if shown.startswith("'") else shown) == words


def test_cells_are_plain() -> None:
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    given_ = [None, True, False, 3, 0.1, noon, noon.date()]
    shown = ["", "true", "false", "3", "0.1", "2026-03-02T12:00:00+00:00", "2026-03-02"]
    assert [tidy.cell(value) for value in given_] == shown


def test_the_schema_fits_the_document(spring: Members) -> None:
    schema = json.loads(spring[SCHEMA])
    document = json.loads(spring[RECORD])
    assert schema["properties"].keys() == document.keys()
    assert document["format"] == max(schema["properties"]["format"]["enum"]) == recording.FORMAT
    assert recording.as_json(Record.model_validate(document)) == spring[RECORD]


def test_what_a_person_may_not_see_is_in_no_file(held: Installation, opened: Opened) -> None:
    ada = Person(id="ada", name="Ada", roles=frozenset({(Role.CONTRIBUTOR, "treasury")}))
    members = opened(exporting.bundle(held, ada, round_id="spring"))
    assert b"Treasury" in members[RECORD]
    for content in members.values():
        assert b"Home Office" not in content
        assert b"home-office" not in content
        assert b"Half of it" not in content
