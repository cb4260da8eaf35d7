"""Home's three faces: before there is anything, of the whole government, and of several rounds; and made-up data."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Role, local_person
from maturity.pages import session as visiting
from maturity.services import administering, answering, demo
from maturity.services.installation import Installation

Visit = Callable[..., AppTest]
ME = local_person()
NOW = datetime.now(UTC)


def drawn(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(unescape(each.proto.body) for each in app.get("html"))


def words(app: AppTest) -> str:
    said = [str(each.value) for kind in (app.header, app.subheader, app.markdown) for each in kind]
    return "\n".join([*said, re.sub(r"<[^>]*>", "", drawn(app))]).replace("\\", "")


def test_the_first_screen_is_what_was_published_with_what_it_tells_and_two_ways_to_begin(
    visit: Visit,
) -> None:
    app = visit("home")
    assert app.header[0].value.startswith("Department A is at the top on 17 of 18 statements")
    assert drawn(app).count('<td class="cell') == 18 * 7
    assert "./compare?round=nao-2019&part=statements&statement=" in drawn(app)
    said = words(app)
    for told in (
        "6 of 7 are at the top on “Legal duties managed”.",
        "5 of 7 are known to be below level 2 on “Information flows easily”.",
        "4 of 7 could not be judged on “Data costs understood”, for want of evidence.",
    ):
        assert told in said
    assert [button.label for button in app.button] == ["Start your assessment"]
    assert '<a class="button" href="./?made-up=nao-data-2019">Try it with made-up data</a>' in drawn(app)


@pytest.mark.usefixtures("without_benchmark")
def test_without_published_findings_the_first_screen_says_what_is_asked(visit: Visit) -> None:
    said = words(visit("home"))
    assert "18 statements in 3 themes, each judged from “Not in place” to “In place”." in said
    assert "1. Open a round" in said


def test_an_auditor_sees_the_whole_government_and_an_officer_a_block_for_every_round(
    visit: Visit, held: Installation
) -> None:
    for title in ("Spring", "Autumn"):
        administering.open_round(held, ME, NOW, title=title, framework_id="nao-data-2019", closes=None)
    for name in ("Kent", "Surrey"):
        administering.add_department(held, ME, NOW, name=name)
    begun = answering.start_assessment(held, ME, NOW, round_id="spring", department_id="kent")
    level = Answer(state=State.LEVEL, level=1)
    answering.record_answer(
        held, ME, NOW, assessment_id=begun.id, statement_id="information-flows", answer=level
    )
    government = words(visit("home", roles=[Role.AUDITOR]))
    assert "1 of 2 departments have begun; it has no closing date." in government
    assert "No assessment waits for an auditor; 2 are not yet submitted." in government
    assert "“Information flows easily”: 1 of 1 known (100%) are below level 2." in government
    assert "All departments" in str(visit("home", roles=list(Role)).selectbox[0].options)
    officer = visit("home", roles=list(Role), department="kent")
    blocks = [each.value.replace("\\", "") for each in officer.header if "Kent" in each.value]
    assert blocks == ["Kent: Autumn", "Kent: Spring"]
    assert "./answer?round=spring&department=kent&statement=information-flows" in drawn(officer)
    assert "Fewer than 5 others can be shown to you" in words(officer)


def test_the_made_up_government_has_a_database_of_its_own(
    visit: Visit, held: Installation, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "LOOK_ROUND_DEPARTMENTS", 6)
    monkeypatch.setattr(demo, "LOOK_ROUND_ROUNDS", 2)
    administering.add_department(held, ME, NOW, name="Kent")
    app = visit("home", **{"made-up": "nao-data-2019"})
    assert "of 6 departments have begun" in words(app)
    assert "Kent" not in words(app)
    assert [each.name for each in administering.every_department(held, ME)] == ["Kent"]
    beside = visiting.opened_made_up(
        visiting.settings().model_copy(
            update={
                "database_url": database.replace("maturity.sqlite", "maturity-made-up-nao-data-2019.sqlite")
            }
        ),
        "nao-data-2019",
    )
    assert len(administering.every_department(beside, ME)) == 6
    visiting.opened_made_up.clear()
    assert "There is no framework “nobody”." in visit("home", **{"made-up": "nobody"}).error[0].value.replace(
        "\\", ""
    )
