"""How far a result rests on other defensible readings: by pencil on A to G, by brute force on everything else.

The pencil, in steps of the ladder (18 statements × 4 = 72), from the column other_reading of the findings:

    department  steps÷known  other readings                              least    most     low   high
    A  68÷68  4→3                                                        67÷68    68÷68    67    72
    B  38÷72  3→2, 1→3, 3→0, 3→2: down 1+3+1, up 2                       33÷72    40÷72    33    40
    C  48÷64  3→2                                                        47÷64    48÷64    47    56
    D  28÷60  2→?, 2→1, 0→1: without the 2, and 1 down: 25÷56; up 1: 29÷60        25    43
    E  27÷60  2→0 three times, 3→0 twice, ?→0, and up 1→3, 0→3, 3→4
              down 2+2+2+3+3 with one more known: 15÷64; up 2+3+1: 33÷60          15    45
    F  32÷64  3→1, 4→3 down; 3→4, 2→3, 3→4, 0→1 up                       29÷64    36÷64    29    44
    G  27÷44  3→2 down; 2→3, 1→3 up                                      26÷44    30÷44    26    58

Low: the unknowns at 0. D loses 2+1 of 28; E 12 of 27, and its unknown is 0 already. High: the unknowns at 4, of
which D has 3 (12 more) and one more where the 2 is not determined (2 more), and 1 up: 28+12+2+1 = 43. E: 3 unknowns,
27+12+6 = 45. F: 2, 36+8. G: 7, 30+28. C: 2, 48+8.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement, State
from maturity.assessment.finding import Finding
from maturity.assessment.levels import levels_of
from maturity.framework.model import Framework
from maturity.scoring import readings, score
from maturity.scoring.compare import Comparison

PENCIL = {  # cells, least, most, low ÷ 72, high ÷ 72
    "A": (1, 67 / 68, 68 / 68, 67, 72),
    "B": (4, 33 / 72, 40 / 72, 33, 40),
    "C": (1, 47 / 64, 48 / 64, 47, 56),
    "D": (3, 25 / 56, 29 / 60, 25, 43),
    "E": (9, 15 / 64, 33 / 60, 15, 45),
    "F": (6, 29 / 64, 36 / 64, 29, 44),
    "G": (3, 26 / 44, 30 / 44, 26, 58),
}


@pytest.mark.parametrize("department", PENCIL)
def test_a_to_g_come_to_what_the_pencil_says(published: Comparison, department: str) -> None:
    cells, least, most, low, high = PENCIL[department]
    found = readings.of_comparison(published)[department]
    assert found.cells == cells
    assert found.least == pytest.approx(100 * least)
    assert found.most == pytest.approx(100 * most)
    assert found.low == pytest.approx(100 * low / 72)
    assert found.high == pytest.approx(100 * high / 72)


def test_readings_read_as_a_sentence(published: Comparison, tiny: dict[str, Framework]) -> None:
    found = readings.of_comparison(published)
    assert found["D"].words == "between 44.6 and 48.3 under other readings of 3 cells"
    assert found["A"].words == "between 98.5 and 100.0 under other readings of 1 cell"
    assert readings.readings(tiny["two-themes"], {}).words == "no cell with another reading"


def test_one_theme_counts_its_own_cells_alone(published: Comparison) -> None:
    # B in Strategy: one cell, 3 → 2, of 17 steps out of 32.
    found = readings.of_comparison(published.in_theme("strategy"))["B"]
    assert (found.cells, found.least, found.most) == pytest.approx((1, 100 * 16 / 32, 53.125))


def test_a_framework_without_an_overall_score_has_none_under_any_reading(tiny: dict[str, Framework]) -> None:
    found = readings.readings(tiny["no-overall"], {"a1": cell(1, 2)})
    assert (found.least, found.most, found.low, found.high) == (None, None, None, None)
    assert found.words == "no score under any reading of 1 cell"


def said(mark: State | int) -> dict[str, Any]:
    if isinstance(mark, int):
        return {"state": State.LEVEL, "level": mark}
    return {"state": mark}


def cell(mark: State | int, other: State | int | None) -> Finding:
    reading = None if other is None else Judgement(**said(other))
    return Finding(**said(mark), other_reading=reading)


MARKS = [0, 1, 2, 3, 4, State.NOT_DETERMINED, State.NOT_APPLICABLE]
CELLS = st.tuples(st.sampled_from(MARKS), st.sampled_from([None, *MARKS]))


@given(cells=st.tuples(CELLS, CELLS, CELLS))
@pytest.mark.parametrize("name", ["two-themes", "unequal-weights", "theme-mean", "weakest"])
@settings(max_examples=80)
def test_the_least_and_the_most_are_those_of_every_choice_of_reading(
    tiny: dict[str, Framework], name: str, cells: tuple[Any, ...]
) -> None:
    """Brute force: score every combination, by the same scoring that makes every other figure."""
    framework = tiny[name]
    statements = [statement.id for statement in framework.statements][:3]
    ways = [[mark] if other is None else [mark, other] for mark, other in cells]
    found = {
        str(place): {key: Judgement(**said(mark)) for key, mark in zip(statements, marks, strict=True)}
        for place, marks in enumerate(product(*ways))
    }
    every = score.by_department(levels_of(framework, found))
    given_cells = {key: cell(*each) for key, each in zip(statements, cells, strict=True)}
    told = readings.readings(framework, given_cells)

    def same(figure: float | None, column: str, end: Callable[[list[float]], float]) -> None:
        values = [each for each in getattr(every, column) if each == each]
        assert figure == (pytest.approx(end(values), abs=1e-9) if values else None)

    same(told.least, "score", min)
    same(told.most, "score", max)
    same(told.low, "low", min)
    same(told.high, "high", max)
