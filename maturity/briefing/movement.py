"""What moved since an earlier round, told no firmer than the ranges and the findings bear."""

from collections.abc import Iterable, Mapping
from statistics import fmean

from maturity.assessment.round import Status
from maturity.briefing.doubts import differ
from maturity.briefing.facts import Facts, Movement
from maturity.briefing.standing import stands
from maturity.scoring.bridge import Bridge
from maturity.scoring.compare import Comparison, surely_above
from maturity.scoring.score import Score
from maturity.wording import counted, fixed


def heading(facts: Facts, moved: Movement) -> str:
    """What happened with the weightiest parts, and what must be known beside it."""
    who = facts.one.name if facts.one else "The mean score"
    happened = moved.bridge.headline(who, moved.since.title, facts.comparison.round.title)
    return " ".join(filter(None, [happened, moved.bridge.caution, _still_answered(facts)]))


def _still_answered(facts: Facts) -> str:
    """How many of all the assessments shown have answers still to come; empty where none has."""
    drafts = sum(status is Status.DRAFT for status in facts.comparison.statuses.values())
    if not drafts:
        return ""
    if facts.one:
        return "The assessment is still being answered."
    return f"{drafts} of {len(facts.departments)} assessments are still being answered."


def finding(facts: Facts, moved: Movement) -> str:
    """The same in few words: how far, and whether that is sure."""
    before, now = moved.then_and_now(facts.comparison)
    subject = "" if facts.one else "the mean score "
    return (
        f"Since {moved.since.title}: {subject}{_in_words(moved.bridge, before.overturned + now.overturned)}"
    )


def sentences(facts: Facts, moved: Movement) -> list[str]:
    """What it is made of, for whom it is sure, what auditors found, and what may still change."""
    bridge, (before, now) = moved.bridge, moved.then_and_now(facts.comparison)
    return [
        *(_of_one(bridge, before, now) if facts.one else _of_many(bridge, before, now)),
        *_with_findings(before, now),
        *_drafts(before, now),
        *changed(bridge),
    ]


def changed(bridge: Bridge) -> list[str]:
    """That the framework changed, where it did."""
    return [f"The framework changed: {bridge.changed.words}."] if bridge.changed.words else []


def means_over(bridge: Bridge) -> str:
    """Whom the figures are means of."""
    return f"Means over the {counted(len(bridge.departments), 'department')} with a score in both rounds."


def _in_words(bridge: Bridge, overturned: int) -> str:
    """What happened, no firmer than the ranges and the findings bear."""
    then, now = bridge.start.score, bridge.end.score
    stayed = fixed(now) == fixed(then)
    said = (
        f"stayed at {fixed(now)}%"
        if stayed
        else f"{'rose' if now > then else 'fell'} from {fixed(then)} to {fixed(now)}%"
    )
    if bridge.overlap:
        return f"{said}, as far as is known" if stayed else f"{said}, which what is not known may explain"
    return f"{said} by the answers alone" if overturned else said


def _of_one(bridge: Bridge, before: Comparison, now: Comparison) -> list[str]:
    (key,) = bridge.departments
    certain = "The two ranges meet: what is not known may be the whole difference."
    if not bridge.overlap:
        certain = "The two ranges do not meet"
        certain += (
            ", but auditors found otherwise."
            if before.overturned + now.overturned
            else ": the difference is certain by this method."
        )
    return [_parts(bridge), certain, f"Then: {stands(before.scores[key])}. Now: {stands(now.scores[key])}."]


def _of_many(bridge: Bridge, before: Comparison, now: Comparison) -> list[str]:
    own = _surely(before, now)
    total, rose, fell = len(bridge.departments), _times(own, 1), _times(own, -1)
    sure = f"{rose} surely rose and {fell} surely fell"
    if before.overturned + now.overturned:
        found = _surely(before.audited or before, now.audited or now)
        both = {key: way if found[key] == way else 0 for key, way in own.items()}
        sure = (
            f"By their answers {sure}; {_times(both, 1)} and {_times(both, -1)} of them with auditors' findings "
            "counted too"
        )
    return [
        f"{means_over(bridge)} {_parts(bridge)}",
        f"{sure}; for {total - rose - fell} the two ranges meet, so that the difference is not sure.",
    ]


def _surely(before: Comparison, now: Comparison) -> dict[str, int]:
    """1 for each department that surely rose, -1 for each that surely fell, 0 where the two ranges meet."""
    found = {}
    for key in now.departments:
        old, new = before.scores[key], now.scores[key]
        rose = old.high is not None and new.low is not None and surely_above(new.low, old.high)
        fell = old.low is not None and new.high is not None and surely_above(old.low, new.high)
        found[key] = rose - fell
    return found


def _times(ways: Mapping[str, int], way: int) -> int:
    return sum(each == way for each in ways.values())


def _with_findings(before: Comparison, now: Comparison) -> list[str]:
    """The same movement with auditors' findings counted."""
    number = before.overturned + now.overturned
    if not number:
        return []
    then, later = (mean((each.audited or each).scores.values()) for each in (before, now))
    if then is None or later is None:
        return [f"{differ(number)}."]
    return [
        f"{differ(number)}: with {'it' if number == 1 else 'them'}, from {fixed(then)} to {fixed(later)}%."
    ]


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


def _parts(bridge: Bridge) -> str:
    """What the difference is made of, by scoring.bridge."""
    listed = ", ".join(part.words for part in bridge.happened)
    return f"In points, the difference is made of: {listed}." if listed else "No answer changed."


def mean(scores: Iterable[Score]) -> float | None:
    found = [score.score for score in scores if score.score is not None]
    return fmean(found) if found else None
