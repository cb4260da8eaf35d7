"""How far departments and the auditor agree: the same statements, judged by both.

    optimism index = mean of (self − audited), in levels, over pairs: statements on which both gave a level
    kappa          = 1 − Σ observed × distance² ÷ Σ expected × distance²   (quadratic weights, Cohen 1968)

Above zero, departments see themselves higher than the auditor does. A level apart is a step of the statement's own
scale; kappa is worked over all the steps of one scale, used or not, and for each scale apart, because a step of a
scale of two levels is not a step of a scale of five.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from maturity.assessment.answer import NOT_ANSWERED, Answer, State
from maturity.assessment.finding import Finding
from maturity.assessment.levels import HIDDEN, LEVEL, NO_LEVEL, STATES, UNANSWERED, RoundLevels, cells
from maturity.framework.model import Framework, Scale, Statement

Blind = Mapping[str, Mapping[str, tuple[Answer, Finding]]]
"""Findings that were recorded blind, by department and statement, with the answers that they were made on."""


@dataclass(frozen=True)
class Pair:
    """A statement of a department on which both gave a level; levels as they stand on the scale."""

    department: str
    theme: str
    statement: str
    scale: str
    own: int  # the department's level
    audited: int  # the auditor's
    steps: int  # own − audited, in steps of the scale


@dataclass(frozen=True)
class Unpaired:
    """Why a statement of a department makes no pair: what each side said; None where no auditor has."""

    answered: State
    found: State | None
    changed: bool = False  # the answer was changed after the auditor had judged it

    @property
    def words(self) -> str:
        answered = "answered with a level" if self.answered is State.LEVEL else self.answered.words.lower()
        if self.found is None:
            return f"{answered}, no finding"
        found = "a level" if self.found is State.LEVEL else self.found.words.lower()
        return f"{answered}, found {found}" + (" before the answer was last changed" if self.changed else "")


@dataclass(frozen=True)
class Optimism:
    """The optimism index of some pairs; None where there are none, which is never a zero."""

    mean: float | None
    pairs: int
    higher: int  # pairs in which the department is above the auditor
    same: int
    lower: int

    @property
    def index(self) -> str:
        """“+0.50”, “−1.00”, “0.00”; “No pairs” where there is none."""
        if self.mean is None:
            return "No pairs"
        rounded = round(self.mean, 2)
        return "0.00" if rounded == 0 else f"{rounded:+.2f}".replace("-", "−")


@dataclass(frozen=True)
class Kappa:
    """Quadratic weighted kappa over one scale; `value` is None where expected disagreement is nothing.

    No band of words goes with it: such bands are of ratings that were made independently of each other.
    """

    value: float | None
    pairs: int


@dataclass(frozen=True)
class Agreement:
    """Every statement × department of a round: the pairs, and what makes none, counted by kind."""

    framework: Framework
    pairs: tuple[Pair, ...]
    unpaired: Mapping[Unpaired, int]
    blind: tuple[Pair, ...] = ()  # of findings recorded before their author saw the department's level

    @cached_property
    def overall(self) -> Optimism:
        return optimism(self.pairs)

    @cached_property
    def by_department(self) -> dict[str, Optimism]:
        """Of each department with a pair."""
        return self._by(lambda pair: pair.department)

    @cached_property
    def by_theme(self) -> dict[str, Optimism]:
        """Of every theme of the framework."""
        found = self._by(lambda pair: pair.theme)
        return {theme.id: found.get(theme.id, optimism([])) for theme in self.framework.themes}

    @cached_property
    def by_statement(self) -> dict[str, Optimism]:
        """Of every statement of the framework."""
        found = self._by(lambda pair: pair.statement)
        return {each.id: found.get(each.id, optimism([])) for each in self.framework.statements}

    @cached_property
    def kappas(self) -> dict[str, Kappa]:
        """Of each scale that a statement is judged on, by its id: over the blind findings where there are any."""
        used = dict.fromkeys(statement.scale or self.framework.scale for statement in self.framework.scored)
        rated = self.blind or self.pairs
        return {
            scale: kappa(self.framework.scales[scale], [pair for pair in rated if pair.scale == scale])
            for scale in used
        }

    def of_scale(self, scale: str) -> list[Pair]:
        return [pair for pair in self.pairs if pair.scale == scale]

    def _by(self, group: Callable[[Pair], str]) -> dict[str, Optimism]:
        groups: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            groups.setdefault(group(pair), []).append(pair)
        return {key: optimism(pairs) for key, pairs in groups.items()}


def agreement(
    framework: Framework,
    answers: Mapping[str, Mapping[str, Answer]],
    findings: Mapping[str, Mapping[str, Finding]],
    blind: Blind | None = None,
    not_asked: Mapping[str, Collection[str]] | None = None,
) -> Agreement:
    """Answers and findings by department and statement, put side by side; `blind` are those that were recorded blind,
    with the answers that they were made on.

    Every statement of every department in `answers`, but for those `not_asked` of it and those whose levels are kinds,
    is either a pair or counted in `unpaired`. A finding on an earlier version of the answer makes no pair: the
    department may since have come round to the auditor's view.
    """
    pairs, unpaired = list[Pair](), Counter[Unpaired]()
    for department, said in answers.items():
        for statement in framework.scored:
            if statement.id in (not_asked or {}).get(department, ()):
                continue
            answer = said.get(statement.id, NOT_ANSWERED)
            finding = findings.get(department, {}).get(statement.id)
            changed = finding is not None and finding.answer_version != answer.version
            if finding is None or answer.level is None or finding.level is None or changed:
                unpaired[Unpaired(answer.state, finding.state if finding else None, changed)] += 1
                continue
            pairs.append(_pair(framework, department, statement, answer.level, finding.level))
    return Agreement(framework, tuple(pairs), unpaired, _made_blind(framework, blind or {}))


def agreement_of_levels(
    read: RoundLevels, not_asked: Mapping[str, Collection[str]], blind: Blind, departments: Collection[str]
) -> Agreement:
    """The same of levels alone, of some of the departments in them."""
    framework, own, found = read.answers.framework, read.own, read.findings
    if read.earlier is None:
        raise TypeError("these levels were read without the versions that findings were made on")
    asked = ~cells(framework, own.departments, not_asked) & np.array(
        [[key in departments] for key in own.departments], dtype=bool
    ).reshape(-1, 1)
    asked &= np.array([framework.scale_of(each).ordered for each in framework.statements], dtype=bool)
    # Of an answer that nobody has confirmed there is no version yet.
    earlier = (read.earlier | read.carried) & found.said
    paired = asked & (own.state == LEVEL) & (found.state == LEVEL) & found.said & ~earlier
    pairs = [
        _pair(
            framework,
            own.departments[row],
            framework.statements[column],
            int(own.level[row, column]),
            int(found.level[row, column]),
        )
        for row, column in np.argwhere(paired).tolist()
    ]
    answered = np.where(own.state == HIDDEN, UNANSWERED, own.state).astype(np.int64)
    judged = np.where(found.said, found.state.astype(np.int64), NO_LEVEL)
    told = np.stack([each[asked & ~paired] for each in (answered, judged, earlier)]).T
    unpaired = Counter(
        {
            Unpaired(STATES[answer], None if finding == NO_LEVEL else STATES[finding], bool(changed)): number
            for (answer, finding, changed), number in Counter(map(tuple, told.tolist())).items()
        }
    )
    return Agreement(framework, tuple(pairs), unpaired, _made_blind(framework, blind))


def _made_blind(framework: Framework, blind: Blind) -> tuple[Pair, ...]:
    return tuple(
        _pair(framework, department, statement, answer.level, finding.level)
        for department, there in blind.items()
        for statement in framework.scored
        if statement.id in there
        for answer, finding in [there[statement.id]]
        if answer.level is not None and finding.level is not None
    )


def _pair(framework: Framework, department: str, statement: Statement, own: int, audited: int) -> Pair:
    places = framework.scale_of(statement).places
    return Pair(
        department=department,
        theme=framework.theme_of[statement.id].id,
        statement=statement.id,
        scale=statement.scale or framework.scale,
        own=own,
        audited=audited,
        steps=places[own] - places[audited],
    )


def optimism(pairs: Sequence[Pair]) -> Optimism:
    """The optimism index of some pairs."""
    steps = [pair.steps for pair in pairs]
    return Optimism(
        mean=sum(steps) / len(steps) if steps else None,
        pairs=len(steps),
        higher=sum(step > 0 for step in steps),
        same=steps.count(0),
        lower=sum(step < 0 for step in steps),
    )


def kappa(scale: Scale, pairs: Sequence[Pair]) -> Kappa:
    """Quadratic weighted kappa (Cohen 1968) of pairs judged on one scale: 1 agreement, 0 no more than by chance."""
    places = scale.places
    own = Counter(places[pair.own] for pair in pairs)
    audited = Counter(places[pair.audited] for pair in pairs)
    # Whole numbers throughout, so that “no disagreement expected” is exactly that.
    observed = len(pairs) * sum(pair.steps**2 for pair in pairs)
    expected = sum(
        count * other * (one - two) ** 2 for one, count in own.items() for two, other in audited.items()
    )
    return Kappa(
        value=1 - observed / expected if expected else None,
        pairs=len(pairs),
    )
