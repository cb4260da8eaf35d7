"""What the gaps are gaps to: a target that nobody chose is no goal of a department's."""

from maturity.briefing.facts import Facts

ONE_UP = "one level up where none is chosen"


def short_of(facts: Facts) -> str:
    """What the departments of a gap are short of, after “are”."""
    if facts.plan is None:
        return "below the top"
    return (
        f"short of their target ({ONE_UP})"
        if facts.chosen
        else "below the top (no target chosen: one level up)"
    )
