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

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from maturity.assessment.answer import NOT_ANSWERED, NOT_ASKED, Judgement, State
from maturity.assessment.levels import levels_of
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
    kinds = [kind for kind in ChangeKind if any(part.kind is kind for one in made for part in one.parts)]
    return Bridge(
        start=_mean([one.start for one in made]),
        end=_mean([one.end for one in made]),
        parts=tuple(
            BridgePart(
                kind,
                sum(part.points for one in made for part in one.parts if part.kind is kind) / len(made),
                tuple(
                    moved for one in made for part in one.parts if part.kind is kind for moved in part.moved
                ),
            )
            for kind in kinds
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

    def said(self, mixture: int, frameworks: tuple[Framework, Framework]) -> dict[str, Judgement]:
        """What is scored once the kinds of a mixture have happened, and no other."""
        done = {kind for place, kind in enumerate(self.order) if mixture >> place & 1}
        framework = frameworks[ChangeKind.EDITION in done]
        found = {}
        for each in framework.statements:
            one, other = self.before, self.after
            if self.kinds.get(each.id) in done:
                one, other = other, one
            told = one.get(each.id, NOT_ANSWERED)
            elsewhere = other.get(each.id) if each.id not in one else None
            not_asked = elsewhere is not None and elsewhere.state is State.NOT_ASKED
            found[each.id] = NOT_ASKED if not_asked else told
        return found


def _bridges(start: Comparison, end: Comparison, departments: Sequence[str]) -> dict[str, Bridge | NoBridge]:
    if start.view is not end.view:
        raise ValueError("a bridge stands between two rounds in one view")
    frameworks = (start.framework.whole, end.framework.whole)
    changed = difference(*frameworks)
    words = _Words(start), _Words(end)
    found: dict[str, Bridge | NoBridge] = {}
    changes: dict[str, _Change] = {}
    for department in departments:
        why = _missing(start, department) or _missing(end, department)
        if why:
            found[department] = NoBridge(f"No bridge: {why}.")
        else:
            changes[department] = _change(start, end, department, changed)
    values = _scores_of_mixtures(changes, frameworks)
    for department, change in changes.items():
        one, other = (
            figures_of(each.scores[department], each.framework.scoring.least_known) for each in (start, end)
        )
        half_way = values[department]
        if one is None or other is None or half_way[0] is None or half_way[-1] is None:
            found[department] = _scoreless(start, end, department)
            continue
        points = dict(zip(change.order, _shapley(half_way), strict=True))
        points[ChangeKind.FINDINGS] = (other.score - half_way[-1]) - (one.score - half_way[0])
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
    for key in departments:
        found = _moved(start, end, key, _change(start, end, key, changed), changed, words)
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


def _change(start: Comparison, end: Comparison, department: str, changed: EditionDifference) -> _Change:
    before, after = _alone(start, department), _alone(end, department)
    kinds = {}
    for statement in end.framework.whole.scored:
        if statement.id in start.framework.whole.by_id and statement.id not in changed.rescaled:
            kind = _kind(before.get(statement.id, NOT_ANSWERED), after.get(statement.id, NOT_ANSWERED))
            if kind is not None:
                kinds[statement.id] = kind
    by_edition = (*changed.added, *changed.removed, *changed.rescaled)
    kinds |= {each: ChangeKind.EDITION for each in by_edition if not _never_asked(before, after, each)}
    happened = {*kinds.values(), *([ChangeKind.EDITION] if changed.title else [])}
    return _Change(before, after, kinds, tuple(kind for kind in ChangeKind if kind in happened))


def _never_asked(before: Mapping[str, Judgement], after: Mapping[str, Judgement], statement: str) -> bool:
    """Whether neither round asked it of the department, though an edition does."""
    said = [each[statement] for each in (before, after) if statement in each]
    return bool(said) and all(each.state is State.NOT_ASKED for each in said)


def _kind(before: Judgement, after: Judgement) -> ChangeKind | None:
    """What happened to a statement judged on one scale; None where no score can notice."""
    if (before.state is State.NOT_ASKED) is not (after.state is State.NOT_ASKED):
        return ChangeKind.ASKED
    applied, applies = (each.state.counts for each in (before, after))
    if applied != applies:
        return ChangeKind.APPLICABLE if applies else ChangeKind.NOT_APPLICABLE
    if before.level is None or after.level is None:
        if before.level is after.level:
            return None
        answered, determined = (
            (ChangeKind.NEWLY_ANSWERED, ChangeKind.NEWLY_DETERMINED)
            if before.level is None
            else (ChangeKind.NOT_ANSWERED_YET, ChangeKind.NO_LONGER_DETERMINED)
        )
        unknown = before if before.level is None else after
        return answered if unknown.state is State.NOT_ANSWERED else determined
    if before.level == after.level:
        return None
    return ChangeKind.IMPROVED if after.level > before.level else ChangeKind.DECLINED


def _scores_of_mixtures(
    changes: Mapping[str, _Change], frameworks: tuple[Framework, Framework]
) -> dict[str, list[float | None]]:
    """The score of every mixture of each department's two rounds, from none of the kinds to all of them."""
    values: dict[str, list[float | None]] = {
        department: [None] * 2 ** len(change.order) for department, change in changes.items()
    }
    for side in (0, 1):
        rows = {
            (department, mixture): change.said(mixture, frameworks)
            for department, change in changes.items()
            for mixture in range(2 ** len(change.order))
            if side == _side(change, mixture)
        }
        if not rows:
            continue
        keys = dict(enumerate(rows))
        judged = levels_of(frameworks[side], {str(place): rows[key] for place, key in keys.items()})
        scored = score.by_department(judged)
        for place, (department, mixture) in keys.items():
            values[department][mixture] = scored[str(place)].score
    return values


def _side(change: _Change, mixture: int) -> int:
    """Which framework a mixture is scored by: 0 the earlier, 1 the later."""
    return mixture >> change.order.index(ChangeKind.EDITION) & 1 if ChangeKind.EDITION in change.order else 0


def _shapley(values: Sequence[float | None]) -> list[float]:
    """What each kind adds on average over the orders that leave a score at every step.

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
        worth = 0.0
        for mixture, value in enumerate(values):
            then = values[mixture | kind]
            if not mixture & kind and value is not None and then is not None:
                worth += to[mixture] * on[mixture | kind] / on[0] * (then - value)
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
