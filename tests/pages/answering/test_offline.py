"""Work offline: the page that gives the workbook and takes it back."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import NOT_ANSWERED, Answer, State
from maturity.assessment.people import Role, local_person
from maturity.services import administering, answering, offline
from maturity.services.installation import Installation
from tests.pages.shown import tables

Visit = Callable[..., AppTest]
ME = local_person()
NOW = datetime.now(UTC)
FIRST, SECOND = "enterprise-data-strategy", "strategy-fits-objectives"


@pytest.fixture
def begun(held: Installation) -> int:
    administering.open_round(held, ME, NOW, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(held, ME, NOW, name="Tests")
    return answering.start_assessment(held, ME, NOW, round_id="spring", department_id="tests").id


def answers(held: Installation, assessment: int) -> dict[str, Answer]:
    return dict(answering.assessment_view(held, ME, assessment_id=assessment).answers)


def say(held: Installation, assessment: int, level: int) -> None:
    kept = answers(held, assessment).get(FIRST, NOT_ANSWERED)
    answer = Answer(state=State.LEVEL, level=level, version=kept.version)
    answering.record_answer(held, ME, NOW, assessment_id=assessment, statement_id=FIRST, answer=answer)


def workbook(held: Installation, assessment: int, **cells: Any) -> bytes:
    """The workbook as it now leaves, with cells of the Strategy sheet typed in."""
    data = offline.template(held, ME, NOW, assessment_id=assessment, filled=True)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for place, value in cells.items():
        book["Strategy"][place] = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def upload(app: AppTest, data: bytes) -> AppTest:
    app.file_uploader[0].upload("treasury.xlsx", data).run()
    assert not app.exception
    return app


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def told(app: AppTest) -> str:
    kinds = (app.markdown, app.info, app.warning, app.error, app.success)
    return "\n".join(str(each.value) for kind in kinds for each in kind).replace("\\", "")


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_without_an_assessment_it_says_where_to_begin(visit: Visit, held: Installation) -> None:
    page = visit("offline")
    assert not page.exception
    assert "no assessment to take along yet" in told(page)
    assert not page.file_uploader


def test_it_offers_the_workbook_and_asks_for_it_back(visit: Visit, begun: int) -> None:
    page = visit("offline")
    assert not page.exception
    assert [button.label for button in page.download_button] == ["Download the workbook"]
    assert [radio.options for radio in page.radio] == [["With the answers so far", "Empty"]]
    assert len(page.file_uploader) == 1
    assert "Import" not in labels(page)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.READER])
def test_who_may_not_answer_is_offered_nothing(role: Role, visit: Visit, begun: int) -> None:
    page = visit("offline", roles=[role])
    assert not page.exception
    assert not page.download_button
    assert not page.file_uploader
    assert "may not answer for Tests" in told(page) or "no assessment to take along" in told(page)


def test_a_submitted_assessment_is_not_taken_along(visit: Visit, held: Installation, begun: int) -> None:
    answering.submit(held, ME, NOW, assessment_id=begun, assurance="Checked")
    page = visit("offline")
    assert "takes no answers now" in told(page)
    assert not page.download_button


def test_what_would_change_is_shown_and_imported(visit: Visit, held: Installation, begun: int) -> None:
    typed = {"D5": "3 Partly in place", "F5": date(2025, 5, 12), "E6": "Plan *of* May"}
    page = upload(visit("offline"), workbook(held, begun, **typed))
    counts, rows = tables(page)
    assert counts == [
        ["Unchanged", "159"],  # 18 statements × 9 cells − 3
        ["Changed in the workbook", "3"],
        ["Changed meanwhile in the app", "0"],
        ["Changed in both", "0"],
        ["Not understood", "0"],
    ]
    assert rows == [
        ["“Enterprise data strategy”, answer", "3 Partly in place", "Not answered"],
        ["“Enterprise data strategy”, evidence date", "12 May 2025", "Nothing"],
        ["“Fits overall objectives”, evidence", "Plan *of* May", "Nothing"],
    ]
    assert answers(held, begun) == {}
    press(page, "Import")
    assert "Imported. Statements changed: 2 (“Enterprise data strategy”, “Fits overall objectives”)." in told(
        page
    )
    kept = answers(held, begun)
    assert (kept[FIRST].level, kept[FIRST].evidence_date) == (3, date(2025, 5, 12))
    assert kept[SECOND].evidence == "Plan *of* May"
    assert "Import" not in labels(page)


def test_a_conflict_is_asked_about_and_goes_as_chosen(visit: Visit, held: Installation, begun: int) -> None:
    data = workbook(held, begun, D5="4 In place")
    say(held, begun, 1)
    page = upload(visit("offline"), data)
    assert "1 Need recognised" in told(page)
    assert "4 In place" in told(page)
    press(page, "Import")
    assert "Changed both in the workbook and in the app: “Enterprise data strategy”, answer." in told(page)
    assert answers(held, begun)[FIRST].level == 1
    page.radio[1].set_value("workbook").run()
    press(page, "Import")
    assert "Statements changed: 1" in told(page)
    assert answers(held, begun)[FIRST].level == 4


def test_a_choice_is_asked_anew_when_the_app_changed_again(
    visit: Visit, held: Installation, begun: int
) -> None:
    data = workbook(held, begun, D5="4 In place")
    say(held, begun, 1)
    page = upload(visit("offline"), data)
    page.radio[1].set_value("workbook").run()
    say(held, begun, 2)
    press(page, "Import")
    assert "Somebody changed “Enterprise data strategy” in the app since you looked." in told(page)
    assert answers(held, begun)[FIRST].level == 2
    assert "2 Under development" in told(page)
    assert page.radio[1].value is None


def test_keeping_the_apps_words_everywhere_changes_nothing(
    visit: Visit, held: Installation, begun: int
) -> None:
    data = workbook(held, begun, D5="4 In place")
    say(held, begun, 1)
    revision = held.store.revision()
    page = upload(visit("offline"), data)
    page.radio[1].set_value("app").run()
    press(page, "Import")
    assert "Nothing was imported: the app's words were kept everywhere." in told(page)
    assert held.store.revision() == revision


def test_a_workbook_that_brings_nothing_says_so(visit: Visit, held: Installation, begun: int) -> None:
    page = upload(visit("offline"), workbook(held, begun))
    assert "brings nothing new" in told(page)
    assert "Import" not in labels(page)


def test_cells_that_are_not_understood_are_told_with_their_places(
    visit: Visit, held: Installation, begun: int
) -> None:
    page = upload(visit("offline"), workbook(held, begun, D5=5, D6=1))
    (where, wrong), *_ = tables(page)[0]
    assert where == "Strategy sheet, row 5, column D (Answer): “Enterprise data strategy”"
    assert wrong.startswith("level 5 is not on this scale (0 to 4).")
    assert "One cell is not understood, so nothing can be imported yet. Mend what is listed" in told(page)
    assert "Import" not in labels(page)


@pytest.mark.parametrize("data", [b"no workbook", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_file_that_is_no_workbook_is_told(data: bytes, visit: Visit, begun: int) -> None:
    page = upload(visit("offline"), data)
    assert "Nothing was imported." in told(page)
    assert len(page.error) == 1


def test_the_workbook_of_another_department_is_told(visit: Visit, held: Installation, begun: int) -> None:
    administering.add_department(held, ME, NOW, name="Zoo")
    zoo = answering.start_assessment(held, ME, NOW, round_id="spring", department_id="zoo").id
    page = upload(visit("offline", department="tests"), workbook(held, zoo, D5=3))
    assert "is of Zoo in the round “Spring”, not of Tests" in told(page)


def test_both_texts_can_be_kept_and_the_app_side_is_said_to_be_whose(
    visit: Visit, held: Installation, begun: int
) -> None:
    data = workbook(held, begun, E5="From the train")
    answer = Answer(state=State.NOT_ANSWERED, evidence="From the office")
    answering.record_answer(held, ME, NOW, assessment_id=begun, statement_id=FIRST, answer=answer)
    page = upload(visit("offline"), data)
    assert "In the app, by The person at this computer, " in told(page)
    assert page.radio[1].options == ["Keep the app's", "Keep the workbook's", "Keep both texts"]
    page.radio[1].set_value("both").run()
    press(page, "Import")
    assert answers(held, begun)[FIRST].evidence == "From the office\n\nFrom the train"


def test_answers_that_changed_places_wait_for_a_word(visit: Visit, held: Installation, begun: int) -> None:
    for key, words in ((FIRST, "Strategy of May"), (SECOND, "Objectives of May")):
        answer = Answer(state=State.NOT_ANSWERED, evidence=words)
        answering.record_answer(held, ME, NOW, assessment_id=begun, statement_id=key, answer=answer)
    page = upload(visit("offline"), workbook(held, begun, E5="Objectives of May", E6="Strategy of May"))
    moved = "“Enterprise data strategy” has what was under “Fits overall objectives”"
    assert moved in told(page)
    press(page, "Import")
    assert "Nothing was imported." in told(page)
    assert answers(held, begun)[FIRST].evidence == "Strategy of May"
    page.checkbox[0].set_value(True).run()
    press(page, "Import")
    assert answers(held, begun)[FIRST].evidence == "Objectives of May"


def test_what_does_not_come_in_is_listed(visit: Visit, held: Installation, begun: int) -> None:
    page = upload(visit("offline"), workbook(held, begun, M6="My own column"))
    assert "Not everything in this workbook comes in:" in told(page)
    assert "Strategy sheet: what stands beside the columns that were sent out is not read (M6)." in told(page)
