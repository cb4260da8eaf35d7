"""How many departments stand where; expected figures counted by eye."""

from collections.abc import Callable

import pytest

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department
from maturity.briefing.themes import weakest
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison
from maturity.scoring.spread import place_of, ranked_alike, shortest, spreads

Said = Callable[[str], dict[str, Judgement]]


@pytest.fixture
def compare(tiny: dict[str, Framework], said: Said, published: Comparison) -> Callable[..., Comparison]:
    def of(*answers: str) -> Comparison:
        departments = {f"d{n}": Department(id=f"d{n}", name=f"D{n}") for n in range(len(answers))}
        judgements = {f"d{n}": said(words) for n, words in enumerate(answers)}
        return Comparison(tiny["two-themes"], published.round, departments, judgements, 1)

    return of


def test_every_department_is_counted_once_at_its_level_or_in_its_state(
    compare: Callable[..., Comparison],
) -> None:
    a1, a2, b1 = spreads(compare("a1=4 a2=0 b1=?", "a1=4 a2=1 b1=-", "a1=3 a2=0"))
    assert a1.levels == {0: 0, 1: 0, 2: 0, 3: 1, 4: 2}
    assert (a1.short, a1.lowest, a1.unknown, a1.applies) == (0, 0, 0, 3)  # below 2, the middle
    assert (a2.short, a2.lowest) == (3, 2)
    assert b1.states == {State.NOT_DETERMINED: 1, State.NOT_ANSWERED: 1, State.NOT_APPLICABLE: 1}
    assert (b1.short, b1.known, b1.unknown, b1.applies) == (0, 0, 2, 2)


def test_statements_are_ranked_by_the_share_of_those_known_then_by_the_distance_to_the_top(
    compare: Callable[..., Comparison],
) -> None:
    # below 2: of a1 1 of 2, of a2 1 of 1, of b1 1 of 2; on average a1 stands at 2, b1 at 2.5
    found = spreads(compare("a1=1 a2=1 b1=1", "a1=3 b1=4", "a2=?"))
    assert [each.statement.id for each in shortest(found)] == ["a2", "a1", "b1"]
    a1, a2, b1 = found
    assert (a1.share, a2.share, b1.share) == (0.5, 1, 0.5)
    assert (a1.distance, b1.distance) == (0.5, 0.375)
    assert a2.shares == (1 / 3, 1)  # 1 of 3, or all of them
    assert place_of(a1, found) == 2


def test_equals_share_a_place(compare: Callable[..., Comparison]) -> None:
    found = shortest(spreads(compare("a1=1 a2=1 b1=2")))
    assert [(each.statement.id, place_of(each, found)) for each in found] == [("a1", 1), ("a2", 1), ("b1", 3)]
    assert ranked_alike(found) == found[:2]


def test_the_spread_of_appendix_two(published: Comparison) -> None:
    found = {each.statement.id: each for each in spreads(published)}
    flows = found["information-flows"]
    assert flows.levels == {0: 2, 1: 3, 2: 0, 3: 1, 4: 1}
    assert sum(each.known for each in found.values()) + sum(each.unknown for each in found.values()) == 126
    assert sum(each.unknown for each in found.values()) == 18  # 126 less 17+18+16+15+15+16+11


def test_a_lowest_theme_is_named_only_where_the_ranges_say_so(compare: Callable[..., Comparison]) -> None:
    assert weakest(compare("a1=4 a2=4 b1=0", "a1=4 a2=4 b1=?")) == (
        "People is the weakest theme in 1 department; in 1 it is too close to say."
    )
    assert weakest(compare("a1=4 a2=4 b1=?")) == (
        "In no department can the weakest theme be told: their ranges overlap."
    )
    assert weakest(compare("a1=4").in_theme("plans")) == "Plans alone"
