"""Answers in a pencil's notation, and the published findings as a comparison."""

from pathlib import Path

import pytest

from maturity.assessment import benchmark
from maturity.assessment.answer import Judgement, State
from maturity.framework import files
from maturity.scoring.compare import Comparison

ROOT = Path(__file__).parents[2]
MARKS = {"?": State.NOT_DETERMINED, ".": State.NOT_ANSWERED, "-": State.NOT_APPLICABLE}


@pytest.fixture(scope="session")
def said():
    """“a1=3 a2=? b1=-”: a level; “?” not determined; “.” (or left out) not answered; “-” not applicable."""

    def read(words):
        found = {}
        for statement, _, mark in (word.partition("=") for word in words.split()):
            state = MARKS.get(mark, State.LEVEL)
            found[statement] = Judgement(state=state, level=int(mark) if state is State.LEVEL else None)
        return found

    return read


@pytest.fixture(scope="session")
def tiny():
    """The tiny frameworks, by id."""
    return files.library(ROOT / "tests" / "frameworks")


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
