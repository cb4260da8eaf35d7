"""Departments side by side: which can be told apart, and what rank each might have."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, overload

import numpy as np
import pandas as pd

from maturity.assessment.answer import NOT_ANSWERED, Answer, Judgement
from maturity.assessment.blind import NOT_SHOWN
from maturity.assessment.concerns import is_high, needs_evidence
from maturity.assessment.finding import Finding, audited
from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.framework.model import Framework
from maturity.scoring import score
from maturity.scoring.score import Score
from maturity.scoring.table import Judgements, table

SAME = 1e-9
"""Per cent. Sums of the same levels in another order may differ in their last bits; that is no difference."""


@overload
def surely_above(low: float, high: float) -> bool: ...
@overload
def surely_above(low: "np.ndarray[Any, Any]", high: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]": ...
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


@dataclass(frozen=True)
class CarriedOver:
    """How many answers of a department wait to be confirmed, and its score in per cent if they all still hold."""

    name: str  # the department's
    waiting: int
    score: float | None


@dataclass(frozen=True)
class Comparison:
    """What was said of some departments in one round, and every figure that follows from it.

    The page, the terminal and the workbook all read their numbers here. `judgements` are what is scored, in
    the view asked for; `answers` and `findings`, by department and statement, are what they were made of.
    `carried` are the answers of the last round that nobody has confirmed in this one: they are in no judgement, as
    nobody has answered those statements yet (see assessment.progress.unconfirmed). `not_shown` are statements that are
    hidden from whoever asked, who reviews them blind: they are in neither answers nor findings, and count as unknown.
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
    not_shown: Mapping[str, Collection[str]] = field(default_factory=dict)

    @cached_property
    def table(self) -> pd.DataFrame:
        """As from scoring.table."""
        return table(
            self.framework, {department: self.judgements[department] for department in self.departments}
        )

    @cached_property
    def _overall(self) -> pd.DataFrame:
        return score.by_department(self.framework, self.table)

    @cached_property
    def scores(self) -> dict[str, Score]:
        """The overall score of each department."""
        return score.records(self._overall)

    @cached_property
    def carried_over(self) -> dict[str, CarriedOver]:
        """What each department that has not confirmed all of its answers would score if they all still hold."""
        waiting = {
            key: {each: said for each, said in given.items() if each not in self.judgements[key]}
            for key in self.departments
            if (given := self.carried.get(key))
        }
        whole = {key: {**self.judgements[key], **given} for key, given in waiting.items() if given}
        if not whole:
            return {}
        scores = score.records(score.by_department(self.framework, table(self.framework, whole)))
        return {
            key: CarriedOver(self.departments[key].name, len(waiting[key]), scores[key].score)
            for key in whole
        }

    def carried_over_of(self, departments: Iterable[str]) -> tuple[CarriedOver, ...]:
        """The same of some of the departments; to be said beside every figure of theirs."""
        return tuple(self.carried_over[key] for key in departments if key in self.carried_over)

    def is_shown(self, department_id: str, statement_id: str) -> bool:
        """Whether what was said of a statement is shown to whoever asked."""
        return statement_id not in self.not_shown.get(department_id, ())

    @cached_property
    def own(self) -> Mapping[str, Mapping[str, Answer]]:
        """The departments' own word as it counts, whatever the view: without what nobody has confirmed."""
        return own(self.answers, self.carried)

    @cached_property
    def theme_scores(self) -> dict[tuple[str, str], Score]:
        """The score of each (department, theme)."""
        return score.records(score.by_theme(self.table))

    @cached_property
    def little_known(self) -> dict[str, int]:
        """The departments of which too little is known to place them, and how many more statements need a level.

        They have no rank and are in no order; the others are ordered as though they were not there.
        """
        least = self.framework.scoring.least_known
        lacking = {key: score.lacking(least) for key, score in self.scores.items()}
        return {key: number for key, number in lacking.items() if number}

    @cached_property
    def placed(self) -> list[str]:
        """The departments that have a place among the others: those with a range and enough known."""
        ranged = (key for key, score in self.scores.items() if score.low is not None)
        return [key for key in ranged if key not in self.little_known]

    @cached_property
    def placed_scores(self) -> list[float]:
        """The scores of those placed, in per cent: what a median or a highest is taken of."""
        found = (self.scores[key].score for key in self.placed)
        return [score for score in found if score is not None]

    @cached_property
    def ranks(self) -> dict[str, Rank]:
        """The ranks that each department placed might have among those placed."""
        return ranks_by_department(self._placed)

    @cached_property
    def ranks_of_all(self) -> dict[str, Rank]:
        """The ranks among all with a range, however little is known of them: as bundles of format 2 have them."""
        return ranks_by_department(self._overall)

    @cached_property
    def order(self) -> Order:
        """How far those placed can be put in order."""
        return order(self._placed)

    @cached_property
    def _placed(self) -> pd.DataFrame:
        return self._overall.loc[self.placed]

    @cached_property
    def _above(self) -> pd.DataFrame:
        return above(self._placed)

    def not_separated(self, department_id: str) -> list[str]:
        """The others placed whose ranges overlap this one's, in the order of the comparison; none of one not placed."""
        if department_id not in self._above.index:
            return []
        apart = self._above.loc[department_id].to_numpy() | self._above[department_id].to_numpy()
        return [str(other) for other in self._above.index[~apart] if other != department_id]

    def finding(self, department_id: str, statement_id: str) -> Finding | None:
        """The published or audited finding on a statement; None where nobody has made one."""
        return self.findings.get(department_id, {}).get(statement_id)

    def answer(self, department_id: str, statement_id: str) -> Answer | None:
        """What the department answered; None where it did not, or where only findings were published."""
        return self.answers.get(department_id, {}).get(statement_id)

    def judgement(self, department_id: str, statement_id: str) -> Judgement:
        return self.judgements[department_id].get(statement_id, NOT_ANSWERED)

    def is_audited(self, department_id: str, statement_id: str) -> bool:
        """Whether an auditor has a finding on a statement, whatever it is; what was published is no audit."""
        told = (self.findings, self.checked)
        return not self.round.published and any(statement_id in each.get(department_id, ()) for each in told)

    def audited_of(self, department_id: str) -> int:
        """On how many statements of a department an auditor has a finding."""
        return sum(self.is_audited(department_id, each.id) for each in self.framework.statements)

    def by(self, view: View) -> "Comparison | None":
        """The same by that word; None where the words that it would be made of are left out, or there is but one."""
        if view is self.view:
            return self
        if self.round.published or self.unattributed:
            return None
        answers = {key: self.answers.get(key, {}) for key in self.departments}
        judgements = judgements_in(answers, self.carried, self.findings, view)
        return replace(self, view=view, judgements=with_hidden(judgements, self.not_shown))

    @cached_property
    def audited(self) -> "Comparison | None":
        """The same with auditors' findings counted; None where there are none that differ, or they count already."""
        return None if self.view is View.AUDITED or not self.overturned else self.by(View.AUDITED)

    @property
    def overturned(self) -> int:
        """On how many answers here an auditor's finding differs from what the department answered."""
        return sum(map(self.overturned_of, self.departments))

    def overturned_of(self, department_id: str) -> int:
        """The same of one department."""
        return sum(
            not finding.same_as(self.answers.get(department_id, {}).get(statement.id, NOT_ANSWERED))
            for statement in self.framework.statements
            if (finding := self.finding(department_id, statement.id)) is not None and not self.round.published
        )

    @property
    def high_levels(self) -> tuple[int, int]:
        """How many answers here have a level that asks for evidence, and how many of those have none."""
        asked = [
            answer
            for key in self.departments
            for statement in self.framework.statements
            if (answer := self.answer(key, statement.id)) is not None and is_high(self.framework, answer)
        ]
        return len(asked), sum(needs_evidence(self.framework, answer) for answer in asked)

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
        """A comparison of some of the departments, in the order given: ranks are then among these alone."""
        return replace(self, departments={key: self.departments[key] for key in departments})

    def set_apart(self) -> "Comparison":
        """The same with the departments that too little is known of below the others."""
        return self.only(sorted(self.departments, key=lambda key: key in self.little_known))

    def in_theme(self, theme_id: str) -> "Comparison":
        """The same departments on one theme alone, whose score is then the overall one; raises NotFound."""
        return replace(self, framework=self.framework.only(theme_id))

    def ordered(self, sort: Sort) -> "Comparison":
        """The same in another order; by score: the highest first, then by range; last those not placed, by name."""

        def by_score(key: str) -> tuple[bool, bool, float, float, float]:
            score = self.scores[key]
            if key not in self.placed:
                return True, score.low is None, 0, 0, 0
            return False, score.score is None, -(score.score or 0), -(score.low or 0), -(score.high or 0)

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


def above(scores: pd.DataFrame) -> pd.DataFrame:
    """Whether the department of a row is surely above that of a column: a square frame of bools.

    `scores` as from score.by_department. A department without a range is above none, and below none.
    """
    lows, highs = scores["low"].to_numpy(), scores["high"].to_numpy()
    return pd.DataFrame(
        surely_above(lows[:, np.newaxis], highs[np.newaxis, :]), index=scores.index, columns=scores.index
    )


def ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """The best and worst possible rank of each department: a frame like `scores` of best, worst (Int64).

    Best: one more than the departments surely ahead. Worst: all but those surely behind. A department
    without a range has no rank, and the others are ranked without it.
    """
    ranged = scores.dropna(subset=["low", "high"])
    ahead = above(ranged)
    found = pd.DataFrame({"best": 1 + ahead.sum(axis=0), "worst": len(ranged) - ahead.sum(axis=1)})
    return found.reindex(scores.index).astype("Int64")


def ranks_by_department(scores: pd.DataFrame) -> dict[str, Rank]:
    """The possible ranks of those with a range, as objects."""
    possible = ranks(scores).dropna()
    pairs = zip(possible["best"], possible["worst"], strict=True)
    return dict(zip(possible.index, (Rank(int(best), int(worst)) for best, worst in pairs), strict=True))


def order(scores: pd.DataFrame) -> Order:
    """How far the departments with a range can be put in order; `scores` as from score.by_department."""
    ranged = scores.dropna(subset=["low", "high"])
    possible, total = ranks_by_department(ranged), len(ranged)
    quarter = total // 4
    return Order(
        departments=tuple(possible),
        pairs=total * (total - 1) // 2,
        apart=int(above(ranged).to_numpy().sum()),
        quarter=quarter,
        top=tuple(key for key, rank in possible.items() if rank.worst <= quarter),
        bottom=tuple(key for key, rank in possible.items() if rank.best > total - quarter),
    )
