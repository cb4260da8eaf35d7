"""Which actions a budget buys: by pencil, and against every possible choice of small random cases."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department, Round, RoundKind
from maturity.briefing.portfolio import next_to_buy, plan_to_buy
from maturity.framework import files
from maturity.plan.action import MOST_POUNDS, Action, ActionStatus, Rise
from maturity.plan.target import AcceptedGap
from maturity.roadmap.gaps import gaps, gaps_to_targets
from maturity.roadmap.portfolio import NextPound, Portfolio, Total, portfolio
from maturity.roadmap.portfolio_solver import Limits, NoPlan
from maturity.scoring.compare import Comparison

TINY = files.library(Path(__file__).parents[1] / "frameworks").frameworks


@pytest.fixture
def action(action: Callable[..., Action]) -> Callable[..., Action]:
    """Proposed, unless it says otherwise."""
    return partial(action, status=ActionStatus.PROPOSED)


@pytest.fixture
def plan(compared: Callable[..., Comparison]) -> Callable[..., Portfolio]:
    """Gaps are counted to the top: a level of two-themes is a quarter of a statement."""

    def run(answers: dict[str, str] | str, actions: list[Action], **limits: Any) -> Portfolio:
        comparison = compared("two-themes", **({"tax": answers} if isinstance(answers, str) else answers))
        must = frozenset(limits.pop("must", ()))
        departments = limits.pop("departments", None)
        return portfolio(
            comparison.framework,
            gaps(comparison),
            actions,
            Limits(**limits, must=must),
            departments=departments,
        )

    return run


def next_pound(found: Portfolio) -> NextPound:
    assert found.next_pound is not None
    return found.next_pound


def ids(found: Portfolio) -> list[int]:
    return [action.id for action in found.new.actions]


def left_out(found: Portfolio) -> dict[int, str]:
    return {each.action.id: each.why for each in found.left_out}


def test_the_budget_buys_what_closes_most(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    actions = [
        action(1, "a1=4", one_off=60),  # 4 levels
        action(2, "a2=3", one_off=50),  # 3
        action(3, "b1=2", one_off=50),  # 2
    ]
    found = plan("a1=0 a2=0 b1=0", actions, one_off=100)
    assert ids(found) == [2, 3]  # 5 levels for 100, where 1 alone would close 4 for 60
    assert (found.new.one_off, found.new.levels, found.new.closed) == (Total(100, 0), 5, 1.25)
    assert found.gap == 3.0
    assert found.proven
    assert left_out(found) == {
        1: "The limits buy more with the actions chosen: beside them it would take £60 once more than there is."
    }
    assert plan_to_buy(found, None) == "£100 once would close 5 levels"


def test_the_next_pound_is_the_best_set_just_out_of_reach(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    actions = [
        action(1, "a1=4", one_off=60),
        action(2, "a2=3", one_off=50),
        action(3, "b1=2", one_off=50),
        action(4, "b1=4", one_off=10, yearly=500, depends_on=(1,)),
    ]
    found = plan("a1=0 a2=0 b1=0", actions, one_off=100, yearly=0)
    assert ids(found) == [2, 3]
    # 1 closes 4 levels for 60 more; 4 with 1, which it waits for, 6 levels for 570 more
    assert [a.id for a in next_pound(found).actions] == [1]
    assert (next_pound(found).one_off, next_pound(found).yearly, next_pound(found).levels) == (160, 0, 4)
    assert next_to_buy(next_pound(found)) == (
        "With £160 once and £0 a year the plan could add “Action 1”, which would close 4 levels."
    )
    further = plan("a1=0 a2=0 b1=0", actions, one_off=160, yearly=0)
    assert ids(further) == [1, 2, 3]
    assert [a.id for a in next_pound(further).actions] == [4]
    assert (next_pound(further).one_off, next_pound(further).yearly) == (170, 500)
    assert plan("a1=0 a2=0 b1=0", actions).next_pound is None  # no limit, so there is nothing out of reach


def test_two_actions_on_one_statement_do_not_count_twice(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    actions = [action(1, "a1=3", one_off=10), action(2, "a1=4", one_off=12), action(3, "b1=1", one_off=9)]
    found = plan("a1=0 a2=4 b1=0", actions, one_off=22)
    assert ids(found) == [2, 3]  # 4 + 1 levels; 1 and 2 together would close 4
    assert found.new.levels == 5
    assert left_out(found) == {1: "What it would close is closed by the actions chosen."}


def test_a_shared_action_is_paid_for_once_and_counts_for_every_department(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    answers = {"tax": "a1=3 a2=4 b1=4", "art": "a1=3 a2=4 b1=4", "law": "a1=3 a2=4 b1=4"}
    actions = [
        action(1, "a1=4", "tax art law", one_off=50),
        action(2, "a1=4", "tax", one_off=20),
        action(3, "a1=4", "art", one_off=20),
    ]
    assert ids(plan(answers, actions, one_off=50)) == [1]  # three gaps for 50
    assert ids(plan({"tax": answers["tax"]}, actions, one_off=50)) == [2]  # of one alone: one gap for 20
    both = plan(answers, actions, one_off=40)
    assert (ids(both), both.new.levels) == ([2, 3], 2)


def test_dependencies_are_kept_and_paid_for(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    actions = [
        action(1, "a1=4", one_off=10, depends_on=(2,)),
        action(2, "a2=1", one_off=50, depends_on=(3,)),
        action(3, "b1=1", one_off=30),
    ]
    assert ids(plan("a1=0 a2=4 b1=4", actions, one_off=90)) == [1, 2, 3]  # 2 and 3 close nothing themselves
    found = plan("a1=0 a2=4 b1=4", actions, one_off=89)
    assert ids(found) == []
    assert left_out(found) == {
        1: "By itself with what it waits for it would take £1 once more than there is.",
        2: "It closes none of these gaps by itself.",
        3: "It closes none of these gaps by itself.",
    }
    assert next_pound(found).one_off == 90


def test_what_waits_for_a_delivered_action_need_not_wait(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    done = action(2, "a2=4", one_off=1000, status=ActionStatus.DELIVERED)
    found = plan("a1=0 a2=0 b1=4", [action(1, "a1=4", one_off=10, depends_on=(2,)), done], one_off=10)
    assert ids(found) == [1]
    assert found.new.one_off.known == 10
    assert found.gap == 1.0  # what 2 raised is no gap any more


LEFT_OUT = [  # what is different about an action, and why it is left out
    ({"one_off": None}, "It is not costed: its one-off cost is missing."),
    ({"yearly": None}, "It is not costed: its yearly cost is missing."),
    ({"status": ActionStatus.STOPPED}, "It was stopped."),
    ({"status": ActionStatus.DELIVERED}, "It is delivered already."),
    ({"people": None}, "It does not say how many people it needs, and people are limited."),
    ({"depends_on": (9,)}, "It waits for action 9, which is not among these."),
    ({"depends_on": (2,)}, "It waits for “Action 2”, which cannot be chosen."),
    ({"one_off": -5}, "Its one-off cost is below nothing. Leave it empty if it is not costed."),
    (
        {"yearly": MOST_POUNDS + 1},
        "Its yearly cost is more than £100,000,000,000. Check the noughts: costs are in whole pounds.",
    ),
    ({"rises": "a2=4"}, "It closes none of these gaps."),  # a2 is at the top
    ({"rises": "a1=1"}, "It closes none of these gaps."),  # a1 is there
    ({"departments": "art"}, "It closes none of these gaps."),
    ({"one_off": 101}, "By itself it would take £1 once more than there is."),
    (
        {"one_off": 101, "yearly": 3, "people": 2.5},
        "By itself it would take £1 once and £3 a year and 0.5 people more than there is.",
    ),
]


@pytest.mark.parametrize(("different", "why"), LEFT_OUT)
def test_what_is_left_out_is_told_why(
    different: dict[str, Any], why: str, plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    given = {"rises": "a1=4", "one_off": 10, "people": 1.0, **different}
    stopped = action(2, "b1=4", one_off=None, people=1.0)
    found = plan("a1=1 a2=4 b1=0", [action(1, **given), stopped], one_off=100, yearly=0, people=2.0)
    assert left_out(found)[1] == why
    assert (
        plan_to_buy(found, None) == "Nothing is chosen: no action within these limits closes any of the gaps."
    )


def test_what_is_committed_is_in_every_plan_and_takes_nothing_of_the_limits(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    approved = action(
        1, "a1=3", status=ActionStatus.APPROVED, one_off=200_000, yearly=9000, people=4.0, depends_on=(2,)
    )
    begun = action(2, "b1=1", status=ActionStatus.UNDER_WAY, one_off=50_000, yearly=None)
    new = action(3, "a1=4 a2=4", one_off=50, people=1.0, depends_on=(1,))
    found = plan("a1=0 a2=3 b1=3", [approved, begun, new], one_off=50, yearly=0, people=1.0)
    # of 4 + 1 + 1 levels the approved one closes 3 of a1; the new one the fourth, and one of a2
    assert [a.id for a in found.committed.actions] == [1, 2]
    assert (found.committed.one_off, found.committed.yearly) == (Total(250_000, 0), Total(9000, 1))
    assert found.committed.people == Total(4.0, 1)
    assert (found.committed.levels, found.committed.closed) == (3, 0.75)
    assert ids(found) == [3]
    assert (found.new.one_off.known, found.new.levels, found.new.closed, found.gap) == (50, 2, 0.5, 1.5)
    assert left_out(found) == {}
    assert plan_to_buy(found, None) == ("£50 once would close 2 levels")
    dearer = plan("a1=0 a2=3 b1=3", [approved, begun, new], one_off=49)
    assert left_out(dearer) == {3: "By itself it would take £1 once more than there is."}
    assert next_pound(dearer).one_off == 50
    assert plan_to_buy(dearer, None) == (
        "Nothing is chosen beyond what is committed: no action within these limits closes more of the gaps."
    )


def test_what_committed_work_closes_is_bought_no_second_time(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    approved = action(1, "a1=3", status=ActionStatus.APPROVED, one_off=None)
    actions = [approved, action(2, "a1=3", one_off=10), action(3, "a1=4", one_off=10), action(4, "a2=2")]
    found = plan("a1=0 a2=0 b1=4", actions, one_off=10)
    assert ids(found) == [3, 4]
    assert (found.new.levels, found.committed.levels) == (3, 3)
    assert left_out(found) == {2: "What it would close is closed by what is committed."}
    assert found.committed.one_off == Total(None, 1)  # not costed, which is not £0
    assert ids(plan("a1=0 a2=0 b1=4", actions, one_off=10, must=[1])) == [3, 4]  # it is in it anyhow


def test_committed_work_closes_its_gaps_only_once_what_it_waits_for_is_in_the_plan(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    approved = action(1, "a1=4", status=ActionStatus.APPROVED, one_off=500, depends_on=(2,))
    after = action(5, "b1=1", status=ActionStatus.APPROVED, one_off=500, depends_on=(1,))
    actions = [approved, after, action(2, "a2=1", one_off=10), action(3, "a2=3", one_off=10)]
    found = plan("a1=0 a2=0 b1=0", actions, one_off=10)
    assert ids(found) == [2]  # 1 level, and 4 of action 1 and 1 of action 5; action 3 would close 3
    assert (found.committed.levels, found.new.levels, found.held_up) == (0, 6, ())
    assert [a.id for a in found.committed.actions] == [1, 5]
    poor = plan("a1=0 a2=0 b1=0", actions, one_off=9)
    assert (ids(poor), poor.committed.one_off.known) == ([], 1000)
    assert [(each.action.id, each.why) for each in poor.held_up] == [
        (1, "It waits for “Action 2”, which is not in this plan."),
        (5, "It waits for “Action 1”, which is held up."),
    ]
    assert [a.id for a in next_pound(poor).actions] == [2]  # what is committed is paid for
    assert (next_pound(poor).one_off, next_pound(poor).levels) == (10, 6)
    nobody_knows = action(1, "a1=4", status=ActionStatus.APPROVED, depends_on=(9,))
    lost = plan("a1=0 a2=0 b1=0", [nobody_knows])
    assert [each.why for each in lost.held_up] == ["It waits for action 9, which is not among these."]


def test_what_another_department_has_committed_is_no_money_of_this_one(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    theirs = action(1, "a1=4", "art", status=ActionStatus.APPROVED, one_off=1000)
    shared = action(2, "a2=1", "art tax", status=ActionStatus.APPROVED, one_off=70)
    own = action(3, "a1=4", one_off=10, depends_on=(1,))
    found = plan({"tax": "a1=0 a2=0 b1=4"}, [theirs, shared, own], one_off=10, departments=["tax"])
    assert ids(found) == [3]
    assert [a.id for a in found.committed.actions] == [2]


def test_people_are_limited_too(plan: Callable[..., Portfolio], action: Callable[..., Action]) -> None:
    actions = [action(1, "a1=4", people=2.0), action(2, "a2=3", people=1.5), action(3, "b1=2", people=0.5)]
    found = plan("a1=0 a2=0 b1=0", actions, people=2.0)
    assert (ids(found), found.new.people) == ([2, 3], Total(2.0, 0))
    assert found.next_pound is None  # money would not help
    assert left_out(found)[1].endswith("it would take 2 people more than there is.")
    one_more = plan("a1=0 a2=0 b1=0", actions, people=1.0)
    assert left_out(one_more)[1] == "By itself it would take 1 person more than there is."


def test_people_that_are_not_known_are_counted_as_not_known(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    found = plan("a1=0 a2=0 b1=4", [action(1, "a1=4", people=2.0), action(2, "a2=3")])
    assert found.new.people == Total(2.0, 1)
    nobody_says = plan("a1=0 a2=0 b1=4", [action(1, "a1=4")])
    assert nobody_says.new.people == Total(None, 1)  # which is not 0
    assert plan("a1=0 a2=0 b1=4", []).new.people == Total(0, 0)


def test_finding_out_counts_as_one_level_and_is_counted_apart(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    actions = [action(1, "a1=?", one_off=10), action(2, "b1=4", one_off=10), action(3, "a2=3", one_off=11)]
    found = plan("a1=? a2=? b1=3", actions, one_off=31)
    # a2 is not known to be raised by 3: its level is found out, and that is all that can be said
    new = found.new
    assert (ids(found), new.levels, new.found_out, new.closed) == ([1, 2, 3], 1, 2, 0.75)
    assert "close 1 level and find out where 2 statements stand" in plan_to_buy(found, None)


def test_accepted_gaps_and_levels_above_the_target_buy_nothing(
    compared: Callable[..., Comparison], action: Callable[..., Action]
) -> None:
    comparison = compared("two-themes", tax="a1=1 a2=1 b1=4")
    accepted = {"tax": {"a2": AcceptedGap(statement_id="a2", reason="It closes")}}
    to_targets = gaps_to_targets(comparison, {}, accepted)  # a1: one level up
    found = portfolio(comparison.framework, to_targets, [action(1, "a1=4"), action(2, "a2=4")], Limits())
    assert (ids(found), found.new.levels, found.gap) == ([1], 1, 0.25)


def test_what_must_be_done_is_done_with_what_it_waits_for(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    actions = [
        action(1, "a1=4", one_off=60),
        action(2, "b1=1", one_off=30, depends_on=(3,)),
        action(3, "b1=2", one_off=20),
    ]
    assert ids(plan("a1=0 a2=4 b1=0", actions, one_off=100)) == [1, 3]
    assert ids(plan("a1=0 a2=4 b1=0", actions, one_off=100, must=[2])) == [2, 3]
    assert ids(plan("a1=0 a2=4 b1=4", actions, one_off=110, must=[2])) == [1, 2, 3]  # though b1 is no gap


NO_PLAN = [
    ({"one_off": -1}, "The one-off budget is below nothing. Give whole pounds from 0, or leave it empty"),
    ({"yearly": -1}, "The yearly budget is below nothing"),
    ({"one_off": 10**20}, "The one-off budget is more than"),
    ({"people": -0.5}, "The people limit is full-time equivalents from 0"),
    ({"people": float("nan")}, "The people limit is full-time equivalents from 0"),
    ({"must": [7]}, "Action 7 must be in the plan, but is not among the actions."),
    ({"must": [3]}, "“Action 3” must be in the plan, but cannot be. It is not costed"),
    (
        {"must": [1], "one_off": 59},
        "cost £60 once, and the budget is £59. Raise the budget, or ask for fewer.",
    ),
    ({"must": [1], "yearly": 4}, "cost £5 a year, and the budget is £4"),
    ({"must": [1], "people": 1.0}, "need 2 people, and the limit is 1."),
]


@pytest.mark.parametrize(("limits", "told"), NO_PLAN)
def test_limits_that_no_plan_can_keep_are_told_in_a_sentence(
    limits: dict[str, Any], told: str, plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    actions = [
        action(1, "a1=4", one_off=50, yearly=5, people=1.5, depends_on=(2,)),
        action(2, "a2=4", one_off=10, people=0.5),
        action(3, "b1=4", one_off=None, people=1.0),
    ]
    with pytest.raises(NoPlan) as caught:
        plan("a1=0 a2=0 b1=0", actions, **limits)
    assert told in str(caught.value)


def test_a_budget_is_kept_to_the_pound_however_large(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    actions = [
        action(1, "a1=4", one_off=MOST_POUNDS),
        action(2, "a2=4", one_off=1),
        action(3, "b1=1", one_off=1),
    ]
    assert ids(plan("a1=0 a2=0 b1=0", actions, one_off=MOST_POUNDS + 1)) == [1, 2]
    assert ids(plan("a1=0 a2=0 b1=0", actions, one_off=MOST_POUNDS)) == [2, 3]  # 5 levels, where 1 closes 4
    assert ids(plan("a1=0 a2=4 b1=3", actions, one_off=MOST_POUNDS)) == [1]


def test_no_actions_and_no_gaps_make_an_empty_plan(
    plan: Callable[..., Portfolio], action: Callable[..., Action]
) -> None:
    assert ids(plan("a1=0 a2=0 b1=0", [], one_off=10)) == []
    nothing = plan("a1=4 a2=4 b1=4", [action(1, "a1=4", one_off=5)], one_off=10)
    assert (ids(nothing), nothing.gap, nothing.proven) == ([], 0.0, True)


# Against every possible choice. What a choice closes is worked out here from levels alone, not as the program does.

LEVELS = st.sampled_from(["0", "1", "2", "3", "4", "?", "-"])
STATEMENTS = ("a1", "a2", "b1")
STATUSES = st.sampled_from(
    [*[ActionStatus.PROPOSED] * 4, ActionStatus.APPROVED, ActionStatus.UNDER_WAY, ActionStatus.DELIVERED]
)


Marks = Mapping[str, Mapping[str, str]]
"""By department and statement: “3”, “?” or “-”."""
Case = tuple[str, Marks, list[Action], Limits]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    name = draw(st.sampled_from(["two-themes", "unequal-weights"]))
    departments = ["tax", "art", "law"][: draw(st.integers(1, 3))]
    marks = {d: {s: draw(LEVELS) for s in STATEMENTS} for d in departments}
    actions = []
    for number in range(1, draw(st.integers(1, 7)) + 1):
        raised = draw(st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=2, unique=True))
        for_ = draw(st.lists(st.sampled_from(departments), min_size=1, max_size=3, unique=True))
        waits = draw(st.lists(st.integers(1, number), max_size=1)) if number > 1 else []
        actions.append(
            Action(
                id=number,
                round_id="spring",
                title=f"Action {number}",
                departments=tuple(for_),
                rises=tuple(
                    Rise(statement_id=s, to=draw(st.sampled_from([None, 1, 2, 3, 4]))) for s in raised
                ),
                no_date="Made up",
                one_off=draw(st.integers(0, 9)),
                yearly=draw(st.integers(0, 4)),
                people=draw(st.sampled_from([0.0, 0.5, 1.0, 2.5])),
                depends_on=tuple(each for each in waits if each < number),
                status=draw(STATUSES),
            )
        )
    limits = Limits(
        one_off=draw(st.none() | st.integers(0, 25)),
        yearly=draw(st.none() | st.integers(0, 10)),
        people=draw(st.none() | st.sampled_from([0.0, 1.0, 2.5, 4.0])),
        must=frozenset(draw(st.lists(st.sampled_from([a.id for a in actions]), max_size=1))),
    )
    return name, marks, actions, limits


def compared_to_the_top(name: str, marks: Marks) -> Comparison:
    states = {"?": State.NOT_DETERMINED, "-": State.NOT_APPLICABLE}
    judgements = {
        d: {
            s: Judgement(state=states[mark])
            if mark in states
            else Judgement(state=State.LEVEL, level=int(mark))
            for s, mark in row.items()
        }
        for d, row in marks.items()
    }
    round_ = Round(
        id="spring",
        title="Spring",
        kind=RoundKind.LIVE,
        framework_id=name,
        edition="1",
        framework_hash="0" * 64,
        opens=date(2026, 3, 1),
    )
    return Comparison(TINY[name], round_, {d: Department(id=d, name=d) for d in marks}, judgements, 1)


def closed_by(choice: Sequence[Action], name: str, marks: Marks) -> float:
    total = 0.0
    for department, row in marks.items():
        for statement, mark in row.items():
            aims = [
                rise.to
                for action in choice
                if department in action.departments
                for rise in action.rises
                if rise.statement_id == statement
            ]
            weight = TINY[name].by_id[statement].weight
            if mark == "?" and aims:
                total += weight / 4  # found out: one level of four
            elif mark.isdigit():
                highest = max([int(mark), *(to for to in aims if to is not None)])
                total += weight * (highest - int(mark)) / 4
    return total


def happens(choice: Sequence[Action], actions: Sequence[Action]) -> list[Action]:
    """What is delivered, and what is committed or chosen once all that it waits for happens; first ones come first."""
    found: list[Action] = []
    for action in actions:
        ids_ = {each.id for each in found}
        waits = set(action.depends_on) <= ids_
        if action.status is ActionStatus.DELIVERED or (
            waits and (action.status.committed or action in choice)
        ):
            found.append(action)
    return found


def keeps(choice: Sequence[Action], limits: Limits, actions: Sequence[Action]) -> bool:
    """Whether what is chosen goes ahead with all that must, and what is new keeps the limits."""
    going = {action.id for action in happens(choice, actions)}
    return (
        limits.must | {action.id for action in choice} <= going
        and (limits.one_off is None or sum(a.one_off or 0 for a in choice) <= limits.one_off)
        and (limits.yearly is None or sum(a.yearly or 0 for a in choice) <= limits.yearly)
        and (limits.people is None or sum(a.people or 0 for a in choice) <= limits.people)
    )


@settings(max_examples=400)
@given(cases())
def test_no_other_choice_closes_more(case: Case) -> None:
    name, marks, actions, limits = case
    comparison = compared_to_the_top(name, marks)
    proposed = [action for action in actions if action.status is ActionStatus.PROPOSED]
    already = closed_by(happens([], actions), name, marks)

    def closes(choice: Sequence[Action]) -> float:
        return closed_by(happens(choice, actions), name, marks) - already

    possible = [
        choice
        for size in range(len(proposed) + 1)
        for choice in combinations(proposed, size)
        if keeps(choice, limits, actions)
    ]
    if not possible:
        with pytest.raises(NoPlan):
            portfolio(comparison.framework, gaps(comparison), actions, limits)
        return
    found = portfolio(comparison.framework, gaps(comparison), actions, limits)
    chosen, most = found.new.actions, max(map(closes, possible))
    assert keeps(chosen, limits, actions)
    assert found.new.closed == pytest.approx(closes(chosen))
    assert found.new.closed == pytest.approx(most)  # other choices may close as much
    assert found.proven
    as_much = [
        sum((a.one_off or 0) + (a.yearly or 0) for a in choice)
        for choice in possible
        if closes(choice) > most - 1e-9
    ]
    assert (found.new.one_off.known or 0) + (found.new.yearly.known or 0) == min(as_much)
    committed = [a for a in actions if a.status in (ActionStatus.APPROVED, ActionStatus.UNDER_WAY)]
    assert list(found.committed.actions) == committed
    going = happens(chosen, actions)
    assert [each.action for each in found.held_up] == [a for a in committed if a not in going]
    delivered = [a for a in actions if a.status is ActionStatus.DELIVERED]
    assert found.committed.closed == pytest.approx(already - closed_by(delivered, name, marks))
    assert {a.id for a in (*committed, *chosen)} | set(left_out(found)) == {a.id for a in actions}
    # nothing is paid for in vain: without any one that nothing waits for, less is closed
    waited_for = {first for a in going for first in a.depends_on}
    for action in chosen:
        if action.id not in waited_for | limits.must:
            rest = [other for other in chosen if other is not action]
            assert closes(rest) < found.new.closed - 1e-9
    if found.next_pound is not None:
        further = Limits(
            one_off=next_pound(found).one_off,
            yearly=next_pound(found).yearly,
            people=limits.people,
            must=limits.must,
        )
        more = portfolio(comparison.framework, gaps(comparison), actions, further)
        assert more.new.closed >= found.new.closed + next_pound(found).closed - 1e-9
