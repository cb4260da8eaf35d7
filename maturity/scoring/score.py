"""Scores with their range and coverage. A house method: see the framework file for whose method it is.

    score    = Σ weight × worth ÷ Σ weight, over statements with a level, in per cent
    low      = the same with every unknown (not answered, not determined) at the lowest level
    high     = the same with every unknown at the highest level
    coverage = statements with a level ÷ statements that apply

Not applicable leaves numerator and denominator. A group with no level has no score, but still a range;
a group where nothing applies has neither.
"""

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from maturity.assessment.answer import State
from maturity.framework.model import Framework, Overall
from maturity.wording import fixed

FIGURES = ["score", "low", "high"]
COUNTS = ["statements", "with_level", "not_determined", "not_answered", "not_applicable"]
"""The columns of every score frame: figures in per cent, unrounded; `statements` counts those that apply."""
SAME_COUNT = 1e-9
"""Statements. A share of them that comes to a whole number but for its last bits is that number."""


@dataclass(frozen=True)
class Score:
    """One score with all that must be shown beside it; in per cent, unrounded. None where there is none."""

    score: float | None
    low: float | None
    high: float | None
    statements: int  # that apply
    with_level: int
    not_determined: int
    not_answered: int
    not_applicable: int

    @property
    def coverage(self) -> float | None:
        """Per cent of the statements that apply; None where nothing applies."""
        return 100 * self.with_level / self.statements if self.statements else None

    def lacking(self, least_known: float) -> int:
        """How many more statements need a level until the share of what applies that is known is `least_known`."""
        needed = math.ceil(least_known * self.statements - SAME_COUNT)
        return max(0, needed - self.with_level)

    @property
    def words(self) -> str:
        """As it reads everywhere: “61.4 (37.5 to 76.4), 11 of 18”."""
        if self.low is None or self.high is None:
            return "No score"
        score = "No score" if self.score is None else f"{fixed(self.score)}"
        return f"{score} ({fixed(self.low)} to {fixed(self.high)}), {self.with_level} of {self.statements}"


def records(scores: pd.DataFrame) -> dict[Any, Score]:
    """A score frame as plain objects, by its index: department id, or (department id, theme id)."""
    return {
        key: Score(
            score=_figure(row["score"]),
            low=_figure(row["low"]),
            high=_figure(row["high"]),
            **{column: int(row[column]) for column in COUNTS},
        )
        for key, row in zip(scores.index, scores.to_dict("records"), strict=True)
    }


def _figure(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def by_department(framework: Framework, table: pd.DataFrame) -> pd.DataFrame:
    """The overall score of each department: a frame indexed by department, in the table's order.

    With `overall: none` in the framework there are counts but no score.
    """
    scores = _means(table, ["department"])
    match framework.scoring.overall:
        case Overall.STATEMENT_MEAN:
            pass
        case Overall.THEME_MEAN:
            scores = scores.assign(**_mean_of_themes(framework, by_theme(table)))
        case Overall.WEAKEST:
            scores = scores.assign(**_weakest(table))
        case Overall.NONE:
            scores = scores.assign(score=float("nan"), low=float("nan"), high=float("nan"))
    return scores


def by_theme(table: pd.DataFrame) -> pd.DataFrame:
    """The score of each department in each theme: a frame indexed by (department, theme)."""
    return _means(table, ["department", "theme"])


def _means(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    weight, worth = table["weight"], table["worth"]
    applies = table["state"] != State.NOT_APPLICABLE
    unknown = table["state"].isin([State.NOT_ANSWERED, State.NOT_DETERMINED])
    known = table["state"] == State.LEVEL
    parts = table[by].assign(
        earned=(weight * worth).where(known, 0.0),
        least=(weight * table["lowest"]).where(unknown, 0.0),
        most=weight.where(unknown, 0.0),
        known=weight.where(known, 0.0),
        applies=weight.where(applies, 0.0),
        statements=applies.astype(int),
        with_level=known.astype(int),
        not_determined=(table["state"] == State.NOT_DETERMINED).astype(int),
        not_answered=(table["state"] == State.NOT_ANSWERED).astype(int),
        not_applicable=(~applies).astype(int),
    )
    sums = parts.groupby(by, sort=False).sum()
    # 0 ÷ 0 is missing, never zero: nothing known, no score; nothing applies, no range either.
    sums["score"] = 100 * sums["earned"] / sums["known"]
    sums["low"] = 100 * (sums["earned"] + sums["least"]) / sums["applies"]
    sums["high"] = 100 * (sums["earned"] + sums["most"]) / sums["applies"]
    return sums[[*FIGURES, *COUNTS]]


def _mean_of_themes(framework: Framework, themes: pd.DataFrame) -> dict[str, pd.Series]:
    weights = {theme.id: theme.weight for theme in framework.themes}
    weight = pd.Series(themes.index.get_level_values("theme").map(weights), index=themes.index)

    def mean(column: str) -> pd.Series:
        values = themes[column]
        parts = pd.DataFrame({"sum": values * weight, "weight": weight.where(values.notna())})
        sums = parts.groupby(level="department", sort=False).sum(min_count=1)
        return sums["sum"] / sums["weight"]

    return {column: mean(column) for column in FIGURES}


def _weakest(table: pd.DataFrame) -> dict[str, pd.Series]:
    unknown = table["state"].isin([State.NOT_ANSWERED, State.NOT_DETERMINED])

    def least(worth: pd.Series) -> pd.Series:
        return 100 * worth.groupby(table["department"], sort=False).min()

    return {
        "score": least(table["worth"]),
        "low": least(table["worth"].where(~unknown, table["lowest"])),
        "high": least(table["worth"].where(~unknown, 1.0)),
    }
