"""Groups in words."""

from pathlib import Path

from maturity.assessment.answer import Judgement, State
from maturity.briefing.groups import NO_STATEMENTS, matrix_told, values_in_words
from maturity.framework import files
from tests.scoring.test_bridge import compared

FRAMEWORK = files.load(Path(__file__).parents[1] / "frameworks" / "matrix.yaml")


def test_a_value_that_no_statement_has_is_told_as_such() -> None:
    """Skills have none in that file, in no group and over all."""
    (way,) = FRAMEWORK.scored_facets
    said = {each.id: Judgement(state=State.LEVEL, level=3) for each in FRAMEWORK.statements}
    comparison = compared(FRAMEWORK, {"d": said})
    told = matrix_told(comparison, way)
    assert [cells[2] for _, cells in told.rows] == [NO_STATEMENTS, NO_STATEMENTS]
    assert told.below[2] == NO_STATEMENTS
    assert values_in_words(comparison, way) == "By theme: 3.0 of 5 in each"
