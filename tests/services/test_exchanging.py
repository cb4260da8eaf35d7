import html
import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Person, Role
from maturity.assessment.round import Assessment, Move, Round
from maturity.errors import NotFound
from maturity.framework.files import EditionChanged
from maturity.services import answering, comparing, exchanging, reviewing
from maturity.services.installation import Installation
from maturity.store.tables import AnswerRow, AssessmentRow, FindingRow

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


def test_every_answer_comment_and_finding_in_the_store_is_in_the_pack(
    installation: Installation, ada: Person, person: SomeoneOf, noon: datetime, treasury: Assessment
) -> None:
    given = {
        "a1": Answer(
            state=State.LEVEL,
            level=3,
            evidence="=Plan of May\n@ref שלום 🙂",
            links=("https://a.example/=1",),
            contact="+44 20",
        ),
        "a2": Answer(state=State.NOT_DETERMINED, evidence="-Nobody knows"),
        "b1": Answer(state=State.NOT_APPLICABLE, reason="@No staff"),
    }
    for statement, answer in given.items():
        answering.record_answer(
            installation, ada, noon, assessment_id=treasury.id, statement_id=statement, answer=answer
        )
    answering.submit(
        installation,
        person(Role.APPROVER, "treasury"),
        noon,
        assessment_id=treasury.id,
        assurance="=I stand behind this",
    )
    auditor = person(Role.AUDITOR)
    reviewing.move(installation, auditor, noon, assessment_id=treasury.id, move=Move.BEGIN_REVIEW)
    finding = Finding(
        state=State.LEVEL, level=1, standing=Standing.CHALLENGED, reason="+A note only", answer_version=1
    )
    reviewing.record_finding(
        installation, auditor, noon, assessment_id=treasury.id, statement_id="a1", finding=finding
    )
    reviewing.reply(
        installation,
        ada,
        noon,
        assessment_id=treasury.id,
        statement_id="a1",
        words="-We differ",
        based_on=1,
    )

    book = _reopened(exchanging.board_pack(installation, auditor, noon, round_id="spring"))
    told = [str(cell.value) for page in book for row in page for cell in row if cell.value is not None]
    kept = []
    with installation.store.reading() as session:
        for row in [*session.exec(select(AnswerRow)), *session.exec(select(FindingRow))]:
            kept += [getattr(row, name, "") for name in ("evidence", "links", "contact", "reason", "reply")]
        kept += [row.assurance for row in session.exec(select(AssessmentRow))]
    assert sum(map(bool, kept)) == 8  # three of a1, one each of a2, b1 and the assurance, two of the finding
    assert [words for words in kept if words and words not in told] == []
    (found,) = _rows(book, "Findings")
    assert (found["Finding"], found["Answer it judges"]) == ("1 Begun", "3 Mostly")

    lettered = exchanging.board_pack(installation, auditor, noon, round_id="spring", letters=True)
    with zipfile.ZipFile(io.BytesIO(lettered)) as parts:
        told_then = html.unescape("".join(parts.read(name).decode() for name in parts.namelist()))
    assert "Peer A" in told_then
    assert not [words for words in [*filter(None, kept), "Treasury", "The contributor"] if words in told_then]
