"""The biggest gaps, as the board pack ranks them."""

from collections.abc import Sequence

from maturity.briefing.facts import Facts
from maturity.briefing.gaps import StatementGap, told_of_many, told_of_one
from maturity.palette import RAMP
from maturity.roadmap.gaps import Gap
from maturity.slides.slide import Chart, Series, Slide, Table, sheets
from maturity.wording import day, fixed

STEP_UNKNOWN = "See the guidance"


def gaps(facts: Facts) -> Slide:
    """To the targets in force where there is a plan, or else to the top of the scale."""
    if not facts.gaps:
        top = "its target" if facts.chosen else "the top of its scale"
        return Slide("No gaps", [f"Every statement that applies is at {top}."], sheets("Biggest gaps"))
    return _of_one(facts, facts.one.id) if facts.one is not None else _of_many(facts)


def _of_one(facts: Facts, department: str) -> Slide:
    told = told_of_one(facts)
    return Slide(
        title=told.heading,
        sentences=told.sentences,
        source=sheets("Biggest gaps", "Targets" if facts.plan else "Gaps"),
        shows=_aimed(facts, department, told.shown) if facts.plan else _to_the_top(facts, told.shown),
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


def _of_many(facts: Facts) -> Slide:
    told = told_of_many(facts)
    return Slide(
        title=told.heading,
        sentences=told.sentences,
        source=sheets(
            "Biggest gaps",
            *(["Gaps to targets" if facts.plan else "Gaps by statement"] if told.shown else []),
        ),
        shows=_sizes(told.shown) if told.shown else None,
    )


def _sizes(shown: Sequence[StatementGap]) -> Chart:
    return Chart(
        title="Size of the gap by statement",
        says="Bars of the size of each gap, the biggest first: "
        + "; ".join(f"{each.statement.label} {fixed(each.size)}" for each in shown)
        + ".",
        categories=[each.statement.label for each in shown],
        series=[Series("Size of the gap", [each.size for each in shown], RAMP[3])],
        axis="Size of the gap: 1 is the whole scale, in one department, at weight 1",
    )
