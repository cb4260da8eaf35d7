"""Home, the rest of a card, people, and check and submit: a department's own assessment on its pages."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move, Status
from maturity.pages.session import ACTING_AS
from maturity.services import administering, answering, reviewing
from maturity.services.installation import Installation
from tests.pages.shown import tables

Visit = Callable[..., AppTest]
Say = Callable[[AppTest, str, str], AppTest]
ME = local_person()
NOW = datetime.now(UTC)
FIRST = "enterprise-data-strategy"


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
    sent = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    told = [
        line for data in sent if data.get("kind") == "status" for line in (data["saved"], *data["troubles"])
    ]
    drawn = [re.sub(r"<[^>]*>", "", unescape(each.proto.body)) for each in app.get("html")]
    return "\n".join([*(str(each.value) for kind in kinds for each in kind), *told, *drawn]).replace("\\", "")


def asked(app: AppTest) -> list[str]:
    """The statement that is shown, by its label."""
    drawn = "".join(each.proto.body for each in app.get("html"))
    return [unescape(each) for each in re.findall(r"<h1[^>]*>([^<]*)</h1>", drawn)]


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label.replace("\\", "") == label).click().run()
    assert not app.exception
    return app


def area(app: AppTest, label: str) -> TextArea:
    return next(field for field in app.text_area if field.label == label)


def unfold(app: AppTest, assessment_id: int, part: str) -> AppTest:
    """Open what is folded beside the first statement, as a click on it does: "more" of it, or what is "around"."""
    app.session_state[f"{part} {assessment_id}/{FIRST}"] = True
    return app.run()


def listed(app: AppTest) -> dict[str, Any]:
    """What the list of statements was told: its groups, and the state of each statement by id."""
    sent = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    found: dict[str, Any] = next(data for data in sent if "states" in data)
    return found


@pytest.fixture
def begun(held: Installation) -> int:
    administering.open_round(held, ME, NOW, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(held, ME, NOW, name="Tests")
    return answering.start_assessment(held, ME, NOW, round_id="spring", department_id="tests").id


def save(held: Installation, assessment_id: int, statement: str, answer: Answer) -> None:
    answering.record_answer(
        held, ME, datetime.now(UTC), assessment_id=assessment_id, statement_id=statement, answer=answer
    )


def kept(held: Installation, assessment_id: int) -> Answer:
    return answering.assessment_view(held, ME, assessment_id=assessment_id).answers[FIRST]


def test_home_says_how_far_it_is_who_did_what_and_what_is_next(
    visit: Visit, held: Installation, begun: int
) -> None:
    save(held, begun, FIRST, Answer(state=State.LEVEL, level=1))
    app = visit("home")
    said = words(app)
    assert "Spring is open and has no closing date." in said
    assert "The person at this computer answered “Enterprise data strategy”" in said
    assert "The person at this computer started the assessment" in said
    assert "1 of 8 answered" in said
    assert "Too little is known to say where you stand: answer 8 more statements." in said
    assert "Answer 17 statements" in said
    assert "Next: Fits overall objectives" in [button.label for button in app.button]


def test_home_leads_to_the_check_when_all_is_answered(visit: Visit, held: Installation, begun: int) -> None:
    for statement in held.frameworks["nao-data-2019"].statements:
        save(held, begun, statement.id, Answer(state=State.LEVEL, level=1))
    assert "All answered: check and submit" in [button.label for button in visit("home").button]


def test_home_tells_a_newcomer_how_to_begin_in_three_lines(visit: Visit) -> None:
    app = visit("home")
    assert "1. Open a round" in words(app)
    assert "3. Check, submit" in words(app)


def test_home_tells_a_reader_what_can_be_read(visit: Visit, held: Installation, begun: int) -> None:
    app = visit("home", roles=[Role.READER])
    said = words(app)
    assert not any(told in said for told in ("How to begin", "Open a round", "gives you a role"))
    assert "Department A is at the top on 17 of 18 statements" in said  # nothing of the live one is agreed
    for offered in ("Compare departments", "See what changed over time", "Make a board pack"):
        assert offered in said


@pytest.mark.usefixtures("without_benchmark")
def test_home_tells_a_reader_where_nothing_can_be_read_what_will_come(visit: Visit) -> None:
    said = words(visit("home", roles=[Role.READER]))
    assert "Nothing yet. An assessment comes here once" in said
    for page in ("compare", "over_time", "portfolio", "pack", "road_map"):
        told = words(visit(page, roles=[Role.READER]))
        assert "An administrator opens rounds" in told
        assert "Open a round" not in told


def test_home_tells_a_contributor_that_no_round_is_open(visit: Visit, held: Installation) -> None:
    administering.add_department(held, ME, NOW, name="Tests")
    said = words(visit("home", roles=[Role.CONTRIBUTOR]))
    assert "No round is open" in said
    assert "Open a round" not in said


def test_home_shows_what_a_person_was_asked_to_answer(visit: Visit, held: Installation, begun: int) -> None:
    ada = administering.register_person(held, ME, NOW, name="Ada", roles=[(Role.CONTRIBUTOR, "tests")])
    late = (NOW - timedelta(days=2)).date()
    ask: dict[str, Any] = {
        "assessment_id": begun,
        "statement_ids": [FIRST],
        "to": ada.id,
        "due": late,
        "note": "Please",
    }
    answering.assign(held, ME, NOW, **ask)
    app = visit("home")
    assert "Assigned to me" not in words(app)
    app.session_state[ACTING_AS] = ada.id
    app.run()
    said = words(app)
    assert "Assigned to me" in said
    assert "(late): Please" in said


def test_the_next_statement_of_whoever_was_asked_is_their_own(
    visit: Visit, held: Installation, begun: int
) -> None:
    ada = administering.register_person(held, ME, NOW, name="Ada", roles=[(Role.CONTRIBUTOR, "tests")])
    asked: dict[str, Any] = {"assessment_id": begun, "statement_ids": ["information-flows"], "to": ada.id}
    answering.assign(held, ME, NOW, **asked)
    app = visit("home")
    assert "Next: Enterprise data strategy" in [button.label for button in app.button]
    app.session_state[ACTING_AS] = ada.id
    app.run()
    assert "Next: Information flows easily" in [button.label for button in app.button]


def test_one_statement_alone_by_its_address(visit: Visit, begun: int) -> None:
    app = visit("answer", statement="information-flows")
    assert asked(app) == ["Information flows easily"]


def test_a_filter_shows_only_what_it_lets_through(visit: Visit, held: Installation, begun: int) -> None:
    save(held, begun, FIRST, Answer(state=State.LEVEL, level=3))
    save(held, begun, "business-ownership", Answer(state=State.NOT_DETERMINED))
    save(held, begun, "information-flows", Answer(state=State.LEVEL, level=4))
    app = visit("answer", show="Without evidence")
    assert asked(app) == ["Enterprise data strategy"]
    assert list(listed(app)["states"]) == [FIRST, "information-flows"]
    app = visit("answer", show="Not determined")
    assert asked(app) == ["Business ownership"]
    assert list(listed(app)["states"]) == ["business-ownership"]


def test_a_high_level_without_evidence_is_nudged_and_saved(
    visit: Visit, held: Installation, begun: int, say: Say
) -> None:
    app = visit("answer", statement=FIRST)
    say(app, f"{FIRST}/judgement", "4")
    assert "an auditor will ask what shows it" in words(app)
    assert kept(held, begun).level == 4
    area(app, "Evidence, in your own words").set_value("The strategy").run()
    assert "an auditor will ask what shows it" not in words(app)
    assert (kept(held, begun).level, kept(held, begun).evidence) == (4, "The strategy")


def test_links_whom_to_ask_and_flags_are_saved(
    visit: Visit, held: Installation, begun: int, say: Say
) -> None:
    app = unfold(visit("answer", statement=FIRST), begun, "more")
    area(app, "Links to evidence, one a line").set_value("https://example.org/plan").run()
    area(app, "Who can be asked").set_value("The registry").run()
    say(app, f"{FIRST}/unsure", "yes")
    answer = kept(held, begun)
    assert (answer.links, answer.contact, answer.unsure) == (
        ("https://example.org/plan",),
        "The registry",
        True,
    )
    area(app, "Links to evidence, one a line").set_value("javascript:alert(1)").run()
    assert "is not a link that can be kept" in words(app)
    assert kept(held, begun).links == ("https://example.org/plan",)


def test_an_earlier_version_can_be_brought_back(visit: Visit, held: Installation, begun: int) -> None:
    save(held, begun, FIRST, Answer(state=State.LEVEL, level=1, evidence="One"))
    save(held, begun, FIRST, Answer(state=State.LEVEL, level=2, evidence="Two " * 30, version=1))
    app = unfold(visit("answer", statement=FIRST), begun, "around")
    said = words(app)
    assert "1 Need recognised → 2 Under development" in said
    assert "Evidence: nothing → One" in said
    assert "Evidence before: One" in said
    assert "Evidence after: Two Two" in said
    assert "(without sign-in)" in said
    press(app, "Bring this version back")
    assert (kept(held, begun).level, kept(held, begun).evidence, kept(held, begun).version) == (1, "One", 3)


def test_the_published_findings_lie_beside_the_statement(visit: Visit, begun: int) -> None:
    app = visit("answer", statement=FIRST)
    assert "**4 In place**: A, B, C and F" in words(app)
    (in_full,) = [each.proto.body for each in app.get("html") if "<details>" in each.proto.body]
    assert "Department D: 2 Under development" in in_full
    assert "Levels are our own coding" in in_full


def test_words_in_conflict_can_be_kept_together(visit: Visit, held: Installation, begun: int) -> None:
    app = visit("answer", statement=FIRST)
    save(held, begun, FIRST, Answer(state=State.LEVEL, level=1, evidence="Theirs"))
    area(app, "Evidence, in your own words").set_value("Mine").run()
    assert "Not saved: the evidence was changed" in words(app)
    press(app, "Keep both texts")
    assert kept(held, begun).evidence == "Theirs\n\nMine"


def test_carried_over_answers_are_marked_until_confirmed(
    visit: Visit, held: Installation, begun: int
) -> None:
    save(held, begun, FIRST, Answer(state=State.LEVEL, level=2, evidence="Then"))
    later = datetime.now(UTC)
    administering.open_round(held, ME, later, title="Next", framework_id="nao-data-2019", closes=None)
    app = visit("answer", round="next")
    press(app, "Start from Spring")
    assert "Carried over. Does it still hold?" in words(app)
    assert listed(app)["states"][FIRST][2] == "2 Under development, carried over"
    press(app, "Yes, it still holds")
    assert "Carried over. Does it still hold?" not in words(app)
    assert listed(app)["states"][FIRST][2] == "2 Under development"
    assert "Then" in words(app)  # the last round lies beside it


def test_what_the_auditor_found_last_time_stands_beside_the_confirmation(
    visit: Visit, held: Installation, begun: int
) -> None:
    save(held, begun, FIRST, Answer(state=State.LEVEL, level=3, evidence="A plan of June"))
    answering.submit(held, ME, NOW, assessment_id=begun, assurance="Checked")
    reviewing.move_assessment(held, ME, NOW, assessment_id=begun, move=Move.BEGIN_REVIEW)
    found = Finding(
        state=State.LEVEL, level=1, reason="Only a draft", standing=Standing.RESOLVED, answer_version=1
    )
    reviewing.record_finding(held, ME, NOW, assessment_id=begun, statement_id=FIRST, finding=found)
    administering.open_round(held, ME, NOW, title="Next", framework_id="nao-data-2019", closes=None)
    app = press(visit("answer", round="next"), "Start from Spring")
    assert "In Spring the auditor found **1 Need recognised**: Only a draft" in words(app)
    wants = words(visit("check", round="next"))
    assert "This is the answer of the last round, and the auditor found 1 Need recognised there." in wants
    ((started, _),) = answering.assessments_to_answer(held, ME, round_id="next")
    save(held, started.id, FIRST, Answer(state=State.LEVEL, level=1, evidence="A plan of June", version=1))
    assert "The evidence is as it was in Spring, and the answer is another." in words(
        visit("answer", round="next", statement=FIRST)
    )
    assert "Evidence is of the last round" in words(visit("check", round="next"))


def test_a_round_begun_from_the_last_is_unconfirmed_until_somebody_looks_at_it(
    visit: Visit, held: Installation, begun: int
) -> None:
    for statement, level in ((FIRST, 2), ("information-flows", 3)):
        save(held, begun, statement, Answer(state=State.LEVEL, level=level))
    administering.open_round(
        held, ME, datetime.now(UTC), title="Next", framework_id="nao-data-2019", closes=None
    )
    press(visit("answer", round="next"), "Start from Spring")
    home = words(visit("home"))
    assert "0 of 8 confirmed, 1 carried over" in home
    assert "Confirm 2 answers of the last round" in home
    for page in ("compare", "over_time"):
        assert "2 answers not confirmed (62.5% if all still hold)" in words(visit(page, round="next"))
    assert "2 answers are carried over from the last round and not confirmed" in words(
        visit("check", round="next")
    )
    app = press(visit("answer", round="next"), "Confirm the one that is unchanged since Spring")
    assert "Confirm the one" not in str([button.label for button in app.button])
    (started,) = answering.assessments_to_answer(held, ME, round_id="next")
    kept = answering.assessment_view(held, ME, assessment_id=started[0].id).answers
    assert {key: (each.carried, each.version) for key, each in kept.items()} == {
        FIRST: (False, 2),
        "information-flows": (True, 1),
    }
    reader = visit("answer", roles=[Role.AUDITOR], round="next", theme="governance")
    assert "Confirm the one" not in str([button.label for button in reader.button])


def test_a_person_is_registered_and_given_another_role_from_the_page(
    visit: Visit, held: Installation, begun: int
) -> None:
    app = visit("people")
    (department,) = administering.every_department(held, ME)
    next(field for field in app.text_input if field.label == "Name").set_value("Ada Author")
    press(app, "Register")
    (ada,) = administering.every_person(held, ME)
    assert ada.roles == {(Role.CONTRIBUTOR, department.id)}  # the only one; never every department unasked
    assert [each.value.replace("\\", "") for each in app.success] == [
        f"Ada Author is registered: Contributor ({department.name})."
    ]
    next(box for box in app.multiselect if box.label == "Roles").set_value(["auditor *"])
    press(app, "Save the roles")
    assert administering.every_person(held, ME)[0].roles == {(Role.AUDITOR, "*")}


def test_only_an_administrator_registers_people(visit: Visit) -> None:
    app = visit("people", roles=[Role.CONTRIBUTOR])
    assert not app.text_input
    assert "An administrator registers people" in words(app)


def test_check_lists_what_to_look_at_and_the_approver_submits(
    visit: Visit, held: Installation, begun: int
) -> None:
    save(held, begun, "shared-data-model", Answer(state=State.LEVEL, level=0))
    save(held, begun, "data-model-supported", Answer(state=State.LEVEL, level=3))
    app = visit("check")
    (found,) = [
        each.proto.body for each in app.get("html") if "Does not fit another answer" in each.proto.body
    ]
    assert "High level without evidence" in found
    assert 'statement=data-model-supported">Data model supported</a>' in found
    (signed,) = [each.proto.body for each in app.get("html") if "The score in per cent" in each.proto.body]
    assert "Too little is known for a score: it could be 4.2 to 93.1%" in signed  # 3 ÷ 72, 67 ÷ 72
    assert "2 of 18 statements with a level" in signed
    press(app, "Submit the assessment")
    assert app.session_state["submit lacks"].startswith("Not submitted. Write the statement of assurance")
    assert "Yes, submit it" not in [button.label for button in app.button]
    area(app, "Statement of assurance").set_value("We *checked* all")
    press(app, "Submit the assessment")
    assert "Submit Tests, Spring?" in words(app)
    assert answering.assessment_view(held, ME, assessment_id=begun).assessment.status is Status.DRAFT
    press(press(app, "Not yet"), "Submit the assessment")
    press(app, "Yes, submit it")
    assert "It is read-only until an auditor sends it back" in words(app)
    assert "> We *checked* all" in words(app)
    assert answering.assessment_view(held, ME, assessment_id=begun).assessment.status is Status.SUBMITTED


def test_a_contributor_is_told_who_submits(visit: Visit, begun: int) -> None:
    app = visit("check", roles=[Role.CONTRIBUTOR])
    assert "An approver of the department" in words(app)
    assert not [button for button in app.button if button.label == "Submit the assessment"]


def test_a_submitted_assessment_is_read_only_on_its_page(
    visit: Visit, held: Installation, begun: int
) -> None:
    answering.submit(held, ME, NOW, assessment_id=begun, assurance="Checked")
    app = visit("answer")
    assert "Submitted: it waits for an auditor. It can be read, not changed." in words(app)
    sent = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    assert {data.get("disabled") for data in sent if data.get("kind") == "choice"} == {True}
    assert all(field.disabled for field in app.text_area)


def test_an_approver_withdraws_a_submission_before_the_review_begins(
    visit: Visit, held: Installation, begun: int
) -> None:
    answering.submit(held, ME, NOW, assessment_id=begun, assurance="Checked")
    told = [button.label for button in visit("check", roles=[Role.CONTRIBUTOR]).button]
    assert "Withdraw it" not in told
    press(visit("check", roles=[Role.APPROVER]), "Withdraw it")
    assert answering.assessment_view(held, ME, assessment_id=begun).assessment.status is Status.DRAFT
    assert "withdrew the submission" in words(visit("home"))


def test_an_administrator_deletes_what_nothing_rests_on_and_is_told_what_does(
    visit: Visit, held: Installation, begun: int
) -> None:
    assert "Delete what was made by mistake" not in words(visit("administration", roles=[Role.APPROVER]))
    app = visit("administration", roles=[Role.ADMINISTRATOR])
    assert "Spring cannot be deleted" not in words(app)  # what is folded is not worked out
    app.session_state["delete-what"] = True
    app.run()
    assert "Spring cannot be deleted: 1 department has begun its assessment in it." in words(app)
    next(radio for radio in app.radio if radio.label == "Delete").set_value("Assessment").run()
    press(app, "Delete it for good")
    (done,) = app.success
    assert done.value.replace("\\", "") == "Deleted: Tests, Spring. The history says that you did."
    assert answering.assessments_to_answer(held, ME, round_id="spring") == []
    next(radio for radio in app.radio if radio.label == "Delete").set_value("Round").run()
    press(app, "Delete it for good")
    assert not [each for each in administering.every_round(held, ME) if not each.published]
    assert "Deleted the round “Spring”" in str(tables(visit("history"))[0])
