"""What delivered actions promised, beside what the next round found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from maturity.assessment.answer import Judgement
from maturity.framework.model import Framework, Scale, Statement
from maturity.plan.action import Action, ActionStatus
from maturity.scoring.compare import Comparison


class Kept(StrEnum):
    """Whether the next round found what was promised."""

    KEPT = "kept"
    PARTLY = "partly kept"  # it rose, and less than was promised
    NOT_KEPT = "not kept"
    NOT_KNOWN = "not known"  # nobody knew the level before, or after


@dataclass(frozen=True)
class Promise:
    """One statement of one department that delivered actions promised to raise, and what was found.

    Rises are in levels of the statement's scale; None where a level is not known. `found` may be below 0.
    """

    department: str
    statement: Statement
    actions: tuple[Action, ...]  # delivered; the highest level that any of them promised counts
    to: int
    before: Judgement
    after: Judgement
    audited: bool  # whether `after` is an auditor's finding or a published one
    promised: int | None
    found: int | None

    @property
    def kept(self) -> Kept:
        if self.found is None or self.promised is None or self.after.level is None:
            return Kept.NOT_KNOWN
        if self.after.level >= self.to:
            return Kept.KEPT
        return Kept.PARTLY if self.found > 0 else Kept.NOT_KEPT


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Promises added up; rises over those that are known alone."""

    promises: int
    known: int
    promised: int  # levels, of the known
    found: int
    kept: int

    @property
    def share(self) -> float | None:
        """Of the levels promised, the share found, 0 to 1; None where nothing promised is known."""
        return max(0.0, min(1.0, self.found / self.promised)) if self.promised else None


@dataclass(frozen=True, kw_only=True)
class ThemeTally(Tally):
    """The promises of one department on one theme, added up."""

    department: str
    theme: str  # id


def promises(before: Comparison, after: Comparison, actions: Iterable[Action]) -> list[Promise]:
    """Every promise of the `actions` delivered by the end of the round `after`, by department and statement.

    Both comparisons are against the same framework. On either side an auditor's finding counts where there is
    one, and otherwise the judgement of the comparison's view. An action planned for a department that is in
    one of the two only, or that only finds out, promises nothing that could be looked for.
    """
    framework = before.framework
    closes = after.round.closes
    delivered = [
        action
        for action in actions
        if action.status is ActionStatus.DELIVERED
        and (closes is None or action.delivered_on is None or action.delivered_on <= closes)
    ]
    raised: dict[str, dict[str, None]] = {}  # of each department, by statement
    own_of: dict[str, list[Action]] = {}
    for action in delivered:
        for department in dict.fromkeys(action.departments):
            own_of.setdefault(department, []).append(action)
            raised.setdefault(department, {}).update(
                dict.fromkeys(each.statement_id for each in action.rises)
            )
    found = []
    for department in (each for each in before.departments if each in after.departments and each in own_of):
        own = own_of[department]
        for statement in (each for each in framework.statements if each.id in raised[department]):
            aims = [
                (action, rise.to)
                for action in own
                for rise in action.rises
                if rise.statement_id == statement.id and rise.to is not None
            ]
            if not aims or not after.is_asked(department, statement.id):
                continue
            was, now = _judged(before, department, statement.id), _judged(after, department, statement.id)
            scale, to = framework.scale_of(statement), max(level for _, level in aims)
            found.append(
                Promise(
                    department=department,
                    statement=statement,
                    actions=tuple(action for action, _ in aims),
                    to=to,
                    before=was,
                    after=now,
                    audited=after.found(department, statement.id) is not None,
                    promised=None if was.level is None else max(0, _levels(scale, was.level, to)),
                    found=None
                    if was.level is None or now.level is None
                    else _levels(scale, was.level, now.level),
                )
            )
    return found


def tally(made: Iterable[Promise]) -> Tally:
    """Promises of any departments and themes, added up."""
    return Tally(**_sums(list(made)))


def by_theme(framework: Framework, made: Sequence[Promise]) -> list[ThemeTally]:
    """The promises added up by department and the statement's theme, in the order of `made`."""
    groups: dict[tuple[str, str], list[Promise]] = {}
    for promise in made:
        theme = framework.theme_of[promise.statement.id].id
        groups.setdefault((promise.department, theme), []).append(promise)
    return [
        ThemeTally(department=department, theme=theme, **_sums(own))
        for (department, theme), own in groups.items()
    ]


def _sums(made: Sequence[Promise]) -> dict[str, int]:
    known = [each for each in made if each.kept is not Kept.NOT_KNOWN]
    return {
        "promises": len(made),
        "known": len(known),
        "promised": sum(each.promised or 0 for each in known),
        "found": sum(each.found or 0 for each in known),
        "kept": sum(each.kept is Kept.KEPT for each in known),
    }


def _judged(comparison: Comparison, department: str, statement: str) -> Judgement:
    return comparison.found(department, statement) or comparison.judgement(department, statement)


def _levels(scale: Scale, one: int, other: int) -> int:
    """How many levels of the scale lie between two; below 0 where the other is lower."""
    places = list(scale.by_value)
    return places.index(other) - places.index(one)
