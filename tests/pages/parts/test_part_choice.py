"""The statements of one theme, or of one value of a facet, alone: on Answer, Review and Road map."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import local_person
from maturity.services import administering, answering, frameworks
from maturity.services.installation import Installation

Visit = Callable[..., AppTest]
ME = local_person()
NOW = datetime.now(UTC)
MATRIX = Path(__file__).parents[2] / "frameworks" / "matrix.yaml"
TOOLS = "Theme: Tools"


def said(app: AppTest) -> str:
    assert not app.exception
    drawn = [re.sub(r"<[^>]*>", " ", unescape(each.proto.body)) for each in app.get("html")]
    kinds = (app.title, app.markdown, app.info, app.warning)
    words = [*(str(each.value) for kind in kinds for each in kind), *drawn]
    return " ".join(" ".join(words).replace("\\", "").split())


def links(app: AppTest, label: str) -> list[str]:
    """Where the links of that label lead."""
    drawn = "".join(each.proto.body for each in app.get("html"))
    return [unescape(href) for href in re.findall(rf'href="([^"]*)"[^>]*>{label}', drawn)]


def choose(app: AppTest, label: str) -> AppTest:
    next(each for each in app.selectbox if each.label == "Theme").select(label).run()
    return app


@pytest.fixture
def begun(held: Installation) -> int:
    """An assessment with one level, and three statements that nobody answered."""
    frameworks.take_in(held, ME, NOW, text=MATRIX.read_text(encoding="utf-8"), name="matrix.yaml")
    administering.open_round(held, ME, NOW, title="First", framework_id="matrix", closes=None)
    administering.add_department(held, ME, NOW, name="Tests")
    assessment = answering.start_assessment(held, ME, NOW, round_id="first", department_id="tests").id
    level = Answer(state=State.LEVEL, level=2)
    answering.record_answer(held, ME, NOW, assessment_id=assessment, statement_id="a2", answer=level)
    return assessment


def test_answer_shows_a_part_says_so_and_shows_all_again_in_one_press(visit: Visit, begun: int) -> None:
    app = choose(visit("answer", round="first"), TOOLS)
    assert app.query_params["only"] == "way/tools"
    assert "2 of 4 statements: Theme: Tools." in said(app)
    assert "People · statement 1 of 2 · Theme: Tools" in said(app)  # the next of it that is not answered
    (everything,) = links(app, "Show all 4")
    assert "only" not in everything
    (table,) = links(app, "All in one table")
    assert "only=way%2Ftools" in table
    assert "2 statements in one table" in said(visit("answer", round="first", view="table", only="way/tools"))


def test_answer_combines_it_with_what_is_to_be_done(visit: Visit, begun: int) -> None:
    app = visit("answer", round="first", only="way/tools", show="Unanswered")
    assert "1 of 4 statements: Unanswered; Theme: Tools." in said(app)
    assert all("show" not in each and "only" not in each for each in links(app, "Show all 4"))
    assert "No statement of People is like that. All of People are shown." in said(
        visit("answer", round="first", only="people", show="Unsure")
    )


def test_after_the_last_of_a_part_the_rest_is_named(visit: Visit, held: Installation, begun: int) -> None:
    level = Answer(state=State.LEVEL, level=2)
    answering.record_answer(held, ME, NOW, assessment_id=begun, statement_id="b1", answer=level)
    app = visit("answer", round="first", only="way/tools", statement="b1")
    (following,) = links(app, "Next unanswered, of all: A deputy")
    assert "statement=b2" in following
    assert "only" not in following
    assert not links(app, "Check and submit")


def test_the_road_map_shows_its_gaps_and_keeps_what_is_worked_on(visit: Visit, begun: int) -> None:
    app = visit("road_map", round="first", department="tests", statement="b2", only="way/tools")
    assert "2 of 4 gaps: Theme: Tools." in said(app)
    (work,) = (each for each in app.selectbox if each.label == "Statement")
    assert [each.partition(":")[0] for each in work.options] == ["A budget", "An owner", "A deputy"]
    assert work.value == "b2"
    assert all("only=way%2Ftools" in each for each in links(app, "Plan<"))


def test_review_lists_a_part(visit: Visit, held: Installation, begun: int) -> None:
    answering.submit(held, ME, NOW, assessment_id=begun, assurance="We checked")
    app = choose(visit("review", round="first", department="tests"), TOOLS)
    assert "2 of 4 statements: Theme: Tools." in said(app)
    (show,) = (each for each in app.radio if each.label == "Show")
    assert "All (2)" in [each.replace("\\", "") for each in show.options]


def test_one_statement_says_its_facets(visit: Visit, begun: int) -> None:
    assert "Theme: Uses and Tools" in said(visit("statement", round="first", statement="a2"))


def test_a_part_that_is_not_there_is_said_and_all_is_shown(visit: Visit, begun: int) -> None:
    for page in ("answer", "road_map"):
        assert "the address asks for “way/zebras”" in said(visit(page, round="first", only="way/zebras"))


def test_few_statements_without_a_scored_facet_are_not_narrowed(visit: Visit, held: Installation) -> None:
    administering.open_round(held, ME, NOW, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(held, ME, NOW, name="Tests")
    answering.start_assessment(held, ME, NOW, round_id="spring", department_id="tests")
    app = visit("answer", round="spring")
    assert "Theme" not in [each.label for each in app.selectbox]
