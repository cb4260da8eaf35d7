"""What a budget should buy, in words."""

from maturity.roadmap.portfolio import NextPound, Portfolio, Total
from maturity.roadmap.portfolio_solver import Amounts
from maturity.wording import counted


def plan_to_buy(plan: Portfolio) -> str:
    """What the plan buys, in a sentence."""
    new, beside = plan.new, bool(plan.committed.actions)
    if not new.actions:
        beyond, which = (" beyond what is committed", "more") if beside else ("", "any")
        return f"Nothing is chosen{beyond}: no action within these limits closes {which} of the gaps."
    count, total = counted(len(new.actions), "action"), Amounts().and_(new.actions)
    best = "" if plan.proven else f" A better plan may exist: at most {plan.bound:.2f} could be closed."
    return (
        f"{'Beyond what is committed, ' if beside else ''}{count} for £{total.one_off:,} once and "
        f"£{total.yearly:,} a year would {_closing(new.levels, new.found_out)} "
        f"({new.closed:.2f} of {plan.gap:.2f} statements).{best}"
    )


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


def _closing(levels: int, found_out: int) -> str:
    parts = []
    if levels:
        parts.append(f"close {counted(levels, 'level')}")
    if found_out:
        parts.append(f"find out where {counted(found_out, 'statement stands', 'statements stand')}")
    return " and ".join(parts) or "close no gap"
