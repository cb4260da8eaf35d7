"""What was promised beside what was found, by pencil."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from maturity.assessment.answer import State
from maturity.assessment.finding import Finding
from maturity.briefing.promises import headline
from maturity.plan.action import Action, ActionStatus
from maturity.roadmap.promises import Kept, Tally, by_theme, promises, tally
from maturity.scoring.compare import Comparison


@pytest.fixture
def delivered(action: Callable[..., Action]) -> Callable[..., Action]:
    def make(id_: int, rises: str, departments: str = "tax", **more: ActionStatus | date) -> Action:
        given = {"status": ActionStatus.DELIVERED, "delivered_on": date(2026, 2, 1), **more}
        return action(id_, rises, departments, **given)

    return make


TABLE = [  # before, after, raised to; then promised, found, and what became of it
    ("a1=1", "a1=3", 3, 2, 2, Kept.KEPT),
    ("a1=1", "a1=4", 3, 2, 3, Kept.KEPT),
    ("a1=1", "a1=2", 3, 2, 1, Kept.PARTLY),
    ("a1=1", "a1=1", 3, 2, 0, Kept.NOT_KEPT),
    ("a1=2", "a1=1", 3, 1, -1, Kept.NOT_KEPT),
    ("a1=3", "a1=3", 2, 0, 0, Kept.KEPT),  # it was there already
    ("a1=?", "a1=3", 3, None, None, Kept.NOT_KNOWN),
    ("a1=1", "a1=?", 3, 2, None, Kept.NOT_KNOWN),  # nobody knows, which is not a broken promise
    ("a1=1", "a1=-", 3, 2, None, Kept.NOT_KNOWN),
]


@pytest.mark.parametrize(("before", "after", "to", "promised", "found", "kept"), TABLE)
def test_promises_are_held_against_what_was_found(
    before: str,
    after: str,
    to: int,
    promised: int | None,
    found: int | None,
    kept: Kept,
    compared: Callable[..., Comparison],
    delivered: Callable[..., Action],
) -> None:
    (made,) = promises(
        compared("two-themes", tax=before), compared("two-themes", tax=after), [delivered(1, f"a1={to}")]
    )
    assert (made.promised, made.found, made.kept, made.audited) == (promised, found, kept, False)


def test_an_auditors_finding_counts_before_the_answer(
    compared: Callable[..., Comparison], delivered: Callable[..., Action]
) -> None:
    after = compared("two-themes", tax="a1=4")
    finding = Finding(state=State.LEVEL, level=2, reason="Only in part")
    (made,) = promises(
        compared("two-themes", tax="a1=1"),
        replace(after, findings={"tax": {"a1": finding}}),
        [delivered(1, "a1=4")],
    )
    assert (made.found, made.kept, made.audited) == (1, Kept.PARTLY, True)


NOTHING_PROMISED = [
    {"rises": "a1=?"},  # it found out, and promised no level
    {"rises": "a1=3", "status": ActionStatus.UNDER_WAY},
    {"rises": "a1=3", "departments": "art"},  # not in these rounds
    {"rises": "a1=3", "delivered_on": date(2026, 4, 1)},  # the day after the later round closed
]


@pytest.mark.parametrize("given", NOTHING_PROMISED)
def test_only_what_was_delivered_in_time_can_be_looked_for(
    given: dict[str, Any], compared: Callable[..., Comparison], delivered: Callable[..., Action]
) -> None:
    before, after = compared("two-themes", tax="a1=1"), compared("two-themes", tax="a1=3")
    assert promises(before, after, [delivered(1, **given)]) == []


def test_the_highest_level_promised_counts_once(
    compared: Callable[..., Comparison], delivered: Callable[..., Action]
) -> None:
    before, after = compared("two-themes", tax="a1=1"), compared("two-themes", tax="a1=2")
    (made,) = promises(before, after, [delivered(1, "a1=2"), delivered(2, "a1=3")])
    assert (made.to, made.promised, made.found, [a.id for a in made.actions]) == (3, 2, 1, [1, 2])


def test_promises_add_up_by_department_and_theme(
    compared: Callable[..., Comparison], delivered: Callable[..., Action]
) -> None:
    before = compared("two-themes", tax="a1=1 a2=1 b1=1", art="a1=? a2=2 b1=0")
    after = compared("two-themes", tax="a1=3 a2=2 b1=1", art="a1=3 a2=3 b1=2")
    made = promises(before, after, [delivered(1, "a1=3 a2=3 b1=2", "tax art")])
    sums = {
        (each.department, each.theme): (each.promises, each.known, each.promised, each.found, each.kept)
        for each in by_theme(before.framework, made)
    }
    assert sums == {
        ("tax", "plans"): (2, 2, 4, 3, 1),  # a1 2 of 2, a2 1 of 2
        ("tax", "people"): (1, 1, 1, 0, 0),
        ("art", "plans"): (2, 1, 1, 1, 1),  # a1 was not known
        ("art", "people"): (1, 1, 2, 2, 1),
    }
    assert tally(made) == Tally(promises=6, known=5, promised=8, found=6, kept=3)
    assert headline(tally(made)) == "3 of 5 promises kept: 8 levels promised, 6 found"


def test_one_promise_and_none_known_are_said_as_such() -> None:
    one = Tally(promises=1, known=1, promised=1, found=0, kept=0)
    assert headline(one) == "0 of 1 promise kept: 1 level promised, 0 found"
    unknown = Tally(promises=2, known=0, promised=0, found=0, kept=0)
    assert headline(unknown) == "Nobody knows yet whether any promise was kept"
