"""What is ahead, in words: where the score would be, what that rests on, and how far past promises were kept."""

from collections.abc import Collection, Sequence
from datetime import date
from itertools import pairwise

from maturity.briefing import promises, standing, themes
from maturity.briefing.asks import MOST_TITLES, cost_in_words, saving_in_words, title
from maturity.briefing.facts import Facts
from maturity.briefing.shown_as import FigureWords, figure_words
from maturity.plan.action import ActionStatus
from maturity.roadmap.costs import Costs
from maturity.roadmap.gaps import Gap
from maturity.roadmap.promises import Tally
from maturity.roadmap.road_maps import Forecast, Prospect, RoadMapStep
from maturity.scoring.compare import Comparison
from maturity.wording import NOT_COSTED, counted, counted_are, day, fixed, listed, saving

ALL_KEPT = "if all that is approved is delivered as promised"
AS_BEFORE = "if promises are kept as before"


def sentences(facts: Facts, plan: Forecast) -> list[str]:
    """What the figures rest on, how past promises were kept, whom they are means of, the actions and their cost."""
    waiting = listed([title(each) for each in plan.proposed], MOST_TITLES)
    ahead = plan.prospect
    return [
        *(rests_on(ahead, facts.at.date()) if ahead else []),
        *_mean_over(facts, plan),
        _statuses(plan),
        *_cost(facts, plan),
        *([f"To approve: {waiting}."] if waiting else []),
    ]


def finding(facts: Facts, plan: Forecast) -> str:
    """Where the score would be at the end, in a line; the plan looks ahead."""
    ahead, approved = plan.prospect, any(action.status.committed for action in plan.actions)
    start = None if ahead is None else _start(ahead, facts.comparison.round.title, mean=not facts.one)
    if ahead is None or start is None:
        return _not_projected(facts, plan)
    if not approved:
        return f"{start}; {counted(len(plan.proposed), 'action')} proposed, and none approved"
    return outcome(ahead, start)


def of_one(comparison: Comparison, ahead: Prospect | None) -> str:
    """The same of the department that a comparison is of, from its own projection; None where it has none."""
    start = None if ahead is None else _start(ahead, comparison.round.title, mean=False)
    if ahead is None or start is None:
        return why_none(comparison)
    return outcome(ahead, start)


def why_none(comparison: Comparison) -> str:
    """Why no score of the department that a comparison is of is projected, and what would help."""
    (key,) = comparison.departments
    if themes.lead(comparison):
        return "no score, as the framework has none"
    return f"too little is known to project a score: {standing.to_place(comparison, key)}"


def in_a_figure(comparison: Comparison, ahead: Prospect | None) -> tuple[str, str]:
    """Where its score would be as one figure, and the words under it; without one, why there is none."""
    if ahead is None or ahead.end.score is None or ahead.assessed.score is None:
        return "Not projected", why_none(comparison)
    end = f" by the end of {ahead.end.quarter.ends_in}" if ahead.end.quarter else ""
    why = f". {fall}" if (fall := " ".join(_falls(ahead))) else ""
    as_shown = figure_words(ahead.framework)
    of = "per cent" if as_shown.of is None else as_shown.out_of.strip()
    assessed = as_shown.number(ahead.assessed.score)
    return as_shown.number(ahead.end.score), f"{of}{end} {ALL_KEPT}; {assessed} as assessed{why}"


def outcome(ahead: Prospect, start: str) -> str:
    """From the start so told to the end: if every promise is kept, and if they go on being kept as before."""
    end = f"by the end of {ahead.end.quarter.ends_in}" if ahead.end.quarter else "then"
    score, before, as_shown = ahead.end.score or 0.0, ahead.as_before, figure_words(ahead.framework)
    if as_shown.same(score, ahead.assessed.score or 0.0):
        return f"{start}, and the same {end} {ALL_KEPT}"
    told = as_shown.words(score)
    if before is None or before.score is None or as_shown.same(before.score, score):
        return f"{start}, {told} {end} {ALL_KEPT}"
    return f"{start}; {end} {as_shown.words(before.score)} {AS_BEFORE}, {told} {ALL_KEPT}"


def rests_on(ahead: Prospect, at: date) -> list[str]:
    """What is delivered, overdue on that day, dated and undated; the range; and how far past promises were kept."""
    return [
        *made_of(ahead, at),
        *_falls(ahead),
        *_range(ahead.end, figure_words(ahead.framework)),
        kept(ahead),
    ]


def made_of(ahead: Prospect, at: date) -> list[str]:
    """How much of the rise comes with what is delivered already, with what is overdue, and with what has its date
    ahead; and what is approved and counts for nothing."""
    steps, as_shown = (
        [ahead.assessed, ahead.with_delivered, ahead.with_late, ahead.end],
        figure_words(ahead.framework),
    )
    points = [
        None if one.score is None or other.score is None else other.score - one.score
        for one, other in pairwise(steps)
    ]
    parts = [
        (ahead.delivered, "delivered already", "delivered already"),
        (ahead.late, f"overdue, and counted from {day(at)}", f"overdue, and counted from {day(at)}"),
        (ahead.on_course, "with its date ahead", "with their dates ahead"),
    ]
    found = [
        f"{_points(each, as_shown)} with {len(actions)} {one if len(actions) == 1 else several}"
        for each, (actions, one, several) in zip(points, parts, strict=True)
        if actions
    ]
    undated = (
        [f"{counted(len(ahead.undated), 'approved action has', 'approved actions have')} no day of delivery, and "
         f"{'counts' if len(ahead.undated) == 1 else 'count'} for nothing here."]
        if ahead.undated
        else []
    )  # fmt: skip
    total = None if None in points else sum(each or 0.0 for each in points)
    return [*([f"Of {_points(total, as_shown)}, by actions: {listed(found)}."] if found else []), *undated]


def kept(ahead: Prospect) -> str:
    """How far past promises were kept, and where that would lead."""
    if ahead.promises is None:
        return "How promises are kept is not known yet: no round has looked for what was promised."
    said, before = f"Past promises: {_headline(ahead.promises)}.", ahead.as_before
    if before is None or before.score is None:
        return said
    end = f" by the end of {before.quarter.ends_in}" if before.quarter else ""
    as_shown, ends = figure_words(ahead.framework), ""
    if before.low is not None and before.high is not None:
        ends = f" ({_ends(before, as_shown)} with what is not known)"
    return f"{said} If they go on being kept so: {as_shown.words(before.score)}{end}{ends}."


def moving_nothing(idle: int) -> str:
    """How many actions no figure counts."""
    return f"{counted(idle, 'action moves', 'actions move')} no figure"


def gaps_served(gaps: Sequence[Gap], served: int, chosen: Collection[str]) -> str:
    """“11 gaps to chosen targets or to find out, 4 with an approved action and 1 accepted as it is”.

    `chosen` are the statements with a target that somebody chose. Without one there is no gap: one level up is a
    suggestion, and is told as one.
    """
    accepted = sum(gap.accepted is not None for gap in gaps)
    aimed = sum(not gap.find_out and gap.statement.id in chosen for gap in gaps)
    unknown = sum(gap.find_out for gap in gaps)
    parts = [
        counted(aimed, "gap to a chosen target", "gaps to chosen targets") if aimed else "",
        f"{counted(unknown, 'statement')} to find out" if unknown else "",
        f"{counted(len(gaps) - aimed - unknown, 'statement')} that could go one level up, with no target chosen"
        if len(gaps) > aimed + unknown
        else "",
    ]
    told = listed([part for part in parts if part]) or "No gap to a chosen target, and nothing to find out"
    count = f"{told}; {served or 'none'} with an approved action"
    return count + (
        f" and {accepted} accepted as {'it is' if accepted == 1 else 'they are'}" if accepted else ""
    )


def _start(ahead: Prospect, assessed_in: str, *, mean: bool) -> str | None:
    score = ahead.assessed.score
    if score is None or ahead.end.score is None:
        return None
    told = figure_words(ahead.framework).words(score)
    return f"{'a mean of ' if mean else ''}{told} as assessed in {assessed_in}"


def _points(change: float | None, as_shown: FigureWords) -> str:
    if change is None:
        return "no points that are known"
    figure = fixed(change) if as_shown.of is None else as_shown.signed(change).lstrip("+")
    return f"{figure} {as_shown.nouns}"


def _headline(kept: Tally) -> str:
    words = promises.headline(kept)
    return words[:1].lower() + words[1:]


def _ends(step: RoadMapStep, as_shown: FigureWords) -> str:
    return as_shown.run(step.low or 0.0, step.high or 0.0)


def _not_projected(facts: Facts, plan: Forecast) -> str:
    """What is planned, where no score can be projected: the framework has none, or too little is known."""
    approved = sum(action.status.committed for action in plan.actions)
    actions = f"{counted(len(plan.actions), 'action')}, {approved} of them approved"
    if themes.lead(facts.comparison):
        return actions
    more = f": {standing.to_place(facts.comparison, facts.departments[0][0])}" if facts.one else ""
    return f"{actions}; too little is known to project a score{more}"


def _range(last: RoadMapStep, as_shown: FigureWords) -> list[str]:
    if last.low is None or last.high is None or as_shown.same(last.low, last.high):
        return []
    return [f"If all is kept: {_ends(last, as_shown)} with what is not known."]


def _falls(ahead: Prospect) -> list[str]:
    """Why the score is lower though all is delivered; empty where it is not.

    A score is of what is known: a statement of which the level becomes known, and is below the others, lowers it. The
    least that it could be never falls.
    """
    then, now = ahead.end, ahead.assessed
    if None in (then.score, now.score) or then.low is None or now.low is None:
        return []
    as_shown = figure_words(ahead.framework)
    if float(as_shown.number(then.score or 0.0)) >= float(as_shown.number(now.score or 0.0)):
        return []
    least = f"the least it could be goes from {as_shown.run(now.low, then.low)}"
    return [f"It is lower as more is known, and what becomes known is below the rest; {least}."]


def _mean_over(facts: Facts, plan: Forecast) -> list[str]:
    if facts.one is not None:
        return []
    if not plan.ahead:
        return []
    return [f"Means over the {counted(len(plan.meant), 'department')} of which enough is known."]


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
    cost, saved = cost_in_words(led), saving_in_words(led)
    said = f"is {cost}" if cost == NOT_COSTED else f"costs {cost}"
    return [
        f"What is approved, under way or delivered {said}.{elsewhere}",
        *([f"It is to save {saved}; no cost is less for it."] if saved else []),
    ]


def costs_in_words(costs: Costs) -> str:
    """“What is approved costs £500 once, and £80 a year once all of it runs”."""
    once = "" if costs.one_off is None else f"£{costs.one_off:,} once"
    yearly = "" if costs.yearly is None else f"£{costs.yearly:,} a year once all of it runs"
    if once and yearly:
        return f"What is approved costs {once}, and {yearly}"
    if not once and not yearly:
        return "What is approved is not costed"
    return (
        f"What is approved costs {once or yearly}; what it costs {'a year' if once else 'once'} is not known"
    )


def savings_in_words(costs: Costs) -> str:
    """“It is to save £30,000 a year once all of it runs (2 of 3 actions say what they save)”; empty where none says.

    No cost is less for a saving: who saves is seldom who pays, and one is known better than the other.
    """
    if costs.saving is None or not costs.saving_said:
        return ""
    return f"It is to save £{costs.saving:,} a year once all of it runs{_who_says(costs.saving_said, costs.dated)}"


def saving_in_a_figure(costs: Costs) -> list[tuple[str, str]]:
    """What is approved saves, as one figure with the words under it; none where nothing approved has a date."""
    if not costs.dated:
        return []
    words = "saved a year by what is approved, taken off no cost"
    return [(saving(costs.saving).capitalize(), f"{words}{_who_says(costs.saving_said, costs.dated)}")]


def _who_says(said: int, of: int) -> str:
    """Of how many actions a saving is; nothing where all say what they save."""
    if said == of:
        return ""
    one = said < 2
    who = f"{said or 'none'} of {counted(of, 'action')}"
    return f" ({who} {'says' if one else 'say'} what {'it saves' if one else 'they save'})"
