"""What the board is asked to do: each ask with its count, the same on page, sheet and slide."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from maturity.briefing import themes
from maturity.briefing.facts import Facts
from maturity.briefing.gaps import shortfalls_of_many, shortfalls_of_one, unchosen
from maturity.briefing.standing import where
from maturity.plan.action import Action
from maturity.roadmap.road_maps import Aims, Forecast
from maturity.wording import NOT_COSTED, costs, counted, counted_are, listed

MOST_TITLES = 4
"""Actions to approve that are in a sentence; of more, three are named and the others counted."""


class AskAbout(StrEnum):
    SCORE = "To note"
    GAPS = "To decide"
    APPROVAL = "To approve"
    TARGETS = "To choose"
    UNWORKED = "To plan"
    UNKNOWN = "To find out"


@dataclass(frozen=True)
class Ask:
    """One sentence to the board, and of how many things it is; None where it is of no number of things."""

    about: AskAbout
    count: int | None
    sentence: str
    short: str = ""  # the same without names, where it is long


def asks(facts: Facts) -> list[Ask]:
    """In the order in which they are put to the board."""
    return [_note(facts), *_decide(facts), _find_out(facts)]


def asks_in_short(facts: Facts, most: int) -> list[str]:
    """What is to be decided, planned and found out, without names; what is only to note is left to the whole list."""
    open_ = [each for each in asks(facts) if each.about is not AskAbout.SCORE and each.count != 0]
    return [each.short or each.sentence for each in open_[:most]] or [asks(facts)[0].sentence]


def _note(facts: Facts) -> Ask:
    comparison = facts.comparison
    if facts.one:
        placed = bool(comparison.placed)
        what = f"{facts.name}'s score with its range and coverage" if placed else f"where {facts.name} stands"
        note = f"Note {what}: {where(facts)}."
    elif themes.lead(comparison):
        note = f"Note where the departments stand by theme, with what is not known: {themes.headline(comparison)}."
    else:
        apart = " Those too little known to place are in no order." if comparison.little_known else ""
        note = (
            "Note the scores with their ranges and coverage, and compare only departments that are separated."
        )
        note += apart
    return Ask(AskAbout.SCORE, None, note)


def _decide(facts: Facts) -> list[Ask]:
    plan = facts.plan
    if plan is None or facts.aims is None:
        return _what_is_done(facts)
    return [*_approve(facts, plan), *_choose(facts, plan), *_work_on(facts, facts.aims)]


def _what_is_done(facts: Facts) -> list[Ask]:
    """Where nothing is known of plans: what is done about the statement that stands out."""
    heading = (shortfalls_of_one(facts) if facts.one else shortfalls_of_many(facts)).heading
    return [Ask(AskAbout.GAPS, None, f"Ask what is done. {heading}.")] if facts.to_the_top else []


def _choose(facts: Facts, plan: Forecast) -> list[Ask]:
    """For what no target is chosen: without one nobody can say whether a department is where it wants to be."""
    if facts.one:
        number = unchosen(facts)
        sentence = (
            f"Choose targets for {counted(number, 'statement')} below the top, or accept where they are."
        )
    else:
        without = [key for key in facts.comparison.departments if not plan.chosen.get(key)]
        number, total = len(without), len(facts.departments)
        have = "has" if number == 1 else "have"
        sentence = f"Ask for targets: {number} of {counted(total, 'department')} {have} chosen none."
    return [Ask(AskAbout.TARGETS, number, sentence)] if number else []


def _approve(facts: Facts, plan: Forecast) -> list[Ask]:
    """The actions that wait for approval, with what is known of their cost; nothing where none does."""
    waiting = plan.proposed
    if not waiting:
        return []
    leads = {} if facts.one else plan.names
    named = [
        f"{title(each)} ({', '.join([*([leads[each.lead]] if each.lead in leads else []), _price(each)])})"
        for each in waiting
    ]
    many = counted(len(waiting), "proposed action")
    some = f"the {many.removeprefix('1 ')}" if len(waiting) == 1 else many
    together = f" Together: {cost_in_words(waiting)}." if len(waiting) > 1 else ""
    saved = saving_in_words(waiting)
    together += f" To be saved: {saved}." if saved else ""
    sentence = f"Approve or send back {some}: {listed(named, MOST_TITLES)}.{together}"
    short = f"Approve or send back {some}: {cost_in_words(waiting)}."
    return [Ask(AskAbout.APPROVAL, len(waiting), sentence, short)]


def _work_on(facts: Facts, aims: Aims) -> list[Ask]:
    """The gaps to chosen targets that nobody does anything about; nothing where no target was chosen."""
    if not facts.chosen:
        return []
    unworked = aims.unworked
    if not unworked:
        done = "Every gap to a chosen target is worked on or accepted: ask how the work goes before the next round."
        return [Ask(AskAbout.UNWORKED, 0, done)]
    gaps = ("gap to a chosen target has no action", "gaps to chosen targets have no action")
    plan = "name an owner and a date, or say why it is accepted."
    if unworked > 1:
        plan = "have an owner and a date named for the widest first, or say why they are accepted."
    return [Ask(AskAbout.UNWORKED, unworked, f"{counted(unworked, *gaps)}: {plan}")]


def _find_out(facts: Facts) -> Ask:
    unknown = sum(score.statements - score.with_level for score in facts.comparison.scores.values())
    if not unknown:
        known = "Nothing that applies is unknown: ask that the evidence is kept up to date."
        return Ask(AskAbout.UNKNOWN, 0, known)
    what = "statement" if facts.one else "answer"
    ask = f"{counted_are(unknown, what)} not known: ask for each to be found out, with evidence, before the next round."
    return Ask(AskAbout.UNKNOWN, unknown, ask)


def title(action: Action) -> str:
    return f"“{action.title.strip()}”"


def _price(action: Action) -> str:
    return costs(action.one_off, action.yearly)


def saving_in_words(actions: Sequence[Action]) -> str:
    """“£9,000 a year”, “£9,000 a year, by 2 of 3 actions”; empty where nobody has said what any of them saves."""
    said = [action.saving for action in actions if action.saving is not None]
    if not said:
        return ""
    by = "" if len(said) == len(actions) else f", by {len(said)} of {len(actions)} actions"
    return f"£{sum(said):,} a year{by}"


def cost_in_words(actions: Sequence[Action]) -> str:
    """“£50,000 once and £2,000 a year; 1 of 3 not costed in full”, or “not costed”: what nobody knows is not £0."""
    once, yearly = (_known([getattr(action, cost) for action in actions]) for cost in ("one_off", "yearly"))
    words = costs(once, yearly)
    missing = sum(not action.costed for action in actions)
    if not missing or words == NOT_COSTED:
        return words
    return f"{words}; {missing} of {len(actions)} not costed in full"


def _known(amounts: Sequence[int | None]) -> int | None:
    """The sum of what is known; None where there are amounts, and nobody knows any."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known or not amounts else None
