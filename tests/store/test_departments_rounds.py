from datetime import date, datetime

import pytest

from maturity.assessment.people import Person
from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.errors import NotFound
from maturity.store import assessments, departments, plans, rounds
from maturity.store.database import Store, open_store


def test_departments_come_by_name_and_keep_their_family(store: Store, ada: Person, noon: datetime) -> None:
    treasury = Department(id="a", name="Treasury")
    mint = Department(id="z", name="Mint", family="a")
    with store.transaction(ada, noon) as transaction:
        departments.add(transaction, treasury)
        departments.add(transaction, mint)
    with store.reading() as session:
        assert departments.every(session) == [mint, treasury]
        assert departments.get(session, "z") == mint


def test_a_round_comes_back_as_it_was(store: Store, ada: Person, noon: datetime, spring: Round) -> None:
    endless = spring.model_copy(
        update={"id": "endless", "title": "Endless", "closes": None, "source": "S" * 999}
    )
    with store.transaction(ada, noon) as transaction:
        rounds.add(transaction, spring)
        rounds.add(transaction, endless)
    with store.reading() as session:
        assert rounds.get(session, "spring") == spring
        assert rounds.get(session, "endless") == endless
        assert rounds.find(session, "endless") == endless
        assert rounds.find(session, "winter") is None


def test_rounds_come_the_latest_first(store: Store, ada: Person, noon: datetime, spring: Round) -> None:
    with store.transaction(ada, noon) as transaction:
        for name, month in (("march", 3), ("may", 5), ("also-march", 3), ("april", 4)):
            opens = {"id": name, "title": name, "opens": date(2026, month, 1)}
            rounds.add(transaction, spring.model_copy(update=opens))
    with store.reading() as session:
        assert [round_.id for round_ in rounds.every(session)] == ["may", "april", "also-march", "march"]


def test_assessments_of_a_round_come_by_the_name_of_the_department(
    store: Store, ada: Person, noon: datetime, spring: Round, assessment: Assessment
) -> None:
    with store.transaction(ada, noon) as transaction:
        for name in ("Work", "Arts"):
            department = Department(id=name.lower(), name=name)
            departments.add(transaction, department)
            assessments.start(transaction, spring, department, Status.DRAFT)
    with store.reading() as session:
        found = assessments.of_round(session, "spring")
        assert [department.name for _, department in found] == ["Arts", "Treasury", "Work"]
        assert found[1] == (assessment, Department(id="treasury", name="Treasury"))
        assert assessments.of_round(session, "winter") == []


def test_a_started_assessment_remembers_its_round_department_state_and_moment(
    store: Store, assessment: Assessment, noon: datetime
) -> None:
    with store.reading() as session:
        kept = assessments.get(session, assessment.id)
    assert kept == assessment
    assert (kept.round_id, kept.department_id, kept.status) == ("spring", "treasury", Status.DRAFT)
    assert kept.started_at == noon


@pytest.mark.usefixtures("assessment")
def test_what_is_not_there_is_named(store: Store) -> None:
    with store.reading() as session:
        with pytest.raises(NotFound, match="There is no department “winter”"):
            departments.get(session, "winter")
        with pytest.raises(NotFound, match=r"There is no round “winter”\. There are: spring\."):
            rounds.get(session, "winter")
        with pytest.raises(NotFound, match="There is no assessment “99”"):
            assessments.get(session, 99)


def test_each_installation_and_round_has_a_secret_of_its_own_that_no_history_tells(store: Store) -> None:
    with open_store("sqlite://").reading() as elsewhere, store.reading() as session:
        secrets = {rounds.secret_of(session, each) for each in ("spring", "autumn")}
        assert len(secrets | {rounds.secret_of(elsewhere, "spring")}) == 3
        assert rounds.secret_of(session, "spring") in secrets
        assert {len(each) for each in secrets} == {64}


@pytest.mark.parametrize("number", [-1, 0, 2**31, 2**63, 10**400])
def test_a_number_that_no_row_can_have_is_not_there(store: Store, number: int) -> None:
    with store.reading() as session:
        assert assessments.find(session, number) is None
        with pytest.raises(NotFound):
            assessments.get(session, number)
        with pytest.raises(NotFound):
            plans.action_of(session, number)
