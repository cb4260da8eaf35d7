"""Which departments can be told apart, and what rank each might have."""

import numpy as np
import pandas as pd

SAME = 1e-9
"""Per cent. Sums of the same levels in another order may differ in their last bits; that is no difference."""


def separated(scores: pd.DataFrame, one: str, other: str) -> bool:
    """Whether two departments' ranges do not overlap; ranges that touch are not separated.

    `scores` as from score.by_department. A department without a range is separated from none.
    """
    low, high = scores["low"], scores["high"]
    return bool(low[one] > high[other] + SAME or low[other] > high[one] + SAME)


def ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """The best and worst possible rank of each department: a frame like `scores` of best, worst (Int64).

    Best: one more than the departments surely ahead. Worst: all but those surely behind. A department
    without a range has no rank, and the others are ranked without it.
    """
    ranged = scores.dropna(subset=["low", "high"])
    lows, highs = np.sort(ranged["low"].to_numpy()), np.sort(ranged["high"].to_numpy())
    ahead = len(ranged) - np.searchsorted(lows, ranged["high"].to_numpy() + SAME, side="right")
    behind = np.searchsorted(highs, ranged["low"].to_numpy() - SAME, side="left")
    found = pd.DataFrame({"best": 1 + ahead, "worst": len(ranged) - behind}, index=ranged.index)
    return found.reindex(scores.index).astype("Int64")


def groups(scores: pd.DataFrame) -> list[list[str]]:
    """Departments in runs from the highest, each run surely behind the one before it.

    Within a run, neighbours cannot all be separated: for each cut between runs, everybody above it is
    surely ahead of everybody below it. Departments without a range come in no run.
    """
    ranged = scores.dropna(subset=["low", "high"]).sort_values("low", ascending=False, kind="stable")
    runs: list[list[str]] = []
    lowest_above = float("inf")
    highs = ranged["high"].to_numpy()
    for place, (department, low) in enumerate(ranged["low"].items()):
        if lowest_above > highs[place:].max() + SAME or not runs:
            runs.append([])
        runs[-1].append(str(department))
        lowest_above = min(lowest_above, float(low))
    return runs


def headline(scores: pd.DataFrame) -> str:
    """What may be said of the departments' order, in a sentence or two; never more than the ranges bear."""
    runs = groups(scores)
    total = sum(map(len, runs))
    if total == 0:
        return "Nothing to compare yet: no department has a range."
    if total == 1:
        return "One department: nothing to compare it with."
    if len(runs) == 1:
        return f"The {total} departments cannot be put in order: their ranges overlap."
    first, rest = runs[0], total - len(runs[0])
    behind = "the other" if rest == 1 else f"the {rest} others"
    if len(first) == 1:
        sentence = f"{first[0]} is ahead of {behind}."
    else:
        sentence = f"{_listed(first)} are ahead of {behind}, but cannot all be separated from each other."
    if len(runs) == 2 and rest > 1:
        return f"{sentence} {_listed(runs[1])} cannot all be separated: their ranges overlap."
    return sentence


def _listed(names: list[str]) -> str:
    shown = names if len(names) <= 8 else [*names[:7], f"{len(names) - 7} more"]
    return ", ".join(shown[:-1]) + f" and {shown[-1]}"
