"""Departments compared, given in words."""

from collections.abc import Callable
from datetime import date

import pytest

from maturity.assessment.answer import Judgement
from maturity.assessment.round import Department, Round, RoundKind
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison

Said = Callable[[str], dict[str, Judgement]]
Compared = Callable[..., Comparison]


def live(framework: Framework, judgements: dict[str, dict[str, Judgement]]) -> Comparison:
    round_ = Round(
        id="spring",
        title="Spring",
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens=date(2026, 3, 2),
    )
    departments = {key: Department(id=key, name=key.title()) for key in judgements}
    return Comparison(framework, round_, departments, judgements, 1)


@pytest.fixture
def compared(tiny: dict[str, Framework], said: Said) -> Compared:
    """`compared({"tax": "a1=4 a2=? b1=."})`: of three statements that weigh alike, on a scale of 0 to 4."""

    def of(words: dict[str, str], framework: str = "two-themes") -> Comparison:
        return live(tiny[framework], {key: said(each) for key, each in words.items()})

    return of
