"""Answers and actions in a pencil's notation, and the published findings as a comparison."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from maturity.assessment.answer import Judgement
from maturity.assessment.round import Department, Round, RoundKind
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.scoring.compare import Comparison

Said = Callable[[str], dict[str, Judgement]]

ROOT = Path(__file__).parents[2]
TINY = files.library(ROOT / "tests" / "frameworks").frameworks


@pytest.fixture(scope="session")
def compared(tiny: dict[str, Framework], said: Said) -> Callable[..., Comparison]:
    """`compared("two-themes", tax="a1=3 …")`: departments side by side in a round of March 2026."""

    def make(name: str, **answers: str) -> Comparison:
        round_ = Round(
            id="spring",
            title="Spring",
            kind=RoundKind.LIVE,
            framework_id=name,
            edition="1",
            framework_hash=tiny[name].content_hash,
            opens=date(2026, 3, 1),
            closes=date(2026, 3, 31),
        )
        departments = {each: Department(id=each, name=each) for each in answers}
        return Comparison(
            tiny[name], round_, departments, {each: said(words) for each, words in answers.items()}, 1
        )

    return make


@pytest.fixture(scope="session")
def action() -> Callable[..., Action]:
    """`action(1, "a1=2 a2=?")` raises a1 to 2 and finds out a2, for the department “tax”; more by name."""

    def make(id_: int, rises: str, departments: str = "tax", **more: object | None) -> Action:
        given = {
            "title": f"Action {id_}",
            "no_date": "" if "due" in more else "Not planned",
            "owner": "Ada",
            "status": ActionStatus.APPROVED,
            "one_off": 0,
            "yearly": 0,
            **more,
        }
        return Action(
            id=id_,
            round_id="spring",
            departments=tuple(departments.split()),
            rises=tuple(
                Rise(statement_id=statement, to=None if to == "?" else int(to))
                for statement, _, to in (word.partition("=") for word in rises.split())
            ),
            **given,
        )

    return make
