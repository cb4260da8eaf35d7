"""What is only carried over from the last round, in words; it is said beside every figure of the departments."""

from collections.abc import Sequence

from maturity.scoring.compare import CarriedOver, Comparison
from maturity.wording import counted, fixed

MOST_NAMED = 5


def waiting_in_words(carried: CarriedOver) -> str:
    """“18 answers not confirmed (65.0 % if all still hold)”."""
    figure = "no score" if carried.score is None else f"{fixed(carried.score)} %"
    return f"{counted(carried.waiting, 'answer')} not confirmed ({figure} if all still hold)"


def carried_in_words(carried: Sequence[CarriedOver]) -> str:
    """Whose answers wait to be confirmed, and what that means; empty where nobody's do."""
    if not carried:
        return ""
    named = [f"{each.name}: {waiting_in_words(each)}" for each in carried]
    more = [f"and {len(named) - MOST_NAMED} more departments"] if len(named) > MOST_NAMED + 1 else []
    listed = "; ".join([*named[:MOST_NAMED], *more] if more else named)
    return (
        "What was carried over from the last round counts as not answered until the department confirms it. "
        f"{listed}."
    )


def carried_of(comparison: Comparison) -> str:
    """The same of all departments of a comparison."""
    return carried_in_words(comparison.carried_over_of(comparison.departments))
