"""How scores are made, and how far each assessment is, in words."""

from collections import Counter

from maturity.assessment.round import Status
from maturity.briefing.facts import Facts
from maturity.framework.model import Combine, FigureUnit, Framework, Overall
from maturity.wording import listed

LETTERS = "Letters stand for departments, in no order of their names; what was written or planned is left out"


def score_in_words(framework: Framework) -> list[str]:
    """How a score is made: what a level is worth, how groups combine, and what a department's score is."""
    scales = {framework.scale_of(statement) for statement in framework.statements}
    worth = "A level is worth its value ÷ the highest value of its scale."
    if not all(scale.by_value_alone for scale in scales):
        worth = "A level is worth what its scale says: see the sheet “What levels look like”."
    return [worth, *combining_in_words(framework)]


def combining_in_words(framework: Framework) -> list[str]:
    """How groups combine, and what a department's score is."""
    in_per_cent = framework.scoring.shown_as.unit is FigureUnit.PERCENT
    per_cent = ", in per cent" if in_per_cent and framework.scoring.overall is not Overall.NONE else ""
    overall = f"A department's score is {framework.scoring.overall.words}{per_cent}."
    if not framework.scoring.tiers:
        return [overall, "A theme's score is the weighted mean over its statements with a level."]
    tiers = [f"{tier.name}: the figure is {tier.method.words}." for tier in framework.scoring.tiers]
    methods = {tier.method for tier in framework.scoring.tiers} | {framework.scoring.overall}
    known = [
        f"{of[0].upper()}{of[1:]} {words}."
        for words, each in UNKNOWN.items()
        if (of := listed([name for name, ways in each.items() if methods & ways]))
    ]
    return [overall, *tiers, *known]


UNKNOWN: dict[str, dict[str, set[Combine | Overall]]] = {
    "count what is not known at its lowest": {
        "sums": {Combine.SUM, Overall.THEME_SUM},
        "stages": {Combine.STAGED, Overall.STAGED},
    },
    "leave out what is not known": {
        "means": {Combine.MEAN, Overall.STATEMENT_MEAN, Overall.THEME_MEAN},
        "the weakest": {Combine.WEAKEST, Overall.WEAKEST, Overall.THEME_WEAKEST},
    },
}
"""What is done with what is not known, and by which methods."""


def status(facts: Facts) -> str:
    """“Agreed” of one, “3 draft, 36 agreed” of several."""
    if facts.comparison.round.published:
        return Status.PUBLISHED.words
    found = Counter(facts.comparison.statuses.values())
    if facts.one:
        return next((each.words for each in found), "Not known")
    return ", ".join(f"{found[each]} {each.words.lower()}" for each in Status if found[each]) or "Not known"
