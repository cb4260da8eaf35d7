"""Where a department or a round stands, in words that bear no more than the ranges do."""

from collections import Counter
from statistics import median

from maturity.assessment.round import Status
from maturity.briefing import asked, themes, whose
from maturity.briefing.carried import unknown_in_words
from maturity.briefing.facts import Facts
from maturity.briefing.shown_as import figure_in_words, figure_words, run_in_words
from maturity.framework.model import Framework
from maturity.scoring.compare import SAME, Comparison, Order, surely_above
from maturity.scoring.peers import LEAST, peers
from maturity.scoring.score import Score
from maturity.wording import counted, fixed, listed, share

MOST_NAMED = 8
"""Departments in a sentence; of more, the others are counted."""
NOT_APART = "cannot be told apart: their ranges meet"


def headline(comparison: Comparison) -> str:
    """What may be said of the departments' order, in a sentence that fits a title.

    How far they can be told apart, how many are surely at the ends, and how many are too little known to place. Of
    more than two no department is named.
    """
    if not comparison.departments:
        return "There is no department to compare yet."
    if told := themes.first_sentence(comparison):
        return f"{told}."
    return asked.on_its_own(comparison, _order_in_words(comparison))


def _order_in_words(comparison: Comparison) -> str:
    names = {key: each.name for key, each in comparison.departments.items()}
    order, few = comparison.order, len(comparison.little_known)
    match order.departments:
        case ():
            return _nobody_placed(comparison)
        case (only,):
            known = f"{names[only]}: {stands(comparison.framework, comparison.scores[only])}"
        case (one, other) if order.apart:
            high, low = (one, other) if comparison.ranks[one].best == 1 else (other, one)
            known = f"{names[high]} is surely above {names[low]}"
        case (one, other):
            known = f"{names[one]} and {names[other]} {NOT_APART}"
        case _:
            known = f"{_in_the_middle(comparison)}; {_lowered(_pairs(order))}"
    return f"{known}; {_are(few)} too little known to place." if few else f"{known}."


def finding(comparison: Comparison) -> str:
    """Where several stand and how far they can be put in order, in a dozen words; the headline of fewer than three."""
    order = comparison.order
    if comparison.framework.scoring.tells_themes or len(order.departments) < 3:
        return headline(comparison)
    words = f"{_in_the_middle(comparison)}; {_apart(order, short=True)}."
    return asked.on_its_own(comparison, words)


def _in_the_middle(comparison: Comparison) -> str:
    """The median of those placed; of so few that it would tell of each, the lowest and the highest score."""
    scores = comparison.placed_scores
    if len(scores) < LEAST:
        as_shown = figure_words(comparison.framework)
        low, high = as_shown.number(min(scores)), as_shown.words(max(scores))
        where_ = f"at {high}" if as_shown.same(min(scores), max(scores)) else f"between {low} and {high}"
        return f"{len(scores)} departments stand {where_}"
    return f"The median of {len(scores)} departments is {middle(comparison)}"


def measure(comparison: Comparison) -> str:
    """What the figures are, of which round and by whose word, in a line."""
    as_shown = figure_words(comparison.framework)
    what = "Scores in % of the highest level" if as_shown.of is None else f"Scores in {as_shown.heading}"
    what = "Levels by theme" if themes.lead(comparison) else what
    return f"{what}. {comparison.round.title}. {whose.in_short(comparison)}."


def order_in_words(comparison: Comparison) -> list[str]:
    """How many pairs that is, and who is surely at the ends; empty where the finding says all there is."""
    if themes.lead(comparison) or len(comparison.order.departments) < 3:
        return []
    return [f"{_pairs(comparison.order)}.", *ends(comparison)]


def _pairs(order: Order) -> str:
    """“523 of 741 pairs of departments (71%) can be told apart; 4 are surely in the top quarter and …”."""
    apart = _apart(order)
    if not order.apart or not order.quarter:
        return apart
    top, bottom = len(order.top), len(order.bottom)
    sure = f"{_are(top)} surely in the top quarter and {bottom or 'none'} in the bottom"
    if not top and not bottom:
        sure = "none is surely in the top or the bottom quarter"
    return f"{apart}; {sure}"


def _apart(order: Order, *, short: bool = False) -> str:
    """“523 of 741 pairs of departments (71%) can be told apart”; in short “71% of pairs can be told apart”."""
    if not order.apart:
        none = "no two" if short else f"None of the {order.pairs} pairs of departments"
        return f"{none} {NOT_APART.replace('cannot', 'can')}"
    if order.apart == order.pairs:
        pairs = "every two" if short else f"All {order.pairs} pairs of departments"
    elif short:
        pairs = f"{share(order.apart, order.pairs)} of pairs"
    else:
        pairs = f"{order.apart} of {order.pairs} pairs of departments ({share(order.apart, order.pairs)})"
    return f"{pairs} can be told apart"


def _lowered(words: str) -> str:
    return words[0].lower() + words[1:]


def _are(number: int) -> str:
    return "none is" if not number else "1 is" if number == 1 else f"{number} are"


def _nobody_placed(comparison: Comparison) -> str:
    few = comparison.little_known
    if not few:
        return "Nothing applies to any department here: there is nothing to compare."
    if len(few) == 1:
        (key,) = few
        return (
            f"Too little is known to place {comparison.departments[key].name}: {to_place(comparison, key)}."
        )
    return f"Too little is known to place any of {counted(len(few), 'department')}: {_enough(comparison)}."


def _enough(comparison: Comparison) -> str:
    least = comparison.framework.scoring.least_known
    some = "half" if least == 0.5 else f"{100 * least:g}%"
    return f"less than {some} of what applies has a level"


def to_place(comparison: Comparison, department_id: str) -> str:
    """What would place a department of which too little is known: “answer 4 more statements”; empty of another."""
    lacking = comparison.little_known.get(department_id, 0)
    if not lacking:
        return ""
    do = "find a level for" if comparison.round.published else "answer"
    return f"{do} {counted(lacking, 'more statement')}"


def ends(comparison: Comparison) -> list[str]:
    """Who is surely in the top and the bottom quarter, and of how many places; nobody's name where there is none."""
    order = comparison.order
    if not order.quarter or themes.lead(comparison):
        return []
    of = f"({counted(order.quarter, 'place')} of {len(order.departments)})"
    found = []
    for name, keys in (("top", order.top), ("bottom", order.bottom)):
        names = [comparison.departments[key].name for key in keys]
        found += [f"Surely in the {name} quarter {of}: {listed(names, MOST_NAMED)}."] if names else []
    return found


def little_known(comparison: Comparison) -> list[str]:
    """Whom too little is known of to place, and what would place each; empty where there is nobody."""
    few = comparison.little_known
    if not few or themes.lead(comparison):
        return []
    names = [f"{comparison.departments[key].name} ({to_place(comparison, key)})" for key in few]
    return [
        f"Too little known to place, and so in no order and no median, as {_enough(comparison)}: "
        f"{listed(names, MOST_NAMED)}."
    ]


def why_apart(comparison: Comparison, shown: int) -> str:
    """Why some are in no order, and how many of them there are where fewer are shown."""
    every = len(comparison.little_known)
    few = f" Shown: {shown} of {every}." if shown < every else ""
    return f"In no order and no median, as {_enough(comparison)}.{few}"


def mixed_statuses(comparison: Comparison) -> list[str]:
    """That assessments in several states stand side by side, where they do."""
    found = Counter(comparison.statuses[key] for key in comparison.departments if key in comparison.statuses)
    if len(found) < 2:
        return []
    states = listed([f"{found[each]} {each.words.lower()}" for each in Status if found[each]])
    return [f"Not all are equally final: {states}. What is not agreed may still change."]


def standing_in_words(comparison: Comparison) -> list[str]:
    """The headline of several, who is at the ends of their order, who has no place in it, and how final that is."""
    return [
        headline(comparison),
        *ends(comparison),
        *little_known(comparison),
        *mixed_statuses(comparison),
    ]


def ends_of_order(comparison: Comparison, most: int) -> list[str]:
    """Departments placed, from the highest score; of more than `most`, as many of the highest as of the lowest."""
    keys = sorted(comparison.placed, key=lambda key: -(comparison.scores[key].score or 0.0))
    return keys if len(keys) <= most else [*keys[: most // 2], *keys[-(most // 2) :]]


def stands(framework: Framework, score: Score, group: str | None = None) -> str:
    """“61.4%, and 37.5 to 76.4% with what is not known”."""
    if score.low is None or score.high is None:
        return "no score, as none is offered or nothing applies"
    if score.score is None:
        return (
            f"no score yet; it may be anything from {run_in_words(framework, score.low, score.high, group)}"
        )
    stands_at = figure_in_words(framework, score.score, group)
    if score.high - score.low <= SAME:
        return f"{stands_at}, {_whatever(score)}"
    return f"{stands_at}, and {run_in_words(framework, score.low, score.high, group)} with what is not known"


def _whatever(score: Score) -> str:
    """Of a score that is sure: what is unknown changes nothing, as in a stage or a weakest one; or there is nothing."""
    return "whatever is not known" if score.with_level < score.statements else "with nothing unknown"


def where(facts: Facts) -> str:
    """Where a department alone stands, in a line; that too little is known of it, where that is so."""
    ((key, _),) = facts.departments
    comparison = facts.comparison
    if themes.lead(comparison):
        return themes.first_sentence(comparison)
    score, more = comparison.scores[key], to_place(comparison, key)
    if not more or score.low is None or score.high is None:
        return stands(comparison.framework, score)
    could = f"it may be anything from {run_in_words(comparison.framework, score.low, score.high)}"
    return f"too little is known to say, and {could}: {more}"


def among_others(facts: Facts) -> list[str]:
    """Where a department alone stands among the others that may be told of, and beside published findings."""
    if facts.one is None or themes.lead(facts.comparison):
        return []
    ((key, _),) = facts.departments
    if key not in facts.comparison.placed:
        return []
    score, found = facts.comparison.scores[key], []
    if facts.others is not None:
        others = others_of(facts.others, key)
        if others:
            whom = f"the {len(others)} others of the round that may be shown and are known well enough"
            found.append(f"Among {whom}, it is {_against(score, others)}.")
        found += family_in_words(facts.others, key)
    if facts.published is not None:
        found.append(f"{against_published(score, facts.published)}.")
    return found


def others_of(comparison: Comparison, department_id: str) -> list[Score]:
    """The scores of the others placed, to stand one among them; none where they are so few that it tells of each.

    They are on what was asked of it.
    """
    comparison = comparison.as_asked_of(department_id)
    found = [comparison.scores[each] for each in comparison.placed if each != department_id]
    return found if len(found) >= LEAST else []


def you_among(comparison: Comparison, department_id: str) -> str:
    """Where your department stands among the others that you may see; why nothing is said, where nothing may be."""
    others = others_of(comparison, department_id)
    if not others:
        return f"Fewer than {LEAST} others can be shown to you and are known well enough to stand you among them."
    if department_id not in comparison.placed:
        return "Too little is known of you to stand you among the others."
    above, below, rest = _told_apart(comparison.scores[department_id], others)
    apart = f"surely ahead of {above or 'none'} and behind {below or 'none'}"
    return f"Of {len(others)} others you are {apart}; {rest or 'none'} could be level."


def you_stand(comparison: Comparison, department_id: str) -> str:
    """Where your department stands, in a sentence that needs no other."""
    if themes.lead(comparison):
        return f"{themes.first_sentence(comparison.only([department_id]))}."
    score = comparison.scores[department_id]
    if not score.with_level:
        return "Nothing is known of where you stand yet."
    if more := to_place(comparison, department_id):
        if comparison.statuses.get(department_id, Status.DRAFT) is not Status.DRAFT:
            more = f"{score.with_level} of {counted(score.statements, 'statement')} are known"
        return f"Too little is known to say where you stand: {more}."
    if score.score is None or score.low is None or score.high is None:
        return "No statement applies to you."
    if score.high - score.low <= SAME:
        return f"You stand at {figure_in_words(comparison.framework, score.score)}, {_whatever(score)}."
    could = run_in_words(comparison.framework, score.low, score.high)
    return f"You stand at {figure_in_words(comparison.framework, score.score)}; what is unknown could make it {could}."


def known(score: Score) -> str:
    of = f"; {score.asked_in_words}" if score.not_asked else ""
    return f"{score.with_level} of {counted(score.statements, 'statement')} with a level{of}."


def family_in_words(every: Comparison, department_id: str) -> list[str]:
    """The middle of the other departments of its family; empty where there is none, or they are too few to tell of."""
    every = every.as_asked_of(department_id)
    for members in every.families.values():
        if department_id in members:
            others = [every.scores[key] for key in members if key != department_id and key in every.placed]
            if (found := peers(others)).median is not None:
                return [f"The {found.scored} others of its family known well enough: {found.words}."]
            break
    return []


def against_published(score: Score, published: Comparison) -> str:
    """Where a score stands against published findings, which are never ranked with it."""
    others = [published.scores[each] for each in published.placed]
    whom = f"the {len(others)} published in {published.round.title} (our coding)"
    return f"Beside {whom}, it is {_against(score, others)}"


def _against(score: Score, others: list[Score]) -> str:
    above, below, rest = _told_apart(score, others)
    return f"surely above {above}, surely below {below}, and cannot be told from {rest}"


def _told_apart(score: Score, others: list[Score]) -> tuple[int, int, int]:
    """How many a score is surely above, how many it is surely below, and from how many it cannot be told."""
    ranges = [(each.low, each.high) for each in others if each.low is not None and each.high is not None]
    low, high = score.low or 0.0, score.high or 0.0
    above = sum(surely_above(low, their_high) for _, their_high in ranges)
    below = sum(surely_above(their_low, high) for their_low, _ in ranges)
    return above, below, len(ranges) - above - below


def middle(comparison: Comparison) -> str:
    """The score of a department alone, or the median of those placed: “53.1%”."""
    found = median_score(comparison)
    return "no score" if found is None else figure_in_words(comparison.framework, found)


def median_score(comparison: Comparison) -> float | None:
    """The score of a department alone, or the median of several of which enough is known; in per cent."""
    if len(comparison.departments) == 1:
        (score,) = comparison.scores.values()
        return score.score
    return median(comparison.placed_scores) if comparison.placed_scores else None


def shown_at_the_ends(shown: int, total: int) -> str:
    """How many of the departments in an order there was room for."""
    return f"Shown: {shown} of {total} departments, the highest and the lowest scores."


def median_in_words(comparison: Comparison) -> str:
    """The median of those placed, in a sentence; that there is none, of too few."""
    if len(comparison.placed_scores) < LEAST:
        return f"Fewer than {LEAST} departments are known well enough for a median."
    return f"The median score is {middle(comparison)}."


def with_a_score(comparison: Comparison) -> str:
    """How many departments are known well enough to place, their median, and how much of what applies is known."""
    scores = list(comparison.scores.values())
    apply, known = sum(score.statements for score in scores), sum(score.with_level for score in scores)
    unknown = counted(apply - known, "is", "are")
    answers = f"{known} of {apply} answers have a level; {unknown} not known."
    if themes.lead(comparison):
        return answers
    placed = len(comparison.placed)
    median_of = f"; their median is {middle(comparison)}" if placed > 1 else ""
    return f"{placed} of {counted(len(scores), 'department')} are known well enough to place{median_of}. {answers}"


def coverage(score: Score) -> str:
    if score.coverage is None:
        return "No statement applies."
    return (
        f"Coverage {fixed(score.coverage)}%: {score.with_level} of {score.statements} statements have a level; "
        f"{score.not_determined} not determined, {score.not_answered} not answered. "
        f"{score.not_applicable} more do not apply."
        + (f" {score.not_asked} more were not asked." if score.not_asked else "")
    )


def carried(facts: Facts) -> list[str]:
    """What is only carried over from the last round, and so counts as not answered; empty where nothing is."""
    return [words] if (words := unknown_in_words(facts.comparison)) else []


def not_shown(comparison: Comparison) -> list[str]:
    """How many departments these are, where some are not open yet to the reader; empty where all are shown."""
    shown, unseen = len(comparison.departments), comparison.unseen
    if not unseen:
        return []
    others = "the other is" if unseen == 1 else "the others are"
    begun = (
        f"{shown} of the {shown + unseen} departments that have begun {'is' if shown == 1 else 'are'} shown"
    )
    return [f"{begun}; {others} not open to the reader yet."]
