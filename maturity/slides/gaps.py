"""The biggest gaps, as the board pack ranks them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from maturity.briefing.facts import Facts
from maturity.briefing.gaps import short_of
from maturity.framework.model import Statement
from maturity.palette import RAMP
from maturity.roadmap.gaps import Gap
from maturity.slides.slide import Chart, Series, Slide, Table, sheets
from maturity.wording import counted_are, day, fixed

MOST = 5
NAMED = 3  # of those shown, in sentences
STEP_UNKNOWN = "See the guidance"


def gaps(facts: Facts) -> Slide:
    """To the targets in force where there is a plan, or else to the top of the scale."""
    if not facts.gaps:
        top = "its target" if facts.chosen else "the top of its scale"
        return Slide("No gaps", [f"Every statement that applies is at {top}."], sheets("Biggest gaps"))
    return _of_one(facts, facts.one.id) if facts.one is not None else _of_many(facts)


def _of_one(facts: Facts, department: str) -> Slide:
    ranked = sorted((gap for gap in facts.gaps if gap.size), key=lambda gap: -gap.size)
    unknown = [gap for gap in facts.gaps if gap.find_out and gap.accepted is None]
    accepted = sum(gap.accepted is not None for gap in facts.gaps)
    shown = [*ranked, *unknown][:MOST]
    first = f", first “{ranked[0].statement.label}”" if ranked else ""
    return Slide(
        title=f"The biggest gaps: {counted_are(len(ranked), 'statement')} {short_of(facts)}{first}",
        sentences=[
            f"Shown: {len(shown)} of {len(facts.gaps)} gaps, the biggest first. {_size(facts)}.",
            f"{counted_are(len(unknown), 'statement')} not known: find out where each stands, and keep the evidence."
            + (f" {counted_are(accepted, 'gap')} accepted, and not shown." if accepted else ""),
        ],
        source=sheets("Biggest gaps", "Targets" if facts.plan else "Gaps"),
        shows=_aimed(facts, department, shown) if facts.plan else _to_the_top(facts, shown),
    )


def _to_the_top(facts: Facts, shown: Sequence[Gap]) -> Table:
    return Table(
        says="The biggest gaps, each with where it stands now and the next step.",
        headings=["Statement", "Now", "Next step"],
        widths=[0.3, 0.18, 0.52],
        rows=[[gap.statement.label, _now(facts, gap), gap.next_step or STEP_UNKNOWN] for gap in shown],
    )


def _aimed(facts: Facts, department: str, shown: Sequence[Gap]) -> Table:
    return Table(
        says="The biggest gaps to the targets, each with where it stands now, the target, what is done about it, and "
        "the next step.",
        headings=["Statement", "Now", "Target", "What is done", "Next step"],
        widths=[0.18, 0.12, 0.15, 0.17, 0.38],
        rows=[
            [
                gap.statement.label,
                _now(facts, gap),
                _target(facts, department, gap),
                _done(facts, gap),
                gap.next_step or STEP_UNKNOWN,
            ]
            for gap in shown
        ],
    )


def _now(facts: Facts, gap: Gap) -> str:
    return gap.judgement.words(facts.framework.scale_of(gap.statement))


def _target(facts: Facts, department: str, gap: Gap) -> str:
    """“Complete by 6 January 2028”, “Partial (one level up)”."""
    if gap.target is None:
        return "None"
    name = facts.framework.scale_of(gap.statement).by_value[gap.target.level].name
    chosen = facts.plan is not None and gap.statement.id in facts.plan.chosen.get(department, {})
    return f"{name} by {day(gap.target.by)}" if chosen else f"{name} (one level up)"


def _done(facts: Facts, gap: Gap) -> str:
    working = facts.aims.working.get((gap.department, gap.statement.id), []) if facts.aims else []
    if not working:
        return "No action yet"
    more = f" and {len(working) - 1} more" if len(working) > 1 else ""
    return f"{working[0].status.words}: {working[0].title.strip()}{more}"


@dataclass(frozen=True)
class _Counted:
    """A statement over the departments."""

    statement: Statement
    short: int  # departments, those that accepted it too
    with_level: int
    unknown: int
    open: int  # departments that do nothing about it; of those without a plan nothing is known
    size: float
    step: str  # from the level at which most of those that are short stand; of equals from the lower one


def _of_many(facts: Facts) -> Slide:
    every = [_counted(facts, statement) for statement in facts.framework.statements]
    ranked = sorted((each for each in every if each.size), key=lambda each: -each.size)
    if not ranked:
        unknown = sum(each.unknown for each in every)
        return Slide(
            f"The biggest gaps: no department is {short_of(facts)} where a level is known",
            [
                f"{counted_are(unknown, 'answer')} not known: find out where each stands, and keep the evidence."
            ],
            sheets("Biggest gaps"),
        )
    shown, first = ranked[:MOST], ranked[0]
    of_first = f"where {first.short} of {first.with_level} are {short_of(facts)}"
    return Slide(
        title=f"The biggest gaps: “{first.statement.label}”, {of_first}",
        sentences=[
            f"Shown: {len(shown)} of {len(every)} statements. {_size(facts)}, over all departments.",
            *(
                f"{each.statement.label}: {each.short} of {each.with_level} short, {each.unknown} not known"
                + (f", {each.open} without action." if facts.plan else ".")
                for each in shown[:NAMED]
            ),
            f"“{first.statement.label}”: most need this next: {first.step or 'see the guidance'}",
        ],
        source=sheets("Biggest gaps", "Gaps to targets" if facts.plan else "Gaps by statement"),
        shows=Chart(
            title="Size of the gap by statement",
            says="Bars of the size of each gap, the biggest first: "
            + "; ".join(f"{each.statement.label} {fixed(each.size)}" for each in shown)
            + ".",
            categories=[each.statement.label for each in shown],
            series=[Series("Size of the gap", [each.size for each in shown], RAMP[3])],
            axis="Size of the gap: 1 is the whole scale, in one department, at weight 1",
        ),
    )


def _counted(facts: Facts, statement: Statement) -> _Counted:
    comparison = facts.comparison
    own = [gap for gap in facts.gaps if gap.statement.id == statement.id]
    short = [gap for gap in own if not gap.find_out]
    levels = Counter(gap.judgement.level for gap in short if gap.judgement.level is not None)
    usual = min(levels, key=lambda level: (-levels[level], level), default=-1)
    return _Counted(
        statement=statement,
        short=len(short),
        with_level=sum(
            comparison.judgement(key, statement.id).level is not None for key in comparison.departments
        ),
        unknown=len(own) - len(short),
        open=sum(facts.aims.is_open(gap.department, statement) for gap in own) if facts.aims else 0,
        size=round(sum(gap.size for gap in own), 9),
        step=statement.moving_up.get(usual, ""),
    )


def _size(facts: Facts) -> str:
    to_go = "from the level to the target" if facts.plan else "that is still to go"
    return f"The size of a gap is weight × the share of the scale {to_go}"
