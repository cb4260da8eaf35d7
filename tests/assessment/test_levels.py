"""Judgements as arrays, and back again."""

from collections.abc import Callable

import numpy as np
import pytest

from maturity.assessment.answer import Judgement, State
from maturity.assessment.blind import NOT_SHOWN
from maturity.assessment.levels import NO_LEVEL, STATES, levels_of
from maturity.framework.model import Framework
from maturity.scoring import score

Said = Callable[[str], dict[str, Judgement]]


def test_there_is_a_row_a_department_and_a_column_a_statement_in_order(
    tiny: dict[str, Framework], said: Said
) -> None:
    found = levels_of(tiny["two-themes"], {"tax": said("b1=1 a1=3"), "health": said("")})
    assert list(found.rows) == ["tax", "health"]
    assert list(found.columns) == ["a1", "a2", "b1"]
    assert found.level.tolist() == [[3, NO_LEVEL, 1], [NO_LEVEL] * 3]
    assert found.said.tolist() == [[True, False, True], [False] * 3]


def test_what_is_missing_stays_missing(tiny: dict[str, Framework], said: Said) -> None:
    found = levels_of(tiny["topics"], {"tax": said("a1=0 a2=? a3=-")})
    assert [STATES[code] for code in found.state[0]] == [
        State.LEVEL,
        State.NOT_DETERMINED,
        State.NOT_APPLICABLE,
        State.NOT_ANSWERED,  # b1 was left out
    ]
    assert found.level.tolist() == [[0, NO_LEVEL, NO_LEVEL, NO_LEVEL]]


def test_read_as_a_mapping_it_says_what_was_said(tiny: dict[str, Framework], said: Said) -> None:
    judgements = {
        "tax": said("a1=0 a2=? a3=-"),
        "health": {"b1": NOT_SHOWN, "a1": Judgement(state=State.NOT_ANSWERED)},
    }
    found = levels_of(tiny["topics"], judgements)
    assert {key: dict(each) for key, each in found.items()} == judgements
    assert found["health"]["b1"] is NOT_SHOWN
    with pytest.raises(KeyError):
        found["arts"]


def test_some_departments_on_one_theme_are_the_same_cells(tiny: dict[str, Framework], said: Said) -> None:
    whole = levels_of(tiny["two-themes"], {"tax": said("b1=1 a1=3"), "health": said("b1=? a2=-")})
    people = whole.of(tiny["two-themes"].only("people"), ["health", "tax"])
    assert {key: dict(each) for key, each in people.items()} == {"health": said("b1=?"), "tax": said("b1=1")}
    assert whole.of(whole.framework, ["tax", "health"]) is whole


def test_findings_stand_over_answers_where_there_are_any(tiny: dict[str, Framework], said: Said) -> None:
    answers = levels_of(tiny["two-themes"], {"tax": said("a1=3 a2=1 b1=2")})
    findings = levels_of(tiny["two-themes"], {"tax": said("a2=? b1=2")})
    assert dict(findings.over(findings.said, answers)["tax"]) == said("a1=3 a2=? b1=2")
    assert findings.same_as(answers).tolist() == [[False, False, True]]


def test_what_is_hidden_counts_as_unknown_and_is_nothing_said(tiny: dict[str, Framework], said: Said) -> None:
    whole = levels_of(tiny["two-themes"], {"tax": said("a1=4 a2=4 b1=4")})
    shown = whole.hiding({"tax": ["b1"]}, shown=True)
    assert shown["tax"]["b1"] is NOT_SHOWN
    assert score.by_department(shown)["tax"].words == "100.0 (66.7 to 100.0), 2 of 3"
    assert "b1" not in whole.hiding({"tax": ["b1"]}, shown=False)["tax"]
    assert whole.hiding({}, shown=True) is whole


def test_a_level_keeps_its_worth_on_a_scale_with_gaps(tiny: dict[str, Framework], said: Said) -> None:
    scales = tiny["scale-per-statement"]  # a1 of 4, a2 of 1
    assert score.by_department(levels_of(scales, {"tax": said("a1=3 a2=1")}))["tax"].score == 87.5
    five = levels_of(tiny["scale-from-one"], {"tax": said("a1=1 a2=?")})
    assert score.by_department(five)["tax"].low == pytest.approx(20)  # 1 ÷ 5, both


def test_no_departments_make_no_rows(tiny: dict[str, Framework]) -> None:
    assert levels_of(tiny["two-themes"], {}).state.shape == (0, 3)
    assert not np.any(levels_of(tiny["two-themes"], {}).said)
