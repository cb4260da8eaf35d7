"""Groups in words: by pencil."""

import pytest

from maturity.briefing.groups import (
    NO_STATEMENTS,
    counts_in_words,
    groups_told,
    matrix_told,
    values_in_words,
)
from maturity.framework.model import Framework, Scale
from tests.briefing.conftest import Compared, Said, live
from tests.scoring.test_bridge import FRAMEWORKS

MATRIX = FRAMEWORKS["matrix"]
(WAY,) = MATRIX.scored_facets
ONE = {"d": "a1=5 a2=3 b1=4 b2=2"}
TWO = {**ONE, "e": "a1=3 a2=1 b1=2 b2=?"}


def with_levels(number: int) -> Framework:
    """One scale of so many levels."""
    levels = [{"value": value, "name": f"Step {value}"} for value in range(number)]
    return FRAMEWORKS["no-overall"].model_copy(update={"scales": {"ladder": Scale.model_validate(levels)}})


def test_a_value_that_no_statement_has_is_told_as_such(compared: Compared) -> None:
    """Skills have none in that file, in no group and over all."""
    comparison = compared({"d": "a1=3 a2=3 b1=3 b2=3"}, "matrix")
    told = matrix_told(comparison, WAY)
    assert [cells[2] for _, cells in told.rows] == [NO_STATEMENTS, NO_STATEMENTS]
    assert told.below[2] == NO_STATEMENTS
    assert values_in_words(comparison, WAY) == "By theme: 3.0 of 5 in each"


def test_a_group_of_several_is_told_by_its_median_its_ends_and_how_much_is_known(compared: Compared) -> None:
    # plans: (5 + 3) / 2 and (3 + 1) / 2; people: (4 + 2) / 2, and 2 of the one that is known
    told = [
        (each.label, each.figure, each.spread, each.known) for each in groups_told(compared(TWO, "matrix"))
    ]
    assert told == [
        ("Plans", "3.0 of 5", "2.0 to 4.0 of 5, of 2", "4 of 4"),
        ("People", "2.5 of 5", "2.0 to 3.0 of 5, of 2", "3 of 4"),
    ]
    alone = [(each.figure, each.spread, each.known) for each in groups_told(compared(ONE, "matrix"))]
    assert alone == [("4.0 of 5", "", "2 of 2"), ("3.0 of 5", "", "2 of 2")]


def test_a_cell_has_its_figure_and_of_how_many_statements_it_is(compared: Compared) -> None:
    # uses: a1 and a2; tools: a2 of the plans, b1 of the people; b2 is neither
    told = matrix_told(compared(ONE, "matrix"), WAY)
    assert [cells for _, cells in told.rows] == [
        ("4.0 of 5 · 2", "3.0 of 5 · 1", NO_STATEMENTS),
        (NO_STATEMENTS, "4.0 of 5 · 1", NO_STATEMENTS),
    ]
    assert told.below == ("4.0 of 5 · 2", "3.5 of 5 · 2", NO_STATEMENTS)


def test_values_are_medians_of_several_and_figures_of_one(compared: Compared) -> None:
    # of tools 3.5 and 1.5, of uses 4 and 2
    assert (
        values_in_words(compared(ONE, "matrix"), WAY) == "By theme: from 3.5 of 5 (Tools) to 4.0 of 5 (Uses)"
    )
    several = "By theme: medians run from 2.5 of 5 (Tools) to 3.0 of 5 (Uses)"
    assert values_in_words(compared(TWO, "matrix"), WAY) == several


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (7, "Step 6 2, Step 5 0, Step 4 0, Step 3 0, Step 2 0, Step 1 1 and Step 0 0"),
        (8, "3 answers with a level"),
    ],
)
def test_levels_are_counted_by_name_where_a_sentence_holds_them(number: int, told: str, said: Said) -> None:
    assert counts_in_words(live(with_levels(number), {"d": said("a1=6 a2=6 b1=1")}), [0, 1, 2]) == told


def test_levels_of_several_scales_are_said_to_be_so(said: Said) -> None:
    framework = FRAMEWORKS["scale-per-statement"]
    longer = with_levels(8).scales["ladder"]
    framework = framework.model_copy(update={"scales": {**framework.scales, framework.scale: longer}})
    every = range(len(framework.statements))
    highest = " ".join(f"{each.id}={framework.scale_of(each).highest.value}" for each in framework.statements)
    told = f"{len(every)} answers with a level, on several scales"
    assert counts_in_words(live(framework, {"d": said(highest)}), every) == told
