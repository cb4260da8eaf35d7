"""The board pack: what a board is shown of a round, or of one department in it."""

from maturity.briefing.facts import Facts
from maturity.workbook.pack import (
    answers,
    charts,
    check,
    cover,
    gaps,
    groups,
    levels,
    method,
    movement,
    others,
    road_map,
    scores,
    summary,
)
from maturity.workbook.sheets import Sheet, Workbook, as_values

DATA = "Data"
"""The sheet behind which everything lies that the others are worked out from."""


def describe(facts: Facts) -> Workbook:
    """The pack as sheets, ready to be written; what is None in the facts is left out.

    What a board reads stands in front, twelve sheets at the most; the sheets that it is worked out from stand behind
    the sheet “Data”, which lists them.
    """
    comparison = facts.comparison
    front, behind = _figures(facts) if facts.departments else ([], [])
    if not facts.framework.seen_as_kept:
        front, behind = ([as_values(each) for each in part] for part in (front, behind))
    data = [cover.contents(behind, DATA, "The sheets that the others are worked out from")] if behind else []
    first = cover.cover(facts)
    read = [first, method.notes(facts), *front, *data]
    return Workbook(
        title=f"Data maturity board pack: {comparison.round.title}",
        language=facts.framework.language,
        sheets=[first, cover.contents(read), *read[1:], *behind],
        marking=facts.marking,
        reminder=comparison.round.source if not comparison.round.published else "",
    )


def _figures(facts: Facts) -> tuple[list[Sheet], list[Sheet]]:
    """The sheets about departments: what a board reads, and what that is worked out from."""
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
    answered, acted = answers.answers(facts), road.actions if road else None
    drawn = charts.charts(facts, themes, profile, biggest, overall, spread, road, moved)
    front = [
        summary.summary(
            facts, overall, themes, profile, biggest, answered, checked.table, road, moved, drawn.charts
        ),
        drawn,
        overall,
        themes if facts.one else profile,
        *groups.group_sheets(facts),
        answers.matrix(facts, values.table),
        biggest,
        acted if facts.one else None,
        moved,
        movement.movers(facts),
    ]
    behind = [
        others.peers(facts),
        others.optimism(facts),
        spread,
        beside,
        None if facts.one else themes,
        *(each for each in (road.sheets if road else []) if not (facts.one and each is acted)),
        movement.behind(facts, facts.movement) if facts.movement else None,
        groups.groups_behind(facts),
        by_statement,
        every_gap,
        answered,
        answers.items(facts),
        answers.findings(facts),
        answers.assessments(facts),
        values,
        levels.statements(facts),
        wording,
        checked if facts.framework.seen_as_kept else None,
    ]
    return [each for each in front if each is not None], [each for each in behind if each is not None]
