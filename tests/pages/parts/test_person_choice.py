"""With many people registered nobody is sent all of them: a search finds who is meant, wherever somebody is chosen."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import LOCAL, Permission, Person, Role, local_person
from maturity.pages import session as visiting
from maturity.pages.parts.person_choice import MOST_OFFERED, found_in_words
from maturity.services import administering, answering, people_search
from maturity.services.installation import Installation
from maturity.services.people_search import FoundPeople
from tests.made_up_register import register_made_up

ME = local_person()
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
Visit = Callable[..., AppTest]


@pytest.fixture
def many(held: Installation) -> list[Person]:
    """A register of 150 people, all of one department, which has begun an assessment."""
    administering.open_round(held, ME, NOW, title="Live", framework_id="nao-data-2019", closes=None)
    administering.add_department(held, ME, NOW, name="Kent")
    answering.start_assessment(held, ME, NOW, round_id="live", department_id="kent")
    return register_made_up(held.store, ME, NOW, 150, ["kent"])


def _sent(app: AppTest) -> str:
    """Everything that went to the browser."""
    return " ".join(str(node.proto) for node in app.main) + " ".join(str(node.proto) for node in app.sidebar)


def _named(app: AppTest, people: list[Person]) -> int:
    """How many of them are named anywhere on the page."""
    words = (
        _sent(app)
        .encode()
        .decode("unicode_escape", "ignore")
        .encode("latin-1", "ignore")
        .decode(errors="ignore")
    )
    return sum(each.name in words for each in people)


def test_whom_to_act_as_is_looked_for(many: list[Person], held: Installation) -> None:
    app = AppTest.from_function(_side_bar, default_timeout=30).run()
    assert not app.exception
    assert len(app.radio(key="actor").options) == 1 + MOST_OFFERED
    wanted = next(each for each in many if "Ø" in each.name)
    app.text_input(key="actor contains").set_value(wanted.name.upper()).run()
    assert _offered(app) == [ME.name, wanted.name]
    app.radio(key="actor").set_value(wanted.id).run()
    assert app.session_state[visiting.ACTING_AS] == wanted.id
    app.text_input(key="actor contains").set_value("nobody at all").run()
    assert _offered(app) == [ME.name, wanted.name]  # whom they act as stays in sight


def _offered(app: AppTest) -> list[str]:
    return [each.replace("\\", "") for each in app.radio(key="actor").options]


def test_a_short_register_is_offered_whole_without_a_search(held: Installation) -> None:
    register_made_up(held.store, ME, NOW, MOST_OFFERED)
    app = AppTest.from_function(_side_bar, default_timeout=30).run()
    assert len(app.radio(key="actor").options) == 1 + MOST_OFFERED
    assert not app.text_input


def _side_bar() -> None:
    from maturity.pages import session as visit
    from maturity.pages.shell.acting_as import say_who_acts

    say_who_acts(visit.enter())


@pytest.mark.parametrize("page", ["answer", "history", "people", "review", "home", "check"])
def test_no_page_sends_all_of_them(many: list[Person], visit: Visit, page: str) -> None:
    app = visit(page)
    assert not app.exception
    assert _named(app, many) <= 2 * 50  # a page of the list, and a few more beside departments


def test_a_colleague_is_looked_for_among_those_who_may_answer(
    many: list[Person], held: Installation, visit: Visit
) -> None:
    app = visit("answer")
    choice = next(each for each in app.selectbox if each.label == "Ask")
    assert len(choice.options) == 1 + MOST_OFFERED
    wanted = next(each for each in reversed(many) if each.may(Permission.ANSWER, "kent"))
    field = next(each for each in app.text_input if each.label == "Name or e-mail contains")
    field.set_value(wanted.name).run()
    choice = next(each for each in app.selectbox if each.label == "Ask")
    assert choice.options == ["Nobody in particular", wanted.name]
    choice.set_value(wanted.id)
    next(each for each in app.button if each.label == "Ask").click().run()
    (assessment,) = (each for each, _ in answering.assessments_to_answer(held, ME, round_id="live"))
    view = answering.assessment_view(held, ME, assessment_id=assessment.id)
    assert {each.person_id for each in view.assignments.values()} == {wanted.id}


def test_people_are_found_by_name_department_and_page(many: list[Person], visit: Visit) -> None:
    wanted = sorted((each for each in many if "Smith" in each.name), key=lambda each: each.name)
    app = visit("people", find="smith")
    listed = _sent(app)
    assert all(each.email in listed for each in wanted)
    assert _named(app, many) == len(wanted)
    app.text_input(key="find").set_value("").run()
    assert app.query_params.get("find") is None
    next(each for each in app.button if each.label == "Next page").click().run()
    assert app.query_params["leaf"] == "2"
    app.text_input(key="find").set_value("SMITH").run()
    assert (app.query_params["find"], app.query_params.get("leaf")) == ("SMITH", None)


def test_an_address_is_not_a_way_to_find_people_for_others(
    many: list[Person], held: Installation, visit: Visit
) -> None:
    app = visit("people", roles=[Role.READER], find="made-up.example")
    assert "Name contains" in [each.label for each in app.text_input]
    assert _named(app, many) == 0
    assert not any(each.email in _sent(app) for each in many)


@pytest.mark.parametrize(
    ("total", "shown", "words"),
    [
        (0, 0, "Nobody is found. Type another part of the name."),
        (1, 1, "1 person found."),
        (7, 7, "7 people found."),
        (32, 20, "The first 20 people are listed. 12 more: type more of the name."),
        (3_000, 20, "The first 20 people are listed. 2,980 more: type more of the name."),
    ],
)
def test_it_is_said_how_many_were_found(total: int, shown: int, words: str) -> None:
    assert found_in_words(FoundPeople((ME,) * shown, total)) == words


def test_names_are_asked_for_by_id_and_anew_when_somebody_changed(
    many: list[Person], held: Installation
) -> None:
    here = visiting.Visit(visiting.settings(), held, ME)
    first, second = many[:2]
    assert here.names([first.id, second.id, "nobody"]).get("nobody", "somebody") == "somebody"
    assert here.names()[first.id] == first.name
    administering.register_person(held, ME, NOW, name="Nobody", roles=[(Role.READER, "*")])
    later = visiting.Visit(visiting.settings(), held, ME)
    assert later.names()["nobody"] == "Nobody"
    assert later.names()[LOCAL] == ME.name
    assert people_search.names_of(held, ME, ids=[second.id, "strange"]) == {second.id: second.name}
