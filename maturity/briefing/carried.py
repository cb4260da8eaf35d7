"""What counts as unknown though there is an answer, in words: said beside every figure of the departments."""

from collections.abc import Sequence

from maturity.briefing.shown_as import figure_words
from maturity.scoring.compare import CarriedOver, Comparison
from maturity.wording import counted

MOST_NAMED = 5


def waiting_in_words(carried: CarriedOver) -> str:
    """“18 answers not confirmed (65.0% if all still hold)”; without the score where there would be none."""
    told = "" if carried.score is None else figure_words(carried.framework).words(carried.score)
    figure = f" ({told} if all still hold)" if told else ""
    return f"{counted(carried.waiting, 'answer')} not confirmed{figure}"


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


def hidden_in_words(comparison: Comparison) -> str:
    """How much is not shown to whoever asked, who reviews it blind; empty where nothing is hidden."""
    hidden = [
        sum(not comparison.is_shown(key, statement.id) for statement in comparison.framework.statements)
        for key in comparison.departments
    ]
    total, some = sum(hidden), sum(map(bool, hidden))
    if not total:
        return ""
    return (
        f"{counted(total, 'cell')} (statements of departments), in {some} of {counted(len(hidden), 'department')}, "
        f"{'is' if total == 1 else 'are'} not shown to you while you review blind, and "
        f"{'counts' if total == 1 else 'count'} as unknown."
    )


def unknown_in_words(comparison: Comparison) -> str:
    """Both: what is hidden, and what is carried over by the departments of a comparison and not confirmed."""
    carried = carried_in_words(comparison.carried_over_of(comparison.departments))
    return " ".join(filter(None, [hidden_in_words(comparison), carried]))
