"""The level aimed at: one up, or as chosen, or from a profile of the framework file."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from maturity.assessment.answer import Judgement
from maturity.framework import files
from maturity.plan.target import Target
from maturity.roadmap.targets import from_profile, horizon, targets
from maturity.scoring.compare import Comparison

Said = Callable[[str], dict[str, Judgement]]

TINY = files.library(Path(__file__).parents[1] / "frameworks").frameworks
BY = date(2027, 3, 31)


def levels(found: dict[str, Target]) -> dict[str, int | None]:
    return {statement: target.level for statement, target in found.items()}


TABLE = [  # answers, then the target of each statement that has one
    ("a1=0 a2=1 b1=3", {"a1": 1, "a2": 2, "b1": 4}),  # one level up
    ("a1=4 a2=4 b1=4", {}),  # at the top there is nothing to aim at
    ("a1=? a2=. b1=-", {}),  # from nowhere there is no level up, and what does not apply has no target
    ("a1=2", {"a1": 3}),  # left out is not answered
]


@pytest.mark.parametrize(("answers", "expected"), TABLE)
def test_a_department_that_chose_nothing_aims_one_level_up(
    answers: str, expected: dict[str, int], compared: Callable[..., Comparison], said: Said
) -> None:
    comparison = compared("two-themes", tax=answers)
    found = targets(comparison.framework, comparison.round, said(answers), {})
    assert levels(found) == expected
    assert {target.by for target in found.values()} <= {BY}


def test_a_target_that_was_chosen_stands_instead_whatever_the_level(
    compared: Callable[..., Comparison], said: Said
) -> None:
    comparison = compared("two-themes", tax="a1=3 a2=? b1=1")
    chosen = {s: Target(statement_id=s, level=2, by=date(2026, 6, 30)) for s in ("a1", "a2")}
    found = targets(comparison.framework, comparison.round, said("a1=3 a2=? b1=1"), chosen)
    assert levels(found) == {"a1": 2, "a2": 2, "b1": 2}
    assert found["a1"] is chosen["a1"]


def test_one_level_up_is_the_next_of_the_statements_own_scale(
    compared: Callable[..., Comparison], said: Said
) -> None:
    comparison = compared("scale-per-statement", tax="a1=2 a2=0")
    assert levels(targets(comparison.framework, comparison.round, said("a1=2 a2=0"), {})) == {
        "a1": 3,
        "a2": 1,
    }


@pytest.mark.parametrize(
    ("profile", "expected"),
    [("half-way", {"a1": 1, "a2": 1}), ("plan-only", {"a1": 2}), ("plan-first", {"a1": 2, "a2": 1})],
)
def test_a_profile_gives_a_target_for_every_statement_it_names(
    profile: str, expected: dict[str, int]
) -> None:
    framework = TINY["target-profiles"]
    (chosen,) = (each for each in framework.target_profiles if each.id == profile)
    found = from_profile(framework, chosen, BY)
    assert levels(found) == expected
    assert {target.by for target in found.values()} == {BY}


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), date(2027, 3, 31)),  # a year after it closes
        (date(2026, 3, 1), None, date(2027, 3, 1)),  # or, where it does not, after it opens
        (date(2024, 2, 1), date(2024, 2, 29), date(2025, 2, 28)),
    ],
)
def test_the_horizon_is_a_year_on(
    opens: date, closes: date | None, expected: date, compared: Callable[..., Comparison]
) -> None:
    round_ = compared("two-themes").round.model_copy(update={"opens": opens, "closes": closes})
    assert horizon(round_) == expected
