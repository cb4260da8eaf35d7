"""What a picture shows, for whoever cannot see it: the finding, the most and the least, and what is not known."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from maturity.assessment.answer import State
from maturity.briefing import forecast, standing
from maturity.briefing.movement import line_in_words
from maturity.briefing.shown_as import figure_words
from maturity.plan.action import Action, ActionStatus
from maturity.roadmap.costs import Costs
from maturity.roadmap.projection import Projection
from maturity.roadmap.road_maps import Prospect
from maturity.scoring.agreement import Agreement
from maturity.scoring.compare import Comparison
from maturity.wording import counted, day, listed, share


def heat_map_in_words(comparison: Comparison) -> str:
    """How far departments can be told apart, who has the highest and the lowest score, and how much is not known."""
    states = Counter(
        comparison.judgement(key, statement.id).state
        for key in comparison.departments
        for statement in comparison.framework.statements
    )
    unknown = states[State.NOT_ANSWERED] + states[State.NOT_DETERMINED]
    apply = sum(states.values()) - states[State.NOT_APPLICABLE]
    said = [standing.headline(comparison)]
    scores = {key: score for key in comparison.placed if (score := comparison.scores[key].score) is not None}
    if len(scores) > 1:
        told = figure_words(comparison.framework)
        ends = [max(scores, key=scores.__getitem__), min(scores, key=scores.__getitem__)]
        high, low = (f"{comparison.departments[key].name} ({told.words(scores[key])})" for key in ends)
        said.append(f"The highest score is of {high}, the lowest of {low}.")
    if apply:
        said.append(f"{share(unknown, apply)} of {counted(apply, 'answer')} not known.")
    return " ".join(said)


def agreement_in_words(found: Agreement, scale: str) -> str:
    """On how many pairs of a scale both are at the same level, who is higher on the others, and where most stand."""
    pairs = found.of_scale(scale)
    steps = Counter((pair.steps > 0) - (pair.steps < 0) for pair in pairs)
    levels = found.framework.scales[scale].by_value
    (own, audited), most = Counter((pair.own, pair.audited) for pair in pairs).most_common(1)[0]
    where = (
        f"by both at {levels[own].numbered}"
        if own == audited
        else f"by the department at {levels[own].numbered}, and by the auditor at {levels[audited].numbered}"
    )
    return (
        f"Of {counted(len(pairs), 'pair')} {steps[0]} at the same level, {steps[1]} with the department higher and "
        f"{steps[-1]} with the auditor higher. Most, {most}, are put {where}."
    )


def projection_in_words(comparison: Comparison, ahead: Prospect, now: Projection) -> str:
    """Where the score would be, quarter by quarter, and its range at the end."""
    steps = [("As assessed", now.assessed.score)]
    steps += [(f"{point.quarter.ends:%b %Y}", point.score.score) for point in now.points]
    end = ahead.end
    told = figure_words(comparison.framework)
    ends = "" if end.low is None or end.high is None else f" At the end {told.run(end.low, end.high)}."
    return f"{forecast.of_one(comparison, ahead)}. {line_in_words(steps, comparison.framework)}{ends}"


def costs_in_a_picture(costs: Costs) -> str:
    """What each year costs, the dearest first named, and what is saved beside it."""
    dearest = max(costs.years, key=lambda year: year.total)
    years = ", ".join(f"{year.words} £{year.total:,}" for year in costs.years)
    saved = [f"{year.words} £{year.saving:,}" for year in costs.years if year.saving]
    return f"Most in {dearest.words}: £{dearest.total:,}. {years}." + (
        f" Saved, apart: {', '.join(saved)}." if saved else ""
    )


def time_line_in_words(actions: Sequence[Action], today: date) -> str:
    """Which action ends first and which last, which are late, and how many have no date."""
    going = [action for action in actions if action.status is not ActionStatus.STOPPED]
    dated = [(end, action) for action in going if (end := action.delivered_on or action.due) is not None]
    dated.sort(key=lambda each: each[0])
    ends = [f"“{action.title}” on {day(end)}" for end, action in dated]
    span = f"first {ends[0]}, last {ends[-1]}" if len(ends) > 1 else "".join(ends)
    late = [f"“{action.title}”" for _, action in dated if action.is_late(today)]
    undated = len(going) - len(dated)
    return (
        f"{counted(len(dated), 'action')} with a date: {span}. "
        + (f"Late: {listed(late, 4)}." if late else "None is late.")
        + (f" {counted(undated, 'action')} without a date." if undated else "")
    )
