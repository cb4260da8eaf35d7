"""What is ahead, in words: where the score would be if what is approved is delivered, and what that takes."""

from maturity.briefing import standing, themes
from maturity.briefing.asks import MOST_TITLES, cost_in_words, title
from maturity.briefing.facts import Facts
from maturity.plan.action import ActionStatus
from maturity.roadmap.road_maps import Forecast, RoadMapStep
from maturity.wording import NOT_COSTED, counted, counted_are, fixed, listed


def sentences(facts: Facts, plan: Forecast) -> list[str]:
    """The range then, what the figures are means of, the actions, their cost, and what is not on time."""
    waiting = listed([title(each) for each in plan.proposed], MOST_TITLES)
    return [
        *(_range(plan.ahead[-1]) if plan.ahead else []),
        *_mean_over(facts, plan),
        _statuses(plan),
        *_cost(facts, plan),
        *_not_on_time(plan),
        *([f"To approve: {waiting}."] if waiting else []),
    ]


def finding(facts: Facts, plan: Forecast) -> str:
    """Where the score would be at the end if all that is approved is delivered on time; the plan looks ahead."""
    on_average = "" if facts.one else "on average "
    committed = any(action.status.committed for action in plan.actions)
    if not plan.ahead:
        return _not_projected(facts, plan)
    first, last = plan.ahead[0], plan.ahead[-1]
    if first.score is None or last.score is None or last.quarter is None:
        return _not_projected(facts, plan)
    today = f"{fixed(first.score)}% {on_average}today"
    if not committed:
        waiting = len(plan.proposed)
        return f"{today}; {counted(waiting, 'action')} proposed, and none approved"
    end = f"by the end of {last.quarter.ends_in}"
    if fixed(first.score) == fixed(last.score):
        return f"{today}, and the same {end} if everything approved is delivered on time"
    return f"{today}, {fixed(last.score)}% {end} if everything approved is delivered on time"


def _not_projected(facts: Facts, plan: Forecast) -> str:
    """What is planned, where no score can be projected: the framework has none, or too little is known."""
    approved = sum(action.status.committed for action in plan.actions)
    actions = f"{counted(len(plan.actions), 'action')}, {approved} of them approved"
    if themes.lead(facts.comparison):
        return actions
    more = f": {standing.to_place(facts.comparison, facts.departments[0][0])}" if facts.one else ""
    return f"{actions}; too little is known to project a score{more}"


def _range(last: RoadMapStep) -> list[str]:
    if last.low is None or last.high is None or fixed(last.low) == fixed(last.high):
        return []
    return [f"Then {fixed(last.low)} to {fixed(last.high)}% with what is not known."]


def _mean_over(facts: Facts, plan: Forecast) -> list[str]:
    if facts.one is not None:
        return []
    if not plan.ahead:
        return []
    return [f"Means over the {counted(len(plan.placed), 'department')} of which enough is known today."]


def _statuses(plan: Forecast) -> str:
    found = [(status, len(plan.being(status))) for status in ActionStatus]
    return f"Actions: {', '.join(f'{number} {status.words.lower()}' for status, number in found if number)}."


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
