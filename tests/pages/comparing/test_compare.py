"""Compare: what it shows of the published round, by filters in the address, by letters, and to whom."""

import csv
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Move
from maturity.pages import session as visiting
from maturity.services import administering, answering, reviewing
from maturity.services.installation import Installation
from maturity.store.tables import AnswerRow, AssessmentRow, DepartmentRow
from tests.pages.shown import tables

Visit = Callable[..., AppTest]
ME = local_person()
NOW = datetime.now(UTC)
FINDINGS = Path(__file__).parents[3] / "data" / "nao-2019-findings.csv"
LADDER = ["Not in place", "Need recognised", "Under development", "Partly in place", "In place"]
STATEMENT = "enterprise-data-strategy"

# Best and worst rank, and who cannot be separated: worked in steps of 72 in tests/scoring/test_compare.py
PENCIL = {
    "A": ("1", ""),
    "C": ("2 to 3", "G"),
    "G": ("2 to 7", "BCDEF"),
    "B": ("3 to 7", "DEFG"),
    "F": ("3 to 7", "BDEG"),
    "D": ("3 to 7", "BEFG"),
    "E": ("3 to 7", "BDFG"),
}


def everything(app: AppTest) -> str:
    """All that the page sends to the browser, charts, tables and choices included."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
    parts = [str(getattr(element, "value", "")) for kind in kinds for element in app.get(kind)]
    parts += [frame.value.to_csv() for frame in app.dataframe]
    parts += [str(frame.proto.columns) for frame in app.dataframe]
    parts += [chart.proto.spec for chart in app.get("plotly_chart")]
    parts += [unescape(html(app))]
    parts += [str(box.options) for box in (*app.selectbox, *app.multiselect)]
    parts += [json.dumps(dict(app.query_params))]
    return "\n".join(parts).replace("\\", "")


def html(app: AppTest) -> str:
    return "\n".join(element.proto.body for element in app.get("html"))


def matrix(app: AppTest) -> dict[tuple[str, str], str]:
    """The words of every cell of the matrix, by the statement and the department that it opens."""
    found = {}
    for href, said in re.findall(r'<td class="cell[^"]*"><a href="([^"]*)" [^>]*title="([^"]*)"', html(app)):
        query = parse_qs(urlsplit(unescape(href)).query)
        found[query["statement"][0], query["department"][0]] = unescape(said)
    return found


def rows(app: AppTest, place: int = 0) -> list[list[str]]:
    return tables(app)[place]


def offered(app: AppTest) -> dict[str, list[str]]:
    return {box.label: box.options for box in app.selectbox}


def start(held: Installation, name: str, levels: dict[str, int], round_id: str = "spring") -> int:
    """A department's assessment with some levels, each with evidence that names the department."""
    department = administering.add_department(held, ME, NOW, name=name)
    begun = answering.start_assessment(held, ME, NOW, round_id=round_id, department_id=department.id)
    for statement, level in levels.items():
        answer = Answer(
            state=State.LEVEL,
            level=level,
            evidence=f"Minutes of {name}",
            links=(f"https://{department.id}/",),
        )
        answering.record_answer(held, ME, NOW, assessment_id=begun.id, statement_id=statement, answer=answer)
    return begun.id


@pytest.fixture
def spring(held: Installation) -> dict[str, int]:
    """Kent and Surrey in a live round, Surrey in Kent's family; the ids of their drafts."""
    administering.open_round(held, ME, NOW, title="Spring", framework_id="nao-data-2019", closes=None)
    begun = {
        "kent": start(held, "Kent", {STATEMENT: 3, "information-flows": 1}),
        "surrey": start(held, "Surrey", {STATEMENT: 1}),
        "wales": start(held, "Wales", {}),
    }
    administering.set_family(held, ME, NOW, department_id="surrey", family="kent")
    return begun


@pytest.fixture
def act(monkeypatch: pytest.MonkeyPatch) -> Callable[[Person], None]:
    return lambda person: monkeypatch.setattr(visiting, "local_person", lambda: person)


def test_the_published_table_is_reproduced_cell_by_cell(visit: Visit, held: Installation) -> None:
    app = visit("compare", sort="name", part="statements")
    assert not app.exception
    shown = matrix(app)
    with FINDINGS.open(encoding="utf-8", newline="") as file:
        published = list(csv.DictReader(file))
    assert len(published) == len(shown) == 126
    for cell in published:
        words = LADDER[int(cell["level"])] if cell["level"] else "Not determined"
        assert shown[cell["statement_id"], cell["department"]] == words


def test_every_pair_and_every_rank_is_as_worked_by_pencil(visit: Visit) -> None:
    shown = {row[0][-1]: row for row in rows(visit("compare", part="table"))}
    assert list(shown) == list(PENCIL)  # by score
    for letter, (rank, together) in PENCIL.items():
        named = shown[letter][3]
        assert shown[letter][2] == rank
        found = "" if named.startswith("None") else "".join(sorted(each[-1] for each in named.split(", ")))
        assert found == together


def test_other_readings_stand_beside_the_published_scores(visit: Visit) -> None:
    shown = {row[0][-1]: row[4:] for row in rows(visit("compare", part="table"))}
    assert shown["E"] == ["Between 23.4 and 55.0 under other readings of 9 cells", "20.8 to 62.5"]
    assert shown["C"] == ["Between 73.4 and 75.0 under other readings of 1 cell", "65.3 to 77.8"]


def test_a_published_cell_tells_its_summary_and_other_reading(visit: Visit) -> None:
    said = everything(visit("compare", statement="data-strategic-asset", department="B"))
    assert "1 Need recognised** (published; our coding)" in said
    assert "It could defensibly be read as: **3 Partly in place**" in said


def test_one_theme_alone_has_its_own_scores_and_statements(visit: Visit) -> None:
    app = visit("compare", theme="governance", part="table")
    assert len(matrix(visit("compare", theme="governance", part="statements"))) == 6 * 7
    scores = {row[0][-1]: row[1] for row in rows(app)}
    assert scores["B"] == "62.5 (62.5 to 62.5), 6 of 6"  # 15 of 24 steps
    assert "Governance alone" in everything(app)


def test_the_themes_and_the_spread_have_their_parts(visit: Visit) -> None:
    themes = visit("compare", part="themes")
    assert not themes.exception
    drawn = html(themes)
    assert drawn.count("<tr>") == 1 + 7
    assert drawn.count('class="with-score"') == 3 * 7
    assert 'title="53.1 (53.1 to 53.1), 8 of 8"' in drawn  # B's strategy: 17 of 32 steps
    spread = visit("compare", part="spread")
    assert "“Information flows easily”: 5 of 7 known (71%) are below level 2" in (
        spread.header[0].value.replace("\\", "")
    )


def test_a_family_is_shown_alone(visit: Visit, spring: dict[str, int]) -> None:
    app = visit("compare", round="spring", family="kent", benchmark="without", part="table")
    assert {row[0] for row in rows(app)} == {"Kent", "Surrey"}
    assert ["Family of Kent", "2", "0", "Too few to compare (0; at least 5)"] in rows(app, 1)
    assert {row[0] for row in rows(visit("compare", round="spring", family="nobody", part="table"))} == {
        "Kent",
        "Surrey",
        "Wales",
    }


def test_the_auditors_view_scores_findings_and_the_cell_shows_both(
    visit: Visit, held: Installation, spring: dict[str, int]
) -> None:
    answering.submit(held, ME, NOW, assessment_id=spring["kent"], assurance="Checked")
    reviewing.move_assessment(held, ME, NOW, assessment_id=spring["kent"], move=Move.BEGIN_REVIEW)
    finding = Finding(
        state=State.LEVEL, level=2, reason="Half was shown", standing=Standing.CHALLENGED, answer_version=1
    )
    kept = reviewing.record_finding(
        held, ME, NOW, assessment_id=spring["kent"], statement_id=STATEMENT, finding=finding
    )
    reviewing.reply(
        held,
        ME,
        NOW,
        assessment_id=spring["kent"],
        statement_id=STATEMENT,
        words="The rest is there",
        based_on=kept.version,
    )
    scores = [
        {row[0]: row[1] for row in rows(visit("compare", round="spring", view=view, part="table"))}["Kent"][
            :4
        ]
        for view in ("self", "audited")
    ]
    assert scores == ["50.0", "37.5"]  # 3+1 and 2+1 of 8 steps
    own, audited = (visit("compare", round="spring", view=view, part="table") for view in ("self", "audited"))
    found = {row[0]: row for row in rows(own)}
    assert found["Kent"][2:4] == ["37.5 (4.2 to 93.1), 2 of 18", "1 of 18"]  # of 72 steps, 3 to 67
    assert [found["Wales"][2][:10], found["Wales"][3]] == ["No finding", "0 of 18"]
    drawn, checked = (
        visit("compare", round="spring", view=view, part="statements") for view in ("self", "audited")
    )
    assert matrix(drawn)[STATEMENT, "kent"] == "Partly in place (auditor found 2)"
    assert matrix(checked)[STATEMENT, "kent"] == "Under development (audited)"
    assert ">3≠<" in html(drawn)
    assert ">2✓<" in html(checked)
    ranked = "Ranked together: 1 department has auditors' findings, and 2 have none and stand on their own answers."
    assert ranked in everything(audited)
    assert ranked not in everything(own)
    app = visit("compare", round="spring", statement=STATEMENT, department="kent")
    said = everything(app)
    for words in (
        "3 Partly in place",
        "Minutes of Kent",
        "https://kent/",
        "2 Under development**, challenged",
        "Half was shown",
        "The rest is there",
        "History of the answer",
    ):
        assert words in said


def test_published_findings_stand_beside_and_are_not_ranked(visit: Visit, spring: dict[str, int]) -> None:
    app = visit("compare", round="spring", benchmark="with", part="table")
    assert {row[0] for row in rows(app)} == {"Kent", "Surrey", "Wales"}
    assert {row[2] for row in rows(app)} == {  # of each too little is known
        "Answer 7 more statements",
        "Answer 8 more statements",
        "Answer 9 more statements",
    }
    beside = {row[0]: row[1:] for row in rows(app, 1)}
    assert beside["Department B (published)"] == [
        "52.8 (52.8 to 52.8), 18 of 18",
        "Between 45.8 and 55.6 under other readings of 4 cells",
        "45.8 to 55.6",
    ]
    assert "(published; our coding)" in everything(app)
    assert "Whose word" in offered(app)
    assert "Whose word" not in offered(visit("compare", round="nao-2019"))


@pytest.mark.parametrize("part", ["scores", "statements", "themes", "spread", "table"])
def test_letters_leave_no_name_on_the_page(visit: Visit, spring: dict[str, int], part: str) -> None:
    app = visit(
        "compare",
        round="spring",
        names="letters",
        part=part,
        statement=STATEMENT,
        department="peer-a",
        family="kent",
        sort="family",
        departments="kent,peer-b,peer-a,peer-c",
    )
    assert not app.exception
    said = everything(app)
    for name in ("Kent", "Surrey", "Wales", "surrey", "wales", "Minutes of"):
        assert name not in said
    assert part == "spread" or "Peer B" in said
    if part == "statements":
        assert "so what was written is left out" in said


def test_a_name_typed_into_the_address_tells_no_letter(visit: Visit, spring: dict[str, int]) -> None:
    app = visit(
        "compare", round="spring", names="letters", part="statements", statement=STATEMENT, department="kent"
    )
    assert "department" not in app.query_params
    assert not app.subheader  # no cell of Kent's


def test_departments_are_chosen_by_status_and_by_how_much_is_known(
    visit: Visit, held: Installation, spring: dict[str, int]
) -> None:
    every = [statement.id for statement in held.frameworks["nao-data-2019"].statements]
    for place, name in enumerate(("Essex", "Dorset")):
        begun = start(held, name, dict.fromkeys(every, 1 + 2 * place))
        answering.submit(held, ME, NOW, assessment_id=begun, assurance="Checked")
    app = visit("compare", round="spring", part="table")
    assert app.header[0].value.replace("\\", "") == (
        "Dorset is surely above Essex; 3 are too little known to place."
    )
    assert "Not all are equally final: 3 draft and 2 submitted." in everything(app)
    assert [(row[0], row[2], row[-1]) for row in rows(app)] == [
        ("Dorset", "1", "Submitted"),
        ("Essex", "2", "Submitted"),
    ]
    assert [row[0] for row in rows(app, 1)] == [
        "Kent",
        "Surrey",
        "Wales",
    ]  # apart, in no order of their scores
    known = visit("compare", round="spring", known="enough", part="table")
    assert known.header[0].value == "Dorset is surely above Essex\\."
    drafts = visit("compare", round="spring", status="draft", part="table")
    assert [row[0] for row in rows(drafts)] == ["Kent", "Surrey", "Wales"]
    assert "Spring; draft;" in everything(drafts)
    assert "None of the departments is so" in everything(visit("compare", round="spring", status="agreed"))


def test_department_staff_see_no_draft_of_another(
    visit: Visit, held: Installation, spring: dict[str, int], act: Callable[[Person], None]
) -> None:
    act(Person(id="sue", name="Sue", roles=frozenset({(Role.CONTRIBUTOR, "surrey")}), local=True))
    for part in ("scores", "statements", "themes", "spread", "table"):
        app = visit("compare", round="spring", part=part, statement=STATEMENT, department="kent")
        assert not app.exception
        said = everything(app)
        assert "Kent" not in said.replace("Family of Kent", "").replace(
            "'Kent'", ""
        )  # its parent's name alone
        assert "Minutes of Kent" not in said
        assert "kent/" not in said


def test_somebody_without_a_role_for_it_sees_nothing(visit: Visit, spring: dict[str, int]) -> None:
    app = visit("compare", roles=[Role.READER], round="spring")
    assert "No department that you may see" in everything(app)
    assert not tables(app)


@pytest.fixture
def three_hundred(held: Installation) -> None:
    """A made-up round; written row by row, since three hundred departments by the services take their time."""
    round_ = administering.open_round(
        held, ME, NOW, title="Made up", framework_id="nao-data-2019", closes=None
    )
    statements = held.frameworks["nao-data-2019"].statements
    with held.store.transaction(ME, NOW) as transaction:
        session = transaction.session
        session.add_all(DepartmentRow(id=f"d{n}", name=f"Made-up {n:03}") for n in range(300))
        session.flush()
        begun = [
            AssessmentRow(round_id=round_.id, department_id=f"d{n}", status="draft", started_at=NOW)
            for n in range(300)
        ]
        session.add_all(begun)
        session.flush()
        session.add_all(
            AnswerRow(
                assessment_id=row.id or 0,
                statement_id=statement.id,
                state="level",
                level=(n + place) % 5,
                version=1,
                changed_at=NOW,
                changed_by=ME.id,
            )
            for n, row in enumerate(begun)
            for place, statement in enumerate(statements)
        )


@pytest.mark.usefixtures("three_hundred")
def test_three_hundred_departments_come_in_pages_that_everything_shares(visit: Visit) -> None:
    app = visit("compare", round="made-up", sort="name", page="3", part="table")
    assert not app.exception
    assert next(box for box in app.selectbox if box.label == "Page").value == "3"
    assert "Departments 51–75 of 300" in offered(app)["Page"]
    names = [f"Made-up {n:03}" for n in range(50, 75)]
    assert [row[0] for row in rows(app)] == names
    assert ["All departments", "300", "300"] in [row[:3] for row in rows(app, 1)]
    scores = html(visit("compare", round="made-up", sort="name", page="3"))
    assert [f"{n:03}" for n in range(50, 75)] == re.findall(r">(\d+)</a>", scores)
    statements = visit("compare", round="made-up", sort="name", page="3", part="statements")
    assert {department for _, department in matrix(statements)} == {f"d{n}" for n in range(50, 75)}
    (whole,) = (json.loads(chart.proto.spec) for chart in statements.get("plotly_chart"))
    assert whole["layout"]["xaxis"]["title"]["text"] == "300 departments"
    chosen = visit("compare", round="made-up", departments="d7,d8", part="table")
    assert {row[0] for row in rows(chosen)} == {"Made-up 007", "Made-up 008"}
    far = visit("compare", round="made-up", statement=STATEMENT, department="d299")
    assert far.subheader[-1].value.replace("\\", "") == "Made-up 299: Enterprise data strategy"


def test_an_administrator_puts_a_department_into_a_family(
    visit: Visit, held: Installation, spring: dict[str, int]
) -> None:
    app = visit("administration", department="wales")
    next(box for box in app.selectbox if box.label == "In the family of").set_value("kent")
    next(button for button in app.button if button.label == "Save the family").click().run()
    assert not app.exception
    kept = administering.every_department(held, ME)
    assert {each.id: each.family for each in kept} == {"kent": None, "surrey": "kent", "wales": "kent"}


def test_the_pack_page_goes_by_the_auditors_word_where_the_address_says_so(
    visit: Visit, held: Installation, spring: dict[str, int]
) -> None:
    app = visit("pack", round="spring", view="audited")
    assert next(box for box in app.selectbox if box.label == "Whose word").value == "audited"
    assert "Scored: the auditor's findings where there are any" in everything(app)
    assert "Whose word" not in offered(visit("pack", round="nao-2019"))
