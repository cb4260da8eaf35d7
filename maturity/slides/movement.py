"""What moved since the last round, and how sure that is."""

from collections.abc import Iterable, Mapping
from statistics import fmean

from maturity.assessment.round import Status
from maturity.briefing.doubts import differ
from maturity.briefing.facts import Facts
from maturity.briefing.standing import stands
from maturity.palette import RAMP
from maturity.scoring.bridge import Bridge
from maturity.scoring.compare import Comparison, surely_above
from maturity.scoring.score import Score
from maturity.slides.range_chart import figures
from maturity.slides.slide import Chart, Series, Slide, sheets
from maturity.wording import fixed


def moved(facts: Facts) -> Slide | None:
    """Of a department alone, or of the mean of those in both rounds; None where no round came before."""
    if facts.movement is None:
        return None
    bridge = facts.movement.bridge
    before, now = facts.movement.then_and_now(facts.comparison)
    overturned = before.overturned + now.overturned
    subject = "" if facts.one else "the mean score "
    return Slide(
        title=f"Since {before.round.title}: {subject}{_in_words(bridge, overturned)}",
        sentences=[
            *(_of_one(bridge, before, now) if facts.one else _of_many(bridge, before, now)),
            *_with_findings(before, now),
            *_drafts(before, now),
            *([f"The framework changed: {bridge.changed.words}."] if bridge.changed.words else []),
        ],
        source=f"{sheets('Movement', 'Scores', 'By theme')} The last round's: the same sheets of its own board pack.",
        shows=_then_and_now(_rows(bridge, before, now), before.round.title, now.round.title),
    )


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
    rose = fell = 0
    for key in bridge.departments:
        if before.only([key]).overturned or now.only([key]).overturned:
            continue
        old, new = before.scores[key], now.scores[key]
        rose += old.high is not None and new.low is not None and surely_above(new.low, old.high)
        fell += old.low is not None and new.high is not None and surely_above(old.low, new.high)
    found = " or auditors found otherwise" if before.overturned + now.overturned else ""
    return [
        f"Means over the {len(bridge.departments)} departments with a score in both rounds. {_parts(bridge)}",
        f"{rose} surely rose and {fell} surely fell; for {len(bridge.departments) - rose - fell} the two ranges meet"
        f"{found}, so that the difference is not sure.",
    ]


def _with_findings(before: Comparison, now: Comparison) -> list[str]:
    """The same movement with auditors' findings counted."""
    number = before.overturned + now.overturned
    if not number:
        return []
    then, later = (_mean((each.audited or each).scores.values()) for each in (before, now))
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


def _rows(
    bridge: Bridge, before: Comparison, now: Comparison
) -> dict[str, tuple[float | None, float | None]]:
    """In all; and by theme where both rounds asked the same."""
    rows: dict[str, tuple[float | None, float | None]] = {"In all": (bridge.start.score, bridge.end.score)}
    if before.framework.content_hash != now.framework.content_hash:
        return rows
    for theme in now.framework.themes:
        pairs = [
            (before.theme_scores[key, theme.id], now.theme_scores[key, theme.id]) for key in now.departments
        ]
        scored = [pair for pair in pairs if None not in (pair[0].score, pair[1].score)]
        rows[theme.label] = (_mean(pair[0] for pair in scored), _mean(pair[1] for pair in scored))
    return rows


def _then_and_now(rows: Mapping[str, tuple[float | None, float | None]], then: str, now: str) -> Chart:
    return Chart(
        title="Score then and now",
        says="Two bars each, then and now: "
        + "; ".join(f"{label} {figures(*pair)}" for label, pair in rows.items())
        + ".",
        categories=list(rows),
        series=[
            Series(then, [pair[0] for pair in rows.values()], RAMP[1]),
            Series(now, [pair[1] for pair in rows.values()], RAMP[4]),
        ],
        axis="Per cent",
        highest=100,
    )


def _parts(bridge: Bridge) -> str:
    """What the difference is made of, by scoring.bridge."""
    listed = ", ".join(part.words for part in bridge.happened)
    return f"In points, the difference is made of: {listed}." if listed else "No answer changed."


def _mean(scores: Iterable[Score]) -> float | None:
    found = [score.score for score in scores if score.score is not None]
    return fmean(found) if found else None
