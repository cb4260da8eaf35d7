"""The projected score by quarter, by pencil. Today is 10 April 2026."""

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement, State
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.roadmap.projection import (
    Projection,
    Quarter,
    projection,
    projections,
    quarter_of,
)
from maturity.scoring.score import Score

Said = Callable[[str], dict[str, Judgement]]

TODAY = date(2026, 4, 10)
MAY, AUGUST, NOVEMBER = date(2026, 5, 15), date(2026, 8, 1), date(2026, 11, 30)


@pytest.fixture
def project(two_themes: Framework, said: Said) -> Callable[..., Projection]:
    def run(answers: str, *actions: Action, today: date = TODAY, **more: date) -> Projection:
        return projection(two_themes, "tax", said(answers), actions, today=today, **more)

    return run


def figures(score: Score) -> tuple[float | None, ...]:
    return tuple(None if each is None else round(each, 1) for each in (score.score, score.low, score.high))


def lines(found: Projection) -> list[tuple[str | float | None, ...]]:
    return [(str(point.quarter.number), *figures(point.score)) for point in found.points]


def test_the_figures_rise_in_the_quarter_of_the_due_date(
    project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    found = project(
        "a1=1 a2=2 b1=?",
        action(1, "a1=3", due=MAY),
        action(2, "b1=2", due=AUGUST),
        action(3, "a2=?", due=NOVEMBER),
    )
    # as assessed: (1 + 2) / 8; low (1 + 2 + 0) / 12; high (1 + 2 + 4) / 12
    assert figures(found.assessed) == (37.5, 25.0, 58.3)
    assert lines(found) == [
        ("2", 62.5, 41.7, 75.0),  # (3 + 2) / 8; (3 + 2 + 0) / 12; (3 + 2 + 4) / 12
        ("3", 58.3, 58.3, 75.0),  # b1 is at least at 2: (3 + 2 + 2) / 12; high is left, it may be at 4
        ("4", 58.3, 58.3, 75.0),  # finding out moves nothing
        ("1", 58.3, 58.3, 75.0),
    ]
    assert [point.delivered for point in found.points] == [(1,), (2,), (3,), ()]
    assert [point.quarter for point in found.points] == [
        Quarter(2026, 2),
        Quarter(2026, 3),
        Quarter(2026, 4),
        Quarter(2027, 1),
    ]


def test_finding_out_does_not_raise_the_low_end(
    project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    found = project("a1=1 a2=2 b1=?", action(1, "b1=?", due=MAY))
    assert {figures(point.score) for point in found.points} == {figures(found.assessed)}


NOT_COUNTED = [  # what is different about an action that raises a1 to 3, and why it does not count
    ({"status": ActionStatus.PROPOSED, "due": MAY}, "It is not approved yet."),
    ({"status": ActionStatus.STOPPED, "due": MAY}, "It was stopped."),
    ({"no_date": "No money yet"}, "It has no due date: No money yet"),
    ({"due": MAY, "depends_on": (9,)}, "It waits for action 9, which is not in this plan."),
    ({"due": MAY, "depends_on": (2,)}, "It waits for “Action 2”, which does not count."),
]


@pytest.mark.parametrize(("different", "why"), NOT_COUNTED)
def test_what_will_not_surely_be_delivered_is_named_and_does_not_count(
    different: dict[str, Any], why: str, project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    proposed = action(2, "a2=?", due=MAY, status=ActionStatus.PROPOSED)
    found = project("a1=1 a2=2 b1=4", action(1, "a1=3", **different), proposed)
    assert {figures(point.score) for point in found.points} == {figures(found.assessed)}
    assert found.not_counted[0].why == why


@pytest.mark.parametrize("status", [ActionStatus.APPROVED, ActionStatus.UNDER_WAY])
def test_a_late_action_counts_from_today_the_soonest_it_still_could(
    status: ActionStatus, project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    found = project("a1=1 a2=2 b1=4", action(1, "a1=3", due=date(2026, 1, 31), status=status))
    assert found.points[0].delivered == (1,)
    assert found.late == (1,)


def test_a_delivered_action_counts_at_once_and_is_not_late(
    project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    done = action(
        1, "a1=3", due=date(2026, 1, 31), delivered_on=date(2026, 2, 3), status=ActionStatus.DELIVERED
    )
    found = project("a1=1 a2=2 b1=4", done)
    assert figures(found.points[0].score) == (75.0, 75.0, 75.0)  # (3 + 2 + 4) / 12
    assert found.late == ()


def test_an_action_counts_once_all_it_waits_for_is_done(
    project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    # 1 is due in May but waits for 2 (November), which belongs to another department
    found = project(
        "a1=1 a2=2 b1=4",
        action(1, "a1=3", due=MAY, depends_on=(2,)),
        action(2, "a2=4", "art", due=NOVEMBER),
    )
    assert [point.delivered for point in found.points] == [(), (), (1,), ()]
    assert figures(found.points[-1].score) == (75.0, 75.0, 75.0)  # art's action raises nothing of tax's


def test_actions_that_wait_for_each_other_do_not_count(
    project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    found = project(
        "a1=1 a2=2 b1=4",
        action(1, "a1=3", due=MAY, depends_on=(2,)),
        action(2, "a2=4", due=MAY, depends_on=(1,)),
    )
    assert len(found.not_counted) == 2
    assert {figures(point.score) for point in found.points} == {figures(found.assessed)}


def test_nothing_is_ever_lowered_and_what_does_not_apply_is_left(
    project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    found = project("a1=4 a2=- b1=2", action(1, "a1=3 a2=4 b1=3", due=MAY))
    assert figures(found.points[0].score) == (87.5, 87.5, 87.5)  # (4 + 3) / 8


def test_an_earlier_plan_is_projected_as_it_was_then(
    project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    then = project("a1=1 a2=2 b1=4", action(1, "a1=3", due=MAY), today=date(2026, 1, 10), until=NOVEMBER)
    now = project("a1=1 a2=2 b1=4", action(1, "a1=3", due=NOVEMBER), until=NOVEMBER)
    earlier = {point.quarter: point.score.score for point in then.points}
    late = {
        point.quarter: round((earlier[point.quarter] or 0) - (point.score.score or 0), 1)
        for point in now.points[:3]
    }
    # 9/12 was promised from the second quarter on; now it stays at 7/12 until the fourth
    assert late == {Quarter(2026, 2): 16.7, Quarter(2026, 3): 16.7, Quarter(2026, 4): 0.0}


def test_the_projection_runs_to_the_date_asked_for_and_ten_years_at_most(
    project: Callable[..., Projection], action: Callable[..., Action]
) -> None:
    assert project("a1=1").points[-1].quarter == Quarter(2027, 1)
    assert project("a1=1", until=date(2027, 12, 31)).points[-1].quarter == Quarter(2027, 4)
    far = project("a1=1 a2=1 b1=1", action(1, "a1=3", due=date(2090, 1, 1)))
    assert len(far.points) == 40
    assert far.points[-1].delivered == (1,)


@pytest.mark.parametrize(
    ("day", "quarter", "words"),
    [
        (date(2026, 1, 1), Quarter(2026, 1), "January to March 2026"),
        (date(2026, 3, 31), Quarter(2026, 1), "January to March 2026"),
        (date(2026, 4, 1), Quarter(2026, 2), "April to June 2026"),
        (date(2026, 12, 31), Quarter(2026, 4), "October to December 2026"),
    ],
)
def test_quarters_are_those_of_the_calendar(day: date, quarter: Quarter, words: str) -> None:
    assert quarter_of(day) == quarter
    assert quarter.words == words
    assert quarter.starts <= day <= quarter.ends


def test_departments_are_projected_over_the_same_quarters_each_as_if_alone(
    two_themes: Framework, action: Callable[..., Action]
) -> None:
    said = {key: {"a1": Judgement(state=State.LEVEL, level=level)} for key, level in (("tax", 0), ("art", 2))}
    actions = [
        action(1, "a1=3", "tax art", due=MAY),
        action(2, "a1=4", "art", due=date(2028, 1, 31), depends_on=(1,)),
        action(3, "a1=4", "law", due=date(2031, 1, 31)),
    ]
    found = projections(two_themes, said, actions, today=TODAY)
    assert {each.points[-1].quarter for each in found.values()} == {quarter_of(date(2028, 1, 31))}
    for key, each in found.items():
        alone = projection(two_themes, key, said[key], actions, today=TODAY, until=date(2028, 1, 31))
        assert each == alone


said_of = st.sampled_from(
    [
        *(Judgement(state=State.LEVEL, level=level) for level in range(5)),
        Judgement(state=State.NOT_DETERMINED),
    ]
)


@given(
    said=st.fixed_dictionaries({"a1": said_of, "a2": said_of, "b1": said_of}),
    rises=st.lists(
        st.tuples(
            st.sampled_from(["a1", "a2", "b1"]), st.sampled_from([None, 1, 2, 3, 4]), st.integers(0, 400)
        ),
        max_size=5,
    ),
)
def test_a_projection_keeps_its_range_and_never_falls_at_either_end(
    two_themes: Framework, said: dict[str, Judgement], rises: list[Any]
) -> None:
    actions = [
        Action(
            id=number,
            round_id="spring",
            title="An action",
            departments=("tax",),
            rises=(Rise(statement_id=statement, to=to),),
            due=date.fromordinal(TODAY.toordinal() + days),
            owner="Ada",
            status=ActionStatus.APPROVED,
        )
        for number, (statement, to, days) in enumerate(rises, start=1)
    ]
    found = projection(two_themes, "tax", said, actions, today=TODAY)
    scores = [found.assessed, *(point.score for point in found.points)]
    ranges = [(each.low, each.high) for each in scores if each.low is not None and each.high is not None]
    assert len(ranges) == len(scores)
    for (low, high), (later_low, later_high) in pairwise(ranges):
        assert later_low >= low - 1e-9
        assert later_high >= high - 1e-9
    for each, (low, high) in zip(scores, ranges, strict=True):
        assert low <= high + 1e-9
        if each.score is not None:
            assert low - 1e-9 <= each.score <= high + 1e-9
