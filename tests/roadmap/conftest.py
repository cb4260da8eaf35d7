"""Answers and actions in a pencil's notation, and the published findings as a comparison."""

from datetime import date
from pathlib import Path

import pytest

from maturity.assessment import benchmark
from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department, Kind, Round
from maturity.framework import files
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.scoring.compare import Comparison

ROOT = Path(__file__).parents[2]
TINY = files.library(ROOT / "tests" / "frameworks")
MARKS = {"?": State.NOT_DETERMINED, ".": State.NOT_ANSWERED, "-": State.NOT_APPLICABLE}


def read(words):
    found = {}
    for statement, _, mark in (word.partition("=") for word in words.split()):
        state = MARKS.get(mark, State.LEVEL)
        found[statement] = Judgement(state=state, level=int(mark) if state is State.LEVEL else None)
    return found


@pytest.fixture(scope="session")
def said():
    """“a1=3 a2=? b1=-”: a level; “?” not determined; “.” (or left out) not answered; “-” not applicable."""
    return read


@pytest.fixture(scope="session")
def compared():
    """`compared("two-themes", tax="a1=3 …")`: departments side by side in a round of March 2026."""

    def make(name, **answers):
        round_ = Round(
            id="spring",
            title="Spring",
            kind=Kind.LIVE,
            framework_id=name,
            edition="1",
            framework_hash=TINY[name].content_hash,
            opens=date(2026, 3, 1),
            closes=date(2026, 3, 31),
        )
        departments = {each: Department(id=each, name=each) for each in answers}
        return Comparison(
            TINY[name], round_, departments, {each: read(words) for each, words in answers.items()}, 1
        )

    return make


@pytest.fixture(scope="session")
def action():
    """`action(1, "a1=2 a2=?")` raises a1 to 2 and finds out a2, for the department “tax”; more by name."""

    def make(id_, rises, departments="tax", **more):
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


@pytest.fixture(scope="session")
def published(published_frameworks):
    """Departments A to G of Appendix Two."""
    found = benchmark.load(ROOT / "data" / "nao-2019.yaml", published_frameworks)
    departments = {department.id: department for department in found.departments}
    judgements = {department: {} for department in departments}
    for (statement, department), finding in found.findings.items():
        judgements[department][statement] = finding
    framework = published_frameworks[found.round.framework_id]
    return Comparison(framework, found.round, departments, judgements, 1)
