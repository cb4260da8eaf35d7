"""The slides of a round, or of one department in it, described: what each says, shows, and takes its figures from."""

from collections import Counter
from datetime import datetime

from maturity.assessment.marking import OFFICIAL
from maturity.assessment.round import Status
from maturity.errors import MaturityError
from maturity.roadmap.road_maps import Forecast
from maturity.scoring.compare import Comparison
from maturity.slides import ahead, gaps, movement, standing
from maturity.slides.facts import Facts, Movement
from maturity.slides.slide import Deck, Slide, sheets
from maturity.wording import day

LETTERS = "Letters stand for departments, the same throughout the round."


class NothingToPresent(MaturityError):
    def __init__(self, title: str) -> None:
        super().__init__(
            f"There is nothing to present of “{title}”: no department that you may see has begun its assessment."
        )


def describe(
    comparison: Comparison,
    *,
    at: datetime,
    marking: str = OFFICIAL,
    made_by: str = "",
    plan: Forecast | None = None,
    moved: Movement | None = None,
) -> Deck:
    """The slides: of a department where the comparison holds only one, or else of the round.

    `plan` are the road maps and `moved` what happened since an earlier round, as in the board pack; what is None is
    left out. Raises NothingToPresent.
    """
    if not comparison.departments:
        raise NothingToPresent(comparison.round.title)
    facts = Facts(comparison, at, marking, made_by, plan, moved)
    slides = [
        standing.stand(facts),
        standing.themes(facts),
        movement.moved(facts),
        gaps.gaps(facts),
        ahead.road(facts),
        ahead.asks(facts),
        _method(facts),
    ]
    made_up = comparison.round.source if not comparison.round.published else ""
    return Deck(
        title=f"Data maturity: {facts.name}",
        facts=_opening(facts),
        language=comparison.framework.language,
        marking=marking,
        foot=". ".join(part.rstrip(".") for part in (facts.name, made_up) if part),
        slides=[slide for slide in slides if slide],
    )


def _opening(facts: Facts) -> list[str]:
    """What stands on the title slide."""
    comparison, framework, round_ = facts.comparison, facts.framework, facts.comparison.round
    statuses = Counter(comparison.statuses.values())
    status = ", ".join(f"{statuses[each]} {each.words.lower()}" for each in Status if statuses[each])
    if len(statuses) == 1:
        status = next(iter(statuses)).words
    made = f"Made {day(facts.at)} by the data-maturity dashboard{f', for {facts.made_by}' if facts.made_by else ''}"
    return [
        f"Round: {round_.title}",
        *(f"Shown: {each}" for each in facts.unseen),
        f"Status{' of those shown' if comparison.unseen else ''}: {status}",
        f"Framework: {framework.title}, edition {framework.edition}",
        f"{made}. Data revision {comparison.revision}. Classification: {facts.marking}",
        *([LETTERS] if comparison.unattributed else []),
        *facts.house,
        *([round_.source] if round_.source else []),
    ]


def _method(facts: Facts) -> Slide:
    comparison, framework, round_ = facts.comparison, facts.framework, facts.comparison.round
    source = framework.source
    scored = (
        "the published findings, as coded onto the scale"
        if round_.published
        else "the departments' own answers"
    )
    return Slide(
        title="Method and sources",
        sentences=[
            "A level is worth its value ÷ the highest of its scale. The score is "
            f"{framework.scoring.overall.words}, in per cent. What is scored: {scored}.",
            "Unknown is never zero: what is not answered or not determined leaves the score and opens its range. What "
            "does not apply counts nowhere.",
            "Coverage is statements with a level ÷ statements that apply. Departments are separated only where their "
            "ranges do not overlap.",
            *facts.house,
            f"Framework: {source.publisher}, {source.title} ({day(source.published)}), edition {framework.edition}. "
            f"{framework.licence}",
            *([round_.source] if round_.source else []),
            f"Data revision {comparison.revision}. Framework content SHA-256 {framework.content_hash}.",
        ],
        source=sheets("Method", "Sources"),
    )
