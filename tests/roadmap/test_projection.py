"""The projected score by quarter and the cost by year, by pencil. Today is 10 April 2026."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement, State
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.roadmap.projection import (
    Quarter,
    costs_by_lead,
    projection,
    projections,
    quarter_of,
)

TODAY = date(2026, 4, 10)
MAY, AUGUST, NOVEMBER = date(2026, 5, 15), date(2026, 8, 1), date(2026, 11, 30)


@pytest.fixture
def project(two_themes, said):
    def run(answers, *actions, today=TODAY, **more):
        return projection(two_themes, "tax", said(answers), actions, today=today, **more)

    return run


def costs(actions, *, today=TODAY, until):
    """What Tax pays for the actions that it leads."""
    return costs_by_lead(actions, ["tax"], today=today, until=until)["tax"]


def figures(score):
    return tuple(None if each is None else round(each, 1) for each in (score.score, score.low, score.high))


def lines(found):
    return [(str(point.quarter.number), *figures(point.score)) for point in found.points]


def test_the_figures_rise_in_the_quarter_of_the_due_date(project, action):
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


def test_finding_out_does_not_raise_the_low_end(project, action):
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
def test_what_will_not_surely_be_delivered_is_named_and_does_not_count(different, why, project, action):
    proposed = action(2, "a2=?", due=MAY, status=ActionStatus.PROPOSED)
    found = project("a1=1 a2=2 b1=4", action(1, "a1=3", **different), proposed)
    assert {figures(point.score) for point in found.points} == {figures(found.assessed)}
    assert found.not_counted[0].why == why


@pytest.mark.parametrize("status", [ActionStatus.APPROVED, ActionStatus.UNDER_WAY])
def test_a_late_action_counts_from_today_the_soonest_it_still_could(status, project, action):
    found = project("a1=1 a2=2 b1=4", action(1, "a1=3", due=date(2026, 1, 31), status=status))
    assert found.points[0].delivered == (1,)
    assert found.late == (1,)


def test_a_delivered_action_counts_at_once_and_is_not_late(project, action):
    done = action(
        1, "a1=3", due=date(2026, 1, 31), delivered_on=date(2026, 2, 3), status=ActionStatus.DELIVERED
    )
    found = project("a1=1 a2=2 b1=4", done)
    assert figures(found.points[0].score) == (75.0, 75.0, 75.0)  # (3 + 2 + 4) / 12
    assert found.late == ()


def test_an_action_counts_once_all_it_waits_for_is_done(project, action):
    # 1 is due in May but waits for 2 (November), which belongs to another department
    found = project(
        "a1=1 a2=2 b1=4",
        action(1, "a1=3", due=MAY, depends_on=(2,)),
        action(2, "a2=4", "art", due=NOVEMBER),
    )
    assert [point.delivered for point in found.points] == [(), (), (1,), ()]
    assert figures(found.points[-1].score) == (75.0, 75.0, 75.0)  # art's action raises nothing of tax's


def test_actions_that_wait_for_each_other_do_not_count(project, action):
    found = project(
        "a1=1 a2=2 b1=4",
        action(1, "a1=3", due=MAY, depends_on=(2,)),
        action(2, "a2=4", due=MAY, depends_on=(1,)),
    )
    assert len(found.not_counted) == 2
    assert {figures(point.score) for point in found.points} == {figures(found.assessed)}


def test_nothing_is_ever_lowered_and_what_does_not_apply_is_left(project, action):
    found = project("a1=4 a2=- b1=2", action(1, "a1=3 a2=4 b1=3", due=MAY))
    assert figures(found.points[0].score) == (87.5, 87.5, 87.5)  # (4 + 3) / 8


def test_an_earlier_plan_is_projected_as_it_was_then(project, action):
    then = project("a1=1 a2=2 b1=4", action(1, "a1=3", due=MAY), today=date(2026, 1, 10), until=NOVEMBER)
    now = project("a1=1 a2=2 b1=4", action(1, "a1=3", due=NOVEMBER), until=NOVEMBER)
    earlier = {point.quarter: point.score.score for point in then.points}
    late = {point.quarter: round(earlier[point.quarter] - point.score.score, 1) for point in now.points[:3]}
    # 9/12 was promised from the second quarter on; now it stays at 7/12 until the fourth
    assert late == {Quarter(2026, 2): 16.7, Quarter(2026, 3): 16.7, Quarter(2026, 4): 0.0}


def test_the_projection_runs_to_the_date_asked_for_and_ten_years_at_most(project, action):
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
def test_quarters_are_those_of_the_calendar(day, quarter, words):
    assert quarter_of(day) == quarter
    assert quarter.words == words
    assert quarter.starts <= day <= quarter.ends


COSTS = [  # an action, then (financial year, one-off, yearly) until 31 March 2028
    # delivered in June 2026: nine months of the year are left, then twelve
    (
        {"due": date(2026, 6, 30), "one_off": 500, "yearly": 1200},
        [("2026-27", 500, 900), ("2027-28", 0, 1200)],
    ),
    # a one-off cost falls in the year of the start: March 2026 is in 2025-26
    (
        {"start": date(2026, 3, 31), "due": date(2026, 6, 30), "one_off": 500, "yearly": 0},
        [("2025-26", 500, 0), ("2026-27", 0, 0), ("2027-28", 0, 0)],
    ),
    # due in March 2027, the last month of the year: running costs begin with the next
    ({"due": date(2027, 3, 1), "one_off": 0, "yearly": 1200}, [("2026-27", 0, 0), ("2027-28", 0, 1200)]),
    # due in February 2027: one month, March, of 100
    ({"due": date(2027, 2, 1), "one_off": 7, "yearly": 1200}, [("2026-27", 7, 100), ("2027-28", 0, 1200)]),
]


@pytest.mark.parametrize(("given", "expected"), COSTS)
def test_costs_fall_in_the_years_that_a_pencil_gives(given, expected, action):
    found = costs([action(1, "a1=3", **given)], until=date(2028, 3, 31))
    assert [(year.words, year.one_off, year.yearly) for year in found.years] == expected


def test_the_years_go_on_to_one_in_which_all_of_it_runs(action):
    due = date(2027, 6, 30)
    two = [action(1, "a1=3", due=due, one_off=250_000, yearly=40_000)]
    two += [action(2, "b1=3", due=due, one_off=250_000, yearly=40_000, start=date(2026, 5, 1))]
    found = costs(two, today=TODAY, until=date(2028, 3, 31))
    # July to March is nine months of twelve: 60,000 of 80,000
    assert [(year.words, year.one_off, year.yearly) for year in found.years] == [
        ("2026-27", 250_000, 0),
        ("2027-28", 250_000, 60_000),
        ("2028-29", 0, 80_000),
    ]
    assert found.words == "What is approved costs £500,000 once, and £80,000 a year once all of it runs"


def test_what_nobody_has_costed_is_no_running_cost_of_nothing(action):
    def found(*amounts, **more):
        actions = [
            action(n, "a1=3", due=MAY, yearly=amount, **more) for n, amount in enumerate(amounts, start=1)
        ]
        return costs(actions, today=TODAY, until=MAY)

    assert [found(*each).yearly for each in ((None,), (None, 1200), (0,), ())] == [None, 1200, 0, 0]
    assert found(1200, status=ActionStatus.PROPOSED).yearly == 0
    assert found(None, one_off=5).words == "What is approved costs £5 once; what it costs a year is not known"
    assert found(7, one_off=None).words == (
        "What is approved costs £7 a year once all of it runs; what it costs once is not known"
    )
    assert found(None, one_off=None).words == "What is approved is not costed"


def test_departments_are_costed_over_years_in_which_all_of_them_run(action):
    soon = action(1, "a1=3", due=MAY, yearly=1200)
    later = action(2, "a1=3", "art", due=date(2028, 5, 31), yearly=2400)
    found = costs_by_lead([soon, later], ["tax", "art"], today=TODAY, until=MAY)
    paid = {key: [(year.words, year.yearly) for year in each.years] for key, each in found.items()}
    assert paid == {
        # from June 2026: ten months of 100
        "tax": [("2026-27", 1000), ("2027-28", 1200), ("2028-29", 1200), ("2029-30", 1200)],
        # from June 2028: ten months of 200
        "art": [("2028-29", 2000), ("2029-30", 2400)],
    }


def test_costs_count_what_is_committed_once_and_name_what_is_not_known(action):
    shared = action(1, "a1=3", "tax art", due=MAY, one_off=100)
    proposed = action(2, "a1=3", due=MAY, one_off=1_000_000, status=ActionStatus.PROPOSED)
    not_costed = action(3, "a1=3", due=MAY, one_off=None, yearly=1200)
    undated = action(4, "a1=3", one_off=70)
    found = costs([shared, proposed, not_costed, undated], today=TODAY, until=date(2027, 3, 31))
    # delivered in May, so ten months of 100
    assert [(year.words, year.one_off, year.yearly, year.total) for year in found.years] == [
        ("2026-27", 100, 1000, 1100),
        ("2027-28", 0, 1200, 1200),
    ]
    assert [a.id for a in found.not_costed] == [3]
    assert [a.id for a in found.no_date] == [4]


def test_what_a_department_pays_is_what_it_leads(action):
    led = action(1, "a1=3", "tax art", due=MAY, one_off=100)
    other = action(2, "a1=3", "art", due=MAY, one_off=40, depends_on=(1,))
    found = costs_by_lead([led, other], ["tax", "art", "law"], today=TODAY, until=date(2027, 3, 31))
    paid = {key: [(year.words, year.total) for year in each.years] for key, each in found.items()}
    assert paid == {"tax": [("2026-27", 100)], "art": [("2026-27", 40)], "law": [("2026-27", 0)]}


def test_departments_are_projected_over_the_same_quarters_each_as_if_alone(two_themes, action):
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
def test_a_projection_keeps_its_range_and_never_falls_at_either_end(two_themes, said, rises):
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
    for before, after in pairwise(scores):
        assert after.low >= before.low - 1e-9
        assert after.high >= before.high - 1e-9
    for each in scores:
        assert each.low <= each.high + 1e-9
        if each.score is not None:
            assert each.low - 1e-9 <= each.score <= each.high + 1e-9
