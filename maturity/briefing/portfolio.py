"""What a budget should buy, in words."""

from collections.abc import Sequence

from maturity.briefing.asks import cost_in_words
from maturity.briefing.shown_as import figure_words
from maturity.plan.action import Action
from maturity.roadmap.bought import Bought
from maturity.roadmap.portfolio import NextPound, Portfolio, PortfolioPart, Total
from maturity.roadmap.portfolio_solver import Amounts
from maturity.wording import counted, counted_are, listed


def plan_to_buy(plan: Portfolio, score: Bought | None) -> str:
    """What the plan buys, in a line: of the score where there is one, and of the gaps where it does not move."""
    new, beside = plan.new, bool(plan.committed.actions)
    if not new.actions:
        beyond, which = (" beyond what is committed", "more") if beside else ("", "any")
        return f"Nothing is chosen{beyond}: no action within these limits closes {which} of the gaps."
    spent = _spent(new)
    as_shown = figure_words(score.framework if score else None)
    if score is None or as_shown.same(score.start, score.end):
        return f"{spent} would {_closing(new.levels, new.found_out)}"
    mean = "a mean of " if score.departments > 1 else ""
    return f"{spent} buys {mean}{as_shown.number(score.start)} → {as_shown.words(score.end)}"


def purchase_rests_on(plan: Portfolio, score: Bought | None, round_title: str) -> list[str]:
    """What the line above rests on: how many actions, whose score as of when, its range, and what has no cost."""
    new = plan.new
    found = []
    if new.actions:
        beyond = " beyond what is committed" if plan.committed.actions else ""
        closed = _closing(new.levels, new.found_out)
        found.append(
            f"{counted(len(new.actions), 'action')}{beyond}, if each keeps its promise, would {closed}."
        )
    if score is not None:
        found.append(_whose(score, round_title))
        as_shown = figure_words(score.framework)
        if new.actions and not as_shown.same(score.low, score.high):
            found.append(f"With what is not known: {as_shown.run(score.low, score.high)}.")
    else:
        found.append("No score is told: the framework has none, or too little is known.")
    if not plan.proven:
        further = f"{plan.bound - new.closed:.2f} of {plan.gap:.2f} statements"
        found.append(f"A better plan may exist: it would close at most {further} more.")
    if unpriced := plan.not_costed:
        found.append(f"{counted_are(unpriced, 'proposed action')} not costed, and cannot be chosen.")
    return found


def gained(score: Bought) -> tuple[str, str]:
    """“+4.2” and “points of the score”."""
    as_shown = figure_words(score.framework)
    return f"+{as_shown.number(score.end - score.start)}", f"{as_shown.nouns} of the score"


def approve_label(many: int) -> str:
    return f"Approve {counted(many, 'action')}"


def approve_words(actions: Sequence[Action]) -> str:
    """What will happen, before it does."""
    if len(actions) == 1:
        return (
            f"It costs {cost_in_words(actions)}. It gets an entry in the history with your name. You can send it back "
            "afterwards, on Road map."
        )
    return (
        f"Together they cost {cost_in_words(actions)}. Each gets an entry of its own in the history with your name; "
        "all are approved or none. You can send each back afterwards, on Road map."
    )


def approved_words(many: int) -> str:
    return f"{counted(many, 'action is', 'actions are')} approved."


def point_of_picture(plan: Portfolio, score: Bought) -> str:
    """What the picture shows, for whoever does not see it: the start, what is chosen, and what everything would do."""
    chosen, as_shown = counted(len(plan.new.actions), "action"), figure_words(score.framework)
    ends = f"From {as_shown.words(score.start)} to {as_shown.words(score.end)} with the {chosen} chosen"
    if not score.steps or score.steps[-1].chosen:
        return f"{ends}, which is all that is costed."
    most = as_shown.words(score.most)
    return f"{ends}; with all {len(score.steps)} that are costed {most}, for £{score.steps[-1].cost:,}."


def next_to_buy(more: NextPound) -> str:
    """What more money would add to the plan."""
    named = " and ".join(f"“{action.title}”" for action in more.actions)
    return (
        f"With £{more.one_off:,} once and £{more.yearly:,} a year the plan could add {named}, "
        f"which would {_closing(more.levels, more.found_out)}."
    )


def total_in_words(total: Total, amount: str, unsaid: str) -> str:
    """“£100”, “£100 (2 actions not costed)” or “Not costed”, for `amount` “£{:,}” and `unsaid` “not costed”."""
    if total.known is None:
        return unsaid.capitalize()
    return amount.format(total.known) + (
        f" ({counted(total.unsaid, 'action')} {unsaid})" if total.unsaid else ""
    )


def _whose(score: Bought, round_title: str) -> str:
    as_shown = figure_words(score.framework)
    committed = (
        ""
        if as_shown.same(score.start, score.assessed)
        else f", {as_shown.words(score.start)} with what is delivered and committed"
    )
    told = as_shown.words(score.assessed)
    if score.departments == 1:
        return f"{told} as assessed in {round_title}{committed}."
    whose = f"the {counted(score.departments, 'department')} of which enough is known"
    return f"A mean of {told} over {whose}, as assessed in {round_title}{committed}."


def _spent(part: PortfolioPart) -> str:
    """“£100 once and £10 a year”: what is chosen is costed."""
    total = Amounts().and_(part.actions)
    parts = [
        *([f"£{total.one_off:,} once"] if total.one_off or not total.yearly else []),
        *([f"£{total.yearly:,} a year"] if total.yearly else []),
    ]
    return listed(parts)


def _closing(levels: int, found_out: int) -> str:
    parts = []
    if levels:
        parts.append(f"close {counted(levels, 'level')}")
    if found_out:
        parts.append(f"find out where {counted(found_out, 'statement stands', 'statements stand')}")
    return " and ".join(parts) or "close no gap"
