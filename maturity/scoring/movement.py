"""Who rose and who fell between two rounds, surely or not, by their own word and by the auditor's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from maturity.framework.model import Framework
from maturity.scoring.bridge import ChangeKind, Figures, Moved, figures_of, statements_moved
from maturity.scoring.compare import SAME, Comparison, View, surely_above, with_not_asked


class Verdict(StrEnum):
    """What may be said of a movement: sure only where the two ranges do not meet."""

    ROSE = "surely rose"
    FELL = "surely fell"
    UNCHANGED = "did not move"
    NOT_CERTAIN = "not certain"


@dataclass(frozen=True)
class ScoreChange:
    """The score of a department then and now, by one word: its own, or the auditor's where there are findings."""

    start: Figures
    end: Figures
    framework: Framework | None = None  # by which figures are shown

    @property
    def change(self) -> float:
        """In percentage points."""
        return self.end.score - self.start.score

    @property
    def little(self) -> bool:
        """Whether too little is known, then or now, for the difference to say anything."""
        return self.verdict is Verdict.NOT_CERTAIN and (self.start.little or self.end.little)

    @property
    def verdict(self) -> Verdict:
        if surely_above(self.end.low, self.start.high):
            return Verdict.ROSE
        if surely_above(self.start.low, self.end.high):
            return Verdict.FELL
        ends = (self.start.low, self.start.high, self.end.low, self.end.high)
        return Verdict.UNCHANGED if max(ends) - min(ends) <= SAME else Verdict.NOT_CERTAIN


@dataclass(frozen=True)
class Mover:
    """How one department moved, and the statements behind it."""

    department: str
    own: ScoreChange
    audited: ScoreChange | None  # None where in neither round a finding differs from the answers
    moved: Mapping[ChangeKind, tuple[Moved, ...]]


@dataclass(frozen=True)
class LevelsMoved:
    """What became of the levels of one department, whatever they come to: of a framework without an overall score."""

    department: str
    both: int  # statements with a level in both rounds
    moved: Mapping[ChangeKind, tuple[Moved, ...]]

    def count(self, *kinds: ChangeKind) -> int:
        return sum(len(self.moved.get(kind, ())) for kind in kinds)


def levels_moved(start: Comparison, end: Comparison) -> list[LevelsMoved]:
    """Of every department in both rounds, in the order of `end`; on what both rounds asked of it."""
    start, end = on_what_both_asked(start, end)
    found, keys = [], [key for key in end.departments if key in start.departments]
    moved = statements_moved(start, end, keys)
    for key in keys:
        levels = [
            {each.id: comparison.judgement(key, each.id).level for each in comparison.framework.statements}
            for comparison in (start, end)
        ]
        both = sum(level is not None and levels[1].get(each) is not None for each, level in levels[0].items())
        found.append(LevelsMoved(key, both, moved[key]))
    return found


def movers(start: Comparison, end: Comparison) -> list[Mover]:
    """The departments with a score in both rounds by their own word: who surely moved first, then by size.

    Both words are told, whatever the view of the comparisons; the scores are on what both rounds asked of a department,
    so that nobody rises by being asked less. Departments that differ in nothing of that stand in the
    order of `end`.
    """
    start, end = start.by(View.SELF) or start, end.by(View.SELF) or end
    start, end = on_what_both_asked(start, end)
    audited = start.audited or start, end.audited or end
    steps = {key: own for key in end.departments if (own := _step(start, end, key)) is not None}
    moved = statements_moved(start, end, steps)
    found = [
        Mover(
            key,
            own,
            _step(*audited, key) if start.overturned_of(key) or end.overturned_of(key) else None,
            moved[key],
        )
        for key, own in steps.items()
    ]
    sure = (Verdict.ROSE, Verdict.FELL)
    return sorted(found, key=lambda each: (each.own.verdict not in sure, -abs(each.own.change)))


def on_what_both_asked(start: Comparison, end: Comparison) -> tuple[Comparison, Comparison]:
    """Two rounds, each without what both their editions ask and only the other asked of a department; the same ones
    where there is none such.
    """
    if all(each.asks_all for each in (start, end)):
        return start, end
    ids = start.framework.whole.by_id.keys() & end.framework.whole.by_id.keys()
    found = [
        {key: frozenset(each for each in ids if not one.is_asked(key, each)) for key in one.departments}
        for one in (start, end)
    ]
    return _without(start, found[1]), _without(end, found[0])


def _without(comparison: Comparison, not_asked: Mapping[str, frozenset[str]]) -> Comparison:
    """A comparison as though less had been asked of some departments."""
    known = comparison.framework.by_id.keys()
    more = {
        key: left_out
        for key in comparison.departments
        if (left_out := not_asked.get(key, frozenset()) & known - set(comparison.not_asked.get(key, ())))
    }
    if not more:
        return comparison
    judgements = with_not_asked({key: comparison.judgements[key] for key in comparison.departments}, more)
    whole = {
        key: frozenset(comparison.not_asked.get(key, ())) | more.get(key, frozenset())
        for key in comparison.departments
    }
    return replace(
        comparison, judgements=judgements, not_asked={key: each for key, each in whole.items() if each}
    )


def verdicts(movers: Sequence[Mover], *, audited: bool = False) -> Counter[Verdict]:
    """How many departments each verdict is of: by their own word, or with the findings of auditors counted."""
    return Counter((each.audited or each.own if audited else each.own).verdict for each in movers)


def _step(start: Comparison, end: Comparison, department: str) -> ScoreChange | None:
    if department not in start.scores or department not in end.scores:
        return None
    then, now = (
        figures_of(each.scores[department], each.framework.scoring.least_known) for each in (start, end)
    )
    return None if then is None or now is None else ScoreChange(then, now, end.framework)
