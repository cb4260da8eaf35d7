"""What a board must be told of a round, or of one department in it: each sentence with the figures that it rests on.

As independent as figures.py: the words are written here again, and every figure in them is worked out from the export.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from statistics import fmean, median, quantiles

from tests.recomputed.figures import (
    BAR,
    HIGH,
    KNOWING,
    TOP,
    Action,
    Ahead,
    Promised,
    Round,
    Score,
    Step,
    ahead,
    parts,
    promises,
    steps,
)

PAGES, SHEETS, SLIDES, PDF = "page", "sheet", "slide", "PDF"
EVERYWHERE = (PAGES, SHEETS, SLIDES, PDF)
STATES = {
    "draft": "draft", "submitted": "submitted", "in_review": "in review", "agreed": "agreed", "published": "published"
}  # fmt: skip
SAID = {
    "not_determined": "Not determined", "not_answered": "Not answered", "not_applicable": "Not applicable"
}  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    """What must stand, word for word, on each of those media; and the figures in it, by what they are."""

    words: str
    on: tuple[str, ...]
    figures: Mapping[str, object] = field(default_factory=dict)


def fixed(figure: float) -> str:
    return str(Decimal(f"{figure:.15g}").quantize(Decimal("0.1"), ROUND_HALF_UP) + 0)


def share(part: int, whole: int) -> str:
    percent = int(Decimal(100 * part / whole).quantize(Decimal(1), ROUND_HALF_UP))
    return f"{percent if part in (0, whole) else min(99, max(1, percent))}%"


def some(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"


def listed(names: Sequence[str], most: int = 10**6) -> str:
    shown = list(names) if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} more"]
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1] if shown else ""]))


def day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def is_(number: int) -> str:
    return "none is" if not number else "1 is" if number == 1 else f"{number} are"


@dataclass(frozen=True)
class Asked:
    """What is told of: a round as it is told, the rounds before it, and the day."""

    now: Round
    before: Round | None
    rounds: Sequence[Round]  # every live one, the newest first
    published: Round | None
    today: date
    everybody: Round | None = None  # the whole round, where `now` is of one department

    @property
    def promised(self) -> Promised | None:
        """As the newest round has it of which any promise is known, or else this one."""
        every = [each.by(audited=self.now.audited) for each in self.rounds]
        places = [place for place, each in enumerate(every) if self._is(each, place)]
        found = [promises(every[place + 1], every[place], self.now.departments) for place in places]
        due = [each for each in found if each.made]
        return next((each for each in due if each.known), due[0] if due else None)

    def _is(self, each: Round, place: int) -> bool:
        wanted = place == 0 or each.about["round"] == self.now.about["round"]
        return wanted and place + 1 < len(self.rounds)


def expected(asked: Asked) -> list[Sentence]:
    """Every sentence with a figure in it, in no order."""
    now = asked.now
    of = [*of_one(asked)] if now.only else [*of_many(asked)]
    return [
        in_short(now),
        *agreement(now),
        *of,
        *carried(now),
        *doubts(asked),
        *movement(asked),
        *forecast(asked),
        *asks(asked),
    ]


# where they stand


def headline(now: Round) -> str:
    top, bottom, few = len(now.end(top=True)), len(now.end(top=False)), len(now.little_known)
    pairs = f"{now.apart} of {now.pairs} pairs of departments ({share(now.apart, now.pairs)})"
    lead = f"{in_the_middle(now)}; {pairs} can be told apart"
    sure = f"{is_(top)} surely in the top quarter and {bottom or 'none'} in the bottom"
    if not top and not bottom:
        sure = "none is surely in the top or the bottom quarter"
    return f"{lead}; {sure}" + (f"; {is_(few)} too little known to place" if few else "")


def in_the_middle(now: Round) -> str:
    return f"The median of {len(now.placed)} departments is {fixed(median(now.placed_scores))}%"


def of_many(asked: Asked) -> Iterable[Sentence]:
    now, total = asked.now, len(asked.now.departments)
    yield Sentence(headline(now), EVERYWHERE, {"apart": now.apart, "pairs": now.pairs})
    in_a_dozen_words = f"{in_the_middle(now)}; {share(now.apart, now.pairs)} of pairs can be told apart."
    counts = {"apart": now.apart, "pairs": now.pairs, "placed": len(now.placed)}
    yield Sentence(in_a_dozen_words, (PAGES,), counts)
    for top, name in ((True, "top"), (False, "bottom")):
        names = [now.names[key] for key in now.end(top=top)]
        if names:
            places = f"({some(now.quarter, 'place')} of {len(now.placed)})"
            words = f"Surely in the {name} quarter {places}: {listed(names, 8)}."
            yield Sentence(words, EVERYWHERE, {"quarter": now.quarter, "placed": len(now.placed)})
    if now.little_known:
        named = [
            f"{now.names[key]} (answer {some(n, 'more statement')})" for key, n in now.little_known.items()
        ]
        yield Sentence(
            "Too little known to place, and so in no order and no median, as less than half of what applies has a "
            f"level: {listed(named, 8)}.",
            EVERYWHERE,
            dict(now.little_known),
        )
    states = [f"{n} {words}" for state, words in STATES.items() if (n := now.statuses[state])]
    if len(states) > 1:
        words = f"Not all are equally final: {listed(states)}. What is not agreed may still change."
        yield Sentence(words, EVERYWHERE, dict(now.statuses))
    yield Sentence(", ".join(states), (SHEETS, SLIDES, PDF), dict(now.statuses))
    yield whose(now)
    known, apply = _known(now)
    middle = f"; their median is {fixed(median(now.placed_scores))}%" if len(now.placed) > 1 else ""
    yield Sentence(
        f"{len(now.placed)} of {some(total, 'department')} are known well enough to place{middle}. "
        f"{known} of {apply} answers have a level; {some(apply - known, 'is', 'are')} not known.",
        (SLIDES, PDF),
        {"placed": len(now.placed), "known": known, "apply": apply},
    )
    yield from _on_cover_and_summary(now)
    yield from _pictured(now)
    yield from themes(now)
    yield from shortfalls(asked)


def agreement(now: Round) -> Iterable[Sentence]:
    """How far departments put themselves above or below the auditor, over the pairs of levels."""
    steps = [own - found for own, found in now.paired]
    if steps:
        mean, same = fmean(steps), steps.count(0)
        on = (SHEETS,) if now.only else (PAGES, SHEETS)
        name = now.names[now.only] if now.only else "Departments"
        where = f"{abs(mean):.2f} levels {'above' if mean > 0 else 'below'} the auditor on average"
        who = f"{name} {'puts itself' if now.only else 'put themselves'} {where}"
        if round(mean, 2) == 0:
            kind = "on every statement" if same == len(steps) else "on average"
            who = f"{name} and the auditor are at the same level {kind}"
        yield Sentence(f"{who}, over {some(len(steps), 'pair')}.", on, {"optimism": mean})
        pairs = f"On {same} of {some(len(steps), 'pair')} both are at the same level"
        yield Sentence(
            f"{pairs} ({fixed(100 * same / len(steps))}%).", on, {"same": same, "pairs": len(steps)}
        )


def _on_cover_and_summary(now: Round) -> Iterable[Sentence]:
    total, (known, apply) = len(now.departments), _known(now)
    agreed = sum(bool(row["agreed_at"]) for row in now.departments.values())
    yield Sentence(
        f"{agreed} of the {total} shown: see the sheet “Assessments”", (SHEETS,), {"agreed": agreed}
    )
    yield Sentence(f"Known well enough to place: {len(now.placed)}.", (SHEETS,), {"placed": len(now.placed)})
    yield Sentence(
        f"{apply - known} of {apply} answers are not known.", (SHEETS,), {"unknown": apply - known}
    )
    scores = {key: each.score or 0 for key in now.placed if (each := now.scores[key]).score is not None}
    for end in (max(scores.values()), min(scores.values())):
        ties = [now.scores[key] for key, score in scores.items() if abs(score - end) <= 1e-9]
        most = max(each.known for each in ties)
        key = next(
            k for k, score in scores.items() if abs(score - end) <= 1e-9 and now.scores[k].known == most
        )
        yield Sentence(f"{now.names[key]}, range {ranged(now.scores[key])}", (SHEETS,), {"score": end})


def ranged(score: Score) -> str:
    """“72.1 to 72.1, on 17 of 17 statements.”"""
    ends = f"{fixed(score.low or 0)} to {fixed(score.high or 0)}"
    return f"{ends}, on {score.known} of {score.applies} statements."


def figures(score: Score, *, always: bool = False) -> str:
    """“67.3 (48.6 to 76.4)”; without the range where there is none, unless always."""
    if score.low is None or score.high is None or score.score is None:
        return "No score"
    if score.low == score.high and not always:
        return fixed(score.score)
    return f"{fixed(score.score)} ({fixed(score.low)} to {fixed(score.high)})"


def _pictured(now: Round) -> Iterable[Sentence]:
    """The departments at the ends of the order, as the pictures have them in words."""
    placed = sorted(now.placed, key=lambda key: -(now.scores[key].score or 0))
    ends = placed if len(placed) <= 10 else [*placed[:5], *placed[-5:]]
    for key in ends:
        score = now.scores[key]
        known = f"{score.known} of {score.applies} known"
        yield Sentence(f"{now.names[key]} {figures(score)} per cent, {known}", (PDF,), {"score": score.score})
    if len(placed) > 10:
        words = f"Shown: 10 of {len(placed)} departments, the highest and the lowest scores."
        yield Sentence(words, (PDF,), {"placed": len(placed)})
    if len(placed) > 8:
        words = f"Shown: the 4 highest and the 4 lowest scores of {len(placed)} departments."
        yield Sentence(words, (SLIDES,), {"placed": len(placed)})


def _known(now: Round) -> tuple[int, int]:
    every = now.scores.values()
    return sum(each.known for each in every), sum(each.applies for each in every)


def in_short(now: Round) -> Sentence:
    done, cells = sum(now.audited_in.values()), len(now.departments) * len(now.statements)
    word = "Auditors' findings first" if now.audited else "Departments' own answers"
    also = f", {now.together} of them together" if now.together else ""
    return Sentence(f"{word}; {done} of {some(cells, 'cell')} audited{also}", (SHEETS,), {"audited": done})


def whose(now: Round) -> Sentence:
    done, cells = sum(now.audited_in.values()), len(now.departments) * len(now.statements)
    were = f"{now.together} {'was' if now.together == 1 else 'were'}"
    also = f"; {were} agreed together with others, without looking at each" if now.together else ""
    if now.only:
        words = f"Audited: {done} of {some(len(now.statements), 'statement')}{also}."
    else:
        of = f"in {len(now.audited_in)} of {len(now.departments)} departments{also}."
        words = f"Audited: {done} of {cells} cells (statements of departments), {of}"
    return Sentence(words, EVERYWHERE, {"audited": done, "cells": cells, "departments": len(now.audited_in)})


def themes(now: Round) -> Iterable[Sentence]:
    """Medians, over the departments of which enough of the theme is known."""
    middles = {}
    for theme in now.themes:
        found = [now.theme_score(key, theme) for key in now.departments]
        scores = [each.score for each in found if each.score is not None and not each.missing]
        if scores:
            middles[theme] = median(scores)
            few = sum(each.score is not None and bool(each.missing) for each in found)
            left = f" {is_(few).capitalize()} too little known of it to count." if few else ""
            ends = f"from {fixed(min(scores))} to {fixed(max(scores))}%"
            words = f"{theme}: median {fixed(median(scores))}%, {ends}.{left}"
            yield Sentence(words, (SLIDES,), {"median": median(scores), "left out": few})
            run = f"From {fixed(min(scores))} to {fixed(max(scores))}."
            yield Sentence(run, (SHEETS,), {"lowest": min(scores), "highest": max(scores)})
    low, high = min(middles, key=middles.__getitem__), max(middles, key=middles.__getitem__)
    run = f"medians run from {fixed(middles[low])}% ({low}) to {fixed(middles[high])}% ({high})"
    yield Sentence(run, (SLIDES,), middles)


def stands(score: Score) -> str:
    if score.low is None or score.high is None or score.score is None:
        return ""
    if score.high - score.low <= 1e-9:
        return f"{fixed(score.score)}%, with nothing unknown"
    return f"{fixed(score.score)}%, and {fixed(score.low)} to {fixed(score.high)}% with what is not known"


def of_one(asked: Asked) -> Iterable[Sentence]:
    now = asked.now
    ((key, score),) = now.scores.items()
    yield Sentence(where(now), EVERYWHERE, {"score": score.score, "low": score.low, "high": score.high})
    yield whose(now)
    coverage = 100 * score.known / score.applies
    yield Sentence(
        f"Coverage {fixed(coverage)}%: {score.known} of {score.applies} statements have a level; "
        f"{score.not_determined} not determined, {score.not_answered} not answered. "
        f"{score.not_applicable} more do not apply.",
        (SLIDES,),
        {"coverage": coverage},
    )
    yield Sentence(
        f"{score.applies - score.known} of {score.applies} statements are not known; "
        f"{score.not_applicable} more do not apply.",
        (SHEETS,),
        {"unknown": score.applies - score.known},
    )
    yield Sentence(f"Range {ranged(score)}", (SHEETS,), {"low": score.low, "high": score.high})
    yield Sentence(f"In all {figures(score)} per cent, {score.known} of {score.applies} known", (PDF,))
    for theme, statements in now.themes.items():
        of = now.theme_score(key, theme)
        if of.score is not None:
            yield Sentence(f"{theme}: {stands(of)}.", (SLIDES,), {"score": of.score})
            yield Sentence(f"Range {ranged(of)}", (SHEETS,), {"low": of.low, "high": of.high})
            yield Sentence(f"{theme} {figures(of)} per cent, {of.known} of {of.applies} known", (PDF,))
        each = ", ".join(f"{now.labels[one]} {_level(now, key, one)}" for one in statements)
        yield Sentence(f"{theme}: {each}", (PDF,), {"statements": len(statements)})
    if asked.everybody and not score.missing:
        others = [each for each in asked.everybody.placed if each != key]
        if len(others) >= 5:
            above, below, rest = now.against(asked.everybody)
            yield Sentence(
                f"Among the {len(others)} others of the round that may be shown and are known well enough, it is "
                f"surely above {above}, surely below {below}, and cannot be told from {rest}.",
                EVERYWHERE,
                {"others": len(others)},
            )
        yield from middles(asked, key)
    if asked.published and not score.missing:
        above, below, rest = now.against(asked.published)
        title = asked.published.about["title"]
        yield Sentence(
            f"Beside the {len(asked.published.placed)} published in {title} (our coding), it is surely above {above}, "
            f"surely below {below}, and cannot be told from {rest}.",
            EVERYWHERE,
            {"published": len(asked.published.placed)},
        )
    yield from shortfalls_of_one(asked)


def middles(asked: Asked, own: str) -> Iterable[Sentence]:
    """The middle half of each group that a department is set beside, where it has five or more known well enough."""
    every, groups = asked.everybody, {}
    assert every
    parents = {row["family"] for row in every.departments.values() if row["family"]}
    of = every.departments[own]["family"] or (own if own in parents else "")
    members = [key for key, row in every.departments.items() if of and of in (row["family"], key)]
    groups["All others of the round"] = [every.scores[key] for key in every.placed if key != own]
    family = [every.scores[key] for key in every.placed if key != own and key in members]
    groups["The others of its family"] = family
    if asked.published:
        groups["Published (our coding)"] = [asked.published.scores[key] for key in asked.published.placed]
    for name, scores in groups.items():
        if len(scores) >= 5:
            lower, middle, upper = map(
                fixed, quantiles([each.score or 0 for each in scores], n=4, method="inclusive")
            )
            words = f"{name} {middle} ({lower} to {upper}) per cent, {len(scores)} departments"
            yield Sentence(words, (PDF,), {"departments": len(scores)})
            half = f"median {middle}%, the middle half from {lower} to {upper}%"
            yield Sentence(f"{name}, {len(scores)} known well enough: {half}.", (SHEETS,))
            if scores is family:
                words = f"median {middle}, the middle half from {lower} to {upper}"
                known = f"The {len(scores)} others of its family known well enough"
                yield Sentence(f"{known}: {words}.", EVERYWHERE, {"departments": len(scores)})
    others = len(groups["All others of the round"])
    if others >= 5:
        yield Sentence(
            f"{some(others, 'other is', 'others are')} shown by letters.", (SHEETS,), {"others": others}
        )
    mine = every.scores[own]
    known = f"{mine.known} of {mine.applies} known"
    yield Sentence(f"{every.names[own]} {figures(mine)} per cent, {known}", (PDF,), {"score": mine.score})


def _level(now: Round, department: str, statement: str) -> str:
    state, level = now.said(department, statement)
    names = {(row["statement"], row["level"]): row["level_name"] for row in now.tables["levels"]}
    return SAID[state] if level is None else f"{level} {names[statement, str(level)]}"


def where(now: Round) -> str:
    ((_, score),) = now.scores.items()
    if not score.missing:
        return stands(score)
    could = f"it may be anything from {fixed(score.low or 0)} to {fixed(score.high or 0)}%"
    return f"too little is known to say, and {could}: answer {some(score.missing, 'more statement')}"


def carried(now: Round) -> Iterable[Sentence]:
    """What waits to be confirmed, department by department."""
    order = sorted(now.departments, key=lambda key: key in now.little_known)  # those too little known last
    found = {key: (len(now.waiting[key]), now.if_all_hold(key)) for key in order if key in now.waiting}
    for key, (number, then) in list(found.items())[: 6 if len(found) <= 6 else 5]:
        words = f"{now.names[key]}: {some(number, 'answer')} not confirmed ({fixed(then or 0)}% if all still hold)"
        yield Sentence(words, (SHEETS, SLIDES, PDF), {"answers": number, "score": then})
    if len(found) > 6:
        yield Sentence(
            f"and {len(found) - 5} more departments", (SHEETS, SLIDES, PDF), {"departments": len(found)}
        )


# what to doubt


def doubts(asked: Asked) -> Iterable[Sentence]:
    now = asked.now
    other = now.by(audited=not now.audited)
    number, (high, bare) = now.overturned, now.high_levels
    if number:
        middle = median(other.placed_scores) if not now.only else other.scores[str(now.only)].score
        how = "with" if other.audited else "without"
        them = "it" if number == 1 else "them"
        differ = some(
            number, "auditor's finding differs from the answers", "auditors' findings differ from the answers"
        )
        figure = "no score" if middle is None else f"{fixed(middle)}%"
        of = "" if now.only else "the median is "
        yield Sentence(
            f"{differ}: {of}{figure} {how} {them}.", EVERYWHERE, {"findings": number, "middle": middle}
        )
    if high:
        levels = some(high, f"level of {HIGH} or above", f"levels of {HIGH} or above")
        lack = "has no evidence behind it" if bare == 1 else "have no evidence behind them"
        words = f"{bare} of {levels} {lack}." if bare else f"Each of the {levels} has evidence behind it."
        yield Sentence(words, EVERYWHERE, {"high": high, "bare": bare})
    elif any(key[0] in now.departments for key in now.answers):
        yield Sentence(f"No answer is at level {HIGH} or above, which asks for evidence.", EVERYWHERE)


# what moved


def movement(asked: Asked) -> Iterable[Sentence]:
    if asked.before is None:
        return
    then, now = asked.before, asked.now
    yield from (moved_one if now.only else moved_many)(asked, then, now)
    made_of = parts(then, now)
    points = {kind: each for kind, (each, _) in made_of.items()}
    yield Sentence(_made_of(made_of), (SLIDES,), points)
    told = heading(then, now, made_of)
    yield Sentence(told, (SHEETS,), {"points": points})
    if not now.only:
        first = told.split(" The ranges meet")[0]
        over = f"The mean of {some(len(steps(then, now)), 'department')}"
        yield Sentence(first.replace("The mean score", over, 1), (PAGES,), {"points": points})
    start, end = _means(then, now)
    meets = (
        f"The ranges meet ({fixed(start[0])} to {fixed(start[2])}%, then {fixed(end[0])} to {fixed(end[2])}%)"
    )
    yield Sentence(f"{meets}: what nobody knows could be the whole difference.", ())
    drafts = now.statuses["draft"]
    if drafts and not now.only:
        words = f"{drafts} of {len(now.departments)} assessments are still being answered."
        yield Sentence(words, (SHEETS,), {"drafts": drafts})


def _made_of(every: dict[str, tuple[float, int]]) -> str:
    """Every part: of what is known in both rounds first, and then of what is known in one of them alone."""
    shown = {
        kind: f"{kind} {signed(points)}" for kind, (points, n) in every.items() if n or abs(points) > 1e-9
    }
    moved = ", ".join(words for kind, words in shown.items() if kind not in KNOWING)
    known = ", ".join(words for kind, words in shown.items() if kind in KNOWING)
    said = [f"among statements known in both rounds, {moved}"] if moved else []
    said += [f"only because other statements are known, {known}"] if known else []
    return f"In points, the difference is made of: {'; '.join(said)}." if said else "No answer changed."


def signed(points: float) -> str:
    size = fixed(abs(points))
    return size if size == "0.0" else f"{'+' if points > 0 else '−'}{size}"


def moved_many(asked: Asked, then: Round, now: Round) -> Iterable[Sentence]:
    own, told = _steps_by(then, now, audited=False), len(steps(then, now))
    count = _counts(own)
    differ = then.overturned or now.overturned
    since = then.about["title"]
    lead = f"{count['rose']} surely rose and {count['fell']} surely fell"
    open_ = f"; for {count['open']} the ranges meet, so that it is not certain" if count["open"] else ""
    same = f"; {count['same']} did not move" if count["same"] else ""
    both = f"Of {some(len(own), 'department')} with a score in both rounds"
    yield Sentence(f"{both}, {lead} by their own word{open_}{same}.", EVERYWHERE, count)
    yield Sentence(f"Since {since}: {lead}, of {some(len(own), 'department')}", (SLIDES,), count)
    if differ:
        found = _counts(_steps_by(then, now, audited=True))
        words = (
            f"With auditors' findings counted, {found['rose']} surely rose and {found['fell']} surely fell."
        )
        yield Sentence(words, EVERYWHERE, found)
    start, end = _means(then, now)
    over = f"Means over the {some(told, 'department')} with a score in both rounds"
    yield Sentence(
        f"{over}: {fixed(start[1])}%, then {fixed(end[1])}%.", (SLIDES,), {"then": start[1], "now": end[1]}
    )
    drafts = [sum(each.departments[k]["status"] == "draft" for k in steps(then, now)) for each in (then, now)]
    if any(drafts):
        words = (
            f"Still drafts: {drafts[1]} of these {told} assessments now, and {drafts[0]} of the last round's."
        )
        yield Sentence(words, (SLIDES,), {"now": drafts[1], "then": drafts[0]})
    if len(own) > 6:
        words = f"Shown: 6 of {len(own)} departments, those that surely moved first, then by size."
        yield Sentence(words, (SLIDES,), {"departments": len(own)})


def _steps_by(then: Round, now: Round, *, audited: bool) -> dict[str, Step]:
    return steps(then.by(audited=audited), now.by(audited=audited))


def _counts(found: dict[str, Step]) -> dict[str, int]:
    verdicts = [each.verdict for each in found.values()]
    return {kind: verdicts.count(kind) for kind in ("rose", "fell", "open", "same")}


def _means(then: Round, now: Round) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Low, score and high, then and now."""
    both = steps(then, now).values()
    ends = [
        [(one.low or 0, one.score or 0, one.high or 0) for one in (each.start, each.end)] for each in both
    ]
    return tuple(tuple(map(fmean, zip(*side, strict=True))) for side in zip(*ends, strict=True))  # type: ignore[return-value]


def _step_in_words(step: Step) -> str:
    then, now = fixed(step.start.score or 0), fixed(step.end.score or 0)
    doubt = ", not certain" if step.verdict == "open" else ""
    if then == now:
        return f"stayed at {now}%" + (", as far as is known" if doubt else "")
    if step.little:
        return f"too little is known to say ({then}%, then {now}% of what is known)"
    verb = {"rose": "surely rose", "fell": "surely fell"}.get(
        step.verdict, "rose" if (step.end.score or 0) > (step.start.score or 0) else "fell"
    )
    return f"{verb} from {then} to {now}%{doubt}"


def moved_one(asked: Asked, then: Round, now: Round) -> Iterable[Sentence]:
    (own,) = _steps_by(then, now, audited=False).values()
    number = then.overturned + now.overturned
    since = f"Since {then.about['title']}: "
    figures: dict[str, object] = {"then": own.start.score, "now": own.end.score}
    if number:
        (audited,) = _steps_by(then, now, audited=True).values()
        both = f"by its own word {_step_in_words(own)}; with auditors' findings {_step_in_words(audited)}"
        yield Sentence(since + both, (SLIDES, PDF), figures)
        finding = "auditor's finding differs" if number == 1 else "auditors' findings differ"
        yield Sentence(f"{number} {finding} from the answers.", (SLIDES,), {"findings": number})
    else:
        yield Sentence(since + _step_in_words(own), (SLIDES, PDF), figures)
    (step,) = steps(then, now).values()
    yield Sentence(f"Then: {stands(step.start)}. Now: {stands(step.end)}.", (SLIDES,), figures)


def _weightiest(every: dict[str, tuple[float, int]]) -> list[str]:
    """The three weightiest of what moved, and in one sum what comes of other statements being known."""
    moved = [
        (kind, points) for kind, (points, _) in every.items() if kind not in KNOWING and abs(points) >= 0.05
    ]
    moved.sort(key=lambda part: -abs(part[1]))
    made = [f"{kind} {signed(points)}" for kind, points in moved[:3]] + ["and more"] * (len(moved) > 3)
    known, counts = sum(every[kind][0] for kind in KNOWING), [(every[kind][1], kind) for kind in KNOWING]
    if abs(known) >= 0.05:
        of = ", ".join(f"{n} {kind}" for n, kind in counts if n)
        also = "and " if made else ""
        made.append(f"{also}{signed(known)} only because other statements are known ({of})")
    return made


def heading(then: Round, now: Round, every: dict[str, tuple[float, int]]) -> str:
    """The sentence of the Summary: how far, whether that is certain, and the weightiest parts."""
    start, end = _means(then, now)
    change = end[1] - start[1]
    made = _weightiest(every)
    who = next(iter(now.names.values())) if now.only else "The mean score"
    meet = end[0] <= start[2] + 1e-9 and start[0] <= end[2] + 1e-9
    still = max(*start, *end) - min(*start, *end) <= 1e-9
    sure = "" if meet else "surely "
    doubt = ", not certain" if meet and not still else ""
    figures = f"from {fixed(start[1])}% in {then.about['title']} to {fixed(end[1])}% in {now.about['title']}"
    of = f": {', '.join(made)}" if made else ""
    if abs(change) < 0.05:
        return f"{who} stayed where it was{', as far as is known' if doubt else ''}, {figures}{of}."
    verb = "rose" if change > 0 else "fell"
    first = f"{who} {sure}{verb} {fixed(abs(change))} points{doubt}, {figures}{of}."
    if now.only and any(each.little for each in steps(then, now).values()):
        first = f"Too little is known to say how {who} moved; what is known went {figures}{of}."
    if not doubt:
        return first
    ranges = f"({fixed(start[0])} to {fixed(start[2])}%, then {fixed(end[0])} to {fixed(end[2])}%)"
    return f"{first} The ranges meet {ranges}: what nobody knows could be the whole difference."


# what is short


def shortfalls(asked: Asked) -> Iterable[Sentence]:
    now = asked.now
    ranked = now.shortest
    first = now.spreads[ranked[0]]
    place = [(now.spreads[k].share, now.spreads[k].distance) for k in ranked]
    equals = [k for k, p in zip(ranked, place, strict=True) if p == place[0]]
    names = listed([f"“{now.labels[k]}”" for k in equals], 3)
    figures = (
        f"{first.short} of {first.known} known ({share(first.short, first.known)}) are below level {BAR}"
    )
    words = (
        f"{names}: {figures}"
        if len(equals) == 1
        else f"{len(equals)} statements alike, {names}: {figures} on each"
    )
    yield Sentence(words, (PAGES, SLIDES), {"short": first.short, "known": first.known})
    for number, key in enumerate(ranked):
        on = (PAGES, SLIDES, PDF) if number < 3 else (PAGES, PDF) if number < 5 else (PAGES,)
        yield Sentence(in_words(now, key), on, {"statement": key})
    for key in ranked[:5]:
        each = now.spreads[key]
        words = f"{now.labels[key]}: {each.short} of {each.known} known are below level {BAR}; {each.unknown} not known"
        yield Sentence(words, (SHEETS,), {"short": each.short, "known": each.known, "unknown": each.unknown})
    yield from to_targets(now)


def in_words(now: Round, key: str) -> str:
    each = now.spreads[key]
    known = f"{each.short} of {each.known} known"
    if not each.unknown:
        return f"{known}, {share(each.short, each.applies)} of all"
    low, high = share(each.short, each.applies), share(each.short + each.unknown, each.applies)
    return f"{known}, {low} to {high} of all with the {each.unknown} not known"


def to_targets(now: Round) -> Iterable[Sentence]:
    if now.targets:
        gaps, idle = len(now.gaps_to_targets), now.idle_gaps
        words = f"{some(gaps, 'gap')} to targets that were chosen; {idle or 'none'} without an action."
        yield Sentence(words, (SHEETS, SLIDES), {"gaps": gaps, "idle": idle})


def shortfalls_of_one(asked: Asked) -> Iterable[Sentence]:
    now = asked.now
    levels = [(each, level) for _, each, level in now.below_top if level is not None]
    unknown = sum(level is None for *_, level in now.below_top)
    known = sum(each.known for each in now.scores.values())
    short = sum(level < BAR for _, level in levels)
    lead = f"{short} of {some(known, 'statement')} known {'is' if short == 1 else 'are'} below level {BAR}"
    if levels:
        lowest = min(level for _, level in levels)
        equals = [f"“{now.labels[each]}”" for each, level in levels if level == lowest]
        names = listed(equals, 3)
        lead += (
            f"; furthest from the top: {names}"
            if len(equals) == 1
            else f"; {len(equals)} are level at {lowest}, the furthest from the top: {names}"
        )
    yield Sentence(f"Where it falls short: {lead}", (SLIDES,), {"short": short, "known": known})
    shown = f"Shown: {min(5, len(now.below_top))} of {len(now.below_top)} below the top or not known"
    yield Sentence(f"{shown}, the furthest first.", (SLIDES,), {"below": len(now.below_top)})
    not_known = f"{some(unknown, 'statement is', 'statements are')} not known: find out"
    yield Sentence(not_known, (SLIDES,), {"unknown": unknown})
    furthest = sorted(levels, key=lambda each: each[1])[:5]
    for each, level in furthest:
        yield Sentence(f"{now.labels[each]}: now “{level} ", (SHEETS,), {"levels": TOP - level})
    yield from to_targets(now)


# what is ahead


def forecast(asked: Asked) -> Iterable[Sentence]:
    now, found = asked.now, ahead(asked.now, asked.today)
    if found is None:
        return
    kept = asked.promised
    end = "the end of " + (f"{found.quarter:%Y}" if found.quarter.month == 12 else f"{found.quarter:%B %Y}")
    start, all_kept = fixed(found.assessed[1]), "if all that is approved is delivered as promised"
    lead = f"{'' if now.only else 'a mean of '}{start}% as assessed in {now.about['title']}"
    before = None
    if kept and kept.promised:
        before = found.as_before(max(0.0, min(1.0, kept.found / kept.promised)))
    if any(each.committed for each in now.actions):
        title = f"{lead}, {fixed(found.end[1])}% by {end} {all_kept}"
        if fixed(found.end[1]) == start:
            title = f"{lead}, and the same by {end} {all_kept}"
        elif before and fixed(before[1]) != fixed(found.end[1]):
            as_before = f"{fixed(before[1])}% if promises are kept as before"
            title = f"{lead}; by {end} {as_before}, {fixed(found.end[1])}% {all_kept}"
    else:
        proposed = sum(each.status == "proposed" for each in now.actions)
        title = f"{lead}; {some(proposed, 'action')} proposed, and none approved"
    yield Sentence(
        title, (SLIDES,), {"assessed": found.assessed[1], "end": found.end[1], "as before": before}
    )
    first, last = date(found.quarter.year, found.quarter.month - 2, 1), found.quarter
    range_ = f"range {fixed(found.end[0])} to {fixed(found.end[2])}, from {start} as assessed, {all_kept}"
    yield Sentence(f"for {first:%B} to {last:%B} {last.year}: {range_}.", (SHEETS,), {"end": found.end})
    waiting = [f"“{each.row['title']}”" for each in now.actions if each.status == "proposed"]
    if waiting:
        yield Sentence(f"To approve: {listed(waiting, 4)}.", (SLIDES,), {"actions": len(waiting)})
    yield from rests_on(asked, found)
    if kept is None:
        return
    levels = f"{some(kept.promised, 'level')} promised, {kept.found} found"
    tally = f"{kept.kept} of {some(kept.known, 'promise')} kept: {levels}"
    said = f"Past promises: {tally if kept.known else 'nobody knows yet whether any promise was kept'}."
    if before:
        ends = f"({fixed(before[0])} to {fixed(before[2])}% with what is not known)"
        said += f" If they go on being kept so: {fixed(before[1])}% by {end} {ends}."
    yield Sentence(
        said, (SHEETS, SLIDES) if before else (SLIDES,), {"promises": kept.known, "kept": kept.kept}
    )


def rests_on(asked: Asked, found: Ahead) -> Iterable[Sentence]:
    now = asked.now
    points = [found.with_delivered[1] - found.assessed[1], found.with_late[1] - found.with_delivered[1]]
    points.append(found.end[1] - found.with_late[1])
    late = f"overdue, and counted from {day(asked.today)}"
    ahead_ = "with its date ahead" if found.on_course == 1 else "with their dates ahead"
    of = [(found.delivered, "delivered already"), (found.late, late), (found.on_course, ahead_)]
    told = [f"{fixed(p)} points with {n} {words}" for p, (n, words) in zip(points, of, strict=True) if n]
    if told:
        yield Sentence(
            f"Of {fixed(sum(points))} points, by actions: {listed(told)}.", (SLIDES,), {"points": points}
        )
    if found.undated:
        counts = "counts" if found.undated == 1 else "count"
        have = some(found.undated, "approved action has", "approved actions have")
        yield Sentence(
            f"{have} no day of delivery, and {counts} for nothing here.", (SLIDES,), {"n": found.undated}
        )
    if float(fixed(found.end[1])) < float(fixed(found.assessed[1])):
        least = f"the least it could be goes from {fixed(found.assessed[0])} to {fixed(found.end[0])}%"
        words = f"It is lower as more is known, and what becomes known is below the rest; {least}."
        yield Sentence(words, (SLIDES,), {"then": found.assessed[0], "low": found.end[0]})
    if fixed(found.end[0]) != fixed(found.end[2]):
        words = f"If all is kept: {fixed(found.end[0])} to {fixed(found.end[2])}% with what is not known."
        yield Sentence(words, (SLIDES,), {"low": found.end[0], "high": found.end[2]})
    if not now.only:
        over = some(found.over, "department")
        yield Sentence(f"Means over the {over} of which enough is known.", (SLIDES,), {"over": found.over})
    words_of = {"proposed": 0, "approved": 0, "under_way": 0, "delivered": 0, "stopped": 0}
    for each in now.actions:
        words_of[each.status] += 1
    told = [f"{n} {status.replace('_', ' ')}" for status, n in words_of.items() if n]
    yield Sentence(f"Actions: {', '.join(told)}.", (SLIDES,), words_of)
    led = [each for each in now.actions if each.committed and each.lead in now.departments]
    if any(each.committed for each in now.actions):
        others = sum(each.committed for each in now.actions) - len(led)
        cost = in_pounds(led)
        more = some(others, "action is", "actions are")
        elsewhere = f" {more} led, and paid for, by other departments." if others else ""
        verb = "is" if cost == "not costed" else "costs"
        words = f"What is approved, under way or delivered {verb} {cost}.{elsewhere}"
        yield Sentence(words, (SLIDES,), {"actions": len(led)})
        if saved := savings(led):
            yield Sentence(
                f"It is to save {saved}; no cost is less for it.", (SLIDES,), {"actions": len(led)}
            )


def savings(actions: Sequence[Action]) -> str:
    said = [saved for each in actions if (saved := each.cost("saving")) is not None]
    by = "" if len(said) == len(actions) else f", by {len(said)} of {len(actions)} actions"
    return f"£{sum(said):,} a year{by}" if said else ""


def in_pounds(actions: Sequence[Action]) -> str:
    once, yearly = (
        [cost for each in actions if (cost := each.cost(which)) is not None]
        for which in ("one_off", "yearly")
    )
    words = _pounds(
        sum(once) if once or not actions else None, sum(yearly) if yearly or not actions else None
    )
    missing = sum(None in (each.cost("one_off"), each.cost("yearly")) for each in actions)
    return (
        words
        if not missing or words == "not costed"
        else f"{words}; {missing} of {len(actions)} not costed in full"
    )


def _pounds(once: int | None, yearly: int | None) -> str:
    if once is None:
        return "not costed" if yearly is None else f"£{yearly:,} a year, one-off not costed"
    return f"£{once:,} once" + (", yearly not costed" if yearly is None else f" and £{yearly:,} a year")


# what is asked


def asks(asked: Asked) -> Iterable[Sentence]:
    now = asked.now
    if now.only:
        ((_, score),) = now.scores.items()
        name = now.names[now.only]
        what = f"{name}'s score with its range and coverage" if not score.missing else f"where {name} stands"
        yield Sentence(f"Note {what}: {where(now)}.", EVERYWHERE)
    else:
        apart = " Those too little known to place are in no order." if now.little_known else ""
        yield Sentence(
            f"Note the scores with their ranges and coverage, and compare only departments that are separated.{apart}",
            EVERYWHERE,
        )
    if now.about["kind"] == "live":
        yield from _decide(now)
    known, apply = _known(now)
    if known == apply:
        words = "Nothing that applies is unknown: ask that the evidence is kept up to date."
    else:
        one = "statement" if now.only else "answer"
        are = some(apply - known, f"{one} is", f"{one}s are")
        words = f"{are} not known: ask for each to be found out, with evidence, before the next round."
    yield Sentence(words, EVERYWHERE, {"unknown": apply - known})


def _decide(now: Round) -> Iterable[Sentence]:
    waiting = [each for each in now.actions if each.status == "proposed"]
    if waiting:
        named = [
            f"“{each.row['title']}” ("
            + ("" if now.only or each.lead not in now.names else f"{now.names[each.lead]}, ")
            + f"{_pounds(each.cost('one_off'), each.cost('yearly'))})"
            for each in waiting
        ]
        many = "the proposed action" if len(waiting) == 1 else f"{len(waiting)} proposed actions"
        together = f" Together: {in_pounds(waiting)}." if len(waiting) > 1 else ""
        together += f" To be saved: {saved}." if (saved := savings(waiting)) else ""
        yield Sentence(
            f"Approve or send back {many}: {listed(named, 4)}.{together}",
            EVERYWHERE,
            {"actions": len(waiting)},
        )
    if now.only:
        chosen = now.targets.keys()
        number = sum(level is not None and (key, each) not in chosen for key, each, level in now.below_top)
        if number:
            words = f"Choose targets for {some(number, 'statement')} below the top, or accept where they are."
            yield Sentence(words, EVERYWHERE, {"statements": number})
    else:
        without = len(now.departments) - len({key for key, _ in now.targets})
        have = "department has" if without == 1 else "departments have"
        if without:
            words = f"Ask for targets: {without} of {len(now.departments)} {have} chosen none."
            yield Sentence(words, EVERYWHERE, {"departments": without})
    if now.targets:
        idle = now.idle_gaps
        if not idle:
            words = "Every gap to a chosen target is worked on or accepted: "
            words += "ask how the work goes before the next round."
        elif idle == 1:
            words = (
                "1 gap to a chosen target has no action: name an owner and a date, or say why it is accepted."
            )
        else:
            words = f"{idle} gaps to chosen targets have no action: "
            words += "have an owner and a date named for the widest first, or say why they are accepted."
        yield Sentence(words, EVERYWHERE, {"gaps": idle})


# what stands before the words of the Summary


def summary_figures(asked: Asked) -> dict[str, float]:
    """The figures of the Summary, by what stands before them."""
    now, (known, apply) = asked.now, _known(asked.now)
    found: dict[str, float] = {"Coverage (%)": 100 * known / apply, "Figures that differ from the app's": 0}
    found |= _scores_of_one(now) if now.only else _scores_of_many(now)
    other, number, high = now.by(audited=not now.audited), now.overturned, now.high_levels
    if number:
        word = "With auditors' findings" if other.audited else "By own answers"
        label = f"{word} (%)" if now.only else f"Median {word[0].lower()}{word[1:]} (%)"
        score = other.scores[now.only].score if now.only else median(other.placed_scores)
        found |= {} if score is None else {label: score}
    found["High levels without evidence"] = high[1]
    steps = [own - theirs for own, theirs in now.paired]
    found |= {"Optimism index (levels)": fmean(steps)} if steps else {}
    if asked.before:
        start, end = _means(asked.before, now)
        found["Movement (percentage points)"] = end[1] - start[1]
    ranked = [(statement, now.spreads[statement].short) for statement in now.shortest]
    if now.only:
        levels = sorted(level for *_, level in now.below_top if level is not None)
        ranked = [("", TOP - level) for level in levels]
    unit = "levels to the top" if now.only else f"departments below level {BAR}"
    found |= {f"Shortfall {place} ({unit})": short for place, (_, short) in enumerate(ranked[:5], start=1)}
    return found | _ahead_and_asked(asked, apply - known)


def _scores_of_one(now: Round) -> dict[str, float]:
    ((key, score),) = now.scores.items()
    found = {"Score (%)": score.score, "Range from (%)": score.low, "Range to (%)": score.high}
    found |= {f"Theme: {theme} (%)": now.theme_score(key, theme).score for theme in now.themes}
    return {label: figure for label, figure in found.items() if figure is not None}


def _scores_of_many(now: Round) -> dict[str, float]:
    found = {"Departments": float(len(now.departments)), "Median score (%)": median(now.placed_scores)}
    found |= {"Highest score (%)": max(now.placed_scores), "Lowest score (%)": min(now.placed_scores)}
    for theme in now.themes:
        every = [now.theme_score(key, theme) for key in now.departments]
        scores = [each.score for each in every if each.score is not None and not each.missing]
        found |= {f"Median of theme: {theme} (%)": median(scores)} if scores else {}
    return found


def _ahead_and_asked(asked: Asked, unknown: int) -> dict[str, float]:
    now, then, kept = asked.now, ahead(asked.now, asked.today), asked.promised
    what, found = "score" if now.only else "mean score", dict[str, float]()
    if then:
        found[f"Projected {what} (%)"] = then.end[1]
        if kept and kept.promised:
            part = max(0.0, min(1.0, kept.found / kept.promised))
            found[f"Projected {what}, promises kept as before (%)"] = then.as_before(part)[1]
    counts: list[float | None] = [None]  # the first notes, and counts nothing
    waiting = sum(each.status == "proposed" for each in now.actions)
    counts += [waiting] if waiting else []
    chosen = now.targets.keys()
    if now.only:
        counts += [None] if any(n is not None and (k, s) not in chosen for k, s, n in now.below_top) else []
    elif len({key for key, _ in chosen}) < len(now.departments):
        counts.append(None)
    counts += [now.idle_gaps] if chosen else []
    counts.append(unknown)
    numbered = enumerate(counts, start=1)
    return found | {f"What we ask of the board: {place}": n for place, n in numbered if n is not None}
