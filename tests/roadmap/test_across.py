"""What departments need in common, by pencil; for A to G see the table in test_gaps."""

from collections.abc import Callable
from datetime import date

import pytest

from maturity.plan.action import Action, ActionStatus
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap.across import done_apart, served, short_of_chosen, worth_sharing
from maturity.roadmap.gaps import gaps_to_targets
from maturity.scoring.compare import Comparison

# Statements linked to each heading of Appendix Four, from the framework file; departments and gaps from the table
# in test_gaps. Systems: information-flows 6 + shared-data-model 5 + data-architecture 6 + architecture-integrated 4.
STEPS = [  # rank, heading, departments that fall short, gaps, departments that do not know
    (1, "systems-that-talk", 6, 21, "EG"),  # 6 + 5 + 6 + 4
    (2, "high-quality-data", 6, 19, "ACG"),  # 5 + 4 + 4 + 6
    (3, "clear-strategy", 6, 15, "EFG"),  # 3 + 2 + 5 + 5
    (4, "data-standards", 6, 15, "CG"),  # 4 + 5 + 6
    (5, "leadership", 6, 13, "DG"),  # 3 + 5 + 5
    (6, "skills", 6, 10, "DG"),  # 3 + 6 + 1
    (7, "funding", 5, 9, "ACDEFG"),  # 2 + 3 + 4; BF, BCE and BCDE together are B to F
    (8, "safeguarding", 1, 1, ""),
    (8, "legislation", 1, 1, ""),
]


def test_the_practical_steps_are_ranked_by_how_many_departments_they_would_serve(
    published: Comparison,
) -> None:
    found = served(published.framework, gaps_to_targets(published), "practical-step")
    assert [(s.rank, s.value.id, len(s.short), s.gaps, "".join(sorted(s.unknown))) for s in found] == STEPS


def test_a_facet_that_the_framework_does_not_have_serves_nobody(published: Comparison) -> None:
    assert served(published.framework, gaps_to_targets(published), "colour") == []


def test_only_gaps_to_chosen_targets_are_counted_as_such(compared: Callable[..., Comparison]) -> None:
    comparison = compared("two-themes", tax="a1=1 a2=1 b1=4", art="a1=2 a2=4 b1=4", law="a1=1 a2=1 b1=1")
    by = date(2027, 3, 2)
    chosen = {
        "tax": {each: Target(statement_id=each, level=3, by=by) for each in ("a1", "a2", "b1")},
        "art": {"a1": Target(statement_id="a1", level=3, by=by)},
    }  # law chose none, tax accepted a2 and is above its target for b1
    accepted = {"tax": {"a2": AcceptedGap(statement_id="a2", reason="It closes")}}
    found = short_of_chosen(gaps_to_targets(comparison, chosen, accepted), chosen)
    assert found == {"a1": 2}


def test_steps_from_the_same_level_are_worth_sharing(compared: Callable[..., Comparison]) -> None:
    comparison = compared("two-themes", tax="a1=1 a2=? b1=4", art="a1=1 a2=? b1=3", law="a1=1 a2=4 b1=2")
    found = worth_sharing(comparison.framework, gaps_to_targets(comparison))
    assert [(s.statement.id, s.level, s.next_step, s.departments) for s in found] == [
        ("a1", 1, "Write a draft", ("tax", "art", "law")),
        ("a2", None, "Find out where this stands, and keep the evidence.", ("tax", "art")),
    ]


@pytest.mark.parametrize("status", list(ActionStatus))
def test_work_done_apart_adds_up_what_is_costed_and_counts_what_is_not(
    status: ActionStatus, compared: Callable[..., Comparison], action: Callable[..., Action]
) -> None:
    actions = [
        action(1, "a1=2", one_off=100, yearly=5, status=status),
        action(2, "a1=3", "art", one_off=40, yearly=0, status=status),
        action(3, "a1=3", "law", one_off=7, yearly=None, status=status),
        action(4, "b1=3", "tax", status=status),  # nobody else works on b1
        action(5, "b1=4", "tax", status=status),
    ]
    found = done_apart(compared("two-themes").framework, actions)
    if status.over:
        assert found == []
    else:
        ((apart),) = found
        assert (apart.statement.id, [a.id for a in apart.actions]) == ("a1", [1, 2, 3])
        assert (apart.one_off, apart.yearly, apart.not_costed) == (140, 5, 1)
