from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Assessment, Round, Status
from maturity.services import administering, answering, challenging
from maturity.services.installation import Installation

SomeoneOf = Callable[..., Person]
Say = Callable[..., None]


@pytest.fixture
def say(installation: Installation, noon: datetime) -> Say:
    def one(
        assessment: Assessment, statement_id: str, level: int, at: datetime = noon, **more: object
    ) -> None:
        answering.record_answer(
            installation,
            local_person(),
            at,
            assessment_id=assessment.id,
            statement_id=statement_id,
            answer=Answer(state=State.LEVEL, level=level, **more),
        )

    return one


def told(
    installation: Installation, who: Person, round_id: str, of: Collection[str] | None = None
) -> list[tuple[str, str, list[str]]]:
    found = challenging.challenges(installation, who, round_id=round_id, today=date(2026, 3, 2))
    return [
        (item.department_id, item.statement_id, [reason.kind.name for reason in item.reasons])
        for item in found.first.items(of)
    ]


def test_an_auditor_hears_of_every_department_and_a_department_of_itself(
    installation: Installation,
    person: SomeoneOf,
    ada: Person,
    treasury: Assessment,
    home_office: Assessment,
    put_into: Callable[..., None],
    say: Say,
) -> None:
    say(treasury, "a1", 2, evidence="The plan")
    say(home_office, "a1", 2, evidence="The plan.")
    say(home_office, "b1", 2, unsure=True)
    everything = [
        ("home-office", "a1", ["SAME_TEXT"]),
        ("treasury", "a1", ["SAME_TEXT"]),
        ("home-office", "b1", ["UNSURE"]),
    ]
    assert told(installation, person(Role.AUDITOR), "spring") == everything
    # To the Treasury the Home Office's draft is as if it were not there: nothing is the same as its words.
    assert told(installation, ada, "spring") == []
    assert told(installation, person(Role.CONTRIBUTOR, "home-office"), "spring") == everything[2:]
    assert told(installation, person(Role.AUDITOR), "spring", of=["treasury"]) == everything[1:2]
    # Once it is agreed, everybody may see it; still the list is of one's own department alone.
    put_into(Status.AGREED, home_office)
    assert told(installation, ada, "spring") == everything[1:2]
    assert told(installation, person(Role.READER), "spring") == []


def test_a_jump_is_measured_from_the_departments_last_round(
    installation: Installation,
    administrator: Person,
    ada: Person,
    person: SomeoneOf,
    noon: datetime,
    treasury: Assessment,
    home_office: Assessment,
    put_into: Callable[..., None],
    say: Say,
) -> None:
    say(treasury, "a1", 1)
    say(home_office, "a1", 1)
    later = noon + timedelta(days=10)
    summer = administering.open_round(
        installation, administrator, later, title="Summer", framework_id="two-themes", closes=None
    )
    for department in ("treasury", "home-office"):
        begun = answering.start_assessment(
            installation, local_person(), later, round_id=summer.id, department_id=department
        )
        say(begun, "a1", 3, at=later)
    assert told(installation, person(Role.AUDITOR), "summer") == [
        ("home-office", "a1", ["JUMP"]),
        ("treasury", "a1", ["JUMP"]),
    ]
    found = challenging.challenges(installation, ada, round_id="summer", today=later.date())
    assert [item.department_id for item in found.items] == ["treasury"]
    assert {key: each.id for key, each in found.first.before.rounds.items()} == {"treasury": "spring"}
    assert "“Spring”: 2 levels higher" in found.items[0].reasons[0].sentence
    assert told(installation, person(Role.AUDITOR), "spring") == []  # nothing came before it
    # What the Home Office says in summer is now for all to see; its draft of spring is not.
    put_into(Status.AGREED, begun)
    found = challenging.challenges(installation, ada, round_id="summer", today=later.date())
    assert set(found.comparison.departments) == {"treasury", "home-office"}
    assert set(found.first.before.rounds) == {"treasury"}


def test_evidence_of_a_round_that_closed_is_as_old_as_it_was_then(
    installation: Installation,
    administrator: Person,
    person: SomeoneOf,
    ada: Person,
    noon: datetime,
    treasury: Assessment,
    say: Say,
) -> None:
    autumn = administering.open_round(
        installation,
        administrator,
        noon,
        title="Autumn",
        framework_id="two-themes",
        closes=date(2026, 3, 31),
        evidence_months=12,
    )
    begun = answering.start_assessment(installation, ada, noon, round_id=autumn.id, department_id="treasury")
    say(begun, "a1", 2, evidence="Of May", evidence_date=date(2025, 5, 1))
    say(begun, "a2", 2, evidence="Of March", evidence_date=date(2025, 3, 31))
    found = challenging.challenges(
        installation, person(Role.AUDITOR), round_id=autumn.id, today=date(2029, 1, 1)
    )
    assert [(item.statement_id, item.reasons[0].kind.name) for item in found.items] == [
        ("a2", "OLD_EVIDENCE")
    ]
    assert found.items[0].reasons[0].sentence.endswith("12 months or more before 31 March 2026.")


def test_published_findings_are_nobodys_answers(
    installation: Installation, person: SomeoneOf, nao_2019: Round
) -> None:
    assert told(installation, person(Role.AUDITOR), nao_2019.id) == []
