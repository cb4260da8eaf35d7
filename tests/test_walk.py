"""The walk of one answer: set on the page, read from the chart, found in the reopened workbook."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import AnswerField
from maturity.assessment.people import local_person
from maturity.pages import session
from maturity.services import administering, answering, exporting
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation

ME = local_person()
STATEMENT = "information-flows"  # in the second theme
LABEL = "Information flows easily"


def answer_page() -> None:
    from maturity.pages import session
    from maturity.pages.answering import answer

    session.enter()
    answer.show()


def compare_page() -> None:
    from maturity.pages import session
    from maturity.pages.comparing import compare

    session.enter()
    compare.show()


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    monkeypatch.setenv("MATURITY_DATABASE_URL", f"sqlite:///{tmp_path / 'maturity.sqlite'}")
    session.settings.cache_clear()
    installation = session.opened(session.settings())
    yield installation
    installation.store.close()
    session.opened.clear()


def test_one_answer_from_the_widget_to_the_reopened_workbook(
    held: Installation, say: Callable[[AppTest, str, str], AppTest]
) -> None:
    now = datetime.now(UTC)
    administering.open_round(held, ME, now, title="Walk", framework_id="nao-data-2019", closes=None)
    administering.add_department(held, ME, now, name="Walkers")
    started = answering.start_assessment(held, ME, now, round_id="walk", department_id="walkers")

    page = AppTest.from_function(answer_page, default_timeout=30)
    page.query_params["statement"] = STATEMENT
    page.run()
    say(page, f"{STATEMENT}/judgement", "2")
    assert not page.exception
    # Words are typed into a component of ours, which only a browser can do: see tests/browser/test_together.py.
    answering.record_field(
        held,
        ME,
        now,
        assessment_id=started.id,
        statement_id=STATEMENT,
        field=AnswerField.EVIDENCE,
        words="=Minutes of 3 May",
        based_on=1,
    )

    kept = answering.assessment_view(held, ME, assessment_id=started.id).answers[STATEMENT]
    assert (kept.level, kept.evidence) == (2, "=Minutes of 3 May")

    seen = AppTest.from_function(compare_page, default_timeout=30)
    seen.query_params["round"] = "walk"
    seen.query_params["part"] = "statements"
    seen.run()
    assert not seen.exception
    drawn = "".join(each.proto.body for each in seen.get("html"))
    (row,) = re.findall(rf"<tr><th[^>]*>(?:<[^>]*>)*{LABEL}.*?</tr>", drawn)
    (cell,) = re.findall(
        r"department=walkers\"[^>]*>(.*?)</a>", row
    )  # A to G stand beside a department alone
    assert cell == '2<span class="hidden"> Under development</span>'

    made = exporting.board_pack(held, ME, now, BoardRequest("walk"))
    book = openpyxl.load_workbook(
        io.BytesIO(made), data_only=True
    )  # as a program shows it without calculating
    matrix = {row[1].value: row[2].value for row in book["Matrix"].iter_rows() if row[1].value}
    assert matrix["Information flows easily to where it is needed to support business activities"] == (
        "2 Under development"
    )
    (level,) = [row[7].value for row in book["Levels"].iter_rows() if row[6].value == LABEL]
    assert level == 2
    said = [row for row in book["Answers"].iter_rows() if row[2].value == LABEL]
    assert [(row[3].value, row[5].value, row[5].data_type) for row in said] == [
        ("2 Under development", "=Minutes of 3 May", "s")
    ]
    scores = next(row for row in book["Scores"].iter_rows(values_only=True) if row[1] == "Walkers")
    assert scores[2:7] == pytest.approx((50.0, 100 * 2 / 72, 100 * 70 / 72, 1, 18), abs=1e-9)
