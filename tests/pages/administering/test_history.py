"""The History page: empty, in ordinary use, paged, broken, and for somebody who may not."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Role, local_person
from maturity.services import administering, answering, history
from maturity.services.installation import Installation
from maturity.store.tables import AnswerRow
from tests.pages.shown import tables

Visit = Callable[..., AppTest]
ME = local_person()
NASTY = "![x](http://elsewhere.example/x.png) <script>alert(1)</script> =1+1 [a](javascript:b) $x^2$ :red[c]"
STATEMENT = "enterprise-data-strategy"


@pytest.fixture
def begun(held: Installation) -> int:
    """An answered assessment, with text that would be a picture, a script, a formula and a link."""
    now = datetime.now(UTC)
    administering.open_round(held, ME, now, title="Spring", framework_id="nao-data-2019", closes=None)
    department = administering.add_department(held, ME, now, name="Tests **bold**")
    started = answering.start_assessment(held, ME, now, round_id="spring", department_id=department.id)
    answer = Answer(state=State.LEVEL, level=3, evidence=NASTY, contact=NASTY)
    answering.record_answer(held, ME, now, assessment_id=started.id, statement_id=STATEMENT, answer=answer)
    return started.id


def html(app: AppTest) -> str:
    return "".join(each.proto.body for each in app.get("html"))


def _plain(text: str) -> str:
    return text.replace("\\", "")


@pytest.mark.usefixtures("without_benchmark")
def test_with_nothing_kept_it_says_that_nothing_happened(visit: Visit) -> None:
    app = visit("history")
    assert not app.exception
    assert "Nothing that you may see has happened yet" in app.info[0].value
    assert app.header[0].value == "Every change is kept"
    assert "0 entries. Each holds the hash of the one before it" in html(app)
    assert "<p>0000" in html(app)


def test_it_tells_who_did_what_in_words(visit: Visit, held: Installation, begun: int) -> None:
    app = visit("history", what="answer")
    assert not app.exception
    ((when, who, what, where, changed),) = tables(app)[0]
    assert ":" in when
    assert who == "The person at this computer (without sign-in)"
    assert what == "Answered “Enterprise data strategy”"
    assert where == "Tests **bold**, Spring"
    in_short, whole = changed.split("All of it")
    assert in_short.startswith("Not answered → 3 Partly in placeContact: nothing → ")
    assert f"Evidencenothing → {NASTY}" in whole
    assert STATEMENT in whole  # the id, for whoever opens it
    assert STATEMENT not in f"{who}{what}{where}{in_short}"
    head = history.history_end(held, ME)
    assert f"<p>{head.hash}</p>" in html(app)
    assert [each.value for each in app.header] == [
        "Every change is kept",
        "1 entry, the newest first",
    ]


def test_what_is_shown_is_taken_along_with_its_ids(held: Installation, begun: int) -> None:
    found = history.changes(held, ME, kind="answer")
    (row,) = csv.DictReader(io.StringIO(history.as_csv(found.entries).decode("utf-8-sig")))
    assert (row["subject"], row["person"], row["assessment"]) == (STATEMENT, "local", str(begun))
    assert json.loads(row["after"])["level"] == 3


def test_what_people_wrote_is_shown_letter_by_letter(visit: Visit, begun: int) -> None:
    (row,) = tables(visit("history", what="answer"))[0]
    assert NASTY in row[-1]
    assert "<script" not in html(visit("history", what="answer"))


@pytest.mark.parametrize(
    ("query", "entries"),
    [
        ({"who": "local", "in": "spring"}, 3),  # the round, the assessment, the answer
        ({"of": "tests-bold"}, 3),  # the department, the assessment, the answer
        ({"what": "round"}, 2),  # the benchmark's too
        ({"when": "day", "what": "benchmark"}, 1),
        ({"who": "nobody-such", "what": "nothing-such", "in": "spring"}, 3),  # choices that are not there
    ],
)
def test_the_address_says_what_is_looked_for(
    query: dict[str, str], entries: int, visit: Visit, begun: int
) -> None:
    assert len(tables(visit("history", **query))[0]) == entries


def test_many_entries_come_in_pages(visit: Visit, held: Installation, begun: int) -> None:
    now = datetime.now(UTC)
    for number in range(60):
        administering.add_department(held, ME, now, name=f"Department of {number}")
    app = visit("history", what="department")  # 7 of the benchmark, 1 of tests, 60: 68 in all
    assert app.header[1].value == "68 entries, the newest first"
    assert len(tables(app)[0]) == 50
    newer, older = app.button[1:]
    assert (newer.disabled, older.disabled) == (True, False)
    older.click().run()
    assert len(tables(app)[0]) == 18
    assert app.query_params["leaf"] == "2"
    assert "Page 2 of 2" in [each.value for each in app.markdown]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "²"])
def test_a_page_that_is_none_is_the_nearest(page: str, visit: Visit, begun: int) -> None:
    app = visit("history", leaf=page)
    assert not app.exception
    assert len(tables(app)[0]) > 0


def test_the_whole_is_checked_when_asked_and_what_came_since_follows(
    visit: Visit, held: Installation, begun: int
) -> None:
    app = visit("history")
    assert "has not checked the whole of it since it was started" in html(app)
    entries = history.history_end(held, ME).number
    app.button[0].click().run()
    assert app.header[0].value.endswith(", nothing in the history had been altered")
    assert f"Entries 1 to {entries} and everything kept held together" in html(app)
    assert "since follow" not in html(app)
    for name in ("Later", "Later still"):
        administering.add_department(held, ME, datetime.now(UTC), name=name)
    app = visit("history")
    assert f"Entries 1 to {entries} and everything kept held together" in html(app)
    assert "The 2 entries since follow on from them" in html(app)


def test_what_was_changed_by_hand_is_said(visit: Visit, held: Installation, begun: int) -> None:
    with held.store.transaction(ME, datetime.now(UTC)) as transaction:
        transaction.session.get_one(AnswerRow, (begun, STATEMENT)).level = 4
    app = visit("history")
    assert not app.error  # opening it checks nothing
    app.button[0].click().run()
    assert "the answer on the statement “enterprise-data-strategy”" in _plain(app.error[0].value)
    assert "nothing in the history" not in app.header[0].value


def test_a_reader_sees_neither_the_draft_nor_whether_it_is_whole(visit: Visit, begun: int) -> None:
    app = visit("history", roles=[Role.READER])
    assert not app.exception
    assert app.header[0].value == "Every change is kept"
    shown = _plain(repr(tables(app)[0]))
    assert "elsewhere.example" not in shown
    assert "Answered" not in shown
    assert "Opened the round “Spring”" in shown
