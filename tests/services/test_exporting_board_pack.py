import html
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlmodel import select

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Person, Role
from maturity.assessment.round import Assessment, Move, Round
from maturity.errors import NotFound
from maturity.plan.action import Action, ActionMove, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.services import administering, answering, comparing, exporting, history, planning, reviewing
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.store.tables import (
    AcceptedGapRow,
    ActionRow,
    AnswerRow,
    AssessmentRow,
    FindingRow,
    TargetRow,
)
from maturity.workbook.style import pictured

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
    book = _reopened(exporting.board_pack(installation, reader, noon, BoardRequest(nao_2019.id)))
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
    book = _reopened(exporting.board_pack(installation, ada, noon, BoardRequest("spring")))
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
    made = exporting.board_pack(
        installation, person(Role.READER), noon, BoardRequest(nao_2019.id, department_id="B")
    )
    book = _reopened(made)
    assert [row["Department"] for row in _rows(book, "Scores")] == ["Department B"]
    told = {str(cell.value) for page in book for row in page for cell in row}
    assert not told & {f"Department {letter}" for letter in "ACDEFG"}


def test_a_pack_of_a_round_where_the_person_may_see_nothing_holds_nothing(
    installation: Installation, person: SomeoneOf, noon: datetime, treasury: Assessment
) -> None:
    book = _reopened(exporting.board_pack(installation, person(Role.READER), noon, BoardRequest("spring")))
    told = {str(cell.value) for page in book for row in page for cell in row}
    assert not any("Treasury" in words for words in told)


def test_a_pack_of_what_is_not_there_is_refused_by_name(
    installation: Installation, person: SomeoneOf, noon: datetime, nao_2019: Round
) -> None:
    reader = person(Role.READER)
    with pytest.raises(NotFound, match="no round “winter”"):
        exporting.board_pack(installation, reader, noon, BoardRequest("winter"))
    with pytest.raises(NotFound, match="no department in this round “Z”"):
        exporting.board_pack(installation, reader, noon, BoardRequest(nao_2019.id, department_id="Z"))


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
    reviewing.move_assessment(installation, auditor, noon, assessment_id=treasury.id, move=Move.BEGIN_REVIEW)
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

    at: dict[str, Any] = {"round_id": "spring", "department_id": "treasury"}
    planning.set_target(
        installation,
        ada,
        noon,
        **at,
        target=Target(statement_id="a1", level=4, by=date(2027, 6, 30)),
    )
    planning.accept_gap(
        installation, ada, noon, **at, gap=AcceptedGap(statement_id="a2", reason="=Too dear\nfor us")
    )
    proposed = planning.propose_action(
        installation,
        ada,
        noon,
        action=Action(
            round_id="spring",
            title="+Finish the plan",
            departments=("treasury",),
            rises=(Rise(statement_id="a1", to=4),),
            owner="@Orla",
            no_date="-When there is money",
            one_off=120_000,
        ),
    )
    planning.move_action(
        installation,
        ada,
        noon,
        action_id=proposed.id,
        move=ActionMove.STOP,
        based_on=proposed.version,
        why="=No money\tcame",
    )
    planning.propose_action(
        installation,
        ada,
        noon,
        action=Action(
            round_id="spring",
            title="Borrow a plan",
            departments=("treasury",),
            rises=(Rise(statement_id="a1", to=4),),
            due=date(2026, 12, 1),
            one_off=5_000,
            yearly=250,
        ),
    )

    book = _reopened(exporting.board_pack(installation, auditor, noon, BoardRequest("spring")))
    told = [str(cell.value) for page in book for row in page for cell in row if cell.value is not None]
    kept = []
    with installation.store.reading() as session:
        for row in [*session.exec(select(AnswerRow)), *session.exec(select(FindingRow))]:
            kept += [getattr(row, name, "") for name in ("evidence", "links", "contact", "reason", "reply")]
        kept += [row.assurance for row in session.exec(select(AssessmentRow))]
        kept += [row.reason for row in session.exec(select(AcceptedGapRow))]
        for row in session.exec(select(ActionRow)):
            kept += [row.title, row.owner, row.no_date, row.why]
        amounts = [
            str(each) for row in session.exec(select(ActionRow)) for each in (row.one_off, row.yearly) if each
        ]
        dates = [
            f"{row.due} 00:00:00" for row in session.exec(select(TargetRow))
        ]  # a day, as a spreadsheet has it
    # three of a1, one each of a2, b1 and the assurance, two of the finding; a gap's reason, five of two actions
    assert sum(map(bool, kept)) == 14
    assert [each for each in [*amounts, *dates] if each not in told] == []
    assert [words for words in kept if words and words not in told] == []
    (found,) = _rows(book, "Findings")
    assert (found["Finding"], found["Answer it judges"]) == ("1 Begun", "3 Mostly")

    lettered = exporting.board_pack(installation, auditor, noon, BoardRequest("spring", letters=True))
    with zipfile.ZipFile(io.BytesIO(lettered)) as parts:
        told_then = html.unescape("".join(parts.read(name).decode() for name in parts.namelist()))
    assert "Peer A" in told_then
    assert not [words for words in [*filter(None, kept), "Treasury", "The contributor"] if words in told_then]
    assert not {"Targets", "Actions", "Accepted gaps"} & set(_reopened(lettered).sheetnames)

    alone = exporting.board_pack(installation, auditor, noon, BoardRequest(**at))
    summary = {row["Subject"]: row for row in _rows(_reopened(alone), "Summary")}
    # a1 stands at 3 and is to reach 4; a2, not known, is accepted; b1 does not apply
    assert summary["Shortfall 1 (levels to the top)"]["Figure"] == 1
    assert "none without an action" in str(summary["Chosen targets"]["In words"])
    asked = summary["What we ask of the board: 2"]
    assert asked["Figure"] == 1
    assert asked["In words"] == (
        "Approve or send back the proposed action: “Borrow a plan” (£5,000 once and £250 a year)."
    )
    assert summary["What we ask of the board: 3"]["Figure"] == 0  # gaps without action


@pytest.mark.parametrize("title", ['"' * 60, 'A "quoted" plan, ' * 9, "A plan\x0b\x01", "_x0041_ & <plan>"])
def test_a_title_among_what_is_asked_is_text(
    installation: Installation, person: SomeoneOf, treasury: Assessment, noon: datetime, title: str
) -> None:
    ada = person(Role.CONTRIBUTOR, "treasury")
    where: dict[str, Any] = {"round_id": "spring", "department_id": "treasury"}
    rises = (Rise(statement_id="a1", to=4),)
    for number in range(4):
        action = Action(
            round_id="spring",
            title=f"{'x' * number}{title}",
            departments=("treasury",),
            rises=rises,
            no_date="Later",
        )
        planning.propose_action(installation, ada, noon, action=action)
        made = exporting.board_pack(installation, ada, noon, BoardRequest(**where))
        page = load_workbook(io.BytesIO(made))["Summary"]
        (cell,) = (row[2] for row in page if row[0].value == "What we ask of the board: 2")
        assert cell.data_type == "s"
        assert f"{pictured(title).strip()}” (not costed" in str(cell.value)


def test_a_pack_prints_the_head_of_the_history_whoever_makes_it(
    installation: Installation, person: SomeoneOf, noon: datetime, nao_2019: Round
) -> None:
    reader = person(Role.READER)
    book = _reopened(exporting.board_pack(installation, reader, noon, BoardRequest(nao_2019.id)))
    cover = {row["About this pack"]: row["Value"] for row in _rows(book, "Cover")}
    head = history.history_end(installation, reader)
    assert str(cover["Head of the history"]).startswith(f"{head.hash} (entry {head.number})")


def test_a_pack_shows_the_movement_since_the_last_round_that_the_department_was_in(
    installation: Installation,
    administrator: Person,
    ada: Person,
    noon: datetime,
    treasury: Assessment,
    home_office: Assessment,
) -> None:
    def say(assessment: Assessment, **levels: int) -> None:
        for statement, level in levels.items():
            answer = Answer(state=State.LEVEL, level=level)
            answering.record_answer(
                installation, ada, later, assessment_id=assessment.id, statement_id=statement, answer=answer
            )

    later = noon
    say(treasury, a1=1, a2=1, b1=1)  # 25 %
    later = noon + timedelta(days=60)
    autumn = administering.open_round(
        installation,
        administrator,
        later,
        title="Autumn",
        framework_id="two-themes",
        closes=date(2026, 6, 30),
    )
    where: dict[str, Any] = {"round_id": autumn.id, "department_id": "treasury"}
    say(answering.start_assessment(installation, ada, later, **where), a1=4, a2=0, b1=1)  # 5/12
    book = _reopened(exporting.board_pack(installation, ada, later, BoardRequest(**where)))
    rows = {str(row["Step"]): row for row in _rows(book, "Movement")}
    # a1 up three and a2 down one of the 12 levels there are: +25 and −8⅓
    assert rows["Start: Spring"]["Percentage points"] == pytest.approx(25)
    assert rows["Improved"]["Percentage points"] == pytest.approx(25)
    assert rows["Declined"]["Percentage points"] == pytest.approx(-100 / 12)
    assert rows["Parts together"]["Percentage points"] == pytest.approx(200 / 12)
    assert rows["End: Autumn"]["Percentage points"] == pytest.approx(500 / 12)
    (moved,) = [row for row in _rows(book, "What moved") if row["Statement"] == "A plan"]
    assert (moved["Before"], moved["Now"]) == ("1 Begun", "4 Complete")
    summary = {row["Subject"]: row for row in _rows(book, "Summary")}
    assert "Treasury surely rose 16.7 points" in str(summary["Movement (percentage points)"]["In words"])
    first = _reopened(
        exporting.board_pack(installation, ada, later, BoardRequest(**{**where, "round_id": "spring"}))
    )
    assert "Movement" not in first.sheetnames
