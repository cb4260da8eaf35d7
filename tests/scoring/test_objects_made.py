"""How many objects a comparison makes: none for each department, and none for each of its cells."""

from collections import Counter
from typing import Any

import numpy as np
import pytest

from maturity.assessment import levels as arrays
from maturity.assessment.levels import LEVEL, NO_LEVEL, UNANSWERED, Levels, nothing
from maturity.assessment.round import Department, Round, RoundKind
from maturity.briefing import standing
from maturity.charts import heat_map, marks
from maturity.framework.model import Framework
from maturity.scoring import score
from maturity.scoring.compare import Comparison, Sort


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of these was made or looked up."""
    found: Counter[str] = Counter()

    def counting(module: Any, name: str) -> None:
        of = getattr(module, name)

        def counted(*given: Any, **also: Any) -> Any:
            found[name] += 1
            return of(*given, **also)

        monkeypatch.setattr(module, name, counted)

    counting(score, "Score")
    counting(arrays, "Judgement")
    counting(marks, "key_of")
    return found


def made_up(framework: Framework, departments: int) -> Levels:
    """Departments that say a level of every statement in turn, and of some nothing."""
    found = nothing(framework, [f"department-{number}" for number in range(departments)])
    rows, columns = np.indices(found.state.shape)
    found.level[...] = (rows + 2 * columns) % 4
    found.state[...], found.said[...] = LEVEL, True
    silent = (rows + columns) % 7 == 0
    found.state[silent], found.level[silent], found.said[silent] = UNANSWERED, NO_LEVEL, False
    return found


@pytest.mark.parametrize("departments", [40, 400])
def test_objects_are_made_of_what_is_shown_alone(
    two_themes: Framework, made: Counter[str], departments: int
) -> None:
    levels = made_up(two_themes, departments)
    round_ = Round(
        id="r",
        title="A round",
        kind=RoundKind.LIVE,
        framework_id=two_themes.id,
        edition=two_themes.edition,
        framework_hash=two_themes.content_hash,
        opens="2026-01-01",
    )
    names = {key: Department(id=key, name=key) for key in levels.departments}
    compared = Comparison(two_themes, round_, names, levels, revision=1).ordered(Sort.SCORE).set_apart()
    assert standing.headline(compared)
    assert compared.ranks
    assert compared.theme_scores.score.size == departments * len(two_themes.themes)
    page = list(compared.departments)[:25]
    shown = [compared.scores[key] for key in page]
    assert heat_map.points(compared, page).cells
    assert heat_map.points(compared).cells
    assert made["Score"] == len(shown)
    statements, states = len(two_themes.statements), 5  # four levels, and not answered
    assert made["key_of"] <= 2 * statements * states
    assert made["Judgement"] <= states
