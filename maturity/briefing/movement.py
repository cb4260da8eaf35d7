"""What moved since an earlier round, no firmer than the ranges bear, and by whose word."""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean

from maturity.assessment.round import Status
from maturity.briefing.carried import carried_in_words, waiting_in_words
from maturity.briefing.doubts import differ
from maturity.briefing.editions import difference_in_words
from maturity.briefing.facts import Facts, Movement
from maturity.briefing.shown_as import FigureWords, figure_words
from maturity.briefing.standing import stands
from maturity.framework.model import Framework
from maturity.scoring.bridge import KNOWING, Bridge, BridgePart, ChangeKind, NoBridge
from maturity.scoring.compare import Comparison, surely_above
from maturity.scoring.movement import LevelsMoved, Mover, ScoreChange, Verdict, verdicts
from maturity.scoring.peers import LEAST
from maturity.scoring.score import Score
from maturity.scoring.trend import RoundSpread
from maturity.wording import counted, listed

MOST_PARTS = 3
MOST_STATEMENTS = 4
KINDS = {
    ChangeKind.IMPROVED: "up",
    ChangeKind.DECLINED: "down",
    ChangeKind.NEWLY_ANSWERED: "newly answered",
    ChangeKind.NEWLY_DETERMINED: "newly determined",
    ChangeKind.NOT_ANSWERED_YET: "not answered yet",
    ChangeKind.NO_LONGER_DETERMINED: "no longer determined",
}
"""What is told of a department's statements; the rest is in the bridge."""


def headline(bridge: Bridge, who: str, start: str, end: str) -> str:
    """What happened between the rounds so titled, whether it is certain, and the weightiest parts, in a sentence."""
    step, as_shown = ScoreChange(bridge.start, bridge.end), figure_words(bridge.framework)
    then, now = as_shown.words(step.start.score), as_shown.words(step.end.score)
    parts = _weightiest(bridge)
    made_of = f": {', '.join(parts)}" if parts else ""
    figures = f"from {then} in {start} to {now} in {end}"
    if not as_shown.moved(step.change):
        known = ", as far as is known" if step.verdict is Verdict.NOT_CERTAIN else ""
        return f"{who} stayed where it was{known}, {figures}{made_of}."
    if step.little:
        return f"Too little is known to say how {who} moved; what is known went {figures}{made_of}."
    moved = f"{_verb(step)} {as_shown.change(step.change)}"
    return f"{who} {moved}{_doubt(step)}, {figures}{made_of}."


def _weightiest(bridge: Bridge) -> list[str]:
    """What moved among statements known in both rounds, by weight, and then what other statements being known does."""
    as_shown = figure_words(bridge.framework)
    moved = [part for part in bridge.parts if part.kind not in KNOWING and as_shown.moved(part.points)]
    moved.sort(key=lambda part: -abs(part.points))
    more = ["and more"] if len(moved) > MOST_PARTS else []
    return _with_known([*(_part(part, as_shown) for part in moved[:MOST_PARTS]), *more], bridge)


def _part(part: BridgePart, as_shown: FigureWords) -> str:
    """“improved +4.2”."""
    return f"{part.kind} {as_shown.signed(part.points)}"


def _with_known(moved: Sequence[str], bridge: Bridge) -> list[str]:
    """What moved, “and +9.4 only because other statements are known (4 not answered yet)”: there nobody moved, whatever
    the sign.
    """
    points = sum(part.points for part in bridge.knowing)
    counts = [f"{len(part.moved)} {part.kind}" for part in bridge.knowing if part.moved]
    as_shown = figure_words(bridge.framework)
    if not as_shown.moved(points) or not counts:
        return list(moved)
    known = f"{as_shown.signed(points)} only because other statements are known ({', '.join(counts)})"
    return [*moved, f"and {known}" if moved else known]


def caution(bridge: Bridge) -> str:
    """What must be said beside the difference, where the two ranges meet or answers are only carried over."""
    return " ".join(filter(None, [_meet(bridge), carried_in_words(bridge.carried)]))


def _meet(bridge: Bridge) -> str:
    met = ""
    if ScoreChange(bridge.start, bridge.end).verdict is Verdict.NOT_CERTAIN:
        as_shown = figure_words(bridge.framework)
        then, now = (as_shown.run(each.low, each.high) for each in (bridge.start, bridge.end))
        met = f"The ranges meet ({then}, then {now}): what nobody knows could be the whole difference."
    return met


def no_bridge(found: NoBridge) -> str:
    """Why there is no bridge, and what waits to be confirmed where that is why."""
    return " ".join([found.why, *(f"{each.name}: {waiting_in_words(each)}." for each in found.carried)])


def heading(facts: Facts, moved: Movement) -> str:
    """What happened with the weightiest parts, and whether it is certain; what is carried over is told elsewhere."""
    who = facts.one.name if facts.one else "The mean score"
    happened = headline(moved.bridge, who, moved.since.title, facts.comparison.round.title)
    return " ".join(filter(None, [happened, _meet(moved.bridge), _still_answered(facts)]))


def finding(facts: Facts, moved: Movement) -> str:
    """The finding in a line: of a department its score then and now, of a round how many surely rose and fell."""
    since = f"Since {moved.since.title}"
    if facts.one:
        (mover,) = facts.movers
        own = step_in_words(mover.own)
        if mover.audited is None:
            return f"{since}: {own}"
        return f"{since}: by its own word {own}; with auditors' findings {step_in_words(mover.audited)}"
    return f"{since}: {_counts(verdicts(facts.movers))}, of {counted(len(facts.movers), 'department')}"


def sentences(facts: Facts, moved: Movement) -> list[str]:
    """For whom it is sure and by whose word, what it is made of, and what may still change."""
    bridge, (before, now) = moved.bridge, moved.then_and_now(facts.comparison)
    return [
        *(_of_one(bridge, before, now) if facts.one else [*who_moved(facts.movers), means_over(bridge)]),
        _parts(bridge),
        *kinds_changed(before, now),
        *_drafts(before, now),
        *changed(bridge),
    ]


def kinds_changed(before: Comparison, now: Comparison) -> list[str]:
    """Which answers whose levels are kinds are others than before: they are in no figure, so no part tells of them."""
    found = []
    for statement in now.framework.statements:
        scale, then = now.framework.scale_of(statement), before.framework.by_id.get(statement.id)
        if scale.ordered or then is None:
            continue
        names = [
            (before.framework.scale_of(then).by_value[was].name, scale.by_value[became].name)
            for key in now.departments
            for was, became in [[each.judgement(key, statement.id).level for each in (before, now)]]
            if was is not None and became is not None
        ]
        others = [each for each in names if each[0] != each[1]]
        if others and len(now.departments) == 1:
            found.append(f"“{statement.label}” was {others[0][0]}, and is {others[0][1]}")
        elif others:
            found.append(
                f"“{statement.label}” is another in {len(others)} of {len(names)} known in both rounds"
            )
    return [f"Described, and in no figure: {listed(found, MOST_STATEMENTS)}."] if found else []


def changed(bridge: Bridge) -> list[str]:
    """That the framework changed, where it did."""
    words = difference_in_words(bridge.changed)
    asked = sorted(
        {each.label for part in bridge.parts if part.kind is ChangeKind.ASKED for each in part.moved}
    )
    other = f"Not asked in both rounds: {listed(asked, MOST_STATEMENTS)}." if asked else ""
    return [*([f"The framework changed: {words}."] if words else []), *([other] if other else [])]


def means_over(bridge: Bridge) -> str:
    """Whom the figures are means of, and what they are."""
    as_shown = figure_words(bridge.framework)
    then, now = as_shown.words(bridge.start.score), as_shown.words(bridge.end.score)
    over = f"Means over the {counted(len(bridge.departments), 'department')} with a score in both rounds"
    return f"{over}: {then}, then {now}."


def who_moved(movers: Sequence[Mover]) -> list[str]:
    """How many surely rose and fell, by their own word and with auditors' findings counted."""
    if not movers:
        return []
    own = verdicts(movers)
    rest = [
        f"for {own[Verdict.NOT_CERTAIN]} the ranges meet, so that it is not certain"
        if own[Verdict.NOT_CERTAIN]
        else "",
        f"{own[Verdict.UNCHANGED]} did not move" if own[Verdict.UNCHANGED] else "",
    ]
    both = f"Of {counted(len(movers), 'department')} with a score in both rounds"
    said = [f"{both}, {_counts(own)} by their own word{''.join(f'; {each}' for each in rest if each)}."]
    if any(each.audited for each in movers):
        said.append(f"With auditors' findings counted, {_counts(verdicts(movers, audited=True))}.")
    return said


def those_shown(movers: Sequence[Mover], shown: int) -> list[str]:
    """How many of the departments stand in a table of the first so many; empty where all do."""
    if shown >= len(movers):
        return []
    return [f"Shown: {shown} of {len(movers)} departments, those that surely moved first, then by size."]


def step_in_words(step: ScoreChange) -> str:
    """“surely rose from 50.0 to 75.0%”, “rose from 50.0 to 54.2%, not certain”, “stayed at 50.0%”."""
    as_shown, ends = figure_words(step.framework), (step.start.score, step.end.score)
    then, now = map(as_shown.words, ends)
    if then == now:
        return f"stayed at {now}" + (", as far as is known" if step.verdict is Verdict.NOT_CERTAIN else "")
    if step.little:
        return f"too little is known to say ({then}, then {now} of what is known)"
    return f"{_verb(step)} from {as_shown.run(*ends)}{_doubt(step)}"


def since(bridge: Bridge, before: str) -> str:
    """“Since Spring: rose from 50.0 to 54.2%, not certain.”"""
    step = ScoreChange(bridge.start, bridge.end, bridge.framework)
    return f"Since {before}: {'too little is known to say' if step.little else step_in_words(step)}."


def medians_of_rounds(spreads: Sequence[RoundSpread]) -> str:
    """The median of the last round and of the one before, certain only where their ranges are apart."""
    known = [each for each in spreads if each.median is not None]
    if not known:
        return f"Fewer than {LEAST} departments have a score: no median is shown."
    now, as_shown = known[-1], figure_words(known[-1].framework)
    if len(known) == 1 or known[-1].broken:
        return f"The median score is {as_shown.words(now.median or 0.0)}."
    then = known[-2]
    last, first = now.median or 0.0, then.median or 0.0
    run = f"{as_shown.words(first)} in {then.round.title}, {as_shown.words(last)} in {now.round.title}"
    certain = surely_above(now.low or 0.0, then.high or 0.0) or surely_above(then.low or 0.0, now.high or 0.0)
    return f"The median score: {run}" + ("." if certain else "; not certain to have moved.")


def parts_in_words(bridge: Bridge) -> str:
    """The two scores and every part that is worth something, for whoever cannot see their picture."""
    as_shown = figure_words(bridge.framework)
    moved = [
        _part(part, as_shown)
        for part in bridge.happened
        if part.kind not in KNOWING and as_shown.moved(part.points)
    ]
    parts = ", ".join(_with_known(moved, bridge))
    made_of = f": {parts}" if parts else ", and no part of it moved"
    return f"From {as_shown.run(bridge.start.score, bridge.end.score)}{made_of}."


def line_in_words(figures: Sequence[tuple[str, float | None]], framework: Framework | None = None) -> str:
    """The figures of a line round by round, with how many there are none of, for whoever cannot see it."""
    as_shown = figure_words(framework)
    known = [f"{label} {as_shown.words(figure)}" for label, figure in figures if figure is not None]
    missing = len(figures) - len(known)
    return ", ".join(known) + (f"; none in {counted(missing, 'round')}" if missing else "") + "."


def counts_behind(bridge: Bridge) -> str:
    """How many statements did what: “3 improved, 1 declined”."""
    found = [f"{len(part.moved)} {part.kind}" for part in bridge.happened if part.moved]
    return f"Statements: {', '.join(found)}." if found else "No answer changed."


def levels_in_words(moved: Sequence[LevelsMoved]) -> str:
    """“of 380 levels known in both rounds 80 rose and 60 fell”, of a department or of several together."""
    both = sum(each.both for each in moved)
    if not both:
        return "no level is known in both rounds"
    rose, fell = (
        sum(each.count(kind) for each in moved) for kind in (ChangeKind.IMPROVED, ChangeKind.DECLINED)
    )
    return f"of {counted(both, 'level')} known in both rounds {rose} rose and {fell} fell"


def knowing_in_words(moved: Sequence[LevelsMoved]) -> str:
    """How many levels are known of which nothing was known before, and the other way round: nobody moved there."""
    more, less = (sum(newly_known(each)[place] for each in moved) for place in (0, 1))
    return f"Newly known: {more}. Not known any more: {less}. Nobody moved by that."


def newly_known(moved: LevelsMoved) -> tuple[int, int]:
    """How many levels are known that were not, and how many not any more."""
    more = moved.count(ChangeKind.NEWLY_ANSWERED, ChangeKind.NEWLY_DETERMINED)
    return more, moved.count(ChangeKind.NOT_ANSWERED_YET, ChangeKind.NO_LONGER_DETERMINED)


def statements_behind(
    mover: Mover | LevelsMoved, most: int = MOST_STATEMENTS, kinds: int = len(KINDS)
) -> str:
    """The statements behind a department's movement: “up: Data quality; not answered yet: Data costs and 3 more”.

    Of each kind `most`, and of so many kinds; that there are more is said.
    """
    found = [
        f"{words}: {listed([each.label for each in mover.moved[kind]], most)}"
        for kind, words in KINDS.items()
        if mover.moved.get(kind)
    ]
    more = ["and more"] if len(found) > kinds else []
    return "; ".join([*found[:kinds], *more]) or "No answer changed"


def _of_one(bridge: Bridge, before: Comparison, now: Comparison) -> list[str]:
    (key,) = bridge.departments
    number = before.overturned + now.overturned
    return [
        *filter(None, [caution(bridge)]),
        f"Then: {stands(before.framework, before.scores[key])}. Now: {stands(now.framework, now.scores[key])}.",
        *([f"{differ(number)}."] if number else []),
    ]


def _parts(bridge: Bridge) -> str:
    """What the difference is made of, part by part: what moved, and what other statements being known does."""
    if not bridge.happened:
        return "No answer changed."
    as_shown = figure_words(bridge.framework)
    moved = [_part(part, as_shown) for part in bridge.happened if part.kind not in KNOWING]
    known = [_part(part, as_shown) for part in bridge.knowing]
    said = [f"among statements known in both rounds, {', '.join(moved)}"] if moved else []
    said += [f"only because other statements are known, {', '.join(known)}"] if known else []
    return f"In {as_shown.nouns}, the difference is made of: {'; '.join(said)}."


def _still_answered(facts: Facts) -> str:
    """How many of all the assessments shown have answers still to come; empty where none has."""
    drafts = sum(status is Status.DRAFT for status in facts.comparison.statuses.values())
    if not drafts:
        return ""
    if facts.one:
        return "The assessment is still being answered."
    return f"{drafts} of {len(facts.departments)} assessments are still being answered."


def _drafts(before: Comparison, now: Comparison) -> list[str]:
    """How many of the assessments may still change."""
    then, still = (
        sum(each.statuses.get(key) is Status.DRAFT for key in each.departments) for each in (before, now)
    )
    if not then and not still:
        return []
    total = len(now.departments)
    if total == 1:
        one = f"{'This' if still else 'The last'} assessment is still a draft."
        return ["Both assessments are still drafts." if then and still else one]
    return [f"Still drafts: {still} of these {total} assessments now, and {then} of the last round's."]


def mean(scores: Iterable[Score]) -> float | None:
    found = [score.score for score in scores if score.score is not None]
    return fmean(found) if found else None


def _counts(found: Counter[Verdict]) -> str:
    return f"{found[Verdict.ROSE]} surely rose and {found[Verdict.FELL]} surely fell"


def _verb(step: ScoreChange) -> str:
    if step.verdict in (Verdict.ROSE, Verdict.FELL):
        return str(step.verdict)
    return "rose" if step.change > 0 else "fell"


def _doubt(step: ScoreChange) -> str:
    return ", not certain" if step.verdict is Verdict.NOT_CERTAIN else ""
