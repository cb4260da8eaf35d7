"""What is ahead: the road map, and what the board is asked to do."""

from collections.abc import Sequence

from maturity.briefing.asks import MOST_TITLES, asks, cost_in_words, title
from maturity.briefing.facts import Facts
from maturity.palette import RAMP
from maturity.plan.action import ActionStatus
from maturity.roadmap.road_maps import Forecast, Step
from maturity.slides.range_chart import HIGH, LOW, SCORE, figures
from maturity.slides.slide import Lines, Series, Slide, sheets
from maturity.wording import NOT_COSTED, counted, counted_are, fixed, listed

TODAY = "Today"


def road(facts: Facts) -> Slide | None:
    """Where the score would be, quarter by quarter, and what that takes; None where nobody proposed an action."""
    plan = facts.plan
    if plan is None or not plan.ahead:
        return None
    years = [year for year in plan.years if year.total]
    first, last = plan.ahead[0], plan.ahead[-1]
    return Slide(
        title=f"Road map: {_finding(plan, first, last, 'on average ' if facts.one is None else '')}",
        sentences=[
            *_range(last),
            *_mean_over(facts, plan),
            _statuses(plan),
            *_cost(facts, plan),
            *_not_on_time(plan),
            *(
                [f"To approve: {listed([title(each) for each in plan.proposed], MOST_TITLES)}."]
                if plan.proposed
                else []
            ),
        ],
        source=sheets("Projected scores", "Actions", *(["Cost by year"] if years else [])),
        shows=_lines(plan.ahead),
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


def _finding(plan: Forecast, first: Step, last: Step, on_average: str) -> str:
    committed = any(action.status.committed for action in plan.actions)
    if first.score is None or last.score is None or last.quarter is None:
        return "nothing can be projected, as there is no score today"
    today = f"{fixed(first.score)}% {on_average}today"
    if not committed:
        waiting = len(plan.proposed)
        return f"{today}; {counted(waiting, 'action')} proposed, and none approved"
    end = f"by the end of {last.quarter.ends_in}"
    if fixed(first.score) == fixed(last.score):
        return f"{today}, and the same {end} if everything approved is delivered on time"
    return f"{today}, {fixed(last.score)}% {end} if everything approved is delivered on time"


def _range(last: Step) -> list[str]:
    if last.low is None or last.high is None or fixed(last.low) == fixed(last.high):
        return []
    return [f"Then {fixed(last.low)} to {fixed(last.high)}% with what is not known."]


def _mean_over(facts: Facts, plan: Forecast) -> list[str]:
    if facts.one is not None:
        return []
    scored = sum(each.assessed.score is not None for each in plan.projections.values())
    return [f"Means over the {scored} departments with a score today."]


def _statuses(plan: Forecast) -> str:
    counted = [(status, len(plan.being(status))) for status in ActionStatus]
    return (
        f"Actions: {', '.join(f'{number} {status.words.lower()}' for status, number in counted if number)}."
    )


def _cost(facts: Facts, plan: Forecast) -> list[str]:
    """What is approved costs those who lead it, here."""
    committed = [action for action in plan.actions if action.status.committed]
    if not committed:
        return []
    led = [action for action in committed if action.lead in facts.comparison.departments]
    others = len(committed) - len(led)
    are = counted_are(others, "action")
    elsewhere = f" {are} led, and paid for, by other departments." if others else ""
    cost = cost_in_words(led)
    said = f"is {cost}" if cost == NOT_COSTED else f"costs {cost}"
    return [f"What is approved, under way or delivered {said}.{elsewhere}"]


def _not_on_time(plan: Forecast) -> list[str]:
    """What is approved and not projected as it was promised."""
    late = {number for each in plan.projections.values() for number in each.late}
    never = {
        each.action.id
        for projection in plan.projections.values()
        for each in projection.not_counted
        if each.action.status.committed
    }
    said = [
        *([f"{counted_are(len(late), 'action')} past the due date: counted from today"] if late else []),
        *(
            [f"{counted_are(len(never), 'approved action')} not counted, having no day of delivery"]
            if never
            else []
        ),
    ]
    return [f"{'; '.join(said)}."] if said else []


def _lines(steps: Sequence[Step]) -> Lines:
    first, last = steps[0], steps[-1]
    moments = [f"{step.quarter.ends:%b %Y}" if step.quarter else TODAY for step in steps]
    return Lines(
        title="Projected score at the end of each quarter",
        says=f"Three lines from today to {moments[-1]}: the lowest possible score, the score and the highest possible; "
        f"today {figures(first.low, first.score, first.high)}, at the end {figures(last.low, last.score, last.high)}.",
        moments=moments,
        series=[
            Series(SCORE, [step.score for step in steps], RAMP[4]),
            Series(LOW, [step.low for step in steps], RAMP[1]),
            Series(HIGH, [step.high for step in steps], RAMP[2]),
        ],
        axis="Per cent",
        highest=min(100, 10 + 10 * (max(step.high or 0 for step in steps) // 10)),
    )
