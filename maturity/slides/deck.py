"""The slides of a round, or of one department in it, described: what each says, shows, and takes its figures from."""

from maturity.briefing import whose
from maturity.briefing.facts import Facts
from maturity.briefing.message import message_heading, paragraphs
from maturity.briefing.method import how_a_score_is_made, status
from maturity.briefing.standing import not_shown
from maturity.errors import MaturityError
from maturity.slides import gaps, matrix, movement, road_map, scores
from maturity.slides.slide import Deck, Slide, sheets
from maturity.wording import day

LETTERS = "Letters stand for departments, the same throughout the round."


class NothingToPresent(MaturityError):
    def __init__(self, title: str) -> None:
        super().__init__(
            f"There is nothing to present of “{title}”: no department that you may see has begun its assessment."
        )


def describe(facts: Facts) -> Deck:
    """The slides: of a department where the facts are of only one, or else of the round; what is None is left out.

    Raises NothingToPresent.
    """
    comparison = facts.comparison
    if not comparison.departments:
        raise NothingToPresent(comparison.round.title)
    slides = [
        _message(facts),
        scores.stand(facts),
        scores.themes(facts),
        *matrix.matrices(facts),
        movement.moved(facts),
        movement.who(facts),
        gaps.gaps(facts),
        road_map.road(facts),
        road_map.to_the_board(facts),
        _method(facts),
    ]
    made_up = comparison.round.source if not comparison.round.published else ""
    return Deck(
        title=f"Data maturity: {facts.name}",
        facts=_opening(facts),
        language=comparison.framework.language,
        marking=facts.marking,
        foot=". ".join(
            part.rstrip(".") for part in (facts.name, whose.in_short(comparison), made_up) if part
        ),
        slides=[slide for slide in slides if slide],
    )


def _opening(facts: Facts) -> list[str]:
    """What stands on the title slide."""
    comparison, framework, round_ = facts.comparison, facts.framework, facts.comparison.round
    made = f"Made {day(facts.at)} by the data-maturity dashboard{f', for {facts.made_by}' if facts.made_by else ''}"
    return [
        f"Round: {round_.title}",
        *not_shown(facts.comparison),
        " ".join(whose.sentences(comparison)),
        f"Status{' of those shown' if comparison.unseen else ''}: {status(facts)}",
        f"Framework: {framework.title}, edition {framework.edition}",
        f"{made}. Data revision {comparison.revision}. Classification: {facts.marking}",
        *([LETTERS] if comparison.unattributed else []),
        *facts.house,
        *([round_.source] if round_.source else []),
    ]


def _message(facts: Facts) -> Slide | None:
    """What somebody tells the board in words of their own, before any figure."""
    if facts.message is None:
        return None
    return Slide(
        title=message_heading(facts, facts.message),
        sentences=paragraphs(facts.message),
        source="In their own words, as in the board pack, sheet “Summary”.",
    )


def _method(facts: Facts) -> Slide:
    comparison, framework, round_ = facts.comparison, facts.framework, facts.comparison.round
    source, words = framework.source, whose.word(comparison)
    return Slide(
        title="Method and sources",
        sentences=[
            f"{how_a_score_is_made(framework)} What is scored: {words[0].lower()}{words[1:]}",
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
        source=sheets("Notes"),
    )
