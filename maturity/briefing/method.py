"""How far each assessment is, in words."""

from collections import Counter

from maturity.assessment.round import Status
from maturity.briefing.facts import Facts

LETTERS = "Letters stand for departments, in no order of their names; what was written or planned is left out"


def status(facts: Facts) -> str:
    """“Agreed” of one, “3 draft, 36 agreed” of several."""
    if facts.comparison.round.published:
        return Status.PUBLISHED.words
    found = Counter(facts.comparison.statuses.values())
    if facts.one:
        return next((each.words for each in found), "Not known")
    return ", ".join(f"{found[each]} {each.words.lower()}" for each in Status if found[each]) or "Not known"
