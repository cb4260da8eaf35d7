"""How far each assessment is, whose word is scored, and by which method, in words."""

from collections import Counter

from maturity.assessment.round import Status
from maturity.briefing.facts import Facts
from maturity.scoring.compare import View

LETTERS = "Letters stand for departments, in no order of their names; what was written or planned is left out"


def scored(facts: Facts) -> str:
    """Whose word the figures go by."""
    if facts.comparison.round.published:
        return "The published findings, as coded onto the scale."
    if facts.comparison.view is View.AUDITED:
        return "The auditor's findings where there are any, and the departments' own answers elsewhere."
    return "The departments' own answers."


def status(facts: Facts) -> str:
    """“Agreed” of one, “3 draft, 36 agreed” of several."""
    if facts.comparison.round.published:
        return Status.PUBLISHED.words
    found = Counter(facts.comparison.statuses.values())
    if facts.one:
        return next((each.words for each in found), "Not known")
    return ", ".join(f"{found[each]} {each.words.lower()}" for each in Status if found[each]) or "Not known"
