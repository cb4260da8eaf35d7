"""Rounds one after another, as each person may see them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Move
from maturity.errors import NotFound
from maturity.scoring.bridge import Bridge, ChangeKind, NoBridge
from maturity.scoring.compare import View
from maturity.services import administering, answering, reviewing, trends
from maturity.services.installation import Installation

SomeoneOf = Callable[..., Person]
EVERYONE = local_person()
SPRING, AUTUMN = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 9, 1, 12, tzinfo=UTC)
LEVELS = {"spring": {"a1": 2, "a2": 2, "b1": 2}, "autumn": {"a1": 4, "a2": 2, "b1": 2}}


@pytest.fixture
def two_rounds(installation: Installation, nao_2019: object) -> dict[tuple[str, str], int]:
    """Six departments; a1 rises from 2 to 4, and the auditor finds 3. Spring is agreed, autumn in review.

    The id of each assessment, by round and department.
    """
    for place in range(6):
        administering.add_department(installation, EVERYONE, SPRING, name=f"Department {place}")
    ids = {}
    for title, at in (("Autumn", AUTUMN), ("Spring", SPRING)):
        administering.open_round(
            installation, EVERYONE, at, title=title, framework_id="two-themes", closes=None
        )
        for place in range(6):
            key = (title.lower(), f"department-{place}")
            started = answering.start_assessment(
                installation, EVERYONE, at, round_id=key[0], department_id=key[1]
            )
            ids[key] = started.id
            for statement, level in LEVELS[key[0]].items():
                answering.record_answer(
                    installation,
                    EVERYONE,
                    at,
                    assessment_id=started.id,
                    statement_id=statement,
                    answer=Answer(state=State.LEVEL, level=level),
                )
            answering.submit(installation, EVERYONE, at, assessment_id=started.id, assurance="Checked")
            reviewing.move_assessment(
                installation, EVERYONE, at, assessment_id=started.id, move=Move.BEGIN_REVIEW
            )
            if title == "Spring":
                reviewing.move_assessment(
                    installation, EVERYONE, at, assessment_id=started.id, move=Move.AGREE
                )
                continue
            reviewing.record_finding(
                installation,
                EVERYONE,
                at,
                assessment_id=started.id,
                statement_id="a1",
                finding=Finding(
                    state=State.LEVEL,
                    level=3,
                    reason="Seen in part",
                    standing=Standing.CHALLENGED,
                    answer_version=1,
                ),
            )
    return ids


@pytest.mark.usefixtures("two_rounds")
def test_rounds_come_in_order_and_published_ones_not_at_all(
    installation: Installation, person: SomeoneOf
) -> None:
    rounds, departments = trends.departments_over_time(installation, person(Role.AUDITOR))
    assert [each.id for each in rounds] == ["spring", "autumn"]
    assert [each.name for each in departments.values()] == [f"Department {place}" for place in range(6)]


@pytest.mark.usefixtures("two_rounds")
@pytest.mark.parametrize(
    ("view", "end", "parts"),
    [
        # 6 of 12 levels, then 8 of 12; the auditor finds 7 of 12.
        (View.SELF, 800 / 12, {ChangeKind.IMPROVED: 200 / 12}),
        (View.AUDITED, 700 / 12, {ChangeKind.IMPROVED: 200 / 12, ChangeKind.FINDINGS: -100 / 12}),
    ],
)
@pytest.mark.parametrize("department", ["department-1", None])
def test_a_bridge_of_a_department_and_of_the_round(
    installation: Installation,
    person: SomeoneOf,
    department: str | None,
    view: View,
    end: float,
    parts: dict[ChangeKind, float],
) -> None:
    found = trends.bridge_between(
        installation, person(Role.AUDITOR), start="spring", end="autumn", department_id=department, view=view
    )
    assert isinstance(found, Bridge)
    assert (found.start.score, found.end.score) == pytest.approx((50, end))
    assert {part.kind: part.points for part in found.happened} == pytest.approx(parts)
    assert len(found.departments) == (1 if department else 6)


@pytest.mark.usefixtures("two_rounds")
def test_scores_over_time_of_a_department_and_of_the_rounds(
    installation: Installation, person: SomeoneOf
) -> None:
    auditor = person(Role.AUDITOR)
    one = trends.over_time(installation, auditor, department_id="department-1", view=View.AUDITED)
    assert one.department is not None
    assert [step.score.score for step in one.steps] == pytest.approx([50, 700 / 12])
    everybody = trends.over_time(installation, auditor, department_id=None)
    assert [(each.departments, each.median) for each in everybody.spreads] == [
        (6, 50.0),
        (6, pytest.approx(800 / 12)),
    ]


@pytest.mark.usefixtures("two_rounds")
def test_a_contributor_sees_no_more_of_others_than_what_is_agreed(
    installation: Installation, person: SomeoneOf
) -> None:
    ada = person(Role.CONTRIBUTOR, "department-1")
    spring, autumn = trends.over_time(installation, ada, department_id=None).spreads
    assert (spring.departments, spring.median) == (6, 50.0)
    assert (autumn.departments, autumn.median) == (1, None)  # their own alone, which is no median
    own = trends.bridge_between(installation, ada, start="spring", end="autumn", department_id="department-1")
    assert isinstance(own, Bridge)
    other = trends.bridge_between(
        installation, ada, start="spring", end="autumn", department_id="department-2"
    )
    assert other == NoBridge("No bridge: there is no assessment that you may see in “Autumn”.")
    mean = trends.bridge_between(installation, ada, start="spring", end="autumn", department_id=None)
    assert isinstance(mean, Bridge)
    assert mean.departments == ("department-1",)
    assert [
        len(trends.over_time(installation, ada, department_id=f"department-{n}").steps) for n in (1, 2)
    ] == [
        2,
        1,
    ]


@pytest.mark.usefixtures("two_rounds")
def test_agreement_is_over_what_the_person_may_see(installation: Installation, person: SomeoneOf) -> None:
    auditor, ada = person(Role.AUDITOR), person(Role.CONTRIBUTOR, "department-1")
    found = trends.agreement_of(installation, auditor, round_id="autumn")
    assert (found.overall.mean, found.overall.pairs) == (1.0, 6)
    assert sum(found.unpaired.values()) == 12  # two statements of each without a finding
    assert trends.agreement_of(installation, ada, round_id="autumn").overall.pairs == 1
    alone = trends.agreement_of(installation, auditor, round_id="autumn", department_id="department-2")
    assert list(alone.by_department) == ["department-2"]
    hidden = trends.agreement_of(installation, ada, round_id="autumn", department_id="department-2")
    assert (hidden.pairs, dict(hidden.unpaired)) == ((), {})


@pytest.mark.usefixtures("two_rounds")
def test_what_is_not_there_is_named(installation: Installation, person: SomeoneOf) -> None:
    auditor = person(Role.AUDITOR)
    with pytest.raises(NotFound, match="no department in any round “nowhere”"):
        trends.over_time(installation, auditor, department_id="nowhere")
    with pytest.raises(NotFound, match="no round “winter”"):
        trends.bridge_between(installation, auditor, start="winter", end="autumn", department_id=None)
