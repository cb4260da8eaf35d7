import io
from collections.abc import Callable
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, Role
from maturity.assessment.round import Assessment, Round
from maturity.errors import NotFound
from maturity.framework.files import EditionChanged
from maturity.services import answering, comparing, exchanging
from maturity.services.installation import Installation

SomeoneOf = Callable[..., Person]


def _reopened(made: bytes) -> Workbook:
    return load_workbook(io.BytesIO(made), data_only=True)


def _rows(book: Workbook, sheet: str) -> list[dict[str, object]]:
    """The table of a sheet: its rows by heading."""
    page = book[sheet]
    (table,) = page.tables.values()
    heading, *rows = ([cell.value for cell in row] for row in page[table.ref])
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_the_board_pack_holds_the_scores_that_the_comparison_gives(
    installation: Installation, person: SomeoneOf, noon: datetime, nao_2019: Round
) -> None:
    reader = person(Role.READER)
    book = _reopened(exchanging.board_pack(installation, reader, noon, round_id=nao_2019.id))
    compared = comparing.comparison(installation, reader, round_id=nao_2019.id)
    summary = {row["Department"]: row for row in _rows(book, "Scores")}
    assert list(summary) == [f"Department {letter}" for letter in "ABCDEFG"]
    for key, department in compared.departments.items():
        row, score = summary[department.name], compared.scores[key]
        assert row["Score (%)"] == pytest.approx(score.score)
        assert row["Range from (%)"] == pytest.approx(score.low)
        assert row["Range to (%)"] == pytest.approx(score.high)
        assert (row["With a level"], row["Of statements"]) == (score.with_level, score.statements)
    g = summary["Department G"]
    figures = [round(float(str(g[name])), 1) for name in ("Score (%)", "Range from (%)", "Range to (%)")]
    assert figures == [61.4, 37.5, 76.4]


def test_a_live_pack_says_what_was_answered(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment
) -> None:
    answer = Answer(state=State.LEVEL, level=2, evidence='=HYPERLINK("http://example.com")')
    answering.record_answer(
        installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=answer
    )
    book = _reopened(exchanging.board_pack(installation, ada, noon, round_id="spring"))
    (row,) = _rows(book, "Scores")
    assert (row["Department"], row["Score (%)"], row["Not answered"]) == ("Treasury", 50, 2)
    words = {row["Statement"]: row for row in _rows(book, "Answers")}
    assert words["A plan"]["Answer"] == "2 Partial"
    assert words["A plan"]["Evidence"] == answer.evidence
    assert words["An owner"]["Answer"] == "Not answered"
    (evidence,) = [cell for row in book["Answers"] for cell in row if cell.value == answer.evidence]
    assert evidence.data_type == "s"


def test_a_pack_of_one_department_holds_nothing_of_another(
    installation: Installation, person: SomeoneOf, noon: datetime, nao_2019: Round
) -> None:
    made = exchanging.board_pack(
        installation, person(Role.READER), noon, round_id=nao_2019.id, department_id="B"
    )
    book = _reopened(made)
    assert [row["Department"] for row in _rows(book, "Scores")] == ["Department B"]
    told = {str(cell.value) for page in book for row in page for cell in row}
    assert not told & {f"Department {letter}" for letter in "ACDEFG"}


def test_a_pack_of_a_round_where_the_person_may_see_nothing_holds_nothing(
    installation: Installation, person: SomeoneOf, noon: datetime, treasury: Assessment
) -> None:
    book = _reopened(exchanging.board_pack(installation, person(Role.READER), noon, round_id="spring"))
    told = {str(cell.value) for page in book for row in page for cell in row}
    assert not any("Treasury" in words for words in told)


def test_a_pack_of_what_is_not_there_is_refused_by_name(
    installation: Installation, person: SomeoneOf, noon: datetime, nao_2019: Round
) -> None:
    reader = person(Role.READER)
    with pytest.raises(NotFound, match="no round “winter”"):
        exchanging.board_pack(installation, reader, noon, round_id="winter")
    with pytest.raises(NotFound, match="no department in this round “Z”"):
        exchanging.board_pack(installation, reader, noon, round_id=nao_2019.id, department_id="Z")


@pytest.mark.usefixtures("treasury")
def test_a_pack_of_an_edition_whose_file_changed_is_refused_by_name(
    with_changed_file: Installation, person: SomeoneOf, noon: datetime
) -> None:
    with pytest.raises(EditionChanged, match="“two-themes”, edition 1, has changed"):
        exchanging.board_pack(with_changed_file, person(Role.READER), noon, round_id="spring")
