"""Every page: with nothing kept, in ordinary use, and for somebody who may not."""

import ast
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move
from maturity.pages import navigation
from maturity.pages import session as visiting
from maturity.pages.exporting import board_pack
from maturity.services import administering, answering, reviewing
from maturity.services.installation import Installation
from maturity.settings import ROOT
from tests.pages.shown import tables

Visit = Callable[..., AppTest]
Say = Callable[[AppTest, str, str], AppTest]
ME = local_person()
CHOICE = "enterprise-data-strategy/judgement"


def sent(app: AppTest) -> list[dict[str, Any]]:
    """What was sent to every component of ours."""
    return [json.loads(each.proto.json) for each in app.get("bidi_component")]


def levels(app: AppTest) -> list[dict[str, Any]]:
    """What was sent to the browser for every choice of a level."""
    return [data for data in sent(app) if data.get("kind") == "choice"]


def told(app: AppTest) -> str:
    """What the first card says of saving."""
    said = next(data for data in sent(app) if data.get("kind") == "status")
    return " ".join(said["troubles"]) or said["saved"]


def words(app: AppTest) -> str:
    """Everything the page says, without the backslashes that keep Markdown literal."""
    kinds = (
        app.title,
        app.header,
        app.subheader,
        app.markdown,
        app.caption,
        app.info,
        app.warning,
        app.error,
    )
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


@pytest.fixture
def begun(held: Installation) -> int:
    """The id of an assessment that a department has begun in an open round."""
    now = datetime.now(UTC)
    round_ = administering.open_round(
        held, ME, now, title="Spring round", framework_id="nao-data-2019", closes=None
    )
    department = administering.add_department(held, ME, now, name="Department of *Tests*")
    started = answering.start_assessment(held, ME, now, round_id=round_.id, department_id=department.id)
    return started.id


@pytest.mark.parametrize(
    "page", [page for page in navigation.TITLES if page != "glossary"]
)  # it has all it says
@pytest.mark.usefixtures("without_benchmark")
def test_every_page_says_what_to_do_when_nothing_is_kept(visit: Visit, page: str) -> None:
    app = visit(page)
    assert not app.exception
    assert not app.error
    said = words(app)
    assert any(way in said for way in ("Open", "open", "Register", "Take"))


@pytest.mark.parametrize("page", navigation.TITLES)
@pytest.mark.parametrize("role", Role)
def test_every_page_opens_for_every_role(visit: Visit, begun: int, page: str, role: Role) -> None:
    app = visit(page, roles=[role])
    assert not app.exception


@pytest.mark.parametrize("page", navigation.TITLES)
def test_no_page_shows_anything_to_somebody_without_a_role(visit: Visit, begun: int, page: str) -> None:
    app = visit(page, roles=[])
    assert not app.exception
    assert [error.value.replace("\\", "") for error in app.error] == [
        "The person at this computer may not see published findings. Ask an administrator for the role."
    ]
    assert "Tests" not in words(app)


def test_compare_says_a_is_ahead_and_the_others_cannot_be_separated(visit: Visit) -> None:
    app = visit("compare")
    assert app.header[0].value.replace("\\", "") == (
        "The median of 7 departments is 52.8%; 48% of pairs can be told apart."
    )
    assert (
        "10 of 21 pairs of departments (48%) can be told apart; 1 is surely in the top quarter and none in the bottom."
    ) in "".join(each.proto.body for each in app.get("html"))


def test_compare_shows_the_agreed_score_table(visit: Visit) -> None:
    app = visit("compare", part="table")
    scores = [row[1] for row in tables(app)[0]]
    assert scores == [
        "100.0 (94.4 to 100.0), 17 of 18",
        "75.0 (66.7 to 77.8), 16 of 18",
        "61.4 (37.5 to 76.4), 11 of 18",
        "52.8 (52.8 to 52.8), 18 of 18",
        "50.0 (44.4 to 55.6), 16 of 18",
        "46.7 (38.9 to 55.6), 15 of 18",
        "45.0 (37.5 to 54.2), 15 of 18",
    ]


def test_compare_says_whose_method_it_is(visit: Visit) -> None:
    for page in ("compare", "pack"):
        assert "house method</a>" in "".join(each.proto.body for each in visit(page).get("html"))


def test_a_reader_sees_no_draft_on_compare(visit: Visit, begun: int) -> None:
    app = visit("compare", roles=[Role.READER], round="spring-round")
    assert not tables(app)
    assert "No department that you may see" in words(app)


def test_a_round_is_opened_a_department_added_and_its_assessment_started_from_the_page(visit: Visit) -> None:
    app = visit("answer")
    app.button[0].click().run()  # Open the round, with the title offered
    assert not app.exception
    name = next(field for field in app.text_input if field.label == "Name of the department")
    name.set_value("Home Office of Tests")
    next(button for button in app.button if button.label == "Add the department").click().run()
    next(button for button in app.button if button.label == "Start the assessment").click().run()
    assert not app.exception
    assert len(levels(app)) == 1  # one statement at a time, beside the list of all
    (told,) = [data for data in sent(app) if "states" in data]
    assert (len(told["states"]), told["counts"]) == (18, ["0 of 8", "0 of 4", "0 of 6"])


def test_a_department_named_twice_is_told_in_words(visit: Visit, begun: int) -> None:
    app = visit("answer")
    name = next(field for field in app.text_input if field.label == "Name of the department")
    name.set_value("Department of *Tests*")
    next(button for button in app.button if button.label == "Add the department").click().run()
    assert [error.value.replace("\\", "") for error in app.error] == [
        "There is already a department of that name, or of one too like it. Choose another name. "
        "Nothing was changed."
    ]


def test_choosing_a_level_saves_it_at_once_and_says_when(
    visit: Visit, held: Installation, begun: int, say: Say
) -> None:
    app = visit("answer")
    before = held.store.revision()
    say(app, CHOICE, "3")
    assert not app.exception
    assert held.store.revision() == before + 1  # one transaction with one entry of the history
    kept = answering.assessment_view(held, ME, assessment_id=begun).answers["enterprise-data-strategy"]
    assert (kept.state, kept.level, kept.version) == (State.LEVEL, 3, 1)
    assert told(app).startswith("✓ Saved ")


def test_evidence_is_saved_with_the_level_and_shown_as_written(
    visit: Visit, held: Installation, begun: int, say: Say
) -> None:
    app = visit("answer")
    say(app, CHOICE, "3")
    app.text_area[0].set_value("![x](http://elsewhere/x.png) =1+1").run()
    kept = answering.assessment_view(held, ME, assessment_id=begun).answers["enterprise-data-strategy"]
    assert (kept.level, kept.evidence) == (3, "![x](http://elsewhere/x.png) =1+1")


def test_does_not_apply_waits_for_its_reason(visit: Visit, held: Installation, begun: int, say: Say) -> None:
    app = visit("answer")
    say(app, CHOICE, "not_applicable\n")
    assert "say in a few words why it does not apply" in told(app)
    assert answering.assessment_view(held, ME, assessment_id=begun).answers == {}
    say(app, CHOICE, "not_applicable\nWe hold no data")
    kept = answering.assessment_view(held, ME, assessment_id=begun).answers["enterprise-data-strategy"]
    assert (kept.state, kept.reason) == (State.NOT_APPLICABLE, "We hold no data")


def test_a_level_can_be_cleared(visit: Visit, held: Installation, begun: int, say: Say) -> None:
    app = visit("answer")
    say(app, CHOICE, "3")
    say(app, CHOICE, "")
    kept = answering.assessment_view(held, ME, assessment_id=begun).answers["enterprise-data-strategy"]
    assert kept.state is State.NOT_ANSWERED
    assert levels(app)[0]["text"] == ""


@pytest.mark.parametrize(
    ("keep", "level", "evidence"), [("Keep mine", 3, "Theirs"), ("Keep theirs", 1, "Theirs")]
)
def test_a_stale_save_shows_both_and_keeps_the_one_chosen(
    visit: Visit, held: Installation, begun: int, say: Say, keep: str, level: int, evidence: str
) -> None:
    app = visit("answer")
    theirs = Answer(state=State.LEVEL, level=1, evidence="Theirs")
    answering.record_answer(
        held,
        ME,
        datetime.now(UTC),
        assessment_id=begun,
        statement_id="enterprise-data-strategy",
        answer=theirs,
    )
    say(app, CHOICE, "3")
    said = words(app)
    assert "Not saved: where the department stands was changed" in told(app)
    assert "1 Need recognised" in said
    assert "3 Partly in place" in said
    next(button for button in app.button if button.label == keep).click().run()
    kept = answering.assessment_view(held, ME, assessment_id=begun).answers["enterprise-data-strategy"]
    assert (kept.level, kept.evidence) == (level, evidence)
    assert not app.error


def test_an_answer_changed_elsewhere_is_shown_on_the_next_visit(
    visit: Visit, held: Installation, begun: int
) -> None:
    app = visit("answer")
    answering.record_answer(
        held,
        ME,
        datetime.now(UTC),
        assessment_id=begun,
        statement_id="enterprise-data-strategy",
        answer=Answer(state=State.LEVEL, level=2),
    )
    assert levels(app.run())[0]["text"] == "2"


def test_somebody_who_may_not_answer_sees_the_answers_locked(visit: Visit, begun: int) -> None:
    app = visit("answer", roles=[Role.AUDITOR], round="spring-round")
    assert "You may not answer for this department" in app.info[0].value
    assert all(level.get("disabled") for level in levels(app))
    (offered,) = [box.options for box in app.selectbox if box.label == "Show"]
    assert "Assigned to me" not in offered
    assert "Next unanswered" not in str([each.proto.body for each in app.get("html")])


def test_somebody_with_nothing_to_answer_is_not_told_to_add_a_department(visit: Visit, begun: int) -> None:
    app = visit("answer", roles=[Role.READER])
    assert "No department that you may see is in this round" in words(app)
    assert "add your department" not in words(app)


def test_published_findings_are_not_offered_for_answering(visit: Visit, begun: int) -> None:
    app = visit("answer")
    offered = next(box for box in app.selectbox if box.label == "Round").options
    assert offered == ["Spring round"]


def test_the_pack_of_few_departments_is_one_click_away(visit: Visit) -> None:
    app = visit("pack")
    assert offered_by(app)[0] == "Download the board pack"
    assert "Make the board pack" not in [button.label for button in app.button]


def test_a_large_pack_is_made_and_then_offered_until_something_else_is_chosen(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_pack, "MADE_AT_ONCE", 6)  # A to G are seven
    app = visit("pack")
    others = ["Download the slides", "Download the page", "Download the data", "Download the bundle"]
    assert offered_by(app) == others
    marking = next(box for box in app.selectbox if box.label.startswith("Classification"))
    assert marking.value == "OFFICIAL"
    (make,) = [button for button in app.button if button.label == "Make the board pack"]
    app = make.click().run()
    assert offered_by(app) == ["Download the board pack", *others]
    marking = next(box for box in app.selectbox if box.label.startswith("Classification"))
    app = marking.select("OFFICIAL-SENSITIVE").run()
    assert not app.exception
    assert offered_by(app) == others


def offered_by(app: AppTest) -> list[str]:
    return [button.proto.label for button in app.get("download_button")]


SECRET = "Only the Home Office knows this"


@pytest.fixture
def of_another(held: Installation) -> None:
    """The Treasury has begun; the Home Office has a draft in spring, and was submitted in autumn and before."""
    now = datetime.now(UTC)
    for name in ("Treasury", "Home Office"):
        administering.add_department(held, ME, now, name=name)
    for title in ("Winter", "Autumn", "Spring"):
        administering.open_round(held, ME, now, title=title, framework_id="nao-data-2019", closes=None)
    for round_id in ("winter", "autumn", "spring"):
        for department in ("treasury", "home-office"):
            begun = answering.start_assessment(held, ME, now, round_id=round_id, department_id=department)
            if department == "home-office":
                answer = Answer(state=State.LEVEL, level=1, evidence=SECRET, contact=SECRET)
                answering.record_answer(
                    held,
                    ME,
                    now,
                    assessment_id=begun.id,
                    statement_id="enterprise-data-strategy",
                    answer=answer,
                )
            assurance = SECRET if department == "home-office" else "The Treasury's own"
            if round_id != "spring":
                answering.submit(held, ME, now, assessment_id=begun.id, assurance=assurance)
            if round_id == "winter" and department == "home-office":
                reviewing.move_assessment(held, ME, now, assessment_id=begun.id, move=Move.BEGIN_REVIEW)


def everything(app: AppTest) -> str:
    """Whatever was sent to the browser, shown or not."""
    return "\n".join(str(each.proto) for each in app.main if hasattr(each, "proto"))


@pytest.mark.parametrize("page", navigation.TITLES)
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
@pytest.mark.usefixtures("of_another")
def test_nothing_of_another_departments_assessment_reaches_the_browser(
    visit: Visit, page: str, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_treasury = ME.model_copy(update={"roles": frozenset({(role, "treasury")})})
    monkeypatch.setattr(visiting, "local_person", lambda: of_treasury)
    for where in (
        {"round": "spring", "statement": "enterprise-data-strategy"},
        {"round": "autumn"},
        {"round": "winter"},
    ):
        app = visit(page, department="home-office", **where)
        assert not app.exception
        assert SECRET not in everything(app)
        assert not any("Home Office" in heading.value for heading in (*app.header, *app.subheader))


@pytest.mark.usefixtures("of_another")
def test_an_auditor_sees_it(visit: Visit) -> None:
    where = {"round": "spring", "department": "home-office", "statement": "enterprise-data-strategy"}
    assert SECRET in everything(visit("answer", roles=[Role.AUDITOR], **where))


@pytest.mark.usefixtures("of_another")
def test_an_administrator_renames_a_department_and_closes_a_round(visit: Visit, held: Installation) -> None:
    app = visit("administration", department="treasury", round="spring")
    next(field for field in app.text_input if field.label == "Its name from now on").set_value("HM Treasury")
    next(button for button in app.button if button.label == "Save the name").click().run()
    assert "HM Treasury" in [each.name for each in administering.every_department(held, ME)]
    today = datetime.now(UTC).date()
    next(field for field in app.date_input if field.label.startswith("Last day")).set_value(today)
    next(button for button in app.button if button.label == "Save the date").click().run()
    closes = {round_.id: round_.closes for round_ in administering.every_round(held, ME)}
    assert (closes["spring"], closes["autumn"]) == (today, None)
    next(field for field in app.text_input if field.label == "Its name from now on").set_value("Home Office")
    next(button for button in app.button if button.label == "Save the name").click().run()
    assert "already a department" in app.error[0].value


@pytest.mark.usefixtures("held")
def test_an_address_that_is_taken_is_told_in_words(visit: Visit, held: Installation) -> None:
    for name in ("Ada", "Bea"):
        administering.register_person(
            held, ME, datetime.now(UTC), name=name, email=f"{name}@example.gov", roles=[(Role.READER, "*")]
        )
    app = visit("people", person="bea")
    address = next(field for field in app.text_input if field.label.startswith("E-mail address that"))
    address.set_value("ADA@example.gov")
    next(button for button in app.button if button.label == "Save the address").click().run()
    assert "already has the e" in app.error[0].value


@pytest.mark.usefixtures("held")
def test_addresses_are_for_administrators(visit: Visit, held: Installation) -> None:
    administering.register_person(
        held, ME, datetime.now(UTC), name="Ada", email="ada@example.gov", roles=[(Role.READER, "*")]
    )
    assert "example" not in everything(visit("people", roles=[Role.READER]))


def test_no_field_drops_what_is_pasted() -> None:
    """A field with max_chars takes nothing of a paste that is longer, and says nothing; services refuse it in words."""
    for source in sorted((ROOT / "maturity/pages").rglob("*.py")):
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                assert "max_chars" not in {each.arg for each in call.keywords}, f"{source.name}:{call.lineno}"


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    ("page", "field", "button"),
    [
        ("administration", "Title of the round", "Open the round"),
        ("administration", "Name of the department", "Add the department"),
        ("administration", "Its name from now on", "Save the name"),
        ("people", "Name", "Register"),
    ],
)
def test_a_name_too_long_stays_in_its_field_and_is_refused_in_words(
    visit: Visit, page: str, field: str, button: str
) -> None:
    app = visit(page)
    next(each for each in app.text_input if each.label == field).set_value("long " * 50)
    next(each for each in app.button if each.label == button).click().run()
    assert not app.exception
    assert "has 250 characters, and at most 200 are kept. Shorten it by 50." in app.error[0].value.replace(
        "\\", ""
    )
    assert next(each for each in app.text_input if each.label == field).value == "long " * 50


@pytest.mark.usefixtures("begun")
def test_a_closing_date_out_of_range_is_refused_in_words_and_stays(visit: Visit, held: Installation) -> None:
    app = visit("administration")
    for label, button in (
        ("Closes (leave empty for no date)", "Open the round"),
        ("Last day that it is open (leave empty for no date)", "Save the date"),
    ):
        next(each for each in app.date_input if each.label == label).set_value(date(2999, 12, 31))
        next(each for each in app.button if each.label == button).click().run()
        assert not app.exception
        assert "would close on 31 December 2999, more than 10 years after" in app.error[-1].value.replace(
            "\\", ""
        )
        assert next(each for each in app.date_input if each.label == label).value == date(2999, 12, 31)
    assert all(
        round_.closes is None for round_ in administering.every_round(held, ME) if not round_.published
    )


@pytest.mark.usefixtures("begun")
def test_a_second_round_is_offered_under_a_title_of_its_own(visit: Visit, held: Installation) -> None:
    app = visit("administration")
    title = next(each for each in app.text_input if each.label == "Title of the round").value
    assert title not in [each.title for each in administering.every_round(held, ME)]
    next(each for each in app.button if each.label == "Open the round").click().run()
    assert [each.value.replace("\\", "") for each in app.success] == [
        f"“{title}” is open, with no closing date."
    ]
    assert next(each for each in app.text_input if each.label == "Title of the round").value != title


@pytest.mark.usefixtures("begun")
def test_a_new_person_is_for_nobody_until_it_is_said(visit: Visit, held: Installation) -> None:
    administering.add_department(held, ME, datetime.now(UTC), name="Second")
    app = visit("people")
    next(each for each in app.text_input if each.label == "Name").set_value("Ada")
    assert next(each for each in app.selectbox if each.label == "For").value is None
    next(each for each in app.button if each.label == "Register").click().run()
    assert app.error[0].value.startswith("Say for which department they are contributor")
    assert administering.every_person(held, ME) == []
    assert next(each for each in app.text_input if each.label == "Name").value == "Ada"
