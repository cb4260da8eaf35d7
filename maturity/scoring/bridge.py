"""A bridge between two rounds: what the difference of two scores is made of, to the last digit.

A score is a weighted mean over the statements that have a level, so what one change is worth depends on which
others were made before it: raise a statement and then drop another, or the other way round, and each step comes out
otherwise. A fixed order would let its author choose who looks well. Here every kind of change is worth the average
of what it adds over all orders in which the kinds could have been made: the Shapley value (Shapley 1953; for
decomposing a difference, Shorrocks 2013), which favours no order. Orders that would leave the department without any
level half-way, and so without a score, are passed over; there is always one that does not. It follows that

    start + Σ parts = end, always;
    a kind of which nothing happened is worth nothing;
    the bridge back from the later round has the same parts with the other sign.

Each score half-way is worked by scoring.score on a mixture of the two rounds, as the framework
combines statements. Two things are by definition:

- `edition` takes everything about a statement that only one framework asks, or that each judges on another scale, as
  its levels cannot be compared; and what weights, themes and the way of combining do to the others.
- `findings`, in the audited view alone, is how far the auditor's findings move the score from what the answers alone
  come to, at the end less at the start. The other parts are then those of the answers: the department's word and
  the auditor's are kept apart.
- `what was asked` takes what both editions ask and only one of the two rounds asked of the department. Both rounds are
  scored by their whole editions, in which what was not asked counts for nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np

from maturity.assessment.answer import NOT_ANSWERED, NOT_ASKED, Judgement, State
from maturity.assessment.levels import (
    HIDDEN,
    INAPPLICABLE,
    NO_LEVEL,
    UNANSWERED,
    UNASKED,
    Array,
    Levels,
    cells,
    levels_of,
)
from maturity.framework.model import Framework, Overall
from maturity.scoring import score
from maturity.scoring.compare import SAME, CarriedOver, Comparison, View
from maturity.scoring.editions import EditionDifference, difference
from maturity.scoring.score import Score
from maturity.wording import fixed


class ChangeKind(StrEnum):
    """What may have happened to a statement between two rounds, in the words of the page."""

    IMPROVED = "improved"
    DECLINED = "declined"
    NEWLY_ANSWERED = "newly answered"
    NOT_ANSWERED_YET = "not answered yet"
    NEWLY_DETERMINED = "newly determined"
    NO_LONGER_DETERMINED = "no longer determined"
    APPLICABLE = "became applicable"
    NOT_APPLICABLE = "became not applicable"
    FINDINGS = "auditor's findings"
    EDITION = "edition"
    ASKED = "what was asked"


KINDS = tuple(ChangeKind)
NO_KIND = -1
MOST_AT_ONCE = 5_000
"""Mixtures that are scored at once: of a framework of two hundred statements they take some 30 MB."""
KNOWING = (
    ChangeKind.NEWLY_ANSWERED,
    ChangeKind.NOT_ANSWERED_YET,
    ChangeKind.NEWLY_DETERMINED,
    ChangeKind.NO_LONGER_DETERMINED,
)
"""What moves a mean without anybody having moved: other statements are known than before."""


@dataclass(frozen=True)
class Moved:
    """A statement behind a part: what was said before and after; None where the edition did not ask it."""

    department: str
    statement: str
    label: str
    before: Judgement | None
    after: Judgement | None
    was: str  # in words
    now: str


@dataclass(frozen=True)
class BridgePart:
    """What one kind of change is worth, in percentage points, and the statements behind it."""

    kind: ChangeKind
    points: float
    moved: tuple[Moved, ...] = ()

    @property
    def words(self) -> str:
        """“improved +4.2”."""
        return f"{self.kind} {signed(self.points)}"


@dataclass(frozen=True)
class Figures:
    """A score and its range, in per cent; of several departments, the mean of each."""

    score: float
    low: float
    high: float
    little: bool = False  # of one department: too little of it is known to place it


@dataclass(frozen=True)
class NoBridge:
    """Why there is none: one sentence that begins with “No bridge:”."""

    why: str
    carried: tuple[CarriedOver, ...] = ()  # what waits to be confirmed, where that is why
    unscored: bool = False  # that the framework has no overall score is why


@dataclass(frozen=True)
class Bridge:
    """From one score to another in parts that add up; every kind has its part, in the order of ChangeKind.

    Only where what was asked is not the same in both rounds is there a part for that.
    """

    start: Figures
    end: Figures
    parts: tuple[BridgePart, ...]
    departments: tuple[str, ...]  # over which the figures are means
    changed: EditionDifference = field(default_factory=EditionDifference)  # of the framework
    left_out: Mapping[str, NoBridge] = field(
        default_factory=dict
    )  # departments without a bridge of their own
    carried: tuple[CarriedOver, ...] = ()  # in the later round, to be said beside the difference
    framework: Framework | None = None  # of the later round, by which figures are shown

    @property
    def change(self) -> float:
        """In percentage points."""
        return self.end.score - self.start.score

    @property
    def knowing(self) -> list[BridgePart]:
        """The parts of which other statements are known than before."""
        return [part for part in self.happened if part.kind in KNOWING]

    @property
    def happened(self) -> list[BridgePart]:
        """The parts with a statement behind them, or worth something."""
        return [part for part in self.parts if part.moved or abs(part.points) > SAME]


def signed(points: float) -> str:
    """Points with their sign, to one decimal: “+4.2”, “−1.8”, “0.0”."""
    size = fixed(abs(points))
    return size if size == "0.0" else f"{'+' if points > 0 else '−'}{size}"


def bridge(start: Comparison, end: Comparison, department_id: str) -> Bridge | NoBridge:
    """The bridge of one department between two rounds compared in one view."""
    return _unscored(start, end) or _bridges(start, end, [department_id])[department_id]


def bridge_of_round(start: Comparison, end: Comparison) -> Bridge | NoBridge:
    """The bridge of the mean score of the departments that have one of their own: the mean of each part.

    Departments of either round without one are in `left_out`, each with the reason.
    """
    if unscored := _unscored(start, end):
        return unscored
    found = _bridges(start, end, list(dict.fromkeys([*start.departments, *end.departments])))
    each = {key: made for key, made in found.items() if isinstance(made, Bridge)}
    left_out = {key: made for key, made in found.items() if isinstance(made, NoBridge)}
    if not each:
        return NoBridge(
            f"No bridge: no department has a score both in “{start.round.title}” and in “{end.round.title}”."
        )
    made = list(each.values())
    of_kind = defaultdict[ChangeKind, list[BridgePart]](list)
    for one in made:
        for part in one.parts:
            of_kind[part.kind].append(part)
    return Bridge(
        start=_mean([one.start for one in made]),
        end=_mean([one.end for one in made]),
        parts=tuple(
            BridgePart(
                kind,
                sum(part.points for part in of_kind[kind]) / len(made),
                tuple(moved for part in of_kind[kind] for moved in part.moved),
            )
            for kind in ChangeKind
            if kind in of_kind
        ),
        departments=tuple(each),
        changed=made[0].changed,
        left_out=left_out,
        carried=end.carried_over_of(each),
        framework=end.framework,
    )


def _mean(figures: Sequence[Figures]) -> Figures:
    count = len(figures)
    return Figures(
        sum(each.score for each in figures) / count,
        sum(each.low for each in figures) / count,
        sum(each.high for each in figures) / count,
    )


@dataclass(frozen=True)
class _Change:
    """What happened to the answers of one department, statement by statement."""

    before: Mapping[str, Judgement]
    after: Mapping[str, Judgement]
    kinds: Mapping[str, ChangeKind]  # of the statements to which something happened
    order: tuple[ChangeKind, ...]  # of the kinds that happened; a mixture is a set of bits, one for each


class _Said(NamedTuple):
    """What was said in a round, as arrays of departments on statements; as in Levels."""

    state: Array
    level: Array
    low: Array
    high: Array
    said: Array

    def picked(self, columns: Array) -> "_Said":
        return _Said(*(each[:, columns] for each in self))


@dataclass(frozen=True)
class _Sides:
    """What was said in two rounds of all that either edition asks: the statements of the later one in its order, then
    those no longer asked; and which kind of change each is, by its place in KINDS: NO_KIND where no score can notice.
    """

    statements: Sequence[str]
    before: _Said
    after: _Said
    kinds: Array

    def scores(self, framework: Framework, rows: Array, done: Array) -> Array:
        """The scores of some departments by an edition, each once some kinds have happened: a bit of `done` each."""
        places = {each: place for place, each in enumerate(self.statements)}
        columns = np.array([places[each.id] for each in framework.statements], dtype=np.intp)
        kinds = self.kinds[:, columns][rows]
        swapped = (kinds != NO_KIND) & (done[:, np.newaxis] >> np.maximum(kinds, 0) & 1).astype(bool)
        one, other = self.before.picked(columns), self.after.picked(columns)
        one, other = _also_unasked(one, other), _also_unasked(other, one)
        found = [
            np.where(swapped, after[rows], before[rows]) for before, after in zip(one, other, strict=True)
        ]
        found[-1] = np.ones(kinds.shape, dtype=bool)
        return score.by_department(Levels(framework, tuple(map(str, range(len(rows)))), *found)).score


def _also_unasked(one: _Said, other: _Said) -> _Said:
    """What one says; “not asked” where it says nothing and the other was not asked."""
    unasked = ~one.said & other.said & (other.state == UNASKED)
    return one._replace(state=np.where(unasked, np.uint8(UNASKED), one.state)) if unasked.any() else one


def _bridges(start: Comparison, end: Comparison, departments: Sequence[str]) -> dict[str, Bridge | NoBridge]:
    if start.view is not end.view:
        raise ValueError("a bridge stands between two rounds in one view")
    frameworks = (start.framework.whole, end.framework.whole)
    changed = difference(*frameworks)
    words = _Words(start), _Words(end)
    found: dict[str, Bridge | NoBridge] = {}
    for department in departments:
        why = _missing(start, department) or _missing(end, department)
        if why:
            found[department] = NoBridge(f"No bridge: {why}.")
    changes, sides = _changes(start, end, [each for each in departments if each not in found], changed)
    worth = _worth(list(changes.values()), sides, frameworks)
    for (department, change), each_worth in zip(changes.items(), worth, strict=True):
        one, other = (
            figures_of(each.scores[department], each.framework.scoring.least_known) for each in (start, end)
        )
        if one is None or other is None or each_worth is None:
            found[department] = _scoreless(start, end, department)
            continue
        (first, last), parts_worth = each_worth
        points = dict(zip(change.order, parts_worth, strict=True))
        points[ChangeKind.FINDINGS] = (other.score - last) - (one.score - first)
        moved = _moved(start, end, department, change, changed, words)
        parts = tuple(
            BridgePart(kind, points.get(kind, 0.0), tuple(moved.get(kind, ())))
            for kind in ChangeKind
            if kind is not ChangeKind.ASKED or kind in moved
        )
        found[department] = Bridge(
            one,
            other,
            parts,
            (department,),
            changed,
            carried=end.carried_over_of([department]),
            framework=end.framework,
        )
    return {department: found[department] for department in departments}


def _missing(comparison: Comparison, department: str) -> str:
    if department in comparison.departments:
        return ""
    return f"there is no assessment that you may see in “{comparison.round.title}”"


def _unscored(start: Comparison, end: Comparison) -> NoBridge | None:
    """Why scores cannot be bridged, where a framework has none."""
    if all(each.framework.scoring.overall is not Overall.NONE for each in (start, end)):
        return None
    carried = tuple(end.carried_over_of(end.departments))
    return NoBridge("No bridge: this framework has no overall score.", carried, unscored=True)


def _scoreless(start: Comparison, end: Comparison, department: str) -> NoBridge:
    for each in (start, end):
        if each.scores[department].score is None:
            carried = each.carried_over_of([department])
            yet = " yet, as what was carried over waits to be confirmed" if carried else ""
            return NoBridge(f"No bridge: there is no score in “{each.round.title}”{yet}.", carried)
    return NoBridge(
        "No bridge: the answers alone have no score in one of the rounds; only the auditor gave levels."
    )


def statements_moved(
    start: Comparison, end: Comparison, departments: Iterable[str]
) -> dict[str, dict[ChangeKind, tuple[Moved, ...]]]:
    """The statements to which something happened, by department and kind, of departments that are in both rounds."""
    changed, words = difference(start.framework.whole, end.framework.whole), (_Words(start), _Words(end))
    moved = {}
    changes, _ = _changes(start, end, list(departments), changed)
    for key, change in changes.items():
        found = _moved(start, end, key, change, changed, words)
        moved[key] = {kind: tuple(found[kind]) for kind in ChangeKind if kind in found}
    return moved


def figures_of(score: Score, least_known: float) -> Figures | None:
    """A score with its range, which says where less than that share is known; None where there is no score."""
    if score.score is None or score.low is None or score.high is None:
        return None
    return Figures(score.score, score.low, score.high, little=score.lacking(least_known) > 0)


def _alone(comparison: Comparison, department: str) -> Mapping[str, Judgement]:
    """What the score would be made of without an auditor, with “not asked” for what was not."""
    if comparison.round.published or comparison.view is View.SELF:
        said = comparison.judgements[department]
    else:
        said = comparison.own.get(department, {})
    if comparison.asks_everything_of(department):
        return said
    whole = comparison.framework.whole.statements
    left_out = [each.id for each in whole if not comparison.is_asked(department, each.id)]
    return {**said, **dict.fromkeys(left_out, NOT_ASKED)} if left_out else said


def _said(comparison: Comparison, departments: Sequence[str], statements: Sequence[str]) -> _Said:
    """The same as arrays, of several on the statements of both editions."""
    own = comparison.judgements
    if comparison.view is not View.SELF and not comparison.round.published:
        own = {key: comparison.own.get(key, {}) for key in departments}
        own = comparison.own if isinstance(comparison.own, Levels) else own
    levels = levels_of(comparison.framework, own, departments)
    shape = len(departments), len(statements)
    state = np.full(shape, UNANSWERED, dtype=np.uint8)
    level, low, high = (np.full(shape, NO_LEVEL, dtype=np.int64) for _ in range(3))
    found = _Said(state, level, low, high, np.zeros(shape, dtype=bool))
    places = {each: place for place, each in enumerate(statements)}
    at = [places[each.id] for each in comparison.framework.statements]
    for array, told in zip(
        found, (levels.state, levels.level, levels.low, levels.high, levels.said), strict=True
    ):
        array[:, at] = told
    whole = [places[each.id] for each in comparison.framework.whole.statements]
    unasked = np.zeros(shape, dtype=bool)
    unasked[:, whole] = True
    unasked[:, at] = cells(comparison.framework, departments, comparison.not_asked)
    state[unasked], found.said[unasked] = UNASKED, True
    for array in (level, low, high):
        array[unasked] = NO_LEVEL
    return found


def _changes(
    start: Comparison, end: Comparison, departments: Sequence[str], changed: EditionDifference
) -> tuple[dict[str, _Change], _Sides]:
    """What happened to each of some departments that are in both rounds."""
    statements = [each.id for each in end.framework.whole.statements] + list(changed.removed)
    before, after = (_said(each, departments, statements) for each in (start, end))
    kinds = _kinds(before, after)
    by_edition = {*changed.added, *changed.removed, *changed.rescaled}
    scored = {each.id for each in end.framework.whole.scored}
    kinds[:, [each not in scored for each in statements]] = NO_KIND
    # What neither round asked of the department has not changed, though an edition does ask it.
    asked = (before.said & (before.state != UNASKED)) | (after.said & (after.state != UNASKED))
    asked |= ~before.said & ~after.said
    edition = KINDS.index(ChangeKind.EDITION)
    for place, each in enumerate(statements):
        if each in by_edition:
            kinds[:, place] = np.where(asked[:, place], edition, NO_KIND)
    found = {}
    for department, row in zip(departments, kinds.tolist(), strict=True):
        own = {each: KINDS[kind] for each, kind in zip(statements, row, strict=True) if kind != NO_KIND}
        happened = {*own.values(), *([ChangeKind.EDITION] if changed.title else [])}
        found[department] = _Change(
            _alone(start, department),
            _alone(end, department),
            own,
            tuple(kind for kind in KINDS if kind in happened),
        )
    return found, _Sides(statements, before, after, kinds)


def _kinds(before: _Said, after: _Said) -> Array:
    """What happened to statements judged on one scale, by its place in KINDS; NO_KIND where no score can notice."""
    unasked = [each.state == UNASKED for each in (before, after)]
    counts = [(each.state != UNASKED) & (each.state != INAPPLICABLE) for each in (before, after)]
    known = [each.level != NO_LEVEL for each in (before, after)]
    neither = [(each.state == UNANSWERED) | (each.state == HIDDEN) for each in (before, after)]
    rules = [
        (unasked[0] != unasked[1], ChangeKind.ASKED),
        (~counts[0] & counts[1], ChangeKind.APPLICABLE),
        (counts[0] & ~counts[1], ChangeKind.NOT_APPLICABLE),
        (~known[0] & ~known[1], None),
        (~known[0] & neither[0], ChangeKind.NEWLY_ANSWERED),
        (~known[0], ChangeKind.NEWLY_DETERMINED),
        (~known[1] & neither[1], ChangeKind.NOT_ANSWERED_YET),
        (~known[1], ChangeKind.NO_LONGER_DETERMINED),
        (after.level > before.level, ChangeKind.IMPROVED),
        (after.level < before.level, ChangeKind.DECLINED),
    ]
    found: Array = np.select(
        [where for where, _ in rules],
        [NO_KIND if kind is None else KINDS.index(kind) for _, kind in rules],
        NO_KIND,
    )
    return found


Worth = tuple[tuple[float, float], Sequence[float]]


def _never_asked(before: Mapping[str, Judgement], after: Mapping[str, Judgement], statement: str) -> bool:
    """Whether neither round asked it of the department, though an edition does."""
    said = [each[statement] for each in (before, after) if statement in each]
    return bool(said) and all(each.state is State.NOT_ASKED for each in said)


def _worth(
    changes: Sequence[_Change], sides: _Sides, frameworks: tuple[Framework, Framework]
) -> list[Worth | None]:
    """Of each department the score of its answers in either round, and what each kind of change adds to it; None where
    one of them has no score.

    Departments to which the same kinds happened are worked out together: every mixture of their two rounds.
    """
    together = defaultdict[tuple[ChangeKind, ...], list[int]](list)
    for row, change in enumerate(changes):
        together[change.order].append(row)
    rows, done, by_edition = [], [], []
    for order, each in together.items():
        for mixture in range(2 ** len(order)):
            kinds = {kind for place, kind in enumerate(order) if mixture >> place & 1}
            rows += each
            done += [sum(1 << KINDS.index(kind) for kind in kinds)] * len(each)
            by_edition += [ChangeKind.EDITION in kinds] * len(each)
    scores, later = np.full(len(rows), np.nan), np.array(by_edition, dtype=bool)
    for framework, where in zip(frameworks, (~later, later), strict=True):
        every = np.flatnonzero(where)
        for first in range(0, len(every), MOST_AT_ONCE):
            some = every[first : first + MOST_AT_ONCE]
            scores[some] = sides.scores(framework, np.array(rows)[some], np.array(done)[some])
    found: list[Worth | None] = [None] * len(changes)
    first = 0
    for order, each in together.items():
        last = first + 2 ** len(order) * len(each)
        values = scores[first:last].reshape(-1, len(each))
        first = last
        for row, worth in zip(each, _worth_of(values), strict=True):
            found[row] = worth
    return found


def _worth_of(values: Array) -> list[Worth | None]:
    """The same of departments by the scores of every mixture, from none of the kinds to all of them: a column each."""
    missing = np.isnan(values)
    whole = np.flatnonzero(~missing.any(axis=0))
    shapley = {}
    if len(whole):
        added = np.array(_shapley(list(values[:, whole]))).reshape(-1, len(whole))
        shapley = dict(zip(whole.tolist(), added.T.tolist(), strict=True))
    found: list[Worth | None] = []
    for place, (first, last) in enumerate(zip(values[0].tolist(), values[-1].tolist(), strict=True)):
        if missing[0, place] or missing[-1, place]:
            found.append(None)
            continue
        if place not in shapley:
            told = [None if each != each else each for each in values[:, place].tolist()]
            shapley[place] = _shapley(told)
        found.append(((first, last), shapley[place]))
    return found


def _shapley(values: Sequence[Any]) -> list[Any]:
    """What each kind adds on average over the orders that leave a score at every step: to a score, or to arrays of
    them.

    `values` by set of kinds, a bit each; the empty and the whole set have a value. Orders are counted, not
    listed: those that lead to a set, times those that lead on from it.
    """
    whole = len(values) - 1
    kinds = [1 << place for place in range(whole.bit_length())]
    to, on = [0] * len(values), [0] * len(values)
    to[0] = on[whole] = 1
    for mixture in range(1, len(values)):
        if values[mixture] is not None:
            to[mixture] = sum(to[mixture ^ kind] for kind in kinds if mixture & kind)
    for mixture in range(whole - 1, -1, -1):
        if values[mixture] is not None:
            on[mixture] = sum(on[mixture | kind] for kind in kinds if not mixture & kind)
    found = []
    for kind in kinds:
        worth: Any = 0.0
        for mixture, value in enumerate(values):
            then = values[mixture | kind]
            if not mixture & kind and value is not None and then is not None:
                worth = worth + to[mixture] * on[mixture | kind] / on[0] * (then - value)
        found.append(worth)
    return found


def _moved(
    start: Comparison,
    end: Comparison,
    department: str,
    change: _Change,
    changed: EditionDifference,
    words: "tuple[_Words, _Words]",
) -> dict[ChangeKind, list[Moved]]:
    """The statements behind each kind: those of the later framework in its order, then those no longer asked."""
    one, other = start.framework.whole, end.framework.whole
    ids = [each.id for each in other.statements] + list(changed.removed)
    found: dict[ChangeKind, list[Moved]] = {}
    audited_of = [
        _overruled(side, department, alone) for side, alone in ((start, change.before), (end, change.after))
    ]
    happened = {*change.kinds, *changed.reweighted, *audited_of[0], *audited_of[1]}
    for statement in (each for each in ids if each in happened):
        before = change.before.get(statement, NOT_ANSWERED) if statement in one.by_id else None
        after = change.after.get(statement, NOT_ANSWERED) if statement in other.by_id else None
        label = (other if after else one).by_id[statement].label
        was, now = words[0].of(statement, before), words[1].of(statement, after)
        kind = change.kinds.get(statement)
        if kind is not None:
            found.setdefault(kind, []).append(Moved(department, statement, label, before, after, was, now))
        heavier = statement in changed.reweighted and not _never_asked(change.before, change.after, statement)
        if heavier and kind is not ChangeKind.EDITION:
            heavy = [f"{said}, {_weight(side, statement)}" for side, said in ((start, was), (end, now))]
            found.setdefault(ChangeKind.EDITION, []).append(
                Moved(department, statement, label, before, after, heavy[0], heavy[1])
            )
        audited = [each.get(statement) for each in audited_of]
        if any(audited):
            told = [
                f"answered {said}, found {side.of(statement, finding)}" if finding else said
                for side, said, finding in ((words[0], was, audited[0]), (words[1], now, audited[1]))
            ]
            found.setdefault(ChangeKind.FINDINGS, []).append(
                Moved(
                    department,
                    statement,
                    label,
                    audited[0] or before,
                    audited[1] or after,
                    told[0],
                    told[1],
                )
            )
    return found


def _overruled(
    comparison: Comparison, department: str, alone: Mapping[str, Judgement]
) -> dict[str, Judgement]:
    """The findings that count instead of the answers in `alone`, by statement, but for those that say the same."""
    if comparison.round.published or comparison.view is View.SELF:
        return {}
    found = {}
    for statement in comparison.framework.statements:
        counts = comparison.judgement(department, statement.id)
        if comparison.is_asked(department, statement.id) and not counts.same_as(
            alone.get(statement.id, NOT_ANSWERED)
        ):
            found[statement.id] = counts
    return found


class _Words:
    """Judgements in the words of an edition: each is put into words once, as thousands say the same."""

    def __init__(self, comparison: Comparison) -> None:
        self._framework = comparison.framework.whole
        self._found: dict[tuple[str, int], tuple[Judgement, str]] = {}

    def of(self, statement_id: str, judgement: Judgement | None) -> str:
        """“3 Partly in place”, “Not determined”, “Not asked”."""
        if judgement is None:
            return "Not asked"
        key = statement_id, id(judgement)
        if key not in self._found:
            scale = self._framework.scale_of(self._framework.by_id[statement_id])
            self._found[key] = judgement, judgement.numbered(scale)
        return self._found[key][1]


def _weight(comparison: Comparison, statement_id: str) -> str:
    framework = comparison.framework.whole
    theme = framework.theme_of[statement_id]
    weight = f"weight {framework.by_id[statement_id].weight:g}"
    return weight if theme.weight == 1 else f"{weight} in a theme of weight {theme.weight:g}"
