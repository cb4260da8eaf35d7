"""What is ahead: the road map, and what the board is asked to do."""

from maturity.briefing import forecast
from maturity.briefing.asks import asks
from maturity.briefing.facts import Facts
from maturity.briefing.shown_as import figure_words
from maturity.palette import RAMP
from maturity.roadmap.road_maps import Forecast, kept_as_before
from maturity.slides.range_chart import HIGH, LOW, SCORE, figures
from maturity.slides.slide import Lines, Series, Slide, sheets

ASSESSED = "As assessed"
AS_BEFORE = "Score, promises kept as before"


def road(facts: Facts) -> Slide | None:
    """Where the score would be, quarter by quarter, and what that takes; None where nobody proposed an action."""
    plan = facts.plan
    if plan is None or not plan.projections:
        return None
    years = [year for year in plan.years if year.total or year.saving]
    return Slide(
        title=f"Road map: {forecast.finding(facts, plan)}",
        sentences=forecast.sentences(facts, plan),
        source=sheets(
            *(["Projected scores"] if plan.ahead else []), "Actions", *(["Cost by year"] if years else [])
        ),
        shows=_lines(plan) if plan.ahead else None,
    )


def to_the_board(facts: Facts) -> Slide:
    return Slide(
        title="What we ask of the board",
        sentences=[ask.sentence for ask in asks(facts)],
        source=sheets(
            "Summary", *(["Targets"] if facts.plan else ["Gaps"]), *(["Actions"] if _any(facts) else [])
        ),
    )


def _any(facts: Facts) -> bool:
    return facts.plan is not None and bool(facts.plan.actions)


def _lines(plan: Forecast) -> Lines:
    steps, promises = plan.ahead, plan.promises
    as_shown = figure_words(plan.prospect.framework if plan.prospect else None)

    def told(*each: float | None) -> str:
        return figures(*each, as_shown=as_shown)

    first, last = steps[0], steps[-1]
    moments = [f"{step.quarter.ends:%b %Y}" if step.quarter else ASSESSED for step in steps]
    before = [kept_as_before(first, step, promises) for step in steps] if promises else []
    as_before = [step.score for step in before if step is not None]
    return Lines(
        title="Projected score at the end of each quarter",
        says=f"Lines from the score as assessed to {moments[-1]}: the lowest possible score, the score and the highest "
        f"possible; as assessed {told(first.low, first.score, first.high)}, at the end "
        f"{told(last.low, last.score, last.high)}"
        + (f"; {told(as_before[-1])} if promises are kept as before." if as_before else "."),
        moments=moments,
        series=[
            Series(SCORE, as_shown.series(step.score for step in steps), RAMP[4]),
            *([Series(AS_BEFORE, as_shown.series(as_before), RAMP[3])] if as_before else []),
            Series(LOW, as_shown.series(step.low for step in steps), RAMP[1]),
            Series(HIGH, as_shown.series(step.high for step in steps), RAMP[2]),
        ],
        axis=as_shown.axis,
        highest=as_shown.figure(min(100, 10 + 10 * (max(step.high or 0 for step in steps) // 10))),
    )
