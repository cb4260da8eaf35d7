"""Over time: what changed between two rounds, and how far departments and the auditor agree."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move
from maturity.services import administering, answering, reviewing
from maturity.services.installation import Installation
from tests.pages.shown import tables

Visit = Callable[..., AppTest]
ME = local_person()
FIRST, SECOND = "enterprise-data-strategy", "improvement-road-map"


def words(app: AppTest) -> str:
    """Everything the page says, without the backslashes that keep Markdown literal."""
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.info, app.error)
    said = [str(element.value) for kind in kinds for element in kind]
    said += [unescape(re.sub(r"<[^>]*>", "", element.proto.body)) for element in app.get("html")]
    return "\n".join(said).replace("\\", "")


def rows(app: AppTest, place: int) -> list[list[str]]:
    return tables(app)[place]


def assess(
    held: Installation, title: str, at: datetime, levels: dict[str, int], found: dict[str, int]
) -> None:
    """A round in which the Home Office says `levels` and the auditor finds `found`."""
    round_ = administering.open_round(held, ME, at, title=title, framework_id="nao-data-2019", closes=None)
    started = answering.start_assessment(held, ME, at, round_id=round_.id, department_id="home-office")
    for statement, level in levels.items():
        answering.record_answer(
            held,
            ME,
            at,
            assessment_id=started.id,
            statement_id=statement,
            answer=Answer(state=State.LEVEL, level=level),
        )
    answering.submit(held, ME, at, assessment_id=started.id, assurance="Checked")
    reviewing.move_assessment(held, ME, at, assessment_id=started.id, move=Move.BEGIN_REVIEW)
    for statement, level in found.items():
        finding = Finding(
            state=State.LEVEL, level=level, reason="Seen", standing=Standing.RESOLVED, answer_version=1
        )
        reviewing.record_finding(
            held, ME, at, assessment_id=started.id, statement_id=statement, finding=finding
        )


@pytest.fixture
def spring(held: Installation) -> None:
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    administering.add_department(held, ME, at, name="Home Office")
    assess(held, "Spring", at, {FIRST: 2, SECOND: 2}, {})


@pytest.fixture
def autumn(held: Installation, spring: None) -> None:
    """50 % to 75 %, of which the auditor takes 12.5 points away."""
    assess(held, "Autumn", datetime(2026, 9, 1, 12, tzinfo=UTC), {FIRST: 4, SECOND: 2}, {FIRST: 3})


def test_without_a_live_round_the_page_says_what_to_do(visit: Visit) -> None:
    app = visit("over_time")
    assert [each.value for each in app.info] == [
        "There is no round with a department that you may see. Open a round and start an assessment on the "
        "Answer page."
    ]


@pytest.mark.usefixtures("spring")
def test_one_round_is_shown_without_a_bridge(visit: Visit) -> None:
    app = visit("over_time", department="home-office")
    assert not app.exception
    assert app.header[0].value == "One round so far\\: Spring"
    assert "It needs a second round." in words(app)
    assert rows(app, 0) == [["Spring", "50.0 (5.6 to 94.4), 2 of 18", "11.1"]]  # 4 of 72 levels; 4 + 16 × 4
    assert "No statement has both a level from its department and a level from the auditor." in words(app)


@pytest.mark.usefixtures("autumn")
def test_the_heading_says_what_happened_and_the_table_what_it_is_made_of(visit: Visit) -> None:
    app = visit("over_time", department="home-office", view="audited")
    assert not app.exception
    assert app.header[0].value.replace("\\", "") == (
        "Too little is known to say how Home Office moved; what is known went from 50.0% in Spring to 62.5% in "
        "Autumn: improved +25.0, auditor's findings −12.5."
    )
    assert "what nobody knows could be the whole difference" in words(app)
    parts = {part: (points, statements) for part, points, statements in rows(app, 0)}
    assert parts["Spring"] == ("50.0%", "")
    assert parts["Improved"] == ("+25.0", "Enterprise data strategy")
    assert parts["Declined"] == ("0.0", "None")
    assert parts["Auditor's findings"][0] == "−12.5"
    assert parts["Autumn"] == ("62.5%", "")
    closed = tables(app)
    app.session_state["behind the parts"] = True  # opens it
    app.run()
    assert len(tables(app)) == len(closed) + 1
    assert rows(app, 1)[0] == ["Improved", "Enterprise data strategy", "2 Under development", "4 In place"]
    assert len(app.get("plotly_chart")) == 3


@pytest.mark.usefixtures("autumn")
def test_self_against_audited_has_its_counts_and_a_plain_reading(visit: Visit) -> None:
    app = visit("over_time", department="home-office")
    said = words(app)
    assert "Autumn: Home Office puts itself 1.00 levels above the auditor on average, over 1 pair." in said
    assert "On 0 of 1 pair both are at the same level (0.0%)." in said
    assert "Every finding was recorded by somebody who saw the department's level" in said
    assert "Quadratic weighted kappa: 0.00, over 1 pair." in said
    assert "agreement:" not in said
    shown = tables(app)
    assert ["4 In place", "0", "0", "0", "1", "0"] in shown[2]  # the auditor's 3
    assert [["Home Office", "+1.00", "1", "1", "0", "0"]] in shown
    assert any(["Governance", "No pairs", "0", "0", "0", "0"] in each for each in shown)
    assert ["Answered with a level, no finding", "1"] in shown[-1]
    assert ["Not answered, no finding", "16"] in shown[-1]


@pytest.mark.usefixtures("autumn")
def test_all_departments_have_a_mean_and_no_median_of_fewer_than_five(visit: Visit) -> None:
    app = visit("over_time", department="*")
    assert (
        app.header[0]
        .value.replace("\\", "")
        .startswith("Home Office rose 25.0 points, not certain, from 50.0% in Spring")
    )
    assert "A median is shown for a round in which 5 or more departments have a score." in words(app)


@pytest.mark.usefixtures("autumn")
def test_one_department_or_answer_is_told_in_the_singular(visit: Visit, held: Installation) -> None:
    at = datetime(2026, 9, 2, 12, tzinfo=UTC)
    administering.add_department(held, ME, at, name="Treasury")
    answering.start_assessment(held, ME, at, round_id="autumn", department_id="treasury")
    labels = [each.label for each in visit("over_time").expander]
    assert "1 department is not in the mean" in labels


@pytest.mark.usefixtures("autumn")
def test_the_choices_are_read_from_the_address_and_kept_there(visit: Visit) -> None:
    app = visit("over_time", department="home-office", view="self", to="autumn")
    assert [box.value for box in app.selectbox] == ["home-office", "self", "spring", "autumn"]
    app.selectbox[0].set_value("*").run()
    assert not app.exception
    assert app.query_params["department"] == "*"


@pytest.mark.usefixtures("autumn")
def test_a_reader_sees_nothing_of_assessments_that_are_not_agreed(visit: Visit) -> None:
    app = visit("over_time", roles=[Role.READER], department="home-office")
    assert not tables(app)
    assert "Home Office" not in words(app)
    assert "There is no round with a department that you may see." in words(app)
