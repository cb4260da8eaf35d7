"""What moved since the last round, and how sure that is."""

from collections.abc import Mapping

from maturity.briefing.facts import Facts
from maturity.briefing.movement import (
    finding,
    mean,
    sentences,
    statements_behind,
    step_in_words,
    those_shown,
    who_moved,
)
from maturity.briefing.shown_as import FigureWords, shown_alike
from maturity.palette import RAMP
from maturity.scoring.bridge import Bridge
from maturity.scoring.compare import Comparison
from maturity.slides.range_chart import figures
from maturity.slides.slide import Chart, Series, Slide, Table, sheets

MOST_MOVERS = 6
"""Departments in the table: as many as can be read from the back of a room."""
MOST_STATEMENTS, MOST_KINDS = 2, 3
"""Of a kind in its row one statement by name and how many more, and of so many kinds: so that the row is whole."""


def moved(facts: Facts) -> Slide | None:
    """Of a department alone, or of the mean of those in both rounds; None where no round came before."""
    if facts.movement is None:
        return None
    bridge = facts.movement.bridge
    before, now = facts.movement.then_and_now(facts.comparison)
    return Slide(
        title=finding(facts, facts.movement),
        sentences=sentences(facts, facts.movement),
        source=f"{sheets('Movement', 'Scores', 'By theme')} The last round's: the same sheets of its own board pack.",
        shows=_then_and_now(
            _rows(bridge, before, now),
            before.round.title,
            now.round.title,
            shown_alike(facts.framework, [None, *(each.id for each in facts.framework.themes)]),
        ),
    )


def who(facts: Facts) -> Slide | None:
    """Who moved, those that surely did first, and the statements behind it; None of a department alone."""
    if facts.movement is None or facts.one or not facts.movers:
        return None
    names = dict(facts.departments)
    shown = facts.movers[:MOST_MOVERS]
    return Slide(
        title=f"Who moved since {facts.movement.since.title}",
        sentences=[*who_moved(facts.movers), *those_shown(facts.movers, len(shown))],
        source=sheets("Who moved"),
        shows=Table(
            says="Departments by how surely and how far they moved, with the statements behind it.",
            headings=["Department", "By its own word", "With auditors' findings", "Statements behind it"],
            widths=[0.2, 0.18, 0.18, 0.44],
            rows=[
                [
                    names[each.department].name,
                    step_in_words(each.own),
                    step_in_words(each.audited) if each.audited else "The same",
                    statements_behind(each, MOST_STATEMENTS, MOST_KINDS),
                ]
                for each in shown
            ],
        ),
    )


def _rows(
    bridge: Bridge, before: Comparison, now: Comparison
) -> dict[str, tuple[float | None, float | None]]:
    """In all; and by theme where both rounds asked the same."""
    rows: dict[str, tuple[float | None, float | None]] = {"In all": (bridge.start.score, bridge.end.score)}
    if before.framework.content_hash != now.framework.content_hash:
        return rows
    for theme in now.framework.themes:
        pairs = [
            (before.theme_scores[key, theme.id], now.theme_scores[key, theme.id]) for key in now.departments
        ]
        scored = [pair for pair in pairs if None not in (pair[0].score, pair[1].score)]
        rows[theme.label] = (mean(pair[0] for pair in scored), mean(pair[1] for pair in scored))
    return rows


def _then_and_now(
    rows: Mapping[str, tuple[float | None, float | None]], then: str, now: str, as_shown: FigureWords
) -> Chart:
    return Chart(
        title="Score then and now",
        says="Two bars each, then and now: "
        + "; ".join(f"{label} {figures(*pair, as_shown=as_shown)}" for label, pair in rows.items())
        + ".",
        categories=list(rows),
        series=[
            Series(then, as_shown.series(pair[0] for pair in rows.values()), RAMP[1]),
            Series(now, as_shown.series(pair[1] for pair in rows.values()), RAMP[4]),
        ],
        axis=as_shown.axis,
        highest=as_shown.highest,
    )
