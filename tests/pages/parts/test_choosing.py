"""Which department and round a page opens, what stands apart, and what is said of an address that has nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import EVERY_DEPARTMENT, Role, local_person
from maturity.assessment.round import Move
from maturity.pages import session as visiting
from maturity.services import administering, answering, reviewing
from maturity.services.installation import Installation

Visit = Callable[..., AppTest]
ME = local_person()
OWN_PAGES = ["answer", "check", "road_map", "offline"]


def now() -> datetime:
    return datetime.now(UTC)


def box(app: AppTest, label: str) -> list[str]:
    """What is offered under a label; the one chosen is marked."""
    found = next(each for each in app.selectbox if each.label == label)
    return [f"*{each}" if place == found.index else each for place, each in enumerate(found.options)]


def begin(held: Installation, name: str) -> int:
    department = administering.add_department(held, ME, now(), name=name)
    return answering.start_assessment(held, ME, now(), round_id="spring", department_id=department.id).id


@pytest.fixture
def spring(held: Installation) -> None:
    administering.open_round(held, ME, now(), title="Spring", framework_id="nao-data-2019", closes=None)
    begin(held, "Kent")


@pytest.fixture
def avon(held: Installation, spring: None) -> None:
    """Avon, agreed: whoever reads at all may read it."""
    assessment = begin(held, "Avon")
    answering.submit(held, ME, now(), assessment_id=assessment, assurance="Checked.")
    for move in (Move.BEGIN_REVIEW, Move.AGREE):
        reviewing.move_assessment(held, ME, now(), assessment_id=assessment, move=move)


@pytest.fixture
def of_kent(monkeypatch: pytest.MonkeyPatch) -> None:
    person = ME.model_copy(update={"roles": frozenset({(Role.APPROVER, "kent")})})
    monkeypatch.setattr(visiting, "local_person", lambda: person)


@pytest.mark.parametrize("page", OWN_PAGES)
@pytest.mark.usefixtures("avon", "of_kent")
def test_a_page_of_ones_own_opens_ones_own_and_the_others_when_asked(visit: Visit, page: str) -> None:
    app = visit(page)
    assert box(app, "Department") == ["*Kent"]
    next(each for each in app.checkbox if each.label == "Others that you may read").check().run()
    assert not app.exception
    assert box(app, "Department") == ["*Kent", "Others that you may read: Avon"]
    mailed = visit(page, round="spring", department="avon")
    assert box(mailed, "Department") == ["Kent", "*Others that you may read: Avon"]


@pytest.mark.usefixtures("avon", "of_kent")
def test_a_page_of_all_begins_with_ones_own(visit: Visit) -> None:
    every, others = "All departments", "Others that you may read: Avon"
    assert box(visit("pack"), "For") == [f"{every} of the round", "*Kent", others]
    assert box(visit("portfolio"), "Department") == [every, "*Kent", others]
    assert box(visit("over_time"), "Department") == [every, "*Kent", others]


@pytest.mark.usefixtures("spring")
def test_an_installation_of_one_department_opens_it(visit: Visit) -> None:
    for page, label in (("pack", "For"), ("portfolio", "Department"), ("over_time", "Department")):
        assert box(visit(page), label)[1:] == ["*Kent"]


@pytest.mark.usefixtures("avon")
def test_somebody_for_all_departments_begins_with_all(visit: Visit) -> None:
    assert box(visit("pack"), "For")[0] == "*All departments of the round"
    assert box(visit("portfolio", department=EVERY_DEPARTMENT), "Department")[0] == "*All departments"


@pytest.mark.usefixtures("avon")
def test_what_the_address_asks_for_and_is_not_there_is_said(visit: Visit) -> None:
    for page, query, told in (
        ("answer", {"round": "winter"}, "Round: the address asks for “winter”"),
        ("check", {"round": "spring", "department": "mars"}, "Department: the address asks for “mars”"),
        ("review", {"round": "spring", "statement": "none"}, "Statement: the address asks for “none”"),
        ("compare", {"sort": "luck"}, "Order by: the address asks for “luck”"),
    ):
        app = visit(page, **query)
        assert not app.exception
        assert told in "\n".join(each.value.replace("\\", "") for each in app.warning)
    assert not visit("answer", round="spring", department="kent").warning
