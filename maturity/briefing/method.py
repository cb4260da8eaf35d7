"""How scores are made, and how far each assessment is, in words."""

from collections import Counter

from maturity.assessment.round import Status
from maturity.briefing.facts import Facts
from maturity.briefing.shown_as import figure_words
from maturity.framework.model import Combine, Framework, Overall
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
    unit = "" if framework.scoring.overall is Overall.NONE else f", {_unit(framework)}"
    overall = f"A department's score is {framework.scoring.overall.words}{unit}."
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


def how_a_score_is_made(framework: Framework) -> str:
    """The same in two sentences, as a slide has room for."""
    scales = [framework.scale_of(statement) for statement in framework.scored]
    worth = "A level is worth its value ÷ the highest of its scale."
    if not all(scale.by_value_alone for scale in scales):
        worth = "A level is worth what its scale says."
    overall = framework.scoring.overall
    unit = "" if overall is Overall.NONE else f", {_unit(framework)}"
    return f"{worth} The score is {overall.words}{unit}."


def _unit(framework: Framework) -> str:
    as_shown = figure_words(framework)
    return "in per cent" if as_shown.of is None else f"in {as_shown.heading}"


def status(facts: Facts) -> str:
    """“Agreed” of one, “3 draft, 36 agreed” of several."""
    if facts.comparison.round.published:
        return Status.PUBLISHED.words
    found = Counter(facts.comparison.statuses.values())
    if facts.one:
        return next((each.words for each in found), "Not known")
    return ", ".join(f"{found[each]} {each.words.lower()}" for each in Status if found[each]) or "Not known"
