"""The board pack: what a board is shown of a round, or of one department in it."""

from maturity.briefing.facts import Facts
from maturity.workbook.pack import (
    answers,
    charts,
    check,
    cover,
    gaps,
    levels,
    method,
    movement,
    road_map,
    scores,
    summary,
)
from maturity.workbook.sheets import Sheet, Workbook


def describe(facts: Facts) -> Workbook:
    """The pack as sheets, ready to be written; what is None in the facts is left out."""
    comparison = facts.comparison
    sheets = _figures(facts) if facts.departments else []
    sheets += [method.method(facts), method.glossary(facts), method.sources(facts), method.notes(facts)]
    first = cover.cover(facts)
    return Workbook(
        title=f"Data maturity board pack: {comparison.round.title}",
        language=facts.framework.language,
        sheets=[first, cover.contents([first, *sheets]), *sheets],
        marking=facts.marking,
        reminder=comparison.round.source if not comparison.round.published else "",
    )


def _figures(facts: Facts) -> list[Sheet]:
    """The sheets about departments, those that a board reads first in front of those they are worked out from."""
    wording = levels.wording(facts)
    values = levels.levels(facts, wording.table)
    themes = scores.by_theme(facts, values.table)
    overall = scores.scores(facts, values.table, themes.table)
    every_gap = gaps.every_gap(facts, values.table, wording.table)
    beside = profile = by_statement = spread = None
    if not facts.one:
        beside = scores.side_by_side(facts, themes.table)
        profile = scores.profile(facts, beside.table)
        by_statement = gaps.by_statement(facts, values.table)
    if len(facts.departments) > charts.MOST_DEPARTMENTS and scores.has_order(facts):
        spread = scores.spread(facts, overall.table)
    road = road_map.road(facts, values.table, wording.table) if facts.plan else None
    biggest = gaps.to_the_top(facts, by_statement or every_gap)
    moved = movement.movement(facts, facts.movement) if facts.movement else None
    checked = check.check(facts, overall.table, themes.table, road_map.figures(facts, road, moved))
    answered = answers.answers(facts)
    found = [
        summary.summary(facts, overall, themes, profile, biggest, answered, checked.table, road, moved),
        charts.charts(facts, themes, profile, biggest, overall, spread, road, moved),
        overall,
        spread,
        profile,
        beside,
        themes,
        answers.matrix(facts, values.table),
        biggest,
        *(road.sheets if road else []),
        moved,
        movement.movers(facts),
        movement.behind(facts, facts.movement) if facts.movement else None,
        by_statement,
        every_gap,
        answered,
        answers.findings(facts),
        answers.assessments(facts),
        values,
        levels.statements(facts),
        wording,
        checked,
    ]
    return [sheet for sheet in found if sheet is not None]
