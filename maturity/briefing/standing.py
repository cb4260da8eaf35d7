"""Where a department or a round stands, in words that bear no more than the ranges do."""

from statistics import median

import pandas as pd

from maturity.briefing.facts import Facts
from maturity.scoring.compare import SAME, Comparison, groups
from maturity.scoring.score import Score
from maturity.wording import counted, fixed, listed

MOST_NAMED = 8
"""Departments in a sentence; of more, the others are counted."""


def headline(comparison: Comparison) -> str:
    """What may be said of the departments' order, in a sentence or two."""
    names = [each.name for each in comparison.departments.values()]
    ranges = [[score.low, score.high] for score in comparison.scores.values()]
    return order_in_words(pd.DataFrame(ranges, index=names, columns=["low", "high"], dtype=float))


def order_in_words(scores: pd.DataFrame) -> str:
    """The same from a frame of low and high, by the departments' names."""
    runs = groups(scores)
    total = sum(map(len, runs))
    if total == 0:
        return "Nothing to compare yet: no department has a range."
    if total == 1:
        return "One department: nothing to compare it with."
    if len(runs) == 1:
        return f"The {total} departments cannot be put in order: their ranges overlap."
    first, rest = runs[0], total - len(runs[0])
    are = "is" if len(first) == 1 else "are"
    if rest == 1:
        return f"{listed(first, MOST_NAMED)} {are} ahead of {runs[1][0]}."
    ahead = f"{listed(first, MOST_NAMED)} {are} ahead of the {rest} others"
    if len(runs) == 2:
        return f"{ahead}, which cannot all be separated from each other: their ranges overlap."
    return f"{ahead}."


def ends_of_order(comparison: Comparison, most: int) -> list[str]:
    """Departments from the highest score, then those without; of more than `most`, as many highest as lowest."""
    scores = comparison.scores

    def place(key: str) -> tuple[bool, float]:
        score = scores[key].score
        return score is None, -(score or 0.0)

    keys = sorted(comparison.departments, key=place)
    if len(keys) <= most:
        return keys
    scored = [key for key in keys if scores[key].score is not None]
    chosen = scored if len(scored) >= most else keys
    return [*chosen[: most // 2], *chosen[-(most // 2) :]]


def stands(score: Score) -> str:
    """“61.4%, and 37.5 to 76.4% with what is not known”."""
    if score.low is None or score.high is None:
        return "no score, as none is offered or nothing applies"
    if score.score is None:
        return f"no score yet; it may be anything from {fixed(score.low)} to {fixed(score.high)}%"
    if score.high - score.low <= SAME:
        return f"{fixed(score.score)}%, with nothing unknown"
    return f"{fixed(score.score)}%, and {fixed(score.low)} to {fixed(score.high)}% with what is not known"


def middle(comparison: Comparison) -> str:
    """The score of a department alone, or the median of several: “53.1%”."""
    found = [score.score for score in comparison.scores.values() if score.score is not None]
    return f"{fixed(median(found))}%" if found else "no score"


def not_separated(comparison: Comparison) -> str:
    """How many departments cannot be told apart from another, and from how many."""
    total = len(comparison.departments)
    overlaps = [len(comparison.not_separated(key)) for key in comparison.departments]
    some = sum(number > 0 for number in overlaps)
    return (
        f"{some} of {counted(total, 'department')} cannot be separated from at least one other; at the median, from "
        f"{median(overlaps):g} others."
    )


def with_a_score(comparison: Comparison) -> str:
    """How many departments have a score, their median, and how much of what applies is known."""
    scores = list(comparison.scores.values())
    scored = sum(score.score is not None for score in scores)
    apply, known = sum(score.statements for score in scores), sum(score.with_level for score in scores)
    median_of = f"; the median is {middle(comparison)}" if scored else ""
    return (
        f"{scored} of {counted(len(scores), 'department')} have a score{median_of}. {known} of {apply} answers have a "
        f"level; {apply - known} are not known."
    )


def coverage(score: Score) -> str:
    if score.coverage is None:
        return "No statement applies."
    return (
        f"Coverage {fixed(score.coverage)}%: {score.with_level} of {score.statements} statements have a level; "
        f"{score.not_determined} not determined, {score.not_answered} not answered. "
        f"{score.not_applicable} more do not apply."
    )


def carried(facts: Facts) -> list[str]:
    """What is only carried over from the last round, and so counts as not answered; empty where nothing is."""
    return [words] if (words := facts.comparison.carried_words) else []


def not_shown(facts: Facts) -> list[str]:
    """How many departments these are, where some are not open yet to the reader; empty where all are shown."""
    shown, unseen = len(facts.departments), facts.comparison.unseen
    if not unseen:
        return []
    others = "the other is" if unseen == 1 else "the others are"
    begun = (
        f"{shown} of the {shown + unseen} departments that have begun {'is' if shown == 1 else 'are'} shown"
    )
    return [f"{begun}; {others} not open to the reader yet."]
