"""What is ahead: the road map, and what the board is asked to do."""

from collections.abc import Sequence

from maturity.palette import RAMP
from maturity.plan.action import Action, ActionStatus
from maturity.roadmap.road_maps import Forecast, Step
from maturity.slides.facts import HIGH, LOW, SCORE, Facts, count, listed, stands
from maturity.slides.slide import Lines, Series, Slide, sheets
from maturity.wording import counted, fixed

NAMED = 3  # of the actions to approve
TODAY = "Today"


def road(facts: Facts) -> Slide | None:
    """Where the score would be, quarter by quarter, and what that takes; None where nobody proposed an action."""
    plan = facts.plan
    if plan is None or not plan.ahead:
        return None
    years = [year for year in plan.years if year.total]
    first, last = plan.ahead[0], plan.ahead[-1]
    return Slide(
        title=f"Road map: {_finding(plan, first, last, 'on average ' if facts.alone is None else '')}",
        sentences=[
            *_range(last),
            *_mean_over(facts, plan),
            _statuses(plan),
            *_cost(facts, plan),
            *_not_on_time(plan),
            *([f"To approve: {_named([_title(each) for each in plan.proposed])}."] if plan.proposed else []),
        ],
        source=sheets("Projected scores", "Actions", *(["Cost by year"] if years else [])),
        shows=_lines(plan.ahead),
    )


def asks(facts: Facts) -> Slide:
    scores = list(facts.comparison.scores.values())
    unknown = sum(score.statements - score.with_level for score in scores)
    note = "Note the scores with their ranges and coverage, and compare only departments that are separated."
    if facts.alone is not None:
        note = f"Note {facts.name}'s score with its range and coverage: {stands(scores[0])}."
    return Slide(
        title="What we ask of the board",
        sentences=[
            note,
            *(
                [*_to_approve(facts, facts.plan), _to_plan(facts.aims.unworked)]
                if facts.plan and facts.aims
                else [
                    "Decide: name an owner and a date for each of the biggest gaps, or say why it is accepted."
                ]
            ),
            f"{count(unknown, 'answer' if facts.alone is None else 'statement')} not known: ask for each to be found "
            "out, with evidence, before the next round."
            if unknown
            else "Nothing that applies is unknown: ask that the evidence is kept up to date.",
        ],
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
    if facts.alone is not None:
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
    elsewhere = f" {count(others, 'action')} led, and paid for, by other departments." if others else ""
    return [f"What is approved, under way or delivered costs {_amounts(led)}.{elsewhere}"]


def _amounts(actions: Sequence[Action]) -> str:
    """“£50,000 once and £2,000 a year; 1 of 3 is not costed in full”."""
    once, yearly = (sum(known or 0 for known in each) for each in zip(*_costs(actions), strict=True))
    missing = sum(not action.costed for action in actions)
    said = f"£{once:,} once and £{yearly:,} a year"
    return f"{said}; {missing} of {len(actions)} not costed in full" if missing else said


def _costs(actions: Sequence[Action]) -> list[tuple[int | None, int | None]]:
    return [(None, None), *((action.one_off, action.yearly) for action in actions)]


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
        *([f"{count(len(late), 'action')} past the due date: counted from today"] if late else []),
        *(
            [f"{count(len(never), 'approved action')} not counted, having no day of delivery"]
            if never
            else []
        ),
    ]
    return [f"{'; '.join(said)}."] if said else []


def _to_approve(facts: Facts, plan: Forecast) -> list[str]:
    """The actions that wait for approval, with what is known of their cost; nothing where none does."""
    waiting = plan.proposed
    if not waiting:
        return []
    leads = {} if facts.alone else plan.names
    named = _named(
        [
            f"{_title(each)} ({', '.join([*([leads[each.lead]] if each.lead in leads else []), _price(each)])})"
            for each in waiting
        ]
    )
    some = (
        "Approve or send back the proposed action"
        if len(waiting) == 1
        else (f"Approve or send back {len(waiting)} proposed actions")
    )
    together = f" Together {_amounts(waiting)}." if len(waiting) > 1 else ""
    return [f"{some}: {named}.{together}"]


def _to_plan(unworked: int) -> str:
    if not unworked:
        return (
            "Every gap to the targets is worked on or accepted: ask how the work goes before the next round."
        )
    return (
        f"{unworked} gap{'s' * (unworked != 1)} to the targets, or things to find out, have no action: name an owner "
        "and a date for each, or say why it is accepted."
    )


def _title(action: Action) -> str:
    return f"“{action.title.strip()}”"


def _price(action: Action) -> str:
    if not action.costed:
        return "not costed in full"
    return f"£{action.one_off:,} once and £{action.yearly:,} a year"


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return f"{', '.join(names[:NAMED])}{f' and {more} more' if more > 0 else ''}"


def _lines(steps: Sequence[Step]) -> Lines:
    first, last = steps[0], steps[-1]
    moments = [f"{step.quarter.ends:%b %Y}" if step.quarter else TODAY for step in steps]
    return Lines(
        title="Projected score at the end of each quarter",
        says=f"Three lines from today to {moments[-1]}: the lowest possible score, the score and the highest possible; "
        f"today {listed(first.low, first.score, first.high)}, at the end {listed(last.low, last.score, last.high)}.",
        moments=moments,
        series=[
            Series(SCORE, [step.score for step in steps], RAMP[4]),
            Series(LOW, [step.low for step in steps], RAMP[1]),
            Series(HIGH, [step.high for step in steps], RAMP[2]),
        ],
        axis="Per cent",
        highest=min(100, 10 + 10 * (max(step.high or 0 for step in steps) // 10)),
    )
