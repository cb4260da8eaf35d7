"""Where departments fall short, as the board pack ranks it."""

from collections.abc import Sequence

from maturity.briefing.facts import Facts
from maturity.briefing.gaps import below, in_words, next_step, shortfalls_of_many, shortfalls_of_one
from maturity.palette import RAMP
from maturity.plan.words import NO_TARGET
from maturity.roadmap.gaps import Gap
from maturity.scoring.spread import Spread
from maturity.slides.slide import Chart, Series, Slide, Table, sheets
from maturity.wording import day


def gaps(facts: Facts) -> Slide:
    """Below the framework's bar and from the top of the scale; with the targets that were chosen."""
    if not facts.to_the_top:
        return Slide(
            "No gaps", ["Every statement that applies is at the top of its scale."], sheets("Biggest gaps")
        )
    return _of_one(facts, facts.one.id) if facts.one is not None else _of_many(facts)


def _of_one(facts: Facts, department: str) -> Slide:
    told = shortfalls_of_one(facts)
    return Slide(
        title=told.heading,
        sentences=told.sentences,
        source=sheets("Biggest gaps", *(["Targets"] if facts.plan else []), "Gaps"),
        shows=_aimed(facts, department, told.shown) if facts.chosen else _to_the_top(facts, told.shown),
    )


def _to_the_top(facts: Facts, shown: Sequence[Gap]) -> Table:
    return Table(
        says="What is furthest from the top, each with where it stands now and the next step.",
        headings=["Statement", "Now", "Next step"],
        widths=[0.3, 0.18, 0.52],
        rows=[[gap.statement.label, _now(facts, gap), next_step(facts.framework, gap)] for gap in shown],
    )


def _aimed(facts: Facts, department: str, shown: Sequence[Gap]) -> Table:
    return Table(
        says="What is furthest from the top, each with where it stands now, the target, what is done about it, and "
        "the next step.",
        headings=["Statement", "Now", "Target", "What is done", "Next step"],
        widths=[0.18, 0.12, 0.15, 0.17, 0.38],
        rows=[
            [
                gap.statement.label,
                _now(facts, gap),
                _target(facts, department, gap),
                _done(facts, gap),
                next_step(facts.framework, gap),
            ]
            for gap in shown
        ],
    )


def _now(facts: Facts, gap: Gap) -> str:
    return gap.judgement.words(facts.framework.scale_of(gap.statement))


def _target(facts: Facts, department: str, gap: Gap) -> str:
    """“Complete by 6 January 2028”, “None chosen”."""
    target = facts.plan.chosen.get(department, {}).get(gap.statement.id) if facts.plan else None
    if target is None or target.level is None:
        return "None chosen" if target is None else NO_TARGET.capitalize()
    return f"{facts.framework.scale_of(gap.statement).by_value[target.level].name} by {day(target.by)}"


def _done(facts: Facts, gap: Gap) -> str:
    if facts.plan is not None and gap.statement.id in facts.plan.accepted.get(gap.department, {}):
        return "Accepted as it is"
    working = facts.aims.working.get((gap.department, gap.statement.id), []) if facts.aims else []
    if not working:
        return "No action yet"
    more = f" and {len(working) - 1} more" if len(working) > 1 else ""
    return f"{working[0].status.words}: {working[0].title.strip()}{more}"


def _of_many(facts: Facts) -> Slide:
    told = shortfalls_of_many(facts)
    return Slide(
        title=told.heading,
        sentences=told.sentences,
        source=sheets("Biggest gaps", "Gaps by statement", *(["Gaps to targets"] if facts.chosen else [])),
        shows=_shares(facts, told.shown) if told.shown else None,
    )


def _shares(facts: Facts, shown: Sequence[Spread]) -> Chart:
    """Of those known, and between which shares it could be of all: the range is never left out."""
    return Chart(
        title=f"Departments {below(facts.framework)}",
        says="Three bars each, the least possible share of all, the share of those known and the most possible: "
        + "; ".join(f"{each.statement.label} {in_words(each)}" for each in shown)
        + ".",
        categories=[each.statement.label for each in shown],
        series=[
            Series("Of all, at least", [100 * each.shares[0] for each in shown], RAMP[1]),
            Series("Of those known", [100 * each.share if each.known else None for each in shown], RAMP[4]),
            Series("Of all, at most", [100 * each.shares[1] for each in shown], RAMP[2]),
        ],
        axis="Per cent of departments",
        highest=100,
    )
