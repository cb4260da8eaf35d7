"""The table that every score is made from."""

from collections.abc import Callable

import pandas as pd

from maturity.assessment.answer import Judgement, State
from maturity.framework.model import Framework
from maturity.scoring.table import table

Said = Callable[[str], dict[str, Judgement]]


def test_there_is_one_row_for_every_department_and_statement_in_order(
    tiny: dict[str, Framework], said: Said
) -> None:
    rows = table(tiny["two-themes"], {"tax": said("b1=1 a1=3"), "health": said("")})
    assert list(zip(rows["department"], rows["theme"], rows["statement"], strict=True)) == [
        ("tax", "plans", "a1"),
        ("tax", "plans", "a2"),
        ("tax", "people", "b1"),
        ("health", "plans", "a1"),
        ("health", "plans", "a2"),
        ("health", "people", "b1"),
    ]


def test_what_is_missing_stays_missing(tiny: dict[str, Framework], said: Said) -> None:
    rows = table(tiny["topics"], {"tax": said("a1=0 a2=? a3=-")}).set_index("statement")
    assert list(rows["state"]) == [
        State.LEVEL,
        State.NOT_DETERMINED,
        State.NOT_APPLICABLE,
        State.NOT_ANSWERED,  # b1 was left out
    ]
    assert rows.loc["a1", "level"] == 0
    assert rows.loc["a1", "worth"] == 0.0
    assert rows.loc[["a2", "a3", "b1"], ["level", "worth"]].isna().all(axis=None)
    assert rows["level"].dtype == pd.Int64Dtype()


def test_worth_weight_and_lowest_come_from_the_framework(tiny: dict[str, Framework], said: Said) -> None:
    rows = table(tiny["scale-per-statement"], {"tax": said("a1=3 a2=1")})
    assert list(rows["worth"]) == [0.75, 1.0]  # 3 ÷ 4, 1 ÷ 1
    rows = table(tiny["scale-from-one"], {"tax": said("a1=1 a2=?")})
    assert list(rows["lowest"]) == [0.2, 0.2]  # 1 ÷ 5
    rows = table(tiny["unequal-weights"], {"tax": said("")})
    assert list(rows["weight"]) == [1.0, 3.0, 0.5]


def test_statements_of_topics_stand_under_their_theme(tiny: dict[str, Framework], said: Said) -> None:
    rows = table(tiny["topics"], {"tax": said("")})
    assert list(rows["theme"]) == ["plans", "plans", "plans", "people"]


def test_no_departments_make_an_empty_table(tiny: dict[str, Framework]) -> None:
    assert len(table(tiny["two-themes"], {})) == 0
