"""Departments side by side: which can be told apart, and what rank each might have."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, overload

import numpy as np

from maturity.assessment.answer import NOT_ANSWERED, NOT_ASKED, Answer, Judgement
from maturity.assessment.blind import NOT_SHOWN
from maturity.assessment.concerns import is_high, needs_evidence
from maturity.assessment.finding import Finding, audited
from maturity.assessment.grounds import Grounds, asks_evidence, lacks_evidence
from maturity.assessment.levels import Array, Judgements, Levels, RoundLevels, cells, levels_of
from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.framework.groups import groups_of
from maturity.framework.model import Facet, Framework
from maturity.framework.scope import AskedOfEach
from maturity.scoring import score
from maturity.scoring.groups import Matrix, facet_matrix
from maturity.scoring.score import Scores

SAME = 1e-9
"""Per cent. Sums of the same levels in another order may differ in their last bits; that is no difference."""


@overload
def surely_above(low: float, high: float) -> bool: ...
@overload
def surely_above(low: Array, high: Array) -> Array: ...
def surely_above(low: Any, high: Any) -> Any:
    """Whether what is no lower than `low` lies above what is no higher than `high`: the one rule of order.

    Two ranges are separated where one is surely above the other; ranges that touch are not. Nothing is above or
    below what is not a number.
    """
    return low > high + SAME


@dataclass(frozen=True)
class Rank:
    """The best and the worst place a department might have, 1 being the highest."""

    best: int
    worst: int

    @property
    def words(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best} to {self.worst}"


@dataclass(frozen=True)
class Order:
    """How far departments can be put in order: pairs that are surely apart, and who is surely in which quarter.

    A quarter is so many whole places; of fewer than four departments there is none.
    """

    departments: tuple[str, ...]
    pairs: int
    apart: int
    quarter: int
    top: tuple[str, ...]
    bottom: tuple[str, ...]


class View(StrEnum):
    """Whose word counts: the department's answers, or the auditor's findings where there are any."""

    SELF = "self"
    AUDITED = "audited"


class Sort(StrEnum):
    """In what order departments stand."""

    SCORE = "score"
    NAME = "name"
    FAMILY = "family"


class WordsNotRead(Mapping[str, Any]):
    """What stands for answers and findings where levels alone were read: to look for a word in it is a mistake."""

    def __getitem__(self, key: str) -> Any:
        raise TypeError("this comparison was read without words: ask comparing.comparison for them")

    def __iter__(self) -> Iterator[str]:
        return iter(self[""])

    def __len__(self) -> int:
        return len(self[""])


WORDS_NOT_READ = WordsNotRead()


@dataclass(frozen=True)
class CarriedOver:
    """How many answers of a department wait to be confirmed, and its score in per cent if they all still hold."""

    name: str  # the department's
    waiting: int
    score: float | None
    framework: Framework | None = None  # by which the score is shown


@dataclass(frozen=True)
class Comparison:
    """What was said of some departments in one round, and every figure that follows from it.

    The page, the terminal and the workbook all read their numbers here. `judgements` are what is scored, in
    the view asked for; `answers` and `findings`, by department and statement, are what they were made of.
    `carried` are the answers of the last round that nobody has confirmed in this one: they are in no judgement, as
    nobody has answered those statements yet (see assessment.progress.unconfirmed). `not_shown` are statements that are
    hidden from whoever asked, who reviews them blind: they are in neither answers nor findings, and count as unknown.
    The framework asks what was asked of anybody here; `not_asked` are statements of it that were not asked of a
    department: they are in neither answers nor findings, and count for nothing (see framework.scope).
    """

    framework: Framework
    round: Round
    departments: Mapping[str, Department]
    judgements: Judgements
    revision: int  # of the store, when these were read
    view: View = View.SELF
    answers: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    findings: Mapping[str, Mapping[str, Finding]] = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)  # of each department's assessment
    assessments: Mapping[str, Assessment] = field(default_factory=dict)  # the same, whole
    unattributed: bool = False  # letters stand for names: see peers.unattributed
    unseen: int = 0  # assessments of the round that the person may not see yet
    carried: Judgements = field(default_factory=dict)
    open_round: bool = False  # whether the round was open when these were read
    checked: Mapping[str, Collection[str]] = field(default_factory=dict)  # audited, where no finding is told
    together: Mapping[str, Collection[str]] = field(default_factory=dict)  # agreed in one go, without a look
    not_shown: Mapping[str, Collection[str]] = field(default_factory=dict)
    not_asked: Mapping[str, Collection[str]] = field(default_factory=dict)
    levels_read: RoundLevels | None = (
        None  # where it was read without words: answers and findings are then WORDS_NOT_READ
    )
    grounds: Grounds | None = None  # what the answers rest on, where that was read and words were not

    @cached_property
    def levels(self) -> Levels:
        """What is scored, as arrays, in the order of the departments."""
        return levels_of(self.framework, self.judgements, self.departments)

    @cached_property
    def said_and_found(self) -> RoundLevels:
        """What is scored in either view, as arrays, in the order of the departments."""
        if self.levels_read is not None:
            return self.levels_read.of(self.framework, self.departments)
        answers, findings = (
            levels_of(self.framework, {key: each.get(key, {}) for key in self.departments})
            for each in (self.answers, self.findings)
        )
        return RoundLevels(answers, cells(self.framework, self.departments, self.carried), findings)

    @cached_property
    def scores(self) -> Scores[str]:
        """The overall score of each department."""
        return score.by_department(self.levels)

    @cached_property
    def carried_over(self) -> dict[str, CarriedOver]:
        """What each department that has not confirmed all of its answers would score if they all still hold."""
        given = {key: self.carried[key] for key in self.departments if key in self.carried}
        if not any(given.values()):
            return {}
        kept, judged = levels_of(self.framework, given), self.levels.of(self.framework, given)
        waits = kept.said & ~judged.said
        scores = score.by_department(kept.over(waits, judged))
        return {
            key: CarriedOver(self.departments[key].name, int(number), scores[key].score, self.framework)
            for key, number in zip(given, waits.sum(axis=1), strict=True)
            if number
        }

    def carried_over_of(self, departments: Iterable[str]) -> tuple[CarriedOver, ...]:
        """The same of some of the departments; to be said beside every figure of theirs."""
        return tuple(self.carried_over[key] for key in departments if key in self.carried_over)

    def is_shown(self, department_id: str, statement_id: str) -> bool:
        """Whether what was said of a statement is shown to whoever asked."""
        return statement_id not in self.not_shown.get(department_id, ())

    def is_asked(self, department_id: str, statement_id: str) -> bool:
        """Whether a statement of the framework was asked of a department."""
        return statement_id in self.framework.by_id and statement_id not in self.not_asked.get(
            department_id, ()
        )

    def asks_everything_of(self, department_id: str) -> bool:
        """Whether a department was asked everything that the edition asks."""
        return department_id not in self.not_asked and self.framework.whole is self.framework

    @property
    def asks(self) -> AskedOfEach:
        """What was asked of anybody here, and of each."""
        return AskedOfEach(self.framework, self.not_asked)

    @cached_property
    def asked_of_all(self) -> list[str]:
        """The statements that were asked of every department here, in the framework's order."""
        left_out = {each for key in self.departments for each in self.not_asked.get(key, ())}
        return [each.id for each in self.framework.statements if each.id not in left_out]

    @property
    def asked_alike(self) -> bool:
        """Whether all departments here were asked the same."""
        return len(self.asked_of_all) == len(self.framework.statements)

    @property
    def asks_all(self) -> bool:
        """Whether every department here was asked everything that the edition asks."""
        return self.framework.whole is self.framework and self.asked_alike

    @property
    def cells(self) -> int:
        """How many statements were asked of the departments here, taken together."""
        left_out = sum(
            each in self.framework.by_id for key in self.departments for each in self.not_asked.get(key, ())
        )
        return len(self.departments) * len(self.framework.statements) - left_out

    def on(self, framework: Framework) -> "Comparison":
        """The same on what a part of the edition asks, so that another may be set beside it; NothingAsked as above."""
        if all(each.id in framework.by_id for each in self.framework.statements):
            return self
        return replace(self, framework=self.framework.asking(framework.by_id))

    def as_asked_of(self, department_id: str) -> "Comparison":
        """The same on what was asked of one department; others may have been asked less."""
        if department_id not in self.not_asked:
            return self
        return replace(self, framework=self.framework.asking(self.asks.of(department_id)))

    def in_common(self) -> "Comparison":
        """The same on what was asked of every department here; raises NothingAsked where that is nothing."""
        if self.asked_alike:
            return self
        return replace(self, framework=self.framework.asking(self.asked_of_all), not_asked={})

    @cached_property
    def own(self) -> Judgements:
        """The departments' own word as it counts, whatever the view: without what nobody has confirmed."""
        return self.own_words if self.levels_read is None else self.said_and_found.own

    @cached_property
    def own_words(self) -> Mapping[str, Mapping[str, Answer]]:
        """The same with all that was written, where that was read."""
        return own(self.answers, self.carried)

    @cached_property
    def theme_scores(self) -> Scores[tuple[str, str]]:
        """The score of each (department, theme)."""
        return score.by_theme(self.levels)

    @cached_property
    def group_scores(self) -> Scores[tuple[str, str]]:
        """The score of each (department, theme or topic)."""
        return score.by_group(self.levels, groups_of(self.framework))

    def matrix_of(self, facet: Facet) -> Matrix:
        """The figures of every department where the groups and the values of a facet meet."""
        if facet.id not in self._matrices:
            self._matrices[facet.id] = facet_matrix(self.levels, facet)
        return self._matrices[facet.id]

    @cached_property
    def _matrices(self) -> dict[str, Matrix]:
        return {}

    @cached_property
    def little_known(self) -> dict[str, int]:
        """The departments of which too little is known to place them, and how many more statements need a level.

        They have no rank and are in no order; the others are ordered as though they were not there.
        """
        lacking = self.scores.lacking(self.framework.scoring.least_known).tolist()
        return {key: number for key, number in zip(self.departments, lacking, strict=True) if number}

    @cached_property
    def placed(self) -> list[str]:
        """The departments that have a place among the others: those with a range and enough known."""
        ranged = zip(self.departments, self.scores.ranged.tolist(), strict=True)
        return [key for key, has_range in ranged if has_range and key not in self.little_known]

    @cached_property
    def placed_scores(self) -> list[float]:
        """The scores of those placed, in per cent: what a median or a highest is taken of."""
        return [each for each in self._placed.score.tolist() if each == each]

    @cached_property
    def ranks(self) -> dict[str, Rank]:
        """The ranks that each department placed might have among those placed."""
        return ranks_by_department(self._placed)

    @cached_property
    def ranks_of_all(self) -> dict[str, Rank]:
        """The ranks among all with a range, however little is known of them: as bundles of format 2 have them."""
        return ranks_by_department(self.scores)

    @cached_property
    def order(self) -> Order:
        """How far those placed can be put in order."""
        return order(self._placed)

    @cached_property
    def _placed(self) -> Scores[str]:
        return self.scores.of(self.placed)

    def not_separated(self, department_id: str) -> list[str]:
        """The others placed whose ranges overlap this one's, in the order of the comparison; none of one not placed."""
        found = self._placed
        if department_id not in found:
            return []
        place = found.places[department_id]
        apart = surely_above(found.low[place], found.high) | surely_above(found.low, found.high[place])
        apart[place] = True
        return [found.keys_[other] for other in np.flatnonzero(~apart)]

    def finding(self, department_id: str, statement_id: str) -> Finding | None:
        """The published or audited finding on a statement; None where nobody has made one."""
        return self.findings.get(department_id, {}).get(statement_id)

    def answer(self, department_id: str, statement_id: str) -> Answer | None:
        """What the department answered; None where it did not, or where only findings were published."""
        return self.answers.get(department_id, {}).get(statement_id)

    def judgement(self, department_id: str, statement_id: str) -> Judgement:
        return self.judgements[department_id].get(statement_id, NOT_ANSWERED)

    def found(self, department_id: str, statement_id: str) -> Judgement | None:
        """The level or state of the finding alone, which is there also where no words were read."""
        findings = self.findings if self.levels_read is None else self.levels_read.findings
        return findings[department_id].get(statement_id) if department_id in findings else None

    def is_audited(self, department_id: str, statement_id: str) -> bool:
        """Whether an auditor has a finding on a statement, whatever it is; what was published is no audit."""
        row, column = self.levels.rows.get(department_id), self.levels.columns.get(statement_id)
        return row is not None and column is not None and bool(self._looked_at[row, column])

    def audited_of_statement(self, statement_id: str, departments: Sequence[str]) -> list[bool]:
        """Of each of some departments, whether an auditor has a finding on a statement."""
        column = self.levels.columns.get(statement_id)
        if column is None:
            return [False] * len(departments)
        found: list[bool] = self._looked_at[[self.levels.rows[key] for key in departments], column].tolist()
        return found

    def audited_of(self, department_id: str) -> int:
        """On how many statements of a department an auditor has a finding."""
        return int(self._looked_at[self.levels.rows[department_id]].sum())

    def together_of(self, department_id: str) -> int:
        """How many of those an auditor agreed in one go, without looking at each."""
        return len(self.framework.by_id.keys() & set(self.together.get(department_id, ())))

    @cached_property
    def _looked_at(self) -> Array:
        told = cells(self.framework, self.departments, self.checked) | self.said_and_found.findings.said
        return np.zeros_like(told) if self.round.published else told

    def by(self, view: View) -> "Comparison | None":
        """The same by that word; None where the words that it would be made of are left out, or there is but one."""
        if view is self.view:
            return self
        if self.round.published or self.unattributed:
            return None
        if self.levels_read is not None:
            said = self.said_and_found
            levels = said.own if view is View.SELF else said.audited
            levels = levels.hiding(self.not_shown, shown=True).not_asking(self.not_asked)
            return replace(self, view=view, judgements=levels)
        answers = {key: self.answers.get(key, {}) for key in self.departments}
        judgements = judgements_in(answers, self.carried, self.findings, view)
        judgements = with_not_asked(with_hidden(judgements, self.not_shown), self.not_asked)
        return replace(self, view=view, judgements=judgements)

    @cached_property
    def audited(self) -> "Comparison | None":
        """The same with auditors' findings counted; None where there are none that differ, or they count already."""
        return None if self.view is View.AUDITED or not self.overturned else self.by(View.AUDITED)

    @property
    def overturned(self) -> int:
        """On how many answers here an auditor's finding differs from what the department answered."""
        return int(self._overturned.sum())

    def overturned_of(self, department_id: str) -> int:
        """The same of one department."""
        return int(self._overturned[self.levels.rows[department_id]].sum())

    @cached_property
    def _overturned(self) -> Array:
        said = self.said_and_found
        differ = said.findings.said & ~said.findings.same_as(said.answers)
        return np.zeros_like(differ) if self.round.published else differ

    @property
    def high_levels(self) -> tuple[int, int]:
        """How many answers here have a level that asks for evidence, and how many of those have none.

        What is only carried over is nobody's answer yet.
        """
        if self.grounds is not None:
            said = self.said_and_found
            rests = self.grounds.of(self.framework, self.departments)
            high, bare = (
                int((each & ~said.carried).sum())
                for each in (asks_evidence(said.answers), lacks_evidence(said.answers, rests))
            )
            return high, bare
        asked = [
            (statement, answer)
            for key in self.departments
            for statement in self.framework.statements
            if (answer := self.answer(key, statement.id)) is not None
            and is_high(self.framework, statement, answer)
            and statement.id not in self.carried.get(key, {})
        ]
        return len(asked), sum(needs_evidence(self.framework, *each) for each in asked)

    @property
    def says_anything(self) -> bool:
        """Whether any department answered anything."""
        if self.levels_read is not None:
            return bool(self.levels_read.answers.said.any())
        return any(self.answers.values())

    @property
    def families(self) -> dict[str, list[str]]:
        """The departments here of each family, by the id of its parent; the parent is one of its family.

        Only families that somebody here belongs to as a child; the parent itself need not be here.
        """
        parents = sorted({each.family for each in self.departments.values() if each.family is not None})
        return {
            parent: [key for key, each in self.departments.items() if parent in (each.family, key)]
            for parent in parents
        }

    def only(self, departments: Iterable[str]) -> "Comparison":
        """A comparison of some of the departments, in the order given: ranks are then among these alone.

        What was asked of none of them is left out.
        """
        found = replace(self, departments={key: self.departments[key] for key in departments})
        if not self.not_asked or not found.departments:
            return found
        asked = {
            each.id
            for each in self.framework.statements
            if any(self.is_asked(key, each.id) for key in found.departments)
        }
        return replace(found, framework=self.framework.asking(asked))

    def set_apart(self) -> "Comparison":
        """The same with the departments that too little is known of below the others."""
        return self.only(sorted(self.departments, key=lambda key: key in self.little_known))

    def in_theme(self, theme_id: str) -> "Comparison":
        """The same departments on one theme alone, whose score is then the overall one; raises NotFound."""
        return replace(self, framework=self.framework.only(theme_id))

    def ordered(self, sort: Sort) -> "Comparison":
        """The same in another order; by score: the highest first, then by range; last those not placed, by name."""

        found, placed = self.scores, set(self.placed)
        figures = {
            key: (math.isnan(of), -(0 if math.isnan(of) else of), -low, -high)
            for key, of, low, high in zip(
                found, found.score.tolist(), found.low.tolist(), found.high.tolist(), strict=True
            )
        }

        def by_score(key: str) -> tuple[bool, bool, float, float, float]:
            if key not in placed:
                return True, not found.ranged[found.places[key]], 0, 0, 0
            return False, *figures[key]

        names = {key: each.name for key, each in self.departments.items()}
        order = sorted(names, key=lambda key: (names[key], key))
        match sort:
            case Sort.SCORE:
                order.sort(key=by_score)
            case Sort.FAMILY:  # those of no family last; the parent before its children
                family = {key: parent for parent, members in self.families.items() for key in members}
                order.sort(key=lambda key: (key not in family, family.get(key, ""), family.get(key) != key))
        return self.only(order)


def own(answers: Mapping[str, Mapping[str, Answer]], carried: Judgements) -> dict[str, dict[str, Answer]]:
    """The answers of each department that somebody has given or confirmed in this round."""
    return {
        key: {each: answer for each, answer in given.items() if each not in carried.get(key, {})}
        for key, given in answers.items()
    }


def judgements_in(
    answers: Mapping[str, Mapping[str, Answer]],
    carried: Judgements,
    findings: Mapping[str, Mapping[str, Finding]],
    view: View,
) -> Judgements:
    """What is scored of each department in a view: its own word, or the auditor's findings where there are any."""
    said = own(answers, carried)
    return said if view is View.SELF else {key: audited(said[key], findings.get(key, {})) for key in said}


def with_hidden(judgements: Judgements, not_shown: Mapping[str, Collection[str]]) -> Judgements:
    """The judgements with “not shown” for what is hidden, of those departments."""
    return {
        key: {**said, **dict.fromkeys(not_shown.get(key, ()), NOT_SHOWN)} for key, said in judgements.items()
    }


def with_not_asked(judgements: Judgements, not_asked: Mapping[str, Collection[str]]) -> Judgements:
    """The judgements with “not asked” for what was not asked, of those departments."""
    if not any(not_asked.values()):
        return judgements
    return {
        key: {**said, **dict.fromkeys(not_asked.get(key, ()), NOT_ASKED)} for key, said in judgements.items()
    }


def ranks(low: Array, high: Array) -> tuple[Array, Array]:
    """The best and worst possible rank of each range; 0 for one that is not there, and the others rank without it.

    Best: one more than those surely ahead. Worst: all but those surely behind.
    """
    there = ~(np.isnan(low) | np.isnan(high))
    lows, tops = np.sort(low[there]), np.sort(high[there] + SAME)
    ahead = len(lows) - np.searchsorted(lows, high[there] + SAME, side="right")
    behind = np.searchsorted(tops, low[there], side="left")
    best, worst = np.zeros((2, len(low)), dtype=int)
    best[there], worst[there] = 1 + ahead, len(lows) - behind
    return best, worst


def ranks_by_department(scores: Scores[str]) -> dict[str, Rank]:
    """The possible ranks of those with a range, as objects."""
    best, worst = (each.tolist() for each in ranks(scores.low, scores.high))
    return {
        key: Rank(*each) for key, each in zip(scores, zip(best, worst, strict=True), strict=True) if each[0]
    }


def order(scores: Scores[str]) -> Order:
    """How far the departments with a range can be put in order; `scores` as from score.by_department."""
    possible = ranks_by_department(scores)
    total = len(possible)
    quarter = total // 4
    return Order(
        departments=tuple(possible),
        pairs=total * (total - 1) // 2,
        apart=sum(rank.best - 1 for rank in possible.values()),
        quarter=quarter,
        top=tuple(key for key, rank in possible.items() if rank.worst <= quarter),
        bottom=tuple(key for key, rank in possible.items() if rank.best > total - quarter),
    )
