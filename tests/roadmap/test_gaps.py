"""Where a department falls short, by pencil. In two-themes a1 says how to move up; a2 and b1 do not."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from maturity.assessment.answer import State
from maturity.plan.action import ActionOrigin, check_action
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap.gaps import FIND_OUT, NOT_PLANNED, gaps, gaps_to_targets, suggested
from maturity.scoring.compare import Comparison


@pytest.fixture
def found(compared: Callable[..., Comparison]) -> Callable[..., list[Any]]:
    def run(name: str, **answers: str) -> list[Any]:
        return [
            (gap.department, gap.statement.id, gap.short, gap.next_step)
            for gap in gaps(compared(name, **answers))
        ]

    return run


TABLE = [  # answers, then each gap as (statement, levels below the highest, next step)
    ("a1=4 a2=4 b1=4", []),  # at the top there is no gap
    ("a1=3 a2=4 b1=4", [("a1", 1, "Extend it to all")]),  # 4 - 3
    ("a1=0 a2=4 b1=4", [("a1", 4, "Write a note")]),  # 4 - 0
    ("a1=4 a2=1 b1=4", [("a2", 3, "")]),  # 4 - 1; the file does not say how to move up
    ("a1=? a2=4 b1=4", [("a1", None, FIND_OUT)]),  # nobody knows how far, and never 4
    ("a1=4 a2=. b1=4", [("a2", None, FIND_OUT)]),
    ("a1=4 a2=4", [("b1", None, FIND_OUT)]),  # left out is not answered
    ("a1=- a2=- b1=-", []),  # what does not apply has no gap
    ("b1=2 a1=1 a2=-", [("a1", 3, "Write a draft"), ("b1", 2, "")]),  # in the framework's order
]


@pytest.mark.parametrize(("answers", "expected"), TABLE)
def test_gaps_are_what_a_pencil_gives(
    answers: str, expected: list[Any], found: Callable[..., list[Any]]
) -> None:
    assert found("two-themes", tax=answers) == [("tax", *each) for each in expected]


def test_gaps_come_by_department_in_the_order_given(found: Callable[..., list[Any]]) -> None:
    assert found("two-themes", tax="a1=4 a2=3 b1=4", art="a1=4 a2=4 b1=1") == [
        ("tax", "a2", 1, ""),
        ("art", "b1", 3, ""),
    ]


def test_levels_are_counted_on_the_scale_of_the_statement(found: Callable[..., list[Any]]) -> None:
    assert found("scale-per-statement", tax="a1=2 a2=0") == [("tax", "a1", 2, ""), ("tax", "a2", 1, "")]
    assert found("scale-from-one", tax="a1=1 a2=5") == [("tax", "a1", 4, "")]  # 1, 2, 3, 4, 5: four steps


def test_a_gap_keeps_what_was_said(compared: Callable[..., Comparison]) -> None:
    (gap,) = gaps(compared("two-themes", tax="a1=4 a2=? b1=4"))
    assert gap.judgement.state is State.NOT_DETERMINED


def test_no_departments_have_no_gaps(found: Callable[..., list[Any]]) -> None:
    assert found("two-themes") == []


def target(statement: str, level: int) -> Target:
    return Target(statement_id=statement, level=level, by=date(2026, 12, 31))


TO_TARGETS = [  # answers, targets chosen, then each gap as (statement, levels short, weighted)
    ("a1=1 a2=4 b1=4", {"a1": 3}, [("a1", 2, 0.5)]),  # (3 - 1) / 4
    ("a1=3 a2=4 b1=4", {"a1": 3}, []),  # reached
    ("a1=3 a2=4 b1=4", {"a1": 2}, []),  # passed
    ("a1=1 a2=2 b1=4", {}, [("a1", 1, 0.25), ("a2", 1, 0.25)]),  # one level up each
    ("a1=? a2=4 b1=4", {"a1": 3}, [("a1", None, None)]),  # first find out; how far is not known
    ("a1=- a2=4 b1=4", {"a1": 3}, []),
]


@pytest.mark.parametrize(("answers", "chosen", "expected"), TO_TARGETS)
def test_gaps_to_targets_are_what_a_pencil_gives(
    answers: str, chosen: dict[str, int], expected: list[Any], compared: Callable[..., Comparison]
) -> None:
    aims = {"tax": {statement: target(statement, level) for statement, level in chosen.items()}}
    made = gaps_to_targets(compared("two-themes", tax=answers), aims)
    assert [(gap.statement.id, gap.short, gap.weighted) for gap in made] == expected


def test_a_gap_weighs_as_its_statement_does_in_the_score(compared: Callable[..., Comparison]) -> None:
    # a1 weighs 3 and a2 weighs 1: one level of four is 3 × 1/4 and 1 × 1/4
    comparison = compared("unequal-weights", tax="a1=0 a2=0 b1=4")
    weights = {statement.id: statement.weight for statement in comparison.framework.statements}
    made = {gap.statement.id: gap.weighted for gap in gaps_to_targets(comparison)}
    assert made == {each: weights[each] / 4 for each in ("a1", "a2")}


def test_with_targets_a_statement_without_one_has_no_gap_unless_nobody_knows_its_level(
    compared: Callable[..., Comparison],
) -> None:
    made = gaps(compared("two-themes", tax="a1=1 a2=? b1=1"), {"tax": {"b1": target("b1", 2)}})
    assert [(gap.statement.id, gap.short) for gap in made] == [("a2", None), ("b1", 1)]
    assert made[1].target == target("b1", 2)


def test_an_accepted_gap_is_still_a_gap_with_its_reason(compared: Callable[..., Comparison]) -> None:
    reason = AcceptedGap(statement_id="a1", reason="The service closes in June")
    (gap,) = gaps_to_targets(compared("two-themes", tax="a1=1 a2=4 b1=4"), {}, {"tax": {"a1": reason}})
    assert (gap.short, gap.accepted) == (1, reason)


SUGGESTED = [  # answers, then the suggestion: its title, and the level that it raises the statement to
    ("a1=2 a2=4 b1=4", "Agree it for some", 3),  # moving_up of a1 at 2
    ("a1=4 a2=2 b1=4", "A budget: reach “Mostly”", 3),  # a2 does not say how
    ("a1=4 a2=? b1=4", "A budget: find out where this stands", None),
]


@pytest.mark.parametrize(("answers", "title", "to"), SUGGESTED)
def test_a_gap_suggests_a_first_action(
    answers: str, title: str, to: int | None, compared: Callable[..., Comparison]
) -> None:
    comparison = compared("two-themes", tax=answers)
    (gap,) = gaps_to_targets(comparison)
    action = suggested(comparison, gap)
    assert (action.title, [(rise.statement_id, rise.to) for rise in action.rises]) == (
        title,
        [(gap.statement.id, to)],
    )
    assert (action.departments, action.origin, action.no_date) == (
        ("tax",),
        ActionOrigin.SUGGESTED,
        NOT_PLANNED,
    )
    assert (action.one_off, action.yearly) == (None, None)  # not costed, which is not nothing
    check_action(comparison.framework, action)


# By pencil from data/nao-2019-findings.csv. With one level up as the target, a department falls short (by one
# level) wherever its level is below 4, and is to find out wherever none was determined.
PUBLISHED = """
enterprise-data-strategy   DEG     -
strategy-fits-objectives   DE      F
business-ownership         BEF     DG
improvement-road-map       BCDEF   G
data-costs-understood      BF      CDEG
changes-in-business-cases  BCE     DFG
capture-burden-managed     BDEF    CG
poor-data-cost             BCDE    AG
data-strategic-asset       BCDFG   E
information-flows          BCDEFG  -
shared-data-model          BDEFG   -
data-model-supported       BCDEFG  -
data-architecture          BCDEFG  -
architecture-integrated    BCDF    EG
ownership-and-rules        BDEFG   -
quality-monitored          BCDEFG  -
legal-duties-managed       F       -
governance-oversight       BCDEG   -
"""


def test_the_published_departments_fall_short_where_a_pencil_says(published: Comparison) -> None:
    made = gaps_to_targets(published)
    for row in PUBLISHED.strip().splitlines():
        statement, short, unknown = row.split()
        own = [gap for gap in made if gap.statement.id == statement]
        assert "".join(gap.department for gap in own if gap.short == 1) == short.strip("-"), statement
        assert "".join(gap.department for gap in own if gap.find_out) == unknown.strip("-"), statement
    assert len(PUBLISHED.strip().splitlines()) == len(published.framework.statements)
    counts = {
        department: (
            sum(gap.department == department and not gap.find_out for gap in made),
            sum(gap.department == department and gap.find_out for gap in made),
        )
        for department in "ABCDEFG"
    }
    expected = {
        "A": (0, 1),
        "B": (15, 0),
        "C": (10, 2),
        "D": (14, 3),
        "E": (14, 3),
        "F": (13, 2),
        "G": (9, 7),
    }
    assert counts == expected
